import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { importFiles } from '../../src/index.js';
import { MESSAGE_COLUMNS, messageLines, scratchFile, scratchFolder, shareLines } from '../scratch.js';
import { importContent, newCase, still } from './imported-case.js';

const CHINESE = ['微博的文字，一', '转发微博：今天北京天气很好。', '人民日报评论员文章'];
const chineseTable = messageLines(
  ...CHINESE.map((text, index) => `m${index},用户${index},名字${index},,,${text},${1_600_000_000 + index},`),
);
const chineseRows = CHINESE.map((text, index) => ({ account: `用户${index}`, text }));
const rowsQuery = 'SELECT account.key AS account, text FROM post JOIN account USING (account_id) ORDER BY record';

/** The bytes of a text in GB18030, made from the decoder's own table: Node has no encoder. */
function gb18030(text: string): Buffer {
  const decoder = new TextDecoder('gb18030');
  const table = new Map<string, number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (character.length === 1 && !table.has(character)) table.set(character, [lead, trail]);
    }
  }
  return Buffer.from(
    [...text].flatMap((character) => (character < '\u0080' ? [character.charCodeAt(0)] : (table.get(character) as number[]))),
  );
}

function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

describe('encodings are recognised, converted, and said', () => {
  const encodings: [string, Buffer, string | null][] = [
    ['UTF-8', Buffer.from(chineseTable), null],
    ['UTF-8 with a byte-order mark', Buffer.from(`\uFEFF${chineseTable}`), null],
    ['UTF-16LE with a byte-order mark', Buffer.from(`\uFEFF${chineseTable}`, 'utf16le'), 'UTF-16LE, read as such'],
    ['UTF-16BE with a byte-order mark', utf16be(`\uFEFF${chineseTable}`), 'UTF-16BE, read as such'],
    ['UTF-16LE without a mark', Buffer.from(chineseTable, 'utf16le'), 'UTF-16LE, read as such'],
    ['UTF-16BE without a mark', utf16be(chineseTable), 'UTF-16BE, read as such'],
    ['GB18030', gb18030(chineseTable), 'GB18030, read as such'],
  ];

  test.each(encodings)('%s: identifiers and texts arrive exactly', async (_name, bytes, note) => {
    const { result, file } = await importContent(bytes);
    expect(await file.rows(rowsQuery)).toEqual(chineseRows);
    expect(result).toMatchObject({ recordCount: 3, keptCount: 3, notes: note === null ? [] : [note] });
  });

  test.each(encodings)('%s, gzipped: the same', async (_name, bytes, note) => {
    const { result, file } = await importContent(gzipSync(bytes), 'shares.csv.gz');
    expect(await file.rows(rowsQuery)).toEqual(chineseRows);
    expect(result.notes).toEqual(['gzip, unpacked', ...(note === null ? [] : [note])]);
  });

  test('a byte-order mark before a quoted header and lines to be repaired is no part of a name', async () => {
    const { shares, rejects } = await importContent(
      `\uFEFF"object_id","account_id","content_id","timestamp_share"\n"o1","a1","p1","101"\nbad\n`,
    );
    expect(shares).toEqual(['object o1 a1 p1 101']);
    expect(rejects).toEqual([{ record: 2, line: 3, reason: '1 field where the header has 4', raw: 'bad' }]);
  });

  test('GB18030 that first appears after megabytes of ASCII is recognised there', async () => {
    const head = Array.from({ length: 40_000 }, (_, index) => `a${index},u,n,,,plain text,1600000000,`).join('\n');
    const { file, result } = await importContent(
      Buffer.concat([Buffer.from(`${MESSAGE_COLUMNS}\n${head}\n`), gb18030(chineseTable.slice(MESSAGE_COLUMNS.length + 1))]),
    );
    expect(await file.rows(`${rowsQuery} OFFSET 40000`)).toEqual(chineseRows);
    expect(result).toMatchObject({ recordCount: 40_003, keptCount: 40_003 });
  });

  test('characters on the border of two pieces of a long UTF-16 file stay whole', async () => {
    const text = '😀'.repeat(700_001); // two units each: some lie across the pieces of 1 MiB
    const { file } = await importContent(Buffer.from(`\uFEFF${messageLines(`m1,u1,Ann,,,x${text},1600000000,`)}`, 'utf16le'));
    expect(await file.rows('SELECT length(text) AS size, contains(text, chr(65533)) AS broken FROM post')).toEqual([
      { size: 700_002, broken: false },
    ]);
  });

  test('UTF-32 is refused by name', async () => {
    const utf32 = Buffer.concat([
      Buffer.from([0xff, 0xfe, 0, 0]),
      Buffer.from([...shareLines('o,a,p,1')].flatMap((character) => [character.charCodeAt(0), 0, 0, 0])),
    ]);
    await expect(importContent(utf32)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringMatching(/UTF-32.*convert it to UTF-8/),
    });
  });
});

