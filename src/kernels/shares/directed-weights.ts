import { GrownInts } from '../grown-columns.js';
import type { PairTest } from './pairs.js';
import { groupPositions, type Shares, windowBounds } from './share-index.js';

/** Directed edges as columns, by source, then target. */
export interface DirectedEdges {
  readonly source: Int32Array;
  readonly target: Int32Array;
  readonly weight: Int32Array;
}

/**
 * Counts, for every ordered pair of accounts, the source's posts that have at least one match by the target.
 *
 * A match is a post of the target with an object in common, within the window (both ends inclusive). A post counts once
 * however many matches and common objects it has. Pairs of an account with itself are left out.
 *
 * @param shares One layer, sorted by object, then time, each (object, post) once.
 * @param window Longest gap that counts as together, in microseconds.
 * @param minWeight Least weight of an edge that is returned, each direction by itself.
 * @param onProgress Called now and then with the share of accounts done, 0–1; may throw to stop.
 * @param matches Asked of two positions with an object in common within the window: whether they match (default: always).
 * @see QUT Digital Observatory, coordination-network-toolkit: weight of a directed edge.
 */
export function directedWeights(
  shares: Shares,
  window: number,
  minWeight: number,
  onProgress?: (done: number) => void,
  matches?: PairTest,
): DirectedEdges {
  const { accountCount, account, post } = shares;
  const byAccount = groupPositions(account, accountCount);
  const reach = windowBounds(shares, window);
  const weight = new Int32Array(accountCount);
  const lastPost = new Int32Array(accountCount);
  const partners = new Int32Array(accountCount);
  const edges = { source: new GrownInts(), target: new GrownInts(), weight: new GrownInts() };
  for (let a = 0; a < accountCount; a++) {
    if ((a & 1023) === 0) onProgress?.(a / accountCount);
    let partnerCount = 0;
    const own = byAccount.positions.slice(byAccount.starts[a], byAccount.starts[a + 1]).sort((x, y) => post[x] - post[y]);
    for (const p of own) {
      for (let q = reach.starts[p]; q < reach.ends[p]; q++) {
        const b = account[q];
        if (b === a || (weight[b] > 0 && lastPost[b] === post[p])) continue;
        if (matches !== undefined && !matches(p, q)) continue;
        if (weight[b]++ === 0) partners[partnerCount++] = b;
        lastPost[b] = post[p];
      }
    }
    for (const b of partners.subarray(0, partnerCount).sort()) {
      if (weight[b] >= minWeight) {
        edges.source.push(a);
        edges.target.push(b);
        edges.weight.push(weight[b]);
      }
      weight[b] = 0;
    }
  }
  return { source: edges.source.finish(), target: edges.target.finish(), weight: edges.weight.finish() };
}
