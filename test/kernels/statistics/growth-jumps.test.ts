import { describe, expect, test } from 'vitest';
import { roundingUnit } from '../../../src/kernels/statistics/count-rounding.js';
import { benjaminiHochberg } from '../../../src/kernels/statistics/false-discovery.js';
import { LEAST_STEPS, testJumps } from '../../../src/kernels/statistics/growth-jumps.js';
import { type Random, randomNormal, seededRandom } from '../../../src/kernels/statistics/random.js';
import { studentTail } from '../../../src/kernels/statistics/student-tail.js';

const DAY = 86_400e6;

/** A curve of `steps` steps of 1 to 30 days, each of which `grow` makes. */
function curveOf(random: Random, steps: number, start: number, grow: (value: number, days: number, step: number) => number) {
  const [times, values] = [[0], [start]];
  let value = start;
  for (let step = 0; step < steps; step++) {
    const days = 1 + Math.floor(random() * 30);
    value = grow(value, days, step);
    times.push((times.at(-1) as number) + days * DAY);
    values.push(Math.round(value));
  }
  return { times: Float64Array.from(times), values: Float64Array.from(values) };
}

const walk =
  (random: Random) =>
  (value: number, days: number): number =>
    value * Math.exp(0.0005 * days + 0.004 * Math.sqrt(days) * randomNormal(random));

/** The lowest q of a curve's steps. */
function lowestQ({ times, values }: ReturnType<typeof curveOf>): number {
  const tests = testJumps(times, values).filter((one) => one !== null);
  return Math.min(...benjaminiHochberg(Float64Array.from(tests, ({ p }) => p)));
}

describe('steps that stand out of a curve', () => {
  test.each([
    ['a random walk', (random: Random) => walk(random), 20_000],
    ['one with tails as heavy as four degrees of freedom', heavy, 20_000],
    [
      'growth that slows down',
      (random: Random) => (value: number, days: number, step: number) =>
        value * Math.exp(0.002 * Math.exp(-step / 12) * days + 0.001 * Math.sqrt(days) * randomNormal(random)),
      20_000,
    ],
    [
      'a follower now and then',
      (random: Random) => (value: number, days: number) => value + [...Array(days)].filter(() => random() < 0.05).length,
      300,
    ],
  ] as const)('are none in %s: at most one curve of twenty has a step flagged at 5 %%', (_, make, start) => {
    const random = seededRandom(11);
    let flagged = 0;
    for (let draw = 0; draw < 150; draw++) if (lowestQ(curveOf(random, 30, start, make(random))) <= 0.05) flagged++;
    // 5 % of 150 curves, and two standard errors more.
    expect(flagged).toBeLessThanOrEqual(12);
  });

  test('a step of a tenth in a curve that moves by half a per cent a day is found, up and down, and no other', () => {
    for (const factor of [1.4, 0.7]) {
      const random = seededRandom(3);
      const grow = walk(random);
      const curve = curveOf(random, 30, 20_000, (value, days, step) => grow(value, days) * (step === 17 ? factor : 1));
      const tests = testJumps(curve.times, curve.values);
      const q = benjaminiHochberg(Float64Array.from(tests, (one) => one?.p as number));
      expect([...q.keys()].filter((step) => (q[step] as number) <= 0.05)).toEqual([17]);
      expect(Math.sign(tests[17]?.deviation as number)).toBe(Math.sign(factor - 1));
    }
  });

  test('counts that are rounded do not stand out by their rounding; a constant curve has nothing', () => {
    const rounded = [24_131, 24_100, 24_140, 24_200, 24_160, 24_200, 24_210, 24_200, 24_230, 24_300, 24_250];
    const times = Float64Array.from(rounded, (_, index) => index * DAY);
    expect(testJumps(times, Float64Array.from(rounded)).every((one) => (one?.p as number) > 0.05)).toBe(true);
    expect(
      testJumps(
        times,
        Float64Array.from(rounded, () => 0),
      ).every((one) => one?.p === 1),
    ).toBe(true);
  });

  test('are not looked for where there are too few others', () => {
    const short = (steps: number) =>
      testJumps(
        Float64Array.from({ length: steps + 1 }, (_, i) => i * DAY),
        new Float64Array(steps + 1).fill(5),
      );
    expect(short(LEAST_STEPS)).toEqual(Array(LEAST_STEPS).fill(null));
    expect(short(LEAST_STEPS + 1)[0]).toMatchObject({ p: 1 });
    expect(testJumps(new Float64Array(0), new Float64Array(0))).toEqual([]);
  });
});

function heavy(random: Random) {
  return (value: number, days: number): number => {
    const chi = Array.from({ length: 4 }, () => randomNormal(random) ** 2).reduce((sum, square) => sum + square, 0);
    return value * Math.exp(0.0005 * days + (0.003 * Math.sqrt(days) * randomNormal(random)) / Math.sqrt(chi / 4));
  };
}

test('the unit to which a count is rounded, by its zeros', () => {
  expect([24_100, 24_131, 1_000_000, 1_100_000, 1000, 999, 900, 0, 4210].map(roundingUnit)).toEqual([
    100, 1, 1_000_000, 100_000, 1000, 1, 1, 1, 1,
  ]);
});

test('tails of Student’s t, by the tables', () => {
  // Two-sided 5 % and one-sided 5 % points of published tables.
  expect(studentTail(12.7062047, 1)).toBeCloseTo(0.025, 9);
  expect(studentTail(2.2281389, 10)).toBeCloseTo(0.025, 8);
  expect(studentTail(1.8124611, 10)).toBeCloseTo(0.05, 8);
  expect(studentTail(1.959964, 1e7)).toBeCloseTo(0.025, 6);
  expect(studentTail(0, 3)).toBe(0.5);
  expect(studentTail(Number.POSITIVE_INFINITY, 3)).toBe(0);
  expect(() => studentTail(-1, 3)).toThrow(/at least 0/);
});
