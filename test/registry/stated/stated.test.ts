import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CaseFile,
  checkStated,
  exportStated,
  importInputs,
  importStated,
  STATED_FORMATS,
  type StatedKind,
  statedRows,
} from '../../../src/index.js';
import { removeStatements } from '../../../src/registry/stated/remove-stated.js';
import { openNames } from '../../../src/store/case-names.js';
import { markPublic } from '../../../src/store/registry.js';
import { statedKey } from '../../../src/store/stated.js';
import { scratchFile, scratchFolder } from '../../scratch.js';
import { sharedData } from '../../shared-data.js';
import { newCase, rejectsOf, still } from '../../sources/imported-case.js';
import { importText, registryLines } from '../registry-case.js';

const FIGURES = 'subject,platform,measure,value,bound,unit,date,stated_by,url,note';
const ACCESS = 'voice,platform,country,status,since,until,stated_reason,stated_by';

const bring = (file: CaseFile, text: string, name = 'stated.csv') => importStated(file, scratchFile(text, name), {}, still);
const figures = (...lines: string[]): string => `${[FIGURES, ...lines].join('\n')}\n`;
const access = (...lines: string[]): string => `${[ACCESS, ...lines].join('\n')}\n`;
const check = async (file: CaseFile, reveal = false) => checkStated(file, await openNames(file, { reveal, texts: true }));
const saidBy = async (file: CaseFile, reveal = false): Promise<string[]> =>
  (await check(file, reveal)).issues.map(({ kind, message }) => `${kind}: ${message}`);

async function keysOf(file: CaseFile): Promise<string[]> {
  const keys: string[] = [];
  for (const kind of ['figures', 'access', 'events'] as const)
    keys.push(...(await statedRows(file, kind)).map((row) => `${kind} ${statedKey(kind, row)}`));
  return keys.sort();
}

/** A case in which one account had these followers on these days. */
async function observed(file: CaseFile, ...looks: [day: string, followers: number][]): Promise<number> {
  await file.run(`INSERT INTO account (account_id, key, handle, source_id, platform) VALUES (0, '77', 'Envoy', 0, 'twitter')`);
  for (const [day, followers] of looks)
    await file.run(`INSERT INTO account_observation (account_id, observed_at, follower_count, source_id) VALUES (0, ?::TIMESTAMP, ?, 0)`, [
      day,
      followers,
    ]);
  return 0;
}

