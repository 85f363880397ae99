import { expect, test } from 'vitest';
import {
  negativeBinomialLogMass,
  negativeBinomialLowerTail,
  negativeBinomialUpperTail,
} from '../../../src/kernels/statistics/negative-binomial.js';

test('masses and tails of a geometric count and of a Poisson count, by hand', () => {
  // Mean 1, dispersion 1 is geometric: P(k) = 1 / 2^(k + 1).
  expect(Math.exp(negativeBinomialLogMass(1, 1, 0))).toBeCloseTo(0.5, 12);
  expect(Math.exp(negativeBinomialLogMass(1, 1, 4))).toBeCloseTo(1 / 32, 12);
  expect(negativeBinomialUpperTail(1, 1, 10)).toBeCloseTo(1 / 1024, 14);
  expect(negativeBinomialLowerTail(1, 1, 1)).toBeCloseTo(0.75, 12);
  // Poisson with mean 2.
  expect(Math.exp(negativeBinomialLogMass(2, 0, 0))).toBeCloseTo(Math.exp(-2), 12);
  expect(negativeBinomialLowerTail(2, 0, 1)).toBeCloseTo(3 * Math.exp(-2), 12);
});

test('both tails make one, whatever the size, and small tails keep their digits', () => {
  for (const [mean, dispersion, at] of [
    [0.3, 2, 1],
    [50, 0.2, 80],
    [4000, 0.4, 17_000],
    [1e5, 1e-9, 100_400],
  ] as const) {
    expect(negativeBinomialUpperTail(mean, dispersion, at) + negativeBinomialLowerTail(mean, dispersion, at - 1)).toBeCloseTo(1, 9);
  }
  // 2^-201 exactly.
  expect(negativeBinomialUpperTail(1, 1, 201) / 2 ** -201).toBeCloseTo(1, 9);
  expect(negativeBinomialUpperTail(5, 0.1, 0)).toBe(1);
  expect(negativeBinomialLowerTail(5, 0.1, -1)).toBe(0);
});
