/** Sign between groups of three digits. */
const THIN_SPACE = '\u202f';
const LONGEST_NAME = 48;
/** Characters that are no text: controls, lone surrogates, marks that turn the direction of what follows; not the joiners. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]|(?![\u200c\u200d])\p{Cf}/gu;
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** A number as the report writes it: thin groups of three, at most three decimals; a dash where there is none. */
export function numberText(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  const digits = Number.isInteger(value) ? 0 : Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toLocaleString('en', { maximumFractionDigits: digits }).replaceAll(',', THIN_SPACE);
}

/** A measured number for a column of such: always two decimals, so that they stand under each other. */
export function decimalText(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  return value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 }).replaceAll(',', THIN_SPACE);
}

/** A number with its noun: "1 post", "1 092 posts". */
export function countText(count: number, noun: string, plural = `${noun}s`): string {
  return `${numberText(count)}${'\u00a0'}${count === 1 ? noun : plural}`;
}

/** A share of a whole as readers know it: "75 %"; "under 1 %" rather than "0 %" for what is there. */
export function percentText(part: number, whole: number): string {
  if (whole === 0) return '–';
  const share = (100 * part) / whole;
  if (part > 0 && share < 1) return `under 1${THIN_SPACE}%`;
  if (part < whole && share > 99) return `over 99${THIN_SPACE}%`;
  return `${Math.round(share)}${THIN_SPACE}%`;
}

/** A day of an instant in ISO 8601: "3 May 2021". */
export function dayText(instant: string): string {
  const [year, month, day] = instant.slice(0, 10).split('-').map(Number) as [number, number, number];
  return `${day}${'\u00a0'}${MONTHS[month - 1] ?? ''}${'\u00a0'}${year}`;
}

/** An instant in ISO 8601, to the minute: "3 May 2021, 06:10 UTC". */
export function instantText(instant: string): string {
  return `${dayText(instant)}, ${instant.slice(11, 16)}${'\u00a0'}UTC`;
}

/** A stored sentence with the report's groups of digits instead of commas. */
export function sentenceText(sentence: string): string {
  return shownText(sentence, 2000)
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, THIN_SPACE)
    .replace(/(?<=\d) (?=(s|min|h|days?|posts?|accounts?|objects?|shares?|pairs?|groups?)\b)/g, '\u00a0');
}

/** A declared name as words: `meanLagSeconds` → "Mean lag seconds". */
export function wordsOf(name: string): string {
  const words = name.replace(/_/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2');
  return words.charAt(0).toUpperCase() + words.slice(1).replace(/ ([A-Z])(?=[a-z])/g, (_, letter: string) => ` ${letter.toLowerCase()}`);
}

/** A length of time in the unit that fits: "60 s", "5 min". */
export function durationText(seconds: number): string {
  if (seconds >= 86_400 && seconds % 86_400 === 0) return countText(seconds / 86_400, 'day');
  if (seconds >= 3600 && seconds % 3600 === 0) return `${numberText(seconds / 3600)}${'\u00a0'}h`;
  if (seconds >= 60 && seconds % 60 === 0) return `${numberText(seconds / 60)}${'\u00a0'}min`;
  return `${numberText(seconds)}${'\u00a0'}s`;
}

/**
 * A text of the data as it may be shown: without controls and marks of direction, cut to a length with an ellipsis.
 *
 * @param longest In characters (code points).
 */
export function shownText(text: string, longest = LONGEST_NAME): string {
  const head = text
    .slice(0, 2 * longest + 2)
    .replace(/[\t\r\n]+/g, ' ')
    .replace(UNSEEN, '\ufffd');
  const characters = [...head];
  return characters.length <= longest ? head : `${characters.slice(0, longest - 1).join('')}…`;
}

/** Items as a sentence lists them: "a, b and c". */
export function listText(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
