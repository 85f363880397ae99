import type { CaseFile, SqlValue } from './case-file.js';

/** One column as users of a table see it. */
export interface ShownColumn {
  readonly name: string;
  readonly type: 'account' | 'post' | 'object' | 'integer' | 'number' | 'time' | 'text';
  readonly unit: string | null;
  readonly meaning: string;
}

export type Cell = string | number | boolean | null;

/** SQL for a part of a statement, with the values that it binds, in order. */
export interface BoundSql {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/**
 * A column's value as it is shown, for conditions and orders: never a hidden identifier.
 *
 * `time`: microseconds since 1970. `names`: a whole number that puts the shown names in order, looked up in `names`. `prose`: long texts,
 * which are searched by `contains` and neither compared nor sorted; `sql` is NULL where there is none to be shown.
 */
export interface ColumnValue {
  readonly kind: 'number' | 'time' | 'text' | 'names' | 'prose';
  /** Over `t`, the rows, and what `join` adds. */
  readonly sql: string;
  readonly join?: string;
  /** Table of names with the columns rank, shown, folded (all that it may be found by, as `foldedSql` makes it). */
  readonly names?: string;
  /** Why rows are not sorted by it; absent: they are. */
  readonly unsorted?: string;
  /** Condition that a word stands in the text, where the way is another than by `foldedSql`. */
  contains?(word: string): BoundSql;
}

/** One column of a relation. */
export interface RelationColumn extends ShownColumn {
  /** For conditions and orders; may refuse. */
  value(file: CaseFile): Promise<ColumnValue>;
  /** True if a search looks in it. */
  readonly isSearched: boolean;
  /** SQL of what is read of a row, over `t` and what `readJoin` adds. */
  readonly read: string;
  readonly readJoin?: string;
  /** What was read of some rows as it is shown; absent: as it was read. */
  show?(file: CaseFile, values: readonly unknown[], rows: readonly (readonly unknown[])[]): Promise<Cell[]>;
}

/** A table that can be shown page by page. */
export interface Relation {
  /** For messages: "posts", "edges of finding 3". */
  readonly name: string;
  /** Total order of its rows as they lie, in words. */
  readonly order: string;
  /** Stands for the rows, their order, and the names under which they are shown. */
  readonly key: string;
  /** Physical table, whose row numbers have no gaps. */
  readonly table: string;
  /** Number of its first row. */
  readonly firstRow: number;
  readonly rowCount: number;
  readonly columns: readonly RelationColumn[];
  /** A search in a way of its own; absent: each word must stand in any searched column. */
  search?(file: CaseFile, words: readonly string[]): Promise<BoundSql>;
}

/** SQL for a text without regard to case and accents, composed as one. */
export function foldedSql(expression: string): string {
  return `lower(strip_accents(nfc_normalize(${expression})))`;
}
