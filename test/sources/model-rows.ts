import { fileURLToPath } from 'node:url';
import type { CaseFile } from '../../src/index.js';

/** What a case says of its posts, in the order in which they came. */
export function postRows(file: CaseFile): Promise<Record<string, unknown>[]> {
  return file.rows(
    `SELECT post.key AS post, account.key AS account, strftime(posted_at, '%Y-%m-%d %H:%M:%S') AS at, precision_seconds AS precision, kind, language, client, text
     FROM post JOIN account USING (account_id) ORDER BY post.post_id`,
  );
}

/** One column of the posts, by post. */
export async function byPost(file: CaseFile, column: string): Promise<Record<string, unknown>> {
  return Object.fromEntries((await postRows(file)).map((row) => [row['post'], row[column]]));
}

/** The shares of a layer as `post object`, the object as it stood, in the order of the posts and then of the objects. */
export async function objectsAsTheyStood(file: CaseFile, layer: string): Promise<string[]> {
  return objects(file, layer, 'object.object_id');
}

/** The shares of a layer as `post object`, the object in the form in which objects are compared. */
export async function comparedObjects(file: CaseFile, layer: string): Promise<string[]> {
  return objects(file, layer, 'coalesce(object.canonical_id, object.object_id)');
}

async function objects(file: CaseFile, layer: string, identity: string): Promise<string[]> {
  const rows = await file.rows<{ share: string }>(
    `SELECT post.key || ' ' || shown.key AS share FROM share JOIN layer USING (layer_id) JOIN object USING (object_id)
     JOIN object shown ON shown.object_id = ${identity} JOIN post USING (post_id) WHERE layer.name = ? ORDER BY post.post_id, share.record, shown.key`,
    [layer],
  );
  return rows.map(({ share }) => share);
}

/** How many rows each table of the model holds. */
export function sizes(file: CaseFile): Promise<Record<string, number>> {
  return file.row(
    `SELECT (SELECT count(*) FROM source) AS source, (SELECT count(*) FROM account) AS account, (SELECT count(*) FROM account_observation) AS account_observation,
       (SELECT count(*) FROM post) AS post, (SELECT count(*) FROM post_observation) AS post_observation, (SELECT count(*) FROM object) AS object, (SELECT count(*) FROM share) AS share`,
  );
}

/** A table as CSV: the columns of the first record that has them, blank where a record has none. */
export function csvOf(columns: readonly string[], ...records: readonly Readonly<Record<string, string>>[]): string {
  const field = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return [columns, ...records.map((record) => columns.map((column) => field(record[column] ?? '')))]
    .map((row) => `${row.join(',')}\n`)
    .join('');
}

/** Path of a test's own file. */
export function fixture(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
