import { commonObjectCounts, type Incidence, shareIncidence } from '../shares/incidence.js';
import type { EdgeEnds } from '../shares/pairs.js';
import { groupPositions, type Shares } from '../shares/share-index.js';
import { benjaminiHochberg } from '../statistics/false-discovery.js';
import { groupedTail } from '../statistics/grouped-tail.js';
import { commonChoices } from './common-choices.js';
import { type ConfigurationModel, fitConfigurationModel, linkChance } from './configuration-model.js';

/** Whether the ends of edges chose the same objects more often than activity and popularity explain, edge by edge. */
export interface ChoiceSignificance {
  /** Chance of at least `commonObjects` in the null, or of as many as there are posts that carry them; 1e-300 – 1. */
  readonly pChoice: Float64Array;
  /** False-discovery rate at which the edge would still be kept, 0–1. */
  readonly qChoice: Float64Array;
  /** Distinct objects that both ends shared, at whatever times. */
  readonly commonObjects: Int32Array;
  /** Pairs of accounts with at least one share: the hypotheses that were in play. */
  readonly familySize: number;
  /** Largest relative error of an expected degree of the fitted model. */
  readonly worstDegreeError: number;
}

/** Objects whose sharers differ in number by at most this factor are taken together. */
const BAND_RATIO = 1.1;
/** Smaller chances are given as this, so that no p-value is 0. */
const LEAST_CHANCE = 1e-300;

/**
 * Tests pairs of accounts for more objects in common than chance gives, where chance keeps how many objects each account shared and by
 * how many accounts each object was shared (bipartite configuration model).
 *
 * Account u shares object o with chance p_uo, independent of all else; the number of objects in common is a sum of independent events with
 * chances p_uo · p_vo, and `pChoice` is its upper tail at the observed number: small means more in common than activity and popularity
 * explain. Objects of nearly equal popularity (within a tenth) are taken together with √mean(p_uo²) · √mean(p_vo²), which is at least the mean of their
 * chances, so that tails above the mean come out larger, never smaller. Says nothing on when they shared.
 *
 * `qChoice` is Benjamini–Hochberg over **all pairs** of accounts with a share, pairs that are no edges counted as never rejected. Over the
 * edges alone it would be wrong: they were chosen because they have objects in common, so that small p-values among them are no surprise.
 *
 * @param shares All shares of eligible accounts, sorted by object: not pruned, since pruning changes the degrees.
 * @param edges The pairs to test.
 * @param onProgress Called now and then with the share done, 0–1; may throw to stop.
 * @see Saracco, Straka, Di Clemente, Gabrielli, Caldarelli & Squartini (2017), doi:10.1088/1367-2630/aa6b38
 */
export function choiceSignificance(shares: Shares, edges: EdgeEnds, onProgress?: (done: number) => void): ChoiceSignificance {
  const incidence = shareIncidence(shares);
  const commonObjects = commonObjectCounts(incidence, edges, (done) => onProgress?.(done * 0.3));
  const model = fitConfigurationModel(incidence.accountDegree, incidence.objectDegree);
  const pChoice = choiceTails(model, edges, commonChoices(shares, edges, commonObjects), (done) => onProgress?.(0.4 + done * 0.6));
  const familySize = pairCount(incidence);
  return {
    pChoice,
    qChoice: benjaminiHochberg(pChoice, Math.max(familySize, pChoice.length)),
    commonObjects,
    familySize,
    worstDegreeError: model.worstError,
  };
}

/** Pairs of accounts with at least one share. */
function pairCount({ accountDegree }: Incidence): number {
  let active = 0;
  for (const degree of accountDegree) if (degree > 0) active++;
  return (active * (active - 1)) / 2;
}

/**
 * Upper tails of the number of objects in common under a model, edge by edge.
 *
 * They depend only on the two degrees and the number in common, so each such triple is computed once.
 */
export function choiceTails(
  model: ConfigurationModel,
  edges: EdgeEnds,
  commonObjects: Int32Array,
  onProgress?: (done: number) => void,
): Float64Array {
  const { classOf } = model.rows;
  const classCount = model.rows.degree.length;
  const lower = Int32Array.from(edges.accountA, (a, edge) => Math.min(classOf[a], classOf[edges.accountB[edge]]));
  const upper = Int32Array.from(edges.accountA, (a, edge) => Math.max(classOf[a], classOf[edges.accountB[edge]]));
  const highest = commonObjects.reduce((most, count) => Math.max(most, count), 0);
  const order = sortedBy(lower, classCount, sortedBy(upper, classCount, groupPositions(commonObjects, highest + 1).positions));
  const pair = new PairNull(model);
  const tails = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) {
    if ((i & 8191) === 0) onProgress?.(i / order.length);
    const edge = order[i];
    const before = i === 0 ? -1 : order[i - 1];
    const samePair = before !== -1 && lower[before] === lower[edge] && upper[before] === upper[edge];
    if (samePair && commonObjects[before] === commonObjects[edge]) {
      tails[edge] = tails[before];
      continue;
    }
    if (!samePair) pair.set(lower[edge], upper[edge]);
    tails[edge] = pair.tail(commonObjects[edge]);
  }
  return tails;
}

