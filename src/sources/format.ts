import type { LoadPlan } from '../store/load-plan.js';
import type { LayerSupport } from './layer-support.js';

/** A foreign table format: how it is recognised, and how its columns map to the model. */
export interface TableFormat {
  readonly id: string;
  /** The platform of all its accounts, by its name in `platform-names.ts`; absent where a file may be of any or of several. */
  readonly platform?: string;
  readonly title: string;
  /** What Antiphon takes from it, and what it cannot know from it; for the documentation. */
  readonly takes: string;
  readonly cannotKnow: string;
  /** Where each kind of layer comes from, or why the format cannot give it. */
  readonly layers: LayerSupport;
  /** What tells the records of a format that is JSON, whose columns are of our own making; absent for tables. */
  readonly recognisedBy?: string;
  /** Columns that must be there; each entry lists the names that will do. */
  readonly required: readonly (readonly string[])[];
  /** Columns that are used where they are there. */
  readonly optional: string;
  /** What a table with these columns lacks to be of this format, in words; absent where the required columns say it all. */
  missing?(columns: readonly string[]): string[];
  /** The mapping to the model; `now` is the time of the import. */
  plan(table: ForeignTable, now: Date): Omit<LoadPlan, 'rows' | 'record'>;
}

/** The columns of a file, by name. */
export class ForeignTable {
  readonly columns: readonly string[];
  /** True if no value can hold a line break or bytes that were not text, so that nobody has to look for them. */
  readonly isPlain: boolean;
  /** Name of the file, for tables whose account stands nowhere else. */
  readonly fileName: string;

  constructor(columns: readonly string[], isPlain: boolean, fileName = '') {
    this.columns = columns;
    this.isPlain = isPlain;
    this.fileName = fileName;
  }

  /** The first of some names that the file has, or null. */
  find(names: readonly string[]): string | null {
    return names.find((name) => this.columns.includes(name)) ?? null;
  }

  has(name: string): boolean {
    return this.columns.includes(name);
  }

  /** SQL for the first of some columns that the file has. */
  column(...names: string[]): string {
    const name = this.find(names);
    if (name === null) throw new Error(`a format asked for a column that it did not require: ${names.join(', ')}`);
    return columnExpression(this.columns.indexOf(name));
  }

  /** SQL for the first of some columns that the file has, NULL where it is blank or none of them is there. */
  given(...names: string[]): string {
    return this.find(names) === null ? 'NULL::VARCHAR' : `nullif(${this.column(...names)}, '')`;
  }
}

/** Columns are read under their position, so that no foreign name has to be an SQL name. */
export function columnExpression(index: number): string {
  return `c${index}`;
}

/** Required columns that a table lacks, each as its names joined by "or". */
export function missingColumns(required: TableFormat['required'], columns: readonly string[]): string[] {
  return required.filter((names) => !names.some((name) => columns.includes(name))).map((names) => names.join(' or '));
}

/** What a table with these columns lacks to be of a format, in words; empty if it is. */
export function lackingIn(format: TableFormat, columns: readonly string[]): string[] {
  return format.missing?.(columns) ?? missingColumns(format.required, columns);
}

/** One thing that every record of a file must have, as a quick test and as what is said where it fails; both SQL. */
export interface Check {
  readonly isSound: string;
  readonly problem: string;
}

/** All of some checks; what is said is the first problem in their order. */
export function allChecks(...checks: readonly Check[]): Check {
  return {
    isSound: checks.map((check) => check.isSound).join(' AND '),
    problem: `coalesce(${checks.map((check) => check.problem).join(', ')})`,
  };
}

/** @param name The column's name in the file, for the message. */
export function identifierCheck(value: string, name: string, table: ForeignTable): Check {
  return { isSound: isSoundIdentifier(value, table), problem: identifierProblem(value, name) };
}

/** Of an object's identifier, which may be blank. */
export function objectCheck(value: string, name: string, table: ForeignTable): Check {
  return { isSound: isSoundObject(value, table), problem: objectProblem(value, name) };
}

/** @param parsed SQL for the timestamp, NULL where `value` is none. */
export function timeCheck(parsed: string, value: string, name: string, now: Date): Check {
  return { isSound: isSoundTime(parsed, now), problem: timeProblem(parsed, value, name, now) };
}

/** Of a count of seconds since 1970. */
export function epochCheck(value: string, name: string, now: Date): Check {
  return { isSound: isSoundEpoch(value, now), problem: epochProblem(value, name, now) };
}

/** SQL for a timestamp; NULL outside the years 1 to 9999, as arithmetic fails near the ends of what the database can write down. */
function withinCalendar(parsed: string): string {
  return `CASE WHEN ${parsed} BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-30' THEN ${parsed} END`;
}

/** SQL for a time in ISO 8601 as UTC, which it is where it names no zone; NULL where it is none. */
export function zonedTime(value: string): string {
  return withinCalendar(`try_cast(${value} AS TIMESTAMPTZ)::TIMESTAMP`);
}

/** SQL for a time in ISO 8601 as it stands, whatever zone it names; NULL where it is none. */
export function writtenTime(value: string): string {
  return withinCalendar(`try_cast(${value} AS TIMESTAMP)`);
}

/** SQL for text as an SQL string. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** SQL condition: the value is missing or blank. */
export function isBlank(value: string): string {
  return `(${value} IS NULL OR trim(${value}) = '')`;
}

