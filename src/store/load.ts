import type { CaseFile } from './case-file.js';

/** How the rows of one file become accounts, posts and shares: SQL expressions over the columns of `rows`. */
export interface LoadPlan {
  /** SQL relation with the file's records, such as a `read_csv(…)`. */
  readonly rows: string;
  /** Number of the record in its file; null where the relation keeps the file's order and lost nothing. */
  readonly record: string | null;
  /** A quick condition that no record with a problem meets; the others are looked at closely. */
  readonly isSound: string;
  /** Why a record cannot be kept, or SQL NULL. */
  readonly problem: string;
  readonly account: string;
  readonly handle: string | null;
  readonly post: string;
  readonly postedAt: string;
  readonly precisionSeconds: number;
  readonly text: string | null;
  readonly layers: readonly LayerPlan[];
  /**
   * True: every row with an object is a share of its own, doubled rows too. False: rows repeat because a post has several
   * objects, so each (object, account, post, time) is one share.
   */
  readonly rowsAreShares: boolean;
}

export interface LayerPlan {
  readonly name: string;
  /** The object's identifier; blank or NULL is no object. With `isList`, a list of them. */
  readonly value: string;
  readonly isList: boolean;
}

/** The records of one file as the model sees them, in a temporary table. */
export interface Staged {
  readonly table: string;
  readonly recordCount: number;
  readonly problems: readonly { readonly record: number; readonly reason: string }[];
}

/**
 * Reads a file's records into a temporary table, and takes those with a problem out again.
 *
 * Outside any transaction: row numbers of a transaction's own rows do not count from 0.
 *
 * @param name Name for the temporary table.
 * @param limit Reads at most this many records.
 */
export async function stageRecords(file: CaseFile, plan: LoadPlan, name: string, limit?: number): Promise<Staged> {
  const columns = [
    `coalesce(${plan.isSound}, false) AS is_sound`,
    ...(plan.record === null ? [] : [`(${plan.record})::INTEGER AS record_number`]),
    `${plan.account} AS account_key`,
    `${plan.post} AS post_key`,
    `${plan.postedAt} AS posted_at`,
    ...(plan.handle === null ? [] : [`${plan.handle} AS handle`]),
    ...(plan.text === null ? [] : [`${plan.text} AS text`]),
    ...plan.layers.map((layer, index) => `${layer.value} AS object_${index}`),
  ];
  await file.run(
    `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT ${columns.join(', ')} FROM ${plan.rows} ${limit === undefined ? '' : `LIMIT ${limit}`}`,
  );
  const { all, sound } = await file.row<{ all: number; sound: number }>(
    `SELECT count(*) AS all, coalesce(sum(is_sound::INTEGER), 0) AS sound FROM ${name}`,
  );
  if (all === sound) return { table: name, recordCount: all, problems: [] };
  return { table: name, recordCount: all, problems: await takeOutProblems(file, plan, name) };
}

/** Reads the file again for the records that failed the quick test, asks closely what is wrong with each, and removes those. */
async function takeOutProblems(file: CaseFile, plan: LoadPlan, name: string): Promise<Staged['problems']> {
  const numbered =
    plan.record === null
      ? `(SELECT (row_number() OVER ())::INTEGER AS record_number, * FROM ${plan.rows})`
      : `(SELECT (${plan.record})::INTEGER AS record_number, * FROM ${plan.rows})`;
  await file.run(
    `CREATE OR REPLACE TEMP TABLE problem AS
     SELECT record_number AS record, ${plan.problem} AS reason FROM ${numbered} rows
     WHERE EXISTS (SELECT 1 FROM ${name} staged WHERE NOT staged.is_sound AND ${recordExpression(plan)} = rows.record_number)`,
  );
  await file.run(`DELETE FROM ${name} staged WHERE ${recordExpression(plan)} IN (SELECT record FROM problem WHERE reason IS NOT NULL)`);
  const problems = await file.rows<{ record: number; reason: string }>(
    `SELECT record, reason FROM problem WHERE reason IS NOT NULL ORDER BY record`,
  );
  await file.run(`DROP TABLE problem`);
  return problems;
}

