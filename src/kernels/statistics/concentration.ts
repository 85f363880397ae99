import { quantile } from './quantile.js';
import type { Random } from './random.js';
import { randomBinomial } from './random-binomial.js';

/** Accounts by how often they did something: distinct counts, highest first, and the accounts that have each. */
export interface CountClasses {
  readonly counts: Float64Array;
  readonly accounts: Float64Array;
}

/** A number with its 95 % interval, null where there is none to give. */
export interface Estimate {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** How unevenly accounts contribute. */
export interface Concentration {
  /** Share of all that comes from the top parts, in their order, 0–1. */
  readonly topShares: readonly Estimate[];
  /** 0: all alike; towards 1: one alone. */
  readonly gini: Estimate;
  readonly tail: TailIndex | null;
}

/** How heavy the tail of the counts is. */
export interface TailIndex {
  /** α of P(count ≥ x) ∝ x^−α; below 2 the variance has no bound. */
  readonly index: number;
  /** Least count that belongs to the tail, and accounts in it. */
  readonly from: number;
  readonly accounts: number;
}

/** Below it, bootstrap intervals of shares cover far less than they say. */
const LIGHT_TAIL = 2;
const LEAST_IN_TAIL = 50;
const Z = 1.959963984540054;

/**
 * True where an index leaves the variance bounded. By the estimate itself: asking for more would pick the samples that happen to lack their largest counts,
 * and their intervals are worse, not better.
 */
export function isLight({ index }: TailIndex): boolean {
  return index >= LIGHT_TAIL;
}

export function countClasses(counts: ArrayLike<number>): CountClasses {
  const byCount = new Map<number, number>();
  for (let account = 0; account < counts.length; account++) byCount.set(counts[account], (byCount.get(counts[account]) ?? 0) + 1);
  const sorted = [...byCount].sort(([a], [b]) => b - a);
  return { counts: Float64Array.from(sorted, ([count]) => count), accounts: Float64Array.from(sorted, ([, accounts]) => accounts) };
}

/** Accounts that a top part means: the part of all, rounded up, so at least one. Which of equal ones makes no difference to the share. */
export function topCount(part: number, accounts: number): number {
  return Math.ceil(part * accounts - 1e-9);
}

/** Share of all that comes from the top part of the accounts, 0–1. */
export function topShare({ counts, accounts }: CountClasses, part: number): number {
  let [all, total] = [0, 0];
  for (let at = 0; at < counts.length; at++) [all, total] = [all + accounts[at], total + accounts[at] * counts[at]];
  let left = topCount(part, all);
  let held = 0;
  for (let at = 0; at < counts.length && left > 0; at++) {
    const taken = Math.min(left, accounts[at]);
    held += taken * counts[at];
    left -= taken;
  }
  return held / total;
}

/** Gini index of the counts: Σ (2i − n − 1) x₍ᵢ₎ ÷ (n Σ x), 0 … 1 − 1/n. */
export function gini({ counts, accounts }: CountClasses): number {
  let [all, total, ranked] = [0, 0, 0];
  for (let at = counts.length - 1; at >= 0; at--) {
    const [count, size] = [counts[at], accounts[at]];
    ranked += count * (size * all + (size * (size + 1)) / 2);
    all += size;
    total += size * count;
  }
  return (2 * ranked) / (all * total) - (all + 1) / all;
}

/**
 * The tail index by Hill's estimator for whole numbers, α = n ÷ Σ ln(x ÷ (x₀ − ½)) over the n counts of at least x₀, with the x₀ at which the
 * tail is closest to such a law (Kolmogorov–Smirnov distance); null where fewer than 50 counts lie in any tail.
 *
 * @see Hill (1975), doi:10.1214/aos/1176343247; Clauset, Shalizi & Newman (2009), doi:10.1137/070710111
 */
export function tailIndex({ counts, accounts }: CountClasses): TailIndex | null {
  let best: (TailIndex & { readonly distance: number }) | null = null;
  let [inTail, logs] = [0, 0];
  for (let end = 0; end < counts.length; end++) {
    inTail += accounts[end];
    logs += accounts[end] * Math.log(counts[end]);
    if (inTail < LEAST_IN_TAIL || counts[end] < 1) continue;
    const start = counts[end] - 0.5;
    const index = inTail / (logs - inTail * Math.log(start));
    let [above, distance] = [0, 0];
    for (let at = 0; at <= end; at++) {
      above += accounts[at];
      distance = Math.max(distance, Math.abs(above / inTail - ((counts[at] - 0.5) / start) ** -index));
    }
    if (best === null || distance < best.distance) best = { index, from: counts[end], accounts: inTail, distance };
  }
  return best === null ? null : { index: best.index, from: best.from, accounts: best.accounts };
}

/**
 * Top shares and Gini index with percentile intervals by resampling accounts with replacement.
 *
 * No interval where the tail index is below 2 (`isLight`) or cannot be told: resampling then says far less than 95 %.
 *
 * @param parts Top parts, 0–1.
 * @param draws Resamples; 0: no intervals.
 */
export function concentration(classes: CountClasses, parts: readonly number[], draws: number, random: Random): Concentration {
  const tail = tailIndex(classes);
  const values = [...parts.map((part) => topShare(classes, part)), gini(classes)];
  const hasInterval = tail !== null && isLight(tail) && draws > 0;
  const drawn = values.map(() => new Float64Array(hasInterval ? draws : 0));
  const total = classes.accounts.reduce((sum, accounts) => sum + accounts, 0);
  for (let draw = 0; draw < (hasInterval ? draws : 0); draw++) {
    const sample = { counts: classes.counts, accounts: resample(classes.accounts, total, random) };
    for (const [place, part] of parts.entries()) (drawn[place] as Float64Array)[draw] = topShare(sample, part);
    (drawn[parts.length] as Float64Array)[draw] = gini(sample);
  }
  const estimates = values.map((value, place) => {
    const sampled = drawn[place] as Float64Array;
    return hasInterval ? { value, low: quantile(sampled, 0.025), high: quantile(sampled, 0.975) } : { value, low: null, high: null };
  });
  return { topShares: estimates.slice(0, parts.length), gini: estimates[parts.length] as Estimate, tail };
}

/** As many accounts, drawn with replacement, by class: a multinomial number, one binomial after the other. */
function resample(accounts: Float64Array, total: number, random: Random): Float64Array {
  const sample = new Float64Array(accounts.length);
  let [left, mass] = [total, total];
  for (let at = 0; at < accounts.length && left > 0; at++) {
    const taken = randomBinomial(random, left, accounts[at] / mass);
    sample[at] = taken;
    left -= taken;
    mass -= accounts[at];
  }
  return sample;
}

/**
 * Share of all that has a property, with a 95 % interval from the spread between accounts (ratio of sums, linearised); no interval for 0
 * and 1 or a single account.
 *
 * @param part What of each account's count has the property.
 */
export function clusteredShare(part: ArrayLike<number>, counts: ArrayLike<number>): Estimate | null {
  let [held, total] = [0, 0];
  for (let account = 0; account < counts.length; account++) [held, total] = [held + part[account], total + counts[account]];
  if (total === 0) return null;
  const value = held / total;
  if (held === 0 || held === total || counts.length < 2) return { value, low: null, high: null };
  let squares = 0;
  for (let account = 0; account < counts.length; account++) squares += (part[account] - value * counts[account]) ** 2;
  const reach = (Z / total) * Math.sqrt((squares * counts.length) / (counts.length - 1));
  return { value, low: Math.max(0, value - reach), high: Math.min(1, value + reach) };
}
