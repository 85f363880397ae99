import { readFileSync } from 'node:fs';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { AntiphonError } from '../errors.js';
import type { WorkContext } from '../model.js';
import { fieldText, preflightCsv } from '../sources/csv-preflight.js';
import { readCsvRecords } from '../sources/csv-records.js';
import { type Encoding, readTextFile, type TextFile } from '../sources/text-file.js';

/** One row of a small table, by the names of its columns. */
export interface TableRow {
  /** From 1, the header not counted. */
  readonly record: number;
  /** Line of the file on which it begins, from 1. */
  readonly line: number;
  /** As it stands in the file. */
  readonly raw: string;
  /** Why it is no row of the table, or null. */
  readonly problem: string | null;
  /** Trimmed values that are not blank. */
  readonly values: ReadonlyMap<string, string>;
}

/** A small table read whole: CSV in any dialect, or YAML or JSON with a list of entries. */
export interface SmallTable {
  readonly path: string;
  /** Of the file's bytes on disk, hex. */
  readonly sha256: string;
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  /** How the file is written, in words. */
  readonly notes: readonly string[];
}

/**
 * Reads a small table into memory, whatever its compression and encoding.
 *
 * A file that begins like YAML or JSON is a list of entries, alone or under one name (`entries:`); anything else is a delimited table.
 *
 * @param scratch Folder for plain copies.
 * @param encoding Reads the file in this encoding whatever it looks like.
 * @throws AntiphonError `file`, `format`: unreadable, no table, no list of entries.
 */
export async function readSmallTable(path: string, scratch: string, context: WorkContext, encoding?: Encoding): Promise<SmallTable> {
  let beginning = '';
  const take = (text: Buffer): void => {
    context.signal.throwIfAborted();
    if (beginning.length < 1024) beginning += text.toString('utf8', 0, 4096);
  };
  const file = await readTextFile(path, scratch, take, undefined, encoding);
  return isListFile(path, beginning) ? readList(path, file) : readDelimited(path, scratch, context, encoding);
}

function isListFile(path: string, beginning: string): boolean {
  if (/\.(?:ya?ml|json)(?:\.gz|\.zst)?$/i.test(path)) return true;
  return /^\s*(?:[{[]|- |---\s|%YAML|entries:)/.test(beginning);
}

async function readDelimited(path: string, scratch: string, context: WorkContext, encoding: Encoding | undefined): Promise<SmallTable> {
  const preflight = await preflightCsv(path, scratch, context, encoding === undefined ? {} : { encoding });
  const columns = preflight.header;
  const doubled = columns.filter((name, index) => name !== '' && columns.indexOf(name) !== index);
  if (doubled.length > 0)
    throw new AntiphonError(
      'format',
      `${path} has the column ${[...new Set(doubled)].join(', ')} more than once; rename or remove the second one`,
    );
  const rows: TableRow[] = [];
  await readCsvRecords(preflight.file.textPath, preflight.dialect, (record) => {
    const cells = record.fields.map((field, index) => [columns[index] ?? '', fieldText(record, field, preflight.dialect).trim()] as const);
    const damaged = cells.find(([, value]) => value.includes('\uFFFD'));
    rows.push({
      record: record.number,
      line: record.line,
      raw: record.raw.toString('utf8'),
      problem:
        record.problem ??
        (damaged === undefined ? null : `${damaged[0]} holds bytes that are not text; name the encoding of the file with --encoding`),
      values: new Map(cells.filter(([, value]) => value !== '')),
    });
  });
  return { path, sha256: preflight.file.sha256, columns, rows, notes: preflight.notes };
}

function readList(path: string, file: TextFile): SmallTable {
  const text = readFileSync(file.textPath, 'utf8').replace(/^\uFEFF/, '');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const [error] = document.errors;
  if (error !== undefined)
    throw new AntiphonError(
      'format',
      `${path} line ${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]?.replace(/ at line .*$/, '')}`,
    );
  const { contents } = document;
  const list = isMap(contents) && contents.items.length === 1 ? contents.items[0]?.value : contents;
  if (!isSeq(list)) throw new AntiphonError('format', `${path} is no list of entries; docs/registry.md shows one`);
  const columns = new Set<string>();
  const rows = list.items.map((item, index): TableRow => {
    const [from = 0, to = 0] = (item as { range?: [number, number, number] }).range ?? [];
    const where = { record: index + 1, line: lines.linePos(from).line, raw: text.slice(from, to) };
    if (!isMap(item)) return { ...where, problem: 'is no entry with named fields', values: new Map() };
    return { ...where, ...scalarsOf(item, columns) };
  });
  const notes = [
    file.compression === 'none' ? [] : [`${file.compression}, unpacked`],
    file.encoding === 'utf-8' ? [] : [file.encoding],
  ].flat();
  return { path, sha256: file.sha256, columns: [...columns], rows, notes };
}

function scalarsOf(item: YAMLMap, columns: Set<string>): Pick<TableRow, 'problem' | 'values'> {
  const values = new Map<string, string>();
  let problem: string | null = null;
  for (const pair of item.items) {
    const name = String(isScalar(pair.key) ? pair.key.value : pair.key);
    columns.add(name);
    if (pair.value === null || (isScalar(pair.value) && pair.value.value === null)) continue;
    // The source text keeps long numbers, dates and codes such as NO as they were written.
    const value = isScalar(pair.value)
      ? typeof pair.value.value === 'string'
        ? pair.value.value
        : (pair.value.source ?? String(pair.value.value))
      : null;
    if (value === null) problem ??= `${name} is no single value`;
    else if (value.trim() !== '') values.set(name, value.trim());
  }
  return { problem, values };
}
