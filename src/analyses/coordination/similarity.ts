import Type, { type Static } from 'typebox';
import { cappedShares, eligibleShares, type Shares, selectShares } from '../../kernels/shares/share-index.js';
import type { Layer } from '../../model.js';
import type { CaseReads } from '../../store/reads.js';
import type { Analysis } from '../analysis.js';
import { layerParameter, resolveLayer } from '../parameters.js';
import { countOf, distinctEnds } from './network.js';
import { accountTable } from './similarity-accounts.js';
import { byCosine, findNetwork, type SimilarityNetwork } from './similarity-network.js';

/** The layer whose objects are the tags of a post in their order. */
const SEQUENCES = 'hashtag-sequence';
/** Layers that `run --all` compares accounts by. */
const USUAL_LAYERS = ['repost', 'url', SEQUENCES];

const parameters = Type.Object({
  layer: layerParameter,
  minActions: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      unit: 'posts',
      description:
        'Least number of distinct posts in the layer that an account must have to be looked at. Default: 10, and 1 in layer `hashtag-sequence`.',
    }),
  ),
  minCommonObjects: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1_000_000,
      unit: 'objects',
      description:
        'Least number of distinct objects that two accounts must have in common, at whatever times. Default: 2, and 1 in layer `hashtag-sequence`.',
    }),
  ),
  minTags: Type.Optional(
    Type.Integer({
      minimum: 2,
      maximum: 100,
      unit: 'hashtags',
      description: 'Least length of a sequence in layer `hashtag-sequence`, where the default is 5; of no effect elsewhere.',
    }),
  ),
  maxSharers: Type.Optional(
    Type.Integer({
      minimum: 2,
      maximum: 1_000_000_000,
      unit: 'accounts',
      description: 'Leaves out objects that more than this many accounts shared. Default: none is left out.',
    }),
  ),
  backbone: Type.Union([Type.Literal('choice'), Type.Literal('top'), Type.Literal('none')], {
    default: 'choice',
    description:
      'Which pairs are kept: `choice`, those with more in common than activity and popularity explain, at false-discovery rate `fdr`; `top`, the share `topShare` with the highest cosine, as published; `none`, all.',
  }),
  fdr: Type.Number({
    minimum: 0.0001,
    maximum: 0.5,
    default: 0.05,
    description: 'False-discovery rate of the backbone `choice`, over all pairs of eligible accounts.',
  }),
  topShare: Type.Number({
    minimum: 0.000001,
    maximum: 1,
    default: 0.005,
    unit: '0–1',
    description: 'Share of the pairs that the backbone `top` keeps.',
  }),
  groups: Type.Union([Type.Literal('leiden'), Type.Literal('louvain'), Type.Literal('components')], {
    default: 'leiden',
    description: 'How accounts are grouped: communities by the Leiden or the Louvain method, weighted by cosine, or connected components.',
  }),
  resolution: Type.Number({
    minimum: 0.01,
    maximum: 100,
    default: 1,
    description: 'Resolution of the communities: above 1 more and smaller ones, below 1 fewer and larger ones.',
  }),
  seed: Type.Integer({ minimum: 0, maximum: 4_294_967_295, default: 1, description: 'Seed of the communities.' }),
});

type Parameters = Static<typeof parameters>;

