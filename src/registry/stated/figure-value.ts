import type { Bound } from '../../store/stated.js';

/** A number as it was written. */
export interface WrittenNumber {
  readonly value: number;
  readonly bound: Bound;
  /** What stands behind the number: `followers`, `%`. */
  readonly unit: string | null;
  /** The time that stands with it, as a registry file writes one: `2010`, `2019-08`. */
  readonly date: string | null;
  /** True if it is written as digits alone, so that nothing was left out in reading it. */
  readonly isPlain: boolean;
}

const BEFORE: readonly (readonly [RegExp, Bound])[] = [
  [/^(?:no fewer than|no less than|not less than|not fewer than|at least|a minimum of|min\.?|minimum|≥|>=|至少|не менее)\s*/iu, 'at-least'],
  [/^(?:no more than|not more than|at most|up to|a maximum of|max\.?|maximum|≤|<=|至多|до)\s*/iu, 'at-most'],
  [/^(?:(?:slightly |just |well |far )?(?:more than|over|above)|upwards of|in excess of|exceeding|>|超过|超過|более)\s*/iu, 'more-than'],
  [/^(?:(?:slightly |just |well |far )?(?:fewer than|less than|under|below)|<|不到|менее)\s*/iu, 'fewer-than'],
  [
    /^(?:about|around|approximately|approx\.?|roughly|circa|ca\.?|c\.|some|nearly|almost|close to|not quite|an estimated|estimated|~|≈|约|約|近|около|почти)\s*/iu,
    'about',
  ],
];
const AFTER: readonly (readonly [RegExp, Bound])[] = [
  [/^\s*(?:\+|plus\b|or more\b|and more\b|and above\b)/iu, 'at-least'],
  [/^\s*(?:or fewer\b|or less\b|at most\b)/iu, 'at-most'],
];
const SCALES: readonly (readonly [RegExp, number])[] = [
  [/^\s*(?:thousand|tsd\.?|тыс\.?|k)(?![\p{L}])/iu, 1e3],
  [/^\s*(?:lakh|lac)s?(?![\p{L}])/iu, 1e5],
  [/^\s*(?:millions?|mio\.?|mln\.?|млн\.?|mn|m)(?![\p{L}])/iu, 1e6],
  [/^\s*crores?(?![\p{L}])/iu, 1e7],
  [/^\s*(?:billions?|bln\.?|млрд\.?|bn)(?![\p{L}])/iu, 1e9],
  [/^\s*(?:万|萬)/u, 1e4],
  [/^\s*(?:亿|億)/u, 1e8],
];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DATE =
  /\s*[,(]?\s*(?:\b(?:in|as of|by|on|at the end of)\s+)(?:(january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?\s+)?(\d{4}(?:-\d{2}(?:-\d{2})?)?)\)?\s*$/iu;
const LARGEST = 1e15;
const SMALLEST = 1e-6;

/**
 * Reads a number as people write one: `nearly 300,000`, `1,200+`, `522 in 2010`, `2.5 million followers`, `约30万`.
 *
 * `nearly`, `almost` and their like mean about. What can be read in two ways is refused: `300.000`, ranges, numbers in the notation of
 * spreadsheets that have lost their digits.
 *
 * @returns The number with how it is meant, or why it is none, to be read behind the value.
 */
export function readWrittenNumber(text: string): WrittenNumber | string {
  const whole = text.normalize('NFKC').replace(/\s+/g, ' ').trim();
  if (/^-?\d+(?:\.\d+)?e[+-]?\d+$/i.test(whole)) return 'has lost its last digits; export the file with numbers as they are';
  const dated = DATE.exec(whole);
  const date = dated === null ? null : dateOf(dated[1], dated[2] as string);
  if (dated !== null && date === null) return 'names a month and a date; write the time in the column date';
  let rest = dated === null ? whole : whole.slice(0, dated.index);
  const before = BEFORE.find(([pattern]) => pattern.test(rest));
  if (before !== undefined) rest = rest.replace(before[0], '');
  const digits = /^-?\d(?:[\d,.'’]|[ \u00a0](?=\d{3}(?!\d)))*/u.exec(rest)?.[0].replace(/[,.'’]+$/, '');
  if (digits === undefined) return 'is no number';
  rest = rest.slice(digits.length);
  const scale = SCALES.find(([pattern]) => pattern.test(rest));
  if (scale !== undefined) rest = rest.replace(scale[0], '');
  const number = plainNumber(digits, scale !== undefined);
  if (typeof number === 'string') return number;
  const after = AFTER.find(([pattern]) => pattern.test(rest));
  if (after !== undefined) rest = rest.replace(after[0], '');
  if (before !== undefined && after !== undefined && before[1] !== after[1] && before[1] !== 'about')
    return `says both ${before[1]} and ${after[1]}`;
  const unit = rest.trim();
  if (/^(?:-|–|—|to\b|and\b|bis\b|\/)/iu.test(unit) && /\d/.test(unit))
    return 'is a range; give two rows, one with the bound at-least and one with at-most';
  if (/\d/.test(unit) || unit.length > 60 || !/^(?:%|[\p{L}\p{M}][\p{L}\p{M} .'’%-]*)?$/u.test(unit)) return 'is no number with a unit';
  // Decimal shifts such as 2.3 million would else leave dust.
  const value = Number((number * (scale?.[1] ?? 1)).toPrecision(15));
  if (Math.abs(value) > LARGEST || (value !== 0 && Math.abs(value) < SMALLEST)) return 'is too large or too small to be a count';
  return {
    value,
    bound: after?.[1] ?? before?.[1] ?? 'exact',
    unit: unit === '' ? null : unit,
    date,
    isPlain: /^-?\d+(?:\.\d+)?$/.test(whole),
  };
}

function plainNumber(digits: string, hasScale: boolean): number | string {
  const compact = digits.replace(/[ \u00a0]/g, ' ');
  // 0.125 can only be a fraction, 12.3456 too.
  if (/^-?[1-9]\d{0,2}\.\d{3}$/.test(compact) && !hasScale)
    return `may be ${compact.replace('.', '')} or ${Number(compact)}; write ${compact.replace('.', '')} or ${compact}0`;
  if (/^-?\d+(?:\.\d+)?$/.test(compact)) return Number(compact);
  if (/^-?\d{1,3}([, '’.])\d{3}(?:\1\d{3})*(?:\.\d+)?$/.test(compact) && !/\.\d{3}\.\d{1,2}$/.test(compact)) {
    const mark = /[, '’.]/.exec(compact)?.[0] as string;
    return Number(compact.replaceAll(mark, ''));
  }
  if (/^-?\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?$/.test(compact)) return Number(compact.replaceAll(',', ''));
  if (hasScale && /^-?\d+,\d{1,2}$/.test(compact)) return Number(compact.replace(',', '.'));
  return `has its digits grouped as no number is; write it without marks between the digits`;
}

function dateOf(month: string | undefined, date: string): string | null {
  if (month === undefined) return date;
  if (date.length > 4) return null;
  return `${date}-${String(MONTHS.indexOf(month.slice(0, 3).toLowerCase()) + 1).padStart(2, '0')}`;
}

/** A number as it is written in a file, so that it is read again as it is. */
export function numberText(value: number): string {
  const text = String(value);
  return /^-?[1-9]\d{0,2}\.\d{3}$/.test(text) ? `${text}0` : text;
}
