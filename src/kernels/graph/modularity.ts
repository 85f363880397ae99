import type { Graph } from './graph.js';

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
  const total = totalStrength(strengths);
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

/** @throws RangeError `resolution must be a finite number above 0, got -1`. */
export function checkResolution(resolution: number): void {
  if (!(resolution > 0 && resolution < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`resolution must be a finite number above 0, got ${resolution}`);
  }
}

/** @throws RangeError `weight -1 is not a finite number of at least 0`. */
export function checkWeights({ weights, loops }: Graph): void {
  for (const column of [weights, loops]) {
    for (let i = 0; i < column.length; i++) {
      if (!(column[i] >= 0 && column[i] < Number.POSITIVE_INFINITY)) {
        throw new RangeError(`weight ${column[i]} is not a finite number of at least 0`);
      }
    }
  }
}

/** Weight of each node's edges, an edge with itself counted twice. */
export function nodeStrengths({ nodeCount, starts, weights, loops }: Graph): Float64Array {
  const strengths = new Float64Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    let strength = 2 * loops[node];
    for (let i = starts[node]; i < starts[node + 1]; i++) strength += weights[i];
    strengths[node] = strength;
  }
  return strengths;
}

/** Sum of the strengths: twice the weight of the graph. */
export function totalStrength(strengths: Float64Array): number {
  const total = strengths.reduce((so, value) => so + value, 0);
  if (total === Number.POSITIVE_INFINITY) throw new RangeError('the weights add up to more than a number can hold');
  return total;
}
