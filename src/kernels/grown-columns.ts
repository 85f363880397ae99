/** Whole numbers in a typed array that grows by half when full. */
export class GrownInts {
  length = 0;
  private items: Int32Array = new Int32Array(1024);

  push(value: number): void {
    if (this.length === this.items.length) this.grow(this.length + 1);
    this.items[this.length++] = value;
  }

  /** Adds copies of some numbers. */
  append(values: Int32Array): void {
    if (this.length + values.length > this.items.length) this.grow(this.length + values.length);
    this.items.set(values, this.length);
    this.length += values.length;
  }

  get(index: number): number {
    return this.items[index];
  }

  set(index: number, value: number): void {
    this.items[index] = value;
  }

  /** The numbers so far, without room to grow. */
  finish(): Int32Array {
    return this.items.slice(0, this.length);
  }

  private grow(needed: number): void {
    const grown = new Int32Array(Math.max(needed, this.items.length + (this.items.length >> 1)));
    grown.set(this.items);
    this.items = grown;
  }
}

/** Numbers in a typed array that grows by half when full. */
export class GrownFloats {
  length = 0;
  private items: Float64Array = new Float64Array(1024);

  push(value: number): void {
    if (this.length === this.items.length) this.grow(this.length + 1);
    this.items[this.length++] = value;
  }

  /** Adds copies of some numbers. */
  append(values: Float64Array): void {
    if (this.length + values.length > this.items.length) this.grow(this.length + values.length);
    this.items.set(values, this.length);
    this.length += values.length;
  }

  /** The numbers so far, without room to grow. */
  finish(): Float64Array {
    return this.items.slice(0, this.length);
  }

  private grow(needed: number): void {
    const grown = new Float64Array(Math.max(needed, this.items.length + (this.items.length >> 1)));
    grown.set(this.items);
    this.items = grown;
  }
}
