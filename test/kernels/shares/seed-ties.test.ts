import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coShareEdges } from '../../../src/kernels/shares/co-share.js';
import { harmonicMeanP } from '../../../src/kernels/shares/multiplex.js';
import { anchoredEdges, seedTies, type TestedEdges } from '../../../src/kernels/shares/seed-ties.js';
import type { Shares } from '../../../src/kernels/shares/share-index.js';

test('ties are the harmonic mean over all seeds, no edge counted as 1', () => {
  const edge = fc.tuple(fc.nat(7), fc.nat(7), fc.integer({ min: 1, max: 9 }), fc.double({ min: 1e-9, max: 1, noNaN: true }));
  const edges = fc
    .uniqueArray(
      edge.filter(([a, b]) => a < b),
      { selector: ([a, b]) => a * 10 + b },
    )
    .map(
      (rows): TestedEdges => ({
        accountA: Int32Array.from(rows, ([a]) => a),
        accountB: Int32Array.from(rows, ([, b]) => b),
        objectCount: Int32Array.from(rows, ([, , count]) => count),
        pTiming: Float64Array.from(rows, ([, , , p]) => p),
        pChoice: Float64Array.from(rows, ([, , , p]) => Math.sqrt(p)),
      }),
    );
  fc.assert(
    fc.property(edges, fc.integer({ min: 1, max: 255 }), (tested, bits) => {
      const isSeed = Uint8Array.from({ length: 8 }, (_, i) => (bits >> i) & 1);
      const ties = seedTies(tested, isSeed);
      for (let account = 0; account < 8; account++) {
        const own = [...tested.accountA.keys()].filter((e) => {
          const [a, b] = [tested.accountA[e] as number, tested.accountB[e] as number];
          return isSeed[account] === 0 && ((a === account && isSeed[b] === 1) || (b === account && isSeed[a] === 1));
        });
        const seeds = [...isSeed].filter((flag) => flag === 1).length;
        const all = [...own.map((e) => tested.pTiming[e] as number), ...new Array<number>(seeds - own.length).fill(1)];
        expect(ties.seedCount[account]).toBe(own.length);
        expect(ties.objectCount[account]).toBe(Math.max(0, ...own.map((e) => tested.objectCount[e] as number)));
        expect(ties.pTiming[account]).toBeCloseTo(harmonicMeanP(all), 12);
      }
    }),
  );
});

test('only edges that touch an anchor are kept, as the whole network has them', () => {
  const object = [0, 0, 0, 1, 1, 1, 2, 2, 2];
  const shares: Shares = {
    accountCount: 3,
    postCount: 9,
    object: Int32Array.from(object),
    account: Int32Array.from([0, 1, 2, 2, 0, 1, 1, 2, 0]),
    post: Int32Array.from(object.keys()),
    time: Float64Array.from([0, 3, 4, 0, 1, 2, 0, 1, 900], (seconds) => seconds * 1e6),
  };
  const all = coShareEdges(shares, 5e6, 2);
  const kept = anchoredEdges(shares, Uint8Array.of(1, 0, 0), 5e6, 2);
  expect([...all.accountA].map((a, i) => `${a}${all.accountB[i]}`)).toEqual(['01', '02', '12']);
  expect([...kept.accountA].map((a, i) => `${a}${kept.accountB[i]}`)).toEqual(['01', '02']);
  expect([...kept.objectCount]).toEqual([2, 2]);
  for (const p of [...kept.pTiming, ...kept.pChoice]) expect(p > 0 && p <= 1).toBe(true);
});
