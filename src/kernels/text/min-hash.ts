import { type Random, seededRandom } from '../statistics/random.js';
import type { Shingles } from './shingles.js';

/** Bands of a signature: each is one key by which texts are put together. */
export const BAND_COUNT = 16;
const BIN_SHIFT = 28; // the highest four bits of a hash choose one of 16 bins
const LEAST_MASK = (1 << BIN_SHIFT) - 1;
const EMPTY = 1 << BIN_SHIFT; // above every least
const FEWEST_ROWS = 4; // as many as the sketch takes its bits from
const MOST_ROWS = 8;

/**
 * Chance that two texts meet in at least one band: 1 − (1 − s^rows)^16.
 *
 * @param similarity Jaccard index of their shingle sets, 0–1.
 */
export function meetingChance(similarity: number, rows: number): number {
  return 1 - (1 - similarity ** rows) ** BAND_COUNT;
}

/** Most rows a band at which texts of this similarity still meet with a chance of at least 0.995. */
export function rowsFor(similarity: number): number {
  let rows = MOST_ROWS;
  while (rows > 1 && meetingChance(similarity, rows) < 0.995) rows--;
  return rows;
}

/**
 * Signatures of shingle sets: MinHash by a few one-permutation hashes.
 *
 * Each of `rows` hash functions spreads the shingles over 16 bins and keeps the least of each bin; band b is made of bin b of all of
 * them, so its rows are independent of each other. The least of a bin agrees between two sets with a chance of their Jaccard index.
 * An empty bin borrows from the first bin that is not empty in a fixed random order of its own, which keeps that chance.
 *
 * @see Li, Owen & Zhang (2012), One permutation hashing; Shrivastava (2017), Optimal densification, arXiv:1703.04664
 */
export class Signatures {
  readonly rows: number;
  /** Keys of the 16 bands of the text last signed. */
  readonly keys = new Int32Array(BAND_COUNT);
  /** 64 bits of which a share of (1 + s) / 2 agrees, on average, between texts of similarity s. */
  sketchLow = 0;
  sketchHigh = 0;
  /** Bins of those 64 that no shingle fell into. */
  emptyCount = 0;
  private readonly hashCount: number;
  private readonly flips: Int32Array;
  private readonly factors: Int32Array;
  private readonly leasts: Int32Array;
  private readonly borrowed = new Int32Array(BAND_COUNT);
  private readonly donors: readonly Int32Array[];

  constructor(similarity: number, seed: number) {
    const random = seededRandom(seed);
    this.rows = rowsFor(similarity);
    this.hashCount = Math.max(this.rows, FEWEST_ROWS);
    this.flips = Int32Array.from({ length: this.hashCount }, () => random() * 2 ** 32);
    this.factors = Int32Array.from({ length: this.hashCount }, () => (random() * 2 ** 32) | 1);
    this.leasts = new Int32Array(this.hashCount * BAND_COUNT);
    this.donors = Array.from({ length: BAND_COUNT }, () => shuffledBins(random));
  }

  /** Signs a text with at least one shingle. */
  sign(shingles: Shingles): void {
    const { leasts, rows, keys } = this;
    leasts.fill(EMPTY);
    this.emptyCount = 0;
    this.takeLeastsOfFour(shingles);
    for (let row = 0; row < this.hashCount; row++) {
      if (row >= FEWEST_ROWS) this.takeLeasts(shingles, row);
      const empty = this.fillEmpty(row * BAND_COUNT);
      if (row < FEWEST_ROWS) this.emptyCount += empty;
    }
    for (let band = 0; band < BAND_COUNT; band++) {
      let key = band;
      for (let row = 0; row < rows; row++) {
        key = Math.imul(key ^ leasts[row * BAND_COUNT + band], 0x9e3779b1);
        key ^= key >>> 15;
      }
      keys[band] = Math.imul(key, 0x85ebca77) ^ (key >>> 13);
    }
    this.sketchLow = lowBits(leasts, 0);
    this.sketchHigh = lowBits(leasts, 32);
  }

  /** As `takeLeasts` for the first four rows; interleaved, none waits for its own last write, which makes it thrice as fast. */
  private takeLeastsOfFour({ hashes, count }: Shingles): void {
    const { leasts } = this;
    const [flip0, flip1, flip2, flip3] = this.flips as unknown as [number, number, number, number];
    const [factor0, factor1, factor2, factor3] = this.factors as unknown as [number, number, number, number];
    for (let i = 0; i < count; i++) {
      const shingle = hashes[i];
      let hash = Math.imul(shingle ^ flip0, factor0);
      let bin = hash >>> BIN_SHIFT;
      let difference = (hash & LEAST_MASK) - leasts[bin];
      leasts[bin] += difference & (difference >> 31);
      hash = Math.imul(shingle ^ flip1, factor1);
      bin = BAND_COUNT + (hash >>> BIN_SHIFT);
      difference = (hash & LEAST_MASK) - leasts[bin];
      leasts[bin] += difference & (difference >> 31);
      hash = Math.imul(shingle ^ flip2, factor2);
      bin = 2 * BAND_COUNT + (hash >>> BIN_SHIFT);
      difference = (hash & LEAST_MASK) - leasts[bin];
      leasts[bin] += difference & (difference >> 31);
      hash = Math.imul(shingle ^ flip3, factor3);
      bin = 3 * BAND_COUNT + (hash >>> BIN_SHIFT);
      difference = (hash & LEAST_MASK) - leasts[bin];
      leasts[bin] += difference & (difference >> 31);
    }
  }

  private takeLeasts(shingles: Shingles, row: number): void {
    const { leasts } = this;
    const { hashes, count } = shingles;
    const flip = this.flips[row];
    const factor = this.factors[row];
    const base = row * BAND_COUNT;
    for (let i = 0; i < count; i++) {
      const hash = Math.imul(hashes[i] ^ flip, factor);
      const bin = base + (hash >>> BIN_SHIFT);
      const least = leasts[bin];
      const difference = (hash & LEAST_MASK) - least;
      leasts[bin] = least + (difference & (difference >> 31)); // the smaller one, without a branch
    }
  }

  /** @returns Number of bins that were empty. */
  private fillEmpty(base: number): number {
    const { leasts, borrowed } = this;
    let emptyCount = 0;
    for (let bin = 0; bin < BAND_COUNT; bin++) {
      borrowed[bin] = leasts[base + bin];
      if (borrowed[bin] === EMPTY) emptyCount++;
    }
    if (emptyCount === 0 || emptyCount === BAND_COUNT) return emptyCount;
    for (let bin = 0; bin < BAND_COUNT; bin++) {
      if (borrowed[bin] !== EMPTY) continue;
      const order = this.donors[bin];
      let donor = 0;
      while (borrowed[order[donor]] === EMPTY) donor++;
      leasts[base + bin] = borrowed[order[donor]];
    }
    return emptyCount;
  }
}

/** Number of bits in which two sketch words differ. */
export function differingBits(a: number, b: number): number {
  let bits = a ^ b;
  bits -= (bits >>> 1) & 0x55555555;
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function lowBits(leasts: Int32Array, from: number): number {
  let word = 0;
  for (let i = 0; i < 32; i++) word |= (leasts[from + i] & 1) << i;
  return word;
}

function shuffledBins(random: Random): Int32Array {
  const bins = Int32Array.from({ length: BAND_COUNT }, (_, bin) => bin);
  for (let i = BAND_COUNT - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [bins[i], bins[j]] = [bins[j], bins[i]] as [number, number];
  }
  return bins;
}
