import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from '@uwdata/flechette';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runAnalysis } from '../../src/evidence/run-analysis.js';
import { CASE_VIEWS } from '../../src/evidence/table-views/case-views.js';
import { ANALYSES } from '../../src/index.js';
import { openNaming } from '../../src/store/naming.js';
import { quiet } from '../analyses/test-case.js';
import { ALL, EMBASSY, ENVOY, PRIVATE_TEXT, PUBLIC_TEXT, privateWorld, SECRETS } from '../privacy/private-world.js';
import { type ServedCase, serve } from './served-case.js';

const FOLDER = mkdtempSync(join(tmpdir(), 'antiphon-tables-'));
const CASE = join(FOLDER, 'case.antiphon');
let served: ServedCase;
/** Every table: the case's, and those of all findings. */
let tables: string[];

interface Page {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  readonly rowCount: number;
  readonly next: string | null;
}

beforeAll(async () => {
  const file = await privateWorld(FOLDER);
  const settings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    coordination: { layer: 'url', windowSeconds: 600, seeds: 2, permutations: 20 },
    'near-duplicates': {},
    toolkit: {},
  };
  for (const [id, parameters] of Object.entries(settings)) {
    const analysis = ANALYSES.find((candidate) => candidate.id === id) as (typeof ANALYSES)[number];
    await runAnalysis(file, analysis, parameters, { pairs: id === 'coordination' }, quiet);
  }
  file.close();
  served = await serve(CASE, { readOnly: true });
  const { findings } = (await served.ask({ url: '/api/findings' })).body as {
    findings: { findingId: number; tables: { name: string }[] }[];
  };
  expect(findings).toHaveLength(3);
  tables = [
    ...Object.keys(CASE_VIEWS).map((name) => `/api/tables/${name}`),
    ...findings.flatMap(({ findingId, tables: own }) => own.map(({ name }) => `/api/findings/${findingId}/tables/${name}`)),
  ];
}, 120_000);
afterAll(async () => {
  await served.close();
  rmSync(FOLDER, { recursive: true, force: true });
});

const asked = (url: string, query: Readonly<Record<string, string>> = {}, from = served): ReturnType<ServedCase['ask']> =>
  from.ask({ url: `${url}?${new URLSearchParams(query)}` });
const page = async (url: string, query: Readonly<Record<string, string>> = {}, from = served): Promise<Page> => {
  const answer = await asked(url, query, from);
  expect(answer.status, `${url} ${JSON.stringify(query)} ${answer.text.slice(0, 300)}`).toBe(200);
  return answer.body as Page;
};
const leaks = (text: string, secrets: readonly string[] = SECRETS): string[] => {
  const plain = text.toLowerCase();
  return secrets.filter((secret) =>
    [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)].some((form) => plain.includes(form.toLowerCase())),
  );
};

