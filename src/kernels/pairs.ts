import { GrownInts } from './grown-columns.js';
import { groupPositions, type Shares, windowBounds } from './share-index.js';

/** Edges by their ends; the lower account number comes first. */
export interface EdgeEnds {
  readonly accountA: Int32Array;
  readonly accountB: Int32Array;
}

/**
 * Lists the pairs of shares that make up some edges, by position: the earlier share first, ties by account.
 *
 * In order of object, then time of the earlier share. Time grows with all pairs within the window, memory with those listed.
 *
 * @param window Longest gap that counts as together, in microseconds, inclusive.
 * @param edges The edges whose pairs are wanted.
 */
export function coSharePairs(shares: Shares, window: number, edges: EdgeEnds): { first: Int32Array; second: Int32Array } {
  const { accountCount, account, time } = shares;
  const byAccount = groupPositions(account, accountCount);
  const byFirstEnd = groupPositions(edges.accountA, accountCount);
  const reach = windowBounds(shares, window);
  const isPartnerOf = new Int32Array(accountCount).fill(-1);
  const first = new GrownInts();
  const second = new GrownInts();
  for (let a = 0; a < accountCount; a++) {
    const from = byFirstEnd.starts[a];
    const to = byFirstEnd.starts[a + 1];
    if (from === to) continue;
    for (let i = from; i < to; i++) isPartnerOf[edges.accountB[byFirstEnd.positions[i]]] = a;
    for (let s = byAccount.starts[a]; s < byAccount.starts[a + 1]; s++) {
      const p = byAccount.positions[s];
      for (let q = reach.starts[p]; q < reach.ends[p]; q++) {
        if (isPartnerOf[account[q]] !== a) continue;
        const ownIsFirst = time[p] <= time[q];
        first.push(ownIsFirst ? p : q);
        second.push(ownIsFirst ? q : p);
      }
    }
  }
  const listed = first.finish();
  const other = second.finish();
  const order = groupPositions(listed, account.length).positions;
  return { first: Int32Array.from(order, (i) => listed[i]), second: Int32Array.from(order, (i) => other[i]) };
}