/** The number of objects in common of two accounts at a time, by the classes of their degrees. */
class PairNull {
  private readonly bands: ObjectBands;
  private readonly chances: Float64Array;

  constructor(model: ConfigurationModel) {
    this.bands = objectBands(model);
    this.chances = new Float64Array(this.bands.size.length);
  }

  set(classU: number, classV: number): void {
    const { chance, size } = this.bands;
    const width = size.length;
    for (let band = 0; band < width; band++) this.chances[band] = chance[classU * width + band] * chance[classV * width + band];
  }

  mean(): number {
    const { size } = this.bands;
    let mean = 0;
    for (let band = 0; band < size.length; band++) mean += size[band] * this.chances[band];
    return mean;
  }

  tail(atLeast: number): number {
    return Math.max(LEAST_CHANCE, groupedTail(this.chances, this.bands.size, this.chances.length, atLeast));
  }
}

/** How many objects two accounts must have in common for a tail of at most some level; remembers what it has computed. */
export class ChoiceThresholds {
  private readonly pair: PairNull;
  private readonly level: number;
  private readonly classOf: Int32Array;
  private readonly classCount: number;
  /** By pair of classes; 0 is not known yet. */
  private readonly known: Int32Array;

  constructor(model: ConfigurationModel, level: number) {
    this.pair = new PairNull(model);
    this.level = level;
    this.classOf = model.rows.classOf;
    this.classCount = model.rows.degree.length;
    this.known = new Int32Array(this.classCount * this.classCount);
  }

  /** The least number in common at which these accounts' tail is at most the level. */
  least(a: number, b: number): number {
    const u = this.classOf[a];
    const v = this.classOf[b];
    const at = u < v ? u * this.classCount + v : v * this.classCount + u;
    if (this.known[at] === 0) this.known[at] = this.search(u, v);
    return this.known[at];
  }

  private search(u: number, v: number): number {
    const { pair, level } = this;
    pair.set(u, v);
    const mean = pair.mean();
    const deviations = Math.sqrt(-2 * Math.log(level));
    let least = Math.max(1, Math.ceil(mean + deviations * Math.sqrt(mean) * 0.9));
    while (least > 1 && pair.tail(least - 1) <= level) least--;
    while (pair.tail(least) > level) least++;
    return least;
  }
}

/** Positions, already in some order, now by a key; equal keys keep their order. */
function sortedBy(keys: Int32Array, keyCount: number, positions: Int32Array): Int32Array {
  const inOrder = Int32Array.from(positions, (position) => keys[position]);
  return groupPositions(inOrder, keyCount).positions.map((at) => positions[at]);
}

/** Objects of nearly equal popularity together. */
interface ObjectBands {
  /** Objects of each band, the most popular first. */
  readonly size: Float64Array;
  /** Root mean square of the chances that an account of class `c` shares an object of band `b`, at `c × bands + b`. */
  readonly chance: Float64Array;
}

function objectBands({ rows, columns, rowLogit, columnLogit }: ConfigurationModel): ObjectBands {
  const band = new Int32Array(columns.degree.length);
  let count = 0;
  let top = Number.POSITIVE_INFINITY;
  for (let column = band.length - 1; column >= 0; column--) {
    if (columns.degree[column] * BAND_RATIO < top) {
      count++;
      top = columns.degree[column];
    }
    band[column] = count - 1;
  }
  const size = new Float64Array(count);
  for (let column = 0; column < band.length; column++) size[band[column]] += columns.size[column];
  const chance = new Float64Array(rows.degree.length * count);
  for (let row = 0; row < rows.degree.length; row++) {
    for (let column = 0; column < band.length; column++) {
      const p = linkChance(rowLogit[row], columnLogit[column]);
      chance[row * count + band[column]] += (p * p * columns.size[column]) / size[band[column]];
    }
  }
  return { size, chance: chance.map(Math.sqrt) };
}
