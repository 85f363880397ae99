import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AntiphonError, isDiskFull } from '../errors.js';
import type { WorkContext } from '../model.js';
import { type CsvField, type CsvRecord, CsvRecordReader, readCsvRecords } from './csv-records.js';
import { type CsvDialect, CsvScan } from './csv-scan.js';
import { columnExpression } from './format.js';
import { encodingOfDamaged, firstBytes, readTextFile, type TextFile } from './text-file.js';

type Newline = '\n' | '\r\n';

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
  /** How the file is written, in words. */
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
const DELIMITERS = [',', ';', '\t', '|'];
const MAX_RAW_CHARACTERS = 65_536;
const SHOWN_REJECTS = 5;

/**
 * Reads a delimited file whole before the database does: decompresses, hashes, decodes, and counts its records.
 *
 * @param scratch Folder for the plain copy of a compressed or differently encoded file.
 * @throws AntiphonError `file` or `format`.
 */
export async function preflightCsv(path: string, scratch: string, context: WorkContext): Promise<CsvPreflight> {
  let scanned = await scanFile(path, scratch, context);
  if (scanned.file.firstBadByte !== null) {
    const sample = firstBytes(scanned.file.textPath, 65_536, Math.max(0, scanned.file.firstBadByte - 64));
    if (encodingOfDamaged(sample) === 'gb18030') scanned = await scanFile(path, scratch, context, 'gb18030');
  }
  const { file, dialect, newline, header, scan } = scanned;
  const notes: string[] = [];
  if (file.compression !== 'none') notes.push(`${file.compression}, unpacked`);
  if (file.encoding !== 'utf-8') notes.push(`${file.encoding.toUpperCase()}, read as such`);
  if (dialect.delimiter !== ',') notes.push(`fields are separated by ${delimiterName(dialect.delimiter)}`);
  const isRegular = scan.irregularity === null && file.firstBadByte === null;
  return {
    file,
    dialect,
    newline,
    header,
    notes,
    isRegular,
    isPlain: !scan.hasQuotes && !scan.hasReplacement,
    recordCount: scan.recordCount,
  };
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
  readonly newline: Newline;
  readonly header: readonly string[];
  readonly scan: CsvScan;
}

/** Reads a file whole once and counts its records. */
async function scanFile(path: string, scratch: string, context: WorkContext, encoding?: 'gb18030'): Promise<ScannedFile> {
  let head: Buffer = Buffer.alloc(0);
  let scanned: ScannedText | null = null;
  const file = await readTextFile(
    path,
    scratch,
    (text) => {
      context.signal.throwIfAborted();
      if (scanned !== null) return scanned.scan.feed(text);
      head = head.length > 0 ? Buffer.concat([head, text]) : Buffer.from(text);
      if (head.length >= MAX_FAST_RECORD_BYTES || head.includes(10) || head.includes(13)) scanned = scanHead(path, head);
    },
    (done, total) => context.progress.update(done, total, 'bytes'),
    encoding,
  );
  const finished = scanned ?? scanHead(path, head);
  finished.scan.end();
  return { file, ...finished };
}

/** Finds the dialect and the header in the beginning of a text, and begins to count. */
function scanHead(path: string, head: Buffer): ScannedText {
  if (head.length === 0) throw new AntiphonError('file', `${path} holds no text; nothing to import`);
  const dialect = { delimiter: recogniseDelimiter(head) };
  const header = readHeader(path, head, dialect);
  const newline = /\r\n|\n|\r/.exec(head.toString('latin1'))?.[0] === '\r\n' ? '\r\n' : '\n';
  const scan = new CsvScan(dialect, header.length, newline, MAX_FAST_RECORD_BYTES);
  scan.feed(head);
  return { dialect, newline, header, scan };
}

/** The delimiter that stands most often in the first line that is not empty, outside quotes. */
function recogniseDelimiter(head: Buffer): string {
  const line = (/[^\r\n]+/.exec(head.toString('utf8'))?.[0] ?? '').replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] as string;
}

function delimiterName(delimiter: string): string {
  return delimiter === '\t' ? 'tabs' : `"${delimiter}"`;
}

/** Column names: the fields of the first line, on one line and trimmed. */
function readHeader(path: string, head: Buffer, dialect: CsvDialect): string[] {
  const header: string[] = [];
  const ignore = (): void => undefined;
  const reader = new CsvRecordReader(dialect, ignore, (record) =>
    header.push(...record.fields.map((field) => fieldText(record, field).replaceAll('\0', '\uFFFD').replace(/\s+/g, ' ').trim())),
  );
  reader.feed(head);
  reader.end();
  if (header.length === 0) throw new AntiphonError('format', `${path} has no header line with column names; nothing to import`);
  return header;
}

/** A field as text, its doubled quotes as one. */
export function fieldText(record: CsvRecord, field: CsvField): string {
  const text = record.raw.toString('utf8', field.start, field.end);
  return field.quoted ? text.replaceAll('""', '"') : text;
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
  const path = join(scratch, `repaired-${file.name.replace(/[^\w.-]/g, '_')}.csv`);
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
      const fields = record.fields.map((field) => regularField(record, field, damaged));
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

function count(n: number, noun: string): string {
  return `${n.toLocaleString('en')} ${noun}${n === 1 ? '' : 's'}`;
}

/** Writes text to a file in large pieces. */
export class LineWriter {
  private readonly handle: number;
  private pending = '';

  constructor(path: string) {
    this.handle = openSync(path, 'w', 0o600);
  }

  write(text: string): void {
    this.pending += text;
    if (this.pending.length > 1 << 20) this.flush();
  }

  end(): void {
    this.flush();
    closeSync(this.handle);
  }

  private flush(): void {
    try {
      if (this.pending.length > 0) writeFileSync(this.handle, this.pending);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      throw new AntiphonError('case-disk', 'no space left for working files beside the case; free some and try again', { cause: error });
    }
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
