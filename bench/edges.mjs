import { createHash } from 'node:crypto';

/** What is measured: the kernel, the SQL and the command all use these. `co-share.sql` holds them as literals. */
export const LAYER = 'object';
export const WINDOW_SECONDS = 60;
export const MIN_ACTIONS = 2;
export const MIN_OBJECTS = 2;

/** What an edge says of its two accounts, as SQL names it. */
export const EDGE_VALUES = ['object_count', 'pair_count', 'post_count_a', 'post_count_b', 'symmetry', 'lead_a', 'mean_lag_seconds'];

/** Columns of an edge; accounts are numbers in code-point order of their identifiers. */
export const EDGE_COLUMNS = ['account_a', 'account_b', ...EDGE_VALUES];

/** Length, sum and SHA-256 of each column of rows in a given order: equal only where every value is. */
export function digestColumns(names, columns) {
  return names.map((name, index) => {
    const values = Float64Array.from(columns[index]);
    const sum = values.reduce((total, value) => total + value, 0);
    return { name, length: values.length, sum, sha256: createHash('sha256').update(values).digest('hex') };
  });
}

/** Throws where two digests differ, naming the column. */
export function checkSameColumns(whatA, digestA, whatB, digestB) {
  for (const [index, a] of digestA.entries()) {
    const b = digestB[index];
    if (a.sha256 === b.sha256) continue;
    throw new Error(
      `${whatA} and ${whatB} differ in ${a.name}: ${a.length} values with sum ${a.sum}, ${b.length} values with sum ${b.sum}; ` +
        'one of them is wrong, so no figure is written',
    );
  }
}
