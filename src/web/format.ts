import { language } from './strings/language.svelte.ts';

const LOCALES = { en: 'en-GB', zh: 'zh-Hans-CN' } as const;
const formats = new Map<string, Intl.NumberFormat>();

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const locale = LOCALES[language()];
  const key = locale + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.NumberFormat(locale, options);
  formats.set(key, known);
  return known;
}

/** A number in the language of the interface: whole as it is, others to four significant digits. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Number.isInteger(value)) return numberFormat({}).format(value);
  const size = Math.abs(value);
  if (size < 0.0001) return numberFormat({ notation: 'scientific', maximumFractionDigits: 1 }).format(value);
  return numberFormat(size >= 1000 ? { maximumFractionDigits: 1 } : { maximumSignificantDigits: 4 }).format(value);
}

/** A number for an axis or a place with little room: 12,000 is 12K, in Chinese 1.2万. */
export function shortNumber(value: number): string {
  if (Math.abs(value) < 10_000) return numberText(value);
  return numberFormat({ notation: 'compact', maximumFractionDigits: 1 }).format(value);
}

/** A share of 0 to 1 in per cent. */
export function percentText(share: number): string {
  return numberFormat({ style: 'percent', maximumFractionDigits: share !== 0 && share < 0.01 ? 2 : share < 0.1 ? 1 : 0 }).format(share);
}

/** A difference with its sign. */
export function signedText(value: number): string {
  return value > 0 ? `+${numberText(value)}` : numberText(value).replace('-', '−');
}

/** An instant as `2016-10-01 13:45:07`, UTC; seconds are left out where there are none. */
export function instantText(instant: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  const text = at.toISOString();
  const day = text.slice(0, 10);
  if (text.endsWith('T00:00:00.000Z')) return day;
  return `${day} ${text.slice(11, at.getUTCSeconds() === 0 ? 16 : 19)}`;
}

/** The day of an instant in words, UTC. */
export function dayText(instant: string | number | Date): string {
  return new Intl.DateTimeFormat(LOCALES[language()], { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(instant));
}

/** The year, the month, and the day within its year of an axis of time, UTC. */
export function yearText(at: Date): string {
  return language() === 'zh' ? `${at.getUTCFullYear()}年` : String(at.getUTCFullYear());
}
export function monthText(at: Date): string {
  return new Intl.DateTimeFormat(LOCALES[language()], { month: 'short', timeZone: 'UTC' }).format(at);
}
export function dayOfYearText(at: Date): string {
  return new Intl.DateTimeFormat(LOCALES[language()], { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(at);
}

/** A span of seconds in the largest unit that fits it. */
export function spanText(seconds: number): string {
  const units = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const;
  const [size, unit] = units.find(([size]) => Math.abs(seconds) >= size) ?? [1, 'second'];
  return numberFormat({ style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 }).format(seconds / size);
}

/** A size of a file. */
export function bytesText(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = bytes === 0 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return numberFormat({ style: 'unit', unit: units[step] ?? 'byte', unitDisplay: 'narrow', maximumFractionDigits: 1 }).format(
    bytes / 1000 ** step,
  );
}

/** The name of a language in the language of the interface, its tag where nobody knows it. */
export function languageText(tag: string): string {
  try {
    return new Intl.DisplayNames(LOCALES[language()], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** `windowSeconds` as words: `Window seconds`. */
export function nameText(name: string): string {
  const spaced = name
    .replaceAll('_', ' ')
    .replace(/([a-z0-9])([A-Z])(?=[a-z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replace(/([a-z])([A-Z])$/, '$1 $2');
  const words = spaced.replace(/\bfdr\b/g, 'FDR');
  if (/^[pq] /.test(words)) return words;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A name before its unit, without saying the unit twice: `windowSeconds` in seconds is `Window`. */
export function labelText(name: string, unit: string | null): string {
  const text = nameText(name);
  return unit !== null && text.endsWith(` ${unit}`) ? text.slice(0, -unit.length - 1) : text;
}
