import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AntiphonError, type CaseFile, type ImportedFile, importFiles } from '../../src/index.js';
import { mappingSchema } from '../../src/sources/mapping.js';
import { scratchFile } from '../scratch.js';
import { sharedData } from '../shared-data.js';
import { still as earlier, newCase, rejectsOf } from './imported-case.js';
import { byPost, fixture, objectsAsTheyStood, postRows, sizes } from './model-rows.js';

/** After the last of the real posts. */
const still = { ...earlier, now: new Date('2025-06-01T00:00:00Z') };

/** Imports a table by a mapping. */
async function mapped(
  mapping: object | string,
  content: string,
  into?: CaseFile,
  name = 'table.csv',
): Promise<{ file: CaseFile; result: ImportedFile }> {
  const file = into ?? (await newCase());
  const path = scratchFile(typeof mapping === 'string' ? mapping : JSON.stringify(mapping), 'mapping.yaml');
  const [result] = await importFiles(file, [scratchFile(content, name)], { mapping: path }, still);
  return { file, result: result as ImportedFile };
}

async function refusal(mapping: object | string, content = 'who,when,what\na,2020-01-01,x\n'): Promise<string> {
  const failure = await mapped(mapping, content).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(AntiphonError);
  expect(['format', 'file']).toContain((failure as AntiphonError).code);
  expect((failure as AntiphonError).message).not.toContain('\n');
  return (failure as AntiphonError).message;
}

const TIME = { column: 'when' };

test('every field of a mapping reaches the model, from JSON and from YAML alike', async () => {
  const mapping = {
    ...{ account: 'who', handle: 'name', displayName: 'shown', followerCount: 'followers', followingCount: 'following' },
    ...{ accountCreatedAt: { column: 'born' }, post: 'id', postedAt: { column: 'when', precisionSeconds: 60 }, text: 'what' },
    ...{ language: 'lang', client: 'app', isRepost: 'rt', repost: 'of', reply: 'to', likeCount: 'likes', repostCount: 'reposts' },
    ...{ replyCount: 'replies', quoteCount: 'quotes', viewCount: 'views', urls: { column: 'links' }, layers: { image: 'hash' } },
    ...{ hashtags: { column: 'tags', separator: ';' }, mentions: { column: 'names', list: 'python' } },
  };
  const yaml = Object.entries(mapping)
    .map(([field, value]) => `${field}: ${JSON.stringify(value)}\n`)
    .join('');
  const table = [
    'who,name,shown,followers,following,born,id,when,what,lang,app,rt,of,to,likes,reposts,replies,quotes,views,links,tags,names,hash',
    `a,ann,Ann,10.0,2,2017-08-30,p1,2020-01-01 10:00,hello,en,web,,,,1,2.0,3,4,5,http://x.example/1  http://y.example/,One; Two,"['bob']",h1`,
    'a,ann,Ann,10.0,2,2017-08-30,p2,2020-01-01 10:01,RT,,,TRUE,,,,,,,,,,[],',
    'b,,,,,,p3,2020-01-01 10:02,RT,,,,p1,,,,,,,,,,',
    'b,,,,,,p4,2020-01-01 10:03,re,,,no,,p1,,,,,,,,,',
  ].join('\n');
  for (const written of [JSON.stringify(mapping), yaml]) {
    const { file, result } = await mapped(written, table);
    expect(result).toMatchObject({ format: 'mapping', recordCount: 4, keptCount: 4 });
    expect((await postRows(file)).map((row) => [row['post'], row['account'], row['precision'], row['kind']])).toEqual([
      ['p1', 'a', 60, 'original'],
      ['p2', 'a', 60, 'repost'],
      ['p3', 'b', 60, 'repost'],
      ['p4', 'b', 60, 'reply'],
    ]);
    expect((await postRows(file))[0]).toMatchObject({ language: 'en', client: 'web', text: 'hello' });
    expect(await file.rows(`SELECT key, handle, strftime(created_at, '%Y-%m-%d') AS created FROM account ORDER BY key`)).toEqual([
      { key: 'a', handle: 'ann', created: '2017-08-30' },
      { key: 'b', handle: null, created: null },
    ]);
    expect(await file.rows(`SELECT handle, display_name, follower_count, following_count FROM account_observation`)).toEqual([
      { handle: 'ann', display_name: 'Ann', follower_count: 10, following_count: 2 },
    ]);
    expect(await file.rows(`SELECT like_count, repost_count, reply_count, quote_count, view_count FROM post_observation`)).toEqual([
      { like_count: 1, repost_count: 2, reply_count: 3, quote_count: 4, view_count: 5 },
    ]);
    for (const [layer, shares] of Object.entries({
      url: ['p1 http://x.example/1', 'p1 http://y.example/'],
      domain: ['p1 x.example', 'p1 y.example'],
      hashtag: ['p1 One', 'p1 Two'],
      ...{ mention: ['p1 bob'], repost: ['p3 p1'], reply: ['p4 p1'], image: ['p1 h1'] },
    }))
      expect(await objectsAsTheyStood(file, layer), layer).toEqual(shares);
    expect((await objectsAsTheyStood(file, 'text')).map((share) => share.split(' ')[0])).toEqual(['p1', 'p4']);
  }
});

