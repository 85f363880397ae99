import { AntiphonError } from '../errors.js';
import type { CaseFile } from './case-file.js';
import { type Condition, type Literal, type Operator, readFilter } from './filter-text.js';
import { type BoundSql, type ColumnValue, foldedSql, type Relation, type RelationColumn } from './relation.js';

/** SQL condition over the rows `t` of a relation, with the joins that it needs. */
export interface RowCondition extends BoundSql {
  readonly joins: readonly string[];
}

const MOST_WORDS = 20;

/** The column with this name. */
export function columnOf(relation: Relation, name: string): RelationColumn {
  const column = relation.columns.find((candidate) => candidate.name === name);
  if (column !== undefined) return column;
  const known = relation.columns.map((candidate) => candidate.name).join(', ');
  throw new AntiphonError('usage', `${relation.name} has no column ${JSON.stringify(name.slice(0, 80))}; its columns are ${known}`);
}

/**
 * A filter and a search as one SQL condition, or null where both are absent.
 *
 * @throws AntiphonError `usage`: an unknown column, or a value that is none of its type.
 */
export async function rowCondition(
  file: CaseFile,
  relation: Relation,
  { where, search }: { readonly where?: string | undefined; readonly search?: string | undefined },
): Promise<RowCondition | null> {
  const parts: RowCondition[] = [];
  if (where !== undefined) parts.push(await filterSql(file, relation, readFilter(where)));
  if (search !== undefined) parts.push(await searchSql(file, relation, search));
  return parts.length === 0 ? null : joined(parts, ' AND ');
}

function joined(parts: readonly RowCondition[], by: ' AND ' | ' OR '): RowCondition {
  return {
    sql: `(${parts.map(({ sql }) => sql).join(by)})`,
    values: parts.flatMap(({ values }) => [...values]),
    joins: [...new Set(parts.flatMap(({ joins }) => joins))],
  };
}

async function filterSql(file: CaseFile, relation: Relation, condition: Condition): Promise<RowCondition> {
  if (condition.kind === 'and' || condition.kind === 'or') {
    const parts: RowCondition[] = [];
    for (const part of condition.parts) parts.push(await filterSql(file, relation, part));
    return joined(parts, condition.kind === 'and' ? ' AND ' : ' OR ');
  }
  const column = columnOf(relation, condition.column);
  const value = await column.value(file);
  const joins = value.join === undefined ? [] : [value.join];
  if (condition.kind === 'null') return { sql: `(${value.sql}) IS ${condition.isNull ? '' : 'NOT '}NULL`, values: [], joins };
  return { ...comparison(column, value, condition.operator, condition.value), joins };
}

function comparison(column: RelationColumn, value: ColumnValue, operator: Operator, literal: Literal): BoundSql {
  if (value.kind === 'number') return numberComparison(column, value, operator, literal);
  if (value.kind === 'time') return timeComparison(column, value, operator, literal);
  if (value.kind === 'prose' && operator !== 'contains')
    throw new AntiphonError('usage', `${column.name} holds texts of posts: use contains, is null or is not null, not ${operator}`);
  if (operator !== '=' && operator !== '!=' && operator !== 'contains')
    throw new AntiphonError(
      'usage',
      `${column.name} holds ${column.type === 'text' ? 'texts' : 'names'}: use =, != or contains, not ${operator}`,
    );
  if (operator === 'contains') return containsSql(value, literal.text);
  if (value.kind === 'text') return { sql: `(${value.sql}) ${operator} ?`, values: [literal.text] };
  const named = `(${value.sql}) ${operator === '!=' ? 'NOT ' : ''}IN (SELECT rank FROM ${value.names} WHERE shown = ?)`;
  return { sql: named, values: [literal.text] };
}

function containsSql(value: ColumnValue, word: string): BoundSql {
  if (value.contains !== undefined) return value.contains(word);
  if (value.kind === 'names')
    return {
      sql: `(${value.sql}) IN (SELECT rank FROM ${value.names} WHERE contains(folded, ${foldedSql('?::VARCHAR')}))`,
      values: [word],
    };
  return { sql: `contains(${foldedSql(value.sql)}, ${foldedSql('?::VARCHAR')})`, values: [word] };
}

