import { createHash } from 'node:crypto';
import { AntiphonError } from '../errors.js';
import type { CaseFile, SqlValue } from './case-file.js';
import { columnOf, type RowCondition, rowCondition } from './filter-sql.js';
import type { Cell, ColumnValue, Relation, RelationColumn, ShownColumn } from './relation.js';
import { SideTables } from './side-tables.js';

/** How a part of a table is asked for. */
export interface PageQuery {
  /** Column to sort by; absent: as the rows lie. Rows without a value come last. */
  readonly sort?: string | undefined;
  readonly descending?: boolean | undefined;
  /** Conditions, as `readFilter` takes them. */
  readonly where?: string | undefined;
  readonly search?: string | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  /** Rows to pass over. */
  readonly offset?: number | undefined;
  /** Default 100, at most 1,000. */
  readonly limit?: number | undefined;
}

/** Part of a table, in order. */
export interface TablePage {
  readonly columns: readonly ShownColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Rows that the conditions let through. */
  readonly rowCount: number;
  readonly totalCount: number;
  readonly offset: number | null;
  readonly next: string | null;
}

const DEFAULT_LIMIT = 100;
const MOST_ROWS = 1000;
/** Beyond this place in a sorted table, the order of all its rows is worked out and kept. */
const FIRST_PLACES = 2000;
/** Rows that are read at once where all are read. */
const BLOCK_ROWS = 20_000;

/** Where the rows of a query stand: in the table itself, or by their numbers in a table of numbers, in natural order. */
export interface Selection {
  /** Table with the column `row`; null: all rows. */
  readonly table: string | null;
  readonly rowCount: number;
}

/** The last row of a page, as its cursor says it. */
interface Cursor {
  readonly digest: string;
  readonly position: number;
  readonly value: number | string | null;
  readonly row: number;
}

interface Sort {
  readonly value: ColumnValue;
  readonly descending: boolean;
}

/**
 * Part of a table, filtered, searched and sorted.
 *
 * The order is total: rows with equal values stand as they lie. Conditions and orders act on values as they are shown.
 *
 * @throws AntiphonError `usage`: an unknown column, a condition that cannot be read, a column that cannot be sorted by, a cursor of another
 *   query, or `after` and `offset` at once.
 */
export async function readPage(file: CaseFile, relation: Relation, query: PageQuery): Promise<TablePage> {
  const limit = query.limit ?? DEFAULT_LIMIT;
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_ROWS)
    throw new AntiphonError('usage', `limit must be 1 to ${MOST_ROWS}, got ${limit}`);
  if (query.after !== undefined && query.offset !== undefined) throw new AntiphonError('usage', 'give after or offset, not both');
  const sort = await sortOf(file, relation, query);
  const digest = queryDigest(relation, query);
  const cursor = query.after === undefined ? null : readCursor(query.after, digest, sort);
  return withSelection(file, relation, query, async (selection) => {
    const offset = cursor === null ? (query.offset ?? 0) : cursor.position + 1;
    const found = await rowNumbers(file, relation, selection, sort, { offset, limit, cursor }, query);
    const rows = await readRows(file, relation, found.rows);
    const end = offset + found.rows.length;
    const last = found.rows.at(-1);
    const next =
      last === undefined || end >= selection.rowCount
        ? null
        : writeCursor({ digest, position: end - 1, row: last, value: found.lastValue ?? null });
    const columns = relation.columns.map(({ name, type, unit, meaning }) => ({ name, type, unit, meaning }));
    return { columns, rows, rowCount: selection.rowCount, totalCount: relation.rowCount, offset, next };
  });
}

/** The rows that a filter and a search let through: how many, and their numbers, worked out once and kept for a while. */
export async function withSelection<T>(
  file: CaseFile,
  relation: Relation,
  query: Pick<PageQuery, 'where' | 'search'>,
  use: (selection: Selection) => Promise<T>,
): Promise<T> {
  const condition = await rowCondition(file, relation, query);
  if (condition === null) return use({ table: null, rowCount: relation.rowCount });
  const name = `selection_${digestOf([relation.key, relation.name, query.where ?? null, query.search ?? null])}`;
  const make = async (table: string): Promise<void> =>
    file.run(
      `CREATE TABLE ${table} AS SELECT t.rowid::INTEGER AS "row" FROM ${relation.table} t ${joinsOf(condition)} WHERE ${condition.sql} ORDER BY t.rowid`,
      condition.values,
    );
  return SideTables.of(file).borrow(file, name, make, async (table) => {
    return use({ table, rowCount: await SideTables.of(file).rowCount(file, table) });
  });
}

function joinsOf(condition: RowCondition): string {
  return condition.joins.join(' ');
}

