import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lifeOf, listLooks } from '../../src/analyses/voice/account-lives.js';
import { curveTimes, momentText, yearEnds } from '../../src/analyses/voice/adoption-times.js';
import { importFiles } from '../../src/index.js';
import { importRegistry } from '../../src/registry/import-registry.js';
import { importStated } from '../../src/registry/stated/import-stated.js';
import type { RegistryAccount } from '../../src/store/registry-accounts.js';
import { importText } from '../registry/registry-case.js';
import { scratchFile } from '../scratch.js';
import { readRows, sharedData } from '../shared-data.js';
import { importInto, newCase } from '../sources/imported-case.js';
import { quiet, runTable } from './test-case.js';

const HEADER = 'actor,polity,role,host,level,platform,handle,opened,valid_from,valid_to,dates_mean,absent_at,attributed_by';
const registry = (...lines: string[]): string => `${[HEADER, ...lines.map((line) => `${line},a list`)].join('\n')}\n`;

/** `group date: count (low–high)` of the table growth, the beginning and the end of each row. */
const shown = (row: Record<string, string | number | null>, end: 'From' | 'To'): string =>
  `${row['group']} ${String(row[end.toLowerCase()]).slice(0, 10)}: ${row[`count${end}`]} (${row[`low${end}`]}–${row[`high${end}`]})`;

async function growth(lines: readonly string[], parameters: Record<string, unknown> = {}) {
  const file = await newCase();
  await importText(file, registry(...lines));
  const { finding, rows } = await runTable(file, 'adoption', parameters, 'growth');
  return { file, finding, rows };
}

