import { type Random, randomBelow, seededRandom } from '../statistics/random.js';
import { blockShuffle } from './block-shuffle.js';
import { type CountSpread, countSpread, type StretchCost, stretchCost } from './count-cost.js';
import { overdispersion, type Stretch } from './count-rate.js';
import { levelled } from './levelled.js';
import { memoryOfWeeks } from './memory-of-weeks.js';
import { bestBoundary, type Cells, cellsOf, isDivided, largestPenalty, pelt } from './pelt.js';

/** Cells of a series at most: longer ones are divided between cells of several days first, and each boundary is then settled to the day. */
const MOST_CELLS = 200;
const BLOCK_DAYS = 7;
/** Draws that reach the observed value after which the p-value is settled. */
const ENOUGH_REACHED = 20;
/** What each boundary gains, for series without memory, where it is beyond doubt: such changes are taken out before weeks are shuffled. */
const PLAIN_GAIN = 25;
/** Draws that settle the penalty of a series that is divided, and the interval of a date. */
const PENALTY_DRAWS = 199;
const DATE_DRAWS = 199;

/** Several series of daily counts, one behind the other. */
export interface RateSeries {
  /** Position of the first day of each series; one more than series. */
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  readonly leastDays: number;
  /** Share of series without any change of which one is found all the same, 0–1. */
  readonly level: number;
  /** Shuffled series at most. */
  readonly draws: number;
  readonly seed: number;
}

/** A change of rate. Days count from the start of the series. */
export interface RateChange {
  /** First day of the new rate, and its 95 % interval. */
  readonly day: number;
  readonly lowDay: number;
  readonly highDay: number;
}

/** What was found in one series. */
export interface RateChanges {
  readonly spread: CountSpread;
  /** What each boundary must gain; null where the series is not divided. */
  readonly penalty: number | null;
  /** The most that a boundary gains. */
  readonly statistic: number;
  /** Chance of at least as much in a series in which nothing changes. */
  readonly p: number;
  readonly drawCount: number;
  readonly changes: readonly RateChange[];
}

/**
 * When and how often the rate of a series of daily counts changes.
 *
 * PELT with the cost of Poisson or negative-binomial counts, by their spread. p: the share of series made of the same weeks in random order of which any division gains as much for each
 * boundary, their gains raised by what weeks hang together (`memoryOfWeeks`); draws end when 20 do (Besag & Clifford). The penalty is the one at which a share `level` of such series is divided at all. Each stretch so found is then searched
 * by itself in the same way, at `level` divided by their number, until nothing more is found, so that a large change does not hide small ones. Assumes a rhythm of a week
 * at most; what swings over months counts as changes.
 *
 * @param series Number of the series, from 0; draws are of a stream of its own.
 * @see Killick, Fearnhead & Eckley (2012), doi:10.1080/01621459.2012.737745; Besag & Clifford (1991), doi:10.1093/biomet/78.2.301
 */
export function findRateChanges(data: RateSeries, series: number): RateChanges {
  const [from, to] = [data.starts[series], data.starts[series + 1]];
  const random = seededRandom(Math.imul(data.seed, 0x9e3779b1) + series);
  const counts = Int32Array.from(data.counts.subarray(from, to));
  const whole = divide(counts, data, data.level, random);
  const inner = whole.days.length === 0 ? [] : divideFurther(counts, data, whole.days, random);
  const days = settled(counts, inner, data.leastDays);
  return {
    spread: whole.spread,
    penalty: whole.penalty,
    statistic: whole.statistic,
    p: whole.p,
    drawCount: whole.drawCount,
    changes: days.map((day, place) => {
      const stretch = [days[place - 1] ?? 0, days[place + 1] ?? counts.length] as const;
      return { day, ...dateInterval(counts, stretch, day, data.leastDays, random) };
    }),
  };
}

interface Divided {
  readonly spread: CountSpread;
  readonly penalty: number | null;
  readonly statistic: number;
  readonly p: number;
  readonly drawCount: number;
  /** First days of new stretches. */
  readonly days: readonly number[];
}

function divide(counts: Int32Array, data: RateSeries, level: number, random: Random): Divided {
  const length = counts.length;
  const step = Math.ceil(length / MOST_CELLS);
  const cells = cellsOf(counts, step, data.leastDays);
  const spread = countSpread(counts);
  const cost = stretchCost(spread, total(counts), length);
  const statistic = largestPenalty(cells, cost);
  const memory = memoryOfWeeks(counts);
  const plain = pelt(cells, cost, PLAIN_GAIN * memory).boundaries.map((at) => cells.daysBefore[at]);
  const still = plain.length === 0 ? counts : levelled(counts, [0, ...plain, length], spread.dispersion, random);
  const draw = blockShuffle(still, BLOCK_DAYS, random);
  const drawn = new Int32Array(length);
  const drawCells = (): Cells => {
    draw(drawn);
    return cellsOf(drawn, step, data.leastDays);
  };
  let drawCount = 0;
  let reached = 0;
  while (statistic > 0 && drawCount < data.draws && reached < ENOUGH_REACHED) {
    drawCount++;
    if (isDivided(drawCells(), cost, statistic / memory)) reached++;
  }
  const p = statistic === 0 ? 1 : reached >= ENOUGH_REACHED ? reached / drawCount : (reached + 1) / (drawCount + 1);
  if (p > level) return { spread, penalty: null, statistic, p, drawCount, days: [] };
  const values = Array.from({ length: PENALTY_DRAWS }, () => memory * largestPenalty(drawCells(), cost));
  const penalty = Math.max(1e-9, Math.min(statistic, upperValue(values, level)));
  return { spread, penalty, statistic, p, drawCount, days: pelt(cells, cost, penalty).boundaries.map((at) => cells.daysBefore[at]) };
}

