import type { CaseFile } from './case-file.js';

/** Up to so many posts are read by their row numbers alone; beyond, the database reads the whole column between them. */
const FEW_POSTS = 1000;

/**
 * Identifiers or texts of some posts, in the order of their identities as given; null where a post has none.
 *
 * Where the identities of posts are their row numbers, as they are unless rows were taken out, only these rows are read.
 */
export async function postValues(file: CaseFile, column: 'key' | 'text', ids: readonly (number | null)[]): Promise<(string | null)[]> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return ids.map(() => null);
  const [low, high] = wanted.reduce(([least, most], id) => [Math.min(least, id), Math.max(most, id)], [Infinity, -Infinity]);
  const isFew = wanted.length <= FEW_POSTS;
  if (isFew) await file.run(`SET dynamic_or_filter_threshold = ${FEW_POSTS + 1}`);
  try {
    const from = `post p JOIN (VALUES ${wanted.map((id) => `(${id})`).join(', ')}) wanted(id)`;
    const read = (by: string): Promise<{ id: number; value: string | null }[]> =>
      file.rows(
        `SELECT p.post_id AS id, p.${column} AS value FROM ${from} ON p.${by} = wanted.id WHERE p.${by} BETWEEN ${low} AND ${high}`,
      );
    let found = await read('rowid');
    const known = new Set(wanted);
    if (found.length !== wanted.length || found.some(({ id }) => !known.has(id))) found = await read('post_id');
    const values = new Map(found.map(({ id, value }) => [id, value]));
    return ids.map((id) => (id === null ? null : (values.get(id) ?? null)));
  } finally {
    if (isFew) await file.run(`RESET dynamic_or_filter_threshold`);
  }
}
