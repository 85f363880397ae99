import { allChecks, countOf, identifierCheck, type TableFormat, timeCheck, zonedTime } from './format.js';
import type { JsonRecord } from './json-layout.js';
import { isObject, type Json, objects, text } from './json-values.js';
import { givenFrom } from './layer-support.js';
import { referenceLayers } from './post-layers.js';

/** Columns of a flattened tweet. */
export const X_API_COLUMNS = [
  'x_tweet_id',
  'x_author_id',
  'username',
  'name',
  'user_created_at',
  'user_description',
  'user_location',
  'user_url',
  'followers',
  'following',
  'tweets',
  'created_at',
  'text',
  'lang',
  'source',
  'kind',
  'retweeted_id',
  'replied_to_id',
  'urls',
  'hashtags',
  'mentions',
  'media',
  'likes',
  'retweets',
  'replies',
  'quotes',
  'views',
  'retrieved_at',
  'observed',
  'status',
  'evidence',
] as const;

/** The tweets of a page, or the one tweet of a flattened line, with their included originals; null if the value is neither. */
export function xApiRecords(value: unknown): Iterable<JsonRecord> | null {
  if (!isObject(value)) return null;
  if (isTweet(value)) return flattenedRecords(value);
  return objects(value['data']).some(isTweet) || isPage(value) ? pageRecords(value) : null;
}

const PAGE_KEYS = ['data', 'includes', 'meta', 'errors'];
/** Keys that stand beside these in pages of errors and of streams, and the collector's own. */
const MORE_PAGE_KEYS = ['title', 'detail', 'type', 'status', 'matching_rules', '__twarc'];

function isPage(value: Json): boolean {
  const keys = Object.keys(value);
  return keys.some((key) => PAGE_KEYS.includes(key)) && keys.every((key) => PAGE_KEYS.includes(key) || MORE_PAGE_KEYS.includes(key));
}

function isTweet(value: unknown): value is Json {
  return (
    isObject(value) &&
    typeof value['id'] === 'string' &&
    typeof value['text'] === 'string' &&
    (typeof value['author_id'] === 'string' || isObject(value['author']))
  );
}

function pageRecords(page: Json): JsonRecord[] {
  const includes = isObject(page['includes']) ? page['includes'] : {};
  // The collector's own note on the page, where there is one.
  const collector = retrievedAt(page);
  return [
    ...tweetRecords(objects(page['data']), includes, collector),
    ...tweetRecords(objects(includes['tweets']), includes, collector),
    ...objects(page['errors']).map((error) => lookUpRecord(error, collector)),
  ];
}

