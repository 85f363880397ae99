import { describe, expect, test } from 'vitest';
import { htmlLinks, htmlText } from '../../src/sources/html-text.js';
import { importContent, importInto } from './imported-case.js';
import { byPost, objectsAsTheyStood, postRows } from './model-rows.js';

const account = (name: string, server: string, more: object = {}): object => ({
  id: '1',
  username: name,
  acct: server === 'here.example' ? name : `${name}@${server}`,
  url: `https://${server}/@${name}`,
  uri: `https://${server}/users/${name}`,
  display_name: name.toUpperCase(),
  note: '<p>says &quot;hi&quot;</p>',
  created_at: '2017-08-30T00:00:00.000Z',
  followers_count: 30,
  following_count: 5,
  statuses_count: 700,
  ...more,
});
const uri = (number: string, server = 'here.example', name = 'ann'): string => `https://${server}/users/${name}/statuses/${number}`;
const status = (number: string, more: object = {}): Record<string, unknown> => ({
  id: number,
  uri: uri(number),
  url: `https://here.example/@ann/${number}`,
  created_at: '2020-01-01T12:00:05.250Z',
  account: account('ann', 'here.example'),
  content: `<p>text ${number}</p>`,
  visibility: 'public',
  sensitive: false,
  spoiler_text: '',
  media_attachments: [],
  mentions: [],
  tags: [],
  reblogs_count: 2,
  favourites_count: 3,
  replies_count: 0,
  in_reply_to_id: null,
  in_reply_to_account_id: null,
  reblog: null,
  poll: null,
  card: null,
  language: 'en',
  edited_at: null,
  ...more,
});
const lines = (...values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

describe('layouts', () => {
  test('a list, a pretty one, a status a line, lists a line and a search are the same posts', async () => {
    const [one, two] = [status('11'), status('12')];
    const files = [
      JSON.stringify([one, two]),
      JSON.stringify([one, two], null, 2),
      lines(one, two),
      lines([one], [two]),
      JSON.stringify({ accounts: [], statuses: [one, two], hashtags: [] }),
    ];
    for (const content of files) {
      const { file, result } = await importContent(content, 'm.json');
      expect(result).toMatchObject({ format: 'mastodon', recordCount: 2, keptCount: 2 });
      expect((await postRows(file)).map(({ post, account: by, at }) => [post, by, at])).toEqual([
        [uri('11'), 'https://here.example/@ann', '2020-01-01 12:00:05'],
        [uri('12'), 'https://here.example/@ann', '2020-01-01 12:00:05'],
      ]);
    }
  });
});

test('a status and its account; counts are observations without a date', async () => {
  const { file } = await importContent(lines(status('11', { application: { name: 'Web' }, spoiler_text: 'Politics' })), 'm.jsonl');
  expect(await postRows(file)).toMatchObject([{ kind: 'original', language: 'en', client: 'Web', text: 'Politics\n\ntext 11' }]);
  expect(await file.rows(`SELECT observed_at, like_count, repost_count, reply_count, status FROM post_observation`)).toEqual([
    { observed_at: null, like_count: 3, repost_count: 2, reply_count: 0, status: null },
  ]);
  expect(
    await file.rows(
      `SELECT account.handle, created_precision_seconds AS precision, display_name, description, follower_count FROM account JOIN account_observation USING (account_id)`,
    ),
  ).toEqual([{ handle: 'ann@here.example', precision: 86_400, display_name: 'ANN', description: 'says "hi"', follower_count: 30 }]);
});

test('one status seen from two servers is one post of one account, whatever its numbers are there', async () => {
  const { file } = await importContent(lines(status('11')), 'here.jsonl');
  const seen = status('99', { uri: uri('11'), account: account('ann', 'here.example', { id: '7', acct: 'ann@here.example' }) });
  await importInto(file, lines(seen), 'there.jsonl');
  expect((await postRows(file)).map(({ post }) => post)).toEqual([uri('11')]);
  expect(await file.rows(`SELECT handle FROM account`)).toEqual([{ handle: 'ann@here.example' }]);
});

test('a boost has the text, tags and links of its original, which is a post too', async () => {
  const original = status('5', {
    uri: uri('5', 'b.example', 'bob'),
    account: account('bob', 'b.example'),
    content:
      '<p>Read <a href="https://example.org/a?x=1&amp;y=2" rel="nofollow"><span class="invisible">https://</span><span class="ellipsis">example.org/a?x=1&amp;</span><span class="invisible">y=2</span></a> ' +
      '<a href="https://here.example/tags/tag" class="mention hashtag" rel="tag">#<span>Tag</span></a> ' +
      '<span class="h-card"><a href="https://here.example/@carol" class="u-url mention">@<span>carol</span></a></span></p>',
    tags: [{ name: 'tag', url: 'https://here.example/tags/tag' }],
    mentions: [{ id: '3', username: 'carol', acct: 'carol', url: 'https://here.example/@carol' }],
    media_attachments: [{ id: '1', type: 'image', url: 'https://here.example/1.png', remote_url: 'https://b.example/1.png' }],
    card: { url: 'https://example.org/card' },
  });
  const { file, result } = await importContent(lines(status('11', { content: '', reblog: original })), 'm.jsonl');
  expect(result).toMatchObject({ recordCount: 2, keptCount: 2 });
  const [boost, first] = [uri('11'), uri('5', 'b.example', 'bob')];
  const text = 'Read https://example.org/a?x=1&y=2 #Tag @carol';
  expect(await byPost(file, 'text')).toEqual({ [boost]: text, [first]: text });
  expect(await byPost(file, 'kind')).toEqual({ [boost]: 'repost', [first]: 'original' });
  expect(await objectsAsTheyStood(file, 'repost')).toEqual([`${boost} ${first}`]);
  const both = (...objects: readonly string[]): string[] => [boost, first].flatMap((post) => objects.map((object) => `${post} ${object}`));
  expect(await objectsAsTheyStood(file, 'url')).toEqual(both('https://example.org/a?x=1&y=2', 'https://example.org/card'));
  expect(await objectsAsTheyStood(file, 'hashtag')).toEqual(both('tag'));
  expect(await objectsAsTheyStood(file, 'mention')).toEqual(both('carol@here.example'));
  expect(await objectsAsTheyStood(file, 'media')).toEqual(both('https://b.example/1.png'));
  expect((await objectsAsTheyStood(file, 'text')).map((share) => share.split(' ')[0])).toEqual([first]);
});

test('answers and quotes; a quoted status that stands in it whole is a post too', async () => {
  const quoted = status('5');
  const { file } = await importContent(
    lines(status('11', { in_reply_to_id: '4' }), status('12', { quote: { state: 'accepted', quoted_status: quoted } })),
    'm.jsonl',
  );
  expect(await byPost(file, 'kind')).toEqual({ [uri('11')]: 'reply', [uri('12')]: 'quote', [uri('5')]: 'original' });
  expect(await objectsAsTheyStood(file, 'reply')).toEqual([`${uri('11')} 4`]);
});

test('an edited status is observed as edited at that time, beside its counts', async () => {
  const { file } = await importContent(lines(status('11', { edited_at: '2020-01-02T00:00:00.000Z' })), 'm.jsonl');
  expect(
    await file.rows(`SELECT strftime(observed_at, '%Y-%m-%d') AS at, like_count, status FROM post_observation ORDER BY status NULLS FIRST`),
  ).toEqual([
    { at: null, like_count: 3, status: null },
    { at: '2020-01-02', like_count: null, status: 'edited' },
  ]);
  expect((await postRows(file)).length).toBe(1);
});

test('what is no status, has no time or is cut off is set aside; all add up', async () => {
  const { reblog: _reblog, ...odd } = status('13');
  const content = `${lines(status('11'), status('12', { created_at: null }), odd, [status('14'), 5])}{"id": "15", "uri"\n`;
  const { result, rejects } = await importContent(content, 'm.jsonl');
  expect(result).toMatchObject({ recordCount: 6, keptCount: 2, rejectedCount: 4 });
  expect(rejects.map(({ line, reason }) => `${line} ${reason}`.slice(0, 40))).toEqual([
    '2 created_at is blank',
    '3 is no record of the kind that the file'.slice(0, 40),
    '4 is no status: it lacks uri, account, c'.slice(0, 40),
    expect.stringMatching(/^5 is not JSON/),
  ]);
});

describe('HTML to text', () => {
  test.each([
    ['<p>a<br>b</p><p>c</p>', 'a\nb\n\nc'],
    ['a &lt;b&gt; &amp;amp; &#39;x&#x27; &unknown; &#0;', "a <b> &amp; 'x' &unknown; &#0;"],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['plain', 'plain'],
    ['', ''],
    ['<p>cut <a href="x', 'cut <a href="x'],
  ])('%s', (html, expected) => {
    expect(htmlText(html)).toBe(expected);
  });

  test('links to accounts and tags, and what is no link, are none', () => {
    expect(
      htmlLinks(
        '<a href="https://a.example/">a</a><a class="u-url mention" href="https://b.example/@b">b</a><a href="javascript:x()">c</a><a>d</a>',
      ),
    ).toEqual(['https://a.example/']);
  });
});
