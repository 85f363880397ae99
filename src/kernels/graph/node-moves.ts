import { type Random, randomBelow } from '../statistics/random.js';
import type { Graph } from './graph.js';
import { nodeStrengths, totalStrength } from './modularity.js';

/** A node moves only for a gain above this part of its strength, so that rounding cannot move it back and forth. */
const LEAST_GAIN = 1e-10;

/**
 * One level of Louvain and Leiden: nodes move to the community where modularity gains most, until no move of one node gains.
 *
 * A node may also leave for a community of its own. After the first round only nodes with a moved neighbour are looked at again.
 *
 * @see Traag, Waltman & van Eck (2019), doi:10.1038/s41598-019-41695-z, fast local moving
 */
export class NodeMoves {
  private readonly community: Int32Array;
  private readonly strengths: Float64Array;
  /** Strength of each community: the sum of its nodes'. */
  private readonly strengthOf: Float64Array;
  private readonly sizes: Int32Array;
  /** Labels of communities without a node: the first `emptyCount` of them. */
  private readonly empty: Int32Array;
  private emptyCount = 0;
  private readonly total: number;
  /** Weight between the node at hand and each community; 0 but for those in `touched`. */
  private readonly linked: Float64Array;
  private readonly touched: Int32Array;

  /** @param start The communities to begin with, labels below the number of nodes (default: one a node). */
  constructor(
    private readonly graph: Graph,
    private readonly random: Random,
    private readonly resolution: number,
    start?: Int32Array,
  ) {
    const { nodeCount } = graph;
    this.community = start?.slice() ?? Int32Array.from({ length: nodeCount }, (_, node) => node);
    this.strengths = nodeStrengths(graph);
    this.total = totalStrength(this.strengths);
    this.strengthOf = new Float64Array(nodeCount);
    this.sizes = new Int32Array(nodeCount);
    for (let node = 0; node < nodeCount; node++) {
      this.strengthOf[this.community[node]] += this.strengths[node];
      this.sizes[this.community[node]]++;
    }
    this.empty = new Int32Array(nodeCount);
    for (let label = 0; label < nodeCount; label++) if (this.sizes[label] === 0) this.empty[this.emptyCount++] = label;
    this.linked = new Float64Array(nodeCount);
    this.touched = new Int32Array(nodeCount);
  }

  /** Moves nodes from a queue in random order; whoever has a moved neighbour queues again. */
  run(): Int32Array {
    const { community, graph, strengths, strengthOf } = this;
    const { nodeCount, starts, neighbours } = graph;
    if (this.total === 0) return community;
    const queue = shuffledNodes(nodeCount, this.random);
    const waiting = new Uint8Array(nodeCount).fill(1);
    for (let head = 0, length = nodeCount; length > 0; length--) {
      const node = queue[head];
      head = head + 1 === nodeCount ? 0 : head + 1;
      waiting[node] = 0;
      const own = community[node];
      strengthOf[own] -= strengths[node];
      const best = this.bestCommunity(node);
      strengthOf[best] += strengths[node];
      if (best === own) continue;
      this.relabel(node, own, best);
      for (let i = starts[node]; i < starts[node + 1]; i++) {
        const neighbour = neighbours[i];
        if (waiting[neighbour] === 1 || community[neighbour] === best) continue;
        waiting[neighbour] = 1;
        const tail = head + length - 1;
        queue[tail < nodeCount ? tail : tail - nodeCount] = neighbour;
        length++;
      }
    }
    return community;
  }

  private relabel(node: number, from: number, to: number): void {
    this.community[node] = to;
    if (this.sizes[to]++ === 0) this.emptyCount--; // the last of the empty ones, by `bestCommunity`
    if (--this.sizes[from] > 0) return;
    this.strengthOf[from] = 0;
    this.empty[this.emptyCount++] = from;
  }

  /** Where a node that was taken out of its community gains most; its own community unless another is better. */
  private bestCommunity(node: number): number {
    const { community, linked, touched, strengthOf } = this;
    const { starts, neighbours, weights } = this.graph;
    const own = community[node];
    const strength = this.strengths[node];
    const price = (this.resolution * strength) / this.total;
    let touchedCount = 0;
    for (let i = starts[node]; i < starts[node + 1]; i++) {
      if (weights[i] === 0) continue;
      const to = community[neighbours[i]];
      if (linked[to] === 0) touched[touchedCount++] = to;
      linked[to] += weights[i];
    }
    let best = own;
    let bestGain = linked[own] - price * strengthOf[own] + LEAST_GAIN * Math.max(1, this.resolution) * strength;
    for (let i = 0; i < touchedCount; i++) {
      const to = touched[i];
      const gain = linked[to] - price * strengthOf[to];
      linked[to] = 0;
      if (to === own || gain <= bestGain) continue;
      best = to;
      bestGain = gain;
    }
    return bestGain < 0 && this.sizes[own] > 1 ? this.empty[this.emptyCount - 1] : best;
  }
}

/** All nodes in random order. */
export function shuffledNodes(nodeCount: number, random: Random): Int32Array {
  const nodes = Int32Array.from({ length: nodeCount }, (_, node) => node);
  for (let last = nodeCount - 1; last > 0; last--) {
    const other = randomBelow(random, last + 1);
    const node = nodes[last];
    nodes[last] = nodes[other];
    nodes[other] = node;
  }
  return nodes;
}