/** Accounts that share the same things, whether at the same time or not. */
export const similarity: Analysis<typeof parameters> = {
  id: 'similarity',
  version: 1,
  question: 'coordination',
  title: 'Similarity network',
  description:
    'Ties two accounts when what they shared is more alike than activity and popularity explain, at whatever times: the cosine of their TF-IDF vectors of reposted posts, links, hashtag sequences or other objects. ' +
    'It finds those who push the same content in turns, where a window finds nothing.',
  parameters,
  tables: [
    {
      name: 'edges',
      title: 'Edges: pairs of similar accounts',
      columns: [
        { name: 'accountA', type: 'account', meaning: 'The account whose identifier comes first in code-point order.' },
        { name: 'accountB', type: 'account', meaning: 'The other account.' },
        {
          name: 'cosine',
          type: 'number',
          unit: '0–1',
          meaning: 'Cosine of the TF-IDF vectors: 1 for the same objects. An object that few shared weighs more than one that many did.',
        },
        { name: 'commonObjectCount', type: 'integer', unit: 'objects', meaning: 'Distinct objects that both shared, at whatever times.' },
        {
          name: 'pChoice',
          type: 'number',
          unit: '0–1',
          meaning: 'Chance of as many objects in common, given the activity of both and the popularity of the objects.',
        },
        {
          name: 'qChoice',
          type: 'number',
          unit: '0–1',
          meaning: 'False-discovery rate of pChoice over all pairs of eligible accounts (Benjamini–Hochberg).',
        },
      ],
      order: 'cosine descending, accountA, accountB in code-point order',
    },
    {
      name: 'accounts',
      title: 'Accounts of the network',
      columns: [
        { name: 'account', type: 'account', meaning: 'An account with at least one edge.' },
        { name: 'actionCount', type: 'integer', unit: 'posts', meaning: 'Distinct posts of the account in the layer.' },
        { name: 'edgeCount', type: 'integer', unit: 'edges', meaning: 'Edges of the account.' },
        {
          name: 'centrality',
          type: 'number',
          unit: '0–1',
          meaning:
            'Eigenvector centrality by cosine within the connected component, 1 for its most central account: high for accounts that are like many which are alike.',
        },
        {
          name: 'centralityQuantile',
          type: 'number',
          unit: '0–1',
          meaning: 'Share of the accounts of the component with this centrality or less; published rules keep the highest.',
        },
        { name: 'component', type: 'integer', meaning: 'Connected component of the account, from 1, the largest first.' },
        { name: 'group', type: 'integer', meaning: 'Group of the account, from 1, the largest first.' },
      ],
      order: 'group, centrality descending, account in code-point order',
    },
  ],
  references: [
    'Pacheco et al. (2021), Uncovering coordinated networks on social media, doi:10.1609/icwsm.v15i1.18075',
    'Luceri, Pantè, Burghardt & Ferrara (2024), Unmasking the web of deceit, doi:10.1145/3589334.3645529',
    'Saracco et al. (2017), Inferring monopartite projections of bipartite networks, doi:10.1088/1367-2630/aa6b38',
  ],
  limits: [
    'Likeness is not coordination: people of one party, one town or one hobby share the same things, and news desks use the same sources. The null keeps activity and popularity, not taste.',
    'Objects of one post are chosen together: where posts carry several, no more are tested than either account has posts that carry the common ones, which lets some pairs go.',
    'It does not look at time: who was first and how close they followed is in the analysis coordination.',
    'The null is fitted to the data with all that is in it, so that large groups make their own objects popular and look a little more like chance.',
    'A central account is central in this network; no quantile of centrality says what the account is.',
  ],
  needs: 'Shares in at least one layer, by at least two accounts with enough posts; times do not matter.',

  runsOn({ layers }) {
    const usual = layers.filter((layer) => USUAL_LAYERS.includes(layer.name) || layers.length === 1);
    const tied = usual.filter((layer) => layer.accountCount >= 2);
    const skipped = usual
      .filter((layer) => layer.accountCount < 2)
      .map((layer) => `similarity on layer ${layer.name}: only one account shares there; two are needed`);
    if (usual.length === 0)
      skipped.push('similarity: the case has none of the layers repost, url and hashtag-sequence; run it by name on others');
    return { runs: tied.map((layer) => ({ layer: layer.name })), skipped };
  },

  async run(reads, values, context) {
    const layer = await resolveLayer(reads, values.layer, context);
    context.progress.step(`reading layer ${layer.name}`);
    const selected = await selectObjects(reads, layer, values);
    const minCommon = values.minCommonObjects ?? (layer.name === SEQUENCES ? 1 : 2);
    const network = findNetwork(selected.shares, values, minCommon, context);
    const edges = byCosine(network.edges);
    context.progress.step('finding groups');
    const accounts = accountTable(selected.shares, edges, { method: values.groups, resolution: values.resolution, seed: values.seed });
    context.signal.throwIfAborted();
    const accountCount = accounts.rowCount;
    const eligibleAccountCount = distinctEnds(selected.shares.account);
    const { accountA, accountB, cosine, commonObjects, pChoice, qChoice } = edges;
    return {
      summary: [
        ...headline(layer, values, minCommon, network, accountCount),
        `Looked at: ${countOf(selected.shares.object.length, 'share')} by ${countOf(eligibleAccountCount, 'account')} with at least ${countOf(selected.minActions, 'post')}; ${countOf(network.pairCount, 'pair')} had at least ${countOf(minCommon, 'object')} in common.`,
        ...(edges.length > 0 ? [`They form ${countOf(accounts.groupCount, 'group')}.`] : []),
        ...selected.notes,
        'Against choice by chance, at whatever times; not against shared taste, and no probability of guilt.',
      ],
      figures: {
        edgeCount: edges.length,
        accountCount,
        groupCount: accounts.groupCount,
        eligibleAccountCount,
        eligibleShareCount: selected.shares.object.length,
        pairCount: network.pairCount,
        familySize: network.familySize,
        lowestCosine: edges.length === 0 ? null : cosine[edges.length - 1],
        worstDegreeError: network.worstDegreeError,
      },
      tables: {
        edges: { rowCount: edges.length, columns: { accountA, accountB, cosine, commonObjectCount: commonObjects, pChoice, qChoice } },
        accounts,
      },
    };
  },
};

