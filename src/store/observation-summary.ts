import { type CaseFile, isoTime } from './case-file.js';
import { type Observed, observationsOf } from './observations.js';
import { statusIntervalsSql } from './status-intervals.js';

/** How much was seen of the accounts or posts of a case. All are complete counts of what the case holds. */
export interface ObservationSummary {
  readonly entity: Observed;
  /** In the case; accounts that are read as one count once. */
  readonly thingCount: number;
  /** Accounts that are read as another one (`observationsOf`). */
  readonly sameCount: number;
  /** Of these, with any observation, and with one that has a time. */
  readonly observedCount: number;
  readonly datedCount: number;
  readonly observationCount: number;
  readonly undatedObservationCount: number;
  /** Observations of posts that the case does not hold. */
  readonly awaitedCount: number;
  /** Of dated observations, ISO 8601, UTC. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  /** How many were looked at so often: at so many different moments. */
  readonly lookCounts: readonly { readonly looks: number; readonly things: number }[];
  /** Days between one look at a thing and the next. */
  readonly gaps: { readonly count: number; readonly medianDays: number | null; readonly longestDays: number | null };
  /** Null: observations that state none. */
  readonly statuses: readonly { readonly status: string | null; readonly observations: number; readonly things: number }[];
  /** From where and how; null where no source says. */
  readonly views: readonly { readonly seenFrom: string | null; readonly hasLogin: boolean | null; readonly observations: number }[];
  readonly lives: Lives;
}

/** What became of those that were ever dated as there or gone, or said to be gone; each view (country, login) counts by itself. */
export interface Lives {
  readonly count: number;
  /** There at the last look, as far as looks have a time. */
  readonly thereCount: number;
  /** Gone, with a first look or moment at which they were. */
  readonly goneCount: number;
  /** Of these, at the moment of the change itself. */
  readonly exactCount: number;
  /** Of these, without any earlier moment at which they were there. */
  readonly neverThereCount: number;
  /** Gone, and nobody says when. */
  readonly undatedGoneCount: number;
  /** Found or said to be there again after they had been gone. */
  readonly returnedCount: number;
  /** Days from the last moment there to the first one gone, of those that have both and no exact end. */
  readonly intervalMedianDays: number | null;
  readonly intervalLongestDays: number | null;
}

export async function summariseObservations(file: CaseFile, entity: Observed): Promise<ObservationSummary> {
  const observations = await observationsOf(file, entity);
  const same = entity === 'account' ? 'SELECT count(*) FROM same_account' : 'SELECT 0';
  const things = `SELECT count(*) - (${same}) FROM ${entity}`;
  const awaited = entity === 'post' ? `SELECT count(*) FROM awaited_post_observation` : 'SELECT 0';
  const sizes = await file.row<Omit<ObservationSummary, 'entity' | 'lookCounts' | 'gaps' | 'statuses' | 'views' | 'lives'>>(
    `SELECT (${things}) AS "thingCount", (${same}) AS "sameCount", count(DISTINCT subject) AS "observedCount", count(DISTINCT subject) FILTER (observed_at IS NOT NULL) AS "datedCount",
       count(*) AS "observationCount", count(*) FILTER (observed_at IS NULL) AS "undatedObservationCount", (${awaited}) AS "awaitedCount",
       ${isoTime('min(observed_at)')} AS "firstAt", ${isoTime('max(observed_at)')} AS "lastAt" FROM ${observations} seen`,
  );
  const moments = `(SELECT DISTINCT subject, observed_at FROM ${observations} seen WHERE observed_at IS NOT NULL)`;
  const days = '(epoch_us(observed_at) - epoch_us(before)) / 86400e6';
  return {
    entity,
    ...sizes,
    lookCounts: await file.rows(
      `SELECT looks, count(*) AS things FROM (SELECT count(*) AS looks FROM ${moments} GROUP BY subject) GROUP BY looks ORDER BY looks`,
    ),
    gaps: await file.row(
      `SELECT count(*) AS count, median(${days}) AS "medianDays", max(${days}) AS "longestDays"
       FROM (SELECT observed_at, lag(observed_at) OVER (PARTITION BY subject ORDER BY observed_at) AS before FROM ${moments}) WHERE before IS NOT NULL`,
    ),
    statuses: await file.rows(
      `SELECT status, count(*) AS observations, count(DISTINCT subject) AS things FROM ${observations} seen GROUP BY status ORDER BY things DESC, status NULLS LAST`,
    ),
    views: await file.rows(
      `SELECT seen_from AS "seenFrom", has_login AS "hasLogin", count(*) AS observations FROM ${observations} seen
       GROUP BY ALL ORDER BY observations DESC, seen_from NULLS LAST, has_login NULLS LAST`,
    ),
    lives: await readLives(file, entity),
  };
}

