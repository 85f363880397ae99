import fc from 'fast-check';
import { expect, test } from 'vitest';
import { communitiesOf } from '../../../src/kernels/graph/communities.js';
import { connectedComponents, type Graph } from '../../../src/kernels/graph/graph.js';
import { leidenCommunities } from '../../../src/kernels/graph/leiden.js';
import { louvainCommunities } from '../../../src/kernels/graph/louvain.js';
import { modularity } from '../../../src/kernels/graph/modularity.js';
import { randomBelow, seededRandom } from '../../../src/kernels/statistics/random.js';
import { graphOf, karate, type Row, ringOfCliques } from './small-graphs.js';

test("the karate club's best partition, modularity 0.4198 with four communities, comes with nearly every seed", () => {
  // The exact optimum by integer programming (python-igraph 0.10.2, community_optimal_modularity): 0.4197896.
  const best = 57 / 78 - (60 ** 2 + 56 ** 2 + 24 ** 2 + 16 ** 2) / 156 ** 2;
  const runs = Array.from({ length: 100 }, (_, seed) => leidenCommunities(karate, seededRandom(seed)));
  for (const run of runs) expect(run.modularity ?? 0).toBeLessThanOrEqual(best + 1e-12);
  const optimal = runs.filter((run) => Math.abs((run.modularity ?? 0) - best) < 1e-12);
  expect(optimal.length).toBeGreaterThanOrEqual(80);
  for (const run of optimal) expect(run.communityCount).toBe(4);
});

test('a ring of cliques falls into its cliques with any seed', () => {
  const graph = graphOf(80, ringOfCliques(10, 8));
  const planted = Array.from({ length: 80 }, (_, node) => Math.floor(node / 8));
  for (let seed = 0; seed < 20; seed++) expect([...leidenCommunities(graph, seededRandom(seed)).community]).toEqual(planted);
});

test('planted groups in noise are found under any numbering of the nodes', () => {
  const random = seededRandom(5);
  const edges = Array.from({ length: 9000 }, (): Row => {
    const a = randomBelow(random, 600);
    return [a, random() < 0.7 ? Math.floor(a / 30) * 30 + randomBelow(random, 30) : randomBelow(random, 600), 1];
  });
  for (let turn = 0; turn < 5; turn++) {
    const numbers = Array.from({ length: 600 }, (_, node) => (node * 7 + turn * 131) % 600);
    const renamed = edges.map(([a, b, weight]): Row => [numbers[a] as number, numbers[b] as number, weight]);
    const { community, communityCount } = leidenCommunities(graphOf(600, renamed), seededRandom(turn));
    expect(communityCount).toBe(20);
    const found = new Set(Array.from({ length: 600 }, (_, node) => `${Math.floor(node / 30)} ${community[numbers[node] as number]}`));
    expect(found.size).toBe(20);
  }
});

/** Weight between two sets of nodes, and the strength of a set, by the definition. */
function gainOfJoining(graph: Graph, from: readonly number[], to: readonly number[], resolution: number): number {
  const strengthOf = (nodes: readonly number[]): number =>
    nodes.reduce((sum, node) => {
      const weights = graph.weights.subarray(graph.starts[node], graph.starts[node + 1]);
      return sum + 2 * (graph.loops[node] as number) + weights.reduce((own, weight) => own + weight, 0);
    }, 0);
  const total = strengthOf(Array.from({ length: graph.nodeCount }, (_, node) => node));
  let between = 0;
  for (const node of from) {
    for (let i = graph.starts[node] as number; i < (graph.starts[node + 1] as number); i++) {
      if (to.includes(graph.neighbours[i] as number)) between += graph.weights[i] as number;
    }
  }
  return between - (resolution * strengthOf(from) * strengthOf(to)) / total;
}

const NODES = 9;
const rows = fc.array(fc.tuple(fc.nat(NODES - 1), fc.nat(NODES - 1), fc.nat(5)), { maxLength: 30 });
const resolutions = fc.constantFrom(0.3, 1, 2.5);

test('at the end communities are connected, no two gain by merging, and no node gains by moving or by leaving', () => {
  fc.assert(
    fc.property(rows, resolutions, fc.integer(), (edges, resolution, seed) => {
      const graph = graphOf(NODES, edges);
      const { community, communityCount, modularity: quality } = leidenCommunities(graph, seededRandom(seed), resolution);
      expect(quality).toBe(modularity(graph, community, resolution));
      expect(new Set(connectedComponents(graph, community)).size).toBe(communityCount);
      const groups = Array.from({ length: communityCount }, (_, label) =>
        [...community.keys()].filter((node) => community[node] === label),
      );
      for (const [label, group] of groups.entries()) {
        for (const other of groups.slice(label + 1)) expect(gainOfJoining(graph, group, other, resolution) || 0).toBeLessThanOrEqual(1e-8);
        for (const node of group) {
          const rest = group.filter((own) => own !== node);
          const staying = gainOfJoining(graph, [node], rest, resolution) || 0;
          expect(staying).toBeGreaterThanOrEqual(-1e-8);
          for (const other of groups) {
            if (other !== group) expect((gainOfJoining(graph, [node], other, resolution) || 0) - staying).toBeLessThanOrEqual(1e-8);
          }
        }
      }
    }),
    { numRuns: 300 },
  );
});

