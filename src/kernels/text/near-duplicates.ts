import { GrownInts } from '../grown-columns.js';
import { MetTwice, sortByKey } from '../key-sort.js';
import { DistinctTexts } from './distinct-texts.js';
import { BAND_COUNT, differingBits, Signatures } from './min-hash.js';
import { ShingleSet, Shingles } from './shingles.js';
import type { NormalText } from './text-normalisation.js';

/** Least similarity of a member to the first text of its cluster. */
export const CORE_SIMILARITY = 0.6;
/** Least length of a text that is compared by its shingles, where Han, Kana and Hangul count twice: 20, or 10 of them. */
export const LEAST_WEIGHT = 20;

/** Texts of a bucket up to which all pairs are looked at. */
const SMALL_BUCKET = 64;
/** Texts of a larger bucket that all the others are compared with. */
const PIVOT_COUNT = 16;
/** Further bands by which a large bucket is split. */
const SPLIT_DEPTH = 3;
/** Rounds of splitting chains after which what is left is grouped around its first texts at once. */
const CHAIN_ROUNDS = 64;
const SKETCH_BITS = 64;
/** Standard deviations above the expected number of bits in which the sketches of near-duplicates may differ. */
const SKETCH_DEVIATIONS = 4.5;
const UNKNOWN = -1;
/** Empty bins of 64 up to which the bits of a sketch are nearly independent: some 45 shingles fill the others. */
const MOST_EMPTY_BINS = 5;

/** What distinct texts form: by number of the text. */
export interface TextClusters {
  /** The first text of the cluster that each text belongs to; its own number where it is alone. */
  readonly first: Int32Array;
  /** Jaccard index of each text's shingles with those of the first text, 0–1. */
  readonly similarity: Float64Array;
  /** Pairs of which the exact similarity was computed. */
  readonly verifiedCount: number;
  /** Buckets too large for all of their pairs to be looked at. */
  readonly largeBucketCount: number;
}

/**
 * Near-duplicates among texts in normal form.
 *
 * `add` takes texts one by one and tells equal ones by their number; `cluster` then finds the pairs of distinct texts whose shingle
 * sets have a Jaccard index of at least `similarity`. Candidates come from MinHash bands (see `rowsFor`), and each is verified
 * exactly, characters and all. Clusters are the connected components of verified pairs, guarded against chains: a text whose
 * similarity to the component's first text is below 0.6 leaves it, and what left is put together anew by the same rule. First is the
 * text that was posted first; equal times go by a hash of the text. So the result does not depend on the order of the input.
 *
 * Pairs within one component are not looked at again, and of a bucket with more than 64 texts only those with 16 of them and those
 * that agree in a further band, so that no bucket costs the square of its size.
 *
 * @see Broder (1997), On the resemblance and containment of documents, doi:10.1109/SEQUEN.1997.666900
 */
export class NearDuplicates {
  readonly texts: DistinctTexts;
  private readonly similarity: number;
  private readonly signatures: Signatures;
  private readonly keys: readonly Int32Array[];
  private readonly sketchLow: Int32Array;
  private readonly sketchHigh: Int32Array;
  /** 1 where the text has shingles enough for its sketch to be relied on. */
  private readonly hasSketch: Uint8Array;
  /** Distinct shingles of each text; 0 where it is too short to be compared, UNKNOWN until it is looked at. */
  private readonly sizes: Int32Array;
  private readonly shingles = new Shingles();
  private readonly set = new ShingleSet();
  private readonly counted = new ShingleSet();
  private buffer: Int32Array = new Int32Array(1024);
  private loaded = -1;
  /** Most bits in which the sketches of near-duplicates differ. */
  private readonly bitsAllowed: number;
  private verifiedCount = 0;
  private largeBucketCount = 0;

  /**
   * @param most Most distinct texts that will be added.
   * @param options.similarity Least Jaccard index of near-duplicates, 0.6–1.
   */
  constructor(most: number, options: { readonly similarity: number; readonly seed: number }) {
    this.texts = new DistinctTexts(most);
    this.similarity = options.similarity;
    const expected = (SKETCH_BITS * (1 - options.similarity)) / 2;
    this.bitsAllowed = expected + SKETCH_DEVIATIONS * Math.sqrt(expected * (1 - expected / SKETCH_BITS)) + 1;
    this.signatures = new Signatures(options.similarity, options.seed);
    this.keys = Array.from({ length: BAND_COUNT }, () => new Int32Array(most));
    this.sketchLow = new Int32Array(most);
    this.sketchHigh = new Int32Array(most);
    this.hasSketch = new Uint8Array(most);
    this.sizes = new Int32Array(most);
  }

