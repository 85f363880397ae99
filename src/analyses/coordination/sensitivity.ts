import Type from 'typebox';
import { coincidences } from '../../kernels/chance/timing-null.js';
import { HIGHEST_WEIGHT } from '../../kernels/chance/timing-worlds.js';
import { communitiesOf } from '../../kernels/graph/communities.js';
import { buildGraph } from '../../kernels/graph/graph.js';
import { groupSizes } from '../../kernels/graph/groups.js';
import { type CoShareEdges, coShareEdges } from '../../kernels/shares/co-share.js';
import { edgesByWeight, pickedEdges } from '../../kernels/shares/edge-order.js';
import { sharedEdgeCount } from '../../kernels/shares/edge-overlap.js';
import { MICROSECONDS } from '../../kernels/shares/share-index.js';
import type { WorkContext } from '../../model.js';
import type { CaseReads } from '../../store/reads.js';
import type { Analysis } from '../analysis.js';
import { checkPrecision, layerParameter, parseNumbers, resolveLayer, YEAR_SECONDS } from '../parameters.js';
import { NETWORK_PARAMETERS, selectShares } from './co-share-network.js';
import { countOf, distinctEnds, progressOf } from './network.js';
import { FDR_CAPTION, testTiming, type WeightByChance, weightsByChance } from './significance.js';

const parameters = Type.Object({
  layer: layerParameter,
  windows: Type.Optional(
    Type.String({
      minLength: 1,
      list: true,
      unit: 'seconds',
      description:
        'Windows to try, in seconds, separated by commas. Default: those of 10, 60, 300 and 3,600 that are not finer than the times.',
    }),
  ),
  minObjects: Type.String({
    default: '2,3,5',
    minLength: 1,
    list: true,
    unit: 'objects',
    description: 'Least numbers of co-shared objects to try, separated by commas.',
  }),
  minActions: NETWORK_PARAMETERS.minActions,
  maxSharers: NETWORK_PARAMETERS.maxSharers,
  fdr: Type.Number({
    minimum: 0.0001,
    maximum: 0.5,
    default: 0.05,
    description: 'False-discovery rate at which edges are counted as found.',
  }),
  permutations: NETWORK_PARAMETERS.permutations,
  groups: NETWORK_PARAMETERS.groups,
  resolution: NETWORK_PARAMETERS.resolution,
  seed: NETWORK_PARAMETERS.seed,
});

const USUAL_WINDOWS = [10, 60, 300, 3600];

/** The network at one setting. */
interface Cell {
  readonly windowSeconds: number;
  readonly minObjects: number;
  readonly edges: Pick<CoShareEdges, 'length' | 'accountA' | 'accountB' | 'objectCount'>;
  readonly accountCount: number;
  readonly groupCount: number;
  readonly largestGroup: number;
  readonly edgesAtFdr: number;
  readonly chance: WeightByChance;
}

