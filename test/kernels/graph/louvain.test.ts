import fc from 'fast-check';
import { expect, test } from 'vitest';
import { connectedComponents } from '../../../src/kernels/graph/graph.js';
import { louvainCommunities } from '../../../src/kernels/graph/louvain.js';
import { modularity } from '../../../src/kernels/graph/modularity.js';
import { randomBelow, seededRandom } from '../../../src/kernels/statistics/random.js';
import { graphOf, karate, type Row, ringOfCliques } from './small-graphs.js';

function labelsOf(nodeCount: number, communities: readonly (readonly number[])[]): Int32Array {
  const labels = new Int32Array(nodeCount);
  for (const [label, members] of communities.entries()) for (const member of members) labels[member - 1] = label;
  return labels;
}

test("the karate club's two factions have the modularity that a hand computes", () => {
  const factions = labelsOf(34, [
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 17, 18, 20, 22],
    [10, 15, 16, 19, 21, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34],
  ]);
  // By hand: 78 ties, 35 and 32 inside, degrees 81 and 75: 67/78 − (81² + 75²)/156² = 1453/4056 = 0.3582 (networkx 3.6.1 agrees).
  expect(modularity(karate, factions)).toBeCloseTo(67 / 78 - (81 ** 2 + 75 ** 2) / 156 ** 2, 12);
  expect(modularity(karate, factions)).toBeCloseTo(0.3582347140039448, 12);
  // Resolution 0.5, networkx 3.6.1.
  expect(modularity(karate, factions, 0.5)).toBeCloseTo(0.6086045364891519, 12);
});

test("the karate club's best partition has modularity 0.4198 and four communities, and seeds find it", () => {
  // The exact optimum by integer programming (python-igraph 0.10.2, community_optimal_modularity): 0.4197896 with these four.
  // By hand: 23, 21, 7, 6 ties inside, degrees 60, 56, 24, 16.
  const best = 57 / 78 - (60 ** 2 + 56 ** 2 + 24 ** 2 + 16 ** 2) / 156 ** 2;
  expect(best).toBeCloseTo(0.4198, 4);
  const four = labelsOf(34, [
    [9, 10, 15, 16, 19, 21, 23, 27, 30, 31, 33, 34],
    [1, 2, 3, 4, 8, 12, 13, 14, 18, 20, 22],
    [24, 25, 26, 28, 29, 32],
    [5, 6, 7, 11, 17],
  ]);
  expect(modularity(karate, four)).toBeCloseTo(best, 12);
  const found = louvainCommunities(karate, seededRandom(1));
  expect(found.modularity).toBeCloseTo(best, 12);
  expect(found.communityCount).toBe(4);
  expect([...found.community]).toEqual([...four]);
  const runs = Array.from({ length: 50 }, (_, seed) => louvainCommunities(karate, seededRandom(seed)).modularity ?? 0);
  expect(Math.max(...runs)).toBeCloseTo(best, 12);
  expect(runs.filter((value) => value >= 0.41).length).toBeGreaterThan(40);
});

test('weights and loops count as networkx 3.6.1 counts them', () => {
  const graph = graphOf(5, [
    [0, 1, 2.5],
    [1, 2, 1],
    [2, 3, 4],
    [3, 0, 0.5],
    [3, 4, 3],
    [4, 4, 2],
  ]);
  const labels = Int32Array.from([0, 0, 1, 1, 1]);
  expect(modularity(graph, labels)).toBeCloseTo(0.2596153846153846, 12);
  expect(modularity(graph, labels, 1.7)).toBeCloseTo(-0.1778846153846153, 12);
});

test('a ring of cliques falls into its cliques, numbered by lowest node, with any seed', () => {
  const graph = graphOf(80, ringOfCliques(10, 8));
  const planted = Int32Array.from({ length: 80 }, (_, node) => Math.floor(node / 8));
  for (let seed = 0; seed < 20; seed++) expect([...louvainCommunities(graph, seededRandom(seed)).community]).toEqual([...planted]);
  // By hand: 290 edges, 280 inside, ten communities with a tenth of the strength each.
  expect(modularity(graph, planted)).toBeCloseTo(280 / 290 - 0.1, 12);
});

