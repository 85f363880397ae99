import { describe, expect, test } from 'vitest';
import type { CaseFile } from '../../src/index.js';
import { importContent, importInto, newCase } from './imported-case.js';
import { byPost, csvOf, objectsAsTheyStood, postRows, sizes } from './model-rows.js';

const CRAWLER = 'id,bid,正文,头条文章url,原始图片url,视频url,位置,日期,工具,点赞数,评论数,转发数,话题,@用户,完整日期'.split(',');
const CRAWLER_ALL = [...CRAWLER, '是否原创', '源用户id', '源用户昵称', ...CRAWLER.map((name) => `源微博${name}`)];
const CRAWLED = {
  id: '4454572602912349',
  bid: 'ImTGkcdDn',
  正文: '今天#旅行 日记# @小明-1 http://t.cn/A6abc',
  头条文章url: 'https://weibo.com/ttarticle/p/show?id=1',
  原始图片url: 'https://wx1.sinaimg.cn/large/63885668ly1g.jpg,https://wx2.sinaimg.cn/large/63885668ly1h.gif',
  日期: '2019-12-28',
  工具: 'iPhone 11',
  点赞数: '1.2万',
  评论数: '1,234',
  转发数: '100万+',
  话题: '旅行 日记',
  '@用户': '小明-1,小红',
  完整日期: '2019-12-28T09:05:07',
  是否原创: 'True',
};
const crawled = (...changes: Readonly<Record<string, string>>[]): string =>
  csvOf(CRAWLER_ALL, ...changes.map((change) => ({ ...CRAWLED, ...change })));

const SPIDER =
  '微博id,微博正文,头条文章url,原始图片url,被转发微博原始图片url,是否为原创微博,微博视频url,发布位置,发布时间,发布工具,点赞数,转发数,评论数'.split(
    ',',
  );
const SPIDERED = {
  微博id: 'z0JH2lOMb',
  微博正文: '你好#话题#@someone',
  原始图片url: '无',
  被转发微博原始图片url: '无',
  是否为原创微博: 'True',
  微博视频url: '无',
  发布位置: '无',
  发布时间: '2012-10-17 08:30',
  发布工具: '无',
  点赞数: '3',
  转发数: '0',
  评论数: '',
};
const spidered = (...changes: Readonly<Record<string, string>>[]): string =>
  csvOf(SPIDER, ...changes.map((change) => ({ ...SPIDERED, ...change })));

const SCOPE = 'mid,retweeted_status_mid,uid,retweeted_uid,source,image,text,geo,created_at,deleted_last_seen,permission_denied'.split(',');
const SCOPED = { mid: 'm1', uid: 'u1', source: '新浪微博', image: '0', text: '一条微博', created_at: '2012-01-03 00:30:00' };
const scoped = (...changes: Readonly<Record<string, string>>[]): string =>
  csvOf(SCOPE, ...changes.map((change) => ({ ...SCOPED, ...change })));

const LINE = {
  _id: '4762810834227120',
  mblogid: 'LqlZNhJFm',
  created_at: '2022-04-27 10:20:54',
  geo: null,
  ip_location: '发布于 上海',
  reposts_count: 1890,
  comments_count: 1924,
  attitudes_count: '12.5万',
  source: '三星android智能手机',
  content: '#话题一# 文字 @某人',
  pic_urls: ['https://wx1.sinaimg.cn/orj960/pic1.jpg'],
  isLongText: false,
  is_retweet: false,
  user: {
    _id: '1749127163',
    nick_name: '某官方',
    followers_count: 22756103,
    friends_count: 1354,
    statuses_count: 14923,
    description: '简介',
    location: '北京 海淀区',
    created_at: '2010-05-31 23:07:59',
  },
  url: 'https://weibo.com/1749127163/LqlZNhJFm',
  crawl_time: 1666863485,
};
const lines = (...changes: object[]): string => changes.map((change) => `${JSON.stringify({ ...LINE, ...change })}\n`).join('');

const counts = (file: CaseFile) =>
  file.rows(`SELECT like_count, repost_count, reply_count FROM post_observation JOIN post USING (post_id) ORDER BY post_id`);

