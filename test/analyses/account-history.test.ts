import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { foldedGroups } from '../../src/analyses/voice/untold-groups.js';
import { tableOf } from '../../src/evidence/run-analysis.js';
import { ANALYSES, type CaseFile, importFiles } from '../../src/index.js';
import { openNames } from '../../src/store/case-names.js';
import { findingTableQuery, prepareNames } from '../../src/store/findings.js';
import { markPublic } from '../../src/store/registry.js';
import { caseOf, caseOfText, quiet, runTable } from './test-case.js';

const folder = mkdtempSync(join(tmpdir(), 'antiphon-history-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const USERS = `userid,user_display_name,user_screen_name,user_reported_location,user_profile_description,user_profile_url,follower_count,following_count,account_creation_date,account_language
901,Harbour Cat,harbourcat,,I like tea,,24,5,2017-08-30,zh-cn
hashed+902=,hashed+902=,hashed+902=,,,,1,2,2017-08-30,zh-cn
`;
const TWEETS = `tweetid,userid,user_screen_name,tweet_text,tweet_time,tweet_language,hashtags
1001,901,harbourcat,Tea #tea,2019-06-03 10:00,zh,['tea']
1002,901,harbourcat,Tea again #tea,2019-06-20 10:00,zh,['tea']
1003,901,harbourcat,Vote,2019-07-02 10:00,en,[]
`;
/** Twelve accounts of no list, eleven of them with English posts. */
const OTHERS = `message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n${Array.from({ length: 12 }, (_, index) => `m${index},private${index},private${index},,,Good morning ${index === 4 ? 3 : index},${1_560_000_000 + index},`).join('\n')}\n`;

async function takedownCase(): Promise<CaseFile> {
  const paths = { users: USERS, tweets: TWEETS, others: OTHERS };
  for (const [name, text] of Object.entries(paths)) writeFileSync(join(folder, `${name}.csv`), text);
  const file = await caseOf(join(folder, 'tweets.csv'), join(folder, 'others.csv'));
  await importFiles(file, [join(folder, 'users.csv')], { observedAt: '2019-08-19' }, quiet);
  return file;
}

const analysis = () => ANALYSES.find(({ id }) => id === 'account-history') as (typeof ANALYSES)[number];

/** A table as it leaves the case. */
async function shown(file: CaseFile, findingId: number, name: string, reveal: boolean): Promise<Record<string, unknown>[]> {
  const table = tableOf(analysis(), name);
  const naming = await openNames(file, { reveal });
  if (!reveal) await prepareNames(file, findingId, table, naming);
  return file.rows(findingTableQuery(findingId, table, { shownNames: !reveal }));
}

test('accounts of a takedown archive are told of one by one, under pseudonyms; all others in groups of ten', async () => {
  const file = await takedownCase();
  await runTable(file, 'near-duplicates', {}, 'clusters');
  const { finding, rows } = await runTable(file, 'account-history', {}, 'accounts');
  expect(rows).toMatchObject([
    {
      account: '901',
      toldAs: 'takedown list',
      createdAt: '2017-08-30T00:00:00Z',
      postCount: 3,
      languages: 'zh 67 %, en 33 %',
      status: 'suspended',
      firstGoneAt: '2019-08-19T23:59:59Z',
    },
    { account: 'hashed+902=', toldAs: 'takedown list', postCount: 0, followerCount: 1, status: 'suspended' },
  ]);
  expect(finding.figures).toMatchObject({ toldCount: 2, takedownCount: 2, goneCount: 2 });
  expect(finding.summary[0]).toBe('2 accounts are told of one by one (2 of a takedown archive); 12 others only in groups of at least 10.');
  const posts = (await runTable(file, 'account-history', {}, 'posts')).rows;
  expect(posts.map(({ fromAt, language, postCount }) => `${fromAt} ${language} ${postCount}`)).toEqual([
    '2019-06-03T00:00:00Z zh 1',
    '2019-06-17T00:00:00Z zh 1',
    '2019-07-01T00:00:00Z en 1',
  ]);
  expect((await runTable(file, 'account-history', {}, 'topics')).rows).toMatchObject([
    { account: '901', hashtag: 'tea', postCount: 2, fromAt: '2019-06-01T00:00:00Z' },
  ]);
  expect((await runTable(file, 'account-history', {}, 'groups')).rows).toEqual([
    { by: 'created', value: 'not known', accountCount: 12, postCount: 12 },
    { by: 'language', value: 'not known', accountCount: 12, postCount: 12 },
    { by: 'status', value: 'not known', accountCount: 12, postCount: 12 },
  ]);
  const hidden = JSON.stringify([
    await shown(file, finding.findingId, 'names', false),
    await shown(file, finding.findingId, 'accounts', false),
  ]);
  for (const secret of ['901"', '902', 'harbourcat', 'Harbour Cat', 'tea']) expect(hidden).not.toContain(secret);
  expect(JSON.stringify(await shown(file, finding.findingId, 'names', true))).toContain('I like tea');
});

test('one account is asked for as it is shown, and what findings say of it stands beside', async () => {
  const file = await takedownCase();
  const bursts = await runTable(file, 'near-duplicates', { minPosts: 2, similarity: 0.6 }, 'members');
  const pseudonym = (await openNames(file, { reveal: false })).account('901');
  const { finding, rows } = await runTable(file, 'account-history', { account: pseudonym }, 'accounts');
  expect(rows).toHaveLength(1);
  expect(finding.parameters).toEqual({ account: pseudonym });
  expect(finding.summary).toEqual([
    'Told of as an account of a takedown archive; created 2017-08-30; 3 posts from 2019-06-03 to 2019-07-02.',
    'suspended: last seen alive unknown, first seen gone 2019-08-19.',
    'No finding lists it.',
  ]);
  expect(bursts.rows.every(({ account }) => account !== '901')).toBe(true);
  await expect(runTable(file, 'account-history', { account: '901' }, 'accounts')).rejects.toThrow('no account is shown as "901"');
  const other = (await openNames(file, { reveal: false })).account('private3');
  await expect(runTable(file, 'account-history', { account: other }, 'accounts')).rejects.toThrow('told of only together with others');
});

test('a public account is told of by name, with what findings list of it', async () => {
  const file = await takedownCase();
  const { id } = await file.row<{ id: number }>(`SELECT account_id AS id FROM account WHERE key = 'private3'`);
  await markPublic(file, id, 'head of an office', new Date());
  await runTable(file, 'near-duplicates', { minPosts: 2, similarity: 0.6 }, 'members');
  const { finding, rows } = await runTable(file, 'account-history', { account: 'private3' }, 'findings');
  expect(finding.parameters).toEqual({ account: 'private3' });
  expect(rows[0]).toMatchObject({
    account: 'private3',
    finding: 1,
    analysis: 'near-duplicates',
    column: expect.stringMatching(/account/i),
  });
  expect(String(rows[0]?.['says'])).toContain('cluster');
});

test('nobody to tell of, and no accounts at all', async () => {
  const file = await caseOfText(OTHERS);
  const { finding, rows } = await runTable(file, 'account-history', {}, 'accounts');
  expect(rows).toEqual([]);
  expect(finding.summary).toEqual([
    'None of 12 accounts is registered, marked as public or in a takedown archive: they are told of in groups of at least 10.',
  ]);
});

test('groups of few people are folded until nothing tells of fewer than ten', () => {
  const group = (value: string | null, accountCount: number) => ({ by: 'language' as const, value, accountCount, postCount: accountCount });
  expect(foldedGroups([group('de', 3), group('en', 40), group('fr', 12)])).toEqual([group('en', 40), group('others', 15)]);
  expect(foldedGroups([group('en', 40), group(null, 10)])).toEqual([group('en', 40), group('not known', 10)]);
  expect(foldedGroups([group('de', 3), group('en', 4)])).toEqual([]);
});