describe('under pseudonyms', () => {
  test('no page, sorted by whatever column, and no summary names anybody private or shows what they wrote', async () => {
    let everything = '';
    for (const url of tables) {
      const { columns } = await page(url);
      everything += JSON.stringify(await page(url));
      for (const { name } of columns) {
        for (const path of [url, `${url}/summary`]) {
          const answer = await asked(path, path === url ? { sort: name, limit: '1000' } : { column: name });
          expect([200, 400], answer.text.slice(0, 300)).toContain(answer.status);
          expect(leaks(answer.text, [...SECRETS, PRIVATE_TEXT]), `${path} ${name}`).toEqual([]);
        }
      }
    }
    expect(everything).toContain(EMBASSY.id);
    expect(everything).toContain(PUBLIC_TEXT);
  }, 60_000);

  test('no file names anybody private; each holds the rows of the pages', async () => {
    for (const url of tables) {
      const { rowCount, columns } = await page(url, { limit: '1' });
      for (const format of ['csv', 'json', 'arrow', 'parquet', 'graphml', 'gexf']) {
        const answer = await asked(`${url}/file`, { format });
        const isNetwork = /edges$/.test(url);
        if (format.startsWith('g') && !isNetwork) {
          expect(answer.status, `${url} ${format}`).toBe(400);
          continue;
        }
        expect(answer.status, `${url} ${format} ${answer.text.slice(0, 200)}`).toBe(200);
        expect(leaks(answer.text, [...SECRETS, PRIVATE_TEXT]), `${url} ${format}`).toEqual([]);
        expect(String(answer.headers['content-disposition'])).toMatch(new RegExp(`^attachment; .*\\.${format}$`));
        if (format === 'json') expect(JSON.parse(answer.text).rows).toHaveLength(rowCount);
        if (format === 'csv' && !answer.text.includes('"')) expect(answer.text.trimEnd().split('\n')).toHaveLength(rowCount + 1);
        if (format === 'csv') expect(answer.text.split('\n')[0]).toBe(columns.map(({ name }) => name).join(','));
      }
    }
  }, 60_000);

  test('a filter or search by a private name finds nothing; by a public name or a pseudonym it does', async () => {
    const naming = openNaming(CASE, false);
    const [alice] = ALL;
    for (const name of [alice?.id as string, alice?.handle as string, alice?.name as string, ALL[1]?.handle as string])
      for (const url of ['/api/tables/posts', '/api/tables/accounts']) {
        for (const condition of ['=', 'contains'])
          expect((await page(url, { where: `account ${condition} "${name}"` })).rowCount, `${condition} ${name}`).toBe(0);
        expect((await page(url, { search: `"${name}"` })).rowCount, name).toBe(0);
      }
    const own = await page('/api/tables/posts', { where: `account = ${naming.account(alice?.id as string)}` });
    expect(own.rowCount).toBeGreaterThan(5);
    expect((await page('/api/tables/posts', { where: `account = ${EMBASSY.id}` })).rowCount).toBeGreaterThan(5);
    expect((await page('/api/tables/accounts', { search: 'XANADUEMBASSY' })).rowCount).toBe(1);
    expect((await page('/api/tables/posts', { search: 'regrets tone' })).rowCount).toBeGreaterThan(5);
    expect((await page('/api/tables/posts', { search: PRIVATE_TEXT.split(' ').slice(0, 4).join(' ') })).rowCount).toBe(0);
  });

  test('an envoy is named for posts within the dates alone, and found by name for these alone', async () => {
    const naming = openNaming(CASE, false);
    const named = await page('/api/tables/posts', { where: `account = ${ENVOY.id}`, limit: '1000' });
    const apart = await page('/api/tables/posts', { where: `account = ${naming.pseudonym(ENVOY.id)}`, limit: '1000' });
    const times = (rows: Page): string[] => rows.rows.map((row) => String(row[2])).sort();
    expect(named.rowCount).toBeGreaterThan(2);
    expect(apart.rowCount).toBeGreaterThan(2);
    expect((times(named).at(-1) as string) < (times(apart)[0] as string)).toBe(true);
  });

  test('few private people have no number', async () => {
    const { rows, columns } = await page('/api/tables/objects', { limit: '1000' });
    const at = columns.findIndex(({ name }) => name === 'accountCount');
    expect(rows.length).toBeGreaterThan(10);
    for (const row of rows) expect(row[at] === null || (row[at] as number) <= 3, 'of eight accounts three are public').toBe(true);
  });
});

test('with --texts, texts are found by their words, and not by the names that were taken out of them', async () => {
  const texts = await serve(CASE, { readOnly: true, texts: true });
  try {
    expect((await page('/api/tables/posts', { search: PRIVATE_TEXT }, texts)).rowCount).toBeGreaterThan(20);
    for (const name of ['Alice_Private88', 'Hidden-Miller', '张三不公开', 'stranger_not_in_case', 'bob_private_99'])
      expect((await page('/api/tables/posts', { search: name }, texts)).rowCount, name).toBe(0);
    for (const url of ['/api/tables/posts', '/api/tables/posts/file']) expect(leaks((await asked(url, {}, texts)).text), url).toEqual([]);
  } finally {
    await texts.close();
  }
});

test('with --reveal, names and texts stand as they are', async () => {
  const open = await serve(CASE, { readOnly: true, reveal: true });
  try {
    expect((await page('/api/tables/posts', { where: `account = ${ALL[0]?.id}` }, open)).rowCount).toBeGreaterThan(5);
    expect((await page('/api/tables/posts', { search: 'alice_private88' }, open)).rowCount).toBeGreaterThan(5);
    expect(JSON.stringify(await page('/api/tables/rejects', {}, open))).toContain('raw-private-value');
  } finally {
    await open.close();
  }
});

