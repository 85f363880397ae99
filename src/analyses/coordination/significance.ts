import Type from 'typebox';
import { TimingCalibration } from '../../kernels/chance/calibration.js';
import { choiceSignificance } from '../../kernels/chance/choice-null.js';
import { coincidences, type TimingNull, timingNull, timingTails } from '../../kernels/chance/timing-null.js';
import { countWorld, type GroupsByChance, HIGHEST_WEIGHT, type World, type WorldQuestion } from '../../kernels/chance/timing-worlds.js';
import type { GroupMethod } from '../../kernels/graph/communities.js';
import type { CoShareEdges } from '../../kernels/shares/co-share.js';
import { MICROSECONDS, type Shares } from '../../kernels/shares/share-index.js';
import { quantile } from '../../kernels/statistics/quantile.js';
import type { FindingTable, WorkContext } from '../../model.js';
import { doTasks, type TaskKind } from '../worker-tasks.js';
import { countOf, progressOf } from './network.js';

/** Stands wherever a false-discovery rate is shown. */
export const FDR_CAPTION = 'Against shuffled timing, not against innocence; it is no probability of guilt.';

export const significanceParameter = Type.Union([Type.Literal('q'), Type.Literal('p'), Type.Literal('none')], {
  default: 'q',
  description:
    'Tests beside the counts: `p`, each edge against timing and choice by chance; `q`, also how many such edges shuffled timing makes (false-discovery rates, groups, the network as a whole); `none`.',
});

export const fdrParameter = Type.Optional(
  Type.Number({
    minimum: 0.0001,
    maximum: 0.5,
    description: 'Keeps only edges with `qTiming` at or below this false-discovery rate. Default: all edges are kept.',
  }),
);

export const permutationsParameter = Type.Integer({
  minimum: 20,
  maximum: 100_000,
  default: 200,
  unit: 'worlds',
  description: 'Shuffled worlds at most; fewer where the q-values in question rest on at least 100 shuffled edges before.',
});

/** Columns of an edge that say how sure it is. */
export const SIGNIFICANCE_COLUMNS: FindingTable['columns'] = [
  {
    name: 'pTiming',
    type: 'number',
    unit: '0–1',
    meaning:
      'Chance of at least objectCount common objects within the window (postCountA or postCountB, if lower), given what each shared, when timing is by chance.',
  },
  {
    name: 'qTiming',
    type: 'number',
    unit: '0–1',
    meaning: `False-discovery rate among edges with this pTiming or less, from shuffled worlds. ${FDR_CAPTION}`,
  },
  {
    name: 'nullEdgeCount',
    type: 'integer',
    unit: 'edges',
    meaning:
      'Edges with this pTiming or less in all shuffled worlds together: what qTiming rests on; below 5, qTiming is an upper bound. Blank (and qTiming 1) where the objects came in fewer posts than minObjects.',
  },
  {
    name: 'pChoice',
    type: 'number',
    unit: '0–1',
    meaning: 'Chance of as many objects in common, at whatever times, given the activity of both and the popularity of the objects.',
  },
  {
    name: 'qChoice',
    type: 'number',
    unit: '0–1',
    meaning: 'False-discovery rate of pChoice over all pairs of eligible accounts (Benjamini–Hochberg).',
  },
  { name: 'commonObjectCount', type: 'integer', unit: 'objects', meaning: 'Distinct objects that both shared, at whatever times.' },
];

/** What chance gives at every weight. */
export const CHANCE_TABLE: FindingTable = {
  name: 'chance',
  title: 'The network against shuffled timing',
  columns: [
    { name: 'objectCount', type: 'integer', unit: 'objects', meaning: 'Edges with at least this many co-shared objects.' },
    {
      name: 'edgeCount',
      type: 'integer',
      unit: 'edges',
      meaning: 'How many the data holds, objects counted no higher than the posts of either account that carried them.',
    },
    { name: 'edgesByChance', type: 'number', unit: 'edges', meaning: 'How many shuffled worlds hold, on average.' },
    { name: 'chanceLow', type: 'number', unit: 'edges', meaning: 'The 2.5 % quantile over the worlds.' },
    { name: 'chanceHigh', type: 'number', unit: 'edges', meaning: 'The 97.5 % quantile over the worlds.' },
    { name: 'shareByChance', type: 'number', unit: '0–1', meaning: `Expected by chance ÷ observed, at most 1. ${FDR_CAPTION}` },
  ],
  order: 'objectCount',
};

