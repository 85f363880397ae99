import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { contentsOf, scratchFile, scratchFolder, shareLines } from '../scratch.js';
import { zipBytes } from '../zip-bytes.js';
import { antiphonHere as antiphon, errorLine, MAIN } from './antiphon.js';

// What a user names and is told; what is read and refused is in test/sources.

const table = shareLines('o1,a1,p1,101', 'o1,a2,p2,102');

/** Runs the command line with something on its standard input. */
function piped(args: readonly string[], input: Buffer, cwd: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (text) => {
      said.stdout += text;
    });
    child.stderr.on('data', (text) => {
      said.stderr += text;
    });
    child.on('close', (code) => resolve({ code, ...said }));
    child.stdin.end(input);
  });
}

test('standard input, packed or an archive, is imported under its name, and nothing is left beside the case', async () => {
  const folder = scratchFolder();
  const first = await piped(['import', 'study.antiphon', '-'], gzipSync(table), folder);
  expect(first.stdout.split('\n').slice(0, 2)).toEqual(['standard input: share-table, 2 rows = 2 kept + 0 set aside', '  gzip, unpacked']);
  const second = await piped(['import', 'study.antiphon', '-'], zipBytes([{ name: 'in/a.csv', content: table }]), folder);
  expect(second).toMatchObject({ code: 0, stdout: expect.stringMatching(/^standard input\/in\/a\.csv: share-table, 2 rows/) });
  const empty = await piped(['import', 'study.antiphon', '-', '--quiet'], Buffer.alloc(0), folder);
  expect(empty).toMatchObject({ code: 2, stderr: 'antiphon: standard input is empty (0 bytes); nothing to import\n' });
  expect(Object.keys(contentsOf(folder))).toEqual(['study.antiphon']);
});

test('what is passed over is said, and stands with its reason in the JSON', async () => {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'data'));
  scratchFile(table, 'a.csv', join(folder, 'data'));
  scratchFile('Words.\n', 'notes.txt', join(folder, 'data'));
  const said = await antiphon(['import', 'one.antiphon', 'data'], { cwd: folder });
  expect(said.stdout.split('\n')).toEqual([
    'data/a.csv: share-table, 2 rows = 2 kept + 0 set aside',
    'passed over: data/notes.txt: is of no known format (columns found: Words.)',
    'case: one.antiphon',
    '',
  ]);
  const { stdout } = await antiphon(['import', 'two.antiphon', 'data/*', '--json', '--quiet'], { cwd: folder });
  expect(JSON.parse(stdout)).toMatchObject({
    files: [{ path: 'data/a.csv' }],
    passedOver: [{ path: 'data/notes.txt', reason: 'is of no known format (columns found: Words.)' }],
  });
  const inspected = await antiphon(['inspect', 'data/*.csv', '--json', '--quiet'], { cwd: folder });
  expect(JSON.parse(inspected.stdout)).toMatchObject([{ path: 'data/a.csv', writtenAs: 'comma-separated, LF, no field quoted, UTF-8' }]);
});

test('an encoding that there is not is a usage error', async () => {
  const folder = scratchFolder();
  scratchFile(table, 'a.csv', folder);
  const outcome = await antiphon(['import', 'study.antiphon', 'a.csv', '--encoding', 'klingon', '--quiet'], { cwd: folder });
  expect(outcome.code).toBe(2);
  expect(errorLine(outcome)).toMatch(/there is no encoding "klingon"; --encoding takes names such as/);
  expect(Object.keys(contentsOf(folder))).toEqual(['a.csv']);
});
