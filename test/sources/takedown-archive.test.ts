import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { importFiles } from '../../src/index.js';
import { scratchFile } from '../scratch.js';
import { sharedData } from '../shared-data.js';
import { importContent, importInto, newCase, still } from './imported-case.js';
import { byPost, comparedObjects, csvOf, objectsAsTheyStood, postRows, sizes } from './model-rows.js';

const USER_COLUMNS =
  'userid,user_display_name,user_screen_name,user_reported_location,user_profile_description,user_profile_url,follower_count,following_count,account_creation_date,account_language'.split(
    ',',
  );
const TWEET_COLUMNS = [
  'tweetid',
  ...USER_COLUMNS,
  ...'tweet_language,tweet_text,tweet_time,tweet_client_name,in_reply_to_userid,in_reply_to_tweetid,quoted_tweet_tweetid,is_retweet,retweet_userid,retweet_tweetid,latitude,longitude,quote_count,reply_count,like_count,retweet_count,hashtags,urls,user_mentions,poll_choices'.split(
    ',',
  ),
];

const TWEET = {
  tweetid: '1',
  userid: '919755217121316864',
  user_display_name: 'Ann Example',
  user_screen_name: 'ann_example',
  follower_count: '10',
  following_count: '20',
  account_creation_date: '2017-10-16',
  account_language: 'en',
  tweet_language: 'en',
  tweet_text: 'hello',
  tweet_time: '2017-08-14 09:21',
  is_retweet: 'False',
  hashtags: '[]',
  urls: '[]',
  user_mentions: '[]',
};

/** A tweets file of the release with these differences from a plain tweet. */
function tweets(...changes: Readonly<Record<string, string>>[]): string {
  return csvOf(TWEET_COLUMNS, ...changes.map((change, index) => ({ ...TWEET, tweetid: `${index + 1}`, ...change })));
}

async function imported(...changes: Readonly<Record<string, string>>[]) {
  return (await importContent(tweets(...changes), 'tweets.csv')).file;
}

/** The identifier that a tweet of this moment has: 22 bits below the milliseconds since 2010-11-04 01:42:54.657 UTC. */
const snowflake = (time: string): string => String(((BigInt(Date.parse(time)) - 1288834974657n) << 22n) + 5n);

describe('time', () => {
  test('seconds come from an identifier that agrees with the minute (precision 1), else the minute stays (precision 60)', async () => {
    const agrees = snowflake('2017-08-14T09:21:42Z');
    const disagrees = snowflake('2017-08-14T09:22:42Z');
    const file = await imported({ tweetid: agrees }, { tweetid: disagrees }, { tweetid: '20' }, { tweetid: 'a-hash=' });
    expect((await postRows(file)).map(({ post, at, precision }) => [post, at, precision])).toEqual([
      [agrees, '2017-08-14 09:21:42', 1],
      [disagrees, '2017-08-14 09:21:00', 60],
      ['20', '2017-08-14 09:21:00', 60],
      ['a-hash=', '2017-08-14 09:21:00', 60],
    ]);
  });

  test('a snowflake known from outside gives its second: 1212092628029698048 is of 2019-12-31 19:26:16 UTC (the API documentation)', async () => {
    const file = await imported({ tweetid: '1212092628029698048', tweet_time: '2019-12-31 19:26' });
    expect(await byPost(file, 'at')).toEqual({ '1212092628029698048': '2019-12-31 19:26:16' });
  });

  test('an impossible or future time is set aside with its line, the others are kept', async () => {
    const { result, rejects } = await importContent(
      tweets({}, { tweet_time: '2017-13-01 09:21' }, { tweet_time: '2039-01-01 00:00' }, { tweet_time: '' }),
      'tweets.csv',
    );
    expect(result).toMatchObject({ format: 'takedown-tweets', recordCount: 4, keptCount: 1, rejectedCount: 3 });
    expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'tweet_time "2017-13-01 09:21" is not a date'],
      [4, 'tweet_time "2039-01-01 00:00" lies in the future'],
      [5, 'tweet_time is blank'],
    ]);
  });
});

describe('lists', () => {
  test('Python lists, quoted either way, unquoted, empty or blank, give their items', async () => {
    const file = await imported(
      { hashtags: `['a', "it's"]` },
      { hashtags: '[]' },
      { hashtags: '' },
      { hashtags: '[b, c]' },
      { hashtags: `['d']` },
      { hashtags: `['it\\'s', 'e, f']` },
    );
    expect(await objectsAsTheyStood(file, 'hashtag')).toEqual(['1 a', "1 it's", '4 b', '4 c', '5 d', '6 e, f', "6 it's"]);
  });

  test('an item that stands twice in a list is one share', async () => {
    const file = await imported({ hashtags: `['a', 'a']` });
    expect(await objectsAsTheyStood(file, 'hashtag')).toEqual(['1 a']);
  });
});

