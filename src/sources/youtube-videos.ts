import { allChecks, countOf, identifierCheck, type TableFormat, timeCheck, zonedTime } from './format.js';
import { givenFrom, notGiven } from './layer-support.js';
import { hashtagLayersInText, mentionLayerInText, textLayer, urlLayersInText } from './post-layers.js';

const COUNTS = [
  ['view_count', 'viewCount'],
  ['like_count', 'likeCount'],
  ['reply_count', 'commentCount'],
] as const;

/** Videos as the YouTube Data Tools list them. */
export const youtubeVideos: TableFormat = {
  id: 'youtube-videos',
  platform: 'youtube',
  title: 'YouTube Data Tools: videos',
  takes:
    'Videos as posts of their channels, with title and description as text (a blank line between them), language and counts; the layers `url`, `domain`, `hashtag`, `hashtag-sequence`, `mention` and `text`, all from title and description. Times are `publishedAt`, in UTC where they name no zone.',
  cannotKnow: 'When the counts were taken, what a video shows and says, and videos that were gone before the query.',
  layers: {
    repost: notGiven('YouTube knows no reposts'),
    reply: notGiven('videos answer no posts'),
    url: givenFrom('links in title and description'),
    hashtag: givenFrom('hashtags in title and description'),
    mention: givenFrom('mentions in title and description'),
    text: givenFrom('`videoTitle` and `videoDescription`'),
    media: notGiven('a video that is uploaded anew has another identifier'),
  },
  required: [['videoId'], ['channelId'], ['publishedAt'], ['videoTitle']],
  optional: '`channelTitle`, `videoDescription`, `defaultLanguage`, `viewCount`, `likeCount`, `commentCount`; all others are passed over',

  plan(table, now) {
    const [video, channel, time] = [table.column('videoId'), table.column('channelId'), table.column('publishedAt')];
    const posted = zonedTime(time);
    const counts = COUNTS.filter(([, name]) => table.has(name)).map(([field, name]) => [field, countOf(table.column(name))]);
    return {
      ...allChecks(
        identifierCheck(video, 'videoId', table),
        identifierCheck(channel, 'channelId', table),
        timeCheck(posted, time, 'publishedAt', now),
      ),
      account: channel,
      accountObservation: { display_name: table.given('channelTitle') },
      posts: {
        key: video,
        postedAt: posted,
        precisionSeconds: '1',
        text: `concat_ws(chr(10) || chr(10), ${table.given('videoTitle')}, ${table.given('videoDescription')})`,
        language: table.given('defaultLanguage'),
        kind: `'original'`,
        observation: Object.fromEntries(counts),
        layers: [...urlLayersInText(), ...hashtagLayersInText(), mentionLayerInText(), textLayer(true)],
        shareRows: 'once',
      },
    };
  },
};
