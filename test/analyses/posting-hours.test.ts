import { describe, expect, test } from 'vitest';
import { randomBelow, seededRandom } from '../../src/kernels/statistics/random.js';
import { importText, registryLines } from '../registry/registry-case.js';
import { scratchFile } from '../scratch.js';
import { caseOfText, runTable } from './test-case.js';

/** 1 January 2024 was a Monday. */
const MONDAY = Date.UTC(2024, 0, 1) / 1000;

interface Account {
  readonly name: string;
  readonly posts: number;
  /** Local hours of work, from the first to before the second, at an offset from UTC. */
  readonly from: number;
  readonly to: number;
  readonly offset: number;
  readonly weekends: boolean;
}

function posts(accounts: readonly Account[], seed = 1): string {
  const random = seededRandom(seed);
  const lines = accounts.flatMap(({ name, posts: count, from, to, offset, weekends }) =>
    Array.from({ length: count }, (_, i) => {
      const day = 7 * randomBelow(random, 12) + randomBelow(random, weekends ? 7 : 5);
      const second = day * 86_400 + (from - offset + (to - from) * random()) * 3600;
      return `${name}-${i},${name},${name},,,text ${i},${Math.floor(MONDAY + second)},`;
    }),
  );
  return `message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n${lines.join('\n')}\n`;
}

const staff = (name: string, count: number, offset: number): Account[] =>
  Array.from({ length: count }, (_, i) => ({ name: `${name}${i}`, posts: 120, from: 9, to: 18, offset, weekends: false }));

describe('groups of a list', () => {
  const world = [...staff('east', 8, 8), ...staff('west', 8, -5), { name: 'few', posts: 10, from: 0, to: 24, offset: 0, weekends: true }];
  const groups = `account,group\n${world.map(({ name }) => `${name},${name.replace(/\d+$/, '')}`).join('\n')}\n`;

  test('two offices are found at their clocks, with weekends off, and the sentence that an offset is no country', async () => {
    const file = await caseOfText(posts(world));
    const { rows, finding } = await runTable(file, 'posting-hours', { accounts: scratchFile(groups, 'groups.csv') }, 'groups');
    expect(rows).toMatchObject([
      {
        group: 'east',
        accountCount: 8,
        postCount: 960,
        offset: 8,
        offsetFrom: 6,
        offsetTo: 10,
        weekendRatio: 0,
        quietFrom: expect.any(Number),
      },
      { group: 'west', accountCount: 8, postCount: 960, offset: -5, offsetFrom: -7, offsetTo: -3, weekendRatio: 0 },
    ]);
    expect(finding.summary.join(' ')).toContain('UTC+8 is the clock of Beijing, Taipei, Singapore, Manila, Perth');
    expect(finding.parameters['accounts']).toMatch(/^17 accounts, sha256/);
    const { rows: hours } = await runTable(file, 'posting-hours', { accounts: scratchFile(groups, 'groups.csv'), offset: 8 }, 'hours');
    const east = hours.filter((row) => row['group'] === 'east' && (row['postCount'] as number) > 0);
    // By the clock of its office, all lies from 9 to 18 on weekdays.
    expect(new Set(east.map((row) => row['hour']))).toEqual(new Set([9, 10, 11, 12, 13, 14, 15, 16, 17]));
    expect(east.some((row) => /^S/.test(row['weekday'] as string))).toBe(false);
    expect(hours).toHaveLength(2 * 7 * 24);
  });

  test('an account in two groups is refused with its line', async () => {
    const file = await caseOfText(posts(staff('east', 1, 8)));
    const twice = scratchFile('account,group\neast0,a\neast0,b\n', 'groups.csv');
    await expect(runTable(file, 'posting-hours', { accounts: twice }, 'groups')).rejects.toThrow(
      'line 3: east0 is in two groups, "a" and "b"',
    );
  });
});

test('posts at all hours of all days favour no offset, and weekends are like other days', async () => {
  const world = Array.from({ length: 12 }, (_, i) => ({ name: `bot${i}`, posts: 200, from: 0, to: 24, offset: 0, weekends: true }));
  const { rows } = await runTable(await caseOfText(posts(world)), 'posting-hours', {}, 'groups');
  expect(rows).toMatchObject([{ group: 'all accounts' }]);
  expect(rows[0]?.['probability']).toBeLessThan(0.2);
  expect(rows[0]?.['overlap']).toBeLessThan(0.75);
  expect(rows[0]?.['weekendRatioLow']).toBeLessThan(1);
  expect(rows[0]?.['weekendRatioHigh']).toBeGreaterThan(1);
});

test('voices of the registry are grouped by polity, and count within their dates alone', async () => {
  const file = await caseOfText(posts(staff('east', 2, 8)));
  await importText(
    file,
    registryLines(
      'Embassy,Ruritania,embassy,twitter,east0,east0,,,a list',
      'Ministry,Freedonia,ministry,twitter,east1,east1,2024-02-01,2024-02-29,a list',
    ),
  );
  const { rows } = await runTable(file, 'posting-hours', { minPosts: 20 }, 'groups');
  expect(rows).toMatchObject([
    { group: 'Freedonia', accountCount: 1 },
    { group: 'Ruritania', accountCount: 1, postCount: 120 },
  ]);
  expect(rows[0]?.['postCount']).toBeLessThan(60);
});

test('times by the day are left out and counted; too few posts are said, not an error', async () => {
  const file = await caseOfText(posts(staff('east', 1, 8)));
  await file.run(`UPDATE post SET precision_seconds = 86400`);
  const { rows, finding } = await runTable(file, 'posting-hours', {}, 'groups');
  expect(rows).toEqual([]);
  expect(finding.summary[0]).toContain('120 posts have times of an hour or coarser and are left out');
  expect(finding.figures).toMatchObject({ coarseCount: 120 });
});
