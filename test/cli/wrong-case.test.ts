import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CaseFile } from '../../src/index.js';
import { contentsOf, scratchFile, scratchFolder, shareLines } from '../scratch.js';
import { antiphon, antiphonHere, errorLine, MAIN, run } from './antiphon.js';

let store = '';
let study = '';

beforeAll(async () => {
  store = mkdtempSync(join(tmpdir(), 'antiphon-test-'));
  study = join(store, 'study.antiphon');
  scratchFile(
    shareLines(...Array.from({ length: 3000 }, (_, index) => `o${index % 50},a${index % 7},p${index},${1_600_000_000 + index}`)),
    'shares.csv',
    store,
  );
  expect((await antiphonHere(['import', 'study.antiphon', 'shares.csv', '--quiet'], { cwd: store })).code).toBe(0);
});

afterAll(() => rmSync(store, { recursive: true, force: true }));

const IMPORT = ['import', 'study.antiphon', 'more.csv'];
const RUN = ['run', 'coordination', 'study.antiphon'];
const LIST = ['list', 'findings', 'study.antiphon'];

/** A folder with a good table and whatever stands where the case should be. */
async function folderWith(prepare: (path: string) => unknown): Promise<string> {
  const folder = scratchFolder();
  scratchFile(shareLines('o1,a1,q1,101', 'o1,a2,q2,102'), 'more.csv', folder);
  await prepare(join(folder, 'study.antiphon'));
  return folder;
}

/** Runs a command that must fail with exit 3 and change nothing, and gives its message. */
async function failure(command: readonly string[], folder: string): Promise<string> {
  const before = contentsOf(folder);
  const outcome = await antiphonHere([...command, '--quiet'], { cwd: folder });
  expect(outcome.code).toBe(3);
  const message = errorLine(outcome);
  expect(contentsOf(folder)).toEqual(before);
  return message;
}

async function otherDatabase(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run('CREATE TABLE measurement AS SELECT 1 AS value');
  connection.closeSync();
  instance.closeSync();
}

async function newerCase(path: string): Promise<void> {
  cpSync(study, path);
  const file = await CaseFile.open(path);
  await file.run('UPDATE antiphon_case SET schema_version = 9999');
  file.close();
}

function damagedCase(path: string): void {
  const bytes = readFileSync(study);
  for (let block = 12_288; block < bytes.length; block += 262_144) bytes.fill(0x5a, block + 1000, block + 2000);
  writeFileSync(path, bytes);
}

describe('a CASE that is none: exit 3, one line that says what it is and what to do, and it stays as it is', () => {
  const wrong: [string, (path: string) => unknown, RegExp, (readonly string[])[]][] = [
    ['a folder', (path) => mkdirSync(path), /study\.antiphon is a folder, not a case file; name a file/, [IMPORT]],
    ['an empty file', (path) => writeFileSync(path, ''), /study\.antiphon is an empty file, not a case; name another path/, [IMPORT]],
    [
      'a SQLite file',
      (path) => writeFileSync(path, `SQLite format 3\0${'\x10\0'.repeat(4000)}`, 'latin1'),
      /study\.antiphon is the file of another program/,
      [LIST],
    ],
    [
      'a database of another program',
      otherDatabase,
      /study\.antiphon is a database of another program \(no table antiphon_case\); name another path/,
      [IMPORT],
    ],
    ['a damaged case', damagedCase, /study\.antiphon is damaged.*restore it from a copy or import its sources again/, [IMPORT]],
    [
      'a case that was cut off',
      (path) => writeFileSync(path, readFileSync(study).subarray(0, 300_000)),
      /study\.antiphon is damaged.*restore it/,
      [LIST],
    ],
    [
      'a case of a newer version',
      newerCase,
      /study\.antiphon has schema version 9999, this Antiphon knows versions up to \d+; update Antiphon/,
      [IMPORT, LIST],
    ],
    ['nothing', () => undefined, /there is no case at .*study\.antiphon; `antiphon import study\.antiphon FILE…` makes one/, [RUN, LIST]],
  ];

  test.each(wrong)('%s', async (_kind, prepare, message, commands) => {
    const folder = await folderWith(prepare);
    for (const command of commands) expect(await failure(command, folder)).toMatch(message);
  });

  test('a CASE in a folder that does not exist, or below a file', async () => {
    const folder = await folderWith(() => undefined);
    expect(await failure(['import', 'none/study.antiphon', 'more.csv'], folder)).toMatch(
      /the folder \S+\/none does not exist; make it first/,
    );
    expect(await failure(['import', 'more.csv/study.antiphon', 'more.csv'], folder)).toMatch(
      /more\.csv is a file, not a folder; name another path/,
    );
  });
});

