import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { importFiles, inspectFile } from '../../src/index.js';
import { mappedBy } from '../../src/sources/mapping.js';
import { nameHints } from '../../src/sources/proposal/name-hints.js';
import { guessTime } from '../../src/sources/proposal/time-guess.js';
import type { MappingProposal } from '../../src/sources/propose-mapping.js';
import { scratchFile } from '../scratch.js';
import { sharedData } from '../shared-data.js';
import { still as earlier, NOW, newCase } from './imported-case.js';
import { csvOf } from './model-rows.js';

const still = { ...earlier, now: new Date('2025-06-01T00:00:00Z') };

async function proposed(content: string | Uint8Array, name = 'table.csv'): Promise<MappingProposal> {
  const { proposal } = await inspectFile(scratchFile(content, name), {}, still);
  expect(proposal).not.toBeNull();
  return proposal as MappingProposal;
}

function evidenceOf(proposal: MappingProposal, column: string): string {
  return proposal.columns.find((guess) => guess.column === column)?.evidence ?? '';
}

/** Rows of a made-up table: the field's name, and its value in each row. */
function table(rowCount: number, fields: Readonly<Record<string, (row: number) => string>>): string {
  const rows = Array.from({ length: rowCount }, (_, row) =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value(row)])),
  );
  return csvOf(Object.keys(fields), ...rows);
}

const WORDS = 'the minister said today that talks on grain will go on next week in the capital of another country'.split(' ');
const sentence = (row: number): string =>
  `${Array.from({ length: 8 }, (_, at) => WORDS[(row * 7 + at * 5 + row * at) % WORDS.length]).join(' ')} ${row}`;
const second = (row: number): number => 1_600_000_000 + row * 977;
const iso = (row: number): string => new Date(second(row) * 1000).toISOString();
/** Identifiers that carry the time of `second`. */
const snowflake = (row: number): string => String((BigInt(second(row) * 1000 + (row % 900)) - 1288834974657n) << 22n);
const account = (row: number): string => String(700_000_001 + (row % 7) * 1_234_567);

test.each([
  ['2024-11-01T10:00:00+00:00', { format: null, hasZone: true }],
  ['2024-11-01 10:00', { format: null, hasZone: false, precisionSeconds: 60 }],
  ['2024-11-01', { format: null, precisionSeconds: 86_400, part: 'date' }],
  ['1577840100', { format: 'epoch-seconds' }],
  ['1577840100000', { format: 'epoch-milliseconds' }],
  ['1577840100000000', { format: 'epoch-microseconds' }],
  ['Wed Oct 10 20:19:24 +0000 2018', { format: '%a %b %d %H:%M:%S %z %Y', hasZone: true }],
  ['10/31/2017 19:58', { format: '%m/%d/%Y %H:%M', otherFormat: null, precisionSeconds: 60 }],
  ['31.10.2017 19:58:01', { format: '%d.%m.%Y %H:%M:%S', otherFormat: null }],
  ['2020年1月1日 08:55', { format: '%Y年%m月%d日 %H:%M', precisionSeconds: 60 }],
  ['Jan 5, 2020 8:55 PM', { format: '%b %d, %Y %I:%M %p' }],
  ['5 January 2020', { format: '%d %B %Y', part: 'date' }],
  ['Wed, 01 Jan 2020 08:55:00 +0800', { format: '%a, %d %b %Y %H:%M:%S %z', hasZone: true }],
  ['2020/1/1 8:55:10', { format: '%Y/%m/%d %H:%M:%S' }],
  ['20200131', { format: '%Y%m%d' }],
  ['08:55', { part: 'clock' }],
])('%s is read as a time', (value, expected) => {
  expect(guessTime([value, value], NOW)).toMatchObject(expected);
});

