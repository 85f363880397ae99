import { expect, test } from 'vitest';
import { CaseFile } from '../../src/index.js';
import {
  hashtagLayers,
  hashtagLayersInText,
  jsonList,
  mentionLayerInText,
  pythonList,
  separatedList,
  textLayer,
} from '../../src/sources/post-layers.js';
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

test('hashtags are compared without case and in one Unicode form', async () => {
  expect(await results(hashtagLayers('v')[0]?.canonical?.quick('v') ?? '', ['MaGa', 'e\u0301t\u00e9', 'РОССИЯ'])).toEqual([
    'maga',
    'été',
    'россия',
  ]);
});

test('a sequence of hashtags is one from two different tags on, in their order and with repeats', async () => {
  const sequence = hashtagLayers('v')[0]?.ofList?.value(`string_split(v, ' ')`) ?? '';
  expect(await results(sequence, ['A b', 'b A', 'a B a', 'a A', 'a', ''])).toEqual(['#a #b', '#b #a', '#a #b #a', null, null, null]);
});

test('a tag or a name that was cut off with its text is none; an ellipsis elsewhere cuts nothing', async () => {
  const texts = ['#one #two…', '#one #two… https://t.co/abc', '#one… and #two', '#one #two', 'x…', '#two…\n'];
  const tags = hashtagLayersInText()[0]?.value('').replaceAll('staged.text', 'v') ?? '';
  expect(await results(tags, texts)).toEqual([['one'], ['one'], ['one', 'two'], ['one', 'two'], [], []]);
  const names = mentionLayerInText().value('').replaceAll('staged.text', 'v');
  expect(await results(names, ['@ann @bo…', '@ann @bo… https://t.co/abc', '@ann… @bob'])).toEqual([['ann'], ['ann'], ['ann', 'bob']]);
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