describe('damage anywhere in a case is told as damage', () => {
  // One block after another: open and read everything. No block may be read wrong, and none may look like our own fault.
  test('a block with other bytes in it is either not needed or reported, never read as data', async () => {
    const bytes = readFileSync(study);
    const sound = await openAndRead(study);
    const answers: string[] = [];
    for (let at = 12_288; at < bytes.length; at += 262_144) {
      const damaged = Buffer.from(bytes);
      for (let byte = at + 1000; byte < at + 1064 && byte < damaged.length; byte++) damaged[byte] = (damaged[byte] as number) ^ 0x5a;
      answers.push(await openAndRead(scratchFile(damaged, 'damaged.antiphon')));
    }
    expect(new Set(answers)).toContain('case-damaged');
    for (const answer of answers) expect(['case-damaged', sound]).toContain(answer);
  });

  test('a case that is cut anywhere is reported, never read as a smaller one', async () => {
    const size = readFileSync(study).length;
    for (const length of [12, 4096, 8192, 12_288, 12_289, Math.floor(size / 3), size - 262_144, size - 1]) {
      const path = scratchFile(readFileSync(study).subarray(0, length), 'cut.antiphon');
      expect([length, await openAndRead(path)]).toEqual([length, 'case-damaged']);
    }
  });

  /** Everything in a case as text, or the code of the failure. */
  async function openAndRead(path: string): Promise<string> {
    try {
      const file = await CaseFile.open(path);
      try {
        const tables = await file.rows<{ name: string }>(`SELECT table_name AS name FROM information_schema.tables ORDER BY name`);
        const sums: unknown[] = [];
        for (const { name } of tables)
          sums.push(
            await file.rows(`SELECT '${name}' AS name, count(*) AS count, bit_xor(hash(t)::UBIGINT)::VARCHAR AS sum FROM "${name}" t`),
          );
        return JSON.stringify(sums);
      } finally {
        file.close();
      }
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  }
});

describe('a CASE that another process holds: exit 3, and the message names that process', () => {
  /** A process that opens a case and holds it until it is killed. */
  async function holder(path: string): Promise<ChildProcess> {
    const code = `const { CaseFile } = await import(${JSON.stringify(new URL('../store/case-file.js', `file://${MAIN}`).href)});
      await CaseFile.open(${JSON.stringify(path)}); process.stdout.write('held'); setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    return child;
  }

  test('no command waits for it or changes anything', async () => {
    const folder = await folderWith((path) => cpSync(study, path));
    const child = await holder(join(folder, 'study.antiphon'));
    try {
      for (const command of [IMPORT, LIST])
        expect(await failure(command, folder)).toMatch(
          new RegExp(`study\\.antiphon is in use by process ${child.pid} \\(\\S*node\\S*\\); wait for it to end or stop it`),
        );
    } finally {
      child.kill('SIGKILL');
    }
  });
});

// Root may write everywhere, so that the tests run as nobody; everyone else as themselves.
const isRoot = process.getuid?.() === 0;
const user = isRoot ? { uid: 65_534 } : {};
const canTry =
  process.platform !== 'win32' &&
  (await run(process.execPath, [MAIN, '--version'], { cwd: '/', ...user }).catch(() => ({ code: -1 }))).code === 0;

describe.skipIf(!canTry)('a CASE that may not be written: exit 3, and nothing changes', () => {
  async function refusal(command: readonly string[], fileMode: number | null, folderMode: number): Promise<string> {
    const folder = await folderWith((path) => fileMode === null || cpSync(study, path));
    const path = join(folder, 'study.antiphon');
    const before = contentsOf(folder);
    if (fileMode !== null) chmodSync(path, fileMode);
    chmodSync(folder, folderMode);
    const outcome = await antiphon([...command, '--quiet'], { cwd: folder, ...user });
    chmodSync(folder, 0o755);
    if (fileMode !== null) chmodSync(path, 0o644);
    expect(outcome.code).toBe(3);
    expect(contentsOf(folder)).toEqual(before);
    return errorLine(outcome);
  }

  test('a read-only file', async () => {
    for (const command of [IMPORT, LIST])
      expect(await refusal(command, 0o444, isRoot ? 0o777 : 0o755)).toMatch(/study\.antiphon may not be written; check the permissions/);
  });

  test('a file that may not be read', async () => {
    expect(await refusal(LIST, 0o000, 0o755)).toMatch(/study\.antiphon may not be read; check its permissions/);
  });

  test('a read-only folder, for a new case and for one that is there', async () => {
    expect(await refusal(IMPORT, null, 0o555)).toMatch(
      /study\.antiphon may not be written; check the permissions of the file and its folder/,
    );
    expect(await refusal(IMPORT, 0o666, 0o555)).toMatch(/study\.antiphon may not be written; check/);
  });
});

// A limit on the size of files stands for a disk without room.
describe.skipIf(process.platform === 'win32')('a disk without room: exit 3, and the case is as it was', () => {
  test.each([
    ['a new case', false],
    ['a case that is there', true],
  ])('%s', async (_kind, isThere) => {
    const folder = await folderWith((path) => isThere && cpSync(study, path));
    scratchFile(
      shareLines(...Array.from({ length: 60_000 }, (_, index) => `o${index},a${index % 997},r${index * 7919},${1_600_000_000 + index}`)),
      'long.csv',
      folder,
    );
    const limit = `trap '' XFSZ; ulimit -f 2200; exec "${process.execPath}" "${MAIN}" import study.antiphon long.csv --quiet`;
    const outcome = await run('bash', ['-c', limit], { cwd: folder });
    expect(outcome.code).toBe(3);
    expect(errorLine(outcome)).toMatch(/no space left.*free some and try again/);
    // The database's log may stay; it holds nothing that was committed, and goes when the case is opened.
    const left = Object.keys(contentsOf(folder)).filter((name) => name !== 'study.antiphon.wal');
    expect(left).toEqual(isThere ? ['long.csv', 'more.csv', 'study.antiphon'] : ['long.csv', 'more.csv']);
    if (!isThere) return;
    const file = await CaseFile.open(join(folder, 'study.antiphon'));
    expect(await file.row('SELECT (SELECT count(*) FROM source) AS sources, (SELECT count(*) FROM share) AS shares')).toEqual({
      sources: 1,
      shares: 3000,
    });
    file.close();
    expect(Object.keys(contentsOf(folder))).toEqual(['long.csv', 'more.csv', 'study.antiphon']);
  });
});
