import { buildGraph, type Graph } from '../../../src/kernels/graph/graph.js';

/** An edge between two nodes. */
export type Row = readonly [a: number, b: number, weight: number];

export function graphOf(nodeCount: number, edges: readonly Row[]): Graph {
  return buildGraph(nodeCount, {
    accountA: Int32Array.from(edges, ([a]) => a),
    accountB: Int32Array.from(edges, ([, b]) => b),
    weight: Float64Array.from(edges, ([, , weight]) => weight),
  });
}

/** Each club member's ties to later members; Zachary (1977), doi:10.1086/jar.33.4.3629752, figure 1 (78 ties, unweighted). */
const KARATE: Readonly<Record<number, readonly number[]>> = {
  1: [2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 18, 20, 22, 32],
  2: [3, 4, 8, 14, 18, 20, 22, 31],
  3: [4, 8, 9, 10, 14, 28, 29, 33],
  4: [8, 13, 14],
  5: [7, 11],
  6: [7, 11, 17],
  7: [17],
  9: [31, 33, 34],
  10: [34],
  14: [34],
  15: [33, 34],
  16: [33, 34],
  19: [33, 34],
  20: [34],
  21: [33, 34],
  23: [33, 34],
  24: [26, 28, 30, 33, 34],
  25: [26, 28, 32],
  26: [32],
  27: [30, 34],
  28: [34],
  29: [32, 34],
  30: [33, 34],
  31: [33, 34],
  32: [33, 34],
  33: [34],
};
/** The karate club, members from 0. */
export const karate = graphOf(
  34,
  Object.entries(KARATE).flatMap(([a, ties]) => ties.map((b): Row => [Number(a) - 1, b - 1, 1])),
);

/** Cliques in a ring, each joined to the next by one edge. */
export function ringOfCliques(cliqueCount: number, size: number): Row[] {
  const edges: Row[] = [];
  for (let clique = 0; clique < cliqueCount; clique++) {
    for (let a = 0; a < size; a++) for (let b = a + 1; b < size; b++) edges.push([clique * size + a, clique * size + b, 1]);
    edges.push([clique * size, (((clique + 1) % cliqueCount) * size + 1) % (cliqueCount * size), 1]);
  }
  return edges;
}
