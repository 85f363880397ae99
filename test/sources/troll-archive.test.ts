import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importFiles } from '../../src/index.js';
import { runTable } from '../analyses/test-case.js';
import { sharedData } from '../shared-data.js';
import { importContent, importInto, newCase, still } from './imported-case.js';
import { byPost, comparedObjects, csvOf, objectsAsTheyStood, postRows, sizes } from './model-rows.js';

const COLUMNS =
  'external_author_id,author,content,region,language,publish_date,harvested_date,following,followers,updates,post_type,account_type,retweet,account_category,new_june_2018,alt_external_id,tweet_id,article_url,tco1_step1,tco2_step1,tco3_step1'.split(
    ',',
  );
const POST = {
  external_author_id: '9.06E+17',
  author: '10_GOP',
  content: 'hello',
  region: 'Unknown',
  language: 'English',
  publish_date: '10/1/2017 19:58',
  harvested_date: '10/1/2017 19:59',
  following: '1052',
  followers: '9636',
  updates: '253',
  account_type: 'Right',
  retweet: '0',
  account_category: 'RightTroll',
  new_june_2018: '0',
  alt_external_id: '905874659358453760',
};

function posts(...changes: Readonly<Record<string, string>>[]): string {
  return csvOf(COLUMNS, ...changes.map((change, index) => ({ ...POST, tweet_id: String(index + 1), ...change })));
}

const imported = async (...changes: Readonly<Record<string, string>>[]) => (await importContent(posts(...changes), 'trolls.csv')).file;

describe('time', () => {
  test('dates are month/day/year without leading zeros, to the minute, UTC', async () => {
    const file = await imported(
      { publish_date: '10/1/2017 19:58' },
      { publish_date: '1/2/2016 8:05' },
      { publish_date: '09/30/2016 00:00' },
    );
    expect((await postRows(file)).map(({ at, precision }) => [at, precision])).toEqual([
      ['2017-10-01 19:58:00', 60],
      ['2016-01-02 08:05:00', 60],
      ['2016-09-30 00:00:00', 60],
    ]);
  });

  test('a tweet identifier that agrees with the minute gives the seconds: 914580356430536707 with 10/1/2017 19:58', async () => {
    // (914580356430536707 >> 22) + 1288834974657 = 1506887925… ms: worked out here with whole numbers.
    const at = new Date(Number((914580356430536707n >> 22n) + 1288834974657n));
    const file = await imported({ tweet_id: '914580356430536707', publish_date: `10/1/2017 ${at.getUTCHours()}:${at.getUTCMinutes()}` });
    expect((await postRows(file))[0]).toMatchObject({ precision: 1, at: at.toISOString().slice(0, 19).replace('T', ' ') });
  });

  test('a day/month date that is none is set aside', async () => {
    const { rejects } = await importContent(posts({}, { publish_date: '30/9/2016 12:00' }), 'trolls.csv');
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([[3, 'publish_date "30/9/2016 12:00" is not a date']]);
  });
});

describe('identities', () => {
  test('an identifier in float notation is never one: alt_external_id comes first, then the author', async () => {
    const file = await imported({}, { alt_external_id: '' }, { alt_external_id: '9.06E+17', author: 'OTHER' });
    expect(await file.rows(`SELECT key, handle FROM account ORDER BY account_id`)).toEqual([
      { key: '905874659358453760', handle: '10_GOP' },
      { key: '10_GOP', handle: '10_GOP' },
      { key: 'OTHER', handle: 'OTHER' },
    ]);
  });

  test('posts whose tweet_id is in float notation get made identifiers instead of falling together', async () => {
    const file = await imported({ tweet_id: '9.14E+17', content: 'one' }, { tweet_id: '9.14E+17', content: 'two' });
    expect((await postRows(file)).map(({ post, text }) => [String(post).slice(0, 5), text])).toEqual([
      ['made-', 'one'],
      ['made-', 'two'],
    ]);
  });

  test('doubled rows without an identifier stay two posts, and the same file under another name changes nothing', async () => {
    const content = posts(...['same', 'same', 'other'].map((text) => ({ tweet_id: '', content: text })));
    const { file, posts: keys } = await importContent(content, 'trolls.csv');
    expect(new Set(keys).size).toBe(3);
    const before = await sizes(file);
    expect(await importInto(file, content, 'again.csv')).toMatchObject({ alreadyImported: true });
    expect(await sizes(file)).toEqual(before);
  });

  test('made identifiers rest on account, time, text and ordinal alone: the same rows in a longer file are the same posts', async () => {
    const rows = ['same', 'same', 'other'].map((text) => ({ tweet_id: '', content: text }));
    const { file, posts: keys } = await importContent(posts(...rows), 'trolls.csv');
    await importInto(file, posts({ tweet_id: '', content: 'new' }, ...rows), 'longer.csv');
    expect(await sizes(file)).toMatchObject({ source: 2, post: 4 });
    expect((await postRows(file)).slice(0, 3).map(({ post }) => post)).toEqual(keys);
    expect(await objectsAsTheyStood(file, 'text')).toHaveLength(4);
  });
});

