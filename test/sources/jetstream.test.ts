import { describe, expect, test } from 'vitest';
import { importContent, importInto, newCase } from './imported-case.js';
import { byPost, objectsAsTheyStood, postRows, sizes } from './model-rows.js';

const ANN = 'did:plc:ann';
const TIME = Date.UTC(2024, 0, 1, 12, 0, 5);
const lines = (...values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

interface Commit {
  readonly operation?: string;
  readonly collection?: string;
  readonly rkey?: string;
  readonly record?: object | null;
  readonly at?: number;
}
const commitOf = ({ operation = 'create', collection = 'app.bsky.feed.post', rkey = '3k1', record = {}, at = TIME }: Commit) => ({
  rev: '3kz',
  operation,
  collection,
  rkey,
  ...(operation === 'delete' || record === null
    ? {}
    : { cid: 'bafy', record: { $type: collection, text: `text ${rkey}`, createdAt: iso(at - 1000), ...record } }),
});
/** Version 1 of the stream. */
const v1 = (commit: Commit, did = ANN): object => ({ did, time_us: (commit.at ?? TIME) * 1000, kind: 'commit', commit: commitOf(commit) });
/** Version 2 of the stream. */
const v2 = (commit: Commit, did = ANN): object => message('commit', { did, time: iso(commit.at ?? TIME), ...commitOf(commit) });
const message = (kind: string, body: object): object => ({
  $type: 'message',
  payload: { $type: `network.bsky.jetstream.subscribeEvents#${kind}`, seq: 42, ...body },
});
const uri = (rkey: string, collection = 'app.bsky.feed.post', did = ANN): string => `at://${did}/${collection}/${rkey}`;
/** The revision that a server gives at a moment: 13 digits in base 32, microseconds since 1970 times 1024. */
function revision(milliseconds: number): string {
  const digits = '234567abcdefghijklmnopqrstuvwxyz';
  let rest = BigInt(Math.round(milliseconds * 1000)) * 1024n;
  let text = '';
  for (let i = 0; i < 13; i++, rest /= 32n) text = digits.charAt(Number(rest % 32n)) + text;
  return text;
}
const observed = `SELECT post.key AS post, strftime(observed_at, '%Y-%m-%d %H:%M:%S') AS at, status FROM post_observation JOIN post USING (post_id) ORDER BY ALL`;

describe.each([
  ['version 1', v1],
  ['version 2', v2],
])('%s', (_, event) => {
  test('a post with its facets, embed, tags and answer; a repost', async () => {
    const link = { $type: 'app.bsky.richtext.facet#link', uri: 'https://example.org/a' };
    const { file, result } = await importContent(
      lines(
        event({
          record: {
            langs: ['de', 'en'],
            facets: [
              { index: {}, features: [link] },
              { index: {}, features: [{ $type: 'app.bsky.richtext.facet#tag', tag: 'One' }] },
              { index: {}, features: [{ $type: 'app.bsky.richtext.facet#mention', did: 'did:plc:bob' }] },
            ],
            tags: ['Two'],
            embed: {
              $type: 'app.bsky.embed.images',
              images: [{ alt: '', image: { $type: 'blob', ref: { $link: 'bafkpic' }, mimeType: 'image/png', size: 5 } }],
            },
            reply: { root: { uri: uri('0'), cid: 'x' }, parent: { uri: uri('1'), cid: 'y' } },
          },
        }),
        event({ rkey: '3k2', record: { embed: { $type: 'app.bsky.embed.record', record: { uri: uri('7'), cid: 'z' } } } }),
        event({ rkey: '3k3', record: { embed: { $type: 'app.bsky.embed.external', external: { uri: 'https://example.org/b' } } } }),
        event({ collection: 'app.bsky.feed.repost', rkey: '3k4', record: { subject: { uri: uri('7'), cid: 'z' }, text: undefined } }),
      ),
      'j.jsonl',
    );
    expect(result).toMatchObject({ format: 'jetstream', recordCount: 4, keptCount: 4, notes: [] });
    const post = { account: ANN, at: '2024-01-01 12:00:04', precision: 1, client: null };
    expect(await postRows(file)).toEqual([
      { ...post, post: uri('3k1'), kind: 'reply', language: 'de', text: 'text 3k1' },
      { ...post, post: uri('3k2'), kind: 'quote', language: null, text: 'text 3k2' },
      { ...post, post: uri('3k3'), kind: 'original', language: null, text: 'text 3k3' },
      { ...post, post: uri('3k4', 'app.bsky.feed.repost'), kind: 'repost', language: null, text: null },
    ]);
    expect(await objectsAsTheyStood(file, 'url')).toEqual([`${uri('3k1')} https://example.org/a`, `${uri('3k3')} https://example.org/b`]);
    expect(await objectsAsTheyStood(file, 'hashtag')).toEqual([`${uri('3k1')} One`, `${uri('3k1')} Two`]);
    expect(await objectsAsTheyStood(file, 'mention')).toEqual([`${uri('3k1')} did:plc:bob`]);
    expect(await objectsAsTheyStood(file, 'media')).toEqual([`${uri('3k1')} bafkpic`]);
    expect(await objectsAsTheyStood(file, 'reply')).toEqual([`${uri('3k1')} ${uri('1')}`]);
    expect(await objectsAsTheyStood(file, 'repost')).toEqual([`${uri('3k4', 'app.bsky.feed.repost')} ${uri('7')}`]);
  });
});

describe('events', () => {
  test('a createdAt that is more than a day from the event gives way to the time of the event, and it is said how often', async () => {
    const event = v2;
    const day = 86_400_000;
    const { file, result } = await importContent(
      lines(
        event({ rkey: 'past', record: { createdAt: '2019-01-01T00:00:00Z' } }),
        event({ rkey: 'future', record: { createdAt: iso(TIME + day + 1) } }),
        event({ rkey: 'none', record: { createdAt: 'soon' } }),
        event({ rkey: 'edge', record: { createdAt: iso(TIME - day) } }),
        event({ rkey: 'zone', record: { createdAt: '2024-01-01T14:00:00+02:00' } }),
      ),
      'j.jsonl',
    );
    expect(Object.values(await byPost(file, 'at'))).toEqual([
      ...['2024-01-01 12:00:05', '2024-01-01 12:00:05', '2024-01-01 12:00:05'],
      ...['2023-12-31 12:00:05', '2024-01-01 12:00:00'],
    ]);
    expect(result.notes).toEqual([
      '3 posts have the time at which they were written or sent, as their createdAt is missing or more than a day from it',
    ]);
  });

  test('a post of old that an archive sends again keeps its time where the revision vouches for it; a false createdAt does not', async () => {
    const rev = revision(Date.UTC(2024, 0, 1, 12, 0, 6));
    expect(revision(1_717_595_600_123.456)).toBe('3ku6nlttxm222'); // worked out with Python
    const delay = 100 * 86_400_000;
    const late = (rkey: string, more: object, createdAt: string): object =>
      message('commit', { did: ANN, time: iso(TIME + delay), ...commitOf({ rkey, record: { createdAt } }), ...more });
    const { file, result } = await importContent(
      lines(
        late('kept', { rev }, iso(TIME)),
        late('false', { rev }, '2019-01-01T00:00:00Z'),
        late('none', {}, iso(TIME)),
        late('ahead', { rev: revision(TIME + 2 * delay) }, iso(TIME)),
      ),
      'j.jsonl',
    );
    expect(await byPost(file, 'at')).toEqual({
      [uri('kept')]: '2024-01-01 12:00:05',
      [uri('false')]: '2024-01-01 12:00:06',
      [uri('none')]: '2024-04-10 12:00:05',
      [uri('ahead')]: '2024-04-10 12:00:05',
    });
    expect(result.notes[0]).toMatch(/^3 posts have the time at which they were written/);
  });

  test('a deletion is an observation of its post, an event sent twice is one; an edit keeps the first text and time', async () => {
    const event = v1;
    const later = TIME + 10 * 86_400_000;
    const removal = event({ operation: 'delete', at: later });
    const { file, result } = await importContent(
      lines(event({}), event({ operation: 'update', record: { text: 'new' }, at: TIME + 5000 }), removal, removal),
      'j.jsonl',
    );
    expect(result).toMatchObject({ recordCount: 4, keptCount: 4 });
    expect((await postRows(file)).map(({ post, at, text }) => [post, at, text])).toEqual([[uri('3k1'), '2024-01-01 12:00:04', 'text 3k1']]);
    expect(await file.rows(observed)).toEqual([
      { post: uri('3k1'), at: '2024-01-01 12:00:10', status: 'edited' },
      { post: uri('3k1'), at: '2024-01-11 12:00:05', status: 'deleted' },
    ]);
  });

  test('an old post that is edited keeps the time at which it was made', async () => {
    const { file, result } = await importContent(
      lines(v1({ operation: 'update', record: { createdAt: '2023-06-01T00:00:00Z' } })),
      'j.jsonl',
    );
    expect(Object.values(await byPost(file, 'at'))).toEqual(['2023-06-01 00:00:00']);
    expect(result.notes).toEqual([]);
  });

  test('a deletion whose post is not in the case waits for it: files may come in any order', async () => {
    const [made, removed] = [lines(v1({})), lines(v2({ operation: 'delete', at: TIME + 5000 }))];
    const results = [];
    for (const order of [
      [made, removed],
      [removed, made],
    ]) {
      const file = await newCase();
      for (const [index, content] of order.entries()) await importInto(file, content, `${index}.jsonl`);
      results.push([await file.rows(observed), await file.rows(`SELECT key FROM account`), (await sizes(file))['post']]);
      expect(await file.rows(`SELECT * FROM awaited_post_observation`)).toEqual([]);
    }
    expect(results[0]).toEqual([[{ post: uri('3k1'), at: '2024-01-01 12:00:10', status: 'deleted' }], [{ key: ANN }], 1]);
    expect(results[1]).toEqual(results[0]);
  });

  test('what is neither post, repost nor profile is passed over and counted', async () => {
    const event = v1;
    const like = event({ collection: 'app.bsky.feed.like', record: { subject: { uri: uri('7') } } });
    const { result, posts } = await importContent(lines(like, like, event({ collection: 'app.bsky.graph.follow' }), event({})), 'j.jsonl');
    expect(result).toMatchObject({ recordCount: 1, keptCount: 1, rejectedCount: 0 });
    expect(result.notes).toEqual(['2 app.bsky.feed.like events passed over', '1 app.bsky.graph.follow events passed over']);
    expect(posts).toEqual([uri('3k1')]);
  });

  test('a profile tells name and description', async () => {
    const { file } = await importContent(
      lines(v2({ collection: 'app.bsky.actor.profile', rkey: 'self', record: { displayName: 'Ann', description: 'says hi' } })),
      'j.jsonl',
    );
    expect(await file.rows(`SELECT display_name, description FROM account_observation`)).toEqual([
      { display_name: 'Ann', description: 'says hi' },
    ]);
    expect(await sizes(file)).toMatchObject({ post: 0, account: 1 });
  });
});

const STATUS = `SELECT account.key AS account, account.handle AS known, strftime(observed_at, '%Y-%m-%d') AS at, account_observation.handle, status
  FROM account_observation JOIN account USING (account_id) ORDER BY status, account_observation.handle`;

test.each([
  [
    'version 1',
    [
      {
        did: ANN,
        time_us: TIME * 1000,
        kind: 'account',
        account: { active: false, did: ANN, seq: 1, status: 'takendown', time: iso(TIME) },
      },
      { did: ANN, time_us: TIME * 1000, kind: 'account', account: { active: true, did: ANN, seq: 1, time: iso(TIME) } },
      { did: ANN, time_us: TIME * 1000, kind: 'identity', identity: { did: ANN, handle: 'ann.example', seq: 1, time: iso(TIME) } },
      v1({}),
    ],
  ],
  [
    'version 2',
    [
      { $type: 'message', payload: { $type: 'network.bsky.jetstream.subscribeEvents#info', name: 'FutureCursor' } },
      message('account', { did: ANN, time: iso(TIME), account: { active: false, did: ANN, status: 'takendown' } }),
      message('account', { did: ANN, time: iso(TIME), account: { active: true, did: ANN } }),
      message('identity', { did: ANN, time: iso(TIME), identity: { did: ANN, handle: 'ann.example' } }),
      v2({}),
    ],
  ],
])('account and identity events of %s are observations of accounts', async (_, events) => {
  const { file, result } = await importContent(lines(...events), 'j.jsonl');
  expect(result).toMatchObject({ recordCount: 4, keptCount: 4 });
  const row = { account: ANN, known: 'ann.example', at: '2024-01-01' };
  expect(await file.rows(STATUS)).toEqual([
    { ...row, handle: null, status: 'alive' },
    { ...row, handle: null, status: 'suspended' },
    { ...row, handle: 'ann.example', status: null },
  ]);
  expect(await sizes(file)).toMatchObject({ post: 1, account: 1 });
});

test('events without account, time, key or record and broken lines are set aside; all add up', async () => {
  const { did: _did, ...nobody } = v2({}) as Record<string, unknown>;
  const content = `${lines(
    v1({}),
    { ...(v1({ rkey: 'a' }) as object), did: '' },
    { ...(v1({ rkey: 'b' }) as object), time_us: 0 },
    v1({ rkey: 'c', record: null }),
    { did: ANN, time_us: TIME * 1000, kind: 'commit', commit: { operation: 'delete', collection: 'app.bsky.feed.post' } },
    { hello: 'world' },
    { ...nobody, payload: { $type: 'network.bsky.jetstream.subscribeEvents#account', account: {} } },
  )}{"did": "did:plc\n`;
  const { result, rejects } = await importContent(content, 'j.jsonl');
  expect(result).toMatchObject({ recordCount: 8, keptCount: 1, rejectedCount: 7 });
  expect(rejects.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    '2 did is blank',
    '3 time of the event "0" is not a date',
    '4 create carries no record',
    '5 rkey is blank',
    '6 is no record of the kind that the file begins with',
    '7 did is blank',
    expect.stringMatching(/^8 is not JSON/),
  ]);
});
