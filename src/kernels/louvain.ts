import { connectedComponents, type Graph } from './graph.js';
import { type Random, randomBelow } from './random.js';
import { groupPositions } from './share-index.js';

/** A partition of a graph's nodes. */
export interface Communities {
  /** Community of each node, from 0: the largest first, equal sizes by their lowest node. */
  readonly community: Int32Array;
  readonly communityCount: number;
  /** Modularity of the partition at the resolution asked for; null when the graph has no weight. */
  readonly modularity: number | null;
}

/** A node moves only for a gain above this part of its strength, so that rounding cannot move it back and forth. */
const LEAST_GAIN = 1e-10;

/**
 * Finds communities by the Louvain method: groups of nodes with more weight among them than their strengths would give by chance.
 *
 * From one community a node, nodes move to the neighbouring community where modularity gains most, until none gains; then
 * communities become nodes and the same begins again, until nothing moves. Two departures from the paper: after the first
 * round only nodes with a moved neighbour are looked at again (as in Traag et al. 2019), and a community that fell apart
 * into unconnected parts is split into them, which never lowers modularity. A greedy search: other seeds may give other
 * partitions, some of them better. Nodes without weight are communities of their own. Cannot see communities much smaller
 * than the square root of the graph's weight (the resolution limit), and finds communities in pure noise as well: compare
 * the modularity with that of random graphs.
 *
 * @param random Order in which nodes are visited; the same graph and seed give the same communities.
 * @param resolution γ of `modularity`: above 1 more and smaller communities, below 1 fewer and larger ones; above 0 (default 1).
 * @throws RangeError `resolution must be a finite number above 0, got -1`; a weight that is negative, NaN or infinite.
 * @see Blondel, Guillaume, Lambiotte & Lefebvre (2008), doi:10.1088/1742-5468/2008/10/P10008
 * @see Traag, Waltman & van Eck (2019), doi:10.1038/s41598-019-41695-z
 * @see Fortunato & Barthélemy (2007), doi:10.1073/pnas.0605965104
 */
export function louvainCommunities(graph: Graph, random: Random, resolution = 1): Communities {
  checkResolution(resolution);
  checkWeights(graph);
  let level = graph;
  const community = Int32Array.from({ length: graph.nodeCount }, (_, node) => node);
  for (;;) {
    const moved = firstSeenNumbers(new NodeMoves(level, random, resolution).run());
    for (let node = 0; node < community.length; node++) community[node] = moved.numbers[community[node]];
    if (moved.count === level.nodeCount) break;
    level = aggregatedGraph(level, moved.numbers, moved.count);
  }
  const sized = numbersBySize(connectedComponents(graph, community));
  return { community: sized.numbers, communityCount: sized.count, modularity: modularity(graph, sized.numbers, resolution) };
}

/**
 * Modularity of a partition: the share of weight inside communities less the share expected from the nodes' strengths alone.
 *
 * Q = Σ_c [ W_c / W − γ (S_c / 2W)² ], where W is the graph's weight, W_c the weight inside community c and S_c the
 * strengths of its nodes (a node's strength is the weight of its edges, an edge with itself counted twice). Below 1 for
 * γ ≥ 0, and at γ = 1 at least −1/2; 0 for one community of everything at γ = 1; higher is more modular. Null when the
 * graph has no weight.
 *
 * @param community A label per node: whole numbers from 0, below the number of nodes.
 * @param resolution γ; 1 is the published measure; above 0.
 * @throws RangeError A resolution, weight or label outside its range.
 * @see Newman & Girvan (2004), doi:10.1103/PhysRevE.69.026113
 * @see Reichardt & Bornholdt (2006), doi:10.1103/PhysRevE.74.016110 (γ)
 */