/** What a look-up that failed says of the post or the account that was asked for. */
function lookUpRecord(error: Json, retrieved: string | null): JsonRecord {
  const raw = JSON.stringify(error);
  const [observed, id] = [text(error['resource_type']), text(error['resource_id'])];
  // Accounts that were asked for by name are answered by name.
  if ((observed !== 'tweet' && observed !== 'user') || id === null || !/^\d+$/.test(id))
    return { values: null, problem: null, raw, remark: 'look-up errors that name no post or account passed over' };
  const said = `${text(error['type']) ?? ''} ${text(error['title']) ?? ''} ${text(error['detail']) ?? ''}`;
  const isRefused = /not.authorized|authorization|forbidden/i.test(said);
  const goneWithAccount = observed === 'user' ? 'suspended' : 'account-gone';
  const status = /suspended/i.test(said) ? goneWithAccount : isRefused ? 'restricted' : 'unknown';
  const values: Readonly<Record<string, string | null>> = {
    [observed === 'tweet' ? 'x_tweet_id' : 'x_author_id']: id,
    retrieved_at: retrieved,
    observed,
    status,
    evidence: [text(error['title']), text(error['type'])?.replace(/^.*\//, '')].filter(Boolean).join('; ') || null,
  };
  return { values: X_API_COLUMNS.map((column) => values[column] ?? null), problem: null, raw };
}

/** A tweet with its author in it, and the tweets that it refers to where they stand in it whole. */
function flattenedRecords(tweet: Json): JsonRecord[] {
  const originals = objects(tweet['referenced_tweets']).filter(isTweet);
  const context = { users: tweet['users'], tweets: [...objects(tweet['tweets']), ...originals] };
  return tweetRecords([tweet, ...originals], context, retrievedAt(tweet));
}

function retrievedAt(value: Json): string | null {
  return isObject(value['__twarc']) ? text(value['__twarc']['retrieved_at']) : null;
}

/** @param context Where the users and tweets stand that these refer to. */
function tweetRecords(tweets: readonly Json[], context: Json, retrieved: string | null): JsonRecord[] {
  const users = new Map(objects(context['users']).map((user) => [text(user['id']), user]));
  const originals = new Map(objects(context['tweets']).map((tweet) => [text(tweet['id']), tweet]));
  return tweets.map((tweet) => {
    const raw = JSON.stringify(tweet);
    const inexact = ['id', 'author_id'].find((field) => typeof tweet[field] === 'number' && !Number.isSafeInteger(tweet[field]));
    if (inexact === undefined)
      return { values: [...flattenTweet(tweet, users, originals), retrieved, null, null, null], problem: null, raw };
    return { values: null, problem: `${inexact} is a number too long for JSON and has lost its last digits; it must be a string`, raw };
  });
}

function flattenTweet(
  tweet: Json,
  users: ReadonlyMap<string | null, Json>,
  originals: ReadonlyMap<string | null, Json>,
): (string | null)[] {
  const author = isObject(tweet['author']) ? tweet['author'] : (users.get(text(tweet['author_id'])) ?? {});
  const reference = (type: string): string | null => text(objects(tweet['referenced_tweets']).find((one) => one['type'] === type)?.['id']);
  const [retweeted, repliedTo, quoted] = [reference('retweeted'), reference('replied_to'), reference('quoted')];
  // A retweet's own text and entities are cut off: the original has them whole.
  const whole = (retweeted === null ? undefined : originals.get(retweeted)) ?? tweet;
  const entities = isObject(whole['entities']) ? whole['entities'] : {};
  const list = (name: string, pick: (item: Json) => string | null): string =>
    JSON.stringify(objects(entities[name]).flatMap((item) => pick(item) ?? []));
  const metrics = isObject(tweet['public_metrics']) ? tweet['public_metrics'] : {};
  const following = isObject(author['public_metrics']) ? author['public_metrics'] : {};
  return [
    text(tweet['id']),
    text(tweet['author_id']) ?? text(author['id']),
    ...['username', 'name', 'created_at', 'description', 'location', 'url'].map((field) => text(author[field])),
    ...['followers_count', 'following_count', 'tweet_count'].map((field) => text(following[field])),
    text(tweet['created_at']),
    text(whole['text']),
    text(tweet['lang']),
    text(tweet['source']),
    retweeted !== null ? 'repost' : quoted !== null ? 'quote' : repliedTo !== null ? 'reply' : 'original',
    retweeted,
    repliedTo,
    list('urls', (url) => text(url['unwound_url']) ?? text(url['expanded_url']) ?? text(url['url'])),
    list('hashtags', (tag) => text(tag['tag'])),
    list('mentions', (mention) => text(mention['username'])),
    mediaKeys(whole),
    ...['like_count', 'retweet_count', 'reply_count', 'quote_count', 'impression_count'].map((field) => text(metrics[field])),
  ];
}

/** Keys of the pictures and films that are attached to a tweet, as a JSON array. */
function mediaKeys(tweet: Json): string {
  const attachments = isObject(tweet['attachments']) ? tweet['attachments'] : {};
  const keys = Array.isArray(attachments['media_keys']) ? attachments['media_keys'] : [];
  // Flattened tweets carry the pictures themselves.
  const whole = objects(attachments['media']).map((media) => media['media_key']);
  return JSON.stringify([...new Set([...keys, ...whole].filter((key) => typeof key === 'string'))]);
}

/** The X (Twitter) API v2, pages or tweets, JSON or JSON Lines. */
export const xApi: TableFormat = {
  id: 'x-api-v2',
  platform: 'twitter',
  title: 'X (Twitter) API v2, JSON or JSON Lines',
  takes:
    'Posts of `data` and of `includes.tweets` with text, language, client, kind and counts; their authors with profile, followers and date of creation; the layers `repost`, `reply`, ' +
    '`url` (unwound, else expanded, else as posted), `domain`, `hashtag`, `hashtag-sequence`, `mention`, `media` (keys of uploads) and `text`. A retweet is read with the whole text and entities of its original where the page includes it. ' +
    'Look-up `errors` are observations of posts (`unknown`: not found; `restricted`: not authorized; `account-gone`: its author is suspended) and accounts (`unknown`, `restricted`, `suspended`), with the title and type of the error as evidence; those of a post that is not in the case wait for it.',
  cannotKnow:
    'When the page was collected, unless the collector wrote it down (`__twarc.retrieved_at`), so counts and followers may have no date; what the API did not return. Why a post is gone: the API says the same of a deleted post as of one that never was.',
  layers: {
    repost: givenFrom('`referenced_tweets` of type `retweeted`'),
    reply: givenFrom('`referenced_tweets` of type `replied_to`'),
    url: givenFrom('`entities.urls`'),
    hashtag: givenFrom('`entities.hashtags`'),
    mention: givenFrom('`entities.mentions`'),
    text: givenFrom('`text`'),
    media: givenFrom('`attachments.media_keys`: one key for each upload, so a picture that is uploaded anew has another'),
  },
  recognisedBy: 'pages with `data`, `includes` or `errors`, or tweets with `id`, `text` and `author_id` or `author`',
  required: [['x_tweet_id'], ['x_author_id'], ['created_at'], ['text']],
  optional: 'all other fields of the API',

  plan(table, now) {
    const column = (name: (typeof X_API_COLUMNS)[number]): string => table.column(name);
    const [tweet, author] = [column('x_tweet_id'), column('x_author_id')];
    const time = column('created_at');
    const retrieved = zonedTime(column('retrieved_at'));
    const posted = zonedTime(time);
    const observed = (kind: string): string => `coalesce(${column('observed')}, '') = '${kind}'`;
    const checks = allChecks(
      identifierCheck(tweet, 'id', table),
      identifierCheck(author, 'author_id', table),
      timeCheck(posted, time, 'created_at', now),
    );
    return {
      // A look-up that failed has no time of posting: it is looked at closely, and kept.
      isSound: checks.isSound,
      problem: `CASE WHEN ${observed('')} THEN ${checks.problem} END`,
      account: `nullif(${author}, '')`,
      handle: `nullif(${column('username')}, '')`,
      accountCreatedAt: zonedTime(column('user_created_at')),
      accountObservation: {
        observed_at: retrieved,
        handle: `nullif(${column('username')}, '')`,
        display_name: `nullif(${column('name')}, '')`,
        description: `nullif(${column('user_description')}, '')`,
        location: `nullif(${column('user_location')}, '')`,
        url: `nullif(${column('user_url')}, '')`,
        follower_count: countOf(column('followers')),
        following_count: countOf(column('following')),
        post_count: countOf(column('tweets')),
        status: `CASE WHEN ${observed('user')} THEN ${column('status')} END`,
        evidence: `CASE WHEN ${observed('user')} THEN ${column('evidence')} END`,
      },
      posts: {
        isPost: observed(''),
        key: `nullif(${tweet}, '')`,
        postedAt: posted,
        precisionSeconds: '1',
        text: column('text'),
        language: `nullif(nullif(${column('lang')}, ''), 'und')`,
        client: `nullif(${column('source')}, '')`,
        kind: column('kind'),
        observation: {
          observed_at: retrieved,
          like_count: countOf(column('likes')),
          repost_count: countOf(column('retweets')),
          reply_count: countOf(column('replies')),
          quote_count: countOf(column('quotes')),
          view_count: countOf(column('views')),
          status: `CASE WHEN ${observed('tweet')} THEN ${column('status')} END`,
          evidence: `CASE WHEN ${observed('tweet')} THEN ${column('evidence')} END`,
        },
        layers: referenceLayers({
          repost: column('retweeted_id'),
          reply: column('replied_to_id'),
          urls: column('urls'),
          hashtags: column('hashtags'),
          mentions: column('mentions'),
          media: column('media'),
        }),
        shareRows: 'once',
      },
    };
  },
};