describe('accounts in existence', () => {
  test('from 2 in 2010 to 5 in 2013, by the dates of their creation, with the number that came and the published figure beside', async () => {
    const file = await newCase();
    await importText(
      file,
      registry(
        'A,Ruritania,embassy,Freedonia,national,twitter,a,2009,,,,',
        'B,Ruritania,embassy,,,twitter,b,2010-03,,,,',
        'C,Ruritania,local government,,local,weibo,c,2011-12-31,,,,',
        'D,Ruritania,local government,,local,weibo,d,2012-02-29T10:00:00Z,,,,',
        'E,Sylvania,ministry,,,twitter,e,2013-12-31,,,,',
      ),
    );
    const { finding, rows } = await runTable(file, 'adoption', { dates: '2010,2013' }, 'growth');
    expect(rows[0]).toMatchObject({ group: '(all)', countFrom: 2, countTo: 5, openedCount: 3, closedCount: 0, ratio: 2.5 });
    expect(rows.slice(1).map((row) => shown(row, 'To'))).toEqual(['Ruritania 2013-12-31: 4 (4–4)', 'Sylvania 2013-12-31: 1 (1–1)']);
    expect(finding.summary[0]).toMatch(
      /^Official accounts in existence: from 2 at the end of 2010 to 5 at the end of 2013, 2\.5 times as many/,
    );
    const figures = 'subject,measure,value,date,stated_by\nRuritania,accounts,3 or more,2013,Yearbook\nNowhere,accounts,9,2013,Yearbook\n';
    await importStated(file, scratchFile(figures, 'figures.csv'), {}, quiet);
    const again = await runTable(file, 'adoption', { dates: '2010,2013', by: 'level' }, 'stated');
    expect(again.rows).toMatchObject([
      { subject: 'Ruritania', value: 3, bound: 'at-least', accountCount: 4, difference: -1, statedBy: 'Yearbook' },
    ]);
    expect(again.finding.figures).toMatchObject({ statedCount: 1, statedApartCount: 1 });
    expect(
      (await runTable(file, 'adoption', { dates: '2010,2013', by: 'level' }, 'groups')).rows.map(({ group, countTo }) => [group, countTo]),
    ).toEqual([
      ['(all)', 5],
      ['local', 2],
      ['not stated', 2],
      ['national', 1],
    ]);
  });

  test('the first look at a list is no opening: what stood in it then may have opened before', async () => {
    const { finding, rows } = await growth(
      [
        'A,R,official,,,twitter,a,,2012-01-01,2015-06-30,listing,2015-08-01',
        'B,R,official,,,twitter,b,,2012-01-01,2020-01-01,listing,',
        'C,R,official,,,twitter,c,,2014-03-01,2020-01-01,listing,',
      ],
      { dates: '2011,2012,2014,2015-07-15,2016' },
    );
    // A and B stood in the list at its first look; C came between that look and 2014-03-01; A went between 2015-06-30 and 2015-08-01.
    expect(rows.slice(0, 4).map((row) => shown(row, 'From'))).toEqual([
      '(all) 2011-12-31: 0 (0–2)',
      '(all) 2012-12-31: 2 (2–3)',
      '(all) 2014-12-31: 3 (3–3)',
      '(all) 2015-07-15: 3 (2–3)',
    ]);
    expect(shown(rows[3] as (typeof rows)[number], 'To')).toBe('(all) 2016-12-31: 2 (2–2)');
    expect(finding.figures).toMatchObject({ truncatedCount: 2, listedCount: 1, createdCount: 0, endedCount: 1 });
    expect(finding.summary.join(' ')).toMatch(/2 from when they were first seen, which is not their opening/);
  });

  test('an office counts from its beginning to its end, whoever had the account before; one account of several entries counts once', async () => {
    const { finding, rows } = await growth(
      [
        'Ambassador,R,ambassador,F,,twitter,amb,2011-05-05,2015-01-01,2016-12-31,office,',
        'Ambassador,R,ambassador,F,,twitter,amb,2011-05-05,2018-01-01,,office,',
        'Embassy,R,embassy,F,,twitter,amb,2011-05-05,,,,',
      ],
      { dates: '2010,2014,2016-06-01,2017,2018', by: 'role' },
    );
    const roles = rows.map((row) => shown(row, 'To'));
    expect(roles.filter((line) => line.startsWith('ambassador'))).toEqual([
      'ambassador 2014-12-31: 0 (0–0)',
      'ambassador 2016-06-01: 1 (1–1)',
      'ambassador 2017-12-31: 0 (0–0)',
      'ambassador 2018-12-31: 1 (1–1)',
    ]);
    expect(roles.filter((line) => line.startsWith('(all)'))[1]).toBe('(all) 2016-06-01: 1 (1–1)');
    expect(finding.figures['registryAccountCount']).toBe(1);
  });

  test('an account of the case has its creation, first sight and end; withheld somewhere is no end, and what was outside of the dates is not told', async () => {
    const file = await newCase();
    await importInto(
      file,
      'account_id,handle,platform,status,observed_at,country\n1,one,x,alive,2020-01-01,\n1,one,x,suspended,2020-03-01,\n2,two,x,alive,2020-02-01,\n2,two,x,withheld,2020-04-01,TR\n3,three,x,alive,2020-02-01,\n',
      'statuses.csv',
    );
    await importText(
      file,
      registry(
        'A,R,official,,,twitter,one,,,,,',
        'B,R,official,,,twitter,two,,,,,',
        'C,R,official,,,twitter,three,,2010-01-01,2011-01-01,office,',
      ),
    );
    const { rows } = await runTable(file, 'adoption', {}, 'accounts');
    expect(rows).toMatchObject([
      { actor: 'A', account: '1', opening: 'first seen', opensAfter: null, ending: 'gone', goneStatus: 'suspended' },
      { actor: 'B', account: '2', opening: 'first seen', ending: 'none', closesBy: null },
      { actor: 'C', account: null, opening: 'office', ending: 'office' },
    ]);
    expect(String(rows[0]?.['closesAfter'])).toMatch(/^2020-01-01/);
    expect(String(rows[0]?.['closesBy'])).toMatch(/^2020-03-01/);
  });

  test('nothing to count is said: no registry, no date, a range that runs backwards, dates that are none', async () => {
    const file = await newCase();
    await expect(runTable(file, 'adoption', {}, 'growth')).rejects.toMatchObject({ code: 'no-data' });
    await importText(file, registry('A,R,official,,,twitter,a,,,,,'));
    await expect(runTable(file, 'adoption', {}, 'growth')).rejects.toThrow(/none of the 1 entry of the registry has a date/);
    await importText(file, registry('B,R,official,,,twitter,b,2015,,,,'), {}, 'second.csv');
    await expect(runTable(file, 'adoption', { from: '2016', to: '2015' }, 'growth')).rejects.toThrow(/--to \(to\) lies before --from/);
    await expect(runTable(file, 'adoption', { dates: '2015' }, 'growth')).rejects.toThrow(/two dates or more/);
    await expect(runTable(file, 'adoption', { dates: '2015,20x6' }, 'growth')).rejects.toThrow(/got "20x6"/);
    await expect(runTable(file, 'adoption', { voices: 'polity=Nowhere' }, 'growth')).rejects.toThrow(/no voice of the registry meets/);
    // One moment alone: no growth between dates.
    const { finding, rows } = await runTable(file, 'adoption', {}, 'growth');
    expect([rows.length, finding.figures['lastCount'], finding.figures['undatedCount']]).toEqual([0, 1, 1]);
  });
});