describe('bytes that are not text', () => {
  const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

  test.each([
    ['invalid UTF-8', '\xff', '\uFFFD'],
    ['a UTF-8 character that is cut', '\xf0\x9f\x98', '\uFFFD'],
    ['a NUL byte', '\0', '\0'],
  ])('%s in an identifier sets the record aside, whichever identifier it is', async (_name, damage, raw) => {
    const lines = ['o1,a1,p1,101', `o${damage}2,a2,p2,102`, `o3,a${damage}3,p3,103`, `o4,a4,p${damage}4,104`, 'o5,a5,p5,105'];
    const { result, shares, rejects } = await importContent(bytes(shareLines(...lines)));
    expect(shares).toEqual(['object o1 a1 p1 101', 'object o5 a5 p5 105']);
    expect(rejects).toEqual([
      { record: 2, line: 3, reason: 'object_id holds bytes that are not text', raw: `o${raw}2,a2,p2,102` },
      { record: 3, line: 4, reason: 'account_id holds bytes that are not text', raw: `o3,a${raw}3,p3,103` },
      { record: 4, line: 5, reason: 'content_id holds bytes that are not text', raw: `o4,a4,p${raw}4,104` },
    ]);
    expect(result.notes.join()).toMatch(/3 records held bytes that are not text/);
  });

  test('in a message table they set aside records with a damaged message, user, repost, reply or url', async () => {
    const good = 'm1,u1,Ann,r1,p1,hello,1600000000,http://x';
    const damaged = ['m1', 'u1', 'r1', 'p1', 'http://x'].map((value, index) =>
      good.replace('m1', `m${index + 2}`).replace(value === 'm1' ? 'm2' : value, `${value}\xff`),
    );
    const { posts, rejects } = await importContent(bytes(messageLines(good, ...damaged)));
    expect(posts).toEqual(['m1']);
    expect(rejects.map(({ reason }) => reason)).toEqual(
      ['message_id', 'user_id', 'repost_id', 'reply_id', 'urls'].map((column) => `${column} holds bytes that are not text`),
    );
  });

  test('in a text they cost nothing but themselves', async () => {
    const { file, result } = await importContent(
      bytes(messageLines('m1,u1,Ann\xff,,,a\xffb\0c,1600000000,http://x', 'm2,u2,Bob,,,"d\xfe, ""e""",1600000001,')),
    );
    expect(await file.rows('SELECT text FROM post ORDER BY record')).toEqual([{ text: 'a\uFFFDb\uFFFDc' }, { text: 'd\uFFFD, "e"' }]);
    expect(result).toMatchObject({
      keptCount: 2,
      rejectedCount: 0,
      notes: [expect.stringMatching(/2 records held bytes that are not text; they read as U\+FFFD/)],
    });
  });

  test('a character that another program already lost (U+FFFD) is no identifier either, with quotes or without', async () => {
    for (const quote of ['', '"']) {
      const { posts, rejects } = await importContent(shareLines('o1,a1,p1,101', `o2,${quote}a\uFFFD${quote},p2,102`));
      expect(posts).toEqual(['p1']);
      expect(rejects).toMatchObject([{ line: 3, reason: 'account_id holds bytes that are not text' }]);
    }
  });

  test('half a character in UTF-16 sets its record aside', async () => {
    const { posts, rejects } = await importContent(
      Buffer.from(`\uFEFF${shareLines('o1,a1,p1,101', 'o2,a\uD83D,p2,102', 'o3,a3,p3,103')}`, 'utf16le'),
    );
    expect(posts).toEqual(['p1', 'p3']);
    expect(rejects).toMatchObject([{ record: 2, line: 3, reason: 'account_id holds bytes that are not text' }]);
  });

  test('a few damaged bytes do not turn a Chinese UTF-8 file into GB18030', async () => {
    const damaged = Buffer.concat([
      Buffer.from(chineseTable),
      bytes('m7,u7,n,,,\xff\xfe\xfd,1600000007,\n'),
      Buffer.from(chineseTable.slice(MESSAGE_COLUMNS.length + 1).replaceAll('m', 'n')),
    ]);
    const { result, file } = await importContent(damaged);
    expect(result.keptCount).toBe(7);
    expect(await file.rows(`SELECT text FROM post WHERE key IN ('m0', 'm1', 'm2') ORDER BY record`)).toEqual(
      CHINESE.map((text) => ({ text })),
    );
  });

  test('Latin-1 is not taken for GB18030: it is Windows-1252, and said', async () => {
    const { file, result } = await importContent(bytes(messageLines('m1,u1,Ann,,,\xe9t\xe9 \xe0 la libert\xe9 fran\xe7aise,1600000000,')));
    expect(await file.rows('SELECT text FROM post')).toEqual([{ text: 'été à la liberté française' }]);
    expect(result.notes).toEqual(['Windows-1252, read as such (told by its letters; --encoding names another)']);
  });
});

