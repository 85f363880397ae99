import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dateTest, ratioOfEstimates, ratioOfSums } from '../../../src/kernels/changes/before-after.js';
import { blockShuffle } from '../../../src/kernels/changes/block-shuffle.js';
import { countSpread, stretchCost } from '../../../src/kernels/changes/count-cost.js';
import { overdispersion, rateEstimate, rateRatio } from '../../../src/kernels/changes/count-rate.js';
import { levelled } from '../../../src/kernels/changes/levelled.js';
import { type Cells, cellsOf, isDivided, largestPenalty, pelt } from '../../../src/kernels/changes/pelt.js';
import { findRateChanges, type RateChanges } from '../../../src/kernels/changes/rate-changes.js';
import { holm } from '../../../src/kernels/statistics/holm.js';
import { type Random, randomNormal, seededRandom } from '../../../src/kernels/statistics/random.js';

function poisson(mean: number, random: Random): number {
  const least = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > least; product *= random()) count++;
  return count;
}

function find(counts: Int32Array, seed = 1, draws = 199): RateChanges {
  return findRateChanges({ starts: Int32Array.of(0, counts.length), counts, leastDays: 7, level: 0.05, draws, seed }, 0);
}

/** All divisions into stretches of at least `leastCells`, tried one by one. */
function bestByTrial({ sumBefore, daysBefore, leastCells }: Cells, cost: (sum: number, days: number) => number, penalty: number): number {
  const end = sumBefore.length - 1;
  const of = (from: number): number => {
    let best = cost(sumBefore[end] - sumBefore[from], daysBefore[end] - daysBefore[from]);
    for (let to = from + leastCells; to <= end - leastCells; to++)
      best = Math.min(best, cost(sumBefore[to] - sumBefore[from], daysBefore[to] - daysBefore[from]) + penalty + of(to));
    return best;
  };
  return of(0);
}

const counts = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 16 });

test('PELT finds the cheapest of all divisions, for both costs, any least length and penalty', () => {
  fc.assert(
    fc.property(
      counts,
      fc.integer({ min: 1, max: 4 }),
      fc.double({ min: 0.01, max: 30, noNaN: true }),
      fc.boolean(),
      (list, least, penalty, isPoisson) => {
        const series = Int32Array.from(list);
        const cells = cellsOf(series, 1, least);
        const sum = list.reduce((total, count) => total + count, 0);
        const cost = stretchCost(
          { model: isPoisson ? 'poisson' : 'negative-binomial', dispersion: isPoisson ? 0 : 0.4, varianceToMean: 1 },
          sum,
          list.length,
        );
        const { boundaries, gain } = pelt(cells, cost, penalty);
        const found = cost(sum, list.length) - gain + penalty * boundaries.length;
        expect(found).toBeCloseTo(bestByTrial(cells, cost, penalty), 8);
        const bounds = [0, ...boundaries, list.length];
        if (boundaries.length > 0)
          for (let at = 1; at < bounds.length; at++)
            expect((bounds[at] as number) - (bounds[at - 1] as number)).toBeGreaterThanOrEqual(least);
        // The largest penalty parts what is divided from what is not.
        const largest = largestPenalty(cells, cost);
        if (largest > 1e-6) {
          expect(isDivided(cells, cost, largest * 0.999)).toBe(true);
          expect(isDivided(cells, cost, largest * 1.001)).toBe(false);
        }
      },
    ),
    { numRuns: 150, seed: 5 },
  );
});

test('the cost of a stretch is minus twice its log likelihood, by hand', () => {
  // Two posts on two days: ln L = 2 ln 1 − 2 up to what all divisions share; S ln n − S ln S = 2 ln 2 − 2 ln 2 = 0.
  expect(stretchCost({ model: 'poisson', dispersion: 0, varianceToMean: 1 }, 10, 10)(2, 2)).toBeCloseTo(0, 12);
  expect(stretchCost({ model: 'poisson', dispersion: 0, varianceToMean: 1 }, 10, 10)(2, 4)).toBeCloseTo(4 * Math.log(2), 12);
  // Size 1, S = 1, n = 1: 2 (2 ln 2 − 0 − 0).
  expect(stretchCost({ model: 'negative-binomial', dispersion: 1, varianceToMean: 2 }, 10, 10)(1, 1)).toBeCloseTo(4 * Math.log(2), 12);
});

test('spread is told from pairs a week apart: a weekly rhythm and a step are no spread', () => {
  const random = seededRandom(3);
  const weekly = Int32Array.from({ length: 364 }, (_, day) => poisson((day % 7 < 5 ? 6 : 1) * (day < 180 ? 1 : 3), random));
  expect(countSpread(weekly).model).toBe('poisson');
  const burst = Int32Array.from({ length: 364 }, () => poisson(4 * -Math.log(1 - random()), random));
  expect(countSpread(burst)).toMatchObject({ model: 'negative-binomial', dispersion: expect.closeTo(1, 0) });
  expect(countSpread(Int32Array.of(1, 2, 3))).toEqual({ model: 'poisson', dispersion: 0, varianceToMean: 1 });
});

