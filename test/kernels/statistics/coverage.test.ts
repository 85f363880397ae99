import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Coverage, findCoverage } from '../../../src/kernels/statistics/coverage.js';
import { type Random, randomExponential, randomNormal, seededRandom } from '../../../src/kernels/statistics/random.js';

function poisson(random: Random, mean: number): number {
  let count = -1;
  for (let at = 0; at < mean; count++) at += randomExponential(random, 1);
  return Math.max(count, 0);
}

/** A gamma number of mean 1 (Marsaglia & Tsang 2000), for shapes of at least 1. */
function gamma(random: Random, shape: number): number {
  const d = shape - 1 / 3;
  for (;;) {
    const x = randomNormal(random);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return (d * v) / shape;
  }
}

const WEEK = [1.3, 1.2, 1.2, 1.1, 1.1, 0.6, 0.5];

function series(random: Random, length: number, mean: number, dispersion: number, isWeekly: boolean): Float64Array {
  return Float64Array.from({ length }, (_, bin) => {
    const own = mean * (isWeekly ? (WEEK[bin % 7] as number) : 1);
    return poisson(random, dispersion === 0 ? own : own * gamma(random, 1 / dispersion));
  });
}

const all = ({ gaps, spikes, edges, repeated }: Coverage): number => gaps.length + spikes.length + edges.length + repeated.length;

describe('planted', () => {
  const base = (): Float64Array => series(seededRandom(3), 120, 40, 0.1, true);

  test('a gap of three days, a spike and a first day that was cut are found where they are, with nothing else', () => {
    const counts = base();
    counts.fill(0, 50, 53);
    counts[80] = 400;
    counts[0] = 1;
    const found = findCoverage({ counts, period: 7 });
    expect(found.gaps.map(({ from, length }) => [from, length])).toEqual([[50, 3]]);
    expect(found.spikes.map(({ bin, count }) => [bin, count])).toEqual([[80, 400]]);
    expect(found.edges.map(({ bin }) => bin)).toEqual([0]);
    expect(found.repeated).toEqual([]);
  });

  test('two long gaps and several spikes do not hide each other', () => {
    const counts = base();
    counts.fill(0, 20, 40);
    counts.fill(0, 70, 90);
    for (const bin of [45, 46, 60, 100]) counts[bin] = 500;
    const found = findCoverage({ counts, period: 7 });
    expect(found.gaps.map(({ from }) => from)).toEqual([20, 70]);
    expect(found.spikes.map(({ bin }) => bin)).toEqual([45, 46, 60, 100]);
  });

  test('two busy days side by side do not hide each other: the posts by day of the IRA file of autumn 2016 (../shared/data/posts)', () => {
    const days = Float64Array.of(
      ...[2061, 1218, 1085, 1949, 5472, 1243, 2192, 2667, 2066, 1145, 1343, 5348, 2878, 2994, 1432, 4717, 5975, 6155, 7584, 1236],
      ...[2578, 1725, 3405, 1021, 940, 2622, 2932, 3650, 3643, 1757, 969, 1531, 1694, 1438, 2531, 17132, 9134, 2758, 3959, 6684],
      ...[4313, 4458, 3848, 4097, 3694, 3491, 4773, 4389, 7388, 4249, 3426, 3197, 3114, 4097, 3539, 3929, 3750, 3440, 3431, 3510],
      ...[3930, 3221, 3665, 2782, 2648, 2615, 2778, 4060, 6890, 5380, 3226, 2770, 2556, 2499, 3774, 3418],
    );
    expect(findCoverage({ counts: days, period: 7 }).spikes.map(({ bin, count }) => [bin, count])).toEqual([[35, 17132]]);
  });

  test('a limit of 100 a day shows as a count that repeats', () => {
    const counts = series(seededRandom(5), 90, 130, 0.1, false).map((count) => Math.min(count, 100));
    expect(findCoverage({ counts, period: 7 }).repeated.map(({ count }) => count)).toEqual([100]);
  });
});

