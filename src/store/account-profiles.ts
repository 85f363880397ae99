import type { CaseQueries } from './case-queries.js';

/** What the case says of its accounts, by their number in code-point order. */
export interface AccountProfiles {
  /** Time of creation in microseconds since 1970; NaN where it is not known. */
  readonly createdAt: Float64Array;
  /** How precise that time is, in seconds; NaN where it is not known. */
  readonly createdPrecisionSeconds: Float64Array;
  /** As last observed; null where no source says. */
  readonly displayName: readonly (string | null)[];
  readonly description: readonly (string | null)[];
}

/**
 * Creation and latest profile of every account. Observations without a date come before those with one, later imports after earlier
 * ones, and among equals the first in code-point order counts.
 *
 * @param rankOf Number of each account identity.
 */
export async function readAccountProfiles(file: CaseQueries, rankOf: Int32Array): Promise<AccountProfiles> {
  const createdAt = new Float64Array(rankOf.length).fill(Number.NaN);
  const createdPrecisionSeconds = new Float64Array(rankOf.length).fill(Number.NaN);
  for await (const chunk of file.chunks(
    `SELECT account_id, epoch_us(created_at)::DOUBLE, coalesce(created_precision_seconds, 1)::INTEGER FROM account WHERE created_at IS NOT NULL`,
  )) {
    for (const [id, time, precision] of chunk.getRows() as [number, number, number][]) {
      createdAt[rankOf[id]] = time;
      createdPrecisionSeconds[rankOf[id]] = precision;
    }
  }
  return {
    createdAt,
    createdPrecisionSeconds,
    displayName: await latestTexts(file, 'display_name', rankOf),
    description: await latestTexts(file, 'description', rankOf),
  };
}

async function latestTexts(file: CaseQueries, column: 'display_name' | 'description', rankOf: Int32Array): Promise<(string | null)[]> {
  const texts = new Array<string | null>(rankOf.length).fill(null);
  for await (const chunk of file.chunks(
    `SELECT DISTINCT ON (account_id) account_id, ${column} FROM account_observation WHERE ${column} IS NOT NULL
     ORDER BY account_id, observed_at DESC NULLS LAST, source_id DESC, ${column}`,
  )) {
    for (const [id, text] of chunk.getRows() as [number, string][]) texts[rankOf[id]] = text;
  }
  return texts;
}

/**
 * The accounts that ever had each handle, by the handle in lower case.
 *
 * @param rankOf Number of each account identity.
 */
export async function readAccountHandles(file: CaseQueries, rankOf: Int32Array): Promise<Map<string, number[]>> {
  const accounts = new Map<string, number[]>();
  for await (const chunk of file.chunks(
    `SELECT handle, account_id FROM (SELECT lower(handle) AS handle, account_id FROM account UNION SELECT lower(handle), account_id FROM account_observation)
     WHERE handle IS NOT NULL ORDER BY handle, account_id`,
  )) {
    for (const [handle, id] of chunk.getRows() as [string, number][]) {
      const known = accounts.get(handle);
      if (known === undefined) accounts.set(handle, [rankOf[id]]);
      else known.push(rankOf[id]);
    }
  }
  return accounts;
}
