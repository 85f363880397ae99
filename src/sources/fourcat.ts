import {
  countOf,
  epochProblem,
  epochSeconds,
  type ForeignTable,
  identifierProblem,
  isSoundIdentifier,
  isSoundTime,
  missingColumns,
  snowflakeTime,
  sqlText,
  type TableFormat,
  timeProblem,
} from './format.js';
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
    'Accounts are compared by `author_id`, else `author`; a Telegram message is known by its chat and number. `unix_timestamp` counts before `timestamp`, as the server writes that one in its own zone; of tweets the one that agrees with the tweet’s identifier. `timestamp` may be a number of seconds. Times without a zone are UTC.',
  cannotKnow:
    'Which post a post reposts, quotes or (on Twitter) answers: only names are there. When counts and followers were taken, except for Bluesky (`collected_at`). On boards where all are `Anonymous`, who wrote what: they are one account.',
  layers: {
    repost: notGiven('a 4CAT CSV holds no identifier of the reposted post, only names'),
    reply: givenFrom('`reply_to` of Telegram and `replied_to_post` of Bluesky; the columns of Twitter name the answered account alone'),
    url: givenFrom('`urls` or `links`, else links in `body`'),
    hashtag: givenFrom('`hashtags` or `tags`, else hashtags in `body`'),
    mention: givenFrom('`mentions`, else mentions in `body`'),
    text: givenFrom('`body`'),
    media: givenFrom('`images` and `videos` as links, and the identifiers of Telegram’s photos and films in `attachment_data`'),
  },
  required: [['id'], ['thread_id'], ['author'], ['body'], ['timestamp']],
  optional:
    '`unix_timestamp`, `author_id`, `author_fullname`, `author_display_name`, `author_username`, `author_name`, `author_profile`, `author_followers`, `author_created_at`, `collected_at`, `chat`, `source`, `language_guess`, `languages`, `is_retweet`, `is_quote_tweet`, `is_reply`, `hashtags`, `urls`, `mentions`, `images`, `videos`, the counts, and the columns that the layers name',

  missing(columns) {
    return missingColumns(this.required, columns);
  },

  plan(table, now) {
    const isTelegram = table.has('chat');
    const id = table.column('id');
    const key = isTelegram
      ? `CASE WHEN regexp_full_match(${id}, '\\d+') THEN coalesce(nullif(${table.column('chat')}, ''), ${table.column('thread_id')}) || '-' || ${id} ELSE ${id} END`
      : id;
    const account = accountExpression(table, isTelegram);
    const { time, value, name } = timeOf(table);
    const wrong = `CASE WHEN try_cast(${value} AS DOUBLE) IS NOT NULL THEN ${epochProblem(value, name, now)} ELSE ${timeProblem(time, value, name, now)} END`;
    const field = (...names: string[]): string => (table.find(names) === null ? 'NULL::VARCHAR' : `nullif(${table.column(...names)}, '')`);
    return {
      isSound: `${isSoundIdentifier(id, table)} AND ${isSoundIdentifier(account, table)} AND ${isSoundTime(time, now)}`,
      problem: `coalesce(${identifierProblem(id, 'id')}, ${identifierProblem(account, 'author')}, ${wrong})`,
      account,
      handle: isTelegram ? field('author_username') : field('author'),
      ...(table.has('author_created_at') ? { accountCreatedAt: zonedTime(table.column('author_created_at')) } : {}),
      accountObservation: {
        observed_at: table.has('collected_at') ? zonedTime(table.column('collected_at')) : 'NULL::TIMESTAMP',
        handle: isTelegram ? field('author_username') : field('author'),
        display_name: field('author_fullname', 'author_display_name', 'author_full', 'author_name'),
        description: field('author_profile'),
        follower_count: countOf(field('author_followers')),
      },
      posts: {
        key,
        postedAt: time,
        precisionSeconds: '1',
        text: table.column('body'),
        language: `nullif(nullif(split_part(${field('language_guess', 'languages')}, ',', 1), 'und'), 'N/A')`,
        ...(isTwitter(table) ? { client: field('source') } : {}),
        kind: kindOf(table),
        ...observationOf(table),
        layers: layersOf(table, key, id),
        shareRows: 'once',
      },
    };
  },
};

/** True for tables with a column that tells retweets. */
function isTwitter(table: ForeignTable): boolean {
  return table.has('is_retweet') || table.has('retweeted_user');
}

/** Posts of a Telegram channel may name no author: the channel itself speaks. */
function accountExpression(table: ForeignTable, isTelegram: boolean): string {
  const author = table.column('author');
  if (isTelegram)
    return `coalesce(nullif(nullif(${author}, ''), '0'), nullif(${table.column('chat')}, ''), nullif(${table.column('thread_id')}, ''))`;
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

function zonedTime(value: string): string {
  return `try_cast(${value} AS TIMESTAMPTZ)::TIMESTAMP`;
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

function layersOf(table: ForeignTable, key: string, id: string) {
  const list = (names: readonly string[]): string | null =>
    table.find(names) === null ? null : separatedList(table.column(...names), ',');
  const urls = table.find(['urls', 'links']);
  const [tags, mentions] = [list(['hashtags', 'tags']), list(['mentions'])];
  const media = mediaOf(table);
  return [
    ...replyOf(table, key, id),
    ...(urls === null ? urlLayersInText() : urlLayers(linkList(table.column(urls)))),
    ...(tags === null ? hashtagLayersInText() : hashtagLayers(`list_transform(${tags}, lambda tag: ltrim(tag, '#＃'))`)),
    mentions === null ? mentionLayerInText() : mentionLayer(`list_transform(${mentions}, lambda name: ltrim(name, '@'))`),
    ...(media === null ? [] : [mediaLayer(media)]),
    textLayer(true),
  ];
}

/** Messages of Telegram answer a number of the same chat. */
function replyOf(table: ForeignTable, key: string, id: string) {
  if (table.has('replied_to_post')) return [replyLayer(table.column('replied_to_post'))];
  if (!table.has('reply_to')) return [];
  const to = table.column('reply_to');
  return [replyLayer(`CASE WHEN ${to} NOT IN ('', '0') THEN ${table.has('chat') ? key.replaceAll(id, to) : to} END`)];
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
  const lists = ['images', 'videos'].filter((name) => table.has(name)).map((name) => `coalesce(${linkList(table.column(name))}, [])`);
  if (table.has('attachment_type') && table.has('attachment_data'))
    lists.push(
      `CASE WHEN ${table.column('attachment_type')} IN ('photo', 'video') THEN regexp_extract_all(${table.column('attachment_data')}, '^\\{"id": ?(-?\\d+)', 1) ELSE [] END`,
    );
  return lists.length === 0 ? null : `list_concat(${lists.join(', ')}${lists.length === 1 ? ', []' : ''})`;
}
