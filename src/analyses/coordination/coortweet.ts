import Type, { type Static } from 'typebox';
import {
  type CooRTweetEdges,
  type CooRTweetRows,
  coortweetEdges,
  coortweetPairs,
  fastPairs,
  type RowPairs,
} from '../../kernels/shares/coortweet.js';
import { MICROSECONDS } from '../../kernels/shares/share-index.js';
import { quantile } from '../../kernels/statistics/quantile.js';
import type { FindingColumn } from '../../model.js';
import type { ColumnValues } from '../../store/findings.js';
import type { CaseReads } from '../../store/reads.js';
import { type Analysis, PAIRS_TABLE } from '../analysis.js';
import { checkPrecision, layerParameter, resolveLayer, windowParameter, YEAR_SECONDS } from '../parameters.js';
import { countOf, distinctEnds, pairEvidence } from './network.js';

const parameters = Type.Object({
  layer: layerParameter,
  windowSeconds: windowParameter(10),
  minParticipation: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 2,
    unit: 'rows',
    description: 'Least number of rows of an account, before and after pairing (`min_participation`).',
  }),
  removeLoops: Type.Boolean({
    default: true,
    description: 'Drops pairs of an account with itself, of a post with itself, and of a post that is the shared object (`remove_loops`).',
  }),
  edgeWeight: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.5,
    unit: 'quantile, 0–1',
    description: 'Edges strictly above this quantile of the weights get `weight_threshold` 1 (`edge_weight`).',
  }),
  minTime: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: YEAR_SECONDS,
      unit: 'seconds',
      description: 'A narrower window: adds the columns of the faster network (`flag_speed_share`).',
    }),
  ),
});

type Parameters = Static<typeof parameters>;

const ENDS: readonly FindingColumn[] = [
  { name: 'account_id', type: 'account', meaning: 'The account whose identifier comes first in code-point order.' },
  { name: 'account_id_y', type: 'account', meaning: 'The other account.' },
];

const MEASURES: readonly FindingColumn[] = [
  { name: 'weight', type: 'integer', unit: 'pairs of rows', meaning: 'Pairs of rows within the window.' },
  { name: 'avg_time_delta', type: 'number', unit: 'seconds', meaning: 'Mean time between the two rows of a pair.' },
  { name: 'n_content_id', type: 'integer', unit: 'posts', meaning: 'Distinct older posts, of either account.' },
  { name: 'n_content_id_y', type: 'integer', unit: 'posts', meaning: 'Distinct newer posts, of either account.' },
  { name: 'edge_symmetry_score', type: 'number', unit: '0–1', meaning: 'The smaller of these two counts by the larger.' },
  { name: 'weight_threshold', type: 'integer', unit: '0 or 1', meaning: '1 where the weight is strictly above the quantile.' },
];

const OBJECT_IDS: FindingColumn = {
  name: 'object_ids',
  type: 'text',
  isPersonal: true,
  meaning: 'The shared objects, separated by commas, by older and newer post in code-point order.',
};

/** Columns of the full and the fast network, in the order of the tool's output. */
const FAST_COLUMNS: readonly FindingColumn[] = (
  [
    ['weight'],
    ['avg_time_delta'],
    ['n_content_id', 'n_content_id_y'],
    ['edge_symmetry_score'],
    ['object_ids'],
    ['weight_threshold'],
  ] as const
).flatMap((names) =>
  (['full', 'fast'] as const).flatMap((network) =>
    names.map((name) => {
      const column = [...MEASURES, OBJECT_IDS].find((candidate) => candidate.name === name) as FindingColumn;
      return {
        ...column,
        name: `${name}_${network}`,
        meaning: `${column.meaning} ${network === 'full' ? 'In the window.' : 'In the narrower window; blank where the edge is not in it.'}`,
      };
    }),
  ),
);

const ORDER = 'account_id, account_id_y in code-point order';

