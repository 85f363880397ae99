import { dateTest, differenceOfEstimates, medianEstimate, ratioOfEstimates, ratioOfSums } from '../../kernels/changes/before-after.js';
import { type Estimate, overdispersion, rateEstimate, rateRatio, type Stretch } from '../../kernels/changes/count-rate.js';
import { holm } from '../../kernels/statistics/holm.js';
import type { DuelDays, SideDays } from './duel-days.js';

/** What is compared, in the order of the tables. */
export const OUTCOMES = [
  { name: 'posts', unit: 'posts per day' },
  { name: 'followers gained', unit: 'followers per day' },
  { name: 'follower growth', unit: 'share of followers' },
  { name: 'likes', unit: 'likes per post, median' },
  { name: 'reposts', unit: 'reposts per post, median' },
  { name: 'replies', unit: 'replies per post, median' },
  { name: 'replies received', unit: 'replies per day' },
  { name: 'replies per like', unit: 'replies per like' },
] as const;
export type OutcomeName = (typeof OUTCOMES)[number]['name'];

/** One outcome of one side, before and after. */
export interface Outcome {
  readonly side: string;
  readonly name: OutcomeName;
  readonly unit: string;
  readonly before: Estimate | null;
  readonly after: Estimate | null;
  readonly difference: Estimate | null;
  readonly ratio: Estimate | null;
  readonly p: number;
  readonly pHolm: number;
  readonly placeboCount: number;
  readonly note: string | null;
}

/** Days before and after a date, as places among the days of a side. */
interface Window {
  readonly from: number;
  readonly at: number;
  readonly to: number;
}

/** One way to look at a date: what stood before and after it, and a number for how much changed. */
interface Measure {
  readonly name: OutcomeName;
  /** Null where the case has nothing for it. */
  readonly look: ((window: Window) => Looked) | null;
  /** How much changes at a date, with no interval; NaN where it cannot be told. */
  readonly change: (window: Window) => number;
  /** Why `look` is null. */
  readonly lack: string | null;
}

interface Looked {
  readonly before: Estimate | null;
  readonly after: Estimate | null;
  readonly difference: Estimate | null;
  readonly ratio: Estimate | null;
}

/** Days of a window that must lie within the dates of the side. */
const LEAST_OBSERVED = 7;
const FEW_DATES = 100;

/**
 * All outcomes of all sides at the event, each with a p-value from all other dates, adjusted together (Holm).
 *
 * @param window Days before and after.
 */
export function duelOutcomes(
  sides: readonly SideDays[],
  days: DuelDays,
  window: { readonly before: number; readonly after: number },
): Outcome[] {
  const event = -days.first;
  const at = (day: number): Window => ({ from: day - window.before, at: day, to: day + window.after });
  const others: number[] = [];
  for (let day = window.before; day + window.after <= days.end - days.first; day++) if (day !== event) others.push(day);
  const outcomes = sides.flatMap((side) =>
    measuresOf(side).map(({ name, look, change, lack }): Omit<Outcome, 'pHolm'> => {
      const unit = OUTCOMES.find((outcome) => outcome.name === name)?.unit as string;
      const blank = {
        side: side.side.label,
        name,
        unit,
        before: null,
        after: null,
        difference: null,
        ratio: null,
        p: Number.NaN,
        placeboCount: 0,
      };
      if (look === null) return { ...blank, note: lack };
      const looked = look(at(event));
      if (looked.before === null || looked.after === null) return { ...blank, ...looked, note: missing(name, looked) };
      const test = dateTest(
        change(at(event)),
        others.map((day) => change(at(day))),
      );
      return { ...blank, ...looked, ...test, note: noteOf(looked, test.placeboCount) };
    }),
  );
  const adjusted = holm(Float64Array.from(outcomes, ({ p }) => p));
  return outcomes.map((outcome, row) => ({ ...outcome, pHolm: adjusted[row] }));
}

function missing(name: OutcomeName, { before, after }: Looked): string {
  const where = before === null && after === null ? 'before and after' : before === null ? 'before' : 'after';
  return `nothing to compare ${where} the event: no ${name === 'replies per like' ? 'like' : name === 'posts' || name === 'replies received' ? 'day within the dates of the side' : 'post that says it'}`;
}

