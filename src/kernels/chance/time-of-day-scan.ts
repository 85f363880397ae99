import { type Random, weightedIndex } from '../statistics/random.js';
import { excessRatio } from './scan-background.js';

const HOURS = 24;
const HOUR_SECONDS = 3600;
const DAY_SECONDS = 86_400;

/** A stretch of time that begins with a creation, with what it holds and what chance would put there. */
export interface TimeWindow {
  /** Seconds since 1970; `to` is the end, not within. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly expected: number;
  readonly ratio: number;
}

/**
 * Stretches of hours or minutes in which more accounts were made than the day explains.
 *
 * Null: every account keeps its day (UTC), and was made at an hour of the day that is drawn from the list's own hours, at any second of
 * it. An hour of a day counts once for these, however many accounts were made in it, so that a burst does not make its hour usual; they
 * are smoothed over neighbouring hours, with one added to each. So it says nothing of days, and nothing of the smoothness of months.
 */
export class TimeOfDayScan {
  private readonly times: Float64Array;
  private readonly day: Int32Array;
  private readonly byDay = new Map<number, number>();
  /** Share of a day that has passed by the begin of each hour. */
  private readonly passed = new Float64Array(HOURS + 1);
  private readonly chances: Float64Array;

  /**
   * @param times Seconds since 1970, rounded down to the precision.
   * @param precisionSeconds The coarsest precision among them.
   * @param least Least count of a stretch.
   */
  constructor(
    times: Float64Array,
    private readonly precisionSeconds: number,
    private readonly least: number,
  ) {
    const sorted = Float64Array.from(times).sort();
    for (const time of sorted) this.byDay.set(dayOf(time), (this.byDay.get(dayOf(time)) ?? 0) + 1);
    this.chances = hourChances(sorted);
    for (let hour = 0; hour < HOURS; hour++) this.passed[hour + 1] = this.passed[hour] + this.chances[hour];
    // Whoever has not enough others on its day and those beside it is in no stretch that counts, in no world.
    const near = (day: number): number => [day - 1, day, day + 1].reduce((sum, at) => sum + (this.byDay.get(at) ?? 0), 0);
    this.times = sorted.filter((time) => near(dayOf(time)) >= least);
    this.day = Int32Array.from(this.times, dayOf);
  }

  /** All stretches of a length that hold more than expected, the most unlikely first. @param seconds At most a day. */
  windows(seconds: number): TimeWindow[] {
    const windows: TimeWindow[] = [];
    this.visit(this.times, seconds, (from, count) => {
      const expected = this.expected(from, seconds);
      const ratio = excessRatio(count, expected);
      if (ratio > 0) windows.push({ from, to: from + seconds, count, expected, ratio });
    });
    return windows.sort((a, b) => b.ratio - a.ratio || a.from - b.from);
  }

  /** The highest ratio of each length in a world without bursts. */
  drawHighest(random: Random, lengths: readonly number[]): number[] {
    if (this.drawnFrom !== random) {
      this.drawHour = weightedIndex(this.chances, random);
      this.drawnFrom = random;
    }
    const drawn = Float64Array.from(this.day, (day) => {
      const second = (this.drawHour() + random()) * HOUR_SECONDS;
      return day * DAY_SECONDS + Math.floor(second / this.precisionSeconds) * this.precisionSeconds;
    }).sort();
    return lengths.map((seconds) => {
      let highest = 0;
      this.visit(drawn, seconds, (from, count) => {
        highest = Math.max(highest, excessRatio(count, this.expected(from, seconds)));
      });
      return highest;
    });
  }

  private drawHour: () => number = () => 0;
  private drawnFrom: Random | null = null;

  private visit(times: Float64Array, seconds: number, take: (from: number, count: number) => void): void {
    let end = 0;
    for (let first = 0; first < times.length; first++) {
      if (first > 0 && times[first] === times[first - 1]) continue;
      while (end < times.length && times[end] < times[first] + seconds) end++;
      if (end - first >= this.least) take(times[first], end - first);
    }
  }

  private expected(from: number, seconds: number): number {
    const day = dayOf(from);
    const start = from - day * DAY_SECONDS;
    const end = start + seconds;
    const today = (this.byDay.get(day) ?? 0) * (this.passedBy(Math.min(end, DAY_SECONDS)) - this.passedBy(start));
    return end <= DAY_SECONDS ? today : today + (this.byDay.get(day + 1) ?? 0) * this.passedBy(end - DAY_SECONDS);
  }

  private passedBy(second: number): number {
    const hour = Math.min(HOURS - 1, Math.floor(second / HOUR_SECONDS));
    return this.passed[hour] + (this.chances[hour] * (second - hour * HOUR_SECONDS)) / HOUR_SECONDS;
  }
}

function dayOf(time: number): number {
  return Math.floor(time / DAY_SECONDS);
}

function hourChances(times: Float64Array): Float64Array {
  const occupied = new Set<number>();
  for (const time of times) occupied.add(Math.floor(time / HOUR_SECONDS));
  const counts = new Float64Array(HOURS).fill(1);
  for (const hour of occupied) counts[((hour % HOURS) + HOURS) % HOURS]++;
  const smooth = counts.map((count, hour) => counts[(hour + HOURS - 1) % HOURS] + 2 * count + counts[(hour + 1) % HOURS]);
  const total = smooth.reduce((sum, value) => sum + value, 0);
  return smooth.map((value) => value / total);
}