describe('kinds and layers', () => {
  test('a tweet is a repost, a quote, a reply or an original', async () => {
    const file = await imported(
      { is_retweet: 'True', retweet_tweetid: '900000000000000001', tweet_text: 'RT @x: hello' },
      { is_retweet: '1.0', retweet_tweetid: '900000000000000001' },
      { quoted_tweet_tweetid: '900000000000000002', is_retweet: 'false' },
      { in_reply_to_tweetid: '900000000000000003', in_reply_to_userid: '123456' },
      { is_retweet: '' },
    );
    expect(Object.values(await byPost(file, 'kind'))).toEqual(['repost', 'repost', 'quote', 'reply', 'original']);
    expect(await objectsAsTheyStood(file, 'repost')).toEqual(['1 900000000000000001', '2 900000000000000001']);
    expect(await objectsAsTheyStood(file, 'reply')).toEqual(['4 900000000000000003']);
  });

  test('swapped reply columns are put right: a post has a number for an identifier, and a larger one than its author', async () => {
    const post = '900000000000000003';
    const hash = 'vMm2zemFOF7kmXoDyX24Bo+TorqhNutpZlATYyxsE=';
    const file = await imported(
      { in_reply_to_userid: '123456', in_reply_to_tweetid: post },
      { in_reply_to_userid: post, in_reply_to_tweetid: '123456' },
      { in_reply_to_userid: hash, in_reply_to_tweetid: post },
      { in_reply_to_userid: post, in_reply_to_tweetid: hash },
      { in_reply_to_userid: '', in_reply_to_tweetid: post },
      { in_reply_to_userid: '123456', in_reply_to_tweetid: '' },
    );
    expect(await objectsAsTheyStood(file, 'reply')).toEqual([1, 2, 3, 4, 5].map((tweet) => `${tweet} ${post}`));
  });

  test('links keep the string as it stood and are compared without case of the host, `www.`, fragment and empty path', async () => {
    const file = await imported(
      { urls: `['HTTPS://Example.org/A?b=C#part']` },
      { urls: `['https://example.org/A?b=C']` },
      { urls: `['http://www.example.org/', 'http://www.example.org']` },
      { urls: '[https://example.org/one, https://other.example/two]' },
    );
    expect(await objectsAsTheyStood(file, 'url')).toEqual([
      '1 HTTPS://Example.org/A?b=C#part',
      '2 https://example.org/A?b=C',
      '3 http://www.example.org',
      '3 http://www.example.org/',
      '4 https://example.org/one',
      '4 https://other.example/two',
    ]);
    expect((await comparedObjects(file, 'url')).slice(0, 4)).toEqual([
      '1 https://example.org/A?b=C',
      '2 https://example.org/A?b=C',
      '3 https://example.org',
      '3 https://example.org',
    ]);
    expect(await objectsAsTheyStood(file, 'domain')).toEqual([
      '1 example.org',
      '2 example.org',
      '3 example.org',
      '4 example.org',
      '4 other.example',
    ]);
  });

  test('hashtags and mentions stand as they are and are compared without case', async () => {
    const file = await imported({ hashtags: `['MAGA', 'Ünï']`, user_mentions: `['123456']` }, { hashtags: `['maga', 'ÜNÏ']` });
    expect(await objectsAsTheyStood(file, 'hashtag')).toEqual(['1 MAGA', '1 Ünï', '2 maga', '2 ÜNÏ']);
    expect(await comparedObjects(file, 'hashtag')).toEqual(['1 maga', '1 ünï', '2 maga', '2 ünï']);
    expect(await objectsAsTheyStood(file, 'mention')).toEqual(['1 123456']);
  });

  test('texts that are equal after normalising are one object; reposts and texts of links alone have none', async () => {
    const file = await imported(
      { tweet_text: 'Stop the  lies!! https://t.co/abc' },
      { tweet_text: '@friend stop the\nlies! https://t.co/xyz' },
      { tweet_text: 'Stop the truth!' },
      { tweet_text: 'RT @x: Stop the lies!', is_retweet: 'True', retweet_tweetid: '900000000000000001' },
      { tweet_text: 'https://t.co/abc' },
      { tweet_text: '' },
    );
    const shares = (await objectsAsTheyStood(file, 'text')).map((share) => share.split(' '));
    expect(shares.map(([post]) => post)).toEqual(['1', '2', '3']);
    expect(shares[0]?.[1]).toBe(shares[1]?.[1]);
    expect(shares[2]?.[1]).not.toBe(shares[0]?.[1]);
  });
});

