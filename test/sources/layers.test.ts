import { describe, expect, test } from 'vitest';
import { type CaseFile, CaseReads, FORMATS, importFiles } from '../../src/index.js';
import { runTable } from '../analyses/test-case.js';
import { scratchFile } from '../scratch.js';
import { importContent, importInto, newCase, still } from './imported-case.js';
import { comparedObjects, csvOf, objectsAsTheyStood } from './model-rows.js';

interface Post {
  readonly account: string;
  readonly second: number;
  readonly text?: string;
  readonly urls?: readonly string[];
  readonly tags?: readonly string[];
  readonly media?: readonly string[];
}

/** Posts as pages of the X API, `1`, `2`, … by number. */
function xPages(...posts: readonly Post[]): string {
  const entity = (name: string, key: string, values: readonly string[] = []) => ({ [name]: values.map((value) => ({ [key]: value })) });
  return posts
    .map((post, index) =>
      JSON.stringify({
        id: String(index + 1),
        author_id: post.account,
        text: post.text ?? 'hello',
        created_at: `2020-01-01T00:00:${String(post.second).padStart(2, '0')}.000Z`,
        entities: { ...entity('urls', 'expanded_url', post.urls), ...entity('hashtags', 'tag', post.tags) },
        ...(post.media === undefined ? {} : { attachments: { media_keys: post.media } }),
      }),
    )
    .map((tweet) => `${tweet.replace(/^/, '{"data":[')}]}\n`)
    .join('');
}

const edges = async (file: CaseFile, layer: string): Promise<string[]> => {
  const { rows } = await runTable(file, 'coordination', { layer, windowSeconds: 60, minObjects: 2, minActions: 2 }, 'edges');
  return rows.map((row) => `${row['accountA']} ${row['accountB']} ${row['objectCount']}`);
};
const importX = async (...posts: readonly Post[]): Promise<CaseFile> => (await importContent(xPages(...posts), 'x.jsonl')).file;

const MESSAGES = 'message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n';

describe('links', () => {
  const planted: readonly Post[] = [
    { account: 'ann', second: 1, urls: ['http://www.example.org/story?utm_source=a#top'] },
    { account: 'bob', second: 2, urls: ['HTTPS://example.org:443/story?fbclid=b'] },
    { account: 'ann', second: 3, urls: ['https://x.com/a/status/7?s=20'] },
    { account: 'bob', second: 4, urls: ['https://mobile.twitter.com/a/status/7?t=z'] },
    { account: 'cat', second: 5, urls: ['https://example.org/story?id=2'] },
    { account: 'cat', second: 6, urls: ['https://x.com/a/status/8'] },
  ];

  test('two accounts that share two pages in other spellings are tied in url and not in url-raw', async () => {
    const file = await importX(...planted);
    expect(await edges(file, 'url')).toEqual(['ann bob 2']);
    expect(await edges(file, 'url-raw')).toEqual([]);
  });

  test('url-raw is listed beside url with its own number of objects, and every run takes it', async () => {
    const file = await importX(...planted, { account: 'dan', second: 7, urls: [planted[0]?.urls?.[0] ?? '', planted[2]?.urls?.[0] ?? ''] });
    const layers = (await new CaseReads(file).layers()).map(({ name, objectCount, shareCount, variantOf }) => ({
      ...{ name, objectCount, shareCount, variantOf },
    }));
    expect(layers.filter(({ name }) => name.startsWith('url'))).toEqual([
      { name: 'url', objectCount: 4, shareCount: 8, variantOf: null },
      { name: 'url-raw', objectCount: 6, shareCount: 8, variantOf: 'url' },
    ]);
    const { rows } = await runTable(file, 'coortweet', { layer: 'url-raw', minParticipation: 1, edgeWeight: 0 }, 'pairs');
    expect(rows.map((row) => row['object_id']).sort()).toEqual([planted[0]?.urls?.[0], planted[2]?.urls?.[0]]);
    const directed = await runTable(file, 'toolkit', { type: 'co_link', layer: 'url-raw', minEdgeWeight: 1 }, 'edges');
    const usual = await runTable(file, 'toolkit', { type: 'co_link', minEdgeWeight: 1 }, 'edges');
    expect(directed.rows).toEqual(usual.rows);
    expect(directed.rows.map((row) => `${row['source']} ${row['target']} ${row['weight']}`)).toEqual(['ann dan 2', 'dan ann 1']);
  });

  test('where every link stood in its canonical form already there is no second reading', async () => {
    const file = await importX({ account: 'ann', second: 1, urls: ['https://example.org/a'] });
    expect((await new CaseReads(file).layers()).map(({ name }) => name)).toEqual(['domain', 'text', 'url']);
  });

  test('domains are those of the publishers; a post with two hosts of one publisher counts once', async () => {
    const file = await importX(
      { account: 'ann', second: 1, urls: ['https://news.bbc.co.uk/1', 'https://www.bbc.co.uk/2'] },
      { account: 'bob', second: 2, urls: ['http://bbc.co.uk'] },
      { account: 'ann', second: 3, urls: ['https://one.blogspot.com/a', 'https://192.168.0.1/a'] },
      { account: 'bob', second: 4, urls: ['https://two.blogspot.com/a', 'https://192.168.0.1:8080/b'] },
    );
    expect(new Set(await comparedObjects(file, 'domain'))).toEqual(
      new Set(['1 bbc.co.uk', '2 bbc.co.uk', '3 192.168.0.1', '3 one.blogspot.com', '4 192.168.0.1', '4 two.blogspot.com']),
    );
    expect(await edges(file, 'domain')).toEqual(['ann bob 2']);
    expect((await new CaseReads(file).shares('domain')).object.length).toBe(6);
  });

  test('links of toolkit tables are compared in canonical form, while the preset still compares strings, broken ones too', async () => {
    const rows = ['m1,A,a,,,x,0,http://www.one.example http://', 'm2,B,b,,,y,5,https://one.example/ http://'];
    const { file } = await importContent(`${MESSAGES}${rows.join('\n')}\n`);
    expect(await comparedObjects(file, 'url')).toEqual(['m1 http://', 'm1 https://one.example', 'm2 http://', 'm2 https://one.example']);
    expect(await comparedObjects(file, 'domain')).toEqual(['m1 one.example', 'm2 one.example']);
    const { rows: pairs } = await runTable(file, 'toolkit', { type: 'co_link', minEdgeWeight: 1 }, 'pairs');
    expect(pairs.map((row) => row['object_id'])).toEqual(['http://']);
  });
});

