import type { World } from './timing-worlds.js';

/** q-values below which fewer shuffled edges than this lie are upper bounds. */
export const FEWEST_EXCEEDANCES = 5;
/** Shuffled edges on which a q-value rests well enough to stop shuffling. */
const ENOUGH_EXCEEDANCES = 100;
/** Worlds that are always looked at: edges of one world depend on each other. */
export const FEWEST_WORLDS = 10;

/** The observed edges by p, and what shuffled worlds held at the same p; grows world by world. */
export class TimingCalibration {
  /** Distinct p of the observed edges, ascending. */
  readonly levels: Float64Array;
  worldCount = 0;
  /** Observed edges at or below each level. */
  private readonly observed: Float64Array;
  /** Shuffled edges that fell on each level, over all worlds. */
  private readonly shuffled: Float64Array;

  constructor(pTiming: Float64Array) {
    const rising = pTiming.slice().sort();
    this.levels = rising.filter((p, i) => i === 0 || p !== rising[i - 1]);
    this.observed = new Float64Array(this.levels.length);
    this.shuffled = new Float64Array(this.levels.length);
    let level = -1;
    for (let i = 0; i < rising.length; i++) {
      if (level === -1 || rising[i] !== this.levels[level]) level++;
      this.observed[level] = i + 1;
    }
  }

  /** Takes a world into account; worlds come in order. */
  add(world: Pick<World, 'edgesByLevel'>): void {
    this.worldCount++;
    for (let level = 0; level < this.shuffled.length; level++) this.shuffled[level] += world.edgesByLevel[level];
  }

  /**
   * True once more worlds would change little: the highest p whose q is at most `fdr` rests on at least 100 shuffled edges; or, where there
   * is none, every p has at least so many or a q that stays above `fdr` at the lower 95 % limit of its count.
   */
  isSettled(fdr: number): boolean {
    if (this.worldCount < FEWEST_WORLDS) return false;
    const { rates, exceedances } = this.rates();
    const asked = rates.findLastIndex((rate) => rate <= fdr);
    if (asked !== -1) return exceedances[asked] >= ENOUGH_EXCEEDANCES;
    return exceedances.every(
      (count, level) => count >= ENOUGH_EXCEEDANCES || lowerLimit(count) / this.worldCount / this.observed[level] > fdr,
    );
  }

  /** q of each observed edge, and the shuffled edges that it rests on, in the order of `pTiming`. */
  qValues(pTiming: Float64Array): { q: Float64Array; exceedances: Int32Array } {
    const { rates, exceedances } = this.rates();
    const levelOf = new Map(Array.from(this.levels, (p, level) => [p, level]));
    const at = Int32Array.from(pTiming, (p) => levelOf.get(p) as number);
    return { q: Float64Array.from(at, (level) => rates[level]), exceedances: at.map((level) => exceedances[level]) };
  }

  /**
   * At each level: mean shuffled edges at or below ÷ observed edges at or below, made monotone from the highest level down, at most
   * 1. Where fewer than 5 shuffled edges lie at or below, their 95 % upper limit (Poisson) stands for the count.
   */
  private rates(): { rates: Float64Array; exceedances: Float64Array } {
    const rates = new Float64Array(this.levels.length);
    const exceedances = new Float64Array(this.levels.length);
    let count = 0;
    for (let level = 0; level < rates.length; level++) {
      count += this.shuffled[level];
      exceedances[level] = count;
      const counted = count < FEWEST_EXCEEDANCES ? (POISSON_UPPER[count] as number) : count;
      rates[level] = counted / this.worldCount / this.observed[level];
    }
    let least = 1;
    for (let level = rates.length - 1; level >= 0; level--) {
      least = Math.min(least, rates[level]);
      rates[level] = least;
    }
    return { rates, exceedances };
  }
}

/** One-sided 95 % upper limits of a Poisson mean after 0, 1, 2, 3, 4 events: half the 0.95 quantile of χ² with 2(x + 1) degrees. */
const POISSON_UPPER = [2.995732, 4.743865, 6.295794, 7.753657, 9.153519];

/** One-sided 95 % lower limit of a Poisson mean after so many events (Wilson and Hilferty's approximation to χ²). */
function lowerLimit(count: number): number {
  return count === 0 ? 0 : count * (1 - 1 / (9 * count) - 1.645 / (3 * Math.sqrt(count))) ** 3;
}
