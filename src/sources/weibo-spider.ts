import type { TableFormat } from './format.js';
import { givenFrom, notGiven } from './layer-support.js';
import { mediaLayer, separatedList, textLayer, urlLayersWithText } from './post-layers.js';
import { crawlPlan } from './weibo-crawl-plan.js';
import { givenValue, nameLayer, pictureNames, topicLayers } from './weibo-values.js';

/** Tables of weiboSpider: one file for each account. */
export const weiboSpider: TableFormat = {
  id: 'weibo-spider',
  platform: 'weibo',
  title: 'Weibo: weiboSpider CSV',
  takes:
    'Posts with text, client, kind and counts; the layers `url` and `domain` (`头条文章url` and links in the text), `hashtag`, `hashtag-sequence`, `mention`, `media` and `text`. ' +
    'Times have minutes. The short `微博id` (`Is9M7taaY`) is turned into the number of the post, by which other crawls know it. The account is the number by which the crawler called the file, unless a column names it.',
  cannotKnow:
    'Which post a repost repeats (its text stands within the repost’s own); when the page was collected; the account’s name, followers and profile.',
  layers: {
    repost: notGiven('weiboSpider writes the text of a reposted post into the repost, without its identifier'),
    reply: notGiven('Weibo posts answer no posts; comments are a table of their own'),
    url: givenFrom('`头条文章url` and links in `微博正文`'),
    hashtag: givenFrom('topics (`#…#`) in `微博正文`'),
    mention: givenFrom('names in `微博正文`'),
    text: givenFrom('`微博正文`'),
    media: givenFrom('`原始图片url`: the picture’s own name, which stays when it is posted again from Weibo’s servers'),
  },
  required: [['微博id'], ['微博正文'], ['发布时间'], ['点赞数']],
  optional: '`用户id` or `user_id`, `头条文章url`, `原始图片url`, `是否为原创微博`, `发布工具`, `转发数`, `评论数`',

  plan(table, now) {
    const plan = crawlPlan(table, now, { post: '微博id', time: ['发布时间'], text: '微博正文', client: '发布工具' });
    const content = table.column('微博正文');
    const list = (name: string): string => separatedList(givenValue(table.column(name)), ',');
    const isOriginal = table.has('是否为原创微博') ? `lower(${table.column('是否为原创微博')})` : 'NULL::VARCHAR';
    return {
      ...plan,
      posts: {
        ...plan.posts,
        kind: `CASE WHEN ${isOriginal} IN ('false', '0') THEN 'repost' ELSE 'original' END`,
        layers: [
          ...urlLayersWithText(table.has('头条文章url') ? list('头条文章url') : null),
          ...topicLayers(content),
          nameLayer(content),
          ...(table.has('原始图片url') ? [mediaLayer(pictureNames(list('原始图片url')))] : []),
          textLayer(true),
        ],
      },
    };
  },
};
