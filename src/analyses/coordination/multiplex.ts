import Type from 'typebox';
import { AntiphonError } from '../../errors.js';
import { type FusedEdges, fuseEdges, harmonicMeanP, mergedShares } from '../../kernels/shares/multiplex.js';
import { coSharePairs } from '../../kernels/shares/pairs.js';
import { MICROSECONDS, type Shares } from '../../kernels/shares/share-index.js';
import type { Layer } from '../../model.js';
import type { CaseReads } from '../../store/reads.js';
import { type Analysis, PAIRS_TABLE } from '../analysis.js';
import { checkPrecision, resolveLayer } from '../parameters.js';
import {
  type CoShareNetwork,
  checkSignificance,
  coShareNetwork,
  EDGE_COLUMNS,
  EDGE_ORDER,
  edgeColumns,
  groupOptions,
  NETWORK_PARAMETERS,
  networkSentences,
  type SelectedShares,
  selectShares,
} from './co-share-network.js';
import { GROUP_TABLES, groupTables } from './groups.js';
import { countOf, distinctEnds, pairEvidence } from './network.js';

const parameters = Type.Object({
  layers: Type.String({
    minLength: 1,
    list: true,
    description: 'Layers, separated by commas, such as `repost,url,near-text`.',
  }),
  ...NETWORK_PARAMETERS,
});

/** One layer of the network. */
interface LayerNetwork {
  readonly name: string;
  readonly selected: SelectedShares;
  readonly network: CoShareNetwork;
}

/** Several layers as one network: pairs of accounts that are tied in two or more kinds of objects first. */
export const multiplex: Analysis<typeof parameters> = {
  id: 'multiplex',
  version: 1,
  question: 'coordination',
  title: 'Co-share network of several layers',
  description:
    'Finds the co-share network of each layer and fuses them: pairs of accounts that are tied in two or more layers come first, with a combined p. ' +
    '`run coordination --layer a,b,c` is the same.',
  parameters,
  tables: [
    {
      name: 'edges',
      title: 'Fused edges: pairs of accounts',
      columns: [
        { name: 'accountA', type: 'account', meaning: 'The account whose identifier comes first in code-point order.' },
        { name: 'accountB', type: 'account', meaning: 'The other account.' },
        { name: 'layerCount', type: 'integer', unit: 'layers', meaning: 'Layers in which the two are tied.' },
        { name: 'layers', type: 'text', meaning: 'Those layers, separated by commas.' },
        { name: 'objectCount', type: 'integer', unit: 'objects', meaning: 'Distinct objects co-shared, over those layers.' },
        { name: 'pairCount', type: 'integer', unit: 'pairs', meaning: 'Pairs of posts, summed over those layers.' },
        {
          name: 'pTiming',
          type: 'number',
          unit: '0–1',
          meaning: 'Harmonic mean of pTiming over all layers of the run, a layer without the edge counted as 1.',
        },
        { name: 'qTimingLowest', type: 'number', unit: '0–1', meaning: 'Lowest qTiming among those layers.' },
        { name: 'pChoice', type: 'number', unit: '0–1', meaning: 'Harmonic mean of pChoice in the same way.' },
      ],
      order: 'layerCount descending, pTiming ascending, objectCount descending, accountA, accountB in code-point order',
    },
    {
      name: 'layer_edges',
      title: 'Edges of each layer',
      columns: [{ name: 'layer', type: 'text', meaning: 'The layer of the edge.' }, ...EDGE_COLUMNS],
      order: `layer as asked for, ${EDGE_ORDER}`,
    },
    ...GROUP_TABLES,
    PAIRS_TABLE,
  ],
  references: [
    'Wilson (2019), The harmonic mean p-value for combining dependent tests, doi:10.1073/pnas.1814092116',
    'Vovk & Wang (2020), Combining p-values via averaging, doi:10.1093/biomet/asaa027',
    'Luceri, Pantè, Burghardt & Ferrara (2024), Unmasking the web of deceit, doi:10.1145/3589334.3645529',
  ],
  limits: [
    'Layers of one post depend on each other: a link and its domain, a text and its hashtags. A tie in both says little more than in one.',
    'The harmonic mean is close to a p-value where it is small and not exact; twice its value is one for two layers under any dependence, e·ln L times for L.',
    'All limits of `coordination` hold in each layer.',
  ],
  needs: 'At least two layers with shares by at least two accounts, with times at least as fine as the window.',

  runsOn: () => ({ runs: [], skipped: ['multiplex: which layers to fuse is a choice; run coordination CASE --layer a,b'] }),

  async run(reads, values, context) {
    checkSignificance(values);
    const { names, notes } = await layersOf(reads, values);
    const layers: LayerNetwork[] = [];
    for (const layer of names) {
      context.progress.step(`reading layer ${layer.name}`);
      const selected = await selectShares(reads, layer, values);
      layers.push({ name: layer.name, selected, network: await coShareNetwork(selected, values, context) });
    }
    const shares = mergedShares(layers.map(({ selected }) => selected.pruned));
    const fused = fuseEdges(
      shares.accountCount,
      layers.map(({ network }) => network.edges),
    );
    const edges = fusedColumns(fused, layers);
    context.progress.step('finding groups');
    const { tables, sentences, ...groupFigures } = await groupTables(
      shares,
      { length: fused.length, accountA: edges.accountA, accountB: edges.accountB, objectCount: edges.objectCount },
      groupOptions(values),
      context,
    );
    const severalCount = edges.layerCount.reduce((count, layerCount) => count + (layerCount > 1 ? 1 : 0), 0);
    const accountCount = distinctEnds(edges.accountA, edges.accountB);
    return {
      summary: [
        `${countOf(fused.length, 'pair')} of accounts (${countOf(accountCount, 'account')}) are tied in at least one of ${countOf(layers.length, 'layer')}, ${countOf(severalCount, 'pair')} in two or more.`,
        ...layers.flatMap(({ name, selected, network }) =>
          networkSentences(network, selected, distinctEnds(network.edges.accountA, network.edges.accountB), name, values),
        ),
        ...sentences,
        ...notes,
      ],
      figures: { edgeCount: fused.length, accountCount, severalLayersCount: severalCount, layerCount: layers.length, ...groupFigures },
      tables: {
        edges: { rowCount: fused.length, columns: edges },
        layer_edges: layerEdges(layers),
        ...tables,
      },
    };
  },

  async pairs(reads, values, edges) {
    const { names } = await layersOf(reads, values);
    const selected: Shares[] = [];
    for (const layer of names) selected.push((await selectShares(reads, layer, values)).pruned);
    const shares = mergedShares(selected);
    const { first, second } = coSharePairs(shares, values.windowSeconds * MICROSECONDS, edges);
    return pairEvidence(shares, first, second);
  },
};

