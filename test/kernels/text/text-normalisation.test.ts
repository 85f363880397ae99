import { expect, test } from 'vitest';
import { textNormaliser } from '../../../src/kernels/text/text-normalisation.js';

const normalise = textNormaliser();
function formOf(text: string): string {
  const { points, length } = normalise(text);
  return String.fromCodePoint(...points.subarray(0, length));
}

test.each([
  ['case and white space', '  Hello \n\t  WORLD\u00a0again ', 'hello world again'],
  ['compatible forms', 'ＦＵＬＬ　ｗｉｄｔｈ ﬁne ①', 'full width fine 1'],
  ['sharp s and final sigma', 'STRASSE Straße ΟΔΟΣ οδος', 'strasse strasse οδοσ οδοσ'],
  ['links of all kinds', 'see https://t.co/AbC123 and www.site.org/x?y=1, pic.twitter.com/xyz http://', 'see and http:/'],
  ['a link ends where Chinese goes on', '看这里http://t.cn/abc今天', '看这里http://t.cn/abc今天'.replace('http://t.cn/abc', ' ')],
  ['handles, not addresses', '@one hi @Two_2! mail me@home.org', 'hi ! mail me@home.org'],
  ['Weibo handles', '转发 @人民日报: 今天', '转发 : 今天'],
  ['a leading repost mark', 'RT @user: the news RT @other: again', 'the news rt : again'],
  ['no repost mark', 'rt this please, art @x', 'rt this please, art'],
  ['runs of signs', 'What?!?! No... really--yes!!! ，，，', 'what? no. really-yes! ,'],
  ['runs of words and emoji stay', 'ha ha ha 😂😂😂', 'ha ha ha 😂😂😂'],
  ['what is not seen', 'in\u200bvis\u00adible\ufe0f \u202etext\u2069', 'invisible text'],
  ['only a link and a handle', '@you https://t.co/xyz', ''],
  ['nothing', '', ''],
])('%s', (_, text, form) => {
  expect(formOf(text)).toBe(form);
});

test('the weight counts Han, Kana and Hangul twice', () => {
  const weigh = (text: string): number => normalise(text).weight;
  expect(weigh('abcd ef')).toBe(7);
  expect(weigh('今天')).toBe(4);
  expect(weigh('ひらカタ한글')).toBe(12);
  expect(weigh('𠀀')).toBe(2);
  expect(weigh('😀')).toBe(1);
});

test('the normal form of a normal form is the same', () => {
  for (const text of ['Hello @x, WORLD!!', 'RT @a: b... c', '①②③ ﬀ 今天!!']) expect(formOf(formOf(text))).toBe(formOf(text));
});
