/** A median with the order statistics that hold it; NaN where there are too few values. */
export interface MedianInterval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Fewer values have no interval of 95 %: that of the least and the largest of five covers 93.75 %. */
export const LEAST_VALUES = 6;
/** Standard deviations from the mean beyond which a binomial number has no mass that counts. */
const FAR = 12;

/**
 * The median with its exact distribution-free interval: the narrowest pair of order statistics x_(k), x_(n+1−k) that holds the median of
 * what the values are drawn from with a probability of at least 95 %, by the binomial distribution of the values below it.
 *
 * Assumes that the values are independent; ties make it wider, never narrower.
 *
 * @param values In any order; not changed. NaN is left out.
 * @see Thompson (1936), doi:10.1214/aoms/1177732502
 */
export function medianInterval(values: Float64Array): MedianInterval {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const n = sorted.length;
  if (n === 0) return { median: Number.NaN, low: Number.NaN, high: Number.NaN };
  const median = n % 2 === 1 ? (sorted[(n - 1) / 2] as number) : ((sorted[n / 2 - 1] as number) + (sorted[n / 2] as number)) / 2;
  const k = n < LEAST_VALUES ? 0 : lowRank(n);
  if (k === 0) return { median, low: Number.NaN, high: Number.NaN };
  return { median, low: sorted[k - 1] as number, high: sorted[n - k] as number };
}

/** The largest k for which at most 2.5 % of binomial numbers of n throws with even chances lie below k; 0 where there is none. */
function lowRank(n: number): number {
  const first = Math.max(0, Math.floor(n / 2 - FAR * Math.sqrt(n / 4)));
  let logMass = logChoose(n, first) - n * Math.LN2;
  let below = Math.exp(logMass);
  let k = first;
  while (below <= 0.025) {
    k++;
    logMass += Math.log((n - k + 1) / k);
    below += Math.exp(logMass);
  }
  return k;
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let factor = 1; factor <= k; factor++) sum += Math.log((n - k + factor) / factor);
  return sum;
}
