import fc from 'fast-check';
import { expect, test } from 'vitest';
import { burstTails } from '../../../src/kernels/chance/creation-burst.js';
import { labelTails, likeByDistance } from '../../../src/kernels/chance/label-neighbours.js';
import { hypergeometricTail } from '../../../src/kernels/statistics/hypergeometric.js';
import { seededRandom } from '../../../src/kernels/statistics/random.js';

const choose = (n: number, k: number): number => (k < 0 || k > n ? 0 : k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);

test('the hypergeometric tail is the sum of its terms', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.nat(40), fc.nat(40), fc.nat(12), (population, x, y, atLeast) => {
      const [marked, drawn] = [Math.min(x, population), Math.min(y, population)];
      let tail = 0;
      for (let i = atLeast; i <= drawn; i++)
        tail += (choose(marked, i) * choose(population - marked, drawn - i)) / choose(population, drawn);
      expect(hypergeometricTail(population, marked, drawn, atLeast)).toBeCloseTo(tail, 9);
    }),
  );
});

test('small and large hypergeometric tails keep their digits', () => {
  // By hand: all 10 of 10 marked among 20 in a draw of 10: 1 ÷ C(20, 10).
  expect(hypergeometricTail(20, 10, 10, 10) * 184_756).toBeCloseTo(1, 9);
  // By hand: one marked of 10^9, one drawn.
  expect(hypergeometricTail(1e9, 1, 1, 1) * 1e9).toBeCloseTo(1, 6);
  // Exact fractions of whole numbers (Python's math.comb and fractions), rounded: 1.4463506252559003e-10.
  expect(hypergeometricTail(10_000, 500, 500, 60) / 1.4463506252559003e-10).toBeCloseTo(1, 9);
});

test('likeness by distance counts what lies within the gap, both ends included', () => {
  const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constant(Number.NaN)), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(values, fc.nat(5), fc.nat(), (list, gap, bits) => {
      const isSeed = Uint8Array.from(list, (_, i) => (bits >> i) & 1);
      const likeness = likeByDistance(Float64Array.from(list), gap);
      const prepared = likeness.prepare(isSeed);
      for (const [i, value] of list.entries()) {
        if (Number.isNaN(value)) continue;
        const near = [...list.keys()].filter((j) => j !== i && Math.abs((list[j] as number) - value) <= gap);
        expect(likeness.count(i, isSeed, prepared)).toEqual({ alike: near.length, seeds: near.filter((j) => isSeed[j] === 1).length });
      }
    }),
  );
});

test('where labels are dealt out at random, small p are no more frequent than they say', () => {
  const random = seededRandom(5);
  let tested = 0;
  const below = new Map([0.1, 0.05, 0.01].map((level) => [level, 0]));
  for (let world = 0; world < 60; world++) {
    // Clumps of creation days, as communities have them; seeds know nothing of them.
    const day = Float64Array.from({ length: 200 }, () => Math.floor(random() * random() * 40));
    const isSeed = Uint8Array.from(day, () => (random() < 0.3 ? 1 : 0));
    const p = labelTails(likeByDistance(day, 0), isSeed);
    for (let account = 0; account < p.length; account++) {
      if (isSeed[account] === 1) continue;
      tested++;
      for (const [level, count] of below) if (p[account] <= level) below.set(level, count + 1);
    }
  }
  for (const [level, count] of below) expect(count / tested, String(level)).toBeLessThan(level * 1.5 + 0.005);
});

test('a day with many seeds is a burst, one on which as many seeds were made as on most is none', () => {
  const day = Float64Array.from({ length: 1000 }, (_, i) => (i < 20 ? 500 : i));
  const isSeed = Uint8Array.from(day, (_, i) => (i < 10 || i % 2 === 0 ? 1 : 0));
  const p = burstTails(day, isSeed);
  expect(p[11]).toBeLessThan(0.002);
  expect(p[11]).toBeGreaterThan(0.0005);
  expect(p[501]).toBe(1);
  expect([...burstTails(Float64Array.of(3, 3, Number.NaN), Uint8Array.of(1, 0, 0))]).toEqual([1, 1, 1]);
});
