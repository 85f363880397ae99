import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { tableOf } from '../../src/evidence/run-analysis.js';
import { analysisById, type CaseFile, exportFindingTable, type Finding, runAnalysis } from '../../src/index.js';
import { keyPath, type Naming, openNaming } from '../../src/store/naming.js';
import { caseOf, quiet } from '../analyses/test-case.js';
import { scratchFile, scratchFolder } from '../scratch.js';
import { csvOf } from '../sources/model-rows.js';

/** What no output may hold unless names are shown. */
const HANDLES = ['handle_of_ann', 'handle_of_bob', 'handle_of_cas', 'display name of'];
const KEYS = ['770000000000000001', '770000000000000002', '770000000000000003', '990000000000000007', '990000000000000008', '6600000000'];
const TEXTS = ['private words'];
const SECRETS = [...HANDLES, ...KEYS, ...TEXTS];

/** Three accounts that post the same links, mentions, reposts and replies within seconds. */
function takedown(): string {
  const columns =
    'tweetid,userid,user_display_name,user_screen_name,tweet_text,tweet_time,is_retweet,retweet_tweetid,in_reply_to_userid,in_reply_to_tweetid,urls,user_mentions'.split(
      ',',
    );
  const names = ['ann', 'bob', 'cas'];
  const records = Array.from({ length: 18 }, (_, index) => ({
    tweetid: `66000000${String(index).padStart(2, '0')}`,
    userid: `77000000000000000${(index % 3) + 1}`,
    user_display_name: `display name of ${names[index % 3]}`,
    user_screen_name: `handle_of_${names[index % 3]}`,
    tweet_text: `private words ${index}`,
    tweet_time: `2017-08-14 09:${20 + Math.floor(index / 3)}`,
    is_retweet: index < 9 ? 'True' : 'False',
    retweet_tweetid: index < 9 ? `99000000000000000${index < 5 ? 7 : 8}` : '',
    in_reply_to_tweetid: index < 9 ? '' : `99000000000000000${index < 14 ? 7 : 8}`,
    in_reply_to_userid: '',
    urls: `['https://example.org/${Math.floor(index / 3)}']`,
    user_mentions: `['770000000000000009', '770000000000000001']`,
  }));
  return csvOf(columns, ...records);
}

interface Found {
  readonly file: CaseFile;
  readonly finding: Finding;
}

async function found(layer: string): Promise<Found> {
  const file = await caseOf(scratchFile(takedown(), 'tweets.csv'));
  const { finding } = await runAnalysis(file, analysisById('coordination'), { layer, windowSeconds: 600 }, { pairs: true }, quiet);
  return { file, finding };
}

async function written({ file, finding }: Found, table: string, ending: string, naming: Naming): Promise<string> {
  const path = join(scratchFolder(), `out${ending}`);
  await exportFindingTable(file, finding, tableOf(analysisById('coordination'), table), path, naming);
  return path;
}

/** Everything that a file says, as text: Parquet read back by the database, its metadata too. */
async function textOf(file: CaseFile, path: string): Promise<string> {
  if (!path.endsWith('.parquet')) return readFileSync(path, 'utf8');
  const rows = await file.rows(`SELECT * FROM read_parquet('${path}')`);
  const metadata = await file.rows(`SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata('${path}')`);
  return JSON.stringify([rows, metadata]);
}

const rowsOf = (finding: Finding, table: string): number => finding.tables.find(({ name }) => name === table)?.rowCount ?? 0;

for (const layer of ['url', 'mention', 'repost', 'reply']) {
  test(`layer ${layer}: no output holds a handle, an identifier, a text or the key unless names are shown, and it says which`, async () => {
    const result = await found(layer);
    const hidden = openNaming(result.file.path, false);
    const shown = openNaming(result.file.path, true);
    const key = readFileSync(keyPath(result.file.path), 'utf8').trim();
    for (const [table, endings] of [
      ['edges', ['.csv', '.json', '.parquet', '.graphml', '.gexf']],
      ['pairs', ['.csv', '.json', '.parquet']],
    ] as const) {
      expect(rowsOf(result.finding, table), table).toBeGreaterThan(0);
      for (const ending of endings) {
        const text = await textOf(result.file, await written(result, table, ending, hidden));
        expect(
          SECRETS.filter((secret) => text.includes(secret)),
          `${table}${ending}`,
        ).toEqual([]);
        const revealed = await textOf(result.file, await written(result, table, ending, shown));
        expect(revealed, `${table}${ending}`).toContain('770000000000000001');
        for (const content of [text, revealed]) expect(content).not.toContain(key);
        if (ending === '.csv') continue;
        expect(text).toContain('Accounts and posts appear under pseudonyms.');
        expect(revealed).toContain('Names are shown.');
      }
    }
  });
}

