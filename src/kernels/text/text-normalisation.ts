/** Code points of a text's normal form, reused from text to text: only `points[0 … length − 1]` count, until the next call. */
export interface NormalText {
  readonly points: Int32Array;
  readonly length: number;
  /** Length in which Han, Kana and Hangul count twice: what a text must have to be compared at all. */
  readonly weight: number;
}

const SPACE = 0x20;
const AT = 0x40;
const COLON = 0x3a;
const LONGEST_HANDLE = 30;
/** Signs of which any run stands as its first: `?!?!` is `?`. */
const TERMINAL = signs('!?.~*_-');
/** What a link may not hold: where Chinese or Japanese goes on without a space, and quotation marks. */
const LINK_ENDS = signs('"<>\'');
const LINK_STARTS = ['http://', 'https://', 'www.', 'pic.twitter.com/', 't.co/'];
const LINK_INITIALS = signs('hwpt');

/**
 * Makes the normal form in which texts are compared: NFKC, lower case (`ß` as `ss`, final sigma as sigma), without links, handles,
 * a leading `RT @x:` and characters that are not seen (zero-width, direction marks, variation selectors); runs of white space as one
 * space, runs of the signs `! ? . ~ * _ -` as the first of them, runs of any other one punctuation mark as one.
 *
 * A handle is an at sign that no Latin letter, digit or `_` precedes, with what follows: Latin letters, digits and `_`, or, where
 * another letter follows at once (Weibo), letters up to the next space or mark. A link begins with a scheme, `www.`,
 * `pic.twitter.com/` or `t.co/`.
 *
 * @param text Any text; lone surrogates stay as they are.
 */
export type Normalise = (text: string) => NormalText;

/** A normaliser with a buffer of its own, which grows with the longest text. */
export function textNormaliser(): Normalise {
  const out = new PointBuffer();
  return (text) => {
    const folded = foldCase(text);
    out.begin(folded.length * 2);
    for (let i = skipRepostMark(folded); i < folded.length; ) i = takeOne(folded, i, out);
    return out;
  };
}

/** True for Han, Kana and Hangul, whose texts need fewer characters to say as much. */
export function isDenseScript(point: number): boolean {
  if (point < 0x1100) return false;
  return (
    (point >= 0x4e00 && point <= 0x9fff) ||
    (point >= 0x3041 && point <= 0x30ff) ||
    (point >= 0xac00 && point <= 0xd7ff) ||
    (point >= 0x3105 && point <= 0x318f) ||
    (point >= 0x31a0 && point <= 0x31ff) ||
    (point >= 0x3400 && point <= 0x4dbf) ||
    (point >= 0x20000 && point <= 0x3ffff) ||
    (point >= 0xf900 && point <= 0xfaff) ||
    point <= 0x11ff ||
    (point >= 0xa960 && point <= 0xa97f) ||
    (point >= 0x3005 && point <= 0x3007)
  );
}

class PointBuffer implements NormalText {
  points = new Int32Array(1024);
  length = 0;
  weight = 0;
  private needsSpace = false;

  begin(longest: number): void {
    if (this.points.length < longest) this.points = new Int32Array(longest * 2);
    this.length = 0;
    this.weight = 0;
    this.needsSpace = false;
  }

  /** A gap of any kind: one space before what comes next, none at either end. */
  gap(): void {
    this.needsSpace = this.length > 0;
  }

  put(point: number): void {
    if (this.needsSpace) {
      this.points[this.length++] = SPACE;
      this.weight++;
      this.needsSpace = false;
    } else if (this.length > 0 && isPunctuation(point)) {
      const last = this.points[this.length - 1];
      if (last === point || (isIn(TERMINAL, point) && isIn(TERMINAL, last))) return;
    }
    this.points[this.length++] = point;
    this.weight += isDenseScript(point) ? 2 : 1;
  }
}

/** Takes what stands at a position: a link, a handle, or a character. Returns the position behind it. */
function takeOne(text: string, at: number, out: PointBuffer): number {
  const unit = text.charCodeAt(at);
  if (unit <= SPACE || (unit > 0x7f && isSpace(unit))) {
    out.gap();
    return at + 1;
  }
  if (unit === AT && !isWordUnit(text.charCodeAt(at - 1))) {
    const end = handleEnd(text, at + 1);
    if (end > at + 1) {
      out.gap();
      return end;
    }
  } else if (isIn(LINK_INITIALS, unit) && !isWordUnit(text.charCodeAt(at - 1))) {
    const end = linkEnd(text, at);
    if (end > at) {
      out.gap();
      return end;
    }
  }
  if (unit < 0x80) {
    out.put(unit);
    return at + 1;
  }
  const point = text.codePointAt(at) as number;
  if (point === 0xdf) {
    out.put(0x73);
    out.put(0x73);
  } else if (!isUnseen(point)) out.put(point === 0x3c2 ? 0x3c3 : point);
  return at + (point > 0xffff ? 2 : 1);
}

