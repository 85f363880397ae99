import { isDenseScript } from './text-normalisation.js';

/** Characters in a shingle, and in one that begins with Han, Kana or Hangul. */
export const SHINGLE_LENGTH = 5;
export const DENSE_SHINGLE_LENGTH = 3;

const FACTOR = 0x01000193;

/** The shingles of one text with repeats: where each begins, and a hash of it. Reused from text to text. */
export class Shingles {
  starts = new Int32Array(1024);
  hashes = new Int32Array(1024);
  count = 0;

  /**
   * Cuts a text into shingles: at each character the run of 5 that begins there, or of 3 where it is Han, Kana or Hangul, if that
   * many are left. So a mixed text needs no decision as a whole, and equal stretches of two texts give equal shingles.
   *
   * @param points Code points; the first `length` count.
   */
  cut(points: Int32Array, length: number): void {
    if (this.starts.length < length) {
      this.starts = new Int32Array(length * 2);
      this.hashes = new Int32Array(length * 2);
    }
    const { starts, hashes } = this;
    let count = 0;
    for (let i = 0; i + DENSE_SHINGLE_LENGTH <= length; i++) {
      let hash = Math.imul(Math.imul(Math.imul(points[i], FACTOR) + points[i + 1], FACTOR) + points[i + 2], FACTOR);
      if (!isDenseScript(points[i])) {
        if (i + SHINGLE_LENGTH > length) continue;
        hash = Math.imul(Math.imul(hash + points[i + 3], FACTOR) + points[i + 4], FACTOR);
      }
      hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
      starts[count] = i;
      hashes[count++] = hash ^ (hash >>> 13);
    }
    this.count = count;
  }
}

/**
 * The set of distinct shingles of one text, and what another text has in common with it.
 *
 * Exact: where two hashes agree, the characters are compared.
 */
export class ShingleSet {
  private size = 0;
  private points: Int32Array = new Int32Array(1024);
  private slots = new Int32Array(2048); // position in `hashes` + 1, or 0
  private mask = 2047;
  private hashes = new Int32Array(1024);
  private starts = new Int32Array(1024);
  private seenBy = new Int32Array(1024);
  private query = 0;

  /** Takes the shingles of a text as the set. @returns Number of distinct ones. */
  load(points: Int32Array, length: number, shingles: Shingles): number {
    this.reserve(length, shingles.count);
    for (let i = 0; i < length; i++) this.points[i] = points[i];
    this.query = 0;
    this.size = 0;
    for (let i = 0; i < shingles.count; i++) {
      const slot = this.find(points, shingles.starts[i], shingles.hashes[i]);
      if (this.slots[slot] !== 0) continue;
      this.hashes[this.size] = shingles.hashes[i];
      this.starts[this.size] = shingles.starts[i];
      this.seenBy[this.size] = 0;
      this.slots[slot] = ++this.size;
    }
    return this.size;
  }

  /** Number of distinct shingles that another text has in common with the set. */
  common(points: Int32Array, shingles: Shingles): number {
    const { starts, hashes, count } = shingles;
    const query = ++this.query;
    let common = 0;
    for (let i = 0; i < count; i++) {
      const entry = this.slots[this.find(points, starts[i], hashes[i])] - 1;
      if (entry < 0 || this.seenBy[entry] === query) continue;
      this.seenBy[entry] = query;
      common++;
    }
    return common;
  }

  /** The slot of a shingle, or the empty one where it would stand. */
  private find(points: Int32Array, start: number, hash: number): number {
    let slot = hash & this.mask;
    for (;;) {
      const entry = this.slots[slot] - 1;
      if (entry < 0 || (this.hashes[entry] === hash && this.isSame(this.starts[entry], points, start))) return slot;
      slot = (slot + 1) & this.mask;
    }
  }

  private isSame(own: number, points: Int32Array, other: number): boolean {
    const first = points[other];
    if (this.points[own] !== first) return false;
    const length = isDenseScript(first) ? DENSE_SHINGLE_LENGTH : SHINGLE_LENGTH;
    for (let i = 1; i < length; i++) if (this.points[own + i] !== points[other + i]) return false;
    return true;
  }

  private reserve(length: number, count: number): void {
    if (this.points.length < length) {
      this.points = new Int32Array(length * 2);
      this.hashes = new Int32Array(length * 2);
      this.starts = new Int32Array(length * 2);
      this.seenBy = new Int32Array(length * 2);
    }
    let slotCount = 256;
    while (slotCount < count * 2) slotCount *= 2;
    if (this.slots.length < slotCount) this.slots = new Int32Array(slotCount);
    else this.slots.fill(0, 0, slotCount);
    this.mask = slotCount - 1;
  }
}
