import { DuckDBDataChunk as DataChunk, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { WorkContext } from '../model.js';
import type { CaseFile } from './case-file.js';
import type { DictionaryColumn, DictionaryTable } from './data-dictionary.js';

/** How a copy for sharing calls what it holds. */
export interface SharedNames {
  account(key: string): string;
  post(key: string): string;
  object(layer: string, key: string): string;
  /** A text without identifiers and handles of the case. */
  masked(text: string): string;
  /** The name of a file without names of accounts. */
  fileName(name: string): string;
}

/** What a copy for sharing lacks, for its reader. */
export const LEFT_OUT: readonly string[] = [
  'accounts and posts stand under pseudonyms, and so do mentions, reposts, replies and links to platforms; in other objects, titles of events and names of files, identifiers and handles of the case are masked',
  'texts of posts, handles, names, descriptions, locations and links of profiles, and programs that posted are left out',
  'records set aside have their reason without the values, and no raw text; of contradictions the values are left out',
];

const NOTE = 'a copy for sharing: names are pseudonyms, texts are left out';
const PAGE_ROWS = 100_000;
const CHUNK_ROWS = 2048;

/**
 * SQL that reads a table as it stands in a copy for sharing, in stored order. Pseudonyms are put into temporary tables first, one for each
 * column that holds identifiers.
 */
export async function sharedTableQuery(file: CaseFile, table: DictionaryTable, names: SharedNames, context: WorkContext): Promise<string> {
  const joins: string[] = [];
  const expressions: string[] = [];
  for (const [index, column] of table.columns.entries()) {
    const value = `t."${column.name}"`;
    switch (column.sharedForm) {
      case undefined:
        expressions.push(value);
        break;
      case 'left-out':
        expressions.push(`${column.required ? `''` : `NULL::${column.type}`} AS "${column.name}"`);
        break;
      case 'unquoted':
        expressions.push(`${unquoted(value, column)} AS "${column.name}"`);
        break;
      default: {
        await nameColumn(file, table, column, `shown_${index}`, names, context);
        joins.push(`LEFT JOIN shown_${index} ON shown_${index}.row_number = t.rowid`);
        expressions.push(`shown_${index}.name AS "${column.name}"`);
      }
    }
  }
  return `SELECT ${expressions.join(', ')} FROM "${table.name}" t ${joins.join(' ')} ORDER BY t.rowid`;
}

function unquoted(value: string, column: DictionaryColumn): string {
  const plain = (text: string): string => `regexp_replace(${text}, '(?s)"(.*"|.*$)', '"…"')`;
  return column.type === 'VARCHAR[]' ? `list_append(list_transform(${value}, lambda x: ${plain('x')}), '${NOTE}')` : plain(value);
}

/** Puts the shown name of each row's identifier into a temporary table, a page at a time. */
async function nameColumn(
  file: CaseFile,
  table: DictionaryTable,
  column: DictionaryColumn,
  into: string,
  names: SharedNames,
  context: WorkContext,
): Promise<void> {
  const isObject = column.sharedForm === 'object';
  const layers = new Map(
    (await file.rows<{ id: number; name: string }>(`SELECT layer_id AS id, name FROM layer`)).map(({ id, name }) => [id, name]),
  );
  const nameOf = (key: string, layerId: number): string => {
    if (column.sharedForm === 'account') return names.account(key);
    if (column.sharedForm === 'post') return names.post(key);
    if (isObject) return names.object(layers.get(layerId) ?? '', key);
    return column.sharedForm === 'file-name' ? names.fileName(lastPart(key)) : names.masked(key);
  };
  await file.run(`CREATE OR REPLACE TEMP TABLE ${into} (row_number INTEGER, name VARCHAR)`);
  const { last } = await file.row<{ last: number }>(`SELECT coalesce(max(rowid), -1) AS last FROM "${table.name}"`);
  for (let start = 0; start <= last; start += PAGE_ROWS) {
    const rows: [number, string][] = [];
    const sql = `SELECT rowid::INTEGER, "${column.name}", ${isObject ? 'layer_id' : '0'}::INTEGER FROM "${table.name}"
      WHERE rowid >= ${start} AND rowid < ${start + PAGE_ROWS} AND "${column.name}" IS NOT NULL`;
    for await (const chunk of file.chunks(sql))
      for (const [row, key, layerId] of chunk.getRows() as [number, string, number][]) rows.push([row, nameOf(key, layerId)]);
    await file.append(into, (index) => {
      const part = rows.slice(index * CHUNK_ROWS, (index + 1) * CHUNK_ROWS);
      if (part.length === 0) return null;
      const chunk = DataChunk.create([INTEGER, VARCHAR], part.length);
      chunk.setColumns([part.map(([row]) => row), part.map(([, name]) => name)]);
      return chunk;
    });
    context.signal.throwIfAborted();
    context.progress.update(Math.min(start + PAGE_ROWS, last + 1), last + 1, 'rows');
  }
}

/** The last part of a path of any system. */
function lastPart(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? '';
}

/** Removes what `sharedTableQuery` left in the database's memory. */
export async function dropSharedNames(file: CaseFile, table: DictionaryTable): Promise<void> {
  for (const index of table.columns.keys()) await file.run(`DROP TABLE IF EXISTS temp.main.shown_${index}`);
}
