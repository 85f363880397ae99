import { eigenvectorCentrality } from '../../kernels/graph/centrality.js';
import { communitiesOf, type GroupingOptions } from '../../kernels/graph/communities.js';
import { buildGraph, connectedComponents } from '../../kernels/graph/graph.js';
import { numbersBySize } from '../../kernels/graph/partition.js';
import type { Shares } from '../../kernels/shares/share-index.js';
import type { TestedPairs } from './similarity-network.js';

/** The accounts with an edge: how active, how central, in which group. */
export function accountTable(shares: Shares, edges: TestedPairs, grouping: GroupingOptions) {
  const graph = buildGraph(shares.accountCount, { accountA: edges.accountA, accountB: edges.accountB, weight: edges.cosine });
  const degree = Int32Array.from({ length: graph.nodeCount }, (_, node) => graph.starts[node + 1] - graph.starts[node]);
  const centrality = eigenvectorCentrality(graph);
  const component = numbersBySize(connectedComponents(graph)).numbers;
  const group = communitiesOf(graph, grouping);
  const actions = actionCounts(shares);
  const central = (account: number): number => (Number.isNaN(centrality[account]) ? -1 : centrality[account]);
  const tied = Int32Array.from(degree.keys()).filter((account) => degree[account] > 0);
  const quantile = quantilesWithin(tied, component, central);
  const rows = tied.sort((x, y) => group[x] - group[y] || central(y) - central(x) || x - y);
  return {
    rowCount: rows.length,
    groupCount: new Set(rows.map((account) => group[account])).size,
    columns: {
      account: rows,
      actionCount: rows.map((account) => actions[account]),
      edgeCount: rows.map((account) => degree[account]),
      centrality: Float64Array.from(rows, (account) => centrality[account]),
      centralityQuantile: Float64Array.from(rows, (account) => quantile[account]),
      component: rows.map((account) => component[account] + 1),
      group: rows.map((account) => group[account] + 1),
    },
  };
}

/** Of each account, the share of its component's accounts with a value not above its own; NaN where it has none. */
function quantilesWithin(accounts: Int32Array, component: Int32Array, value: (account: number) => number): Float64Array {
  const quantile = new Float64Array(component.length).fill(Number.NaN);
  const rising = accounts.slice().sort((x, y) => component[x] - component[y] || value(x) - value(y) || x - y);
  for (let start = 0, end = 0; start < rising.length; start = end) {
    while (end < rising.length && component[rising[end]] === component[rising[start]]) end++;
    for (let i = end - 1, last = end; i >= start; i--) {
      if (i + 1 < end && value(rising[i]) < value(rising[i + 1])) last = i + 1;
      if (value(rising[i]) >= 0) quantile[rising[i]] = (last - start) / (end - start);
    }
  }
  return quantile;
}

/** Distinct posts of each account. */
function actionCounts({ account, post, accountCount, postCount }: Shares): Int32Array {
  const actions = new Int32Array(accountCount);
  const seen = new Uint8Array(postCount);
  for (let i = 0; i < post.length; i++) {
    actions[account[i]] += 1 - seen[post[i]];
    seen[post[i]] = 1;
  }
  return actions;
}
