import { createReadStream } from 'node:fs';

/** How a delimited text separates and quotes its fields. */
export interface CsvDialect {
  readonly delimiter: string;
  /** What stands around a quoted field; `"` where absent. */
  readonly quote?: '"' | "'";
  /** How a quote inside a quoted field is written: doubled, or behind a backslash, as databases and scripts dump; doubled where absent. */
  readonly escape?: 'doubled' | 'backslash';
  /** Lines before the header that are no part of the table. */
  readonly preambleLines?: number;
  /** What these lines are, in words. */
  readonly preamble?: string;
}

/** One record of a delimited text as it stands in the file, or one line that is no record. */
export interface CsvRecord {
  /** From 1, the header not counted. */
  readonly number: number;
  /** Line on which it begins, from 1. */
  readonly line: number;
  /** What is wrong with it, in words; null for a record with as many fields as the header. */
  readonly problem: string | null;
  /** Its bytes without the line end; long ones that were given up are cut. */
  readonly raw: Buffer;
  /** Fields as pairs of start and end in `raw`; a quoted field without its outer quotes, inner ones still doubled or escaped. */
  readonly fields: readonly CsvField[];
}

export interface CsvField {
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

/** Longest record that is read; a longer one is set aside. */
export const MAX_RECORD_BYTES = 16 << 20;
const LEAST_LOOKAHEAD = 64 << 10;
const BACKSLASH = 0x5c;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Reads every record of a delimited text, good or bad, whatever the text holds.
 *
 * Where a quote is never closed, is followed by text, or leads to the wrong number of fields, only the line on which the
 * record began is given up, and reading goes on at the next line: one bad quote never swallows good records. Lines may
 * end in LF, CRLF or CR, mixed. Empty lines are no records. Blank fields beyond the header's hold nothing and are passed
 * over, as the database does with one of them.
 */
export class CsvRecordReader {
  recordCount = 0;
  emptyLineCount = 0;
  /** How many lines ended in each way, the header's not counted; line breaks inside quotes count as none. */
  readonly lineEnds = { lf: 0, crlf: 0, cr: 0 };
  private readonly delimiter: number;
  private readonly quote: number;
  private readonly hasEscapes: boolean;
  private preambleLines: number;
  private readonly onRecord: (record: CsvRecord) => void;
  private readonly onHeader: ((header: CsvRecord) => void) | undefined;
  private fieldCount = -1;
  private line = 1;
  private rest: Buffer = Buffer.alloc(0);
  private skipping = false;
  private lookahead = MAX_RECORD_BYTES;

  /**
   * @param onRecord Called for each record after the header, in order.
   * @param onHeader Called once with the header.
   */
  constructor(dialect: CsvDialect, onRecord: (record: CsvRecord) => void, onHeader?: (header: CsvRecord) => void) {
    this.delimiter = dialect.delimiter.charCodeAt(0);
    this.quote = (dialect.quote ?? '"').charCodeAt(0);
    this.hasEscapes = dialect.escape === 'backslash';
    this.preambleLines = dialect.preambleLines ?? 0;
    this.onRecord = onRecord;
    this.onHeader = onHeader;
  }

  feed(piece: Buffer): void {
    this.read(this.rest.length > 0 ? Buffer.concat([this.rest, piece]) : piece, false);
  }

  end(): void {
    this.read(this.rest, true);
  }

  private read(buffer: Buffer, atEnd: boolean): void {
    let position = 0;
    while (position < buffer.length) {
      const isSkipped = this.skipping || this.preambleLines > 0;
      const next = isSkipped ? this.skipLine(buffer, position, atEnd) : this.readRecord(buffer, position, atEnd);
      if (next === null) break;
      position = next;
    }
    this.rest = buffer.subarray(position);
  }

  /** Position after the record at `start`, or null when more bytes are needed. */
  private readRecord(buffer: Buffer, start: number, atEnd: boolean): number | null {
    if (buffer[start] === LF || buffer[start] === CR) {
      const next = this.afterLineEnd(buffer, start, atEnd);
      if (next !== null) {
        this.emptyLineCount++;
        this.line++;
      }
      return next;
    }
    const fields: CsvField[] = [];
    let at = start;
    for (;;) {
      const quoted = buffer[at] === this.quote;
      const end = quoted ? this.closingQuote(buffer, at, start, atEnd) : this.fieldEnd(buffer, at);
      if (end === null) return null;
      if (typeof end === 'string') return this.giveUpLine(buffer, start, end, atEnd);
      fields.push({ start: (quoted ? at + 1 : at) - start, end: end - start, quoted });
      at = quoted ? end + 1 : end;
      if (at >= buffer.length) {
        if (!atEnd) return this.tooLong(buffer, start) ? this.giveUpLine(buffer, start, TOO_LONG, atEnd) : null;
        break;
      }
      if (buffer[at] !== this.delimiter) break;
      at++;
    }
    const next = at >= buffer.length ? at : this.afterLineEnd(buffer, at, atEnd);
    if (next === null) return null;
    if (at - start > MAX_RECORD_BYTES) return this.giveUpLine(buffer, start, TOO_LONG, atEnd);
    if (this.fieldCount === -1) {
      this.fieldCount = fields.length;
      this.onHeader?.({ number: 0, line: this.line, problem: null, raw: buffer.subarray(start, at), fields });
      this.line += lineEnds(buffer, start, next, at);
      return next;
    }
    while (fields.length > this.fieldCount && isBlankField(fields.at(-1))) fields.pop();
    if (fields.length !== this.fieldCount) {
      return this.giveUpLine(
        buffer,
        start,
        `${fields.length} ${fields.length === 1 ? 'field' : 'fields'} where the header has ${this.fieldCount}`,
        atEnd,
      );
    }
    this.emit(buffer.subarray(start, at), null, fields);
    this.line += lineEnds(buffer, start, next, at);
    return next;
  }

