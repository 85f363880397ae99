import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mendEscapes } from '../../src/sources/json-escapes.js';
import { importContent } from './imported-case.js';
import { byPost, objectsAsTheyStood, postRows } from './model-rows.js';

const message = (id: number, more: object = {}): object => ({
  id,
  type: 'message',
  date: '2023-01-15T13:30:00',
  date_unixtime: '1673778600',
  from: 'A Channel',
  from_id: 'channel1005',
  text: `text ${id}`,
  text_entities: [{ type: 'plain', text: `text ${id}` }],
  ...more,
});
const chat = (messages: readonly unknown[], more: object = {}): object => ({
  name: 'A Channel',
  type: 'public_channel',
  id: 1005,
  messages,
  ...more,
});
const exported = (value: object): string => JSON.stringify(value, null, 1);
const service = {
  id: 1,
  type: 'service',
  date: '2023-01-01T00:00:00',
  actor: 'A Channel',
  actor_id: 'channel1005',
  action: 'create_channel',
  text: '',
};

describe('messages', () => {
  test('a message of a channel: identity, sender, instant and text; service messages are left out and counted', async () => {
    const { file, result } = await importContent(exported(chat([service, message(2), service, message(3)])), 'result.json');
    expect(result).toMatchObject({ format: 'telegram-desktop', recordCount: 2, keptCount: 2, rejectedCount: 0 });
    expect(result.notes).toContain('2 service messages (joins, pins, calls and the like) are left out');
    expect((await postRows(file))[0]).toEqual({
      post: 'channel1005-2',
      account: 'channel1005',
      at: '2023-01-15 10:30:00',
      precision: 1,
      kind: 'original',
      language: null,
      client: null,
      text: 'text 2',
    });
    expect(await file.rows(`SELECT DISTINCT display_name FROM account_observation`)).toEqual([{ display_name: 'A Channel' }]);
  });

  test('the pieces of a text are joined; links are those shown, those behind words, and those no entity marks', async () => {
    const text = [
      'read ',
      { type: 'text_link', text: 'this', href: 'https://example.org/behind' },
      ' and ',
      { type: 'link', text: 'example.com/bare' },
      ' ',
      { type: 'hashtag', text: '#tag' },
      ' ',
      { type: 'mention', text: '@someone' },
    ];
    const { file } = await importContent(
      exported(
        chat([message(2, { text, text_entities: undefined }), message(3, { text: 'old https://example.net/x', text_entities: [] })]),
      ),
      'result.json',
    );
    expect(await byPost(file, 'text')).toEqual({
      'channel1005-2': 'read this and example.com/bare #tag @someone',
      'channel1005-3': 'old https://example.net/x',
    });
    expect(await objectsAsTheyStood(file, 'url')).toEqual([
      'channel1005-2 http://example.com/bare',
      'channel1005-2 https://example.org/behind',
      'channel1005-3 https://example.net/x',
    ]);
    expect(await objectsAsTheyStood(file, 'hashtag')).toEqual(['channel1005-2 tag']);
    expect(await objectsAsTheyStood(file, 'mention')).toEqual(['channel1005-2 someone']);
  });

  test('replies lead to messages of the same chat or of another; forwards say whose they are and keep their text', async () => {
    const { file } = await importContent(
      exported(
        chat([
          message(2),
          message(3, { reply_to_message_id: 2 }),
          message(4, { reply_to_message_id: 9, reply_to_peer_id: 'channel77' }),
          message(5, { forwarded_from: 'Other Channel', text: 'text 2' }),
          message(6, { forwarded_from: null }),
        ]),
      ),
      'result.json',
    );
    expect(Object.values(await byPost(file, 'kind'))).toEqual(['original', 'reply', 'reply', 'repost', 'repost']);
    expect(await objectsAsTheyStood(file, 'reply')).toEqual(['channel1005-3 channel1005-2', 'channel1005-4 channel77-9']);
    expect(await objectsAsTheyStood(file, 'forwarded-from')).toEqual(['channel1005-5 Other Channel']);
    const [first, , , fourth] = (await objectsAsTheyStood(file, 'text')).map((share) => share.split(' ')[1]);
    expect(fourth).toBe(first);
  });

  test('an edit is an observation of its own time; "never", which old exports write as 1970, is none', async () => {
    const { file } = await importContent(
      exported(
        chat([
          message(2, { edited: '2023-01-16T00:00:00', edited_unixtime: '1673820000' }),
          message(3, { edited: '1970-01-01T03:00:00' }),
          message(4),
        ]),
      ),
      'result.json',
    );
    expect(
      await file.rows(
        `SELECT post.key, strftime(observed_at, '%Y-%m-%d %H:%M') AS at, status FROM post_observation JOIN post USING (post_id)`,
      ),
    ).toEqual([{ key: 'channel1005-2', at: '2023-01-15 22:00', status: 'edited' }]);
  });

  test('old exports: bare sender numbers, no unix time, a channel that does not name itself', async () => {
    const old = { date_unixtime: undefined, text_entities: undefined };
    const { file } = await importContent(
      exported(chat([message(2, { ...old, from_id: 4_530_123 }), message(3, { ...old, from_id: undefined })])),
      'result.json',
    );
    expect((await postRows(file)).map(({ account, at }) => [account, at])).toEqual([
      ['user4530123', '2023-01-15 13:30:00'],
      ['channel1005', '2023-01-15 13:30:00'],
    ]);
  });

  test('a whole account’s export holds all chats, also those that were left, each with its own numbers', async () => {
    const account = {
      about: 'Here is the data you requested.',
      personal_information: { user_id: 1, first_name: 'A' },
      chats: {
        about: '',
        list: [chat([message(2)]), chat([message(2, { from_id: 'user7' })], { type: 'private_supergroup', id: 9 }), chat([], { id: 3 })],
      },
      left_chats: { about: '', list: [chat([message(2, { from_id: 'user8' })], { type: 'private_group', id: 9 })] },
    };
    for (const content of [exported(account), JSON.stringify(account)]) {
      const { posts, result } = await importContent(content, 'result.json');
      expect(result).toMatchObject({ format: 'telegram-desktop', recordCount: 3, keptCount: 3 });
      expect(posts).toEqual(['channel1005-2', 'channel9-2', 'chat9-2']);
    }
  });
});

