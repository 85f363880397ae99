import { allChecks, countOf, identifierCheck, type TableFormat, timeCheck, zonedTime } from './format.js';
import { htmlLinks, htmlText } from './html-text.js';
import type { JsonLayout, JsonRecord } from './json-layout.js';
import { isObject, type Json, listOf, objectAt, objects, text } from './json-values.js';
import { givenFrom } from './layer-support.js';
import { referenceLayers } from './post-layers.js';

/** Columns of a flattened status. */
const COLUMNS = [
  'status_uri',
  'status_account',
  'handle',
  'display_name',
  'account_created_at',
  'note',
  'account_status',
  'account_evidence',
  'followers',
  'following',
  'statuses',
  'created_at',
  'edited_at',
  'text',
  'language',
  'application',
  'kind',
  'reblog_uri',
  'in_reply_to_id',
  'urls',
  'tags',
  'mentions',
  'media',
  'favourites',
  'reblogs',
  'replies',
  'quotes',
] as const;

type Item = Readonly<Partial<Record<(typeof COLUMNS)[number], string | null>>>;

/** Statuses of the API: one, a list, or what a search returns. */
export const mastodonLayout: JsonLayout = {
  columns: COLUMNS,
  records(value) {
    const statuses = isObject(value) && Array.isArray(value['statuses']) && 'accounts' in value ? value['statuses'] : value;
    if (Array.isArray(statuses)) return statuses.some(isStatus) ? statuses.flatMap((one) => statusRecords(one)) : null;
    return isStatus(statuses) ? statusRecords(statuses) : null;
  },
};

function isStatus(value: unknown): value is Json {
  return (
    isObject(value) &&
    typeof value['uri'] === 'string' &&
    typeof value['content'] === 'string' &&
    isObject(value['account']) &&
    'reblog' in value
  );
}

/** A status, and the statuses that stand in it whole. */
function statusRecords(value: unknown): JsonRecord[] {
  if (!isStatus(value))
    return [{ values: null, problem: 'is no status: it lacks uri, account, content or reblog', raw: JSON.stringify(value) }];
  const quote = objectAt(value, 'quote');
  return [value, ...[value['reblog'], quote['quoted_status'], quote].filter(isStatus)].map((status) => {
    const item = statusItem(status);
    return { values: COLUMNS.map((column) => item[column] ?? null), problem: null, raw: JSON.stringify(status) };
  });
}

function statusItem(status: Json): Item {
  const reblog = isObject(status['reblog']) ? status['reblog'] : null;
  const whole = reblog ?? status;
  const content = text(whole['content']) ?? '';
  const warning = text(whole['spoiler_text']) ?? '';
  const repliedTo = text(status['in_reply_to_id']);
  return {
    status_uri: text(status['uri']),
    ...accountItem(objectAt(status, 'account')),
    created_at: text(status['created_at']),
    edited_at: text(status['edited_at']),
    text: [warning, htmlText(content)].filter((part) => part !== '').join('\n\n'),
    language: text(status['language']) ?? text(whole['language']),
    application: text(objectAt(status, 'application')['name']),
    kind: reblog !== null ? 'repost' : isQuote(status) ? 'quote' : repliedTo !== null ? 'reply' : 'original',
    reblog_uri: reblog === null ? null : text(reblog['uri']),
    in_reply_to_id: repliedTo,
    urls: listOf([...htmlLinks(content), text(objectAt(whole, 'card')['url'])]),
    tags: JSON.stringify(objects(whole['tags']).flatMap((tag) => text(tag['name']) ?? [])),
    mentions: listOf(objects(whole['mentions']).map(fullHandle)),
    media: listOf(objects(whole['media_attachments']).map((one) => text(one['remote_url']) ?? text(one['url']))),
    favourites: text(status['favourites_count']),
    reblogs: text(status['reblogs_count']),
    replies: text(status['replies_count']),
    quotes: text(status['quotes_count']),
  };
}

function isQuote(status: Json): boolean {
  const quote = status['quote'];
  return isObject(quote) && quote['state'] !== 'deleted';
}

