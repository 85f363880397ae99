import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  baggedPosterior,
  OFFSETS,
  offsetLikelihoods,
  offsetPosterior,
  shortestStretch,
  weekendRatio,
  withCustoms,
} from '../../../src/kernels/statistics/clock-offset.js';
import { DIURNAL_CURVES } from '../../../src/kernels/statistics/diurnal-curves.js';
import { seededRandom, weightedIndex } from '../../../src/kernels/statistics/random.js';

const curves = Object.values(DIURNAL_CURVES);
const likelihoodsOf = offsetLikelihoods(curves);
const sum = (values: Float64Array): number => values.reduce((all, value) => all + value, 0);

test('the reference days add up, and are quietest at night', () => {
  for (const curve of curves) {
    expect(sum(curve)).toBeCloseTo(1, 12);
    expect(Math.min(...curve)).toBe(Math.min(...curve.subarray(1, 6)));
  }
});

test('hours an hour later are an offset an hour less, to the last digit of the chances', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 24, maxLength: 24 }), (hours) => {
      const posterior = offsetPosterior(likelihoodsOf(hours));
      const later = offsetPosterior(likelihoodsOf(hours.map((_, hour) => hours[(hour + 23) % 24] as number)));
      expect(sum(posterior)).toBeCloseTo(1, 9);
      expect(sum(withCustoms(posterior))).toBeCloseTo(1, 9);
      for (let place = 0; place < 24; place++) expect(later[place]).toBeCloseTo(posterior[(place + 1) % 24] as number, 6);
    }),
    { numRuns: 30 },
  );
});

test('an office at UTC+8 is found by 20 accounts; hours all alike favour no offset', () => {
  const random = seededRandom(6);
  const draw = weightedIndex(DIURNAL_CURVES.office, random);
  const accounts = Array.from({ length: 20 }, () => {
    const hours = new Float64Array(24);
    for (let post = 0; post < 100; post++) hours[(draw() + 24 - 8) % 24]++;
    return likelihoodsOf(hours);
  });
  const posterior = withCustoms(baggedPosterior(accounts, 200, random));
  const best = posterior.indexOf(Math.max(...posterior));
  expect(OFFSETS[best]).toBe(8);
  expect(posterior[best]).toBeLessThanOrEqual(0.375 + 1e-9);
  const { from, to } = shortestStretch(posterior, 0.95);
  expect([OFFSETS[from], OFFSETS[to]].every((offset) => Math.abs((offset as number) - 8) <= 2)).toBe(true);
  const flat = offsetPosterior(likelihoodsOf(new Float64Array(24).fill(40)));
  for (const chance of flat) expect(chance).toBeCloseTo(1 / 24, 9);
});

test('more accounts than lots give the same answer in kind', () => {
  const hours = Float64Array.from({ length: 24 }, (_, hour) => (hour >= 1 && hour < 10 ? 5 : 0));
  const many = Array.from({ length: 700 }, () => likelihoodsOf(hours));
  const posterior = baggedPosterior(many, 100, seededRandom(1));
  expect(OFFSETS[posterior.indexOf(Math.max(...posterior))]).toBe(8);
});

test('the shortest stretch reaches over the date line', () => {
  const posterior = new Float64Array(24);
  posterior[23] = 0.5;
  posterior[0] = 0.5;
  expect(shortestStretch(posterior, 0.95)).toEqual({ from: 23, to: 0 });
});

test('weekends: by hand, and null or without interval where there is too little', () => {
  // Ten weeks of 2 posts on weekends and 10 on other days: 1 a day beside 2 a day, without any spread.
  const even = weekendRatio(new Array(10).fill(2), new Array(10).fill(10), 5 / 2);
  expect(even).toEqual({ ratio: 0.5, low: 0.5, high: 0.5 });
  expect(weekendRatio([2, 2], [10, 10], 2.5)).toMatchObject({ ratio: 0.5, low: null });
  expect(weekendRatio(new Array(9).fill(0), new Array(9).fill(4), 2.5)).toEqual({ ratio: 0, low: null, high: null });
  expect(weekendRatio([1], [0], 2.5)).toEqual({ ratio: null, low: null, high: null });
});
