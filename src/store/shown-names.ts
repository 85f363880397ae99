import type { CaseFile } from './case-file.js';
import { preparePublicSpans } from './case-names.js';
import { DataChunk, INTEGER, VARCHAR } from './driver.js';
import type { Naming } from './naming.js';
import { foldedSql } from './relation.js';
import { SideTables } from './side-tables.js';

const CHUNK_ROWS = 2048;

/** Accounts as they are shown, in two tables of the side. */
export interface AccountNames {
  /** account_id, whole and apart: ranks of the account as a whole, and as the author of a post outside of its dates; label. */
  readonly accounts: string;
  /** rank, shown, folded, is_first: every name once, in its order. */
  readonly names: string;
}

/**
 * The accounts of a case under the names under which they may be shown, in the order of these names, so that no order or condition acts on
 * an identifier that is hidden.
 *
 * @param state What `dataState` gave.
 */
export async function accountNames(file: CaseFile, naming: Naming, state: string): Promise<AccountNames> {
  const side = SideTables.of(file);
  const accounts = await side.ensure(file, `accounts_${state}`, async (table) => {
    await file.run(`CREATE OR REPLACE TEMP TABLE named_account (account_id INTEGER, whole VARCHAR, apart VARCHAR, label VARCHAR)`);
    const rows: [number, string, string, string | null][] = [];
    for await (const chunk of file.chunks(`SELECT account_id, key, handle FROM account ORDER BY account_id`))
      for (const [id, key, handle] of chunk.getRows() as [number, string, string | null][])
        rows.push([id, naming.account(key), naming.isRevealed ? key : naming.pseudonym(key), accountLabel(naming, key, handle)]);
    await appendRows(file, 'named_account', [INTEGER, VARCHAR, VARCHAR, VARCHAR], rows);
    await file.run(
      `CREATE TABLE ${table} AS WITH name AS (SELECT shown, (row_number() OVER (ORDER BY shown))::INTEGER AS rank FROM (SELECT whole AS shown FROM named_account UNION SELECT apart FROM named_account))
       SELECT account_id, w.rank AS whole, a.rank AS apart, n.whole AS whole_name, n.apart AS apart_name, label
       FROM named_account n JOIN name w ON w.shown = n.whole JOIN name a ON a.shown = n.apart ORDER BY account_id`,
    );
    await file.run(`DROP TABLE named_account`);
  });
  const names = await side.ensure(file, `names_${state}`, async (table) => {
    await file.run(
      `CREATE TABLE ${table} AS SELECT rank, shown, ${foldedSql(`concat_ws(' ', shown, max(label))`)} AS folded, true AS is_first
       FROM (SELECT whole AS rank, whole_name AS shown, label FROM ${accounts} UNION ALL SELECT apart, apart_name, NULL FROM ${accounts}) GROUP BY rank, shown ORDER BY rank`,
    );
  });
  return { accounts, names };
}

/**
 * Actor and handle of an account that may be named; null where there is nothing to say beside its name.
 *
 * @param handle As the case has it; shown only with names.
 */
export function accountLabel(naming: Naming, key: string, handle: string | null): string | null {
  const shown = naming.known.accounts.get(key);
  const called = shown?.handle ?? (naming.isRevealed ? handle : null);
  const actors = shown?.actors.join(', ') ?? '';
  if (called === null) return actors === '' ? null : actors;
  const sign = called.startsWith('@') ? called : `@${called}`;
  return actors === '' ? sign : `${actors} (${sign})`;
}

/** Table with the posts (`post_id`) that accounts made which may be named, at a time for which they may. */
export function publicPosts(file: CaseFile, state: string): Promise<string> {
  return SideTables.of(file).ensure(file, `public_${state}`, async (table) => {
    await preparePublicSpans(file);
    await file.run(
      `CREATE TABLE ${table} AS SELECT DISTINCT post_id FROM post JOIN public_span span USING (account_id)
       WHERE (span.since IS NULL OR posted_at >= span.since) AND (span.until IS NULL OR posted_at <= span.until) ORDER BY post_id`,
    );
  });
}

/**
 * Makes a table of names (id, rank, shown, folded, is_first): what stands for what, in the order of what is shown. Several may be shown
 * alike; then they share a rank, and `is_first` is true of one.
 */
export async function makeNames(file: CaseFile, table: string, entries: Iterable<readonly [number, string]>): Promise<void> {
  await file.run(`CREATE OR REPLACE TEMP TABLE given_name (id INTEGER, shown VARCHAR)`);
  await appendRows(file, 'given_name', [INTEGER, VARCHAR], [...entries]);
  await rankNames(file, table, 'given_name');
  await file.run(`DROP TABLE given_name`);
}

/** As `makeNames`, of a relation with the columns id and shown. */
export function rankNames(file: CaseFile, table: string, given: string): Promise<void> {
  return file.run(
    `CREATE TABLE ${table} AS SELECT id, rank, shown, ${foldedSql('shown')} AS folded, rank IS DISTINCT FROM lag(rank) OVER (ORDER BY rank, id) AS is_first
     FROM (SELECT id, (dense_rank() OVER (ORDER BY shown))::INTEGER AS rank, shown FROM ${given}) ORDER BY rank, id`,
  );
}

/** Appends rows to a temporary table. */
export async function appendRows(
  file: CaseFile,
  table: string,
  types: readonly (typeof INTEGER | typeof VARCHAR)[],
  rows: readonly (readonly (number | string | null)[])[],
): Promise<void> {
  await file.append(`temp.${table}`, (index) => {
    const part = rows.slice(index * CHUNK_ROWS, (index + 1) * CHUNK_ROWS);
    if (part.length === 0) return null;
    const chunk = DataChunk.create([...types], part.length);
    chunk.setColumns(types.map((_, column) => part.map((row) => row[column] ?? null)));
    return chunk;
  });
}