/** What chance says about a group. */
export const GROUP_CHANCE_COLUMN: FindingTable['columns'][number] = {
  name: 'pGroup',
  type: 'number',
  unit: '0–1',
  meaning:
    'Share of shuffled worlds that hold a group at least as unusually dense for its size, the data counted as one: (1 + such worlds) ÷ (1 + worlds). Blank where none were made.',
};

/** Work of a world above which it is shared among threads, in shares. */
const LARGE_WORLD = 100_000;
/** Shares and edges of the worlds that are grouped, all in all: some seconds of work. */
const AFFORDABLE_GROUPED_WORK = 30_000_000;
/** Worlds below which a 95 % range is hardly more than the lowest and the highest. */
const FEWEST_FOR_QUANTILES = 40;
/** Weights above the least that the table of chance shows one by one. */
const ALL_WEIGHTS = 20;
/** The rate that the q-values are made sure of where none is named. */
const USUAL_FDR = 0.05;

/** What a test needs to know of how a network was made. */
export interface SignificanceOptions {
  readonly windowSeconds: number;
  readonly minObjects: number;
  readonly significance: 'q' | 'p' | 'none';
  readonly permutations: number;
  readonly seed: number;
  readonly fdr?: number;
  /** How shuffled worlds are grouped; null: they are not. */
  readonly groups: GroupMethod | null;
  readonly resolution: number;
}

/** How sure the edges of a network are, in their order. */
export interface NetworkTests {
  readonly length: number;
  readonly pTiming: Float64Array;
  readonly pChoice: Float64Array;
  readonly qChoice: Float64Array;
  readonly commonObjectCount: Int32Array;
  readonly qTiming: Float64Array;
  readonly nullEdgeCount: Int32Array | Float64Array;
  /** Pairs of accounts that `qChoice` takes for tested. */
  readonly choiceFamilySize: number;
  /** Null where no shuffled worlds were asked for. */
  readonly worlds: WorldTests | null;
}

/** What shuffled worlds say about edges, weights and groups. */
export interface WorldTests {
  readonly worldCount: number;
  /** Edges whose objects came in fewer than `minObjects` posts of one account: shuffled worlds hold none like them, and their q is 1. */
  readonly untestedCount: number;
  /** By weight: each up to 20 above `minObjects`, then where the number of edges changes. */
  readonly chance: readonly WeightByChance[];
  /** Edges of each world with each `objectCount`. */
  readonly edgesByWeight: readonly Int32Array[];
  /** Groups of the shuffled worlds that were grouped. */
  readonly groups: readonly GroupsByChance[];
}

/** Edges with at least some objects, in the data and in shuffled worlds. */
export interface WeightByChance {
  readonly objectCount: number;
  readonly edgeCount: number;
  readonly edgesByChance: number;
  readonly chanceLow: number;
  readonly chanceHigh: number;
  /** 0–1; null where the data holds no such edge. */
  readonly shareByChance: number | null;
}

/**
 * Tests the edges of a network against chance: timing given what each shared, and choice given activity and popularity.
 *
 * @param shares The shares of eligible accounts and objects, not pruned.
 * @param edges All edges of the network with at least `minObjects` objects.
 */
export async function significanceOf(
  shares: Shares,
  edges: CoShareEdges,
  options: SignificanceOptions,
  context: WorkContext,
): Promise<NetworkTests> {
  const timing = await testTiming(shares, edges, options, context);
  context.progress.step('testing choice');
  const { pChoice, qChoice, commonObjects, familySize } = choiceSignificance(shares, edges, progressOf(context));
  return { length: edges.length, ...timing, pChoice, qChoice, commonObjectCount: commonObjects, choiceFamilySize: familySize };
}

