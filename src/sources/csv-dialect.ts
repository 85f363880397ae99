import { type CsvDialect, CsvRecordReader } from './csv-records.js';

export type { CsvDialect } from './csv-records.js';

/** How the lines of a text end, by its first line. */
export type LineEnd = 'LF' | 'CRLF' | 'CR';

const DELIMITERS = [',', ';', '\t', '|'];
const NAMES: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' };
const SAMPLE_BYTES = 65_536;

/**
 * The dialect of a text by its beginning: the delimiter with which most of its first records have as many fields as the header, single
 * quotes where every name of the header stands in them, and the lines before the header (blank, comments, `sep=;`).
 */
export function recogniseDialect(head: Buffer): CsvDialect {
  const sample = head.subarray(0, SAMPLE_BYTES);
  const { lineCount, delimiter: stated, what, header } = preambleOf(sample.toString('utf8'));
  const preamble = lineCount === 0 ? {} : { preambleLines: lineCount, preamble: what };
  const quote = isSingleQuoted(header) ? { quote: "'" as const } : {};
  const dialects = (stated === null ? DELIMITERS : [stated]).map((delimiter) => ({ delimiter, ...quote, ...preamble }));
  const fieldCounts = dialects.map(({ delimiter }) => fieldsOf(header, delimiter));
  const most = Math.max(...fieldCounts);
  const candidates = dialects.filter((_, index) => (fieldCounts[index] as number) > 1);
  if (candidates.length < 2) return dialects[fieldCounts.indexOf(most)] as CsvDialect;
  const scored = candidates.map((dialect) => ({ dialect, score: evenShare(sample, dialect), fields: fieldsOf(header, dialect.delimiter) }));
  scored.sort((a, b) => (Math.abs(a.score - b.score) > 0.1 ? b.score - a.score : b.fields - a.fields));
  return (scored[0] as (typeof scored)[number]).dialect;
}

function fieldsOf(line: string, delimiter: string): number {
  return line.replace(/"[^"]*"/g, '').split(delimiter).length;
}

/** Share of the first records that have as many fields as the header, 0–1; 0 where there is none but the header. */
function evenShare(sample: Buffer, dialect: CsvDialect): number {
  let good = 0;
  let all = 0;
  const reader = new CsvRecordReader(dialect, ({ problem }) => {
    all++;
    if (problem === null) good++;
  });
  const lastLine = Math.max(sample.lastIndexOf(10), sample.lastIndexOf(13)) + 1;
  reader.feed(sample.length < SAMPLE_BYTES ? sample : sample.subarray(0, lastLine));
  reader.end();
  return all === 0 ? 0 : good / all;
}

interface Preamble {
  readonly lineCount: number;
  readonly delimiter: string | null;
  readonly what: string;
  /** The line behind it. */
  readonly header: string;
}

/** The lines before the header: blank ones, `sep=;` of spreadsheets, and comments, which have not as many fields as the line behind them. */
function preambleOf(text: string): Preamble {
  const lines = text.split(/\r\n|\n|\r/);
  const kinds = new Set<string>();
  let delimiter: string | null = null;
  let index = 0;
  for (; index < lines.length - 1; index++) {
    const line = lines[index] as string;
    const sep = /^"?sep=([\t -~])"?$/i.exec(line);
    if (sep !== null) {
      delimiter = sep[1] as string;
      kinds.add(`"${line}"`);
    } else if (line.trim() === '') kinds.add('blank');
    else if (isComment(line, lines.slice(index + 1))) kinds.add('comments');
    else break;
  }
  if (index === lines.length - 1 || !hasMore(kinds))
    return { lineCount: 0, delimiter, what: '', header: lines.find((line) => line !== '') ?? '' };
  return { lineCount: index, delimiter, what: [...kinds].join(' and '), header: lines[index] as string };
}

/** Empty lines alone need no preamble: readers pass over them wherever they stand. */
function hasMore(kinds: ReadonlySet<string>): boolean {
  return kinds.size > (kinds.has('blank') ? 1 : 0);
}

