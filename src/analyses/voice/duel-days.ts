import type { FollowerLooks } from '../../store/follower-looks.js';
import type { RepliesReceived } from '../../store/replies-received.js';
import { POST_KINDS, type SpeakerPosts } from '../../store/speakers.js';
import { DAY_MICROSECONDS } from './daily-counts.js';
import type { Side } from './duel-sides.js';
import { type FollowerCurve, followerCurves } from './follower-curves.js';
import { type Speaker, speaksAt } from './speakers.js';

const REPOST = POST_KINDS.indexOf('repost');

/** The days of a duel, counted from the event: day 0 begins with it. */
export interface DuelDays {
  readonly eventAt: number;
  /** First day, at most 0, and the day after the last, above 0. */
  readonly first: number;
  readonly end: number;
}

/** What one side did, and what came back, day by day; arrays begin with the first day. */
export interface SideDays {
  readonly side: Side;
  /** 1 for days that lie whole within the dates of one of its voices. */
  readonly isObserved: Uint8Array;
  readonly posts: Int32Array;
  /** Replies of accounts outside of the side; null where the case holds no replies. */
  readonly replies: Int32Array | null;
  /** Posts that are no reposts, by day: likes, reposts and replies of each, NaN where no source says. */
  readonly engagement: readonly { readonly likes: number; readonly reposts: number; readonly replies: number }[][];
  /** Followers at the begin of each day and at the end of the last one. */
  readonly followers: Followers;
  readonly members: readonly { readonly speaker: Speaker; readonly postCount: number; readonly firstAt: number; readonly lastAt: number }[];
}

/** Followers of a side, summed over accounts that are known throughout the days that are compared. */
export interface Followers {
  readonly curves: readonly FollowerCurve[];
  readonly leftOutCount: number;
  /** As last seen; NaN where one of the accounts has no look before or after. */
  readonly at: Float64Array;
  /** Sums of the lower and of the higher of the looks around. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Days from the first to the last post of any side; one that is less than half between them is left out. */
export function duelDays(posts: SpeakerPosts, eventAt: number): DuelDays {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const at of posts.time) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  return { eventAt, first: Math.round((first - eventAt) / DAY_MICROSECONDS), end: Math.round((last - eventAt) / DAY_MICROSECONDS) };
}

/** The days of one side. @param window Days before and after the event that are compared. */
export function sideDays(
  side: Side,
  days: DuelDays,
  data: { readonly posts: SpeakerPosts; readonly looks: FollowerLooks; readonly replies: RepliesReceived | null },
  window: { readonly before: number; readonly after: number },
): SideDays {
  const length = days.end - days.first;
  const speakerOf = new Map(side.speakers.map((speaker) => [speaker.account, speaker]));
  const dayOf = (at: number): number => Math.floor((at - days.eventAt) / DAY_MICROSECONDS) - days.first;
  const within = (day: number): boolean => day >= 0 && day < length;
  const posts = new Int32Array(length);
  const engagement = Array.from({ length }, (): { likes: number; reposts: number; replies: number }[] => []);
  const spans = new Map<number, { postCount: number; firstAt: number; lastAt: number }>();
  for (let row = 0; row < data.posts.length; row++) {
    const speaker = speakerOf.get(data.posts.account[row]);
    if (speaker === undefined || !speaksAt(speaker, data.posts.time[row])) continue;
    const at = data.posts.time[row];
    const span = spans.get(speaker.account) ?? { postCount: 0, firstAt: at, lastAt: at };
    spans.set(speaker.account, { postCount: span.postCount + 1, firstAt: span.firstAt, lastAt: at });
    const day = dayOf(at);
    if (!within(day)) continue;
    posts[day]++;
    if (data.posts.kind[row] !== REPOST)
      engagement[day]?.push({
        likes: data.posts.likeCount[row],
        reposts: data.posts.repostCount[row],
        replies: data.posts.replyCount[row],
      });
  }
  const replies = data.replies === null ? null : new Int32Array(length);
  for (let row = 0; data.replies !== null && replies !== null && row < data.replies.length; row++) {
    const { account, author, time } = data.replies;
    const answered = speakerOf.get(account[row]);
    if (answered === undefined || speakerOf.has(author[row]) || !speaksAt(answered, time[row])) continue;
    const day = dayOf(time[row]);
    if (within(day)) replies[day]++;
  }
  const dayBegin = (day: number): number => days.eventAt + (days.first + day) * DAY_MICROSECONDS;
  return {
    side,
    isObserved: Uint8Array.from({ length }, (_, day) =>
      side.speakers.some((speaker) => speaksAt(speaker, dayBegin(day)) && speaksAt(speaker, dayBegin(day + 1) - 1)) ? 1 : 0,
    ),
    posts,
    replies,
    engagement,
    followers: followersOf(side, data.looks, days, window),
    members: side.speakers.map((speaker) => ({
      speaker,
      ...(spans.get(speaker.account) ?? { postCount: 0, firstAt: Number.NaN, lastAt: Number.NaN }),
    })),
  };
}

