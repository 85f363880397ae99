import Type, { type Static } from 'typebox';
import { type CoShareEdges, coShareEdges } from '../../kernels/co-share.js';
import { coSharePairs } from '../../kernels/pairs.js';
import { cappedShares, eligibleShares, groupPositions, MICROSECONDS, prunedShares, type Shares } from '../../kernels/share-index.js';
import type { Layer, WorkContext } from '../../model.js';
import type { CaseReads } from '../../store/reads.js';
import { type Analysis, PAIRS_TABLE } from '../analysis.js';
import { checkPrecision, layerParameter, resolveLayer, windowParameter } from '../parameters.js';
import { GROUP_TABLES, groupTables } from './groups.js';
import { countOf, distinctEnds, edgesToShow } from './network.js';

const parameters = Type.Object({
  layer: layerParameter,
  windowSeconds: windowParameter(60),
  minActions: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 2,
    unit: 'posts',
    description: 'Least number of distinct posts in the layer that an account must have to be looked at.',
  }),
  minObjects: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 2,
    unit: 'objects',
    description: 'Least number of distinct objects that two accounts must have co-shared to be tied.',
  }),
  maxSharers: Type.Optional(
    Type.Integer({
      minimum: 2,
      maximum: 1_000_000_000,
      unit: 'accounts',
      description: 'Leaves out objects that more than this many accounts shared. Default: none is left out.',
    }),
  ),
  groups: Type.Union([Type.Literal('louvain'), Type.Literal('components')], {
    default: 'louvain',
    description: 'How accounts are grouped: communities by the Louvain method, weighted by objectCount, or connected components.',
  }),
  resolution: Type.Number({
    minimum: 0.01,
    maximum: 100,
    default: 1,
    description: 'Resolution of the communities: above 1 more and smaller ones, below 1 fewer and larger ones.',
  }),
  seed: Type.Integer({
    minimum: 0,
    maximum: 4_294_967_295,
    default: 1,
    description: 'Seed of the order in which the Louvain method visits accounts.',
  }),
  significance: Type.Union([Type.Literal('none')], {
    default: 'none',
    description: 'Tests beside the counts; `none` is the only choice in this version.',
  }),
});

type Parameters = Static<typeof parameters>;