test('posts, and objects that are posts or accounts, stand in pairs under the pseudonyms of the case', async () => {
  for (const layer of ['repost', 'mention'] as const) {
    const result = await found(layer);
    const naming = openNaming(result.file.path, false);
    const read = async (by: Naming): Promise<Record<string, string>[]> =>
      JSON.parse(readFileSync(await written(result, 'pairs', '.json', by), 'utf8')).rows;
    const hidden = await read(naming);
    const shown = await read(openNaming(result.file.path, true));
    expect(hidden).toHaveLength(rowsOf(result.finding, 'pairs'));
    const inOrder = (rows: readonly Record<string, string>[]): Record<string, string>[] =>
      rows.toSorted((x, y) => {
        const [a, b] = [x, y].map((row) => `${row['object_id']} ${row['content_id']} ${row['content_id_y']} ${row['account_id']}`);
        return (a as string) < (b as string) ? -1 : 1;
      });
    const named = shown.map((row) => ({
      ...row,
      ...Object.fromEntries(['account_id', 'account_id_y'].map((name) => [name, naming.account(row[name] as string)])),
      ...Object.fromEntries(['content_id', 'content_id_y'].map((name) => [name, naming.post(row[name] as string)])),
      object_id: naming.object(layer, row['object_id'] as string),
    }));
    // The order of the rows is that of the pseudonyms: that of the identifiers would say something of them.
    expect(hidden).toEqual(inOrder(named));
  }
});

test('every kind of file has as many rows or edges as the finding, and the same ends', async () => {
  const result = await found('url');
  const naming = openNaming(result.file.path, false);
  const count = rowsOf(result.finding, 'edges');
  expect(count).toBe(3);
  const csv = readFileSync(await written(result, 'edges', '.csv', naming), 'utf8')
    .trimEnd()
    .split('\n');
  expect(csv).toHaveLength(count + 1);
  const json = JSON.parse(readFileSync(await written(result, 'edges', '.json', naming), 'utf8'));
  expect(json.rows).toHaveLength(count);
  expect(json.finding).toMatchObject({ analysis: 'coordination', fingerprint: result.finding.fingerprint });
  const parquet = await result.file.rows<Record<string, unknown>>(
    `SELECT * FROM read_parquet('${await written(result, 'edges', '.parquet', naming)}')`,
  );
  expect(parquet).toEqual(json.rows);
  const ends = json.rows.map((row: Record<string, string>) => `${row['accountA']} ${row['accountB']}`).sort();
  for (const ending of ['.graphml', '.gexf']) {
    const text = readFileSync(await written(result, 'edges', ending, naming), 'utf8');
    const edges = [...text.matchAll(/<edge [^>]*source="([^"]+)" target="([^"]+)"/g)].map(([, source, target]) => `${source} ${target}`);
    expect(edges.sort(), ending).toEqual(ends);
    expect(text.match(/<node /g)).toHaveLength(3);
  }
});

test('a table that is no network is refused for graph files, before anything is written', async () => {
  const result = await found('url');
  const path = join(scratchFolder(), 'pairs.gexf');
  await expect(
    exportFindingTable(
      result.file,
      result.finding,
      tableOf(analysisById('coordination'), 'pairs'),
      path,
      openNaming(result.file.path, false),
    ),
  ).rejects.toMatchObject({ code: 'output', message: expect.stringContaining('is no network') });
  expect(readdirSync(dirname(path))).toEqual([]);
});

test.skipIf(!existsSync('/dev/full'))(
  'a write that fails, on a full disk, gives one clear error and leaves neither the file nor a part of it',
  async () => {
    const result = await found('url');
    for (const ending of ['.csv', '.json', '.parquet', '.graphml', '.gexf']) {
      const path = join(scratchFolder(), `out${ending}`);
      symlinkSync('/dev/full', join(dirname(path), `.${basename(path)}.${process.pid}.partial`));
      await expect(
        exportFindingTable(
          result.file,
          result.finding,
          tableOf(analysisById('coordination'), 'edges'),
          path,
          openNaming(result.file.path, false),
        ),
        ending,
      ).rejects.toMatchObject({ code: 'output', message: expect.stringMatching(/^\S+ cannot be written: [^\n]+$/) });
      expect(readdirSync(dirname(path)), ending).toEqual([]);
    }
  },
);

test('names and identifiers with quotes, markup and line-like characters come back as they are when names are shown', async () => {
  const odd = ['a"b', "c'd <&>", 'é中😀'];
  const lines = odd.flatMap((account, index) =>
    [1, 2, 3].map((n) => ({
      object_id: `o${n}`,
      account_id: account,
      content_id: `p${index}${n}`,
      timestamp_share: String(1_600_000_000 + n),
    })),
  );
  const file = await caseOf(scratchFile(csvOf(['object_id', 'account_id', 'content_id', 'timestamp_share'], ...lines)));
  const { finding } = await runAnalysis(file, analysisById('coordination'), {}, {}, quiet);
  openNaming(file.path, false);
  const shown = openNaming(file.path, true);
  const accounts = (rows: Record<string, string>[]): string[] =>
    [...new Set(rows.flatMap((row) => [row['accountA'], row['accountB']] as string[]))].sort();
  const json = JSON.parse(readFileSync(await written({ file, finding }, 'edges', '.json', shown), 'utf8'));
  expect(accounts(json.rows)).toEqual([...odd].sort());
  for (const ending of ['.csv', '.parquet']) {
    const path = await written({ file, finding }, 'edges', ending, shown);
    expect(accounts(await file.rows(`SELECT * FROM '${path}'`))).toEqual([...odd].sort());
  }
});