function noteOf({ before, after }: Looked, placeboCount: number): string | null {
  const notes = [
    ...(Number.isNaN(before?.low ?? 0) || Number.isNaN(after?.low ?? 0) ? ['fewer than 6 posts on one side, so no interval there'] : []),
    ...(placeboCount < FEW_DATES ? [`${placeboCount} other dates: p cannot be below ${(1 / (1 + placeboCount)).toPrecision(2)}`] : []),
  ];
  return notes.length === 0 ? null : notes.join('; ');
}

function measuresOf(side: SideDays): Measure[] {
  const hasEngagement = (field: 'likes' | 'reposts' | 'replies'): boolean =>
    side.engagement.some((posts) => posts.some((post) => !Number.isNaN(post[field])));
  return [
    countMeasure('posts', side.posts, side, null),
    ...followerMeasures(side),
    ...(['likes', 'reposts', 'replies'] as const).map((field) => medianMeasure(field, side, hasEngagement(field))),
    countMeasure('replies received', side.replies, side, 'the case holds no replies to posts of this side (layer reply)'),
    replyRatio(side, hasEngagement('likes') && hasEngagement('replies')),
  ];
}

function countMeasure(name: OutcomeName, counts: Int32Array | null, { isObserved }: SideDays, lack: string | null): Measure {
  if (counts === null || (name === 'replies received' && counts.every((count) => count === 0)))
    return { name, look: null, change: () => Number.NaN, lack };
  const observed = (from: number, to: number): Int32Array =>
    Int32Array.from({ length: to - from }, (_, day) => from + day)
      .filter((day) => isObserved[day] === 1)
      .map((day) => counts[day]);
  const stretch = (from: number, to: number): Stretch | null => {
    const of = observed(from, to);
    if (of.length < LEAST_OBSERVED) return null;
    return { count: of.reduce((sum, count) => sum + count, 0), days: of.length, overdispersed: overdispersion(of) };
  };
  const { sums, seen } = runningSums(counts, isObserved);
  const rate = (from: number, to: number): number => {
    const days = (seen[to] as number) - (seen[from] as number);
    return days < LEAST_OBSERVED ? Number.NaN : ((sums[to] as number) - (sums[from] as number) + 0.5) / days;
  };
  return {
    name,
    lack: null,
    look({ from, at, to }) {
      const [before, after] = [stretch(from, at), stretch(at, to)];
      const estimates = [before, after].map((of) => (of === null ? null : rateEstimate(of.count, of.days, of.overdispersed))) as [
        Estimate | null,
        Estimate | null,
      ];
      return {
        before: estimates[0],
        after: estimates[1],
        difference: differenceOfEstimates(...estimates),
        ratio: before === null || after === null ? null : rateRatio(before, after),
      };
    },
    change: ({ from, at, to }) => Math.log(rate(at, to)) - Math.log(rate(from, at)),
  };
}

function runningSums(counts: Int32Array, isObserved: Uint8Array): { sums: Float64Array; seen: Float64Array } {
  const sums = new Float64Array(counts.length + 1);
  const seen = new Float64Array(counts.length + 1);
  for (let day = 0; day < counts.length; day++) {
    sums[day + 1] = (sums[day] as number) + (isObserved[day] === 1 ? (counts[day] as number) : 0);
    seen[day + 1] = (seen[day] as number) + (isObserved[day] as number);
  }
  return { sums, seen };
}

