import { MICROSECONDS } from '../shares/share-index.js';
import type { EndEvidence } from './groups.js';

/** Standard normal deviate of a two-sided 95 % interval. */
const Z_95 = 1.959964;

/** Who goes first: one value per account, from its pairs of shares with other members of its group. */
export interface MemberLeads {
  /** Distinct objects in the account's pairs. */
  readonly objectCount: Int32Array;
  /** Share of the account's pairs in which it was first, ties counted half; 0–1; NaN without a pair. */
  readonly leadShare: Float64Array;
  /** 95 % interval of `leadShare`. */
  readonly leadLow: Float64Array;
  readonly leadHigh: Float64Array;
  /** Mean over the pairs of the other's time minus the account's own, in seconds: above 0, it was ahead; NaN without a pair. */
  readonly meanLeadSeconds: Float64Array;
  /** 1 where the interval lies above ½ even when widened for the number of members of the group (Bonferroni). */
  readonly isLeader: Uint8Array;
}

/**
 * Says of each member of a group how often and by how much it was ahead of the other members.
 *
 * The pairs of one object are no independent observations: who is first there is first in many of them. So the interval rests
 * on objects: it is Wilson's, with continuity correction, for as many observations as Kish's effective number of objects,
 * (Σ n)² / Σ n² for n pairs with each object, or as the account's distinct posts in the pairs if these are fewer (a post may
 * carry several objects). That is never too many when objects are independent, since a share within 0–1 varies at most as a
 * yes or no does; where an account is in the middle of each object's order, the interval is wider than it need be. Assumes that
 * the order on one object says nothing about the next but through the account's own habit.
 *
 * @param groupOf Row of each account's group; −1 for none.
 * @param memberCount Members of each group.
 * @param evidence The shares in the pairs of edges with both ends in one group.
 * @see Newcombe (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, method 4
 * @see Kish (1965), Survey Sampling; Korn & Graubard (1998), Survey Methodology 24(2), 193–201 (effective size in an interval)
 */
export function memberLeads(groupOf: Int32Array, memberCount: Int32Array, evidence: EndEvidence): MemberLeads {
  const counts = countLeads(groupOf.length, evidence);
  const empty = (): Float64Array => new Float64Array(groupOf.length).fill(Number.NaN);
  const leads = { leadShare: empty(), leadLow: empty(), leadHigh: empty(), meanLeadSeconds: empty() };
  const isLeader = new Uint8Array(groupOf.length);
  for (let account = 0; account < groupOf.length; account++) {
    const pairs = counts.pairCount[account];
    if (pairs === 0) continue;
    const share = counts.leadTwice[account] / (2 * pairs);
    const observations = Math.min(pairs ** 2 / counts.squares[account], counts.postCount[account]);
    const interval = wilsonInterval(share, observations, Z_95);
    leads.leadShare[account] = share;
    leads.leadLow[account] = interval.low;
    leads.leadHigh[account] = interval.high;
    leads.meanLeadSeconds[account] = counts.leadTime[account] / pairs / MICROSECONDS;
    const strict = upperDeviate(0.025 / memberCount[groupOf[account]]);
    isLeader[account] = wilsonInterval(share, observations, strict).low > 0.5 ? 1 : 0;
  }
  return { objectCount: counts.objectCount, ...leads, isLeader };
}

/**
 * Wilson's score interval with continuity correction.
 *
 * @param share 0–1.
 * @param observations At least 1; need not be whole.
 * @param deviate Standard normal deviate, at least 1.8 (with one observation less has no interval).
 */
export function wilsonInterval(share: number, observations: number, deviate: number): { low: number; high: number } {
  const n = observations;
  const square = deviate ** 2;
  const middle = 2 * n * share + square;
  const below = Math.sqrt(square - 2 - 1 / n + 4 * share * (n * (1 - share) + 1));
  const above = Math.sqrt(square + 2 - 1 / n + 4 * share * (n * (1 - share) - 1));
  const low = (middle - 1 - deviate * below) / (2 * (n + square));
  const high = (middle + 1 + deviate * above) / (2 * (n + square));
  const correction = 1 / (2 * n); // nearer than this to an end, the end itself is within
  return { low: share <= correction ? 0 : Math.max(0, low), high: share >= 1 - correction ? 1 : Math.min(1, high) };
}

/** The deviate that a standard normal number exceeds with this chance, at most 0.5; up to 0.0009 too high (Abramowitz & Stegun 26.2.23). */
function upperDeviate(chance: number): number {
  const t = Math.sqrt(-2 * Math.log(chance));
  return t - (2.515517 + 0.802853 * t + 0.010328 * t ** 2) / (1 + 1.432788 * t + 0.189269 * t ** 2 + 0.001308 * t ** 3) + 0.00045;
}

/** Adds each account's shares up, object by object. */
function countLeads(accountCount: number, { shares, endCount, leadTwice, leadTime }: EndEvidence) {
  const { object, account, post } = shares;
  const ints = (): Int32Array => new Int32Array(accountCount);
  const floats = (): Float64Array => new Float64Array(accountCount);
  // `squares`: sum over objects of the squares of their pairs.
  const counts = {
    objectCount: ints(),
    postCount: ints(),
    pairCount: floats(),
    leadTwice: floats(),
    leadTime: floats(),
    squares: floats(),
  };
  const lastObject = ints().fill(-1);
  const pairsOfObject = floats();
  const seen = new Uint8Array(shares.postCount);
  for (let p = 0; p < endCount.length; p++) {
    const pairs = endCount[p];
    if (pairs === 0) continue;
    const own = account[p];
    if (lastObject[own] !== object[p]) {
      lastObject[own] = object[p];
      counts.objectCount[own]++;
      pairsOfObject[own] = 0;
    }
    counts.squares[own] += pairs * (2 * pairsOfObject[own] + pairs);
    pairsOfObject[own] += pairs;
    counts.pairCount[own] += pairs;
    counts.leadTwice[own] += leadTwice[p];
    counts.leadTime[own] += leadTime[p];
    counts.postCount[own] += 1 - seen[post[p]];
    seen[post[p]] = 1;
  }
  return counts;
}
