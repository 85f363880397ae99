import { type CaseQueries, isoTime } from './case-queries.js';
import { ACCOUNT_OBSERVATION_FIELDS, POST_OBSERVATION_FIELDS } from './load-plan.js';
import { GONE_STATUSES, THERE_STATUSES } from './observation-status.js';

export type Observed = 'account' | 'post';

/** What says, without a status, that an account or post was there to be seen: what can be read only where it is. A handle can be read elsewhere. */
const SIGHTS: Readonly<Record<Observed, readonly string[]>> = {
  account: ['display_name', 'description', 'location', 'url', 'follower_count', 'following_count', 'post_count'],
  post: ['like_count', 'repost_count', 'reply_count', 'quote_count', 'view_count'],
};

/** SQL condition on an observation: what it is about was there. */
export function wasThere(entity: Observed): string {
  const sights = SIGHTS[entity].map((field) => `${field} IS NOT NULL`).join(' OR ');
  return `(status IN ${THERE_STATUSES} OR status IS NULL AND (${sights}))`;
}

/** SQL condition on an observation: what it is about was not there. */
export const WAS_GONE = `coalesce(status IN ${GONE_STATUSES}, false)`;

/** From where and how it was seen; two views are not held against each other. */
export const VIEW = 'seen_from, has_login';

/**
 * SQL relation of the observations, each with `subject`: the identity of its post or account.
 *
 * An account that a source knows by its handle alone is read as the one account of its platform that has an identifier and ever bore the
 * handle, if there is exactly one; one whose number was rounded, as the one with that value. The rows in the case stay as they are, so
 * the order of imports does not matter. `series` tells looks of one observer from those of another: files of one format, read in one
 * way, are one series.
 */
export async function observationsOf(file: CaseQueries, entity: Observed): Promise<string> {
  const series = `(SELECT source_id, format || coalesce(' ' || json_extract_string(options, '$.mapping'), '') AS series FROM source)`;
  if (entity === 'post') return `(SELECT post_id AS subject, * FROM post_observation JOIN ${series} USING (source_id))`;
  if (!(await prepareSameAccounts(file)))
    return `(SELECT account_id AS subject, * FROM account_observation JOIN ${series} USING (source_id))`;
  const fields = ACCOUNT_OBSERVATION_FIELDS.join(', ');
  return `(SELECT * FROM (SELECT subject, subject AS account_id, ${fields}, min(source_id) AS source_id
      FROM (SELECT coalesce(main_id, account_id) AS subject, ${fields}, source_id FROM account_observation LEFT JOIN same_account USING (account_id))
      GROUP BY subject, ${fields}, CASE WHEN observed_at IS NULL THEN source_id END) JOIN ${series} USING (source_id))`;
}

/** Makes the temporary table `same_account` (account_id, main_id) of accounts that are read as another one; false where there are none. */
export async function prepareSameAccounts(file: CaseQueries): Promise<boolean> {
  const plain = (column: string): string => `lower(ltrim(${column}, '@'))`;
  const isHeld = `(try_cast(key AS HUGEINT) = try_cast(try_cast(key AS DOUBLE) AS HUGEINT))`;
  await file.run(
    `CREATE OR REPLACE TEMP TABLE same_account AS
     WITH long AS (SELECT account_id, try_cast(key AS DOUBLE) AS value, ${isHeld} AS is_held FROM account WHERE platform = 'twitter' AND regexp_full_match(key, '[0-9]{16,19}')),
     rounded AS (SELECT long.account_id, whole.main_id FROM long JOIN (
       SELECT value, min(account_id) FILTER (NOT is_held) AS main_id FROM long GROUP BY value HAVING count(*) > 1 AND count(*) FILTER (NOT is_held) = 1) whole USING (value)
       WHERE is_held),
     bore AS (SELECT account_id, platform, ${plain('handle')} AS handle FROM account WHERE handle IS NOT NULL AND ${plain('key')} <> ${plain('handle')}
       UNION SELECT account_id, platform, ${plain('seen.handle')} FROM account_observation seen JOIN account USING (account_id)
       WHERE seen.handle IS NOT NULL AND ${plain('key')} <> coalesce(${plain('account.handle')}, '')),
     bearer AS (SELECT bore.platform, bore.handle, min(coalesce(rounded.main_id, account_id)) AS main_id FROM bore LEFT JOIN rounded USING (account_id)
       GROUP BY bore.platform, bore.handle HAVING count(DISTINCT coalesce(rounded.main_id, account_id)) = 1)
     SELECT * FROM rounded
     UNION
     SELECT named.account_id, bearer.main_id FROM account named JOIN bearer ON ${plain('named.handle')} = bearer.handle AND named.platform IS NOT DISTINCT FROM bearer.platform
     WHERE ${plain('named.key')} = ${plain('named.handle')} AND named.account_id <> bearer.main_id`,
  );
  return (await file.row<{ count: number }>(`SELECT count(*) AS count FROM same_account`)).count > 0;
}