test('small cliques in a long ring merge at resolution 1 and stand apart at a higher one: the resolution limit', () => {
  // Fortunato & Barthélemy (2007): cliques of 5 nodes merge when there are more than 5 · 4 + 2 of them.
  const graph = graphOf(300, ringOfCliques(60, 5));
  expect(louvainCommunities(graph, seededRandom(3)).communityCount).toBeLessThan(60);
  expect(louvainCommunities(graph, seededRandom(3), 4).communityCount).toBe(60);
});

test('in noise the modularity is far below that of planted groups, though it is not 0', () => {
  const random = seededRandom(11);
  const noise = graphOf(
    2000,
    Array.from({ length: 10_000 }, (): Row => [randomBelow(random, 2000), randomBelow(random, 2000), 1]),
  );
  // networkx 3.6.1's Louvain on gnm_random_graph(2000, 10000, seed=1), ten seeds: 0.278–0.285.
  const inNoise = louvainCommunities(noise, seededRandom(1)).modularity;
  expect(inNoise).toBeGreaterThan(0.26);
  expect(inNoise).toBeLessThan(0.3);
  const planted = graphOf(
    2000,
    Array.from({ length: 10_000 }, (): Row => {
      const a = randomBelow(random, 2000);
      return [a, random() < 0.8 ? Math.floor(a / 50) * 50 + randomBelow(random, 50) : randomBelow(random, 2000), 1];
    }),
  );
  expect(louvainCommunities(planted, seededRandom(1)).modularity).toBeGreaterThan(0.7);
});

test('degenerate graphs: no nodes, one node, no weight, one edge, all equal', () => {
  const none = { community: new Int32Array(0), communityCount: 0, modularity: null };
  expect(louvainCommunities(graphOf(0, []), seededRandom(1))).toEqual(none);
  expect(louvainCommunities(graphOf(1, []), seededRandom(1))).toEqual({
    community: new Int32Array(1),
    communityCount: 1,
    modularity: null,
  });
  const weightless = louvainCommunities(graphOf(3, [[0, 1, 0]]), seededRandom(1));
  expect(weightless).toEqual({ community: Int32Array.from([0, 1, 2]), communityCount: 3, modularity: null });
  const edge = louvainCommunities(graphOf(4, [[1, 3, 2]]), seededRandom(1));
  expect(edge).toEqual({ community: Int32Array.from([1, 0, 2, 0]), communityCount: 3, modularity: 0 });
  const clique = louvainCommunities(graphOf(6, ringOfCliques(1, 6).slice(0, -1)), seededRandom(1));
  expect(clique.communityCount).toBe(1);
  expect(clique.modularity).toBeCloseTo(0, 12);
  expect(louvainCommunities(graphOf(1, [[0, 0, 3]]), seededRandom(1)).modularity).toBe(0);
});

test('nodes without weight stay alone, beside heavy neighbours too', () => {
  const edges: Row[] = [...ringOfCliques(3, 4), [0, 12, 0], [1, 12, 0], [12, 13, 0]];
  for (let seed = 0; seed < 10; seed++) {
    const { community } = louvainCommunities(graphOf(15, edges), seededRandom(seed));
    for (const node of [12, 13, 14]) expect(community.filter((label) => label === community[node]).length).toBe(1);
  }
});

test('a resolution or weight outside its range is named', () => {
  const graph = graphOf(2, [[0, 1, 1]]);
  for (const resolution of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    const error = new RangeError(`resolution must be a finite number above 0, got ${resolution}`);
    expect(() => louvainCommunities(graph, seededRandom(1), resolution)).toThrow(error);
    expect(() => modularity(graph, new Int32Array(2), resolution)).toThrow(error);
  }
  for (const weight of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    const wrong = { ...graph, weights: new Float64Array(2).fill(weight) };
    expect(() => louvainCommunities(wrong, seededRandom(1))).toThrow(
      new RangeError(`weight ${weight} is not a finite number of at least 0`),
    );
    expect(() => modularity(wrong, new Int32Array(2))).toThrow(RangeError);
  }
  expect(() => louvainCommunities(graphOf(2, [[0, 1, 1e308]]), seededRandom(1))).toThrow(/more than a number can hold/);
  expect(() => modularity(graph, new Int32Array(3))).toThrow('3 communities given for 2 nodes');
  expect(() => modularity(graph, Int32Array.from([0, 2]))).toThrow('node 1: community 2 is not between 0 and 1');
});

