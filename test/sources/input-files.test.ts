import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type ImportedInputs, importInputs } from '../../src/index.js';
import { scratchFile, scratchFolder, shareLines } from '../scratch.js';
import { zipBytes } from '../zip-bytes.js';
import { newCase, still } from './imported-case.js';

const table = (post: string): string => shareLines(`o,a,${post},100`);

/** A folder with tables, other files, hidden files and links in a circle. */
function mixedFolder(): string {
  const folder = scratchFolder();
  mkdirSync(join(folder, 'sub', '.hidden'), { recursive: true });
  scratchFile(table('b'), 'b.csv', folder);
  scratchFile(table('a'), 'a.csv', folder);
  scratchFile(table('big'), 'B.csv', folder);
  scratchFile(gzipSync(table('c')), 'c.csv.gz', join(folder, 'sub'));
  scratchFile(table('secret'), '.x.csv', folder);
  scratchFile(table('secret'), 'y.csv', join(folder, 'sub', '.hidden'));
  scratchFile('Words, no table.\nMore words.\n', 'notes.txt', folder);
  scratchFile('', 'empty.csv', folder);
  scratchFile('%PDF-1.7 and more', 'paper.pdf', folder);
  scratchFile(zipBytes([{ name: 'in.csv', content: table('z') }]), 'z.zip', folder);
  symlinkSync(folder, join(folder, 'sub', 'circle'));
  symlinkSync('itself', join(folder, 'itself'));
  symlinkSync(join(folder, 'a.csv'), join(folder, 'sub', 'link.csv'));
  return folder;
}

const below = (folder: string, paths: readonly { readonly path: string }[]): string[] =>
  paths.map(({ path }) => path.slice(folder.length + 1));

async function imported(words: readonly string[], options = {}): Promise<ImportedInputs> {
  return importInputs(await newCase(), words, options, still);
}

describe('a folder', () => {
  test('stands for its tables, each once, in code-point order; the rest is passed over with its reason', async () => {
    const folder = mixedFolder();
    const { files, passedOver } = await imported([folder]);
    expect(below(folder, files)).toEqual(['B.csv', 'a.csv', 'b.csv', 'sub/c.csv.gz', 'z.zip/in.csv']);
    expect(passedOver.map(({ path, reason }) => `${path.slice(folder.length + 1)} ${reason}`)).toEqual([
      expect.stringMatching(/^empty\.csv is empty \(0 bytes\)/),
      expect.stringMatching(/^notes\.txt is of no known format \(columns found: Words, no table\.\)$/),
      expect.stringMatching(/^paper\.pdf is a PDF, which is not read/),
    ]);
  });

  test('what is named itself comes once and must import, though its folder is named too', async () => {
    const folder = mixedFolder();
    const { files } = await imported([folder, join(folder, 'b.csv')]);
    expect(below(folder, files)).toEqual(['B.csv', 'a.csv', 'sub/c.csv.gz', 'z.zip/in.csv', 'b.csv']);
    await expect(imported([folder, join(folder, 'notes.txt')])).rejects.toMatchObject({ code: 'format' });
  });

  test('a damaged table in it fails the whole import', async () => {
    const folder = mixedFolder();
    scratchFile(gzipSync(table('cut')).subarray(0, 30), 'cut.csv.gz', folder);
    await expect(imported([folder])).rejects.toMatchObject({ code: 'file', message: expect.stringMatching(/cut\.csv\.gz is cut off/) });
  });

  test('with --format, tables of other formats are passed over', async () => {
    const folder = scratchFolder();
    scratchFile(table('a'), 'a.csv', folder);
    scratchFile('date,title\n2020-01-01,Something\n', 'events.csv', folder);
    const { files, passedOver } = await imported([folder], { format: 'share-table' });
    expect(below(folder, files)).toEqual(['a.csv']);
    expect(passedOver[0]?.reason).toMatch(/looks like share-table but lacks/);
  });

  test('a folder of other files only, and an empty one, are errors', async () => {
    const folder = scratchFolder();
    await expect(imported([folder])).rejects.toMatchObject({ code: 'file', message: expect.stringMatching(/is a folder without files/) });
    scratchFile('Words.\n', 'notes.txt', folder);
    await expect(imported([folder])).rejects.toMatchObject({
      code: 'format',
      message: expect.stringMatching(/holds no table of a known format \(.*notes\.txt: is of no known format/),
    });
  });
});

describe('a pattern', () => {
  test('stands for the files that it matches, in code-point order', async () => {
    const folder = mixedFolder();
    expect(below(folder, (await imported([join(folder, '**/*.csv.gz')])).files)).toEqual(['sub/c.csv.gz']);
    expect(below(folder, (await imported([join(folder, '{b,a,B}.csv')])).files)).toEqual(['B.csv', 'a.csv', 'b.csv']);
    expect(below(folder, (await imported([join(folder, '*.csv')])).passedOver)).toEqual(['empty.csv']);
  });

  test('without a match it is an error that says so', async () => {
    await expect(imported([join(scratchFolder(), '*.csv')])).rejects.toMatchObject({
      code: 'file',
      message: expect.stringMatching(/\*\.csv matches no file; check the pattern \(nothing was imported\)/),
    });
  });

  test('a file whose name looks like a pattern is that file', async () => {
    const folder = scratchFolder();
    for (const name of ['shares [1].csv', 'what?.csv', 'a*b.csv', '{x}.csv']) {
      const { files } = await imported([scratchFile(table('p'), name, folder)]);
      expect(files).toMatchObject([{ path: join(folder, name), keptCount: 1 }]);
    }
  });
});
