import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tableOf } from '../../src/evidence/run-analysis.js';
import { analysisById, exportFindingTable, runAnalysis } from '../../src/index.js';
import { openNaming } from '../../src/store/naming.js';
import { csvLine, spreadsheetSql, spreadsheetText } from '../../src/store/spreadsheet-text.js';
import { quiet } from '../analyses/test-case.js';
import { scratchFolder, shareLines } from '../scratch.js';
import { importContent, newCase } from '../sources/imported-case.js';

test.each([
  ...["=cmd|' /C calc'!A0", '+1+1', '-1+1', '@SUM(A1)', ' =1', '\t=1', '\r=1', '\n=1', '\ttext', '\rtext', '\n'],
  ...['＝1', '＋1', '－1', '＠x', '−1', '\u00A0=1', '\u200B=1', '\uFEFF=1', '\u202E=1', '\u0000=1', '　＝1', '-', '-5', '@handle'],
])('%j gets an apostrophe in front', (text) => {
  expect(spreadsheetText(text)).toBe(`'${text}`);
});

test.each(['', 'a', 'a=1', '1', '1-1', 'https://example.org/?a=-1', '#tag', "'=1", '"=1"', '中', ' text', 'a\n=1', '5 = 5'])(
  '%j stands as it is',
  (text) => {
    expect(spreadsheetText(text)).toBe(text);
  },
);

test('in lines of CSV, numbers stay numbers, and quotes stand where they are needed', () => {
  expect(csvLine(['=1,2', -5, null, 'a"b', '-x'], true)).toBe(`"'=1,2",-5,,"a""b",'-x\n`);
  expect(csvLine(['=1,2', -5, null, 'nul\u0000', '-x'], false)).toBe(`"=1,2",-5,,nul\ufffd,-x\n`);
});

test('the database decides as the program does, for any text', async () => {
  const file = await newCase();
  const start = fc.constantFrom(
    ...'=+-@＝＋－＠− \t\r\n\u0000\u000B\u001F\u00A0\u1680\u2003\u200B\u2028\u202E\u205F\u2066\u3000\uFEFFa\'"é中😀',
  );
  const text = fc
    .tuple(fc.array(start, { maxLength: 4 }), fc.string({ unit: 'binary', maxLength: 3 }))
    .map(([head, tail]) => head.join('') + tail);
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 50 }), async (texts) => {
      const wanted = texts.map((one) => one.replace(/\p{Cs}/gu, '\ufffd'));
      const rows = await file.rows<{ text: string }>(
        `SELECT '.' || ${spreadsheetSql('text')} AS text FROM (SELECT unnest([${wanted.map((_, index) => `$${index + 1}`).join(', ')}]) AS text)`,
        wanted,
      );
      expect(rows.map((row) => row.text)).toEqual(wanted.map((one) => `.${spreadsheetText(one)}`));
    }),
    { numRuns: 40, seed: 3 },
  );
});

test('a table of a finding has the apostrophes where they are asked for, and its numbers unchanged', async () => {
  const names = ['=cmd', '+b', '-c', '@d'];
  const rows = names.flatMap((name, index) => [0, 1].map((object) => `o${object},${name},p${index}x${object},${1_600_000_000 + index}`));
  const { file } = await importContent(shareLines(...rows));
  const { finding } = await runAnalysis(file, analysisById('coordination'), { permutations: 20, seeds: 2 }, {}, quiet);
  openNaming(file.path, false);
  const table = tableOf(analysisById('coordination'), 'edges');
  const write = async (spreadsheetSafe: boolean): Promise<string> => {
    const path = join(scratchFolder(), 'edges.csv');
    await exportFindingTable(file, finding, table, path, openNaming(file.path, true), spreadsheetSafe);
    return readFileSync(path, 'utf8');
  };
  const [plain, safe] = [await write(false), await write(true)];
  expect(plain).toMatch(/^\+b,-c,/m);
  expect(safe).not.toMatch(/(^|,)"?\s*[=+@]/m);
  expect(safe.replaceAll(/(^|,)'(?=[=+@-])/gm, '$1')).toBe(plain);
});
