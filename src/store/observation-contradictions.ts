import { type CaseFile, isoTime } from './case-file.js';
import { type Observed, observationsOf, VIEW, WAS_GONE, wasThere } from './observations.js';
import { statusIntervalsSql } from './status-intervals.js';

export type ContradictionKind = 'there-after-gone' | 'two-statuses' | 'follower-counts' | 'created-at' | 'posts-after-gone' | 'fewer-posts';

/** Two statements that cannot both be so, or, as a note, that deserve a look; none is taken for the right one. */
export interface ObservedContradiction {
  readonly kind: ContradictionKind;
  /** True where both may be so: times known to the day, rounded counts, posts that were deleted. */
  readonly isNote: boolean;
  readonly entity: Observed;
  /** Identity of the account or post. */
  readonly subject: number;
  /** ISO 8601, UTC, of the earlier and of the later statement; null where there is none. */
  readonly at: string | null;
  readonly otherAt: string | null;
  /** What the one states, and what the other does. */
  readonly stated: string;
  readonly otherStated: string;
  readonly seenFrom: string | null;
  readonly hasLogin: boolean | null;
  readonly sourceIds: readonly number[];
}

/** Everything that contradicts itself among the observations of accounts or posts, by kind, subject and time. */
export async function readContradictions(file: CaseFile, entity: Observed): Promise<ObservedContradiction[]> {
  const observations = await observationsOf(file, entity);
  const look = `(SELECT subject, ${VIEW}, series, source_id, observed_at AS seen_at, coalesce(observed_precision_seconds, 1) AS precision, coalesce(status, 'seen') AS status,
      status AS said, ${WAS_GONE} AS is_gone FROM ${observations} seen WHERE observed_at IS NOT NULL AND (${WAS_GONE} OR ${wasThere(entity)}))`;
  const found = [
    ...(await thereAfterGone(file, entity, look)),
    ...(await twoStatuses(file, entity, look)),
    ...(entity === 'account' ? await followerCounts(file, observations) : []),
    ...(entity === 'account' ? await creationDates(file) : []),
    ...(entity === 'account' ? await postsAfterGone(file) : []),
    ...(entity === 'account' ? await fewerPosts(file, observations) : []),
  ];
  return found;
}

type Row = Omit<ObservedContradiction, 'kind' | 'isNote' | 'entity'>;

const view = `seen_from AS "seenFrom", has_login AS "hasLogin"`;

/** There by the words of one observer, after another one had found it gone, and nobody says that it came back. */
async function thereAfterGone(file: CaseFile, entity: Observed, look: string): Promise<ObservedContradiction[]> {
  const rows = await file.rows<Row>(
    `SELECT subject, ${isoTime('gone_at')} AS "at", ${isoTime('seen_at')} AS "otherAt", gone_status AS stated, status AS "otherStated", ${view},
       [gone_source, source_id] AS "sourceIds"
     FROM (SELECT *, lag(is_gone) OVER before AS was_gone, lag(series) OVER before AS gone_series, lag(seen_at) OVER before AS gone_at,
         lag(precision) OVER before AS gone_precision, lag(status) OVER before AS gone_status, lag(source_id) OVER before AS gone_source
       FROM ${look} WINDOW before AS (PARTITION BY subject, ${VIEW} ORDER BY seen_at, is_gone, series, status, source_id))
     WHERE was_gone AND NOT is_gone AND series <> gone_series AND status <> 'back' AND seen_at >= gone_at + to_seconds(gone_precision)
     ORDER BY subject, 2, 3, 4, 5, seen_from, has_login`,
  );
  return rows.map((row) => ({ ...row, kind: 'there-after-gone', isNote: false, entity }));
}

/** There and gone at one moment, or gone in two ways. */
async function twoStatuses(file: CaseFile, entity: Observed, look: string): Promise<ObservedContradiction[]> {
  const rows = await file.rows<Row & { precision: number; statuses: string[] }>(
    `SELECT subject, ${isoTime('seen_at')} AS "at", ${isoTime('seen_at')} AS "otherAt", list_sort(list(DISTINCT status)) AS statuses, ${view}, max(precision) AS precision,
       list_sort(list(DISTINCT source_id)) AS "sourceIds"
     FROM ${look} GROUP BY subject, ${VIEW}, seen_at
     HAVING bool_or(is_gone) AND bool_or(NOT is_gone) OR count(DISTINCT status) FILTER (is_gone) > 1 ORDER BY subject, 2, seen_from, has_login`,
  );
  return rows.map(({ precision, statuses, ...row }) => ({
    ...row,
    stated: statuses[0] ?? '',
    otherStated: statuses.slice(1).join(', '),
    kind: 'two-statuses',
    isNote: precision > 1,
    entity,
  }));
}