/** The native co-share network: who put the same objects into the world at about the same time, again and again. */
export const coordination: Analysis<typeof parameters> = {
  id: 'coordination',
  version: 2,
  question: 'coordination',
  title: 'Co-share network',
  description:
    'Ties two accounts when they shared the same objects within a window of each other, and counts how many objects, how many pairs of posts, how evenly, who was first, and with what lag. ' +
    'A sliding comparison, never fixed bins.',
  parameters,
  tables: [
    {
      name: 'edges',
      title: 'Edges: pairs of accounts',
      columns: [
        { name: 'accountA', type: 'account', meaning: 'The account whose identifier comes first in code-point order.' },
        { name: 'accountB', type: 'account', meaning: 'The other account.' },
        {
          name: 'objectCount',
          type: 'integer',
          unit: 'objects',
          meaning: 'Distinct objects that both shared within the window: the headline weight.',
        },
        {
          name: 'pairCount',
          type: 'integer',
          unit: 'pairs',
          meaning: 'Pairs of posts, one of each account, within the window, over all objects.',
        },
        { name: 'postCountA', type: 'integer', unit: 'posts', meaning: 'Distinct posts of A in those pairs.' },
        { name: 'postCountB', type: 'integer', unit: 'posts', meaning: 'Distinct posts of B in those pairs.' },
        {
          name: 'symmetry',
          type: 'number',
          unit: '0–1',
          meaning: 'The smaller of the two post counts by the larger; 1 means equal contributions.',
        },
        { name: 'leadA', type: 'number', unit: '0–1', meaning: 'Share of the pairs in which A was first, ties counted half.' },
        { name: 'meanLagSeconds', type: 'number', unit: 'seconds', meaning: 'Mean time between the two posts of a pair.' },
        { name: 'firstAt', type: 'time', graphOnly: true, meaning: 'Time of the first post in those pairs, UTC.' },
        { name: 'lastAt', type: 'time', graphOnly: true, meaning: 'Time of the last post in those pairs, UTC.' },
      ],
      order: 'objectCount descending, pairCount descending, accountA, accountB in code-point order',
    },
    ...GROUP_TABLES,
    PAIRS_TABLE,
  ],
  references: [
    'Giglietto, Righetti, Rossi & Marino (2020), It takes a village to manipulate the media, doi:10.1080/1369118X.2020.1739732',
    'Pacheco et al. (2021), Uncovering coordinated networks on social media, doi:10.1609/icwsm.v15i1.18075',
  ],
  limits: [
    'Synchrony is not inauthenticity: press offices, fan clubs, news desks and people who follow one notification also move together.',
    'Without a significance test the counts do not say what chance alone would give; popular objects and active accounts make edges by chance.',
    'It sees only what the sources hold: deleted posts, private accounts and unsampled posts leave no trace.',
  ],
  needs: 'Shares in at least one layer, by at least two accounts, with times at least as fine as the window.',
  presets: ['coortweet', 'toolkit'],

  runsOn(layers) {
    const tied = layers.filter((layer) => layer.accountCount >= 2);
    const window = (layer: Layer): number => Math.max(60, layer.precisionSeconds);
    const skipped = layers
      .filter((layer) => layer.accountCount < 2)
      .map((layer) => `coordination on layer ${layer.name}: only one account shares there; two are needed`);
    if (layers.length === 0)
      skipped.push('coordination: the case holds no shares; posts with reposts, links, hashtags or texts are needed, or a share table');
    return { runs: tied.map((layer) => ({ layer: layer.name, windowSeconds: window(layer) })), skipped };
  },

  async run(reads, values, context) {
    const layer = await resolveLayer(reads, values.layer);
    const precision = checkPrecision(layer, values.windowSeconds);
    context.progress.step(`reading layer ${layer.name}`);
    const selected = await selectShares(reads, layer, values);
    context.progress.step('finding co-shares');
    const window = values.windowSeconds * MICROSECONDS;
    const network = coShareEdges(selected.shares, window, values.minObjects, progressOf(context));
    const { length: edgeCount, firstTime: firstAt, lastTime: lastAt, ...edges } = byWeight(network);
    context.progress.step('finding groups');
    const grouped = groupTables(selected.shares, network, {
      window,
      method: values.groups,
      resolution: values.resolution,
      seed: values.seed,
    });
    context.signal.throwIfAborted();
    const accountCount = distinctEnds(edges.accountA, edges.accountB);
    const summary = [
      `${countOf(edgeCount, 'pair')} of accounts (${countOf(accountCount, 'account')}) shared at least ${countOf(values.minObjects, 'object')} of layer ${layer.name} within ${values.windowSeconds} s of each other.`,
      `Looked at: ${countOf(selected.eligibleShareCount, 'share')} by ${countOf(selected.eligibleAccountCount, 'account')} with at least ${countOf(values.minActions, 'post')}.`,
    ];
    if (edgeCount > 0) summary.push(groupSentence(grouped.groupCount, values.groups, grouped.modularity));
    if (values.maxSharers !== undefined)
      summary.push(`${countOf(selected.objectsRemoved, 'object')} with more than ${values.maxSharers} sharers left out.`);
    if (precision !== null) summary.push(precision);
    return {
      summary,
      figures: {
        edgeCount,
        accountCount,
        shareCount: selected.shareCount,
        eligibleShareCount: selected.eligibleShareCount,
        eligibleAccountCount: selected.eligibleAccountCount,
        objectsRemoved: selected.objectsRemoved,
        groupCount: grouped.groupCount,
        modularity: grouped.modularity,
      },
      tables: { edges: { rowCount: edgeCount, columns: { ...edges, symmetry: symmetryOf(edges), firstAt, lastAt } }, ...grouped.tables },
    };
  },

  async pairs(reads, values, edge, context) {
    const layer = await resolveLayer(reads, values.layer);
    const { shares } = await selectShares(reads, layer, values);
    const window = values.windowSeconds * MICROSECONDS;
    const edges = coShareEdges(shares, window, values.minObjects, progressOf(context));
    const found = coSharePairs(shares, window, edgesToShow(edges, edge));
    const pick = (from: Int32Array, at: Int32Array): Int32Array => Int32Array.from(at, (position) => from[position]);
    return {
      rowCount: found.first.length,
      columns: {
        object_id: pick(shares.object, found.first),
        content_id: pick(shares.post, found.first),
        content_id_y: pick(shares.post, found.second),
        time_delta: Float64Array.from(found.first, (p, i) => (shares.time[found.second[i]] - shares.time[p]) / MICROSECONDS),
        account_id: pick(shares.account, found.first),
        account_id_y: pick(shares.account, found.second),
      },
    };
  },
};

