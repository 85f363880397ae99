import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { contentsOf, SHARE_COLUMNS, scratchFile, scratchFolder, shareLines } from '../scratch.js';
import { antiphonHere as antiphon, errorLine } from './antiphon.js';

// What inspect finds in each kind of file: test/sources/inspect-file.test.ts.

/** A folder with files, and one for temporary files, both of which must be left as they are. */
function folders(files: Record<string, string | Buffer>): { cwd: string; env: Record<string, string> } {
  const [cwd, temporary] = [scratchFolder(), scratchFolder()];
  for (const [name, content] of Object.entries(files)) scratchFile(content, name, cwd);
  return { cwd, env: { TMPDIR: temporary } };
}

test('inspect says what it found in words, and writes nothing, neither here nor among the temporary files', async () => {
  const settings = folders({
    'shares.csv.gz': gzipSync(shareLines('o1,a1,p1,1600000000', 'o2,"北京, 001",p2,1600000060', 'o3,a3', 'o4,a4,p4,soon')),
    'people.csv': 'name,age\nAnn,3\n',
    'empty.csv': `${SHARE_COLUMNS}\n`,
  });
  const before = contentsOf(settings.cwd);
  const outcome = await antiphon(['inspect', 'shares.csv.gz', 'people.csv', 'empty.csv'], settings);
  expect(outcome.code).toBe(0);
  const parts = outcome.stdout.split('\n\n');
  const [shares, people] = parts;
  expect(shares?.split('\n')).toEqual([
    'shares.csv.gz: share-table',
    expect.stringMatching(/^ {2}4 rows, \d+ bytes; gzip, unpacked; 1 record of other than 4 fields or with broken quotes set aside$/),
    expect.stringMatching(/^ {2}comma-separated, .*, UTF-8$/),
    `  columns: ${SHARE_COLUMNS.replaceAll(',', ', ')}`,
    '  layers: object',
    '  first rows as the model sees them:',
    '  account    post  postedAt              object',
    '  a1         p1    2020-09-13T12:26:40Z  o1',
    '  北京, 001  p2    2020-09-13T12:27:40Z  o2',
    '  line 4 would be set aside: 2 fields where the header has 4',
    '  line 5 would be set aside: timestamp_share "soon" is not a number of seconds since 1970',
  ]);
  expect(people).toMatch(
    /^people\.csv: no known format\n {2}1 row,.*\n.*\n {2}columns: name, age\n.*no known format \(columns found: name, age\); `antiphon list formats` shows/,
  );
  expect(parts.at(-2)).toMatch(/^empty\.csv: share-table\n {2}0 rows/);
  expect(contentsOf(settings.cwd)).toEqual(before);
  expect(contentsOf(settings.env['TMPDIR'] as string)).toEqual({});
});

test('with --json it is one array with an object for each file', async () => {
  const settings = folders({ 'a.csv': shareLines('o,a,p,1'), 'b.csv': shareLines('o,a,q,2', 'bad') });
  const outcome = await antiphon(['inspect', 'a.csv', 'b.csv', '--json'], settings);
  expect(JSON.parse(outcome.stdout)).toMatchObject([
    {
      path: 'a.csv',
      format: 'share-table',
      recordCount: 1,
      rejectedCount: 0,
      firstRows: [{ account: 'a', post: 'p', object: 'o', postedAt: '1970-01-01T00:00:01Z' }],
    },
    { path: 'b.csv', recordCount: 2, rejectedCount: 1, firstRejects: [{ record: 2, line: 3 }] },
  ]);
});

test('a file that cannot be read: exit 2, one line, and nothing is left among the temporary files', async () => {
  const settings = folders({ 'cut.csv.gz': gzipSync(shareLines('o,a,p,1')).subarray(0, 40) });
  mkdirSync(join(settings.cwd, 'folder'));
  const before = contentsOf(settings.cwd);
  for (const [name, message] of [
    ['cut.csv.gz', /cut\.csv\.gz is cut off/],
    ['none.csv', /none\.csv does not exist/],
    ['folder', /folder is a folder/],
  ] as const) {
    const outcome = await antiphon(['inspect', name, '--quiet'], settings);
    expect(outcome.code).toBe(2);
    expect(errorLine(outcome)).toMatch(message);
  }
  expect(contentsOf(settings.cwd)).toEqual(before);
  expect(contentsOf(settings.env['TMPDIR'] as string)).toEqual({});
});

test('characters in a file that would steer the terminal are shown as U+FFFD', async () => {
  const settings = folders({ 'shares.csv': shareLines('\x1b[2Jo,\x07a,\x9bp,1600000000'), '\x1b[31m.csv': 'name\x1b]0;age\nAnn\n' });
  for (const name of ['shares.csv', '\x1b[31m.csv']) {
    const outcome = await antiphon(['inspect', name], settings);
    expect(outcome.stdout).toContain('\uFFFD');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(outcome.stdout).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/);
  }
});