/** The test of timing alone: `pTiming`, and `qTiming` from shuffled worlds unless only p is asked for. */
export async function testTiming(
  shares: Shares,
  edges: CoShareEdges,
  options: SignificanceOptions,
  context: WorkContext,
): Promise<Pick<NetworkTests, 'pTiming' | 'qTiming' | 'nullEdgeCount' | 'worlds'>> {
  context.progress.step('testing timing');
  const model = timingNull(shares, options.windowSeconds * MICROSECONDS, options.minObjects);
  const objectCount = coincidences(edges);
  const pTiming = timingTails(model, { accountA: edges.accountA, accountB: edges.accountB, objectCount });
  context.signal.throwIfAborted();
  const none = new Float64Array(edges.length).fill(Number.NaN);
  if (options.significance === 'p') return { pTiming, qTiming: none, nullEdgeCount: none, worlds: null };
  return { pTiming, ...(await testAgainstWorlds(model, objectCount, pTiming, options, context)) };
}

const WORLD: TaskKind<WorldQuestion, World> = {
  module: new URL('../../kernels/chance/timing-worlds.js', import.meta.url),
  name: 'countWorld',
  run: countWorld,
};

/**
 * Shuffles times within objects, again and again, and compares edges and groups with what the shuffled worlds hold.
 *
 * Groups are looked for in the same kind of network as the one that is kept: all edges, or those at or below the p at which `fdr`
 * is reached. That p is known only at the end, so that the worlds are then made once more.
 */
async function testAgainstWorlds(
  model: TimingNull,
  objectCount: Int32Array,
  pTiming: Float64Array,
  options: SignificanceOptions,
  context: WorkContext,
): Promise<Pick<NetworkTests, 'qTiming' | 'nullEdgeCount' | 'worlds'>> {
  const tested = Int32Array.from(objectCount.keys()).filter((edge) => objectCount[edge] >= options.minObjects);
  const testedP = Float64Array.from(tested, (edge) => pTiming[edge]);
  const calibration = new TimingCalibration(testedP);
  const grouping = { method: options.groups ?? 'components', resolution: options.resolution, seed: options.seed };
  const affordable = Math.ceil(AFFORDABLE_GROUPED_WORK / (pTiming.length + model.account.length + 1));
  const groupedWorlds = options.groups === null ? 0 : Math.min(options.permutations, affordable);
  const question = { model, seed: options.seed, levels: calibration.levels, grouping, groupLevel: 1 };
  const weights: Int32Array[] = [];
  const groups: GroupsByChance[] = [];
  const work = { signal: context.signal, isLarge: model.account.length > LARGE_WORLD };
  context.progress.step('shuffling times');
  await doTasks(
    WORLD,
    { ...question, groupedWorlds: options.fdr === undefined ? groupedWorlds : 0 },
    options.permutations,
    (world, index) => {
      calibration.add(world);
      weights.push(world.edgesByWeight);
      if (world.groups !== null) groups.push(world.groups);
      context.progress.update(index + 1, options.permutations);
      return !calibration.isSettled(options.fdr ?? USUAL_FDR) || (options.fdr === undefined && index + 1 < groupedWorlds);
    },
    work,
  );
  const { q, exceedances } = ofAllEdges(calibration.qValues(testedP), tested, pTiming.length);
  const keptLevel = options.fdr === undefined || groupedWorlds === 0 ? null : highestKept(pTiming, q, options.fdr);
  if (keptLevel !== null) {
    context.progress.step('grouping shuffled worlds');
    await doTasks(
      WORLD,
      { ...question, levels: new Float64Array(), groupedWorlds, groupLevel: keptLevel },
      groupedWorlds,
      (world, index) => {
        if (world.groups !== null) groups.push(world.groups);
        context.progress.update(index + 1, groupedWorlds);
        return true;
      },
      work,
    );
  }
  const worlds = {
    worldCount: calibration.worldCount,
    untestedCount: pTiming.length - tested.length,
    edgesByWeight: weights,
    chance: allWeights(objectCount, weights, options.minObjects),
    groups,
  };
  return { qTiming: q, nullEdgeCount: exceedances, worlds };
}

