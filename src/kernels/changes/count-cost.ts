/** How counts vary around their rate: `poisson`, variance = mean; `negative-binomial`, variance = mean + dispersion · mean². */
export type CountModel = 'poisson' | 'negative-binomial';

export interface CountSpread {
  readonly model: CountModel;
  /** 0 for Poisson. */
  readonly dispersion: number;
  /** Variance divided by the mean, as pairs of days a week apart show it; about 1 for Poisson. */
  readonly varianceToMean: number;
}

/** Days between the two counts that are compared: a week, so that its rhythm plays no part. */
const LAG = 7;
/** Standard errors by which the spread must exceed that of Poisson counts. */
const SURE = 1.645;
/** Sums whose logarithms are kept. */
const MOST_LISTED = 20_000;

/**
 * How daily counts spread around their rate, from pairs of days a week apart, so that neither a weekly rhythm nor a few changes of rate count as spread.
 *
 * For a pair (x, y) of one rate m, ½(x − y)² − ½(x + y) has the mean dispersion · m², and x · y the mean m²: the dispersion is the ratio of their sums (the latter at least that of one rate throughout). Negative
 * binomial is chosen where the sum of the first lies more than 1.645 standard errors above nothing, where the standard error is that of Poisson counts, √(2 Σ x · y).
 *
 * @param counts Counts a day, in order; a series of a week or less is Poisson.
 */
export function countSpread(counts: Int32Array): CountSpread {
  let excess = 0;
  let products = 0;
  let sums = 0;
  for (let day = LAG; day < counts.length; day++) {
    const [x, y] = [counts[day - LAG], counts[day]];
    excess += ((x - y) ** 2 - (x + y)) / 2;
    products += x * y;
    sums += x + y;
  }
  const varianceToMean = sums === 0 ? 1 : 1 + (2 * excess) / sums;
  const pairs = Math.max(0, counts.length - LAG);
  products = Math.max(products, pairs === 0 ? 0 : (sums / 2) ** 2 / pairs);
  if (products === 0 || excess <= SURE * Math.sqrt(2 * products)) return { model: 'poisson', dispersion: 0, varianceToMean };
  return { model: 'negative-binomial', dispersion: excess / products, varianceToMean };
}

/** Cost of a stretch of days with one rate: minus twice its log likelihood at the best rate, without what all divisions of a series have in common. */
export type StretchCost = (sum: number, days: number) => number;

/**
 * The cost of stretches of a series.
 *
 * With S the sum and n the days: Poisson 2 (S ln n − S ln S); negative binomial with size r = 1 / dispersion
 * 2 ((S + nr) ln (S + nr) − S ln S − nr ln nr). Both fall when a stretch is divided.
 *
 * @param total Largest sum, and @param days longest stretch, that will be asked for.
 */
export function stretchCost({ dispersion }: CountSpread, total: number, days: number): StretchCost {
  const table = Float64Array.from({ length: Math.min(total, MOST_LISTED) + 1 }, (_, sum) => xLogX(sum));
  const ofSum = (sum: number): number => (sum < table.length ? table[sum] : xLogX(sum));
  if (dispersion === 0) {
    const log = Float64Array.from({ length: days + 1 }, (_, n) => Math.log(n));
    return (sum, n) => 2 * (sum * log[n] - ofSum(sum));
  }
  const size = 1 / dispersion;
  const ofDays = Float64Array.from({ length: days + 1 }, (_, n) => xLogX(n * size));
  return (sum, n) => 2 * (xLogX(sum + n * size) - ofSum(sum) - ofDays[n]);
}

function xLogX(x: number): number {
  return x === 0 ? 0 : x * Math.log(x);
}
