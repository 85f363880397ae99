/** How a column writes times, found by its values. */
export interface TimeGuess {
  /** The `format` of a mapping; null: `iso`, which needs none. */
  readonly format: string | null;
  /** The other reading of day and month, where the values allow both. */
  readonly otherFormat: string | null;
  /** True if the values name their zone themselves. */
  readonly hasZone: boolean;
  readonly precisionSeconds: number;
  /** `date`: days without a time of day; `clock`: a time of day without a date. */
  readonly part: 'whole' | 'date' | 'clock';
  /** How it is written, for people. */
  readonly words: string;
  /** The values' times in milliseconds since 1970, zones read where they are named, else as UTC; NaN where one is none. */
  readonly times: readonly number[];
}

/** Least share of the values that must be times of one form. */
const LEAST_SHARE = 0.95;
const EARLIEST = Date.UTC(2004, 0, 1);
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** One value read as a time. `form` holds `{1}` and `{2}` where day and month may stand either way. */
interface ReadTime {
  readonly form: string;
  readonly ms: number;
  readonly hasZone: boolean;
  readonly hasClock: boolean;
  readonly hasSeconds: boolean;
  readonly first: number;
  readonly second: number;
}

/**
 * How values write times, or null where they are none.
 *
 * Epochs are taken for times only where every value lies between 2004 and a day after `now`.
 *
 * @param values Values that are not blank, in the order of the file.
 */
export function guessTime(values: readonly string[], now: Date): TimeGuess | null {
  if (values.length === 0) return null;
  return guessEpoch(values, now) ?? guessClock(values) ?? guessWritten(values, now);
}

function guessEpoch(values: readonly string[], now: Date): TimeGuess | null {
  for (const [format, digits, perMs, words] of [
    ['epoch-seconds', 10, 0.001, 'seconds'],
    ['epoch-milliseconds', 13, 1, 'milliseconds'],
    ['epoch-microseconds', 16, 1000, 'microseconds'],
  ] as const) {
    const isEpoch = new RegExp(`^\\d{${digits}}(?:\\.\\d+)?$`);
    if (!values.every((value) => isEpoch.test(value))) continue;
    const times = values.map((value) => Number(value) / perMs);
    if (times.some((ms) => ms < EARLIEST || ms > now.getTime() + 86_400_000)) return null;
    const step = precisionOf(times);
    return {
      ...{ format, otherFormat: null, hasZone: true, precisionSeconds: step, part: 'whole', times },
      words: `${words} since 1970${step > 1 ? `, whole ${step === 60 ? 'minutes' : 'days'} only` : ''}`,
    };
  }
  return null;
}

/** Precision that whole minutes or days give away; few values say nothing. */
function precisionOf(times: readonly number[]): number {
  const known = times.filter((ms) => !Number.isNaN(ms));
  if (new Set(known).size < 20) return 1;
  return known.every((ms) => ms % 86_400_000 === 0) ? 86_400 : known.every((ms) => ms % 60_000 === 0) ? 60 : 1;
}

