import { findCoverage } from '../../kernels/statistics/coverage.js';
import type { SpeakerPosts } from '../../store/speakers.js';
import type { Speaker } from './speakers.js';

export const DAY_MICROSECONDS = 86_400_000_000;
/** Accounts from which a day without any post is read as a gap of the file. */
const LEAST_ACCOUNTS = 20;

/** Where the series of a voice begins and ends: with its own first and last post, or with those of all voices. */
export type SeriesEnds = 'posts' | 'case';

/** The posts of a voice day by day. */
export interface DailyCounts {
  /** Place of the speaker. */
  readonly speaker: number;
  /** Number of each observed day, days since 1970 in UTC, ascending. */
  readonly day: Int32Array;
  /** Posts on each. */
  readonly count: Int32Array;
  readonly postCount: number;
  /** Microseconds since 1970. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Days between the ends that are in gaps of the file, or outside of the dates of the voice. */
  readonly leftOutDays: number;
}

/** Days on which none of many accounts posts where far more than none would: gaps of the files, not silence. */
export function gapDays(posts: SpeakerPosts, speakerCount: number): { readonly days: ReadonlySet<number>; readonly isJudged: boolean } {
  if (speakerCount < LEAST_ACCOUNTS || posts.length === 0) return { days: new Set(), isJudged: false };
  const [first, last] = daySpan(posts);
  const counts = new Float64Array(last - first + 1);
  for (const time of posts.time) counts[Math.floor(time / DAY_MICROSECONDS) - first]++;
  const { gaps, isTested } = findCoverage({ counts, period: 7 });
  const days = gaps.flatMap(({ from, length }) => Array.from({ length }, (_, day) => first + from + day));
  return { days: new Set(days), isJudged: isTested };
}

/** First and last day of some posts, of which there is at least one. */
export function daySpan({ time }: SpeakerPosts): [number, number] {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const at of time) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  return [Math.floor(first / DAY_MICROSECONDS), Math.floor(last / DAY_MICROSECONDS)];
}

/**
 * The posts of each speaker day by day (UTC), by speaker; speakers without a whole observed day are left out.
 *
 * With the ends `posts` a series holds the whole days between the day of the first and that of the last post, without both: they are only part of a day, and have a post because they are
 * the ends. With `case` it holds the days from the first to the last post of all speakers. Days within `gaps`, and days that no date of the voice covers whole, are left out.
 *
 * @param posts By speaker, then time.
 */
export function dailyCounts(
  posts: SpeakerPosts & { readonly speaker: Int32Array },
  speakers: readonly Speaker[],
  ends: SeriesEnds,
  gaps: ReadonlySet<number>,
): DailyCounts[] {
  if (posts.length === 0) return [];
  const all = daySpan(posts);
  const series: DailyCounts[] = [];
  for (let from = 0, to = 0; from < posts.length; from = to) {
    const place = posts.speaker[from];
    while (to < posts.length && posts.speaker[to] === place) to++;
    const dayOf = (row: number): number => Math.floor(posts.time[row] / DAY_MICROSECONDS);
    const [first, last] = ends === 'case' ? all : [dayOf(from) + 1, dayOf(to - 1) - 1];
    const { day, count } = countDays(speakers[place] as Speaker, first, last, gaps, (visit) => {
      for (let row = from; row < to; row++) visit(dayOf(row));
    });
    const spans = { firstAt: posts.time[from], lastAt: posts.time[to - 1] };
    if (day.length > 0)
      series.push({ speaker: place, day, count, postCount: to - from, ...spans, leftOutDays: last - first + 1 - day.length });
  }
  return series;
}

function countDays(
  { spans }: Speaker,
  first: number,
  last: number,
  gaps: ReadonlySet<number>,
  eachPost: (visit: (day: number) => void) => void,
): { day: Int32Array; count: Int32Array } {
  const isObserved = (day: number): boolean =>
    !gaps.has(day) && spans.some(({ from, to }) => from <= day * DAY_MICROSECONDS && to >= (day + 1) * DAY_MICROSECONDS - 1_000_000);
  const days = Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => first + place).filter(isObserved);
  const placeOf = new Map(days.map((day, place) => [day, place]));
  const count = new Int32Array(days.length);
  eachPost((day) => {
    const place = placeOf.get(day);
    if (place !== undefined) count[place]++;
  });
  return { day: Int32Array.from(days), count };
}