test('accounts alone, without postedAt, are accounts; JSON Lines are mapped by dotted keys', async () => {
  const { file } = await mapped({ account: 'user.id', handle: 'user.name' }, '{"user":{"id":"1","name":"ann"}}\n{"user":{"id":"2"}}\n');
  expect(await file.rows(`SELECT key, handle FROM account ORDER BY key`)).toEqual([
    { key: '1', handle: 'ann' },
    { key: '2', handle: null },
  ]);
  expect(await sizes(file)).toMatchObject({ post: 0 });
});

test.each([
  [{}, '2020-01-01T08:55:00+08:00', '2020-01-01 00:55:00'],
  [{ zone: 'America/New_York' }, '2020-01-01 08:55:00+0800', '2020-01-01 00:55:00'],
  [{ zone: 'America/New_York' }, '2020-01-01 08:55:00+08', '2020-01-01 00:55:00'],
  [{ zone: 'Asia/Shanghai' }, '2020-01-01T00:55:00.000Z', '2020-01-01 00:55:00'],
  [{ zone: 'Asia/Shanghai' }, '2020-01-01 08:55', '2020-01-01 00:55:00'],
  [{ zone: 'Asia/Shanghai' }, '2020-01-01', '2019-12-31 16:00:00'],
  [{ zone: 'Europe/Berlin' }, '2020-07-01 12:00', '2020-07-01 10:00:00'],
  [{ zone: 'Europe/Berlin' }, '2020-01-01 12:00', '2020-01-01 11:00:00'],
  [{}, '2020-01-01 08:55', '2020-01-01 08:55:00'],
  [{ format: 'epoch-seconds', zone: 'Asia/Shanghai' }, '1577840100', '2020-01-01 00:55:00'],
  [{ format: 'epoch-seconds' }, '1577840100.9', '2020-01-01 00:55:00'],
  [{ format: 'epoch-milliseconds' }, '1577840100000', '2020-01-01 00:55:00'],
  [{ format: 'epoch-microseconds' }, '1577840100000000', '2020-01-01 00:55:00'],
  [{ format: '%d/%m/%Y %H:%M' }, '1/2/2020 8:05', '2020-02-01 08:05:00'],
  [{ format: '%Y年%m月%d日 %H:%M', zone: 'Asia/Shanghai' }, '2020年1月1日 08:55', '2020-01-01 00:55:00'],
  [{ format: '%a %b %d %H:%M:%S %z %Y', zone: 'Asia/Shanghai' }, 'Wed Jan 01 08:55:00 +0800 2020', '2020-01-01 00:55:00'],
])('time %j reads %s as %s UTC', async (how, value, expected) => {
  const { file } = await mapped({ account: 'who', post: 'id', postedAt: { ...TIME, ...how } }, `who,id,when\na,p,${value}\n`);
  expect(await byPost(file, 'at')).toEqual({ p: expected });
});

