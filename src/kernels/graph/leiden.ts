import type { Random } from '../statistics/random.js';
import { connectedComponents, type Graph } from './graph.js';
import { checkResolution, checkWeights, modularity, nodeStrengths, totalStrength } from './modularity.js';
import { NodeMoves, shuffledNodes } from './node-moves.js';
import { aggregatedGraph, type Communities, firstSeenNumbers, numbersBySize } from './partition.js';

/** θ: how far the refinement departs from the best merge, as gain by strength of the node. The paper's value. */
const RANDOMNESS = 0.01;
/** Rounding allowed for in comparisons, as a part of the strength of the node or community at hand. */
const ROUNDING = 1e-10;

/**
 * Finds communities by the Leiden method: as Louvain, but every community is connected, and can be taken apart again.
 *
 * An iteration moves nodes as Louvain does; then it refines: within each community it begins again from single nodes and merges
 * those that are well connected to the rest (at least γ k (K − k) / 2W), each into a part drawn with probability ∝
 * exp(gain / (θ · strength of the node)), θ = 0.01, among those that do not lose; the refined parts become the nodes of the
 * next level, whose communities are the unrefined ones. (The paper's θ divides a gain by the weight of the graph; ours does not
 * depend on the size or the weights.) Iterations follow, each from the last one's communities, until one changes nothing.
 * What then holds: each community is connected, no community gains by merging with another, and no node gains by moving;
 * random refinement makes subsets optimal only in the limit of ever more iterations. Nodes without weight are communities of
 * their own. The limits of modularity hold as for Louvain: the resolution limit, and communities in pure noise.
 *
 * @param random Order of visits and choice of merges; the same graph and seed give the same communities.
 * @param resolution γ of `modularity`: above 1 more and smaller communities, below 1 fewer and larger ones; above 0 (default 1).
 * @param iterations Most iterations (default: until nothing changes); after fewer, communities are connected, and no more is promised.
 * @throws RangeError `resolution must be a finite number above 0, got -1`; a weight that is negative, NaN or infinite.
 * @see Traag, Waltman & van Eck (2019), doi:10.1038/s41598-019-41695-z
 */
export function leidenCommunities(graph: Graph, random: Random, resolution = 1, iterations = Number.POSITIVE_INFINITY): Communities {
  checkResolution(resolution);
  checkWeights(graph);
  let community: Int32Array = Int32Array.from({ length: graph.nodeCount }, (_, node) => node);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const next = connectedComponents(graph, leidenIteration(graph, community, random, resolution));
    const isStable = next.every((label, node) => label === community[node]);
    community = next;
    if (isStable) break;
  }
  const sized = numbersBySize(community);
  return { community: sized.numbers, communityCount: sized.count, modularity: modularity(graph, sized.numbers, resolution) };
}

/** Moves, refines and aggregates until the communities are single nodes of the last level. */
function leidenIteration(graph: Graph, start: Int32Array, random: Random, resolution: number): Int32Array {
  let level = graph;
  let community = start;
  const nodeOf = Int32Array.from({ length: graph.nodeCount }, (_, node) => node);
  for (;;) {
    const moved = firstSeenNumbers(new NodeMoves(level, random, resolution, community).run());
    community = moved.numbers;
    if (moved.count === level.nodeCount) break;
    const refined = firstSeenNumbers(new Refinement(level, community, random, resolution).run());
    if (refined.count === level.nodeCount) break;
    const upper = new Int32Array(refined.count);
    for (let node = 0; node < level.nodeCount; node++) upper[refined.numbers[node]] = community[node];
    for (let node = 0; node < nodeOf.length; node++) nodeOf[node] = refined.numbers[nodeOf[node]];
    level = aggregatedGraph(level, refined.numbers, refined.count);
    community = upper;
  }
  return nodeOf.map((node) => community[node]);
}