/** The layers that were asked for, and what is to be said about their times. */
async function layersOf(reads: CaseReads, { layers, windowSeconds }: { layers: string; windowSeconds: number }) {
  const wanted = layers.split(',').map((name) => name.trim());
  if (wanted.length < 2 || wanted.includes('') || new Set(wanted).size < wanted.length)
    throw new AntiphonError('parameter', `--layers (layers) must name two or more different layers, separated by commas, got "${layers}"`);
  const names: Layer[] = [];
  for (const name of wanted) names.push(await resolveLayer(reads, name));
  const notes = new Set(names.map((layer) => checkPrecision(layer, windowSeconds)).filter((note) => note !== null));
  return { names, notes: [...notes] };
}

/** The columns of the fused edges, in the order of their table. */
function fusedColumns(fused: FusedEdges, layers: readonly LayerNetwork[]) {
  const rows = Array.from({ length: fused.length }, (_, edge) => {
    const parts = Array.from(fused.layer.subarray(fused.starts[edge], fused.starts[edge + 1]), (layer, i) => ({
      ...(layers[layer] as LayerNetwork),
      at: fused.position[(fused.starts[edge] as number) + i] as number,
    }));
    const sum = (column: 'objectCount' | 'pairCount'): number =>
      parts.reduce((total, { network, at }) => total + network.edges[column][at], 0);
    return {
      edge,
      accountA: fused.accountA[edge],
      accountB: fused.accountB[edge],
      layerCount: parts.length,
      layers: parts.map(({ name }) => name).join(','),
      objectCount: sum('objectCount'),
      pairCount: sum('pairCount'),
      pTiming: combined(
        parts.map(({ network, at }) => network.tests?.pTiming[at] ?? Number.NaN),
        layers.length,
      ),
      qTimingLowest: Math.min(...parts.map(({ network, at }) => network.tests?.qTiming[at] ?? Number.NaN)),
      pChoice: combined(
        parts.map(({ network, at }) => network.tests?.pChoice[at] ?? Number.NaN),
        layers.length,
      ),
    };
  });
  // NaN (no tests asked for) compares as equal.
  rows.sort((x, y) => y.layerCount - x.layerCount || x.pTiming - y.pTiming || y.objectCount - x.objectCount || x.edge - y.edge);
  const ints = (name: 'accountA' | 'accountB' | 'layerCount' | 'objectCount' | 'pairCount') => Int32Array.from(rows, (row) => row[name]);
  const floats = (name: 'pTiming' | 'qTimingLowest' | 'pChoice') => Float64Array.from(rows, (row) => row[name]);
  return {
    accountA: ints('accountA'),
    accountB: ints('accountB'),
    layerCount: ints('layerCount'),
    layers: rows.map((row) => row.layers),
    objectCount: ints('objectCount'),
    pairCount: ints('pairCount'),
    pTiming: floats('pTiming'),
    qTimingLowest: floats('qTimingLowest'),
    pChoice: floats('pChoice'),
  };
}

/** Harmonic mean over all layers; those without the edge count as 1. */
function combined(p: readonly number[], layerCount: number): number {
  return harmonicMeanP([...p, ...new Array<number>(layerCount - p.length).fill(1)]);
}

function layerEdges(layers: readonly LayerNetwork[]) {
  const columns = layers.map(({ network }) => edgeColumns(network));
  const joined = (name: string): Float64Array => {
    const parts = columns.map((column) => column[name] as Int32Array | Float64Array);
    const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => {
      all.set(part, at);
      return at + part.length;
    }, 0);
    return all;
  };
  return {
    rowCount: layers.reduce((sum, { network }) => sum + network.edges.length, 0),
    columns: {
      layer: layers.flatMap(({ name, network }) => new Array<string>(network.edges.length).fill(name)),
      ...Object.fromEntries(
        EDGE_COLUMNS.map(({ name, type }) => [name, type === 'number' || type === 'time' ? joined(name) : wholeNumbers(joined(name))]),
      ),
    },
  };
}

/** Whole numbers where all are; a column with gaps stays as it is. */
function wholeNumbers(values: Float64Array): Int32Array | Float64Array {
  return values.some(Number.isNaN) ? values : Int32Array.from(values);
}
