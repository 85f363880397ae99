import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { AntiphonError } from '../../src/index.js';
import { importContent, importInto, newCase } from './imported-case.js';
import { byPost, fixture, objectsAsTheyStood, postRows, sizes } from './model-rows.js';

const ANN = {
  id: '1000000000000000001',
  username: 'ann',
  name: 'Ann',
  created_at: '2017-08-30T10:00:00.000Z',
  description: 'says "hi"',
  public_metrics: { followers_count: 30_000, following_count: 5, tweet_count: 700 },
};
const BOB = { id: '1000000000000000002', username: 'bob', name: 'Bob' };

const tweet = (id: string, more: object = {}): Record<string, unknown> => ({
  id,
  author_id: ANN.id,
  created_at: '2020-01-01T12:00:00.000Z',
  text: `text ${id}`,
  lang: 'en',
  ...more,
});
const page = (data: unknown, more: object = {}): object => ({ data, includes: { users: [ANN, BOB] }, meta: { result_count: 1 }, ...more });
const lines = (...values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const keysOf = async (content: string | Uint8Array, name = 'x.jsonl'): Promise<readonly string[]> =>
  (await importContent(content as string, name)).posts;

describe('layouts', () => {
  test('pages one a line, one pretty-printed page, an array of tweets, flattened tweets one a line and a single tweet as data are the same posts', async () => {
    const [one, two] = [tweet('11'), tweet('12')];
    const authored = [one, two].map((value) => ({ ...value, author: ANN }));
    const files = [
      lines(page([one]), page([two])),
      JSON.stringify(page([one, two]), null, 2),
      JSON.stringify(authored),
      JSON.stringify(authored, null, 2),
      lines(...authored),
      lines(page(one), page(two)),
    ];
    for (const content of files) {
      const { file, result } = await importContent(content, 'x.json');
      expect(result).toMatchObject({ format: 'x-api-v2', recordCount: 2, keptCount: 2 });
      expect((await postRows(file)).map(({ post, account, at, precision }) => [post, account, at, precision])).toEqual([
        ['11', ANN.id, '2020-01-01 12:00:00', 1],
        ['12', ANN.id, '2020-01-01 12:00:00', 1],
      ]);
      expect(await file.rows(`SELECT key, handle, strftime(created_at, '%Y-%m-%d %H:%M') AS created FROM account`)).toEqual([
        { key: ANN.id, handle: 'ann', created: '2017-08-30 10:00' },
      ]);
    }
  });

  test('a page of errors alone, first or later, is passed over beside good pages', async () => {
    const errors = { errors: [{ title: 'Not Found Error', resource_id: '1' }] };
    const problem = { ...errors, title: 'Invalid Request', detail: 'x', type: 'https://api.twitter.com/2/problems/invalid-request' };
    expect(await keysOf(lines(errors, page([tweet('11')]), problem, page([tweet('12')])))).toEqual(['11', '12']);
  });

  test('an object that only has a key in common with a page is none', async () => {
    await expect(importContent(lines({ meta: { a: 1 }, id: 5 }), 'other.jsonl')).rejects.toMatchObject({ code: 'format' });
  });

  test('blank lines, a byte-order mark, CRLF, gzip and zstd change nothing', async () => {
    const plain = lines(page([tweet('11')]), page([tweet('12')]));
    for (const content of [
      `\uFEFF${plain}`,
      `\n\n${plain.replace('\n', '\n\n \n')}`,
      plain.replaceAll('\n', '\r\n'),
      plain.trimEnd(),
      gzipSync(plain),
    ])
      expect(await keysOf(content)).toEqual(['11', '12']);
    expect(await keysOf(readFileSync(fixture('x-api/zstd/two-pages.jsonl.zst')))).toEqual(['11', '12']);
  });
});

describe('tweets', () => {
  test('identifiers of 19 digits stay whole; one that JSON wrote as a number is set aside, as its last digits are lost', async () => {
    const exact = '1212092628029698049';
    const line = JSON.stringify(page([tweet(exact)]));
    const { posts, rejects } = await importContent(`${line}\n${line.replace(`"id":"${exact}"`, `"id":${exact}`)}\n`, 'x.jsonl');
    expect(posts).toEqual([exact]);
    expect(rejects.map(({ record, line: at, reason }) => [record, at, reason])).toEqual([
      [2, 2, 'id is a number too long for JSON and has lost its last digits; it must be a string'],
    ]);
  });

  test('a time may end in Z or in an offset', async () => {
    const { file } = await importContent(
      lines(page([tweet('11', { created_at: '2020-01-01T12:00:05Z' }), tweet('12', { created_at: '2020-01-01T20:00:05+08:00' })])),
      'x.jsonl',
    );
    expect(await byPost(file, 'at')).toEqual({ '11': '2020-01-01 12:00:05', '12': '2020-01-01 12:00:05' });
  });

  test('kinds come from the references; replies and reposts have their layers', async () => {
    const reference = (type: string) => ({ referenced_tweets: [{ type, id: '5' }] });
    const { file } = await importContent(
      lines(
        page([tweet('11'), tweet('12', reference('retweeted')), tweet('13', reference('quoted')), tweet('14', reference('replied_to'))]),
      ),
      'x.jsonl',
    );
    expect(Object.values(await byPost(file, 'kind'))).toEqual(['original', 'repost', 'quote', 'reply']);
    expect(await objectsAsTheyStood(file, 'repost')).toEqual(['12 5']);
    expect(await objectsAsTheyStood(file, 'reply')).toEqual(['14 5']);
  });

  const original = tweet('5', {
    author_id: BOB.id,
    text: 'the whole text #Tag https://t.co/a',
    entities: {
      hashtags: [{ tag: 'Tag' }],
      mentions: [{ username: 'carol' }],
      urls: [{ url: 'https://t.co/a', expanded_url: 'https://sho.rt/a', unwound_url: 'https://example.org/a' }],
    },
  });
  const retweet = { text: 'RT @bob: the who…', entities: {}, referenced_tweets: [{ type: 'retweeted', id: '5' }] };
  const expectWhole = async (content: string): Promise<void> => {
    const { file } = await importContent(content, 'x.jsonl');
    expect(await byPost(file, 'text')).toEqual({ '11': original['text'], '5': original['text'] });
    expect(await objectsAsTheyStood(file, 'url')).toEqual(['11 https://example.org/a', '5 https://example.org/a']);
    expect(await objectsAsTheyStood(file, 'hashtag')).toEqual(['11 Tag', '5 Tag']);
    expect(await objectsAsTheyStood(file, 'mention')).toEqual(['11 carol', '5 carol']);
    expect((await objectsAsTheyStood(file, 'text')).map((share) => share.split(' ')[0])).toEqual(['5']);
  };

  test('a retweet has the text and entities of its original, which is a post too: in a page and in a flattened tweet', async () => {
    await expectWhole(lines(page([tweet('11', retweet)], { includes: { users: [ANN, BOB], tweets: [original] } })));
    const inline = { ...retweet, author: ANN, referenced_tweets: [{ type: 'retweeted', ...original, author: BOB }] };
    await expectWhole(lines(tweet('11', inline)));
  });

  test('an original that several pages include shares each of its objects once', async () => {
    const includes = { includes: { users: [ANN, BOB], tweets: [original] } };
    const { file } = await importContent(lines(page([tweet('11')], includes), page([tweet('12')], includes)), 'x.jsonl');
    expect(await objectsAsTheyStood(file, 'url')).toEqual(['5 https://example.org/a']);
    expect(await sizes(file)).toMatchObject({ post: 3 });
  });

  test('a link is taken unwound, else expanded, else as posted', async () => {
    const url = 'https://t.co/x';
    const urls = [
      { url, expanded_url: 'https://b.example/', unwound_url: 'https://a.example/' },
      { url, expanded_url: 'https://c.example/' },
      { url },
    ];
    const { file } = await importContent(lines(page([tweet('11', { entities: { urls } })])), 'x.jsonl');
    expect(await objectsAsTheyStood(file, 'url')).toEqual(['11 https://a.example/', '11 https://c.example/', '11 https://t.co/x']);
    expect(await objectsAsTheyStood(file, 'domain')).toEqual(['11 a.example', '11 c.example', '11 t.co']);
  });

  test('withheld and unknown fields are passed over; an undetermined language is unknown; NUL becomes U+FFFD', async () => {
    const more = { withheld: { country_codes: ['DE'] }, brand_new: { a: [1] }, lang: 'und', text: 'a\u0000b\r\nc "d", 😀' };
    const { file } = await importContent(lines(page([tweet('11', more)])), 'x.jsonl');
    expect((await postRows(file))[0]).toMatchObject({ language: null, text: 'a\uFFFDb\r\nc "d", 😀' });
  });

  test('counts are observations of the time at which the collector retrieved them, in pages and in flattened tweets', async () => {
    const counted = tweet('11', {
      public_metrics: { like_count: 3, retweet_count: 0, reply_count: 1, quote_count: 2, impression_count: 99 },
    });
    const stamp = { __twarc: { retrieved_at: '2020-02-01T00:00:00+00:00' } };
    const observed = `SELECT strftime(observed_at, '%Y-%m-%d') AS at, like_count, repost_count, view_count FROM post_observation`;
    for (const content of [lines(page([counted], stamp)), lines({ ...counted, author: ANN, ...stamp })]) {
      const { file } = await importContent(content, 'x.jsonl');
      expect(await file.rows(observed)).toEqual([{ at: '2020-02-01', like_count: 3, repost_count: 0, view_count: 99 }]);
      expect(
        await file.rows(`SELECT strftime(observed_at, '%Y-%m-%d') AS at, follower_count, post_count FROM account_observation`),
      ).toEqual([{ at: '2020-02-01', follower_count: 30_000, post_count: 700 }]);
    }
    const { file } = await importContent(lines(page([counted])), 'x.jsonl');
    expect(await file.rows(observed)).toEqual([{ at: null, like_count: 3, repost_count: 0, view_count: 99 }]);
  });
});

describe('look-ups that failed', () => {
  const notFound = 'https://api.twitter.com/2/problems/resource-not-found';
  const refused = 'https://api.twitter.com/2/problems/not-authorized-for-resource';
  const errors = [
    {
      resource_type: 'tweet',
      resource_id: '11',
      parameter: 'ids',
      title: 'Not Found Error',
      type: notFound,
      detail: 'Could not find tweet',
    },
    { resource_type: 'tweet', resource_id: '12', parameter: 'ids', title: 'Authorization Error', type: refused, detail: 'Sorry' },
    {
      resource_type: 'user',
      resource_id: ANN.id,
      parameter: 'ids',
      title: 'Forbidden',
      detail: `User has been suspended: [${ANN.id}].`,
      type: notFound,
    },
    { resource_type: 'user', resource_id: 'somebody', parameter: 'usernames', title: 'Not Found Error', type: notFound },
  ];
  const failed = lines({ errors, __twarc: { retrieved_at: '2020-02-01T00:00:00+00:00' } });

  test('are observations of posts and accounts, whichever file comes first; one by name is counted in the notes', async () => {
    const found = [];
    const posts = lines(page([tweet('11'), tweet('12')]));
    for (const order of [
      [posts, failed],
      [failed, posts],
    ]) {
      const file = await newCase();
      for (const [index, content] of order.entries()) {
        const result = await importInto(file, content, `${index}.jsonl`);
        if (content === failed) {
          expect(result).toMatchObject({ format: 'x-api-v2', recordCount: 3, keptCount: 3, rejectedCount: 0 });
          expect(result.notes).toEqual(['1 look-up errors that name no post or account passed over']);
        }
      }
      found.push(
        await file.rows(
          `SELECT post.key AS post, strftime(observed_at, '%Y-%m-%d') AS at, status FROM post_observation JOIN post USING (post_id) ORDER BY ALL`,
        ),
        await file.rows(
          `SELECT account.key AS account, strftime(observed_at, '%Y-%m-%d') AS at, status FROM account_observation JOIN account USING (account_id) WHERE status IS NOT NULL`,
        ),
        [await sizes(file)].map(({ post, account }) => [post, account]),
      );
    }
    expect(found.slice(0, 3)).toEqual([
      [
        { post: '11', at: '2020-02-01', status: 'unknown' },
        { post: '12', at: '2020-02-01', status: 'restricted' },
      ],
      [{ account: ANN.id, at: '2020-02-01', status: 'suspended' }],
      [[2, 1]],
    ]);
    expect(found.slice(3)).toEqual(found.slice(0, 3));
  });
});

describe('hostile files', () => {
  test('a line that is no JSON, a tweet without an author and one without a time are set aside with line and raw text', async () => {
    const { author_id: _author, ...orphan } = tweet('12');
    const { created_at: _time, ...timeless } = tweet('13');
    const { posts, rejects, result } = await importContent(
      `${lines(page([tweet('11')]))}{"data": [{"id"\n${lines(page([orphan, timeless]), { kind: 'other' })}`,
      'x.jsonl',
    );
    expect(result).toMatchObject({ recordCount: 5, keptCount: 1, rejectedCount: 4 });
    expect(posts).toEqual(['11']);
    expect(rejects.map(({ line, raw }) => [line, raw])).toEqual([
      [2, '{"data": [{"id"'],
      [3, JSON.stringify(orphan)],
      [3, JSON.stringify(timeless)],
      [4, '{"kind":"other"}'],
    ]);
    expect(rejects[0]?.reason).toMatch(/^is not JSON: /);
    expect(rejects.slice(1).map(({ reason }) => reason)).toEqual([
      'author_id is blank',
      'created_at is blank',
      'is no record of the kind that the file begins with',
    ]);
  });

  test('a last line that was cut off is set aside, the lines before it are kept', async () => {
    const whole = lines(page([tweet('11')]), page([tweet('12')]));
    const { posts, rejects } = await importContent(whole.slice(0, -30), 'x.jsonl');
    expect([posts, rejects.map(({ line }) => line)]).toEqual([['11'], [2]]);
  });

  test('a document that was cut off, nothing at all, and JSON without objects give one clear error, and the case stays empty', async () => {
    const file = await newCase();
    const document = JSON.stringify(page([tweet('11'), tweet('12')]), null, 2);
    const refusals: [string | Buffer, RegExp][] = [
      [document.slice(0, -40), /x\.json is neither JSON Lines nor one JSON document: .*cut off\?$/],
      [JSON.stringify([tweet('11', { author: ANN })]).slice(0, -5), /x\.json/],
      ['', /x\.json/],
      ['[]', /x\.json/],
      ['[1, 2]', /x\.json is JSON, but holds no objects/],
      ['{}', /x\.json/],
      ['{"data": [], "meta": {"result_count": 0}}', /x\.json/],
      [gzipSync(document.repeat(50)).subarray(0, 200), /x\.json/],
    ];
    for (const [content, message] of refusals) {
      const failure = await importInto(file, content, 'x.json').catch((error: unknown) => error);
      expect(failure, String(content).slice(0, 40)).toBeInstanceOf(AntiphonError);
      expect((failure as AntiphonError).code, String(content).slice(0, 40)).not.toBe('internal');
      expect((failure as Error).message).toMatch(message);
      expect((failure as Error).message).not.toContain('\n');
    }
    expect(await sizes(file)).toMatchObject({ source: 0, post: 0 });
  });
});
