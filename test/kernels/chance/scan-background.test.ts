import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DayWindows,
  excessRatio,
  FLEXIBLE_FIT,
  MatchedBackground,
  SmoothBackground,
  STIFF_FIT,
} from '../../../src/kernels/chance/scan-background.js';
import { seededRandom, weightedIndex } from '../../../src/kernels/statistics/random.js';

const sliding = (days: number, length: number): DayWindows => {
  const from = Int32Array.from({ length: days - length + 1 }, (_, day) => day);
  return { from, to: from.map((day) => day + length) };
};
const nothingOut = (days: number): Uint8Array => new Uint8Array(days);
const highest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, value), 0);

test('the log likelihood ratio is Poisson: by hand 10 ln(10 ÷ 4) − 6, and 0 for no excess', () => {
  expect(excessRatio(10, 4)).toBeCloseTo(10 * Math.log(2.5) - 6, 12);
  expect(excessRatio(4, 4)).toBe(0);
  expect(excessRatio(3, 4)).toBe(0);
});

describe('a fitted background', () => {
  test('follows a parabola exactly where it is bendable, and leaves the window itself out', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 1, max: 31 }),
        (bend, burst, length) => {
          const days = 400;
          const curve = Float64Array.from({ length: days }, (_, day) => 20 + bend * ((day - 200) / 100) ** 2);
          const counts = curve.slice();
          const window = 185;
          for (let day = window; day < window + length; day++) counts[day] += burst;
          const background = new SmoothBackground(counts, nothingOut(days), sliding(days, length), FLEXIBLE_FIT, 3);
          const expected = curve.subarray(window, window + length).reduce((sum, value) => sum + value, 0);
          expect(background.expected[window]).toBeCloseTo(expected, 6);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('days that are out weigh nothing', () => {
    const counts = new Float64Array(300).fill(2);
    counts.fill(500, 140, 144);
    const isOut = nothingOut(300);
    isOut.fill(1, 140, 144);
    const { expected, ratios } = new SmoothBackground(counts, isOut, sliding(300, 1), FLEXIBLE_FIT, 3);
    expect(expected[150]).toBeCloseTo(2, 9);
    expect(highest(ratios)).toBe(0);
  });

  // The full figures are in docs/voice.md, made by validation/creation-bursts.mjs.
  test('lists from a smooth hill raise few alarms; a planted day stands out in each', () => {
    const days = 1500;
    const hill = Float64Array.from({ length: days }, (_, day) => Math.exp(-0.5 * ((day - 900) / 350) ** 2));
    let alarms = 0;
    for (let list = 0; list < 30; list++) {
      const random = seededRandom(list + 1);
      const draw = weightedIndex(hill, random);
      const counts = new Float64Array(days);
      for (let account = 0; account < 400; account++) counts[draw()]++;
      const isAlarm = (fit: typeof FLEXIBLE_FIT): boolean => {
        const background = new SmoothBackground(counts, nothingOut(days), sliding(days, 1), fit, 3);
        let asHigh = 1;
        for (let world = 0; world < 99; world++) if (background.drawHighest(random) >= highest(background.ratios)) asHigh++;
        return highest(background.ratios) > 0 && asHigh <= 5;
      };
      if (isAlarm(FLEXIBLE_FIT)) alarms++;
      counts[700] += 25;
      if (list < 5) expect(isAlarm(FLEXIBLE_FIT) && isAlarm(STIFF_FIT)).toBe(true);
    }
    // 30 at 5 %: more than 5 by chance in 3 of 1,000 runs; the seeds are fixed.
    expect(alarms).toBeLessThanOrEqual(5);
  });
});

describe('other accounts as background', () => {
  test('the ratio is Bernoulli: by hand for 8 of 10 beside 10 of 40', () => {
    const background = new MatchedBackground(Float64Array.of(8, 2), Float64Array.of(2, 28), nothingOut(2), sliding(2, 1), 2);
    const log = (part: number, whole: number): number => part * Math.log(part / whole);
    expect(background.ratios[0]).toBeCloseTo(log(8, 10) + log(2, 10) + log(2, 30) + log(28, 30) - log(10, 40) - log(30, 40), 12);
    expect(background.ratios[1]).toBe(0);
    // 10 accounts, of which the background with half an account added puts 2.5 ÷ 30.5 there.
    expect(background.expected[0]).toBeCloseTo((10 * 2.5) / 30.5, 12);
  });

  test('a burst that both share is none', () => {
    const random = seededRandom(4);
    const own = Float64Array.from({ length: 200 }, (_, day) => (day === 90 ? 60 : 1));
    const others = own.map((count) => 3 * count);
    const background = new MatchedBackground(own, others, nothingOut(200), sliding(200, 1), 3);
    let asHigh = 1;
    for (let world = 0; world < 99; world++) if (background.drawHighest(random) >= highest(background.ratios)) asHigh++;
    expect(asHigh / 100).toBeGreaterThan(0.2);
  });
});
