import type { CsvDialect } from './csv-dialect.js';

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
const REPLACEMENT = Buffer.from('\uFFFD');

/**
 * Counts the records of a delimited text in one strict pass, and says whether it is regular.
 *
 * Regular: every record has as many fields as the header and ends as it does, quotes open only at the start of a field and close at its end,
 * no NUL, no empty line, no record above `maxRecordBytes`. Anything else sets `irregularity`, after
 * which the counts mean nothing and the text has to be repaired (`repairedRows`).
 */
export class CsvScan {
  /** Records after the header, once the text has ended. */
  recordCount = -1;
  /** The first thing that is not regular, in words. */
  irregularity: string | null = null;
  /** True once a quote was seen: only then can a field hold a line break. */
  hasQuotes = false;
  /** True once U+FFFD was seen, which stands for bytes that were not text. */
  hasReplacement = false;
  private readonly delimiter: number;
  private readonly fieldCount: number;
  private readonly newline: '\n' | '\r\n';
  private readonly maxRecordBytes: number;
  private inQuotes = false;
  private fields = 1;
  /** Bytes of the current record before the block at hand. */
  private recordBytes = 0;
  private rest: Buffer = Buffer.alloc(0);

  /** @param newline How the header line ends. */
  constructor(dialect: CsvDialect, fieldCount: number, newline: '\n' | '\r\n', maxRecordBytes: number) {
    this.delimiter = dialect.delimiter.charCodeAt(0);
    this.fieldCount = fieldCount;
    this.newline = newline;
    this.maxRecordBytes = maxRecordBytes;
  }

  feed(bytes: Buffer): void {
    if (this.irregularity !== null) return;
    const cut = bytes.lastIndexOf(LF) + 1;
    if (cut > 0) {
      const block = bytes.subarray(0, cut);
      this.scanBlock(this.rest.length > 0 ? Buffer.concat([this.rest, block]) : block);
      this.rest = Buffer.from(bytes.subarray(cut));
    } else {
      this.rest = Buffer.concat([this.rest, bytes]);
      if (this.rest.length > this.maxRecordBytes) this.fail('a record that is too long');
    }
  }

  /** Ends the text; a last line without a line end is a record. */
  end(): void {
    if (this.irregularity !== null) return;
    if (this.rest.length > 0) this.scanBlock(Buffer.concat([this.rest, Buffer.from(this.newline)]));
    if (this.inQuotes) this.fail('a quote is never closed');
  }

  /** Scans bytes that end in a line feed, so that every byte but the last has one behind it to look at. */
  private scanBlock(bytes: Buffer): void {
    if (bytes.includes(0)) {
      this.fail('a NUL byte');
      return;
    }
    if (!this.hasReplacement && bytes.includes(REPLACEMENT)) this.hasReplacement = true;
    if (bytes.includes(QUOTE)) this.hasQuotes = true;
    else if (!this.inQuotes && this.newline === '\n') {
      this.scanPlainBlock(bytes);
      return;
    }
    const { delimiter, fieldCount, maxRecordBytes } = this;
    const length = bytes.length;
    const endsInCr = this.newline === '\r\n';
    const shortest = endsInCr ? 2 : 1;
    const highest = Math.max(QUOTE, delimiter); // no byte above this has a meaning of its own
    let { inQuotes, fields } = this;
    let recordStart = -this.recordBytes;
    for (let i = 0; i < length; i++) {
      if (inQuotes) {
        i = this.closeQuote(bytes, i);
        if (i === -1) break;
        inQuotes = false;
      }
      const byte = bytes[i];
      if (byte > highest) continue;
      if (byte === delimiter) {
        fields++;
      } else if (byte === LF) {
        const size = i - recordStart;
        if (fields !== fieldCount || size > maxRecordBytes || size < shortest || (bytes[i - 1] === CR) !== endsInCr) {
          this.failRecord(fields, size);
          return;
        }
        this.recordCount++;
        fields = 1;
        recordStart = i + 1;
      } else if (byte === CR) {
        if (bytes[i + 1] !== LF) {
          this.fail('a carriage return alone ends a line');
          return;
        }
      } else if (byte === QUOTE) {
        if (i !== recordStart && bytes[i - 1] !== delimiter) {
          this.fail('a quote stands inside a field that is not quoted');
          return;
        }
        inQuotes = true;
      }
    }
    this.inQuotes = inQuotes;
    this.fields = fields;
    this.recordBytes = length - recordStart;
    if (this.recordBytes > maxRecordBytes) this.fail('a record that is too long');
  }

  /** Counts the lines of bytes without quotes; their fields are left to the database, which refuses uneven records. */
  private scanPlainBlock(bytes: Buffer): void {
    if (bytes.includes(CR)) {
      this.fail('a carriage return ends a line');
      return;
    }
    let recordStart = -this.recordBytes;
    let count = 0;
    for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) {
      const size = at - recordStart;
      if (size === 0 || size > this.maxRecordBytes) {
        this.failRecord(this.fieldCount, size);
        return;
      }
      count++;
      recordStart = at + 1;
    }
    this.recordCount += count;
    this.recordBytes = 0;
  }

  /** Position behind the quote that closes the field, from inside it; -1 when it lies beyond these bytes or is misplaced. */
  private closeQuote(bytes: Buffer, from: number): number {
    for (let at = from; ; ) {
      at = bytes.indexOf(QUOTE, at);
      if (at === -1) return -1;
      const after = bytes[at + 1];
      if (after === QUOTE) {
        at += 2;
        continue;
      }
      if (after === this.delimiter || after === LF || after === CR) {
        this.inQuotes = false;
        return at + 1;
      }
      this.fail('text follows a closing quote');
      return -1;
    }
  }

  private failRecord(fields: number, size: number): void {
    if (size > this.maxRecordBytes) this.fail('a record that is too long');
    else if (size <= 1) this.fail('an empty line');
    else if (fields !== this.fieldCount) this.fail(`a record has ${fields} fields where the header has ${this.fieldCount}`);
    else this.fail('line ends are mixed');
  }

  private fail(what: string): void {
    this.irregularity = `${what} (record ${this.recordCount + 1})`;
  }
}
