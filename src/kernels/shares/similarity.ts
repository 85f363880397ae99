import { GrownFloats, GrownInts } from '../grown-columns.js';
import { pickedEdges } from './edge-order.js';
import type { Incidence } from './incidence.js';
import { groupPositions } from './share-index.js';

/** Pairs of accounts as columns, by first account, then second. */
export interface SimilarPairs {
  readonly length: number;
  readonly accountA: Int32Array;
  readonly accountB: Int32Array;
  /** Distinct objects that both shared. */
  readonly commonObjects: Int32Array;
  /** TF-IDF cosine, 0–1. */
  readonly cosine: Float64Array;
}

export interface SimilarityOptions {
  /** Least number of objects in common, at least 1. */
  readonly minCommon: number;
  /** Pairs that may be kept at most. */
  readonly mostPairs: number;
  /** Called now and then with the share of the work done, 0–1; may throw to stop. */
  readonly onProgress?: (done: number) => void;
}

/**
 * Compares all accounts by what they shared, whatever the times, and keeps the pairs that are asked for.
 *
 * An account is the vector of its objects, each once, weighted by idf = ln((1 + n) / (1 + d)) + 1, where d accounts of n shared the object; the
 * cosine of two such vectors is 1 for the same objects and 0 for none in common. Objects of one account alone are left out, and n counts the accounts with
 * any other, as in Luceri et al. One account at a time counts its partners through the sharers of its objects: memory grows with
 * accounts and kept pairs, time with the pairs of sharers of all objects.
 *
 * @param keep Says whether to keep a pair with `minCommon` objects in common; asked in no particular order.
 * @throws RangeError `more than 1,000 pairs`.
 * @see Luceri, Pantè, Burghardt & Ferrara (2024), doi:10.1145/3589334.3645529
 */
export function similarPairs(
  incidence: Incidence,
  { minCommon, mostPairs, onProgress }: SimilarityOptions,
  keep: (a: number, b: number, common: number, cosine: number) => boolean,
): SimilarPairs {
  const { accountCount, starts, objects } = incidence;
  const weight = squaredWeights(incidence);
  const length = squaredLengths(incidence, weight);
  const sharers = sharersOf(incidence);
  /** Of each object, the position behind the account at hand. */
  const behind = sharers.starts.slice(0, incidence.objectCount);
  const common = new Int32Array(accountCount);
  const product = new Float64Array(accountCount);
  const partners = new Int32Array(accountCount);
  const kept = { a: new GrownInts(), b: new GrownInts(), common: new GrownInts(), cosine: new GrownFloats() };
  const work = pairWork(incidence);
  let done = 0;
  let sinceProgress = 0;
  for (let a = 0; a < accountCount; a++) {
    let partnerCount = 0;
    for (let i = starts[a]; i < starts[a + 1]; i++) {
      const o = objects[i];
      const w = weight[o];
      const end = sharers.starts[o + 1];
      sinceProgress += end - behind[o];
      for (let q = ++behind[o]; q < end; q++) {
        const b = sharers.accounts[q];
        if (common[b]++ === 0) partners[partnerCount++] = b;
        product[b] += w;
      }
    }
    let keptCount = 0;
    for (let i = 0; i < partnerCount; i++) {
      const b = partners[i];
      if (common[b] >= minCommon && keep(a, b, common[b], cosineOf(product[b], length[a], length[b]))) partners[keptCount++] = b;
      else clear(common, product, b);
    }
    if (kept.a.length + keptCount > mostPairs) throw new RangeError(`more than ${mostPairs.toLocaleString('en')} pairs`);
    for (const b of partners.subarray(0, keptCount).sort()) {
      kept.a.push(a);
      kept.b.push(b);
      kept.common.push(common[b]);
      kept.cosine.push(cosineOf(product[b], length[a], length[b]));
      clear(common, product, b);
    }
    if (sinceProgress > 10_000_000) {
      done += sinceProgress;
      sinceProgress = 0;
      onProgress?.(Math.min(1, done / work));
    }
  }
  const columns = {
    accountA: kept.a.finish(),
    accountB: kept.b.finish(),
    commonObjects: kept.common.finish(),
    cosine: kept.cosine.finish(),
  };
  return { length: columns.accountA.length, ...columns };
}

