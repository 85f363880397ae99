import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeReport } from '../../src/evidence/report/write-report.js';
import type { CaseFile } from '../../src/index.js';
import { embassyFiles } from '../../src/simulate/embassy-files.js';
import { embassyWorld } from '../../src/simulate/embassy-world.js';
import { openNaming } from '../../src/store/naming.js';
import { quiet } from '../analyses/test-case.js';
import { caseLike, caseOfTexts, findingOf, NOW, plain, reportOf, runCoordination, testFolder } from './report-case.js';

const DAY = 86_400;
const START = 1_600_000_000;

/** A share table: rings of accounts that share the same objects within seconds of each other. */
function ringTable(rings: number, members: number, objects = 3): string {
  const rows = ['account_id,content_id,object_id,timestamp_share'];
  for (let ring = 0; ring < rings; ring++) {
    for (let member = 0; member < members; member++) {
      for (let object = 0; object < objects; object++)
        rows.push(`user${ring}x${member},note${ring}x${member}x${object},thing${ring}x${object},${START + object * DAY + member}`);
    }
  }
  return `${rows.join('\n')}\n`;
}

async function sampleCase(): Promise<CaseFile> {
  const files = embassyFiles(embassyWorld({ seed: 3 })).filter((file) => !file.name.startsWith('truth'));
  const file = await caseOfTexts(Object.fromEntries(files.map(({ name, text }) => [name, text])));
  await runCoordination(file, { layer: 'url', windowSeconds: 300 });
  await runCoordination(file, { layer: 'repost', windowSeconds: 60, minObjects: 5 });
  return file;
}

describe('the sample world', () => {
  test('reads as a document: both embassies in two colours, both events, the planted group, no name; names for the holder of the key; never a text', async () => {
    const file = await sampleCase();
    const { document, everything, html, tables } = await reportOf(file, { simulated: true, title: 'Two embassies' });
    expect(document.querySelector('header')?.textContent).toMatch(/SIMULATED.*Accounts appear under pseudonyms.*Two embassies/s);
    const naming = openNaming(file.path, false);
    const keys = new Map(
      (await file.rows<{ handle: string; key: string }>(`SELECT handle, key FROM account`)).map(({ handle, key }) => [handle, key]),
    );
    const [a, b] = ['sim_orvessa_qn', 'sim_draveth_qn'].map((handle) => naming.account(keys.get(handle) as string)) as [string, string];
    const timeline = document.querySelector('#timeline')?.parentElement as HTMLElement;
    const titles = [...timeline.querySelectorAll('.wide .row')].map((row) => row.textContent ?? '');
    expect(titles.map((title) => title.split(':')[0])).toEqual([a, b, 'Everyone else', a, b]);
    expect(timeline.querySelectorAll('.wide .event')).toHaveLength(2);
    expect(timeline.querySelectorAll('.wide .event-rule')).toHaveLength(2);
    expect(timeline.querySelectorAll('.wide .lane')).toHaveLength(2);
    expect(plain(timeline.querySelector('p.lead'))).toMatch(
      /^The posts of acct-\S+ drew .+ of them \(\d+ %\) by 24 accounts that finding 2 ties to others; those of /u,
    );
    expect(plain(findingOf(document, 2))).toContain('24 accounts and 276 edges');
    expect(Object.keys(tables)).toEqual(
      expect.arrayContaining([
        'timeline.csv',
        'finding-2-edges.csv',
        'finding-2-groups.csv',
        'finding-2-members.csv',
        'finding-2-group-objects.csv',
      ]),
    );
    await expectNoNames(file, everything);
    expect(html.length).toBeLessThan(600_000);

    const revealed = await reportOf(file, { reveal: true });
    expect(revealed.document.querySelector('header')?.textContent).toContain('Names are shown');
    expect(revealed.everything).toContain('@sim_orvessa_qn');
    expect(revealed.tables['finding-2-edges.csv']).toMatch(/^accountA,accountAHandle,accountB,accountBHandle,/);
    expect(revealed.everything).not.toContain('acct-');
    await expectNoTexts(file, revealed.everything);
    expect(revealed.everything).not.toContain(readFileSync(`${file.path}.key`, 'utf8').trim());
  });
});