describe('weibo-crawler', () => {
  const name = '1669879400.csv';

  test('a post has its account from the file’s name, its time in China, its counts and layers', async () => {
    const { file, result } = await importContent(crawled({}), name);
    expect(result).toMatchObject({ format: 'weibo-crawler', recordCount: 1, keptCount: 1 });
    expect(await postRows(file)).toEqual([
      {
        post: '4454572602912349',
        account: '1669879400',
        at: '2019-12-28 01:05:07',
        precision: 1,
        kind: 'original',
        language: null,
        client: 'iPhone 11',
        text: CRAWLED.正文,
      },
    ]);
    expect(await counts(file)).toEqual([{ like_count: 12_000, repost_count: 1_000_000, reply_count: 1234 }]);
    expect(await objectsAsTheyStood(file, 'url')).toEqual([
      '4454572602912349 http://t.cn/A6abc',
      '4454572602912349 https://weibo.com/ttarticle/p/show?id=1',
    ]);
    expect(await objectsAsTheyStood(file, 'hashtag')).toEqual(['4454572602912349 旅行 日记']);
    expect(await objectsAsTheyStood(file, 'mention')).toEqual(['4454572602912349 小明-1', '4454572602912349 小红']);
    expect(await objectsAsTheyStood(file, 'media')).toEqual(['4454572602912349 63885668ly1g', '4454572602912349 63885668ly1h']);
  });

  test('the date is to the second, the minute or the day as it is written; a zone counts', async () => {
    const dates = [
      { 日期: '2020-01-01', 完整日期: '' },
      { 日期: '2020-01-01 12:30', 完整日期: '' },
      { 日期: '2020-01-01', 完整日期: '2020-01-01T12:30:05+00:00' },
      { 日期: '2020-01-01', 完整日期: 'Wed Jan 01 08:30:05 +0800 2020' },
    ];
    const { file } = await importContent(crawled(...dates.map((date, index) => ({ ...date, id: `400000000000000${index}` }))), name);
    expect((await postRows(file)).map(({ at, precision }) => [at, precision])).toEqual([
      ['2019-12-31 16:00:00', 86_400],
      ['2020-01-01 04:30:00', 60],
      ['2020-01-01 12:30:05', 1],
      ['2020-01-01 00:30:05', 1],
    ]);
  });

  test('a repost has the number of its original; its own columns are not those of the original', async () => {
    const repost = {
      是否原创: 'False',
      源用户id: '5',
      源微博id: '4000000000000009',
      源微博正文: '原文',
      源微博日期: '2019-01-01',
      正文: '转发微博',
    };
    const { file } = await importContent(crawled(repost), name);
    expect((await postRows(file))[0]).toMatchObject({ kind: 'repost', text: '转发微博' });
    expect(await objectsAsTheyStood(file, 'repost')).toEqual(['4454572602912349 4000000000000009']);
    expect(await objectsAsTheyStood(file, 'text')).toEqual([]);
  });

  test('links of the text are found also where there is no article', async () => {
    const { file } = await importContent(crawled({ 头条文章url: '' }), name);
    expect(await objectsAsTheyStood(file, 'url')).toEqual(['4454572602912349 http://t.cn/A6abc']);
  });

  test('a crawl of originals alone has no columns of originals', async () => {
    const { file, result } = await importContent(csvOf(CRAWLER, CRAWLED), name);
    expect(result.format).toBe('weibo-crawler');
    expect(await byPost(file, 'kind')).toEqual({ '4454572602912349': 'original' });
  });

  test('a renamed file has no account and says so, unless a column names it', async () => {
    await expect(importContent(crawled({}), 'posts.csv')).rejects.toThrow(
      /the file must be called as the crawler called it.*1669879400\.csv/,
    );
    const { file } = await importContent(csvOf(['user_id', ...CRAWLER], { ...CRAWLED, user_id: '7' }), 'posts.csv');
    expect(await byPost(file, 'account')).toEqual({ '4454572602912349': '7' });
  });

  test('relative and missing dates and a missing id are set aside; kept and rejected are all rows', async () => {
    const { result, rejects } = await importContent(
      crawled({}, { id: '' }, { id: '2', 日期: '5分钟前', 完整日期: '' }, { id: '3', 日期: '', 完整日期: '' }),
      name,
    );
    expect(result).toMatchObject({ recordCount: 4, keptCount: 1, rejectedCount: 3 });
    expect(rejects.map(({ reason }) => reason)).toEqual(['id is blank', '日期 "5分钟前" is not a date', '日期 is blank']);
  });
});

