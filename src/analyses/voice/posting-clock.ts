import { type WeekendRatio, weekendRatio } from '../../kernels/statistics/clock-offset.js';
import type { PostHours } from '../../store/post-hours.js';
import { type Speaker, speaksAt } from './speakers.js';

const HOURS = 24;
const HOUR_MICROSECONDS = 3_600_000_000;
/** The first of January 1970 was a Thursday: days from the Monday before. */
const FIRST_WEEKDAY = 3;

/** Days of the weekend, by number from Monday, 0 … 6. */
export const WEEKENDS = { 'saturday-sunday': [5, 6], 'friday-saturday': [4, 5], sunday: [6] } as const;
export type Weekend = keyof typeof WEEKENDS;

/** When one account posts. */
export interface AccountClock {
  readonly account: number;
  readonly group: string;
  readonly postCount: number;
  /** Days with a post. */
  readonly dayCount: number;
  /** Posts by weekday and hour, Monday 0:00 first, at the chosen offset: 7 × 24. */
  readonly week: Float64Array;
  /** Hours with a post by hour of the day in UTC; an hour of one day counts once. */
  readonly hours: Float64Array;
  /** Posts on days of the weekend and other days, and how many of each lie between its first and last post. */
  readonly posts: { readonly weekend: number; readonly other: number };
  readonly days: { readonly weekend: number; readonly other: number };
  readonly contrast: WeekendRatio;
}

/** Which offset would make some hours an ordinary day. */
export interface FoundOffset {
  /** By place in `OFFSETS`. */
  readonly posterior: Float64Array;
  readonly offset: number;
  readonly probability: number;
  /** Stretch of offsets that holds a chance of 95 %; `offsetTo` may be lower, around the date line. */
  readonly offsetFrom: number;
  readonly offsetTo: number;
  /** How much of the hours and of the best curve at that offset lie on each other, 0–1. */
  readonly overlap: number;
}

/** When a group posts, and how its days differ. */
export interface GroupClock extends FoundOffset {
  readonly name: string;
  readonly accountCount: number;
  readonly postCount: number;
  /** Posts by weekday and hour, 7 × 24. */
  readonly week: Float64Array;
  /** Posts per day of the weekend by posts per other day, 95 % by samples of the accounts; null from two to nine accounts. */
  readonly weekendRatio: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** First of the six hours in a row (UTC) with the fewest posts, and their share, 0–1. */
  readonly quietFrom: number;
  readonly quietShare: number;
}

/**
 * The clocks of accounts with enough posts.
 *
 * @param speakerOf Who an account is and its group, by number; null for accounts that are not looked at.
 * @param offset Whole hours from UTC in which weekdays and hours are told.
 */
export function accountClocks(
  posts: PostHours,
  speakerOf: (account: number) => { readonly speaker: Speaker; readonly group: string } | null,
  { minPosts, offset, weekend }: { readonly minPosts: number; readonly offset: number; readonly weekend: Weekend },
): AccountClock[] {
  const isWeekend = Array.from({ length: 7 }, (_, day) => (WEEKENDS[weekend] as readonly number[]).includes(day));
  const clocks: AccountClock[] = [];
  for (let start = 0; start < posts.length; ) {
    let end = start;
    while (end < posts.length && posts.account[end] === posts.account[start]) end++;
    const of = speakerOf(posts.account[start]);
    if (of !== null) {
      const isAlways = of.speaker.spans.length === 1 && of.speaker.spans[0]?.from === Number.NEGATIVE_INFINITY;
      const rows: number[] = [];
      let postCount = 0;
      for (let row = start; row < end; row++) {
        if (!isAlways && !speaksAt(of.speaker, posts.hour[row] * HOUR_MICROSECONDS)) continue;
        rows.push(row);
        postCount += posts.count[row];
      }
      if (postCount >= minPosts)
        clocks.push(clockOf(posts, rows, { account: posts.account[start], group: of.group, postCount }, offset, isWeekend));
    }
    start = end;
  }
  return clocks.sort((a, b) => a.account - b.account);
}

function clockOf(
  posts: PostHours,
  rows: readonly number[],
  head: Pick<AccountClock, 'account' | 'group' | 'postCount'>,
  offset: number,
  isWeekend: readonly boolean[],
): AccountClock {
  const [week, hours] = [new Float64Array(7 * HOURS), new Float64Array(HOURS)];
  const dayOf = (row: number): number => Math.floor((posts.hour[row] + offset) / HOURS);
  const weekdayOf = (day: number): number => modulo(day + FIRST_WEEKDAY, 7);
  const weekOf = (day: number): number => Math.floor((day + FIRST_WEEKDAY) / 7);
  const [firstDay, lastDay] = [dayOf(rows[0] as number), dayOf(rows.at(-1) as number)];
  const weeks = weekOf(lastDay) - weekOf(firstDay) + 1;
  const [onWeekends, onOthers] = [new Float64Array(weeks), new Float64Array(weeks)];
  const occupied = new Set<number>();
  for (const row of rows) {
    const day = dayOf(row);
    occupied.add(day);
    week[weekdayOf(day) * HOURS + modulo(posts.hour[row] + offset, HOURS)] += posts.count[row];
    hours[modulo(posts.hour[row], HOURS)]++;
    (isWeekend[weekdayOf(day)] ? onWeekends : onOthers)[weekOf(day) - weekOf(firstDay)] += posts.count[row];
  }
  const days = { weekend: 0, other: 0 };
  for (let day = firstDay; day <= lastDay; day++) days[isWeekend[weekdayOf(day)] ? 'weekend' : 'other']++;
  const sum = (values: Float64Array): number => values.reduce((all, value) => all + value, 0);
  return {
    ...head,
    dayCount: occupied.size,
    week,
    hours,
    posts: { weekend: sum(onWeekends), other: sum(onOthers) },
    days,
    contrast: weekendRatio(onWeekends, onOthers, days.other / days.weekend),
  };
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
