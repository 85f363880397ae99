import type { CaseQueries } from './case-queries.js';

/** Values of a column of whole numbers or doubles; infinite ones stand as such. */
export interface NumberColumn {
  readonly type: 'INTEGER' | 'DOUBLE';
  readonly values: ArrayLike<number>;
}

/** Farther than any time in microseconds. */
const FARTHEST = 1e300;

/** Makes a temporary table of numbers, bound as lists: a row of VALUES takes the database fifty microseconds to read. */
export async function makeNumberTable(file: CaseQueries, name: string, columns: Readonly<Record<string, NumberColumn>>): Promise<void> {
  const parts = Object.entries(columns).map(([column, { type }]) => `unnest(from_json(?::JSON, '["${type}"]')) AS ${column}`);
  await file.run(
    `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT ${parts.join(', ')}`,
    Object.values(columns).map(({ values }) =>
      JSON.stringify(Array.from(values, (value) => Math.max(-FARTHEST, Math.min(FARTHEST, value)))),
    ),
  );
}

/** Makes a temporary table (account_id, number) of some accounts. @param accounts By number; null: all. */
export async function stageAccounts(file: CaseQueries, name: string, idOf: Int32Array, accounts: Int32Array | null): Promise<void> {
  const numbers = accounts ?? Int32Array.from(idOf, (_, number) => number);
  await makeNumberTable(file, name, {
    account_id: { type: 'INTEGER', values: numbers.map((number) => idOf[number]) },
    number: { type: 'INTEGER', values: numbers },
  });
}