describe('hostile requests', () => {
  test('whatever stands in the query, the answer is a page or one line of what is wrong (property)', async () => {
    const words = [
      'likes',
      'account',
      'text',
      '>=',
      'contains',
      'and',
      'or',
      '(',
      ')',
      "'",
      '"',
      '--',
      ';',
      'DROP TABLE post',
      '1e999',
      '%',
      '\\',
      '\u0000',
      '🦆',
      '2016-10-01',
      'null',
      'is',
      '?',
      '$1',
      '{}',
    ];
    const text = fc.oneof(
      fc.array(fc.constantFrom(...words), { maxLength: 8 }).map((parts) => parts.join(' ')),
      fc.string({ maxLength: 60, unit: 'binary' }),
    );
    const query = fc.record({ where: text, search: text, sort: text, after: text, offset: text, limit: text }, { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('/api/tables/posts', '/api/tables/accounts', tables.at(-1) as string), query, async (url, given) => {
        const answer = await asked(url, given as Record<string, string>);
        expect([200, 400], answer.text).toContain(answer.status);
        if (answer.status === 400)
          expect((answer.body as { error: { message: string } }).error.message).not.toMatch(/\n|internal|SELECT|database/);
      }),
      { numRuns: 150, seed: 1 },
    );
    expect((await page('/api/tables/posts')).rowCount).toBeGreaterThan(50);
  }, 60_000);

  test('unknown tables, findings and formats, and parameters that are given twice', async () => {
    for (const [url, status] of [
      ['/api/tables/nothing', 404],
      ['/api/tables/__proto__', 404],
      ['/api/tables/constructor', 404],
      ['/api/findings/99/tables/edges', 404],
      ['/api/findings/1/tables/nothing', 404],
      ['/api/findings/x/tables/edges', 400],
      ['/api/tables/posts?limit=1001', 400],
      ['/api/tables/posts?limit=0', 400],
      ['/api/tables/posts?limit=1&limit=2', 400],
      ['/api/tables/posts?unknown=1', 400],
      ['/api/tables/posts?descending=true', 400],
      [`/api/tables/posts?where=${'x'.repeat(10_000)}`, 400],
      ['/api/tables/posts/file?format=xlsx', 400],
      ['/api/tables/posts/file?format=gexf', 400],
      ['/api/tables/posts/summary', 400],
      ['/api/tables/posts/summary?column=text', 400],
    ] as const) {
      const answer = await served.ask({ url });
      expect(answer.status, `${url.slice(0, 80)} ${answer.text.slice(0, 200)}`).toBe(status);
      expect((answer.body as { error: { message: string } }).error.message).not.toContain('\n');
    }
  });
});

test('an Arrow file holds the values of the page', async () => {
  const url = '/api/findings/1/tables/edges';
  const { columns, rows } = await page(url, { limit: '1000' });
  const answer = await served.observatory.server.inject({ url: `${url}/file?format=arrow`, headers: { host: '127.0.0.1:7700' } });
  const table = tableFromIPC(answer.rawPayload, { useBigInt: false });
  expect(table.numRows).toBe(rows.length);
  for (const [index, { name }] of columns.entries())
    expect(Array.from(table.getChild(name).toArray() as ArrayLike<unknown>), name).toEqual(rows.map((row) => row[index]));
});

test('a filtered file holds the filtered rows, of networks too, and CSV can be made safe for spreadsheets', async () => {
  const url = '/api/findings/1/tables/edges';
  const where = 'objectCount >= 3';
  const { rowCount } = await page(url, { where });
  const csv = await asked(`${url}/file`, { where, spreadsheetSafe: 'true' });
  expect(csv.text.trimEnd().split('\n')).toHaveLength(rowCount + 1);
  const graph = await asked(`${url}/file`, { where, format: 'graphml' });
  expect(graph.text.match(/<edge /g) ?? []).toHaveLength(rowCount);
});