/** Values of the tested edges among all: the others have q 1 and rest on nothing. */
function ofAllEdges(
  values: { q: Float64Array; exceedances: Int32Array },
  tested: Int32Array,
  length: number,
): { q: Float64Array; exceedances: Int32Array | Float64Array } {
  if (tested.length === length) return values;
  const q = new Float64Array(length).fill(1);
  const exceedances = new Float64Array(length).fill(Number.NaN);
  for (const [i, edge] of tested.entries()) {
    q[edge] = values.q[i];
    exceedances[edge] = values.exceedances[i];
  }
  return { q, exceedances };
}

/** What chance explains of the network, at its lowest weight and at the first that it explains little of (or the next), in a sentence or two. */
export function chanceSentence({ chance, worldCount, untestedCount }: WorldTests): string {
  const [all, next] = chance as [WeightByChance, WeightByChance | undefined];
  const spread =
    worldCount < FEWEST_FOR_QUANTILES
      ? `about ${shortNumber(all.chanceLow)}–${shortNumber(all.chanceHigh)} over ${countOf(worldCount, 'shuffled world')}`
      : `${shortNumber(all.chanceLow)}–${shortNumber(all.chanceHigh)} in 95 % of ${countOf(worldCount, 'shuffled world')}`;
  const clear = chance.find((row) => isClear(row, worldCount));
  const heavier = clear ?? next;
  const which = clear === undefined || clear === all ? '' : ', the fewest at which chance explains at most 5 %,';
  const also =
    heavier === undefined || heavier === all
      ? ''
      : ` Of pairs with at least ${countOf(heavier.objectCount, 'object')}${which} it makes ${heavier.edgesByChance === 0 ? 'none' : shortNumber(heavier.edgesByChance)}, the data holds ${heavier.edgeCount.toLocaleString('en')}.`;
  const share =
    all.edgesByChance >= all.edgeCount
      ? 'no fewer than the data holds'
      : `${shortNumber((100 * all.edgesByChance) / all.edgeCount)} % of those observed are expected by chance`;
  const untested =
    untestedCount === 0
      ? ''
      : ` ${countOf(untestedCount, 'pair')} not counted here, with q 1: one of the two put the objects into fewer than ${countOf(all.objectCount, 'post')}, and objects of one post share its time.`;
  return `Of all pairs with at least ${countOf(all.objectCount, 'object')}, shuffled timing makes ${shortNumber(all.edgesByChance)} on average (${spread}): ${share}.${also}${untested} ${FDR_CAPTION}`;
}

/** True where chance explains at most 5 % of the edges, with none in any world counted as the three that may have been missed. */
function isClear({ edgesByChance, edgeCount }: WeightByChance, worldCount: number): boolean {
  return edgeCount > 0 && Math.max(edgesByChance, 3 / worldCount) / edgeCount <= USUAL_FDR;
}

function shortNumber(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : Number(value.toPrecision(2)).toString();
}

/** The columns of the table of weights. */
export function chanceColumns(chance: readonly WeightByChance[]): Record<string, Int32Array | Float64Array> {
  return {
    objectCount: Int32Array.from(chance, (row) => row.objectCount),
    edgeCount: Int32Array.from(chance, (row) => row.edgeCount),
    edgesByChance: Float64Array.from(chance, (row) => row.edgesByChance),
    chanceLow: Float64Array.from(chance, (row) => row.chanceLow),
    chanceHigh: Float64Array.from(chance, (row) => row.chanceHigh),
    shareByChance: Float64Array.from(chance, (row) => row.shareByChance ?? Number.NaN),
  };
}

/** The highest p of an edge that is kept; null where none is. */
function highestKept(pTiming: Float64Array, q: Float64Array, fdr: number): number | null {
  let highest = -1;
  for (let edge = 0; edge < q.length; edge++) if (q[edge] <= fdr && pTiming[edge] > highest) highest = pTiming[edge];
  return highest === -1 ? null : highest;
}

/**
 * How rare groups are in shuffled worlds.
 *
 * Groups are compared by one number, how much likelier their edges are at the group's own density than at that of all shuffled networks
 * together (a scan statistic): it grows with the density and, above the mean density, with the members. Size and density apart would
 * be no order, since large groups are sparse and small ones dense: nearly every group, of a shuffled world too, would then be without its like.
 *
 * @returns For each group (1 + worlds that hold a group with at least its statistic) ÷ (1 + worlds), 0–1: small says that shuffled timing
 * hardly ever makes such a group anywhere. NaN where no world was grouped.
 * @see Kulldorff (1997), A spatial scan statistic, doi:10.1080/03610929708831995
 */
