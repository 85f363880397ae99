import type { CoShareEdges } from '../../kernels/co-share.js';
import { buildGraph, connectedComponents } from '../../kernels/graph.js';
import { describeGroups, type GroupDescription } from '../../kernels/groups.js';
import { louvainCommunities } from '../../kernels/louvain.js';
import { coSharePairs } from '../../kernels/pairs.js';
import { seededRandom } from '../../kernels/random.js';
import type { Shares } from '../../kernels/share-index.js';
import type { FindingTable } from '../../model.js';
import type { AnalysisResult } from '../analysis.js';

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
  readonly method: 'louvain' | 'components';
  readonly resolution: number;
  readonly seed: number;
}

/** Groups the accounts of a network and describes the groups as the tables of `GROUP_TABLES`. */
export function groupTables(
  shares: Shares,
  edges: CoShareEdges,
  options: GroupOptions,
): { tables: AnalysisResult['tables']; groupCount: number; modularity: number | null } {
  const weighted = { accountA: edges.accountA, accountB: edges.accountB, weight: edges.objectCount };
  const graph = buildGraph(shares.accountCount, weighted);
  const components = connectedComponents(graph);
  const louvain = options.method === 'louvain' ? louvainCommunities(graph, seededRandom(options.seed), options.resolution) : null;
  const pairs = coSharePairs(shares, options.window, edges);
  const described = describeGroups(weighted, louvain?.community ?? components, { shares, ...pairs });
  const { length, memberCount, edgeCount, density, objectCount, firstTime, lastTime } = described.groups;
  const numbers = Int32Array.from({ length }, (_, row) => row + 1);
  return {
    groupCount: length,
    modularity: louvain?.modularity ?? null,
    tables: {
      groups: {
        rowCount: length,
        columns: { group: numbers, memberCount, edgeCount, density, objectCount, firstAt: firstTime, lastAt: lastTime },
      },
      members: memberTable(shares, edges, described, components, pairs),
      group_objects: topObjects(described),
    },
  };
}

function memberTable(
  shares: Shares,
  edges: CoShareEdges,
  { groupOf }: GroupDescription,
  components: Int32Array,
  pairs: { first: Int32Array; second: Int32Array },
) {
  const degree = new Int32Array(shares.accountCount);
  for (let edge = 0; edge < edges.length; edge++) {
    const [a, b] = [edges.accountA[edge], edges.accountB[edge]];
    if (groupOf[a] !== groupOf[b]) continue;
    degree[a]++;
    degree[b]++;
  }
  const objects = new Int32Array(shares.accountCount);
  const lastObject = new Int32Array(shares.accountCount).fill(-1);
  for (let i = 0; i < pairs.first.length; i++) {
    const ends = [shares.account[pairs.first[i]], shares.account[pairs.second[i]]] as const;
    if (groupOf[ends[0]] !== groupOf[ends[1]]) continue;
    const object = shares.object[pairs.first[i]];
    for (const account of ends) {
      if (lastObject[account] !== object) objects[account]++;
      lastObject[account] = object;
    }
  }
  const members = Int32Array.from(groupOf.keys())
    .filter((account) => groupOf[account] !== -1)
    .sort((x, y) => groupOf[x] - groupOf[y] || degree[y] - degree[x] || x - y);
  const numbers = new Map<number, number>();
  for (const account of members) if (!numbers.has(components[account])) numbers.set(components[account], numbers.size + 1);
  return {
    rowCount: members.length,
    columns: {
      group: members.map((account) => groupOf[account] + 1),
      account: members,
      component: members.map((account) => numbers.get(components[account]) as number),
      edgeCount: members.map((account) => degree[account]),
      objectCount: members.map((account) => objects[account]),
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