describe('weiboSpider', () => {
  test('the short identifier becomes the number by which other crawls know the post; times have minutes; 无 is nothing', async () => {
    const { file, result } = await importContent(spidered({}), '1669879400.csv');
    expect(result.format).toBe('weibo-spider');
    // A widely cited pair of link and number: weibo.com/…/z0JH2lOMb is 3501756485200075.
    expect(await postRows(file)).toEqual([
      {
        post: '3501756485200075',
        account: '1669879400',
        at: '2012-10-17 00:30:00',
        precision: 60,
        kind: 'original',
        language: null,
        client: null,
        text: SPIDERED.微博正文,
      },
    ]);
    expect(await counts(file)).toEqual([{ like_count: 3, repost_count: 0, reply_count: null }]);
    expect(await objectsAsTheyStood(file, 'hashtag')).toEqual(['3501756485200075 话题']);
    expect(await objectsAsTheyStood(file, 'mention')).toEqual(['3501756485200075 someone']);
    expect(await objectsAsTheyStood(file, 'media')).toEqual([]);
  });

  test('the same post from both crawlers is one post', async () => {
    const { file } = await importContent(spidered({ 微博id: 'z0JH2lOMb' }), '16698794.csv');
    await importInto(file, crawled({ id: '3501756485200075' }), '16698794.csv');
    expect(await sizes(file)).toMatchObject({ source: 2, account: 1, post: 1, post_observation: 2 });
  });

  test('a repost is told by its column; there is no layer of reposts', async () => {
    const { file } = await importContent(spidered({ 是否为原创微博: 'False' }), '1669879400.csv');
    expect(await byPost(file, 'kind')).toEqual({ '3501756485200075': 'repost' });
    expect(await objectsAsTheyStood(file, 'repost')).toEqual([]);
  });
});

describe('JSON Lines', () => {
  test('posts and accounts are observed at the time of the crawl; reposts carry the number of their original', async () => {
    const { file, result } = await importContent(
      lines({}, { _id: '4762810834227121', is_retweet: true, retweet_id: '42' }),
      'tweets.jsonl',
    );
    expect(result).toMatchObject({ format: 'weibo-json-lines', recordCount: 2, keptCount: 2 });
    expect((await postRows(file))[0]).toEqual({
      post: '4762810834227120',
      account: '1749127163',
      at: '2022-04-27 02:20:54',
      precision: 1,
      kind: 'original',
      language: null,
      client: LINE.source,
      text: LINE.content,
    });
    expect(await objectsAsTheyStood(file, 'repost')).toEqual(['4762810834227121 42']);
    expect(await objectsAsTheyStood(file, 'media')).toEqual(['4762810834227120 pic1', '4762810834227121 pic1']);
    expect(
      await file.rows(
        `SELECT strftime(observed_at, '%Y-%m-%d %H:%M:%S') AS at, handle, follower_count, post_count FROM account_observation`,
      ),
    ).toEqual([{ at: '2022-10-27 09:38:05', handle: '某官方', follower_count: 22_756_103, post_count: 14_923 }]);
    expect((await counts(file))[0]).toEqual({ like_count: 125_000, repost_count: 1890, reply_count: 1924 });
  });

  test('a number that lost its digits, a line cut off and a post without an account are set aside', async () => {
    const unsafe = JSON.stringify({ ...LINE, mblogid: null }).replace('"4762810834227120"', '47628108342271201');
    const { result, rejects } = await importContent(`${lines({})}${unsafe}\n{"_id": "1\n${lines({ _id: '9', user: {} })}`, 'tweets.jsonl');
    expect(result).toMatchObject({ recordCount: 4, keptCount: 1, rejectedCount: 3 });
    expect(rejects.map(({ line }) => line)).toEqual([2, 3, 4]);
    expect(rejects[0]?.reason).toMatch(/^_id is a number too long/);
    expect(rejects[2]?.reason).toBe('user._id is blank');
  });
});

