import { choiceSignificance } from '../chance/choice-null.js';
import { coincidences, timingNull, timingTails } from '../chance/timing-null.js';
import { coShareEdges } from './co-share.js';
import type { EdgeEnds } from './pairs.js';
import { prunedShares, type Shares } from './share-index.js';

/** Edges of a co-share network with an end among some accounts, each tested against timing and choice by chance. */
export interface TestedEdges extends EdgeEnds {
  readonly objectCount: Int32Array;
  /** 0–1; see `timingTails` and `choiceSignificance`. */
  readonly pTiming: Float64Array;
  readonly pChoice: Float64Array;
}

/**
 * The co-share edges that have at least one end among some accounts, and what chance says about each.
 *
 * @param shares One layer, sorted by object, then time, each (object, post) once; of all accounts, not pruned.
 * @param isAnchor 1 for the accounts in question.
 * @param window Longest gap that counts as together, in microseconds, both ends inclusive.
 * @param minObjects Least number of co-shared objects of an edge; at least 1.
 * @param onProgress Called now and then with the share of the work done, 0–1; may throw to stop.
 */
export function anchoredEdges(
  shares: Shares,
  isAnchor: Uint8Array,
  window: number,
  minObjects: number,
  onProgress?: (done: number) => void,
): TestedEdges {
  const all = coShareEdges(prunedShares(shares, window, minObjects), window, minObjects, (done) => onProgress?.(done / 2));
  const kept = Int32Array.from({ length: all.length }, (_, edge) => edge).filter(
    (edge) => isAnchor[all.accountA[edge]] === 1 || isAnchor[all.accountB[edge]] === 1,
  );
  const column = (values: Int32Array): Int32Array => kept.map((edge) => values[edge]);
  const edges = { accountA: column(all.accountA), accountB: column(all.accountB), objectCount: column(all.objectCount) };
  if (kept.length === 0) return { ...edges, pTiming: new Float64Array(), pChoice: new Float64Array() };
  const pTiming = timingTails(timingNull(shares, window, minObjects), { ...edges, objectCount: column(coincidences(all)) });
  const { pChoice } = choiceSignificance(shares, edges, (done) => onProgress?.((1 + done) / 2));
  return { ...edges, pTiming, pChoice };
}

/** What ties accounts to a list of seeds in one layer, by account. */
export interface SeedTies {
  /** Seeds with which the account has an edge; 0 for seeds. */
  readonly seedCount: Int32Array;
  /** Objects co-shared with the seed that it is tied to by most. */
  readonly objectCount: Int32Array;
  /** Harmonic mean over all seeds, those without an edge counted as 1; 0–1, and 1 for seeds. */
  readonly pTiming: Float64Array;
  readonly pChoice: Float64Array;
}

/**
 * Gathers the edges between each account and the seeds.
 *
 * A tie with one seed of many must be as rare as a choice among many allows: the harmonic mean over all seeds is near the lowest p
 * times their number where one tie stands out, and smaller where several do.
 *
 * @param edges Edges with an end among the seeds, and perhaps others, which are passed over; so are those between two seeds.
 * @param isSeed 1 for seeds, by account.
 */
export function seedTies(edges: TestedEdges, isSeed: Uint8Array): SeedTies {
  const seeds = isSeed.reduce((sum, flag) => sum + flag, 0);
  const seedCount = new Int32Array(isSeed.length);
  const objectCount = new Int32Array(isSeed.length);
  const timing = new Float64Array(isSeed.length);
  const choice = new Float64Array(isSeed.length);
  for (let edge = 0; edge < edges.accountA.length; edge++) {
    const account = otherThanSeed(edges, edge, isSeed);
    if (account === -1) continue;
    seedCount[account]++;
    objectCount[account] = Math.max(objectCount[account], edges.objectCount[edge]);
    timing[account] += 1 / edges.pTiming[edge];
    choice[account] += 1 / edges.pChoice[edge];
  }
  const mean = (sums: Float64Array): Float64Array =>
    sums.map((sum, account) => (seedCount[account] === 0 ? 1 : Math.min(1, seeds / (sum + seeds - seedCount[account]))));
  return { seedCount, objectCount, pTiming: mean(timing), pChoice: mean(choice) };
}

/** The end of an edge that is no seed while the other is; −1 where there is none. */
export function otherThanSeed({ accountA, accountB }: EdgeEnds, edge: number, isSeed: Uint8Array): number {
  const [a, b] = [accountA[edge], accountB[edge]];
  return isSeed[a] === isSeed[b] ? -1 : isSeed[a] === 1 ? b : a;
}
