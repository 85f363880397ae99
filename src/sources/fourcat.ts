import type { LayerPlan } from '../store/load-plan.js';
import {
  allChecks,
  countOf,
  epochProblem,
  epochSeconds,
  type ForeignTable,
  identifierCheck,
  isSoundTime,
  snowflakeTime,
  sqlText,
  type TableFormat,
  timeProblem,
  zonedTime,
} from './format.js';
import { isTelegramTable, telegramEdits, telegramLayers, telegramMessage, telegramSender } from './fourcat-telegram.js';
import { givenFrom, notGiven } from './layer-support.js';
import {
  hashtagLayers,
  hashtagLayersInText,
  mediaLayer,
  mentionLayer,
  mentionLayerInText,
  replyLayer,
  separatedList,
  textLayer,
  urlLayers,
  urlLayersInText,
} from './post-layers.js';

/** Columns of the data sources of 4CAT by the count that they hold; the first that is there counts. */
const COUNTS: readonly (readonly [string, readonly string[]])[] = [
  ['like_count', ['like_count', 'likes', 'num_likes']],
  ['repost_count', ['repost_count', 'retweet_count', 'shares', 'forwards']],
  ['reply_count', ['reply_count', 'comments', 'num_comments', 'replies']],
  ['quote_count', ['quote_count']],
  ['view_count', ['impression_count', 'views', 'plays', 'num_views']],
];

/** Tables of 4CAT: the columns that all its data sources share, and those of Twitter, Telegram, Bluesky and TikTok. */
export const fourcat: TableFormat = {
  id: '4cat',
  title: '4CAT CSV',
  takes:
    'Posts with text, language, client, kind and counts; their authors with name, profile, followers and date of creation where the data source has them; the layers `url`, `domain`, `hashtag`, `hashtag-sequence`, `mention`, `media`, `reply` and `text`. ' +
    'Accounts are compared by `author_id`, else `author`. Posts, accounts and answered posts of X, Bluesky, YouTube and TikTok have the identifiers of the platform, as in the other formats. Telegram is written as Telegram Desktop exports it: senders as `channel1005` or `user7`, posts of channels as `channel1005-17`, the layer `forwarded-from`, edits as observations; a forwarded message is of the kind `repost` and compared by its text like any other. `unix_timestamp` counts before `timestamp`, as the server writes that one in its own zone; of tweets the one that agrees with the tweet’s identifier. `timestamp` may be a number of seconds. Times without a zone are UTC.',
  cannotKnow:
    'Which post a post reposts, quotes or (on Twitter) answers: only names are there. When counts and followers were taken, except for Bluesky (`collected_at`). On boards where all are `Anonymous`, who wrote what: they are one account. The number of a Telegram group with a public name, or of a channel whose posts name persons or nobody: their messages are known by that name (`news-17`), and meet those of a Telegram Desktop export only by their text. Whether a forwarded message was a channel’s or a person’s: all are taken for channels’. The accounts of TikTok tables without `author_id`, which go by name.',
  layers: {
    repost: notGiven('a 4CAT CSV holds no identifier of the reposted post, only names'),
    reply: givenFrom('`reply_to` of Telegram and `replied_to_post` of Bluesky; the columns of Twitter name the answered account alone'),
    url: givenFrom('`urls` or `links`, else links in `body`'),
    hashtag: givenFrom('`hashtags` or `tags`, else hashtags in `body`'),
    mention: givenFrom('`mentions`, else mentions in `body`'),
    text: givenFrom('`body`'),
    media: givenFrom(
      '`images` and `videos` as links, of Bluesky’s pictures the digest in them, and the identifiers of Telegram’s photos and films in `attachment_data`',
    ),
    'forwarded-from': givenFrom(
      '`author_forwarded_from_id`, else the name in `author_forwarded_from_username` or `author_forwarded_from_name`, of Telegram',
    ),
  },
  required: [['id'], ['thread_id'], ['author'], ['body'], ['timestamp']],
  optional:
    '`unix_timestamp`, `author_id`, `author_fullname`, `author_display_name`, `author_username`, `author_name`, `author_profile`, `author_followers`, `author_created_at`, `collected_at`, `chat`, `source`, `language_guess`, `languages`, `is_retweet`, `is_quote_tweet`, `is_reply`, `hashtags`, `urls`, `mentions`, `images`, `videos`, the counts, and the columns that the layers name',

  plan(table, now) {
    const isTelegram = isTelegramTable(table);
    const id = table.column('id');
    const account = isTelegram ? telegramSender(table) : authorOf(table);
    const { time, value, name } = timeOf(table);
    const wrong = `CASE WHEN try_cast(${value} AS DOUBLE) IS NOT NULL THEN ${epochProblem(value, name, now)} ELSE ${timeProblem(time, value, name, now)} END`;
    return {
      ...allChecks(identifierCheck(id, 'id', table), identifierCheck(account, 'author', table), {
        isSound: isSoundTime(time, now),
        problem: wrong,
      }),
      account,
      ...(isTelegram ? { platform: sqlText('telegram') } : isTwitter(table) ? { platform: sqlText('twitter') } : {}),
      handle: isTelegram ? table.given('author_username') : table.given('author'),
      ...(table.has('author_created_at') ? { accountCreatedAt: zonedTime(table.column('author_created_at')) } : {}),
      accountObservation: {
        observed_at: table.has('collected_at') ? zonedTime(table.column('collected_at')) : 'NULL::TIMESTAMP',
        handle: isTelegram ? table.given('author_username') : table.given('author'),
        display_name: table.given('author_fullname', 'author_display_name', 'author_full', 'author_name'),
        description: table.given('author_profile'),
        follower_count: countOf(table.given('author_followers')),
      },
      posts: {
        key: isTelegram ? telegramMessage(table, id) : id,
        postedAt: time,
        precisionSeconds: '1',
        text: table.column('body'),
        language: `nullif(nullif(split_part(${table.given('language_guess', 'languages')}, ',', 1), 'und'), 'N/A')`,
        ...(isTwitter(table) ? { client: table.given('source') } : {}),
        kind: kindOf(table),
        ...observationOf(table),
        ...(isTelegram ? { moreObservations: telegramEdits(table) } : {}),
        layers: layersOf(table, isTelegram),
        shareRows: 'once',
      },
    };
  },
};