/** The published R package's network, edge for edge. */
export const coortweet: Analysis<typeof parameters> = {
  id: 'coortweet',
  version: 1,
  question: 'coordination',
  title: 'Co-share network as CooRTweet 2.1.3 makes it',
  description:
    'Reproduces `detect_groups` and `generate_coordinated_network` of the R package CooRTweet exactly, quirks included, so that a published result can be checked.',
  parameters,
  tables: [
    { name: 'edges', title: 'Edges: pairs of accounts', columns: [...ENDS, ...MEASURES], order: ORDER },
    { name: 'fast_edges', title: 'Edges with the faster network (with `--min-time`)', columns: [...ENDS, ...FAST_COLUMNS], order: ORDER },
    PAIRS_TABLE,
  ],
  references: [
    'Righetti & Balluff (2025), CooRTweet: a generalized R software for coordinated network detection, doi:10.5117/CCR2025.1.7.RIGH',
    'CooRTweet 2.1.3, CRAN',
  ],
  limits: [
    'A quantile marks the same share of every network as coordinated, whatever chance alone would give.',
    'The weight counts pairs of posts: one object shared many times weighs as much as many objects.',
    '`n_content_id` counts older posts, not posts of the first account.',
  ],
  needs: 'Shares in at least one layer, by at least two accounts, with times at least as fine as the window.',

  runsOn: () => ({ runs: [], skipped: ['coortweet: reproduces a published tool; run it by name'] }),

  async run(reads, values, context) {
    const layer = await resolveLayer(reads, values.layer, context);
    const precision = checkPrecision(layer, values.windowSeconds);
    context.progress.step(`reading layer ${layer.name}`);
    const rows = await reads.shareRows(layer.name);
    context.progress.step('pairing rows');
    const pairs = coortweetPairs(rows, kernelOptions(values));
    const edges = coortweetEdges(rows, pairs);
    const full = measures(edges, values.edgeWeight);
    const above = full.weight_threshold.reduce((sum, flag) => sum + flag, 0);
    const accountCount = distinctEnds(edges.accountA, edges.accountB);
    const summary = [
      `${countOf(edges.length, 'pair')} of accounts (${countOf(accountCount, 'account')}) from ${countOf(pairs.older.length, 'pair')} of posts in layer ${layer.name} within ${values.windowSeconds} s; ` +
        `${countOf(above, 'edge')} weigh more than the ${values.edgeWeight} quantile.`,
    ];
    if (precision !== null) summary.push(precision);
    const ends = { account_id: edges.accountA, account_id_y: edges.accountB };
    const figures: Record<string, number> = {
      pairCount: pairs.older.length,
      accountCount,
      edgeCount: edges.length,
      edgesAboveThreshold: above,
    };
    const tables: Record<string, { rowCount: number; columns: Record<string, ColumnValues> }> = {
      edges: { rowCount: edges.length, columns: { ...ends, ...full } },
    };
    if (values.minTime !== undefined) {
      const fast = fastPairs(rows, pairs, values.minTime * MICROSECONDS, values.minParticipation);
      const fastEdges = coortweetEdges(rows, fast);
      tables['fast_edges'] = {
        rowCount: edges.length,
        columns: { ...ends, ...(await fastColumns(reads, rows, values, { pairs, edges }, { pairs: fast, edges: fastEdges })) },
      };
      figures['fastEdgeCount'] = fastEdges.length;
      summary.push(`${countOf(fastEdges.length, 'edge')} of them also within ${values.minTime} s.`);
    }
    return { summary, figures, tables };
  },

  async pairs(reads, values, edges) {
    const layer = await resolveLayer(reads, values.layer);
    const rows = await reads.shareRows(layer.name);
    const { older, newer } = coortweetPairs(rows, kernelOptions(values));
    const key = (a: number, b: number): number => Math.min(a, b) * rows.accountCount + Math.max(a, b);
    const wanted = new Set<number>();
    for (const [edge, a] of edges.accountA.entries()) wanted.add(key(a, edges.accountB[edge]));
    const kept = Int32Array.from(older.keys()).filter((i) => wanted.has(key(rows.account[older[i]], rows.account[newer[i]])));
    return pairEvidence(
      rows,
      kept.map((i) => older[i]),
      kept.map((i) => newer[i]),
    );
  },
};

