import { allChecks, epochSeconds, identifierCheck, type TableFormat, timeCheck, writtenTime } from './format.js';
import type { JsonLayout, JsonRecord } from './json-layout.js';
import { isObject, type Json, listOf, objectAt, objects, text } from './json-values.js';
import { givenFrom, notGiven } from './layer-support.js';
import {
  forwardLayer,
  hashtagLayersInText,
  jsonList,
  mentionLayerInText,
  replyLayer,
  textLayer,
  urlLayersWithText,
} from './post-layers.js';

/** Columns of a flattened message. */
const TELEGRAM_COLUMNS = [
  ...['telegram_message', 'telegram_sender', 'sender_name', 'seconds', 'date', 'edited_seconds', 'edited', 'content', 'links'],
  ...['kind', 'replied_to', 'forwarded_from'],
] as const;

const SERVICE = 'service messages (joins, pins, calls and the like) are left out';

/** The messages of one chat, or of all chats of an account's export; null if the value is neither. */
function telegramRecords(value: unknown): Iterable<JsonRecord> | null {
  if (!isObject(value)) return null;
  if (isChat(value)) return chatRecords(value);
  const lists = ['chats', 'left_chats'].map((name) => objectAt(value, name)['list']).filter((list) => Array.isArray(list));
  const chats = lists.flatMap((list) => objects(list));
  return lists.length > 0 && chats.every(isChat) ? allRecords(chats) : null;
}

function isChat(value: Json): boolean {
  const messages = value['messages'];
  const isMessage = (one: unknown): boolean => isObject(one) && 'id' in one && typeof one['type'] === 'string' && 'date' in one;
  return Array.isArray(messages) && (messages.length === 0 ? 'type' in value && 'id' in value : messages.some(isMessage));
}

function* allRecords(chats: readonly Json[]): Iterable<JsonRecord> {
  for (const chat of chats) yield* chatRecords(chat);
}

function* chatRecords(chat: Json): Iterable<JsonRecord> {
  const name = chatName(chat);
  for (const message of chat['messages'] as unknown[]) {
    const raw = JSON.stringify(message);
    if (!isObject(message)) yield { values: null, problem: 'is no message', raw };
    else if (message['type'] === 'service') yield { values: null, problem: null, raw, remark: SERVICE };
    else yield { values: flattenMessage(message, name), problem: null, raw };
  }
}

/** The chat as senders are written: `channel123` for channels and supergroups, `chat123` for small groups, `user123` for persons. */
function chatName(chat: Json): string {
  const [id, type] = [text(chat['id']) ?? text(chat['name']) ?? '', text(chat['type']) ?? ''];
  // Other programs write the numbers of channels and groups with a sign before them.
  if (/channel|supergroup/.test(type)) return `channel${id.replace(/^-(?:100(?=\d{9}))?(?=\d)/, '')}`;
  return type.endsWith('group') ? `chat${id.replace(/^-(?=\d)/, '')}` : `user${id}`;
}

function flattenMessage(message: Json, chat: string): (string | null)[] {
  const id = text(message['id']);
  const sender = message['from_id'];
  const repliedTo = text(message['reply_to_message_id']);
  const isForward = 'forwarded_from' in message || 'forwarded_from_id' in message;
  return [
    id === null ? null : `${chat}-${id}`,
    // Posts of a channel may leave the channel itself out.
    typeof sender === 'number' ? oldPeer(sender) : (text(sender) ?? (chat.startsWith('channel') ? chat : null)),
    text(message['from']),
    ...['date_unixtime', 'date', 'edited_unixtime', 'edited'].map((name) => text(message[name])),
    contentOf(message['text']),
    listOf([...linksOf(message['text']), ...linksOf(message['text_entities'])]),
    isForward ? 'repost' : repliedTo !== null ? 'reply' : 'original',
    repliedTo === null ? null : `${text(message['reply_to_peer_id']) ?? chat}-${repliedTo}`,
    text(message['forwarded_from_id']) ?? text(message['forwarded_from']),
  ];
}

const OLD_GROUPS_FROM = 0x1_0000_0000;
const OLD_CHANNELS_FROM = 0x2_0000_0000;

/** A sender in an old export: a bare number, that of a group or a channel behind those of persons. */
function oldPeer(number: number): string {
  if (number >= OLD_CHANNELS_FROM) return `channel${number - OLD_CHANNELS_FROM}`;
  return number >= OLD_GROUPS_FROM ? `chat${number - OLD_GROUPS_FROM}` : `user${number}`;
}

