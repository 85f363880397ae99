import { eigenvectorCentrality } from '../../kernels/graph/centrality.js';
import { communitiesOf, type GroupMethod } from '../../kernels/graph/communities.js';
import {
  affordableRuns,
  coMembership,
  consensusCommunities,
  type GroupingRuns,
  groupingRun,
  groupingSeeds,
} from '../../kernels/graph/consensus.js';
import { buildGraph, connectedComponents, type Graph, type WeightedEdges } from '../../kernels/graph/graph.js';
import { describeGroups, type GroupDescription } from '../../kernels/graph/groups.js';
import { type MemberLeads, memberLeads } from '../../kernels/graph/leads.js';
import { modularity } from '../../kernels/graph/modularity.js';
import type { CoShareEdges } from '../../kernels/shares/co-share.js';
import { coSharePairEnds } from '../../kernels/shares/pairs.js';
import type { Shares } from '../../kernels/shares/share-index.js';
import type { FindingTable, WorkContext } from '../../model.js';
import type { AnalysisResult } from '../analysis.js';
import { doTasks, type TaskKind } from '../worker-tasks.js';
import { countOf } from './network.js';

/** Objects that are listed for each group. */
const OBJECTS_PER_GROUP = 100;

/** Tables that describe the groups of a co-share network. */
export const GROUP_TABLES: readonly FindingTable[] = [
  {
    name: 'groups',
    title: 'Groups of accounts',
    columns: [
      { name: 'group', type: 'integer', meaning: 'Number of the group, from 1, the largest first.' },
      { name: 'memberCount', type: 'integer', unit: 'accounts', meaning: 'Accounts in the group.' },
      { name: 'edgeCount', type: 'integer', unit: 'edges', meaning: 'Edges with both ends in the group.' },
      {
        name: 'density',
        type: 'number',
        unit: '0–1',
        meaning: 'Edges by the pairs of members; 1 means that everybody is tied to everybody.',
      },
      { name: 'objectCount', type: 'integer', unit: 'objects', meaning: 'Distinct objects behind the edges of the group.' },
      {
        name: 'coMembershipShare',
        type: 'number',
        unit: '0–1',
        meaning:
          'How steady the group is: the share of seeds that put two members together, mean over all pairs of members. Blank with one seed and for connected components.',
      },
      {
        name: 'leaderCount',
        type: 'integer',
        unit: 'accounts',
        meaning: 'Members whose leadLow stays above 0.5 even when the interval is widened for the number of members (Bonferroni).',
      },
      { name: 'firstAt', type: 'time', meaning: 'First share behind the edges of the group, UTC.' },
      { name: 'lastAt', type: 'time', meaning: 'Last share behind the edges of the group, UTC.' },
    ],
    order: 'memberCount descending, edgeCount descending, lowest member in code-point order',
  },
  {
    name: 'members',
    title: 'Members of the groups',
    columns: [
      { name: 'group', type: 'integer', meaning: 'The group of the account.' },
      { name: 'account', type: 'account', meaning: 'The account that belongs to the group.' },
      {
        name: 'component',
        type: 'integer',
        meaning: 'Connected component of the account, from 1: accounts in one are tied by a chain of edges.',
      },
      { name: 'edgeCount', type: 'integer', unit: 'edges', meaning: 'Edges of the account inside its group.' },
      { name: 'objectCount', type: 'integer', unit: 'objects', meaning: 'Distinct objects that the account co-shared inside its group.' },
      {
        name: 'coMembershipShare',
        type: 'number',
        unit: '0–1',
        meaning:
          'Share of seeds that put the account and another member together, mean over the other members. Blank with one seed and for connected components.',
      },
      {
        name: 'leadShare',
        type: 'number',
        unit: '0–1',
        meaning: 'Share of the account’s pairs of posts with other members in which it was first, ties counted half.',
      },
      {
        name: 'leadLow',
        type: 'number',
        unit: '0–1',
        meaning: 'Lower end of the 95 % interval of leadShare, with objects, not pairs, as independent observations.',
      },
      { name: 'leadHigh', type: 'number', unit: '0–1', meaning: 'Upper end of that interval.' },
      {
        name: 'meanLeadSeconds',
        type: 'number',
        unit: 'seconds',
        meaning: 'Mean over those pairs of the other’s time minus the account’s own: above 0, the account was ahead.',
      },
      {
        name: 'centrality',
        type: 'number',
        unit: '0–1',
        meaning:
          'Eigenvector centrality within the group, weighted by objectCount; 1 for its most central member. Blank where the iteration did not settle.',
      },
    ],
    order: 'group, edgeCount descending, account in code-point order',
  },
  {
    name: 'group_objects',
    title: 'What the groups shared',
    columns: [
      { name: 'group', type: 'integer', meaning: 'Number of the group in the table of groups.' },
      { name: 'object', type: 'object', meaning: 'The shared object.' },
      { name: 'sharerCount', type: 'integer', unit: 'accounts', meaning: 'Members who co-shared it, counted over both ends of the edges.' },
      { name: 'pairCount', type: 'integer', unit: 'pairs', meaning: 'Pairs of posts with it, both by members.' },
    ],
    order: `group, sharerCount descending, pairCount descending; at most ${OBJECTS_PER_GROUP} objects a group`,
  },
];

