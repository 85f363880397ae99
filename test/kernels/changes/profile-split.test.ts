import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cellProducts,
  memoryOf,
  profileChange,
  shiftedShare,
  shuffleInPieces,
  shuffleP,
  strongestSplit,
} from '../../../src/kernels/changes/profile-split.js';
import { seededRandom } from '../../../src/kernels/statistics/random.js';

const DIMENSIONS = 4;

/** A history in which each post has one of four values, in cells. */
function cellsOf(values: readonly number[], cellCount = Math.min(values.length, 64)) {
  const sums = new Float64Array(cellCount * DIMENSIONS);
  const weight = new Float64Array(cellCount);
  for (const [index, value] of values.entries()) {
    const cell = Math.floor((index * cellCount) / values.length);
    sums[cell * DIMENSIONS + value]++;
    weight[cell]++;
  }
  return cellProducts(sums, weight, DIMENSIONS);
}

/** The statistic by its definition: W₁W₂/W times the squared distance of the shares before and after. */
function plainStatistic(values: readonly number[], cut: number): number {
  const share = (part: readonly number[], value: number): number => part.filter((one) => one === value).length / part.length;
  const [before, after] = [values.slice(0, cut), values.slice(cut)];
  const distance = [0, 1, 2, 3].reduce((sum, value) => sum + (share(before, value) - share(after, value)) ** 2, 0);
  return (before.length * after.length * distance) / values.length;
}

test('the strongest cut is that of the definition, and counts the posts of both sides', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 12, maxLength: 40 }),
      fc.integer({ min: 1, max: 6 }),
      (values, least) => {
        const split = strongestSplit(cellsOf(values), least);
        const cuts = values.map((_, cut) => cut).filter((cut) => cut >= least && values.length - cut >= least);
        const best = Math.max(...cuts.map((cut) => plainStatistic(values, cut)));
        expect(split?.statistic).toBeCloseTo(best, 9);
        expect(plainStatistic(values, split?.cell ?? 0)).toBeCloseTo(best, 9);
        expect([split?.before, split?.after]).toEqual([split?.cell, values.length - (split?.cell ?? 0)]);
      },
    ),
    { numRuns: 60 },
  );
});

test('too few posts for both sides: no cut', () => {
  expect(strongestSplit(cellsOf([0, 1, 0, 1, 0]), 3)).toBeNull();
});

test('one clear change is found at its place; no shuffle and two shifts are as strong', () => {
  const values = Array.from({ length: 64 }, (_, index) => (index < 24 ? 0 : 1));
  const cells = cellsOf(values);
  const split = strongestSplit(cells, 20);
  expect(split).toMatchObject({ cell: 24, before: 24, after: 40 });
  if (split === null) throw new Error('no split');
  expect(memoryOf(cells, split)).toEqual({ length: 1, inflation: 1 });
  const options = { least: 20, observed: split.statistic, memory: memoryOf(cells, split), draws: 499, enough: 5 };
  expect(shuffleInPieces(cells, options, seededRandom(1))).toEqual({ drawCount: 499, exceedCount: 0 });
  expect(shiftedShare(cells, 20, split.statistic)).toBe(2 / 64);
});

/** Share of histories without any change whose p is at most 0.05. Each value stays for `stay` posts on average. */
function falseAlarms(stay: number, histories: number): number {
  let count = 0;
  for (let seed = 0; seed < histories; seed++) {
    const random = seededRandom(seed * 13 + 5);
    let value = 0;
    const values = Array.from({ length: 300 }, () => {
      if (random() < 1 / stay) value = Math.floor(random() * 4);
      return value;
    });
    const cells = cellsOf(values);
    const split = strongestSplit(cells, 20);
    if (split === null) continue;
    const options = { least: 20, observed: split.statistic, memory: memoryOf(cells, split), draws: 99, enough: 5 };
    if (shuffleP(shuffleInPieces(cells, options, random), 5) <= 0.05) count++;
  }
  return count / histories;
}

// Of 150 histories at a rate of 5 %, more than 11 % would be a chance of under 1 in 500 (binomial); docs/voice.md has larger trials.
test('histories without a change raise no more alarms than the level says, with memory and without', () => {
  expect(falseAlarms(1, 150)).toBeLessThan(0.11);
  expect(falseAlarms(6, 150)).toBeLessThan(0.11);
});

test('p counts draws as strong, one for the data itself, and is exact where the shuffles stopped early', () => {
  expect(shuffleP({ drawCount: 999, exceedCount: 0 }, 5)).toBe(0.001);
  expect(shuffleP({ drawCount: 999, exceedCount: 4 }, 5)).toBe(0.005);
  expect(shuffleP({ drawCount: 20, exceedCount: 5 }, 5)).toBe(0.25);
});

// By hand: 10 posts of a, 10 of b: nothing in common. 9 a + 1 b against 5 a + 5 b: overlap 2·50/100 / (72/90 + 40/90) = 1/1.2444.
test('change is 1 less Morisita’s index', () => {
  expect(profileChange(Float64Array.of(10, 0), Float64Array.of(0, 10), [10, 10], 1)).toBe(1);
  expect(profileChange(Float64Array.of(10, 0), Float64Array.of(30, 0), [10, 30], 1)).toBe(0);
  expect(profileChange(Float64Array.of(9, 1), Float64Array.of(5, 5), [10, 10], 1)).toBeCloseTo(1 - 1 / (112 / 90), 12);
  expect(profileChange(Float64Array.of(1, 0), Float64Array.of(5, 5), [1, 10], 1)).toBeNull();
});
