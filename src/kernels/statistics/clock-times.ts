import { groupedTail } from './grouped-tail.js';

const HOURS = 24;
/** An absent hour is odd where even this part of an hour's even share of the posts would have shown it. */
export const QUIET_PART = 1 / 20;
const QUIET_HOURS = 6;
const LEVEL = 0.05;

/** Hours of the day in UTC as a file's posts fill them. */
export interface ClockHours {
  /** First of the six hours in a row with the fewest posts, and their share of all, 0–1. */
  readonly quietFrom: number;
  readonly quietShare: number;
  /** Hours without any post. */
  readonly absent: readonly number[];
  /** Chance that any hour were absent if each had at least a twentieth of an even share; null where none is. */
  readonly p: number | null;
}

/**
 * The quietest hours of the day, and those that never occur.
 *
 * The null for an absent hour: it has at least a twentieth of the even share of the occupied hours (an hour of a day with any post
 * counts once, as posts of one hour are not independent), so that each misses it with 1 − 1/480; family: 24 hours (Bonferroni). Such an
 * hour may be the night of one place, a zone that was shifted, or a collection that slept: the numbers cannot say which.
 *
 * @param posts Posts by hour, 24 numbers, at least one above 0.
 * @param days Days with a post in that hour, 24 numbers.
 */
export function clockHours(posts: ArrayLike<number>, days: ArrayLike<number>): ClockHours {
  let [all, occupied, quietFrom, least] = [0, 0, 0, Number.POSITIVE_INFINITY];
  const absent: number[] = [];
  for (let hour = 0; hour < HOURS; hour++) {
    all += posts[hour];
    occupied += days[hour];
    if (posts[hour] === 0) absent.push(hour);
    let held = 0;
    for (let next = 0; next < QUIET_HOURS; next++) held += posts[(hour + next) % HOURS];
    if (held < least) [quietFrom, least] = [hour, held];
  }
  const p = absent.length === 0 ? null : Math.min(1, HOURS * (1 - QUIET_PART / HOURS) ** occupied);
  return { quietFrom, quietShare: least / all, absent, p };
}

/** Times that stand on a round mark, such as second 0, among times that are stated more precisely. */
export interface RoundTimes {
  /** `all`: each one; `many`: more than chance explains at 5 %, and at least twice as many; `usual`: neither. */
  readonly extent: 'all' | 'many' | 'usual';
  /** Share that would stand there if times were spread evenly. */
  readonly expectedShare: number;
  readonly p: number;
}

const LEAST_TIMES = 20;

/**
 * Whether times are rounder than their stated precision: second 0, minute 0, midnight.
 *
 * The null: each distinct time falls on the mark with the same chance as on any other (exact binomial tail). People and schedulers like
 * round times too, so that `many` is no proof of coarse times. Below 20 times nothing is said.
 *
 * @param round Distinct times on the mark, of `times` in all.
 * @param statedSeconds Stated precision, and `markSeconds` how far the marks are apart, a larger one.
 * @param family Tests of this kind on the file.
 */
export function roundTimes(round: number, times: number, statedSeconds: number, markSeconds: number, family: number): RoundTimes {
  const expectedShare = statedSeconds / markSeconds;
  const p = Math.min(1, family * groupedTail(Float64Array.of(expectedShare), Float64Array.of(times), 1, round));
  const isMany = times >= LEAST_TIMES && p <= LEVEL && round / times >= 2 * expectedShare;
  return { extent: !isMany ? 'usual' : round === times ? 'all' : 'many', expectedShare, p };
}

/** How many of a column's long numbers lost their last digits. */
export interface LostDigits {
  /** Share of the numbers that end in 00 or are written as powers of ten, 0–1. */
  readonly share: number;
  /** Chance of as many, were last digits spread evenly. */
  readonly p: number;
  readonly isLost: boolean;
}

/**
 * Share of whole identifiers that end in 00: one of a hundred, but one of 25 among multiples of 4, which most identifiers are that
 * count milliseconds in their upper and a serial number in their lower bits.
 */
export const ROUND_ENDING = 0.04;
const LEAST_NUMBERS = 10;

/**
 * Whether identifiers lost their last digits on the way through a spreadsheet or a number of 53 bits.
 *
 * The null: identifiers of 15 and more digits end in 00 with a chance of 4 % each (binomial tail). They lost digits where that is
 * refused at 5 % for the family and at least `leastShare` of them are round.
 *
 * @param round Numbers that end in 00 or are written as powers of ten, of `numbers` in all.
 * @param family Columns that are tested.
 * @param leastShare 0–1; higher where numbers come again, as one round identifier then counts often.
 */
export function lostDigits(round: number, numbers: number, family: number, leastShare: number): LostDigits {
  const p = Math.min(1, family * groupedTail(Float64Array.of(ROUND_ENDING), Float64Array.of(numbers), 1, round));
  const share = numbers === 0 ? 0 : round / numbers;
  return { share, p, isLost: numbers >= LEAST_NUMBERS && p <= LEVEL && share >= leastShare };
}
