import { expect, test } from 'vitest';
import { clockHours, lostDigits, roundTimes } from '../../../src/kernels/statistics/clock-times.js';

const hours = (at: (hour: number) => number): Float64Array => Float64Array.from({ length: 24 }, (_, hour) => at(hour));

test('hours that never occur in a long file are odd, in a short one they are not', () => {
  const posts = hours((hour) => (hour >= 2 && hour < 6 ? 0 : 300));
  const long = clockHours(
    posts,
    hours((hour) => (posts[hour] === 0 ? 0 : 150)),
  );
  expect(long).toMatchObject({ quietFrom: 0, absent: [2, 3, 4, 5], quietShare: 0.1 });
  // By hand: 24 (1 − 1/480)^3000.
  expect(long.p).toBeCloseTo(24 * (1 - 1 / 480) ** 3000, 12);
  expect(
    clockHours(
      posts,
      hours((hour) => (posts[hour] === 0 ? 0 : 3)),
    ).p,
  ).toBe(1);
});

test('a file that is busy round the clock has no absent hour', () => {
  expect(
    clockHours(
      hours(() => 10),
      hours(() => 5),
    ),
  ).toEqual({ quietFrom: 0, quietShare: 0.25, absent: [], p: null });
});

test('times that all stand at second 00 are coarser than stated, one in sixty is usual, some more may be scheduled', () => {
  expect(roundTimes(500, 500, 1, 60, 2).extent).toBe('all');
  expect(roundTimes(9, 500, 1, 60, 2).extent).toBe('usual');
  expect(roundTimes(60, 500, 1, 60, 2)).toMatchObject({ extent: 'many', expectedShare: 1 / 60 });
  expect(roundTimes(5, 5, 1, 60, 2).extent).toBe('usual');
});

test('identifiers that all end in 00 lost digits; one in a hundred or in twenty-five did not', () => {
  expect(lostDigits(200, 200, 3, 0.2)).toMatchObject({ isLost: true, share: 1 });
  expect(lostDigits(2, 200, 3, 0.2).isLost).toBe(false);
  expect(lostDigits(15, 359, 1, 0.2).isLost).toBe(false); // the share of multiples of 4, as in a public takedown
  expect(lostDigits(0, 0, 1, 0.2)).toMatchObject({ isLost: false, share: 0, p: 1 });
});