function kernelOptions(values: Parameters) {
  return { window: values.windowSeconds * MICROSECONDS, minParticipation: values.minParticipation, removeLoops: values.removeLoops };
}

function measures(edges: CooRTweetEdges, edgeWeight: number) {
  const threshold = edges.length === 0 ? 0 : quantile(edges.weight, edgeWeight);
  return {
    weight: edges.weight,
    avg_time_delta: edges.avgTimeDeltaSeconds,
    n_content_id: edges.contentCount,
    n_content_id_y: edges.contentCountY,
    edge_symmetry_score: Float64Array.from(
      edges.contentCount,
      (older, edge) => Math.min(older, edges.contentCountY[edge]) / Math.max(older, edges.contentCountY[edge]),
    ),
    weight_threshold: Int32Array.from(edges.weight, (weight) => (weight > threshold ? 1 : 0)),
  };
}

interface Network {
  readonly pairs: RowPairs;
  readonly edges: CooRTweetEdges;
}

/** The columns of both networks; the fast one is blank where it lacks the edge. */
async function fastColumns(
  reads: CaseReads,
  rows: CooRTweetRows,
  values: Parameters,
  full: Network,
  fast: Network,
): Promise<Record<string, ColumnValues>> {
  const columns: Record<string, ColumnValues> = {};
  for (const [name, column] of Object.entries(measures(full.edges, values.edgeWeight))) columns[`${name}_full`] = column;
  columns['object_ids_full'] = await objectIds(reads, rows, full);
  const position = matchEdges(full.edges, fast.edges);
  for (const [name, column] of Object.entries(measures(fast.edges, values.edgeWeight)))
    columns[`${name}_fast`] = Float64Array.from(position, (at) => (at === -1 ? Number.NaN : column[at]));
  const fastObjects = await objectIds(reads, rows, fast);
  columns['object_ids_fast'] = Array.from(position, (at) => (at === -1 ? null : (fastObjects[at] as string)));
  return columns;
}

/** Where each edge of the full network stands in the fast one, or -1. Both are in the same order. */
function matchEdges(full: CooRTweetEdges, fast: CooRTweetEdges): Int32Array {
  let next = 0;
  return Int32Array.from(full.accountA, (a, edge) =>
    fast.accountA[next] === a && fast.accountB[next] === full.accountB[edge] ? next++ : -1,
  );
}

/** The objects of each edge, separated by commas, in the order in which their first pair comes by older, then newer post. */
async function objectIds(reads: CaseReads, rows: CooRTweetRows, { pairs, edges }: Network): Promise<string[]> {
  const objectKeys = await reads.keysOf(
    'object',
    Int32Array.from(pairs.older, (row) => rows.object[row]),
  );
  const postKeys = await reads.keysOf(
    'post',
    Int32Array.from([...pairs.older, ...pairs.newer], (row) => rows.post[row]),
  );
  const order = (i: number): string => `${postKeys.get(rows.post[pairs.older[i]])}\u0000${postKeys.get(rows.post[pairs.newer[i]])}`;
  return Array.from({ length: edges.length }, (_, edge) => {
    const own = [...edges.pairs.subarray(edges.starts[edge], edges.starts[edge + 1])];
    const sorted = own.map((i) => ({ i, key: order(i) })).sort((x, y) => (x.key < y.key ? -1 : x.key > y.key ? 1 : x.i - y.i));
    return [...new Set(sorted.map(({ i }) => objectKeys.get(rows.object[pairs.older[i]]) as string))].join(',');
  });
}