function cosineOf(product: number, lengthA: number, lengthB: number): number {
  return Math.min(1, product / Math.sqrt(lengthA * lengthB));
}

function clear(common: Int32Array, product: Float64Array, b: number): void {
  common[b] = 0;
  product[b] = 0;
}

/** Pairs of sharers over all objects: what the comparison costs. */
export function pairWork({ objectDegree }: Incidence): number {
  let work = 0;
  for (const degree of objectDegree) work += (degree * (degree + 1)) / 2;
  return work;
}

/** Squared idf of each object; 0 for objects of one account alone. */
function squaredWeights({ accountCount, starts, objects, objectDegree }: Incidence): Float64Array {
  let compared = 0;
  for (let a = 0; a < accountCount; a++) {
    for (let i = starts[a]; i < starts[a + 1]; i++) {
      if (objectDegree[objects[i]] < 2) continue;
      compared++;
      break;
    }
  }
  return Float64Array.from(objectDegree, (degree) => (degree < 2 ? 0 : (Math.log((1 + compared) / (1 + degree)) + 1) ** 2));
}

/** Squared length of each account's vector. */
function squaredLengths({ accountCount, starts, objects }: Incidence, weight: Float64Array): Float64Array {
  const length = new Float64Array(accountCount);
  for (let a = 0; a < accountCount; a++) for (let i = starts[a]; i < starts[a + 1]; i++) length[a] += weight[objects[i]];
  return length;
}

/** The accounts of each object, ascending. */
function sharersOf({ accountCount, objectCount, starts, objects }: Incidence): { starts: Int32Array; accounts: Int32Array } {
  const owner = new Int32Array(objects.length);
  for (let a = 0; a < accountCount; a++) owner.fill(a, starts[a], starts[a + 1]);
  const byObject = groupPositions(objects, objectCount);
  return { starts: byObject.starts, accounts: byObject.positions.map((position) => owner[position]) };
}

/** Steps of the cosine that are counted first. */
const BINS = 65_536;

/**
 * The most similar share of all pairs: those that reach the ⌈topShare × pairs⌉-th highest cosine, equal ones all in.
 *
 * Compares all accounts twice instead of keeping all pairs.
 *
 * @param topShare Above 0, at most 1.
 * @returns The pairs; that cosine, null where there are no pairs; and the number of pairs that it was taken of.
 * @throws RangeError `more than 1,000 pairs`.
 */
export function mostSimilarPairs(
  incidence: Incidence,
  options: SimilarityOptions,
  topShare: number,
): { pairs: SimilarPairs; lowest: number | null; pairCount: number } {
  const bins = new Float64Array(BINS + 1);
  const { onProgress } = options;
  let pairCount = 0;
  similarPairs(incidence, { ...options, onProgress: (done) => onProgress?.(done / 2) }, (_a, _b, _common, cosine) => {
    bins[Math.floor(cosine * BINS)]++;
    pairCount++;
    return false;
  });
  const wanted = Math.ceil(topShare * pairCount);
  let bin = BINS;
  for (let above = 0; bin > 0 && above + bins[bin] < wanted; bin--) above += bins[bin];
  const second = { ...options, onProgress: (done: number) => onProgress?.(0.5 + done / 2) };
  const candidates = similarPairs(incidence, second, (_a, _b, _common, cosine) => pairCount > 0 && Math.floor(cosine * BINS) >= bin);
  if (pairCount === 0) return { pairs: candidates, lowest: null, pairCount };
  const rising = candidates.cosine.slice().sort();
  const lowest = rising[rising.length - wanted];
  const kept = Int32Array.from(candidates.cosine.keys()).filter((pair) => candidates.cosine[pair] >= lowest);
  return { pairs: pickedEdges(candidates, kept), lowest, pairCount };
}