test('date and time in two columns are one time; where one is blank, the other is all that there is', async () => {
  const postedAt = { column: ['day', 'clock'], format: '%d.%m.%Y %H:%M', zone: 'Europe/Berlin' };
  const table = 'who,id,day,clock\na,p,1.7.2020,12:30\na,q,1.7.2020,\na,r,,12:30\na,s,,\n';
  const { file } = await mapped({ account: 'who', post: 'id', postedAt }, table);
  expect(await byPost(file, 'at')).toEqual({ p: '2020-07-01 10:30:00' });
  expect((await rejectsOf(file)).map(({ reason }) => reason)).toEqual([
    'day + clock "1.7.2020" is not a date',
    'day + clock "12:30" is not a date',
    'day + clock is blank',
  ]);
});

test('accounts at several moments: one observation a row, with profile, status and date; words for nothing are nothing', async () => {
  const mapping = {
    ...{
      account: ['site', 'name'],
      handle: 'name',
      description: 'bio',
      location: 'place',
      profileUrl: 'web',
      accountLanguage: 'lang',
      postCount: 'posts',
    },
    ...{
      accountCreatedAt: { column: 'born', precisionSeconds: 86_400 },
      observedAt: { column: 'seen', zone: 'Asia/Shanghai' },
      blanks: ['NA'],
    },
    status: { column: 'deleted', values: { TRUE: 'unknown', FALSE: 'alive' } },
  };
  const table = [
    'site,name,bio,place,web,lang,posts,born,seen,deleted',
    'x,ann,hello,here,http://a.example,en,5,2017-08-30,2020-01-01 08:00,FALSE',
    'x,ann,hello,NA,NA,NA,7,NA,2020-02-01 08:00,TRUE',
    'y,ann,,,,,NA,,NA,NA',
    'x,NA,,,,,,,,',
    'x,bob,,,,,,,soon,',
  ].join('\n');
  const { file, result } = await mapped(mapping, table);
  expect(result).toMatchObject({ recordCount: 5, keptCount: 3, rejectedCount: 2 });
  expect((await rejectsOf(file)).map(({ reason }) => reason)).toEqual(['name is blank', 'seen "soon" is not a date']);
  expect(
    await file.rows(
      `SELECT key, strftime(observed_at, '%Y-%m-%d %H') AS seen, description, location, url, o.language, post_count, status
       FROM account_observation o JOIN account USING (account_id) ORDER BY key, observed_at`,
    ),
  ).toEqual([
    {
      key: 'x/ann',
      seen: '2020-01-01 00',
      description: 'hello',
      location: 'here',
      url: 'http://a.example',
      language: 'en',
      post_count: 5,
      status: 'alive',
    },
    {
      key: 'x/ann',
      seen: '2020-02-01 00',
      description: 'hello',
      location: null,
      url: null,
      language: null,
      post_count: 7,
      status: 'unknown',
    },
    { key: 'y/ann', seen: null, description: null, location: null, url: null, language: null, post_count: null, status: null },
  ]);
  expect(await file.rows(`SELECT created_precision_seconds AS precision FROM account WHERE key = 'x/ann'`)).toEqual([
    { precision: 86_400 },
  ]);
});

test('quotes are a kind, and what is said of posts has the date of the row', async () => {
  const mapping = {
    account: 'who',
    post: 'id',
    postedAt: TIME,
    quote: 'of',
    reply: 'to',
    likeCount: 'likes',
    observedAt: { column: 'seen' },
    status: { column: 'now', values: { x: 'deleted' } },
  };
  const { file } = await mapped(mapping, 'who,id,when,of,to,likes,seen,now\na,p,2020-01-01,q,r,3,2020-01-05,x\na,q,2020-01-01,,r,,,\n');
  expect(await byPost(file, 'kind')).toEqual({ p: 'quote', q: 'reply' });
  expect(await file.rows(`SELECT strftime(observed_at, '%Y-%m-%d') AS seen, like_count, status FROM post_observation`)).toEqual([
    { seen: '2020-01-05', like_count: 3, status: 'deleted' },
  ]);
});

