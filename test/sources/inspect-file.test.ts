import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type Inspection, inspectFile } from '../../src/index.js';
import { MESSAGE_COLUMNS, messageLines, SHARE_COLUMNS, scratchFile, scratchFolder, shareLines } from '../scratch.js';
import { importContent, NOW, still } from './imported-case.js';

function inspect(content: string | Uint8Array, format?: string): Promise<Inspection> {
  return inspectFile(scratchFile(content), format === undefined ? {} : { format }, still);
}

describe('what inspect says of a table', () => {
  test('format, columns, layers, counts, and the first rows as the model sees them', async () => {
    expect(
      await inspect(shareLines(...Array.from({ length: 9 }, (_, index) => `o${index},0${index},p${index},${1_600_000_000 + index}`))),
    ).toMatchObject({
      format: 'share-table',
      problem: null,
      columns: SHARE_COLUMNS.split(','),
      layers: ['object'],
      encoding: 'utf-8',
      compression: 'none',
      recordCount: 9,
      rejectedCount: 0,
      firstRejects: [],
      firstRows: [0, 1, 2, 3, 4].map((index) => ({
        object: `o${index}`,
        account: `0${index}`,
        post: `p${index}`,
        postedAt: `2020-09-13T12:26:4${index}Z`,
      })),
    });
  });

  test('a missing column, a doubled column and an unknown table are no errors here: it says what is missing and counts all the same', async () => {
    expect(await inspect(shareLines('o,a,p,1', 'o,a').replace('account_id', 'user'))).toMatchObject({
      format: null,
      problem: expect.stringMatching(/lacks the column account_id/),
      columns: ['object_id', 'user', 'content_id', 'timestamp_share'],
      recordCount: 2,
      rejectedCount: 1,
      firstRows: [],
    });
    expect(await inspect(shareLines('o,a,p,1').replace('object_id', 'account_id'))).toMatchObject({
      format: null,
      problem: expect.stringMatching(/account_id more than once/),
    });
    expect(await inspect('name,age\nAnn,3\n"Bob,4\nEve,5\n')).toMatchObject({
      format: null,
      problem: expect.stringMatching(/no known format/),
      recordCount: 3,
      rejectedCount: 1,
      firstRejects: [{ record: 2, line: 3, reason: 'a quote is opened and not closed' }],
    });
  });

  test('a format that the user names and that does not fit is told by what it lacks', async () => {
    expect(await inspect(shareLines('o,a,p,1'), 'toolkit-table')).toMatchObject({
      format: null,
      problem: expect.stringMatching(/toolkit-table.*message_id/),
    });
    await expect(inspect(shareLines('o,a,p,1'), 'tweets')).rejects.toMatchObject({ code: 'usage' });
  });

  test('a table without rows has none', async () => {
    expect(await inspect(`${SHARE_COLUMNS}\n`)).toMatchObject({ format: 'share-table', recordCount: 0, rejectedCount: 0, firstRows: [] });
  });
});

describe('inspect and import tell the same counts, notes and first rejects', () => {
  const long = 'x'.repeat(17_000_000);
  test.each<[string, string | Buffer]>([
    ['rows of another length, nothing quoted', shareLines('o1,a1,p1,101', 'o2,a2', 'o3,a3,p3,103,4', 'o4,a4,p4,104')],
    [
      'a row of another length far behind the first',
      shareLines(...Array.from({ length: 5000 }, (_, index) => `o,a,p${index},1600000000`), 'o,a'),
    ],
    ['broken quotes', shareLines('o1,a1,p1,101', '"o2,a2,p2,102', '"o3","a3","p3","103"')],
    [
      'all kinds of times',
      shareLines(
        'o,a,p1,1600000000',
        'o,a,p2,-1',
        'o,a,p3,1600000000000',
        `o,a,p4,${NOW.getTime() / 1000 + 1e6}`,
        'o,a,p5,x',
        'o,a,p6,1600000000.5',
      ),
    ],
    ['blank objects, accounts and posts', shareLines(',a1,p1,101', 'o2,,p2,102', 'o3,a3,,103')],
    ['bytes that are not text', Buffer.from(messageLines('m1,u1,A,,,t\xffxt,1600000000,', 'm\xff2,u2,B,,,text,1600000000,'), 'latin1')],
    ['UTF-16, packed, with semicolons', gzipSync(Buffer.from(`\uFEFF${shareLines('o1,a1,p1,101', 'o2').replaceAll(',', ';')}`, 'utf16le'))],
    ['mixed line ends and empty lines', `${SHARE_COLUMNS}\r\no1,a1,p1,101\n\no2,a2,p2,102\ro3\r\n`],
    ['a text of several lines', `${MESSAGE_COLUMNS}\nm1,u1,A,,,"one\r\ntwo",1600000000,\nm2,u2,B,,,x,never,\n`],
    ['a very long line', shareLines('o1,a1,p1,101', `o2,${long},p2,102`)],
  ])('%s', async (_kind, content) => {
    const inspected = await inspect(content);
    const { result } = await importContent(content);
    expect(inspected).toMatchObject({
      format: result.format,
      sha256: result.sha256,
      recordCount: result.recordCount,
      rejectedCount: result.rejectedCount,
      notes: result.notes,
      firstRejects: result.firstRejects,
    });
    expect(inspected.firstRows).toHaveLength(Math.min(5, result.keptCount));
  });
});

test('a file that cannot be read is an error of inspect as of import', async () => {
  const folder = join(scratchFolder(), 'folder');
  mkdirSync(folder);
  const packed = gzipSync(shareLines('o,a,p,1'));
  for (const [path, message] of [
    [scratchFile(''), /is empty/],
    [scratchFile(packed.subarray(0, 30)), /is cut off/],
    [scratchFile(Buffer.concat([packed.subarray(0, -8), Buffer.alloc(8)])), /is damaged/],
    [`${folder}/none.csv`, /does not exist/],
    [folder, /is a folder/],
  ] as const)
    await expect(inspectFile(path, {}, still)).rejects.toMatchObject({ code: 'file', message: expect.stringMatching(message) });
});
