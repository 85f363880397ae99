import { expect, test } from 'vitest';
import { TimeOfDayScan } from '../../../src/kernels/chance/time-of-day-scan.js';
import { randomBelow, seededRandom } from '../../../src/kernels/statistics/random.js';

const DAY = 86_400;

test('a dozen accounts within a minute stand out among those of their day, across midnight too', () => {
  const random = seededRandom(2);
  const noise = Array.from({ length: 300 }, () => (18_000 + randomBelow(random, 40)) * DAY + randomBelow(random, DAY));
  const start = 18_020 * DAY - 25;
  const planted = Array.from({ length: 12 }, (_, i) => start + 4 * i);
  const scan = new TimeOfDayScan(Float64Array.from([...noise, ...planted]), 1, 3);
  const [first] = scan.windows(60);
  expect(first).toMatchObject({ from: start, to: start + 60, count: 12 });
  // About 14 accounts on the two days, a minute of each being a 1,440th of it.
  expect(first?.expected).toBeLessThan(0.05);
  const worlds = Array.from({ length: 99 }, () => scan.drawHighest(random, [60])[0] as number);
  expect(Math.max(...worlds)).toBeLessThan(first?.ratio ?? 0);
});

test('what is rare among days is usual within one: all accounts of one day at hours of their own raise nothing', () => {
  const random = seededRandom(3);
  const times = Float64Array.from({ length: 200 }, () => 18_000 * DAY + randomBelow(random, 24) * 3600 + randomBelow(random, 3600));
  const scan = new TimeOfDayScan(times, 1, 3);
  const strongest = scan.windows(3600)[0]?.ratio ?? 0;
  let asHigh = 1;
  for (let world = 0; world < 99; world++) if ((scan.drawHighest(random, [3600])[0] as number) >= strongest) asHigh++;
  expect(asHigh / 100).toBeGreaterThan(0.05);
});

test('times to the minute are drawn to the minute', () => {
  const times = Float64Array.from({ length: 60 }, (_, i) => 18_000 * DAY + 60 * ((i * 37) % 1440));
  const scan = new TimeOfDayScan(times, 60, 2);
  expect(scan.windows(60).every(({ from }) => from % 60 === 0)).toBe(true);
  expect(new TimeOfDayScan(new Float64Array(0), 1, 2).windows(60)).toEqual([]);
});
