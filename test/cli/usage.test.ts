import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentsOf, scratchFile, shareLines } from '../scratch.js';
import { antiphon, antiphonHere, errorLine, MAIN, run } from './antiphon.js';

let folder = '';
let before: Record<string, string> = {};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'antiphon-test-'));
  scratchFile(shareLines('o1,a1,p1,101', 'o1,a2,p2,102', 'o2,a1,p3,201', 'o2,a2,p4,202'), 'shares.csv', folder);
  expect((await antiphonHere(['import', 'study.antiphon', 'shares.csv', '--quiet'], { cwd: folder })).code).toBe(0);
  before = contentsOf(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a wrong command: exit 2, one line that names the fault and a remedy, and the case is as it was', () => {
  test.each<[string, RegExp]>([
    ['run coordination study.antiphon --window-seconds 0', /--window-seconds .*must be at least 1, got 0$/],
    ['run coordination study.antiphon --window-seconds -60', /--window-seconds .*must be at least 1, got -60$/],
    ['run coordination study.antiphon --window-seconds sixty', /--window-seconds .*must be a number, got "sixty"$/],
    ['run coordination study.antiphon --window-seconds 31536001', /--window-seconds .*must be at most 31,536,000, got 31536001$/],
    ['run coordination study.antiphon --layer urls', /no layer "urls"; it has object \(4 shares\)\. Why: /],
    ['run coordination study.antiphon --layer object --layer object', /--layer.*It is given twice; give it once/],
    ['run coordination study.antiphon --layer object,url --preset toolkit', /--preset takes one layer, got "object,url"/],
    ['run similarity study.antiphon --layer object,url', /--layer \(layer\) takes one layer here, got "object,url"; run each by itself/],
    ['run sensitivity study.antiphon --windows 10,,60', /--windows \(windows\) has a blank between its commas: "10,,60"/],
    ['run coordination study.antiphon --output one.csv --pairs ./one.csv', /--output and --pairs both name one\.csv; give each a file/],
    ['evaluate study.antiphon 1 --truth none.csv', /none\.csv does not exist; check the name$|there is no finding 1/],
    ['simulate shares.csv', /\/shares\.csv is a file, and a folder is needed; name another one/],
    ['run coordination study.antiphon --windw 60', /unknown option '--windw'.*--help/],
    ['run coordination study.antiphon --preset gephi', /--preset.*gephi.*coortweet, toolkit/],
    ['run coordinatoin study.antiphon', /no analysis 'coordinatoin'.*`antiphon list analyses`/],
    [
      'run coordination study.antiphon --output results.xlsx',
      /results\.xlsx ends in "\.xlsx", which is no known kind of table; use .*\.csv/,
    ],
    ['run coordination study.antiphon --output none/results.csv', /the folder \S+\/none does not exist; make it first/],
    ['import study.antiphon', /missing required argument 'files'/],
    ['import study.antiphon shares.csv --format tweets', /no format "tweets"; known formats: .*share-table/],
    ['import study.antiphon shares.csv --fromat share-table', /unknown option '--fromat' \(Did you mean --format\?\)/],
    ['show edge study.antiphon a1 a2 --finding one', /--finding must be the number of a finding, got "one"/],
    ['imprt study.antiphon shares.csv', /unknown command 'imprt' \(Did you mean import\?\)/],
  ])('antiphon %s', async (line, message) => {
    const outcome = await antiphonHere([...line.split(' '), '--quiet'], { cwd: folder });
    expect(outcome.code).toBe(2);
    expect(errorLine(outcome)).toMatch(message);
    expect(contentsOf(folder)).toEqual(before);
  });

  test('with --json a wrong option is an error object like any other', async () => {
    const outcome = await antiphonHere(['list', 'formats', '--jsn', '--json'], { cwd: folder });
    expect(outcome.code).toBe(2);
    expect(JSON.parse(outcome.stderr)).toEqual({ error: { code: 'usage', message: expect.stringContaining("unknown option '--jsn'") } });
  });

  test.each([[], ['run']])('antiphon %s alone shows what can follow, and is no success', async (...words) => {
    const outcome = await antiphonHere(
      words.filter((word) => word !== undefined),
      { cwd: folder },
    );
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toMatch(/^Usage: antiphon/);
  });
});

describe('asking for help or the version is a success', () => {
  test.each([['--version'], ['run', 'coordination', '--help']])('antiphon %s %s', async (...words) => {
    const outcome = await antiphonHere(
      words.filter((word) => word !== undefined),
      { cwd: folder },
    );
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(outcome.stdout).not.toBe('');
  });
});

test('the program itself ends with the exit code and says the same words as the command line in this process', async () => {
  for (const line of [
    '--version',
    'run',
    'run coordination study.antiphon --window-seconds 0 --quiet',
    'list findings study.antiphon --json',
  ]) {
    const outcome = await antiphon(line.split(' '), { cwd: folder });
    expect(outcome).toEqual(await antiphonHere(line.split(' '), { cwd: folder }));
  }
  expect(contentsOf(folder)).toEqual(before);
});

test.skipIf(process.platform === 'win32')('a reader that closes early, such as head, is no failure', async () => {
  const line = `"${process.execPath}" "${MAIN}" list analyses --json | head -c 1; echo "\${PIPESTATUS[0]}"`;
  const outcome = await run('bash', ['-c', line], { cwd: folder });
  expect(outcome).toMatchObject({ stdout: '[0\n', stderr: '' });
});
