import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AntiphonError, importInputs } from '../../src/index.js';
import { zipMembers } from '../../src/sources/zip-archive.js';
import { contentsOf, scratchFile, scratchFolder, shareLines } from '../scratch.js';
import { type ZipMember, zipBytes } from '../zip-bytes.js';
import { newCase, still } from './imported-case.js';

const monday = shareLines('o1,a1,p1,101', 'o2,a2,p2,102');
const tuesday = shareLines('o1,a1,p3,201');

async function importZip(members: readonly ZipMember[], name = 'archive.zip', damage = (bytes: Buffer): Buffer => bytes) {
  const file = await newCase();
  const path = scratchFile(damage(zipBytes(members)), name);
  const result = await importInputs(file, [path], {}, still);
  const shown = (text: string): string => text.replace(path, name);
  return {
    file,
    files: result.files.map((one) => ({ ...one, path: shown(one.path) })),
    passedOver: result.passedOver.map((one) => ({ ...one, path: shown(one.path) })),
  };
}

describe('the members of an archive are sources of their own', () => {
  test('packed, stored, gzipped and zip64: each under its path in the archive, with the hash of its own bytes', async () => {
    const { file, files, passedOver } = await importZip([
      { name: 'inner/tuesday.csv.gz', content: gzipSync(tuesday), stored: true },
      { name: 'inner/monday.csv', content: monday },
      { name: 'wide.csv', content: shareLines('o9,a9,p9,900'), zip64: true },
    ]);
    expect(files).toMatchObject([
      { path: 'archive.zip/inner/monday.csv', keptCount: 2, notes: [], sha256: createHash('sha256').update(monday).digest('hex') },
      { path: 'archive.zip/inner/tuesday.csv.gz', keptCount: 1, notes: ['gzip, unpacked'] },
      { path: 'archive.zip/wide.csv', keptCount: 1 },
    ]);
    expect(passedOver).toEqual([]);
    const [first] = await file.rows<{ path: string }>('SELECT path FROM source ORDER BY source_id');
    expect(first?.path).toMatch(/^\/.*archive\.zip\/inner\/monday\.csv$/);
  });

  test('unpacked, a member is the same source; twice in an archive under two names, it is imported once', async () => {
    const { file, files } = await importZip([
      { name: 'a.csv', content: monday },
      { name: 'b.csv', content: monday },
    ]);
    expect(files.map(({ alreadyImported }) => alreadyImported)).toEqual([false, true]);
    const again = await importInputs(file, [scratchFile(monday)], {}, still);
    expect(again.files[0]?.alreadyImported).toBe(true);
  });

  test('files of one name in several folders do not get into each other’s way', async () => {
    const users = (id: string): string =>
      ['id,username,created_at,description', `${id},name${id},2020-01-01T00:00:00Z,words of ${id}`].join('\n');
    const { files } = await importZip([
      { name: 'x/shares.csv', content: gzipSync(monday) },
      { name: 'y/shares.csv', content: gzipSync(tuesday) },
      { name: 'z/users.csv', content: users('1') },
    ]);
    expect(files.map(({ keptCount }) => keptCount)).toEqual([2, 1]);
  });

  test('folders, hidden files and what Mac OS adds are left out without a word; other files with one', async () => {
    const { files, passedOver } = await importZip([
      { name: 'inner/', content: '', stored: true },
      { name: '__MACOSX/inner/._monday.csv', content: '\0\x05\x16\x07' },
      { name: 'inner/.DS_Store', content: '\0\0\0\x01Bud1' },
      { name: 'inner/monday.csv', content: monday },
      { name: 'inner/README.md', content: '[![badge](x)](y)\n\nSome words.\n' },
      { name: 'inner/photo.jpg', content: Uint8Array.from({ length: 600 }, (_, index) => index & 31) },
      { name: 'empty.csv', content: '' },
      { name: 'header.csv', content: 'object_id,account_id,content_id,timestamp_share\n' },
      { name: 'more.zip', content: zipBytes([{ name: 'a.csv', content: tuesday }]) },
    ]);
    expect(files.map(({ path }) => path)).toEqual(['archive.zip/inner/monday.csv']);
    const reasons = Object.fromEntries(passedOver.map(({ path, reason }) => [path.slice('archive.zip/'.length), reason]));
    expect(reasons).toEqual({
      'empty.csv': expect.stringMatching(/holds no text/),
      'header.csv': expect.stringMatching(/a header and no rows/),
      'inner/README.md': expect.stringMatching(/^is of no known format/),
      'inner/photo.jpg': 'is no text',
      'more.zip': expect.stringMatching(/is a zip archive inside another, which is not read; unpack it/),
    });
  });

  test('names of other times and places are shown as they were meant', async () => {
    const gbk = Buffer.from([0xce, 0xa2, 0xb2, 0xa9]); // 微博 in GBK
    const cp437 = Buffer.from([0x63, 0x61, 0x66, 0x82]); // café on old DOS
    const csv = Buffer.from('.csv');
    const { files } = await importZip([
      { name: Buffer.concat([gbk, csv]), content: monday },
      { name: Buffer.concat([cp437, csv]), content: tuesday },
      { name: '微.csv', content: shareLines('o,a,p7,700') },
      { name: Buffer.from('博.csv'), content: shareLines('o,a,p8,800') },
    ]);
    expect(files.map(({ path }) => path.slice('archive.zip/'.length))).toEqual(['café.csv', '博.csv', '微.csv', '微博.csv']);
  });
});

