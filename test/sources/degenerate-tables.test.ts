import { expect, test } from 'vitest';
import { importContent, importInto, newCase } from './imported-case.js';

test('a table of more columns than any has is refused with their number', async () => {
  const names = Array.from({ length: 2001 }, (_, index) => `c${index}`);
  const file = await newCase();
  await expect(importInto(file, `${names.join()}\n${names.join()}\n`)).rejects.toMatchObject({
    code: 'format',
    message: expect.stringContaining('has 2,001 columns'),
  });
  const object = JSON.stringify(Object.fromEntries(names.map((name) => [name, 1])));
  await expect(importInto(file, `${object}\n${object}\n`)).rejects.toMatchObject({ code: 'format' });
});

test('JSON that is nested beyond what a program can walk through is refused, and costs one record beside sound ones', async () => {
  const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  const file = await newCase();
  await expect(importInto(file, `${deep(15_000)}\n{}\n`)).rejects.toMatchObject({
    code: 'format',
    message: expect.stringContaining('nested too deeply'),
  });
  const event = (key: string, more: string): string =>
    `{"did":"did:plc:a","time_us":1694288762329308,"kind":"commit","commit":{"rev":"r","operation":"create","collection":"app.bsky.feed.post","rkey":"${key}","cid":"c","record":{"$type":"app.bsky.feed.post","createdAt":"2023-09-09T19:46:02.102Z","text":"t"${more}}}}`;
  const lines = [event('k1', ''), event('k2', `,"x":${deep(15_000)}`), event('k3', '')];
  const { result } = await importContent(`${lines.join('\n')}\n`);
  expect(result.recordCount).toBe(3);
  expect(result.keptCount + result.rejectedCount).toBe(3);
  expect(result.keptCount).toBeGreaterThanOrEqual(2);
});

test('of plain JSON objects, what only later ones hold is a column too', async () => {
  const file = await newCase();
  const events = [
    { date: '2020-01-01', title: 'first' },
    { date: '2020-01-02', title: 'second', source: 'https://example.org/' },
  ];
  await importInto(file, `${events.map((event) => JSON.stringify(event)).join('\n')}\n`, 'events.jsonl');
  expect(await file.rows(`SELECT title, source FROM event ORDER BY event_id`)).toEqual([
    { title: 'first', source: null },
    { title: 'second', source: 'https://example.org/' },
  ]);
});