/** Several counts of followers at one moment. */
async function followerCounts(file: CaseFile, observations: string): Promise<ObservedContradiction[]> {
  const rows = await file.rows<Row & { precision: number; counts: number[] }>(
    `SELECT subject, ${isoTime('observed_at')} AS "at", ${isoTime('observed_at')} AS "otherAt", list_sort(list(DISTINCT follower_count::DOUBLE)) AS counts,
       NULL AS "seenFrom", NULL AS "hasLogin", max(coalesce(observed_precision_seconds, 1)) AS precision, list_sort(list(DISTINCT source_id)) AS "sourceIds"
     FROM ${observations} seen WHERE observed_at IS NOT NULL AND follower_count IS NOT NULL GROUP BY subject, observed_at
     HAVING count(DISTINCT follower_count) > 1 ORDER BY subject, observed_at`,
  );
  return rows.map(({ precision, counts, ...row }) => ({
    ...row,
    stated: String(counts[0]),
    otherStated: counts.slice(1).join(', '),
    kind: 'follower-counts',
    isNote: precision > 1 || isRounding(counts),
    entity: 'account',
  }));
}

/** Least count that platforms show rounded. */
const LEAST_ROUNDED = 1000;

/** True if each count can be another one's rounding: they differ by less than the last digit that the rounder of the two shows. */
export function isRounding(counts: readonly number[]): boolean {
  const unit = (count: number): number => (count < LEAST_ROUNDED ? 1 : 10 ** (/0*$/.exec(String(count))?.[0].length ?? 0));
  return counts.every((a) => counts.every((b) => Math.abs(a - b) < Math.max(unit(a), unit(b)) || a === b));
}

/** Dates of creation that differ, as imports met them. */
async function creationDates(file: CaseFile): Promise<ObservedContradiction[]> {
  const rows = await file.rows<Row>(
    `SELECT entity_id AS subject, NULL AS "at", NULL AS "otherAt", kept AS stated, conflict.stated AS "otherStated", NULL AS "seenFrom", NULL AS "hasLogin",
       [account.source_id, conflict.source_id] AS "sourceIds"
     FROM conflict JOIN account ON account.account_id = entity_id WHERE entity = 'account' AND field = 'created_at' ORDER BY entity_id, conflict.stated`,
  );
  return rows.map((row) => ({ ...row, kind: 'created-at', isNote: false, entity: 'account' }));
}

/** Posts of an account from after the moment at which it was gone for good. */
async function postsAfterGone(file: CaseFile): Promise<ObservedContradiction[]> {
  const rows = await file.rows<Row & { posts: number }>(
    `SELECT life.subject, ${isoTime('any_value(first_gone)')} AS "at", ${isoTime('min(posted_at)')} AS "otherAt", any_value(gone_status) AS stated, count(*) AS posts,
       seen_from AS "seenFrom", has_login AS "hasLogin", list_sort(list(DISTINCT post.source_id)) AS "sourceIds"
     FROM (${await statusIntervalsSql(file, 'account')}) life JOIN post ON post.account_id = life.subject
     WHERE gone_status IN ('deleted', 'suspended', 'account-gone', 'unknown') AND first_gone IS NOT NULL AND posted_at > first_gone + INTERVAL 1 SECOND
     GROUP BY life.subject, ${VIEW} ORDER BY life.subject, 2, seen_from, has_login`,
  );
  return rows.map(({ posts, ...row }) => ({
    ...row,
    otherStated: posts === 1 ? '1 post' : `${posts} posts`,
    kind: 'posts-after-gone',
    isNote: false,
    entity: 'account',
  }));
}

/** The largest fall in the number of an account's posts between two looks; posts can be deleted. */
async function fewerPosts(file: CaseFile, observations: string): Promise<ObservedContradiction[]> {
  const rows = await file.rows<Row & { before: number; after: number }>(
    `SELECT DISTINCT ON (subject) subject, ${isoTime('before_at')} AS "at", ${isoTime('seen_at')} AS "otherAt", before::DOUBLE AS before, posts::DOUBLE AS after,
       NULL AS "seenFrom", NULL AS "hasLogin", list_sort(list_distinct([before_source, source_id])) AS "sourceIds"
     FROM (SELECT subject, observed_at AS seen_at, post_count AS posts, source_id, lag(post_count) OVER before AS before, lag(observed_at) OVER before AS before_at,
         lag(source_id) OVER before AS before_source
       FROM ${observations} seen WHERE observed_at IS NOT NULL AND post_count IS NOT NULL WINDOW before AS (PARTITION BY subject ORDER BY observed_at, post_count, source_id))
     WHERE posts < before AND seen_at > before_at ORDER BY subject, before - posts DESC, seen_at`,
  );
  return rows
    .filter(({ before, after }) => !isRounding([before, after]))
    .map(({ before, after, ...row }) => ({
      ...row,
      stated: String(before),
      otherStated: String(after),
      kind: 'fewer-posts',
      isNote: true,
      entity: 'account',
    }));
}
