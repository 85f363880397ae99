/** Edges of an undirected network as columns; the ends are node numbers from 0. */
export interface WeightedEdges {
  readonly accountA: Int32Array;
  readonly accountB: Int32Array;
  readonly weight: Int32Array | Float64Array;
}

/**
 * An undirected weighted graph: the neighbours of node `u` are `neighbours[starts[u] … starts[u + 1] − 1]`, ascending, each once.
 *
 * Every edge stands twice, once at each end, with the same weight. A node is never its own neighbour; an edge of a node
 * with itself stands once, in `loops`.
 */
export interface Graph {
  readonly nodeCount: number;
  readonly starts: Int32Array;
  readonly neighbours: Int32Array;
  /** Weight of the edge to each neighbour; finite, at least 0. */
  readonly weights: Float64Array;
  /** Weight of each node's edge with itself; 0 where there is none. */
  readonly loops: Float64Array;
}

/**
 * Builds a graph from edges in any order, in time and memory proportional to nodes and edges (two counting sorts).
 *
 * Edges between the same two nodes, in either direction, become one edge with the sum of their weights; edges of a node
 * with itself are summed in `loops`. An edge of weight 0 is an edge. The order of the rows does not matter, but for the
 * last bits of the sums of doubled fractional weights.
 *
 * @param nodeCount Nodes are 0 … nodeCount − 1; those without an edge are isolated.
 * @throws RangeError An end that is not a node, or a weight that is negative, NaN or infinite: `edge 3: weight NaN is not a finite number of at least 0`.
 */
export function buildGraph(nodeCount: number, edges: WeightedEdges): Graph {
  const { accountA, accountB, weight } = edges;
  const starts = new Int32Array(nodeCount + 1);
  const loops = new Float64Array(nodeCount);
  for (let edge = 0; edge < accountA.length; edge++) {
    checkEdge(edges, edge, nodeCount);
    if (accountA[edge] === accountB[edge]) {
      loops[accountA[edge]] += weight[edge];
    } else {
      starts[accountA[edge] + 1]++;
      starts[accountB[edge] + 1]++;
    }
  }
  for (let node = 0; node < nodeCount; node++) starts[node + 1] += starts[node];
  const entries = starts[nodeCount];
  const next = starts.slice(0, nodeCount);
  const unsorted = { neighbours: new Int32Array(entries), weights: new Float64Array(entries) };
  for (let edge = 0; edge < accountA.length; edge++) {
    const a = accountA[edge];
    const b = accountB[edge];
    if (a === b) continue;
    const atA = next[a]++;
    unsorted.neighbours[atA] = b;
    unsorted.weights[atA] = weight[edge];
    const atB = next[b]++;
    unsorted.neighbours[atB] = a;
    unsorted.weights[atB] = weight[edge];
  }
  return mergedEdges({ nodeCount, starts, loops, ...transposed(starts, unsorted) });
}

function checkEdge({ accountA, accountB, weight }: WeightedEdges, edge: number, nodeCount: number): void {
  const a = accountA[edge];
  const b = accountB[edge];
  if (!(a >= 0 && a < nodeCount && b >= 0 && b < nodeCount)) {
    throw new RangeError(`edge ${edge}: ${a} and ${b} are not both nodes; nodes are 0 to ${nodeCount - 1}`);
  }
  if (!(weight[edge] >= 0 && weight[edge] < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`edge ${edge}: weight ${weight[edge]} is not a finite number of at least 0`);
  }
}

/** The same lists, each now ascending: nodes visited in order put themselves into the lists of their neighbours. */
function transposed(starts: Int32Array, lists: Pick<Graph, 'neighbours' | 'weights'>): Pick<Graph, 'neighbours' | 'weights'> {
  const next = starts.slice();
  const neighbours = new Int32Array(lists.neighbours.length);
  const weights = new Float64Array(lists.neighbours.length);
  for (let node = 0; node + 1 < starts.length; node++) {
    for (let i = starts[node]; i < starts[node + 1]; i++) {
      const to = next[lists.neighbours[i]]++;
      neighbours[to] = node;
      weights[to] = lists.weights[i];
    }
  }
  return { neighbours, weights };
}

/** Sums neighbours that stand more than once, in place. */
function mergedEdges(graph: Graph): Graph {
  const { nodeCount, starts, neighbours, weights, loops } = graph;
  const mergedStarts = new Int32Array(nodeCount + 1);
  let to = 0;
  for (let node = 0; node < nodeCount; node++) {
    for (let i = starts[node]; i < starts[node + 1]; i++) {
      if (to > mergedStarts[node] && neighbours[to - 1] === neighbours[i]) {
        weights[to - 1] += weights[i];
      } else {
        neighbours[to] = neighbours[i];
        weights[to++] = weights[i];
      }
    }
    mergedStarts[node + 1] = to;
  }
  if (to === neighbours.length) return graph;
  return { nodeCount, starts: mergedStarts, neighbours: neighbours.slice(0, to), weights: weights.slice(0, to), loops };
}

/**
 * The connected component of each node: nodes have the same number when a path of edges joins them, whatever its weights.
 *
 * @param within If given, a label per node: only edges between nodes with the same label join (the parts of each group).
 * @returns Component numbers from 0, in the order of their lowest nodes; isolated nodes are components of their own.
 */
export function connectedComponents(graph: Graph, within?: Int32Array): Int32Array {
  const { nodeCount, starts, neighbours } = graph;
  const component = new Int32Array(nodeCount).fill(-1);
  const queue = new Int32Array(nodeCount);
  let componentCount = 0;
  for (let first = 0; first < nodeCount; first++) {
    if (component[first] !== -1) continue;
    component[first] = componentCount;
    queue[0] = first;
    for (let head = 0, tail = 1; head < tail; head++) {
      const node = queue[head];
      for (let i = starts[node]; i < starts[node + 1]; i++) {
        const neighbour = neighbours[i];
        if (component[neighbour] !== -1 || (within !== undefined && within[neighbour] !== within[node])) continue;
        component[neighbour] = componentCount;
        queue[tail++] = neighbour;
      }
    }
    componentCount++;
  }
  return component;
}