function guessClock(values: readonly string[]): TimeGuess | null {
  if (!values.every((value) => /^(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/.test(value))) return null;
  const hasSeconds = values.some((value) => value.split(':').length === 3);
  return {
    ...{ format: hasSeconds ? '%H:%M:%S' : '%H:%M', otherFormat: null, hasZone: false, part: 'clock' },
    ...{ precisionSeconds: hasSeconds ? 1 : 60, words: 'times of day without a date', times: values.map(() => Number.NaN) },
  };
}

function guessWritten(values: readonly string[], now: Date): TimeGuess | null {
  const read = values.map(readTime);
  const forms = new Map<string, number>();
  for (const one of read) if (one !== null) forms.set(one.form, (forms.get(one.form) ?? 0) + 1);
  const [best] = [...forms].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  if (best === undefined || best[1] < LEAST_SHARE * values.length) return null;
  const [form] = best;
  const ours = read.map((one) => (one?.form === form ? one : null));
  const known = ours.filter((one) => one !== null);
  const dayFirst = form.includes('{1}') ? isDayFirst(known, now) : null;
  const times = ours.map((one) => (one === null ? Number.NaN : dayFirst === null ? one.ms : withOrder(one, dayFirst.isDayFirst)));
  const hasClock = known.some((one) => one.hasClock);
  const hasSeconds = known.some((one) => one.hasSeconds);
  const precisionSeconds = !hasClock ? 86_400 : !hasSeconds ? 60 : precisionOf(times);
  const hasZone = known.every((one) => one.hasZone || !hasClock) && known.some((one) => one.hasZone);
  const written = (isFirst: boolean): string => form.replace('{1}', isFirst ? '%d' : '%m').replace('{2}', isFirst ? '%m' : '%d');
  const format = form === 'iso' ? null : written(dayFirst?.isDayFirst ?? true);
  return {
    format,
    otherFormat: dayFirst !== null && !dayFirst.isCertain ? written(!dayFirst.isDayFirst) : null,
    hasZone,
    precisionSeconds,
    part: hasClock ? 'whole' : 'date',
    words: wordsOf({ format, hasZone, precisionSeconds, hasClock, hasSeconds, why: dayFirst?.why ?? null }),
    times,
  };
}

function wordsOf(of: {
  readonly format: string | null;
  readonly hasZone: boolean;
  readonly precisionSeconds: number;
  readonly hasClock: boolean;
  readonly hasSeconds: boolean;
  readonly why: string | null;
}): string {
  const zone = of.hasClock ? (of.hasZone ? ' with offset' : ' without a zone') : '';
  const name = of.format === null ? `ISO 8601${zone}` : `times as ${of.format}${of.hasZone ? '' : zone}`;
  const precision =
    of.precisionSeconds === 86_400
      ? ', days only'
      : of.precisionSeconds === 60
        ? of.hasSeconds
          ? ', seconds are always 00'
          : ', minutes only'
        : '';
  return `${name}${precision}${of.why === null ? '' : ` (${of.why})`}`;
}

/** Which of two numbers is the day: one above 12 says it; else the reading under which the file spans less time. */
function isDayFirst(
  times: readonly ReadTime[],
  now: Date,
): { readonly isDayFirst: boolean; readonly isCertain: boolean; readonly why: string } {
  const over = (pick: (time: ReadTime) => number): number | undefined => times.map(pick).find((number) => number > 12);
  const [first, second] = [over((time) => time.first), over((time) => time.second)];
  if (second !== undefined && first === undefined)
    return { isDayFirst: false, isCertain: true, why: `month before day: the second number goes beyond 12, such as ${second}` };
  if (first !== undefined)
    return { isDayFirst: true, isCertain: true, why: `day before month: the first number goes beyond 12, such as ${first}` };
  const span = (dayFirst: boolean): number => {
    const all = times.map((time) => withOrder(time, dayFirst));
    const latest = all.reduce((a, b) => Math.max(a, b), -Infinity);
    return latest > now.getTime() + 86_400_000 ? Infinity : latest - all.reduce((a, b) => Math.min(a, b), Infinity);
  };
  const [days, months] = [span(true), span(false)];
  const why = 'AMBIGUOUS: no number goes beyond 12, so day and month cannot be told apart';
  if (days === months) return { isDayFirst: true, isCertain: false, why: `${why}; day first is a guess` };
  return { isDayFirst: days < months, isCertain: false, why: `${why}; ${days < months ? 'day' : 'month'} first gives the shorter span` };
}

function withOrder(time: ReadTime, dayFirst: boolean): number {
  const [day, month] = dayFirst ? [time.first, time.second] : [time.second, time.first];
  const base = new Date(time.ms);
  return Date.UTC(base.getUTCFullYear(), month - 1, day) + (time.ms % 86_400_000);
}

const CLOCK = '(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:([.,])(\\d{1,9}))?)?(?:( ?)([AaPp][Mm]))?';
const ZONE = '(?:(\\s?)(Z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?))?';
const REST = new RegExp(`^(T|, | at | - | )?${CLOCK}${ZONE}$`);
const WEEKDAY = '(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(,? ))?';

interface ReadDate {
  readonly form: string;
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function readTime(value: string): ReadTime | null {
  if (value.length > 48) return null;
  const twitter = /^([A-Z][a-z]{2}) ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}):(\d{2}):(\d{2}) ([+-]\d{4}) (\d{4})$/.exec(value);
  if (twitter !== null) return readTwitter(twitter);
  const compact = /^((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:([01]\d|2[0-3])([0-5]\d)([0-5]\d)?)?$/.exec(value);
  if (compact !== null) {
    const [, year, month, day, hour, minute, second] = compact;
    const ms = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour ?? 0), Number(minute ?? 0), Number(second ?? 0));
    const form = `%Y%m%d${hour === undefined ? '' : '%H%M'}${second === undefined ? '' : '%S'}`;
    return { form, ms, hasZone: false, hasClock: hour !== undefined, hasSeconds: second !== undefined, first: 0, second: 0 };
  }
  const found = readDate(value);
  if (found === null) return null;
  const { date, rest } = found;
  const [first, second] = date.form.includes('{1}') ? [date.month, date.day] : [0, 0];
  const isSwapped = first > 12;
  const midnight = Date.UTC(date.year, (isSwapped ? date.day : date.month) - 1, isSwapped ? date.month : date.day);
  const isIsoDate = date.form === '%Y-%m-%d' && /^\d{4}-\d{2}-\d{2}/.test(value);
  if (rest === '')
    return { form: isIsoDate ? 'iso' : date.form, ms: midnight, hasZone: false, hasClock: false, hasSeconds: false, first, second };
  const clock = readClock(rest);
  if (clock === null) return null;
  const isIso = isIsoDate && /^[T ]\d{2}:\d{2}/.test(rest) && clock.isPlain;
  return { ...clock, form: isIso ? 'iso' : date.form + clock.form, ms: midnight + clock.ms, hasClock: true, first, second };
}