async function sortOf(file: CaseFile, relation: Relation, query: PageQuery): Promise<Sort | null> {
  if (query.sort === undefined) {
    if (query.descending === true) throw new AntiphonError('usage', 'descending needs a column to sort by');
    return null;
  }
  const value = await columnOf(relation, query.sort).value(file);
  if (value.kind === 'prose')
    throw new AntiphonError('usage', `${relation.name} cannot be sorted by ${query.sort}, which holds long texts`);
  if (value.unsorted !== undefined) throw new AntiphonError('usage', value.unsorted);
  return { value, descending: query.descending === true };
}

interface Place {
  readonly offset: number;
  readonly limit: number;
  readonly cursor: Cursor | null;
}

/** Numbers of the rows of a page, in order, and the sorted value of the last. */
async function rowNumbers(
  file: CaseFile,
  relation: Relation,
  selection: Selection,
  sort: Sort | null,
  place: Place,
  query: PageQuery,
): Promise<{ rows: number[]; lastValue?: number | string | null }> {
  const { offset, limit, cursor } = place;
  const count = Math.max(0, Math.min(limit, selection.rowCount - offset));
  if (count === 0) return { rows: [] };
  if (sort === null) {
    if (selection.table === null) return { rows: Array.from({ length: count }, (_, index) => relation.firstRow + offset + index) };
    return { rows: await rowRange(file, selection.table, offset, count) };
  }
  const order = orderName(relation, query);
  if (SideTables.of(file).has(order) || (cursor === null && offset > FIRST_PLACES))
    return SideTables.of(file).borrow(
      file,
      order,
      (table) => makeOrder(file, relation, selection, sort, table),
      async (table) => {
        const rows = await rowRange(file, table, offset, count);
        return { rows, lastValue: await sortedValue(file, relation, sort, rows.at(-1) as number) };
      },
    );
  const { sql, values } = sortedRows(relation, selection, sort, cursor);
  const found = await file.rows<{ row: number; value: number | string | null }>(
    `${sql} LIMIT ${count} ${cursor === null && offset > 0 ? `OFFSET ${offset}` : ''}`,
    values,
  );
  if (cursor !== null && cursor.value !== null && found.length < count) {
    const blank = sortedRows(relation, selection, sort, { ...cursor, value: null, row: -1 });
    found.push(...(await file.rows<(typeof found)[number]>(`${blank.sql} LIMIT ${count - found.length}`, blank.values)));
  }
  return { rows: found.map(({ row }) => row), lastValue: found.at(-1)?.value ?? null };
}

function orderName(relation: Relation, { sort, descending, where, search }: PageQuery): string {
  return `order_${digestOf([relation.key, relation.name, sort ?? null, descending === true, where ?? null, search ?? null])}`;
}