  /** The number of a text, dense from 0; equal texts have the same. */
  add(normal: NormalText): number {
    const known = this.texts.count;
    const text = this.texts.add(normal);
    if (text < known) return text;
    this.shingles.cut(normal.points, normal.length);
    if (normal.weight < LEAST_WEIGHT || this.shingles.count === 0) return text;
    this.sizes[text] = UNKNOWN;
    this.signatures.sign(this.shingles);
    for (let band = 0; band < BAND_COUNT; band++) (this.keys[band] as Int32Array)[text] = this.signatures.keys[band];
    this.sketchLow[text] = this.signatures.sketchLow;
    this.sketchHigh[text] = this.signatures.sketchHigh;
    this.hasSketch[text] = this.signatures.emptyCount <= MOST_EMPTY_BINS ? 1 : 0;
    return text;
  }

  /** True for a text too short to be compared by shingles. */
  isShort(text: number): boolean {
    return this.sizes[text] === 0;
  }

  /**
   * Puts the texts into clusters; yields the share done, 0–1, so that the caller may breathe between steps.
   *
   * @param firstTime When each text was first posted.
   */
  *cluster(firstTime: Float64Array): Generator<number, TextClusters> {
    const { count } = this.texts;
    const parent = ascending(count);
    this.loaded = -1;
    const compared = ascending(count).filter((text) => this.sizes[text] !== 0);
    const met = new MetTwice(count);
    for (let band = 0; band < BAND_COUNT; band++) {
      const keys = this.keys[band] as Int32Array;
      this.linkBuckets(sortByKey(met.select(compared, keys), keys), band, parent);
      yield (band + 1) / (BAND_COUNT + 1);
    }
    const first = ascending(count);
    const similarity = new Float64Array(count).fill(1);
    const precedes = (a: number, b: number): boolean =>
      firstTime[a] !== firstTime[b] ? firstTime[a] < firstTime[b] : this.texts.precedes(a, b);
    let step = 0;
    for (const component of componentsOf(compared, parent)) {
      this.splitChains(component, precedes, first, similarity, parent);
      if (++step % 50_000 === 0) yield BAND_COUNT / (BAND_COUNT + 1);
    }
    return { first, similarity, verifiedCount: this.verifiedCount, largeBucketCount: this.largeBucketCount };
  }

  /** Joins near-duplicates among texts that stand in order of their keys in a band. */
  private linkBuckets(texts: Int32Array, band: number, parent: Int32Array): void {
    const keys = this.keys[band] as Int32Array;
    for (let start = 0, end = 1; start < texts.length; start = end++) {
      while (end < texts.length && keys[texts[end]] === keys[texts[start]]) end++;
      if (end - start > 1) this.linkBucket(texts.subarray(start, end), band, parent, 0);
    }
  }

  private linkBucket(bucket: Int32Array, band: number, parent: Int32Array, depth: number): void {
    if (bucket.length <= SMALL_BUCKET) {
      for (let i = 0; i + 1 < bucket.length; i++) this.linkTo(bucket[i], bucket.subarray(i + 1), parent);
      return;
    }
    if (depth === 0) this.largeBucketCount++;
    this.linkToPivots(bucket, parent);
    if (depth === SPLIT_DEPTH) return;
    const next = (band + 1) % BAND_COUNT;
    const keys = this.keys[next] as Int32Array;
    const split = bucket.slice().sort((a, b) => keys[a] - keys[b]);
    for (let start = 0, end = 1; start < split.length; start = end++) {
      while (end < split.length && keys[split[end]] === keys[split[start]]) end++;
      if (end - start > 1) this.linkBucket(split.subarray(start, end), next, parent, depth + 1);
    }
  }

  /** Compares all texts of a bucket with a few that are not near each other; which ones does not depend on the order of the input. */
  private linkToPivots(bucket: Int32Array, parent: Int32Array): void {
    let rest = bucket.slice().sort((a, b) => (this.texts.precedes(a, b) ? -1 : 1));
    for (let pivots = 0; pivots < PIVOT_COUNT && rest.length > 1; pivots++) {
      const pivot = rest[0];
      rest = rest.subarray(1);
      this.linkTo(pivot, rest, parent);
      const root = rootOf(parent, pivot);
      rest = rest.filter((text) => rootOf(parent, text) !== root);
    }
  }

  private linkTo(text: number, others: Int32Array, parent: Int32Array): void {
    let root = rootOf(parent, text);
    for (const other of others) {
      const otherRoot = rootOf(parent, other);
      if (otherRoot === root || !this.mayBeSimilar(text, other) || this.similarityOf(text, other) < this.similarity) continue;
      parent[Math.max(root, otherRoot)] = Math.min(root, otherRoot);
      root = Math.min(root, otherRoot);
    }
  }

