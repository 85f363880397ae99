import type { CaseQueries } from './case-queries.js';
import { stageAccounts } from './number-table.js';
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
  | 'level'
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
    `SELECT voice_id AS "voiceId", account_id AS "accountId", actor.name AS actor, polity, polity_code AS "polityCode", institution, parent_key AS parent, level, role, host,
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
  await stageAccounts(file, 'speaker', ranks.idOf, accounts);
  const { count, last } = await file.row<{ count: number; last: number }>(
    `SELECT count(*) AS count, coalesce(max(post_id), -1) AS last FROM post JOIN speaker USING (account_id)`,
  );
  const blank = (): Float64Array => new Float64Array(count).fill(Number.NaN);
  const posts: SpeakerPosts = {
    length: count,
    account: new Int32Array(count),
    post: new Int32Array(count),
    time: new Float64Array(count),
    kind: new Uint8Array(count),
    likeCount: blank(),
    repostCount: blank(),
    replyCount: blank(),
    viewCount: blank(),
  };
  const kinds = `coalesce(list_position([${POST_KINDS.map((kind) => `'${kind}'`).join(', ')}], kind) - 1, 0)`;
  let row = 0;
  for await (const chunk of file.chunks(
    `SELECT number, post_id, epoch_us(posted_at)::DOUBLE AS time, ${kinds}::INTEGER AS kind
     FROM post JOIN speaker USING (account_id) ORDER BY number, time, post_id`,
  )) {
    const ints = (index: number): Int32Array => intsOf(chunk.getColumnVector(index)).subarray(0, chunk.rowCount);
    posts.account.set(ints(0), row);
    posts.post.set(ints(1), row);
    posts.time.set(floatsOf(chunk.getColumnVector(2)).subarray(0, chunk.rowCount), row);
    posts.kind.set(ints(3), row);
    row += chunk.rowCount;
  }
  await readCounts(file, posts, last);
  await file.run(`DROP TABLE speaker`);
  return posts;
}

/** Fills in what was last counted of the posts. @param last Highest identity of a post among them. */
async function readCounts(file: CaseQueries, posts: SpeakerPosts, last: number): Promise<void> {
  const columns = [posts.likeCount, posts.repostCount, posts.replyCount, posts.viewCount];
  const names = ['like_count', 'repost_count', 'reply_count', 'view_count'];
  const rowOf = new Int32Array(last + 1).fill(-1);
  for (const [row, post] of posts.post.entries()) rowOf[post] = row;
  const seenAt = columns.map(() => new Float64Array(posts.length));
  const counts = names.map((name) => `coalesce(${name}::DOUBLE, 'NaN')`).join(', ');
  for await (const chunk of file.chunks(
    `SELECT post_id, coalesce(epoch_us(observed_at)::DOUBLE, '-inf'), ${counts} FROM post_observation WHERE coalesce(${names.join(', ')}) IS NOT NULL`,
  )) {
    const post = intsOf(chunk.getColumnVector(0));
    const at = floatsOf(chunk.getColumnVector(1));
    for (const [index, column] of columns.entries()) {
      const value = floatsOf(chunk.getColumnVector(2 + index));
      const seen = seenAt[index] as Float64Array;
      for (let item = 0; item < chunk.rowCount; item++) {
        const row = post[item] > last ? -1 : rowOf[post[item]];
        if (row === -1 || Number.isNaN(value[item])) continue;
        const isLater = Number.isNaN(column[row]) || at[item] > seen[row] || (at[item] === seen[row] && value[item] > column[row]);
        if (!isLater) continue;
        column[row] = value[item];
        seen[row] = at[item];
      }
    }
  }
}