function foldCase(text: string): string {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return text.normalize('NFKC').toLowerCase().normalize('NFKC');
  return text.toLowerCase();
}

/** Position behind a leading `rt @x:`, or 0. */
function skipRepostMark(text: string): number {
  let at = 0;
  while (text.charCodeAt(at) <= SPACE) at++;
  if (!text.startsWith('rt', at)) return 0;
  const gap = at + 2;
  at = gap;
  while (text.charCodeAt(at) <= SPACE) at++;
  if (at === gap || text.charCodeAt(at) !== AT) return 0;
  const end = handleEnd(text, at + 1);
  if (end === at + 1) return 0;
  return text.charCodeAt(end) === COLON ? end + 1 : end;
}

/** Position behind a handle's name, or where it would begin when there is none. */
function handleEnd(text: string, start: number): number {
  let end = start;
  const isLatin = isWordUnit(text.charCodeAt(start));
  const isName = (unit: number): boolean => isWordUnit(unit) || (!isLatin && unit >= 0x80 && !isSpace(unit) && !isPunctuation(unit));
  while (end < text.length && end - start < LONGEST_HANDLE && isName(text.charCodeAt(end))) end++;
  return end;
}

/** Position behind a link, or its start when there is none. */
function linkEnd(text: string, start: number): number {
  const mark = LINK_STARTS.find((candidate) => text.startsWith(candidate, start));
  if (mark === undefined) return start;
  let end = start + mark.length;
  while (end < text.length && isLinkUnit(text.charCodeAt(end))) end++;
  return end === start + mark.length ? start : end;
}

function isLinkUnit(unit: number): boolean {
  if (unit <= SPACE || isIn(LINK_ENDS, unit)) return false;
  if (unit < 0x80) return true;
  return !(isSpace(unit) || isDenseScript(unit) || isPunctuation(unit));
}

/** Latin letters in lower case, digits and `_`. */
function isWordUnit(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x5f;
}

function isSpace(unit: number): boolean {
  return (
    unit === 0xa0 ||
    unit === 0x85 ||
    unit === 0x1680 ||
    (unit >= 0x2000 && unit <= 0x200a) ||
    unit === 0x2028 ||
    unit === 0x2029 ||
    unit === 0x202f ||
    unit === 0x205f ||
    unit === 0x3000
  );
}

/** ASCII marks, general and supplemental punctuation, and that of Chinese, Arabic and Spanish. */
function isPunctuation(point: number): boolean {
  if (point < 0x80) return point < 0x30 || (point > 0x39 && point < 0x61) || point > 0x7a;
  return (
    (point >= 0x2010 && point <= 0x205e) ||
    (point >= 0x3001 && point <= 0x3003) ||
    (point >= 0x3008 && point <= 0x301f) ||
    (point >= 0xff00 && point <= 0xff0f) ||
    point === 0x60c ||
    point === 0x61b ||
    point === 0x61f ||
    point === 0x6d4 ||
    point === 0xa1 ||
    point === 0xbf ||
    point === 0xab ||
    point === 0xbb ||
    point === 0xb7
  );
}

/** Characters without a picture of their own: they change no reading, and are the cheapest way to make equal texts differ. */
function isUnseen(point: number): boolean {
  return (
    point === 0xad ||
    point === 0x34f ||
    point === 0x61c ||
    point === 0x180e ||
    (point >= 0x200b && point <= 0x200f) ||
    (point >= 0x202a && point <= 0x202e) ||
    (point >= 0x2060 && point <= 0x206f) ||
    (point >= 0xfe00 && point <= 0xfe0f) ||
    point === 0xfeff ||
    (point >= 0xe0000 && point <= 0xe0fff)
  );
}

function signs(characters: string): Uint8Array {
  const table = new Uint8Array(0x80);
  for (const character of characters) if (character.charCodeAt(0) < 0x80) table[character.charCodeAt(0)] = 1;
  return table;
}

function isIn(table: Uint8Array, point: number): boolean {
  return point < 0x80 && table[point] === 1;
}
