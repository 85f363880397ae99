import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largestRise, steepestStretch } from '../../../src/kernels/statistics/steepest-stretch.js';

/** The value on the straight lines. */
function at(times: readonly number[], values: readonly number[], moment: number): number {
  const right = Math.max(
    1,
    times.findIndex((time) => time >= moment),
  );
  const [from, to] = [times[right - 1] as number, times[right] as number];
  return (values[right - 1] as number) + (((values[right] as number) - (values[right - 1] as number)) * (moment - from)) / (to - from);
}

const curve = fc
  .array(fc.record({ gap: fc.integer({ min: 1, max: 9 }), value: fc.integer({ min: 0, max: 100 }) }), { minLength: 2, maxLength: 12 })
  .map((steps) => {
    let time = 0;
    return { times: steps.map(({ gap }) => (time += gap)), values: steps.map(({ value }) => value) };
  });

describe('the steepest stretch', () => {
  test('rises as much as any stretch of its length, and lies between its bounds', () => {
    fc.assert(
      fc.property(curve, fc.integer({ min: 1, max: 12 }), ({ times, values }, length) => {
        const found = steepestStretch(Float64Array.from(times), Float64Array.from(values), length);
        const [first, last] = [times[0] as number, times.at(-1) as number];
        if (last - first < length) return void expect(found).toBeNull();
        for (let from = first; from + length <= last; from += 0.25)
          expect(at(times, values, from + length) - at(times, values, from)).toBeLessThanOrEqual((found?.growth as number) + 1e-9);
        expect(found?.low).toBeLessThanOrEqual((found?.growth as number) + 1e-9);
        expect(found?.high).toBeGreaterThanOrEqual((found?.growth as number) - 1e-9);
        expect(found?.to).toBe((found?.from as number) + length);
      }),
      { numRuns: 300 },
    );
  });

  test('by hand: looks on both of its ends leave nothing open; a gap that it cuts may hold all of its rise, or none', () => {
    const [times, values] = [Float64Array.of(0, 10, 20, 100), Float64Array.of(5, 10, 110, 310)];
    expect(steepestStretch(times, values, 10)).toEqual({
      from: 10,
      to: 20,
      valueFrom: 10,
      valueTo: 110,
      growth: 100,
      low: 100,
      high: 100,
      lookCount: 2,
    });
    expect(steepestStretch(Float64Array.of(0, 100), Float64Array.of(0, 50), 10)).toMatchObject({
      from: 0,
      growth: 5,
      low: 0,
      high: 50,
      lookCount: 1,
    });
    expect(steepestStretch(Float64Array.of(0, 100), Float64Array.of(50, 0), 10)).toMatchObject({ growth: -5, low: -50, high: 0 });
  });

  test('what its looks may be off by rounding widens the bounds', () => {
    const [times, values] = [Float64Array.of(0, 10, 20), Float64Array.of(1000, 1100, 24_100)];
    expect(steepestStretch(times, values, 10, Float64Array.of(1000, 100, 100))).toMatchObject({
      from: 10,
      growth: 23_000,
      low: 22_800,
      high: 23_200,
    });
    // An end between two looks takes the larger error of both.
    expect(steepestStretch(times, values, 15, Float64Array.of(1000, 0, 0))).toMatchObject({
      from: 5,
      growth: 23_050,
      low: 22_000,
      high: 24_100,
    });
  });

  test('the largest rise between two looks is one that every pair of them within the length has at most', () => {
    fc.assert(
      fc.property(curve, fc.integer({ min: 1, max: 12 }), ({ times, values }, length) => {
        const pairs = times.flatMap((to, j) =>
          times.slice(0, j).flatMap((from, i) => (to - from <= length ? [(values[j] as number) - (values[i] as number)] : [])),
        );
        const most = Math.max(0, ...pairs);
        const found = largestRise(Float64Array.from(times), Float64Array.from(values), length);
        expect(found?.rise ?? 0).toBe(most);
        if (found !== null) expect(found.to - found.from).toBeLessThanOrEqual(length);
      }),
      { numRuns: 200 },
    );
    expect(largestRise(Float64Array.of(0, 5), Float64Array.of(24_100, 24_200), 5, Float64Array.of(100, 100))).toBeNull();
  });

  test('none without two looks, or where they span less', () => {
    expect(steepestStretch(Float64Array.of(0), Float64Array.of(1), 1)).toBeNull();
    expect(steepestStretch(new Float64Array(0), new Float64Array(0), 1)).toBeNull();
    expect(steepestStretch(Float64Array.of(0, 5), Float64Array.of(1, 2), 6)).toBeNull();
  });
});
