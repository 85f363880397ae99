/**
 * The words of a text as the QUT toolkit compares them: the distinct pieces between default word boundaries (Unicode Annex 29) of the
 * text in lower case without mentions; marks count as words of their own, blanks and apostrophes before a word do not.
 *
 * Han characters stand alone, Katakana runs stay together.
 *
 * @see QUT Digital Observatory, coordination-network-toolkit: `tokenize`; Unicode Standard Annex 29, word boundaries
 */
export function wordSet(text: string): Set<string> {
  const words = new Set<string>();
  for (const [piece] of text.toLowerCase().replace(/@\S*/g, '').matchAll(PIECE)) {
    if (piece !== "'" && piece.trim() !== '' && !SEPARATORS.includes(piece)) words.add(piece);
  }
  return words;
}

const JOINED = '[\\p{M}\\p{Emoji_Modifier}\\u200C\\u200D[\\p{Cf}--[\\u200B]]]*';
const KATAKANA = '[[\\p{Script=Katakana}\\u3031-\\u3035\\u309B\\u309C\\u30A0\\u30FC\\uFF70]--[\\p{M}]]';
// Scripts without spaces between words have no boundaries of their own in the default rules: each character stands alone.
const UNSPACED = '\\p{Ideographic}\\p{Script=Hiragana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const LETTER = `[\\p{Alphabetic}--[${UNSPACED}\\p{M}]--${KATAKANA}]`;
const DIGIT = '\\p{Nd}';
const BINDER = '[_\\u202F\\u203F\\u2040\\u2054\\uFE33\\uFE34\\uFE4D-\\uFE4F\\uFF3F]';
const BETWEEN_BOTH = ".'\\u2018\\u2019\\u2024\\uFE52\\uFF07\\uFF0E";
const BETWEEN_LETTERS = `[${BETWEEN_BOTH}:\\u00B7\\u0387\\u055F\\u05F4\\u2027\\uFE13\\uFE55\\uFF1A]`;
const BETWEEN_DIGITS = `[${BETWEEN_BOTH},;\\u037E\\u0589\\u060C\\u060D\\u066C\\u07F8\\u2044\\uFE10\\uFE14\\uFE50\\uFE54\\uFF0C\\uFF1B]`;

const HEBREW = '[\\p{Script=Hebrew}&&\\p{L}]';

const letters = `${LETTER}${JOINED}(?:${BETWEEN_LETTERS}${JOINED}(?=${LETTER})|(?<=${HEBREW}\\p{M}*)"(?=${HEBREW}))?`;
const digits = `${DIGIT}${JOINED}(?:${BETWEEN_DIGITS}${JOINED}(?=${DIGIT}))?`;
const core = `(?:(?:${letters}|${digits})+|(?:${KATAKANA}${JOINED})+)`;
const binders = `(?:${BINDER}${JOINED})+`;
const word = `(?:${binders})?${core}(?:${binders}${core}?)*|${binders}`;
const flag = `\\p{RI}${JOINED}\\p{RI}${JOINED}`;
const character = `[\\s\\S]${JOINED}(?:(?<=\\u200D)\\p{Extended_Pictographic}${JOINED})*`;
const lineBreak = '[\\n\\r\\v\\f\\u0085\\u2028\\u2029]';

/** What separates words in Python beside what JavaScript trims. */
const SEPARATORS = '\x1c\x1d\x1e\x1f\x85';
const PIECE = new RegExp(`${word}|${flag}|${lineBreak}|${character}`, 'gv');

/** Word sets as sorted numbers, with a few bits of each that show most unlike pairs at once. */
export class WordSets {
  private readonly numbers = new Map<string, number>();
  private readonly sets: Int32Array[] = [];
  private readonly low: number[] = [];
  private readonly high: number[] = [];

  /** Adds the next set. */
  add(words: ReadonlySet<string>): void {
    const set = Int32Array.from(words, (word) => {
      const known = this.numbers.get(word);
      if (known !== undefined) return known;
      this.numbers.set(word, this.numbers.size);
      return this.numbers.size - 1;
    }).sort();
    let [low, high] = [0, 0];
    for (const number of set) {
      const bit = Math.imul(number, 0x9e3779b1) >>> 26;
      if (bit < 32) low |= 1 << bit;
      else high |= 1 << (bit - 32);
    }
    this.sets.push(set);
    this.low.push(low);
    this.high.push(high);
  }

  /** Number of words in a set. */
  size(index: number): number {
    return (this.sets[index] as Int32Array).length;
  }

  /**
   * Whether the Jaccard index of two sets, |A ∩ B| ÷ |A ∪ B|, reaches a threshold above 0; exact. Two empty sets count as equal.
   */
  isSimilar(a: number, b: number, threshold: number): boolean {
    const x = this.sets[a] as Int32Array;
    const y = this.sets[b] as Int32Array;
    if (x.length === 0 || y.length === 0) return x.length === y.length;
    if (Math.min(x.length, y.length) / Math.max(x.length, y.length) < threshold) return false;
    // A bit that one has and the other has not is a word that the other lacks.
    const lacking =
      bitCount((this.low[a] as number) ^ (this.low[b] as number)) + bitCount((this.high[a] as number) ^ (this.high[b] as number));
    const most = Math.floor((x.length + y.length - lacking) / 2);
    if (most / (x.length + y.length - most) < threshold) return false;
    const common = commonCount(x, y);
    return common / (x.length + y.length - common) >= threshold;
  }
}

function commonCount(x: Int32Array, y: Int32Array): number {
  let [i, j, common] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const step = (x[i] as number) - (y[j] as number);
    if (step <= 0) i++;
    if (step >= 0) j++;
    if (step === 0) common++;
  }
  return common;
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
