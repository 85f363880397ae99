import { logGamma } from './negative-binomial.js';
import { type Random, randomBelow } from './random.js';

const HOURS = 24;
/** How closely an account keeps to a curve: posts after which its own hours weigh as much as the curve's; equally likely beforehand. */
const CONCENTRATIONS = [5, 20, 80, 320];

/** Lots of accounts that are drawn from at most. */
const MOST_LOTS = 500;
/** Chance that a day begins −2, −1, 0, 1, 2 hours later than the reference, by custom and not by the clock: a standard deviation of one hour. */
const CUSTOMS = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16];

/** Offsets from UTC in whole hours, −11 … 12. */
export const OFFSETS: readonly number[] = Array.from({ length: HOURS }, (_, place) => place - 11);

/** Counts up to which rising factorials are kept. */
const KEPT_COUNTS = 256;

/**
 * Log likelihoods of an account's hours for each curve, concentration and offset: Dirichlet-multinomial, so that an account may have hours
 * of its own and many posts do not make a small deviation certain.
 *
 * @param curves Shares of 24 hours in local time.
 * @returns A function of hours with a post by hour of the day in UTC, 24 numbers (an hour of one day counts once, as posts of one sitting are not
 *   independent), that gives curves × concentrations × 24 offsets, offset fastest.
 */
export function offsetLikelihoods(curves: readonly Float64Array[]): (hours: ArrayLike<number>) => Float64Array {
  const cases = curves.flatMap((curve) =>
    CONCENTRATIONS.map((concentration) => ({ concentration, rises: curve.map((share) => concentration * share) })),
  );
  const kept = cases.map(({ rises }) =>
    Float64Array.from({ length: HOURS * KEPT_COUNTS }, (_, at) => rise(rises[Math.floor(at / KEPT_COUNTS)], at % KEPT_COUNTS)),
  );
  return (hours) => {
    const values = new Float64Array(cases.length * HOURS);
    let total = 0;
    for (let hour = 0; hour < HOURS; hour++) total += hours[hour];
    let at = 0;
    for (const [place, { concentration, rises }] of cases.entries()) {
      const table = kept[place] as Float64Array;
      for (const offset of OFFSETS) {
        let sum = -rise(concentration, total);
        for (let hour = 0; hour < HOURS; hour++) {
          const count = hours[hour];
          const local = (hour + offset + HOURS) % HOURS;
          sum += count < KEPT_COUNTS ? table[local * KEPT_COUNTS + count] : rise(rises[local], count);
        }
        values[at++] = sum;
      }
    }
    return values;
  };
}

/** Logarithm of the rising factorial a (a + 1) … (a + count − 1). */
function rise(a: number, count: number): number {
  return count === 0 ? 0 : logGamma(a + count) - logGamma(a);
}

/** Chance of each offset (order of `OFFSETS`) by log likelihoods of `offsetLikelihoods`; curves, concentrations and offsets are equally likely beforehand. */
export function offsetPosterior(logLikelihoods: Float64Array): Float64Array {
  const highest = logLikelihoods.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const posterior = new Float64Array(HOURS);
  for (let at = 0; at < logLikelihoods.length; at++) posterior[at % HOURS] += Math.exp(logLikelihoods[at] - highest);
  const total = posterior.reduce((sum, value) => sum + value, 0);
  return posterior.map((value) => value / total);
}

/**
 * Chance of each offset by accounts that share one: the mean of the posteriors of samples of the accounts, drawn with replacement, so that
 * accounts that disagree leave it open.
 *
 * @param accounts Log likelihoods of each. More than 500 are put into 500 lots at random, and lots are drawn: their sums spread alike.
 * @param draws Samples; with a single account its own posterior stands.
 * @see Bühlmann (2014), bagged posteriors; Huggins & Miller (2023), Reproducible model selection using bagged posteriors, doi:10.1214/21-BA1301
 */
