/** A share of trials; null where there are none. */
export interface Fraction {
  readonly count: number;
  readonly trials: number;
  /** 0–1. */
  readonly share: number | null;
}

/** A share of independent trials with its 95 % interval; null where there are none. */
export interface Proportion extends Fraction {
  readonly low: number | null;
  readonly high: number | null;
}

/** A share without an interval: for things that are not independent. */
export function fraction(count: number, trials: number): Fraction {
  return { count, trials, share: trials === 0 ? null : count / trials };
}

/** Standard normal quantile of a two-sided 95 % interval. */
const Z = 1.959963984540054;

/**
 * A share of independent trials with Wilson's 95 % score interval.
 *
 * With p = count ÷ trials and z = 1.96: (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) ÷ (1 + z²/n). Always within 0–1, and wider than a point
 * where all or none succeed. Assumes that the trials are independent.
 *
 * @param count Successes, 0 … trials.
 * @see Wilson (1927), doi:10.1080/01621459.1927.10502953
 */
export function wilson(count: number, trials: number): Proportion {
  if (trials === 0) return { count, trials, share: null, low: null, high: null };
  const share = count / trials;
  const z2n = (Z * Z) / trials;
  const middle = share + z2n / 2;
  const reach = Z * Math.sqrt((share * (1 - share)) / trials + z2n / (4 * trials));
  return {
    count,
    trials,
    share,
    low: count === 0 ? 0 : (middle - reach) / (1 + z2n),
    high: count === trials ? 1 : (middle + reach) / (1 + z2n),
  };
}

/**
 * How many p-values lie at or below a level: where the null holds, at most `alpha` of them in expectation.
 *
 * The interval is Wilson's and takes the p-values for independent; those of pairs that share an account are not, so that over several
 * worlds the spread between worlds is the better measure.
 *
 * @param pValues 0–1; NaN stands for no test and is left out.
 * @param alpha The level, 0–1, inclusive.
 */
export function shareAtMost(pValues: Float64Array, alpha: number): Proportion {
  let count = 0;
  let trials = 0;
  for (const p of pValues) {
    if (Number.isNaN(p)) continue;
    trials++;
    if (p <= alpha) count++;
  }
  return wilson(count, trials);
}
