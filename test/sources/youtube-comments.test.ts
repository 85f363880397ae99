import { expect, test } from 'vitest';
import { importContent } from './imported-case.js';
import { csvOf, objectsAsTheyStood, postRows } from './model-rows.js';

const COLUMNS = [
  ...['id', 'replyCount', 'likeCount', 'publishedAt', 'authorName', 'text', 'authorChannelId', 'authorChannelUrl', 'isReply'],
  ...['isReplyTo', 'isReplyToName'],
];
const comment = (id: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  id,
  replyCount: '3',
  likeCount: '1',
  publishedAt: '2020-01-01T12:00:05Z',
  authorName: 'Ann',
  text: `text ${id}`,
  authorChannelId: 'UCann',
  isReply: '0',
  ...more,
});

test('comments are posts with a parent; an author whose channel is gone is known by name; the rest is set aside, all adds up', async () => {
  const { file, result, rejects } = await importContent(
    csvOf(
      COLUMNS,
      comment('c1'),
      comment('c1.r1', { isReply: '1', isReplyTo: 'c1', authorChannelId: '', authorName: 'Bob' }),
      comment('c1.r2', { isReply: '1' }),
      comment('c4', { authorChannelId: '', authorName: '' }),
      comment('c5', { publishedAt: '' }),
    ),
  );
  expect(result).toMatchObject({ format: 'youtube-comments', recordCount: 5, keptCount: 3, rejectedCount: 2 });
  expect((await postRows(file)).map(({ post, account, at, kind }) => [post, account, at, kind])).toEqual([
    ['c1', 'UCann', '2020-01-01 12:00:05', 'reply'],
    ['c1.r1', 'Bob', '2020-01-01 12:00:05', 'reply'],
    ['c1.r2', 'UCann', '2020-01-01 12:00:05', 'reply'],
  ]);
  expect(await objectsAsTheyStood(file, 'reply')).toEqual(['c1.r1 c1', 'c1.r2 c1']);
  expect(await file.rows(`SELECT DISTINCT like_count, reply_count FROM post_observation`)).toEqual([{ like_count: 1, reply_count: 3 }]);
  expect(rejects.map(({ reason }) => reason)).toEqual(['authorChannelId is blank', 'publishedAt is blank']);
});

test('a table with parentId and videoId and none of the counts', async () => {
  const { file, result } = await importContent(
    csvOf(
      ['id', 'publishedAt', 'authorName', 'text', 'authorChannelId', 'parentId', 'videoId'],
      comment('1', { videoId: 'v' }),
      comment('2', { parentId: '1', videoId: 'v' }),
    ),
  );
  expect(result).toMatchObject({ format: 'youtube-comments', keptCount: 2 });
  expect(await objectsAsTheyStood(file, 'reply')).toEqual(['1 v', '2 1']);
  expect(await file.rows(`SELECT * FROM post_observation`)).toEqual([]);
});
