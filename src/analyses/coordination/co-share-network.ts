import Type, { type Static } from 'typebox';
import { AntiphonError } from '../../errors.js';
import { type CoShareEdges, coShareEdges } from '../../kernels/shares/co-share.js';
import { edgesByWeight, pickedEdges } from '../../kernels/shares/edge-order.js';
import { cappedShares, eligibleShares, MICROSECONDS, prunedShares, type Shares } from '../../kernels/shares/share-index.js';
import type { FindingTable, Layer, WorkContext } from '../../model.js';
import type { CaseReads } from '../../store/reads.js';
import { windowParameter } from '../parameters.js';
import type { GroupOptions } from './groups.js';
import { countOf, distinctEnds, progressOf } from './network.js';
import { checkNetworkFits } from './network-size.js';
import {
  chanceSentence,
  fdrParameter,
  type NetworkTests,
  permutationsParameter,
  SIGNIFICANCE_COLUMNS,
  significanceOf,
  significanceParameter,
} from './significance.js';

/** What decides a co-share network of one layer. */
export const NETWORK_PARAMETERS = {
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
  significance: significanceParameter,
  fdr: fdrParameter,
  permutations: permutationsParameter,
  groups: Type.Union([Type.Literal('leiden'), Type.Literal('louvain'), Type.Literal('components')], {
    default: 'leiden',
    description:
      'How accounts are grouped: communities by the Leiden or the Louvain method, weighted by objectCount, or connected components.',
  }),
  resolution: Type.Number({
    minimum: 0.01,
    maximum: 100,
    default: 1,
    description: 'Resolution of the communities: above 1 more and smaller ones, below 1 fewer and larger ones.',
  }),
  seeds: Type.Integer({
    minimum: 1,
    maximum: 1000,
    default: 20,
    description:
      'Runs with seeds of their own that communities are the consensus of; fewer are made where edges × seeds is above 5 million, and the finding says so.',
  }),
  seed: Type.Integer({
    minimum: 0,
    maximum: 4_294_967_295,
    default: 1,
    description: 'Seed of all that is random: shuffled worlds, and the seeds of the communities.',
  }),
};

const networkParameters = Type.Object(NETWORK_PARAMETERS);
export type NetworkParameters = Static<typeof networkParameters>;

/** How the network's accounts are grouped. */
export function groupOptions({ windowSeconds, groups, resolution, seed, seeds }: NetworkParameters): GroupOptions {
  return { window: windowSeconds * MICROSECONDS, method: groups, resolution, seed, seeds };
}

/** Columns of an edge of one layer. */
export const EDGE_COLUMNS: FindingTable['columns'] = [
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
  ...SIGNIFICANCE_COLUMNS,
  { name: 'firstAt', type: 'time', graphOnly: true, meaning: 'Time of the first post in those pairs, UTC.' },
  { name: 'lastAt', type: 'time', graphOnly: true, meaning: 'Time of the last post in those pairs, UTC.' },
];

/** The order of a table of edges of one layer. */
export const EDGE_ORDER = 'objectCount descending, pairCount descending, accountA, accountB in code-point order';

/** The shares of a layer that a network is made from. */
export interface SelectedShares {
  /** Of eligible accounts and objects: what the tests look at. */
  readonly eligible: Shares;
  /** Those that can still make an edge. */
  readonly pruned: Shares;
  readonly shareCount: number;
  readonly eligibleShareCount: number;
  readonly eligibleAccountCount: number;
  readonly objectsRemoved: number;
}

/** What chooses among the shares of a layer. */
type Selection = Pick<NetworkParameters, 'windowSeconds' | 'minActions' | 'minObjects' | 'maxSharers'>;

/** Reads the shares of a layer and chooses those that a network is made from. */
export async function selectShares(reads: CaseReads, layer: Layer, values: Selection): Promise<SelectedShares> {
  return selectedShares(await reads.shares(layer.name), values);
}

/** Chooses shares. Accounts are judged by all their posts in the layer, objects by all their sharers. */
export function selectedShares(all: Shares, values: Selection): SelectedShares {
  const eligible = eligibleShares(all, values.minActions);
  const capped = values.maxSharers === undefined ? { shares: eligible, objectsRemoved: 0 } : cappedShares(all, eligible, values.maxSharers);
  return {
    eligible: capped.shares,
    pruned: prunedShares(capped.shares, values.windowSeconds * MICROSECONDS, values.minObjects),
    shareCount: all.object.length,
    eligibleShareCount: eligible.object.length,
    eligibleAccountCount: distinctEnds(eligible.account),
    objectsRemoved: capped.objectsRemoved,
  };
}

/** A co-share network with what chance says about it. */
export interface CoShareNetwork {
  /** The kept edges, in the order of the table. */
  readonly edges: CoShareEdges;
  /** Tests of the kept edges and of the network; null where none were asked for. */
  readonly tests: NetworkTests | null;
  /** Edges before the false-discovery rate chose among them. */
  readonly edgeCount: number;
}

