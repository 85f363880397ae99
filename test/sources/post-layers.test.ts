import { expect, test } from 'vitest';
import { CaseFile } from '../../src/index.js';
import { hashtagLayer, jsonList, pythonList, separatedList, textLayer, urlLayers } from '../../src/sources/post-layers.js';
import type { LayerPlan } from '../../src/store/load.js';
import { scratchFolder } from '../scratch.js';

/** What an SQL expression over the column `v` makes of each value. */
async function results(expression: string, values: readonly (string | null)[]): Promise<unknown[]> {
  const file = await CaseFile.inMemory(scratchFolder());
  try {
    const found: unknown[] = [];
    for (const value of values)
      found.push((await file.row<{ r: unknown }>(`SELECT ${expression} AS r FROM (SELECT ?::VARCHAR AS v)`, [value])).r);
    return found;
  } finally {
    file.close();
  }
}

test('a Python list is read as Python prints it; blank and empty ones are none', async () => {
  const read = await results(pythonList('v'), [`['a']`, `['a', "it's"]`, '[a, b]', '[a]', `["x, y", 'z']`, '[]', '', null]);
  expect(read).toEqual([['a'], ['a', "it's"], ['a', 'b'], ['a'], ['x, y', 'z'], null, null, null]);
});

test('a list by a separator leaves out what is blank; a JSON list is one of strings', async () => {
  expect(await results(separatedList('v', ';'), ['a; b;;', '', null])).toEqual([['a', 'b'], null, null]);
  expect(await results(separatedList('v', "'"), ["a'b"])).toEqual([['a', 'b']]);
  expect(await results(jsonList('v'), ['["a","b, c"]', '[]', '', null])).toEqual([['a', 'b, c'], null, null, null]);
});

test('links are compared with scheme and host in lower case, without fragment and without the slash of an empty path', async () => {
  const [url] = urlLayers('v') as [LayerPlan, LayerPlan];
  const read = await results(url.canonical?.('v') ?? '', [
    'HTTP://Example.ORG/Path?Q=A#Part',
    'http://example.org/',
    'http://example.org/a/',
    'http://example.org?q=/',
    'no link',
  ]);
  expect(read).toEqual(['http://example.org/Path?Q=A', 'http://example.org', 'http://example.org/a/', 'http://example.org?q=/', 'no link']);
});

test('a domain is the host without www, port and user, each once', async () => {
  const domains = urlLayers('v')[1]?.value(`string_split(v, ' ')`) ?? '';
  expect(await results(domains, ['https://www.Example.org:8080/a http://user@example.org/b https://sub.example.org?x'])).toEqual([
    expect.arrayContaining(['example.org', 'sub.example.org']),
  ]);
});

test('hashtags are compared without case and in one Unicode form', async () => {
  expect(await results(hashtagLayer('v').canonical?.('v') ?? '', ['MaGa', 'e\u0301t\u00e9', 'РОССИЯ'])).toEqual(['maga', 'été', 'россия']);
});

test('texts are one object when they differ in case, links, mentions, runs of punctuation and white space alone', async () => {
  const layer = textLayer(false);
  const digest = layer.finish?.(layer.value('')).replaceAll('staged.text', 'v') ?? '';
  const [same, ...others] = await results(digest, ['Stop the lies!', 'RT @x: stop  THE\nlies!!! https://t.co/a', '@y stop the lies!']);
  expect(others).toEqual([same, same]);
  const different = await results(digest, ['Stop the lie!', 'Stop the lies?', '停止谎言', '']);
  expect(new Set([same, ...different]).size).toBe(5);
  expect(different[3]).toBeNull();
});
