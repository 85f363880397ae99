import { expect, test } from 'vitest';
import { importContent, importInto } from './imported-case.js';
import { sizes } from './model-rows.js';

test('events have ISO times, with a zone or in UTC, to the day or the second, past and future; by time, with title and source', async () => {
  const { file, result } = await importContent(
    [
      'happened_at,title,source',
      '2020-01-11T08:00:00+03:30,"An admission, at last",https://example.org/a',
      '2020-01-03T00:47:05Z,A strike,',
      '2020-01-04 10:00,Without a zone,',
      '2030-05-01, Still to come ,',
    ].join('\n'),
    'events.csv',
  );
  expect(result).toMatchObject({ format: 'event-table', recordCount: 4, keptCount: 4 });
  expect(await file.rows(`SELECT strftime(happened_at, '%Y-%m-%d %H:%M:%S') AS at, title, source FROM event ORDER BY event_id`)).toEqual([
    { at: '2020-01-03 00:47:05', title: 'A strike', source: null },
    { at: '2020-01-04 10:00:00', title: 'Without a zone', source: null },
    { at: '2020-01-11 04:30:00', title: 'An admission, at last', source: 'https://example.org/a' },
    { at: '2030-05-01 00:00:00', title: 'Still to come', source: null },
  ]);
  expect(await sizes(file)).toMatchObject({ account: 0, post: 0 });
});

test('a blank title and a time that is none are set aside', async () => {
  const { rejects } = await importContent('date,title\n2020-01-01,Good\n2020-01-02,  \nsoon,When\n2020-02-30,Never\n', 'events.csv');
  expect(rejects.map(({ line, reason }) => [line, reason])).toEqual([
    [3, 'title is blank'],
    [4, 'date "soon" is not a date'],
    [5, 'date "2020-02-30" is not a date'],
  ]);
});

test('the same events twice change nothing; a table of posts with a date and a title is none of events', async () => {
  const content = 'date,title\n2020-01-01,Good\n';
  const { file } = await importContent(content, 'events.csv');
  expect(await importInto(file, content, 'again.csv')).toMatchObject({ alreadyImported: true });
  expect(await file.row(`SELECT count(*) AS count FROM event`)).toEqual({ count: 1 });
  await expect(importContent('date,title,author,text\n2020-01-01,Good,a,b\n', 'posts.csv')).rejects.toMatchObject({ code: 'format' });
});
