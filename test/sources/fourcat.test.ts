import { describe, expect, test } from 'vitest';
import { whyMissing } from '../../src/sources/missing-layer.js';
import { importContent } from './imported-case.js';
import { byPost, csvOf, objectsAsTheyStood, postRows } from './model-rows.js';

const CORE = ['id', 'thread_id', 'author', 'body', 'timestamp'];
const core = (id: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  id,
  thread_id: id,
  author: 'ann',
  body: `text ${id}`,
  timestamp: '2020-01-01 12:00:00',
  ...more,
});

describe('the columns that all data sources share', () => {
  test('are posts with links, hashtags, mentions and texts of the body; times without a zone are UTC', async () => {
    const { file, result } = await importContent(
      csvOf(CORE, core('p1', { body: 'see https://example.org/a, @carol #Tag' }), core('p2', { timestamp: '2020-01-01T12:00:00+08:00' })),
    );
    expect(result).toMatchObject({ format: '4cat', recordCount: 2, keptCount: 2 });
    expect(await postRows(file)).toEqual([
      expect.objectContaining({ post: 'p1', account: 'ann', at: '2020-01-01 12:00:00', precision: 1, kind: 'original', language: null }),
      expect.objectContaining({ post: 'p2', account: 'ann', at: '2020-01-01 04:00:00' }),
    ]);
    expect(await objectsAsTheyStood(file, 'url')).toEqual(['p1 https://example.org/a']);
    expect(await objectsAsTheyStood(file, 'mention')).toEqual(['p1 carol']);
    expect(await objectsAsTheyStood(file, 'hashtag')).toEqual(['p1 Tag']);
  });

  test('the repost layer is missing for a stated reason', () => {
    expect(whyMissing('repost', ['4cat'], [])).toBe('a 4CAT CSV holds no identifier of the reposted post, only names');
  });

  test('blank identifiers and authors, no dates and milliseconds are set aside; kept and set aside add up', async () => {
    const { result, rejects } = await importContent(
      csvOf(
        CORE,
        core('p1'),
        core('', { thread_id: 't' }),
        core('p3', { author: ' ' }),
        core('p4', { timestamp: 'yesterday' }),
        core('p5', { timestamp: '1577880000000' }),
        core('p6', { timestamp: '' }),
      ),
    );
    expect(result).toMatchObject({ recordCount: 6, keptCount: 1, rejectedCount: 5 });
    expect(rejects.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '3 id is blank',
      '4 author is blank',
      '5 timestamp "yesterday" is not a date',
      '6 timestamp "1577880000000" looks like milliseconds; seconds since 1970 are needed: divide by 1000',
      '7 timestamp is blank',
    ]);
  });
});