/** No identifier of an account or a post, no handle, no display name, no text. */
async function expectNoNames(file: CaseFile, everything: string): Promise<void> {
  const names = await file.rows<{ name: string }>(
    `SELECT key AS name FROM account UNION SELECT handle FROM account UNION SELECT key FROM post UNION SELECT handle FROM account_observation
     UNION SELECT display_name FROM account_observation UNION SELECT description FROM account_observation`,
  );
  // Numbers of fewer than six digits stand in every report as counts.
  const telling = names.map(({ name }) => name).filter((name) => name !== null && name.length > 5);
  const pieces = new Set<string>();
  for (let at = 0; at + 6 <= everything.length; at++) pieces.add(everything.slice(at, at + 6));
  expect(telling.filter((name) => pieces.has(name.slice(0, 6)) && everything.includes(name))).toEqual([]);
  await expectNoTexts(file, everything);
  expect(everything).not.toContain(readFileSync(`${file.path}.key`, 'utf8').trim());
}

async function expectNoTexts(file: CaseFile, everything: string): Promise<void> {
  const texts = await file.rows<{ text: string }>(`SELECT DISTINCT text FROM post WHERE length(text) > 12`);
  expect(texts.filter(({ text }) => everything.includes(text))).toEqual([]);
}

describe('names', () => {
  const HOSTILE = [
    '<script>alert(1)</script>',
    '"onload="alert(1)',
    `'><img src=x onerror=1>`,
    '\u202Eevil\u202C',
    `${'long'.repeat(2500)}`,
    '&amp;<!--',
    '😀'.repeat(80),
  ];

  async function hostileCase(): Promise<CaseFile> {
    const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
    const rows = HOSTILE.flatMap((name, index) =>
      [0, 1, 2].map((object) => `${cell(name)},p${index}x${object},${cell(`<b>${object}</b>"'`)},${START + object * DAY + index}`),
    );
    const file = await caseOfTexts({ '<img src=x>.csv': `account_id,content_id,object_id,timestamp_share\n${rows.join('\n')}\n` });
    await file.run(`UPDATE account SET handle = key`);
    await file.run(
      `INSERT INTO event (event_id, happened_at, title, source, source_id) VALUES (0, TIMESTAMP '2020-09-14 00:00:00', '</svg><script>x</script> \u202E & "quotes"', NULL, 0)`,
    );
    await file.run(`UPDATE account SET handle = 'nul' || chr(0) || 'byte' WHERE account_id = 0`);
    await runCoordination(file, { windowSeconds: 60 });
    return file;
  }

  test.each([false, true])('that are hostile do no harm (revealed: %s)', async (reveal) => {
    const file = await caseLike(hostileCase);
    openNaming(file.path, false);
    const { document, html } = await reportOf(file, { reveal, title: `<script>'"&` });
    expect(document.querySelector('h1')?.textContent).toBe(`<script>'"&`);
    expect(html).not.toMatch(/\p{Cf}/u);
    expect(html).not.toContain('\u0000');
    expect(document.body.textContent).not.toContain('long'.repeat(20));
    if (reveal) expect(document.body.textContent).toContain('<script>alert(1)</script>');
    else expect(document.body.textContent).not.toContain('alert');
  });

  test('are taken out of links, and platforms’ links become pseudonyms', async () => {
    const urls = ['https://twitter.com/anna_k/status/8877665544', 'https://example.org/by/anna_k/777000111', 'https://example.org/story'];
    const rows = ['anna_k,777000111', 'berta_m,777000222'].flatMap((ids, member) =>
      urls.map(
        (url, index) => `${ids.split(',')[0]},${ids.split(',')[1]}${index === 0 ? '' : index},${url},${START + index * DAY + member}`,
      ),
    );
    rows.push(`anna_k,8877665544,https://example.org/else,${START}`);
    const file = await caseOfTexts({ 'links.csv': `account_id,content_id,url_id,timestamp_share\n${rows.join('\n')}\n` });
    await runCoordination(file, { windowSeconds: 60 });
    const { everything, tables } = await reportOf(file);
    expect(everything).not.toMatch(/anna_k|berta_m|8877665544/);
    expect(tables['finding-1-group-objects.csv']).toMatch(/https:\/\/twitter\.com\/post-[a-z2-7]{13},/);
    expect(tables['finding-1-group-objects.csv']).toContain('https://example.org/by/[account]/[post]');
    expect(tables['finding-1-group-objects.csv']).toContain('https://example.org/story');
    expect((await reportOf(file, { reveal: true })).everything).toContain(urls[0]);
  });

  test('in reasons for rejects and in paths do not appear', async () => {
    const file = await caseOfTexts({
      'shares.csv': `account_id,content_id,object_id,timestamp_share\nanna,n1,o,${START}\nberta_m,n2,o,secret "value" here\n`,
    });
    const { everything, document } = await reportOf(file);
    expect(document.body.textContent).toContain('is not a number of seconds since 1970');
    expect(everything).not.toMatch(/secret|value" here|anna|berta_m/);
    expect(everything).not.toContain(file.path.slice(0, file.path.lastIndexOf('/')));
  });

  test('of few people are not counted by language', async () => {
    const head = 'external_author_id,author,content,language,publish_date,harvested_date,account_category';
    const rows = Array.from(
      { length: 30 },
      (_, i) =>
        `1,writer_${i},text number ${i} here,${i < 25 ? 'English' : i < 28 ? 'Somali' : 'Uzbek'},1/2/2017 10:${10 + i},1/2/2017 10:${10 + i},x`,
    );
    const file = await caseOfTexts({ 'troll.csv': `${head}\n${rows.join('\n')}\n` });
    const { tables, everything } = await reportOf(file);
    expect(tables['languages.csv']).toBe('language,postCount,accountCount\nen,25,25\nother languages (2),5,<10\n');
    await expectNoNames(file, everything);
    expect((await reportOf(file, { reveal: true })).tables['languages.csv']).toContain('so,3,3\nuz,2,2\n');
  });
});

describe('poor cases', () => {
  test('an empty case says that nothing was imported', async () => {
    const { document } = await reportOf(await caseOfTexts({}));
    expect(plain(document.body)).toMatch(/0 accounts and no posts, from 0 files/);
    expect(document.querySelectorAll('figure')).toHaveLength(0);
  });

  test('one row, no finding: says what to run', async () => {
    const file = await caseOfTexts({ 'one.csv': `account_id,content_id,object_id,timestamp_share\nanna,n1,o,${START}\n` });
    const { document } = await reportOf(file);
    expect(document.querySelector('#summary')?.parentElement?.textContent).toContain(
      'npx antiphon run coordination case.antiphon --layer object --window-seconds 60',
    );
    expect(document.querySelectorAll('#timeline ~ figure')).toHaveLength(1);
  });

  test('accounts only', async () => {
    const file = await caseOfTexts({ 'one.csv': `account_id,content_id,object_id,timestamp_share\nanna,n1,o,${START}\n` });
    for (const table of ['post', 'share', 'object', 'layer']) await file.run(`DELETE FROM ${table}`);
    const { document } = await reportOf(file);
    expect(document.querySelector('#timeline')?.parentElement?.textContent).toContain('nothing to draw');
  });

  test('all at one instant, and a finding without an edge', async () => {
    const rows = Array.from({ length: 5 }, (_, i) => `a${i},n${i},o${i},${START}`);
    const file = await caseOfTexts({ 'now.csv': `account_id,content_id,object_id,timestamp_share\n${rows.join('\n')}\n` });
    await runCoordination(file, { windowSeconds: 60 });
    const { document } = await reportOf(file);
    expect(findingOf(document, 1).textContent).toContain('No two accounts are tied');
    expect(findingOf(document, 1).textContent).toContain('There are no edges');
  });

  test('without reposts the second lane counts the layer of the newest finding', async () => {
    const file = await caseOfTexts({ 'rings.csv': ringTable(2, 4) });
    await runCoordination(file, { windowSeconds: 60 });
    const { document, tables } = await reportOf(file);
    expect([...document.querySelectorAll('.wide .row')].map(plain)).toEqual(['All accounts: 24 posts', 'Layer object: 24 shares']);
    expect(tables['timeline.csv']?.split('\n').slice(0, 2)).toEqual([
      'question,what,account,bin,startsAt,count,tiedCount',
      'Who speaks,posts,all accounts,hour,2020-09-13T12:00:00Z,8,',
    ]);
    expect(tables['timeline.csv']).toContain('Who echoes,shares,layer object,hour,2020-09-13T12:00:00Z,8,8\n');
  });

  test('reposts of posts that the case lacks are one lane of all reposts', async () => {
    const file = await caseOfTexts({ 'r.csv': ringTable(1, 3).replaceAll('object_id', 'repost_id') });
    const { document } = await reportOf(file);
    expect([...document.querySelectorAll('.wide .row')].map(plain)).toEqual(['All accounts: 9 posts', 'Layer repost: 9 reposts']);
  });

  test('a stray post of long ago does not flatten the timeline', async () => {
    const rows = Array.from({ length: 1000 }, (_, i) => `a${i % 9},n${i},o${i},${START + i * 600}`);
    const file = await caseOfTexts({
      'stray.csv': `account_id,content_id,object_id,timestamp_share\nold,n,o,100000000\n${rows.join('\n')}\n`,
    });
    const { document } = await reportOf(file);
    expect(plain(document.querySelector('#timeline')?.parentElement?.querySelector('figcaption'))).toBe(
      'Counts per day, UTC. 1 post far outside of this time not drawn.',
    );
  });

  test('5,000 accounts are drawn as groups', async () => {
    const file = await caseOfTexts({ 'many.csv': ringTable(1250, 4, 2) });
    await runCoordination(file, { windowSeconds: 60 });
    const { document, html, tables } = await reportOf(file);
    const figure = [...findingOf(document, 1).querySelectorAll('figure')].find((each) =>
      plain(each).includes('Drawn: groups'),
    ) as HTMLElement;
    expect(plain(figure)).toContain('Drawn: groups, not the hairball. 5 000 accounts and 7 500 edges');
    expect(figure.querySelectorAll('.wide circle')).toHaveLength(120);
    expect(tables['finding-1-edges.csv']?.split('\n')).toHaveLength(7502);
    expect(html.length).toBeLessThan(300_000);
  });
});

describe('writing', () => {
  test('replaces an earlier report and leaves nothing else behind', async () => {
    const file = await caseOfTexts({ 'rings.csv': ringTable(1, 3) });
    const folder = join(testFolder(), 'a', 'b');
    await reportOf(file, {}, folder);
    await reportOf(file, {}, folder);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('is refused where a file stands, and stops without a trace', async () => {
    const file = await caseOfTexts({ 'rings.csv': ringTable(1, 3) });
    const path = join(testFolder(), 'taken');
    writeFileSync(path, 'x');
    await expect(writeReport(file, path, { reveal: false, now: NOW }, quiet)).rejects.toThrow(
      /taken is a file, and a report needs a folder/,
    );
    const folder = testFolder();
    mkdirSync(join(folder, 'out'));
    const stop = AbortSignal.abort(new Error('stopped'));
    await expect(writeReport(file, join(folder, 'out'), { reveal: false, now: NOW }, { ...quiet, signal: stop })).rejects.toThrow(
      'stopped',
    );
    expect(readdirSync(join(folder, 'out'))).toEqual([]);
  });

  test('needs the key to show names', async () => {
    const file = await caseOfTexts({ 'rings.csv': ringTable(1, 3) });
    const folder = join(testFolder(), 'out');
    await expect(writeReport(file, folder, { reveal: true, now: NOW }, quiet)).rejects.toThrow(/key/);
    expect(existsSync(folder)).toBe(false);
  });
});
