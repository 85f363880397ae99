import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { AntiphonError } from '../errors.js';
import type { WorkContext } from '../model.js';
import {
  type CsvDialect,
  describeDialect,
  dialectNotes,
  fieldValue,
  firstLineEnd,
  isPlainDialect,
  type LineEnd,
  recogniseDialect,
  weighEscape,
} from './csv-dialect.js';
import { type CsvField, type CsvRecord, CsvRecordReader, readCsvRecords } from './csv-records.js';
import { CsvScan } from './csv-scan.js';
import { readSettled } from './encoding-evidence.js';
import { columnExpression } from './format.js';
import { type InputFile, NoTableError } from './input-file.js';
import { ScratchFile, scratchPath } from './scratch-file.js';
import { type Encoding, encodingName } from './text-encoding.js';
import { readTextFile, type TextFile } from './text-file.js';

type Newline = '\n' | '\r\n';

/** How a table is read. */
export interface ReadOptions {
  /** The encoding that the user named; recognised where absent. */
  readonly encoding?: Encoding | undefined;
  /** Called with the columns as soon as they are known; what it throws ends the reading. */
  readonly accept?: ((columns: readonly string[]) => void) | undefined;
}

/** A delimited file read whole once: how it is written, and whether the database can read it as it stands. */
export interface CsvPreflight {
  readonly file: TextFile;
  readonly dialect: CsvDialect;
  /** How the first line ends. */
  readonly newline: Newline;
  readonly header: readonly string[];
  /** True if nothing was met that needs repair. */
  readonly isRegular: boolean;
  /** True if no field can hold a line break or bytes that were not text; means something for a regular file only. */
  readonly isPlain: boolean;
  /** Records after the header; means something for a regular file only. */
  readonly recordCount: number;
  /** How the file is written, in one line. */
  readonly writtenAs: string;
  /** What of this deviates from plain CSV, in words. */
  readonly notes: readonly string[];
}

/** The records of a table, ready for the database. */
export interface CsvRows {
  /** SQL relation with the good records; columns c0, c1, … */
  readonly relation: string;
  /** SQL for a record's number, or null where the relation's own order gives it. */
  readonly record: string | null;
  /** Records after the header, good and bad. */
  readonly recordCount: number;
  /** Records that are no rows of the table and were set aside. */
  readonly rejectedCount: number;
  /** True if no field can hold a line break or bytes that were not text. */
  readonly isPlain: boolean;
  /** What was found and done, in words. */
  readonly notes: readonly string[];
}

/** Records above this are left to the repairing reader; the database's own limit is 2 MB. */
const MAX_FAST_RECORD_BYTES = 1 << 20;
const MAX_RAW_CHARACTERS = 65_536;
const SHOWN_REJECTS = 5;
/** Tables have tens of columns, some hundreds; the database takes minutes and all memory for tens of thousands. */
export const MAX_COLUMNS = 2000;
/** The dialect is judged on this much of the text, where there is as much. */
const HEAD_BYTES = 65_536;

/**
 * Reads a delimited file whole before the database does: decompresses, hashes, decodes, and counts its records.
 *
 * @param scratch Folder for the plain copy of a compressed or differently encoded file.
 * @throws AntiphonError `file` or `format`.
 */
export async function preflightCsv(
  input: string | InputFile,
  scratch: string,
  context: WorkContext,
  options: ReadOptions = {},
): Promise<CsvPreflight> {
  const scanned = await readSettled(options.encoding, (encoding) => scanFile(input, scratch, context, { ...options, encoding }));
  const { file, newline, lineEnd, header, scan } = scanned;
  const isRegular = scan !== null && scan.irregularity === null && file.firstBadByte === null;
  const dialect = isRegular ? scanned.dialect : await settleQuotes(file, scanned.dialect, context);
  return {
    file,
    dialect,
    newline,
    header,
    writtenAs: `${describeDialect(dialect, lineEnd, scan?.hasQuotes ?? scanned.hasQuotes)}, ${encodingName(file.encoding)}`,
    notes: [...fileNotes(file, options.encoding), ...dialectNotes(dialect, lineEnd)],
    isRegular,
    isPlain: scan !== null && !scan.hasQuotes && !scan.hasReplacement,
    recordCount: scan?.recordCount ?? 0,
  };
}

