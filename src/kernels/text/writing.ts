/** How much of a text is written in each script, in letters. */
export interface Writing {
  /** The script with most letters, or null where there are none. Han and Kana count together as `Han`. */
  readonly script: Script | null;
  /** Share of all letters that are of that script, 0–1. */
  readonly share: number;
  /** Letters of that script; Han counts for three, Kana and Hangul for two, as they say as much. */
  readonly letters: number;
  /** Share of Kana among Han and Kana, 0–1. */
  readonly kanaShare: number;
  /** The text with the letters of all other scripts as blanks. */
  readonly ownText: string;
}

/** Scripts by which languages are told apart; all others are `Other`. */
const SCRIPTS = [
  'Latin',
  'Cyrillic',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Arabic',
  'Devanagari',
  'Greek',
  'Hebrew',
  'Thai',
  'Armenian',
  'Georgian',
  'Bengali',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Gujarati',
  'Gurmukhi',
  'Oriya',
  'Sinhala',
  'Khmer',
  'Lao',
  'Myanmar',
  'Tibetan',
  'Ethiopic',
  'Mongolian',
  'Thaana',
  'Cherokee',
  'Tifinagh',
  'Syriac',
  'Bopomofo',
  'Canadian_Aboriginal',
  'Yi',
  'Nko',
] as const;

export type Script = (typeof SCRIPTS)[number] | 'Other';

const NO_LETTER = 1;
const OTHER = 2;
const FIRST = 3;
const [HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO] = (['Han', 'Hiragana', 'Katakana', 'Hangul', 'Bopomofo'] as const).map(
  (name) => FIRST + SCRIPTS.indexOf(name),
) as [number, number, number, number, number];
const PATTERNS = SCRIPTS.map((name) => new RegExp(`\\p{Script=${name}}`, 'u'));
const LETTER = /\p{L}/u;

/** What each code point is, filled as they are met: 0 not asked yet, then the numbers above. */
const kinds = new Uint8Array(0x110000);

function kindOf(point: number): number {
  if (kinds[point] !== 0) return kinds[point];
  const character = String.fromCodePoint(point);
  const script = LETTER.test(character) ? PATTERNS.findIndex((pattern) => pattern.test(character)) : NO_LETTER - FIRST;
  const kind = script === -1 ? OTHER : script + FIRST;
  kinds[point] = kind;
  return kind;
}

/**
 * Finds the script in which most of a text is written, and how much of it.
 *
 * Counts letters by their Unicode script; digits, marks and signs count nowhere. Equal counts go to the script that stands first in the
 * list of this file. Lone surrogates are no letters.
 */
export function writingOf(text: string): Writing {
  const counts = new Float64Array(FIRST + SCRIPTS.length);
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) as number;
    if (point > 0xffff) at++;
    counts[kindOf(point)]++;
  }
  counts[NO_LETTER] = 0;
  const kana = counts[HIRAGANA] + counts[KATAKANA];
  const han = counts[HAN] + counts[BOPOMOFO];
  counts[HAN] = 3 * han + 2 * kana;
  counts[HANGUL] *= 2;
  counts.fill(0, HIRAGANA, KATAKANA + 1);
  counts[BOPOMOFO] = 0;
  let kind = FIRST;
  let all = 0;
  for (let candidate = OTHER; candidate < counts.length; candidate++) {
    all += counts[candidate];
    if (counts[candidate] > counts[kind]) kind = candidate;
  }
  const letters = counts[kind];
  if (letters === 0) return { script: null, share: 0, letters: 0, kanaShare: 0, ownText: '' };
  return {
    script: SCRIPTS[kind - FIRST] ?? 'Other',
    share: letters / all,
    letters,
    kanaShare: han + kana === 0 ? 0 : kana / (han + kana),
    ownText: letters === all ? text : withoutOthers(text, kind),
  };
}

/** Whether any letter of a text is of a script; Kana counts as `Han`. */
export function hasScript(script: Script, text: string): boolean {
  const wanted = FIRST + SCRIPTS.indexOf(script as (typeof SCRIPTS)[number]);
  for (const character of text) {
    const kind = kindOf(character.codePointAt(0) as number);
    if (kind === wanted || (wanted === HAN && (kind === HIRAGANA || kind === KATAKANA))) return true;
  }
  return false;
}

function withoutOthers(text: string, own: number): string {
  let kept = '';
  for (let at = 0; at < text.length; at++) {
    const point = text.codePointAt(at) as number;
    const size = point > 0xffff ? 2 : 1;
    const kind = kindOf(point);
    const isOwn = kind === own || kind === NO_LETTER || (own === HAN && (kind === HIRAGANA || kind === KATAKANA || kind === BOPOMOFO));
    kept += isOwn ? text.slice(at, at + size) : ' ';
    at += size - 1;
  }
  return kept;
}
