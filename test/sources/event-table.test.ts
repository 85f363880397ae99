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

test('a time is kept no more precise than it is stated; kinds and addresses; laws of long ago; no event twice', async () => {
  const lines = ['1948,An act,Law,Gazette,', '2022-03,Broadcasts end,rule,,https://example.org/a', '2022-03/2022-05,Talks,,,'];
  const more = ['2022-03-02,A day,,,', '2022-03-02T03:00Z,A minute,,,', '2022-03-02 03:00:00+03,A second,,,', '2022-03-02,A day,,,'];
  const head = 'date,title,kind,source,url';
  const { file, result, rejects } = await importContent(
    [head, ...lines, ...more, '2022-05/2022-03,Backwards,,,', '2022-13,No month,,,', '2022,Bad link,,,here'].join('\n'),
    'events.csv',
  );
  expect(result).toMatchObject({ recordCount: 10, keptCount: 7, rejectedCount: 3 });
  expect(rejects.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    '9 date "2022-05/2022-03" is not a date',
    '10 date "2022-13" is not a date',
    '11 url "here" is no address; it begins with https://',
  ]);
  const read = `SELECT strftime(happened_at, '%Y-%m-%d %H:%M') AS at, precision_seconds AS seconds, title, kind, url FROM event ORDER BY happened_at, title`;
  const day = 86_400;
  const events = [
    { at: '1948-01-01 00:00', seconds: 366 * day, title: 'An act', kind: 'law', url: null },
    { at: '2022-03-01 00:00', seconds: 31 * day, title: 'Broadcasts end', kind: 'rule', url: 'https://example.org/a' },
    { at: '2022-03-01 00:00', seconds: 92 * day, title: 'Talks', kind: null, url: null },
    { at: '2022-03-02 00:00', seconds: day, title: 'A day', kind: null, url: null },
    { at: '2022-03-02 00:00', seconds: 1, title: 'A second', kind: null, url: null },
    { at: '2022-03-02 03:00', seconds: 60, title: 'A minute', kind: null, url: null },
  ];
  expect(await file.rows(read)).toEqual(events);
  await importInto(file, [head, lines[0], '2023,New,,,'].join('\n'), 'more.csv');
  expect(await file.rows(read)).toEqual([...events, { at: '2023-01-01 00:00', seconds: 365 * day, title: 'New', kind: null, url: null }]);
});