function readTwitter(found: RegExpExecArray): ReadTime | null {
  const [, , name, day, hour, minute, second, offset, year] = found;
  const month = MONTHS.indexOf((name as string).toLowerCase());
  if (month < 0) return null;
  const ms = Date.UTC(Number(year), month, Number(day), Number(hour), Number(minute), Number(second)) - offsetMs(offset as string);
  return { form: '%a %b %d %H:%M:%S %z %Y', ms, hasZone: true, hasClock: true, hasSeconds: true, first: 0, second: 0 };
}

/** The date at the beginning of a value. Where day and month may stand either way, `month` is the first number. */
function readDate(value: string): { readonly date: ReadDate; readonly rest: string } | null {
  const numbered = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/.exec(value);
  if (numbered !== null) {
    const [all, year, sign, month, day] = numbered;
    return checked(value, all, { form: `%Y${sign}%m${sign}%d`, year: Number(year), month: Number(month), day: Number(day) });
  }
  const either = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/.exec(value);
  if (either !== null) {
    const [all, first, sign, second, year] = either;
    const isShort = year?.length === 2;
    const form = `{1}${sign}{2}${sign}${isShort ? '%y' : '%Y'}`;
    return checked(value, all, { form, year: Number(year) + (isShort ? 2000 : 0), month: Number(first), day: Number(second) });
  }
  const chinese = /^(\d{4})年(\d{1,2})月(\d{1,2})日/.exec(value);
  if (chinese !== null) {
    const [all, year, month, day] = chinese;
    return checked(value, all, { form: '%Y年%m月%d日', year: Number(year), month: Number(month), day: Number(day) });
  }
  const dayNamed = new RegExp(`^${WEEKDAY}(\\d{1,2})([ -])([A-Z][a-z]{2,8})\\4(\\d{4})`).exec(value);
  if (dayNamed !== null) {
    const [all, weekday, comma, day, sign, name, year] = dayNamed;
    const form = `${weekday === undefined ? '' : `%a${comma}`}%d${sign}${monthSign(name as string)}${sign}%Y`;
    return checked(value, all, { form, year: Number(year), month: monthOf(name as string), day: Number(day) });
  }
  const monthNamed = new RegExp(`^${WEEKDAY}([A-Z][a-z]{2,8}) (\\d{1,2})(,?) (\\d{4})`).exec(value);
  if (monthNamed === null) return null;
  const [all, weekday, comma, name, day, sign, year] = monthNamed;
  const form = `${weekday === undefined ? '' : `%a${comma}`}${monthSign(name as string)} %d${sign} %Y`;
  return checked(value, all, { form, year: Number(year), month: monthOf(name as string), day: Number(day) });
}

function checked(value: string, all: string, date: ReadDate): { readonly date: ReadDate; readonly rest: string } | null {
  const [low, high] = [Math.min(date.month, date.day), Math.max(date.month, date.day)];
  const isOne = date.form.includes('{1}')
    ? low >= 1 && low <= 12 && high <= 31
    : date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31;
  return isOne && date.year >= 1970 && date.year <= 2100 ? { date, rest: value.slice(all.length) } : null;
}

function monthOf(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function monthSign(name: string): string {
  return name.length === 3 ? '%b' : '%B';
}

function readClock(rest: string): (Pick<ReadTime, 'form' | 'ms' | 'hasZone' | 'hasSeconds'> & { readonly isPlain: boolean }) | null {
  const found = REST.exec(rest);
  if (found === null) return null;
  const [, join = '', hour, minute, second, point, fraction, gap, half, zoneGap = '', zone] = found;
  const hours = (Number(hour) % (half === undefined ? 24 : 12)) + (/p/i.test(half ?? '') ? 12 : 0);
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return null;
  const isOffset = zone !== undefined && /^[+-]/.test(zone);
  const form =
    `${join}${half === undefined ? '%H' : '%I'}:%M${second === undefined ? '' : ':%S'}${fraction === undefined ? '' : `${point}%f`}` +
    `${half === undefined ? '' : `${gap}%p`}${zone === undefined ? '' : `${zoneGap}${isOffset ? '%z' : zone}`}`;
  const ms = ((hours * 60 + Number(minute)) * 60 + Number(second ?? 0)) * 1000 + Number(`0.${fraction ?? 0}`) * 1000;
  return {
    form,
    ms: ms - (isOffset ? offsetMs(zone) : 0),
    hasZone: zone !== undefined,
    hasSeconds: second !== undefined,
    isPlain: half === undefined && zone !== 'GMT',
  };
}

function offsetMs(offset: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes ?? 0)) * 60_000;
}