  /** End of an unquoted field: its delimiter, its line end, or the end of the buffer. */
  private fieldEnd(buffer: Buffer, at: number): number {
    let end = at;
    while (end < buffer.length && buffer[end] !== this.delimiter && buffer[end] !== LF && buffer[end] !== CR)
      end += this.hasEscapes && buffer[end] === BACKSLASH && end + 1 < buffer.length ? 2 : 1;
    return end;
  }

  /** Position of the quote that closes the field at `open`; a problem in words; or null when more bytes are needed. */
  private closingQuote(buffer: Buffer, open: number, start: number, atEnd: boolean): number | string | null {
    const { quote } = this;
    let at = open + 1;
    for (;;) {
      at = this.hasEscapes ? this.unescapedQuote(buffer, at) : buffer.indexOf(quote, at);
      const reached = at === -1 ? buffer.length : at;
      if (reached - start > this.lookahead || (at === -1 && atEnd)) {
        this.lookahead = Math.max(LEAST_LOOKAHEAD, this.lookahead >> 1);
        return 'a quote is opened and not closed';
      }
      if (at === -1) return null;
      if (at + 1 >= buffer.length) return atEnd ? at : null;
      const after = buffer[at + 1];
      if (after === quote) at += 2;
      else if (after === this.delimiter || after === LF || after === CR) return at;
      else return 'text follows a closing quote';
    }
  }

  /** Position of the next quote without a backslash before it, or -1. */
  private unescapedQuote(buffer: Buffer, from: number): number {
    for (let at = from; at < buffer.length; at++) {
      if (buffer[at] === BACKSLASH) at++;
      else if (buffer[at] === this.quote) return at;
    }
    return -1;
  }

  private tooLong(buffer: Buffer, start: number): boolean {
    return buffer.length - start > MAX_RECORD_BYTES;
  }

  /** Sets the line at `start` aside and goes on behind it. */
  private giveUpLine(buffer: Buffer, start: number, problem: string, atEnd: boolean): number | null {
    let end = start;
    while (end < buffer.length && buffer[end] !== LF && buffer[end] !== CR) end++;
    if (end >= buffer.length && !atEnd) {
      if (!this.tooLong(buffer, start)) return null;
      this.emit(buffer.subarray(start, start + LEAST_LOOKAHEAD), TOO_LONG, []);
      this.skipping = true;
      return buffer.length;
    }
    const next = end >= buffer.length ? end : this.afterLineEnd(buffer, end, atEnd);
    if (next === null) return null;
    if (this.fieldCount === -1) this.fieldCount = 0;
    else this.emit(buffer.subarray(start, end), problem, []);
    this.line++;
    return next;
  }

  /** Passes over the rest of a line that was set aside before its end was seen. */
  private skipLine(buffer: Buffer, start: number, atEnd: boolean): number | null {
    let end = start;
    while (end < buffer.length && buffer[end] !== LF && buffer[end] !== CR) end++;
    if (end >= buffer.length) return end;
    const next = this.afterLineEnd(buffer, end, atEnd);
    if (next === null) return null;
    if (this.skipping) this.skipping = false;
    else this.preambleLines--;
    this.line++;
    return next;
  }

  private afterLineEnd(buffer: Buffer, at: number, atEnd: boolean): number | null {
    if (buffer[at] === LF) {
      this.lineEnds.lf++;
      return at + 1;
    }
    if (at + 1 >= buffer.length && !atEnd) return null;
    const isPair = buffer[at + 1] === LF;
    if (isPair) this.lineEnds.crlf++;
    else this.lineEnds.cr++;
    return isPair ? at + 2 : at + 1;
  }

  private emit(raw: Buffer, problem: string | null, fields: readonly CsvField[]): void {
    this.recordCount++;
    this.onRecord({ number: this.recordCount, line: this.line, problem, raw, fields });
  }
}

function isBlankField(field: CsvField | undefined): boolean {
  return field !== undefined && field.start === field.end;
}

const TOO_LONG = `longer than ${MAX_RECORD_BYTES >> 20} MiB`;

/** Line ends in a record: those inside quotes, and its own. */
function lineEnds(buffer: Buffer, start: number, next: number, end: number): number {
  let count = next > end ? 1 : 0;
  for (let at = buffer.indexOf(LF, start); at !== -1 && at < end; at = buffer.indexOf(LF, at + 1)) count++;
  return count;
}

/** Reads a plain UTF-8 file record by record. */
export async function readCsvRecords(
  textPath: string,
  dialect: CsvDialect,
  onRecord: (record: CsvRecord) => void,
  onProgress?: (bytes: number) => void,
): Promise<CsvRecordReader> {
  const reader = new CsvRecordReader(dialect, onRecord);
  let first = true;
  let bytes = 0;
  for await (const chunk of createReadStream(textPath, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    const mark = first && chunk.length >= 3 && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
    first = false;
    reader.feed(chunk.subarray(mark));
    bytes += chunk.length;
    onProgress?.(bytes);
  }
  reader.end();
  return reader;
}
