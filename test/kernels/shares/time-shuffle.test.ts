import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Shares } from '../../../src/kernels/shares/share-index.js';
import { timeShuffled } from '../../../src/kernels/shares/time-shuffle.js';
import { seededRandom } from '../../../src/kernels/statistics/random.js';

function sharesOf(rows: readonly (readonly [object: number, account: number, time: number])[]): Shares {
  const sorted = [...rows].sort((x, y) => x[0] - y[0] || x[2] - y[2]);
  return {
    accountCount: 1 + Math.max(-1, ...sorted.map((row) => row[1])),
    postCount: sorted.length,
    object: Int32Array.from(sorted, (row) => row[0]),
    account: Int32Array.from(sorted, (row) => row[1]),
    post: Int32Array.from(sorted, (_, index) => index),
    time: Float64Array.from(sorted, (row) => row[2]),
  };
}

const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 100 })), {
  maxLength: 60,
});

test('objects keep their times and their sharers with their posts; only who shared when changes', () => {
  fc.assert(
    fc.property(rows, fc.integer(), (list, seed) => {
      const shares = sharesOf(list);
      const shuffled = timeShuffled(shares, seededRandom(seed));
      expect(shuffled.object).toEqual(shares.object);
      expect(shuffled.time).toEqual(shares.time);
      const held = (of: Shares): string[] => Array.from(of.post, (post, p) => `${of.object[p]} ${of.account[p]} ${post}`).sort();
      expect(held(shuffled)).toEqual(held(shares));
      expect(timeShuffled(shares, seededRandom(seed))).toEqual(shuffled);
    }),
  );
});

test('the input is left as it was', () => {
  const shares = sharesOf([
    [0, 0, 1],
    [0, 1, 2],
    [0, 2, 3],
  ]);
  timeShuffled(shares, seededRandom(3));
  expect([...shares.account]).toEqual([0, 1, 2]);
});

test('every order of three sharers is equally likely: each of six comes up about 1,000 times in 6,000', () => {
  const shares = sharesOf([
    [0, 0, 1],
    [0, 1, 2],
    [0, 2, 3],
  ]);
  const random = seededRandom(7);
  const counts = new Map<string, number>();
  for (let run = 0; run < 6000; run++) {
    const order = timeShuffled(shares, random).account.join('');
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  // Five standard deviations of a binomial count are 144.
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(144);
});
