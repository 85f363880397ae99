/** Bins before and after a bin that say how much is usual around it. */
const REACH = 14;
/** How much the logarithm of a level usually changes from one bin to the next: a doubling in a week of days. */
const USUAL_SLOPE = 0.1;
const STEEPEST_SLOPE = 1;
const SLOPE_ROUNDS = 8;
/** By which the variance of a level is taken larger than a line says, as levels need not lie on one. */
const TREND_CAUTION = 2;
/** Periods that a rhythm must be seen through before it is believed. */
const LEAST_PERIODS = 4;
/** Standard errors by which the dispersion is taken larger than its estimate, as it was estimated without the largest counts (see the tests). */
const CAUTION = 2.3;
/** A bin that was taken out says of the rhythm at most as much as this many usual ones. */
const MOST_OF_RHYTHM = 3;
/** Marks of bins: as they are; empty and left out; far above the others and left out of all but the rhythm. */
export const [IN, EMPTY, HIGH] = [0, 1, 2] as const;

/** What a bin would hold by the bins around it. */
export interface Expectation {
  /** NaN where nothing around it says so. */
  readonly mean: number;
  /** Dispersion of the count to be expected, the uncertainty of the mean included: variance = mean + dispersion · mean². */
  readonly dispersion: number;
}

/** The level of a bin, and the variance of its logarithm were the counts Poisson. */
interface Level {
  /** NaN where no bin says so. */
  readonly level: number;
  readonly variance: number;
}

/**
 * How much is usual in each bin of a series of counts, by the bins around it, their trend and the rhythm of the week, some bins left out.
 *
 * The level of a bin is that of the bins within 14 of it, itself and those left out not counted, each divided by the factor of its place
 * in the period, on a line through the logarithms of their levels (local Poisson regression, the slope with a normal prior of 0.1 a bin).
 * Factors are ratios of sums, believed from four periods on. The dispersion of the counts around their levels
 * (variance = mean + dispersion · mean²) is that of moments, each bin weighted by how well it tells it.
 *
 * @see Fan & Gijbels (1996), Local Polynomial Modelling and Its Applications: a line needs no correction at the ends of a series.
 */
export class BinLevels {
  readonly counts: Float64Array;
  private readonly isOut: Uint8Array;
  private readonly factors: Float64Array;
  private readonly factorSums: Float64Array;
  private readonly countSums: Float64Array;
  private readonly binSums: Int32Array;
  private readonly levels: readonly Level[];
  private readonly excess: Float64Array;
  private readonly weight: Float64Array;
  private excessSum = 0;
  private weightSum = 0;
  private readonly squares = { excessSquares: 0, products: 0, weightSquares: 0 };

  /**
   * @param period Bins after which a rhythm comes again; 1: none.
   * @param isOut `IN`, or `EMPTY` or `HIGH` for bins that are left out.
   */
  constructor(counts: Float64Array, period: number, isOut: Uint8Array) {
    const length = counts.length;
    this.counts = counts;
    this.isOut = isOut;
    this.factors = new Float64Array(length).fill(1);
    this.factorSums = new Float64Array(length + 1);
    this.countSums = new Float64Array(length + 1);
    this.binSums = new Int32Array(length + 1);
    this.excess = new Float64Array(length);
    this.weight = new Float64Array(length);
    this.addUp();
    if (period > 1 && length >= LEAST_PERIODS * period)
      for (let round = 0; round < 2; round++) {
        this.fitFactors(period);
        this.addUp();
      }
    this.levels = Array.from(counts, (_, bin) => this.levelAround(bin));
    this.fitDispersion();
  }

  /** What a bin would hold by those around it; its own count counts neither for the mean nor for the dispersion. */
  around(bin: number): Expectation {
    return this.expectation(bin, this.levels[bin]);
  }

  /** The mean alone of what a bin would hold by those around it; NaN where there are none. */
  meanAround(bin: number): number {
    return this.levels[bin].level * this.factors[bin];
  }

  /** What a bin would hold by the trend of some others, from `from` to before `to`. */
  byTrend(bin: number, from: number, to: number): Expectation {
    return this.expectation(bin, this.levelBy(bin, from, to));
  }

  private expectation(bin: number, { level, variance }: Level): Expectation {
    const mean = level * this.factors[bin];
    return { mean, dispersion: spread(mean, this.dispersionWithout(bin), TREND_CAUTION * mean * variance) };
  }

  /**
   * What a bin would hold by some others.
   *
   * @param from First of the others, `to` the one behind the last; those left out do not count.
   */
  by(bin: number, from: number, to: number): Expectation {
    const bins = this.binsBetween(from, to);
    const mean = (this.countsBetween(from, to) / this.factorsBetween(from, to)) * this.factors[bin];
    return { mean: bins === 0 ? Number.NaN : mean, dispersion: spread(mean, this.dispersionWithout(bin), bins === 0 ? 0 : 1 / bins) };
  }

  /** Bounds that hold `bins` bins which are not left out, before (`step` −1) or after (1) a bin, or as many as there are. */
  nearest(bin: number, step: -1 | 1, bins: number): { readonly from: number; readonly to: number } {
    let at = bin + step;
    for (let found = 0; at >= 0 && at < this.counts.length && found < bins; at += step) if (this.isOut[at] === IN) found++;
    return step === 1 ? { from: bin + 1, to: at } : { from: at + 1, to: bin };
  }

  binsBetween(from: number, to: number): number {
    return difference(this.binSums, from, to);
  }

