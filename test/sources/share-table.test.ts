import { describe, expect, test } from 'vitest';
import { SHARE_COLUMNS, shareLines } from '../scratch.js';
import { importContent, importInto, NOW, newCase, postsOf, rejectsOf, sharesOf } from './imported-case.js';

const nowSeconds = NOW.getTime() / 1000;

describe('times', () => {
  const kept: [string, number][] = [
    ['1600000000', 1_600_000_000],
    ['1600000000.25', 1_600_000_000.25],
    ['1600000000.000001', 1_600_000_000.000001],
    ['1.6e9', 1_600_000_000],
    ['1_600_000_000', 1_600_000_000],
    [' 1600000000 ', 1_600_000_000],
    ['0', 0],
    // Clocks differ: a day ahead is not the future.
    [String(nowSeconds + 86_000), nowSeconds + 86_000],
  ];
  const rejected: [string, string][] = [
    ['', 'timestamp_share is blank'],
    ['  ', 'timestamp_share is blank'],
    ['-1', 'timestamp_share "-1" lies before 1970'],
    ['-0.5', 'timestamp_share "-0.5" lies before 1970'],
    [String(nowSeconds + 87_000), `timestamp_share "${nowSeconds + 87_000}" lies in the future`],
    ['99999999999', 'timestamp_share "99999999999" lies in the future'],
    ['1600000000000', 'timestamp_share "1600000000000" looks like milliseconds; seconds since 1970 are needed: divide by 1000'],
    ['1600000000000000', 'timestamp_share "1600000000000000" looks like microseconds; seconds since 1970 are needed: divide by 1000000'],
    ['1600000000000000000', 'timestamp_share "1600000000000000000" lies in the future'],
    ['yesterday', 'timestamp_share "yesterday" is not a number of seconds since 1970'],
    ['2020-09-13 12:26:40', 'timestamp_share "2020-09-13 12:26:40" is not a number of seconds since 1970'],
    ['1600000000s', 'timestamp_share "1600000000s" is not a number of seconds since 1970'],
    ['0x5F5E1000', 'timestamp_share "0x5F5E1000" is not a number of seconds since 1970'],
    ['NaN', 'timestamp_share "NaN" is not a number of seconds since 1970'],
    ['inf', 'timestamp_share "inf" is not a number of seconds since 1970'],
    ['1e400', 'timestamp_share "1e400" is not a number of seconds since 1970'],
    ['true', 'timestamp_share "true" is not a number of seconds since 1970'],
  ];

  test('whole and decimal seconds are kept to the microsecond', async () => {
    const { shares, rejects } = await importContent(shareLines(...kept.map(([time], index) => `o,a,p${index},${time}`)));
    expect(shares).toEqual(kept.map(([, seconds], index) => `object o a p${index} ${seconds}`));
    expect(rejects).toEqual([]);
  });

  test('times in the future, before 1970, in milliseconds or microseconds, blank or no numbers are set aside one by one, each with its reason', async () => {
    const lines = rejected.map(([time], index) => `o,a,p${index},${time}`);
    const { result, shares, rejects } = await importContent(
      shareLines('o,a,good,1600000000', ...lines, '"o","a","decimal comma","1600000000,5"'),
    );
    expect(shares).toEqual(['object o a good 1600000000']);
    expect(rejects.slice(0, -1)).toEqual(
      rejected.map(([, reason], index) => ({ record: index + 2, line: index + 3, reason, raw: lines[index] })),
    );
    expect(rejects.at(-1)?.reason).toBe('timestamp_share "1600000000,5" is not a number of seconds since 1970');
    expect(result).toMatchObject({ recordCount: rejected.length + 2, keptCount: 1, rejectedCount: rejected.length + 1 });
  });

  test('seconds and milliseconds mixed: the rows in seconds are kept, those in milliseconds set aside', async () => {
    const lines = Array.from({ length: 10 }, (_, index) => `o,a,p${index},${1_600_000_000 + index}${index % 2 === 0 ? '' : '000'}`);
    const { posts, rejects } = await importContent(shareLines(...lines));
    expect(posts).toEqual(['p0', 'p2', 'p4', 'p6', 'p8']);
    expect(rejects.every(({ reason }) => reason.includes('milliseconds'))).toBe(true);
  });

  test('a table in milliseconds alone is refused, and the message says what to do', async () => {
    await expect(importContent(shareLines('o,a,p1,1600000000000', 'o,a,p2,1600000001000'))).rejects.toMatchObject({
      code: 'no-rows',
      message: expect.stringMatching(/all 2 rows were set aside.*line 2: .*milliseconds.*divide by 1000/),
    });
  });
});

