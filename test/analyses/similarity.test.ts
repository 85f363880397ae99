import { expect, test } from 'vitest';
import { type Random, randomBelow, seededRandom, weightedIndex } from '../../src/kernels/statistics/random.js';
import { caseOfText, runTable } from './test-case.js';

const DAY = 86_400;
const HEADER = 'object_id,account_id,content_id,timestamp_share\n';

class Table {
  private readonly rows: string[] = [];

  add(object: string, account: string, time: number): void {
    this.rows.push(`${object},${account},p${this.rows.length},${time}`);
  }

  text(): string {
    return `${HEADER}${this.rows.join('\n')}\n`;
  }
}

/** Sixty accounts that choose twenty objects each by popularity, at any time of a month. */
function background(table: Table, random: Random): void {
  const draw = weightedIndex(
    Float64Array.from({ length: 400 }, (_, o) => (o + 1) ** -0.7),
    random,
  );
  for (let account = 0; account < 60; account++)
    for (let i = 0; i < 20; i++) table.add(`o${draw()}`, `organic${account}`, Math.floor(random() * 30 * DAY));
}

test('accounts that push the same content in turns are found, where a window of an hour finds nothing', async () => {
  const random = seededRandom(3);
  const table = new Table();
  background(table, random);
  for (let member = 0; member < 5; member++) {
    // Each posts its copy on a day of its own.
    for (let o = 0; o < 12; o++) table.add(`o${200 + o * 11}`, `planted${member}`, (member + 5 * o) * DAY + randomBelow(random, 3600));
    for (let o = 0; o < 6; o++) table.add(`o${randomBelow(random, 100)}`, `planted${member}`, Math.floor(random() * 30 * DAY));
  }
  const file = await caseOfText(table.text());
  const { rows } = await runTable(file, 'coordination', { windowSeconds: 3600, significance: 'none' }, 'edges');
  expect(rows.filter((row) => String(row['accountA']).startsWith('planted'))).toEqual([]);
  const { finding, rows: edges } = await runTable(file, 'similarity', {}, 'edges');
  expect(edges).toHaveLength(10);
  for (const edge of edges) {
    expect([edge['accountA'], edge['accountB']].every((account) => String(account).startsWith('planted'))).toBe(true);
    expect(edge['qChoice']).toBeLessThan(0.001);
    expect(edge['cosine']).toBeGreaterThan(0.5);
  }
  expect(finding.figures).toMatchObject({ edgeCount: 10, accountCount: 5, groupCount: 1, familySize: (65 * 64) / 2 });
  const { rows: accounts } = await runTable(file, 'similarity', {}, 'accounts');
  expect(accounts.map((row) => row['edgeCount'])).toEqual([4, 4, 4, 4, 4]);
  expect(accounts[0]).toMatchObject({ centrality: 1, centralityQuantile: 1, component: 1, group: 1 });
  expect(accounts.every((row) => (row['actionCount'] as number) === 18)).toBe(true);
});

test('where everybody chooses by popularity alone, nobody is tied, though the most similar share always is', async () => {
  let tied = 0;
  for (const seed of [1, 2, 3]) {
    const table = new Table();
    background(table, seededRandom(seed));
    const file = await caseOfText(table.text());
    const { finding } = await runTable(file, 'similarity', {}, 'edges');
    tied += finding.figures['edgeCount'] as number;
    const { finding: top, rows } = await runTable(file, 'similarity', { backbone: 'top', topShare: 0.01 }, 'edges');
    expect(top.figures['edgeCount']).toBeGreaterThan(0);
    expect(rows.every((row) => (row['qChoice'] as number) > 0.05)).toBe(true);
    expect(top.summary.join(' ')).toContain('0 pairs of them also stand the test');
  }
  expect(tied).toBe(0);
});

