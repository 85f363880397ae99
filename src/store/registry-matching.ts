import type { CaseFile } from './case-file.js';

/** How many entries found their account. */
export interface MatchCounts {
  readonly voiceCount: number;
  /** Entries with an account of the case. */
  readonly matchedCount: number;
  /** Of these, by identifier. */
  readonly byIdCount: number;
  /** Of these, with an account whose platform the case does not know. */
  readonly platformUnknownCount: number;
  /** Entries whose handle several accounts of the case bear or bore, so that none was chosen. */
  readonly ambiguousCount: number;
  /** Accounts of the case that an entry speaks through. */
  readonly accountCount: number;
}

/** Why an entry has no account, or more than one that may be meant. */
export type MatchOutcome = 'matched' | 'ambiguous' | 'outside dates' | 'another id' | 'another platform' | 'not in the case';

/** Identifiers that tell by their form of which kind they are; two of one kind that differ are two accounts. */
const ID_KINDS = ['[0-9]+', 'UC[A-Za-z0-9_-]{22}', 'did:[a-z]+:.+'];

/**
 * Matches every entry of the registry with the accounts of the case, anew. Inside the caller's transaction.
 *
 * By identifier first, whatever the dates. Else by handle: an account counts when it bore the handle, whatever its case, within the
 * dates of the entry (by dated observations; a handle without a date is taken for as long as the account posted) and has no other
 * identifier of the same kind. Where several accounts count, or the only one bore the handle at a time that no source states while
 * others bore it too, the entry is ambiguous and gets none. An account whose platform is not known fits any, and `matched_by` says so.
 */
export async function matchVoices(file: CaseFile): Promise<MatchCounts> {
  const { count, accounts } = await file.row<{ count: number; accounts: number }>(
    `SELECT (SELECT count(*) FROM voice) AS count, (SELECT count(*) FROM account) AS accounts`,
  );
  await file.run(`DELETE FROM voice_account`);
  if (count === 0 || accounts === 0)
    return { voiceCount: count, matchedCount: 0, byIdCount: 0, platformUnknownCount: 0, ambiguousCount: 0, accountCount: 0 };
  await prepareMatches(file);
  await file.run(
    `INSERT INTO voice_account
     SELECT voice_id, account_id, matched_by || CASE WHEN account.platform IS NULL THEN ', platform not known' ELSE '' END
     FROM registry_match JOIN account USING (account_id) WHERE outcome = 'matched' ORDER BY voice_id, account_id`,
  );
  const counts = await file.row<MatchCounts>(
    `SELECT ${count} AS "voiceCount", (SELECT count(*) FROM voice_account) AS "matchedCount",
       (SELECT count(*) FROM voice_account WHERE starts_with(matched_by, 'id')) AS "byIdCount",
       (SELECT count(*) FROM voice_account WHERE contains(matched_by, 'not known')) AS "platformUnknownCount",
       (SELECT count(DISTINCT voice_id) FROM registry_match WHERE outcome = 'ambiguous') AS "ambiguousCount",
       (SELECT count(DISTINCT account_id) FROM voice_account) AS "accountCount"`,
  );
  await dropMatches(file);
  return counts;
}

/** What stands between entries and accounts: one row for each entry, and one for each account that may be meant where it is ambiguous. */
export interface MatchRow {
  readonly voiceId: number;
  readonly outcome: MatchOutcome;
  readonly accountId: number | null;
  readonly accountKey: string | null;
}

/** How every entry stands to the accounts of the case; changes nothing that lasts. */
export async function explainMatches(file: CaseFile): Promise<MatchRow[]> {
  await prepareMatches(file);
  const rows = await file.rows<MatchRow>(
    `SELECT voice_id AS "voiceId", outcome, account_id AS "accountId", account.key AS "accountKey"
     FROM registry_match LEFT JOIN account USING (account_id) ORDER BY voice_id, account.key`,
  );
  await dropMatches(file);
  return rows;
}

