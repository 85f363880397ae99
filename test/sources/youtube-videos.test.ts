import { expect, test } from 'vitest';
import { importContent } from './imported-case.js';
import { csvOf, objectsAsTheyStood, postRows } from './model-rows.js';

const VIDEO_COLUMNS = [
  ...['position', 'channelId', 'channelTitle', 'videoId', 'publishedAt', 'publishedAtSQL', 'videoTitle', 'videoDescription', 'tags'],
  ...['videoCategoryId', 'duration', 'defaultLanguage', 'viewCount', 'likeCount', 'dislikeCount', 'favoriteCount', 'commentCount'],
];
const video = (id: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  channelId: 'UCann',
  channelTitle: 'Ann TV',
  videoId: id,
  publishedAt: '2020-01-01T12:00:05Z',
  videoTitle: `title ${id}`,
  videoDescription: 'see https://example.org/a #Tag\nbye',
  viewCount: '10',
  likeCount: '',
  commentCount: '0',
  ...more,
});

test('videos are posts of their channels; a count that is not there is no zero; tabs part columns as well', async () => {
  const rows = csvOf(VIDEO_COLUMNS, video('v1'), video('v2', { videoDescription: '', defaultLanguage: 'de' }));
  const tabbed = csvOf(VIDEO_COLUMNS, video('v1'), video('v2', { videoDescription: '', defaultLanguage: 'de' })).replaceAll(',', '\t');
  for (const content of [rows, tabbed]) {
    const { file, result } = await importContent(content, 'videolist.tab');
    expect(result).toMatchObject({ format: 'youtube-videos', recordCount: 2, keptCount: 2 });
    const post = { account: 'UCann', at: '2020-01-01 12:00:05', precision: 1, kind: 'original', client: null };
    expect(await postRows(file)).toEqual([
      { ...post, post: 'v1', language: null, text: 'title v1\n\nsee https://example.org/a #Tag\nbye' },
      { ...post, post: 'v2', language: 'de', text: 'title v2' },
    ]);
    expect(await objectsAsTheyStood(file, 'url')).toEqual(['v1 https://example.org/a']);
    expect(await objectsAsTheyStood(file, 'hashtag')).toEqual(['v1 Tag']);
    expect(await file.rows(`SELECT DISTINCT view_count, like_count, reply_count FROM post_observation`)).toEqual([
      { view_count: 10, like_count: null, reply_count: 0 },
    ]);
    expect(await file.rows(`SELECT display_name FROM account_observation`)).toEqual([{ display_name: 'Ann TV' }]);
  }
});

test('a table without counts, descriptions and channel names', async () => {
  const { file, result } = await importContent(csvOf(['videoId', 'channelId', 'publishedAt', 'videoTitle'], video('v1')));
  expect(result).toMatchObject({ format: 'youtube-videos', keptCount: 1 });
  expect(await file.rows(`SELECT * FROM post_observation`)).toEqual([]);
});

test('blank identifiers and what is no date are set aside; all add up', async () => {
  const { result, rejects } = await importContent(
    csvOf(VIDEO_COLUMNS, video('v1'), video(''), video('v3', { channelId: '' }), video('v4', { publishedAt: 'yesterday' })),
  );
  expect(result).toMatchObject({ recordCount: 4, keptCount: 1, rejectedCount: 3 });
  expect(rejects.map(({ reason }) => reason)).toEqual(['videoId is blank', 'channelId is blank', 'publishedAt "yesterday" is not a date']);
});