/** Followers gained a day, and as a share of those at the beginning. Their intervals are what the looks around the ends leave open. */
function followerMeasures({ followers, side }: SideDays): Measure[] {
  const { at: middle, low, high, curves } = followers;
  const lack =
    curves.length > 0
      ? null
      : `followers of none of ${side.speakers.length === 1 ? 'its 1 account' : `its ${side.speakers.length} accounts`} are known from the beginning to the end of these days, with looks before and after the event`;
  const gained = (from: number, to: number): Estimate | null =>
    Number.isNaN(middle[from]) || Number.isNaN(middle[to])
      ? null
      : {
          value: (middle[to] - middle[from]) / (to - from),
          low: (low[to] - high[from]) / (to - from),
          high: (high[to] - low[from]) / (to - from),
        };
  const growth = (from: number, to: number): Estimate | null =>
    Number.isNaN(middle[from]) || Number.isNaN(middle[to]) || !(low[from] > 0)
      ? null
      : { value: middle[to] / middle[from] - 1, low: low[to] / high[from] - 1, high: high[to] / low[from] - 1 };
  const measure = (name: OutcomeName, of: typeof gained, withRatio: boolean): Measure => ({
    name,
    lack,
    look:
      lack !== null
        ? null
        : (window) => {
            const [before, after] = [of(window.from, window.at), of(window.at, window.to)];
            const ratio =
              withRatio && before !== null && before.low > 0 && after !== null && after.low > 0 ? boundedRatio(before, after) : null;
            return { before, after, difference: boundedDifference(before, after), ratio };
          },
    change: (window) => (of(window.at, window.to)?.value ?? Number.NaN) - (of(window.from, window.at)?.value ?? Number.NaN),
  });
  return [measure('followers gained', gained, true), measure('follower growth', growth, false)];
}

/** Bounds, not intervals of chance: the widest that both leave open. */
function boundedDifference(before: Estimate | null, after: Estimate | null): Estimate | null {
  if (before === null || after === null) return null;
  return { value: after.value - before.value, low: after.low - before.high, high: after.high - before.low };
}

function boundedRatio(before: Estimate, after: Estimate): Estimate {
  return { value: after.value / before.value, low: after.low / before.high, high: after.high / before.low };
}

function medianMeasure(field: 'likes' | 'reposts' | 'replies', { engagement }: SideDays, isThere: boolean): Measure {
  const values = (from: number, to: number): Float64Array =>
    Float64Array.from(engagement.slice(from, to).flatMap((posts) => posts.map((post) => post[field]))).filter(
      (value) => !Number.isNaN(value),
    );
  const middle = (from: number, to: number): number => {
    const sorted = values(from, to).sort();
    const half = sorted.length >> 1;
    return sorted.length === 0 ? Number.NaN : sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  };
  return {
    name: field,
    lack: `no source says how many ${field} posts of this side got`,
    look: isThere
      ? ({ from, at, to }) => {
          const [before, after] = [medianEstimate(values(from, at)), medianEstimate(values(at, to))];
          return { before, after, difference: differenceOfEstimates(before, after), ratio: ratioOfEstimates(before, after, 0.5) };
        }
      : null,
    change: ({ from, at, to }) => Math.log(middle(at, to) + 0.5) - Math.log(middle(from, at) + 0.5),
  };
}

function replyRatio({ engagement }: SideDays, isThere: boolean): Measure {
  const posts = (from: number, to: number) =>
    engagement.slice(from, to).flatMap((ofDay) => ofDay.filter(({ likes, replies }) => !Number.isNaN(likes) && !Number.isNaN(replies)));
  const estimate = (from: number, to: number): Estimate | null => {
    const of = posts(from, to);
    return ratioOfSums(
      Float64Array.from(of, ({ replies }) => replies),
      Float64Array.from(of, ({ likes }) => likes),
    );
  };
  const shifted = (from: number, to: number): number => {
    const of = posts(from, to);
    if (of.length === 0) return Number.NaN;
    return of.reduce((sum, { replies }) => sum + replies, 0.5) / of.reduce((sum, { likes }) => sum + likes, 0.5);
  };
  return {
    name: 'replies per like',
    lack: 'no source says both likes and replies of posts of this side',
    look: isThere
      ? ({ from, at, to }) => {
          const [before, after] = [estimate(from, at), estimate(at, to)];
          return { before, after, difference: differenceOfEstimates(before, after), ratio: ratioOfEstimates(before, after, 0) };
        }
      : null,
    change: ({ from, at, to }) => Math.log(shifted(at, to)) - Math.log(shifted(from, at)),
  };
}
