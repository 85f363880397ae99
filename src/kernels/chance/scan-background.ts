import { type Random, randomBelow, weightedIndex } from '../statistics/random.js';

/** Windows of whole days, `to` the day behind the last, in any order. */
export interface DayWindows {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** What the counts of windows would be without a burst, and how far the highest strays by chance. */
export interface ScanBackground {
  /** Log likelihood ratio of each window, 0 where it holds no more than expected or fewer than the least count. */
  readonly ratios: Float64Array;
  /** Expected count of each window. */
  readonly expected: Float64Array;
  /** The highest log likelihood ratio of a world without bursts. */
  drawHighest(random: Random): number;
  /** Variance of the logarithm of a window's expected count. */
  logVariance(window: number): number;
}

/** How bendable a smooth background is. */
export interface SmoothFit {
  /** Days on either side of a window that say what it would hold. */
  readonly reachDays: number;
  /** Degree of the polynomial through them: 1 or 2. */
  readonly degree: 1 | 2;
}

/** Bends with changes over some months, such as a yearly wave; a burst of a month stands out against the months around it. */
export const FLEXIBLE_FIT: SmoothFit = { reachDays: 90, degree: 2 };
/** Follows changes over years alone. */
export const STIFF_FIT: SmoothFit = { reachDays: 730, degree: 1 };

/** Side of a window from which, in parts of the reach, its polynomial may be bent; below it is a line. */
const BALANCED = 0.5;
/** A rate is at least that of so many accounts within reach, and at least this part of the mean within reach. */
const LEAST_WITHIN_REACH = 0.5;
const LEAST_OF_MEAN = 0.25;

/**
 * Poisson log likelihood ratio of a count that is higher than expected: n ln(n/e) − (n − e); 0 where it is not.
 *
 * @see Kulldorff (1997), doi:10.1080/03610929708831995
 */
export function excessRatio(count: number, expected: number): number {
  return count > expected ? count * Math.log(count / expected) - (count - expected) : 0;
}

/**
 * A background that is fitted to the counts themselves: what each window would hold by a polynomial through the days on either side of
 * it, the window itself left out, so that no burst hides itself. Worlds without bursts are drawn day by day from the same fit and fitted
 * anew, so that the uncertainty of the fit is part of their highest ratio. Assumes that accounts are made independently at a rate that
 * changes smoothly.
 */
export class SmoothBackground implements ScanBackground {
  readonly ratios: Float64Array;
  readonly expected: Float64Array;
  private readonly rates: Float64Array;
  private readonly total: number;

  /**
   * @param counts Accounts by day.
   * @param isOut 1 for days that belong to a burst already found: no part of any fit, window or world.
   * @param least Least count of a window that counts.
   */
  constructor(
    private readonly counts: Float64Array,
    private readonly isOut: Uint8Array,
    private readonly windows: DayWindows,
    private readonly fit: SmoothFit,
    private readonly least: number,
  ) {
    const kept = counts.map((count, day) => (isOut[day] === 1 ? 0 : count));
    this.total = kept.reduce((sum, count) => sum + count, 0);
    this.predictor = new WindowPredictor(isOut, windows, fit);
    this.expected = this.predictor.expected(kept);
    this.touched = isTouched(isOut, windows);
    this.ratios = ratiosOf(windowCounts(kept, windows), this.expected, this.touched, least);
    this.rates = this.dailyRates(kept);
    this.drawn = new Float64Array(counts.length);
    this.drawDay = this.total === 0 ? () => 0 : null;
  }

  private readonly predictor: WindowPredictor;
  private readonly touched: Uint8Array;
  private readonly drawn: Float64Array;
  private drawDay: (() => number) | null;
  private drawnFrom: Random | null = null;