export function baggedPosterior(accounts: readonly Float64Array[], draws: number, random: Random): Float64Array {
  const [first] = accounts;
  if (first === undefined) return new Float64Array(HOURS).fill(1 / HOURS);
  if (accounts.length === 1) return offsetPosterior(first);
  const lots = accounts.length <= MOST_LOTS ? accounts : inLots(accounts, random);
  const mean = new Float64Array(HOURS);
  const sums = new Float64Array(first.length);
  for (let draw = 0; draw < draws; draw++) {
    sums.fill(0);
    for (let pick = 0; pick < lots.length; pick++) {
      const values = lots[randomBelow(random, lots.length)] as Float64Array;
      for (let at = 0; at < sums.length; at++) sums[at] += values[at];
    }
    for (const [place, value] of offsetPosterior(sums).entries()) mean[place] += value / draws;
  }
  return mean;
}

/** Sums of lots of equal size, but for one. */
function inLots(accounts: readonly Float64Array[], random: Random): Float64Array[] {
  const order = Int32Array.from(accounts.keys());
  for (let place = order.length - 1; place > 0; place--) {
    const other = randomBelow(random, place + 1);
    [order[place], order[other]] = [order[other], order[place]];
  }
  const lots = Array.from({ length: MOST_LOTS }, () => new Float64Array(accounts[0]?.length ?? 0));
  for (const [place, account] of order.entries()) {
    const lot = lots[place % MOST_LOTS] as Float64Array;
    const values = accounts[account] as Float64Array;
    for (let at = 0; at < lot.length; at++) lot[at] += values[at];
  }
  return lots;
}

/**
 * The same chances where a day may begin up to two hours before or after the reference by custom, which no hours tell from another clock.
 * So no offset gets more than 3/8: hours alone never say more.
 */
export function withCustoms(posterior: Float64Array): Float64Array {
  return posterior.map((_, place) =>
    CUSTOMS.reduce((sum, chance, later) => sum + chance * posterior[(place + later - 2 + HOURS) % HOURS], 0),
  );
}

/** The shortest stretch of neighbouring offsets that holds a chance of at least `mass`, by place in `OFFSETS`; `to` may be lower than `from`, around the date line. */
export function shortestStretch(posterior: Float64Array, mass: number): { readonly from: number; readonly to: number } {
  for (let length = 1; length < HOURS; length++) {
    let [best, at] = [-1, 0];
    for (let from = 0; from < HOURS; from++) {
      let held = 0;
      for (let step = 0; step < length; step++) held += posterior[(from + step) % HOURS];
      if (held > best) [best, at] = [held, from];
    }
    if (best >= mass) return { from: at, to: (at + length - 1) % HOURS };
  }
  return { from: 0, to: HOURS - 1 };
}

/** How many posts a day of the weekend has beside one of the others; null where one of them has none. */
export interface WeekendRatio {
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const LEAST_WEEKS = 8;
const Z = 1.959963984540054;

/**
 * Posts per day of the weekend by posts per other day, with a 95 % interval from the spread between weeks (a ratio of sums, linearised on the
 * logarithm: Σ (a/A − b/B)² · k/(k − 1)), so that posts of one week need not be independent. No interval below eight weeks.
 *
 * @param weekend Posts on weekends by week, and `other` on other days of it, silent weeks in between included.
 * @param dayRatio Other days by weekend days of the span.
 */
export function weekendRatio(weekend: ArrayLike<number>, other: ArrayLike<number>, dayRatio: number): WeekendRatio {
  let [a, b] = [0, 0];
  for (let week = 0; week < weekend.length; week++) [a, b] = [a + weekend[week], b + other[week]];
  if (b === 0 || !Number.isFinite(dayRatio)) return { ratio: null, low: null, high: null };
  const ratio = (a / b) * dayRatio;
  if (a === 0 || weekend.length < LEAST_WEEKS) return { ratio, low: null, high: null };
  let variance = 0;
  for (let week = 0; week < weekend.length; week++) variance += (weekend[week] / a - other[week] / b) ** 2;
  const reach = Math.exp(Z * Math.sqrt((variance * weekend.length) / (weekend.length - 1)));
  return { ratio, low: ratio / reach, high: ratio * reach };
}
