import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eigenvectorCentrality } from '../../../src/kernels/graph/centrality.js';
import { graphOf, karate, type Row, ringOfCliques } from './small-graphs.js';

function expectClose(actual: Float64Array, expected: readonly number[], digits = 5): void {
  expect(actual.length).toBe(expected.length);
  for (const [node, value] of expected.entries()) expect(actual[node]).toBeCloseTo(value, digits);
}

test('closed forms: complete graph, star, path, and weights', () => {
  expectClose(eigenvectorCentrality(graphOf(6, ringOfCliques(1, 6).slice(0, -1))), new Array(6).fill(1));
  // A star of n leaves: λ = √n, leaves 1/√n of the middle.
  const star = Array.from({ length: 9 }, (_, leaf): Row => [0, leaf + 1, 1]);
  expectClose(eigenvectorCentrality(graphOf(10, star)), [1, ...new Array(9).fill(1 / 3)]);
  // A path of n nodes: x_k = sin(π k / (n + 1)).
  const path = Array.from({ length: 6 }, (_, node): Row => [node, node + 1, 2]);
  const sines = Array.from({ length: 7 }, (_, k) => Math.sin((Math.PI * (k + 1)) / 8));
  expectClose(eigenvectorCentrality(graphOf(7, path)), sines);
  // Weights 3 and 4 on a path of three: λ = 5, ends 3/5 and 4/5.
  expectClose(
    eigenvectorCentrality(
      graphOf(3, [
        [0, 1, 3],
        [1, 2, 4],
      ]),
    ),
    [0.6, 1, 0.8],
  ); // prettier-ignore
});

test("the karate club's values are those of networkx", () => {
  // networkx 3.6.1, eigenvector_centrality_numpy, unweighted, divided by the highest (0.373363: member 34).
  const published = { 1: 0.355491, 3: 0.317193, 33: 0.308644, 34: 0.373363, 12: 0.052856, 17: 0.023636 };
  const found = eigenvectorCentrality(karate);
  for (const [member, value] of Object.entries(published)) expect(found[Number(member) - 1]).toBeCloseTo(value / 0.373363, 4);
});

test('A x = λ x within each component, 1 for its most central node, on random graphs', () => {
  const rows = fc.array(fc.tuple(fc.nat(9), fc.nat(9), fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 25 });
  fc.assert(
    fc.property(rows, (edges) => {
      const graph = graphOf(10, edges);
      const x = eigenvectorCentrality(graph);
      const ratios = new Map<number, number>();
      for (let node = 0; node < 10; node++) {
        const own = x[node] as number;
        if (Number.isNaN(own)) continue;
        expect(own).toBeGreaterThan(0);
        expect(own).toBeLessThanOrEqual(1);
        let sum = (graph.loops[node] as number) * own;
        for (let i = graph.starts[node] as number; i < (graph.starts[node + 1] as number); i++) {
          const neighbour = graph.neighbours[i] as number;
          sum += (graph.weights[i] as number) * (x[neighbour] as number);
          const ratio = ratios.get(neighbour);
          if (ratio !== undefined) ratios.set(node, ratio);
        }
        const ratio = ratios.get(node);
        if (ratio !== undefined && own > 1e-3) expect(sum / own / ratio).toBeCloseTo(1, 2);
        if (ratio === undefined && own > 1e-3) ratios.set(node, sum / own);
      }
    }),
  );
});

test('degenerate: no nodes, no edges, no weight, components apart', () => {
  expect(eigenvectorCentrality(graphOf(0, [])).length).toBe(0);
  expect([...eigenvectorCentrality(graphOf(2, []))]).toEqual([Number.NaN, Number.NaN]);
  expect([...eigenvectorCentrality(graphOf(2, [[0, 1, 0]]))]).toEqual([Number.NaN, Number.NaN]);
  expect([
    ...eigenvectorCentrality(
      graphOf(5, [
        [0, 1, 1],
        [2, 3, 7],
      ]),
    ),
  ]).toEqual([1, 1, 1, 1, Number.NaN]); // prettier-ignore
});
