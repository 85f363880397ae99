/** Signs that are no text, turn the direction of what follows them, or break a line: a name must not reach beyond itself. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]|(?![\u200c\u200d])\p{Cf}/gu;
/** Marks on a sign beyond these are left out: they would be piled over other lines. */
const PILED = /(\p{M}{3})\p{M}+/gu;
const ELLIPSIS = '…';
/** Between the parts of a name. */
export const BETWEEN = ' · ';
/** Share of a place that the parts after the first may take. */
const MOST_REST = 0.6;
/** Width of a narrow sign, in sizes of the font. */
const SIGN_WIDTH = 0.61;

/** A text in one line, without signs that would turn or cover what stands beside it. */
export function straight(text: string): string {
  return text
    .replace(/[\t\r\n\u2028\u2029]+/g, ' ')
    .replace(UNSEEN, '')
    .replace(PILED, '$1');
}

/** A text cut to what a place holds; wide signs count double. @param most Narrow signs that fit. */
export function cutText(text: string, most: number): string {
  const limit = Math.max(1, most);
  let length = 0;
  let kept = '';
  const signs = [...straight(text.slice(0, 4 * limit + 64))];
  for (const [index, sign] of signs.entries()) {
    length += widthOf(sign);
    if (length > limit || (length === limit && signs.slice(index + 1).some((next) => widthOf(next) > 0)))
      return `${kept.trimEnd()}${ELLIPSIS}`;
    kept += sign;
  }
  return kept;
}

/** A text cut to some pixels. @param size Of the font, in pixels. */
export function fitText(text: string, pixels: number, size = 11): string {
  return cutText(text, Math.floor(pixels / (size * SIGN_WIDTH)));
}

/** Parts of a name in one line, cut so that the first does not push the others out: they tell rows of one account apart. */
export function fitParts(parts: readonly string[], pixels: number, size = 11): string {
  const whole = parts.join(BETWEEN);
  const [first = '', ...others] = parts;
  if (others.length === 0 || pixelsOf(whole, size) <= pixels) return fitText(whole, pixels, size);
  const rest = others.join(BETWEEN);
  const gap = pixelsOf(BETWEEN, size);
  const room = Math.min(pixelsOf(rest, size), MOST_REST * pixels);
  return `${fitText(first, pixels - room - gap, size)}${BETWEEN}${fitText(rest, room, size)}`;
}

/** Width of a text in a system font, in pixels; errs on the wide side. */
export function pixelsOf(text: string, size = 11): number {
  return [...text].reduce((sum, sign) => sum + widthOf(sign), 0) * size * SIGN_WIDTH;
}

function widthOf(sign: string): number {
  const code = sign.codePointAt(0) ?? 0;
  if (/\p{M}/u.test(sign)) return 0;
  return code >= 0x1100 && !(code >= 0x1e00 && code < 0x2e80) ? 2 : 1;
}