/** Makes the temporary table `registry_match` (voice_id, outcome, account_id, matched_by). */
async function prepareMatches(file: CaseFile): Promise<void> {
  await file.run(
    `CREATE OR REPLACE TEMP TABLE registry_wanted AS
     SELECT voice_id, platform, lower(handle) AS handle, account_key, valid_from, valid_to FROM voice`,
  );
  await file.run(
    `CREATE OR REPLACE TEMP TABLE registry_by_id AS
     SELECT voice_id, account_id FROM registry_wanted JOIN account ON account.key = registry_wanted.account_key
     WHERE coalesce(account.platform, registry_wanted.platform) = registry_wanted.platform`,
  );
  await prepareSpans(file);
  const kinds = ID_KINDS.map((kind) => `(regexp_full_match(w.account_key, '${kind}') AND regexp_full_match(account.key, '${kind}'))`);
  await file.run(
    `CREATE OR REPLACE TEMP TABLE registry_bearer AS
     SELECT w.voice_id, account_id, bool_or(is_inside) AS is_inside, bool_or(is_inside AND is_dated) AS is_dated_inside,
       any_value(account.platform IS NULL OR account.platform = w.platform) AS is_platform,
       any_value(coalesce(w.account_key <> account.key AND (${kinds.join(' OR ')}), false)) AS is_another
     FROM (SELECT w.*, span.account_id, span.is_dated,
             (w.valid_from IS NULL OR until IS NULL OR until >= w.valid_from) AND (w.valid_to IS NULL OR since IS NULL OR since <= w.valid_to) AS is_inside
           FROM registry_wanted w JOIN registry_span span USING (handle)) w
     JOIN account USING (account_id)
     WHERE w.voice_id NOT IN (SELECT voice_id FROM registry_by_id)
     GROUP BY w.voice_id, account_id`,
  );
  await file.run(
    `CREATE OR REPLACE TEMP TABLE registry_match AS
     WITH judged AS (
       SELECT voice_id, count(*) FILTER (is_platform AND NOT is_another) AS bearers,
         count(*) FILTER (is_platform AND NOT is_another AND is_inside) AS candidates,
         count(*) FILTER (is_platform AND NOT is_another AND is_dated_inside) AS dated,
         count(*) FILTER (is_platform AND is_another) AS others
       FROM registry_bearer GROUP BY voice_id),
     outcome AS (
       SELECT voice_id, CASE
         WHEN candidates > 1 THEN 'ambiguous' WHEN candidates = 1 AND dated = 0 AND bearers > 1 THEN 'ambiguous' WHEN candidates = 1 THEN 'matched'
         WHEN bearers > 0 THEN 'outside dates' WHEN others > 0 THEN 'another id' ELSE 'another platform' END AS outcome FROM judged)
     SELECT voice_id, 'matched' AS outcome, account_id, 'id' AS matched_by FROM registry_by_id
     UNION ALL
     SELECT voice_id, outcome, CASE WHEN outcome = 'another platform' OR is_platform THEN account_id END, 'handle'
     FROM outcome JOIN registry_bearer bearer USING (voice_id)
     WHERE CASE outcome WHEN 'matched' THEN is_platform AND NOT is_another AND is_inside
       WHEN 'another id' THEN is_platform AND is_another WHEN 'another platform' THEN NOT is_platform ELSE is_platform AND NOT is_another END
     UNION ALL
     SELECT voice_id, 'not in the case', NULL, NULL FROM registry_wanted
     WHERE voice_id NOT IN (SELECT voice_id FROM registry_by_id UNION SELECT voice_id FROM outcome)`,
  );
}

/**
 * Makes the temporary table `registry_span`: from when until when each account bore a registered handle.
 *
 * Observations of one account with one handle and no other between them are one span. A handle that stands without a date holds for
 * the posts of the account; without any, `since` and `until` are NULL.
 */
