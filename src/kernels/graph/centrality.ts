import { groupPositions } from '../shares/share-index.js';
import { connectedComponents, type Graph } from './graph.js';
import { nodeStrengths } from './modularity.js';

const TOLERANCE = 1e-7;
/** Edge ends that one component may be asked for, over all iterations: about a second of work. */
const MOST_VISITS = 200_000_000;

/**
 * Eigenvector centrality of each node within its connected component: high for nodes tied strongly to nodes that are high themselves.
 *
 * The eigenvector of the largest eigenvalue λ of the component's weighted adjacency matrix A, scaled so that the most central
 * node has 1; above 0 (in weakly tied corners it may round to 0). Values of different components do not compare. By power
 * iteration on A + σI, where σ is half the current estimate of λ: without the shift, it would swing for ever between the sides
 * of a bipartite component, such as a star. Ends when the error, extrapolated from the last two steps, is below 10⁻⁷. NaN for
 * nodes without weight, and for all nodes of a component that is not there after 200 million visits of edge ends (long chains;
 * very large, evenly tied networks). Where two halves are nearly equal and hardly tied, the vector itself hangs on small weights.
 *
 * @see Bonacich (1972), doi:10.1080/0022250X.1972.9989806
 */
export function eigenvectorCentrality(graph: Graph): Float64Array {
  const component = connectedComponents(graph);
  const { starts, positions } = groupPositions(
    component,
    component.reduce((most, label) => Math.max(most, label + 1), 0),
  );
  const work = { value: nodeStrengths(graph), next: new Float64Array(graph.nodeCount) };
  for (let own = 0; own + 1 < starts.length; own++) settleComponent(graph, positions.subarray(starts[own], starts[own + 1]), work);
  return work.value;
}

interface Work {
  readonly value: Float64Array;
  readonly next: Float64Array;
}

/** Turns the strengths of one component's nodes into their centralities. */
function settleComponent(graph: Graph, nodes: Int32Array, { value, next }: Work): void {
  let entries = 0;
  for (const node of nodes) entries += graph.starts[node + 1] - graph.starts[node] + 1;
  let most = 0;
  for (const node of nodes) most = Math.max(most, value[node]);
  for (const node of nodes) value[node] /= most;
  let isSettled = false;
  let lastChange = Number.POSITIVE_INFINITY;
  for (let visits = 0; most > 0 && !isSettled && visits < MOST_VISITS; visits += entries) {
    const change = step(graph, nodes, value, next);
    const rate = change / lastChange;
    isSettled = change === 0 || (rate < 1 && (change * rate) / (1 - rate) < TOLERANCE && lastChange < Number.POSITIVE_INFINITY);
    lastChange = change;
  }
  if (!isSettled) for (const node of nodes) value[node] = Number.NaN;
}

/** One iteration; returns the largest change of a value. */
function step({ starts, neighbours, weights, loops }: Graph, nodes: Int32Array, value: Float64Array, next: Float64Array): number {
  let product = 0;
  let square = 0;
  for (const node of nodes) {
    let sum = loops[node] * value[node];
    for (let i = starts[node]; i < starts[node + 1]; i++) sum += weights[i] * value[neighbours[i]];
    next[node] = sum;
    product += sum * value[node];
    square += value[node] ** 2;
  }
  const shift = product / square / 2;
  let most = 0;
  for (const node of nodes) {
    next[node] += shift * value[node];
    most = Math.max(most, next[node]);
  }
  let change = 0;
  for (const node of nodes) {
    const scaled = next[node] / most;
    change = Math.max(change, Math.abs(scaled - value[node]));
    value[node] = scaled;
  }
  return change;
}