describe('blanks', () => {
  test.each(['', '   ', '""', '"  "'])('a blank object (%j) is no object: the row is kept as a post without a share', async (blank) => {
    const { result, shares, posts, file } = await importContent(shareLines(`${blank},a1,p1,101`, `${blank},a2,p2,102`, 'o3,a3,p3,103'));
    expect(posts).toEqual(['p1', 'p2', 'p3']);
    expect(shares).toEqual(['object o3 a3 p3 103']);
    expect(await file.rows('SELECT key FROM object')).toEqual([{ key: 'o3' }]);
    expect(result).toMatchObject({ keptCount: 3, rejectedCount: 0 });
  });

  test('with several object columns a blank one makes no share in its layer, and the others do in theirs', async () => {
    const { shares, posts } = await importContent(
      ['account_id,post_id,url_id,hashtag_id,phash_id,timestamp', 'a1,p1,u1,,m1,101', 'a1,p1,u1,h1,,101', 'a2,p2,,,,102'].join('\n'),
    );
    expect(posts).toEqual(['p1', 'p2']);
    expect([...shares].sort()).toEqual(['hashtag h1 a1 p1 101', 'media m1 a1 p1 101', 'url u1 a1 p1 101']);
  });

  test('a blank account or post sets the row aside', async () => {
    const { posts, rejects } = await importContent(shareLines('o,a1,p1,101', 'o,,p2,102', 'o,  ,p3,103', 'o,a4,,104', 'o,a5,"",105'));
    expect(posts).toEqual(['p1']);
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'account_id is blank'],
      [4, 'account_id is blank'],
      [5, 'content_id is blank'],
      [6, 'content_id is blank'],
    ]);
  });
});

describe('identifiers are the strings that stand in the file', () => {
  const ids = [
    '1234567890123456789',
    '1234567890123456788', // the same number as a double
    '18446744073709551616',
    '0042',
    '42',
    '42.0',
    '4.2e1',
    '9.06E+17',
    ' 42',
    '-1',
    'NULL',
    'null',
    'NaN',
    'true',
    '2020-01-01',
    'a,b',
    'say "hi"',
    '"',
    "o'clock",
    '!bang',
    '\\N',
    '\\',
    '%_',
    '😀👩‍👩‍👧',
    '北京',
    '\u00E9', // one character
    'e\u0301', // the same in two
    'A',
    'a',
  ];
  const quoted = (id: string): string => `"${id.replaceAll('"', '""')}"`;

  test('19 digits, leading zeros, quotes, commas, emoji, words for nothing: exact, and all different', async () => {
    const lines = ids.map((id, index) => `${quoted(id)},${quoted(id)},${quoted(id)},${1_600_000_000 + index}`);
    const { file, shares, rejects } = await importContent(shareLines(...lines));
    expect(rejects).toEqual([]);
    expect(shares).toEqual(ids.map((id, index) => `object ${id} ${id} ${id} ${1_600_000_000 + index}`));
    expect((await file.rows<{ key: string }>('SELECT key FROM account ORDER BY account_id')).map(({ key }) => key)).toEqual(ids);
  });

  test('the same holds where nothing is quoted and the fast path reads', async () => {
    const plain = ids.filter((id) => !/[",]/.test(id));
    const { shares } = await importContent(shareLines(...plain.map((id, index) => `${id},${id},${id},${1_600_000_000 + index}`)));
    expect(shares).toEqual(plain.map((id, index) => `object ${id} ${id} ${id} ${1_600_000_000 + index}`));
  });
});

describe('columns', () => {
  test('they are found by name, in any order, with blanks around their names, and others stay out of the way', async () => {
    const { shares } = await importContent('note,timestamp_share, content_id ,object_id,account_id\nx,101,p1,o1,a1\n');
    expect(shares).toEqual(['object o1 a1 p1 101']);
  });

  test('columns without a name, as spreadsheets leave them, are no doubled columns', async () => {
    const { shares } = await importContent(`${SHARE_COLUMNS},,\no1,a1,p1,101,,\n`);
    expect(shares).toEqual(['object o1 a1 p1 101']);
  });

  test.each([
    ['a missing column', 'object_id,account_id,timestamp_share\no,a,100\n', /content_id/],
    ['no object column', 'account_id,content_id,timestamp_share\na,p,100\n', /lacks the column object_id/],
    ['two missing columns', 'object_id,account_id\no,a\n', /content_id.*timestamp/],
    ['a doubled column', 'object_id,account_id,content_id,content_id,timestamp_share\no,a,p,q,100\n', /column content_id more than once/],
    [
      'a column doubled but for blanks around it',
      'object_id,account_id, account_id,content_id,timestamp_share\no,a,b,p,100\n',
      /column account_id more than once/,
    ],
    [
      'a message table without its user',
      'message_id,username,repost_id,reply_id,message,timestamp,urls\nm,n,,,t,100,\n',
      /toolkit-table.*lacks the column user_id/,
    ],
    ['no known column', 'name,age\nAnn,3\n', /no known format \(columns found: name, age\)/],
    ['a header whose quote is never closed', '"object_id,account_id,content_id,timestamp_share\no,a,p,100\n', /no header line/],
  ])('%s is an error that names it', async (_fault, content, message) => {
    await expect(importContent(content)).rejects.toMatchObject({ code: 'format', message: expect.stringMatching(message) });
  });

  test('a format that the user names must fit, and a format that does not exist is refused by name', async () => {
    const content = shareLines('o,a,p,100');
    await expect(importContent(content, 'shares.csv', 'toolkit-table')).rejects.toMatchObject({
      code: 'format',
      message: expect.stringMatching(/toolkit-table.*message_id/),
    });
    await expect(importContent(content, 'shares.csv', 'tweets')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/no format "tweets".*share-table/),
    });
  });

  test.each([
    ['semicolons', ';', 'fields are separated by ";"'],
    ['tabs', '\t', 'fields are separated by tabs'],
    ['bars', '|', 'fields are separated by "|"'],
  ])('%s between fields are recognised and said, and commas are then letters', async (_name, delimiter, note) => {
    const file = await newCase();
    const result = await importInto(
      file,
      `${shareLines('o1,a1,p1,101').replaceAll(',', delimiter)}"o${delimiter}2"${delimiter}a,2${delimiter}p2${delimiter}102\n`,
    );
    expect(await sharesOf(file)).toEqual(['object o1 a1 p1 101', `object o${delimiter}2 a,2 p2 102`]);
    expect(result.notes).toContain(note);
    expect(await rejectsOf(file)).toEqual([]);
  });
});

