import type { LayerPlan } from '../store/load-plan.js';
import { epochSeconds, type ForeignTable } from './format.js';
import { forwardLayer, replyLayer } from './post-layers.js';

// What 4CAT writes of Telegram, as Telegram Desktop calls it: `channel1005`, `user7`, the message `channel1005-17`. SQL over a table.

/** True for tables of Telegram. */
export function isTelegramTable(table: ForeignTable): boolean {
  return table.has('chat');
}

/** SQL for the chat that a table calls by its public name, else by the number of the thread. */
function chatName(table: ForeignTable): string {
  return `coalesce(${table.given('chat')}, ${table.given('thread_id')})`;
}

/** SQL condition: the sender is the chat itself, a channel or the anonymous administrators of a group. */
function isOwnChat(table: ForeignTable): string {
  return `coalesce(regexp_full_match(${table.column('author')}, '[1-9]\\d*') AND lower(${chatName(table)}) IN (lower(${table.given('author_username')}), ${table.column('author')}), false)`;
}

/**
 * SQL for the identifier of a message, from its number in its chat, alone or behind the chat's name.
 *
 * Only a channel's posts carry the number of their chat, as that of their sender, and counts of views; in a group all messages are named
 * by the chat's public name, so that one answers another.
 */
export function telegramMessage(table: ForeignTable, id: string): string {
  const number = `regexp_extract(${id}, '^(?:.*-)?(\\d+)$', 1)`;
  const isPost = `${isOwnChat(table)} AND ${table.given('views')} IS NOT NULL`;
  return `CASE WHEN ${number} = '' THEN ${id}
    WHEN regexp_full_match(${chatName(table)}, '[1-9]\\d*') THEN 'channel' || ${chatName(table)} || '-' || ${number}
    WHEN ${isPost} THEN 'channel' || ${table.column('author')} || '-' || ${number}
    ELSE ${chatName(table)} || '-' || ${number} END`;
}

/** SQL for the sender; a message may name none, and is then the chat's own. A person has a name, a channel only a public one. */
export function telegramSender(table: ForeignTable): string {
  const author = table.column('author');
  const isChannel = `${isOwnChat(table)} OR (${table.given('author_name')} IS NULL AND ${table.given('author_username')} IS NOT NULL)`;
  return `CASE WHEN regexp_full_match(${author}, '[1-9]\\d*') THEN CASE WHEN ${isChannel} THEN 'channel' ELSE 'user' END || ${author}
    ELSE coalesce(nullif(nullif(${author}, ''), '0'), ${chatName(table)}) END`;
}

/** The message that one answers, in the same chat, and whose message a forwarded one was. */
export function telegramLayers(table: ForeignTable): LayerPlan[] {
  const number = 'author_forwarded_from_id';
  const [id, name, username] = [number, 'author_forwarded_from_name', 'author_forwarded_from_username'].map((column) =>
    table.given(column),
  );
  const isNumber = `regexp_full_match(${id}, '[1-9]\\d*')`;
  const from = `CASE WHEN ${isNumber} THEN 'channel' || ${id} ELSE coalesce(${username}, ${name}) END`;
  const to = table.has('reply_to') ? table.column('reply_to') : null;
  return [
    ...(to === null ? [] : [replyLayer(`CASE WHEN ${to} NOT IN ('', '0') THEN ${telegramMessage(table, to)} END`)]),
    forwardLayer(from),
  ];
}

/** That a message was edited, and when. */
export function telegramEdits(table: ForeignTable): { readonly observed_at: string; readonly is_event: string; readonly status: string }[] {
  if (!table.has('unix_timestamp_edited')) return [];
  const edited = epochSeconds(`nullif(${table.given('unix_timestamp_edited')}, '0')`);
  return [{ observed_at: edited, is_event: 'true', status: `CASE WHEN ${edited} IS NOT NULL THEN 'edited' END` }];
}
