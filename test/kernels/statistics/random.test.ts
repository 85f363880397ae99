import { expect, test } from 'vitest';
import { seededRandom, weightedIndex } from '../../../src/kernels/statistics/random.js';

test('the same seed gives the same stream, another seed another one', () => {
  const draw = (seed: number): number[] => Array.from({ length: 5 }, seededRandom(seed));
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test('numbers are uniform: mean and the share below 0.1 within four standard errors', () => {
  const random = seededRandom(3);
  const values = Array.from({ length: 100_000 }, random);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / values.length));
  expect(Math.abs(values.filter((value) => value < 0.1).length / values.length - 0.1)).toBeLessThan(4 * Math.sqrt(0.09 / values.length));
});

test('weighted draws follow the weights within four standard errors', () => {
  const draw = weightedIndex(Float64Array.of(1, 0, 3, 6), seededRandom(4));
  const counts = new Int32Array(4);
  for (let i = 0; i < 100_000; i++) counts[draw()]++;
  expect(counts[1]).toBe(0);
  for (const [index, share] of [0.1, 0, 0.3, 0.6].entries())
    expect(Math.abs((counts[index] ?? 0) / 100_000 - share)).toBeLessThanOrEqual(4 * Math.sqrt((share * (1 - share)) / 100_000));
});
