import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coShareEdges, countCoShareEdges } from '../../../src/kernels/shares/co-share.js';
import { directedWeights } from '../../../src/kernels/shares/directed-weights.js';
import { coSharePairEnds, coSharePairs } from '../../../src/kernels/shares/pairs.js';
import { countWindowPairs, eligibleShares, prunedShares, type Shares } from '../../../src/kernels/shares/share-index.js';

interface Row {
  readonly object: number;
  readonly account: number;
  readonly post: number;
  readonly time: number;
}

// Few objects and times, so that rows meet; a post may carry several objects but has one account and one time.
const tables = fc
  .record({
    posts: fc.array(fc.record({ account: fc.nat(6), time: fc.nat(40) }), { minLength: 1, maxLength: 30 }),
    shares: fc.array(fc.tuple(fc.nat(29), fc.nat(5)), { maxLength: 60 }),
  })
  .map(({ posts, shares }) => {
    const seen = new Set<string>();
    return shares.flatMap(([p, object]): Row[] => {
      const post = p % posts.length;
      const { account, time } = posts[post] as { account: number; time: number };
      if (seen.has(`${post} ${object}`)) return [];
      seen.add(`${post} ${object}`);
      return [{ object, account, post, time }];
    });
  });

function columnsOf(rows: readonly Row[]): Shares {
  const sorted = [...rows].sort((x, y) => x.object - y.object || x.time - y.time);
  return {
    accountCount: 7,
    postCount: 30,
    object: Int32Array.from(sorted, (row) => row.object),
    account: Int32Array.from(sorted, (row) => row.account),
    post: Int32Array.from(sorted, (row) => row.post),
    time: Float64Array.from(sorted, (row) => row.time * 1_000_000),
  };
}

/** The definition, pair by pair. */
function naiveEdges(rows: readonly Row[], window: number, minObjects: number): string[] {
  const edges = new Map<
    string,
    { objects: Set<number>; postsA: Set<number>; postsB: Set<number>; pairs: number; lead: number; lag: number }
  >();
  for (const x of rows) {
    for (const y of rows) {
      if (x.account >= y.account || x.object !== y.object || Math.abs(x.time - y.time) > window) continue;
      const key = `${x.account} ${y.account}`;
      const edge = edges.get(key) ?? { objects: new Set(), postsA: new Set(), postsB: new Set(), pairs: 0, lead: 0, lag: 0 };
      edges.set(key, edge);
      edge.objects.add(x.object);
      edge.postsA.add(x.post);
      edge.postsB.add(y.post);
      edge.pairs++;
      edge.lead += x.time < y.time ? 1 : x.time === y.time ? 0.5 : 0;
      edge.lag += Math.abs(x.time - y.time);
    }
  }
  return [...edges]
    .filter(([, edge]) => edge.objects.size >= minObjects)
    .map(([key, edge]) =>
      [
        key,
        edge.objects.size,
        edge.pairs,
        edge.postsA.size,
        edge.postsB.size,
        (edge.lead / edge.pairs).toFixed(9),
        (edge.lag / edge.pairs).toFixed(9),
      ].join(' '),
    )
    .sort();
}

function kernelEdges(shares: Shares, window: number, minObjects: number): string[] {
  const edges = coShareEdges(shares, window * 1_000_000, minObjects);
  return Array.from({ length: edges.length }, (_, i) =>
    [
      edges.accountA[i],
      edges.accountB[i],
      edges.objectCount[i],
      edges.pairCount[i],
      edges.postCountA[i],
      edges.postCountB[i],
      edges.leadA[i]?.toFixed(9),
      edges.meanLagSeconds[i]?.toFixed(9),
    ].join(' '),
  ).sort();
}

