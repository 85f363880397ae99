import { type NameHint, nameHints } from './name-hints.js';
import { guessTime, type TimeGuess } from './time-guess.js';

/** What all rows of a file say of a column. */
export interface ColumnCounts {
  /** Rows in which it is not blank. */
  readonly filled: number;
  /** Different values. */
  readonly distinct: number;
  /** False where their number is an estimate. */
  readonly isExact: boolean;
}

/** How the items of a list stand in a value. */
export type ListForm = { readonly list: 'json' | 'python' } | { readonly separator: string };

/** What the values of a column are. */
export interface ColumnProfile {
  readonly name: string;
  readonly hints: ReadonlySet<NameHint>;
  /** The sample's values in the order of its rows, trimmed; blank where a row has none. */
  readonly cells: readonly string[];
  /** Those that are not blank. */
  readonly values: readonly string[];
  /** How many rows the file has, and what all of them say. */
  readonly rowCount: number;
  readonly counts: ColumnCounts;
  /** Different values of the sample. */
  readonly distinct: number;
  readonly constant: string | null;
  readonly isInteger: boolean;
  readonly isNumber: boolean;
  readonly isBoolean: boolean;
  /** One word each: no blanks, at most 64 characters. */
  readonly isWord: boolean;
  /** Words such as accounts go by, with letters. */
  readonly isHandle: boolean;
  readonly isUrl: boolean;
  readonly isLanguage: boolean;
  readonly isPlatform: boolean;
  /** 1, 2, 3, … or 0, 1, 2, … in the order of the file. */
  readonly isRowNumber: boolean;
  /** Hexadecimal digests of one length. */
  readonly isDigest: boolean;
  readonly list: ListForm | null;
  readonly time: TimeGuess | null;
  /** Why its numbers are no identifiers any more, or null. */
  readonly lostDigits: string | null;
  /** Why some of its numbers are no identifiers, or null. */
  readonly damaged: string | null;
  /** Mean length of the values in characters. */
  readonly meanLength: number;
  /** Share of the values that hold several words, or two Chinese, Japanese or Korean letters. */
  readonly wordyShare: number;
}

const MOST = 0.95;

/** @param cells The sample's values in the order of its rows; blank where a row has none. */
export function profileColumn(
  name: string,
  cells: readonly string[],
  rowCount: number,
  counts: ColumnCounts,
  isFirstRows: readonly boolean[],
  now: Date,
): ColumnProfile {
  const trimmed = cells.map((cell) => cell.trim());
  const values = trimmed.filter((value) => value !== '');
  const most = (test: (value: string) => boolean, share = MOST): boolean =>
    values.length > 0 && values.filter(test).length >= share * values.length;
  const set = new Set(values);
  const isInteger = most((value) => /^-?\d+(?:\.0+)?$/.test(value), 0.99);
  const wordy = values.filter((value) => /\S\s+\S/.test(value) || /[\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF]{2}/.test(value)).length;
  const isBoolean = isFlags(set);
  const isWord = most((value) => !/\s/.test(value) && value.length <= 64, 0.98);
  return {
    name,
    hints: nameHints(name),
    cells: trimmed,
    values,
    rowCount,
    counts,
    distinct: set.size,
    constant: set.size === 1 && counts.distinct <= 1 ? (values[0] as string) : null,
    isInteger,
    isNumber: most((value) => /^-?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?$/.test(value), 0.99),
    isBoolean,
    isWord,
    isHandle: isWord && most((value) => /^@?[\p{L}\p{N}_.-]{1,40}$/u.test(value)) && most((value) => /\p{L}/u.test(value), 0.8),
    isUrl: most((value) => /^(?:https?:\/\/|www\.)\S+$/i.test(value), 0.9),
    isLanguage: isLanguages(set),
    isPlatform: set.size > 1 && [...set].every((value) => PLATFORMS.test(value)),
    isRowNumber: isInteger && !isBoolean && isCounting(trimmed, isFirstRows),
    isDigest:
      set.size > 1 &&
      most((value) => /^[0-9a-f]{16,128}$/i.test(value) && /[a-f]/i.test(value), 0.9) &&
      new Set(values.map((v) => v.length)).size === 1,
    list: isWord && isInteger ? null : listForm(values),
    time: guessTime(values, now),
    lostDigits: lostDigits(values),
    damaged: damagedDigits(values),
    meanLength: values.reduce((sum, value) => sum + value.length, 0) / Math.max(1, values.length),
    wordyShare: wordy / Math.max(1, values.length),
  };
}

const FLAGS = new Set(['true', 'false', 't', 'f', 'yes', 'no', 'y', 'n', '0', '1', '0.0', '1.0', '是', '否']);

