import { describe, expect, test } from 'vitest';
import { importContent } from './imported-case.js';
import { byPost, objectsAsTheyStood, postRows } from './model-rows.js';

const COLLECTED = Date.UTC(2024, 1, 1);
const item = (platform: string, data: object, more: object = {}): object => ({
  nav_index: '1:7:0',
  item_id: '1',
  timestamp_collected: COLLECTED,
  last_updated: COLLECTED,
  source_platform: platform,
  source_platform_url: `https://${platform}/home`,
  source_url: `https://${platform}/api/HomeTimeline`,
  user_agent: 'Mozilla/5.0',
  data,
  ...more,
});
const lines = (...values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

const user = (id: string, name: string): object => ({
  user_results: {
    result: {
      rest_id: id,
      legacy: {
        screen_name: name,
        name: name.toUpperCase(),
        created_at: 'Wed Aug 30 10:00:00 +0000 2017',
        description: 'says "hi"',
        location: '',
        followers_count: 30_000,
        friends_count: 5,
        statuses_count: 700,
      },
    },
  },
});
const tweet = (id: string, author: [string, string], legacy: object = {}, more: object = {}): Record<string, unknown> => ({
  __typename: 'Tweet',
  id,
  rest_id: id,
  core: user(...author),
  source: '<a href="https://mobile.example" rel="nofollow">Twitter Web App</a>',
  views: { count: '99', state: 'EnabledWithCount' },
  legacy: {
    created_at: 'Tue Dec 31 19:26:16 +0000 2019',
    full_text: `text ${id}`,
    lang: 'en',
    user_id_str: author[0],
    id_str: id,
    favorite_count: 3,
    retweet_count: 0,
    reply_count: 1,
    quote_count: 2,
    entities: { hashtags: [], urls: [], user_mentions: [] },
    ...legacy,
  },
  ...more,
});
const ANN: [string, string] = ['77', 'ann'];
const BOB: [string, string] = ['78', 'bob'];

describe('X', () => {
  test('a tweet, its author and what was observed when it was collected', async () => {
    const { file, result } = await importContent(lines(item('x.com', tweet('1212092628029698049', ANN))), 'z.ndjson');
    expect(result).toMatchObject({ format: 'zeeschuimer', recordCount: 1, keptCount: 1 });
    expect(await postRows(file)).toEqual([
      {
        post: '1212092628029698049',
        account: '77',
        at: '2019-12-31 19:26:16',
        precision: 1,
        kind: 'original',
        language: 'en',
        client: 'Twitter Web App',
        text: 'text 1212092628029698049',
      },
    ]);
    expect(
      await file.rows(
        `SELECT strftime(observed_at, '%Y-%m-%d') AS at, like_count, repost_count, reply_count, quote_count, view_count FROM post_observation`,
      ),
    ).toEqual([{ at: '2024-02-01', like_count: 3, repost_count: 0, reply_count: 1, quote_count: 2, view_count: 99 }]);
    expect(
      await file.rows(
        `SELECT account.handle, strftime(created_at, '%Y-%m-%d') AS created, strftime(observed_at, '%Y-%m-%d') AS at, display_name, location, follower_count
         FROM account JOIN account_observation USING (account_id)`,
      ),
    ).toEqual([{ handle: 'ann', created: '2017-08-30', at: '2024-02-01', display_name: 'ANN', location: null, follower_count: 30_000 }]);
  });

  const entities = {
    hashtags: [{ text: 'Tag' }],
    urls: [{ url: 'https://t.co/a', expanded_url: 'https://example.org/a' }],
    user_mentions: [{ screen_name: 'carol' }],
  };
  const original = tweet('5', BOB, {
    full_text: 'the whole text',
    entities,
    extended_entities: { media: [{ id_str: '9', media_key: '3_9', type: 'photo' }] },
  });

  test('a retweet has the text and entities of its original, which is a post too, one level deeper as well', async () => {
    for (const result of [original, { __typename: 'TweetWithVisibilityResults', tweet: original }]) {
      const retweet = tweet('11', ANN, { full_text: 'RT @bob: the who…', retweeted_status_result: { result } });
      const { file } = await importContent(lines(item('twitter.com', retweet)), 'z.ndjson');
      expect(await byPost(file, 'text')).toEqual({ '11': 'the whole text', '5': 'the whole text' });
      expect(await byPost(file, 'kind')).toEqual({ '11': 'repost', '5': 'original' });
      expect(await objectsAsTheyStood(file, 'repost')).toEqual(['11 5']);
      expect(await objectsAsTheyStood(file, 'url')).toEqual(['11 https://example.org/a', '5 https://example.org/a']);
      expect(await objectsAsTheyStood(file, 'hashtag')).toEqual(['11 Tag', '5 Tag']);
      expect(await objectsAsTheyStood(file, 'mention')).toEqual(['11 carol', '5 carol']);
      expect(await objectsAsTheyStood(file, 'media')).toEqual(['11 3_9', '5 3_9']);
    }
  });

  test('quotes, replies and long posts; a quoted tweet that is gone is none', async () => {
    const quote = { is_quote_status: true, quoted_status_id_str: '5' };
    const note = { note_tweet: { note_tweet_results: { result: { text: 'very long', entity_set: { hashtags: [{ text: 'End' }] } } } } };
    const { file } = await importContent(
      lines(
        item('x.com', tweet('11', ANN, quote, { quoted_status_result: { result: original } })),
        item('x.com', tweet('12', ANN, quote, { quoted_status_result: { result: { __typename: 'TweetTombstone' } } })),
        item('x.com', tweet('13', ANN, { in_reply_to_status_id_str: '5' })),
        item('x.com', tweet('14', ANN, {}, note)),
      ),
      'z.ndjson',
    );
    expect(await byPost(file, 'kind')).toEqual({ '11': 'quote', '5': 'original', '12': 'quote', '13': 'reply', '14': 'original' });
    expect(await objectsAsTheyStood(file, 'reply')).toEqual(['13 5']);
    expect((await byPost(file, 'text'))['14']).toBe('very long');
    expect(await objectsAsTheyStood(file, 'hashtag')).toEqual(['5 Tag', '14 End']);
  });

  test('items of the older interface have their author under `user`', async () => {
    const { core: _core, rest_id: _id, ...old } = tweet('11', ANN);
    const { file } = await importContent(
      lines(item('twitter.com', { ...old, type: 'adaptive', user: { id_str: '77', screen_name: 'ann', name: 'Ann' } })),
      'z.ndjson',
    );
    expect((await postRows(file)).map(({ post, account }) => [post, account])).toEqual([['11', '77']]);
    expect(await file.rows(`SELECT handle FROM account`)).toEqual([{ handle: 'ann' }]);
  });
});

describe('TikTok', () => {
  const video = (id: string, more: object = {}): object => ({
    id,
    desc: 'dance #One @bob',
    createTime: 1_577_880_000,
    author: { id: '680', uniqueId: 'ann', nickname: 'Ann', signature: 'bio' },
    authorStats: { followerCount: 10, followingCount: 2, videoCount: 3 },
    stats: { diggCount: 4, shareCount: 5, commentCount: 6, playCount: 7 },
    challenges: [{ id: '1', title: 'One' }],
    textExtra: [{ hashtagName: 'One' }, { hashtagName: '', userUniqueId: 'bob' }],
    duetInfo: { duetFromId: '0' },
    video: { id: 'v1' },
    textLanguage: 'un',
    ...more,
  });

  test('a video with its counts, tags and mentions; the account goes by its identifier', async () => {
    const { file } = await importContent(
      lines(
        item('tiktok.com', video('7300000000000000001')),
        item('tiktok.com', video('7300000000000000002', { createTime: '1577880005', textExtra: undefined, duetInfo: { duetFromId: '7' } })),
      ),
      'z.ndjson',
    );
    expect((await postRows(file)).map(({ post, account, at, kind, language }) => [post, account, at, kind, language])).toEqual([
      ['7300000000000000001', '680', '2020-01-01 12:00:00', 'original', null],
      ['7300000000000000002', '680', '2020-01-01 12:00:05', 'quote', null],
    ]);
    expect(await objectsAsTheyStood(file, 'hashtag')).toEqual(['7300000000000000001 One', '7300000000000000002 One']);
    expect(await objectsAsTheyStood(file, 'mention')).toEqual(['7300000000000000001 bob']);
    expect(await file.rows(`SELECT DISTINCT like_count, repost_count, reply_count, view_count FROM post_observation`)).toEqual([
      { like_count: 4, repost_count: 5, reply_count: 6, view_count: 7 },
    ]);
  });

  test('an author that is a name alone is known by it', async () => {
    const { file } = await importContent(lines(item('tiktok.com', video('1', { author: 'ann', nickname: 'Ann' }))), 'z.ndjson');
    expect(await file.rows(`SELECT key, handle FROM account`)).toEqual([{ key: 'ann', handle: 'ann' }]);
  });
});

test('items of other platforms, of no time, no author, of a number that lost digits and broken lines are set aside; all add up', async () => {
  const good = item('x.com', tweet('11', ANN));
  const content = `${lines(
    good,
    item('instagram.com', { id: '5', text: 'x', author: { id: '1' }, author_id: '1' }),
    item('x.com', tweet('12', ANN, { created_at: 'once' })),
    item('tiktok.com', { id: '13', desc: '', createTime: 1_577_880_000 }),
  )}${JSON.stringify(item('tiktok.com', { id: 'BIG', desc: 'x', createTime: 1, author: 'a' })).replace('"BIG"', '7300000000000000123')}\n{"nav_index": \n`;
  const { result, rejects, posts } = await importContent(content, 'z.ndjson');
  expect(result).toMatchObject({ format: 'zeeschuimer', recordCount: 6, keptCount: 1, rejectedCount: 5 });
  expect(posts).toEqual(['11']);
  expect(rejects.map(({ line, reason }) => `${line} ${reason}`.slice(0, 70))).toEqual([
    '2 is an item of instagram.com, of which only X and TikTok are read her',
    '3 time of posting "once" is not a date',
    '4 author is blank',
    '5 id is a number too long for JSON and has lost its last digits; it mu',
    expect.stringMatching(/^6 is not JSON/),
  ]);
});

test('an item of another platform at the beginning does not make the file one of the X API', async () => {
  const other = item('threads.net', { id: '5', text: 'x', author: { id: '1' } });
  const { result } = await importContent(lines(other, item('x.com', tweet('11', ANN))), 'z.ndjson');
  expect(result).toMatchObject({ format: 'zeeschuimer', keptCount: 1, rejectedCount: 1 });
});