describe('importing', () => {
  test('figures: kept + set aside = rows, each reason exact, words kept in the note', async () => {
    const file = await newCase();
    const result = await bring(
      file,
      figures(
        '@Envoy,X,fans,"nearly 300,000",,,2019-07,Weekly,https://example.org/a,seen',
        'https://twitter.com/Envoy,,followers,300000,,,,Weekly,,',
        'Ruritania,,accounts,522 in 2010,,,,Institute,,',
        'Ruritania,,accounts,522,,,2010,,,',
        'Ruritania,,accounts,"1,200+",exact,,2010,Institute,,',
        'Ruritania,,accounts,522 in 2010,,,2011,Institute,,',
        'Ruritania,,accounts,many,,,2010,Institute,,',
        'Ruritania,,accounts,5,,,someday,Institute,,',
        'Ruritania,,accounts,5,sharp,,2010,Institute,,',
        'Ruritania,myspace,accounts,5,,,2010,Institute,,',
        ',,accounts,5,,,2010,Institute,,',
        'Ruritania,,accounts,522 in 2010,,,,Institute,,',
        'Ruritania,,accounts,5,,,2010,Institute,here,',
      ),
    );
    expect(result).toMatchObject({ kind: 'figures', rowCount: 13, keptCount: 3, rejectedCount: 10, addedCount: 3 });
    expect((await rejectsOf(file)).map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '5 stated_by is blank: what others stated needs the source that states it',
      '6 bound "exact" contradicts the value "1,200+", which is at-least',
      '7 date "2011" contradicts the value "522 in 2010"',
      '8 value "many" is no number',
      '9 date "someday" is no date; write 2019, 2019-08, 2019-08-30, 2019-08/2020-01 or an instant',
      '10 bound "sharp" is none of exact, about, at-least, at-most, more-than, fewer-than',
      '11 platform "myspace" is not known; docs/registry.md lists those that are',
      '12 subject is blank',
      '13 repeats an earlier row',
      '14 url "here" is no address; it begins with https://',
    ]);
    const [first, second, third] = await statedRows(file, 'figures');
    expect(first).toMatchObject({
      ...{ subject: 'twitter @Envoy', measure: 'followers', value: 300_000, bound: 'about', statedAt: '2019-07-01T00:00:00.000000Z' },
      ...{ statedPrecisionSeconds: 31 * 86_400, note: 'seen; as stated: "nearly 300,000"' },
    });
    expect(second).toMatchObject({ subject: 'twitter @Envoy', bound: 'exact', statedAt: null, statedPrecisionSeconds: null, note: null });
    expect(third).toMatchObject({ value: 522, statedAt: '2010-01-01T00:00:00.000000Z', note: 'as stated: "522 in 2010"' });
  });

  test('access: countries by code or name, dates to the end of their period, no status of its own making', async () => {
    const file = await newCase();
    const result = await bring(
      file,
      access(
        'ANY,X,Germany,Blocked,2022-03,2022-04,law,Regulator',
        '@rt,youtube,all,banned,,,,Platform',
        '@rt,youtube,Atlantis,banned,,,,Platform',
        '@rt,youtube,DE,gone,,,,Platform',
        '@rt,youtube,DE,banned,2022,2021,,Platform',
        '@rt,youtube,DE,banned,,,,',
      ),
    );
    expect(result).toMatchObject({ kind: 'access', rowCount: 6, keptCount: 2, rejectedCount: 4 });
    expect((await rejectsOf(file)).map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '4 country "Atlantis" is neither a code of ISO 3166-1 nor the English name of one',
      '5 status "gone" is none of allowed, blocked, withheld, labelled, restricted, banned',
      '6 until 2021-12-31 lies before since 2022-01-01',
      '7 stated_by is blank: what others stated needs the source that states it',
    ]);
    expect((await statedRows(file, 'access'))[0]).toMatchObject({
      ...{ voice: 'any', platform: 'twitter', country: 'DE', status: 'blocked', since: '2022-03-01T00:00:00.000000Z' },
      ...{ until: '2022-04-30T23:59:59.999999Z', note: 'as stated: since 2022-03, until 2022-04' },
    });
    expect((await statedRows(file, 'access'))[1]).toMatchObject({ country: null, since: null, until: null });
  });

  test('`import` and `stated import` are one way: the same file is the same source, in one transaction with others', async () => {
    const file = await newCase();
    const folder = scratchFolder();
    const paths = [
      scratchFile(figures('Ruritania,,accounts,5,,,2010,Institute,,'), 'figures.csv', folder),
      scratchFile(access('any,x,DE,blocked,,,,Regulator'), 'access.csv', folder),
      scratchFile('date,title,kind\n2016,A law,Law\n', 'events.csv', folder),
    ];
    const { files } = await importInputs(file, paths, {}, still, STATED_FORMATS);
    expect(files.map(({ format, recordCount, keptCount }) => [format, recordCount, keptCount])).toEqual([
      ['figure-table', 1, 1],
      ['access-table', 1, 1],
      ['event-table', 1, 1],
    ]);
    const keys = await keysOf(file);
    for (const path of paths) expect(await importStated(file, path, {}, still)).toMatchObject({ alreadyImported: true, rowCount: 1 });
    const again = await importInputs(file, [folder], {}, still, STATED_FORMATS);
    expect(again.files.every(({ alreadyImported }) => alreadyImported)).toBe(true);
    expect(await keysOf(file)).toEqual(keys);
    expect(await file.row(`SELECT count(*) AS count FROM source`)).toEqual({ count: 3 });
    const bad = scratchFile('subject,measure,value,stated_by\n', 'none.csv', folder);
    const more = scratchFile(figures('Ruritania,,accounts,6,,,2011,Institute,,'), 'more.csv', folder);
    await expect(importInputs(file, [more, bad], {}, still, STATED_FORMATS)).rejects.toMatchObject({ code: 'no-rows' });
    expect(await keysOf(file)).toEqual(keys);
  });

  test('what another file says word for word is not added again; a correction stands beside it until it is removed', async () => {
    const file = await newCase();
    await bring(file, figures('Ruritania,,accounts,522,,,2010,Institute,,'));
    const result = await bring(
      file,
      figures('Ruritania,,accounts,522,exact,,2010,Institute,,', 'Ruritania,,accounts,530,,,2010,Institute,,'),
    );
    expect(result).toMatchObject({ keptCount: 2, addedCount: 1, knownCount: 1 });
    expect(await saidBy(file)).toContain('contradicting figures: Ruritania, accounts (2010): 522 by Institute; 530 by Institute');
    await removeStatements(file, 'figures', [0]);
    expect((await statedRows(file, 'figures')).map(({ value }) => value)).toEqual([530]);
    await expect(removeStatements(file, 'figures', [0])).rejects.toMatchObject({ code: 'not-found' });
  });

  test('one clear line for what is no such table', async () => {
    const file = await newCase();
    await expect(bring(file, 'a,b\n1,2\n')).rejects.toThrow(
      /is no table of what others stated: figures need the columns subject, measure, value;.*columns found: a, b$/,
    );
    await expect(bring(file, figures())).rejects.toThrow(/holds no rows; nothing was imported$/);
    await expect(bring(file, figures('R,,accounts,5,,,,,,'))).rejects.toThrow(/its only row was set aside.*line 2: stated_by is blank/);
    await expect(bring(file, 'subject,measure,value,statedby\nR,accounts,5,me\n')).rejects.toThrow(
      /has the column statedby, which a table of figures has not/,
    );
    await expect(bring(file, '- {date: 2016, title: A law}\n', 'events.yaml')).rejects.toThrow(
      /holds events in YAML; write them as a table/,
    );
    await expect(importStated(file, '/nowhere/at/all.csv', {}, still)).rejects.toThrow(/does not exist/);
    expect(await file.rows(`SELECT 1 FROM source`)).toEqual([]);
    const path = scratchFile(figures('R,,accounts,5,,,,,,'));
    expect(await importStated(file, path, { statedBy: 'Institute', url: 'https://example.org' }, still)).toMatchObject({ addedCount: 1 });
    expect((await statedRows(file, 'figures'))[0]).toMatchObject({ statedBy: 'Institute', url: 'https://example.org' });
  });
});