  /** Rates by day, each by the days around it without a stretch as long as the longest window, and in all as many as there are. */
  private dailyRates(kept: Float64Array): Float64Array {
    const days = kept.length;
    const longest = this.windows.from.reduce((most, from, window) => Math.max(most, this.windows.to[window] - from), 1);
    const before = Math.floor((longest - 1) / 2);
    const from = Int32Array.from(kept, (_, day) => Math.max(0, day - before));
    const to = Int32Array.from(kept, (_, day) => Math.min(days, day + longest - before));
    const around = new WindowPredictor(this.isOut, { from, to }, this.fit).expected(kept);
    const rates = around.map((expected, day) => (this.isOut[day] === 1 ? 0 : expected / (to[day] - from[day])));
    const sum = rates.reduce((all, rate) => all + rate, 0);
    return sum === 0 ? rates : rates.map((rate) => (rate * this.total) / sum);
  }

  drawHighest(random: Random): number {
    if (this.drawDay === null || this.drawnFrom !== random) {
      this.drawDay = weightedIndex(this.rates, random);
      this.drawnFrom = random;
    }
    const { drawn, windows, touched, least, predictor } = this;
    drawn.fill(0);
    for (let account = 0; account < this.total; account++) drawn[this.drawDay()]++;
    predictor.take(drawn);
    let highest = 0;
    for (let window = 0; window < touched.length; window++) {
      const count = predictor.countBetween(windows.from[window], windows.to[window]);
      if (count < least || touched[window] === 1) continue;
      const expected = predictor.expectedAt(window);
      if (count > expected) highest = Math.max(highest, excessRatio(count, expected));
    }
    return highest;
  }

  logVariance(window: number): number {
    const kept = this.counts.map((count, day) => (this.isOut[day] === 1 ? 0 : count));
    return this.predictor.variance(kept, window) / this.expected[window] ** 2;
  }
}

/** Accounts within each window. */
export function windowCounts(counts: Float64Array, { from, to }: DayWindows): Float64Array {
  const sums = new Float64Array(counts.length + 1);
  for (let day = 0; day < counts.length; day++) sums[day + 1] = sums[day] + counts[day];
  return Float64Array.from(from, (first, window) => sums[to[window]] - sums[first]);
}

/** 1 for windows that a day touches which is out. */
function isTouched(isOut: Uint8Array, windows: DayWindows): Uint8Array {
  return Uint8Array.from(windowCounts(Float64Array.from(isOut), windows), (days) => (days > 0 ? 1 : 0));
}

function ratiosOf(counts: Float64Array, expected: Float64Array, touched: Uint8Array, least: number): Float64Array {
  return counts.map((count, window) => (count < least || touched[window] === 1 ? 0 : excessRatio(count, expected[window])));
}

/** What windows would hold by a polynomial (least squares) through the days around them: linear in the counts, so done with sums of moments. */
class WindowPredictor {
  /** Weights of the sums of n, n × day and n × day² around each window. */
  private readonly weights: Float64Array;
  private readonly floors: Float64Array;
  /** Running sums of the counts taken last, of them times the day, and times its square. */
  private readonly sums: readonly [Float64Array, Float64Array, Float64Array];

  constructor(
    private readonly isOut: Uint8Array,
    private readonly windows: DayWindows,
    private readonly fit: SmoothFit,
  ) {
    const moments = momentSums(
      Float64Array.from(isOut, (out) => 1 - out),
      4,
    );
    this.weights = new Float64Array(3 * windows.from.length);
    this.floors = new Float64Array(windows.from.length);
    const empty = (): Float64Array => new Float64Array(isOut.length + 1);
    this.sums = [empty(), empty(), empty()];
    for (let window = 0; window < windows.from.length; window++) this.weigh(window, moments);
  }

  /** Expected counts of all windows. */
  expected(counts: Float64Array): Float64Array {
    this.take(counts);
    return this.floors.map((_, window) => this.expectedAt(window));
  }

  /** The counts that `countBetween` and `expectedAt` are about from now on. */
  take(counts: Float64Array): void {
    const [zeroth, first, second] = this.sums;
    let [n, moment, square] = [0, 0, 0];
    for (let day = 0; day < counts.length; day++) {
      const count = counts[day];
      if (count !== 0) {
        n += count;
        moment += count * day;
        square += count * day * day;
      }
      zeroth[day + 1] = n;
      first[day + 1] = moment;
      second[day + 1] = square;
    }
  }

