import { groupPositions } from '../shares/share-index.js';
import type { Graph } from './graph.js';

/** A partition of a graph's nodes. */
export interface Communities {
  /** Community of each node, from 0: the largest first, equal sizes by their lowest node. */
  readonly community: Int32Array;
  readonly communityCount: number;
  /** Modularity of the partition at the resolution asked for; null when the graph has no weight. */
  readonly modularity: number | null;
}

/**
 * The same partition with numbers from 0 in the order of lowest nodes.
 *
 * @param limit Above every label (default: the number of nodes).
 */
export function firstSeenNumbers(labels: Int32Array, limit = labels.length): { numbers: Int32Array; count: number } {
  const numberOf = new Int32Array(limit).fill(-1);
  const numbers = new Int32Array(labels.length);
  let count = 0;
  for (let node = 0; node < labels.length; node++) {
    if (numberOf[labels[node]] === -1) numberOf[labels[node]] = count++;
    numbers[node] = numberOf[labels[node]];
  }
  return { numbers, count };
}

/** A partition numbered by lowest nodes, renumbered with the largest community first. */
export function numbersBySize(labels: Int32Array): { numbers: Int32Array; count: number } {
  const count = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const sizes = new Int32Array(count);
  for (let node = 0; node < labels.length; node++) sizes[labels[node]]++;
  const bySize = groupPositions(
    sizes.map((size) => labels.length - size),
    labels.length + 1,
  ).positions;
  const numberOf = new Int32Array(count);
  for (let number = 0; number < count; number++) numberOf[bySize[number]] = number;
  return { numbers: labels.map((label) => numberOf[label]), count };
}

/** The graph whose nodes are communities: edges between them and within them (as loops) have the sum of the weights. */
export function aggregatedGraph(graph: Graph, community: Int32Array, count: number): Graph {
  const members = groupPositions(community, count);
  const starts = new Int32Array(count + 1);
  const neighbours = new Int32Array(graph.neighbours.length);
  const weights = new Float64Array(graph.neighbours.length);
  const loops = new Float64Array(count);
  const edgeTo = new Int32Array(count).fill(-1);
  let length = 0;
  for (let own = 0; own < count; own++) {
    const first = length;
    for (let m = members.starts[own]; m < members.starts[own + 1]; m++) {
      const node = members.positions[m];
      loops[own] += graph.loops[node];
      for (let i = graph.starts[node]; i < graph.starts[node + 1]; i++) {
        const to = community[graph.neighbours[i]];
        if (to === own) {
          loops[own] += graph.weights[i] / 2; // seen from both ends
        } else if (edgeTo[to] >= first) {
          weights[edgeTo[to]] += graph.weights[i];
        } else {
          edgeTo[to] = length;
          neighbours[length] = to;
          weights[length++] = graph.weights[i];
        }
      }
    }
    starts[own + 1] = length;
  }
  return { nodeCount: count, starts, neighbours: neighbours.slice(0, length), weights: weights.slice(0, length), loops };
}
