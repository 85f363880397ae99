import { expect, test } from 'vitest';
import { randomBelow, seededRandom } from '../../src/kernels/statistics/random.js';
import { caseOfText, runTable } from './test-case.js';

const DAY = 86_400;
const START = Date.UTC(2024, 0, 1) / 1000;

/** A table of messages from posts as [account, day]. */
function table(posts: readonly (readonly [string, number])[]): string {
  const random = seededRandom(9);
  const rows = posts.map(
    ([account, day], row) => `m${row},${account},${account},,,text ${row},${START + day * DAY + randomBelow(random, DAY)},`,
  );
  return `message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n${rows.join('\n')}\n`;
}

/** Posts of an account at a rate that changes once. */
function posts(account: string, dayCount: number, changeAt: number, before: number, after: number, seed: number): [string, number][] {
  const random = seededRandom(seed);
  return Array.from({ length: dayCount }, (_, day) => {
    const rate = day < changeAt ? before : after;
    const count = Math.floor(rate) + (random() < rate % 1 ? 1 : 0);
    return Array.from({ length: count }, (): [string, number] => [account, day]);
  }).flat();
}

test('of voices with one planted change only that one is dated; what is left out, and the days at the ends, are said', async () => {
  const steady = Array.from({ length: 6 }, (_, place) => posts(`steady${place}`, 120, 0, 0.6, 0.6, 20 + place));
  const late = posts('late', 120, 0, 0.5, 0.5, 3)
    .map(([account, day]): [string, number] => [account, Math.max(day, 50)])
    .filter(([, day]) => day > 50);
  const file = await caseOfText(table([...posts('mover', 120, 80, 0.15, 3.2, 7), ...steady.flat(), ...late, ['once', 4]]));
  const { finding, rows } = await runTable(file, 'cadence', { draws: 299 }, 'voices');
  expect(rows.map(({ account }) => account)[0]).toBe('mover');
  expect(rows.filter(({ isChanged }) => isChanged === 'yes').map(({ account }) => account)).toEqual(['mover']);
  expect(rows.map(({ account }) => account)).not.toContain('once');
  expect(rows.find(({ account }) => account === 'late')).toMatchObject({ isChanged: 'no', daysBefore: expect.any(Number) });
  expect(rows.find(({ account }) => account === 'late')?.['daysBefore']).toBeGreaterThan(40);
  const { rows: changes } = await runTable(file, 'cadence', { draws: 299 }, 'changes');
  // A post of the slow days fell on the day before the change, 21 March.
  expect(changes[0]).toMatchObject({
    account: 'mover',
    changedAt: '2024-03-20T00:00:00Z',
    latestAt: expect.stringMatching(/^2024-03-2[123]/),
  });
  // Nobody is registered: a single private account is told neither by number nor by name.
  expect(finding.summary[0]).toMatch(/^fewer than 10 of 8 accounts changed how often they post/);
  expect(finding.summary.join(' ')).not.toMatch(/mover|clearest/);
  expect(finding.figures['changedCount']).toBeNull();
  expect(finding.summary.join(' ')).toMatch(/Days before the first and after the last post of each are not looked at/);
  // Read as silence when that is asked for, the late start is a change.
  const { rows: silent } = await runTable(file, 'cadence', { draws: 299, ends: 'case' }, 'changes');
  const start = silent.find(({ account }) => account === 'late');
  expect(start).toMatchObject({ rateBefore: 0, ratio: null });
  expect(Math.abs(Date.parse(String(start?.['changedAt'])) - (START + 51 * DAY) * 1000)).toBeLessThanOrEqual(3 * DAY * 1000);
});

test('days without any post of many accounts are a gap of the file and no change of rate', async () => {
  const many = Array.from({ length: 24 }, (_, place) => posts(`a${place}`, 90, 0, 1.4, 1.4, 40 + place)).flat();
  const file = await caseOfText(table(many.filter(([, day]) => day < 40 || day >= 52)));
  const { finding, rows } = await runTable(file, 'cadence', { draws: 99 }, 'voices');
  expect(finding.figures['gapDayCount']).toBe(12);
  expect(rows.every(({ isChanged, leftOutDays }) => isChanged === 'no' && leftOutDays === 12)).toBe(true);
  expect(finding.summary.join(' ')).toMatch(/12 days on which none of the accounts posts, against chance, are left out as gaps/);
});

test('too few posts give no voice and say so; bad parameters are refused in one line', async () => {
  const file = await caseOfText(
    table([
      ['ann', 0],
      ['ann', 3],
      ['bob', 5],
    ]),
  );
  const { finding, rows } = await runTable(file, 'cadence', {}, 'voices');
  expect(rows).toEqual([]);
  expect(finding.summary[0]).toBe(
    'None of 2 accounts has 30 posts on at least 42 days between its first and its last post, so that no change of rate can be told.',
  );
  await expect(runTable(file, 'cadence', { voices: 'polity=China' }, 'voices')).rejects.toThrow(/--voices \(voices\) needs a registry/);
  await expect(runTable(file, 'cadence', { draws: 3 }, 'voices')).rejects.toThrow(/--draws \(draws\) must be at least 99, got 3/);
});
