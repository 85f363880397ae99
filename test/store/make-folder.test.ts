import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeFolder, removeFolders } from '../../src/store/make-folder.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'antiphon-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a folder is made with those above it, and taken back as far as it is empty', () => {
  const made = makeFolder(join(folder, 'a', 'b', 'c'));
  expect(made).toEqual([join(folder, 'a'), join(folder, 'a', 'b'), join(folder, 'a', 'b', 'c')]);
  expect(makeFolder(join(folder, 'a', 'b'))).toEqual([]);
  writeFileSync(join(folder, 'a', 'kept'), '');
  removeFolders(made);
  expect(readdirSync(join(folder, 'a'))).toEqual(['kept']);
});

test('a file in the way is named', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeFolder(join(folder, 'file', 'x'))).toThrow(/\/file is a file, and a folder is needed; name another one$/);
  expect(() => makeFolder('')).toThrow(/blank/);
});

test.skipIf(!existsSync('/proc/self'))('a system folder that takes no folder is refused at once', () => {
  expect(() => makeFolder('/proc/antiphon/x')).toThrow(/the folder \/proc\/antiphon\/x cannot be made: ENOENT.*; name one in a place/);
});