/** Does the finding hang on one setting? The same network over a grid of windows and weights. */
export const sensitivity: Analysis<typeof parameters> = {
  id: 'sensitivity',
  version: 1,
  question: 'coordination',
  title: 'Sensitivity of the co-share network',
  description:
    'Makes the co-share network of a layer at every window and every least number of objects of a grid, and shows accounts, edges, groups, what chance explains, and how much the networks overlap.',
  parameters,
  tables: [
    {
      name: 'grid',
      title: 'The network at each setting',
      columns: [
        { name: 'windowSeconds', type: 'number', unit: 'seconds', meaning: 'Longest gap that counts as together.' },
        { name: 'minObjects', type: 'integer', unit: 'objects', meaning: 'Least number of co-shared objects of an edge.' },
        { name: 'accountCount', type: 'integer', unit: 'accounts', meaning: 'Accounts with an edge.' },
        { name: 'edgeCount', type: 'integer', unit: 'edges', meaning: 'Edges of the network at this setting.' },
        { name: 'groupCount', type: 'integer', unit: 'groups', meaning: 'Groups with an edge inside, by one run of the method.' },
        { name: 'largestGroup', type: 'integer', unit: 'accounts', meaning: 'Members of the largest group.' },
        { name: 'edgesByChance', type: 'number', unit: 'edges', meaning: 'Edges in shuffled worlds, on average.' },
        { name: 'chanceLow', type: 'number', unit: 'edges', meaning: 'The 2.5 % quantile over the worlds.' },
        { name: 'chanceHigh', type: 'number', unit: 'edges', meaning: 'The 97.5 % quantile over the worlds.' },
        { name: 'shareByChance', type: 'number', unit: '0–1', meaning: `Expected by chance ÷ observed, at most 1. ${FDR_CAPTION}` },
        {
          name: 'edgesAtFdr',
          type: 'integer',
          unit: 'edges',
          meaning: 'Edges whose qTiming, calibrated over all edges of this window with the lowest number of objects, is at most fdr.',
        },
      ],
      order: 'windowSeconds, minObjects',
    },
    {
      name: 'overlap',
      title: 'Overlap of the networks',
      columns: [
        { name: 'windowSeconds', type: 'number', unit: 'seconds', meaning: 'Window of one network.' },
        { name: 'minObjects', type: 'integer', unit: 'objects', meaning: 'Its least number of objects.' },
        { name: 'otherWindowSeconds', type: 'number', unit: 'seconds', meaning: 'Window of the other.' },
        { name: 'otherMinObjects', type: 'integer', unit: 'objects', meaning: 'Its least number of objects.' },
        { name: 'sharedEdgeCount', type: 'integer', unit: 'edges', meaning: 'Edges that both hold.' },
        {
          name: 'jaccard',
          type: 'number',
          unit: '0–1',
          meaning: 'Edges that both hold by edges that either holds; blank where neither holds any.',
        },
      ],
      order: 'windowSeconds, minObjects, otherWindowSeconds, otherMinObjects',
    },
  ],
  references: [
    'Steegen, Tuerlinckx, Gelman & Vanpaemel (2016), Increasing transparency through a multiverse analysis, doi:10.1177/1745691616658637',
  ],
  limits: [
    'A network that is there at every setting may still be organic synchrony; one that hangs on a single setting needs more than this network as evidence.',
    'Wider windows hold narrower ones: overlap between them is partly so by definition.',
    'Groups are those of one run of the method with one seed.',
  ],
  needs: 'Shares in at least one layer, by at least two accounts, with times at least as fine as the narrowest window.',

  runsOn: () => ({ runs: [], skipped: ['sensitivity: makes many networks of one layer; run it by name with --layer'] }),

  async run(reads, values, context) {
    const weights = parseNumbers('minObjects', values.minObjects, { minimum: 1, maximum: HIGHEST_WEIGHT, isInteger: true });
    const layer = await resolveLayer(reads, values.layer, context);
    const windows =
      values.windows === undefined
        ? USUAL_WINDOWS.filter((window) => window >= layer.precisionSeconds)
        : parseNumbers('windows', values.windows, { minimum: 1, maximum: YEAR_SECONDS });
    const precision = checkPrecision(layer, windows[0] ?? 0, '--windows');
    const cells: Cell[] = [];
    for (const windowSeconds of windows) cells.push(...(await windowCells(reads, layer.name, windowSeconds, weights, values, context)));
    const overlap = overlaps(cells);
    const column = (value: (cell: Cell) => number | null): Float64Array => Float64Array.from(cells, (cell) => value(cell) ?? Number.NaN);
    const counts = (value: (cell: Cell) => number): Int32Array => Int32Array.from(cells, value);
    return {
      summary: [gridSentence(cells, layer.name), ...(precision === null ? [] : [precision]), FDR_CAPTION],
      figures: {
        cellCount: cells.length,
        fewestEdges: Math.min(...cells.map(edgeCountOf)),
        mostEdges: Math.max(...cells.map(edgeCountOf)),
      },
      tables: {
        grid: {
          rowCount: cells.length,
          columns: {
            windowSeconds: column((cell) => cell.windowSeconds),
            minObjects: counts((cell) => cell.minObjects),
            accountCount: counts((cell) => cell.accountCount),
            edgeCount: counts(edgeCountOf),
            groupCount: counts((cell) => cell.groupCount),
            largestGroup: counts((cell) => cell.largestGroup),
            edgesByChance: column((cell) => cell.chance.edgesByChance),
            chanceLow: column((cell) => cell.chance.chanceLow),
            chanceHigh: column((cell) => cell.chance.chanceHigh),
            shareByChance: column((cell) => cell.chance.shareByChance),
            edgesAtFdr: counts((cell) => cell.edgesAtFdr),
          },
        },
        overlap,
      },
    };
  },
};

