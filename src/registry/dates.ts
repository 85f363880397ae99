/** Microseconds are kept, so that the last instant of a day is not its last second. */
const LAST = '.999999';

/**
 * The first or the last instant of a date: `2019`, `2019-08`, `2019-08-30`, or an instant in ISO 8601 (UTC where it names no zone).
 *
 * @param end Which end of a date that is no instant.
 * @returns `YYYY-MM-DDTHH:MM:SS.ffffffZ`; null where it is no date.
 */
export function instantOf(text: string, end: 'first' | 'last'): string | null {
  const date = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text.trim());
  if (date !== null) return periodEnd(Number(date[1]), numberOf(date[2]), numberOf(date[3]), end);
  const instant = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.(\d{1,9}))?)?) ?(Z|UTC|[+-]\d{2}:?\d{2})?$/i.exec(text.trim());
  if (instant === null) return null;
  const [, day = '', clock = '', fraction = '', zone = 'Z'] = instant;
  if (periodEnd(Number(day.slice(0, 4)), numberOf(day.slice(5, 7)), numberOf(day.slice(8)), 'first') === null) return null;
  const offset = /^(Z|UTC)$/i.test(zone) ? 'Z' : zone.replace(/^([+-]\d{2}):?(\d{2})$/, '$1:$2');
  const seconds = new Date(`${day}T${clock.replace(/\.\d+$/, '')}${offset}`);
  return Number.isNaN(seconds.getTime()) ? null : `${seconds.toISOString().slice(0, 19)}.${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}

function numberOf(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits);
}

function periodEnd(year: number, month: number | null, day: number | null, end: 'first' | 'last'): string | null {
  if (year < 1000 || (month !== null && (month < 1 || month > 12))) return null;
  const shownMonth = month ?? (end === 'first' ? 1 : 12);
  const days = new Date(Date.UTC(year, shownMonth, 0)).getUTCDate();
  if (day !== null && (day < 1 || day > days)) return null;
  const shownDay = day ?? (end === 'first' ? 1 : days);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${year}-${two(shownMonth)}-${two(shownDay)}T${end === 'first' ? '00:00:00.000000' : `23:59:59${LAST}`}Z`;
}

/** An instant as it is written in a registry file: as a date where it is that end of its day. */
export function dateText(instant: string, end: 'first' | 'last'): string {
  const clock = end === 'first' ? 'T00:00:00.000000Z' : `T23:59:59${LAST}Z`;
  return instant.endsWith(clock) ? instant.slice(0, 10) : instant.replace(/\.?0+Z$/, 'Z');
}
