import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type CaseFile, CaseReads, importFiles } from '../../src/index.js';
import { randomBelow, seededRandom } from '../../src/kernels/statistics/random.js';
import { caseOfText, quiet, runTable } from './test-case.js';

const folder = mkdtempSync(join(tmpdir(), 'antiphon-near-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const header = 'message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n';
const SLOGAN = 'The harbour bridge opens on Monday morning and everybody is invited to the festival by the river';

interface Post {
  readonly id: string;
  readonly account: string;
  readonly text: string;
  readonly time: number;
  readonly repostOf?: string;
}

function table(posts: readonly Post[]): string {
  return `${header}${posts.map(({ id, account, text, time, repostOf }) => `${id},${account},${account},${repostOf ?? ''},,"${text}",${time},`).join('\n')}\n`;
}

const planted: Post[] = [
  { id: 'p3', account: 'cat', text: `@you ${SLOGAN}!`, time: 130 },
  { id: 'p1', account: 'ann', text: SLOGAN, time: 100 },
  { id: 'p2', account: 'bob', text: `${SLOGAN.toUpperCase()} https://t.co/abc`, time: 100 },
  { id: 'p4', account: 'ann', text: SLOGAN.replace('festival', 'carnival'), time: 150 },
  { id: 'p5', account: 'dan', text: SLOGAN, time: 170, repostOf: 'p1' },
  { id: 'q1', account: 'ann', text: 'Thanks!', time: 200 },
  { id: 'q2', account: 'bob', text: 'thanks', time: 210 },
  { id: 'q3', account: 'bob', text: 'thanks!!', time: 220 },
  { id: 'r1', account: 'cat', text: '@ann https://t.co/x', time: 300 },
  { id: 's1', account: 'dan', text: 'Something else altogether that nobody wrote before or since, about the weather', time: 400 },
];

test('planted copies are one cluster, first by time and account; short texts match when equal; what is said is counted', async () => {
  const file = await caseOfText(table(planted));
  const { finding, rows } = await runTable(file, 'near-duplicates', {}, 'clusters');
  expect(rows).toEqual([
    {
      cluster: 1,
      postCount: 4,
      accountCount: 3,
      textCount: 3,
      firstAt: '1970-01-01T00:01:40Z',
      lastAt: '1970-01-01T00:02:30Z',
      firstPost: 'p1',
      firstAccount: 'ann',
      // By hand: 92 shingles; `!` at the end adds one, `carnival` for `festival` changes the 9 that touch `fest` or `v` before `val`.
      minSimilarity: expect.closeTo(0.8, 1),
      medianSimilarity: expect.any(Number),
      exampleText: SLOGAN,
    },
    expect.objectContaining({ cluster: 2, postCount: 2, accountCount: 2, firstPost: 'q1', lastAt: '1970-01-01T00:03:40Z', textCount: 1 }),
  ]);
  expect(finding.figures).toMatchObject({
    postCount: 9,
    blankCount: 1,
    shortCount: 3,
    textCount: 6,
    clusterCount: 2,
    clusteredPostCount: 6,
  });
  expect(finding.summary[0]).toBe(
    '6 posts of 9 posts with a text stand in 2 clusters of near-duplicates (similarity of at least 0.8); 2 of the clusters span several accounts.',
  );
  const { rows: members } = await runTable(file, 'near-duplicates', {}, 'members');
  expect(members.map((row) => `${row['cluster']} ${row['post']} ${row['account']}`)).toEqual([
    '1 p1 ann',
    '1 p2 bob',
    '1 p3 cat',
    '1 p4 ann',
    '2 q1 ann',
    '2 q3 bob',
  ]);
  expect(members[0]).toMatchObject({ similarity: 1, postedAt: '1970-01-01T00:01:40Z' });
  const { rows: withReposts } = await runTable(file, 'near-duplicates', { reposts: true, minAccounts: 4 }, 'clusters');
  expect(withReposts).toMatchObject([{ postCount: 5, accountCount: 4 }]);
});

test('rows in another order give the same tables', async () => {
  const tables = async (posts: readonly Post[]) => {
    const file = await caseOfText(table(posts));
    return [(await runTable(file, 'near-duplicates', {}, 'clusters')).rows, (await runTable(file, 'near-duplicates', {}, 'members')).rows];
  };
  // Ties of time and account: identifiers decide.
  const posts = [...planted, { id: 'p0', account: 'ann', text: SLOGAN, time: 100 }];
  const forward = await tables(posts);
  expect(forward[0]?.[0]).toMatchObject({ firstPost: 'p0' });
  expect(await tables([...posts].reverse())).toEqual(forward);
});

test('texts by chance form no cluster; no text at all is an error that says what to import', async () => {
  const random = seededRandom(1);
  const word = (): string => Array.from({ length: 3 + randomBelow(random, 6) }, () => 'abcdefghijklmnop'[randomBelow(random, 16)]).join('');
  const posts = Array.from({ length: 400 }, (_, i) => ({
    id: `n${i}`,
    account: `a${i % 7}`,
    text: Array.from({ length: 12 }, word).join(' '),
    time: i,
  }));
  expect((await runTable(await caseOfText(table(posts)), 'near-duplicates', {}, 'clusters')).rows).toEqual([]);
  const shares = await caseOfText('object_id,account_id,content_id,timestamp_share\no,a,p,1\no,b,q,2\n');
  await expect(runTable(shares, 'near-duplicates', {}, 'clusters')).rejects.toThrow('no post of the case has a text');
  await expect(runTable(shares, 'near-duplicates', { similarity: 0.5 }, 'clusters')).rejects.toThrow('must be at least 0.6');
  await expect(runTable(shares, 'coordination', { layer: 'near-text' }, 'edges')).rejects.toThrow('no layer "near-text"');
});

async function namesOf(file: CaseFile): Promise<string[]> {
  return (await new CaseReads(file).layers()).map(({ name }) => name);
}

/** Two accounts that post near-copies in step, and one that does not. */
function inStep(): Post[] {
  return Array.from({ length: 4 }, (_, i) => [
    {
      id: `a${i}`,
      account: 'ann',
      text: `${SLOGAN}, number ${'one two three four'.split(' ')[i]} of ${i}: ${'xyzw'[i]?.repeat(40)}`,
      time: 1000 * i,
    },
    {
      id: `b${i}`,
      account: 'bob',
      text: `${SLOGAN}, number ${'one two three four'.split(' ')[i]} of ${i}: ${'xyzw'[i]?.repeat(40)} ok`,
      time: 1000 * i + 20,
    },
    {
      id: `c${i}`,
      account: 'cat',
      text: `My own words on day ${i}, which nobody else would put like this: ${'mnop'[i]?.repeat(30)}`,
      time: 1000 * i + 30,
    },
  ]).flat();
}

test('the layer near-text is made when it is named, ties accounts through near-copies, and changes nothing else', async () => {
  const file = await caseOfText(table(inStep()));
  const reads = new CaseReads(file);
  const fingerprint = await reads.fingerprint();
  expect(await namesOf(file)).toEqual(['text']);
  const settings = { layer: 'near-text', significance: 'none' };
  const { rows } = await runTable(file, 'coordination', settings, 'edges');
  expect(rows).toMatchObject([{ accountA: 'ann', accountB: 'bob', pairCount: 4, meanLagSeconds: 20 }]);
  const layer = (await new CaseReads(file).layers()).find(({ name }) => name === 'near-text');
  // Every post with words of its own is a share, alone or not.
  expect(layer).toMatchObject({ name: 'near-text', shareCount: 12, accountCount: 3, variantOf: 'text' });
  expect(await new CaseReads(file).fingerprint()).toBe(fingerprint);
  const { rows: pairs } = await runTable(file, 'coordination', settings, 'pairs');
  expect(pairs.map((row) => `${row['content_id']} ${row['content_id_y']}`).sort()).toEqual(['a0 b0', 'a1 b1', 'a2 b2', 'a3 b3']);
  // Made, it is no choice of its own: where no layer is named, the case has one, as before.
  const unnamed = await runTable(file, 'coordination', { significance: 'none' }, 'edges');
  expect(unnamed.finding.parameters['layer']).toBe('text');
});

test('posts that come later are in the layer the next time it is named; objects of older findings stay', async () => {
  const file = await caseOfText(table(inStep()));
  const settings = { layer: 'near-text', significance: 'none', minObjects: 1, minActions: 1 };
  const before = await runTable(file, 'coordination', settings, 'pairs');
  const later = join(folder, 'later.csv');
  writeFileSync(later, table([{ id: 'd0', account: 'dan', text: (inStep()[0] as Post).text, time: 10 }]));
  await importFiles(file, [later], {}, quiet);
  expect(await namesOf(file)).toEqual(['text']);
  const after = await runTable(file, 'coordination', settings, 'edges');
  expect(after.finding.findingId).not.toBe(before.finding.findingId);
  expect(after.rows.map((row) => `${row['accountA']} ${row['accountB']} ${row['objectCount']}`).sort()).toContain('ann dan 1');
  const objects = await file.rows<{ key: string; count: number }>(`SELECT key, count(*) AS count FROM object GROUP BY key`);
  expect(objects.every(({ count }) => count === 1)).toBe(true);
  const shown = await runTable(file, 'coordination', settings, 'pairs');
  expect(shown.rows.length).toBeGreaterThan(before.rows.length);
});

test('a layer near-text that a file gave is taken as it is', async () => {
  const file = await caseOfText('near-text_id,account_id,content_id,timestamp_share\nt1,a,p,1\nt1,b,q,2\n');
  const { rows } = await runTable(
    file,
    'coordination',
    { layer: 'near-text', minObjects: 1, minActions: 1, significance: 'none' },
    'edges',
  );
  expect(rows).toMatchObject([{ accountA: 'a', accountB: 'b' }]);
  expect(await new CaseReads(file).layers()).toMatchObject([{ name: 'near-text', variantOf: null }]);
});