describe('values', () => {
  test('languages become codes; LANGUAGE UNDEFINED and blank are unknown', async () => {
    const names = ['English', 'Russian', 'Farsi (Persian)', 'Simplified Chinese', 'LANGUAGE UNDEFINED', ''];
    const file = await imported(...names.map((language) => ({ language })));
    expect(Object.values(await byPost(file, 'language'))).toEqual(['en', 'ru', 'fa', 'zh', null, null]);
  });

  test('followers, following and posts are observations of the time of harvest', async () => {
    const file = await imported({}, { harvested_date: '10/2/2017 8:00', followers: '9700', content: 'two' });
    expect(
      await file.rows(
        `SELECT strftime(observed_at, '%Y-%m-%d %H:%M') AS at, follower_count, following_count, post_count FROM account_observation ORDER BY observed_at`,
      ),
    ).toEqual([
      { at: '2017-10-01 19:59', follower_count: 9636, following_count: 1052, post_count: 253 },
      { at: '2017-10-02 08:00', follower_count: 9700, following_count: 1052, post_count: 253 },
    ]);
  });

  test('retweet and post_type tell reposts and quotes; a repost has no text object, and there is no repost layer', async () => {
    const file = await imported({ retweet: '1' }, { post_type: 'RETWEET' }, { post_type: 'QUOTE_TWEET' }, {});
    expect(Object.values(await byPost(file, 'kind'))).toEqual(['repost', 'repost', 'quote', 'original']);
    expect((await objectsAsTheyStood(file, 'text')).map((share) => share.split(' ')[0])).toEqual(['3', '4']);
    expect(await objectsAsTheyStood(file, 'repost')).toEqual([]);
  });
});