test('from one post a week to three a day is a dated change with both rates; a second, smaller one is found beside it', () => {
  const random = seededRandom(11);
  const series = Int32Array.from({ length: 200 }, (_, day) => poisson(day < 90 ? 1 / 7 : day < 150 ? 3 : 1.2, random));
  const { changes, p, penalty, ...rest } = find(series, 1, 99);
  expect(p).toBeLessThanOrEqual(0.01);
  expect(penalty).toBeGreaterThan(0);
  expect(changes).toHaveLength(2);
  for (const [place, planted] of [90, 150].entries()) {
    const change = changes[place] as RateChanges['changes'][number];
    expect(change.lowDay).toBeLessThanOrEqual(planted);
    expect(change.highDay).toBeGreaterThanOrEqual(planted);
    expect(Math.abs(change.day - planted)).toBeLessThanOrEqual(place === 0 ? 1 : 6);
  }
  expect(find(series, 1, 99)).toEqual({ changes, p, penalty, ...rest });
});

test('false alarms stay at 5 % on counts that are even, spread out, with a weekly rhythm that hangs together, or in rare bursts', () => {
  const kinds: ((day: number, random: Random, state: { z: number }) => number)[] = [
    (_, random) => poisson(0.3, random),
    (_, random) => poisson(4 * -Math.log(1 - random()), random),
    (day, random, state) => {
      state.z = 0.4 * state.z + 0.9 * randomNormal(random);
      return poisson(3 * (day % 7 < 5 ? 1.2 : 0.5) * Math.exp(0.4 * state.z), random);
    },
    (_, random) => (random() < 0.05 ? poisson(20, random) : 0),
  ];
  let alarms = 0;
  for (const [kind, draw] of kinds.entries())
    for (let run = 0; run < 15; run++) {
      const random = seededRandom(100 * kind + run);
      const state = { z: 0 };
      const series = Int32Array.from({ length: 84 }, (_, day) => draw(day, random, state));
      if (find(series, run, 99).p <= 0.05) alarms++;
    }
  // 3 of 60 are expected; more than 7 would come by chance once in a hundred times.
  expect(alarms).toBeLessThanOrEqual(7);
});

test('degenerate series have no change: silence, one rate without chance, too short, one post', () => {
  for (const series of [
    new Int32Array(60),
    new Int32Array(60).fill(3),
    new Int32Array(5).fill(1),
    Int32Array.of(0, 1),
    Int32Array.from({ length: 60 }, (_, day) => (day === 30 ? 1 : 0)),
  ])
    expect(find(series)).toMatchObject({ changes: [], penalty: null });
});

test('a shuffle keeps the weeks and their weekdays; a levelled series keeps the mean and loses its step', () => {
  const series = Int32Array.from({ length: 73 }, (_, day) => day);
  const into = new Int32Array(73);
  blockShuffle(series, 7, seededRandom(2))(into);
  expect([...into].sort((a, b) => a - b)).toEqual([...series]);
  expect(into.every((day, place) => (day - place) % 7 === 0)).toBe(true);
  const random = seededRandom(4);
  const step = Int32Array.from({ length: 400 }, (_, day) => poisson(day < 200 ? 0.5 : 6, random));
  const still = levelled(step, [0, 200, 400], 0, random);
  const mean = (part: Int32Array): number => part.reduce((sum, count) => sum + count, 0) / part.length;
  expect(mean(still.subarray(0, 200))).toBeCloseTo(mean(step), 0);
  expect(mean(still.subarray(200))).toBeCloseTo(mean(step), 0);
});

test('rates and ratios: score interval by hand, wider where counts hang together, blank where nothing was before', () => {
  // 10 in 10 days: 1 + z²/20 ± z √(1/10 + z²/400).
  expect(rateEstimate(10, 10, 1)).toMatchObject({ value: 1, low: expect.closeTo(0.5432, 4), high: expect.closeTo(1.8409, 4) });
  expect(rateEstimate(0, 10, 1)).toMatchObject({ value: 0, low: 0, high: expect.closeTo(0.3841, 4) });
  expect(overdispersion(Int32Array.of(1, 1, 1, 1))).toBe(1);
  expect(overdispersion(Int32Array.from({ length: 40 }, (_, day) => (day % 20 < 10 ? 0 : 8)))).toBeGreaterThan(8);
  const stretch = (count: number, overdispersed = 1) => ({ count, days: 10, overdispersed });
  expect(rateRatio(stretch(0), stretch(5))).toBeNull();
  const [plain, wide] = [rateRatio(stretch(10), stretch(20)), rateRatio(stretch(10, 4), stretch(20, 4))];
  expect(plain?.value).toBe(2);
  expect((wide?.high ?? 0) / (wide?.low ?? 1)).toBeGreaterThan((plain?.high ?? 0) / (plain?.low ?? 1));
});

test('p of a date is its rank among all dates; Holm as p.adjust of R 4.3 has it; ratios of sums and of estimates', () => {
  expect(dateTest(3, [1, -4, Number.NaN, 2])).toEqual({ p: 2 / 4, placeboCount: 3 });
  expect(dateTest(3, [])).toEqual({ p: Number.NaN, placeboCount: 0 });
  expect([...holm(Float64Array.of(0.01, 0.04, 0.03, Number.NaN, 0.005))]).toEqual([0.03, 0.06, 0.06, Number.NaN, 0.02]);
  expect(ratioOfSums(Float64Array.of(1, 1), Float64Array.of(0, 0))).toBeNull();
  expect(ratioOfSums(new Float64Array(8).fill(1), new Float64Array(8).fill(4))).toEqual({ value: 0.25, low: 0.25, high: 0.25 });
  expect(ratioOfEstimates({ value: 0, low: 0, high: 1 }, { value: 1, low: 1, high: 1 }, 0.5)).toBeNull();
  expect(ratioOfEstimates({ value: 2, low: 2, high: 2 }, { value: 4, low: 4, high: 4 }, 0)).toEqual({ value: 2, low: 2, high: 2 });
});
