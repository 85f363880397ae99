import type { Estimate } from '../../kernels/changes/count-rate.js';
import { quantile } from '../../kernels/statistics/quantile.js';
import { type SteepestStretch, steepestStretch } from '../../kernels/statistics/steepest-stretch.js';
import { DAY_MICROSECONDS } from './daily-counts.js';
import { type DuelDays, type SideDays, summedCurve } from './duel-days.js';
import type { Outcome, OutcomeName } from './duel-outcomes.js';

/** Days compared before and after the event. */
export interface DuelWindow {
  readonly before: number;
  readonly after: number;
}

export function outcomeTable(outcomes: readonly Outcome[]) {
  const part = (of: (outcome: Outcome) => Estimate | null, end: keyof Estimate): Float64Array =>
    Float64Array.from(outcomes, (outcome) => of(outcome)?.[end] ?? Number.NaN);
  const [before, after] = [({ before: of }: Outcome) => of, ({ after: of }: Outcome) => of];
  const [difference, ratio] = [({ difference: of }: Outcome) => of, ({ ratio: of }: Outcome) => of];
  return {
    rowCount: outcomes.length,
    columns: {
      side: outcomes.map(({ side }) => side),
      outcome: outcomes.map(({ name }) => name as string),
      unit: outcomes.map(({ unit }) => unit),
      before: part(before, 'value'),
      beforeLow: part(before, 'low'),
      beforeHigh: part(before, 'high'),
      after: part(after, 'value'),
      afterLow: part(after, 'low'),
      afterHigh: part(after, 'high'),
      difference: part(difference, 'value'),
      differenceLow: part(difference, 'low'),
      differenceHigh: part(difference, 'high'),
      ratio: part(ratio, 'value'),
      low: part(ratio, 'low'),
      high: part(ratio, 'high'),
      p: Float64Array.from(outcomes, ({ p }) => p),
      pHolm: Float64Array.from(outcomes, ({ pHolm }) => pHolm),
      placeboCount: Int32Array.from(outcomes, ({ placeboCount }) => placeboCount),
      note: outcomes.map(({ note }) => note),
    },
  };
}

/** What is known of the followers of a side around the event. */
export interface FollowerRow {
  readonly side: SideDays;
  /** Place of the event among the days. */
  readonly event: number;
  readonly lookCount: number;
  readonly atStart: number;
  readonly atEvent: number;
  readonly atEnd: number;
  readonly steepest: SteepestStretch | null;
}

/** Followers of each side; the steepest stretch is that of the sum over its accounts. */
export function followerRows(sides: readonly SideDays[], days: DuelDays, window: DuelWindow, steepestDays: number): FollowerRow[] {
  const event = -days.first;
  return sides.map((side) => {
    const { curves, at } = side.followers;
    const [from, to] = [event - window.before, event + window.after];
    const [begin, end] = [from, to].map((day) => days.eventAt + (days.first + day) * DAY_MICROSECONDS) as [number, number];
    const lookCount = curves.reduce((sum, { times }) => sum + times.filter((time) => time >= begin && time <= end).length, 0);
    const { times, values } = summedCurve(curves, begin, end);
    const isWhole = curves.length > 0 && !values.includes(Number.NaN);
    const steepest = isWhole ? steepestStretch(times, values, steepestDays * DAY_MICROSECONDS) : null;
    return { side, event, lookCount, atStart: at[from], atEvent: at[event], atEnd: at[to], steepest };
  });
}

export function followerTable(rows: readonly FollowerRow[], days: DuelDays) {
  const numbers = (of: (row: FollowerRow) => number | undefined): Float64Array => Float64Array.from(rows, (row) => of(row) ?? Number.NaN);
  const event = -days.first;
  return {
    rowCount: rows.length,
    columns: {
      side: rows.map(({ side }) => side.side.label),
      accountCount: Int32Array.from(rows, ({ side }) => side.followers.curves.length),
      leftOutCount: Int32Array.from(rows, ({ side }) => side.followers.leftOutCount),
      lookCount: Int32Array.from(rows, ({ lookCount }) => lookCount),
      atStart: numbers(({ atStart }) => atStart),
      atEvent: numbers(({ atEvent }) => atEvent),
      atEventLow: numbers(({ side }) => side.followers.low[event]),
      atEventHigh: numbers(({ side }) => side.followers.high[event]),
      atEnd: numbers(({ atEnd }) => atEnd),
      growthBefore: numbers(({ atStart, atEvent }) => atEvent / atStart - 1),
      growthAfter: numbers(({ atEvent, atEnd }) => atEnd / atEvent - 1),
      steepestFrom: numbers(({ steepest }) => steepest?.from),
      steepestTo: numbers(({ steepest }) => steepest?.to),
      steepestValueFrom: numbers(({ steepest }) => steepest?.valueFrom),
      steepestValueTo: numbers(({ steepest }) => steepest?.valueTo),
      steepestGrowth: numbers(({ steepest }) => steepest?.growth),
      steepestLow: numbers(({ steepest }) => steepest?.low),
      steepestHigh: numbers(({ steepest }) => steepest?.high),
    },
  };
}