test('a row without an account, with a time that is none, or with bad bytes in its identifier is set aside', async () => {
  const content = Buffer.from('who,id,when\na,p,2020-01-01\n,q,2020-01-01\na,r,soon\na,\xff,2020-01-01\n', 'latin1');
  const { file } = await mapped({ account: 'who', post: 'id', postedAt: TIME }, content as unknown as string);
  expect((await rejectsOf(file)).map(({ line, reason }) => [line, reason])).toEqual([
    [3, 'who is blank'],
    [4, 'when "soon" is not a date'],
    [5, 'id holds bytes that are not text'],
  ]);
});

test('a post is named by several columns where one is not unique; without any, doubled rows stay two posts', async () => {
  const table = 'who,id,when\na,1,2020-01-01\nb,1,2020-01-01\na,1,2020-01-01\n';
  const { file } = await mapped({ account: 'who', post: ['who', 'id'], postedAt: TIME }, table);
  expect(Object.keys(await byPost(file, 'at'))).toEqual(['a/1', 'b/1']);
  const { file: unnamed } = await mapped({ account: 'who', postedAt: TIME }, table);
  expect(await sizes(unnamed)).toMatchObject({ post: 3 });
});

test('lists: JSON arrays, Python lists, separators, or found in the text', async () => {
  const table = `id,when,what,json,python\np,2020-01-01,see http://x.example/a #Tag @ann,"[""a"",""b, c""]","['d', ""it's""]"\nq,2020-01-01,,[],\n`;
  const lists = async (hashtags: unknown): Promise<string[]> => {
    const { file } = await mapped({ account: { constant: 'me' }, post: 'id', postedAt: TIME, text: 'what', hashtags }, table);
    return objectsAsTheyStood(file, 'hashtag');
  };
  expect(await lists({ column: 'json', list: 'json' })).toEqual(['p a', 'p b, c']);
  expect(await lists({ column: 'python', list: 'python' })).toEqual(['p d', "p it's"]);
  expect(await lists({ column: 'what' })).toEqual(['p #Tag', 'p @ann', 'p http://x.example/a', 'p see']);
  expect(await lists('in text')).toEqual(['p Tag']);
});

test('the same file under the same mapping changes nothing, under another it is another source', async () => {
  const table = 'who,id,when,what\na,p,2020-01-01,#x\n';
  const { file } = await mapped({ account: 'who', post: 'id', postedAt: TIME }, table);
  expect((await mapped({ account: 'who', post: 'id', postedAt: TIME }, table, file)).result.alreadyImported).toBe(true);
  const more = { account: 'who', post: 'id', postedAt: TIME, text: 'what', hashtags: 'in text' };
  expect((await mapped(more, table, file)).result.alreadyImported).toBe(false);
  expect(await sizes(file)).toMatchObject({ source: 2, post: 1 });
  expect(await objectsAsTheyStood(file, 'hashtag')).toEqual(['p x']);
});

