/** What a unit of UTF-16 is for words; 0: not asked yet. */
const BREAK = 1;
const LETTER = 2;
const DENSE = 3;

const kinds = new Uint8Array(65_536);
const WORD_CHARACTER = /[\p{L}\p{M}\p{N}_]/u;
const DENSE_CHARACTER = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Khmer}\p{sc=Lao}\p{sc=Myanmar}\u30fc]/u;

function kindOf(unit: number): number {
  if (kinds[unit] !== 0) return kinds[unit];
  const character = String.fromCharCode(unit);
  const isSurrogate = unit >= 0xd800 && unit <= 0xdfff;
  const kind = isSurrogate || !WORD_CHARACTER.test(character) ? BREAK : DENSE_CHARACTER.test(character) ? DENSE : LETTER;
  kinds[unit] = kind;
  return kind;
}

const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;
const HASH = 35; // #
const AMPERSAND = 38; // &
const SEMICOLON = 59; // ;
/** Longest name of an HTML entity that is passed over. */
const MOST_ENTITY = 8;
const AT = 64; // @
const FULL_AT = 0xff20; // ＠
const FULL_HASH = 0xff03; // ＃
/** Shortest word that counts, in UTF-16 units; the pairs of dense scripts have two. */
const LEAST_LETTERS = 2;

/**
 * Visits what a text says, word by word: words of letters and digits in lower case, hashtags with their `#`, and of scripts that are
 * written without blanks (Han, Kana, Hangul, Thai, Khmer, Lao, Burmese) each pair of neighbours, so that nothing need be cut into words.
 * Links, names behind an `@`, HTML entities, numbers, the `rt` of reposts and words of one letter are passed over.
 *
 * @param text In lower case, composed or not: what differs in code points differs.
 * @param visit Gets a hash of 32 bits (FNV-1a over UTF-16 units, then mixed) and the place of the word in the text.
 */
export function visitWords(text: string, visit: (hash: number, start: number, end: number) => void): void {
  const { length } = text;
  let at = 0;
  while (at < length) {
    const unit = text.charCodeAt(at);
    if (unit === 104 && (text.startsWith('http://', at) || text.startsWith('https://', at))) at = afterLink(text, at);
    else if (unit === AT || unit === FULL_AT) at = afterWord(text, at + 1);
    else if (unit === AMPERSAND) at = afterEntity(text, at);
    else if (kindOf(unit) === DENSE) at = visitPairs(text, at, visit);
    else if (kindOf(unit) === LETTER) at = visitWord(text, at, at, visit);
    else if ((unit === HASH || unit === FULL_HASH) && at + 1 < length && kindOf(text.charCodeAt(at + 1)) !== BREAK)
      at = visitWord(text, at, at + 1, visit);
    else at++;
  }
}

function afterLink(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) > 32 && kindOf(text.charCodeAt(at)) !== DENSE) at++;
  return at;
}

function afterEntity(text: string, from: number): number {
  for (let at = from + 1; at < Math.min(text.length, from + 2 + MOST_ENTITY); at++) {
    const unit = text.charCodeAt(at);
    if (unit === SEMICOLON) return at + 1;
    if (unit !== HASH && kindOf(unit) !== LETTER) break;
  }
  return from + 1;
}

function afterWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && kindOf(text.charCodeAt(at)) === LETTER) at++;
  return at;
}

function visitWord(text: string, start: number, from: number, visit: (hash: number, start: number, end: number) => void): number {
  let hash = start === from ? OFFSET_BASIS : Math.imul(OFFSET_BASIS ^ HASH, PRIME);
  let hasLetter = false;
  let at = from;
  for (; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const kind = kindOf(unit);
    if (kind === BREAK || (kind === DENSE && start === from)) break;
    if (unit > 57) hasLetter = true;
    hash = Math.imul(hash ^ unit, PRIME);
  }
  const isRepostMark = at - start === 2 && text.charCodeAt(start) === 114 && text.charCodeAt(start + 1) === 116;
  if (hasLetter && at - start >= LEAST_LETTERS && !isRepostMark) visit(mixed(hash), start, at);
  return at;
}

function visitPairs(text: string, from: number, visit: (hash: number, start: number, end: number) => void): number {
  let at = from;
  while (at + 1 < text.length && kindOf(text.charCodeAt(at + 1)) === DENSE) {
    visit(mixed(Math.imul(Math.imul(OFFSET_BASIS ^ text.charCodeAt(at), PRIME) ^ text.charCodeAt(at + 1), PRIME)), at, at + 2);
    at++;
  }
  return at + 1;
}

/** Spreads a hash over all of its bits. */
function mixed(hash: number): number {
  let z = hash ^ (hash >>> 16);
  z = Math.imul(z, 0x85ebca6b);
  z ^= z >>> 13;
  z = Math.imul(z, 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}

/** Numbers that stand for the words of a text. */
export const WORD_DIMENSIONS = 64;
/** Length of the vector of a text: its numbers are whole, so that sums of them do not depend on their order. */
export const WORD_LENGTH = 4096;

/** No more different words of a text are looked at. */
const MOST_WORDS = 400;
const words = new Uint32Array(MOST_WORDS);
const counts = new Int32Array(WORD_DIMENSIONS);
let wordCount = 0;

function keepWord(hash: number): void {
  for (let index = 0; index < wordCount; index++) if (words[index] === hash) return;
  if (wordCount < MOST_WORDS) words[wordCount++] = hash;
}

/**
 * Adds the words of a text to a sum of vectors: each word once, at a place and with a sign that its hash gives, the whole of length
 * `WORD_LENGTH`. So the product of two such sums is, but for collisions, that of their word counts.
 *
 * @param text In lower case.
 * @param sum Gets `WORD_DIMENSIONS` whole numbers added from `offset` on.
 * @returns False if the text has no word; then nothing is added.
 * @see Weinberger et al. (2009), doi:10.1145/1553374.1553516
 */
export function addWordVector(text: string, sum: Int32Array | Float64Array, offset: number): boolean {
  wordCount = 0;
  visitWords(text, keepWord);
  if (wordCount === 0) return false;
  counts.fill(0);
  for (let index = 0; index < wordCount; index++) counts[words[index] % WORD_DIMENSIONS] += words[index] & 0x100 ? 1 : -1;
  let squares = 0;
  for (let place = 0; place < WORD_DIMENSIONS; place++) squares += counts[place] * counts[place];
  if (squares === 0) return false;
  const scale = WORD_LENGTH / Math.sqrt(squares);
  for (let place = 0; place < WORD_DIMENSIONS; place++) if (counts[place] !== 0) sum[offset + place] += Math.round(counts[place] * scale);
  return true;
}
