import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addWordVector, visitWords, WORD_DIMENSIONS, WORD_LENGTH } from '../../../src/kernels/text/word-features.js';

function wordsOf(text: string): string[] {
  const words: string[] = [];
  visitWords(text.toLowerCase(), (_, start, end) => words.push(text.toLowerCase().slice(start, end)));
  return words;
}

test('words, hashtags and pairs of characters stand; links, names, numbers and marks of reposts do not', () => {
  expect(wordsOf('RT @some_one: The bridge, opened in 2016! #Bridge2016 https://t.co/aBc a I')).toEqual([
    'the',
    'bridge',
    'opened',
    'in',
    '#bridge2016',
  ]);
  expect(wordsOf('Доброе утро, Питер')).toEqual(['доброе', 'утро', 'питер']);
  expect(wordsOf('香港的明天 tomorrow')).toEqual(['香港', '港的', '的明', '明天', 'tomorrow']);
  expect(wordsOf('東京タワーです')).toEqual(['東京', '京タ', 'タワ', 'ワー', 'ーで', 'です']);
  expect(wordsOf('看看https://t.co/abc再见')).toEqual(['看看', '再见']);
  expect(wordsOf('tea &amp; milk &#8230; this & that;')).toEqual(['tea', 'milk', 'this', 'that']);
  expect(wordsOf('')).toEqual([]);
});

test('equal words have equal hashes, whatever stands around them', () => {
  const hashes = (text: string): number[] => {
    const found: number[] = [];
    visitWords(text, (hash) => found.push(hash));
    return found;
  };
  expect(hashes('bridge')).toEqual(hashes('… bridge!'));
  expect(hashes('＃bridge')).toEqual(hashes('#bridge'));
  expect(hashes('bridge')).not.toEqual(hashes('#bridge'));
});

test('any text has a vector of one length or none, the same in any order of its words', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const sum = new Int32Array(WORD_DIMENSIONS);
      const hasWords = addWordVector(text.toLowerCase(), sum, 0);
      const length = Math.sqrt(sum.reduce((squares, value) => squares + value ** 2, 0));
      if (hasWords) expect(Math.abs(length - WORD_LENGTH)).toBeLessThan(8);
      else expect(length).toBe(0);
    }),
    { numRuns: 25 },
  );
  const [one, other] = [new Int32Array(WORD_DIMENSIONS), new Int32Array(WORD_DIMENSIONS)];
  addWordVector('the bridge opened on monday monday', one, 0);
  addWordVector('monday on opened bridge the', other, 0);
  expect(one).toEqual(other);
});
