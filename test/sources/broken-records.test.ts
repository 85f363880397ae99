import { describe, expect, test } from 'vitest';
import { MESSAGE_COLUMNS, messageLines, SHARE_COLUMNS, shareLines } from '../scratch.js';
import { importContent, importInto, newCase, sharesOf } from './imported-case.js';

const ROWS = ['o1,a1,p1,101', 'o2,a2,p2,102', 'o3,a3,p3,103', 'o4,a4,p4,104'];
const share = (n: number): string => `object o${n} a${n} p${n} ${100 + n}`;

/** The line with every field in quotes. */
function quoted(line: string): string {
  return line
    .split(',')
    .map((field) => `"${field}"`)
    .join(',');
}

describe('one broken quote costs one line', () => {
  // All kinds of neighbours and places: csv-records.test.ts.
  test.each([
    ['opened at the start of the line', '"oX,aX,pX,100'],
    ['opened in the middle of the line', 'oX,"aX,pX,100'],
    ['opened before the last field', 'oX,aX,pX,"100'],
    ['closed before the field ends', '"oX"tail,aX,pX,100'],
    ['doubled where it should close', '"oX"",aX,pX,100'],
  ])('a quote %s: the line goes to the rejects as it stands, all others into the case', async (_fault, line) => {
    const { result, shares, rejects } = await importContent(
      shareLines(ROWS[0] as string, quoted(ROWS[1] as string), line, quoted(ROWS[2] as string), ROWS[3] as string),
    );
    expect(shares).toEqual([1, 2, 3, 4].map(share));
    expect(rejects).toEqual([{ record: 3, line: 4, reason: expect.stringMatching(/quote/), raw: line }]);
    expect(result).toMatchObject({ recordCount: 5, keptCount: 4, rejectedCount: 1 });
  });

  test('a quote left open in the last line, which has no line end', async () => {
    const { shares, rejects } = await importContent(`${shareLines(...ROWS)}"oX,aX,pX,100`);
    expect(shares).toHaveLength(4);
    expect(rejects).toEqual([{ record: 5, line: 6, reason: 'a quote is opened and not closed', raw: '"oX,aX,pX,100' }]);
  });

  test('a quote left open in every second line', async () => {
    const { shares, rejects } = await importContent(shareLines(...ROWS.flatMap((line) => [line, `"${line}`])));
    expect(shares).toEqual([1, 2, 3, 4].map(share));
    expect(rejects.map((reject) => reject.line)).toEqual([3, 5, 7, 9]);
  });

  test('a quote inside a field that is not quoted is part of the field', async () => {
    const { shares, rejects } = await importContent(shareLines('o"1,5" screen,p1,101', ...ROWS.slice(1)));
    expect(shares[0]).toBe('object o"1 5" screen p1 101');
    expect(rejects).toEqual([]);
  });

  test('a broken quote before a text of several lines loses neither the text nor its line numbers', async () => {
    const { result, file, rejects } = await importContent(
      messageLines(
        '"m0,u0,Zoe,,,hello,1600000000,',
        'm1,u1,Ann,,,"one',
        'two ""2""',
        'three",1600000001,',
        'm2,u2,Bob,,,short,then,too,long,1600000002,',
      ),
    );
    expect(await file.rows(`SELECT key, text FROM post`)).toEqual([{ key: 'm1', text: 'one\ntwo "2"\nthree' }]);
    expect(rejects.map(({ record, line }) => ({ record, line }))).toEqual([
      { record: 1, line: 2 },
      { record: 3, line: 6 },
    ]);
    expect(result).toMatchObject({ recordCount: 3, keptCount: 1, rejectedCount: 2 });
  });
});

describe('records of another shape than the header', () => {
  test('too few and too many fields are set aside, each with what is wrong and its line as it stood', async () => {
    const { result, shares, rejects } = await importContent(shareLines('o1,a1,p1,101', 'o2,a2', 'o3,a3,p3,103,extra', 'o4,a4,p4,104'));
    expect(shares).toEqual([share(1), share(4)]);
    expect(rejects).toEqual([
      { record: 2, line: 3, reason: '2 fields where the header has 4', raw: 'o2,a2' },
      { record: 3, line: 4, reason: '5 fields where the header has 4', raw: 'o3,a3,p3,103,extra' },
    ]);
    expect(result).toMatchObject({ recordCount: 4, keptCount: 2, rejectedCount: 2 });
  });

  test('rows that use another separator than the header are set aside', async () => {
    const { shares, rejects } = await importContent(shareLines('o1,a1,p1,101', 'o2;a2;p2;102', 'o3\ta3\tp3\t103', 'o4,a4,p4,104'));
    expect(shares).toEqual([share(1), share(4)]);
    expect(rejects.map(({ line, reason, raw }) => [line, reason, raw])).toEqual([
      [3, '1 field where the header has 4', 'o2;a2;p2;102'],
      [4, '1 field where the header has 4', 'o3\ta3\tp3\t103'],
    ]);
  });

  // A regular file and one with a fault elsewhere are read by different readers; the row must fare the same in both.
  test.each(['', 'x\n'])('blank fields beyond the header hold nothing: the row is kept (other lines: %j)', async (others) => {
    const { shares } = await importContent(`${shareLines('o1,a1,p1,101,', 'o2,a2,p2,102,,,', 'o3,a3,p3,103')}${others}`);
    expect(shares).toEqual([share(1), share(2), share(3)]);
  });

  test('the line \\N, a sign for NULL in some programs, is set aside as it stands', async () => {
    const { rejects } = await importContent(shareLines('o1,a1,p1,101', '\\N'));
    expect(rejects).toMatchObject([{ raw: '\\N' }]);
  });
});

