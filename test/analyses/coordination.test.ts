import { expect, test } from 'vitest';
import { showEdge } from '../../src/index.js';
import { shareWorld } from '../../src/simulate/share-world.js';
import { caseOfText, quiet, runTable } from './test-case.js';

const table = (...rows: string[]): string => `object_id,account_id,content_id,timestamp_share\n${rows.join('\n')}\n`;

test('every column of an edge, by hand', async () => {
  // o1: b at 0, a at 10 and 60; o2: a at 1000, b at 1030. Pairs: (b0,a10), (b0,a60), (a1000,b1030).
  const text = table('o1,b,p1,0', 'o1,a,p2,10', 'o1,a,p3,60', 'o2,a,p4,1000', 'o2,b,p5,1030', 'o3,a,p6,5000');
  const { rows } = await runTable(await caseOfText(text), 'coordination', { significance: 'none' }, 'edges');
  expect(rows).toEqual([
    {
      accountA: 'a',
      accountB: 'b',
      objectCount: 2,
      pairCount: 3,
      postCountA: 3,
      postCountB: 2,
      symmetry: 2 / 3,
      leadA: 1 / 3,
      meanLagSeconds: 100 / 3,
      pTiming: null,
      qTiming: null,
      nullEdgeCount: null,
      pChoice: null,
      qChoice: null,
      commonObjectCount: null,
    },
  ]);
});

test('the window is inclusive and slides: a pair that straddles a border of minutes counts', async () => {
  const rows = ['o1,a,p1,59', 'o1,b,p2,119', 'o2,a,p3,1059', 'o2,b,p4,1120', 'o3,a,p5,2059', 'o3,b,p6,2119'];
  const { finding } = await runTable(await caseOfText(table(...rows)), 'coordination', {}, 'edges');
  expect(finding.figures['edgeCount']).toBe(1);
  const { rows: edges } = await runTable(await caseOfText(table(...rows)), 'coordination', { windowSeconds: 61 }, 'edges');
  expect(edges[0]).toMatchObject({ objectCount: 3 });
});

test('decimal times compare exactly at the border of the window', async () => {
  const text = table('o1,a,p1,1623881091.1', 'o1,b,p2,1623881151.1', 'o2,a,p3,100.25', 'o2,b,p4,160.26');
  const { rows } = await runTable(await caseOfText(text), 'coordination', { minObjects: 1 }, 'edges');
  expect(rows[0]).toMatchObject({ objectCount: 1, meanLagSeconds: 60 });
});

test('each (object, post) counts once, the first row of it', async () => {
  const text = table('o1,a,p1,0', 'o1,a,p1,0', 'o1,b,p2,5', 'o1,a,p1,9000', 'o2,a,p3,100', 'o2,b,p4,100');
  const { rows } = await runTable(await caseOfText(text), 'coordination', {}, 'edges');
  expect(rows).toEqual([expect.objectContaining({ objectCount: 2, pairCount: 2, postCountA: 2, postCountB: 2, leadA: 0.75 })]);
});

test('minActions judges an account by its posts in the layer, maxSharers an object by all its sharers', async () => {
  const text = table('o1,a,p1,0', 'o1,b,p2,1', 'o1,c,p3,2', 'o2,a,p4,100', 'o2,b,p5,101', 'o3,a,p6,200', 'o3,b,p7,200');
  const file = await caseOfText(text);
  const { rows } = await runTable(file, 'coordination', { minObjects: 1 }, 'edges');
  expect(rows.map((row) => `${row['accountA']} ${row['accountB']} ${row['objectCount']}`)).toEqual(['a b 3']);
  const capped = await runTable(file, 'coordination', { minObjects: 1, maxSharers: 2 }, 'edges');
  expect(capped.rows[0]).toMatchObject({ objectCount: 2 });
  expect(capped.finding.summary.join(' ')).toContain('1 object with more than 2 sharers left out');
});

test('a planted group is found whole, and alone where nothing else moves together', async () => {
  const world = [
    ...shareWorld({
      shareCount: 4000,
      seed: 7,
      groupCount: 1,
      groupSize: 6,
      groupObjectCount: 5,
      groupJitterSeconds: 10,
      accountCount: 1500,
      objectCount: 1500,
      dayCount: 90,
    }),
  ];
  const text = table(...world.map((share) => `${share.objectId},${share.accountId},${share.contentId},${share.timestampShare}`));
  const { rows } = await runTable(await caseOfText(text), 'coordination', { windowSeconds: 10, minObjects: 4 }, 'edges');
  expect(rows).toHaveLength(15);
  for (const row of rows) expect(`${row['accountA']} ${row['accountB']}`).toMatch(/^planted-0-\d planted-0-\d$/);
});

test('nothing is found in null data: accounts that never share an object', async () => {
  const rows = Array.from({ length: 200 }, (_, i) => `o${i},a${i % 20},p${i},${i}`);
  const { finding } = await runTable(await caseOfText(table(...rows)), 'coordination', { minObjects: 1 }, 'edges');
  expect(finding.figures['edgeCount']).toBe(0);
});

test('degenerate data: one row, one account, all at one instant', async () => {
  const count = async (...rows: string[]): Promise<unknown> =>
    (await runTable(await caseOfText(table(...rows)), 'coordination', {}, 'edges')).finding.figures['edgeCount'];
  expect(await count('o1,a,p1,0')).toBe(0);
  expect(await count('o1,a,p1,0', 'o2,a,p2,0')).toBe(0);
  expect(await count('o1,a,p1,0', 'o1,b,p2,0', 'o2,a,p3,0', 'o2,b,p4,0')).toBe(1);
});

test('the posts behind an edge, from either end', async () => {
  const file = await caseOfText(table('o1,b,p1,0', 'o1,a,p2,10', 'o2,a,p4,1000', 'o2,b,p5,1030'));
  await runTable(file, 'coordination', {}, 'edges');
  const { pairs } = await showEdge(file, 'b', 'a', null, quiet);
  expect(pairs).toEqual([
    {
      object: 'o1',
      postA: 'p1',
      postedAtA: '1970-01-01T00:00:00Z',
      textA: null,
      postB: 'p2',
      postedAtB: '1970-01-01T00:00:10Z',
      textB: null,
      lagSeconds: 10,
    },
    {
      object: 'o2',
      postA: 'p5',
      postedAtA: '1970-01-01T00:17:10Z',
      textA: null,
      postB: 'p4',
      postedAtB: '1970-01-01T00:16:40Z',
      textB: null,
      lagSeconds: -30,
    },
  ]);
  await expect(showEdge(file, 'a', 'nobody', null, quiet)).rejects.toMatchObject({ code: 'not-found' });
});

test('two runs with other parameters are two findings; the same run again is the same finding', async () => {
  const file = await caseOfText(table('o1,b,p1,0', 'o1,a,p2,10', 'o2,a,p4,1000', 'o2,b,p5,1030'));
  const first = await runTable(file, 'coordination', {}, 'edges');
  const other = await runTable(file, 'coordination', { windowSeconds: 10 }, 'edges');
  const again = await runTable(file, 'coordination', { layer: 'object', windowSeconds: 60 }, 'edges');
  expect([first.finding.findingId, other.finding.findingId, again.finding.findingId]).toEqual([1, 2, 1]);
});