describe('hashtag sequences', () => {
  test('the same tags in the same order tie accounts, in another order or alone they do not', async () => {
    const file = await importX(
      { account: 'ann', second: 1, tags: ['One', 'Two'] },
      { account: 'bob', second: 2, tags: ['one', 'TWO'] },
      { account: 'cat', second: 3, tags: ['two', 'one'] },
      { account: 'ann', second: 4, tags: ['a', 'b', 'c'] },
      { account: 'bob', second: 5, tags: ['A', 'B', 'C'] },
      { account: 'cat', second: 6, tags: ['a', 'b'] },
      { account: 'cat', second: 7, tags: ['a'] },
    );
    expect(await edges(file, 'hashtag-sequence')).toEqual(['ann bob 2']);
    expect(await comparedObjects(file, 'hashtag-sequence')).toEqual([
      '1 #one #two',
      '2 #one #two',
      '3 #two #one',
      '4 #a #b #c',
      '5 #a #b #c',
      '6 #a #b',
    ]);
  });

  test('every format with tags or text gives them', async () => {
    const takedown = csvOf(['tweetid', 'userid', 'user_screen_name', 'tweet_text', 'tweet_time', 'hashtags'], {
      ...{ tweetid: '1', userid: 'u', user_screen_name: 'u', tweet_text: 'x', tweet_time: '2017-08-14 09:21', hashtags: `['B', 'a']` },
    });
    const trolls = csvOf(['author', 'content', 'publish_date', 'account_category', 'tweet_id'], {
      ...{ author: 'u', content: 'x #B and #a', publish_date: '10/1/2017 19:58', account_category: 'RightTroll', tweet_id: '1' },
    });
    for (const content of [takedown, trolls, `${MESSAGES}1,A,a,,,say #B #a,0,\n`]) {
      const { file } = await importContent(content);
      expect(await objectsAsTheyStood(file, 'hashtag-sequence')).toEqual(['1 #b #a']);
    }
  });
});

describe('media', () => {
  test('media keys of the X API, those of the original in a retweet', async () => {
    const file = await importX(
      { account: 'ann', second: 1, media: ['3_1', '3_2', '3_1'] },
      { account: 'bob', second: 2, media: ['3_2', '3_1'] },
      { account: 'cat', second: 3 },
    );
    expect(await objectsAsTheyStood(file, 'media')).toEqual(['1 3_1', '1 3_2', '2 3_1', '2 3_2']);
    const original = { id: '8', author_id: 'a', text: 'x', created_at: '2020-01-01T00:00:00Z', attachments: { media_keys: ['7_7'] } };
    const retweet = {
      id: '9',
      author_id: 'b',
      text: 'RT x',
      created_at: '2020-01-01T00:00:09Z',
      referenced_tweets: [{ type: 'retweeted', id: '8' }],
    };
    const page = `${JSON.stringify({ data: [retweet], includes: { tweets: [original] } })}\n`;
    expect(await objectsAsTheyStood((await importContent(page, 'x.jsonl')).file, 'media')).toEqual(['9 7_7', '8 7_7']);
  });

  test('a column of a mapping and phash_id of a share table', async () => {
    const mapping = scratchFile(
      JSON.stringify({ account: 'who', post: 'id', postedAt: { column: 'at' }, media: { column: 'pictures' } }),
      'm.json',
    );
    const table = scratchFile('who,id,at,pictures\na,1,2020-01-01,p q p\nb,2,2020-01-02,\n', 'posts.csv');
    const file = await newCase();
    await importFiles(file, [table], { mapping }, still);
    expect(await objectsAsTheyStood(file, 'media')).toEqual(['1 p', '1 q']);
    const { shares } = await importContent('account_id,post_id,phash_id,timestamp\na,1,ff00,5\n');
    expect(shares).toEqual(['media ff00 a 1 5']);
  });
});