/** Finds the co-share network of some shares and tests it against chance. */
export async function coShareNetwork(selected: SelectedShares, values: NetworkParameters, context: WorkContext): Promise<CoShareNetwork> {
  context.progress.step('finding co-shares');
  const window = values.windowSeconds * MICROSECONDS;
  checkNetworkFits(selected.pruned, window, values.minObjects, context);
  const edges = edgesByWeight(coShareEdges(selected.pruned, window, values.minObjects, progressOf(context)));
  if (values.significance === 'none') return { edges, tests: null, edgeCount: edges.length };
  const tests = await significanceOf(selected.eligible, edges, values, context);
  const { fdr } = values;
  if (fdr === undefined) return { edges, tests, edgeCount: edges.length };
  const kept = Int32Array.from({ length: edges.length }, (_, edge) => edge).filter((edge) => tests.qTiming[edge] <= fdr);
  return { edges: pickedEdges(edges, kept), tests: pickedEdges(tests, kept), edgeCount: edges.length };
}

/**
 * Refuses settings that ask for what is not computed.
 *
 * @throws AntiphonError `parameter`.
 */
export function checkSignificance({ fdr, significance }: Pick<NetworkParameters, 'fdr' | 'significance'>): void {
  if (fdr === undefined || significance === 'q') return;
  throw new AntiphonError(
    'parameter',
    `--fdr (fdr) chooses by qTiming, which --significance ${significance} leaves out; use --significance q`,
  );
}

/** The named numbers of a network. */
export function networkFigures({ edges, tests, edgeCount }: CoShareNetwork, selected: SelectedShares, accountCount: number) {
  const headline = tests?.worlds?.chance[0];
  return {
    edgeCount: edges.length,
    testedEdgeCount: edgeCount,
    accountCount,
    shareCount: selected.shareCount,
    eligibleShareCount: selected.eligibleShareCount,
    eligibleAccountCount: selected.eligibleAccountCount,
    objectsRemoved: selected.objectsRemoved,
    edgesByChance: headline?.edgesByChance ?? null,
    shareByChance: headline?.shareByChance ?? null,
    worldCount: tests?.worlds?.worldCount ?? 0,
    choiceFamilySize: tests?.choiceFamilySize ?? null,
  };
}

/** What a network is, in sentences: its size, what it was made from, and what chance explains of it. */
export function networkSentences(
  { edges, tests, edgeCount }: CoShareNetwork,
  selected: SelectedShares,
  accountCount: number,
  layer: string,
  values: NetworkParameters,
): string[] {
  const { fdr, minObjects, windowSeconds, minActions, maxSharers } = values;
  const shared = `shared at least ${countOf(minObjects, 'object')} of layer ${layer} within ${windowSeconds} s of each other`;
  const size = `of accounts (${countOf(accountCount, 'account')})`;
  const sentences =
    fdr === undefined
      ? [`${countOf(edges.length, 'pair')} ${size} ${shared}.`]
      : [
          `${countOf(edgeCount, 'pair')} of accounts ${shared}; ${countOf(edges.length, 'pair')} ${size} are kept at a false-discovery rate of ${fdr}.`,
        ];
  sentences.push(
    `Looked at: ${countOf(selected.eligibleShareCount, 'share')} by ${countOf(selected.eligibleAccountCount, 'account')} with at least ${countOf(minActions, 'post')}.`,
  );
  if (tests?.worlds != null && edgeCount > 0) sentences.push(chanceSentence(tests.worlds));
  if (maxSharers !== undefined)
    sentences.push(`${countOf(selected.objectsRemoved, 'object')} with more than ${maxSharers} sharers left out.`);
  return sentences;
}

/** The values of the edges' columns. */
export function edgeColumns({ edges, tests }: CoShareNetwork): Record<string, Int32Array | Float64Array> {
  const { length, firstTime: firstAt, lastTime: lastAt, ...counts } = edges;
  const none = new Float64Array(length).fill(Number.NaN);
  return {
    ...counts,
    symmetry: symmetryOf(edges),
    pTiming: tests?.pTiming ?? none,
    qTiming: tests?.qTiming ?? none,
    nullEdgeCount: tests?.nullEdgeCount ?? none,
    pChoice: tests?.pChoice ?? none,
    qChoice: tests?.qChoice ?? none,
    commonObjectCount: tests?.commonObjectCount ?? none,
    firstAt,
    lastAt,
  };
}

function symmetryOf({ postCountA, postCountB }: Pick<CoShareEdges, 'postCountA' | 'postCountB'>): Float64Array {
  const symmetry = new Float64Array(postCountA.length);
  for (let edge = 0; edge < symmetry.length; edge++) {
    const [a, b] = [postCountA[edge], postCountB[edge]];
    symmetry[edge] = a < b ? a / b : b / a;
  }
  return symmetry;
}
