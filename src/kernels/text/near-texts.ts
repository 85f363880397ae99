import type { Likeness } from '../chance/label-neighbours.js';
import { GrownFloats, GrownInts } from '../grown-columns.js';
import { groupPositions } from '../shares/share-index.js';
import { DistinctTexts } from './distinct-texts.js';
import { Shingles } from './shingles.js';
import { textNormaliser } from './text-normalisation.js';

/** Near-duplicates among short texts such as names and descriptions, as far as they matter for some accounts. */
export interface NearTexts {
  readonly likeness: Likeness;
  /**
   * Highest similarity of each account's text to a text of another account that is a seed.
   *
   * @returns By account, at least the threshold, at most 1; NaN where there is no such text.
   */
  highest(isSeed: Uint8Array): Float64Array;
}

/**
 * Finds for each account whose text is near that of an anchor all accounts with a near text: exact, every pair verified.
 *
 * Texts are compared in the normal form of `textNormaliser` by the Jaccard index of their shingles (5 characters, 3 of Han, Kana and
 * Hangul); a text too short for a shingle is like equal ones only. Candidates come from an index of each text's rarest shingles, so
 * many that a near text must have one of them (prefix filter: size − ⌈similarity · size⌉ + 1).
 *
 * @param texts By account; null or blank where there is none.
 * @param isAnchor 1 for accounts that may be seeds: about accounts near to none of them, `likeness` says nothing.
 * @param similarity Least Jaccard index of near texts, 0–1, above 0.
 * @see Bayardo, Ma & Srikant (2007), Scaling up all pairs similarity search, doi:10.1145/1242572.1242591
 */
export function nearTexts(texts: readonly (string | null)[], isAnchor: Uint8Array, similarity: number): NearTexts {
  const { textOf, sets } = distinctSets(texts);
  const isAround = new Uint8Array(sets.length);
  for (const [account, text] of textOf.entries()) if (text >= 0 && isAnchor[account] === 1) isAround[text] = 1;
  joinTexts(sets, whereSet(isAround), similarity, (_anchor, other) => {
    isAround[other] = 1;
  });
  const { starts, near, nearness } = neighbourLists(sets, whereSet(isAround), similarity);
  const withText = Int32Array.from(textOf.keys()).filter((account) => textOf[account] >= 0);
  const byText = groupPositions(
    withText.map((account) => textOf[account]),
    sets.length,
  );
  const size = (text: number): number => byText.starts[text + 1] - byText.starts[text];
  const seedsOf = (isSeed: Uint8Array): Int32Array => {
    const counts = new Int32Array(sets.length);
    for (const account of withText) counts[textOf[account]] += isSeed[account];
    return counts;
  };
  return {
    likeness: {
      knownCount: withText.length,
      isKnown: Uint8Array.from(textOf, (text) => (text >= 0 ? 1 : 0)),
      prepare: seedsOf,
      count(account, isSeed, seedsByText) {
        const text = textOf[account];
        let alike = size(text) - 1;
        let seeds = seedsByText[text] - isSeed[account];
        for (let i = starts[text]; i < starts[text + 1]; i++) {
          alike += size(near[i]);
          seeds += seedsByText[near[i]];
        }
        return { alike, seeds };
      },
    },
    highest(isSeed) {
      const seedsByText = seedsOf(isSeed);
      return Float64Array.from(textOf, (text, account) => {
        if (text < 0) return Number.NaN;
        let highest = seedsByText[text] > isSeed[account] ? 1 : 0;
        for (let i = starts[text]; i < starts[text + 1]; i++) if (seedsByText[near[i]] > 0) highest = Math.max(highest, nearness[i]);
        return highest === 0 ? Number.NaN : highest;
      });
    },
  };
}