/** How a file was packed and encoded, where that is not plain UTF-8, in words. */
export function fileNotes(file: TextFile, named: Encoding | undefined): string[] {
  const recognised = file.encoding === 'windows-1252' ? 'read as such (told by its letters; --encoding names another)' : 'read as such';
  return [
    ...(file.compression === 'none' ? [] : [`${file.compression}, unpacked`]),
    ...(file.encoding === 'utf-8' && named === undefined
      ? []
      : [`${encodingName(file.encoding)}, ${named === undefined ? recognised : 'as --encoding says'}`]),
  ];
}

/** Decides by all records how quotes inside quoted fields are written, where some stand behind backslashes. */
async function settleQuotes(file: TextFile, dialect: CsvDialect, context: WorkContext): Promise<CsvDialect> {
  const escaped = `\\${dialect.quote ?? '"'}`;
  let isThere = false;
  let last = '';
  for await (const piece of createReadStream(file.textPath, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    context.signal.throwIfAborted();
    isThere = piece.includes(escaped) || (last === '\\' && piece[0] === escaped.charCodeAt(1));
    if (isThere) break;
    last = String.fromCharCode(piece.at(-1) as number);
  }
  if (!isThere) return dialect;
  return weighEscape(dialect, async (tried) => {
    let problems = 0;
    await readCsvRecords(file.textPath, tried, ({ problem }) => {
      if (problem !== null) problems++;
      if (problems % 1024 === 0) context.signal.throwIfAborted();
    });
    return problems;
  });
}

/** A regular table, as it stands. */
export function regularRows(preflight: CsvPreflight): CsvRows {
  const { file, dialect, newline, header, recordCount, isPlain } = preflight;
  return {
    relation: readCsvRelation(file.textPath, dialect, newline, header.length, true),
    record: null,
    recordCount,
    rejectedCount: 0,
    isPlain,
    notes: [],
  };
}

/** Rows that were flattened from another kind of file: each with its number, all fields quoted. */
export function flattenedRows(path: string, columnCount: number): Pick<CsvRows, 'relation' | 'record' | 'isPlain' | 'notes'> {
  return { relation: readCsvRelation(path, { delimiter: ',' }, '\n', columnCount, false), record: 'record', isPlain: false, notes: [] };
}

interface ScannedFile extends ScannedText {
  readonly file: TextFile;
}

interface ScannedText {
  readonly dialect: CsvDialect;
  readonly lineEnd: LineEnd;
  readonly newline: Newline;
  readonly header: readonly string[];
  /** Null where the dialect is none that the database reads without help. */
  readonly scan: CsvScan | null;
  /** True if the beginning holds a quote. */
  readonly hasQuotes: boolean;
}

/** Reads a file whole once and counts its records. */
async function scanFile(input: string | InputFile, scratch: string, context: WorkContext, options: ReadOptions): Promise<ScannedFile> {
  const path = typeof input === 'string' ? input : input.path;
  let head: Buffer = Buffer.alloc(0);
  let scanned: ScannedText | null = null;
  const file = await readTextFile(
    input,
    scratch,
    (text) => {
      context.signal.throwIfAborted();
      if (scanned !== null) return scanned.scan?.feed(text);
      head = head.length > 0 ? Buffer.concat([head, text]) : Buffer.from(text);
      if (head.length >= HEAD_BYTES && (head.length >= MAX_FAST_RECORD_BYTES || head.includes(10) || head.includes(13)))
        scanned = scanHead(path, head, options);
    },
    (done, total) => context.progress.update(done, total, 'bytes'),
    options.encoding,
  );
  const finished = scanned ?? scanHead(path, head, options);
  finished.scan?.end();
  return { file, ...finished };
}

/** Finds the dialect and the header in the beginning of a text, and begins to count. */
function scanHead(path: string, head: Buffer, { accept }: ReadOptions): ScannedText {
  if (head.length === 0) throw new NoTableError(`${path} holds no text; nothing to import`);
  const dialect = recogniseDialect(head);
  const header = readHeader(path, head, dialect);
  checkColumnCount(path, header);
  if (!header.join().includes('\uFFFD')) accept?.(header);
  const lineEnd = firstLineEnd(head);
  const newline = lineEnd === 'CRLF' ? '\r\n' : '\n';
  const scan = isPlainDialect(dialect) ? new CsvScan(dialect, header.length, newline, MAX_FAST_RECORD_BYTES) : null;
  scan?.feed(head);
  return { dialect, lineEnd, newline, header, scan, hasQuotes: head.includes(dialect.quote ?? '"') };
}

/** @throws AntiphonError `format`: more columns than a table has. */
export function checkColumnCount(path: string, columns: readonly string[]): void {
  if (columns.length <= MAX_COLUMNS) return;
  const [found, most] = [columns.length, MAX_COLUMNS].map((count) => count.toLocaleString('en'));
  throw new AntiphonError(
    'format',
    `${path} has ${found} columns, more than ${most}; take out those that are not needed (nothing was imported)`,
  );
}

/** Column names: the fields of the first line, on one line and trimmed. */
function readHeader(path: string, head: Buffer, dialect: CsvDialect): string[] {
  const header: string[] = [];
  const ignore = (): void => undefined;
  const reader = new CsvRecordReader(dialect, ignore, (record) =>
    header.push(...record.fields.map((field) => fieldText(record, field, dialect).replaceAll('\0', '\uFFFD').replace(/\s+/g, ' ').trim())),
  );
  reader.feed(head);
  reader.end();
  if (header.length === 0) throw new AntiphonError('format', `${path} has no header line with column names; nothing to import`);
  return header;
}

/** A field as text, its doubled or escaped quotes as one. */
export function fieldText(record: CsvRecord, field: CsvField, dialect: CsvDialect = { delimiter: ',' }): string {
  return fieldValue(record.raw.toString('utf8', field.start, field.end), field.quoted, dialect);
}

/** SQL for the records of a delimited file, all columns as text. */
function readCsvRelation(path: string, dialect: CsvDialect, newline: Newline, columnCount: number, fast: boolean): string {
  const columns = Array.from({ length: columnCount }, (_, index) => `'${columnExpression(index)}': 'VARCHAR'`);
  if (!fast) columns.unshift(`'record': 'INTEGER'`);
  const delimiter = dialect.delimiter === '\t' ? '\\t' : dialect.delimiter;
  // Left to itself, the database takes the first line end for all, though it may stand inside a quoted field.
  const lineEnd = newline === '\n' ? '\\n' : '\\r\\n';
  return `read_csv('${path.replaceAll("'", "''")}', delim = '${delimiter}', new_line = '${lineEnd}', quote = '"', escape = '"', header = ${fast}, auto_detect = false, compression = 'none',
    parallel = ${fast}, max_line_size = ${fast ? 2 * MAX_FAST_RECORD_BYTES : 36 << 20}${fast ? '' : `, buffer_size = ${36 << 20}`}, columns = {${columns.join(', ')}})`;
}

/**
 * Reads an irregular table record by record, writes the good ones out regularly with their numbers, and sets the others aside.
 *
 * For uneven records, stray quotes, bad bytes, mixed line ends and huge lines.
 *
 * @param rejects Gets the records that are no rows of the table.
 */
export async function repairedRows(
  preflight: CsvPreflight,
  scratch: string,
  rejects: RejectWriter,
  context: WorkContext,
): Promise<CsvRows> {
  const { file, dialect } = preflight;
  const fieldCount = preflight.header.length;
  const path = scratchPath(scratch, 'repaired', `${file.name}.csv`);
  const isPlain = isPlainDialect(dialect);
  const out = new LineWriter(path);
  let rejectedCount = 0;
  let damagedCount = 0;
  const reader = await readCsvRecords(
    file.textPath,
    dialect,
    (record) => {
      if (record.problem !== null) {
        rejectedCount++;
        rejects.write({ record: record.number, line: record.line, reason: record.problem, raw: record.raw.toString('utf8') });
        return;
      }
      const damaged = !isUtf8(record.raw) || record.raw.includes(0);
      if (damaged) damagedCount++;
      const fields = record.fields.map((field) =>
        isPlain ? regularField(record, field, damaged) : rewrittenField(record, field, dialect, damaged),
      );
      out.write(`${record.number},${fields.join(',')}\n`);
    },
    (bytes) => {
      context.signal.throwIfAborted();
      context.progress.update(bytes, file.textByteCount, 'bytes');
    },
  );
  out.end();
  const notes: string[] = [];
  if (damagedCount > 0) notes.push(`${count(damagedCount, 'record')} held bytes that are not text; they read as U+FFFD`);
  const ends = (['lf', 'crlf', 'cr'] as const).filter((end) => reader.lineEnds[end] > 0).map((end) => end.toUpperCase());
  if (ends.length > 1) notes.push(`line ends are mixed (${ends.join(', ')})`);
  if (reader.emptyLineCount > 0) notes.push(`${count(reader.emptyLineCount, 'empty line')} passed over`);
  if (rejectedCount > 0) notes.push(`${count(rejectedCount, 'record')} of other than ${fieldCount} fields or with broken quotes set aside`);
  return {
    relation: readCsvRelation(path, { delimiter: ',' }, '\n', fieldCount, false),
    record: 'record',
    recordCount: reader.recordCount,
    rejectedCount,
    isPlain: false,
    notes,
  };
}

function regularField(record: CsvRecord, field: CsvField, damaged: boolean): string {
  let text = record.raw.toString('utf8', field.start, field.end);
  if (damaged) text = text.replaceAll('\0', '\uFFFD');
  return `"${field.quoted ? text : text.replaceAll('"', '""')}"`;
}

/** The same for a dialect of its own. */
function rewrittenField(record: CsvRecord, field: CsvField, dialect: CsvDialect, damaged: boolean): string {
  const value = fieldText(record, field, dialect);
  return `"${(damaged ? value.replaceAll('\0', '\uFFFD') : value).replaceAll('"', '""')}"`;
}

function count(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}

/** Writes text to a working file in large pieces. */
export class LineWriter {
  private readonly out: ScratchFile;
  private pending = '';

  constructor(path: string) {
    this.out = new ScratchFile(path, 'working files');
  }

  write(text: string): void {
    this.pending += text;
    if (this.pending.length > 1 << 20) this.flush();
  }

  end(): void {
    this.flush();
    this.out.end();
  }

  private flush(): void {
    if (this.pending.length > 0) this.out.write(Buffer.from(this.pending, 'utf8'));
    this.pending = '';
  }
}

/** Collects rejected records in a CSV file with the columns record, line, reason, raw. */
export class RejectWriter {
  readonly path: string;
  count = 0;
  /** The first few of the file, for messages. */
  first: readonly { readonly record: number; readonly line: number; readonly reason: string }[] = [];
  private readonly out: LineWriter;

  constructor(path: string) {
    this.path = path;
    this.out = new LineWriter(path);
  }

  write(reject: { readonly record: number; readonly line: number; readonly reason: string; readonly raw: string }): void {
    const { record, line, reason } = reject;
    this.count++;
    const last = this.first.at(-1);
    if (last === undefined || this.first.length < SHOWN_REJECTS || record < last.record)
      this.first = [...this.first, { record, line, reason }].sort((a, b) => a.record - b.record).slice(0, SHOWN_REJECTS);
    const raw = reject.raw.length > MAX_RAW_CHARACTERS ? `${reject.raw.slice(0, MAX_RAW_CHARACTERS)}…` : reject.raw;
    const cells = [reason, raw].map((text) => `"${text.replaceAll('"', '""')}"`);
    this.out.write(`${record},${line},${cells.join(',')}\n`);
  }

  end(): void {
    this.out.end();
  }
}
