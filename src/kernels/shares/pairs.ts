import { AccountSet, groupPositions, ownedShares, type Shares } from './share-index.js';

/** Edges by their ends; the lower account number comes first. */
export interface EdgeEnds {
  readonly accountA: Int32Array;
  readonly accountB: Int32Array;
}

/** Whether two shares, by position, match beside having an object in common. */
export type PairTest = (p: number, q: number) => boolean;

/**
 * Lists the pairs of shares that make up some edges, by position: the earlier share first, ties by account.
 *
 * In order of object, then time of the earlier share. Time grows with all pairs within the window, memory with those listed.
 *
 * @param window Longest gap that counts as together, in microseconds, inclusive.
 * @param edges The edges whose pairs are wanted.
 * @param matches Pairs that do not pass are left out.
 */
export function coSharePairs(
  shares: Shares,
  window: number,
  edges: EdgeEnds,
  matches?: PairTest,
): { first: Int32Array; second: Int32Array } {
  const { time } = shares;
  const allPairs = pairsOf(shares, window, edges);
  const eachPair: typeof allPairs = matches === undefined ? allPairs : (visit) => allPairs((p, q) => matches(p, q) && visit(p, q));
  // Counted, then put in place: a list of pairs to sort would need twice the room.
  const next = new Int32Array(time.length + 1);
  eachPair((p, q) => {
    next[(time[p] <= time[q] ? p : q) + 1]++;
  });
  for (let p = 0; p < time.length; p++) next[p + 1] += next[p];
  const first = new Int32Array(next[time.length]);
  const second = new Int32Array(next[time.length]);
  for (let p = 0; p < time.length; p++) first.fill(p, next[p], next[p + 1]);
  eachPair((p, q) => {
    const ownIsFirst = time[p] <= time[q];
    second[next[ownIsFirst ? p : q]++] = ownIsFirst ? q : p;
  });
  return { first, second };
}

/** The shares that stand in the pairs of some edges, by position: in room for the shares, however many the pairs. */
export interface PairEnds {
  /** 1 for each share that stands in a pair, at either end. */
  readonly isEnd: Uint8Array;
  /** Pairs in which the share is that of the edge's first account; their sum is the number of pairs. */
  readonly pairCount: Float64Array;
  /** Pairs in which the share stands, at either end. */
  readonly endCount: Float64Array;
  /** Twice the number of those in which it was first, ties counted half. */
  readonly leadTwice: Float64Array;
  /** Sum over those of the other share's time minus its own, in microseconds: above 0, it was ahead. */
  readonly leadTime: Float64Array;
}

/** Counts what `coSharePairs` would list. */
export function coSharePairEnds(shares: Shares, window: number, edges: EdgeEnds): PairEnds {
  const isEnd = new Uint8Array(shares.time.length);
  const { time } = shares;
  const columns = (): Float64Array => new Float64Array(time.length);
  const [pairCount, endCount, leadTwice, leadTime] = [columns(), columns(), columns(), columns()];
  pairsOf(
    shares,
    window,
    edges,
  )((p, q) => {
    isEnd[p] = 1;
    isEnd[q] = 1;
    pairCount[p]++;
    endCount[p]++;
    endCount[q]++;
    const lead = time[q] - time[p];
    leadTwice[p] += lead > 0 ? 2 : lead === 0 ? 1 : 0;
    leadTwice[q] += lead < 0 ? 2 : lead === 0 ? 1 : 0;
    leadTime[p] += lead;
    leadTime[q] -= lead;
  });
  return { isEnd, pairCount, endCount, leadTwice, leadTime };
}

/** A walk over the pairs of some edges: by first account, its shares, and the partner's shares. */
function pairsOf(shares: Shares, window: number, { accountA, accountB }: EdgeEnds): (visit: (own: number, other: number) => void) => void {
  const { accountCount, account } = shares;
  const owned = ownedShares(shares, window);
  const byFirstEnd = groupPositions(accountA, accountCount);
  const partners = new AccountSet(accountCount);
  const { bits } = partners;
  return (visit) => {
    for (let a = 0; a < accountCount; a++) {
      const edges = byFirstEnd.positions.subarray(byFirstEnd.starts[a], byFirstEnd.starts[a + 1]);
      if (edges.length === 0) continue;
      for (const edge of edges) partners.add(accountB[edge]);
      for (let i = owned.accountStarts[a]; i < owned.accountStarts[a + 1]; i++) {
        const p = owned.position[i];
        const end = owned.windowEnd[i];
        for (let q = owned.windowStart[i]; q < end; q++) {
          const b = account[q];
          if (((bits[b >>> 5] >>> (b & 31)) & 1) === 1) visit(p, q);
          else if (b === a) q = owned.runEnd[q] - 1;
        }
      }
      for (const edge of edges) partners.delete(accountB[edge]);
    }
  };
}