describe('values', () => {
  test('counts may read 12.0; absent geo is passed over; a blank count is unknown, not 0', async () => {
    const file = await imported(
      { like_count: '12.0', retweet_count: '3', reply_count: '0', quote_count: '', latitude: 'absent', longitude: 'absent' },
      { like_count: 'absent' },
    );
    expect(await file.rows(`SELECT like_count, repost_count, reply_count, quote_count, observed_at FROM post_observation`)).toEqual([
      { like_count: 12, repost_count: 3, reply_count: 0, quote_count: null, observed_at: null },
    ]);
  });

  test('a release without tweet_language imports, and no post has a language', async () => {
    const columns = TWEET_COLUMNS.filter((name) => name !== 'tweet_language');
    const { file, result } = await importContent(csvOf(columns, TWEET), 'tweets.csv');
    expect(result).toMatchObject({ format: 'takedown-tweets', keptCount: 1 });
    expect(await byPost(file, 'language')).toEqual({ '1': null });
  });

  test('the required columns alone are enough', async () => {
    const { file, result } = await importContent(
      csvOf(['tweetid', 'userid', 'user_screen_name', 'tweet_text', 'tweet_time'], TWEET),
      'tweets.csv',
    );
    expect(result).toMatchObject({ format: 'takedown-tweets', keptCount: 1 });
    expect(await sizes(file)).toMatchObject({ post: 1, post_observation: 0 });
    expect(await objectsAsTheyStood(file, 'text')).toHaveLength(1);
  });

  test('columns are found by name: another order and unknown columns change nothing', async () => {
    const given = { ...TWEET, tweetid: snowflake('2017-08-14T09:21:42Z'), hashtags: `['a']` };
    const { file } = await importContent(csvOf(['new_column', ...[...TWEET_COLUMNS].reverse()], given), 'tweets.csv');
    const { file: plain } = await importContent(csvOf(TWEET_COLUMNS, given), 'tweets.csv');
    expect(await postRows(file)).toEqual(await postRows(plain));
    expect(await sizes(file)).toEqual(await sizes(plain));
  });

  test('a hashed account, whose names equal its identifier, has no handle', async () => {
    const hash = 'vMm2zemFOF7kmXoDyX24Bo+TorqhNutpZlATYyxsE=';
    const file = await imported({ userid: hash, user_screen_name: hash, user_display_name: hash }, {});
    expect(await file.rows(`SELECT key, handle FROM account ORDER BY account_id`)).toEqual([
      { key: hash, handle: null },
      { key: '919755217121316864', handle: 'ann_example' },
    ]);
    expect(await file.rows(`SELECT handle FROM account_observation WHERE handle = ?`, [hash])).toEqual([]);
  });

  test('new lines, a lone CR and emoji in a text are kept; NUL becomes U+FFFD', async () => {
    const file = await imported({ tweet_text: 'one\ntwo\r\nthree\rfour, "five" 😀 🇨🇳' }, { tweet_text: 'nul\0here' });
    expect(Object.values(await byPost(file, 'text'))).toEqual(['one\ntwo\r\nthree\rfour, "five" 😀 🇨🇳', 'nul\uFFFDhere']);
  });
});