describe('line ends and empty lines', () => {
  const lineEnds = {
    LF: ['\n'],
    CRLF: ['\r\n'],
    CR: ['\r'],
    'LF, CRLF and CR mixed': ['\n', '\r\n', '\r'],
    'CRLF, then LF': ['\r\n', '\n', '\n', '\n'],
  };

  test.each(Object.entries(lineEnds))('%s: every row is read, with and without a last line end, quoted or not', async (_name, ends) => {
    const file = await newCase();
    for (const style of [(line: string) => line, quoted]) {
      const lines = [SHARE_COLUMNS, ...ROWS.map(style)];
      const text = lines.map((line, index) => line + ends[index % ends.length]).join('');
      for (const content of [text, text.replace(/[\r\n]+$/, '')]) {
        expect(await importInto(file, content)).toMatchObject({ recordCount: 4, keptCount: 4, rejectedCount: 0 });
        expect(await sharesOf(file)).toEqual([1, 2, 3, 4].map(share));
      }
    }
  });

  test('empty lines before the header, between rows and at the end are no records, but count as lines', async () => {
    const { result, shares, rejects } = await importContent(`\n\n${SHARE_COLUMNS}\n\n${ROWS[0]}\n\r\n\nbad\n${ROWS[1]}\n\n\n`);
    expect(shares).toEqual([share(1), share(2)]);
    expect(rejects).toMatchObject([{ record: 2, line: 8, raw: 'bad' }]);
    expect(result).toMatchObject({ recordCount: 3, keptCount: 2, rejectedCount: 1 });
    expect(result.notes.join()).toMatch(/7 empty lines/);
  });

  test('empty lines before a header with semicolons do not hide its separator', async () => {
    const { shares } = await importContent(`\r\n\r\n${shareLines(...ROWS).replaceAll(',', ';')}`);
    expect(shares).toHaveLength(4);
  });

  test('a line break of any kind inside a quoted text is part of the text', async () => {
    const { file } = await importContent(messageLines('m1,u1,Ann,,,"a\nb\r\nc\rd",1600000000,', 'm2,u2,Bob,,,e,1600000001,'));
    expect(await file.rows(`SELECT text FROM post ORDER BY record`)).toEqual([{ text: 'a\nb\r\nc\rd' }, { text: 'e' }]);
  });

  test('a line break inside an identifier sets the record aside', async () => {
    const { posts, rejects } = await importContent(
      shareLines('o1,a1,p1,101', '"o\n2",a2,p2,102', 'o3,"a\r3",p3,103', 'o4,a4,"p\r\n4",104'),
    );
    expect(posts).toEqual(['p1']);
    expect(rejects.map(({ line, reason, raw }) => [line, reason, raw])).toEqual([
      [3, 'object_id holds a line break', '"o\n2",a2,p2,102'],
      [5, 'account_id holds a line break', 'o3,"a\r3",p3,103'],
      [6, 'content_id holds a line break', 'o4,a4,"p\r\n4",104'],
    ]);
  });
});

describe('very long records', () => {
  const long = Buffer.alloc(50_000_000, 'x').toString('latin1');

  test('a line of 50 MB is set aside with its beginning; the rows around it are kept', async () => {
    const { result, shares, rejects } = await importContent(shareLines('o1,a1,p1,101', `o2,${long},p2,102`, 'o3,a3,p3,103'));
    expect(shares).toEqual([share(1), share(3)]);
    expect(rejects).toEqual([{ record: 2, line: 3, reason: 'longer than 16 MiB', raw: expect.stringMatching(/^o2,x+…?$/) }]);
    expect(result).toMatchObject({ recordCount: 3, keptCount: 2, rejectedCount: 1 });
  });

  test('a line of 20 MB in a file whose lines end in CR alone does not take the next line with it', async () => {
    const { shares, rejects } = await importContent(
      shareLines('o1,a1,p1,101', `o2,a2,p2,102${long.slice(0, 20_000_000)}`, 'o3,a3,p3,103').replaceAll('\n', '\r'),
    );
    expect(shares).toEqual([share(1), share(3)]);
    expect(rejects).toMatchObject([{ record: 2, line: 3 }]);
  });

  test('a text of 3 MB is kept whole', async () => {
    const { file } = await importContent(
      `${MESSAGE_COLUMNS}\nm1,u1,Ann,,,"${'word, '.repeat(500_000)}",1600000000,\nm2,u2,Bob,,,short,1600000001,\n`,
    );
    expect(await file.rows(`SELECT length(text) AS size FROM post ORDER BY record`)).toEqual([{ size: 3_000_000 }, { size: 5 }]);
  });
});