/** The text of a message: a string, or pieces that are strings or entities with a text. */
function contentOf(value: unknown): string {
  if (!Array.isArray(value)) return text(value) ?? '';
  return value.map((piece) => (isObject(piece) ? (text(piece['text']) ?? '') : (text(piece) ?? ''))).join('');
}

/** Links among the entities: those that show their address, and those behind other words. */
function linksOf(value: unknown): (string | null)[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isObject).map((piece) => {
    const link = piece['type'] === 'text_link' ? text(piece['href']) : piece['type'] === 'link' ? text(piece['text']) : null;
    return link === null || /^[a-z][a-z0-9+.-]*:/i.test(link) ? link : `http://${link}`;
  });
}

export const telegramLayout: JsonLayout = { columns: TELEGRAM_COLUMNS, records: telegramRecords };

/** What Telegram Desktop exports: one chat, or a whole account. */
export const telegramExport: TableFormat = {
  id: 'telegram-desktop',
  platform: 'telegram',
  title: 'Telegram Desktop export (result.json)',
  takes:
    'Messages of a chat or of all chats of an account with text and kind; their senders with name; that a message was edited, and when; the layers `reply`, `url` and `domain` (also links behind words), `hashtag`, `hashtag-sequence`, `mention`, `text` and `forwarded-from`. ' +
    'A message is known by its chat and number (`channel1005-17`). Service messages are left out and counted. A forwarded message is of the kind `repost`; as its original has no identifier here, its text is compared like any other. Invalid escapes of old exports (`\\x1F`) are mended.',
  cannotKnow:
    'The number of the original of a forwarded message, only whose it was; views; when the export was made; earlier texts of an edited message. Reactions and polls are passed over. Old exports have no `date_unixtime` but the exporting computer’s local time without a zone, which is taken as UTC.',
  layers: {
    repost: notGiven(
      'a Telegram Desktop export does not say which message a forwarded one repeats, only whose it was: see the layer forwarded-from',
    ),
    reply: givenFrom('`reply_to_message_id`'),
    url: givenFrom('entities of `text` and `text_entities`, and links in the text'),
    hashtag: givenFrom('hashtags in the text'),
    mention: givenFrom('mentions in the text'),
    text: givenFrom('`text`'),
    media: notGiven('Telegram Desktop names its copies of pictures and films anew at every export'),
    'forwarded-from': givenFrom('`forwarded_from_id`, else `forwarded_from`, a name'),
  },
  recognisedBy: 'a chat with `messages` of `id`, `type` and `date`, or an account with `chats`',
  required: [['telegram_message'], ['telegram_sender'], ['date'], ['content']],
  optional: 'all other fields of the export',

  plan(table, now) {
    const column = (name: (typeof TELEGRAM_COLUMNS)[number]): string => table.column(name);
    const [message, sender] = [column('telegram_message'), column('telegram_sender')];
    const instant = (seconds: string, date: string): string => `coalesce(${epochSeconds(seconds)}, ${writtenTime(date)})`;
    const posted = instant(column('seconds'), column('date'));
    const written = `coalesce(nullif(${column('seconds')}, ''), ${column('date')})`;
    // Early versions wrote 1970 for "never".
    const edited = `CASE WHEN ${instant(column('edited_seconds'), column('edited'))} > TIMESTAMP '1971-01-01' THEN ${instant(column('edited_seconds'), column('edited'))} END`;
    const name = `nullif(${column('sender_name')}, '')`;
    return {
      ...allChecks(
        identifierCheck(message, 'id', table),
        identifierCheck(sender, 'from_id', table),
        timeCheck(posted, written, 'date', now),
      ),
      account: sender,
      accountObservation: { display_name: name },
      posts: {
        key: message,
        postedAt: posted,
        precisionSeconds: '1',
        text: column('content'),
        kind: column('kind'),
        observation: { observed_at: edited, is_event: 'true', status: `CASE WHEN ${edited} IS NOT NULL THEN 'edited' END` },
        layers: [
          replyLayer(column('replied_to')),
          ...urlLayersWithText(jsonList(column('links'))),
          ...hashtagLayersInText(),
          mentionLayerInText(),
          textLayer(false),
          forwardLayer(column('forwarded_from')),
        ],
        shareRows: 'once',
      },
    };
  },
};
