import fc from 'fast-check';
import { expect, test } from 'vitest';
import { affordableRuns, coMembership, consensusCommunities, groupingRun, groupingSeeds } from '../../../src/kernels/graph/consensus.js';
import { connectedComponents, type Graph } from '../../../src/kernels/graph/graph.js';
import { graphOf, karate, type Row, ringOfCliques } from './small-graphs.js';

const options = { method: 'leiden', resolution: 1, seed: 1 } as const;
const groupingRuns = (
  graph: Graph,
  { seed, ...rest }: { method: 'leiden'; resolution: number; seed: number },
  runCount: number,
): Int32Array[] => {
  const seeds = groupingSeeds(seed, runCount);
  return seeds.map((_, run) => groupingRun({ graph, options: rest, seeds }, run));
};
const labels = (...values: number[]): Int32Array => Int32Array.from(values);
const path = graphOf(4, [
  [0, 1, 1],
  [1, 2, 1],
  [2, 3, 1],
]); // prettier-ignore

test('runs that agree are the consensus: agreement 1, every pair of members together in all', () => {
  const graph = graphOf(80, ringOfCliques(10, 8));
  const runs = groupingRuns(graph, options, 20);
  const { community, agreement } = consensusCommunities(graph, runs);
  expect([...community]).toEqual(Array.from({ length: 80 }, (_, node) => Math.floor(node / 8)));
  expect(agreement).toBe(1);
  const { ofNode, ofCommunity } = coMembership(community, runs);
  expect([...new Set(ofNode)]).toEqual([1]);
  expect([...ofCommunity]).toEqual(new Array(10).fill(1));
});

const fourOf = (first: number): Row[] =>
  ringOfCliques(1, 4)
    .slice(0, -1)
    .map(([a, b]) => [a + first, b + first, 1]);

test('the majority decides, though no single run says so', () => {
  // Pairs together in two of three runs count +1, in all +3, in one −1: the two fours get 18, the runs themselves 15, 13 and 17.
  const graph = graphOf(8, [...fourOf(0), ...fourOf(4), [3, 4, 1]]);
  const runs = [labels(0, 0, 0, 1, 1, 1, 1, 1), labels(0, 0, 0, 0, 0, 1, 1, 1), labels(2, 0, 0, 0, 1, 1, 1, 1)];
  expect([...consensusCommunities(graph, runs).community]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
});

test('shares of co-membership and the adjusted Rand index as by hand', () => {
  const runs = [labels(0, 0, 1, 1), labels(0, 0, 0, 1)];
  // Together in run 1: 01, 23; in run 2: 01, 02, 12.
  const { ofNode, ofCommunity } = coMembership(labels(0, 0, 0, 1), runs);
  expect([...ofNode]).toEqual([0.75, 0.75, 0.5, Number.NaN]);
  expect(ofCommunity[0]).toBeCloseTo(4 / 6, 12);
  expect(ofCommunity[1]).toBeNaN();
  // One pair in both, 2 and 3 pairs, 6 in all: (1 − 1) / (2.5 − 1) = 0 (scikit-learn's adjusted_rand_score gives 0 too).
  expect(consensusCommunities(path, runs).agreement).toBeCloseTo(0, 12);
});

test('the share of a group is the mean over its pairs, whatever the runs', () => {
  const partition = fc.array(fc.nat(3), { minLength: 8, maxLength: 8 });
  fc.assert(
    fc.property(partition, fc.array(partition, { minLength: 1, maxLength: 5 }), (own, others) => {
      const runs = others.map((run) => Int32Array.from(run));
      const { ofNode, ofCommunity } = coMembership(Int32Array.from(own), runs);
      for (const label of new Set(own)) {
        const members = [...own.keys()].filter((node) => own[node] === label);
        if (members.length === 1) {
          expect(ofNode[members[0] as number]).toBeNaN();
          continue;
        }
        const shares = members.map((node) => {
          const rest = members.filter((other) => other !== node);
          const together = rest.map((other) => others.filter((run) => run[node] === run[other]).length / others.length);
          return together.reduce((sum, share) => sum + share, 0) / rest.length;
        });
        for (const [i, node] of members.entries()) expect(ofNode[node]).toBeCloseTo(shares[i] as number, 10);
        expect(ofCommunity[label]).toBeCloseTo(shares.reduce((sum, share) => sum + share, 0) / members.length, 10);
      }
    }),
  );
});

/** Pairs that are together in one partition and apart in the other. */
function mirkinDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let distance = 0;
  for (let i = 0; i < a.length; i++) for (let j = 0; j < i; j++) if ((a[i] === a[j]) !== (b[i] === b[j])) distance++;
  return distance;
}