function accountItem(account: Json): Item {
  return {
    // The address of an account is the same on every server; its identifier is not.
    status_account: text(account['url']) ?? text(account['uri']) ?? fullHandle(account),
    handle: fullHandle(account),
    display_name: text(account['display_name']),
    account_created_at: text(account['created_at']),
    note: htmlText(text(account['note']) ?? ''),
    account_status: account['suspended'] === true ? 'suspended' : account['limited'] === true ? 'restricted' : null,
    account_evidence: account['suspended'] === true ? 'suspended' : account['limited'] === true ? 'limited' : null,
    followers: text(account['followers_count']),
    following: text(account['following_count']),
    statuses: text(account['statuses_count']),
  };
}

/** `name@server`, as accounts are called from everywhere; a server calls its own accounts by name alone. */
function fullHandle(account: Json): string | null {
  const name = text(account['acct']) ?? text(account['username']);
  if (name === null || name.includes('@')) return name;
  const [, server] = (text(account['url']) ?? text(account['uri']))?.match(/^https?:\/\/([^/]+)/) ?? [];
  return server === undefined ? name : `${name}@${server}`;
}

/** Statuses as servers of Mastodon and its kin give them. */
export const mastodon: TableFormat = {
  id: 'mastodon',
  platform: 'mastodon',
  title: 'Mastodon statuses, JSON or JSON Lines',
  takes:
    'Statuses by `uri`, which is the same on every server, with the text of `content` (a content warning before it), language, application, kind and counts; their accounts by address (`url`), with handle `name@server`, profile, followers and date of creation; the layers `repost`, `reply`, `url` (links of `content` and the card), `domain`, `hashtag`, `hashtag-sequence`, `mention`, `media` and `text`. ' +
    'A boost has the text of its original; boosted and quoted statuses that stand in one whole are posts too. `edited_at` is an observation `edited` of the post. An answer of the API (a list, a search) may stand on one line.',
  cannotKnow:
    'When the counts were taken; what other servers know that the server asked does not, so counts differ from server to server; which server’s number `in_reply_to_id` is, so answers to one post that were collected from two servers do not meet.',
  layers: {
    repost: givenFrom('`reblog.uri`'),
    reply: givenFrom('`in_reply_to_id`, a number of the server that was asked'),
    url: givenFrom('links of `content` and `card.url`'),
    hashtag: givenFrom('`tags`'),
    mention: givenFrom('`mentions`, as `name@server`'),
    text: givenFrom('`content`'),
    media: givenFrom('`media_attachments`: one address for each upload, so a picture that is uploaded anew has another'),
  },
  recognisedBy: 'statuses with `uri`, `content`, `account` and `reblog`, one, in a list, or as the `statuses` of a search',
  required: [['status_uri'], ['status_account'], ['created_at'], ['text']],
  optional: 'all other fields',

  plan(table, now) {
    const column = (name: (typeof COLUMNS)[number]): string => table.column(name);
    const given = (name: (typeof COLUMNS)[number]): string => table.given(name);
    const [status, account, time] = [column('status_uri'), column('status_account'), column('created_at')];
    const at = (name: (typeof COLUMNS)[number]): string => zonedTime(column(name));
    return {
      ...allChecks(
        identifierCheck(status, 'uri', table),
        identifierCheck(account, 'account.url', table),
        timeCheck(at('created_at'), time, 'created_at', now),
      ),
      account,
      handle: given('handle'),
      accountCreatedAt: at('account_created_at'),
      accountCreatedPrecisionSeconds: 86_400,
      accountObservation: {
        handle: given('handle'),
        display_name: given('display_name'),
        description: given('note'),
        url: account,
        follower_count: countOf(column('followers')),
        following_count: countOf(column('following')),
        post_count: countOf(column('statuses')),
        status: given('account_status'),
        evidence: given('account_evidence'),
      },
      posts: {
        key: status,
        postedAt: at('created_at'),
        precisionSeconds: '1',
        text: column('text'),
        language: given('language'),
        client: given('application'),
        kind: column('kind'),
        observation: {
          like_count: countOf(column('favourites')),
          repost_count: countOf(column('reblogs')),
          reply_count: countOf(column('replies')),
          quote_count: countOf(column('quotes')),
        },
        moreObservations: [
          { observed_at: at('edited_at'), is_event: 'true', status: `CASE WHEN ${at('edited_at')} IS NOT NULL THEN 'edited' END` },
        ],
        layers: referenceLayers({
          repost: column('reblog_uri'),
          reply: column('in_reply_to_id'),
          urls: column('urls'),
          hashtags: column('tags'),
          mentions: column('mentions'),
          media: column('media'),
        }),
        shareRows: 'once',
      },
    };
  },
};