function recordExpression(plan: LoadPlan): string {
  return plan.record === null ? '(staged.rowid + 1)::INTEGER' : 'staged.record_number';
}

/**
 * Adds staged records to the case: new accounts, objects and posts, then their shares ordered by layer, object and time.
 * Inside the caller's transaction.
 */
export async function loadStaged(file: CaseFile, plan: LoadPlan, staged: Staged, sourceId: number): Promise<void> {
  const record = recordExpression(plan);
  const from = staged.table;
  await addAccounts(file, plan, from, record, sourceId);
  const postId = await addPosts(file, plan, from, record, sourceId);
  for (const [index, layer] of plan.layers.entries()) {
    const layerId = await layerIdentity(file, layer.name);
    const value = `staged.object_${index}`;
    // Each key of a record with the record's other columns, once.
    const keys = layer.isList
      ? `(SELECT DISTINCT ON (record, key) * FROM (SELECT ${record} AS record, account_key, post_key, posted_at, unnest(${value}) AS key FROM ${from} staged))`
      : `(SELECT ${record} AS record, account_key, post_key, posted_at, ${value} AS key FROM ${from} staged)`;
    await addObjects(file, keys, layerId);
    await addShares(file, plan, keys, layerId, postId, sourceId);
  }
}

async function addAccounts(file: CaseFile, plan: LoadPlan, from: string, record: string, sourceId: number): Promise<void> {
  const next = await nextIdentity(file, 'account');
  await file.run(
    `INSERT INTO account
     SELECT ${next} + row_number() OVER (ORDER BY first) - 1, account_key, handle, ${sourceId}
     FROM (SELECT account_key, min(${record}) AS first, ${plan.handle === null ? 'NULL' : `arg_min(handle, ${record})`} AS handle FROM ${from} staged GROUP BY account_key) seen
     WHERE NOT EXISTS (SELECT 1 FROM account WHERE account.key = seen.account_key)`,
  );
}

async function addObjects(file: CaseFile, objects: string, layerId: number): Promise<void> {
  const next = await nextIdentity(file, 'object');
  await file.run(
    `INSERT INTO object
     SELECT ${next} + row_number() OVER (ORDER BY first, key) - 1, ${layerId}, key
     FROM (SELECT key, min(record) AS first FROM ${objects} WHERE key >= '#' OR trim(key) <> '' GROUP BY key) seen
     WHERE NOT EXISTS (SELECT 1 FROM object WHERE object.key = seen.key AND object.layer_id = ${layerId})`,
  );
}

/** How a keyed row finds its post: an SQL expression over `keys`, and the join that it needs. */
interface PostIdentity {
  readonly expression: string;
  readonly join: string;
}

/**
 * Adds the posts that the case does not have yet; the first record of a post gives its account, time and text.
 */
async function addPosts(file: CaseFile, plan: LoadPlan, from: string, record: string, sourceId: number): Promise<PostIdentity> {
  const next = await nextIdentity(file, 'post');
  const insert = `INSERT INTO post SELECT`;
  const columns = `account.account_id, staged.posted_at, ${plan.text === null ? 'NULL' : 'staged.text'}, ${sourceId}, ${record}`;
  const { all, distinct, known } = await file.row<{ all: number; distinct: number; known: number }>(
    `SELECT count(*) AS all, count(DISTINCT hash(post_key)) AS distinct,
       ${next === 0 ? '0' : `(SELECT count(*) FROM ${from} s WHERE EXISTS (SELECT 1 FROM post WHERE post.key = s.post_key))`} AS known FROM ${from}`,
  );
  if (all === distinct && known === 0) {
    // As many hashes as rows: every key is new and stands once, so the row itself numbers the post.
    await file.run(
      `${insert} ${next} + ${record} - 1, staged.post_key, ${columns} FROM ${from} staged JOIN account ON account.key = staged.account_key`,
    );
    return { expression: `${next} + keys.record - 1`, join: '' };
  }
  await file.run(
    `${insert} ${next} + row_number() OVER (ORDER BY ${record}) - 1, staged.post_key, ${columns}
     FROM ${from} staged
     JOIN (SELECT post_key, min(${record}) AS first FROM ${from} staged GROUP BY post_key) firsts ON firsts.first = ${record}
     JOIN account ON account.key = staged.account_key
     WHERE NOT EXISTS (SELECT 1 FROM post WHERE post.key = staged.post_key)`,
  );
  return { expression: 'post.post_id', join: 'JOIN post ON post.key = keys.post_key' };
}

