const WEEK = 7;
/** Largest part of a day's deviation that is taken to last until the next day. */
const MOST_KEPT = 0.9;
/** Variance of the square root of a Poisson count. */
const POISSON_VARIANCE = 0.25;
/** Days over which what is left of a deviation is summed. */
const REACH_DAYS = 60;

/**
 * By how much sums over long stretches vary more than they would if weeks were independent: 1 for a series without memory.
 *
 * Works on square roots of counts (x + 3/8), minus those of a week before, so that neither rhythm nor level plays a part. The correlation of neighbouring days, less one standard error, is read as
 * that of a first-order autoregression under the noise of Poisson counts; the factor is its variance over long stretches divided by that of single weeks.
 *
 * @param counts Counts a day, in order; 1 for series of three weeks or less.
 */
export function memoryOfWeeks(counts: Int32Array): number {
  const days = counts.length - WEEK;
  if (days <= 2 * WEEK) return 1;
  const root = Float64Array.from(counts, (count) => Math.sqrt(count + 0.375));
  const moved = Float64Array.from({ length: days }, (_, day) => root[day + WEEK] - root[day]);
  let variance = 0;
  let neighbours = 0;
  for (let day = 0; day < days; day++) {
    variance += moved[day] ** 2 / days;
    if (day > 0) neighbours += (moved[day] * moved[day - 1]) / days;
  }
  const correlation = variance === 0 ? 0 : neighbours / variance - 1 / Math.sqrt(days);
  if (correlation <= 0) return 1;
  const beyondNoise = Math.min(1, Math.max(correlation, 1 - POISSON_VARIANCE / (variance / 2)));
  const kept = Math.min(MOST_KEPT, correlation / beyondNoise);
  let long = 1;
  let week = 1;
  for (let lag = 1; lag <= REACH_DAYS; lag++) {
    const part = beyondNoise * kept ** lag;
    long += 2 * part;
    if (lag < WEEK) week += 2 * (1 - lag / WEEK) * part;
  }
  return long / week;
}
