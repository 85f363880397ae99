import type { CaseQueries } from './case-queries.js';
import type { Voice } from './registry.js';
import { floatsOf, intsOf } from './vectors.js';

/** Columns of an entry that analyses read. */
type EntryFields =
  | 'voiceId'
  | 'actor'
  | 'polity'
  | 'polityCode'
  | 'institution'
  | 'parent'
  | 'role'
  | 'host'
  | 'hostCode'
  | 'platform'
  | 'handle'
  | 'datesMean';

/** One entry of the registry with the account of the case that it speaks through. */
export interface RegisteredSpeaker extends Pick<Voice, EntryFields> {
  /** Number of the account in code-point order. */
  readonly account: number;
  /** Microseconds since 1970, both ends within; −Infinity and Infinity where they are not stated. */
  readonly from: number;
  readonly to: number;
}

/** Kinds of posts by number. */
export const POST_KINDS = ['not stated', 'original', 'repost', 'quote', 'reply'] as const;

/** Posts, those of one account together, by account, time and post. */
export interface SpeakerPosts {
  readonly length: number;
  /** Number of the account in code-point order. */
  readonly account: Int32Array;
  /** Identity of the post. */
  readonly post: Int32Array;
  /** Microseconds since 1970, UTC. */
  readonly time: Float64Array;
  /** Place in `POST_KINDS`. */
  readonly kind: Uint8Array;
  /** As last observed, undated counts before dated ones and of equal times the highest; NaN where no source says. */
  readonly likeCount: Float64Array;
  readonly repostCount: Float64Array;
  readonly replyCount: Float64Array;
  readonly viewCount: Float64Array;
}

/** Entries whose account is in the case, by account, then entry. @param numberOf Number of each account identity. */
export async function readSpeakers(file: CaseQueries, numberOf: Int32Array): Promise<RegisteredSpeaker[]> {
  type Row = Omit<RegisteredSpeaker, 'account' | 'from' | 'to'> & { accountId: number; from: number | null; to: number | null };
  const rows = await file.rows<Row>(
    `SELECT voice_id AS "voiceId", account_id AS "accountId", actor.name AS actor, polity, polity_code AS "polityCode", institution, parent_key AS parent, role, host,
       host_code AS "hostCode", voice.platform, handle, epoch_us(valid_from)::DOUBLE AS "from", epoch_us(valid_to)::DOUBLE AS "to", dates_mean AS "datesMean"
     FROM voice_account JOIN voice USING (voice_id) JOIN actor USING (actor_id)`,
  );
  return rows
    .map(({ accountId, from, to, ...row }) => ({
      ...row,
      account: numberOf[accountId] as number,
      from: from ?? Number.NEGATIVE_INFINITY,
      to: to ?? Number.POSITIVE_INFINITY,
    }))
    .sort((a, b) => a.account - b.account || a.voiceId - b.voiceId);
}

/**
 * Posts of some accounts.
 *
 * @param ranks Number of each account identity, and identity of each number.
 * @param accounts By number; null: of all.
 */
export async function readSpeakerPosts(
  file: CaseQueries,
  ranks: { readonly rankOf: Int32Array; readonly idOf: Int32Array },
  accounts: Int32Array | null,
): Promise<SpeakerPosts> {
  await file.run(`CREATE OR REPLACE TEMP TABLE speaker (account_id INTEGER, number INTEGER)`);
  const chosen = accounts ?? Int32Array.from(ranks.idOf, (_, number) => number);
  for (let from = 0; from < chosen.length; from += 20_000) {
    const rows = Array.from(chosen.subarray(from, from + 20_000), (number) => `(${ranks.idOf[number]}, ${number})`);
    await file.run(`INSERT INTO speaker VALUES ${rows.join(', ')}`);
  }
  const [{ count }, { hasCounts }] = [
    await file.row<{ count: number }>(`SELECT count(*) AS count FROM post JOIN speaker USING (account_id)`),
    await file.row<{ hasCounts: boolean }>(
      `SELECT EXISTS (FROM post_observation WHERE coalesce(like_count, repost_count, reply_count, view_count) IS NOT NULL) AS "hasCounts"`,
    ),
  ];
  const posts: SpeakerPosts = {
    length: count,
    account: new Int32Array(count),
    post: new Int32Array(count),
    time: new Float64Array(count),
    kind: new Uint8Array(count),
    likeCount: new Float64Array(count).fill(Number.NaN),
    repostCount: new Float64Array(count).fill(Number.NaN),
    replyCount: new Float64Array(count).fill(Number.NaN),
    viewCount: new Float64Array(count).fill(Number.NaN),
  };
  const counts = ['like_count', 'repost_count', 'reply_count', 'view_count'] as const;
  const last = counts.map((name) => `arg_max(${name}, (observed_at IS NOT NULL, observed_at, ${name}))::DOUBLE AS ${name}`);
  const seen = `(SELECT post_id, ${last.join(', ')} FROM post_observation WHERE post_id IN (SELECT post_id FROM post JOIN speaker USING (account_id)) GROUP BY post_id)`;
  const kinds = `list_position([${POST_KINDS.map((kind) => `'${kind}'`).join(', ')}], coalesce(kind, 'not stated')) - 1`;
  const values = counts.map((name) => (hasCounts ? `coalesce(${name}, 'NaN'::DOUBLE)` : `'NaN'::DOUBLE`));
  let row = 0;
  for await (const chunk of file.chunks(
    `SELECT number, post.post_id, epoch_us(posted_at)::DOUBLE AS time, (${kinds})::INTEGER AS kind${hasCounts ? `, ${values.join(', ')}` : ''}
     FROM post JOIN speaker USING (account_id) ${hasCounts ? `LEFT JOIN ${seen} seen USING (post_id)` : ''} ORDER BY number, time, post.post_id`,
  )) {
    const rows = chunk.rowCount;
    const ints = (index: number): Int32Array => intsOf(chunk.getColumnVector(index)).subarray(0, rows);
    posts.account.set(ints(0), row);
    posts.post.set(ints(1), row);
    posts.time.set(floatsOf(chunk.getColumnVector(2)).subarray(0, rows), row);
    posts.kind.set(ints(3), row);
    if (hasCounts)
      for (const [index, column] of [posts.likeCount, posts.repostCount, posts.replyCount, posts.viewCount].entries())
        column.set(floatsOf(chunk.getColumnVector(4 + index)).subarray(0, rows), row);
    row += rows;
  }
  await file.run(`DROP TABLE speaker`);
  return posts;
}
