import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Random, randomBelow, seededRandom } from '../../../src/kernels/statistics/random.js';
import { BAND_COUNT, meetingChance, rowsFor } from '../../../src/kernels/text/min-hash.js';
import { CORE_SIMILARITY, NearDuplicates } from '../../../src/kernels/text/near-duplicates.js';
import { textNormaliser } from '../../../src/kernels/text/text-normalisation.js';

const normalise = textNormaliser();
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const LATIN = 'abcdefghijklmnopqrstuvwxyz    ';
const HAN =
  '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经';

/** The normal form as a string, and its weight. */
function normalForm(text: string): { form: string; weight: number } {
  const { points, length, weight } = normalise(text);
  return { form: String.fromCodePoint(...points.subarray(0, length)), weight };
}

/** Shingles by the definition, as strings: the reference that the kernel is held against. */
function shinglesOf(text: string): Set<string> {
  const points = [...normalForm(text).form];
  const shingles = new Set<string>();
  for (const [i, point] of points.entries()) {
    const length = DENSE.test(point) ? 3 : 5;
    if (i + length <= points.length) shingles.add(points.slice(i, i + length).join(''));
  }
  return shingles;
}

function jaccard(a: string, b: string): number {
  const [x, y] = [shinglesOf(a), shinglesOf(b)];
  const common = [...x].filter((shingle) => y.has(shingle)).length;
  return common / (x.size + y.size - common);
}

interface Clustered {
  /** The first text of each text's cluster, as its normal form. */
  readonly firstOf: readonly string[];
  readonly similarity: readonly number[];
  readonly largeBucketCount: number;
  readonly verifiedCount: number;
}

/** Clusters texts that were posted at some times (default: in order). */
function clustered(texts: readonly string[], times: readonly number[] = texts.map((_, i) => i), seed = 1, similarity = 0.8): Clustered {
  const near = new NearDuplicates(texts.length, { similarity, seed });
  const firstTime = new Float64Array(texts.length).fill(Number.POSITIVE_INFINITY);
  const forms: string[] = [];
  const numbers = texts.map((text, i) => {
    const number = near.add(normalise(text));
    firstTime[number] = Math.min(firstTime[number] as number, times[i] as number);
    forms[number] ??= normalForm(text).form;
    return number;
  });
  const steps = near.cluster(firstTime);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const { first, similarity: likeness, largeBucketCount, verifiedCount } = step.value;
  return {
    firstOf: numbers.map((number) => forms[first[number] as number] as string),
    similarity: numbers.map((number) => likeness[number] as number),
    largeBucketCount,
    verifiedCount,
  };
}

function randomText(random: Random, length: number, letters: string): string {
  const points = [...letters];
  return Array.from({ length }, () => points[randomBelow(random, points.length)]).join('');
}

/** A text with some characters replaced, put in or left out. */
function edited(text: string, edits: number, random: Random, letters: string): string {
  const points = [...text];
  for (let edit = 0; edit < edits; edit++) {
    const kind = randomBelow(random, 4);
    if (kind === 0) points.push(...randomText(random, 3, letters));
    else points.splice(randomBelow(random, points.length), kind === 1 ? 1 : randomBelow(random, 2), randomText(random, 1, letters));
  }
  return points.join('');
}

/** The definition, over all pairs: components, then those too far from the first text put together anew. */
function bruteForce(texts: readonly string[]): string[] {
  const firstOf = [...texts];
  const group = (members: readonly number[]): void => {
    const open = new Set(members);
    for (const start of members) {
      if (!open.delete(start)) continue;
      const component = [start];
      for (const at of component)
        for (const other of open) if (isPair(texts[at] as string, texts[other] as string) && open.delete(other)) component.push(other);
      const head = Math.min(...component);
      const far = component.filter((i) => i !== head && jaccard(texts[head] as string, texts[i] as string) < CORE_SIMILARITY);
      for (const i of component) if (!far.includes(i)) firstOf[i] = texts[head] as string;
      if (far.length > 0) group(far);
    }
  };
  group(texts.map((_, i) => i));
  return firstOf.map((text) => normalForm(text).form);
}

function isPair(a: string, b: string): boolean {
  if (normalForm(a).form === normalForm(b).form) return true;
  return normalForm(a).weight >= 20 && normalForm(b).weight >= 20 && jaccard(a, b) >= 0.8;
}

test('bands and rows: at a similarity of 0.8 two texts meet with a chance above 0.995, at 0.3 rarely', () => {
  expect([BAND_COUNT, rowsFor(0.8)]).toEqual([16, 5]);
  // By hand: 1 − (1 − 0.8⁵)¹⁶ = 1 − 0.67232¹⁶.
  expect(meetingChance(0.8, 5)).toBeCloseTo(0.99826, 5);
  expect(meetingChance(0.3, 5)).toBeLessThan(0.04);
  for (let similarity = 0.6; similarity <= 1; similarity += 0.01)
    expect(meetingChance(similarity, rowsFor(similarity))).toBeGreaterThanOrEqual(0.995);
});

