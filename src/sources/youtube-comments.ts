import { allChecks, countOf, type ForeignTable, identifierCheck, type TableFormat, timeCheck, zonedTime } from './format.js';
import { givenFrom, notGiven } from './layer-support.js';
import { hashtagLayersInText, mentionLayerInText, replyLayer, textLayer, urlLayersInText } from './post-layers.js';

const COUNTS = [
  ['like_count', 'likeCount'],
  ['reply_count', 'replyCount'],
] as const;

/** Comments of a video as the YouTube Data Tools list them. */
export const youtubeComments: TableFormat = {
  id: 'youtube-comments',
  platform: 'youtube',
  title: 'YouTube Data Tools: comments',
  takes:
    'Comments as posts of their authors, with text and counts; the layers `reply` (the comment that is answered, else the video where the table names it), `url`, `domain`, `hashtag`, `hashtag-sequence`, `mention` and `text`. Accounts are compared by `authorChannelId`, else `authorName`. `replyCount` is what the platform states, beside the answers that the table holds. Times without a zone are UTC.',
  cannotKnow:
    'The video, where no column names it; when the counts were taken; comments that were removed or that the platform did not return.',
  layers: {
    repost: notGiven('YouTube knows no reposts'),
    reply: givenFrom('`parentId` or `isReplyTo`, else the part of `id` before the point, else `videoId`'),
    url: givenFrom('links in `text`'),
    hashtag: givenFrom('hashtags in `text`'),
    mention: givenFrom('mentions in `text`'),
    text: givenFrom('`text`'),
    media: notGiven('comments on YouTube hold no pictures or films'),
  },
  required: [['id'], ['publishedAt'], ['authorName'], ['text'], ['authorChannelId']],
  optional: '`likeCount`, `replyCount`, `isReply`, `parentId`, `isReplyTo`, `videoId`',

  plan(table, now) {
    const [id, name, time] = [table.column('id'), table.column('authorName'), table.column('publishedAt')];
    const author = `coalesce(nullif(${table.column('authorChannelId')}, ''), ${name})`;
    const posted = zonedTime(time);
    const parent = parentOf(table, id);
    const video = table.given('videoId');
    const counts = COUNTS.filter(([, column]) => table.has(column)).map(([field, column]) => [field, countOf(table.column(column))]);
    return {
      ...allChecks(
        identifierCheck(id, 'id', table),
        identifierCheck(author, 'authorChannelId', table),
        timeCheck(posted, time, 'publishedAt', now),
      ),
      account: author,
      accountObservation: { display_name: `nullif(${name}, '')` },
      posts: {
        key: id,
        postedAt: posted,
        precisionSeconds: '1',
        text: table.column('text'),
        kind: `'reply'`,
        observation: Object.fromEntries(counts),
        layers: [
          replyLayer(`coalesce(${parent}, ${video})`),
          ...urlLayersInText(),
          ...hashtagLayersInText(),
          mentionLayerInText(),
          textLayer(true),
        ],
        shareRows: 'once',
      },
    };
  },
};

/** SQL for the comment that one answers, or NULL; the identifier of an answer begins with that of its thread. */
function parentOf(table: ForeignTable, id: string): string {
  const name = table.find(['parentId', 'isReplyTo']);
  const thread = `CASE WHEN contains(${id}, '.') THEN split_part(${id}, '.', 1) END`;
  const parent = name === null ? thread : `coalesce(nullif(trim(${table.column(name)}), ''), ${thread})`;
  return table.has('isReply') ? `CASE WHEN lower(${table.column('isReply')}) IN ('1', '1.0', 'true') THEN ${parent} END` : parent;
}