async function prepareSpans(file: CaseFile): Promise<void> {
  const plain = (column: string): string => `lower(ltrim(${column}, '@'))`;
  const isWanted = (column: string): string => `${plain(column)} IN (SELECT handle FROM registry_wanted WHERE handle IS NOT NULL)`;
  await file.run(
    `CREATE OR REPLACE TEMP TABLE registry_bore AS
     SELECT account_id, ${plain('handle')} AS handle FROM account WHERE ${isWanted('handle')}
     UNION SELECT account_id, ${plain('key')} FROM account WHERE ${isWanted('key')}
     UNION SELECT account_id, ${plain('handle')} FROM account_observation WHERE ${isWanted('handle')}`,
  );
  await file.run(
    `CREATE OR REPLACE TEMP TABLE registry_seen AS
     WITH seen AS (
       SELECT DISTINCT account_id, ${plain('handle')} AS handle, observed_at FROM account_observation
       WHERE handle IS NOT NULL AND observed_at IS NOT NULL AND account_id IN (SELECT account_id FROM registry_bore)),
     change AS (SELECT *, (lag(handle) OVER account IS DISTINCT FROM handle)::INTEGER AS is_new FROM seen WINDOW account AS (PARTITION BY account_id ORDER BY observed_at, handle)),
     part AS (SELECT *, sum(is_new) OVER (PARTITION BY account_id ORDER BY observed_at, handle ROWS UNBOUNDED PRECEDING) AS number FROM change)
     SELECT account_id, handle, min(observed_at) AS since, max(observed_at) AS until FROM part GROUP BY account_id, handle, number`,
  );
  await file.run(
    `CREATE OR REPLACE TEMP TABLE registry_span AS
     SELECT account_id, handle, since, until, true AS is_dated FROM registry_seen WHERE handle IN (SELECT handle FROM registry_wanted)
     UNION ALL
     SELECT bore.account_id, bore.handle, posted.since, posted.until, false FROM registry_bore bore
     LEFT JOIN (SELECT account_id, min(posted_at) AS since, max(posted_at) AS until FROM post
       WHERE account_id IN (SELECT account_id FROM registry_bore) GROUP BY account_id) posted USING (account_id)
     WHERE NOT EXISTS (SELECT 1 FROM registry_seen seen WHERE seen.account_id = bore.account_id AND seen.handle = bore.handle)`,
  );
}

async function dropMatches(file: CaseFile): Promise<void> {
  for (const table of ['wanted', 'by_id', 'bore', 'seen', 'span', 'bearer', 'match'])
    await file.run(`DROP TABLE IF EXISTS registry_${table}`);
}

/** The accounts that an entry speaks through and that bore other handles too, with those, by the case's observations. */
export async function otherHandles(
  file: CaseFile,
): Promise<{ voiceId: number; accountKey: string; handle: string; otherHandle: string; firstAt: string | null; lastAt: string | null }[]> {
  return file.rows(
    `SELECT voice_id AS "voiceId", account.key AS "accountKey", voice.handle, seen.handle AS "otherHandle",
       strftime(min(seen.observed_at), '%Y-%m-%d') AS "firstAt", strftime(max(seen.observed_at), '%Y-%m-%d') AS "lastAt"
     FROM voice JOIN voice_account USING (voice_id) JOIN account USING (account_id)
     JOIN (SELECT account_id, handle, observed_at FROM account_observation WHERE handle IS NOT NULL
       UNION ALL SELECT account_id, handle, NULL FROM account WHERE handle IS NOT NULL) seen USING (account_id)
     WHERE voice.handle IS NOT NULL AND lower(ltrim(seen.handle, '@')) <> lower(voice.handle)
     GROUP BY voice_id, account.key, voice.handle, seen.handle ORDER BY voice_id, min(seen.observed_at) NULLS FIRST, seen.handle`,
  );
}
