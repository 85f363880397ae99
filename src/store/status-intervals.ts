import type { CaseQueries } from './case-queries.js';
import { type Observed, observationsOf, VIEW, WAS_GONE, wasThere } from './observations.js';

/**
 * What is known of the lives of accounts or posts: one entry for each that was ever dated as seen or gone, or said to be gone, and for each
 * view (country, login) in which it was; by subject, country, login. Times in microseconds since 1970, NaN where there is none.
 */
export interface StatusIntervals {
  /** Number of the account in code-point order, or identity of the post. */
  readonly subject: Int32Array;
  readonly seenFrom: readonly (string | null)[];
  readonly hasLogin: readonly (boolean | null)[];
  /** Different moments at which it was there or gone. */
  readonly lookCount: Int32Array;
  /** First moment at which it was there: entry into observation, so that what came before is left-truncated. */
  readonly firstSeenAt: Float64Array;
  /** Last moment at which it was there. */
  readonly lastAliveAt: Float64Array;
  /**
   * First moment at which it was gone and after which it was never there: its end lies in (lastAliveAt, firstGoneAt]. As late as the
   * precision of the time allows. NaN: it was there at the last look (right-censored at lastAliveAt), or nobody knows when it was gone.
   */
  readonly firstGoneAt: Float64Array;
  /** What became of it, by that look; null where it was there at the last look. */
  readonly goneStatus: readonly (string | null)[];
  /** True where `firstGoneAt` is the time of the end itself. */
  readonly isExact: readonly boolean[];
  /** True where it is said to be gone, but not since when or by when. */
  readonly isGoneUndated: readonly boolean[];
  /** How often one observer found it there again after it had been gone, or said that it was back. */
  readonly returnCount: Int32Array;
}

/** SQL for the columns of `StatusIntervals`, with identities as subjects and times as timestamps. */
export async function statusIntervalsSql(file: CaseQueries, entity: Observed): Promise<string> {
  const isSame = (a: string, b: string): string =>
    `${a}.subject = ${b}.subject AND ${a}.seen_from IS NOT DISTINCT FROM ${b}.seen_from AND ${a}.has_login IS NOT DISTINCT FROM ${b}.has_login`;
  return `WITH look AS (
      SELECT subject, ${VIEW}, series, observed_at AS seen_at, coalesce(observed_precision_seconds, 1) AS precision, coalesce(is_event, false) AS is_event, status, ${WAS_GONE} AS is_gone
      FROM ${await observationsOf(file, entity)} seen WHERE ${WAS_GONE} OR ${wasThere(entity)} AND observed_at IS NOT NULL),
    part AS (
      SELECT subject, ${VIEW}, count(DISTINCT seen_at) AS look_count, min(seen_at) FILTER (NOT is_gone) AS first_seen, max(seen_at) FILTER (NOT is_gone) AS last_alive,
        min(status) FILTER (seen_at IS NULL) AS undated FROM look GROUP BY subject, ${VIEW}),
    gone AS (
      SELECT part.subject, part.seen_from, part.has_login, min(seen_at) AS seen_at, arg_min(look.precision, (seen_at, status)) AS precision,
        arg_min(look.is_event, (seen_at, status)) AS is_event, arg_min(look.status, (seen_at, status)) AS status
      FROM part JOIN look ON ${isSame('part', 'look')} WHERE is_gone AND seen_at IS NOT NULL AND (last_alive IS NULL OR seen_at >= last_alive) GROUP BY part.subject, part.seen_from, part.has_login),
    turn AS (
      SELECT subject, ${VIEW}, count(*) AS return_count FROM (
        SELECT *, lag(is_gone) OVER before AS was_gone, lag(series) OVER before AS gone_series FROM look WHERE seen_at IS NOT NULL
        WINDOW before AS (PARTITION BY subject, ${VIEW} ORDER BY seen_at, is_gone, series))
      WHERE was_gone AND NOT is_gone AND (status = 'back' OR series = gone_series) GROUP BY subject, ${VIEW})
    SELECT part.subject, part.seen_from, part.has_login, look_count, first_seen, last_alive, gone.seen_at AS gone_at, gone.precision AS gone_precision,
      CASE WHEN gone.is_event THEN gone.seen_at ELSE gone.seen_at + to_seconds(gone.precision - CASE WHEN gone.precision > 1 THEN 1 ELSE gone.precision END) END AS first_gone,
      coalesce(gone.status, undated) AS gone_status, coalesce(gone.is_event, false) AS is_exact, undated IS NOT NULL AND gone.seen_at IS NULL AS is_undated,
      coalesce(return_count, 0) AS return_count
    FROM part LEFT JOIN gone ON ${isSame('part', 'gone')} LEFT JOIN turn ON ${isSame('part', 'turn')}`;
}

/**
 * @param rankOf Number of each account identity; null for posts, which keep their identity.
 */
export async function readStatusIntervals(file: CaseQueries, entity: Observed, rankOf: Int32Array | null): Promise<StatusIntervals> {
  const time = (column: string): string => `epoch_us(${column})::DOUBLE`;
  const rows: unknown[][] = [];
  for await (const chunk of file.chunks(
    `SELECT subject, seen_from, has_login, look_count::INTEGER, ${time('first_seen')}, ${time('last_alive')}, ${time('first_gone')}, gone_status, is_exact, is_undated,
       return_count::INTEGER FROM (${await statusIntervalsSql(file, entity)})`,
  ))
    rows.push(...(chunk.getRows() as unknown[][]));
  const subjectOf = (row: readonly unknown[]): number => (rankOf === null ? (row[0] as number) : (rankOf[row[0] as number] as number));
  const order = (value: unknown): string => (value === null ? '' : String(value));
  rows.sort((a, b) => subjectOf(a) - subjectOf(b) || compare(order(a[1]), order(b[1])) || compare(order(a[2]), order(b[2])));
  const times = (index: number): Float64Array => Float64Array.from(rows, (row) => (row[index] as number | null) ?? Number.NaN);
  return {
    subject: Int32Array.from(rows, subjectOf),
    seenFrom: rows.map((row) => row[1] as string | null),
    hasLogin: rows.map((row) => row[2] as boolean | null),
    lookCount: Int32Array.from(rows, (row) => row[3] as number),
    firstSeenAt: times(4),
    lastAliveAt: times(5),
    firstGoneAt: times(6),
    goneStatus: rows.map((row) => row[7] as string | null),
    isExact: rows.map((row) => row[8] as boolean),
    isGoneUndated: rows.map((row) => row[9] as boolean),
    returnCount: Int32Array.from(rows, (row) => row[10] as number),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