function followersOf(
  side: Side,
  looks: FollowerLooks,
  days: DuelDays,
  window: { readonly before: number; readonly after: number },
): Followers {
  const begin = days.eventAt - window.before * DAY_MICROSECONDS;
  const end = days.eventAt + window.after * DAY_MICROSECONDS;
  // A day of leeway: looks of one time of day seldom hit that of the event.
  const isKnown = ({ times }: FollowerCurve): boolean =>
    (times[0] as number) <= begin + DAY_MICROSECONDS &&
    (times[times.length - 1] as number) >= end - DAY_MICROSECONDS &&
    times.some((at) => at > begin && at < days.eventAt) &&
    times.some((at) => at > days.eventAt && at < end);
  const curves = followerCurves(looks, side.speakers).curves.filter(isKnown);
  const length = days.end - days.first + 1;
  const sums = { at: new Float64Array(length), low: new Float64Array(length), high: new Float64Array(length) };
  for (const curve of curves) {
    let look = 0;
    for (let day = 0; day < length; day++) {
      const at = days.eventAt + (days.first + day) * DAY_MICROSECONDS;
      while (look < curve.times.length && (curve.times[look] as number) <= at) look++;
      const value = valueAt(curve, look, at);
      sums.at[day] += value.last;
      sums.low[day] += value.low;
      sums.high[day] += value.high;
    }
  }
  if (curves.length === 0) for (const column of Object.values(sums)) column.fill(Number.NaN);
  return { curves, leftOutCount: side.speakers.length - curves.length, ...sums };
}

/** The sum of some curves at each of their looks from one time to another, with both ends. */
export function summedCurve(curves: readonly FollowerCurve[], from: number, to: number): { times: Float64Array; values: Float64Array } {
  const times = Float64Array.from(new Set([from, to, ...curves.flatMap((curve) => [...curve.times])])).filter(
    (at) => at >= from && at <= to,
  );
  times.sort();
  const values = new Float64Array(times.length);
  for (const curve of curves) {
    let look = 0;
    for (const [place, at] of times.entries()) {
      while (look < curve.times.length && (curve.times[look] as number) <= at) look++;
      values[place] += valueAt(curve, look, at).at;
    }
  }
  return { times, values };
}

/** The curve at a time: in a straight line between the looks around it, as last seen, and the lower and higher of the two. @param after Place of the first look after it. */
function valueAt({ times, values }: FollowerCurve, after: number, at: number): { at: number; last: number; low: number; high: number } {
  const nearest = after === 0 ? 0 : after - 1;
  const [left, right] = [values[nearest] as number, values[Math.min(after, values.length - 1)] as number];
  if (after === 0 || after === values.length) {
    const value = Math.abs((times[nearest] as number) - at) <= DAY_MICROSECONDS ? left : Number.NaN;
    return { at: value, last: value, low: value, high: value };
  }
  const share = (at - (times[after - 1] as number)) / ((times[after] as number) - (times[after - 1] as number));
  const [low, high] = share === 0 ? [left, left] : [Math.min(left, right), Math.max(left, right)];
  return { at: left + share * (right - left), last: left, low, high };
}