function edgeCountOf({ edges }: Cell): number {
  return edges.length;
}

/** The networks of one window: one search and one set of shuffled worlds serve all weights. */
async function windowCells(
  reads: CaseReads,
  layerName: string,
  windowSeconds: number,
  weights: readonly number[],
  values: Readonly<{
    minActions: number;
    maxSharers?: number;
    fdr: number;
    permutations: number;
    groups: 'leiden' | 'louvain' | 'components';
    resolution: number;
    seed: number;
  }>,
  context: WorkContext,
): Promise<Cell[]> {
  const layer = await resolveLayer(reads, layerName, context);
  const minObjects = weights[0] as number;
  context.progress.step(`window of ${windowSeconds} s`);
  const selected = await selectShares(reads, layer, { ...values, windowSeconds, minObjects });
  const edges = edgesByWeight(coShareEdges(selected.pruned, windowSeconds * MICROSECONDS, minObjects, progressOf(context)));
  const options = { ...values, windowSeconds, minObjects, significance: 'q' as const, groups: null };
  const { qTiming, worlds } = await testTiming(selected.eligible, edges, options, context);
  const chance = weightsByChance(coincidences(edges), worlds?.edgesByWeight ?? [], weights);
  return weights.map((weight, i) => {
    const kept = Int32Array.from({ length: edges.length }, (_, edge) => edge).filter((edge) => edges.objectCount[edge] >= weight);
    const part = pickedEdges(edges, kept);
    const { groupCount, largestGroup } = groupsAt(part, selected.pruned.accountCount, values);
    return {
      windowSeconds,
      minObjects: weight,
      edges: part,
      accountCount: distinctEnds(part.accountA, part.accountB),
      groupCount,
      largestGroup,
      edgesAtFdr: kept.reduce((count, edge) => count + ((qTiming[edge] as number) <= values.fdr ? 1 : 0), 0),
      chance: chance[i] as WeightByChance,
    };
  });
}

function groupsAt(
  edges: Cell['edges'],
  accountCount: number,
  { groups, resolution, seed }: Readonly<{ groups: 'leiden' | 'louvain' | 'components'; resolution: number; seed: number }>,
): Pick<Cell, 'groupCount' | 'largestGroup'> {
  const network = { accountA: edges.accountA, accountB: edges.accountB, weight: edges.objectCount };
  const labels = communitiesOf(buildGraph(accountCount, network), { method: groups, resolution, seed });
  const { length, memberCount } = groupSizes(labels, network);
  return { groupCount: length, largestGroup: memberCount[0] ?? 0 };
}

/** How much the networks of any two settings overlap. */
function overlaps(cells: readonly Cell[]) {
  const pairs = cells.flatMap((cell, i) =>
    cells.slice(i + 1).map((other) => ({ cell, other, shared: sharedEdgeCount(cell.edges, other.edges) })),
  );
  const either = ({ cell, other, shared }: (typeof pairs)[number]): number => cell.edges.length + other.edges.length - shared;
  return {
    rowCount: pairs.length,
    columns: {
      windowSeconds: Float64Array.from(pairs, ({ cell }) => cell.windowSeconds),
      minObjects: Int32Array.from(pairs, ({ cell }) => cell.minObjects),
      otherWindowSeconds: Float64Array.from(pairs, ({ other }) => other.windowSeconds),
      otherMinObjects: Int32Array.from(pairs, ({ other }) => other.minObjects),
      sharedEdgeCount: Int32Array.from(pairs, ({ shared }) => shared),
      jaccard: Float64Array.from(pairs, (pair) => pair.shared / either(pair)),
    },
  };
}

function gridSentence(cells: readonly Cell[], layer: string): string {
  const few = cells.reduce((least, cell) => (edgeCountOf(cell) < edgeCountOf(least) ? cell : least));
  const many = cells.reduce((most, cell) => (edgeCountOf(cell) > edgeCountOf(most) ? cell : most));
  const at = (cell: Cell): string =>
    `${countOf(edgeCountOf(cell), 'pair')} of accounts at ${cell.windowSeconds} s and at least ${countOf(cell.minObjects, 'object')}`;
  return `${countOf(cells.length, 'setting')} of layer ${layer}: from ${at(few)} to ${at(many)}.`;
}