function total(counts: Int32Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The value that a share `level` of the draws exceed. */
function upperValue(values: readonly number[], level: number): number {
  const falling = [...values].sort((a, b) => b - a);
  return falling[Math.max(0, Math.floor(level * (values.length + 1)) - 1)] ?? 0;
}

/** Searches stretches by themselves until nothing more is found. */
function divideFurther(counts: Int32Array, data: RateSeries, first: readonly number[], random: Random): number[] {
  const days = new Set(first);
  const bounds = [0, ...first, counts.length];
  let open = first.map((_, place) => [bounds[place], bounds[place + 1]] as [number, number]);
  open.push([bounds.at(-2) as number, counts.length]);
  while (open.length > 0) {
    const level = data.level / (days.size + 1);
    const next: [number, number][] = [];
    for (const [from, to] of open) {
      if (to - from < 4 * data.leastDays || to - from < 4 * BLOCK_DAYS) continue;
      const found = divide(counts.slice(from, to), data, level, random).days.map((day) => from + day);
      if (found.length === 0) continue;
      const inner = [from, ...found, to];
      for (let part = 1; part < inner.length; part++) next.push([inner[part - 1] as number, inner[part] as number]);
      for (const day of found) days.add(day);
    }
    open = next;
  }
  return [...days].sort((a, b) => a - b);
}

/** Each boundary at the best day between its neighbours. */
function settled(counts: Int32Array, days: readonly number[], leastDays: number): number[] {
  const bounds = [0, ...days, counts.length];
  for (let place = 1; place < bounds.length - 1; place++) {
    const [from, to] = [bounds[place - 1] as number, bounds[place + 1] as number];
    bounds[place] = from + bestDay(counts.subarray(from, to), leastDays, (bounds[place] as number) - from);
  }
  return bounds.slice(1, -1);
}

function bestDay(counts: Int32Array, leastDays: number, otherwise: number): number {
  const cells = cellsOf(counts, 1, leastDays);
  return bestBoundary(cells, costOf(counts, cells)) ?? otherwise;
}

function costOf(counts: Int32Array, { sumBefore }: Cells): StretchCost {
  return stretchCost(countSpread(counts), sumBefore[sumBefore.length - 1], counts.length);
}

/**
 * Where a change may lie: the weeks of both stretches are drawn anew with replacement, and the best day is looked for again; the quantiles of how far that is off are held against the day (basic
 * bootstrap), and the interval holds the day itself.
 */
function dateInterval(
  counts: Int32Array,
  [from, to]: readonly [number, number],
  day: number,
  leastDays: number,
  random: Random,
): { lowDay: number; highDay: number } {
  const drawn = new Int32Array(to - from);
  const most = counts.subarray(from, to).reduce((high, count) => Math.max(high, count), 0);
  const cost = stretchCost(countSpread(counts.subarray(from, to)), most * (to - from), to - from);
  const off = Array.from({ length: DATE_DRAWS }, () => {
    drawWeeks(counts.subarray(from, day), drawn.subarray(0, day - from), random);
    drawWeeks(counts.subarray(day, to), drawn.subarray(day - from), random);
    return (bestBoundary(cellsOf(drawn, 1, leastDays), cost) ?? day - from) - (day - from);
  }).sort((a, b) => a - b);
  const at = (share: number): number => off[Math.round(share * (DATE_DRAWS - 1))] as number;
  return { lowDay: Math.max(from, day - Math.max(0, at(0.975))), highDay: Math.min(to - 1, day - Math.min(0, at(0.025))) };
}

/** Fills a series with weeks of another one of the same length, each from a place that is whole weeks away, so that weekdays stay. */
function drawWeeks(counts: Int32Array, into: Int32Array<ArrayBufferLike>, random: Random): void {
  for (let to = 0; to < counts.length; to += BLOCK_DAYS) {
    const phases = Math.max(1, Math.floor((counts.length - (to % BLOCK_DAYS)) / BLOCK_DAYS));
    const from = randomBelow(random, phases) * BLOCK_DAYS;
    for (let day = 0; day < BLOCK_DAYS && to + day < counts.length; day++) into[to + day] = counts[(from + day) % counts.length];
  }
}

/** Counts of some days as a stretch. */
export function stretchOf(counts: Int32Array): Stretch {
  return { count: counts.reduce((sum, count) => sum + count, 0), days: counts.length, overdispersed: overdispersion(counts) };
}