describe('gzip', () => {
  const table = shareLines(
    ...Array.from({ length: 5000 }, (_, index) => `o${index % 97},a${index % 89},p${index},${1_600_000_000 + index}`),
  );
  const packed = gzipSync(table);

  test('it is recognised by content, whatever the name says', async () => {
    expect((await importContent(packed, 'shares.csv')).result).toMatchObject({ recordCount: 5000, keptCount: 5000 });
    expect((await importContent(table, 'shares.csv.gz')).result).toMatchObject({ recordCount: 5000, keptCount: 5000 });
  });

  test('members one after another, and zeros behind the last, are one text', async () => {
    const half = table.indexOf('\n', table.length / 2) + 1;
    const members = Buffer.concat([gzipSync(table.slice(0, half)), gzipSync(table.slice(half)), Buffer.alloc(512)]);
    expect((await importContent(members)).result).toMatchObject({ recordCount: 5000, keptCount: 5000 });
  });

  test.each([
    ['in its head', 9],
    ['in its first bytes', 40],
    ['in the middle', Math.floor(packed.length / 2)],
    ['before its checksum', packed.length - 8],
    ['one byte before its end', packed.length - 1],
  ])('cut off %s: refused, and nothing is imported', async (_place, length) => {
    await expect(importContent(packed.subarray(0, length))).rejects.toMatchObject({
      code: 'file',
      message: expect.stringMatching(
        /shares\.csv is cut off: its gzip stream ends early, after [\d,]+ bytes of text; get it again \(nothing was imported\)/,
      ),
    });
  });

  test.each([
    ['in the middle', Math.floor(packed.length / 2)],
    ['in its checksum', packed.length - 6],
    ['in its length', packed.length - 2],
  ])('damaged %s: refused, and nothing is imported', async (_place, at) => {
    const damaged = Buffer.from(packed);
    for (let byte = at; byte < at + 2; byte++) damaged[byte] = (damaged[byte] as number) ^ 0xff;
    await expect(importContent(damaged)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringMatching(/shares\.csv is damaged: its gzip stream breaks.*get it again/),
    });
  });

  test('a plain table appended to a packed one is not lost without a word', async () => {
    await expect(importContent(Buffer.concat([packed, Buffer.from(table)]))).rejects.toMatchObject({
      code: 'file',
      message: expect.stringMatching(/damaged/),
    });
  });

  test('an empty text in a packed file is refused as such', async () => {
    await expect(importContent(gzipSync(''))).rejects.toMatchObject({ code: 'file', message: expect.stringMatching(/holds no text/) });
  });
});

describe('what is no table at all', () => {
  test.each([
    ['an empty file', '', /is empty \(0 bytes\)/],
    ['a zip archive without an end', 'PK\x03\x04 and more', /begins as a zip archive, but its table of contents is missing/],
    ['an office document', 'PK\x03\x04 and [Content_Types].xml', /is an office document; save it as CSV/],
    ['a 7z archive', '7z\xbc\xaf and more', /is a 7z archive, which is not read; unpack it/],
    ['a file packed with xz', '\xfd7zXZ\0 and more', /compressed with xz, which is not read; unpack it/],
    ['a Parquet file', 'PAR1 and more', /is a Parquet file/],
  ])('%s is refused by name', async (_name, content, message) => {
    await expect(importContent(Buffer.from(content, 'latin1'))).rejects.toMatchObject({
      code: 'file',
      exitCode: 2,
      message: expect.stringMatching(message),
    });
  });

  test('a missing file, a folder and a device are refused by name', async () => {
    const file = await newCase();
    const folder = join(scratchFolder(), 'folder.csv');
    mkdirSync(folder);
    for (const [path, message] of [
      [`${folder}/none.csv`, /none\.csv does not exist/],
      [folder, /folder\.csv is a folder without files/],
      ['/dev/null', /\/dev\/null is a pipe or a device/],
    ] as const)
      await expect(importFiles(file, [path], {}, still)).rejects.toMatchObject({ code: 'file', message: expect.stringMatching(message) });
  });

  test('one missing file among ten: nothing is imported', async () => {
    const file = await newCase();
    const folder = scratchFolder();
    const paths = Array.from({ length: 10 }, (_, index) => scratchFile(shareLines(`o,a,p${index},100`), `day-${index}.csv`, folder));
    await expect(importFiles(file, [...paths.slice(0, 7), join(folder, 'day-x.csv'), ...paths.slice(7)], {}, still)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringMatching(/day-x\.csv does not exist/),
    });
    expect(await file.rows('SELECT (SELECT count(*) FROM source) AS sources, (SELECT count(*) FROM post) AS posts')).toEqual([
      { sources: 0, posts: 0 },
    ]);
  });

  test('one unreadable file after nine good ones: nothing is imported', async () => {
    const file = await newCase();
    const folder = scratchFolder();
    const paths = Array.from({ length: 9 }, (_, index) => scratchFile(shareLines(`o,a,p${index},100`), `day-${index}.csv`, folder));
    const last = scratchFile(gzipSync(shareLines('o,a,p9,100')).subarray(0, 40), 'day-9.csv.gz', folder);
    await expect(importFiles(file, [...paths, last], {}, still)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringMatching(/day-9\.csv\.gz is cut off/),
    });
    expect(await file.rows('SELECT (SELECT count(*) FROM source) AS sources, (SELECT count(*) FROM post) AS posts')).toEqual([
      { sources: 0, posts: 0 },
    ]);
  });
});