export interface GroupOptions {
  /** Microseconds. */
  readonly window: number;
  readonly method: GroupMethod;
  readonly resolution: number;
  readonly seed: number;
  /** Runs that the groups are the consensus of; large networks get fewer, and the sentences say so. */
  readonly seeds: number;
}

/** The groups of a network, as tables and in words. */
export interface GroupResult {
  readonly tables: AnalysisResult['tables'];
  readonly groupCount: number;
  /** Of the communities, at the resolution asked for; null for components and without edges. */
  readonly modularity: number | null;
  /** Runs that were made; 0 for components. */
  readonly seedCount: number;
  /** Mean adjusted Rand index between the runs; null for fewer than two. */
  readonly seedAgreement: number | null;
  /** Share of runs in which two members of a group are together, mean over the pairs of members of all groups; null for fewer than two runs. */
  readonly coMembershipShare: number | null;
  readonly leaderCount: number;
  /** What the groups are, in sentences. */
  readonly sentences: readonly string[];
}

/** What grouping needs of a network: ends, and the weight of each edge. */
export type GroupedEdges = Pick<CoShareEdges, 'length' | 'accountA' | 'accountB' | 'objectCount'>;

/** Groups the accounts of a network and describes the groups as the tables of `GROUP_TABLES`. */
export async function groupTables(shares: Shares, edges: GroupedEdges, options: GroupOptions, context: WorkContext): Promise<GroupResult> {
  const weighted = { accountA: edges.accountA, accountB: edges.accountB, weight: edges.objectCount };
  const graph = buildGraph(shares.accountCount, weighted);
  const found = await findGroups(graph, edges.length, options, context.signal);
  const within = edgesWithin(weighted, found.community);
  const evidence = { shares, ...coSharePairEnds(shares, options.window, within) };
  const described = describeGroups(weighted, found.community, evidence);
  const { length, label, memberCount, edgeCount, density, objectCount, firstTime, lastTime } = described.groups;
  const leads = memberLeads(described.groupOf, memberCount, evidence);
  const leaders = new Int32Array(length);
  for (const [account, group] of described.groupOf.entries()) if (group !== -1) leaders[group] += leads.isLeader[account];
  const steadiness = Float64Array.from(label, (own) => found.steadiness?.ofCommunity[own] ?? Number.NaN);
  const figures = {
    groupCount: length,
    modularity: found.modularity,
    seedCount: found.seedCount,
    seedAgreement: found.agreement,
    coMembershipShare: pairMean(steadiness, memberCount),
    leaderCount: leaders.reduce((sum, count) => sum + count, 0),
  };
  const shownGroups = { group: Int32Array.from({ length }, (_, row) => row + 1), memberCount, edgeCount, density, objectCount };
  return {
    ...figures,
    sentences: length === 0 ? [] : sentencesOf(figures, edges.length, options),
    tables: {
      groups: {
        rowCount: length,
        columns: { ...shownGroups, coMembershipShare: steadiness, leaderCount: leaders, firstAt: firstTime, lastAt: lastTime },
      },
      members: memberTable(edges, described, connectedComponents(graph), {
        ...leads,
        coMembershipShare: found.steadiness?.ofNode ?? null,
        centrality: eigenvectorCentrality(buildGraph(shares.accountCount, within)),
      }),
      group_objects: topObjects(described),
    },
  };
}

/** The edges with both ends in one group. */
function edgesWithin({ accountA, accountB, weight }: WeightedEdges, membership: Int32Array): WeightedEdges {
  const kept = Int32Array.from(accountA.keys()).filter((edge) => membership[accountA[edge]] === membership[accountB[edge]]);
  const pick = (column: WeightedEdges['weight']): Int32Array => kept.map((edge) => column[edge]);
  return { accountA: pick(accountA), accountB: pick(accountB), weight: pick(weight) };
}

const GROUPING: TaskKind<GroupingRuns, Int32Array> = {
  module: new URL('../../kernels/graph/consensus.js', import.meta.url),
  name: 'groupingRun',
  run: groupingRun,
};

/** Edges from which runs are shared among threads. */
const LARGE_NETWORK = 50_000;

/** Groups the nodes: components as they are, communities as the consensus of several runs. */
async function findGroups(graph: Graph, edgeCount: number, options: GroupOptions, signal: AbortSignal) {
  if (options.method === 'components') {
    return { community: communitiesOf(graph, options), modularity: null, seedCount: 0, agreement: null, steadiness: null };
  }
  const { method, resolution } = options;
  const seeds = groupingSeeds(options.seed, affordableRuns(edgeCount, options.seeds));
  const runs: Int32Array[] = [];
  await doTasks(
    GROUPING,
    { graph, options: { method, resolution }, seeds },
    seeds.length,
    (labels) => {
      runs.push(labels);
      return true;
    },
    { signal, isLarge: edgeCount > LARGE_NETWORK },
  );
  const { community, agreement } = consensusCommunities(graph, runs);
  return {
    community,
    modularity: modularity(graph, community, options.resolution),
    seedCount: runs.length,
    agreement,
    steadiness: runs.length < 2 ? null : coMembership(community, runs),
  };
}