describe('broken exports', () => {
  test('invalid \\xNN escapes are mended and said; escaped backslashes stay', async () => {
    const content = exported(chat([message(2, { text: 'MARK and C:\\x41' })])).replace('MARK', 'a\\x1Fb');
    expect(() => JSON.parse(content)).toThrow();
    const { file, result } = await importContent(content, 'result.json');
    expect(await byPost(file, 'text')).toEqual({ 'channel1005-2': 'a\u001Fb and C:\\x41' });
    expect(result.notes).toContain('1 invalid escapes (\\xNN) mended');
  });

  test('mending leaves every valid JSON as it is', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(mendEscapes(text)).toEqual({ text, mendedCount: 0 });
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  test('messages without sender, number or date are set aside; kept and rejected are all but service messages', async () => {
    const group = { type: 'private_supergroup', id: 9 };
    const { result, rejects } = await importContent(
      exported(
        chat(
          [
            message(2, { from_id: 'user1' }),
            message(3, { from_id: undefined }).valueOf(),
            service,
            message(4, { id: null, from_id: 'user1' }),
            message(5, { date: 'x', date_unixtime: 'y', from_id: undefined }),
            'no message',
          ],
          { ...group, type: 'private_group' },
        ),
      ),
      'result.json',
    );
    expect(result).toMatchObject({ recordCount: 5, keptCount: 1, rejectedCount: 4 });
    expect(rejects.map(({ reason }) => reason)).toEqual(['from_id is blank', 'id is blank', 'from_id is blank', 'is no message']);
  });

  test('a cut export and one of service messages alone are refused clearly', async () => {
    await expect(importContent(exported(chat([message(2)])).slice(0, -30), 'result.json')).rejects.toMatchObject({ code: 'file' });
    await expect(importContent(exported(chat([service])), 'result.json')).rejects.toMatchObject({ code: 'no-rows' });
  });
});