const NODES = 9;
const rows = fc.array(fc.tuple(fc.nat(NODES - 1), fc.nat(NODES - 1), fc.nat(5)), { maxLength: 30 });
const resolutions = fc.constantFrom(0.3, 1, 2.5);

/** Σ over all ordered pairs of nodes in one community of (A_ij − γ k_i k_j / 2W) / 2W; a loop stands twice on the diagonal. */
function naiveModularity(edges: readonly Row[], labels: readonly number[], resolution: number): number | null {
  const matrix = Array.from({ length: NODES }, () => new Array<number>(NODES).fill(0));
  for (const [a, b, weight] of edges) {
    (matrix[a] as number[])[b] = (matrix[a]?.[b] ?? 0) + weight;
    (matrix[b] as number[])[a] = (matrix[b]?.[a] ?? 0) + weight;
  }
  const degree = matrix.map((row) => row.reduce((sum, weight) => sum + weight, 0));
  const total = degree.reduce((sum, strength) => sum + strength, 0);
  if (total === 0) return null;
  let sum = 0;
  for (let i = 0; i < NODES; i++) {
    for (let j = 0; j < NODES; j++) {
      if (labels[i] !== labels[j]) continue;
      sum += (matrix[i]?.[j] ?? 0) - (resolution * (degree[i] ?? 0) * (degree[j] ?? 0)) / total;
    }
  }
  return sum / total;
}

test('modularity equals its definition, pair by pair', () => {
  const labels = fc.array(fc.nat(NODES - 1), { minLength: NODES, maxLength: NODES });
  fc.assert(
    fc.property(rows, labels, resolutions, (edges, communities, resolution) => {
      const expected = naiveModularity(edges, communities, resolution);
      const actual = modularity(graphOf(NODES, edges), Int32Array.from(communities), resolution);
      if (expected === null) expect(actual).toBeNull();
      else expect(actual).toBeCloseTo(expected, 10);
    }),
  );
});

test('communities are no worse than single nodes, connected, numbered by size, and the same for the same seed', () => {
  fc.assert(
    fc.property(rows, resolutions, fc.integer(), (edges, resolution, seed) => {
      const graph = graphOf(NODES, edges);
      const found = louvainCommunities(graph, seededRandom(seed), resolution);
      const singles = Int32Array.from({ length: NODES }, (_, node) => node);
      expect(found.modularity ?? 0).toBeGreaterThanOrEqual((modularity(graph, singles, resolution) ?? 0) - 1e-12);
      expect(found.modularity).toBe(modularity(graph, found.community, resolution));
      const parts = connectedComponents(graph, found.community);
      expect(new Set(parts).size).toBe(found.communityCount);
      const sizes = Array.from({ length: found.communityCount }, (_, label) => found.community.filter((own) => own === label).length);
      for (let label = 1; label < sizes.length; label++) {
        const [before, here] = [sizes[label - 1] ?? 0, sizes[label] ?? 0];
        expect(before > here || (before === here && found.community.indexOf(label - 1) < found.community.indexOf(label))).toBe(true);
      }
      const reversed = graphOf(NODES, [...edges].reverse());
      expect(louvainCommunities(reversed, seededRandom(seed), resolution)).toEqual(found);
    }),
    { numRuns: 500 },
  );
});

test('weights over many orders of magnitude come to an end', () => {
  const weights = fc.double({ min: 1e-12, max: 1e12, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(NODES - 1), fc.nat(NODES - 1), weights), { maxLength: 40 }),
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      fc.integer(),
      (edges, resolution, seed) => {
        expect(louvainCommunities(graphOf(NODES, edges), seededRandom(seed), resolution).community.length).toBe(NODES);
      },
    ),
  );
});