describe('tables without rows', () => {
  test.each([
    ['a header only', SHARE_COLUMNS],
    ['a header with its line end', `${SHARE_COLUMNS}\n`],
    ['a header and empty lines', `${SHARE_COLUMNS}\r\n\r\n\n`],
  ])('%s: refused, as there are no rows', async (_name, content) => {
    await expect(importContent(content)).rejects.toMatchObject({
      code: 'no-rows',
      exitCode: 2,
      message: expect.stringMatching(/shares\.csv has a header and no rows/),
    });
  });

  test('the message for a table of nothing but faults tells the first of them in the file', async () => {
    // The reader finds the short line, the database the bad time: the one that comes first in the file is told.
    await expect(importContent(shareLines('o,a,p,never', 'o,a'))).rejects.toMatchObject({
      code: 'no-rows',
      message: expect.stringMatching(/all 2 rows were set aside.*line 2: timestamp_share "never"/),
    });
  });

  test('empty lines alone are no header', async () => {
    await expect(importContent('\n\n\r\n')).rejects.toMatchObject({ code: 'format' });
  });
});

describe('repeated rows', () => {
  test('doubled rows and the order of the file stay in the case: each row of one object column is a share', async () => {
    const { shares, posts } = await importContent(shareLines('o2,a1,p1,105', 'o1,a1,p1,105', 'o2,a1,p1,105', 'o1,a2,p2,101'));
    expect(shares).toEqual(['object o2 a1 p1 105', 'object o1 a1 p1 105', 'object o2 a1 p1 105', 'object o1 a2 p2 101']);
    expect(posts).toEqual(['p1', 'p2']);
  });

  test('with several object columns each object of a post is one share, however many rows repeat it', async () => {
    const { shares } = await importContent(
      'account_id,post_id,url_id,tag_id,timestamp\na1,p1,u1,t1,101\na1,p1,u1,t2,101\na1,p1,u2,t1,101\na1,p1,u2,t2,101\n',
    );
    expect([...shares].sort()).toEqual(['tag t1 a1 p1 101', 'tag t2 a1 p1 101', 'url u1 a1 p1 101', 'url u2 a1 p1 101']);
  });

  test('rejects in a long file leave the numbers of the other records as they are', async () => {
    const rowCount = 260_000; // more than two row groups of the database
    const lines = Array.from(
      { length: rowCount },
      (_, index) => `o${index % 999},a${index % 777},p${index},${index % 3 === 0 ? 'x' : 1_600_000_000 + index}`,
    );
    const file = await newCase();
    const result = await importInto(file, shareLines(lines.join('\n')));
    expect(result).toMatchObject({
      recordCount: rowCount,
      rejectedCount: Math.ceil(rowCount / 3),
      keptCount: rowCount - Math.ceil(rowCount / 3),
    });
    const [wrong] = await file.rows<{ count: number }>(`SELECT count(*) AS count FROM post WHERE key <> 'p' || (record - 1)`);
    expect(wrong).toEqual({ count: 0 });
    const [share] = await file.rows<{ count: number; wrong: number }>(
      `SELECT count(*) AS count, count_if(post.key <> 'p' || (share.record - 1)) AS wrong FROM share JOIN post USING (post_id)`,
    );
    expect(share).toEqual({ count: result.keptCount, wrong: 0 });
    expect((await postsOf(file)).length).toBe(result.keptCount);
  });
});
