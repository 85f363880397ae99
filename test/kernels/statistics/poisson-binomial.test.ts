import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EXACT_TRIALS, poissonBinomialTail } from '../../../src/kernels/statistics/poisson-binomial.js';

/** The tail as the sum over all outcomes. */
function naiveTail(chances: readonly number[], atLeast: number): number {
  let tail = 0;
  for (let outcome = 0; outcome < 2 ** chances.length; outcome++) {
    let mass = 1;
    let count = 0;
    for (const [i, p] of chances.entries()) {
      const happens = Math.floor(outcome / 2 ** i) % 2 === 1;
      mass *= happens ? p : 1 - p;
      count += happens ? 1 : 0;
    }
    if (count >= atLeast) tail += mass;
  }
  return tail;
}

test('the tail equals the sum over all outcomes', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }), fc.integer({ min: -1, max: 9 }), (chances, k) => {
      expect(poissonBinomialTail(Float64Array.from(chances), chances.length, k)).toBeCloseTo(naiveTail(chances, k), 12);
    }),
  );
});

test('small tails keep their digits: ten events of one in a million each, all at once', () => {
  const chances = new Float64Array(10).fill(1e-6);
  expect(poissonBinomialTail(chances, 10, 10) / 1e-60).toBeCloseTo(1, 9);
  // C(10, 3) p³ (1 − p)⁷ + …, by hand to first order.
  expect(poissonBinomialTail(chances, 10, 3) / (120e-18 * (1 - 7e-6) + 210e-24)).toBeCloseTo(1, 9);
});

test('certain events count, impossible ones do not, and no more can happen than there are', () => {
  expect(poissonBinomialTail(Float64Array.of(1, 1, 0), 3, 2)).toBe(1);
  expect(poissonBinomialTail(Float64Array.of(1, 1, 0), 3, 3)).toBe(0);
  expect(poissonBinomialTail(new Float64Array(), 0, 0)).toBe(1);
  expect(poissonBinomialTail(Float64Array.of(0.5), 1, 2)).toBe(0);
});

test('beyond the exact number of events, tails above the mean are upper bounds within the stated error', () => {
  const exact = Float64Array.from({ length: EXACT_TRIALS }, (_, i) => 0.05 / (1 + i));
  const many = Float64Array.from({ length: 3000 }, (_, i) => 0.05 / (1 + i));
  const squares = many.slice(EXACT_TRIALS).reduce((sum, p) => sum + p * p, 0);
  // The same in one exact recursion over all 3,000.
  const masses = new Float64Array(6);
  masses[0] = 1;
  let expected = 0;
  for (const p of many) {
    expected += (masses[4] as number) * p;
    for (let k = 4; k > 0; k--) masses[k] = (masses[k] as number) * (1 - p) + (masses[k - 1] as number) * p;
    masses[0] = (masses[0] as number) * (1 - p);
  }
  const tail = poissonBinomialTail(many, many.length, 5);
  expect(tail).toBeGreaterThanOrEqual(expected * (1 - 1e-12));
  expect(tail - expected).toBeLessThanOrEqual(squares);
  expect(tail).toBeGreaterThan(poissonBinomialTail(exact, exact.length, 5));
});