describe('Twitter', () => {
  const COLUMNS = [
    ...['id', 'thread_id', 'timestamp', 'unix_timestamp', 'link', 'subject', 'body', 'author', 'author_fullname', 'author_id'],
    ...['source', 'language_guess', 'possibly_sensitive', 'retweet_count', 'reply_count', 'like_count', 'quote_count', 'impression_count'],
    ...['is_retweet', 'retweeted_user', 'is_quote_tweet', 'quoted_user', 'is_reply', 'replied_user', 'hashtags', 'urls', 'images'],
    ...['videos', 'mentions', 'long_lat', 'place_name'],
  ];
  // 1212092628029698049 is a tweet of 2019-12-31 19:26:16 UTC: (id >> 22) + 1288834974657 ms.
  const ID = '1212092628029698049';
  const tweet = (id: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    ...core(id),
    timestamp: '2019-12-31 19:26:16',
    unix_timestamp: '1577820376',
    author_id: '77',
    author_fullname: 'Ann A.',
    source: 'Twitter Web App',
    language_guess: 'en',
    like_count: '3',
    retweet_count: '0',
    is_retweet: 'no',
    is_quote_tweet: 'no',
    is_reply: 'no',
    ...more,
  });

  test('accounts go by author_id with the author as handle; counts, client and language are kept; nothing said is no zero', async () => {
    const { file } = await importContent(csvOf(COLUMNS, tweet(ID)));
    expect(await postRows(file)).toEqual([
      {
        post: ID,
        account: '77',
        at: '2019-12-31 19:26:16',
        precision: 1,
        kind: 'original',
        language: 'en',
        client: 'Twitter Web App',
        text: `text ${ID}`,
      },
    ]);
    expect(await file.rows(`SELECT handle FROM account`)).toEqual([{ handle: 'ann' }]);
    expect(await file.rows(`SELECT display_name, follower_count FROM account_observation`)).toEqual([
      { display_name: 'Ann A.', follower_count: null },
    ]);
    expect(await file.rows(`SELECT like_count, repost_count, view_count FROM post_observation`)).toEqual([
      { like_count: 3, repost_count: 0, view_count: null },
    ]);
  });

  test('lists are parted by commas, links also hold them; images and videos are media; a reposted text is no text of its own', async () => {
    const { file } = await importContent(
      csvOf(
        COLUMNS,
        tweet(ID, {
          is_retweet: 'yes',
          retweeted_user: 'bob',
          body: 'RT @bob: whole text',
          hashtags: 'One,Two',
          mentions: 'bob,carol',
          urls: 'https://example.org/a,b,c,http://example.com/',
          images: 'https://pbs.example/1.jpg,https://pbs.example/2.jpg',
          videos: 'https://video.example/v.mp4?tag=1,2',
        }),
      ),
    );
    expect(await byPost(file, 'kind')).toEqual({ [ID]: 'repost' });
    expect(await objectsAsTheyStood(file, 'url')).toEqual([`${ID} http://example.com/`, `${ID} https://example.org/a,b,c`]);
    expect(await objectsAsTheyStood(file, 'hashtag')).toEqual([`${ID} One`, `${ID} Two`]);
    expect(await objectsAsTheyStood(file, 'mention')).toEqual([`${ID} bob`, `${ID} carol`]);
    expect(await objectsAsTheyStood(file, 'media')).toEqual([
      `${ID} https://pbs.example/1.jpg`,
      `${ID} https://pbs.example/2.jpg`,
      `${ID} https://video.example/v.mp4?tag=1,2`,
    ]);
    expect(await objectsAsTheyStood(file, 'text')).toEqual([]);
    expect(await objectsAsTheyStood(file, 'repost')).toEqual([]);
  });

  test('where the two times differ by the zone of a server, the identifier of the tweet says which one is right', async () => {
    const other = '1212092628029698050';
    const { file } = await importContent(
      csvOf(
        COLUMNS,
        tweet(ID, { unix_timestamp: '1577816776' }),
        tweet(other, { timestamp: '2019-12-31 20:26:16' }),
        tweet('5', { timestamp: '2020-01-01 01:00:00', unix_timestamp: '1577836800' }),
      ),
    );
    expect(await byPost(file, 'at')).toEqual({ [ID]: '2019-12-31 19:26:16', [other]: '2019-12-31 19:26:16', '5': '2020-01-01 00:00:00' });
  });

  test('kinds: a quote and a reply are told by their flags', async () => {
    const { file } = await importContent(csvOf(COLUMNS, tweet('1', { is_quote_tweet: 'yes' }), tweet('2', { is_reply: 'yes' })));
    expect(await byPost(file, 'kind')).toEqual({ '1': 'quote', '2': 'reply' });
  });
});

