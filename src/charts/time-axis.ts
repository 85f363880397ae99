import type { AxisXOptions } from '@observablehq/plot';
import type { ChartLook, ChartWords, Mark } from './chart-look.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Pixels that one tick needs. */
const TICK_WIDTH = 92;

export type TimeBin = 'hour' | 'day' | 'week' | 'month' | 'year';

/** The end of a bin of time. @param start Milliseconds since 1970, or ISO 8601. */
export function binEnd(start: string | number, bin: TimeBin): Date {
  const at = new Date(start);
  if (bin === 'month') return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1));
  if (bin === 'year') return new Date(Date.UTC(at.getUTCFullYear() + 1, 0, 1));
  return new Date(at.getTime() + { hour: 1, day: 24, week: 168 }[bin] * HOUR_MS);
}

/** Words of one tick of an axis of time, UTC; the larger unit under the first tick and wherever it changes. */
export function timeTick(words: ChartWords, at: Date, index: number, all: readonly Date[]): string {
  const before = index === 0 ? null : (all[index - 1] ?? null);
  const isNewYear = before === null || before.getUTCFullYear() !== at.getUTCFullYear();
  if (all.every((tick) => tick.getTime() % DAY_MS === 0)) {
    if (all.every((tick) => tick.getUTCDate() === 1)) {
      if (all.every((tick) => tick.getUTCMonth() === 0)) return words.year(at);
      return isNewYear ? `${words.month(at)}\n${words.year(at)}` : words.month(at);
    }
    return isNewYear ? `${words.day(at)}\n${words.year(at)}` : words.day(at);
  }
  const clock = at.toISOString().slice(11, 16);
  const isNewDay = before === null || before.toISOString().slice(0, 10) !== at.toISOString().slice(0, 10);
  return isNewDay ? `${clock}\n${words.dayAndYear(at)}` : clock;
}

/** A horizontal axis of time, UTC. */
export function timeAxis({ Plot, width, colours, words }: ChartLook): Mark {
  return Plot.axisX({
    ticks: Math.max(2, Math.floor(width / TICK_WIDTH)),
    tickSize: 4,
    label: null,
    fontSize: 11,
    color: colours.line,
    fill: colours.muted,
    anchor: 'bottom',
    tickFormat: (at: Date, index: number, all?: readonly Date[]) => timeTick(words, at, index, all ?? [at]),
  } as AxisXOptions);
}

/** Bounds of an axis of time; an instant gets half a day on either side. Milliseconds since 1970. */
export function timeBounds(from: number, to: number): [Date, Date] {
  return from < to ? [new Date(from), new Date(to)] : [new Date(from - DAY_MS / 2), new Date(from + DAY_MS / 2)];
}