describe('checking', () => {
  test('planted: a figure beside the nearest observation, with value, gap and difference; nothing is resolved', async () => {
    const file = await newCase();
    await observed(file, ['2019-07-10', 290_000], ['2019-07-20', 310_000], ['2020-01-01', 500_000]);
    await importText(file, registryLines('Envoy of Ruritania,Ruritania,ambassador,twitter,Envoy,77,,,list'));
    await bring(
      file,
      figures(
        '@envoy,twitter,followers,"nearly 300,000",,,2019-07,Weekly,,',
        '@envoy,,followers,"nearly 600,000",,,2019-07,Monthly,,',
        'Envoy of Ruritania,,followers,400000,at-least,,2020-01-03,Weekly,,',
        'twitter id 77,,followers,500000,more-than,,2020-01-01,Weekly,,',
        '@envoy,,likes,5,,,2020,Weekly,,',
      ),
    );
    const { comparisons, issues } = await check(file);
    expect(
      comparisons.map(({ figure, observedLow, observedHigh, gapDays, difference, agrees }) => [
        figure.value,
        observedLow,
        observedHigh,
        gapDays,
        difference,
        agrees,
      ]),
    ).toEqual([
      [300_000, 290_000, 310_000, 0, 0, true],
      [600_000, 290_000, 310_000, 0, 290_000, false],
      [400_000, 500_000, 500_000, 2, -100_000, true],
      [500_000, 500_000, 500_000, 0, 0, false],
    ]);
    expect(issues.filter(({ kind }) => kind === 'against observations').map(({ message }) => message)).toEqual([
      '@envoy, followers: about 600000 (2019-07); observed 290000 to 310000, within the stated time: +290000',
      'twitter id 77, followers: more-than 500000 (2020-01-01); observed 500000, within the stated time: +0',
    ]);
    expect(issues.some(({ kind }) => kind === 'unknown subject')).toBe(false);
  });

  test('an account that may not be named is not compared, and stands under its pseudonym', async () => {
    const file = await newCase();
    const accountId = await observed(file, ['2019-07-10', 10]);
    await bring(
      file,
      figures('@Envoy,twitter,followers,99,,,2019-07,Weekly,,of @Envoy', '@stranger,twitter,followers,99,,,2019-07,Weekly,,'),
    );
    const shown = await check(file);
    expect(shown.comparisons).toEqual([]);
    expect(JSON.stringify(shown)).not.toMatch(/envoy/i);
    expect(JSON.stringify(shown)).toContain('@stranger');
    const path = join(scratchFolder(), 'figures.csv');
    await exportStated(file, 'figures', path, await openNames(file, { reveal: false, texts: true }));
    expect(readFileSync(path, 'utf8')).not.toMatch(/envoy/i);
    expect((await check(file, true)).comparisons).toHaveLength(1);
    await markPublic(file, accountId, 'a public office', still.now);
    expect((await check(file)).comparisons).toMatchObject([{ difference: 89, agrees: false }]);
  });

  test('planted: contradictions, exceptions, repetitions, unknown voices of access', async () => {
    const file = await newCase();
    await importText(file, registryLines('Ruritania Today,Ruritania,state media,youtube,rutoday,,,,list'));
    await bring(
      file,
      access(
        'Ruritania Today,youtube,DE,blocked,2022-03,,,A',
        'ruritania today,youtube,DE,allowed,2022-05,2022-06,,B',
        'Ruritania Today,youtube,DE,allowed,2021,2022-02,,B',
        'any,youtube,,allowed,2020,,,C',
        'Ruritania Today,youtube,DE,blocked,2023,,,D',
        'Ruritania Today,telegram,DE,allowed,2022,,,B',
        'Nobody,youtube,FR,labelled,2022,,,B',
      ),
    );
    await file.run(`UPDATE access SET until = since - INTERVAL 1 DAY WHERE platform = 'telegram'`);
    expect(await saidBy(file)).toEqual([
      'contradicting access: Ruritania Today on youtube in DE: blocked, since 2022-03-01 (A); allowed, 2022-05-01 to 2022-06-30 (B)',
      'exception: Ruritania Today on youtube in DE: blocked, since 2022-03-01 (A); any on youtube: allowed, since 2020-01-01 (C)',
      'exception: any on youtube: allowed, since 2020-01-01 (C); Ruritania Today on youtube in DE: blocked, since 2023-01-01 (D)',
      'until before since: Ruritania Today on telegram in DE: allowed, 2022-01-01 to 2021-12-31',
      'stated alike: Ruritania Today on youtube in DE: blocked, since 2022-03-01 (A); blocked, since 2023-01-01 (D)',
      'unknown voice: Nobody: 1 entry',
    ]);
  });

  test('bounds that can all be so are no contradiction; figures without a date and events without a source are said', async () => {
    const file = await newCase();
    await bring(
      file,
      figures(
        'R,,accounts,500,at-least,,2010,A,,',
        'R,,accounts,522,,,2010,B,,',
        'R,,accounts,530,about,,2010,C,,',
        'R,,posts,100,more-than,,2010,A,,',
        'R,,posts,100,,,2010,B,,',
        'R,,accounts,7,,,,B,,',
      ),
    );
    await bring(file, 'date,title,source,url\n2016,A law,,\n2016-05,a law,Gazette,\n2018,A law,Gazette,\n', 'events.csv');
    const said = await saidBy(file);
    expect(said.filter((line) => line.startsWith('contradicting'))).toEqual([
      'contradicting figures: R, posts (2010): more-than 100 by A; 100 by B',
    ]);
    expect(said).toContain('no date: accounts: 1 figure');
    expect(said).toContain('no source: 2016 A law');
    expect(said).toContain('stated alike: 2016 A law and 2016-05');
  });

  test('null and degenerate: nothing stated, nothing to say', async () => {
    const file = await newCase();
    expect(await check(file)).toEqual({ counts: { figures: 0, access: 0, events: 0 }, comparisons: [], issues: [] });
    await observed(file);
    await bring(file, figures('@Envoy,twitter,followers,5,,,2010,A,,'));
    expect((await check(file, true)).issues).toEqual([]);
  });
});