function isComment(line: string, following: readonly string[]): boolean {
  if (!/^(#|\/\/)/.test(line)) return false;
  const next = following.find((other) => other.trim() !== '' && !/^(#|\/\/)/.test(other));
  if (next === undefined) return false;
  return DELIMITERS.every((delimiter) => fieldsOf(next, delimiter) === 1 || fieldsOf(line, delimiter) !== fieldsOf(next, delimiter));
}

/** True if every name of a header stands in single quotes: only then do they quote. */
function isSingleQuoted(header: string): boolean {
  return /^'[^']*'(?:([,;\t|])'[^']*'(?:\1'[^']*')*)$/.test(header.trim());
}

/** How the first line of a text ends. */
export function firstLineEnd(head: Buffer): LineEnd {
  const end = /\r\n|\n|\r/.exec(head.toString('latin1'))?.[0];
  return end === '\r\n' ? 'CRLF' : end === '\r' ? 'CR' : 'LF';
}

/** The value of a field as it was written: without the marks of its quotes and escapes. */
export function fieldValue(text: string, quoted: boolean, dialect: CsvDialect): string {
  const quote = dialect.quote ?? '"';
  if (dialect.escape === 'backslash') {
    if (!quoted && text === '\\N') return '';
    return quoted
      ? text.replace(/\\([\s\S])|(["'])\2/g, (mark, escaped: string | undefined, twin: string) => escaped ?? (twin === quote ? twin : mark))
      : text.replace(/\\([\s\S])/g, '$1');
  }
  return quoted ? text.replaceAll(quote + quote, quote) : text;
}

/** True if this is CSV as the database reads it without help. */
export function isPlainDialect(dialect: CsvDialect): boolean {
  return (dialect.quote ?? '"') === '"' && dialect.escape !== 'backslash' && (dialect.preambleLines ?? 0) === 0;
}

/** How a text is written, in one line: `comma-separated, LF, fields quoted where needed, quotes doubled`. */
export function describeDialect(dialect: CsvDialect, lineEnd: LineEnd, hasQuotes: boolean): string {
  const name = NAMES[dialect.delimiter];
  const quote = dialect.quote === "'" ? 'single quotes' : 'quotes';
  const quoting = hasQuotes
    ? `fields in ${dialect.quote === "'" ? 'single' : 'double'} quotes where needed, ${quote} inside ${dialect.escape === 'backslash' ? 'behind backslashes' : 'doubled'}`
    : 'no field quoted';
  return `${name === undefined ? `separated by "${dialect.delimiter}"` : `${name}-separated`}, ${lineEnd}, ${quoting}`;
}

/** What deviates from plain CSV, in words; one entry each. */
export function dialectNotes(dialect: CsvDialect, lineEnd: LineEnd): string[] {
  const { delimiter, preambleLines = 0 } = dialect;
  const shown = delimiter === '\t' ? 'tabs' : `"${delimiter}"`;
  return [
    ...(delimiter === ',' ? [] : [`fields are separated by ${shown}`]),
    ...(dialect.quote === "'" ? ['fields are quoted with single quotes'] : []),
    ...(dialect.escape === 'backslash' ? ['quotes inside fields stand behind backslashes'] : []),
    ...(lineEnd === 'CR' ? ['lines end in CR alone'] : []),
    ...(preambleLines === 0
      ? []
      : [`${preambleLines} ${preambleLines === 1 ? 'line' : 'lines'} before the header passed over (${dialect.preamble})`]),
  ];
}

/**
 * Of the two ways to write quotes inside quotes, the one that leaves fewer records broken; doubled where both do alike.
 *
 * @param count Reads the whole text in a dialect and gives the number of records with a problem.
 */
export async function weighEscape(dialect: CsvDialect, count: (dialect: CsvDialect) => Promise<number>): Promise<CsvDialect> {
  const backslash: CsvDialect = { ...dialect, escape: 'backslash' };
  return (await count(backslash)) < (await count(dialect)) ? backslash : dialect;
}
