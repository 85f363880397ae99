import Type, { type Static } from 'typebox';
import { directedWeights } from '../../kernels/shares/directed-weights.js';
import { coSharePairs, type PairTest } from '../../kernels/shares/pairs.js';
import { MICROSECONDS, type Shares } from '../../kernels/shares/share-index.js';
import { WordSets, wordSet } from '../../kernels/text/word-sets.js';
import type { WorkContext } from '../../model.js';
import type { CaseReads, MessageGrouping } from '../../store/reads.js';
import { type Analysis, PAIRS_TABLE } from '../analysis.js';
import { checkPrecision, layerParameter, resolveLayer, windowParameter } from '../parameters.js';
import { countOf, distinctEnds, pairEvidence, progressOf } from './network.js';

const TYPES = ['co_retweet', 'co_tweet', 'co_similar_tweet', 'co_link', 'co_reply', 'co_post'] as const;

const parameters = Type.Object({
  layer: layerParameter,
  type: Type.Union(
    TYPES.map((type) => Type.Literal(type)),
    {
      default: 'co_retweet',
      description:
        'What two messages must have in common: the reposted message, the text, most words of it (`co_similar_tweet`), a link, the parent message, or nothing (`co_post`).',
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
  similarityThreshold: Type.Number({
    minimum: 0.01,
    maximum: 1,
    default: 0.8,
    unit: '0–1',
    description: 'For `co_similar_tweet`: least Jaccard index of the sets of words of two messages (`similarity_threshold`).',
  }),
  minDocumentSize: Type.Integer({
    minimum: 1,
    maximum: 1_000_000,
    default: 1,
    unit: 'words',
    description:
      'For `co_similar_tweet`: messages with fewer distinct words are like no other (`min_document_size_similarity`); 0 is not offered, as the tool fails there on blank messages.',
  }),
  toolkitBlanks: Type.Boolean({
    default: false,
    description: 'As in the tool, lets blank texts match each other, and blank links likewise.',
  }),
});

type Parameters = Static<typeof parameters>;

const TYPES_WITHOUT_OBJECT: readonly string[] = ['co_tweet', 'co_similar_tweet', 'co_post'];

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
  needs: 'Shares in the layer that the type looks at; for `co_tweet` and `co_similar_tweet` posts with texts.',

  runsOn: () => ({ runs: [], skipped: ['toolkit: reproduces a published tool; run it by name'] }),

  async run(reads, values, context) {
    const { messages, notes, matches } = await readMessages(reads, values, context);
    context.progress.step('matching messages');
    const edges = directedWeights(messages, values.windowSeconds * MICROSECONDS, values.minEdgeWeight, progressOf(context), matches);
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

  async pairs(reads, values, edges, context) {
    const { messages, matches } = await readMessages(reads, values, context);
    const window = values.windowSeconds * MICROSECONDS;
    const found = coSharePairs(messages, window, edges, matches);
    const evidence = pairEvidence(messages, found.first, found.second);
    if (!TYPES_WITHOUT_OBJECT.includes(values.type)) return evidence;
    return { ...evidence, columns: { ...evidence.columns, object_id: new Float64Array(evidence.rowCount).fill(Number.NaN) } };
  },
};

interface Messages {
  readonly messages: Shares;
  readonly notes: readonly string[];
  /** What two messages must pass beside being of one group. */
  readonly matches?: PairTest;
}

/** The messages of one type, grouped by what they must have in common. */
async function readMessages(reads: CaseReads, values: Parameters, context: WorkContext): Promise<Messages> {
  context.progress.step(`reading messages for ${values.type}`);
  const layers = await reads.layers();
  const coarsest = layers.reduce(
    (most, layer) => (most === null || layer.precisionSeconds > most.precisionSeconds ? layer : most),
    layers[0] ?? null,
  );
  const precision = coarsest === null ? null : checkPrecision(coarsest, values.windowSeconds);
  const notes = precision === null ? [] : [precision];
  if (values.type === 'co_similar_tweet') return { ...(await similarMessages(reads, values)), notes };
  return { messages: await reads.messages(await groupingOf(reads, values, context), values.toolkitBlanks), notes };
}

/** All messages that are no reposts as one group, and the test of two messages by their words. */
async function similarMessages(reads: CaseReads, values: Parameters): Promise<Omit<Messages, 'notes'>> {
  const sets = new WordSets();
  const known = new Map<string, number>();
  const numberOf = (text: string): string => {
    const words = wordSet(text);
    if (words.size < values.minDocumentSize) return '';
    const key = [...words].sort().join(' ');
    const number = known.get(key) ?? known.size;
    if (!known.has(key)) {
      known.set(key, number);
      sets.add(words);
    }
    return String(number);
  };
  const grouped = await reads.messages({ by: 'text', normalise: numberOf }, false); // groups are numbered as they are first met
  const order = Int32Array.from(grouped.time, (_, position) => position).sort((a, b) => grouped.time[a] - grouped.time[b] || a - b);
  const pick = (column: Int32Array): Int32Array => order.map((position) => column[position]);
  const set = pick(grouped.object);
  const messages = {
    ...grouped,
    object: new Int32Array(order.length),
    account: pick(grouped.account),
    post: pick(grouped.post),
    time: Float64Array.from(order, (position) => grouped.time[position]),
  };
  return { messages, matches: (p, q) => set[p] === set[q] || sets.isSimilar(set[p], set[q], values.similarityThreshold) };
}

async function groupingOf(reads: CaseReads, values: Parameters, context: WorkContext): Promise<MessageGrouping> {
  if (values.type === 'co_post') return { by: 'all' };
  if (values.type === 'co_tweet') return { by: 'text', normalise: normaliseMessage };
  const usual = USUAL_LAYER[values.type];
  const layers = await reads.layers();
  const wanted = values.layer ?? (layers.some((layer) => layer.name === usual) ? usual : undefined);
  const layer = await resolveLayer(reads, wanted, context);
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
