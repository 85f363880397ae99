import {
  epochSeconds,
  identifierProblem,
  isSoundIdentifier,
  isSoundTime,
  missingColumns,
  type TableFormat,
  timeProblem,
} from './format.js';
import type { JsonLayout, JsonRecord } from './json-layout.js';
import { inexactField, isObject, type Json, listOf, objectAt, text } from './json-values.js';
import { givenFrom, notGiven } from './layer-support.js';
import { jsonList, mediaLayer, repostLayer, textLayer, urlLayersInText } from './post-layers.js';
import { givenValue, nameLayer, pictureNames, topicLayers, weiboCount, weiboPrecision, weiboTime } from './weibo-values.js';

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
  const inexact = inexactField(value, ['_id', 'retweet_id']) ?? inexactField(objectAt(value, 'user'), ['_id']);
  if (inexact === undefined) return [{ values: flattenPost(value), problem: null, raw }];
  return [{ values: null, problem: `${inexact} is a number too long for JSON and has lost its last digits; it must be a string`, raw }];
}

function flattenPost(post: Json): (string | null)[] {
  const user = objectAt(post, 'user');
  const pictures = Array.isArray(post['pic_urls']) ? post['pic_urls'].map(text) : [];
  return [
    text(post['_id']),
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
  title: 'Weibo: crawl as JSON Lines',
  takes:
    'Posts with text, client, kind and counts; their accounts with name, profile, followers, following and date of creation; both as observed at `crawl_time`; the layers `repost`, `url` and `domain`, `hashtag`, `hashtag-sequence`, `mention`, `media` and `text`. ' +
    'Times without a zone are China Standard Time (UTC+8). `100万+` is taken as 1,000,000.',
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
  required: [['weibo_id'], ['weibo_user_id'], ['created_at'], ['content']],
  optional: 'all other fields of the crawl',

  missing(columns) {
    return missingColumns(this.required, columns);
  },

  plan(table, now) {
    const column = (name: (typeof WEIBO_COLUMNS)[number]): string => table.column(name);
    const [post, author, time, content] = [column('weibo_id'), column('weibo_user_id'), column('created_at'), column('content')];
    const posted = weiboTime(time);
    const crawled = `coalesce(${epochSeconds(column('crawl_time'))}, ${weiboTime(column('crawl_time'))})`;
    return {
      isSound: `${isSoundIdentifier(post, table)} AND ${isSoundIdentifier(author, table)} AND ${isSoundTime(posted, now)}`,
      problem: `coalesce(${identifierProblem(post, '_id')}, ${identifierProblem(author, 'user._id')}, ${timeProblem(posted, time, 'created_at', now)})`,
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
          repostLayer(column('retweet_id')),
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
