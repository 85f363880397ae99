import Type, { type Static } from 'typebox';
import { sqlText, writtenTime, zonedTime } from './format.js';

const column = Type.String({ minLength: 1 });
const parts = Type.Union([column, Type.Array(column, { minItems: 2 })]);
const declared = { column: parts, format: Type.Optional(Type.String()), zone: Type.Optional(Type.String()) };

/** A time of a mapping: the column, or several that are joined by a blank, and how it is written. */
export const mappedTime = Type.Object(declared, { additionalProperties: false });
/** The same with how precise it is. */
export const mappedPreciseTime = Type.Object(
  { ...declared, precisionSeconds: Type.Optional(Type.Integer({ minimum: 1 })) },
  { additionalProperties: false },
);

export type MappedTime = Static<typeof mappedTime>;

/** Names of time formats beside patterns; the number is how many of the unit a second has. */
export const EPOCH_FORMATS: Readonly<Record<string, number>> = {
  'epoch-seconds': 1,
  'epoch-milliseconds': 1000,
  'epoch-microseconds': 1_000_000,
};

/** True for a name of the time-zone database. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return /^[A-Za-z]/.test(zone); // the database knows no offsets as zones
  } catch {
    return false;
  }
}

/** True for `iso`, an epoch, or a pattern that the database reads. */
export function isTimeFormat(format: string): boolean {
  if (format === 'iso' || format in EPOCH_FORMATS) return true;
  return /%/.test(format) && /^(?:[^%]|%(?:-[dmyHIMSj]|[aAwdbBmyYHIpMSfgnzZjUWcxXGuV%]))*$/.test(format);
}

/** The columns of a time. */
export function timeColumns(time: MappedTime): string[] {
  return typeof time.column === 'string' ? [time.column] : time.column;
}

/** SQL for what stands in the columns of a time, joined by a blank; blank where all are. */
export function timeText(values: readonly string[]): string {
  return values.length === 1 ? (values[0] as string) : `concat_ws(' ', ${values.map((value) => `nullif(trim(${value}), '')`).join(', ')})`;
}

/**
 * SQL for a time by its declared format: `iso` (default; a zone in the value counts), `epoch-seconds`, `epoch-milliseconds`,
 * `epoch-microseconds`, or a strptime pattern. Values without a zone are in `zone`, by default UTC.
 */
export function timeExpression(value: string, { format, zone }: Pick<MappedTime, 'format' | 'zone'>): string {
  const perSecond = EPOCH_FORMATS[format ?? ''];
  if (perSecond !== undefined) {
    const number = `try_cast(${value} AS DOUBLE)`;
    return `CASE WHEN ${number} BETWEEN 0 AND ${32_503_680_000 * perSecond} THEN make_timestamp(round(${number} * ${1_000_000 / perSecond})::BIGINT) END`;
  }
  const isIso = format === undefined || format === 'iso';
  // A pattern that reads a zone gives an instant already.
  if (!isIso && /%[zZ]/.test(format)) return `try_strptime(${value}, ${sqlText(format)})::TIMESTAMP`;
  const local = isIso ? writtenTime(value) : `try_strptime(${value}, ${sqlText(format)})`;
  const inZone = zone === undefined || zone === 'UTC' ? local : `timezone('UTC', timezone(${sqlText(zone)}, ${local}))`;
  if (!isIso) return inZone;
  const hasZone = `regexp_matches(${value}, ':\\d\\d(?:[.,]\\d+)?\\s?(?:Z|UTC|[+-]\\d\\d(?::?\\d\\d)?)$')`;
  return `CASE WHEN ${hasZone} THEN ${zonedTime(value)} ELSE ${inZone} END`;
}
