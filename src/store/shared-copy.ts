import type { WorkContext } from '../model.js';
import type { CaseFile } from './case-file.js';
import { shownFileName } from './case-names.js';
import type { DictionaryColumn, DictionaryTable } from './data-dictionary.js';
import { DataChunk, INTEGER, VARCHAR } from './driver.js';
import type { Naming } from './naming.js';

/** What a copy for sharing lacks, for its reader. */
export function leftOut({ known, showsTexts }: Naming): string[] {
  const others = known.accounts.size === 0 ? '' : 'private ';
  const which = known.accounts.size === 0 ? '' : ' (accounts of the registry and those marked as public are named, with their posts)';
  const texts = showsTexts ? '' : 'texts of posts, ';
  return [
    `${others}accounts and posts stand under pseudonyms, and so do mentions, reposts, replies and links to platforms; in other objects, titles of events and names of files, identifiers and handles of the case are masked${which}`,
    `${texts}handles, names, descriptions, locations and links of profiles${others === '' ? '' : ' of private accounts'}, and programs that posted are left out`,
    ...(showsTexts ? ['texts are shown, with names of private accounts replaced: who looks for the words may find the author'] : []),
    'records set aside have their reason without the values, and no raw text; of contradictions the values are left out',
  ];
}

const NOTE = 'a copy for sharing: names are pseudonyms, texts are left out';
const PAGE_ROWS = 100_000;
const CHUNK_ROWS = 2048;

/**
 * SQL that reads a table as it stands in a copy for sharing, in stored order. Pseudonyms are put into temporary tables first, one for each
 * column that holds identifiers.
 */
export async function sharedTableQuery(file: CaseFile, table: DictionaryTable, names: Naming, context: WorkContext): Promise<string> {
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
      default: {
        await nameColumn(file, table, column, `shown_${index}`, names, context);
        joins.push(`LEFT JOIN shown_${index} ON shown_${index}.row_number = t.rowid`);
        const shown = `shown_${index}.name`;
        expressions.push(`${column.type === 'VARCHAR[]' ? `from_json(${shown}, '["VARCHAR"]')` : shown} AS "${column.name}"`);
      }
    }
  }
  return `SELECT ${expressions.join(', ')} FROM "${table.name}" t ${joins.join(' ')} WHERE ${sharedRows(table)} ORDER BY t.rowid`;
}

/** SQL condition on the rows `t` of a table that a copy for sharing holds; `preparePublicSpans` must have gone before. */
export function sharedRows({ name }: DictionaryTable): string {
  // Beside the handle of an entry, the pseudonym of its account would say whose it is.
  return name === 'voice_account' ? 't.account_id IN (SELECT account_id FROM public_span)' : 'true';
}

/** SQL condition: the row is of an account that may be named at its time, where it has one. */
function isPublicRow({ columns }: DictionaryTable): string {
  const at = columns.some(({ name }) => name === 'observed_at') ? 't.observed_at' : 'NULL';
  return `EXISTS (SELECT 1 FROM public_span s WHERE s.account_id = t.account_id
    AND (${at} IS NULL OR ((s.since IS NULL OR ${at} >= s.since) AND (s.until IS NULL OR ${at} <= s.until))))`;
}

/** Notes without what they quote, as JSON, with a note that says what the copy is. */
function noteList(names: Naming, notes: string): string {
  return JSON.stringify([...(JSON.parse(notes) as string[]).map((note) => names.text(unquoted(note))), NOTE]);
}

const unquoted = (text: string): string => text.replace(/"(.*"|.*$)/s, '"…"');

/** Puts the shown name of each row's identifier into a temporary table, a page at a time. */
async function nameColumn(
  file: CaseFile,
  table: DictionaryTable,
  column: DictionaryColumn,
  into: string,
  names: Naming,
  context: WorkContext,
): Promise<void> {
  const isObject = column.sharedForm === 'object';
  const layers = new Map(
    (await file.rows<{ id: number; name: string }>(`SELECT layer_id AS id, name FROM layer`)).map(({ id, name }) => [id, name]),
  );
  const nameOf = (key: string, layerId: number, post: string): string | null => {
    switch (column.sharedForm) {
      case 'text':
        return names.showsTexts || names.isPublicPost(post) ? names.text(key) : null;
      case 'account':
        return names.account(key);
      case 'post':
        return names.post(key);
      case 'object':
        return names.object(layers.get(layerId) ?? '', key);
      case 'file-name':
        return shownFileName(names, key);
      case 'unquoted':
        return column.type === 'VARCHAR[]' ? noteList(names, key) : names.text(unquoted(key));
      default:
        return names.text(key);
    }
  };
  await file.run(`CREATE OR REPLACE TEMP TABLE ${into} (row_number INTEGER, name VARCHAR)`);
  const { last } = await file.row<{ last: number }>(`SELECT coalesce(max(rowid), -1) AS last FROM "${table.name}"`);
  for (let start = 0; start <= last; start += PAGE_ROWS) {
    const rows: [number, string | null][] = [];
    const value = column.type === 'VARCHAR[]' ? `to_json("${column.name}")::VARCHAR` : `"${column.name}"`;
    const beside = `${isObject ? 'layer_id' : '0'}::INTEGER, ${column.sharedForm === 'text' ? 'key' : `''`}`;
    const sql = `SELECT rowid::INTEGER, ${value}, ${beside} FROM "${table.name}"
      t WHERE rowid >= ${start} AND rowid < ${start + PAGE_ROWS} AND "${column.name}" IS NOT NULL AND ${column.sharedForm === 'public' ? isPublicRow(table) : 'true'}`;
    for await (const chunk of file.chunks(sql))
      for (const [row, key, layerId, post] of chunk.getRows() as [number, string, number, string][])
        rows.push([row, nameOf(key, layerId, post)]);
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

/** Removes what `sharedTableQuery` left in the database's memory. */
export async function dropSharedNames(file: CaseFile, table: DictionaryTable): Promise<void> {
  for (const index of table.columns.keys()) await file.run(`DROP TABLE IF EXISTS temp.main.shown_${index}`);
}
