import { expect, test } from 'vitest';
import { FORMATS } from '../../src/index.js';
import { lackingIn } from '../../src/sources/format.js';
import { recogniseTable } from '../../src/sources/formats.js';

test('a table with what a format needs, and no more, is of that format and of none that is tried before', () => {
  for (const format of FORMATS) {
    const columns = format.required.map(([name]) => name as string);
    if (lackingIn(format, columns).length === 0) expect(recogniseTable('x', columns, null).id).toBe(format.id);
  }
});

test.each([
  ['4cat', 'id,thread_id,timestamp,unix_timestamp,link,subject,body,author,author_fullname,author_id,source,is_retweet,hashtags,urls'],
  ['4cat', 'id,thread_id,chat,author,author_username,author_name,body,reply_to,views,timestamp,unix_timestamp,attachment_type'],
  ['4cat', 'collected_at,query,id,thread_id,created_at,author,author_id,body,link,tags,like_count,repost_count,timestamp'],
  ['youtube-videos', 'position,channelId,channelTitle,videoId,publishedAt,videoTitle,videoDescription,viewCount,likeCount,commentCount'],
  ['youtube-comments', 'id,replyCount,likeCount,publishedAt,authorName,text,authorChannelId,authorChannelUrl,isReply,isReplyTo'],
  ['toolkit-table', 'message_id,user_id,username,repost_id,reply_id,message,timestamp,urls'],
  ['share-table', 'object_id,account_id,content_id,timestamp_share'],
  ['event-table', 'happened_at,title,source'],
])('%s: %s', (id, columns) => {
  expect(recogniseTable('x', columns.split(','), null).id).toBe(id);
});
