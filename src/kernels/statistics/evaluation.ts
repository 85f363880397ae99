import { type Proportion, wilson } from './proportion.js';
import { type Random, seededRandom } from './random.js';

/** Pairs of accounts that a finding holds, each unordered pair once, A below B, with their weights. */
export interface FoundPairs {
  readonly accountA: Int32Array;
  readonly accountB: Int32Array;
  /** Above 0. */
  readonly weight: Float64Array;
}

/** The truth about every account of the case, by number. */
export interface AccountTruth {
  /** Group of the account, from 0; −1 for none. */
  readonly group: Int32Array;
  /** For each group: 1 if it is planted, 0 if it is a hard negative. */
  readonly isPlanted: Uint8Array;
}

/** A share, or a mean of shares, with a 95 % interval; null where it does not exist. */
export interface Measure {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** How well pairs agree with the truth. */
export interface PairScores {
  readonly found: number;
  /** Pairs found whose ends stand in one planted group. */
  readonly right: number;
  /** Pairs of accounts that stand in one planted group, found or not. */
  readonly planted: number;
  readonly precision: Measure;
  readonly recall: Measure;
  readonly f1: Measure;
  readonly weightedPrecision: Measure;
  /** What was drawn anew for the intervals. */
  readonly intervalUnit: 'group' | 'account';
}

/** How well flagged accounts agree with the truth. */
export interface AccountScores {
  readonly flagged: number;
  readonly right: number;
  readonly planted: number;
  readonly precision: Measure;
  readonly recall: Measure;
  readonly f1: Measure;
}

/** From this many planted groups on, groups are drawn anew for the intervals, below it accounts. */
export const LEAST_GROUPS_TO_RESAMPLE = 10;
const MOST_DRAWS = 1000;
const LEAST_DRAWS = 200;
/** Work of a bootstrap: draws × pairs. */
const DRAW_WORK = 200_000_000;

/**
 * Each unordered pair once, from rows in either order; the weights of its rows are added, pairs of an account with itself left out.
 *
 * @param accountCount Above every account number.
 */
export function distinctPairs(accountA: Int32Array, accountB: Int32Array, weight: Float64Array, accountCount: number): FoundPairs {
  const keys = Float64Array.from(accountA, (a, row) => Math.min(a, accountB[row]) * accountCount + Math.max(a, accountB[row]));
  const order = Int32Array.from(accountA, (_, row) => row)
    .filter((row) => accountA[row] !== accountB[row])
    .sort((x, y) => keys[x] - keys[y]);
  const first = order.filter((row, at) => at === 0 || keys[row] !== keys[order[at - 1]]);
  const weights = new Float64Array(first.length);
  let pair = -1;
  for (const [at, row] of order.entries()) {
    if (at === 0 || keys[row] !== keys[order[at - 1]]) pair++;
    weights[pair] += weight[row];
  }
  return {
    accountA: first.map((row) => Math.min(accountA[row], accountB[row])),
    accountB: first.map((row) => Math.max(accountA[row], accountB[row])),
    weight: weights,
  };
}

/**
 * Precision, recall, F1 and weighted precision of pairs of accounts.
 *
 * A pair is right when both ends stand in one planted group. Precision = right ÷ found; recall = right ÷ pairs inside planted groups;
 * F1 their harmonic mean; weighted precision = weight of the right pairs ÷ weight of all found. Null where the divisor is 0. Pairs that
 * share an account or a group are not independent, so the 95 % intervals come from a bootstrap: each planted or hard-negative group
 * and each other account is drawn a Poisson(1) number of times (with fewer than `LEAST_GROUPS_TO_RESAMPLE` planted groups, each account
 * by itself), a pair counts by the product of its ends' draws (that of one group by the group's), and the middle 95 % of the draws
 * are kept. Where all draws agree, the interval is Wilson's with as many trials as there are units among the ends.
 *
 * @param seed Of the bootstrap; the same one, the same intervals.
 * @see Snijders & Borgatti (1999), Non-parametric standard errors and tests for network statistics, Connections 22(2) 161–170
 */
export function scorePairs(pairs: FoundPairs, truth: AccountTruth, seed: number): PairScores {
  const isRight = rightPairs(pairs, truth);
  const units = unitsOf(truth);
  const planted = plantedSizes(truth);
  const once = new Float64Array(units.count).fill(1);
  const all = tally(pairs, isRight, planted, units, once);
  const draws = drawTallies(pairs, isRight, planted, units, seededRandom(seed));
  const measure = (of: (tally: Tally) => number, ends: () => number): Measure => interval(of(all), draws.map(of), ends);
  const foundEnds = (): number => distinctUnits(pairs, units);
  return {
    found: pairs.accountA.length,
    right: all.right,
    planted: all.planted,
    precision: measure((t) => t.right / t.found, foundEnds),
    recall: measure(
      (t) => t.right / t.planted,
      () => plantedUnits(truth, units),
    ),
    f1: measure((t) => (2 * t.right) / (t.found + t.planted), foundEnds),
    weightedPrecision: measure((t) => t.rightWeight / t.foundWeight, foundEnds),
    intervalUnit: units.byGroup ? 'group' : 'account',
  };
}

/** 1 at each pair whose ends stand in one planted group. */
export function rightPairs({ accountA, accountB }: FoundPairs, { group, isPlanted }: AccountTruth): Uint8Array {
  return Uint8Array.from(accountA, (a, pair) => {
    const of = group[a];
    return of !== -1 && of === group[accountB[pair]] && isPlanted[of] === 1 ? 1 : 0;
  });
}

/**
 * Precision, recall and F1 of flagged accounts, with Wilson's 95 % intervals.
 *
 * An account is right when it stands in a planted group. F1 = 2J ÷ (1 + J) with J = right ÷ (flagged or planted), whose interval it takes.
 *
 * @param isFlagged 1 at each account that the finding names.
 */
export function scoreAccounts(isFlagged: Uint8Array, { group, isPlanted }: AccountTruth): AccountScores {
  let flagged = 0;
  let right = 0;
  let planted = 0;
  for (let account = 0; account < group.length; account++) {
    const isTrue = group[account] !== -1 && isPlanted[group[account]] === 1;
    if (isTrue) planted++;
    if (isFlagged[account] === 0) continue;
    flagged++;
    if (isTrue) right++;
  }
  const jaccard = wilson(right, flagged + planted - right);
  const toF1 = (j: number | null): number | null => (j === null ? null : (2 * j) / (1 + j));
  return {
    flagged,
    right,
    planted,
    precision: measureOf(wilson(right, flagged)),
    recall: measureOf(wilson(right, planted)),
    f1: { value: toF1(jaccard.share), low: toF1(jaccard.low), high: toF1(jaccard.high) },
  };
}

function measureOf({ share, low, high }: Proportion): Measure {
  return { value: share, low, high };
}

/** What is drawn anew together. */
interface Units {
  readonly count: number;
  readonly unitOf: Int32Array;
  readonly byGroup: boolean;
}

function unitsOf({ group, isPlanted }: AccountTruth): Units {
  const present = new Set<number>();
  for (const of of group) if (of !== -1 && isPlanted[of] === 1) present.add(of);
  const byGroup = present.size >= LEAST_GROUPS_TO_RESAMPLE;
  if (!byGroup) return { count: group.length, unitOf: Int32Array.from(group, (_, account) => account), byGroup };
  let next = isPlanted.length;
  const unitOf = group.map((of) => (of === -1 ? next++ : of));
  return { count: next, unitOf, byGroup };
}

/** Accounts of each planted group, as lists. */
function plantedSizes({ group, isPlanted }: AccountTruth): Int32Array[] {
  const members = Array.from(isPlanted, (): number[] => []);
  for (let account = 0; account < group.length; account++) {
    const of = group[account];
    if (of !== -1 && isPlanted[of] === 1) members[of]?.push(account);
  }
  return members.filter((list) => list.length > 1).map((list) => Int32Array.from(list));
}

interface Tally {
  readonly found: number;
  readonly right: number;
  readonly planted: number;
  readonly foundWeight: number;
  readonly rightWeight: number;
}

/** The counts with every unit taken `times` times. */
function tally(pairs: FoundPairs, isRight: Uint8Array, planted: readonly Int32Array[], { unitOf }: Units, times: Float64Array): Tally {
  let [found, right, foundWeight, rightWeight] = [0, 0, 0, 0];
  for (let pair = 0; pair < isRight.length; pair++) {
    const a = unitOf[pairs.accountA[pair]];
    const b = unitOf[pairs.accountB[pair]];
    const count = a === b ? times[a] : times[a] * times[b];
    if (count === 0) continue;
    const weight = count * pairs.weight[pair];
    found += count;
    foundWeight += weight;
    if (isRight[pair] === 0) continue;
    right += count;
    rightWeight += weight;
  }
  let plantedPairs = 0;
  for (const members of planted) {
    const first = unitOf[members[0]];
    if (members.length > 1 && unitOf[members[1]] === first) {
      plantedPairs += (times[first] * members.length * (members.length - 1)) / 2;
      continue;
    }
    let sum = 0;
    let squares = 0;
    for (const account of members) {
      const count = times[unitOf[account]];
      sum += count;
      squares += count * count;
    }
    plantedPairs += (sum * sum - squares) / 2;
  }
  return { found, right, planted: plantedPairs, foundWeight, rightWeight };
}

function drawTallies(pairs: FoundPairs, isRight: Uint8Array, planted: readonly Int32Array[], units: Units, random: Random): Tally[] {
  const work = isRight.length + units.count;
  const draws = Math.round(Math.min(MOST_DRAWS, Math.max(LEAST_DRAWS, DRAW_WORK / (work + 1))));
  const times = new Float64Array(units.count);
  return Array.from({ length: draws }, () => {
    for (let unit = 0; unit < times.length; unit++) times[unit] = poissonOne(random);
    return tally(pairs, isRight, planted, units, times);
  });
}

/** A Poisson number of mean 1. */
function poissonOne(random: Random): number {
  let left = random();
  let chance = Math.exp(-1);
  for (let count = 0; ; ) {
    left -= chance;
    if (left < 0 || chance < 1e-12) return count;
    count++;
    chance /= count;
  }
}

function interval(value: number, drawn: readonly number[], ends: () => number): Measure {
  if (Number.isNaN(value)) return { value: null, low: null, high: null };
  const sorted = Float64Array.from(drawn.filter((draw) => !Number.isNaN(draw))).sort();
  const low = sorted[Math.floor(0.025 * (sorted.length - 1))];
  const high = sorted[Math.ceil(0.975 * (sorted.length - 1))];
  if (sorted.length > 0 && low < high) return { value, low: Math.min(low, value), high: Math.max(high, value) };
  const trials = Math.max(1, ends());
  const around = wilson(value * trials, trials);
  return { value, low: around.low, high: around.high };
}

function distinctUnits(pairs: FoundPairs, { unitOf }: Units): number {
  const seen = new Set<number>();
  for (let pair = 0; pair < pairs.accountA.length; pair++) seen.add(unitOf[pairs.accountA[pair]]).add(unitOf[pairs.accountB[pair]]);
  return seen.size;
}

function plantedUnits(truth: AccountTruth, { unitOf }: Units): number {
  const seen = new Set<number>();
  for (const members of plantedSizes(truth)) for (const account of members) seen.add(unitOf[account]);
  return seen.size;
}
