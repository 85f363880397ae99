import { expect, test } from 'vitest';
import { importContent, importInto } from './imported-case.js';
import { byPost, comparedObjects, csvOf, objectsAsTheyStood, sizes } from './model-rows.js';

// One post by two sources is one post, of one account, wherever both write down the identifiers of the platform.

const lines = (...values: readonly object[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

const FOURCAT_TELEGRAM = [
  ...['id', 'thread_id', 'chat', 'author', 'author_username', 'author_name', 'body', 'reply_to', 'views', 'timestamp', 'unix_timestamp'],
  ...['unix_timestamp_edited', 'author_forwarded_from_name', 'author_forwarded_from_username', 'author_forwarded_from_id'],
];

test('Telegram: a channel’s messages from 4CAT, of either version, and from Telegram Desktop', async () => {
  const row = {
    ...{ thread_id: 'thenews', chat: 'thenews', author: '1005', author_username: 'TheNews', views: '9', unix_timestamp: '1673778600' },
    timestamp: '2023-01-15 10:30:00',
  };
  const { file } = await importContent(
    csvOf(
      FOURCAT_TELEGRAM,
      { ...row, id: 'thenews-2', body: 'text 2', unix_timestamp_edited: '1673820000' },
      { ...row, id: '3', body: 'text 3', reply_to: '2' },
      { ...row, id: '4', body: 'text 2', author_forwarded_from_id: '77', author_forwarded_from_name: 'Other' },
      // A channel without a public name is called by its number.
      { ...row, id: '1005-5', body: 'text 5', thread_id: '1005', chat: '1005', author_username: '' },
    ),
  );
  const message = (id: number, more: object = {}): object => ({
    ...{ id, type: 'message', date: '2023-01-15T13:30:00', date_unixtime: '1673778600', from: 'The News', from_id: 'channel1005' },
    ...{ text: `text ${id}`, ...more },
  });
  const chat = {
    ...{ name: 'The News', type: 'public_channel', id: 1005 },
    messages: [
      message(2, { edited_unixtime: '1673820000' }),
      message(3, { reply_to_message_id: 2 }),
      message(4, { text: 'text 2', forwarded_from: 'Other', forwarded_from_id: 'channel77' }),
      message(5),
    ],
  };
  const fromOne = {
    account: await byPost(file, 'account'),
    kind: await byPost(file, 'kind'),
    reply: await objectsAsTheyStood(file, 'reply'),
    from: await objectsAsTheyStood(file, 'forwarded-from'),
    text: await objectsAsTheyStood(file, 'text'),
  };
  const { post, account, share } = await sizes(file);
  await importInto(file, JSON.stringify(chat), 'result.json');
  expect(await sizes(file)).toMatchObject({ post, account, share });
  expect(fromOne.account).toEqual({
    ...{ 'channel1005-2': 'channel1005', 'channel1005-3': 'channel1005', 'channel1005-4': 'channel1005', 'channel1005-5': 'channel1005' },
  });
  expect(fromOne.kind).toEqual({
    'channel1005-2': 'original',
    'channel1005-3': 'reply',
    'channel1005-4': 'repost',
    'channel1005-5': 'original',
  });
  expect(fromOne.reply).toEqual(['channel1005-3 channel1005-2']);
  expect(fromOne.from).toEqual(['channel1005-4 channel77']);
  // A forwarded text is compared with its original's.
  expect(fromOne.text[2]?.split(' ')[1]).toBe(fromOne.text[0]?.split(' ')[1]);
  expect(await file.rows(`SELECT DISTINCT post_id, status FROM post_observation WHERE status IS NOT NULL`)).toEqual([
    { post_id: 0, status: 'edited' },
  ]);
});

test('X: the takedown archive, the API, Zeeschuimer, 4CAT and the troll archive', async () => {
  const [id, author] = ['1212092628029698049', '7702'];
  const { file } = await importContent(
    csvOf(['tweetid', 'userid', 'user_screen_name', 'tweet_text', 'tweet_time'], {
      ...{ tweetid: id, userid: author, user_screen_name: 'ann', tweet_text: 'hello', tweet_time: '2019-12-31 19:26' },
    }),
  );
  const created = '2019-12-31T19:26:16.000Z';
  await importInto(file, lines({ data: [{ id, author_id: author, created_at: created, text: 'hello' }] }), 'a.jsonl');
  const legacy = { full_text: 'hello', created_at: 'Tue Dec 31 19:26:16 +0000 2019', user_id_str: author };
  const item = { item_id: id, timestamp_collected: 1_600_000_000_000, source_platform: 'twitter.com', data: { rest_id: id, legacy } };
  await importInto(file, lines(item), 'z.ndjson');
  await importInto(
    file,
    csvOf(['id', 'thread_id', 'author', 'author_id', 'body', 'timestamp', 'is_retweet'], {
      ...{ id, thread_id: id, author: 'ann', author_id: author, body: 'hello', timestamp: '2019-12-31 19:26:16', is_retweet: 'no' },
    }),
  );
  await importInto(
    file,
    csvOf(['external_author_id', 'author', 'content', 'publish_date', 'alt_external_id', 'tweet_id'], {
      ...{ external_author_id: '7.7E+03', author: 'ANN', content: 'hello', publish_date: '12/31/2019 19:26', alt_external_id: author },
      tweet_id: id,
    }),
  );
  expect(await byPost(file, 'account')).toEqual({ [id]: author });
  expect(await sizes(file)).toMatchObject({ source: 5, account: 1, post: 1 });
});

test('Bluesky: the stream and 4CAT, with what a post answers and its pictures', async () => {
  const [did, text] = ['did:plc:ann', 'hello'];
  const [uri, root] = [`at://${did}/app.bsky.feed.post/3k2`, 'at://did:plc:bob/app.bsky.feed.post/3k1'];
  const columns = ['id', 'thread_id', 'author', 'author_id', 'body', 'timestamp', 'replied_to_post', 'images', 'collected_at'];
  const row = { thread_id: root, author: 'ann.example', author_id: did, body: text, timestamp: '1704110404' };
  const { file } = await importContent(
    csvOf(
      columns,
      {
        ...{ ...row, id: uri, replied_to_post: 'https://bsky.app/profile/bob.example/post/3k1' },
        images: 'https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:ann/bafkreipic@jpeg',
      },
      { ...row, id: `${uri}x`, replied_to_post: 'https://bsky.app/profile/did:plc:eve/post/3k9' },
      { ...row, id: `${uri}y`, replied_to_post: 'https://bsky.app/profile/eve.example/post/3k9' },
    ),
  );
  const image = { alt: '', image: { $type: 'blob', ref: { $link: 'bafkreipic' }, mimeType: 'image/jpeg', size: 5 } };
  const record = {
    text,
    createdAt: '2024-01-01T12:00:04Z',
    reply: { root: { uri: root }, parent: { uri: root } },
    embed: { images: [image] },
  };
  const commit = { rev: '3kz', operation: 'create', collection: 'app.bsky.feed.post', rkey: '3k2', record };
  await importInto(file, lines({ did, time_us: 1_704_110_405_000_000, kind: 'commit', commit }), 'j.jsonl');
  expect(await sizes(file)).toMatchObject({ account: 1, post: 3 });
  expect(await comparedObjects(file, 'reply')).toEqual([
    `${uri} ${root}`,
    `${uri}x at://did:plc:eve/app.bsky.feed.post/3k9`,
    `${uri}y https://bsky.app/profile/eve.example/post/3k9`,
  ]);
  expect(await comparedObjects(file, 'media')).toEqual([`${uri} bafkreipic`]);
});
