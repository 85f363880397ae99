import { medianInterval } from '../../kernels/statistics/median-interval.js';
import { POST_KINDS, type SpeakerPosts } from '../../store/speakers.js';
import type { Rows } from './adoption-rows.js';
import type { Speaker } from './speakers.js';

/** What is measured of a post, in the order of the tables. */
export const MEASURES = ['likes', 'reposts', 'replies', 'views', 'replies per like'] as const;
export type Measure = (typeof MEASURES)[number];

/** One measure over the posts of one account. */
export interface MeasuredVoice {
  readonly speaker: Speaker;
  readonly measure: Measure;
  /** Posts for which the source says it. */
  readonly postCount: number;
  readonly median: number;
  /** Exact interval of 95 %; NaN where there are fewer than six posts. */
  readonly low: number;
  readonly high: number;
  /** Sum over the posts; of replies per like the sum of replies by that of likes. */
  readonly total: number;
}

export interface Engagement {
  readonly measured: readonly MeasuredVoice[];
  /** Rows of the posts with most likes, reposts and replies together, most first. */
  readonly top: Int32Array;
  /** Posts with any of the counts, reposts left out. */
  readonly postCount: number;
}

const REPOST = POST_KINDS.indexOf('repost');

/**
 * Likes, reposts, replies and views of posts: medians of each account, and the posts with most. Reposts are left out: their counts are those
 * of the post that they repeat.
 */
export function measureEngagement(
  posts: SpeakerPosts & { readonly speaker: Int32Array },
  speakers: readonly Speaker[],
  mostPosts: number,
): Engagement {
  const columns = { likes: posts.likeCount, reposts: posts.repostCount, replies: posts.replyCount, views: posts.viewCount };
  const measured: MeasuredVoice[] = [];
  const top: number[] = [];
  let postCount = 0;
  const { likeCount, repostCount, replyCount } = posts;
  const total = (row: number): number => (likeCount[row] || 0) + (repostCount[row] || 0) + (replyCount[row] || 0);
  const isBefore = (a: number, b: number): boolean => total(a) > total(b) || (total(a) === total(b) && a < b);
  for (let from = 0, to = 0; from < posts.length; from = to) {
    while (to < posts.length && posts.account[to] === posts.account[from]) to++;
    const own = Int32Array.from({ length: to - from }, (_, index) => from + index).filter((row) => posts.kind[row] !== REPOST);
    for (const row of own) {
      if (Number.isNaN(likeCount[row]) && Number.isNaN(repostCount[row]) && Number.isNaN(replyCount[row])) continue;
      postCount++;
      if (top.length < mostPosts || isBefore(row, top[top.length - 1] as number)) keep(top, row, mostPosts, isBefore);
    }
    const speaker = speakers[posts.speaker[from] as number] as Speaker;
    for (const [measure, column] of Object.entries(columns) as [Measure, Float64Array][])
      measured.push(
        ...summed(
          speaker,
          measure,
          Float64Array.from(own, (row) => column[row] as number),
        ),
      );
    measured.push(...repliesPerLike(speaker, posts, own));
  }
  return { measured, top: Int32Array.from(top), postCount };
}

function keep(top: number[], row: number, most: number, isBefore: (a: number, b: number) => boolean): void {
  let at = top.length;
  while (at > 0 && isBefore(row, top[at - 1] as number)) at--;
  top.splice(at, 0, row);
  if (top.length > most) top.pop();
}

function summed(speaker: Speaker, measure: Measure, column: Float64Array): MeasuredVoice[] {
  const values = column.filter((value) => !Number.isNaN(value));
  if (values.length === 0) return [];
  return [{ speaker, measure, postCount: values.length, ...medianInterval(values), total: values.reduce((sum, value) => sum + value, 0) }];
}

/** Of each post with a like or a reply; one with replies and no like has more of them than any number. */
function repliesPerLike(speaker: Speaker, { likeCount, replyCount }: SpeakerPosts, own: Int32Array): MeasuredVoice[] {
  const rows = own.filter((row) => (likeCount[row] as number) + (replyCount[row] as number) > 0);
  if (rows.length === 0) return [];
  const sum = (column: Float64Array): number => rows.reduce((total, row) => total + (column[row] as number), 0);
  const { median, low, high } = medianInterval(Float64Array.from(rows, (row) => (replyCount[row] as number) / (likeCount[row] as number)));
  const finite = (value: number): number => (Number.isFinite(value) ? value : Number.NaN);
  const total = finite(sum(replyCount) / sum(likeCount));
  return [
    { speaker, measure: 'replies per like', postCount: rows.length, median: finite(median), low: finite(low), high: finite(high), total },
  ];
}

/** One row an account and measure. */
export function medianTable({ measured }: Engagement): Rows {
  const floats = (of: (row: MeasuredVoice) => number): Float64Array => Float64Array.from(measured, of);
  return {
    rowCount: measured.length,
    columns: {
      account: Int32Array.from(measured, ({ speaker }) => speaker.account),
      actor: measured.map(({ speaker }) => actorOf(speaker)),
      measure: measured.map(({ measure }) => measure),
      postCount: Int32Array.from(measured, ({ postCount }) => postCount),
      median: floats(({ median }) => median),
      low: floats(({ low }) => low),
      high: floats(({ high }) => high),
      total: floats(({ total }) => total),
    },
  };
}

/** The posts with most likes, reposts and replies. @param draws Identities of posts that speak of a prize draw. */
export function topPostTable(posts: SpeakerPosts, { top }: Engagement, draws: ReadonlySet<number>): Rows {
  const pick = (column: Float64Array): Float64Array => Float64Array.from(top, (row) => column[row] as number);
  const ratio = (row: number): number =>
    (posts.likeCount[row] as number) > 0 ? (posts.replyCount[row] as number) / (posts.likeCount[row] as number) : Number.NaN;
  return {
    rowCount: top.length,
    columns: {
      account: top.map((row) => posts.account[row] as number),
      post: top.map((row) => posts.post[row] as number),
      postedAt: pick(posts.time),
      likeCount: pick(posts.likeCount),
      repostCount: pick(posts.repostCount),
      replyCount: pick(posts.replyCount),
      viewCount: pick(posts.viewCount),
      repliesPerLike: Float64Array.from(top, ratio),
      speaksOfDraw: Array.from(top, (row) => (draws.has(posts.post[row] as number) ? 'yes' : null)),
    },
  };
}

/** Who speaks through an account by the registry, of several the last by number of the entry; null: nobody that it knows. */
export function actorOf({ entries }: Speaker): string | null {
  return entries.at(-1)?.actor ?? null;
}
