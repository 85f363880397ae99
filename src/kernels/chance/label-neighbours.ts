import { hypergeometricTail } from '../statistics/hypergeometric.js';

/** Which accounts are like which in one respect: a description, a name, a day of creation. */
export interface Likeness {
  /** Accounts about which this is known. */
  readonly knownCount: number;
  readonly isKnown: Uint8Array;
  /** Accounts like this one, itself left out, and those of them that are seeds. */
  count(account: number, isSeed: Uint8Array, seedsBefore: Int32Array): { readonly alike: number; readonly seeds: number };
  /** What `count` wants of the seeds, worked out once for each list of them. */
  prepare(isSeed: Uint8Array): Int32Array;
}

/**
 * Chance that as many of the accounts like this one are seeds, were the seeds any accounts (labels dealt out anew).
 *
 * Of the n − 1 other accounts about which the thing is known, s are seeds and m are like the account, c of which are seeds: the
 * hypergeometric tail at c. Exact, whatever is common in the case: where all of a community were made on one day, or say the same
 * of themselves, many are alike and few of them seeds. An empirical p among the accounts under test could not do this: it is
 * uniform by construction, members and all.
 *
 * @param isSeed 1 for seeds, by account.
 * @returns By account, 0–1; 1 for seeds, where nothing is known, and where no seed is like the account.
 */
export function labelTails(likeness: Likeness, isSeed: Uint8Array): Float64Array {
  const p = new Float64Array(isSeed.length).fill(1);
  const prepared = likeness.prepare(isSeed);
  const seedCount = isSeed.reduce((sum, flag, account) => sum + (flag === 1 && likeness.isKnown[account] === 1 ? 1 : 0), 0);
  if (seedCount === 0) return p;
  for (let account = 0; account < p.length; account++) {
    if (isSeed[account] === 1 || likeness.isKnown[account] === 0) continue;
    const { alike, seeds } = likeness.count(account, isSeed, prepared);
    if (seeds > 0) p[account] = hypergeometricTail(likeness.knownCount - 1, alike, seedCount, seeds);
  }
  return p;
}

/**
 * Accounts are alike whose values lie within a gap of each other.
 *
 * @param values By account; NaN where it is not known.
 * @param gap Longest distance, inclusive; 0: equal values.
 */
export function likeByDistance(values: Float64Array, gap: number): Likeness {
  const order = Int32Array.from(values.keys())
    .filter((account) => !Number.isNaN(values[account]))
    .sort((x, y) => values[x] - values[y] || x - y);
  const from = new Int32Array(values.length);
  const to = new Int32Array(values.length);
  let low = 0;
  let high = 0;
  for (const account of order) {
    while (values[account] - values[order[low]] > gap) low++;
    while (high < order.length && values[order[high]] - values[account] <= gap) high++;
    from[account] = low;
    to[account] = high;
  }
  return {
    knownCount: order.length,
    isKnown: Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1)),
    prepare(isSeed) {
      const before = new Int32Array(order.length + 1);
      for (let i = 0; i < order.length; i++) before[i + 1] = before[i] + isSeed[order[i]];
      return before;
    },
    count(account, isSeed, seedsBefore) {
      const seeds = seedsBefore[to[account]] - seedsBefore[from[account]] - isSeed[account];
      return { alike: to[account] - from[account] - 1, seeds };
    },
  };
}
