import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type CaseFile, importFiles } from '../../src/index.js';
import { randomBelow, seededRandom } from '../../src/kernels/statistics/random.js';
import { scratchFile } from '../scratch.js';
import { sharedData } from '../shared-data.js';
import { newCase } from '../sources/imported-case.js';
import { caseOf, quiet, runTable } from './test-case.js';

const MAPPING = 'account: user\nhandle: name\npost: id\npostedAt: { column: at }\naccountCreatedAt: { column: made }\n';

/** A case with accounts that were made at some times, `a0`, `a1` … in their order. */
async function made(times: readonly string[]): Promise<CaseFile> {
  const file = await newCase();
  const lines = times.map((time, i) => `p${i},a${i},a${i}_name,2024-01-01T00:00:00Z,${time}`);
  const path = scratchFile(`id,user,name,at,made\n${lines.join('\n')}\n`, 'posts.csv');
  await importFiles(file, [path], { mapping: scratchFile(MAPPING, 'mapping.yaml') }, quiet);
  return file;
}

const iso = (second: number): string => new Date(second * 1000).toISOString().replace('.000', '');

/** Times by chance, evenly over some days from 2018 on. */
function evenly(count: number, days: number, seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => Date.UTC(2018, 0, 1) / 1000 + randomBelow(random, days * 86_400));
}

test.skipIf(sharedData === null)(
  'the takedown list of August 2019: its month and its days, what hangs on the background, and what p describes',
  async () => {
    const file = await caseOf(join(sharedData ?? '', 'accounts', 'takedown-2019-08-users.csv'));
    const { rows, finding } = await runTable(file, 'creation-bursts', { draws: 99, minAccounts: 20 }, 'bursts');
    const strongest = (span: string, burst: number) => rows.find((row) => row['span'] === span && row['burst'] === burst);
    // The counts are those of the list itself (../shared/data/README.md).
    expect(strongest('month', 1)).toMatchObject({ name: 'August 2017', accountCount: 238, p: 0.01, pStiff: 0.01, standing: 'both fits' });
    expect(strongest('day', 1)).toMatchObject({ name: '30 August 2017', accountCount: 119, p: 0.01 });
    expect(strongest('day', 2)).toMatchObject({ name: '18 August 2017', accountCount: 97, p: 0.01 });
    expect(finding.summary[0]).toMatch(/^Strongest burst of a month: 238 of 940 accounts \(25 %\) were made in August 2017/);
    expect(finding.summary.join(' ')).toContain('more by the stiff fit alone');
    expect(finding.summary.join(' ')).toContain('It describes this list: where a platform or a researcher selected the accounts');
    const { rows: members } = await runTable(file, 'creation-bursts', { draws: 99, minAccounts: 20 }, 'members');
    expect(members.filter((row) => row['span'] === 'day' && row['burst'] === 1)).toHaveLength(119);
  },
);

describe('planted bursts', () => {
  const burst = Date.UTC(2018, 6, 4, 23, 59, 40) / 1000;

  test('a minute around midnight is found with its accounts, and its day is one of two', async () => {
    const times = [...evenly(200, 600, 5), ...Array.from({ length: 14 }, (_, i) => burst + 4 * i)];
    const { rows, finding } = await runTable(await made(times.map(iso)), 'creation-bursts', { draws: 99 }, 'bursts');
    const minute = rows.find((row) => row['span'] === 'minute');
    expect(minute).toMatchObject({ from: '2018-07-04T23:59:40Z', accountCount: 14, p: 0.01, pStiff: null, standing: 'hours of the day' });
    expect(rows.find((row) => row['span'] === 'week')).toMatchObject({ p: 0.01 });
    expect(finding.summary.join(' ')).toContain('4 July 2018, 23:59:40 to 00:00:40 UTC with 14 accounts');
  });

  test('other accounts that share it as background take it away, and the stiff fit alone does not', async () => {
    const own = [...evenly(150, 600, 6), ...Array.from({ length: 12 }, (_, i) => burst - 3600 * i)];
    const others = [...evenly(300, 600, 7), ...Array.from({ length: 24 }, (_, i) => burst - 1800 * i)];
    const file = await made([...own, ...others].map(iso));
    const accounts = scratchFile(own.map((_, i) => `a${i}`).join('\n'), 'list.csv');
    const day = async (more: Record<string, unknown>) =>
      (await runTable(file, 'creation-bursts', { draws: 99, accounts, ...more }, 'bursts')).rows.find((row) => row['span'] === 'day');
    expect(await day({})).toMatchObject({ name: '4 July 2018', accountCount: 13, p: 0.01, pMatched: null });
    const matched = await day({ others: true });
    expect(matched?.['pMatched']).toBeGreaterThan(0.05);
    await expect(day({ others: true, background: accounts })).rejects.toThrow('exclude each other');
    await expect(runTable(file, 'creation-bursts', { others: true }, 'bursts')).rejects.toThrow('a background needs --accounts');
  });
});

test('the same seed gives the same bytes; even times raise nothing', async () => {
  const file = await made(evenly(150, 900, 8).map(iso));
  const first = await runTable(file, 'creation-bursts', { draws: 99 }, 'bursts');
  expect(first.rows.every((row) => row['standing'] === 'none')).toBe(true);
  expect(first.finding.summary[0]).toMatch(/^No burst of a month/);
  const again = await runTable(await made(evenly(150, 900, 8).map(iso)), 'creation-bursts', { draws: 99 }, 'bursts');
  expect(again.rows).toEqual(first.rows);
});

test('one account, all of one day, and none at all', async () => {
  for (const times of [['2018-01-05'], ['2018-01-05', '2018-01-05', '2018-01-05', '2018-01-05']]) {
    const { rows, finding } = await runTable(await made(times), 'creation-bursts', { draws: 99 }, 'bursts');
    expect(rows).toEqual([]);
    expect(finding.summary.join(' ')).toMatch(/made in one day: there is no other to compare it with/);
  }
  await expect(runTable(await made(['', '']), 'creation-bursts', {}, 'bursts')).rejects.toThrow('has a day of creation');
});