/** One observation of an account or post. */
export interface Look {
  /** ISO 8601, UTC; null where the source does not say. */
  readonly observedAt: string | null;
  readonly precisionSeconds: number | null;
  /** True if the time is that of the change itself, not of a look. */
  readonly isEvent: boolean;
  /** True if it was there, false if it was gone, null where the observation says neither. */
  readonly isThere: boolean | null;
  readonly status: string | null;
  readonly statedReason: string | null;
  readonly evidence: string | null;
  readonly seenFrom: string | null;
  readonly hasLogin: boolean | null;
  /** Counts by the model's names, such as `follower_count`; null where the source does not say. */
  readonly counts: Readonly<Record<string, number | null>>;
  /** Handle, names and what else an account showed of itself; empty for posts. */
  readonly profile: Readonly<Record<string, string | null>>;
  readonly sourceId: number;
}

export const COUNT_FIELDS: Readonly<Record<Observed, readonly string[]>> = {
  account: ACCOUNT_OBSERVATION_FIELDS.filter((name) => name.endsWith('_count')),
  post: POST_OBSERVATION_FIELDS.filter((name) => name.endsWith('_count')),
};
const PROFILE_FIELDS = ['handle', 'display_name', 'description', 'location', 'url', 'language'];

/**
 * All observations of one account or post, by time, those without one last.
 *
 * @param subject Identity of the post, or of the account or another one that is read as the same.
 */
export async function readLooks(file: CaseQueries, entity: Observed, subject: number): Promise<Look[]> {
  const observations = await observationsOf(file, entity);
  const id = entity === 'account' ? await mainAccount(file, subject) : subject;
  return (await looksOf(file, entity, observations, `subject = ${Math.trunc(id)}`)).get(id) ?? [];
}

/**
 * All observations of some accounts, by identity as it was asked for; as `readLooks`. An account without any is missing.
 *
 * @param accounts SQL query of one column, `account_id`.
 */
export async function readAccountLooks(file: CaseQueries, accounts: string): Promise<Map<number, Look[]>> {
  const observations = await observationsOf(file, 'account');
  const hasSame =
    (await file.row<{ count: number }>(`SELECT count(*) AS count FROM duckdb_tables() WHERE table_name = 'same_account'`)).count > 0;
  const asked = await file.rows<{ id: number; main: number }>(
    hasSame
      ? `SELECT account_id AS id, coalesce(main_id, account_id) AS main FROM (${accounts}) LEFT JOIN same_account USING (account_id)`
      : `SELECT account_id AS id, account_id AS main FROM (${accounts})`,
  );
  await file.run(`CREATE OR REPLACE TEMP TABLE asked_account AS SELECT account_id FROM (${accounts})`);
  const mains = hasSame
    ? `SELECT coalesce(main_id, account_id) FROM asked_account LEFT JOIN same_account USING (account_id)`
    : `SELECT account_id FROM asked_account`;
  const looks = await looksOf(file, 'account', observations, `subject IN (${mains})`);
  await file.run(`DROP TABLE asked_account`);
  return new Map(asked.flatMap(({ id, main }) => (looks.has(main) ? [[id, looks.get(main) as Look[]]] : [])));
}