/**
 * SQL that says why an identifier cannot be one, or NULL: blank, or with bytes that were not text.
 *
 * @param name The column's name in the file, for the message.
 */
export function identifierProblem(value: string, name: string): string {
  return `CASE WHEN ${isBlank(value)} THEN ${sqlText(`${name} is blank`)}
    WHEN contains(${value}, chr(65533)) THEN ${sqlText(`${name} holds bytes that are not text`)}
    WHEN regexp_matches(${value}, '[\\r\\n]') THEN ${sqlText(`${name} holds a line break`)} END`;
}

/** SQL for a quick test that an identifier has none of these problems; few sound ones fail it, and are then looked at closely. */
export function isSoundIdentifier(value: string, table: ForeignTable): string {
  return `(${value} >= '#' AND ${isSoundText(value, table)})`;
}

/** SQL for a quick test that a value is text on one line, whatever it says. */
export function isSoundText(value: string, table: ForeignTable): string {
  return table.isPlain
    ? 'true'
    : `NOT contains(${value}, chr(10)) AND NOT contains(${value}, chr(13)) AND NOT contains(${value}, chr(65533))`;
}

/** SQL that says why an object's identifier cannot be one, or NULL; a blank one is no object, which is no problem. */
export function objectProblem(value: string, name: string): string {
  return `CASE WHEN NOT ${isBlank(value)} THEN ${identifierProblem(value, name)} END`;
}

/** SQL for a quick test that an object's identifier has none of these problems. */
export function isSoundObject(value: string, table: ForeignTable): string {
  return `(${value} IS NULL OR ${isSoundText(value, table)})`;
}

const LATEST_SLACK_SECONDS = 86_400;

/** SQL for a count of seconds since 1970, whole or decimal, as a timestamp; NULL where it is none. */
export function epochSeconds(value: string): string {
  return `CASE WHEN try_cast(${value} AS DOUBLE) BETWEEN 0 AND 32503680000 THEN make_timestamp(round(try_cast(${value} AS DOUBLE) * 1000000)::BIGINT) END`;
}

/** SQL for a quick test that a count of seconds since 1970 has none of these problems. */
export function isSoundEpoch(value: string, now: Date): string {
  return `try_cast(${value} AS DOUBLE) BETWEEN 0 AND ${latestSecond(now)}`;
}

function latestSecond(now: Date): number {
  return Math.floor(now.getTime() / 1000) + LATEST_SLACK_SECONDS;
}

/** SQL that says why a count of seconds since 1970 is not a time of a post, or NULL. */
export function epochProblem(value: string, name: string, now: Date): string {
  const latest = latestSecond(now);
  const number = `try_cast(${value} AS DOUBLE)`;
  const said = `${sqlText(`${name} "`)} || left(${value}, 100) || `;
  return `CASE WHEN ${isBlank(value)} THEN ${sqlText(`${name} is blank`)}
    WHEN ${number} IS NULL OR NOT isfinite(${number}) THEN ${said}'" is not a number of seconds since 1970'
    WHEN ${number} < 0 THEN ${said}'" lies before 1970'
    WHEN ${number} BETWEEN 100000000000 AND ${latest * 1000} THEN ${said}'" looks like milliseconds; seconds since 1970 are needed: divide by 1000'
    WHEN ${number} BETWEEN 100000000000000 AND ${latest * 1_000_000} THEN ${said}'" looks like microseconds; seconds since 1970 are needed: divide by 1000000'
    WHEN ${number} > ${latest} THEN ${said}'" lies in the future' END`;
}

/** SQL for a quick test that a time can be one of a post. */
export function isSoundTime(parsed: string, now: Date): string {
  return `${parsed} BETWEEN TIMESTAMP '1970-01-01' AND ${latestTimestamp(now)}`;
}

function latestTimestamp(now: Date): string {
  return `TIMESTAMP '${new Date(latestSecond(now) * 1000).toISOString().slice(0, 19).replace('T', ' ')}'`;
}

/** SQL that says why a time is none of a post, or NULL. `parsed` is SQL for the timestamp, NULL where it is none. */
export function timeProblem(parsed: string, value: string, name: string, now: Date): string {
  const said = `${sqlText(`${name} "`)} || left(${value}, 100) || `;
  return `CASE WHEN ${parsed} BETWEEN TIMESTAMP '1970-01-01' AND ${latestTimestamp(now)} THEN NULL
    WHEN ${isBlank(value)} THEN ${sqlText(`${name} is blank`)}
    WHEN ${parsed} IS NULL THEN ${said}'" is not a date'
    WHEN ${parsed} < TIMESTAMP '1970-01-01' THEN ${said}'" lies before 1970'
    ELSE ${said}'" lies in the future' END`;
}

/**
 * SQL for the time that a snowflake identifier carries, where it lies within the minute that the source states; else NULL.
 *
 * Milliseconds since 1970 are (id >> 22) + 1288834974657. Numbers below 2^41 carry no time.
 */
export function snowflakeTime(id: string, minute: string): string {
  const time = `make_timestamp((((try_cast(${id} AS BIGINT)) >> 22) + 1288834974657) * 1000)`;
  return `CASE WHEN try_cast(${id} AS BIGINT) >= 2199023255552 AND date_trunc('minute', ${time}) = date_trunc('minute', ${minute}) THEN ${time} END`;
}

/** SQL for a count, which may read `12.0`; NULL where it is none. */
export function countOf(value: string): string {
  return `try_cast(try_cast(${value} AS DOUBLE) AS BIGINT)`;
}
