/** Standard normal quantile of a two-sided 95 % interval. */
const Z = 1.959963984540054;
/** Days over which counts are taken to hang together. */
const REACH_DAYS = 7;

/** A number with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * By how much the sum of some days varies more than a Poisson count: 1 at least.
 *
 * Variance of the days and their covariances up to a week apart, with falling weights (Newey & West), divided by the mean; a rhythm within the week so cancels.
 *
 * @param counts Counts a day, in order, around one rate.
 * @see Newey & West (1987), doi:10.2307/1913610
 */
export function overdispersion(counts: Int32Array): number {
  const days = counts.length;
  const mean = counts.reduce((sum, count) => sum + count, 0) / days;
  if (days < 2 || mean === 0) return 1;
  const reach = Math.min(REACH_DAYS, Math.floor(days / 3));
  let variance = 0;
  for (let lag = 0; lag <= reach; lag++) {
    let covariance = 0;
    for (let day = lag; day < days; day++) covariance += (counts[day] - mean) * (counts[day - lag] - mean);
    variance += (lag === 0 ? 1 : 2 * (1 - lag / (reach + 1))) * covariance;
  }
  // What the estimated mean takes away from sums over a window of this reach.
  return Math.max(1, (variance / days / mean) * (days / Math.max(1, days - reach - 1)));
}

/**
 * A rate a day with its 95 % interval: the score interval of a Poisson rate, wider by the overdispersion.
 *
 * With m the rate, n = days ÷ overdispersion and z = 1.96: m + z²/2n ± z √(m/n + z²/4n²). Never below 0, and above 0 where nothing was counted.
 */
export function rateEstimate(count: number, days: number, overdispersed: number): Estimate {
  const value = count / days;
  const effective = days / overdispersed;
  const reach = Z * Math.sqrt(value / effective + (Z * Z) / (4 * effective * effective));
  const middle = value + (Z * Z) / (2 * effective);
  return { value, low: count === 0 ? 0 : Math.max(0, middle - reach), high: middle + reach };
}

/** Two stretches of days that are compared: counts in all, days, and overdispersion of each. */
export interface Stretch {
  readonly count: number;
  readonly days: number;
  readonly overdispersed: number;
}

/**
 * How many times as high one rate is as another, with its 95 % interval on the logarithmic scale; null where nothing was counted before.
 *
 * Standard error of the logarithm: √(φ₁ / (count₁ + ½) + φ₂ / (count₂ + ½)), with φ the overdispersions.
 */
export function rateRatio(before: Stretch, after: Stretch): Estimate | null {
  if (before.count === 0) return null;
  const value = after.count / after.days / (before.count / before.days);
  const middle = Math.log((after.count + 0.5) / after.days) - Math.log((before.count + 0.5) / before.days);
  const reach = Z * Math.sqrt(before.overdispersed / (before.count + 0.5) + after.overdispersed / (after.count + 0.5));
  return { value, low: Math.min(value, Math.exp(middle - reach)), high: Math.max(value, Math.exp(middle + reach)) };
}