test('the consensus of connected runs on a complete graph is at least as near to them as the best of them', () => {
  const complete = graphOf(7, ringOfCliques(1, 7).slice(0, -1));
  const partition = fc.array(fc.nat(6), { minLength: 7, maxLength: 7 }).map((list) => Int32Array.from(list));
  fc.assert(
    fc.property(fc.array(partition, { minLength: 1, maxLength: 6 }), (runs) => {
      const total = (one: Int32Array): number => runs.reduce((sum, run) => sum + mirkinDistance(one, run), 0);
      const { community } = consensusCommunities(complete, runs);
      expect(total(community)).toBeLessThanOrEqual(Math.min(...runs.map(total)));
    }),
    { numRuns: 300 },
  );
});

test('communities stay connected, and numbers, order and seeds do not matter beyond the seed', () => {
  const rows = fc.array(fc.tuple(fc.nat(11), fc.nat(11), fc.nat(4)), { maxLength: 30 });
  fc.assert(
    fc.property(rows, fc.nat(), (edges: Row[], seed) => {
      const graph = graphOf(12, edges);
      const runs = groupingRuns(graph, { ...options, seed }, 5);
      const found = consensusCommunities(graph, runs);
      expect(new Set(connectedComponents(graph, found.community)).size).toBe(new Set(found.community).size);
      expect(consensusCommunities(graph, groupingRuns(graph, { ...options, seed }, 5))).toEqual(found);
      if (found.agreement !== null) expect(found.agreement).toBeLessThanOrEqual(1);
    }),
  );
});

test('a network without structure is less steady than one with it', () => {
  const steady = coMembership(consensusCommunities(karate, groupingRuns(karate, options, 20)).community, groupingRuns(karate, options, 20));
  expect(Math.min(...steady.ofCommunity)).toBeGreaterThan(0.8);
  const ring = graphOf(
    60,
    Array.from({ length: 60 }, (_, node): Row => [node, (node + 1) % 60, 1]),
  ); // prettier-ignore
  const runs = groupingRuns(ring, options, 20);
  const { community, agreement } = consensusCommunities(ring, runs);
  expect(agreement).toBeLessThan(0.7);
  expect(Math.max(...coMembership(community, runs).ofCommunity.filter((share) => !Number.isNaN(share)))).toBeLessThan(0.95);
});

test('degenerate: no run, one run, no edges, no nodes', () => {
  expect(() => consensusCommunities(path, [])).toThrow('a consensus needs at least one run');
  expect(consensusCommunities(path, [labels(0, 0, 1, 1)])).toEqual({ community: labels(0, 0, 1, 1), agreement: null });
  const lone = graphOf(3, []);
  expect(consensusCommunities(lone, groupingRuns(lone, options, 4))).toEqual({ community: labels(0, 1, 2), agreement: null });
  const none = graphOf(0, []);
  expect(consensusCommunities(none, groupingRuns(none, options, 4))).toEqual({ community: labels(), agreement: null });
  expect(coMembership(labels(), [])).toEqual({ ofNode: new Float64Array(0), ofCommunity: new Float64Array(0) });
});

test('large networks get fewer runs, never below two unless fewer were asked for', () => {
  expect([0, 1000, 250_000, 500_000, 1_500_000, 50_000_000].map((edges) => affordableRuns(edges, 20))).toEqual([20, 20, 20, 10, 3, 2]);
  expect(affordableRuns(50_000_000, 1)).toBe(1);
});