function isFlags(values: ReadonlySet<string>): boolean {
  return values.size > 0 && values.size <= 3 && [...values].every((value) => FLAGS.has(value.toLowerCase()));
}

const LANGUAGES = new Set(
  (
    'aa ab af am ar as ay az ba be bg bn bo br bs ca ce ckb co cs cy da de dv dz el en eo es et eu fa fi fil fj fo fr fy ga gd gl gn gu ha haw he hi hr ht hu hy ' +
    'id ig in is it iw ja jv ka kk kl km kn ko ku ky la lb lo lt lv mg mi mk ml mn mr ms mt my nb ne nl nn no nv ny om or pa pl ps pt qu rm ro ru rw sa sd si sk ' +
    'sl sm sn so sq sr st su sv sw ta te tg th ti tk tl tn to tr ts tt ug uk ur uz vi wo xh yi yo zh zu und zxx qme qht qam qct qst art ' +
    'eng rus zho cmn deu ger fra fre spa por ara jpn kor ita tur ukr pol nld fas hin ind vie tha'
  ).split(' '),
);

/** Language codes are written in lower case; in upper case they are countries. */
function isLanguages(values: ReadonlySet<string>): boolean {
  const isOne = (value: string): boolean => {
    const [, base] = /^([a-z]{2,3})(?:[-_](?:[A-Za-z]{2,4}|\d{3}))?$/.exec(value) ?? [];
    return base !== undefined && LANGUAGES.has(base);
  };
  return values.size > 0 && values.size <= 150 && [...values].filter(isOne).length >= 0.9 * values.size;
}

const PLATFORMS =
  /^(?:twitter|x|facebook(?:_graph)?|instagram(?:_id)?|youtube(?:_id)?|tiktok|telegram|weibo|vk|bluesky|mastodon|threads|reddit|linkedin|wechat|douyin|ok\.?ru|rutube|gab|parler|gettr|rumble|truth ?social)$/i;

function isCounting(cells: readonly string[], isFirstRows: readonly boolean[]): boolean {
  const first = cells.filter((_, row) => isFirstRows[row]).map(Number);
  if (first.length < 3 || (first[0] !== 0 && first[0] !== 1 && first[0] !== 2)) return false;
  return first.filter((number, row) => row === 0 || number === (first[row - 1] as number) + 1).length >= 0.98 * first.length;
}