test.each([
  { name: 'of 100 letters', letters: LATIN, length: 100, mostEdits: 6 },
  { name: 'of 20 to 30 letters', letters: LATIN, length: 25, mostEdits: 2 },
  { name: 'of 10 to 20 Han characters', letters: HAN, length: 16, mostEdits: 2 },
  { name: 'of 80 Han characters', letters: HAN, length: 80, mostEdits: 5 },
])('of pairs $name at a similarity of 0.80 to 0.86, at least 99 %% are found, and none below 0.8', ({ letters, length, mostEdits }) => {
  const random = seededRandom(11);
  const texts: string[] = [];
  const isNear: boolean[] = [];
  for (let pair = 0; pair < 10_000 && texts.length < 1600; pair++) {
    const text = randomText(random, length + randomBelow(random, 5), letters);
    const copy = edited(text, 1 + randomBelow(random, mostEdits), random, letters);
    const similarity = jaccard(text, copy);
    const isLong = normalForm(text).weight >= 20 && normalForm(copy).weight >= 20;
    if (!isLong || similarity < 0.77 || similarity > 0.86) continue;
    isNear.push(similarity >= 0.8);
    texts.push(text, copy);
  }
  const { firstOf } = clustered(texts);
  const together = isNear.map((_near, pair) => firstOf[2 * pair] === firstOf[2 * pair + 1]);
  expect(together.filter((is, pair) => is && !isNear[pair])).toEqual([]);
  const near = isNear.filter(Boolean).length;
  expect(near).toBeGreaterThan(300);
  expect(together.filter(Boolean).length / near).toBeGreaterThanOrEqual(0.99);
});

test('small corpora: clusters as by the definition over all pairs', () => {
  const random = seededRandom(5);
  let [same, all] = [0, 0];
  for (let corpus = 0; corpus < 30; corpus++) {
    const letters = corpus % 3 === 0 ? HAN : LATIN;
    const roots = Array.from({ length: 3 }, () => randomText(random, 12 + randomBelow(random, 60), letters));
    const texts = Array.from({ length: 14 }, () =>
      edited(roots[randomBelow(random, 3)] as string, randomBelow(random, 5), random, letters),
    );
    const found = clustered(texts).firstOf;
    const expected = bruteForce(texts);
    all += texts.length;
    same += found.filter((first, i) => first === expected[i]).length;
  }
  expect(same / all).toBeGreaterThanOrEqual(0.99);
});

test('whatever the texts: similarities are exact, at least 0.6, and do not depend on the order of the input', () => {
  const piece = fc.constantFrom(
    'alpha beta gamma ',
    'delta 😀 epsilon ',
    '今天的会议非常成功',
    'نحن هنا ',
    'x',
    '!!',
    ' zeta eta theta iota',
  );
  const corpora = fc.array(
    fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
    { minLength: 1, maxLength: 25 },
  );
  fc.assert(
    fc.property(corpora, fc.integer({ min: 0, max: 1000 }), (texts, seed) => {
      const times = texts.map((_, i) => (i * 7) % 4);
      const found = clustered(texts, times);
      for (const [i, text] of texts.entries()) {
        if (found.firstOf[i] === normalForm(text).form) expect(found.similarity[i]).toBe(1);
        else {
          expect(found.similarity[i]).toBeCloseTo(jaccard(found.firstOf[i] as string, text), 12);
          expect(found.similarity[i]).toBeGreaterThanOrEqual(CORE_SIMILARITY);
        }
      }
      const random = seededRandom(seed);
      const order = texts.map((_, i) => [random(), i] as const).sort((a, b) => a[0] - b[0]);
      const shuffled = clustered(
        order.map(([, i]) => texts[i] as string),
        order.map(([, i]) => times[i] as number),
      );
      expect(order.map((_, place) => shuffled.firstOf[place])).toEqual(order.map(([, i]) => found.firstOf[i]));
    }),
    { numRuns: 40 },
  );
});

test('a chain breaks where it is too far from its first text', () => {
  const random = seededRandom(3);
  const words = Array.from({ length: 60 }, () => randomText(random, 7, 'abcdefghijklmnopqrstuvwxyz'));
  // Each text is the one before without its first word and with one more: 0.82 and more like it, and 0 like the one 20 steps on.
  const chain = Array.from({ length: 40 }, (_, i) => words.slice(i, i + 20).join(' '));
  expect(jaccard(chain[0] as string, chain[1] as string)).toBeGreaterThan(0.8);
  expect(jaccard(chain[0] as string, chain[39] as string)).toBe(0);
  const { firstOf, similarity } = clustered(chain);
  expect(Math.min(...similarity)).toBeGreaterThanOrEqual(CORE_SIMILARITY);
  expect(new Set(firstOf).size).toBeGreaterThan(5);
  expect(firstOf).toEqual(bruteForce(chain));
});

