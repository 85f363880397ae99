/** Whole numbers in a typed array that grows by half when full. */
export class GrownInts {
  length = 0;
  private items: Int32Array = new Int32Array(1024);

  push(value: number): void {
    if (this.length === this.items.length) {
      const grown = new Int32Array(this.length + (this.length >> 1));
      grown.set(this.items);
      this.items = grown;
    }
    this.items[this.length++] = value;
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
}

/** Numbers in a typed array that grows by half when full. */
export class GrownFloats {
  length = 0;
  private items: Float64Array = new Float64Array(1024);

  push(value: number): void {
    if (this.length === this.items.length) {
      const grown = new Float64Array(this.length + (this.length >> 1));
      grown.set(this.items);
      this.items = grown;
    }
    this.items[this.length++] = value;
  }

  /** The numbers so far, without room to grow. */
  finish(): Float64Array {
    return this.items.slice(0, this.length);
  }
}