/** Lists of at least two items in some values: JSON arrays, Python lists, or items parted by a sign. */
function listForm(values: readonly string[]): ListForm | null {
  const bracketed = values.filter((value) => value.startsWith('[') && value.endsWith(']'));
  if (values.length > 0 && bracketed.length >= MOST * values.length && bracketed.some((value) => value !== '[]')) {
    const isJson = (value: string): boolean => {
      try {
        const parsed: unknown = JSON.parse(value);
        return Array.isArray(parsed) && parsed.every((item) => typeof item === 'string');
      } catch {
        return false;
      }
    };
    return { list: bracketed.every(isJson) ? 'json' : 'python' };
  }
  const several = (separator: string, item: RegExp): boolean => {
    const lists = values.map((value) => value.split(separator).map((part) => part.trim()));
    const multiple = lists.filter((items) => items.length > 1);
    return (
      multiple.length >= Math.max(1, 0.02 * values.length) && lists.every((items) => items.every((one) => one === '' || item.test(one)))
    );
  };
  for (const separator of [';', '|', ',', ' ']) {
    if (several(separator, /^(?:https?:\/\/[^\s;|]+)$/) || several(separator, /^[#＃@＠][^\s#＃@＠;|,]+$/)) return { separator };
  }
  for (const separator of [';', '|']) if (several(separator, /^[^;|]{1,60}$/) && recurs(values, separator)) return { separator };
  // Tags and names of one word each may be parted by commas; sentences are not.
  return several(',', /^[\p{L}\p{N}_.@#-]{1,40}$/u) && !values.some((value) => /^-?\d+,\d+$/.test(value)) ? { separator: ',' } : null;
}

/** True where many values hold several items, and these come again in others: tags do, names with a sign in them do not. */
function recurs(values: readonly string[], separator: string): boolean {
  const lists = [...new Set(values)].map((value) => value.split(separator).map((item) => item.trim()));
  const seen = new Map<string, number>();
  for (const items of lists) for (const item of new Set(items)) seen.set(item, (seen.get(item) ?? 0) + 1);
  const items = lists.filter((list) => list.length > 1).flat();
  return items.length >= 0.2 * lists.length && items.filter((item) => (seen.get(item) ?? 0) > 1).length >= 0.4 * items.length;
}

/** Part of the long numbers lost digits: far more end in 00 than the one in a hundred of any numbers, or in 25 of snowflakes. */
function damagedDigits(values: readonly string[]): string | null {
  const long = [...new Set(values)].filter((value) => /^\d{16,20}$/.test(value));
  const ending = long.filter((value) => value.endsWith('00')).length;
  if (ending < 10 || ending < 0.08 * long.length) return null;
  return `${Math.round((100 * ending) / long.length)} % of its long numbers end in 00: these lost digits`;
}

/** Long numbers that went through a program which keeps 15 or 17 digits. */
function lostDigits(values: readonly string[]): string | null {
  const scientific = values.find((value) => /^\d(?:[.,]\d+)?[eE]\+?1[0-9]$/.test(value));
  const scientificCount = values.filter((value) => /^\d(?:[.,]\d+)?[eE]\+?1[0-9]$/.test(value)).length;
  if (scientific !== undefined && scientificCount >= 0.5 * values.length)
    return `written as ${scientific}: all but the first digits are lost`;
  const long = values.map((value) => value.replace(/\.0+$/, '')).filter((value) => /^\d{16,20}$/.test(value));
  if (long.length < 10 || long.length < 0.5 * values.length) return null;
  const ending = long.filter((value) => value.endsWith('00')).length;
  if (ending >= 0.9 * long.length)
    return `${ending === long.length ? 'all' : `${Math.round((100 * ending) / long.length)} % of the`} long numbers end in 00: their last digits are lost`;
  // Below 2⁵³ every number is exact; sound snowflakes are often multiples of 4096 and so exact by nature; rounded ones seldom are.
  const large = long.filter((value) => !Number.isSafeInteger(Number(value)));
  const exact = large.filter((value) => BigInt(Number(value)) === BigInt(value) && BigInt(value) % 4096n !== 0n).length;
  return large.length >= 10 && exact >= 0.5 * large.length
    ? 'its long numbers are such as a floating-point number can hold: their last digits were rounded'
    : null;
}

/** The items of a column's lists, or its values where they are none. */
export function itemsOf(column: ColumnProfile): string[] {
  const { list } = column;
  if (list === null) return [...column.values];
  if ('separator' in list) {
    const { separator } = list;
    return column.values.flatMap((value) => value.split(separator).map((item) => item.trim())).filter((item) => item !== '');
  }
  return column.values.flatMap((value) =>
    [...value.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/g)].map((match) => match[1] ?? match[2] ?? ''),
  );
}

/**
 * Share of rows that agree with the first value of `to` that came with their value of `from`; null where too few values of `from` come
 * again to tell.
 */
export function determines(from: ColumnProfile, to: ColumnProfile): number | null {
  const known = new Map<string, string>();
  let [again, agreeing] = [0, 0];
  for (const [row, key] of from.cells.entries()) {
    const value = to.cells[row] as string;
    if (key === '' || value === '') continue;
    const first = known.get(key);
    if (first === undefined) known.set(key, value);
    else {
      again++;
      if (first === value) agreeing++;
    }
  }
  return again < 10 ? null : agreeing / again;
}

const SNOWFLAKE_EPOCH = 1288834974657n;

/**
 * How far the times that identifiers carry lie from a column's times, in milliseconds: the median, where nine in ten values lie within a
 * minute of it; else null.
 */
export function snowflakeOffset(ids: ColumnProfile, time: ColumnProfile): number | null {
  const offsets: number[] = [];
  for (const [row, id] of ids.cells.entries()) {
    const at = time.time?.times[time.values.length === time.cells.length ? row : valueIndex(time, row)];
    if (!/^\d{14,19}$/.test(id) || at === undefined || Number.isNaN(at)) continue;
    offsets.push(Number((BigInt(id) >> 22n) + SNOWFLAKE_EPOCH) - at);
  }
  if (offsets.length < 3 || offsets.length < 0.9 * ids.values.length) return null;
  offsets.sort((a, b) => a - b);
  const median = offsets[offsets.length >> 1] as number;
  const near = offsets.filter((offset) => Math.abs(offset - median) <= 60_000).length;
  return near >= 0.9 * offsets.length && Math.abs(median) < 86_400_000 ? median : null;
}

const INDEXES = new WeakMap<ColumnProfile, Int32Array>();

/** The place of a row's value among those that are not blank, or -1. */
function valueIndex(column: ColumnProfile, row: number): number {
  let index = INDEXES.get(column);
  if (index === undefined) {
    let next = 0;
    index = Int32Array.from(column.cells, (cell) => (cell === '' ? -1 : next++));
    INDEXES.set(column, index);
  }
  return index[row] as number;
}