describe('a mapping that cannot be is one clear line', () => {
  test.each([
    ['an unknown field', { account: 'who', postedAt: TIME, txt: 'what' }, /txt .*docs\/mapping\.md/],
    ['no account', { postedAt: TIME }, /account/],
    ['a field of another kind', { account: 'who', postedAt: 'when' }, /postedAt/],
    ['a missing column', { account: 'who', postedAt: TIME, text: 'body' }, /lacks the column body \(text in .*mapping\.yaml\)/],
    ['a missing part of a name', { account: 'who', postedAt: TIME, post: ['who', 'nr'] }, /lacks the column nr \(post in /],
    ['a zone that is none', { account: 'who', postedAt: { ...TIME, zone: 'Mars/North' } }, /postedAt\.zone "Mars\/North" is no time zone/],
    ['an abbreviation as a zone', { account: 'who', postedAt: { ...TIME, zone: 'CEST' } }, /postedAt\.zone "CEST"/],
    ['an offset as a zone', { account: 'who', postedAt: { ...TIME, zone: '+08:00' } }, /postedAt\.zone "\+08:00"/],
    ['a bad zone of creation', { account: 'who', accountCreatedAt: { ...TIME, zone: 'X' } }, /accountCreatedAt\.zone "X"/],
    ['a pattern with an unknown sign', { account: 'who', postedAt: { ...TIME, format: '%Q' } }, /postedAt\.format "%Q" is no time format/],
    ['a format that is no pattern', { account: 'who', postedAt: { ...TIME, format: 'ISO' } }, /postedAt\.format "ISO"/],
    ['in text without a text', { account: 'who', postedAt: TIME, urls: 'in text' }, /urls is "in text", but the field text is missing/],
    ['posts without a time', { account: 'who', text: 'what' }, /text belongs to posts, and posts need postedAt/],
    [
      'a status that is none',
      { account: 'who', status: { column: 'what', values: { x: 'edited' } } },
      /status\.values "edited" is no status of accounts; use alive/,
    ],
    ['a missing part of a time', { account: 'who', postedAt: { column: ['when', 'hour'] } }, /lacks the column hour \(postedAt in /],
    ['a bad zone of observation', { account: 'who', observedAt: { ...TIME, zone: 'X' } }, /observedAt\.zone "X"/],
    ['a layer with a name that is taken', { account: 'who', postedAt: TIME, layers: { url: 'what' } }, /layers\.url/],
    ['a layer with an impossible name', { account: 'who', postedAt: TIME, layers: { 'a b': 'what' } }, /layers\.a b /],
    ['broken YAML', 'account: [who\npostedAt: {', /cannot be read as JSON or YAML/],
    ['broken JSON', '{"account": "who",', /cannot be read as JSON or YAML/],
    ['nothing', '', /mapping/],
    ['a list', '- account', /mapping/],
  ])('%s', async (_what, mapping, message) => {
    expect(await refusal(mapping)).toMatch(message);
  });

  test('a mapping file that is not there', async () => {
    const path = scratchFile('who\na\n', 'table.csv');
    await expect(importFiles(await newCase(), [path], { mapping: `${path}.yaml` }, still)).rejects.toMatchObject({ code: 'file' });
  });
});

describe('docs/mapping.md', () => {
  const document = readFileSync(fixture('../../docs/mapping.md'), 'utf8');
  const examples = [...document.matchAll(/```yaml\n(# ([\w-]+): .*\n[^`]+)```/g)].map(([, yaml, name]) => ({
    yaml: yaml as string,
    name: name as string,
  }));
  const example = (name: string): string => examples.find((candidate) => candidate.name === name)?.yaml ?? '';

  test('names every field', () => {
    for (const field of Object.keys(mappingSchema.properties)) expect(document, field).toMatch(new RegExp(`^\\| .*\`${field}\``, 'm'));
  });

  test('its examples are the files in docs/mappings', () => {
    for (const { name, yaml } of examples) expect(readFileSync(fixture(`../../docs/mappings/${name}.yaml`), 'utf8'), name).toBe(yaml);
    expect(examples).toHaveLength(readdirSync(fixture('../../docs/mappings')).length);
  });

  test('its examples read rows of the layouts that they name', async () => {
    const weibo = await mapped(
      example('weibo-cctv-news-2020'),
      'mblogid,time_cst,time_raw,reposts,comments,likes,topic,text,url\nAbc,2020-01-01T08:55:00+08:00,1月1日 08:55,2903.0,1364.0,,x,【看！#话题一#】正文,https://weibo.com/1/Abc\n',
    );
    expect((await postRows(weibo.file))[0]).toMatchObject({ post: 'Abc', account: '2656274875', at: '2020-01-01 00:55:00', precision: 60 });
    expect(await objectsAsTheyStood(weibo.file, 'hashtag')).toEqual(['Abc 话题一']);
    expect(await weibo.file.rows(`SELECT like_count, repost_count, reply_count FROM post_observation`)).toEqual([
      { like_count: null, repost_count: 2903, reply_count: 1364 },
    ]);

    const telegram = await mapped(
      example('telegram-ru-news-2024'),
      'channel_id,channel,message_id,date_utc,category_llm,text\n-1001,Канал,7,2024-12-04T09:00:28+00:00,science,"Текст\n\nhttps://пример.рф/а #Тег"\n-1002,Другой,7,2024-12-04T09:00:29+00:00,,x\n',
    );
    expect(await byPost(telegram.file, 'at')).toEqual({ '-1001/7': '2024-12-04 09:00:28', '-1002/7': '2024-12-04 09:00:29' });
    expect(await objectsAsTheyStood(telegram.file, 'url')).toEqual(['-1001/7 https://пример.рф/а']);
    expect(await objectsAsTheyStood(telegram.file, 'category')).toEqual(['-1001/7 science']);

    const senate = await mapped(
      example('senate-2015'),
      'screen_name,in_reply_to_screen_name,user_id,created_at,id,text,source,truncated,retweet_count,favorite_count,favorited,retweeted,coordinates,source_name\nSenX,,12,2015-07-17T07:04:13Z,6218000,One #Two @three http://t.co/H9zWdJPbiE,,FALSE,23,37,FALSE,FALSE,,Web\nSenX,,12,2015-07-17T07:04:13Z,6218000,Other,,FALSE,0,0,FALSE,FALSE,,Web\n',
    );
    expect((await postRows(senate.file)).map(({ at, client }) => [at, client])).toEqual([
      ['2015-07-17 07:04:13', 'Web'],
      ['2015-07-17 07:04:13', 'Web'],
    ]);
    expect((await objectsAsTheyStood(senate.file, 'mention'))[0]).toMatch(/ three$/);
  });

  test.skipIf(sharedData === null).each([
    // Rows and accounts as the data's README counts them.
    ['weibo-cctv-news-2020', 7951, 1],
    ['telegram-ru-news-2024', 22_099, 24],
    ['senate-2015', 19_786, 90],
  ])('its example reads %s whole: %i rows are as many posts, of %i accounts', async (name, rows, accounts) => {
    const file = await newCase();
    const mapping = scratchFile(example(name), 'mapping.yaml');
    const [result] = await importFiles(file, [join(sharedData as string, `posts/${name}.csv.gz`)], { mapping }, still);
    expect(result).toMatchObject({ recordCount: rows, keptCount: rows, rejectedCount: 0 });
    expect(await sizes(file)).toMatchObject({ post: rows, account: accounts });
  });

  test.skipIf(sharedData === null).each([
    // Kept rows have another user_id than NA or blank; different accounts, and different rows of the columns that are read, by Python's csv module.
    ['diplomats-latest', 'diplomats-cn-latest', 258, 35, 257, 257],
    ['diplomats-snapshots-2020-2024', 'diplomats-snapshots-2020-2024', 18_609, 0, 976, 16_135],
  ])(
    '%s reads %s: %i rows kept, %i set aside, %i accounts, %i observations with their date',
    async (name, data, kept, aside, accounts, observed) => {
      const file = await newCase();
      const [result] = await importFiles(
        file,
        [join(sharedData as string, `accounts/${data}.csv.gz`)],
        { mapping: scratchFile(example(name), 'mapping.yaml') },
        still,
      );
      expect(result).toMatchObject({ keptCount: kept, rejectedCount: aside });
      expect(await sizes(file)).toMatchObject({ post: 0, account: accounts });
      expect(await file.row(`SELECT count(*) AS count FROM account_observation WHERE observed_at IS NOT NULL`)).toEqual({
        count: observed,
      });
    },
  );
});
