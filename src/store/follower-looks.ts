import type { CaseQueries } from './case-queries.js';
import { stageAccounts } from './number-table.js';
import { observationsOf } from './observations.js';
import { floatsOf, intsOf } from './vectors.js';

/** Followers of accounts, one count a day: the day's last look; by account, then time. */
export interface FollowerLooks {
  readonly length: number;
  /** Number of the account in code-point order. */
  readonly account: Int32Array;
  /** When that look was, microseconds since 1970, UTC; of a day whose hour is not known its beginning. */
  readonly at: Float64Array;
  readonly followerCount: Float64Array;
  /** Looks of that day that counted followers. */
  readonly lookCount: Int32Array;
}

/**
 * Dated follower counts of some accounts. Of several counts of one moment that with the fewest zeros at its end counts, as the others may
 * be its rounding, and of those the highest. Looks known to less than a day are left out.
 *
 * @param idOf Identity of each account number.
 * @param accounts By number; null: of all.
 */
export async function readFollowerLooks(file: CaseQueries, idOf: Int32Array, accounts: Int32Array | null): Promise<FollowerLooks> {
  await stageAccounts(file, 'speaker', idOf, accounts);
  const observations = await observationsOf(file, 'account');
  const zeros = `length(follower_count::VARCHAR) - length(rtrim(follower_count::VARCHAR, '0'))`;
  await file.run(
    `CREATE OR REPLACE TEMP TABLE follower_look AS
     SELECT number, day, arg_max(observed_at, place) AS looked_at, arg_max(follower_count, place) AS followers, count(*)::INTEGER AS looks
     FROM (SELECT number, observed_at, follower_count, observed_at::DATE AS day, (observed_at, -(${zeros}), follower_count) AS place
       FROM (SELECT number, coalesce(main_id, account_id) AS subject FROM speaker LEFT JOIN same_account USING (account_id)) spoken
       JOIN ${observations} seen USING (subject)
       WHERE observed_at IS NOT NULL AND follower_count >= 0 AND coalesce(observed_precision_seconds, 1) <= 86400)
     GROUP BY number, day`,
  );
  const { length } = await file.row<{ length: number }>(`SELECT count(*) AS length FROM follower_look`);
  const looks: FollowerLooks = {
    length,
    account: new Int32Array(length),
    at: new Float64Array(length),
    followerCount: new Float64Array(length),
    lookCount: new Int32Array(length),
  };
  let row = 0;
  for await (const chunk of file.chunks(
    `SELECT number, epoch_us(looked_at)::DOUBLE, followers::DOUBLE, looks FROM follower_look ORDER BY number, day`,
  )) {
    const rows = chunk.rowCount;
    looks.account.set(intsOf(chunk.getColumnVector(0)).subarray(0, rows), row);
    looks.at.set(floatsOf(chunk.getColumnVector(1)).subarray(0, rows), row);
    looks.followerCount.set(floatsOf(chunk.getColumnVector(2)).subarray(0, rows), row);
    looks.lookCount.set(intsOf(chunk.getColumnVector(3)).subarray(0, rows), row);
    row += rows;
  }
  for (const table of ['follower_look', 'speaker']) await file.run(`DROP TABLE IF EXISTS ${table}`);
  return looks;
}

/** A post whose text says some words. */
export interface SayingPost {
  /** Number of the account in code-point order. */
  readonly account: number;
  /** Identity of the post. */
  readonly post: number;
  /** Microseconds since 1970, UTC. */
  readonly at: number;
  /** The words, in lower case. */
  readonly words: string;
}

/**
 * Posts of some accounts, reposts left out, whose text holds a pattern; by account, time and identity.
 *
 * @param pattern A regular expression of RE2 for texts in lower case.
 */
export async function readSayingPosts(
  file: CaseQueries,
  idOf: Int32Array,
  accounts: Int32Array | null,
  pattern: string,
): Promise<SayingPost[]> {
  await stageAccounts(file, 'speaker', idOf, accounts);
  const quoted = `'${pattern.replaceAll("'", "''")}'`;
  const posts = await file.rows<SayingPost>(
    `SELECT number AS account, post_id AS post, epoch_us(posted_at)::DOUBLE AS "at", regexp_extract(lower(text), ${quoted}) AS words
     FROM post JOIN speaker USING (account_id) WHERE text IS NOT NULL AND coalesce(kind, 'original') <> 'repost' AND regexp_matches(lower(text), ${quoted})
     ORDER BY number, posted_at, post_id`,
  );
  await file.run(`DROP TABLE speaker`);
  return posts;
}
