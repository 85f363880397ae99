import type { NormalText } from './text-normalisation.js';

const PIECE_BYTES = 1 << 23;
const FIRST_SLOTS = 1 << 16;

/**
 * Distinct normal texts, numbered in order of first appearance: packed one, two or four bytes a character as each text needs, in
 * pieces that never move, so that millions of them take little more than their own bytes.
 */
export class DistinctTexts {
  count = 0;
  private readonly pieces: Uint8Array[] = [];
  private readonly piece: Int32Array;
  private readonly offset: Int32Array;
  private readonly pointCount: Int32Array;
  private readonly width: Uint8Array;
  /** Two hashes of each text, which also put equal times into an order that does not depend on the input's. */
  readonly hashLow: Int32Array;
  readonly hashHigh: Int32Array;
  private slots = new Int32Array(FIRST_SLOTS); // text + 1, or 0
  private filled = PIECE_BYTES;

  /** @param most Most texts that will be added, such as the number of posts. */
  constructor(most: number) {
    this.piece = new Int32Array(most);
    this.offset = new Int32Array(most);
    this.pointCount = new Int32Array(most);
    this.width = new Uint8Array(most);
    this.hashLow = new Int32Array(most);
    this.hashHigh = new Int32Array(most);
  }

  /** Characters of a text. */
  length(text: number): number {
    return this.pointCount[text];
  }

  /**
   * The number of a text, a new one if it was not met before: then `count` has grown.
   */
  add({ points, length }: NormalText): number {
    let low = 0x811c9dc5 | 0;
    let high = 0x1b873593;
    for (let i = 0; i < length; i++) {
      low = Math.imul(low ^ points[i], 0x01000193);
      high = Math.imul(high + points[i], 0x85ebca6b);
      high ^= high >>> 15;
    }
    low = Math.imul(low ^ (low >>> 16), 0x21f0aaad);
    low ^= low >>> 15;
    if (this.count * 2 >= this.slots.length) this.growSlots();
    const mask = this.slots.length - 1;
    let slot = (low ^ high) & mask;
    for (; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const known = this.slots[slot] - 1;
      if (this.hashLow[known] === low && this.hashHigh[known] === high && this.isText(known, points, length)) return known;
    }
    this.slots[slot] = this.count + 1;
    this.hashLow[this.count] = low;
    this.hashHigh[this.count] = high;
    this.store(points, length);
    return this.count++;
  }

  /** Unpacks a text. @returns The code points in `into`, or in a larger array where it is too small. */
  read(text: number, into: Int32Array): Int32Array {
    const length = this.pointCount[text];
    const points = into.length < length ? new Int32Array(length * 2) : into;
    const bytes = this.pieces[this.piece[text]] as Uint8Array;
    const width = this.width[text];
    let at = this.offset[text];
    if (width === 1) for (let i = 0; i < length; i++) points[i] = bytes[at++];
    else if (width === 2) for (let i = 0; i < length; i++, at += 2) points[i] = bytes[at] | (bytes[at + 1] << 8);
    else
      for (let i = 0; i < length; i++, at += 4)
        points[i] = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    return points;
  }

  /** Whether a text comes before another of the same time: by hash, then by characters. */
  precedes(a: number, b: number): boolean {
    if (this.hashHigh[a] !== this.hashHigh[b]) return this.hashHigh[a] < this.hashHigh[b];
    if (this.hashLow[a] !== this.hashLow[b]) return this.hashLow[a] < this.hashLow[b];
    const [x, y] = [this.read(a, new Int32Array(0)), this.read(b, new Int32Array(0))];
    for (let i = 0; i < Math.min(this.length(a), this.length(b)); i++) if (x[i] !== y[i]) return x[i] < y[i];
    return this.length(a) < this.length(b);
  }

  private isText(text: number, points: Int32Array, length: number): boolean {
    if (this.pointCount[text] !== length) return false;
    const bytes = this.pieces[this.piece[text]] as Uint8Array;
    const width = this.width[text];
    let at = this.offset[text];
    for (let i = 0; i < length; i++, at += width) {
      let point = bytes[at];
      if (width > 1) point |= bytes[at + 1] << 8;
      if (width > 2) point |= (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
      if (point !== points[i]) return false;
    }
    return true;
  }

  private store(points: Int32Array, length: number): void {
    let highest = 0;
    for (let i = 0; i < length; i++) highest |= points[i];
    const width = highest < 0x100 ? 1 : highest < 0x10000 ? 2 : 4;
    const byteCount = length * width;
    if (this.filled + byteCount > (this.pieces[this.pieces.length - 1]?.length ?? 0)) {
      this.pieces.push(new Uint8Array(Math.max(PIECE_BYTES, byteCount)));
      this.filled = 0;
    }
    const bytes = this.pieces[this.pieces.length - 1] as Uint8Array;
    this.piece[this.count] = this.pieces.length - 1;
    this.offset[this.count] = this.filled;
    this.pointCount[this.count] = length;
    this.width[this.count] = width;
    let at = this.filled;
    for (let i = 0; i < length; i++) for (let byte = 0; byte < width; byte++) bytes[at++] = points[i] >>> (8 * byte);
    this.filled = at;
  }

  private growSlots(): void {
    const slots = new Int32Array(this.slots.length * 4);
    for (let text = 0; text < this.count; text++) {
      let slot = (this.hashLow[text] ^ this.hashHigh[text]) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = text + 1;
    }
    this.slots = slots;
  }
}