  countBetween(from: number, to: number): number {
    return this.sums[0][to] - this.sums[0][from];
  }

  expectedAt(window: number): number {
    const [zeroth, first, second] = this.sums;
    const { reachDays } = this.fit;
    const days = zeroth.length - 1;
    const [start, end] = [this.windows.from[window], this.windows.to[window]];
    const left = start < reachDays ? 0 : start - reachDays;
    const right = end + reachDays > days ? days : end + reachDays;
    const at = 3 * window;
    const around = zeroth[right] - zeroth[end] + zeroth[start] - zeroth[left];
    const value =
      this.weights[at] * around +
      this.weights[at + 1] * (first[right] - first[end] + first[start] - first[left]) +
      this.weights[at + 2] * (second[right] - second[end] + second[start] - second[left]);
    return Math.max(value, this.floors[window] * Math.max(1, (LEAST_OF_MEAN / LEAST_WITHIN_REACH) * around));
  }

  /** Variance of a window's expected count, were counts of days Poisson. */
  variance(counts: Float64Array, window: number): number {
    const { from, to } = this.windows;
    const [b0, b1, b2] = this.weights.subarray(3 * window, 3 * window + 3);
    let variance = 0;
    for (let day = Math.max(0, from[window] - this.fit.reachDays); day < Math.min(counts.length, to[window] + this.fit.reachDays); day++)
      if (day < from[window] || day >= to[window]) variance += (b0 + b1 * day + b2 * day * day) ** 2 * counts[day];
    return Math.max(variance, this.floors[window] ** 2);
  }

  private weigh(window: number, moments: readonly Float64Array[]): void {
    const [start, end] = [this.windows.from[window], this.windows.to[window]];
    const { reachDays, degree } = this.fit;
    const days = this.isOut.length;
    const [left, right] = [Math.max(0, start - reachDays), Math.min(days, end + reachDays)];
    const sums = moments.map((sum) => sum[right] - sum[end] + sum[start] - sum[left]);
    const [before, after] = [moments[0][start] - moments[0][left], moments[0][right] - moments[0][end]];
    const length = end - start;
    this.floors[window] = (LEAST_WITHIN_REACH * length) / Math.max(1, sums[0]);
    if (sums[0] === 0) return;
    const bend = Math.min(before, after) >= BALANCED * Math.min(reachDays, days / 4) ? degree : 1;
    const centre = (start + end - 1) / 2;
    const about = centredMoments(sums, centre, reachDays);
    const spread = (length * length - 1) / 12 / reachDays ** 2;
    const [a0, a1, a2] = solve(about, bend, spread);
    // From powers about the centre, in units of the reach, to powers of the day.
    const [c1, c2] = [a1 / reachDays, a2 / reachDays ** 2];
    this.weights.set([length * (a0 - c1 * centre + c2 * centre * centre), length * (c1 - 2 * c2 * centre), length * c2], 3 * window);
  }
}

/** Running sums of value × day^k, k = 0 … highest. */
function momentSums(values: Float64Array, highest: number): Float64Array[] {
  const sums = Array.from({ length: highest + 1 }, () => new Float64Array(values.length + 1));
  for (let day = 0; day < values.length; day++) {
    let term = values[day];
    for (const sum of sums) {
      sum[day + 1] = sum[day] + term;
      term *= day;
    }
  }
  return sums;
}

/** Moments 0 … 4 about a centre in units of the reach, from those about 0. */
function centredMoments([m0, m1, m2, m3, m4]: readonly number[], c: number, reach: number): number[] {
  return [
    m0,
    (m1 - c * m0) / reach,
    (m2 - 2 * c * m1 + c ** 2 * m0) / reach ** 2,
    (m3 - 3 * c * m2 + 3 * c ** 2 * m1 - c ** 3 * m0) / reach ** 3,
    (m4 - 4 * c * m3 + 6 * c ** 2 * m2 - 4 * c ** 3 * m1 + c ** 4 * m0) / reach ** 4,
  ];
}

/** Weights a of Σn, Σnx, Σnx² that give the fitted mean over the window, whose own second moment is `spread`: M a = (1, 0, spread). */
function solve([m0, m1, m2, m3, m4]: readonly number[], degree: 1 | 2, spread: number): [number, number, number] {
  const plane = m0 * m2 - m1 * m1;
  if (plane <= 1e-9 * m0 * m0) return [1 / m0, 0, 0];
  if (degree === 1) return [m2 / plane, -m1 / plane, 0];
  const minors = [m2 * m4 - m3 * m3, m1 * m4 - m2 * m3, m1 * m3 - m2 * m2];
  const determinant = m0 * minors[0] - m1 * minors[1] + m2 * minors[2];
  if (determinant <= 1e-9 * m0 ** 3) return [m2 / plane, -m1 / plane, 0];
  return [
    (minors[0] + spread * minors[2]) / determinant,
    (-minors[1] - spread * (m0 * m3 - m1 * m2)) / determinant,
    (minors[2] + spread * plane) / determinant,
  ];
}

/**
 * A background of other accounts: the null is that those of the list are any of both together (permutation, exact), with Bernoulli log
 * likelihood ratios.
 */
export class MatchedBackground implements ScanBackground {
  readonly ratios: Float64Array;
  readonly expected: Float64Array;
  private readonly pooled: Float64Array;
  private readonly days: Int32Array;
  private readonly own: number;