async function looksOf(file: CaseQueries, entity: Observed, observations: string, condition: string): Promise<Map<number, Look[]>> {
  const counts = COUNT_FIELDS[entity];
  const profile = entity === 'account' ? PROFILE_FIELDS : [];
  const rows = await file.rows<Record<string, unknown> & { subject: number }>(
    `SELECT subject, ${isoTime('observed_at')} AS "observedAt", observed_precision_seconds AS "precisionSeconds", coalesce(is_event, false) AS "isEvent",
       CASE WHEN ${wasThere(entity)} THEN true WHEN ${WAS_GONE} THEN false END AS "isThere", status, stated_reason AS "statedReason", evidence,
       seen_from AS "seenFrom", has_login AS "hasLogin", source_id AS "sourceId", ${[...counts, ...profile].join(', ')}
     FROM ${observations} seen WHERE ${condition}
     ORDER BY subject, observed_at NULLS LAST, source_id, status NULLS FIRST, ${[...counts, ...profile].map((name) => `${name} NULLS FIRST`).join(', ')}`,
  );
  const looks = new Map<number, Look[]>();
  for (const { subject, ...row } of rows) {
    const pick = <T>(names: readonly string[]): Record<string, T | null> =>
      Object.fromEntries(names.map((name) => [name, ((row as Record<string, unknown>)[name] ?? null) as T | null]));
    const rest = Object.fromEntries(Object.entries(row).filter(([name]) => !counts.includes(name) && !profile.includes(name)));
    const own = looks.get(subject) ?? [];
    own.push({ ...(rest as unknown as Look), counts: pick<number>(counts), profile: pick<string>(profile) });
    looks.set(subject, own);
  }
  return looks;
}

/** The account that another one is read as; itself where there is none. `observationsOf` went before. */
async function mainAccount(file: CaseQueries, accountId: number): Promise<number> {
  const [main] = await file.rows<{ id: number }>(`SELECT main_id AS id FROM same_account WHERE account_id = ${Math.trunc(accountId)}`);
  return main?.id ?? accountId;
}

/** What was counted of one account over time; one entry a dated observation with any of the three counts, by time. */
export interface FollowerCurve {
  /** Microseconds since 1970, UTC. */
  readonly observedAt: Float64Array;
  /** Precision of that time; NaN where it is not stated. */
  readonly precisionSeconds: Float64Array;
  /** NaN where the source does not say. */
  readonly followerCount: Float64Array;
  readonly followingCount: Float64Array;
  readonly postCount: Float64Array;
  readonly sourceId: Int32Array;
}

/** @param accountId Identity of the account. */
export async function readFollowerCurve(file: CaseQueries, accountId: number): Promise<FollowerCurve> {
  const observations = await observationsOf(file, 'account');
  const id = await mainAccount(file, accountId);
  const rows: (number | null)[][] = [];
  for await (const chunk of file.chunks(
    `SELECT epoch_us(observed_at)::DOUBLE, observed_precision_seconds::DOUBLE, follower_count::DOUBLE, following_count::DOUBLE, post_count::DOUBLE, source_id
     FROM ${observations} seen WHERE subject = ${Math.trunc(id)} AND observed_at IS NOT NULL
       AND (follower_count IS NOT NULL OR following_count IS NOT NULL OR post_count IS NOT NULL)
     ORDER BY observed_at, source_id, follower_count NULLS FIRST, following_count NULLS FIRST, post_count NULLS FIRST`,
  ))
    rows.push(...(chunk.getRows() as (number | null)[][]));
  const column = (index: number): Float64Array => Float64Array.from(rows, (row) => row[index] ?? Number.NaN);
  return {
    observedAt: column(0),
    precisionSeconds: column(1),
    followerCount: column(2),
    followingCount: column(3),
    postCount: column(4),
    sourceId: Int32Array.from(rows, (row) => row[5] as number),
  };
}