/** True for tables with a column that tells retweets. */
function isTwitter(table: ForeignTable): boolean {
  return table.has('is_retweet') || table.has('retweeted_user');
}

function authorOf(table: ForeignTable): string {
  const author = table.column('author');
  return table.has('author_id') ? `coalesce(nullif(nullif(${table.column('author_id')}, ''), 'UNKNOWN'), ${author})` : author;
}

/** SQL for the time of a post, and the column that is to blame where there is none. */
function timeOf(table: ForeignTable): { readonly time: string; readonly value: string; readonly name: string } {
  const stamp = table.column('timestamp');
  const written = `coalesce(${epochSeconds(stamp)}, ${zonedTime(stamp)})`;
  if (!table.has('unix_timestamp')) return { time: written, value: stamp, name: 'timestamp' };
  const unix = table.column('unix_timestamp');
  const seconds = `coalesce(${epochSeconds(unix)}, ${written})`;
  const id = table.column('id');
  // Versions of the tool disagree about which of the two is in the server's own zone; a tweet's identifier knows.
  const time = isTwitter(table) ? `CASE WHEN ${snowflakeTime(id, written)} IS NOT NULL THEN ${written} ELSE ${seconds} END` : seconds;
  return { time, value: `coalesce(nullif(${unix}, ''), ${stamp})`, name: 'unix_timestamp' };
}

function kindOf(table: ForeignTable): string {
  const isSet = (name: string): string => (table.has(name) ? `lower(${table.column(name)}) IN ('yes', 'true', '1') OR` : '');
  const isNamed = (...names: readonly string[]): string =>
    names.flatMap((name) => (table.has(name) ? [`coalesce(${table.column(name)}, '') NOT IN ('', '0')`] : [])).join(' OR ') || 'false';
  return `CASE WHEN ${isSet('is_retweet')} ${isNamed('author_forwarded_from_name', 'author_forwarded_from_username', 'author_forwarded_from_id')} THEN 'repost'
    WHEN ${isSet('is_quote_tweet')} ${isNamed('quoted_post')} THEN 'quote'
    WHEN ${isSet('is_reply')} ${isNamed('reply_to', 'replied_to_post')} THEN 'reply' ELSE 'original' END`;
}

