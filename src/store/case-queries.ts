/** What a query may bind. */
export type SqlValue = string | number | bigint | boolean | null;

/** One column of some rows; NULL is null. */
export interface QueryVector {
  readonly itemCount: number;
  getItem(row: number): unknown;
}

/** Some rows of a result. */
export interface QueryChunk {
  readonly rowCount: number;
  getColumnVector(index: number): QueryVector;
  getRows(): unknown[][];
}

/**
 * What reading asks of a case. A `CaseFile` answers itself; on another thread, somebody passes the questions on, and the main thread,
 * which owns the database, answers.
 */
export interface CaseQueries {
  readonly path: string;
  /** Runs one statement. */
  run(sql: string, values?: readonly SqlValue[]): Promise<void>;
  /** All rows of a query as objects; whole numbers of any width come as numbers, times as strings. */
  rows<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /** The first row of a query. */
  row<Row>(sql: string, values?: readonly SqlValue[]): Promise<Row>;
  /** A query's result chunk by chunk, in order: columns of numbers, truth values and texts. */
  chunks(sql: string, values?: readonly SqlValue[]): AsyncIterable<QueryChunk>;
}

/** SQL for a timestamp as ISO 8601 in UTC. */
export function isoTime(expression: string): string {
  return `strftime(${expression}, '%Y-%m-%dT%H:%M:%SZ')`;
}