/** Every partition of `count` nodes, as labels. */
function* partitions(count: number, labels: number[] = []): Generator<number[]> {
  if (labels.length === count) {
    yield labels;
    return;
  }
  for (let label = 0; label <= Math.max(-1, ...labels) + 1; label++) yield* partitions(count, [...labels, label]);
}

test('on graphs of seven nodes the best of ten seeds is the best of all 877 partitions, nearly always', () => {
  const all = [...partitions(7)].map((labels) => Int32Array.from(labels));
  expect(all.length).toBe(877); // the Bell number
  const random = seededRandom(3);
  let optimal = 0;
  for (let graphNumber = 0; graphNumber < 60; graphNumber++) {
    const edges = Array.from(
      { length: 6 + randomBelow(random, 12) },
      (): Row => [randomBelow(random, 7), randomBelow(random, 7), 1 + randomBelow(random, 4)],
    );
    const graph = graphOf(7, edges);
    const best = all.reduce((most, labels) => Math.max(most, modularity(graph, labels) ?? 0), -1);
    const found = Math.max(...Array.from({ length: 10 }, (_, seed) => leidenCommunities(graph, seededRandom(seed)).modularity ?? 0));
    expect(found).toBeLessThanOrEqual(best + 1e-12);
    if (found > best - 1e-9) optimal++;
  }
  expect(optimal).toBeGreaterThanOrEqual(58);
});

test('over random graphs the modularity is on average not below that of Louvain', () => {
  const random = seededRandom(17);
  let [leiden, louvain] = [0, 0];
  for (let graphNumber = 0; graphNumber < 40; graphNumber++) {
    const edges = Array.from({ length: 600 }, (): Row => [randomBelow(random, 200), randomBelow(random, 200), 1 + randomBelow(random, 3)]);
    const graph = graphOf(200, edges);
    leiden += leidenCommunities(graph, seededRandom(graphNumber)).modularity ?? 0;
    louvain += louvainCommunities(graph, seededRandom(graphNumber)).modularity ?? 0;
  }
  expect(leiden).toBeGreaterThan(louvain);
});

test('the result does not depend on the unit of the weights, nor on the order of the rows', () => {
  fc.assert(
    fc.property(rows, fc.integer(), (edges, seed) => {
      const found = leidenCommunities(graphOf(NODES, edges), seededRandom(seed)).community;
      const scaled = edges.map(([a, b, weight]): Row => [a, b, weight * 1024]).reverse();
      expect(leidenCommunities(graphOf(NODES, scaled), seededRandom(seed)).community).toEqual(found);
    }),
  );
});

test('degenerate graphs: no nodes, one node, no weight, one edge, loops, nodes apart', () => {
  const find = (count: number, edges: readonly Row[]) => leidenCommunities(graphOf(count, edges), seededRandom(1));
  expect(find(0, [])).toEqual({ community: new Int32Array(0), communityCount: 0, modularity: null });
  expect(find(1, [])).toEqual({ community: new Int32Array(1), communityCount: 1, modularity: null });
  expect(find(3, [[0, 1, 0]])).toEqual({ community: Int32Array.from([0, 1, 2]), communityCount: 3, modularity: null });
  expect(find(4, [[1, 3, 2]])).toEqual({ community: Int32Array.from([1, 0, 2, 0]), communityCount: 3, modularity: 0 });
  expect(find(1, [[0, 0, 3]]).modularity).toBe(0);
  expect([
    ...find(5, [
      [0, 1, 1],
      [2, 3, 1],
      [4, 4, 9],
    ]).community,
  ]).toEqual([0, 0, 1, 1, 2]); // prettier-ignore
  expect(() => leidenCommunities(karate, seededRandom(1), 0)).toThrow('resolution must be a finite number above 0, got 0');
});

test('weights over many orders of magnitude come to an end', () => {
  const weights = fc.double({ min: 1e-12, max: 1e12, noNaN: true });
  const edges = fc.array(fc.tuple(fc.nat(NODES - 1), fc.nat(NODES - 1), weights), { maxLength: 40 });
  fc.assert(
    fc.property(edges, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), fc.integer(), (list, resolution, seed) => {
      expect(leidenCommunities(graphOf(NODES, list), seededRandom(seed), resolution).community.length).toBe(NODES);
    }),
  );
});

test('one grouping by each method, numbered by size', () => {
  const graph = graphOf(13, [...ringOfCliques(3, 4), [12, 12, 1]]);
  const cliques = [...Array.from({ length: 12 }, (_, node) => Math.floor(node / 4)), 3];
  const options = { resolution: 1, seed: 4 };
  expect([...communitiesOf(graph, { ...options, method: 'leiden' })]).toEqual(cliques);
  expect([...communitiesOf(graph, { ...options, method: 'louvain' })]).toEqual(cliques);
  expect([...communitiesOf(graph, { ...options, method: 'components' })]).toEqual([...new Array(12).fill(0), 1]);
});