describe('what stands in the text', () => {
  test('links lose the punctuation that follows them, not a bracket of their own', async () => {
    const file = await imported(
      { content: 'See https://t.co/AbCdEf1234, (http://example.org/a?b=c). And http://example.org/x!' },
      { content: '"http://example.org/quoted" and https://en.example.org/wiki/A_(b)' },
      { content: '«https://пример.рф/новости» и http://Example.ORG/A;' },
      { content: 'no link: https:// http://' },
    );
    expect(await objectsAsTheyStood(file, 'url')).toEqual([
      '1 http://example.org/a?b=c',
      '1 http://example.org/x',
      '1 https://t.co/AbCdEf1234',
      '2 http://example.org/quoted',
      '2 https://en.example.org/wiki/A_(b)',
      '3 http://Example.ORG/A',
      '3 https://пример.рф/новости',
    ]);
    expect(await objectsAsTheyStood(file, 'domain')).toEqual([
      '1 example.org',
      '1 t.co',
      '2 en.example.org',
      '2 example.org',
      '3 example.org',
      '3 xn--e1afmkfd.xn--p1ai',
    ]);
  });

  test('a link ends where Chinese or Japanese goes on without a space', async () => {
    const file = await imported({ content: '转发http://t.cn/AbC转发 http://t.cn/DeF。谢谢 http://t.cn/GhIです http://t.cn/JkL，好' });
    expect(await objectsAsTheyStood(file, 'url')).toEqual([
      '1 http://t.cn/AbC',
      '1 http://t.cn/DeF',
      '1 http://t.cn/GhI',
      '1 http://t.cn/JkL',
    ]);
  });

  test('a link that was cut off with its text is none; a whole t.co link before an ellipsis is one', async () => {
    const file = await imported(
      { content: 'RT @a: text https://t.co/AbC…' },
      { content: 'text https://t…' },
      { content: 'text https://t.co/AbCdEf1234…' },
    );
    expect(await objectsAsTheyStood(file, 'url')).toEqual(['3 https://t.co/AbCdEf1234']);
  });

  test('hashtags in any script are found and compared without case', async () => {
    const file = await imported({ content: '#MAGA #Россия #中国 ＃日本 #год2016, (#one) #two.#three' }, { content: '#maga #РОССИЯ' });
    expect(await comparedObjects(file, 'hashtag')).toEqual([
      ...['maga', 'one', 'three', 'two', 'год2016', 'россия', '中国', '日本'].map((tag) => `1 ${tag}`),
      ...['maga', 'россия'].map((tag) => `2 ${tag}`),
    ]);
  });

  test('a number, a character reference, the # of a link and the end of a Weibo topic are no hashtags', async () => {
    const file = await imported({ content: 'Повод #9 it&#39;s http://example.org/a#part #话题#正文' });
    expect(await objectsAsTheyStood(file, 'hashtag')).toEqual(['1 话题']);
  });

  test('mentions are found after any script, mail addresses are none', async () => {
    const file = await imported({ content: '.@One и @two, 转发@Three： me@example.org @two' });
    expect(await objectsAsTheyStood(file, 'mention')).toEqual(['1 One', '1 Three', '1 two']);
  });
});

describe('hostile files', () => {
  test('a missing column is named; a file of nothing and bad bytes in the author are refused', async () => {
    const columns = COLUMNS.filter((name) => name !== 'publish_date');
    await expect(importContent(csvOf(columns, POST), 'trolls.csv')).rejects.toThrow(
      'looks like troll-archive but lacks the column publish_date',
    );
    await expect(importContent('', 'trolls.csv')).rejects.toMatchObject({ code: 'file' });
    const bytes = Buffer.from(posts({}, { alt_external_id: '', author: 'BAD' }).replace('BAD', 'x\u00ff'), 'latin1');
    const { rejects } = await importContent(bytes as unknown as string, 'trolls.csv');
    expect(rejects.map(({ reason }) => reason)).toEqual(['author holds bytes that are not text']);
  });
});

describe.skipIf(sharedData === null)('the Internet Research Agency in autumn 2016', () => {
  const path = join(sharedData ?? '', 'posts/ira-2016-autumn.csv.gz');

  test('269,208 rows are kept or set aside, of 592 accounts; 257,374 are distinct by account, time and text; 10 s is refused, 60 s says what it spans', async () => {
    const file = await newCase();
    const [result] = await importFiles(file, [path], {}, still);
    expect(result).toMatchObject({ format: 'troll-archive', recordCount: 269_208, keptCount: 269_208, rejectedCount: 0 });
    expect(
      await file.row(
        `SELECT (SELECT count(*) FROM account) AS accounts, (SELECT count(*) FROM post) AS posts, (SELECT count(DISTINCT key) FROM post) AS keys,
           (SELECT count(*) FROM (SELECT DISTINCT account_id, posted_at, text FROM post)) AS different`,
      ),
    ).toEqual({ accounts: 592, posts: 269_208, keys: 269_208, different: 257_374 });
    await expect(runTable(file, 'coordination', { layer: 'url', windowSeconds: 10 }, 'edges')).rejects.toThrow(/60 s/);
    const { finding } = await runTable(file, 'coordination', { layer: 'url', windowSeconds: 60, significance: 'none' }, 'edges');
    expect(finding.figures['edgeCount']).toBeGreaterThan(0);
    expect(finding.summary.join(' ')).toMatch(/precis|minute|120 s|119 s/);
  });
});
