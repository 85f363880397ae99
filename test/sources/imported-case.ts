import { afterEach } from 'vitest';
import { type CaseFile, type ImportedFile, importFiles, type WorkContext } from '../../src/index.js';
import { emptyCase } from '../copied-case.js';
import { scratchFile, scratchFolder } from '../scratch.js';

export const NOW = new Date('2024-06-01T00:00:00Z');

/** No progress, never stopped, and a clock that stands still. */
export const still: WorkContext = {
  progress: { step: () => undefined, update: () => undefined },
  signal: new AbortController().signal,
  now: NOW,
};

const cases: CaseFile[] = [];
afterEach(() => {
  for (const file of cases.splice(0)) file.close();
});

/** An empty case, closed and removed after the test. */
export async function newCase(): Promise<CaseFile> {
  const file = await emptyCase(scratchFolder());
  cases.push(file);
  return file;
}

/** What a new case holds after one import, in the order of the file. */
export interface ImportedTable {
  readonly file: CaseFile;
  readonly result: ImportedFile;
  /** Each share as `layer object account post seconds`. */
  readonly shares: readonly string[];
  /** Identifiers of the posts. */
  readonly posts: readonly string[];
  readonly rejects: readonly Reject[];
}

export interface Reject {
  readonly record: number;
  readonly line: number;
  readonly reason: string;
  readonly raw: string;
}

/** Imports the content of one file into a new case. */
export async function importContent(content: string | Uint8Array, name = 'shares.csv', format?: string): Promise<ImportedTable> {
  const file = await newCase();
  const result = await importInto(file, content, name, format);
  return { file, result, shares: await sharesOf(file), posts: await postsOf(file), rejects: await rejectsOf(file) };
}

/** Imports the content of one file into a case. */
export async function importInto(
  file: CaseFile,
  content: string | Uint8Array,
  name = 'shares.csv',
  format?: string,
): Promise<ImportedFile> {
  const [result] = await importFiles(file, [scratchFile(content, name)], format === undefined ? {} : { format }, still);
  return result as ImportedFile;
}

/** The shares of the file that was imported last, in its order. */
export async function sharesOf(file: CaseFile): Promise<string[]> {
  const rows = await file.rows<Record<string, string | number>>(
    `SELECT layer.name AS layer, object.key AS object, account.key AS account, post.key AS post, epoch(share.posted_at) AS time
     FROM share JOIN layer USING (layer_id) JOIN object USING (object_id) JOIN account USING (account_id) JOIN post USING (post_id)
     WHERE share.source_id = (SELECT max(source_id) FROM source) ORDER BY share.record, layer.layer_id, object.key`,
  );
  return rows.map((row) => [row['layer'], row['object'], row['account'], row['post'], row['time']].join(' '));
}

/** Identifiers of all posts in the order in which they came. */
export async function postsOf(file: CaseFile): Promise<string[]> {
  return (await file.rows<{ key: string }>(`SELECT key FROM post ORDER BY source_id, record`)).map((row) => row.key);
}

/** The rejects of the file that was imported last, in its order. */
export function rejectsOf(file: CaseFile): Promise<Reject[]> {
  return file.rows<Reject>(
    `SELECT record, line, reason, raw FROM reject WHERE source_id = (SELECT max(source_id) FROM source) ORDER BY record`,
  );
}
