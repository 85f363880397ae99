import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TimingCalibration } from '../../../src/kernels/chance/calibration.js';
import { countEdges, shuffledEdges, timingNull, timingTails } from '../../../src/kernels/chance/timing-null.js';
import { countWorld } from '../../../src/kernels/chance/timing-worlds.js';
import { coShareEdges } from '../../../src/kernels/shares/co-share.js';
import type { Shares } from '../../../src/kernels/shares/share-index.js';
import { timeShuffled } from '../../../src/kernels/shares/time-shuffle.js';
import { seededRandom } from '../../../src/kernels/statistics/random.js';

const ACCOUNTS = 8;

function sharesOf(rows: readonly (readonly [object: number, account: number, time: number])[]): Shares {
  const sorted = [...rows].sort((x, y) => x[0] - y[0] || x[2] - y[2]);
  return {
    accountCount: ACCOUNTS,
    postCount: sorted.length,
    object: Int32Array.from(sorted, (row) => row[0]),
    account: Int32Array.from(sorted, (row) => row[1]),
    post: Int32Array.from(sorted.keys()),
    time: Float64Array.from(sorted, (row) => row[2]),
  };
}

const tables = fc.array(fc.tuple(fc.nat(5), fc.nat(ACCOUNTS - 1), fc.nat(60)), { maxLength: 60 }).map(sharesOf);

test('edges are counted as the co-share kernel counts them, whatever minObjects', () => {
  fc.assert(
    fc.property(tables, fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 3 }), (shares, window, minObjects) => {
      const model = timingNull(shares, window, minObjects);
      const counted = countEdges(model, model.account.slice());
      const { accountA, accountB, objectCount } = coShareEdges(shares, window, minObjects);
      expect(counted).toEqual({ accountA, accountB, objectCount });
    }),
  );
});

test('pTiming by hand: one object with three of ten pairs within the window, shared twice and once', () => {
  // Times 0, 5, 10 and 100, 200: pairs within 10 are (0,5), (5,10), (0,10): 3 of C(5, 2) = 10. a shares twice, b once.
  const shares = sharesOf([
    [0, 0, 0],
    [0, 1, 5],
    [0, 2, 10],
    [0, 0, 100],
    [0, 3, 200],
  ]);
  const model = timingNull(shares, 10, 1);
  const edges = { accountA: Int32Array.of(0, 1), accountB: Int32Array.of(1, 2), objectCount: Int32Array.of(1, 1) };
  const [twiceOnce, onceOnce] = timingTails(model, edges);
  expect(twiceOnce).toBeCloseTo(1 - 0.7 ** 2, 12);
  expect(onceOnce).toBeCloseTo(0.3, 12);
});

test('pTiming over two objects is the product where both must be in step', () => {
  const shares = sharesOf([
    [0, 0, 0],
    [0, 1, 5],
    [0, 2, 500],
    [1, 0, 0],
    [1, 1, 5],
    [1, 3, 500],
  ]);
  const model = timingNull(shares, 10, 2);
  const edges = countEdges(model, model.account.slice());
  expect(edges).toEqual({ accountA: Int32Array.of(0), accountB: Int32Array.of(1), objectCount: Int32Array.of(2) });
  expect(timingTails(model, edges)[0]).toBeCloseTo(1 / 9, 12); // 1 of C(3, 2) pairs, twice
});

test('which of two accounts has the longer list does not matter for the tail', () => {
  fc.assert(
    fc.property(tables, fc.integer({ min: 0, max: 30 }), (shares, window) => {
      const model = timingNull(shares, window, 1);
      const edges = countEdges(model, model.account.slice());
      const swapped = { accountA: edges.accountB, accountB: edges.accountA, objectCount: edges.objectCount };
      expect(timingTails(model, edges)).toEqual(timingTails(model, swapped));
    }),
  );
});

test('shuffled worlds hold as many edges as shares whose times were shuffled outright', () => {
  const random = seededRandom(11);
  const rows = Array.from(
    { length: 300 },
    () => [Math.floor(random() * 6), Math.floor(random() * 8), Math.floor(random() * 4000)] as const,
  );
  const shares = sharesOf(rows);
  const model = timingNull(shares, 60, 2);
  const worlds = 400;
  let fast = 0;
  let outright = 0;
  for (let world = 0; world < worlds; world++) {
    fast += shuffledEdges(model, seededRandom(world)).accountA.length;
    outright += coShareEdges(timeShuffled(shares, seededRandom(10_000 + world)), 60, 2).length;
  }
  // Each mean has a standard error of about 0.15; 1 is beyond six of their difference.
  expect(Math.abs(fast - outright) / worlds).toBeLessThan(1);
  expect(fast / worlds).toBeGreaterThan(3);
});