/** Rows of a query in the order of a column, after a cursor where there is one: those with a value, or after one without a value those without. */
function sortedRows(
  relation: Relation,
  selection: Selection,
  { value, descending }: Sort,
  cursor: Cursor | null,
): { sql: string; values: SqlValue[] } {
  const from = `${relation.table} t ${value.join ?? ''}`;
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  if (selection.table !== null) conditions.push(`t.rowid IN (SELECT "row" FROM ${selection.table})`);
  if (cursor !== null && cursor.value === null) conditions.push(`((${value.sql}) IS NULL AND t.rowid > ${cursor.row})`);
  else if (cursor !== null) {
    const bound = value.kind === 'text' ? '?' : Number.isSafeInteger(cursor.value) ? '?::BIGINT' : '?::DOUBLE';
    const beyond = descending ? '<' : '>';
    // The plain comparison by itself lets the database pass over whole blocks of rows.
    conditions.push(`(${value.sql}) ${beyond}= ${bound}`, `((${value.sql}) ${beyond} ${bound} OR t.rowid > ${cursor.row})`);
    values.push(String(cursor.value), String(cursor.value));
  }
  return {
    sql: `SELECT t.rowid AS "row", (${value.sql}) AS value FROM ${from} ${conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`}
      ORDER BY (${value.sql}) ${descending ? 'DESC' : 'ASC'} NULLS LAST, t.rowid`,
    values,
  };
}

async function makeOrder(file: CaseFile, relation: Relation, selection: Selection, sort: Sort, table: string): Promise<void> {
  const { sql } = sortedRows(relation, selection, sort, null);
  await file.run(`CREATE TABLE ${table} AS SELECT "row"::INTEGER AS "row" FROM (${sql})`);
}

async function rowRange(file: CaseFile, table: string, offset: number, count: number): Promise<number[]> {
  const found = await file.rows<{ row: number }>(
    `SELECT "row" FROM ${table} WHERE rowid >= ${offset} AND rowid < ${offset + count} ORDER BY rowid`,
  );
  return found.map(({ row }) => row);
}

async function sortedValue(file: CaseFile, relation: Relation, { value }: Sort, row: number): Promise<number | string | null> {
  const found = await file.row<{ value: number | string | null }>(
    `SELECT (${value.sql}) AS value FROM ${relation.table} t ${value.join ?? ''} WHERE t.rowid = ${row}`,
  );
  return found.value;
}

/** All rows that a selection lets through, as they are shown, block by block in their order. */
export async function* rowBlocks(file: CaseFile, relation: Relation, selection: Selection): AsyncGenerator<Cell[][]> {
  for (let start = 0; start < selection.rowCount; start += BLOCK_ROWS) {
    const end = Math.min(start + BLOCK_ROWS, selection.rowCount);
    const which =
      selection.table === null
        ? `t.rowid >= ${relation.firstRow + start} AND t.rowid < ${relation.firstRow + end}`
        : `t.rowid IN (SELECT "row" FROM ${selection.table} WHERE rowid >= ${start} AND rowid < ${end})`;
    const found = await file.rows<Record<string, unknown>>(`${readSql(relation, which)} ORDER BY t.rowid`);
    const rows = found.map((row) => relation.columns.map((_, index) => row[`c${index}`]));
    yield shownRows(file, relation.columns, rows);
  }
}

/** SQL that reads what is shown of some rows. */
function readSql(relation: Relation, which: string): string {
  const joins = [...new Set(relation.columns.flatMap(({ readJoin }) => (readJoin === undefined ? [] : [readJoin])))];
  const read = relation.columns.map((column, index) => `(${column.read}) AS c${index}`);
  return `SELECT t.rowid AS "row", ${read.join(', ')} FROM (SELECT t.rowid, t.* FROM ${relation.table} t WHERE ${which}) t ${joins.join(' ')}`;
}

/** Rows as they are shown, in the order of their numbers as given. */
async function readRows(file: CaseFile, relation: Relation, numbers: readonly number[]): Promise<Cell[][]> {
  if (numbers.length === 0) return [];
  const [first, last] = numbers.reduce(([low, high], row) => [Math.min(low, row), Math.max(high, row)], [Infinity, -Infinity]);
  const isRange = last - first + 1 === numbers.length;
  const which = `t.rowid >= ${first} AND t.rowid <= ${last}${isRange ? '' : ` AND t.rowid IN (${numbers.join(', ')})`}`;
  const found = await file.rows<Record<string, unknown>>(readSql(relation, which));
  const byNumber = new Map(found.map((row) => [row['row'] as number, relation.columns.map((_, index) => row[`c${index}`])]));
  const rows = numbers.map((number) => byNumber.get(number) as unknown[]);
  return shownRows(file, relation.columns, rows);
}

async function shownRows(file: CaseFile, columns: readonly RelationColumn[], rows: readonly (readonly unknown[])[]): Promise<Cell[][]> {
  const shown: (readonly unknown[])[] = [];
  for (const [index, column] of columns.entries()) {
    const values = rows.map((row) => row[index]);
    shown.push(column.show === undefined ? values : await column.show(file, values, rows));
  }
  return rows.map((_, row) => shown.map((values) => (values[row] ?? null) as Cell));
}

function queryDigest(relation: Relation, { sort, descending, where, search }: PageQuery): string {
  return digestOf([relation.key, relation.name, sort ?? null, descending === true, where ?? null, search ?? null]);
}

/** 80 bits of a hash of some values. */
export function digestOf(values: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 20);
}

function writeCursor({ digest, position, value, row }: Cursor): string {
  return Buffer.from(JSON.stringify([digest, position, value, row])).toString('base64url');
}

function readCursor(text: string, digest: string, sort: Sort | null): Cursor {
  const bad = (): AntiphonError =>
    new AntiphonError(
      'usage',
      '"after" is not what the page before of this query gave as next, or the case has changed since; ask for the first page again',
    );
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw bad();
  }
  if (!Array.isArray(parts) || parts.length !== 4) throw bad();
  const [given, position, value, row] = parts as unknown[];
  const isValue =
    value === null || (sort?.value.kind === 'text' ? typeof value === 'string' : typeof value === 'number' && Number.isFinite(value));
  const isPlace = (number: unknown): boolean => Number.isInteger(number) && (number as number) >= 0 && (number as number) < 2 ** 40;
  if (given !== digest || !isPlace(position) || !isPlace(row) || !isValue) throw bad();
  return { digest, position: position as number, value: value as Cursor['value'], row: row as number };
}