test('the share with the highest cosine: half of three pairs is two, equal cosines are all in', async () => {
  const table = new Table();
  for (const account of ['a', 'b']) for (const object of ['x', 'y']) table.add(object, account, 0);
  for (const object of ['x', 'y', 'z']) table.add(object, 'c', 0);
  table.add('z', 'd', 0);
  const file = await caseOfText(table.text());
  const options = { backbone: 'top', minActions: 1, minCommonObjects: 2 };
  const { rows } = await runTable(file, 'similarity', { ...options, topShare: 0.1 }, 'edges');
  expect(rows.map((row) => [row['accountA'], row['accountB'], row['cosine']])).toEqual([['a', 'b', 1]]);
  const { rows: half } = await runTable(file, 'similarity', { ...options, topShare: 0.5 }, 'edges');
  expect(half.map((row) => [row['accountA'], row['accountB'], row['commonObjectCount']])).toEqual([
    ['a', 'b', 2],
    ['a', 'c', 2],
    ['b', 'c', 2],
  ]);
});

test('degenerate: everybody the same, nobody active enough, one account', async () => {
  const same = new Table();
  for (let account = 0; account < 6; account++) for (let o = 0; o < 12; o++) same.add(`o${o}`, `a${account}`, account);
  const { finding } = await runTable(await caseOfText(same.text()), 'similarity', {}, 'edges');
  expect(finding.figures).toMatchObject({ edgeCount: 0, pairCount: 15, lowestCosine: null });
  const { finding: all } = await runTable(await caseOfText(same.text()), 'similarity', { backbone: 'none' }, 'edges');
  expect(all.figures).toMatchObject({ edgeCount: 15, lowestCosine: 1 });
  const few = `${HEADER}x,a,p1,0\nx,b,p2,0\n`;
  const { finding: nobody } = await runTable(await caseOfText(few), 'similarity', {}, 'edges');
  expect(nobody.figures).toMatchObject({ edgeCount: 0, eligibleAccountCount: 0, familySize: 0 });
  const alone = `${HEADER}x,a,p1,0\ny,a,p2,0\n`;
  const { finding: one } = await runTable(await caseOfText(alone), 'similarity', { minActions: 1, backbone: 'top' }, 'accounts');
  expect(one.figures).toMatchObject({ edgeCount: 0, accountCount: 0, pairCount: 0 });
});

const TROLL_COLUMNS =
  'external_author_id,author,content,region,language,publish_date,harvested_date,following,followers,updates,post_type,account_type,retweet,account_category,new_june_2018,alt_external_id,tweet_id,article_url,tco1_step1,tco2_step1,tco3_step1';

test('the rule of identical hashtag sequences: five tags in one order, one in common is enough', async () => {
  const posts: [string, string][] = [
    ['A', 'vote #one #two #three #four #five'],
    ['B', 'now #One #Two #Three #Four #Five!'],
    ['C', 'turn #five #four #three #two #one'],
    ['D', 'few #one #two'],
    ['E', 'few #one #two'],
  ];
  const rows = posts.map(
    ([author, content], i) =>
      `9.06E+17,${author},${content},Unknown,English,10/${i + 1}/2017 19:58,10/${i + 1}/2017 19:59,1,1,1,,Right,0,RightTroll,0,90${i},${i + 1},,,,`,
  );
  const file = await caseOfText(`${TROLL_COLUMNS}\n${rows.join('\n')}\n`);
  const rule = { layer: 'hashtag-sequence', backbone: 'none' };
  const { finding, rows: edges } = await runTable(file, 'similarity', rule, 'edges');
  expect(edges.map((row) => [row['accountA'], row['accountB'], row['cosine'], row['commonObjectCount']])).toEqual([['900', '901', 1, 1]]);
  expect(finding.summary.join(' ')).toContain('2 shares of sequences with fewer than 5 hashtags left out');
  const { rows: short } = await runTable(file, 'similarity', { ...rule, minTags: 2 }, 'edges');
  expect(short.map((row) => [row['accountA'], row['accountB']])).toEqual([
    ['900', '901'],
    ['903', '904'],
  ]);
});