test('a long chain, of more rounds than are split one by one, still ends in clusters near their first texts', () => {
  const random = seededRandom(4);
  const words = Array.from({ length: 600 }, () => randomText(random, 7, 'abcdefghijklmnopqrstuvwxyz'));
  const { firstOf, similarity } = clustered(Array.from({ length: 550 }, (_, i) => words.slice(i, i + 20).join(' ')));
  expect(Math.min(...similarity)).toBeGreaterThanOrEqual(CORE_SIMILARITY);
  expect(new Set(firstOf).size).toBeGreaterThan(40);
});

test('texts that have nothing to do with each other stay alone', () => {
  const random = seededRandom(8);
  const texts = Array.from({ length: 2000 }, () => randomText(random, 80, LATIN));
  expect(new Set(clustered(texts).firstOf).size).toBe(new Set(texts.map((text) => normalForm(text).form)).size);
});

test('edits planted at a known similarity fall on their side of the threshold', () => {
  const random = seededRandom(9);
  const text = randomText(random, 104, 'abcdefghijklmnopqrstuvwxyz'); // 100 shingles, all distinct
  const end = (count: number): string => text + '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.slice(0, count);
  // By hand: k more characters at the end add k shingles, so the index is 100 / (100 + k).
  expect(jaccard(text, end(25))).toBe(0.8);
  expect(clustered([text, end(25)]).similarity).toEqual([1, 0.8]);
  expect(clustered([text, end(26)]).firstOf[1]).not.toBe(clustered([text, end(26)]).firstOf[0]);
});

test('short texts only match when they are equal in normal form: below 20 characters, or 10 of Han', () => {
  const isOne = (a: string, b: string): boolean => new Set(clustered([a, b]).firstOf).size === 1;
  expect(isOne('Good morning, all!!', 'good  morning, all!')).toBe(true);
  expect(isOne('abcdefghijklmnopqrs', 'abcdefghijklmnopqrsx')).toBe(false); // 19 and 20
  expect(isOne('abcdefghijklmnopqrst', 'abcdefghijklmnopqrstu')).toBe(true); // 16 of 17 shingles
  expect(isOne('今天的会议非常成', '今天的会议非常成功')).toBe(false);
  expect(isOne('今天的会议非常成功圆满', '今天的会议非常成功圆满了')).toBe(true); // 9 of 10 shingles
  expect(isOne('👍', '👍')).toBe(true);
  expect(isOne('👍', '👎')).toBe(false);
  expect(isOne('x', 'y')).toBe(false);
});

test('emoji alone, right-to-left and mixed scripts are compared by characters, not by units', () => {
  const isOne = (a: string, b: string): boolean => new Set(clustered([a, b]).firstOf).size === 1;
  const emoji = '😀😃😄😁😆😅😂🤣😊😇🙂🙃😉😌😍🥰😘😗😙😚😋😛😝😜🤪';
  expect(isOne(emoji, `${emoji}🤨`)).toBe(true);
  expect(isOne(emoji, [...emoji].reverse().join(''))).toBe(false);
  const arabic = 'وصل رئيس الوزراء إلى المدينة صباح اليوم للمشاركة في المؤتمر الدولي';
  expect(isOne(arabic, `\u200f${arabic}.`)).toBe(true);
  expect(isOne('Breaking: 国务院总理今天在北京会见外国客人 (video)', 'Breaking: 国务院总理今天在北京会见外国客人 (videos)')).toBe(true);
});

test('a text of 100,000 characters, an empty one and lone surrogates go through', () => {
  const random = seededRandom(2);
  const long = randomText(random, 100_000, LATIN);
  const { firstOf, similarity } = clustered([long, `${long} and a little more`, '', '', '\ud800 \udc00', '\ud800 \udc00']);
  expect(firstOf[1]).toBe(firstOf[0]);
  expect(similarity[1]).toBeGreaterThan(0.999);
  expect(firstOf[5]).toBe(firstOf[4]);
});

test('50,000 equal texts are one, and 20,000 copies that differ in a number cost no square of their number', () => {
  const equal = clustered(Array.from({ length: 50_000 }, () => 'The same announcement for everybody, word for word'));
  expect(new Set(equal.firstOf).size).toBe(1);
  expect(equal.verifiedCount).toBe(0);
  const notice = 'The ministry announces that the new bridge over the river opens to all traffic this morning; ticket ';
  const numbered = clustered(Array.from({ length: 8_000 }, (_, i) => notice + i));
  expect(new Set(numbered.firstOf).size).toBe(1);
  expect(numbered.largeBucketCount).toBeGreaterThan(0);
  expect(numbered.verifiedCount).toBeLessThan(8_000 * 60);
});

test('texts with a long common part that are no near-duplicates cost no square of their number either', () => {
  const random = seededRandom(6);
  const common = 'Read the full statement of the ministry on our website today: ';
  const texts = Array.from({ length: 2000 }, () => common + randomText(random, 22, LATIN));
  const { verifiedCount, similarity } = clustered(texts);
  expect(verifiedCount).toBeLessThan(2000 * 400);
  expect(Math.min(...similarity)).toBeGreaterThanOrEqual(CORE_SIMILARITY);
});