/** The number of each account's normal text, −1 where it is blank, and the hashes of each text's distinct shingles, ascending. */
function distinctSets(texts: readonly (string | null)[]): { textOf: Int32Array; sets: Int32Array[] } {
  const normalise = textNormaliser();
  const shingles = new Shingles();
  const distinct = new DistinctTexts(texts.length);
  const sets: Int32Array[] = [];
  const textOf = Int32Array.from(texts, (text) => {
    const normal = text === null ? null : normalise(text);
    if (normal === null || normal.length === 0) return -1;
    const number = distinct.add(normal);
    if (number === sets.length) {
      shingles.cut(normal.points, normal.length);
      sets.push(distinctHashes(shingles));
    }
    return number;
  });
  return { textOf, sets };
}

/** The hashes of a text's shingles, each once, ascending. */
function distinctHashes({ hashes, count }: Shingles): Int32Array {
  return hashes
    .slice(0, count)
    .sort()
    .filter((hash, i, sorted) => i === 0 || hash !== sorted[i - 1]);
}

function whereSet(flags: Uint8Array): Int32Array {
  return Int32Array.from(flags.keys()).filter((at) => flags[at] === 1);
}

/** For each of some texts the others near it: those of text `t` are `near[starts[t] … starts[t + 1] − 1]`; none for the rest. */
function neighbourLists(sets: readonly Int32Array[], wanted: Int32Array, similarity: number) {
  const own = new GrownInts();
  const other = new GrownInts();
  const nearness = new GrownFloats();
  joinTexts(sets, wanted, similarity, (text, neighbour, jaccard) => {
    own.push(text);
    other.push(neighbour);
    nearness.push(jaccard);
  });
  const { starts, positions } = groupPositions(own.finish(), sets.length);
  const [near, values] = [other.finish(), nearness.finish()];
  return { starts, near: positions.map((i) => near[i]), nearness: Float64Array.from(positions, (i) => values[i]) };
}

/** Calls `found` with each of some texts and every other text near it, in order of the other. */
function joinTexts(
  sets: readonly Int32Array[],
  wanted: Int32Array,
  similarity: number,
  found: (text: number, other: number, jaccard: number) => void,
): void {
  const index = rarestShingles(sets, wanted, similarity);
  const metBy = new Int32Array(sets.length).fill(-1);
  for (const [other, set] of sets.entries()) {
    for (const shingle of set) {
      for (const text of index.get(shingle) ?? []) {
        if (text === other || metBy[text] === other) continue;
        metBy[text] = other;
        const jaccard = jaccardOf(sets[text] as Int32Array, set, similarity);
        if (jaccard >= similarity) found(text, other, jaccard);
      }
    }
  }
}

/** The texts by those of their shingles that are rarest among them, so many that a near text has one of these. */
function rarestShingles(sets: readonly Int32Array[], texts: Int32Array, similarity: number): Map<number, number[]> {
  const frequency = new Map<number, number>();
  for (const text of texts) for (const shingle of sets[text] as Int32Array) frequency.set(shingle, (frequency.get(shingle) ?? 0) + 1);
  const index = new Map<number, number[]>();
  for (const text of texts) {
    const set = sets[text] as Int32Array;
    const rarest = [...set].sort((x, y) => (frequency.get(x) as number) - (frequency.get(y) as number) || x - y);
    for (const shingle of rarest.slice(0, set.length - Math.ceil(similarity * set.length - 1e-9) + 1)) {
      const list = index.get(shingle);
      if (list === undefined) index.set(shingle, [text]);
      else list.push(text);
    }
  }
  return index;
}

/** Jaccard index of two sets, ascending; 0 where their sizes alone keep it below `least`. */
function jaccardOf(one: Int32Array, other: Int32Array, least: number): number {
  if (Math.min(one.length, other.length) < least * Math.max(one.length, other.length)) return 0;
  let common = 0;
  for (let i = 0, j = 0; i < one.length && j < other.length; ) {
    if (one[i] === other[j]) common++;
    const step = one[i] - other[j];
    if (step <= 0) i++;
    if (step >= 0) j++;
  }
  return common / (one.length + other.length - common);
}