function observationOf(table: ForeignTable): { readonly observation?: Record<string, string> } {
  const counts = COUNTS.flatMap(([field, names]) => (table.find(names) === null ? [] : [[field, countOf(table.column(...names))]]));
  if (counts.length === 0) return {};
  const observedAt = table.has('collected_at') ? { observed_at: zonedTime(table.column('collected_at')) } : {};
  return { observation: { ...observedAt, ...Object.fromEntries(counts) } };
}

function layersOf(table: ForeignTable, isTelegram: boolean) {
  const list = (names: readonly string[]): string | null =>
    table.find(names) === null ? null : separatedList(table.column(...names), ',');
  const urls = table.find(['urls', 'links']);
  const [tags, mentions] = [list(['hashtags', 'tags']), list(['mentions'])];
  const media = mediaOf(table);
  return [
    ...(isTelegram ? telegramLayers(table) : replyOf(table)),
    ...(urls === null ? urlLayersInText() : urlLayers(linkList(table.column(urls)))),
    ...(tags === null ? hashtagLayersInText() : hashtagLayers(`list_transform(${tags}, lambda tag: ltrim(tag, '#＃'))`)),
    mentions === null ? mentionLayerInText() : mentionLayer(`list_transform(${mentions}, lambda name: ltrim(name, '@'))`),
    ...(media === null ? [] : [mediaLayer(media)]),
    // A forwarded message is compared by its text, as nothing says which message it repeats.
    textLayer(!isTelegram),
  ];
}

function replyOf(table: ForeignTable): LayerPlan[] {
  if (table.has('replied_to_post')) return [replyLayer(blueskyPost(table.column('replied_to_post'), table.column('thread_id')))];
  return table.has('reply_to') ? [replyLayer(`nullif(${table.column('reply_to')}, '0')`)] : [];
}

/**
 * SQL for the `at://` address of a post that a link shows: where the link names the account by its identifier, or leads to the first
 * post of the thread; else the link.
 */
function blueskyPost(link: string, thread: string): string {
  const key = `regexp_extract(${link}, '/post/([A-Za-z0-9._:~-]+)$', 1)`;
  const did = `regexp_extract(${link}, '/profile/(did:[a-z]+:[A-Za-z0-9._:%-]+)/post/', 1)`;
  return `CASE WHEN ${did} <> '' THEN 'at://' || ${did} || '/app.bsky.feed.post/' || ${key}
    WHEN ${key} <> '' AND starts_with(${thread}, 'at://') AND ends_with(${thread}, '/' || ${key}) THEN ${thread} ELSE ${link} END`;
}

/** SQL for links separated by commas, which may hold commas themselves. */
function linkList(column: string): string {
  const parted = ['http://', 'https://'].reduce(
    (inner, start) => `replace(${inner}, ${sqlText(`,${start}`)}, chr(31) || '${start}')`,
    column,
  );
  return separatedList(parted, '\u001F');
}

function mediaOf(table: ForeignTable): string | null {
  // Pictures of Bluesky have their digest in their address.
  const digest = (link: string): string =>
    `coalesce(nullif(regexp_extract(${link}, '^https://cdn[.]bsky[.]app/.*/(baf[a-z2-7]+)@', 1), ''), ${link})`;
  const lists = ['images', 'videos']
    .filter((name) => table.has(name))
    .map((name) => `coalesce(list_transform(${linkList(table.column(name))}, lambda link: ${digest('link')}), [])`);
  if (table.has('attachment_type') && table.has('attachment_data'))
    lists.push(
      `CASE WHEN ${table.column('attachment_type')} IN ('photo', 'video') THEN regexp_extract_all(${table.column('attachment_data')}, '^\\{"id": ?(-?\\d+)', 1) ELSE [] END`,
    );
  return lists.length === 0 ? null : `list_concat(${lists.join(', ')}${lists.length === 1 ? ', []' : ''})`;
}
