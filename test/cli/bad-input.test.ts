import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { contentsOf, SHARE_COLUMNS, scratchFile, scratchFolder, shareLines } from '../scratch.js';
import { antiphonHere as antiphon, errorLine } from './antiphon.js';

// The faults themselves are in test/sources; here: what the user is told, the exit code, and that nothing is left behind.

const good = shareLines('o1,a1,p1,101', 'o1,a2,p2,102');

describe('a file that cannot be imported: exit 2, one line, no new case', () => {
  test.each<[string, string | Buffer, RegExp]>([
    ['an empty file', '', /bad\.csv is empty \(0 bytes\); nothing to import/],
    ['a header only', `${SHARE_COLUMNS}\n`, /bad\.csv has a header and no rows; nothing was imported/],
    [
      'a missing column',
      good.replace('account_id', 'user'),
      /bad\.csv .*lacks the column account_id; columns found: object_id, user, content_id, timestamp_share/,
    ],
    [
      'a doubled column',
      good.replace('object_id', 'account_id'),
      /bad\.csv has the column account_id more than once; rename or remove the second one/,
    ],
    ['a cut-off gzip', gzipSync(good).subarray(0, 50), /bad\.csv is cut off: .*get it again \(nothing was imported\)/],
    ['a program', Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 7919) & 255)), /bad\.csv/],
    ['one row, in milliseconds', shareLines('o,a,p,1600000000000'), /bad\.csv: its only row was set aside.*milliseconds.*divide by 1000/],
    ['a column name of several lines', '"object\n_id",account_id,content_id\no,a,p\n', /columns found: object _id, account_id, content_id/],
  ])('%s', async (_fault, content, message) => {
    const folder = scratchFolder();
    scratchFile(good, 'good.csv', folder);
    scratchFile(content, 'bad.csv', folder);
    const before = contentsOf(folder);
    const outcome = await antiphon(['import', 'study.antiphon', 'good.csv', 'bad.csv', '--quiet'], { cwd: folder });
    expect(outcome.code).toBe(2);
    expect(errorLine(outcome)).toMatch(message);
    expect(contentsOf(folder)).toEqual(before);
  });

  test('a file that does not exist among ten that do', async () => {
    const folder = scratchFolder();
    const names = Array.from({ length: 10 }, (_, index) => `day-${index}.csv`);
    for (const [index, name] of names.entries()) scratchFile(shareLines(`o,a,p${index},100`), name, folder);
    const before = contentsOf(folder);
    const outcome = await antiphon(['import', 'study.antiphon', ...names.slice(0, 9), 'day-ten.csv', 'day-9.csv', '--quiet'], {
      cwd: folder,
    });
    expect(outcome.code).toBe(2);
    expect(errorLine(outcome)).toBe('antiphon: day-ten.csv does not exist; check the name (nothing was imported)');
    expect(contentsOf(folder)).toEqual(before);
  });

  test('a folder without files, with the remedy', async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'shares'));
    const outcome = await antiphon(['import', 'study.antiphon', 'shares', '--quiet'], { cwd: folder });
    expect(outcome.code).toBe(2);
    expect(errorLine(outcome)).toMatch(/shares is a folder without files/);
    expect(Object.keys(contentsOf(folder))).toEqual(['shares']);
  });

  test('start on a bad file leaves nothing either', async () => {
    const folder = scratchFolder();
    scratchFile('name,age\nAnn,3\n', 'people.csv', folder);
    const before = contentsOf(folder);
    const outcome = await antiphon(['start', 'people.csv', '--quiet'], { cwd: folder });
    expect(outcome.code).toBe(2);
    expect(errorLine(outcome)).toMatch(/people\.csv is of no known format/);
    expect(contentsOf(folder)).toEqual(before);
  });

  test('with --json the error is one object with its code', async () => {
    const folder = scratchFolder();
    const outcome = await antiphon(['import', 'study.antiphon', 'none.csv', '--json', '--quiet'], { cwd: folder });
    expect(outcome.code).toBe(2);
    expect(JSON.parse(outcome.stderr)).toEqual({
      error: { code: 'file', message: 'none.csv does not exist; check the name (nothing was imported)' },
    });
  });
});

test('a bad file behind a good one, for a case that is there: exit 2, and the case is as it was', async () => {
  const folder = scratchFolder();
  scratchFile(good, 'good.csv', folder);
  scratchFile(good.replaceAll(',p', ',q'), 'more.csv', folder);
  scratchFile(gzipSync(good).subarray(0, 50), 'cut.csv.gz', folder);
  scratchFile(shareLines('o,a,p,soon'), 'no-row.csv', folder);
  expect((await antiphon(['import', 'study.antiphon', 'good.csv', '--quiet'], { cwd: folder })).code).toBe(0);
  const before = contentsOf(folder);
  for (const name of ['cut.csv.gz', 'no-row.csv']) {
    const outcome = await antiphon(['import', 'study.antiphon', 'more.csv', name, '--quiet'], { cwd: folder });
    expect(outcome.code).toBe(2);
    expect(errorLine(outcome)).toContain(name);
    expect(contentsOf(folder)).toEqual(before);
  }
});

describe('what an import says', () => {
  test('counts that add up, what was converted, the first rejects with their lines, and how many more', async () => {
    const folder = scratchFolder();
    const lines = ['o1,a1,p1,101', ...Array.from({ length: 7 }, (_, index) => `o,a,p${index + 2},never`), 'short'];
    scratchFile(gzipSync(Buffer.from(`\uFEFF${shareLines(...lines).replaceAll(',', ';')}`, 'utf16le')), 'shares.csv.gz', folder);
    const outcome = await antiphon(['import', 'study.antiphon', 'shares.csv.gz'], { cwd: folder });
    expect(outcome.code).toBe(0);
    expect(outcome.stdout.split('\n')).toEqual([
      'shares.csv.gz: share-table, 9 rows = 1 kept + 8 set aside',
      '  gzip, unpacked',
      '  UTF-16LE, read as such',
      '  fields are separated by ";"',
      '  1 record of other than 4 fields or with broken quotes set aside',
      ...[3, 4, 5, 6, 7].map((line) => `  line ${line}: timestamp_share "never" is not a number of seconds since 1970`),
      "  … and 3 more; all are in the case's table reject",
      'case: study.antiphon',
      '',
    ]);
    expect(Object.keys(contentsOf(folder))).toEqual(['shares.csv.gz', 'study.antiphon']);
  });

  test('the same file again: exit 0, nothing changed, and it says so', async () => {
    const folder = scratchFolder();
    scratchFile(good, 'shares.csv', folder);
    scratchFile(good, 'other name.csv', folder);
    await antiphon(['import', 'study.antiphon', 'shares.csv'], { cwd: folder });
    const before = contentsOf(folder);
    const outcome = await antiphon(['import', 'study.antiphon', 'other name.csv'], { cwd: folder });
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toMatch(
      /^other name\.csv: already in the case \(same content\), nothing changed \(2 rows = 2 kept \+ 0 set aside\)$/m,
    );
    expect(contentsOf(folder)).toEqual(before);
  });

  test('names with blanks, quotes and semicolons are names like others', async () => {
    const folder = scratchFolder();
    const name = `it's "odd"; --really.csv`;
    scratchFile(`${good}bad\n`, name, folder);
    const outcome = await antiphon(['import', `o'case;.antiphon`, name, '--json', '--quiet'], { cwd: folder });
    expect(outcome.code).toBe(0);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ files: [{ path: name, recordCount: 3, keptCount: 2, rejectedCount: 1 }] });
  });
});