async function addShares(
  file: CaseFile,
  plan: LoadPlan,
  keys: string,
  layerId: number,
  postId: PostIdentity,
  sourceId: number,
): Promise<void> {
  const rows = `SELECT object.object_id, account.account_id, ${postId.expression} AS post_id, keys.posted_at, keys.record
    FROM ${keys} keys
    JOIN object ON object.key = keys.key AND object.layer_id = ${layerId}
    JOIN account ON account.key = keys.account_key ${postId.join}`;
  const shares = plan.rowsAreShares
    ? rows
    : `SELECT object_id, account_id, post_id, posted_at, min(record) AS record FROM (${rows}) GROUP BY ALL`;
  await file.run(
    `INSERT INTO share
     SELECT ${layerId}, object_id, account_id, post_id, posted_at, ${plan.precisionSeconds}, ${sourceId}, record
     FROM (${shares}) ORDER BY object_id, posted_at, record`,
  );
}

async function layerIdentity(file: CaseFile, name: string): Promise<number> {
  const [known] = await file.rows<{ id: number }>(`SELECT layer_id AS id FROM layer WHERE name = ?`, [name]);
  if (known !== undefined) return known.id;
  const id = await nextIdentity(file, 'layer');
  await file.run(`INSERT INTO layer VALUES (?, ?)`, [id, name]);
  return id;
}

async function nextIdentity(file: CaseFile, table: 'account' | 'object' | 'post' | 'layer' | 'source' | 'finding'): Promise<number> {
  return (await file.row<{ next: number }>(`SELECT coalesce(max(${table}_id) + 1, 0)::INTEGER AS next FROM ${table}`)).next;
}

/** Records of a file: counted, kept, set aside. */
export interface SourceCounts {
  readonly recordCount: number;
  readonly keptCount: number;
  readonly rejectedCount: number;
}

/** What is written down of a loaded file. */
export interface SourceRecord extends SourceCounts {
  readonly path: string;
  readonly sha256: string;
  readonly format: string;
  readonly options: string;
  readonly notes: readonly string[];
}

/** Registers a source, before its rows are loaded. */
export async function addSource(file: CaseFile, source: SourceRecord): Promise<number> {
  const sourceId = await nextIdentity(file, 'source');
  const notes = source.notes.map((note) => `'${note.replaceAll("'", "''")}'`).join(', ');
  await file.run(`INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?, [${notes}]::VARCHAR[], current_timestamp::TIMESTAMP)`, [
    sourceId,
    source.path,
    source.sha256,
    source.format,
    source.options,
    source.recordCount,
    source.keptCount,
    source.rejectedCount,
  ]);
  return sourceId;
}

/** Adds the rejects of a source from a CSV file with the columns record, line, reason, raw. */
export async function addRejects(file: CaseFile, sourceId: number, csvPath: string): Promise<void> {
  await file.run(
    `INSERT INTO reject SELECT ${sourceId}, record, line, reason, raw
     FROM read_csv('${csvPath.replaceAll("'", "''")}', delim = ',', quote = '"', escape = '"', header = false, auto_detect = false, parallel = false, strict_mode = false,
       max_line_size = 33554432, columns = {'record': 'BIGINT', 'line': 'BIGINT', 'reason': 'VARCHAR', 'raw': 'VARCHAR'}, nullstr = '\\N')`,
  );
}

/** What the case says of a source with this content and these options, or null when it holds none. */
export async function findSource(file: CaseFile, sha256: string, format: string, options: string): Promise<SourceCounts | null> {
  const [known] = await file.rows<SourceCounts>(
    `SELECT record_count AS "recordCount", kept_count AS "keptCount", rejected_count AS "rejectedCount" FROM source
     WHERE sha256 = ? AND format = ? AND options = ?`,
    [sha256, format, options],
  );
  return known ?? null;
}