test('edges equal the definition, pair by pair, with and without pruning', () => {
  fc.assert(
    fc.property(tables, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 4 }), (rows, window, minObjects) => {
      const shares = columnsOf(rows);
      const expected = naiveEdges(rows, window, minObjects);
      expect(kernelEdges(shares, window, minObjects)).toEqual(expected);
      expect(kernelEdges(prunedShares(shares, window * 1_000_000, minObjects), window, minObjects)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('the order of input rows does not matter', () => {
  fc.assert(
    fc.property(tables, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (rows, keys) => {
      const shuffled = rows.map((row) => ({ row, key: keys.next().value as number })).sort((x, y) => x.key - y.key);
      expect(kernelEdges(columnsOf(shuffled.map(({ row }) => row)), 10, 1)).toEqual(kernelEdges(columnsOf(rows), 10, 1));
    }),
  );
});

test('relabelling accounts backwards swaps A and B and nothing else', () => {
  fc.assert(
    fc.property(tables, (rows) => {
      const swapped = coShareEdges(columnsOf(rows.map((row) => ({ ...row, account: 6 - row.account }))), 10_000_000, 1);
      const plain = coShareEdges(columnsOf(rows), 10_000_000, 1);
      const forward = Array.from({ length: plain.length }, (_, i) =>
        [
          plain.accountA[i],
          plain.accountB[i],
          plain.objectCount[i],
          plain.pairCount[i],
          plain.postCountA[i],
          plain.postCountB[i],
          plain.leadA[i]?.toFixed(9),
        ].join(' '),
      ).sort();
      const backward = Array.from({ length: swapped.length }, (_, i) =>
        [
          6 - (swapped.accountB[i] ?? 0),
          6 - (swapped.accountA[i] ?? 0),
          swapped.objectCount[i],
          swapped.pairCount[i],
          swapped.postCountB[i],
          swapped.postCountA[i],
          (1 - (swapped.leadA[i] ?? 0)).toFixed(9),
        ].join(' '),
      ).sort();
      expect(backward).toEqual(forward);
    }),
  );
});

test('a wider window never loses an edge or an object', () => {
  fc.assert(
    fc.property(tables, fc.integer({ min: 1, max: 10 }), (rows, window) => {
      const shares = columnsOf(rows);
      const objects = (w: number): Map<string, number> => {
        const edges = coShareEdges(shares, w * 1_000_000, 1);
        return new Map(
          Array.from({ length: edges.length }, (_, i) => [`${edges.accountA[i]} ${edges.accountB[i]}`, edges.objectCount[i] ?? 0]),
        );
      };
      const wide = objects(window + 5);
      for (const [edge, count] of objects(window)) expect(wide.get(edge) ?? 0).toBeGreaterThanOrEqual(count);
    }),
  );
});

test('the pairs listed for all edges are as many as the edges count', () => {
  fc.assert(
    fc.property(tables, (rows) => {
      const shares = columnsOf(rows);
      const edges = coShareEdges(shares, 10_000_000, 1);
      const { first, second } = coSharePairs(shares, 10_000_000, edges);
      expect(first.length).toBe(edges.pairCount.reduce((sum, pairs) => sum + pairs, 0));
      for (let i = 0; i < first.length; i++)
        expect(shares.time[first[i] as number]).toBeLessThanOrEqual(shares.time[second[i] as number] as number);
    }),
  );
});

test('counting edges gives their number, and pair ends are the ends of the listed pairs', () => {
  fc.assert(
    fc.property(tables, fc.integer({ min: 1, max: 3 }), (rows, minObjects) => {
      const shares = columnsOf(rows);
      const edges = coShareEdges(shares, 10_000_000, minObjects);
      expect(countCoShareEdges(shares, 10_000_000, minObjects)).toBe(edges.length);
      const { first, second } = coSharePairs(shares, 10_000_000, edges);
      expect(first.length).toBeLessThanOrEqual(countWindowPairs(shares, 10_000_000));
      const isEnd = new Uint8Array(shares.post.length);
      const pairCount = new Float64Array(shares.post.length);
      for (const [i, p] of first.entries()) {
        const q = second[i] as number;
        isEnd[p] = 1;
        isEnd[q] = 1;
        const own = (shares.account[p] as number) < (shares.account[q] as number) ? p : q;
        pairCount[own] = (pairCount[own] as number) + 1;
      }
      expect(coSharePairEnds(shares, 10_000_000, edges)).toMatchObject({ isEnd, pairCount });
    }),
  );
});

test('an edge may need more objects than a byte can count', () => {
  const rows = Array.from({ length: 600 }, (_, row): Row => ({ object: row >> 1, account: row & 1, post: row, time: row & 1 }));
  const shares = { ...columnsOf(rows), postCount: 600 };
  for (const [minObjects, edgeCount] of [
    [255, 1],
    [256, 1],
    [300, 1],
    [301, 0],
  ] as const) {
    const edges = coShareEdges(shares, 1_000_000, minObjects);
    expect([...edges.objectCount]).toEqual(Array(edgeCount).fill(300));
  }
});

test('a hundred thousand posts of one account at one instant are one step of the search', () => {
  const count = 100_001;
  const account = new Int32Array(count);
  account[50_000] = 1;
  const shares = {
    ...{ accountCount: 2, postCount: count, account },
    ...{ object: new Int32Array(count), time: new Float64Array(count), post: Int32Array.from({ length: count }, (_, post) => post) },
  };
  const edges = coShareEdges(prunedShares(shares, 0, 1), 0, 1);
  expect([edges.length, edges.pairCount[0], edges.postCountA[0], edges.postCountB[0]]).toEqual([1, 100_000, 100_000, 1]);
});

test('directed weights are the post counts of the two sides of an edge', () => {
  fc.assert(
    fc.property(tables, (rows) => {
      const shares = columnsOf(rows);
      const edges = coShareEdges(shares, 10_000_000, 1);
      const both = Array.from({ length: edges.length }, (_, i) => [
        `${edges.accountA[i]} ${edges.accountB[i]} ${edges.postCountA[i]}`,
        `${edges.accountB[i]} ${edges.accountA[i]} ${edges.postCountB[i]}`,
      ]).flat();
      const directed = directedWeights(shares, 10_000_000, 1);
      expect(Array.from(directed.source, (source, i) => `${source} ${directed.target[i]} ${directed.weight[i]}`).sort()).toEqual(
        both.sort(),
      );
    }),
  );
});

test('an account is eligible by distinct posts, not by shares', () => {
  const shares = columnsOf([
    { object: 0, account: 1, post: 0, time: 0 },
    { object: 1, account: 1, post: 0, time: 0 },
    { object: 0, account: 2, post: 1, time: 0 },
    { object: 1, account: 2, post: 2, time: 0 },
  ]);
  expect([...new Set(eligibleShares(shares, 2).account)]).toEqual([2]);
});

test('an object shared 50,000 times within one minute needs no memory for its pairs', () => {
  // Two objects, one crowded: 1,000 accounts with 50 posts each; 1.2 billion pairs.
  const n = 50_000;
  const shares: Shares = {
    accountCount: 1000,
    postCount: n,
    object: new Int32Array(n),
    account: Int32Array.from({ length: n }, (_, i) => i % 1000),
    post: Int32Array.from({ length: n }, (_, i) => i),
    time: Float64Array.from({ length: n }, (_, i) => Math.floor(i / 1000) * 1_000_000),
  };
  const before = process.memoryUsage().arrayBuffers;
  expect(coShareEdges(prunedShares(shares, 1_000_000, 2), 1_000_000, 2).length).toBe(0);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
});