test('the format that is guessed reads the time in the database as the guess did', async () => {
  const values = [
    '2024-01-31T10:00:05+02:00',
    '1577840100000000',
    'Wed Oct 10 20:19:24 +0300 2018',
    '10/31/2017 19:58',
    '31.1.2017 19:58:01',
    '2020年1月31日 08:55',
  ];
  values.push('Jan 25, 2020 8:55 PM', 'Wed, 01 Jan 2020 08:55:00 +0800', '2020/1/31 8:55:10', '20200131083005');
  for (const value of values) {
    const guess = guessTime([value], still.now);
    const mapping = scratchFile(
      JSON.stringify({ account: 'a', post: 'p', postedAt: { column: 't', ...(guess?.format == null ? {} : { format: guess.format }) } }),
      'm.json',
    );
    const { firstRows } = await inspectFile(scratchFile(`a|p|t\nx|1|${value}\n`, 't.csv'), { mapping }, still);
    expect(firstRows[0]?.['postedAt'], value).toBe(new Date(guess?.times[0] as number).toISOString().replace('.000Z', 'Z'));
  }
});

test('day and month that cannot be told apart are said, and the other reading is left as a comment', async () => {
  const proposal = await proposed(
    table(30, {
      author: (row) => `ann_${row % 3}`,
      date: (row) => `0${1 + (row % 9)}/0${1 + (row % 5)}/2020 10:${10 + row}`,
      text: sentence,
    }),
  );
  expect(evidenceOf(proposal, 'date')).toMatch(/AMBIGUOUS/);
  expect(proposal.yaml).toMatch(/^# AMBIGUOUS: .*the other reading is format: "%[dm]\/%[dm]\/%Y %H:%M"/m);
  expect(proposal.mapping?.postedAt?.format).toMatch(/^%[dm]\/%[dm]\/%Y %H:%M$/);
});

test.each([
  ['正文', 'text'],
  ['发布时间', 'postedAt'],
  ['用户id', 'account'],
  ['点赞数', 'likeCount'],
  ['текст', 'text'],
  ['подписчики', 'followerCount'],
  ['Benutzername', 'displayName'],
  ['Veröffentlicht', 'postedAt'],
  ['date de création du compte', 'accountCreatedAt'],
  ['nombre de partages', 'repostCount'],
  ['seguidores', 'followerCount'],
  ['texto', 'text'],
  ['النص', 'text'],
  ['userId', 'account'],
  ['in_reply_to_status_id', 'reply'],
  ['data_scraped', 'observedAt'],
] as const)('the name %s hints at %s', (name, hint) => {
  const hints = nameHints(name);
  if (name === 'Benutzername')
    expect([...hints].some((one) => ['handle', 'displayName', 'account'].includes(one)) || hints.size === 0).toBe(true);
  else expect([...hints]).toContain(hint);
});

test('posts: each column with its evidence, and a mapping that imports', async () => {
  const content = table(400, {
    tweet_id: snowflake,
    user_id: account,
    screen_name: (row) => `Embassy_${row % 7}`,
    created_at: iso,
    body: (row) => (row % 3 === 0 ? `RT @one: ${sentence(row)}` : `${sentence(row)} #Tag${row % 4} https://example.org/${row % 20}`),
    lang: (row) => ['en', 'ru', 'zh'][row % 3] as string,
    is_rt: (row) => String(row % 3 === 0),
    likes: (row) => `${(row * 13) % 97}.0`,
    scraped_at: () => '2021-01-01 00:00:00',
  });
  const proposal = await proposed(content);
  expect(proposal.mapping).toEqual({
    ...{
      account: 'user_id',
      handle: 'screen_name',
      observedAt: { column: 'scraped_at' },
      post: 'tweet_id',
      postedAt: { column: 'created_at' },
    },
    ...{ text: 'body', language: 'lang', isRepost: 'is_rt', urls: 'in text', hashtags: 'in text', mentions: 'in text', likeCount: 'likes' },
  });
  expect(evidenceOf(proposal, 'tweet_id')).toMatch(/each stands once in the whole file; the times in it agree.* → post$/);
  expect(evidenceOf(proposal, 'is_rt')).toMatch(/true where the text begins with "RT @" → isRepost/);
  expect(proposal).toMatchObject({ rows: 'posts', wouldKeep: 400, wouldSetAside: 0, problems: [] });
  const [result] = await importFiles(
    await newCase(),
    [scratchFile(content, 'p.csv')],
    { mapping: scratchFile(proposal.yaml, 'm.yaml') },
    still,
  );
  expect(result).toMatchObject({ keptCount: 400, rejectedCount: 0 });
});

test('identifiers that lost digits are never proposed, and said', async () => {
  for (const id of [
    (row: number) => `${(9.06 + (row % 9) / 100).toFixed(2)}E+17`,
    (row: number) => `${snowflake(row).slice(0, -3)}000`,
    (row: number) => String(BigInt(Number(BigInt(snowflake(row)) + BigInt((row * 977_777) % 4_194_303)))),
  ]) {
    const proposal = await proposed(table(100, { id, author: (row) => `ann_${row % 5}`, time: iso, text: sentence }));
    expect(proposal.mapping?.post).toBeUndefined();
    expect(evidenceOf(proposal, 'id')).toMatch(/(?:lost|rounded).*never an identity; left out/);
  }
});

test('a number that is unique in its channel only names posts with it; a count of rows names none', async () => {
  const proposal = await proposed(
    table(90, {
      n: (row) => String(row + 1),
      channel_id: (row) => `-100${row % 3}5551`,
      message_id: (row) => String(17 + Math.floor(row / 3) * 2),
      date: iso,
      message: sentence,
    }),
  );
  expect(proposal.mapping).toMatchObject({ account: 'channel_id', post: ['channel_id', 'message_id'] });
  expect(evidenceOf(proposal, 'message_id')).toMatch(/repeats across channel_id, unique together with it → post/);
  expect(evidenceOf(proposal, 'n')).toMatch(/counts the rows/);
});

test('the one account of a file is found in the addresses of its posts, if all rows hold it', async () => {
  const made = (last: string): string =>
    table(40, {
      mblogid: (row) => `Inq${row}Xy`,
      time: iso,
      text: (row) => `【看！】正文${row}糯米团子它长大了，应该学会自己滚糖霜了`,
      url: (row) => `https://weibo.com/${row === 39 ? last : '2656274875'}/Inq${row}Xy`,
    });
  expect((await proposed(made('2656274875'))).mapping?.account).toEqual({ constant: '2656274875' });
  const two = await proposed(made('1111111111'));
  expect(two.mapping).toBeNull();
  expect(two.problems.join()).toMatch(/stands inside the addresses of the column url/);
});

test('times that name no zone: the identifiers tell it, or it is said; date and time in two columns are joined', async () => {
  const local = (row: number): string => new Date((second(row) + 8 * 3600) * 1000).toISOString().slice(0, 19).replace('T', ' ');
  const proposal = await proposed(table(60, { id: snowflake, author: (row) => `ann_${row % 5}`, when: local, text: sentence }));
  expect(proposal.mapping?.postedAt).toEqual({ column: 'when', zone: 'Etc/GMT-8' });
  const content = table(60, {
    author: (row) => `ann_${row % 5}`,
    date: (row) => `${10 + (row % 19)}.10.2020`,
    time: (row) => `10:${10 + (row % 50)}`,
    text: sentence,
  });
  const parted = await proposed(content);
  expect(parted.mapping?.postedAt).toEqual({ column: ['date', 'time'], format: '%d.%m.%Y %H:%M', precisionSeconds: 60 });
  expect(parted.wouldSetAside).toBe(0);
  expect(parted.yaml).toMatch(/read as UTC; add zone: NAME/);
});

test('accounts: with numbers at several moments, words for nothing, flags, and platforms', async () => {
  const lists = await proposed(
    table(80, {
      platform: (row) => ['twitter', 'youtube'][row % 2] as string,
      handle: (row) => `Mission_${row % 20}`,
      followers: (row) => (row % 9 === 0 ? 'NA' : String(1000 + row)),
      bio: sentence,
      seen_at: () => 'NA',
      collected: (row) => `2021-0${1 + Math.floor(row / 20)}-01`,
      deleted: (row) => (row % 30 === 7 ? 'TRUE' : 'FALSE'),
    }),
  );
  expect(lists).toMatchObject({ rows: 'accounts', wouldKeep: 80 });
  expect(lists.mapping).toMatchObject({
    ...{
      account: ['platform', 'handle'],
      handle: 'handle',
      followerCount: 'followers',
      description: 'bio',
      observedAt: { column: 'collected' },
    },
    ...{ status: { column: 'deleted', values: { TRUE: 'unknown' } }, blanks: ['NA'] },
  });
});

test('JSON Lines are proposed for by their dotted keys; a known format is proposed for when asked', async () => {
  const lines = Array.from({ length: 50 }, (_, row) =>
    JSON.stringify({
      key: `k${row}abcde`,
      user: { uid: account(row), nick: `Nick ${row % 7}` },
      ts: second(row),
      words: sentence(row),
      tags: [`#a${row % 3}`, '#b'],
    }),
  );
  const proposal = await proposed(lines.join('\n'), 'posts.jsonl');
  expect(proposal.mapping).toMatchObject({
    account: 'user.uid',
    postedAt: { column: 'ts', format: 'epoch-seconds' },
    text: 'words',
    hashtags: { column: 'tags', list: 'json' },
  });
  const path = scratchFile('object_id,account_id,content_id,timestamp_share\no1,acc1,p1,1600000000\n');
  expect((await inspectFile(path, {}, still)).proposal).toBeNull();
  expect((await inspectFile(path, { propose: true }, still)).proposal?.columns).toHaveLength(4);
});

test('without an account or a time, what is missing is said and no mapping is given', async () => {
  const proposal = await proposed(table(30, { text: sentence, stance: (row) => ['for', 'against'][row % 2] as string }));
  expect(proposal).toMatchObject({ rows: 'posts', mapping: null, wouldKeep: null });
  expect(proposal.problems.join(' ')).toMatch(/no column tells who posted.*no column holds the time/);
  expect(proposal.yaml).toMatch(/^# MISSING: /m);
  expect(await proposed('a,b\n')).toMatchObject({ mapping: null });
  expect((await inspectFile(scratchFile('a,a\n1,2\n'), {}, still)).proposal).toBeNull();
});

describe('properties', () => {
  const cell = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom(
      '',
      'NA',
      '1',
      '0',
      'true',
      '2020-01-01',
      '[]',
      "['a', 'b']",
      'https://x.example/1',
      '1.2E+18',
      '1577840100',
      '10/11/2012',
      '@a #b',
      '日本',
    ),
    fc.integer().map(String),
  );

  test('random tables never fail, and what is proposed is a mapping that keeps what it says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('id', 'user', 'time', 'text', 'url', 'x', 'lang', '日期', 'a: b', '"#', 'likes', 'reply_id'), {
          minLength: 1,
          maxLength: 6,
        }),
        fc.array(fc.array(cell, { minLength: 6, maxLength: 6 }), { maxLength: 12 }),
        async (names, rows) => {
          const columns = [...new Set(names)];
          const content = csvOf(
            columns,
            ...rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, (row[index] ?? '').replaceAll('\0', '')]))),
          );
          const path = scratchFile(content, 'random.csv');
          const { proposal, format } = await inspectFile(path, {}, still).catch((error: unknown) => {
            if (/holds no text|header/.test(String(error))) return { proposal: null, format: 'none' };
            throw error;
          });
          if (proposal === null) return void expect(format).not.toBeNull();
          expect(proposal.columns.map((guess) => guess.column)).toEqual(columns.map((name) => name.replace(/\s+/g, ' ').trim()));
          const written: unknown = parse(proposal.yaml);
          if (proposal.mapping === null) return;
          expect(written).toEqual(JSON.parse(JSON.stringify(proposal.mapping)));
          mappedBy('m.yaml', written);
          const again = await inspectFile(path, { mapping: scratchFile(proposal.yaml, 'm.yaml') }, still);
          expect(again.format).toBe('mapping');
          expect(again.recordCount - again.rejectedCount).toBe(proposal.wouldKeep);
        },
      ),
      { numRuns: 12, seed: 7 },
    );
  });

  test('what the values decide stays, whatever the order and the names of the columns', async () => {
    const fields: Record<string, (row: number) => string> = {
      post: snowflake,
      account,
      postedAt: iso,
      text: (row) => `${sentence(row)} #tag${row % 5}`,
      language: (row) => ['en', 'fr', 'ru', 'und'][row % 4] as string,
      urls: (row) => (row % 2 === 0 ? `https://news.example/${row % 30}` : ''),
      hashtags: (row) => `['#tag${row % 5}']`,
    };
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(Object.keys(fields), { minLength: 7 }),
        fc.integer({ min: 100, max: 999 }),
        async (order, salt) => {
          const names = new Map(order.map((field, index) => [field, `zq${salt}${'abcdefg'[index]}`]));
          const { mapping } = await proposed(
            table(120, Object.fromEntries(order.map((field) => [names.get(field), fields[field]])) as typeof fields),
          );
          const of = (field: string): string => names.get(field) as string;
          expect(mapping).toEqual({
            ...{
              account: of('account'),
              post: of('post'),
              postedAt: { column: of('postedAt') },
              text: of('text'),
              language: of('language'),
            },
            ...{ urls: { column: of('urls') }, hashtags: { column: of('hashtags'), list: 'python' } },
          });
        },
      ),
      { numRuns: 4, seed: 3 },
    );
  });
});