export function groupsByChance(memberCount: Int32Array, density: Float64Array, worlds: readonly GroupsByChance[]): Float64Array {
  const usual = usualDensity(worlds);
  const highest = worlds.map((world) =>
    world.memberCount.reduce((most, members, group) => Math.max(most, unusualness(members, world.density[group] as number, usual)), 0),
  );
  return Float64Array.from(memberCount, (members, group) => {
    if (worlds.length === 0) return Number.NaN;
    const own = unusualness(members, density[group] as number, usual) * (1 - 1e-9);
    const alike = highest.filter((most) => most >= own);
    return (1 + alike.length) / (1 + worlds.length);
  });
}

/** Edges inside the groups of shuffled worlds by all pairs of the accounts in them, 0–1; a half where there are none. */
function usualDensity(worlds: readonly GroupsByChance[]): number {
  const pairsOf = (members: number): number => (members * (members - 1)) / 2;
  let edges = 0;
  let pairs = 0;
  for (const { memberCount, density } of worlds) {
    memberCount.forEach((members, group) => {
      edges += pairsOf(members) * (density[group] as number);
    });
    pairs += pairsOf(memberCount.reduce((sum, members) => sum + members, 0));
  }
  return pairs === 0 ? 0.5 : edges / pairs;
}

/** Log likelihood ratio of a group's edges at its own density against the usual one; 0 where it is no denser. */
function unusualness(members: number, density: number, usual: number): number {
  if (density <= usual) return 0;
  const absent = density >= 1 ? 0 : (1 - density) * Math.log((1 - density) / (1 - usual));
  return ((members * (members - 1)) / 2) * (density * Math.log(density / usual) + absent);
}

/** All weights up to 20 above the least, then those at which the number of edges changes. */
function allWeights(objectCount: Int32Array, worlds: readonly Int32Array[], minObjects: number): WeightByChance[] {
  const highest = objectCount.reduce((most, count) => Math.max(most, count), objectCount.length === 0 ? 0 : minObjects);
  const weights = Array.from({ length: Math.max(0, Math.min(highest, HIGHEST_WEIGHT) - minObjects + 1) }, (_, i) => minObjects + i);
  return weightsByChance(objectCount, worlds, weights).filter(
    ({ objectCount: weight, edgeCount }, i, all) => weight <= minObjects + ALL_WEIGHTS || edgeCount !== all[i - 1]?.edgeCount,
  );
}

/**
 * Edges with at least some numbers of objects, in the data and in shuffled worlds.
 *
 * @param objectCount Of the data's edges.
 * @param worlds Edges of each world with each `objectCount`; at least one world.
 * @param weights Numbers of objects, not above `HIGHEST_WEIGHT`.
 */
export function weightsByChance(objectCount: Int32Array, worlds: readonly Int32Array[], weights: readonly number[]): WeightByChance[] {
  const observed = atLeast(histogram(objectCount));
  const shuffled = worlds.map(atLeast);
  return weights.map((weight) => {
    const counts = Float64Array.from(shuffled, (world) => world[weight] as number);
    const edgesByChance = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const edgeCount = observed[weight] as number;
    return {
      objectCount: weight,
      edgeCount,
      edgesByChance,
      chanceLow: quantile(counts, 0.025),
      chanceHigh: quantile(counts, 0.975),
      shareByChance: edgeCount === 0 ? null : Math.min(1, edgesByChance / edgeCount),
    };
  });
}

function histogram(objectCount: Int32Array): Int32Array {
  const counts = new Int32Array(HIGHEST_WEIGHT + 1);
  for (const count of objectCount) counts[Math.min(count, HIGHEST_WEIGHT)]++;
  return counts;
}

/** Counts at each weight turned into counts at that weight or more. */
function atLeast(counts: Int32Array): Int32Array {
  const sums = counts.slice();
  for (let weight = sums.length - 2; weight >= 0; weight--) sums[weight] += sums[weight + 1];
  return sums;
}
