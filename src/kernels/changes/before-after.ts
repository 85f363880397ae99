import { type MedianInterval, medianInterval } from '../statistics/median-interval.js';
import type { Estimate } from './count-rate.js';

/** Standard normal quantile of a two-sided 95 % interval. */
const Z = 1.959963984540054;

/** Where no change is, compared with one date: a p-value from what other dates show. */
export interface DateTest {
  /** Share of all dates, this one among them, that show at least as much; NaN where no other date can be looked at. */
  readonly p: number;
  /** Other dates that could be looked at. */
  readonly placeboCount: number;
}

/**
 * How unusual a difference at one date is among the same differences at all other dates of a series.
 *
 * p = (1 + other dates with at least as large a difference) ÷ (1 + other dates): exact for an event whose date has nothing to do with the series, whatever that looks like, as the date is then like any
 * other. Dates near the event, whose windows hold a part of it, are among them: without them the largest of a slowly moving series would seem rarer than it is, several times in simulations.
 *
 * @param value The difference at the event.
 * @param others Those at other dates; NaN where none could be looked at.
 */
export function dateTest(value: number, others: Iterable<number>): DateTest {
  let placeboCount = 0;
  let reached = 0;
  for (const other of others) {
    if (Number.isNaN(other)) continue;
    placeboCount++;
    if (Math.abs(other) >= Math.abs(value) - 1e-12) reached++;
  }
  return { p: placeboCount === 0 || Number.isNaN(value) ? Number.NaN : (1 + reached) / (1 + placeboCount), placeboCount };
}

/** A median with its exact interval; null where there is no value, ends NaN where there are fewer than six. */
export function medianEstimate(values: Float64Array): Estimate | null {
  const { median, low, high }: MedianInterval = medianInterval(values);
  return Number.isNaN(median) ? null : { value: median, low, high };
}

/**
 * A sum of one thing divided by that of another over some posts, with its 95 % interval on the logarithmic scale, by the spread of posts around it (linearised); null where the divisor is 0.
 *
 * @param parts What is divided, and by what, of each post.
 * @see Cochran (1977), Sampling Techniques, 6.3
 */
export function ratioOfSums(parts: Float64Array, wholes: Float64Array): Estimate | null {
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const [part, whole] = [sum(parts), sum(wholes)];
  if (whole === 0) return null;
  const value = part / whole;
  const n = parts.length;
  if (part === 0 || n < 6) return { value, low: Number.NaN, high: Number.NaN };
  let squares = 0;
  for (let post = 0; post < n; post++) squares += (parts[post] - value * wholes[post]) ** 2;
  const reach = (Z * Math.sqrt((squares * n) / (n - 1))) / part;
  return { value, low: value * Math.exp(-reach), high: value * Math.exp(reach) };
}

/**
 * How many times as large one estimate is as another that is independent of it, with the 95 % interval that both intervals give on the logarithmic scale (method of variance estimates recovery).
 *
 * @param shift What is added to counts, so that 0 has a logarithm; 0 for what is no count.
 * @returns Null where the first is 0 or lacking; ends NaN where one of the two has no interval.
 * @see Donner & Zou (2012), Closed-form confidence intervals for functions of the normal mean and standard deviation, doi:10.1177/0962280210383082
 */
export function ratioOfEstimates(before: Estimate | null, after: Estimate | null, shift: number): Estimate | null {
  if (before === null || after === null || before.value <= 0) return null;
  const value = after.value / before.value;
  const log = (of: number): number => Math.log(of + shift);
  const middle = log(after.value) - log(before.value);
  const low = middle - Math.hypot(log(after.value) - log(after.low), log(before.high) - log(before.value));
  const high = middle + Math.hypot(log(after.high) - log(after.value), log(before.value) - log(before.low));
  if (!(Number.isFinite(low) && Number.isFinite(high))) return { value, low: Number.NaN, high: Number.NaN };
  return { value, low: Math.min(value, Math.exp(low)), high: Math.max(value, Math.exp(high)) };
}

/** One estimate minus another, with the interval that both give (as above). */
export function differenceOfEstimates(before: Estimate | null, after: Estimate | null): Estimate | null {
  if (before === null || after === null) return null;
  const value = after.value - before.value;
  return {
    value,
    low: value - Math.hypot(after.value - after.low, before.high - before.value),
    high: value + Math.hypot(after.high - after.value, before.value - before.low),
  };
}
