import type { CaseQueries } from './case-queries.js';
import { observationsOf } from './observations.js';

/** What observations say of turns in the lives of accounts, by number of the account in code-point order. */
export interface AccountTurns {
  /** Largest fall of the number of posts between two dated observations, in posts; 0 where it never fell, NaN where it was not counted twice. */
  readonly postCountFall: Float64Array;
  /** That fall as a share of the higher number. */
  readonly fallShare: Float64Array;
  /** Time of the later observation, microseconds since 1970; NaN where there is no fall. */
  readonly fellAt: Float64Array;
  /** Handles that it bore, in any case of letters counted once. */
  readonly handleCount: Int32Array;
  /** First dated observation with a handle other than the one before; NaN where there is none. */
  readonly handleChangedAt: Float64Array;
}

/** @param rankOf Number of each account identity. */
export async function readAccountTurns(file: CaseQueries, rankOf: Int32Array): Promise<AccountTurns> {
  const blank = (): Float64Array => new Float64Array(rankOf.length).fill(Number.NaN);
  const turns = {
    postCountFall: blank(),
    fallShare: blank(),
    fellAt: blank(),
    handleCount: new Int32Array(rankOf.length),
    handleChangedAt: blank(),
  };
  const seen = await observationsOf(file, 'account');
  for await (const chunk of file.chunks(
    `SELECT subject, max(fall)::DOUBLE, arg_max(fall / before_count, (fall, -seen_at))::DOUBLE, arg_max(seen_at, (fall, -seen_at))::DOUBLE FROM (
       SELECT subject, epoch_us(observed_at)::DOUBLE AS seen_at, lag(post_count) OVER w AS before_count, greatest(0, lag(post_count) OVER w - post_count) AS fall
       FROM (SELECT subject, observed_at, max(post_count) AS post_count FROM ${seen} seen WHERE observed_at IS NOT NULL AND post_count IS NOT NULL GROUP BY ALL)
       WINDOW w AS (PARTITION BY subject ORDER BY observed_at)) WHERE before_count IS NOT NULL GROUP BY subject`,
  ))
    for (const [id, fall, share, at] of chunk.getRows() as [number, number, number | null, number][]) {
      const account = rankOf[id] as number;
      turns.postCountFall[account] = fall;
      if (fall > 0) [turns.fallShare[account], turns.fellAt[account]] = [share ?? Number.NaN, at];
    }
  for await (const chunk of file.chunks(
    `SELECT account_id, count(DISTINCT handle)::INTEGER FROM (
       SELECT account_id, lower(ltrim(handle, '@')) AS handle FROM account UNION ALL SELECT subject, lower(ltrim(handle, '@')) FROM ${seen} seen) WHERE handle <> '' GROUP BY account_id`,
  ))
    for (const [id, count] of chunk.getRows() as [number, number][]) turns.handleCount[rankOf[id] as number] = count;
  for await (const chunk of file.chunks(
    `SELECT subject, min(seen_at)::DOUBLE FROM (
       SELECT subject, epoch_us(observed_at)::DOUBLE AS seen_at, lower(ltrim(handle, '@')) <> lag(lower(ltrim(handle, '@'))) OVER w AS is_new
       FROM ${seen} seen WHERE observed_at IS NOT NULL AND handle IS NOT NULL WINDOW w AS (PARTITION BY subject ORDER BY observed_at, handle)) WHERE is_new GROUP BY subject`,
  ))
    for (const [id, at] of chunk.getRows() as [number, number][]) turns.handleChangedAt[rankOf[id] as number] = at;
  return turns;
}
