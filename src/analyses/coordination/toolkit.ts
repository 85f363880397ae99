import Type, { type Static } from 'typebox';
import { type DirectedEdges, directedWeights } from '../../kernels/directed-weights.js';
import { coSharePairs, type EdgeEnds } from '../../kernels/pairs.js';
import { MICROSECONDS, type Shares } from '../../kernels/share-index.js';
import type { WorkContext } from '../../model.js';
import type { CaseReads, MessageGrouping } from '../../store/reads.js';
import { type Analysis, PAIRS_TABLE } from '../analysis.js';
import { checkPrecision, layerParameter, resolveLayer, windowParameter } from '../parameters.js';
import { progressOf } from './coordination.js';
import { countOf, distinctEnds, edgesToShow } from './network.js';

/** Above every account number. */
const ACCOUNT_LIMIT = 2 ** 31;

const TYPES = ['co_retweet', 'co_tweet', 'co_link', 'co_reply', 'co_post'] as const;

const parameters = Type.Object({
  layer: layerParameter,
  type: Type.Union(
    TYPES.map((type) => Type.Literal(type)),
    {
      default: 'co_retweet',
      description:
        'What two messages must have in common: the reposted message, the text, a link, the parent message, or nothing (`co_post`).',
    },
  ),
  windowSeconds: windowParameter(60),
  minEdgeWeight: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 2,
    unit: 'messages',
    description: 'Least weight of an edge, each direction by itself (`min_edge_weight`).',
  }),
  toolkitBlanks: Type.Boolean({
    default: false,
    description: 'As in the tool, lets blank texts match each other, and blank links likewise.',
  }),
});

type Parameters = Static<typeof parameters>;

/** The layer that a type looks at where none is named and the case has it. */
const USUAL_LAYER: Partial<Record<Parameters['type'], string>> = { co_retweet: 'repost', co_link: 'url', co_reply: 'reply' };

/** The published Python toolkit's network, edge for edge. */
export const toolkit: Analysis<typeof parameters> = {
  id: 'toolkit',
  version: 1,
  question: 'coordination',
  title: 'Coordination network as the QUT toolkit makes it',
  description:
    "Reproduces the directed networks of the QUT coordination-network-toolkit exactly, self-loops left out, so that a published result can be checked: the weight of A → B counts A's messages with at least one match by B.",
  parameters,
  tables: [
    {
      name: 'edges',
      title: 'Directed edges',
      columns: [
        { name: 'source', type: 'account', meaning: 'The account whose messages are counted.' },
        { name: 'target', type: 'account', meaning: 'The account that matched them.' },
        {
          name: 'weight',
          type: 'integer',
          unit: 'messages',
          meaning: 'Distinct messages of the source with at least one matching message of the target within the window.',
        },
        { name: 'edge_type', type: 'text', meaning: 'The type asked for.' },
      ],
      order: 'source, target in code-point order',
    },
    PAIRS_TABLE,
  ],
  references: ['Graham, QUT Digital Observatory (2020), Coordination Network Toolkit, doi:10.25912/RDF_1632782596538'],
  limits: [
    'A round number of messages is no test: popular content makes heavy edges by chance.',
    '`co_post` asks for nothing in common but time; it describes the most that any other type could find.',
  ],
  needs: 'Shares in the layer that the type looks at; for `co_tweet` posts with texts.',

  async run(reads, values, context) {
    const { messages, notes } = await readMessages(reads, values, context);
    context.progress.step('matching messages');
    const edges = directedWeights(messages, values.windowSeconds * MICROSECONDS, values.minEdgeWeight, progressOf(context));
    const edgeCount = edges.source.length;
    const accountCount = distinctEnds(edges.source, edges.target);
    return {
      summary: [
        `${countOf(edgeCount, 'directed edge')} of type ${values.type} between ${countOf(accountCount, 'account')} with a weight of at least ${values.minEdgeWeight}, within ${values.windowSeconds} s.`,
        ...notes,
      ],
      figures: { edgeCount, accountCount },
      tables: { edges: { rowCount: edgeCount, columns: { ...edges, edge_type: new Array<string>(edgeCount).fill(values.type) } } },
    };
  },

  async pairs(reads, values, edge, context) {
    const { messages } = await readMessages(reads, values, context);
    const window = values.windowSeconds * MICROSECONDS;
    const edges = directedWeights(messages, window, values.minEdgeWeight, progressOf(context));
    const found = coSharePairs(messages, window, edgesToShow(undirected(edges), edge));
    const pick = (from: Int32Array, at: Int32Array): Int32Array => Int32Array.from(at, (position) => from[position]);
    const hasObjects = values.type !== 'co_tweet' && values.type !== 'co_post';
    return {
      rowCount: found.first.length,
      columns: {
        object_id: hasObjects ? pick(messages.object, found.first) : new Float64Array(found.first.length).fill(Number.NaN),
        content_id: pick(messages.post, found.first),
        content_id_y: pick(messages.post, found.second),
        time_delta: Float64Array.from(found.first, (p, i) => (messages.time[found.second[i]] - messages.time[p]) / MICROSECONDS),
        account_id: pick(messages.account, found.first),
        account_id_y: pick(messages.account, found.second),
      },
    };
  },
};

/** Both directions of an edge as one, the lower account first. */
function undirected({ source, target }: DirectedEdges): EdgeEnds {
  const both = new Set<number>();
  for (let i = 0; i < source.length; i++) both.add(Math.min(source[i], target[i]) * ACCOUNT_LIMIT + Math.max(source[i], target[i]));
  const keys = [...both];
  return {
    accountA: Int32Array.from(keys, (key) => Math.floor(key / ACCOUNT_LIMIT)),
    accountB: Int32Array.from(keys, (key) => key % ACCOUNT_LIMIT),
  };
}

/** The messages of one type, grouped by what they must have in common. */
async function readMessages(reads: CaseReads, values: Parameters, context: WorkContext): Promise<{ messages: Shares; notes: string[] }> {
  context.progress.step(`reading messages for ${values.type}`);
  const layers = await reads.layers();
  const coarsest = layers.reduce(
    (most, layer) => (most === null || layer.precisionSeconds > most.precisionSeconds ? layer : most),
    layers[0] ?? null,
  );
  const precision = coarsest === null ? null : checkPrecision(coarsest, values.windowSeconds);
  const messages = await reads.messages(await groupingOf(reads, values), values.toolkitBlanks);
  return { messages, notes: precision === null ? [] : [precision] };
}

async function groupingOf(reads: CaseReads, values: Parameters): Promise<MessageGrouping> {
  if (values.type === 'co_post') return { by: 'all' };
  if (values.type === 'co_tweet') return { by: 'text', normalise: normaliseMessage };
  const usual = USUAL_LAYER[values.type];
  const layers = await reads.layers();
  const wanted = values.layer ?? (layers.some((layer) => layer.name === usual) ? usual : undefined);
  const layer = await resolveLayer(reads, wanted);
  return { by: 'layer', layer: layer.name, firstRowOnly: values.type !== 'co_link', originalsOnly: values.type !== 'co_retweet' };
}

/** A message's text as the toolkit compares it: lower case, without mentions, white space collapsed. */
export function normaliseMessage(text: string): string {
  return text
    .toLowerCase()
    .replace(/@\S*/g, '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .join(' ');
}
