import type { CaseQueries } from './case-queries.js';
import { stageAccounts } from './number-table.js';
import { floatsOf, intsOf } from './vectors.js';

/** Replies in the case to posts of some accounts, by those of others and their own; by account, time and reply. */
export interface RepliesReceived {
  readonly length: number;
  /** Number of the account that is answered, in code-point order. */
  readonly account: Int32Array;
  /** Number of the account that answers. */
  readonly author: Int32Array;
  /** When the answer was posted, microseconds since 1970, UTC. */
  readonly time: Float64Array;
}

/**
 * Replies that name the post that they answer, where that post is in the case.
 *
 * @param ranks Number of each account identity, and identity of each number.
 */
export async function readRepliesReceived(
  file: CaseQueries,
  ranks: { readonly rankOf: Int32Array; readonly idOf: Int32Array },
  accounts: Int32Array,
): Promise<RepliesReceived> {
  await stageAccounts(file, 'speaker', ranks.idOf, accounts);
  const relation = `(SELECT DISTINCT number, share.post_id, share.account_id AS author, share.posted_at
    FROM share JOIN layer ON layer.layer_id = share.layer_id AND layer.name = 'reply' JOIN object ON object.object_id = share.object_id
    JOIN post ON post.key = object.key JOIN speaker ON speaker.account_id = post.account_id)`;
  const { length } = await file.row<{ length: number }>(`SELECT count(*) AS length FROM ${relation}`);
  const replies: RepliesReceived = {
    length,
    account: new Int32Array(length),
    author: new Int32Array(length),
    time: new Float64Array(length),
  };
  let row = 0;
  for await (const chunk of file.chunks(
    `SELECT number, author, epoch_us(posted_at)::DOUBLE FROM ${relation} ORDER BY number, posted_at, post_id`,
  )) {
    const rows = chunk.rowCount;
    replies.account.set(intsOf(chunk.getColumnVector(0)).subarray(0, rows), row);
    replies.author.set(
      intsOf(chunk.getColumnVector(1))
        .subarray(0, rows)
        .map((id) => ranks.rankOf[id]),
      row,
    );
    replies.time.set(floatsOf(chunk.getColumnVector(2)).subarray(0, rows), row);
    row += rows;
  }
  await file.run(`DROP TABLE speaker`);
  return replies;
}
