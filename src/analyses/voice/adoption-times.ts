import { AntiphonError } from '../../errors.js';
import { instantOf } from '../../registry/dates.js';
import { microsecondsOf } from './account-lives.js';

/** More points do not show more on a picture. */
const MOST_POINTS = 600;
const MICROSECONDS = 1000;

/**
 * The instant that a parameter names, in microseconds since 1970: the last of a year, month or day, or its first.
 *
 * @throws AntiphonError `parameter`.
 */
export function instantParameter(name: string, text: string, end: 'first' | 'last'): number {
  const instant = instantOf(text, end);
  if (instant === null)
    throw new AntiphonError(
      'parameter',
      `--${name} (${name}) must be a year, month, day or instant such as 2019, 2019-08 or 2019-08-30, got "${text}"`,
    );
  return microsecondsOf(instant);
}

/**
 * The ends of the dates of a list such as `2010,2013-06`, ascending.
 *
 * @throws AntiphonError `parameter`: no date, fewer than two, one twice.
 */
export function datesParameter(text: string): number[] {
  const times = text.split(',').map((item) => instantParameter('dates', item.trim(), 'last'));
  if (times.length < 2) throw new AntiphonError('parameter', `--dates (dates) needs two dates or more, got "${text}"`);
  if (new Set(times).size < times.length) throw new AntiphonError('parameter', `--dates (dates) names a date twice: "${text}"`);
  return times.sort((a, b) => a - b);
}

/** The ends of the calendar years after `from` and before `to`, with `to`. */
export function yearEnds(from: number, to: number): number[] {
  const year = (at: number): number => new Date(at / MICROSECONDS).getUTCFullYear();
  const times = Array.from({ length: year(to) - year(from) + 1 }, (_, index) => Date.UTC(year(from) + index + 1, 0, 1) * MICROSECONDS - 1);
  return [...times.filter((at) => at >= from && at < to), to];
}

/** The times of a curve: the first day or month, or every some months, from `from`, up to `to`, both among them. */
export function curveTimes(from: number, to: number): Float64Array {
  const days = (to - from) / (86_400_000 * MICROSECONDS);
  const start = new Date(from / MICROSECONDS);
  const times = [from];
  const step = days <= MOST_POINTS ? null : Math.ceil(days / 30.44 / MOST_POINTS);
  for (let index = 1; ; index++) {
    const at =
      step === null
        ? Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate() + index)
        : Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + index * step, 1);
    if (at * MICROSECONDS >= to) break;
    if (at * MICROSECONDS > from) times.push(at * MICROSECONDS);
  }
  return Float64Array.from(to > from ? [...times, to] : times);
}

/** A moment as sentences name it: `at the end of` a year or month, or `on` a day. */
export function momentText(at: number): string {
  const next = new Date((at + 1) / MICROSECONDS).toISOString();
  const isMidnight = (at + 1) % (86_400_000 * MICROSECONDS) === 0;
  const day = new Date(Math.floor(at / MICROSECONDS)).toISOString().slice(0, 10);
  if (isMidnight && next.slice(5, 10) === '01-01') return `at the end of ${day.slice(0, 4)}`;
  return isMidnight && next.slice(8, 10) === '01' ? `at the end of ${day.slice(0, 7)}` : `on ${day}`;
}