/** Takes each community apart into parts that hold together: nodes merge from one part a node, each at most once. */
class Refinement {
  private readonly part: Int32Array;
  private readonly sizes: Int32Array;
  private readonly strengths: Float64Array;
  /** Strength of each part, and weight of its edges to the rest of its community. */
  private readonly strengthOf: Float64Array;
  private readonly outside: Float64Array;
  private readonly communityStrength: Float64Array;
  private readonly price: number;
  /** Weight between the node at hand and each part; 0 but for those in `touched`. */
  private readonly linked: Float64Array;
  private readonly touched: Int32Array;
  private readonly odds: Float64Array;

  constructor(
    private readonly graph: Graph,
    private readonly community: Int32Array,
    private readonly random: Random,
    resolution: number,
  ) {
    const { nodeCount, starts, neighbours, weights } = graph;
    this.part = Int32Array.from({ length: nodeCount }, (_, node) => node);
    this.sizes = new Int32Array(nodeCount).fill(1);
    this.strengths = nodeStrengths(graph);
    this.strengthOf = this.strengths.slice();
    this.price = resolution / totalStrength(this.strengths);
    this.outside = new Float64Array(nodeCount);
    this.communityStrength = new Float64Array(nodeCount);
    for (let node = 0; node < nodeCount; node++) {
      const own = community[node];
      this.communityStrength[own] += this.strengths[node];
      let within = 0;
      for (let i = starts[node]; i < starts[node + 1]; i++) if (community[neighbours[i]] === own) within += weights[i];
      this.outside[node] = within;
    }
    this.linked = new Float64Array(nodeCount);
    this.touched = new Int32Array(nodeCount);
    this.odds = new Float64Array(nodeCount);
  }

  run(): Int32Array {
    const { part, sizes, strengths, strengthOf, outside, linked } = this;
    for (const node of shuffledNodes(this.graph.nodeCount, this.random)) {
      if (sizes[node] !== 1 || part[node] !== node || outside[node] === 0 || !this.isWellConnected(node)) continue;
      const touchedCount = this.gatherParts(node);
      const to = this.drawPart(node, touchedCount);
      if (to !== node) {
        part[node] = to;
        sizes[to]++;
        sizes[node] = 0;
        strengthOf[to] += strengths[node];
        outside[to] = Math.max(0, outside[to] + outside[node] - 2 * linked[to]);
      }
      for (let i = 0; i < touchedCount; i++) linked[this.touched[i]] = 0;
    }
    return part;
  }

  /** True if a part has at least as much weight to the rest of its community as their strengths would give by chance. */
  private isWellConnected(part: number): boolean {
    const strength = this.strengthOf[part];
    const rest = this.communityStrength[this.community[part]] - strength;
    return this.outside[part] >= this.price * strength * rest - ROUNDING * strength;
  }

  /** Notes the parts of its community that a node is tied to, and how strongly. */
  private gatherParts(node: number): number {
    const { community, part, linked, touched } = this;
    const { starts, neighbours, weights } = this.graph;
    let touchedCount = 0;
    for (let i = starts[node]; i < starts[node + 1]; i++) {
      const neighbour = neighbours[i];
      if (weights[i] === 0 || community[neighbour] !== community[node]) continue;
      const to = part[neighbour];
      if (linked[to] === 0) touched[touchedCount++] = to;
      linked[to] += weights[i];
    }
    return touchedCount;
  }

  /** Draws the part that a single node joins among those that gain; itself stands for staying alone, with gain 0. */
  private drawPart(node: number, touchedCount: number): number {
    const { touched, linked, odds, strengthOf } = this;
    const strength = this.strengths[node];
    let sum = 1; // exp(0): staying alone
    for (let i = 0; i < touchedCount; i++) {
      const to = touched[i];
      const gain = linked[to] / strength - this.price * strengthOf[to];
      odds[i] = gain >= 0 && this.isWellConnected(to) ? Math.exp(gain / RANDOMNESS) : 0;
      sum += odds[i];
    }
    let left = this.random() * sum - 1;
    for (let i = 0; i < touchedCount && left >= 0; i++) {
      left -= odds[i];
      if (left < 0) return touched[i];
    }
    return node;
  }
}
