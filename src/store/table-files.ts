import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AntiphonError } from '../errors.js';
import type { CaseFile } from './case-file.js';
import { DataChunk, DOUBLE, VARCHAR } from './driver.js';
import { namesNote } from './export.js';
import type { Naming } from './naming.js';
import type { Cell, Relation, RelationColumn } from './relation.js';
import { spreadsheetSql } from './spreadsheet-text.js';
import { type PageQuery, rowBlocks, withSelection } from './table-pages.js';

/** Kinds of file in which a relation leaves the case. */
export const RELATION_FORMATS = ['csv', 'json', 'parquet', 'arrow'] as const;
export type RelationFormat = (typeof RELATION_FORMATS)[number];

/** Rows at most in an Arrow file, which is made in memory. */
const MOST_ARROW_ROWS = 1_000_000;
const CHUNK_ROWS = 2048;

/** What a file of a table says of itself, and how its texts are written. */
export interface TableFileOptions {
  readonly where?: string | undefined;
  readonly search?: string | undefined;
  /** In CSV, texts that a spreadsheet would take for a formula get an apostrophe in front. */
  readonly spreadsheetSafe?: boolean | undefined;
}

/** A new folder in the scratch folder of a case for one file that is to be sent; whoever sent it removes the folder. */
export function downloadFolder(file: CaseFile): string {
  const folder = join(file.main.scratchFolder(), `download-${randomBytes(6).toString('hex')}`);
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

/**
 * Writes the rows of a relation that a filter and a search let through to a file, in their order, under the names that are shown.
 *
 * CSV: a header, UTF-8, LF. JSON: an object with the conditions, what stands of names, and `rows`. Parquet: typed, times as texts. Arrow: an IPC file.
 *
 * @throws AntiphonError `usage`: conditions; `too-large`: an Arrow file of more than a million rows.
 */
export async function writeRelationFile(
  file: CaseFile,
  relation: Relation,
  path: string,
  format: RelationFormat,
  naming: Naming,
  options: TableFileOptions,
): Promise<void> {
  await withSelection(file, relation, options, async (selection) => {
    if (format === 'arrow' && selection.rowCount > MOST_ARROW_ROWS)
      throw new AntiphonError(
        'too-large',
        `an Arrow file holds at most ${MOST_ARROW_ROWS.toLocaleString('en')} rows, and these are ${selection.rowCount.toLocaleString('en')}; use parquet, or filter`,
      );
    const blocks = rowBlocks(file, relation, selection);
    if (format === 'json')
      await pipeline(jsonText(relation, blocks, naming, options), createWriteStream(path, { encoding: 'utf8', mode: 0o600 }));
    else if (format === 'arrow') writeFileSync(path, await arrowBytes(relation, blocks), { mode: 0o600 });
    else await copyBlocks(file, relation, blocks, path, format, naming, options);
  });
}

async function* jsonText(
  relation: Relation,
  blocks: AsyncIterable<Cell[][]>,
  naming: Naming,
  { where, search }: PageQuery,
): AsyncGenerator<string> {
  const names = relation.columns.map(({ name }) => name);
  const head = { table: relation.name, where: where ?? null, search: search ?? null, names: namesNote(naming) };
  yield `${JSON.stringify(head).slice(0, -1)},"rows":[`;
  let separator = '\n';
  for await (const rows of blocks) {
    let text = '';
    for (const row of rows) {
      text += separator + JSON.stringify(Object.fromEntries(names.map((name, index) => [name, row[index]])));
      separator = ',\n';
    }
    yield text;
  }
  yield '\n]}\n';
}

async function copyBlocks(
  file: CaseFile,
  relation: Relation,
  blocks: AsyncIterable<Cell[][]>,
  path: string,
  format: 'csv' | 'parquet',
  naming: Naming,
  { spreadsheetSafe }: TableFileOptions,
): Promise<void> {
  const isNumber = ({ type }: RelationColumn): boolean => type === 'integer' || type === 'number';
  const name = (column: RelationColumn): string => `"${column.name.replaceAll('"', '""')}"`;
  const sqlType = ({ type }: RelationColumn): string => (type === 'number' ? 'DOUBLE' : type === 'integer' ? 'BIGINT' : 'VARCHAR');
  await file.run(
    `CREATE OR REPLACE TEMP TABLE leaving (${relation.columns.map((column) => `${name(column)} ${isNumber(column) ? 'DOUBLE' : 'VARCHAR'}`).join(', ')})`,
  );
  try {
    for await (const rows of blocks) await appendCells(file, relation, rows);
    const values = relation.columns.map((column) => {
      if (isNumber(column)) return `${name(column)}::${sqlType(column)} AS ${name(column)}`;
      return spreadsheetSafe === true && format === 'csv' ? `${spreadsheetSql(name(column))} AS ${name(column)}` : name(column);
    });
    const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
    const how =
      format === 'csv' ? 'FORMAT csv, HEADER true' : `FORMAT parquet, COMPRESSION zstd, KV_METADATA {names: ${quoted(namesNote(naming))}}`;
    await file.run(`COPY (SELECT ${values.join(', ')} FROM leaving ORDER BY rowid) TO ${quoted(path)} (${how})`);
  } finally {
    await file.run(`DROP TABLE IF EXISTS leaving`).catch(() => undefined);
  }
}

async function appendCells(file: CaseFile, relation: Relation, rows: readonly (readonly Cell[])[]): Promise<void> {
  const types = relation.columns.map(({ type }) => (type === 'integer' || type === 'number' ? DOUBLE : VARCHAR));
  await file.append('temp.leaving', (index) => {
    const part = rows.slice(index * CHUNK_ROWS, (index + 1) * CHUNK_ROWS);
    if (part.length === 0) return null;
    const chunk = DataChunk.create(types, part.length);
    chunk.setColumns(types.map((_, column) => part.map((row) => row[column] as string | number | null)));
    return chunk;
  });
}

async function arrowBytes(relation: Relation, blocks: AsyncIterable<Cell[][]>): Promise<Uint8Array> {
  const { float64, int64, tableFromArrays, tableToIPC, utf8 } = await import('@uwdata/flechette');
  const columns = relation.columns.map(() => [] as Cell[]);
  for await (const rows of blocks) for (const row of rows) for (const [index, cell] of row.entries()) columns[index]?.push(cell);
  const types = Object.fromEntries(
    relation.columns.map(({ name, type }) => [name, type === 'integer' ? int64() : type === 'number' ? float64() : utf8()]),
  );
  const arrays = Object.fromEntries(
    relation.columns.map(({ name, type }, index) => [
      name,
      type === 'integer' ? columns[index]?.map((cell) => (cell === null ? null : BigInt(cell as number))) : columns[index],
    ]),
  );
  const bytes = tableToIPC(tableFromArrays(arrays as Record<string, unknown[]>, { types }), { format: 'file' });
  if (bytes === null) throw new AntiphonError('internal', 'the Arrow file could not be made');
  return bytes;
}

/** Removes a folder that `downloadFolder` made. */
export function removeDownload(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