describe('exporting', () => {
  test('what is exported gives the same statements again, in every form', async () => {
    const text = fc.stringMatching(/^[A-Za-z",'=é中 ]{1,12}$/).map((word) => `n${word}n`);
    const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | ''> => fc.oneof(value, fc.constant('' as const));
    const date = fc.constantFrom('2010', '2020-02', '2019-08-30', '2019-11/2022-04', '2019-08-30T12:30Z', '2019-08-30T12:30:05.25Z');
    const cells = (values: readonly string[]): string => values.map((value) => `"${value.replaceAll('"', '""')}"`).join(',');
    const figure = fc
      .tuple(
        text,
        fc.constantFrom('followers', 'Hashtags in posts'),
        fc.constantFrom('nearly 300,000', '1,200+', '1.125 million', '2.1250', '5'),
        maybe(text),
        maybe(date),
        text,
        maybe(text),
      )
      .map(([subject, measure, value, unit, when, by, note]) => cells([subject, '', measure, value, '', unit, when, by, '', note]));
    const day = fc.constantFrom('2010', '2020-02', '2019-08-30', '');
    const statement = fc
      .tuple(
        maybe(text),
        fc.constantFrom('x', 'vk'),
        fc.constantFrom('', 'DE', 'Japan'),
        fc.constantFrom('allowed', 'blocked'),
        day,
        maybe(text),
        text,
      )
      .map(([voice, platform, country, status, since, reason, by]) =>
        cells([voice || 'any', platform, country, status, since, '', reason, by]),
      );
    const event = fc.tuple(date, text, maybe(text), maybe(text)).map((values) => cells(values));
    const table = (head: string, rows: readonly string[]): string => `${[head, ...rows].join('\n')}\n`;
    const rows = (row: fc.Arbitrary<string>) => fc.uniqueArray(row, { minLength: 1, maxLength: 5 });
    const [file, copy] = [await newCase(), await newCase()];
    await fc.assert(
      fc.asyncProperty(rows(figure), rows(statement), rows(event), fc.constantFrom('csv', 'json'), async (one, two, three, ending) => {
        for (const table of ['figure', 'access', 'event', 'source', 'reject'])
          for (const one of [file, copy]) await one.run(`DELETE FROM ${table}`);
        await bring(file, table(FIGURES, one));
        await bring(file, table(ACCESS, two));
        await bring(file, table('date,title,kind,source', three));
        const folder = scratchFolder();
        const naming = await openNames(file, { reveal: false, texts: true });
        for (const kind of ['figures', 'access', 'events'] as StatedKind[]) {
          const path = join(folder, `${kind}.${kind === 'events' ? ending : ending === 'json' ? 'yaml' : 'csv'}`);
          await exportStated(file, kind, path, naming);
          await importStated(copy, path, {}, still);
        }
        expect(await keysOf(copy)).toEqual(await keysOf(file));
      }),
      { numRuns: 2, endOnFailure: true },
    );
  }, 60_000);

  test('an unknown ending and an empty table are said', async () => {
    const file = await newCase();
    const naming = await openNames(file, { reveal: false, texts: true });
    await expect(exportStated(file, 'events', join(scratchFolder(), 'a.yaml'), naming)).rejects.toThrow(
      /no table of events; use .csv or .json$/,
    );
    await expect(exportStated(file, 'figures', join(scratchFolder(), 'a.csv'), naming)).rejects.toMatchObject({ code: 'no-data' });
  });
});

const prc = sharedData === null ? null : join(sharedData, 'accounts/prc-handles-2019-2022.csv.gz');
test.skipIf(prc === null)(
  'Chinese handles 2019–2022: 2,574 rows = 2,331 figures + 234 dates of creation + 9 that are not known',
  async () => {
    const file = await newCase();
    const result = await importStated(file, prc as string, {}, still);
    expect(result).toMatchObject({ mapping: 'prc-handles', rowCount: 2574, keptCount: 2331, rejectedCount: 243, addedCount: 2331 });
    expect(result.setAside.map(({ count }) => count)).toEqual([234, 9]);
    // By hand, from the rows of the file: the original tweets of all handles in the three periods.
    const sum = (wanted: string): number =>
      gunzipSync(readFileSync(prc as string))
        .toString('utf8')
        .split('\n')
        .filter((line) => line.includes(wanted))
        .reduce((total, line) => total + Number(line.trim().split(',').at(-1)), 0);
    const { total } = await file.row<{ total: number }>(`SELECT sum(value) AS total FROM figure WHERE measure = 'original posts'`);
    expect(total).toBe(sum('Original tweets in period'));
    expect(
      await file.rows(
        `SELECT DISTINCT stated_at IS NULL AS undated, measure FROM figure WHERE measure IN ('followers', 'posts', 'original posts') ORDER BY measure`,
      ),
    ).toEqual([
      { undated: true, measure: 'followers' },
      { undated: false, measure: 'original posts' },
      { undated: true, measure: 'posts' },
    ]);
  },
);
