import { expect, test } from 'vitest';
import { quantile } from '../../../src/kernels/statistics/quantile.js';

test('type-7 quantiles of 1, 2, 4, 8 (values of R 4.3 quantile())', () => {
  expect([0, 0.25, 0.5, 0.9, 1].map((p) => quantile([8, 1, 4, 2], p))).toEqual([1, 1.75, 3, 6.800000000000001, 8]);
});

test('no values or a probability outside 0–1 are errors', () => {
  expect(() => quantile([], 0.5)).toThrow('at least one value');
  expect(() => quantile([1], 1.5)).toThrow('got 1.5');
});
