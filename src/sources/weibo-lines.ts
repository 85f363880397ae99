import { allChecks, epochSeconds, identifierCheck, type TableFormat, timeCheck } from './format.js';
import type { JsonLayout, JsonRecord } from './json-layout.js';
import { inexactField, isObject, type Json, listOf, objectAt, text } from './json-values.js';
import { givenFrom, notGiven } from './layer-support.js';
import { jsonList, mediaLayer, repostLayer, textLayer, urlLayersInText } from './post-layers.js';
import { givenValue, nameLayer, pictureNames, topicLayers, weiboCount, weiboNumber, weiboPrecision, weiboTime } from './weibo-values.js';

/** Columns of a flattened post. */
const WEIBO_COLUMNS = [
  'weibo_id',
  'weibo_user_id',
  ...['nick_name', 'description', 'location', 'followers_count', 'friends_count', 'statuses_count', 'user_created_at'],
  ...['created_at', 'content', 'source', 'kind', 'retweet_id', 'pic_urls', 'video'],
  ...['attitudes_count', 'reposts_count', 'comments_count', 'crawl_time'],
] as const;

/** The post of one line; null if the value is none. */
function weiboRecords(value: unknown): Iterable<JsonRecord> | null {
  if (!isObject(value)) return null;
  const isPost = ['_id', 'content', 'created_at'].every((key) => key in value) && ('mblogid' in value || 'attitudes_count' in value);
  if (!isPost) return null;
  const raw = JSON.stringify(value);
  const inexact =
    inexactField(value, isShort(value['mblogid']) ? ['retweet_id'] : ['_id', 'retweet_id']) ??
    inexactField(objectAt(value, 'user'), ['_id']);
  if (inexact === undefined) return [{ values: flattenPost(value), problem: null, raw }];
  return [{ values: null, problem: `${inexact} is a number too long for JSON and has lost its last digits; it must be a string`, raw }];
}

function isShort(value: unknown): boolean {
  return typeof value === 'string' && /^(?!\d+$)[0-9A-Za-z]{9,10}$/.test(value);
}

/** The number of a post, or its short form, which is as exact, where the number is missing or too long for JSON. */
function identifierOf(post: Json): string | null {
  const id = text(post['_id']);
  const isExact = inexactField(post, ['_id']) === undefined && /^\d+$/.test(id ?? '');
  return !isExact && isShort(post['mblogid']) ? text(post['mblogid']) : id;
}

function flattenPost(post: Json): (string | null)[] {
  const user = objectAt(post, 'user');
  const pictures = Array.isArray(post['pic_urls']) ? post['pic_urls'].map(text) : [];
  return [
    identifierOf(post),
    text(user['_id']) ?? text(post['user_id']),
    ...['nick_name', 'description', 'location', 'followers_count', 'friends_count', 'statuses_count', 'created_at'].map((name) =>
      text(user[name]),
    ),
    ...['created_at', 'content', 'source'].map((name) => text(post[name])),
    post['is_retweet'] === true || text(post['retweet_id']) !== null ? 'repost' : 'original',
    text(post['retweet_id']),
    listOf(pictures),
    text(post['video']),
    ...['attitudes_count', 'reposts_count', 'comments_count', 'crawl_time'].map((name) => text(post[name])),
  ];
}

export const weiboLayout: JsonLayout = { columns: WEIBO_COLUMNS, records: weiboRecords };

/** Posts of Weibo as JSON Lines. */
export const weiboLines: TableFormat = {
  id: 'weibo-json-lines',
  platform: 'weibo',
  title: 'Weibo: crawl as JSON Lines',
  takes:
    'Posts with text, client, kind and counts; their accounts with name, profile, followers, following and date of creation; both as observed at `crawl_time`; the layers `repost`, `url` and `domain`, `hashtag`, `hashtag-sequence`, `mention`, `media` and `text`. ' +
    'A post is known by its number, which the short form `mblogid` stands for as well. Times without a zone are China Standard Time (UTC+8). `100万+` is taken as 1,000,000.',
  cannotKnow:
    'The reposted post itself, unless the crawl has it on a line of its own; the text of a long post that was cut (`isLongText`).',
  layers: {
    repost: givenFrom('`retweet_id`'),
    reply: notGiven('Weibo posts answer no posts; comments are a table of their own'),
    url: givenFrom('links in `content`'),
    hashtag: givenFrom('topics (`#…#`) in `content`'),
    mention: givenFrom('names in `content`'),
    text: givenFrom('`content`'),
    media: givenFrom('`pic_urls`: the picture’s own name, which stays when it is posted again from Weibo’s servers'),
  },
  recognisedBy: 'posts with `_id`, `content`, `created_at`, and `mblogid` or `attitudes_count`',
  required: [['weibo_id'], ['weibo_user_id'], ['created_at'], ['content']],
  optional: 'all other fields of the crawl',

  plan(table, now) {
    const column = (name: (typeof WEIBO_COLUMNS)[number]): string => table.column(name);
    const [post, author, time, content] = [
      weiboNumber(column('weibo_id')),
      column('weibo_user_id'),
      column('created_at'),
      column('content'),
    ];
    const posted = weiboTime(time);
    const crawled = `coalesce(${epochSeconds(column('crawl_time'))}, ${weiboTime(column('crawl_time'))})`;
    return {
      ...allChecks(
        identifierCheck(post, '_id', table),
        identifierCheck(author, 'user._id', table),
        timeCheck(posted, time, 'created_at', now),
      ),
      account: author,
      handle: `nullif(${column('nick_name')}, '')`,
      accountCreatedAt: weiboTime(column('user_created_at')),
      accountObservation: {
        observed_at: crawled,
        handle: `nullif(${column('nick_name')}, '')`,
        description: `nullif(${column('description')}, '')`,
        location: `nullif(${column('location')}, '')`,
        follower_count: weiboCount(column('followers_count')),
        following_count: weiboCount(column('friends_count')),
        post_count: weiboCount(column('statuses_count')),
      },
      posts: {
        key: post,
        postedAt: posted,
        precisionSeconds: weiboPrecision(time),
        text: content,
        client: givenValue(column('source')),
        kind: column('kind'),
        observation: {
          observed_at: crawled,
          like_count: weiboCount(column('attitudes_count')),
          repost_count: weiboCount(column('reposts_count')),
          reply_count: weiboCount(column('comments_count')),
        },
        layers: [
          repostLayer(weiboNumber(column('retweet_id'))),
          ...urlLayersInText(),
          ...topicLayers(content),
          nameLayer(content),
          mediaLayer(pictureNames(jsonList(column('pic_urls')))),
          textLayer(true),
        ],
        shareRows: 'once',
      },
    };
  },
};