function numberComparison(column: RelationColumn, value: ColumnValue, operator: Operator, literal: Literal): BoundSql {
  const number = Number(literal.text);
  if (
    operator === 'contains' ||
    literal.isQuoted ||
    !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?$/i.test(literal.text) ||
    !Number.isFinite(number)
  )
    throw new AntiphonError(
      'usage',
      `${column.name} holds numbers: "${column.name} ${operator} ${literal.text.slice(0, 60)}" is no condition such as "${column.name} >= 3"`,
    );
  if (Number.isSafeInteger(number)) return { sql: `(${value.sql}) ${operator} ?`, values: [BigInt(number)] };
  return { sql: `(${value.sql}) ${operator} ?::DOUBLE`, values: [String(number)] }; // one without a fraction would be taken for a 64-bit integer
}

/** A time compares as the whole of what was written: `<= 2016-10-01` includes that day. */
function timeComparison(column: RelationColumn, value: ColumnValue, operator: Operator, literal: Literal): BoundSql {
  const period = operator === 'contains' ? null : readPeriod(literal.text);
  if (period === null)
    throw new AntiphonError(
      'usage',
      `${column.name} holds times: ${JSON.stringify(literal.text.slice(0, 60))} is no time such as 2016-10-01 or 2016-10-01T14:30:00Z`,
    );
  const { start, end } = period;
  const sql = `(${value.sql})`;
  const within = `${sql} >= ? AND ${sql} < ?`;
  if (operator === '=') return { sql: `(${within})`, values: [start, end] };
  if (operator === '!=') return { sql: `NOT (${within})`, values: [start, end] };
  if (operator === '<') return { sql: `${sql} < ?`, values: [start] };
  if (operator === '<=') return { sql: `${sql} < ?`, values: [end] };
  if (operator === '>') return { sql: `${sql} >= ?`, values: [end] };
  return { sql: `${sql} >= ?`, values: [start] };
}

const TIME = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/;

/** First and next instant of a year, month, day, minute or second, in microseconds since 1970; UTC unless it names an offset. */
function readPeriod(text: string): { start: bigint; end: bigint } | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, zone] = match;
  const part = (digits: string | undefined, otherwise: number): number => (digits === undefined ? otherwise : Number(digits));
  const fields = [part(year, 1970), part(month, 1) - 1, part(day, 1), part(hour, 0), part(minute, 0), part(second, 0)] as const;
  const start = Date.UTC(...fields);
  const read = new Date(start);
  const isReal = read.getUTCMonth() === fields[1] && read.getUTCDate() === fields[2] && read.getUTCHours() === fields[3];
  if (!isReal || read.getUTCMinutes() !== fields[4] || fields[0] < 1 || read.getUTCFullYear() !== fields[0]) return null;
  const end =
    month === undefined
      ? Date.UTC(fields[0] + 1, 0)
      : day === undefined
        ? Date.UTC(fields[0], fields[1] + 1)
        : start + (hour === undefined ? 86_400_000 : second === undefined ? 60_000 : 1000);
  const shift = zoneMilliseconds(zone);
  return { start: BigInt(start - shift) * 1000n, end: BigInt(end - shift) * 1000n };
}

function zoneMilliseconds(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '');
  return match === null ? 0 : (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000;
}

/** Words of a search; what stands in double quotes is one. */
export function searchWords(search: string): string[] {
  const words = [...search.matchAll(/"([^"]+)"|(\S+)/gu)].map((match) => (match[1] ?? match[2] ?? '').trim()).filter((word) => word !== '');
  if (words.length === 0) throw new AntiphonError('usage', 'the search names no word');
  if (words.length > MOST_WORDS) throw new AntiphonError('usage', `the search has ${words.length} words; name at most ${MOST_WORDS}`);
  return words;
}

async function searchSql(file: CaseFile, relation: Relation, search: string): Promise<RowCondition> {
  const words = searchWords(search);
  if (relation.search !== undefined) return { ...(await relation.search(file, words)), joins: [] };
  const values: ColumnValue[] = [];
  for (const column of relation.columns) if (column.isSearched) values.push(await column.value(file));
  if (values.length === 0) throw new AntiphonError('usage', `${relation.name} has no texts to search in`);
  const joins = values.flatMap(({ join }) => (join === undefined ? [] : [join]));
  return joined(
    words.map((word) => ({
      ...joined(
        values.map((value) => ({ ...containsSql(value, word), joins: [] })),
        ' OR ',
      ),
      joins,
    })),
    ' AND ',
  );
}
