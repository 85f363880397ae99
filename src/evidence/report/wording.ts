/** Sign between groups of three digits. */
const THIN_SPACE = '\u202f';
const LONGEST_NAME = 48;
const SUPERSCRIPTS: Readonly<Record<string, string>> = Object.fromEntries(
  [...'-0123456789'].map((sign, index) => [sign, [...'⁻⁰¹²³⁴⁵⁶⁷⁸⁹'][index] as string]),
);
/** Characters that are no text: controls, lone surrogates, marks that turn the direction of what follows; not the joiners. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]|(?![\u200c\u200d])\p{Cf}/gu;
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
/** Formats are made once: a report writes thousands of numbers, and to make a format takes longer than to write with it. */
const UP_TO_DIGITS = [0, 1, 2, 3].map((digits) => new Intl.NumberFormat('en', { maximumFractionDigits: digits }));
const TWO_DIGITS = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A number as the report writes it: thin groups of three, at most three decimals; a dash where there is none. */
export function numberText(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  const digits = Number.isInteger(value) ? 0 : Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return (UP_TO_DIGITS[digits] as Intl.NumberFormat).format(value).replaceAll(',', THIN_SPACE);
}

/** A measured number for a column of such: always two decimals, so that they stand under each other. */
export function decimalText(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  return TWO_DIGITS.format(value).replaceAll(',', THIN_SPACE);
}

/** A measured number of any size: two decimals, two digits below 0.1, powers of ten below 0.0001. */
export function measureText(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (value === 0 || size >= 0.1) return decimalText(value);
  if (size >= 0.0001) return String(Number(value.toPrecision(2)));
  const [digits, power] = value.toExponential(1).split('e') as [string, string];
  return `${Number(digits)}${THIN_SPACE}×${THIN_SPACE}10${[...power.replace('+', '')].map((sign) => SUPERSCRIPTS[sign] ?? sign).join('')}`;
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

/** A declared name as words: `meanLagSeconds` → "Mean lag seconds", `qTiming` → "q timing". */
export function wordsOf(name: string): string {
  const words = name.replace(/_/g, ' ').replace(/([a-z])([A-Z])/g, '$1 $2');
  if (/^[pq]( |$)/.test(words)) return words.toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1).replace(/ ([A-Z])(?=[a-z])/g, (_, letter: string) => ` ${letter.toLowerCase()}`);
}

/** How long from one instant to another, both in ISO 8601, in its two largest units: "3 days 4 h", "12 min"; a dash without times. */
export function spanText(first: unknown, last: unknown): string {
  if (typeof first !== 'string' || typeof last !== 'string') return '–';
  const seconds = Math.max(0, (Date.parse(last) - Date.parse(first)) / 1000);
  if (seconds >= 86_400) {
    const hours = Math.floor((seconds % 86_400) / 3600);
    return `${countText(Math.floor(seconds / 86_400), 'day')}${hours === 0 ? '' : ` ${hours}${'\u00a0'}h`}`;
  }
  const minutes = Math.floor((seconds % 3600) / 60);
  if (seconds >= 3600) return `${Math.floor(seconds / 3600)}${'\u00a0'}h${minutes === 0 ? '' : ` ${minutes}${'\u00a0'}min`}`;
  return seconds >= 60 ? `${minutes}${'\u00a0'}min` : `${Math.floor(seconds)}${'\u00a0'}s`;
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