describe('a resolution table', () => {
  const posts = xPages(
    { account: 'ann', second: 1, urls: ['http://t.co/A', 'https://bit.ly/x'] },
    { account: 'bob', second: 2, urls: ['https://www.example.org/a?utm_source=tw', 'https://other.example/b'] },
  );
  const links =
    'url,resolved\nhttps://t.co/A,https://bit.ly/a1\nhttps://bit.ly/a1,https://example.org/a\nbit.ly/none,\nhttps://bit.ly/x,http://other.example/b#c\n';
  const importWith = (file: CaseFile, content: string, table?: string) =>
    importFiles(
      file,
      [scratchFile(content, 'posts.jsonl')],
      table === undefined ? {} : { resolve: scratchFile(table, 'links.csv') },
      still,
    );
  const urls = ['1 https://example.org/a', '1 https://other.example/b', '2 https://example.org/a', '2 https://other.example/b'];

  test('short links are the pages that they lead to, in url and domain; url-raw keeps them', async () => {
    const file = await newCase();
    await importWith(file, posts, links);
    expect([...(await comparedObjects(file, 'url'))].sort()).toEqual(urls);
    expect(new Set(await comparedObjects(file, 'domain'))).toEqual(
      new Set(['1 example.org', '1 other.example', '2 example.org', '2 other.example']),
    );
    expect(await objectsAsTheyStood(file, 'url')).toContain('1 http://t.co/A');
    expect((await new CaseReads(file).layers()).find(({ name }) => name === 'url-raw')).toMatchObject({ objectCount: 4 });
  });

  test('another table is another source and another fingerprint; the same table twice changes nothing', async () => {
    const [plain, resolved, other] = [await newCase(), await newCase(), await newCase()];
    await importWith(plain, posts);
    await importWith(resolved, posts, links);
    await importWith(other, posts, `${links}https://t.co/B,https://example.org/c\n`);
    const prints = await Promise.all([plain, resolved, other].map((file) => new CaseReads(file).fingerprint()));
    expect(new Set(prints).size).toBe(3);
    expect(await importWith(resolved, posts, links)).toMatchObject([{ alreadyImported: true }]);
  });

  test('links that the case has already are resolved by a later import, whatever the order; an import without a table undoes nothing', async () => {
    const more = posts.replaceAll('"id":"1"', '"id":"3"').replaceAll('"id":"2"', '"id":"4"').replaceAll('http://t.co', 'https://t.co');
    for (const [first, second] of [
      [undefined, links],
      [links, undefined],
    ]) {
      const file = await newCase();
      await importWith(file, posts, first);
      await importWith(file, more, second);
      const again = urls.map((one) => one.replace(/^1/, '3').replace(/^2/, '4'));
      expect([...(await comparedObjects(file, 'url'))].sort()).toEqual([...urls, ...again]);
    }
  });

  test.each([
    ['url,target\na,b\n', /links\.csv is no resolution table: it needs the columns url and resolved; columns found: url, target/],
    ['url,resolved\nhttps://t.co/A,\n', /resolves no link/],
    ['url,resolved\n', /resolves no link/],
    ['url,resolved\nhttps://t.co/A,nowhere\n', /line 2: resolved "nowhere" is no link/],
    ['url,resolved\nt.co/A,https://example.org\n', /line 2: url "t\.co\/A" is no link/],
    [
      'url,resolved\nhttps://t.co/A,https://a.example\nhttp://t.co/A,https://b.example\n',
      /line 3: .* leads to another page than on line 2/,
    ],
    ['url,resolved\nhttps://t.co/A,https://t.co/B\nhttps://t.co/B,https://t.co/A\n', /line 3: "https:\/\/t\.co\/B" leads back to itself/],
    ['url,resolved\nhttps://t.co/A\n', /line 2: /],
  ])('a table that is none is refused: %j', async (table, message) => {
    const file = await newCase();
    await expect(importWith(file, posts, table)).rejects.toThrow(message);
    expect(await file.rows('SELECT * FROM source')).toEqual([]);
  });

  test('a missing table, and a file without links', async () => {
    const file = await newCase();
    await expect(importFiles(file, [scratchFile(posts, 'p.jsonl')], { resolve: '/none/links.csv' }, still)).rejects.toThrow(
      'does not exist',
    );
    const [result] = await importWith(file, 'account_id,post_id,url_id,timestamp\na,1,https://t.co/A,5\n', links);
    expect(result?.notes).toEqual(['no links that --resolve could look up']);
    expect(await file.rows('SELECT options FROM source')).toEqual([{ options: '{}' }]);
  });
});

