import { AntiphonError } from '../errors.js';
import type { CaseQueries } from './case-queries.js';
import { intsOf } from './vectors.js';

/** How often each account reposted posts of some others, by voice, then amplifier. Accounts by number in code-point order. */
export interface RepostCounts {
  readonly length: number;
  readonly voice: Int32Array;
  readonly amplifier: Int32Array;
  readonly count: Int32Array;
  /** Of these: reposts and originals whose times are both precise enough to tell the lag. */
  readonly timedCount: Int32Array;
  /** Of these: from 0 to the window after the original. */
  readonly quickCount: Int32Array;
}

/** Times for which posts of an account count, microseconds since 1970, both ends within. */
export interface VoiceSpan {
  /** Account, by number. */
  readonly account: number;
  readonly from: number;
  readonly to: number;
}

const MICROSECONDS = 1_000_000;
/** Part of the window up to which a time must be precise. */
const PRECISE_PART = 1 / 6;

/** The posts of the case that reposts point to, and reposts of them once each, without those of an account's own posts. */
const REPOSTS = `SELECT DISTINCT post.account_id AS voice, share.account_id AS amplifier, share.post_id, post.posted_at AS original_at,
    coalesce(post.precision_seconds, 1) AS original_precision, share.posted_at, share.precision_seconds
  FROM share JOIN layer USING (layer_id) JOIN object USING (object_id) JOIN post ON post.key = object.key
  WHERE layer.name = 'repost' AND share.account_id <> post.account_id`;

/**
 * Counts reposts of posts of some voices.
 *
 * @param ranks Number of each account identity, and identity of each number.
 * @param spans Whose posts count, and when.
 * @param windowSeconds A lag of at most this is quick.
 */
export async function readRepostCounts(
  file: CaseQueries,
  ranks: { readonly rankOf: Int32Array; readonly idOf: Int32Array },
  spans: readonly VoiceSpan[],
  windowSeconds: number,
): Promise<RepostCounts> {
  const bound = (time: number): string => (Number.isFinite(time) ? `make_timestamp(${Math.round(time)})` : 'NULL');
  await file.run(`CREATE OR REPLACE TEMP TABLE repost_voice (account_id INTEGER, from_at TIMESTAMP, to_at TIMESTAMP)`);
  for (let first = 0; first < spans.length; first += 10_000) {
    const rows = spans
      .slice(first, first + 10_000)
      .map(({ account, from, to }) => `(${ranks.idOf[account]}, ${bound(from)}, ${bound(to)})`);
    await file.run(`INSERT INTO repost_voice VALUES ${rows.join(', ')}`);
  }
  const precise = Math.max(1, windowSeconds * PRECISE_PART);
  const isTimed = `original_precision <= ${precise} AND precision_seconds <= ${precise}`;
  const lag = `epoch_us(posted_at) - epoch_us(original_at)`;
  const rows: [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array][] = [];
  for await (const chunk of file.chunks(
    `SELECT voice, amplifier, count(*)::INTEGER, (count(*) FILTER (${isTimed}))::INTEGER,
       (count(*) FILTER (${isTimed} AND ${lag} BETWEEN 0 AND ${windowSeconds * MICROSECONDS}))::INTEGER
     FROM (${REPOSTS}) repost
     WHERE EXISTS (FROM repost_voice WHERE account_id = voice AND original_at >= coalesce(from_at, original_at) AND original_at <= coalesce(to_at, original_at))
     GROUP BY voice, amplifier`,
  )) {
    const ints = (index: number): Int32Array => intsOf(chunk.getColumnVector(index)).slice(0, chunk.rowCount);
    rows.push([ints(0).map((id) => ranks.rankOf[id]), ints(1).map((id) => ranks.rankOf[id]), ints(2), ints(3), ints(4)]);
  }
  await file.run(`DROP TABLE repost_voice`);
  return inOrder(rows);
}

function inOrder(rows: readonly [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array][]): RepostCounts {
  const length = rows.reduce((sum, [voice]) => sum + voice.length, 0);
  const all = [0, 1, 2, 3, 4].map(() => new Int32Array(length)) as [Int32Array, Int32Array, Int32Array, Int32Array, Int32Array];
  let row = 0;
  for (const part of rows) {
    for (const [place, values] of part.entries()) (all[place] as Int32Array).set(values, row);
    row += part[0].length;
  }
  const [voice, amplifier] = all;
  const order = Int32Array.from(voice.keys()).sort((a, b) => voice[a] - voice[b] || amplifier[a] - amplifier[b]);
  const [v, a, count, timedCount, quickCount] = all.map((values) => order.map((at) => values[at])) as typeof all;
  return { length, voice: v, amplifier: a, count, timedCount, quickCount };
}

/** The accounts whose posts others repost most, by reposts, then number; fewer where there are fewer. */
export async function readMostReposted(file: CaseQueries, rankOf: Int32Array, most: number): Promise<Int32Array> {
  const rows = await file.rows<{ id: number; count: number }>(
    `SELECT voice AS id, count(*) AS count FROM (${REPOSTS}) repost JOIN account ON account.account_id = voice GROUP BY voice, key ORDER BY count DESC, key LIMIT ${most}`,
  );
  return Int32Array.from(rows, ({ id }) => rankOf[id]);
}

/**
 * The members of the groups that a finding found, by number, ascending.
 *
 * @param rankOf Number of each account identity.
 * @throws AntiphonError `parameter`: no such finding, or one without groups of accounts.
 */
export async function readGroupMembers(file: CaseQueries, findingId: number, rankOf: Int32Array): Promise<Int32Array> {
  const [finding] = await file.rows<{ analysis: string }>(`SELECT analysis FROM finding WHERE finding_id = ?`, [findingId]);
  if (finding === undefined)
    throw new AntiphonError('parameter', `--finding (finding): the case has no finding ${findingId}; run coordination first`);
  const table = `finding_${findingId}_members`;
  const columns = await file.rows<{ name: string }>(`SELECT column_name AS name FROM duckdb_columns() WHERE table_name = ?`, [table]);
  const names = columns.map(({ name }) => name);
  if (!names.includes('account') || !names.includes('group'))
    throw new AntiphonError(
      'parameter',
      `--finding (finding): finding ${findingId} is of ${finding.analysis}, which has no groups of accounts; name one of coordination`,
    );
  const rows = await file.rows<{ id: number }>(`SELECT DISTINCT account AS id FROM ${table}`);
  return Int32Array.from(rows, ({ id }) => rankOf[id]).sort();
}