describe('what is refused, in one line, with nothing imported', () => {
  const good: ZipMember = { name: 'good.csv', content: shareLines('o,a,p0,100') };
  const bad = (member: Partial<ZipMember>): ZipMember[] => [good, { name: 'bad.csv', content: monday, ...member }];

  test.each<[string, ZipMember[], RegExp]>([
    ['encrypted', bad({ flags: 1 }), /archive\.zip\/bad\.csv is encrypted; unpack the archive with its password/],
    ['an unknown method', bad({ method: 9 }), /bad\.csv is packed by method 9 \(Deflate64\), which is not read/],
    ['a wrong checksum', bad({ crc: 1 }), /bad\.csv is damaged: its checksum \(CRC-32\) does not fit/],
    ['a wrong checksum of stored bytes', bad({ crc: 1, stored: true }), /bad\.csv is damaged: its checksum/],
    ['fewer bytes than stated', bad({ size: monday.length + 1 }), /bad\.csv is damaged: it unpacks to [\d,]+ bytes, fewer than/],
    ['more bytes than stated', bad({ size: monday.length - 1 }), /bad\.csv is damaged: it unpacks to more than/],
    ['no deflate stream', bad({ packed: Buffer.alloc(20, 0xff) }), /bad\.csv is damaged: it cannot be unpacked beyond 0 bytes/],
    ['two sizes of stored bytes', bad({ stored: true, size: 7 }), /archive\.zip.* (two sizes|size mismatch)/],
    ['one name twice', [good, good], /archive\.zip holds good\.csv twice, and which one is meant cannot be told/],
    [
      'members that overlap',
      [good, { ...good, name: 'twin.csv', offset: 0 }],
      /archive\.zip is damaged or a zip bomb: its members overlap/,
    ],
    ['a cut gzip inside', bad({ content: gzipSync(monday).subarray(0, 30) }), /bad\.csv is cut off: its gzip stream ends early/],
    ['a stated size beyond reason', bad({ size: 0xfffffff0 }), /archive\.zip would unpack to 4,295 MB from 1 MB, as a zip bomb does/],
  ])('%s', async (_fault, members, message) => {
    const file = await newCase();
    const folder = scratchFolder();
    const path = scratchFile(zipBytes(members), 'archive.zip', folder);
    const before = contentsOf(folder);
    await expect(importInputs(file, [scratchFile(monday), path], {}, still)).rejects.toMatchObject({
      code: 'file',
      message: expect.stringMatching(message),
    });
    expect(contentsOf(folder)).toEqual(before);
    expect(await file.rows('SELECT count(*) AS count FROM source')).toEqual([{ count: 0 }]);
  });

  test('a name that leads out of the archive is passed over and written nowhere', async () => {
    const names = ['../evil.csv', 'a/../../evil.csv', '/tmp/antiphon-evil.csv', 'C:/evil.csv', 'a\\evil.csv', '..\\evil.csv'];
    const { files, passedOver } = await importZip([good, ...names.map((name) => ({ name, content: monday }))]);
    expect(files).toHaveLength(1);
    expect(passedOver.map(({ path, reason }) => `${path.slice('archive.zip/'.length)}: ${reason}`)).toEqual(
      expect.arrayContaining([
        '../evil.csv: its name leads out of the archive (..)',
        '/tmp/antiphon-evil.csv: its name is an absolute path',
        'C:/evil.csv: its name begins with a drive letter',
        'a\\evil.csv: its name holds backslashes, which lead out of the archive on some systems',
      ]),
    );
    expect(passedOver).toHaveLength(names.length);
  });

  test('cut off anywhere, an archive is refused as a whole', async () => {
    const bytes = zipBytes([good, { name: 'monday.csv', content: monday }]);
    for (const length of [5, 40, bytes.length >> 1, bytes.length - 30, bytes.length - 1])
      await expect(importZip([], 'archive.zip', () => bytes.subarray(0, length))).rejects.toMatchObject({
        code: 'file',
        message: expect.stringMatching(/archive\.zip is (cut off or )?damaged/),
      });
  });

  test('an archive of nothing but other files is an error that says so', async () => {
    await expect(importZip([{ name: 'a.txt', content: 'one\ntwo\n' }])).rejects.toMatchObject({
      code: 'format',
      message: expect.stringMatching(
        /archive\.zip holds no table of a known format \(.*a\.txt: is of no known format.*nothing was imported/,
      ),
    });
    await expect(importZip([])).rejects.toMatchObject({ code: 'file', message: expect.stringMatching(/holds no file/) });
  });
});

test('whatever byte of an archive is damaged, its members come whole or not at all', async () => {
  const texts = new Map([
    ['monday.csv', monday],
    ['tuesday.csv', tuesday],
  ]);
  const sound = zipBytes([...texts].map(([name, content]) => ({ name, content })));
  const folder = scratchFolder();
  await fc.assert(
    fc.asyncProperty(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }), fc.boolean(), async (at, change, isCut) => {
      const bytes = Buffer.from(isCut ? sound.subarray(0, at) : sound);
      if (!isCut) bytes[at] = (bytes[at] as number) ^ change;
      const path = scratchFile(bytes, 'damaged.zip', folder);
      try {
        for (const member of (await zipMembers(path, path, path)).members) {
          const pieces: Buffer[] = [];
          for await (const piece of member.bytes()) pieces.push(piece);
          expect([...texts.values()]).toContain(Buffer.concat(pieces).toString());
        }
      } catch (error) {
        expect(error).toBeInstanceOf(AntiphonError);
        expect((error as AntiphonError).code).toBe('file');
      }
    }),
    { numRuns: 150 },
  );
});