  /** Dispersion of the counts around their levels: the estimate, at least 0. */
  get dispersion(): number {
    return this.weightSum === 0 ? 0 : Math.max(0, this.excessSum / this.weightSum);
  }

  /** The dispersion by all bins but one, and a standard error more. */
  private dispersionWithout(bin: number): number {
    const [excess, weight] = [this.excess[bin], this.weight[bin]];
    const weightSum = this.weightSum - weight;
    if (weightSum <= 0) return 0;
    const estimate = (this.excessSum - excess) / weightSum;
    const { excessSquares, products, weightSquares } = this.squares;
    const misses =
      excessSquares - excess ** 2 - 2 * estimate * (products - excess * weight) + estimate ** 2 * (weightSquares - weight ** 2);
    return Math.max(0, estimate + (CAUTION * Math.sqrt(Math.max(0, misses))) / weightSum);
  }

  private levelAround(bin: number): Level {
    return this.levelBy(bin, bin - REACH, bin + REACH + 1);
  }

  /** The level at a bin, by all others from `from` to before `to` that are not left out. */
  private levelBy(bin: number, from: number, to: number): Level {
    const { counts, factors, isOut } = this;
    const [first, end] = [Math.max(0, from), Math.min(counts.length, to)];
    let [held, moment] = [0, 0];
    for (let at = first; at < end; at++) {
      if (at === bin || isOut[at] !== IN) continue;
      held += counts[at];
      moment += counts[at] * (at - bin);
    }
    let slope = 0;
    for (let round = 0; ; round++) {
      const growth = Math.exp(slope);
      let share = Math.exp(slope * (first - bin));
      let [sum, distance, square] = [0, 0, 0];
      for (let at = first; at < end; at++, share *= growth) {
        if (at === bin || isOut[at] !== IN) continue;
        const weight = factors[at] * share;
        sum += weight;
        distance += weight * (at - bin);
        square += weight * (at - bin) ** 2;
      }
      if (sum === 0) return { level: Number.NaN, variance: 0 };
      distance /= sum;
      const information = held * Math.max(0, square / sum - distance * distance) + 1 / USUAL_SLOPE ** 2;
      const step = (moment - held * distance - slope / USUAL_SLOPE ** 2) / information;
      if (Math.abs(step) < 1e-4 || round === SLOPE_ROUNDS)
        return { level: held / sum, variance: held === 0 ? 0 : 1 / held + distance ** 2 / information };
      slope = Math.max(-STEEPEST_SLOPE, Math.min(STEEPEST_SLOPE, slope + step));
    }
  }

  private fitFactors(period: number): void {
    const [held, usual] = [new Float64Array(period).fill(0.5), new Float64Array(period).fill(0.5)];
    for (let bin = 0; bin < this.counts.length; bin++) {
      const level = this.isOut[bin] === EMPTY ? Number.NaN : this.levelAround(bin).level;
      if (Number.isNaN(level)) continue;
      // Else a weekday that is always busy would be taken out day by day, each proving the next to be odd.
      held[bin % period] += this.isOut[bin] === HIGH ? Math.min(this.counts[bin], MOST_OF_RHYTHM * level) : this.counts[bin];
      usual[bin % period] += level;
    }
    const ratios = held.map((sum, place) => sum / usual[place]);
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / period;
    for (let bin = 0; bin < this.factors.length; bin++) this.factors[bin] = ratios[bin % period] / mean;
  }

  private addUp(): void {
    for (let bin = 0; bin < this.counts.length; bin++) {
      const counts = this.isOut[bin] === IN ? 1 : 0;
      this.binSums[bin + 1] = this.binSums[bin] + counts;
      this.countSums[bin + 1] = this.countSums[bin] + counts * this.counts[bin];
      this.factorSums[bin + 1] = this.factorSums[bin] + counts * this.factors[bin];
    }
  }

  private fitDispersion(): void {
    const { counts, isOut, factors, excess, weight, squares } = this;
    for (let bin = 0; bin < counts.length; bin++) {
      if (isOut[bin] !== IN) continue;
      const { level, variance } = this.levels[bin];
      const mean = level * factors[bin];
      if (!(mean > 0)) continue;
      const more = 1 + mean * variance;
      excess[bin] = (counts[bin] - mean) ** 2 / mean - more;
      weight[bin] = mean * more;
    }
    const first = Math.max(0, sum(excess) / sum(weight)) || 0;
    for (let bin = 0; bin < counts.length; bin++) {
      const precision = weight[bin] / (1 + first * weight[bin]) ** 2;
      excess[bin] *= precision;
      weight[bin] *= precision;
      squares.excessSquares += excess[bin] ** 2;
      squares.products += excess[bin] * weight[bin];
      squares.weightSquares += weight[bin] ** 2;
    }
    this.excessSum = sum(excess);
    this.weightSum = sum(weight);
  }

  private countsBetween(from: number, to: number): number {
    return difference(this.countSums, from, to);
  }

  private factorsBetween(from: number, to: number): number {
    return difference(this.factorSums, from, to);
  }
}

function difference(sums: Float64Array | Int32Array, from: number, to: number): number {
  const last = sums.length - 1;
  return sums[Math.min(to, last)] - sums[Math.max(from, 0)];
}

/** Dispersion of a count whose mean was estimated: the variance and `uncertainty` times as much again, about the same mean. */
function spread(mean: number, dispersion: number, uncertainty: number): number {
  if (!(mean > 0)) return dispersion;
  return ((1 + uncertainty) * (mean + dispersion * mean * mean) - mean) / (mean * mean);
}

function sum(values: Float64Array): number {
  return values.reduce((all, value) => all + value, 0);
}
