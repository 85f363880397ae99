import type { TableFormat } from './format.js';
import { givenFrom, notGiven } from './layer-support.js';
import { hashtagLayers, mediaLayer, mentionLayer, repostLayer, separatedList, textLayer, urlLayersWithText } from './post-layers.js';
import { crawlPlan } from './weibo-crawl-plan.js';
import { nameLayer, pictureNames, topicLayers, weiboNumberOfBoth } from './weibo-values.js';

/** Tables of weibo-crawler: one file for each account. */
export const weiboCrawler: TableFormat = {
  id: 'weibo-crawler',
  platform: 'weibo',
  title: 'Weibo: weibo-crawler CSV',
  takes:
    'Posts with text, client, kind and counts; the layers `repost` (`源微博id`), `url` and `domain` (`头条文章url` and links in the text), `hashtag` (`话题`), `hashtag-sequence`, `mention` (`@用户`), `media` and `text`. ' +
    'The time is `完整日期`, else `日期`, to the second, the minute or the day as it is written. A post is known by its number; where a spreadsheet has rounded it, by the exact one that `bid` stands for. The account is the number by which the crawler called the file, unless a column names it. Counts such as `1.2万` are rounded by the platform, `100万+` is taken as 1,000,000.',
  cannotKnow:
    'When the page was collected; the account’s name, followers and profile (the crawler writes them to another file). Of a reposted post only its number is taken: its text, author and counts (`源微博…`) are passed over.',
  layers: {
    repost: givenFrom('`源微博id`'),
    reply: notGiven('Weibo posts answer no posts; comments are a table of their own'),
    url: givenFrom('`头条文章url` and links in `正文`'),
    hashtag: givenFrom('`话题`, else topics (`#…#`) in `正文`'),
    mention: givenFrom('`@用户`, else names in `正文`'),
    text: givenFrom('the column `正文`'),
    media: givenFrom('`原始图片url`: the picture’s own name, which stays when it is posted again from Weibo’s servers'),
  },
  required: [['id'], ['bid', '原始图片url'], ['正文'], ['日期', '完整日期'], ['点赞数']],
  optional: '`用户id` or `user_id`, `头条文章url`, `原始图片url`, `工具`, `评论数`, `转发数`, `话题`, `@用户`, `是否原创`, `源微博id`',

  plan(table, now) {
    const plan = crawlPlan(table, now, { post: 'id', shortPost: 'bid', time: ['完整日期', '日期'], text: '正文', client: '工具' });
    const [originId, originShort] = ['源微博id', '源微博bid'].map((name) => table.given(name)) as [string, string];
    const origin = table.has('源微博id') ? weiboNumberOfBoth(originId, originShort) : null;
    const flag = table.has('是否原创') ? `lower(${table.column('是否原创')}) IN ('false', '0')` : 'false';
    const list = (name: string): string => separatedList(table.column(name), ',');
    return {
      ...plan,
      posts: {
        ...plan.posts,
        kind: `CASE WHEN ${origin ?? 'NULL'} IS NOT NULL OR ${flag} THEN 'repost' ELSE 'original' END`,
        layers: [
          ...(origin === null ? [] : [repostLayer(origin)]),
          ...urlLayersWithText(table.has('头条文章url') ? list('头条文章url') : null),
          ...(table.has('话题') ? hashtagLayers(list('话题')) : topicLayers(table.column('正文'))),
          table.has('@用户') ? mentionLayer(list('@用户')) : nameLayer(table.column('正文')),
          ...(table.has('原始图片url') ? [mediaLayer(pictureNames(list('原始图片url')))] : []),
          textLayer(true),
        ],
      },
    };
  },
};
