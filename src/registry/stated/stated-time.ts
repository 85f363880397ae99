import { dateText, instantOf } from '../dates.js';

/** A time with the precision in which it was stated. */
export interface StatedTime {
  /** Its first instant, ISO 8601 in UTC with microseconds. */
  readonly at: string;
  /** Its length: of the year, the month, the day or the period, else 60 or 1. */
  readonly precisionSeconds: number;
}

const DAY = 86_400;
/** A little over 68 years, what the case can hold. */
const LONGEST = 2 ** 31 - 1;

/** Reads a date (year, month, day), an instant, or a period as `2019-11/2022-04`; null where it is none, or runs backwards. */
export function statedTime(text: string): StatedTime | null {
  const ends = text.trim().split('/');
  if (ends.length > 2) return null;
  const [from, to = from] = ends as [string, string?];
  const [at, last] = [instantOf(from, 'first'), instantOf(to, 'last')];
  if (at === null || last === null || last < at) return null;
  if (ends.length === 1 && /[T ]/.test(from.trim()))
    return { at, precisionSeconds: /:\d{2}:\d{2}/.test(from.replace(/[+-]\d{2}:?\d{2}$/, '')) ? 1 : 60 };
  // The last instant of a day is a microsecond before the next; an end that is an instant counts as it stands.
  const seconds = Math.floor(Math.round((instantSeconds(last) - instantSeconds(at)) * 1e6 + 1) / 1e6);
  return seconds > LONGEST ? null : { at, precisionSeconds: Math.max(1, seconds) };
}

/** Seconds since 1970 of an instant with microseconds. */
export function instantSeconds(instant: string): number {
  return Date.parse(`${instant.slice(0, 19)}Z`) / 1000 + Number(`0.${instant.slice(20, 26)}`);
}

/** A time as it is written in a file, no more precise than it was stated. */
export function timeText({ at, precisionSeconds }: StatedTime): string {
  if (precisionSeconds === 1) return `${at.slice(0, 19)}${fractionOf(at)}Z`;
  if (precisionSeconds === 60) return `${at.slice(0, 16)}Z`;
  const last = isoOf(instantSeconds(at) + precisionSeconds - 1).slice(0, 19);
  const isWhole = at.slice(10) === 'T00:00:00.000000Z' && last.endsWith('T23:59:59');
  if (!isWhole) return `${dateText(at, 'first')}/${isoOf(instantSeconds(at) + precisionSeconds).slice(0, 19)}Z`;
  const [from, to] = [at.slice(0, 10), last.slice(0, 10)];
  if (from === to) return from;
  if (from.endsWith('-01-01') && to === `${from.slice(0, 4)}-12-31`) return from.slice(0, 4);
  if (from.endsWith('-01') && from.slice(0, 7) === to.slice(0, 7) && instantOf(from.slice(0, 7), 'last')?.slice(0, 10) === to)
    return from.slice(0, 7);
  return `${from}/${to}`;
}

function fractionOf(at: string): string {
  const digits = at.slice(20, 26).replace(/0+$/, '');
  return digits === '' ? '' : `.${digits}`;
}

function isoOf(seconds: number): string {
  return new Date(Math.round(seconds * 1000)).toISOString();
}

/** First second and the second after the last of a stated time. */
export function spanOf({ at, precisionSeconds }: StatedTime): readonly [number, number] {
  const from = instantSeconds(at);
  return [from, from + precisionSeconds];
}

/** Days between a moment and a span of time; 0 inside it. */
export function gapDays(moment: number, [from, to]: readonly [number, number]): number {
  return Math.max(0, from - moment, moment - to) / DAY;
}