describe('a layer that is missing', () => {
  const missing = (file: CaseFile, layer: string): Promise<unknown> => runTable(file, 'coordination', { layer }, 'edges');

  test('the message says which layers there are and why this one is not', async () => {
    const trolls = csvOf(['author', 'content', 'publish_date', 'account_category'], {
      ...{ author: 'u', content: 'x #tag', publish_date: '10/1/2017 19:58', account_category: 'RightTroll' },
    });
    const { file } = await importContent(trolls);
    await expect(missing(file, 'repost')).rejects.toThrow(
      /the case has no layer "repost"; it has hashtag \(1 shares\), text \(1 shares\).* Why: the troll-account archive holds no repost identifier/,
    );
    await expect(missing(file, 'domain')).rejects.toThrow(
      /troll-archive has it from links in `content`, but no post of the imported files/,
    );
    await expect(missing(file, 'hashtags')).rejects.toThrow(/no format of its files knows such a layer; did you mean hashtag\?/);
    await expect(missing(file, 'retweet')).rejects.toThrow(/did you mean repost\?/);
  });

  test('each source of a case has its say', async () => {
    const { file } = await importContent('account_id,post_id,url_id,timestamp\na,1,u,5\n');
    await expect(missing(file, 'near-text')).rejects.toThrow(/Why: share tables hold no texts$/);
    await expect(missing(file, 'url-raw')).rejects.toThrow(/share tables hold identifiers, which the layer url compares as they stand/);
    await importInto(file, `${MESSAGES}1,A,a,,,,0,\n`, 'messages.csv');
    await expect(missing(file, 'media')).rejects.toThrow(
      /share-table has it from a column `phash_id`, but no post .* gives one; toolkit tables name no pictures/,
    );
    const mapping = scratchFile(JSON.stringify({ account: 'who', postedAt: { column: 'at' } }), 'm.json');
    await importFiles(file, [scratchFile('who,at\na,2020-01-01\n', 'p.csv')], { mapping }, still);
    await expect(missing(file, 'reply')).rejects.toThrow(
      /a mapping has it from its field `reply`, which the mapping of these files does not name/,
    );
  });

  test('every format says of every kind of layer where it comes from or why not', () => {
    for (const { id, layers } of FORMATS)
      for (const kind of ['repost', 'reply', 'url', 'hashtag', 'mention', 'text', 'media'] as const)
        expect(layers[kind].words.length, `${id} ${kind}`).toBeGreaterThan(5);
  });
});

test('a case of schema 2 runs as it is, and the next import puts its links and hosts into today’s form', async () => {
  const old = xPages(
    { account: 'ann', second: 1, urls: ['http://www.example.org/a?utm_source=x'], tags: ['A', 'b'] },
    { account: 'bob', second: 2, urls: ['https://news.bbc.co.uk/1'] },
  );
  const { file } = await importContent(old, 'old.jsonl');
  // As version 2 left it: a link with its own form, hosts as they stood, no sequences.
  await file.run(`UPDATE object SET canonical_id = NULL WHERE layer_id IN (SELECT layer_id FROM layer WHERE name IN ('url', 'domain'))`);
  await file.run(`UPDATE layer SET form = 'schema-2'`);
  expect(await comparedObjects(file, 'url')).toEqual(['1 http://www.example.org/a?utm_source=x', '2 https://news.bbc.co.uk/1']);
  expect((await new CaseReads(file).shares('url')).object.length).toBe(2);
  await importInto(file, old.replaceAll('"id":"1"', '"id":"3"').replaceAll('"id":"2"', '"id":"4"').replaceAll('www.', ''), 'new.jsonl');
  expect(await comparedObjects(file, 'url')).toEqual([
    '1 https://example.org/a',
    '2 https://news.bbc.co.uk/1',
    '3 https://example.org/a',
    '4 https://news.bbc.co.uk/1',
  ]);
  expect(await comparedObjects(file, 'domain')).toEqual(['1 example.org', '2 bbc.co.uk', '3 example.org', '4 bbc.co.uk']);
});
