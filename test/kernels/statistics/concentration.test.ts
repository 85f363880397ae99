import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clusteredShare,
  concentration,
  countClasses,
  gini,
  tailIndex,
  topCount,
  topShare,
} from '../../../src/kernels/statistics/concentration.js';
import { type Random, seededRandom } from '../../../src/kernels/statistics/random.js';
import { randomBinomial } from '../../../src/kernels/statistics/random-binomial.js';

/** Whole counts with P(count ≥ x) about x^−index. */
const paretoCounts = (n: number, index: number, random: Random): number[] =>
  Array.from({ length: n }, () => Math.floor((1 - random()) ** (-1 / index)));

describe('shares and the Gini index', () => {
  test('worked by hand', () => {
    const classes = countClasses([1, 1, 2, 6]);
    expect(topCount(0.001, 4)).toBe(1);
    expect(topCount(0.1, 30)).toBe(3);
    expect(topShare(classes, 0.001)).toBeCloseTo(0.6, 12);
    expect(topShare(classes, 0.5)).toBeCloseTo(0.8, 12);
    // Of the two equal ones either: the share is the same.
    expect(topShare(classes, 0.75)).toBeCloseTo(0.9, 12);
    // Mean absolute difference 2 · (0+1+5+1+5+4) ÷ 16 = 2; by twice the mean of 2.5.
    expect(gini(classes)).toBeCloseTo(2 / 5, 12);
    expect(gini(countClasses([3, 3, 3]))).toBeCloseTo(0, 12);
  });

  test('the Gini index is half the mean absolute difference by the mean; shares grow with the part', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 40 }), (counts) => {
        const classes = countClasses(counts);
        const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
        const differences = counts.flatMap((a) => counts.map((b) => Math.abs(a - b))).reduce((sum, value) => sum + value, 0);
        expect(gini(classes)).toBeCloseTo(differences / counts.length ** 2 / (2 * mean), 9);
        expect(topShare(classes, 0.1)).toBeLessThanOrEqual(topShare(classes, 0.5) + 1e-12);
        expect(topShare(classes, 1)).toBeCloseTo(1, 12);
      }),
      { numRuns: 50 },
    );
  });
});

describe('heavy tails', () => {
  test('the index of simulated tails is found; below 2 there is no interval, above there is one', () => {
    for (const [index, isHeavy] of [
      [1.2, true],
      [1.6, true],
      [3.5, false],
    ] as const) {
      const classes = countClasses(paretoCounts(20_000, index, seededRandom(5)));
      const found = concentration(classes, [0.01], 100, seededRandom(1));
      expect(Math.abs((found.tail?.index ?? 0) / index - 1)).toBeLessThan(0.2);
      expect(found.gini.low === null).toBe(isHeavy);
    }
  });

  test('fewer than 50 accounts tell no tail, and get no interval', () => {
    const found = concentration(countClasses([5, 4, 3, 2, 1]), [0.1], 100, seededRandom(1));
    expect(found.tail).toBeNull();
    expect(found.topShares[0]).toMatchObject({ low: null, high: null });
    expect(tailIndex(countClasses([]))).toBeNull();
  });

  test('where counts are light, 95 % intervals hold the true share about as often as they say', () => {
    // Geometric counts with mean 3: the top tenth of a million of them stands for the truth.
    const draw = (n: number, random: Random): number[] =>
      Array.from({ length: n }, () => 1 + Math.floor(Math.log(1 - random()) / Math.log(2 / 3)));
    const truth = topShare(countClasses(draw(200_000, seededRandom(9))), 0.1);
    let held = 0;
    for (let sample = 0; sample < 60; sample++) {
      const random = seededRandom(100 + sample);
      const [share] = concentration(countClasses(draw(1000, random)), [0.1], 200, random).topShares;
      if (share?.low != null && share.high != null && share.low <= truth && truth <= share.high) held++;
    }
    // Of 60 at 95 %: fewer than 52 in about 1 of 100 runs; the seeds are fixed.
    expect(held).toBeGreaterThanOrEqual(52);
  });
});

test('binomial numbers have their mean and variance, by waiting and by rejection', () => {
  const random = seededRandom(11);
  for (const [trials, p] of [
    [20, 0.1],
    [1000, 0.002],
    [400, 0.3],
    [5000, 0.9],
  ] as const) {
    const n = 20_000;
    const drawn = Array.from({ length: n }, () => randomBinomial(random, trials, p));
    const mean = drawn.reduce((sum, value) => sum + value, 0) / n;
    const variance = drawn.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
    expect(Math.abs(mean - trials * p)).toBeLessThan(4 * Math.sqrt((trials * p * (1 - p)) / n));
    expect(variance / (trials * p * (1 - p))).toBeCloseTo(1, 1);
    expect(drawn.every((value) => value >= 0 && value <= trials)).toBe(true);
  }
  expect([randomBinomial(random, 5, 0), randomBinomial(random, 5, 1), randomBinomial(random, 0, 0.5)]).toEqual([0, 5, 0]);
});

test('a share over accounts: by hand, and no interval for all or none', () => {
  expect(clusteredShare([1, 0, 1], [2, 1, 1])).toMatchObject({ value: 0.5 });
  // Residuals 0, −½, ½: 1.96 ÷ 4 · √(½ · 3 ÷ 2).
  expect(clusteredShare([1, 0, 1], [2, 1, 1])?.low).toBeCloseTo(0.5 - (1.959963984540054 / 4) * Math.sqrt(0.75), 12);
  expect(clusteredShare([0, 0], [2, 1])).toEqual({ value: 0, low: null, high: null });
  expect(clusteredShare([], [])).toBeNull();
});
