import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inspectFile } from '../../src/index.js';
import { type CsvDialect, fieldValue, recogniseDialect } from '../../src/sources/csv-dialect.js';
import { CsvRecordReader } from '../../src/sources/csv-records.js';
import { messageLines, scratchFile, shareLines } from '../scratch.js';
import { importContent, still } from './imported-case.js';

const plain = shareLines('o1,a1,p1,101', 'o2,a2,p2,102');
const shares = ['object o1 a1 p1 101', 'object o2 a2 p2 102'];

describe('dialects are recognised and said', () => {
  test.each<[string, string, string, string[]]>([
    ['plain CSV', plain, 'comma-separated, LF, no field quoted, UTF-8', []],
    ['CRLF', plain.replaceAll('\n', '\r\n'), 'comma-separated, CRLF, no field quoted, UTF-8', []],
    ['semicolons', plain.replaceAll(',', ';'), 'semicolon-separated, LF, no field quoted, UTF-8', ['fields are separated by ";"']],
    ['tabs', plain.replaceAll(',', '\t'), 'tab-separated, LF, no field quoted, UTF-8', ['fields are separated by tabs']],
    ['pipes', plain.replaceAll(',', '|'), 'pipe-separated, LF, no field quoted, UTF-8', ['fields are separated by "|"']],
    ['CR alone', plain.replaceAll('\n', '\r'), 'comma-separated, CR, no field quoted, UTF-8', ['lines end in CR alone']],
    [
      'the first line of a spreadsheet',
      `sep=;\r\n${plain.replaceAll(',', ';').replaceAll('\n', '\r\n')}`,
      'semicolon-separated, CRLF, no field quoted, UTF-8',
      ['fields are separated by ";"', '1 line before the header passed over ("sep=;")'],
    ],
    [
      'comments and blank lines before the header',
      `# exported by a tool, 2020\n\n# with care\n${plain}`,
      'comma-separated, LF, no field quoted, UTF-8',
      ['3 lines before the header passed over (comments and blank)'],
    ],
    [
      'single quotes',
      plain.replace(/[^,\n]+/g, "'$&'"),
      'comma-separated, LF, fields in single quotes where needed, single quotes inside doubled, UTF-8',
      ['fields are quoted with single quotes'],
    ],
    [
      'mixed line ends',
      plain.replace('101\n', '101\r\n'),
      'comma-separated, LF, no field quoted, UTF-8',
      ['line ends are mixed (LF, CRLF)'],
    ],
  ])('%s', async (_name, text, writtenAs, notes) => {
    const { shares: found, result } = await importContent(text);
    expect(found).toEqual(shares);
    expect(result).toMatchObject({ recordCount: 2, keptCount: 2, rejectedCount: 0, notes });
    expect((await inspectFile(scratchFile(text), {}, still)).writtenAs).toBe(writtenAs);
  });

  test('quotes behind backslashes, as databases and scripts dump, are told by all records', async () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `"m${index}","u1","Ann","","","text","1600000000",""`);
    lines[2900] = '"m2900","u1","Ann","","","said \\"hi, you\\" \\\\ and left","1600000000",""';
    lines[2901] = '"m2901","u1","Ann","","",\\N,"1600000000",""';
    const { file, result } = await importContent(messageLines(...lines));
    expect(result).toMatchObject({ recordCount: 3000, keptCount: 3000, notes: ['quotes inside fields stand behind backslashes'] });
    expect(await file.rows(`SELECT text FROM post WHERE key = 'm2900'`)).toEqual([{ text: 'said "hi, you" \\ and left' }]);
  });

  test('a backslash before a closing quote is a backslash where quotes are doubled elsewhere', async () => {
    const { file, result } = await importContent(
      messageLines('m1,u1,Ann,,,"C:\\",1600000000,', 'm2,u1,Ann,,,"a ""b"" c",1600000000,', 'm3,u1,Ann,,,"D:\\",1600000000,'),
    );
    expect(result).toMatchObject({ recordCount: 3, keptCount: 3, notes: [] });
    expect(await file.rows('SELECT text FROM post ORDER BY record')).toEqual([{ text: 'C:\\' }, { text: 'a "b" c' }, { text: 'D:\\' }]);
  });

  test('a delimiter that is frequent in texts is not taken for the delimiter of the table', () => {
    const text = `id;text, with a comma, and one more, here\n${'1;a\n2;b, c\n'.repeat(20)}`;
    expect(recogniseDialect(Buffer.from(text)).delimiter).toBe(';');
  });

  test('a header that begins with # is a header', () => {
    expect(recogniseDialect(Buffer.from('#id,text\n1,a\n'))).toEqual({ delimiter: ',' });
  });

  test('what is set aside keeps the number of its line behind lines before the header', async () => {
    const { rejects } = await importContent(`# words\n\n${plain}short\n`);
    expect(rejects).toEqual([{ record: 3, line: 6, reason: '1 field where the header has 4', raw: 'short' }]);
  });
});

test('in every dialect the reader gives back each field, whatever the pieces', () => {
  const field = fc.string({ unit: fc.constantFrom(...`ab,;|"'\\\n\r\t é中`), maxLength: 6 });
  const dialect = fc.record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    quote: fc.constantFrom<'"' | "'">('"', "'"),
    escape: fc.constantFrom<'doubled' | 'backslash'>('doubled', 'backslash'),
    preambleLines: fc.nat(2),
  });
  fc.assert(
    fc.property(
      dialect,
      fc.array(fc.tuple(field, field), { maxLength: 12 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.constantFrom(1, 3, 4096),
      (way, rows, end, size) => {
        const text = written(way, [['h1', 'h2'], ...rows], end);
        const read: string[][] = [];
        const reader = new CsvRecordReader(way, ({ raw, fields, problem }) => {
          expect(problem).toBeNull();
          read.push(fields.map(({ start, end: stop, quoted }) => fieldValue(raw.toString('utf8', start, stop), quoted, way)));
        });
        const bytes = Buffer.from(text);
        for (let at = 0; at < bytes.length; at += size) reader.feed(bytes.subarray(at, at + size));
        reader.end();
        expect(read).toEqual(rows);
      },
    ),
    { numRuns: 500 },
  );
});

/** Rows written in a dialect, every field quoted. */
function written({ delimiter, quote, preambleLines = 0, ...rest }: CsvDialect, rows: readonly string[][], end: string): string {
  const mark = quote ?? '"';
  const cell = (value: string): string =>
    `${mark}${rest.escape === 'backslash' ? value.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`) : value.replaceAll(mark, mark + mark)}${mark}`;
  return `x${end}`.repeat(preambleLines) + rows.map((row) => row.map(cell).join(delimiter) + end).join('');
}