describe('Telegram', () => {
  const COLUMNS = [
    ...['id', 'thread_id', 'chat', 'author', 'author_username', 'author_name', 'author_is_bot', 'body', 'reply_to', 'views'],
    ...['timestamp', 'unix_timestamp', 'timestamp_edited', 'unix_timestamp_edited', 'author_forwarded_from_name'],
    ...['author_forwarded_from_username', 'timestamp_forwarded_from', 'attachment_type', 'attachment_data', 'attachment_filename'],
  ];
  const message = (id: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
    ...core(id),
    thread_id: '9001',
    chat: 'news',
    author: '9001',
    author_username: 'news',
    author_name: 'The News',
    unix_timestamp: '1577880000',
    views: '1200',
    ...more,
  });

  test('numbers are those of a chat; answers point into it; forwards are reposts of what is not said', async () => {
    const { file } = await importContent(
      csvOf(
        COLUMNS,
        message('5', { attachment_type: 'photo', attachment_data: '{"id": 5197, "dc_id": 2}' }),
        message('6', { reply_to: '5', author: '', author_username: '' }),
        message('5', {
          chat: 'other',
          author_name: '',
          author_forwarded_from_name: 'News',
          attachment_type: 'poll',
          attachment_data: '{"question": "?"}',
        }),
        message('other-7', { chat: 'other', author: '77', author_username: '', author_name: 'Bob' }),
      ),
    );
    expect((await postRows(file)).map(({ post, account, kind }) => [post, account, kind])).toEqual([
      ['channel9001-5', 'channel9001', 'original'],
      ['news-6', 'news', 'reply'],
      ['other-5', 'channel9001', 'repost'],
      ['other-7', 'user77', 'original'],
    ]);
    expect(await objectsAsTheyStood(file, 'reply')).toEqual(['news-6 news-5']);
    expect(await objectsAsTheyStood(file, 'media')).toEqual(['channel9001-5 5197']);
    expect(await file.rows(`SELECT DISTINCT view_count FROM post_observation`)).toEqual([{ view_count: 1200 }]);
  });

  test('unix_timestamp counts, as timestamp is written in the zone of the server; a blank one leaves timestamp', async () => {
    const { file } = await importContent(
      csvOf(COLUMNS, message('5', { timestamp: '2020-01-01 14:00:00' }), message('6', { unix_timestamp: '' })),
    );
    expect(Object.values(await byPost(file, 'at'))).toEqual(['2020-01-01 12:00:00', '2020-01-01 12:00:00']);
  });
});

describe('Bluesky', () => {
  const COLUMNS = [
    ...['collected_at', 'query', 'rank', 'id', 'thread_id', 'created_at', 'author', 'author_id', 'body', 'link', 'tags', 'like_count'],
    ...['quote_count', 'reply_count', 'repost_count', 'quoted_post', 'quoted_user', 'replied_to_post', 'replied_to_user', 'mentions'],
    ...['links', 'images', 'languages', 'author_display_name', 'author_profile', 'author_created_at', 'timestamp'],
  ];

  test('timestamp is a number of seconds; counts have the date of collection; several languages are led by the first', async () => {
    const uri = 'at://did:plc:ann/app.bsky.feed.post/3k';
    const { file } = await importContent(
      csvOf(COLUMNS, {
        ...core(uri),
        timestamp: '1577880005.25',
        collected_at: '2020-02-01T00:00:00',
        author: 'ann.example',
        author_id: 'did:plc:ann',
        author_created_at: '2019-05-01T10:00:00+00:00',
        tags: 'One',
        links: 'https://example.org/a',
        languages: 'en,de',
        replied_to_post: 'https://bsky.app/profile/bob/post/3j',
        repost_count: '4',
      }),
    );
    expect(await postRows(file)).toMatchObject([
      { post: uri, account: 'did:plc:ann', at: '2020-01-01 12:00:05', language: 'en', kind: 'reply', client: null },
    ]);
    expect(await objectsAsTheyStood(file, 'reply')).toEqual([`${uri} https://bsky.app/profile/bob/post/3j`]);
    expect(await objectsAsTheyStood(file, 'hashtag')).toEqual([`${uri} One`]);
    expect(await file.rows(`SELECT repost_count, strftime(observed_at, '%Y-%m-%d') AS at FROM post_observation`)).toEqual([
      { repost_count: 4, at: '2020-02-01' },
    ]);
    expect(await file.rows(`SELECT strftime(created_at, '%Y-%m-%d %H') AS at FROM account`)).toEqual([{ at: '2019-05-01 10' }]);
  });
});