export function modularity(graph: Graph, community: Int32Array, resolution = 1): number | null {
  checkResolution(resolution);
  checkWeights(graph);
  const { nodeCount, starts, neighbours, weights, loops } = graph;
  if (community.length !== nodeCount) throw new RangeError(`${community.length} communities given for ${nodeCount} nodes`);
  const strengths = nodeStrengths(graph);
  const total = sum(strengths);
  if (total === 0) return null;
  const strengthOf = new Float64Array(nodeCount);
  let inside = 0;
  for (let node = 0; node < nodeCount; node++) {
    const own = community[node];
    if (own < 0 || own >= nodeCount) throw new RangeError(`node ${node}: community ${own} is not between 0 and ${nodeCount - 1}`);
    strengthOf[own] += strengths[node];
    inside += 2 * loops[node];
    for (let i = starts[node]; i < starts[node + 1]; i++) if (community[neighbours[i]] === own) inside += weights[i];
  }
  return inside / total - resolution * strengthOf.reduce((expected, strength) => expected + (strength / total) ** 2, 0);
}

function checkResolution(resolution: number): void {
  if (!(resolution > 0 && resolution < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`resolution must be a finite number above 0, got ${resolution}`);
  }
}

function checkWeights({ weights, loops }: Graph): void {
  for (const column of [weights, loops]) {
    for (let i = 0; i < column.length; i++) {
      if (!(column[i] >= 0 && column[i] < Number.POSITIVE_INFINITY)) {
        throw new RangeError(`weight ${column[i]} is not a finite number of at least 0`);
      }
    }
  }
}

/** Weight of each node's edges, an edge with itself counted twice. */
function nodeStrengths({ nodeCount, starts, weights, loops }: Graph): Float64Array {
  const strengths = new Float64Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    let strength = 2 * loops[node];
    for (let i = starts[node]; i < starts[node + 1]; i++) strength += weights[i];
    strengths[node] = strength;
  }
  return strengths;
}

function sum(values: Float64Array): number {
  const total = values.reduce((so, value) => so + value, 0);
  if (total === Number.POSITIVE_INFINITY) throw new RangeError('the weights add up to more than a number can hold');
  return total;
}

/** One level of the method: nodes move between communities until no move gains. */
class NodeMoves {
  private readonly community: Int32Array;
  private readonly strengths: Float64Array;
  /** Strength of each community: the sum of its nodes'. */
  private readonly strengthOf: Float64Array;
  private readonly total: number;
  /** Weight between the node at hand and each community; 0 but for those in `touched`. */
  private readonly linked: Float64Array;
  private readonly touched: Int32Array;

  constructor(
    private readonly graph: Graph,
    private readonly random: Random,
    private readonly resolution: number,
  ) {
    this.community = Int32Array.from({ length: graph.nodeCount }, (_, node) => node);
    this.strengths = nodeStrengths(graph);
    this.total = sum(this.strengths);
    this.strengthOf = this.strengths.slice();
    this.linked = new Float64Array(graph.nodeCount);
    this.touched = new Int32Array(graph.nodeCount);
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
      community[node] = best;
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
    return best;
  }
}

function shuffledNodes(nodeCount: number, random: Random): Int32Array {
  const nodes = Int32Array.from({ length: nodeCount }, (_, node) => node);
  for (let last = nodeCount - 1; last > 0; last--) {
    const other = randomBelow(random, last + 1);
    const node = nodes[last];
    nodes[last] = nodes[other];
    nodes[other] = node;
  }
  return nodes;
}

/** The same partition with numbers from 0 in the order of lowest nodes. */
function firstSeenNumbers(labels: Int32Array): { numbers: Int32Array; count: number } {
  const numberOf = new Int32Array(labels.length).fill(-1);
  const numbers = new Int32Array(labels.length);
  let count = 0;
  for (let node = 0; node < labels.length; node++) {
    if (numberOf[labels[node]] === -1) numberOf[labels[node]] = count++;
    numbers[node] = numberOf[labels[node]];
  }
  return { numbers, count };
}

/** A partition numbered by lowest nodes, renumbered with the largest community first. */
function numbersBySize(labels: Int32Array): { numbers: Int32Array; count: number } {
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
function aggregatedGraph(graph: Graph, community: Int32Array, count: number): Graph {
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