  /** False where the sketches, or the numbers of shingles as far as they are known, show that two texts are not similar enough. */
  private mayBeSimilar(a: number, b: number): boolean {
    if (this.hasSketch[a] === 1 && this.hasSketch[b] === 1) {
      const low = differingBits(this.sketchLow[a], this.sketchLow[b]);
      if (low + differingBits(this.sketchHigh[a], this.sketchHigh[b]) > this.bitsAllowed) return false;
    }
    const [x, y] = [this.sizes[a], this.sizes[b]];
    return x === UNKNOWN || y === UNKNOWN || Math.min(x, y) >= this.similarity * Math.max(x, y);
  }

  /** The exact Jaccard index of two texts' shingle sets. */
  private similarityOf(a: number, b: number): number {
    this.verifiedCount++;
    if (this.loaded !== a) {
      this.cut(a);
      this.sizes[a] = this.set.load(this.buffer, this.texts.length(a), this.shingles);
      this.loaded = a;
    }
    this.cut(b);
    if (this.sizes[b] === UNKNOWN) this.sizes[b] = this.counted.load(this.buffer, this.texts.length(b), this.shingles);
    const common = this.set.common(this.buffer, this.shingles);
    return common / (this.sizes[a] + this.sizes[b] - common);
  }

  private cut(text: number): void {
    this.buffer = this.texts.read(text, this.buffer);
    this.shingles.cut(this.buffer, this.texts.length(text));
  }

  /** Gives each text of a component its cluster: those near enough to the first one, then the same with what is left. */
  private splitChains(
    component: Int32Array,
    precedes: (a: number, b: number) => boolean,
    first: Int32Array,
    similarity: Float64Array,
    parent: Int32Array,
  ): void {
    let open = [component];
    for (let round = 0; open.length > 0; round++) {
      const left: Int32Array[] = [];
      for (const texts of open) {
        const rest = this.takeCluster(texts, precedes, first, similarity);
        if (rest.length > 1) left.push(...(round < CHAIN_ROUNDS ? this.componentsAmong(rest, parent) : [rest]));
      }
      open = left;
    }
  }

  /** Puts the first of some texts and those near enough to it into a cluster. @returns The others. */
  private takeCluster(
    texts: Int32Array,
    precedes: (a: number, b: number) => boolean,
    first: Int32Array,
    similarity: Float64Array,
  ): Int32Array {
    const head = texts.reduce((least, text) => (text !== least && precedes(text, least) ? text : least));
    const core = Math.min(CORE_SIMILARITY, this.similarity);
    return texts.filter((text) => {
      if (text === head) return false;
      const near = this.similarityOf(head, text);
      if (near < core) return true;
      first[text] = head;
      similarity[text] = near;
      return false;
    });
  }

  /** The components of at least two texts that some texts form among themselves. */
  private componentsAmong(texts: Int32Array, parent: Int32Array): Int32Array[] {
    for (const text of texts) parent[text] = text;
    if (texts.length <= SMALL_BUCKET) {
      for (let i = 0; i + 1 < texts.length; i++) this.linkTo(texts[i], texts.subarray(i + 1), parent);
    } else {
      for (let band = 0; band < BAND_COUNT; band++) {
        const keys = this.keys[band] as Int32Array;
        this.linkBuckets(
          texts.slice().sort((a, b) => keys[a] - keys[b]),
          band,
          parent,
        );
      }
    }
    return [...componentsOf(texts, parent)];
  }
}

function rootOf(parent: Int32Array, text: number): number {
  let root = text;
  while (parent[root] !== root) {
    parent[root] = parent[parent[root]];
    root = parent[root];
  }
  return root;
}

/** The members of each component with at least two of the texts. */
function* componentsOf(texts: Int32Array, parent: Int32Array): Generator<Int32Array> {
  const joined = new GrownInts();
  const hasMember = new Set<number>();
  for (const text of texts) if (rootOf(parent, text) !== text) hasMember.add(rootOf(parent, text));
  for (const text of texts) if (hasMember.has(rootOf(parent, text))) joined.push(text);
  const members = joined.finish().sort((a, b) => rootOf(parent, a) - rootOf(parent, b) || a - b);
  for (let start = 0, end = 1; start < members.length; start = end++) {
    while (end < members.length && rootOf(parent, members[end]) === rootOf(parent, members[start])) end++;
    yield members.slice(start, end);
  }
}

function ascending(count: number): Int32Array {
  const numbers = new Int32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = i;
  return numbers;
}