describe('null', () => {
  test.each([
    ['Poisson', 60, 20, 0, false],
    ['a weekly rhythm with overdispersion', 70, 40, 0.25, true],
    ['a thin file', 60, 1.5, 0.5, false],
  ])('%s: false alarms of each kind in at most 5 %% of series', (_, length, mean, dispersion, isWeekly) => {
    const random = seededRandom(11);
    const worlds = 150;
    const alarms = { gaps: 0, spikes: 0, edges: 0, repeated: 0 };
    for (let world = 0; world < worlds; world++) {
      const counts = series(random, length, mean, dispersion, isWeekly);
      const ends = [counts.findIndex((count) => count > 0), counts.findLastIndex((count) => count > 0)] as const;
      const found = findCoverage({ counts: counts.slice(ends[0], ends[1] + 1), period: 7 });
      for (const kind of Object.keys(alarms) as (keyof typeof alarms)[]) if (found[kind].length > 0) alarms[kind]++;
    }
    for (const count of Object.values(alarms)) expect(count / worlds).toBeLessThanOrEqual(0.05);
  });

  test.each([
    ['a steady rise', 90, (day: number) => 5 + day],
    ['a doubling every ten days', 60, (day: number) => 10 * Math.exp(0.07 * day)],
    ['a fall', 90, (day: number) => 200 * Math.exp(-0.04 * day)],
    ['a calm before a steep rise', 90, (day: number) => 9 * Math.exp(0.08 * Math.max(0, day - 45))],
  ])('%s: false alarms of each kind in at most 5 %% of series', (_, length, level) => {
    const random = seededRandom(12);
    const worlds = 60;
    const alarms = { gaps: 0, spikes: 0, edges: 0, repeated: 0 };
    for (let world = 0; world < worlds; world++) {
      const counts = Float64Array.from({ length }, (_, day) => poisson(random, level(day) * gamma(random, 10)));
      const found = findCoverage({ counts, period: 7 });
      for (const kind of Object.keys(alarms) as (keyof typeof alarms)[]) if (found[kind].length > 0) alarms[kind]++;
    }
    for (const count of Object.values(alarms)) expect(count / worlds).toBeLessThanOrEqual(0.05);
  });

  test('an office that never posts on Sundays has no gaps, and a day that is always busy no spikes', () => {
    const random = seededRandom(2);
    const counts = Float64Array.from({ length: 70 }, (_, day) => (day % 7 === 6 ? 0 : poisson(random, day % 7 === 2 ? 90 : 30)));
    expect(all(findCoverage({ counts: counts.slice(0, 69), period: 7 }))).toBe(0);
  });

  test('the silences of a fitful account are no gaps', () => {
    // Five days of posts, then five to nine of silence, again and again.
    const counts = Float64Array.from({ length: 120 }, (_, day) => (day % 11 < 5 ? 3 : 0));
    expect(findCoverage({ counts: counts.slice(0, 115), period: 7 }).gaps).toEqual([]);
  });
});

describe('degenerate', () => {
  test('too few bins are not judged', () => {
    expect(findCoverage({ counts: new Float64Array(0), period: 7 }).isTested).toBe(false);
    expect(findCoverage({ counts: new Float64Array(13).fill(5), period: 7 })).toMatchObject({ isTested: false, gaps: [] });
  });

  test('two posts years apart are no gap', () => {
    const counts = new Float64Array(900);
    counts[0] = counts[899] = 1;
    expect(all(findCoverage({ counts, period: 7 }))).toBe(0);
  });

  test('whatever the counts: gaps are empty, chances lie in 0–1, lists are in order, the same input gives the same', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(0), fc.nat(5), fc.nat(1_000_000)), { minLength: 14, maxLength: 60 }), (values) => {
        const counts = Float64Array.from(values);
        const found = findCoverage({ counts, period: 7 });
        for (const { from, length } of found.gaps) expect(counts.slice(from, from + length).every((count) => count === 0)).toBe(true);
        for (const { p, expected } of [...found.gaps, ...found.spikes, ...found.edges, ...found.repeated]) {
          expect(p).toBeGreaterThanOrEqual(0);
          expect(p).toBeLessThanOrEqual(0.05);
          expect(expected).toBeGreaterThanOrEqual(0);
        }
        expect(found.spikes.map(({ bin }) => bin)).toEqual(found.spikes.map(({ bin }) => bin).sort((a, b) => a - b));
        expect(findCoverage({ counts, period: 7 })).toEqual(found);
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});