/** Mean over all pairs of members of a mean over the pairs of each group; null where there is none. */
function pairMean(ofGroup: Float64Array, memberCount: Int32Array): number | null {
  let sum = 0;
  let pairs = 0;
  for (let group = 0; group < ofGroup.length; group++) {
    const own = (memberCount[group] * (memberCount[group] - 1)) / 2;
    pairs += own;
    sum += own * ofGroup[group];
  }
  return pairs === 0 || Number.isNaN(sum) ? null : sum / pairs;
}

type GroupFigures = Omit<GroupResult, 'tables' | 'sentences'>;

function sentencesOf(figures: GroupFigures, edgeCount: number, { method, seeds }: GroupOptions): string[] {
  const { groupCount, leaderCount, seedCount, seedAgreement, coMembershipShare } = figures;
  const shown = (value: number | null): string => value?.toFixed(2) ?? 'undefined';
  const name = method === 'leiden' ? 'Leiden' : 'Louvain';
  const from = seedCount === 1 ? 'one seed' : `the consensus of ${seedCount} seeds`;
  const how =
    method === 'components'
      ? 'connected components'
      : `communities by the ${name} method, ${from} (modularity ${shown(figures.modularity)})`;
  const sentences = [`They form ${countOf(groupCount, 'group')}: ${how}.`];
  if (seedCount > 1) {
    sentences.push(
      `Two members of a group are together in ${percent(coMembershipShare ?? 0)} of the seeds on average (adjusted Rand index between seeds ${shown(seedAgreement)}).`,
    );
  }
  if (method !== 'components' && seedCount < seeds)
    sentences.push(`Only ${seedCount} of ${seeds} seeds were run: with ${countOf(edgeCount, 'edge')} more would take too long.`);
  if (leaderCount > 0) {
    sentences.push(
      `${countOf(leaderCount, 'member')} went first in more than half of the pairs with other members, beyond what the number of objects and members leaves open.`,
    );
  }
  return sentences;
}

/** A share as a reader writes it: "97.2 %"; "100 %" only for all. */
function percent(share: number): string {
  return share === 1 ? '100 %' : `${(Math.floor(share * 1000) / 10).toFixed(1)} %`;
}

interface MemberColumns extends MemberLeads {
  readonly coMembershipShare: Float64Array | null;
  readonly centrality: Float64Array;
}

function memberTable(edges: GroupedEdges, { groupOf }: GroupDescription, components: Int32Array, values: MemberColumns) {
  const degree = new Int32Array(groupOf.length);
  for (let edge = 0; edge < edges.length; edge++) {
    const [a, b] = [edges.accountA[edge], edges.accountB[edge]];
    if (groupOf[a] !== groupOf[b]) continue;
    degree[a]++;
    degree[b]++;
  }
  const members = Int32Array.from(groupOf.keys())
    .filter((account) => groupOf[account] !== -1)
    .sort((x, y) => groupOf[x] - groupOf[y] || degree[y] - degree[x] || x - y);
  const numbers = new Map<number, number>();
  for (const account of members) if (!numbers.has(components[account])) numbers.set(components[account], numbers.size + 1);
  const floats = (column: Float64Array | null): Float64Array => Float64Array.from(members, (account) => column?.[account] ?? Number.NaN);
  return {
    rowCount: members.length,
    columns: {
      group: members.map((account) => groupOf[account] + 1),
      account: members,
      component: members.map((account) => numbers.get(components[account]) as number),
      edgeCount: members.map((account) => degree[account]),
      objectCount: members.map((account) => values.objectCount[account]),
      coMembershipShare: floats(values.coMembershipShare),
      leadShare: floats(values.leadShare),
      leadLow: floats(values.leadLow),
      leadHigh: floats(values.leadHigh),
      meanLeadSeconds: floats(values.meanLeadSeconds),
      centrality: floats(values.centrality),
    },
  };
}

/** The first objects of each group; they come by group, then sharers. */
function topObjects({ objects }: GroupDescription) {
  let inGroup = 0;
  const rows = Int32Array.from(objects.group.keys()).filter((row) => {
    inGroup = row > 0 && objects.group[row] === objects.group[row - 1] ? inGroup + 1 : 0;
    return inGroup < OBJECTS_PER_GROUP;
  });
  return {
    rowCount: rows.length,
    columns: {
      group: rows.map((row) => objects.group[row] + 1),
      object: rows.map((row) => objects.object[row]),
      sharerCount: rows.map((row) => objects.sharerCount[row]),
      pairCount: rows.map((row) => objects.pairCount[row]),
    },
  };
}