async function readLives(file: CaseFile, entity: Observed): Promise<Lives> {
  const days = '(epoch_us(gone_at) - epoch_us(last_alive)) / 86400e6';
  const isInterval = 'gone_at IS NOT NULL AND last_alive IS NOT NULL AND NOT is_exact';
  return file.row<Lives>(
    `SELECT count(*) AS count, count(*) FILTER (gone_status IS NULL) AS "thereCount", count(*) FILTER (gone_at IS NOT NULL) AS "goneCount",
       count(*) FILTER (gone_at IS NOT NULL AND is_exact) AS "exactCount", count(*) FILTER (gone_at IS NOT NULL AND last_alive IS NULL) AS "neverThereCount",
       count(*) FILTER (is_undated) AS "undatedGoneCount", count(*) FILTER (return_count > 0) AS "returnedCount",
       median(${days}) FILTER (${isInterval}) AS "intervalMedianDays", max(${days}) FILTER (${isInterval}) AS "intervalLongestDays"
     FROM (${await statusIntervalsSql(file, entity)})`,
  );
}

/** One thing as `antiphon observations` lists it. Times in ISO 8601, UTC. */
export interface ObservedThing {
  /** Identity of the account or post. */
  readonly subject: number;
  readonly key: string;
  readonly seenFrom: string | null;
  readonly hasLogin: boolean | null;
  readonly lookCount: number;
  readonly firstSeenAt: string | null;
  readonly lastAliveAt: string | null;
  readonly goneAt: string | null;
  readonly goneStatus: string | null;
  readonly isExact: boolean;
  readonly returnCount: number;
}

/** What is known of each account or post that was dated as there or gone, or said to be gone; by identifier, country, login. */
export async function readObservedThings(file: CaseFile, entity: Observed, where = 'true'): Promise<ObservedThing[]> {
  return file.rows<ObservedThing>(
    `SELECT subject, ${entity}.key, seen_from AS "seenFrom", has_login AS "hasLogin", look_count AS "lookCount", ${isoTime('first_seen')} AS "firstSeenAt",
       ${isoTime('last_alive')} AS "lastAliveAt", ${isoTime('gone_at')} AS "goneAt", gone_status AS "goneStatus", is_exact AS "isExact", return_count AS "returnCount"
     FROM (${await statusIntervalsSql(file, entity)}) life JOIN ${entity} ON ${entity}.${entity}_id = life.subject WHERE ${where}
     ORDER BY ${entity}.key, seen_from NULLS FIRST, has_login NULLS FIRST`,
  );
}

/** True if any observation of an account or post has a time or a status. */
export async function hasDatedObservations(file: CaseFile): Promise<boolean> {
  const one = (table: string): string => `EXISTS (SELECT 1 FROM ${table} WHERE observed_at IS NOT NULL OR status IS NOT NULL)`;
  const tables = ['account_observation', 'post_observation', 'awaited_post_observation'];
  return (await file.row<{ is: boolean }>(`SELECT ${tables.map(one).join(' OR ')} AS "is"`)).is;
}