test('one post of several crawls is one, by its number, its short form, or a number that a spreadsheet has rounded', async () => {
  // ImTGkcdDn and LqlZNhJFm are short forms of these numbers: 4454572602912349, 4762810834227120.
  const { file } = await importContent(crawled({}), '1669879400.csv');
  await importInto(file, crawled({ id: '4454572602912340' }, { id: '4.45457E+15' }), '1669879400.csv');
  await importInto(file, spidered({ 微博id: 'ImTGkcdDn' }), '1669879400.csv');
  await importInto(file, lines({ _id: '4454572602912349', mblogid: 'ImTGkcdDn', user: { ...LINE.user, _id: '1669879400' } }), 'a.jsonl');
  expect(await byPost(file, 'account')).toEqual({ '4454572602912349': '1669879400' });
  const lost = JSON.stringify(LINE).replace('"4762810834227120"', '47628108342271201');
  await importInto(file, `${lost}\n${lines({ retweet_id: 'ImTGkcdDn', _id: '4762810834227199', mblogid: null })}`, 'b.jsonl');
  expect(Object.keys(await byPost(file, 'account'))).toEqual(['4454572602912349', '4762810834227120', '4762810834227199']);
  expect(await objectsAsTheyStood(file, 'repost')).toEqual(['4762810834227199 4454572602912349']);
});

test('what has the form of a short identifier and stands for no number stays as it is', async () => {
  const { posts } = await importContent(spidered({ 微博id: 'zZZZZZZZZ' }, { 微博id: 'z00000001' }), '1669879400.csv');
  expect(posts).toEqual(['zZZZZZZZZ', '3500000000000001']);
});

describe('Weiboscope', () => {
  test('a removed post was alive when last seen, and is gone or restricted after; others have no observation', async () => {
    const seen = '2012-01-04 12:00:00';
    const { file, result } = await importContent(
      scoped(
        { mid: 'm1' },
        { mid: 'm2', deleted_last_seen: seen },
        { mid: 'm3', deleted_last_seen: seen, permission_denied: 'True' },
        { mid: 'm4', retweeted_status_mid: 'm1', permission_denied: 'false' },
      ),
      'week1.csv',
    );
    expect(result).toMatchObject({ format: 'weiboscope', recordCount: 4, keptCount: 4 });
    expect(
      await file.rows(
        `SELECT post.key, strftime(observed_at, '%Y-%m-%d %H:%M') AS at, status FROM post_observation JOIN post USING (post_id) ORDER BY post_id, observed_at NULLS LAST`,
      ),
    ).toEqual([
      { key: 'm2', at: '2012-01-04 04:00', status: 'alive' },
      { key: 'm2', at: null, status: 'unknown' },
      { key: 'm3', at: '2012-01-04 04:00', status: 'alive' },
      { key: 'm3', at: null, status: 'restricted' },
    ]);
    expect(await objectsAsTheyStood(file, 'repost')).toEqual(['m4 m1']);
    expect((await postRows(file))[0]).toMatchObject({ account: 'u1', at: '2012-01-02 16:30:00', precision: 1, client: '新浪微博' });
  });

  test('rows without a post, a user or a date are set aside', async () => {
    const { result } = await importContent(scoped({}, { mid: '' }, { mid: 'b', uid: '' }, { mid: 'c', created_at: 'x' }), 'week1.csv');
    expect(result).toMatchObject({ recordCount: 4, keptCount: 1, rejectedCount: 3 });
  });
});

test('an archive without its removal columns is named, not taken for another format', async () => {
  const without = SCOPE.filter((name) => name !== 'permission_denied');
  await expect(importInto(await newCase(), csvOf(without, SCOPED), 'week1.csv')).rejects.toThrow('looks like weiboscope but lacks');
});