function headline(layer: Layer, values: Parameters, minCommon: number, network: SimilarityNetwork, accountCount: number): string[] {
  const { edges, topCosine: lowest } = network;
  const found = `${countOf(edges.length, 'pair')} of accounts (${countOf(accountCount, 'account')})`;
  const percent = (share: number): string => `${Number((100 * share).toPrecision(6))} %`;
  if (values.backbone === 'choice')
    return [
      `${found} have more objects of layer ${layer.name} in common than their activity and the popularity of the objects explain, at a false-discovery rate of ${percent(values.fdr)}.`,
    ];
  const passed = edges.qChoice.reduce((count, q) => count + (q <= values.fdr ? 1 : 0), 0);
  const kept =
    values.backbone === 'top'
      ? `${found} are the most similar ${percent(values.topShare)} of layer ${layer.name}${lowest === null ? '' : `: a cosine of ${lowest.toFixed(4)} or more`}.`
      : `${found} have at least ${countOf(minCommon, 'object')} of layer ${layer.name} in common.`;
  return [
    kept,
    `${countOf(passed, 'pair')} of them also stand the test against choice by chance at a false-discovery rate of ${percent(values.fdr)}.`,
  ];
}

interface SelectedShares {
  readonly shares: Shares;
  readonly minActions: number;
  /** What was left out, in sentences. */
  readonly notes: readonly string[];
}

/** The shares that accounts are compared by. Accounts are judged by all their posts in the layer, objects by all their sharers. */
async function selectObjects(reads: CaseReads, layer: Layer, values: Parameters): Promise<SelectedShares> {
  const notes: string[] = [];
  let all = await reads.shares(layer.name);
  if (layer.name === SEQUENCES) {
    const minTags = values.minTags ?? 5;
    const long = await longSequences(reads, all, minTags);
    notes.push(`${countOf(all.object.length - long.object.length, 'share')} of sequences with fewer than ${minTags} hashtags left out.`);
    all = long;
  }
  const minActions = values.minActions ?? (layer.name === SEQUENCES ? 1 : 10);
  const eligible = eligibleShares(all, minActions);
  if (values.maxSharers === undefined) return { shares: eligible, minActions, notes };
  const capped = cappedShares(all, eligible, values.maxSharers);
  notes.push(`${countOf(capped.objectsRemoved, 'object')} with more than ${values.maxSharers} sharers left out.`);
  return { shares: capped.shares, minActions, notes };
}

async function longSequences(reads: CaseReads, shares: Shares, minTags: number): Promise<Shares> {
  if (minTags <= 2) return shares;
  const keys = await reads.keysOf('object', shares.object);
  const isLong = (object: number): boolean => (keys.get(object) ?? '').split(' ').length >= minTags;
  const known = new Map([...keys.keys()].map((object) => [object, isLong(object)]));
  return selectShares(
    shares,
    Uint8Array.from(shares.object, (object) => (known.get(object) === true ? 1 : 0)),
  );
}
