import { allChecks, identifierCheck, type TableFormat, timeCheck } from './format.js';
import { givenFrom, notGiven } from './layer-support.js';
import { replyLayer, textLayer, urlLayersInText } from './post-layers.js';
import { nameLayer, topicLayers, weiboCount, weiboNumber, weiboPrecision, weiboTime } from './weibo-values.js';

/** SQL for an identifier, NULL where it is blank or stands for none. */
function parent(value: string): string {
  return `nullif(nullif(nullif(trim(${value}), ''), '0'), 'None')`;
}

const AUTHOR = ['用户id', '用户ID', '评论者id', '评论用户id', '评论者主页', '用户昵称', '用户名', '用户名称', '评论者昵称'];
const NAME = ['用户昵称', '用户名', '用户名称', '评论者昵称'];
const POST = ['微博id', '博文id', '源微博id'];
const STATED: readonly (readonly [string, readonly string[]])[] = [
  ['like_count', ['点赞数']],
  ['reply_count', ['子评论数', '回复数', '评论数']],
];

/** Comments on Weibo, as crawls write them. */
export const weiboComments: TableFormat = {
  id: 'weibo-comments',
  platform: 'weibo',
  title: 'Weibo: comments CSV',
  takes:
    'Comments as posts with text and counts; their authors by number, else by name; the layers `reply` (the comment that is answered, else the post, where the table names it), `url` and `domain`, `hashtag`, `hashtag-sequence`, `mention` and `text`. ' +
    'The number of answers that the platform states is kept as an observation, beside the answers that were retrieved. Times without a zone are China Standard Time (UTC+8), to the second or the minute as they are written.',
  cannotKnow: 'When the comments were collected; comments that the platform did not show; the post of a comment where no column names it.',
  layers: {
    repost: notGiven('comments repeat no posts'),
    reply: givenFrom('`父评论id`, else `微博id`'),
    url: givenFrom('links in `评论内容`'),
    hashtag: givenFrom('topics (`#…#`) in `评论内容`'),
    mention: givenFrom('names in `评论内容`'),
    text: givenFrom('`评论内容`'),
    media: notGiven('comment tables name no pictures'),
  },
  required: [['评论id'], ['父评论id'], AUTHOR, ['评论时间'], ['评论内容']],
  optional: '`微博id`, `用户昵称`, `点赞数`, `子评论数` or `回复数`',

  plan(table, now) {
    const [comment, author, time, content] = [
      table.column('评论id'),
      table.column(...AUTHOR),
      table.column('评论时间'),
      table.column('评论内容'),
    ];
    const posted = weiboTime(time);
    // Some crawls write the address of the author's page.
    const number = `coalesce(nullif(regexp_extract(${author}, '^https?://(?:m[.])?weibo[.](?:com|cn)/(?:u/|profile/)?(\\d+)', 1), ''), trim(${author}))`;
    const post = table.find(POST) === null ? 'NULL' : weiboNumber(parent(table.column(...POST)));
    const above = `coalesce(nullif(${parent(table.column('父评论id'))}, trim(${comment})), ${post})`;
    const handle = table.find(NAME) === null ? {} : { handle: `nullif(${table.column(...NAME)}, '')` };
    const stated = Object.fromEntries(
      STATED.flatMap(([field, names]) => (table.find(names) === null ? [] : [[field, weiboCount(table.column(...names))]])),
    );
    return {
      ...allChecks(
        identifierCheck(comment, '评论id', table),
        identifierCheck(author, table.find(AUTHOR) ?? '', table),
        timeCheck(posted, time, '评论时间', now),
      ),
      account: number,
      ...handle,
      ...('handle' in handle ? { accountObservation: handle } : {}),
      posts: {
        key: `trim(${comment})`,
        postedAt: posted,
        precisionSeconds: weiboPrecision(time),
        text: content,
        kind: `'reply'`,
        ...(Object.keys(stated).length > 0 ? { observation: stated } : {}),
        layers: [replyLayer(above), ...urlLayersInText(), ...topicLayers(content), nameLayer(content), textLayer(true)],
        shareRows: 'once',
      },
    };
  },
};