function groupSentence(groupCount: number, method: Parameters['groups'], modularity: number | null): string {
  const how =
    method === 'louvain'
      ? `communities by the Louvain method (modularity ${modularity?.toFixed(2) ?? 'undefined'})`
      : 'connected components';
  return `They form ${countOf(groupCount, 'group')}: ${how}.`;
}

interface SelectedShares {
  readonly shares: Shares;
  readonly shareCount: number;
  readonly eligibleShareCount: number;
  readonly eligibleAccountCount: number;
  readonly objectsRemoved: number;
}

/** The shares that can still make an edge. Accounts are judged by all their posts in the layer, objects by all their sharers. */
async function selectShares(reads: CaseReads, layer: Layer, values: Parameters): Promise<SelectedShares> {
  const all = await reads.shares(layer.name);
  const eligible = eligibleShares(all, values.minActions);
  const capped = values.maxSharers === undefined ? { shares: eligible, objectsRemoved: 0 } : cappedShares(all, eligible, values.maxSharers);
  return {
    shares: prunedShares(capped.shares, values.windowSeconds * MICROSECONDS, values.minObjects),
    shareCount: all.object.length,
    eligibleShareCount: eligible.object.length,
    eligibleAccountCount: distinctEnds(eligible.account),
    objectsRemoved: capped.objectsRemoved,
  };
}

/** Edges in the order of the table: stable counting sorts by pairs, then by objects, both falling. */
function byWeight(edges: CoShareEdges): CoShareEdges {
  const falling = (values: Int32Array): Int32Array => {
    const highest = values.reduce((most, value) => Math.max(most, value), 0);
    return Int32Array.from(values, (value) => highest - value);
  };
  const keyCount = (keys: Int32Array): number => keys.reduce((most, key) => Math.max(most, key), -1) + 1;
  const pairKeys = falling(edges.pairCount);
  const byPairs = groupPositions(pairKeys, keyCount(pairKeys)).positions;
  const objectKeys = falling(Int32Array.from(byPairs, (edge) => edges.objectCount[edge]));
  const order = Int32Array.from(groupPositions(objectKeys, keyCount(objectKeys)).positions, (position) => byPairs[position]);
  const ints = (values: Int32Array): Int32Array => Int32Array.from(order, (edge) => values[edge]);
  const floats = (values: Float64Array): Float64Array => Float64Array.from(order, (edge) => values[edge]);
  return {
    length: edges.length,
    accountA: ints(edges.accountA),
    accountB: ints(edges.accountB),
    objectCount: ints(edges.objectCount),
    pairCount: ints(edges.pairCount),
    postCountA: ints(edges.postCountA),
    postCountB: ints(edges.postCountB),
    leadA: floats(edges.leadA),
    meanLagSeconds: floats(edges.meanLagSeconds),
    firstTime: floats(edges.firstTime),
    lastTime: floats(edges.lastTime),
  };
}

function symmetryOf(edges: Pick<CoShareEdges, 'postCountA' | 'postCountB'>): Float64Array {
  return Float64Array.from(edges.postCountA, (a, edge) => Math.min(a, edges.postCountB[edge]) / Math.max(a, edges.postCountB[edge]));
}

/** Reports the share of accounts done and stops when the user asked to. */
export function progressOf(context: WorkContext): (done: number) => void {
  return (done) => {
    context.progress.update(done, 1);
    context.signal.throwIfAborted();
  };
}