test('a world depends on the seed and its number alone', () => {
  const random = seededRandom(3);
  const shares = sharesOf(
    Array.from({ length: 200 }, () => [Math.floor(random() * 5), Math.floor(random() * 8), random() * 1000] as const),
  );
  const grouping = { method: 'leiden', resolution: 1, seed: 1 } as const;
  const question = {
    model: timingNull(shares, 30, 2),
    seed: 5,
    levels: Float64Array.of(0.01, 0.5, 1),
    grouping,
    groupedWorlds: 3,
    groupLevel: 1,
  };
  expect(countWorld(question, 2)).toEqual(countWorld(question, 2));
  expect(countWorld(question, 2)).not.toEqual(countWorld(question, 1));
  expect(countWorld(question, 3).groups).toBeNull();
});

test('q is mean shuffled ÷ observed at each p, monotone, and an upper bound where fewer than five lie below', () => {
  const p = Float64Array.of(0.2, 0.001, 0.01, 0.01);
  const calibration = new TimingCalibration(p);
  expect(calibration.levels).toEqual(Float64Array.of(0.001, 0.01, 0.2));
  // Ten worlds: none at or below 0.001, six of 0.01, forty of 0.2 in all.
  for (let world = 0; world < 10; world++) calibration.add({ edgesByLevel: Int32Array.of(0, world < 6 ? 1 : 0, 4) });
  const { q, exceedances } = calibration.qValues(p);
  expect([...exceedances]).toEqual([46, 0, 6, 6]);
  expect(q[1]).toBeCloseTo(6 / 10 / 3, 12); // 2.996 / 10 / 1 = 0.30 by itself; the next level has less
  expect(q[2]).toBeCloseTo(6 / 10 / 3, 12);
  expect(q[0]).toBeCloseTo(1, 12); // 46 / 10 / 4 > 1
});

test('without any shuffled edge, q is the 95 % upper limit of their number over what was observed', () => {
  const calibration = new TimingCalibration(Float64Array.of(1e-9));
  for (let world = 0; world < 200; world++) calibration.add({ edgesByLevel: Int32Array.of(0) });
  expect(calibration.qValues(Float64Array.of(1e-9)).q[0]).toBeCloseTo(-Math.log(0.05) / 200, 6);
});

test('nothing to test is nothing found', () => {
  const empty = timingNull(sharesOf([]), 60, 2);
  expect(shuffledEdges(empty, seededRandom(1)).accountA.length).toBe(0);
  const alone = timingNull(
    sharesOf([
      [0, 1, 0],
      [0, 1, 5],
      [1, 1, 7],
    ]),
    60,
    1,
  );
  expect(alone.account.length).toBe(0);
  expect(new TimingCalibration(new Float64Array()).isSettled(0.05)).toBe(false);
});

test('worlds end when what was found rests on 100 shuffled edges, or when nothing can be found any more', () => {
  const settledAfter = (p: Float64Array, edgesByLevel: Int32Array): number => {
    const calibration = new TimingCalibration(p);
    for (let world = 1; world <= 1000; world++) {
      calibration.add({ edgesByLevel });
      if (calibration.isSettled(0.05)) return world;
    }
    return Number.POSITIVE_INFINITY;
  };
  // A hundred edges at one p, one shuffled edge a world: q is 1 %, and rests on 100 after 100 worlds.
  expect(settledAfter(new Float64Array(100).fill(0.001), Int32Array.of(1))).toBe(100);
  // One edge, two shuffled edges a world: q is above 5 % however few worlds there are.
  expect(settledAfter(Float64Array.of(0.001), Int32Array.of(2))).toBe(10);
  // Never a shuffled edge: q keeps falling with the worlds, so they go on.
  expect(settledAfter(Float64Array.of(0.001), Int32Array.of(0))).toBe(Number.POSITIVE_INFINITY);
});