/** Series of this many days or more are drawn by weeks. */
const LONG_DAYS = 56;
const SERIES: readonly { readonly outcome: OutcomeName | 'followers'; readonly title: string }[] = [
  { outcome: 'posts', title: 'Posts a day' },
  { outcome: 'followers', title: 'Followers' },
  { outcome: 'likes', title: 'Likes per post, median' },
  { outcome: 'reposts', title: 'Reposts per post, median' },
  { outcome: 'replies', title: 'Replies per post, median' },
  { outcome: 'replies received', title: 'Replies received a day' },
];

/** The series that a picture is drawn from: bins of a week where there are eight of them, else days, none across the event. */
export function seriesTable(sides: readonly SideDays[], days: DuelDays, outcomes: readonly Outcome[]) {
  const width = days.end - days.first >= LONG_DAYS ? 7 : 1;
  const isKnown = (side: SideDays, name: OutcomeName): boolean =>
    outcomes.some((row) => row.side === side.side.label && row.name === name && row.before !== null);
  const rows = SERIES.flatMap(({ outcome, title }) =>
    sides.flatMap((side) => {
      if (outcome === 'followers' ? side.followers.curves.length === 0 : !isKnown(side, outcome)) return [];
      const step = outcome === 'followers' ? 1 : width;
      const first = Math.ceil(days.first / step) * step;
      const count = Math.max(0, Math.floor((days.end - first) / step));
      return Array.from({ length: count }, (_, bin) => {
        const from = first + bin * step;
        return { side: side.side.label, title, from, to: from + step, value: binValue(side, outcome, from - days.first, step) };
      }).filter(({ value }) => !Number.isNaN(value));
    }),
  );
  const at = (day: number): number => days.eventAt + day * DAY_MICROSECONDS;
  return {
    rowCount: rows.length,
    columns: {
      side: rows.map(({ side }) => side),
      outcome: rows.map(({ title }) => title),
      fromAt: Float64Array.from(rows, ({ from }) => at(from)),
      toAt: Float64Array.from(rows, ({ to }) => at(to)),
      value: Float64Array.from(rows, ({ value }) => value),
    },
  };
}

function binValue(side: SideDays, outcome: OutcomeName | 'followers', from: number, step: number): number {
  if (outcome === 'followers') return side.followers.at[from];
  if (outcome === 'likes' || outcome === 'reposts' || outcome === 'replies') return medianOf(side, outcome, from, from + step);
  const counts = outcome === 'posts' ? side.posts : side.replies;
  let [sum, seen] = [0, 0];
  for (let day = from; day < from + step; day++) {
    if (side.isObserved[day] === 0) continue;
    sum += counts?.[day] ?? 0;
    seen++;
  }
  return seen === 0 ? Number.NaN : sum / seen;
}

function medianOf({ engagement }: SideDays, field: 'likes' | 'reposts' | 'replies', from: number, to: number): number {
  const values = engagement.slice(from, to).flatMap((posts) => posts.map((post) => post[field]).filter((value) => !Number.isNaN(value)));
  return values.length === 0 ? Number.NaN : quantile(values, 0.5);
}

export function dayTable(sides: readonly SideDays[], days: DuelDays) {
  const rows = sides.flatMap((side) =>
    Array.from(side.posts.keys(), (day) => ({ side, day })).filter(({ day }) => side.isObserved[day] === 1),
  );
  return {
    rowCount: rows.length,
    columns: {
      side: rows.map(({ side }) => side.side.label),
      fromAt: Float64Array.from(rows, ({ day }) => days.eventAt + (days.first + day) * DAY_MICROSECONDS),
      postCount: Int32Array.from(rows, ({ side, day }) => side.posts[day]),
      repliesReceived: Int32Array.from(rows, ({ side, day }) => side.replies?.[day] ?? -1),
      followerCount: Float64Array.from(rows, ({ side, day }) => side.followers.at[day]),
      medianLikes: Float64Array.from(rows, ({ side, day }) => medianOf(side, 'likes', day, day + 1)),
    },
  };
}

export function windowTable({ eventAt }: DuelDays, { before, after }: DuelWindow) {
  return {
    rowCount: 2,
    columns: {
      window: ['before', 'after'],
      fromAt: Float64Array.of(eventAt - before * DAY_MICROSECONDS, eventAt),
      toAt: Float64Array.of(eventAt, eventAt + after * DAY_MICROSECONDS),
      dayCount: Int32Array.of(before, after),
    },
  };
}

export function memberTable(sides: readonly SideDays[]) {
  const rows = sides.flatMap((side) => side.members.map((member) => ({ ...member, label: side.side.label })));
  return {
    rowCount: rows.length,
    columns: {
      side: rows.map(({ label }) => label),
      account: Int32Array.from(rows, ({ speaker }) => speaker.account),
      actor: rows.map(({ speaker }) => speaker.entries[0]?.actor ?? null),
      postCount: Int32Array.from(rows, ({ postCount }) => postCount),
      firstAt: Float64Array.from(rows, ({ firstAt }) => firstAt),
      lastAt: Float64Array.from(rows, ({ lastAt }) => lastAt),
    },
  };
}
