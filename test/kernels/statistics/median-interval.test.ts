import { describe, expect, test } from 'vitest';
import { medianInterval } from '../../../src/kernels/statistics/median-interval.js';
import { seededRandom } from '../../../src/kernels/statistics/random.js';

const ranks = (n: number): Float64Array => Float64Array.from({ length: n }, (_, index) => index + 1);

describe('the exact interval of a median', () => {
  // Ranks of the 95 % interval in tables of the sign test, such as Conover (1999), Practical Nonparametric Statistics, 3.2.
  test.each([
    [6, 1, 6],
    [8, 1, 8],
    [9, 2, 8],
    [20, 6, 15],
    [25, 8, 18],
    [100, 40, 61],
  ])('of %i values reaches from rank %i to rank %i', (n, low, high) => {
    expect(medianInterval(ranks(n))).toMatchObject({ low, high });
  });

  test('five values have none; none have no median; what is not known is left out', () => {
    expect(medianInterval(ranks(5))).toEqual({ median: 3, low: Number.NaN, high: Number.NaN });
    expect(medianInterval(new Float64Array(0)).median).toBeNaN();
    expect(medianInterval(Float64Array.of(1, Number.NaN, 3)).median).toBe(2);
  });

  test('of many values is that of the normal approximation to a rank', () => {
    const { low, high } = medianInterval(ranks(1_000_000));
    expect(low).toBeGreaterThan(499_017);
    expect(low).toBeLessThan(499_023);
    expect(high).toBe(1_000_001 - low);
  });

  test('holds the median of skewed values in at least 95 of 100 draws', () => {
    const random = seededRandom(5);
    let held = 0;
    for (let draw = 0; draw < 2000; draw++) {
      const { low, high } = medianInterval(Float64Array.from({ length: 31 }, () => random() ** 8));
      if (low <= 0.5 ** 8 && 0.5 ** 8 <= high) held++;
    }
    // By the binomial distribution 97.06 % of draws of 31 do; the bound is three standard errors below.
    expect(held / 2000).toBeGreaterThan(0.9706 - 3 * Math.sqrt((0.97 * 0.03) / 2000));
  });
});