  /** @param others Accounts of the background by day; the other arguments as of `SmoothBackground`. */
  constructor(
    counts: Float64Array,
    others: Float64Array,
    private readonly isOut: Uint8Array,
    private readonly windows: DayWindows,
    private readonly least: number,
  ) {
    const keep = (values: Float64Array): Float64Array => values.map((value, day) => (isOut[day] === 1 ? 0 : value));
    const [own, other] = [keep(counts), keep(others)];
    const all = own.map((count, day) => count + other[day]);
    this.own = own.reduce((sum, count) => sum + count, 0);
    this.days = new Int32Array(all.reduce((sum, count) => sum + count, 0));
    let place = 0;
    for (let day = 0; day < all.length; day++) for (let copy = 0; copy < all[day]; copy++) this.days[place++] = day;
    this.pooled = windowCounts(all, windows);
    this.others = windowCounts(other, windows);
    const otherTotal = this.days.length - this.own;
    this.expected = this.others.map((count) => (this.own * (count + 0.5)) / (otherTotal + 0.5));
    this.touched = isTouched(isOut, windows);
    this.ratios = windowCounts(own, windows).map((count, window) => this.ratioAt(count, window));
  }

  private readonly others: Float64Array;
  private readonly touched: Uint8Array;

  private ratioAt(count: number, window: number): number {
    if (count < this.least || this.touched[window] === 1) return 0;
    return bernoulliRatio(count, this.pooled[window], this.own, this.days.length);
  }

  drawHighest(random: Random): number {
    const drawn = new Float64Array(this.isOut.length + 1);
    for (let place = 0; place < this.own; place++) {
      const other = place + randomBelow(random, this.days.length - place);
      const day = this.days[other];
      this.days[other] = this.days[place];
      this.days[place] = day;
      drawn[day + 1]++;
    }
    for (let day = 0; day < this.isOut.length; day++) drawn[day + 1] += drawn[day];
    const { from, to } = this.windows;
    let highest = 0;
    for (let window = 0; window < from.length; window++)
      highest = Math.max(highest, this.ratioAt(drawn[to[window]] - drawn[from[window]], window));
    return highest;
  }

  logVariance(window: number): number {
    return 1 / (this.others[window] + 0.5);
  }
}

/** Log likelihood ratio of `count` of the `own` among the `pooled` of `all` in a window; 0 where their share is no higher than elsewhere. */
function bernoulliRatio(count: number, pooled: number, own: number, all: number): number {
  if (count * all <= own * pooled) return 0;
  const term = (part: number, whole: number): number => (part === 0 ? 0 : part * Math.log(part / whole));
  const inside = term(count, pooled) + term(pooled - count, pooled);
  const outside = term(own - count, all - pooled) + term(all - pooled - own + count, all - pooled);
  return inside + outside - term(own, all) - term(all - own, all);
}
