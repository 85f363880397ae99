import Type from 'typebox';
import { TimingCalibration } from '../../kernels/calibration.js';
import { choiceSignificance } from '../../kernels/choice-null.js';
import type { CoShareEdges } from '../../kernels/co-share.js';
import type { GroupMethod } from '../../kernels/communities.js';
import { quantile } from '../../kernels/quantile.js';
import { MICROSECONDS, type Shares } from '../../kernels/share-index.js';
import { type TimingNull, timingNull, timingTails } from '../../kernels/timing-null.js';
import { countWorld, type GroupsByChance, HIGHEST_WEIGHT, type World, type WorldQuestion } from '../../kernels/timing-worlds.js';
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
    meaning: 'Chance of at least objectCount common objects within the window, given what each shared, when timing is by chance.',
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
    meaning: 'Edges with this pTiming or less in all shuffled worlds together: what qTiming rests on; below 5, qTiming is an upper bound.',
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
    { name: 'edgeCount', type: 'integer', unit: 'edges', meaning: 'How many the data holds.' },
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
    'Share of shuffled worlds that hold a group at least as large and as dense, the data counted as one: (1 + such worlds) ÷ (1 + worlds). Blank where none were made.',
};

/** Work of a world above which it is shared among threads, in shares. */
const LARGE_WORLD = 100_000;
/** Shares and edges of the worlds that are grouped, all in all: some seconds of work. */
const AFFORDABLE_GROUPED_WORK = 30_000_000;
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
  /** By weight from `minObjects` on, where the number of edges changes. */
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
  const pTiming = timingTails(model, edges);
  context.signal.throwIfAborted();
  const none = new Float64Array(edges.length).fill(Number.NaN);
  if (options.significance === 'p') return { pTiming, qTiming: none, nullEdgeCount: none, worlds: null };
  return { pTiming, ...(await testAgainstWorlds(model, edges, pTiming, options, context)) };
}

const WORLD: TaskKind<WorldQuestion, World> = {
  module: new URL('../../kernels/timing-worlds.js', import.meta.url),
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
  edges: CoShareEdges,
  pTiming: Float64Array,
  options: SignificanceOptions,
  context: WorkContext,
): Promise<Pick<NetworkTests, 'qTiming' | 'nullEdgeCount' | 'worlds'>> {
  const calibration = new TimingCalibration(pTiming);
  const grouping = { method: options.groups ?? 'components', resolution: options.resolution, seed: options.seed };
  const affordable = Math.ceil(AFFORDABLE_GROUPED_WORK / (edges.length + model.account.length + 1));
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
  const { q, exceedances } = calibration.qValues(pTiming);
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
    edgesByWeight: weights,
    chance: allWeights(edges.objectCount, weights, options.minObjects),
    groups,
  };
  return { qTiming: q, nullEdgeCount: exceedances, worlds };
}

/** What chance explains of the network, at its lowest weight and at the next, in a sentence or two. */
export function chanceSentence({ chance, worldCount }: WorldTests): string {
  const [all, heavier] = chance as [WeightByChance, WeightByChance | undefined];
  const spread = `${shortNumber(all.chanceLow)}–${shortNumber(all.chanceHigh)} in 95 % of ${countOf(worldCount, 'shuffled world')}`;
  const also =
    heavier === undefined
      ? ''
      : ` Of pairs with at least ${countOf(heavier.objectCount, 'object')} it makes ${shortNumber(heavier.edgesByChance)}, the data holds ${heavier.edgeCount.toLocaleString('en')}.`;
  const share =
    all.edgesByChance >= all.edgeCount
      ? 'no fewer than the data holds'
      : `${shortNumber((100 * all.edgesByChance) / all.edgeCount)} % of those observed are expected by chance`;
  return `Shuffled timing makes ${shortNumber(all.edgesByChance)} such pairs on average (${spread}): ${share}.${also} ${FDR_CAPTION}`;
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
 * @returns For each group (1 + worlds that hold a group with at least as many members and at least its density) ÷ (1 + worlds), 0–1:
 * small says that shuffled timing hardly ever makes such a group anywhere. NaN where no world was grouped.
 */
export function groupsByChance(memberCount: Int32Array, density: Float64Array, worlds: readonly GroupsByChance[]): Float64Array {
  return Float64Array.from(memberCount, (members, group) => {
    if (worlds.length === 0) return Number.NaN;
    const alike = worlds.filter((world) =>
      world.memberCount.some((count, other) => count >= members && (world.density[other] as number) >= (density[group] as number) - 1e-12),
    );
    return (1 + alike.length) / (1 + worlds.length);
  });
}

function allWeights(objectCount: Int32Array, worlds: readonly Int32Array[], minObjects: number): WeightByChance[] {
  const highest = objectCount.reduce((most, count) => Math.max(most, count), 0);
  const weights = Array.from({ length: Math.max(0, Math.min(highest, HIGHEST_WEIGHT) - minObjects + 1) }, (_, i) => minObjects + i);
  return weightsByChance(objectCount, worlds, weights).filter(({ edgeCount }, i, all) => i === 0 || edgeCount !== all[i - 1]?.edgeCount);
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
