import { GrownInts } from './grown-columns.js';
import type { Shares } from './share-index.js';

/**
 * Lists the pairs of shares that make up some edges, by position: the earlier share first, ties by account.
 *
 * @param keeps True for the edges (lower account, higher account) whose pairs are wanted.
 * @param window Longest gap that counts as together, in microseconds, inclusive.
 */
export function coSharePairs(
  shares: Shares,
  window: number,
  keeps: (a: number, b: number) => boolean,
): { first: Int32Array; second: Int32Array } {
  const { object, account, time } = shares;
  const first = new GrownInts();
  const second = new GrownInts();
  for (let p = 0; p < object.length; p++) {
    for (let q = p + 1; q < object.length && object[q] === object[p] && time[q] - time[p] <= window; q++) {
      const a = account[p];
      const b = account[q];
      if (a === b || !keeps(Math.min(a, b), Math.max(a, b))) continue;
      const swap = time[p] === time[q] && a > b;
      first.push(swap ? q : p);
      second.push(swap ? p : q);
    }
  }
  return { first: first.finish(), second: second.finish() };
}
