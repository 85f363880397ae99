import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shareAtMost, wilson } from '../../../src/kernels/statistics/proportion.js';

// Newcombe (1998), Two-sided confidence intervals for the single proportion, Statistics in Medicine 17: table I, method 3 (score).
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('%i of %i has the published interval', (count, trials, low, high) => {
  const interval = wilson(count, trials);
  expect(interval.share).toBe(count / trials);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

test('no trials have no share', () => {
  expect(wilson(0, 0)).toEqual({ count: 0, trials: 0, share: null, low: null, high: null });
});

test('the interval lies within 0–1, holds the share, and mirrors when failures are counted instead', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, share) => {
      const count = Math.round(share * trials);
      const [one, other] = [wilson(count, trials), wilson(trials - count, trials)];
      const [low, high] = [one.low as number, one.high as number];
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low <= count / trials && count / trials <= high).toBe(true);
      expect(low).toBeCloseTo(1 - (other.high as number), 10);
    }),
  );
});

test('the share of p-values at or below a level counts the level itself and leaves out what was not tested', () => {
  const p = Float64Array.of(0.01, 0.05, 0.2, Number.NaN, 1);
  expect(shareAtMost(p, 0.05)).toMatchObject({ count: 2, trials: 4, share: 0.5 });
  expect(shareAtMost(p, 0.001)).toMatchObject({ count: 0, trials: 4, share: 0, low: 0 });
  expect(shareAtMost(new Float64Array(0), 0.05).share).toBeNull();
});