test('bounds hold the count, whatever is known of a life', () => {
  const day = fc
    .integer({ min: 1, max: 3000 })
    .map((days) => `${new Date(Date.UTC(2012, 0, days)).toISOString().slice(0, 10)}T00:00:00.000000Z`);
  const maybe = fc.option(day);
  fc.assert(
    fc.property(
      maybe,
      maybe,
      maybe,
      fc.constantFrom('office', 'listing'),
      fc.option(fc.integer({ min: 0, max: 1e15 })),
      (validFrom, validTo, absentAt, datesMean, seen) => {
        const entry = { sourceId: 0, validFrom, validTo, absentAt, datesMean, opened: null } as unknown as RegistryAccount;
        const account =
          seen === null
            ? null
            : {
                createdAt: Number.NaN,
                createdPrecisionSeconds: Number.NaN,
                firstSeenAt: seen,
                lastAliveAt: seen,
                goneAt: Number.NaN,
                goneStatus: null,
              };
        const life = lifeOf(entry, account, listLooks([entry]));
        if (!Number.isNaN(life.opensBy)) expect(life.opensAfter).toBeLessThanOrEqual(life.opensBy);
        expect(life.closesAfter).toBeLessThanOrEqual(life.closesBy);
        expect(life.opening === 'unknown').toBe(Number.isNaN(life.opensBy));
      },
    ),
  );
});

test('dates: ends of years, days of a curve, and how sentences call them', () => {
  const at = (iso: string): number => Date.parse(iso) * 1000;
  expect(yearEnds(at('2010-05-01T00:00:00Z'), at('2012-02-01T00:00:00Z')).map(momentText)).toEqual([
    'at the end of 2010',
    'at the end of 2011',
    'on 2012-02-01',
  ]);
  expect(momentText(at('2019-03-01T00:00:00Z') - 1)).toBe('at the end of 2019-02');
  expect(curveTimes(at('2019-01-01T12:00:00Z'), at('2019-01-03T00:00:00Z'))).toHaveLength(3);
  expect(curveTimes(at('2006-01-01T00:00:00Z'), at('2024-01-01T00:00:00Z'))).toHaveLength(12 * 18 + 1);
  expect(curveTimes(5, 5)).toHaveLength(1);
});

const data = sharedData;
describe.skipIf(data === null)('on published lists', () => {
  test('Chinese accounts 2019–2022: the growth of each period is that of the dates in the file', async () => {
    const path = `${data}accounts/prc-handles-2019-2022.csv.gz`;
    const file = await newCase();
    await importRegistry(file, path, {}, quiet);
    const { rows } = await runTable(file, 'adoption', { dates: '2019-10,2021-02,2022-04' }, 'growth');
    // The file itself, read by nothing of ours: months such as 2020.02, one a handle.
    const created = new Map(
      readRows(path)
        .filter(({ measure }) => measure === 'Date created')
        .map((row) => [row['handle'], (row['value'] ?? row['value\r'] ?? '').trim()]),
    );
    const until = (month: string): number => [...created.values()].filter((value) => value <= month).length;
    expect(rows.filter(({ group }) => group === '(all)').map(({ countFrom, countTo }) => [countFrom, countTo])).toEqual([
      [until('2019.10'), until('2021.02')],
      [until('2021.02'), until('2022.04')],
    ]);
    expect(until('2022.04')).toBe(78);
  });

  test('diplomats of China: accounts in existence by the dates of creation in the list', async () => {
    const path = `${data}accounts/diplomats-cn-latest.csv.gz`;
    const file = await newCase();
    await importRegistry(file, path, { mapping: 'diplomats-cn' }, quiet);
    await importFiles(file, [`${data}accounts/diplomats-snapshots-2020-2024.csv.gz`], {}, quiet);
    const { finding, rows } = await runTable(file, 'adoption', { by: 'role', dates: '2018,2020,2023' }, 'growth');
    // A script that reads both files alone counts 50 until 2018 and 212 until 2020 by handle; two more are known by their numbers, under another handle.
    expect(rows[0]).toMatchObject({ group: '(all)', countFrom: 50, countTo: 214 });
    expect(finding.figures['endedCount']).toBeGreaterThan(0);
  });
});