describe('accounts', () => {
  const users = csvOf(
    USER_COLUMNS,
    { ...TWEET, user_reported_location: 'Here', user_profile_description: 'Says, "hi"\nand more' },
    { ...TWEET, userid: 'h=', user_screen_name: 'h=', user_display_name: 'h=', follower_count: '', account_creation_date: '2017-08-30' },
  );

  test('a users file gives accounts with a day of creation and what was observed of them', async () => {
    const { file, result } = await importContent(users, 'users.csv');
    expect(result).toMatchObject({ format: 'takedown-users', recordCount: 2, keptCount: 2 });
    expect(
      await file.rows(
        `SELECT key, account.handle, strftime(created_at, '%Y-%m-%d') AS created, created_precision_seconds AS precision, display_name, description, location, language, follower_count, following_count, observed_at
         FROM account JOIN account_observation USING (account_id) ORDER BY account_id`,
      ),
    ).toEqual([
      {
        ...{ key: TWEET.userid, handle: 'ann_example', created: '2017-10-16', precision: 86_400, display_name: 'Ann Example' },
        ...{
          description: 'Says, "hi"\nand more',
          location: 'Here',
          language: 'en',
          follower_count: 10,
          following_count: 20,
          observed_at: null,
        },
      },
      {
        ...{ key: 'h=', handle: null, created: '2017-08-30', precision: 86_400, display_name: 'h=' },
        ...{ description: null, location: null, language: 'en', follower_count: null, following_count: 20, observed_at: null },
      },
    ]);
    expect(await sizes(file)).toMatchObject({ post: 0, share: 0 });
  });

  test('users and tweets of the same accounts are one account each, in either order', async () => {
    for (const order of [
      [users, tweets({}, {})],
      [tweets({}, {}), users],
    ]) {
      const file = await newCase();
      for (const content of order) await importInto(file, content, 'part.csv');
      expect(await sizes(file)).toMatchObject({ source: 2, account: 2, post: 2 });
      expect(await file.rows(`SELECT handle FROM account WHERE key = ? AND created_at IS NOT NULL`, [TWEET.userid])).toEqual([
        { handle: 'ann_example' },
      ]);
    }
  });

  test.skipIf(sharedData === null)(
    'August 2019: 940 accounts, 418 created in 2017, 238 in August 2017 (as its README counts)',
    async () => {
      const file = await newCase();
      const [result] = await importFiles(file, [join(sharedData as string, 'accounts/takedown-2019-08-users.csv')], {}, still);
      expect(result).toMatchObject({ format: 'takedown-users', recordCount: 940, keptCount: 940, rejectedCount: 0 });
      expect(
        await file.row(
          `SELECT count(*) AS accounts, count(*) FILTER (year(created_at) = 2017) AS in_2017, count(*) FILTER (strftime(created_at, '%Y-%m') = '2017-08') AS in_august,
           count(*) FILTER (created_at = TIMESTAMP '2017-08-30') AS on_the_30th, count(*) FILTER (created_at = TIMESTAMP '2017-08-18') AS on_the_18th FROM account`,
        ),
      ).toEqual({ accounts: 940, in_2017: 418, in_august: 238, on_the_30th: 119, on_the_18th: 97 });
      expect(await sizes(file)).toMatchObject({ account_observation: 940 });
    },
  );
});

describe('hostile files', () => {
  test('a cut-off archive, a file of nothing, a header alone: one clear error, and the case stays empty', async () => {
    const file = await newCase();
    const whole = gzipSync(tweets(...Array.from({ length: 500 }, (_, index) => ({ tweet_text: `text ${index} ${index ** 5}` }))));
    await expect(importInto(file, whole.subarray(0, whole.length >> 1), 'tweets.csv.gz')).rejects.toMatchObject({ code: 'file' });
    await expect(importInto(file, '', 'tweets.csv')).rejects.toThrow(/tweets\.csv.*empty/);
    await expect(importInto(file, csvOf(TWEET_COLUMNS), 'tweets.csv')).rejects.toMatchObject({ code: 'no-rows' });
    expect(await sizes(file)).toMatchObject({ source: 0, account: 0, post: 0 });
  });

  test('a missing column is named', async () => {
    const columns = TWEET_COLUMNS.filter((name) => name !== 'tweet_time');
    await expect(importContent(csvOf(columns, TWEET), 'tweets.csv')).rejects.toThrow(
      'looks like takedown-tweets but lacks the column tweet_time',
    );
    const file = await newCase();
    const path = scratchFile(csvOf(['userid', 'user_screen_name'], TWEET), 'users.csv');
    await expect(importFiles(file, [path], { format: 'takedown-users' }, still)).rejects.toThrow('lacks the column account_creation_date');
  });

  test('a file cut within a quoted text keeps the tweets before it; bytes that are no text stay in texts and are refused in identifiers', async () => {
    const cut = tweets({}, { tweet_text: 'a, b' });
    const { result } = await importContent(cut.slice(0, cut.indexOf('a, b') + 2), 'tweets.csv');
    expect(result).toMatchObject({ recordCount: 2, keptCount: 1, rejectedCount: 1 });
    const bytes = Buffer.from(tweets({}, { userid: 'BAD' }, { tweet_text: 'BAD' }));
    const damaged = Buffer.from(bytes.toString('latin1').replaceAll('BAD', 'x\xff'), 'latin1');
    const { result: kept, rejects } = await importContent(damaged as unknown as string, 'tweets.csv');
    expect(kept).toMatchObject({ recordCount: 3, keptCount: 2, rejectedCount: 1 });
    expect(rejects[0]?.reason).toBe('userid holds bytes that are not text');
  });
});
