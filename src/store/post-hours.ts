import type { CaseQueries } from './case-queries.js';
import { intsOf } from './vectors.js';

/** Posts by account and hour, those of one account together and by time. */
export interface PostHours {
  readonly length: number;
  /** Number of the account in code-point order. */
  readonly account: Int32Array;
  /** Whole hours since 1970, UTC. */
  readonly hour: Int32Array;
  readonly count: Int32Array;
  /** Posts whose time is given to the hour or coarser, by account: in none of the rows. */
  readonly coarse: Int32Array;
}

const HOUR_SECONDS = 3600;

/**
 * Counts posts by account and hour.
 *
 * @param numberOf Number of each account identity.
 * @param withReposts Counts posts that are reposts too.
 */
export async function readPostHours(file: CaseQueries, numberOf: Int32Array, withReposts: boolean): Promise<PostHours> {
  const kinds = withReposts ? '' : `AND kind IS DISTINCT FROM 'repost'`;
  const coarse = new Int32Array(numberOf.length);
  for await (const chunk of file.chunks(
    `SELECT account_id, count(*)::INTEGER FROM post WHERE precision_seconds >= ${HOUR_SECONDS} ${kinds} GROUP BY account_id`,
  ))
    for (const [id, count] of chunk.getRows() as [number, number][]) coarse[numberOf[id]] = count;
  const parts: { account: Int32Array; hour: Int32Array; count: Int32Array }[] = [];
  for await (const chunk of file.chunks(
    `SELECT account_id, (epoch_us(posted_at) // ${HOUR_SECONDS * 1_000_000})::INTEGER AS hour, count(*)::INTEGER FROM post
     WHERE coalesce(precision_seconds, 1) < ${HOUR_SECONDS} ${kinds} GROUP BY account_id, hour ORDER BY account_id, hour`,
  )) {
    const rows = chunk.rowCount;
    const ints = (index: number): Int32Array => intsOf(chunk.getColumnVector(index)).slice(0, rows);
    parts.push({ account: ints(0).map((id) => numberOf[id]), hour: ints(1), count: ints(2) });
  }
  const length = parts.reduce((sum, part) => sum + part.account.length, 0);
  const hours = { length, account: new Int32Array(length), hour: new Int32Array(length), count: new Int32Array(length), coarse };
  let row = 0;
  for (const part of parts) {
    hours.account.set(part.account, row);
    hours.hour.set(part.hour, row);
    hours.count.set(part.count, row);
    row += part.account.length;
  }
  return hours;
}
