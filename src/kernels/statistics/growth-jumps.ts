import { roundingUnit } from './count-rounding.js';
import { studentTail } from './student-tail.js';

/** One step of a counted curve, from a look to the next, held against the other steps of the same curve. */
export interface JumpTest {
  /** What the step would have been by the curve's usual growth. */
  readonly expected: number;
  /** Deviation from that in units of the curve's own noise; above 0: more growth. */
  readonly deviation: number;
  /** Chance of a deviation as large or larger, either way, where the curve only has its usual noise; 0–1. */
  readonly p: number;
}

/** Fewer other steps tell nothing of a curve's noise. */
export const LEAST_STEPS = 8;
/** Steps on either side that say how a curve usually grows at a step. */
const REACH = 10;
/** A median of absolute deviations knows as much of a spread as a standard deviation of 37 % as many values. */
const EFFICIENCY = 0.37;
/** Steps of followers have heavier tails than the normal; no more is made of many steps than this. */
const MOST_DEGREES = 4;
const CONSISTENCY = 1.482602218505602;
/** Variance of a count's own coming and going: a follower or two say nothing. */
const LEAST_COUNTING = 4;
const DAY = 86_400e6;

/**
 * Tests each step of a curve of counts against the curve's own steps.
 *
 * On the logarithm, step i over d days is y = ln((F₁ + 1) ÷ (F₀ + 1)). The usual growth m is the median of y ÷ d of the ten steps before and the ten
 * after; the noise σ is the median absolute deviation (× 1.4826) of (y − m d) ÷ √d of all other steps: noise adds up as in a random walk. To it comes that of
 * counting: the larger of 4 and the expected change, and the rounding of both counts. The deviation (y − m d) ÷ s is held against Student's t with 37 % of the
 * other steps as degrees of freedom, what a median of absolute deviations is worth, and four at most, as steps have heavier tails than the normal.
 *
 * @param times Microseconds, ascending, each once.
 * @param values Counts, 0 and above.
 * @returns One test for each step; null where the curve has fewer than `LEAST_STEPS` other steps.
 */
export function testJumps(times: Float64Array, values: Float64Array): (JumpTest | null)[] {
  const count = Math.max(0, times.length - 1);
  if (count - 1 < LEAST_STEPS) return Array.from({ length: count }, () => null);
  const days = Float64Array.from({ length: count }, (_, i) => ((times[i + 1] as number) - (times[i] as number)) / DAY);
  const rises = Float64Array.from({ length: count }, (_, i) => Math.log(((values[i + 1] as number) + 1) / ((values[i] as number) + 1)));
  const paces = rises.map((rise, i) => rise / (days[i] as number));
  const rates = paces.map((_, i) => usualPace(paces, i));
  const off = rises.map((rise, i) => Math.abs(rise - (rates[i] as number) * (days[i] as number)) / Math.sqrt(days[i] as number));
  const sortedOff = off.slice().sort();
  const degrees = Math.max(1, Math.min(MOST_DEGREES, EFFICIENCY * (count - 2)));
  return Array.from({ length: count }, (_, i) => {
    const [d, rate, before, after] = [days[i] as number, rates[i] as number, values[i] as number, values[i + 1] as number];
    const noise = CONSISTENCY * medianWithout(sortedOff, off[i] as number);
    const expected = (before + 1) * Math.expm1(rate * d);
    const counting = Math.max(LEAST_COUNTING, Math.abs(expected)) + rounding(before) + rounding(after);
    const scale = Math.sqrt(noise * noise * d + counting / (Math.min(before, after) + 1) ** 2);
    const deviation = ((rises[i] as number) - rate * d) / scale;
    return { expected, deviation, p: Math.min(1, 2 * studentTail(Math.abs(deviation), degrees)) };
  });
}

/** The median of the paces around a step, its own left out. */
function usualPace(paces: Float64Array, step: number): number {
  const from = Math.max(0, Math.min(step - REACH, paces.length - 1 - 2 * REACH));
  const around = paces.slice(from, from + 2 * REACH + 1);
  return medianWithout(around.slice().sort(), paces[step] as number);
}

/** The median of sorted values, one of them left out. */
function medianWithout(sorted: Float64Array, value: number): number {
  const out = sorted.indexOf(value);
  const at = (rank: number): number => sorted[rank < out ? rank : rank + 1] as number;
  const [length, half] = [sorted.length - 1, (sorted.length - 1) >> 1];
  return length % 2 === 1 ? at(half) : (at(half - 1) + at(half)) / 2;
}

/** Mean square of what rounding or cutting takes from a count. */
function rounding(value: number): number {
  const unit = roundingUnit(value);
  return unit === 1 ? 0 : unit ** 2 / 3;
}