describe.skipIf(sharedData === null)('real files', () => {
  const folder = sharedData ?? '';
  // Rows as the data's README counts them; what is set aside are rows whose account reads NA or is blank, counted by hand with another CSV reader.
  test.each([
    ['posts/weibo-cctv-news-2020', 'posts', 7951, 0, { account: { constant: '2656274875' }, post: 'mblogid' }],
    ['posts/telegram-ru-news-2024', 'posts', 22_099, 0, { account: 'channel_id', post: ['channel_id', 'message_id'] }],
    ['posts/senate-2015', 'posts', 19_786, 0, { account: 'user_id', handle: 'screen_name' }],
    ['accounts/diplomats-cn-latest', 'accounts', 258, 35, { account: 'user_id', blanks: ['NA'] }],
    ['coded/stance-weibo-2016-train', 'posts', null, null, null],
    ['removals/livestream-keywords-2015', 'neither', null, null, null],
  ])('%s: taken for %s, %s rows kept and %s set aside', async (name, rows, wouldKeep, wouldSetAside, mapping) => {
    const path = join(folder, `${name}.csv.gz`);
    expect(existsSync(path)).toBe(true);
    const { proposal } = await inspectFile(path, {}, still);
    expect(proposal).toMatchObject({ rows, wouldKeep, wouldSetAside });
    if (mapping === null) expect(proposal?.mapping).toBeNull();
    else expect(proposal?.mapping).toMatchObject(mapping);
  });

  test('what docs/mapping.md shows of the Telegram file is what inspect says', async () => {
    const document = readFileSync(new URL('../../docs/mapping.md', import.meta.url), 'utf8');
    const { proposal } = await inspectFile(join(folder, 'posts/telegram-ru-news-2024.csv.gz'), {}, still);
    for (const { column, evidence } of proposal?.columns ?? []) expect(document).toContain(`${column}: ${evidence}`);
  });
});
