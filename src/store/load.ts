import type { CaseFile } from './case-file.js';

/** What a record says about its account at a moment; SQL expressions over the file's columns. */
export const ACCOUNT_OBSERVATION_FIELDS = [
  'observed_at',
  'handle',
  'display_name',
  'description',
  'location',
  'url',
  'language',
  'follower_count',
  'following_count',
  'post_count',
  'status',
] as const;

/** What a record says about its post at a moment. */
export const POST_OBSERVATION_FIELDS = [
  'observed_at',
  'like_count',
  'repost_count',
  'reply_count',
  'quote_count',
  'view_count',
  'status',
] as const;

export type ObservationFields<Names extends readonly string[]> = Readonly<Partial<Record<Names[number], string>>>;

/** How the records of one file become accounts, posts and shares: SQL expressions over the columns of `rows`. */
export interface LoadPlan {
  /** SQL relation with the file's records, such as a `read_csv(…)`. */
  readonly rows: string;
  /** Number of the record in its file; null where the relation keeps the file's order and lost nothing. */
  readonly record: string | null;
  /** A quick condition that no record with a problem meets; the others are looked at closely. */
  readonly isSound: string;
  /** Why a record cannot be kept, or SQL NULL. */
  readonly problem: string;
  /** The account of a record; absent in a file of events. */
  readonly account?: string;
  readonly handle?: string;
  readonly accountCreatedAt?: string;
  readonly accountCreatedPrecisionSeconds?: number;
  readonly accountObservation?: ObservationFields<typeof ACCOUNT_OBSERVATION_FIELDS>;
  /** The records are events, not posts. */
  readonly event?: { readonly happenedAt: string; readonly title: string; readonly source: string };
  /** The records' posts; absent in a file of accounts. */
  readonly posts?: PostPlan;
}

/** How records become posts and what they shared. */
export interface PostPlan {
  /** The post's identifier; where it is NULL, one is made from account, time, text and ordinal. */
  readonly key: string;
  readonly postedAt: string;
  /** SQL for the precision of the time in seconds. */
  readonly precisionSeconds: string;
  readonly text?: string;
  readonly language?: string;
  readonly client?: string;
  /** `original`, `repost`, `quote` or `reply`. */
  readonly kind?: string;
  readonly observation?: ObservationFields<typeof POST_OBSERVATION_FIELDS>;
  readonly layers: readonly LayerPlan[];
  /**
   * `every`: each row with an object is a share of its own, doubled rows too. `distinct`: rows repeat because a post has several
   * objects, so each (object, account, post, time) of the file is one share. `once`: each (object, post) is one share of the case,
   * however often the post is met again.
   */
  readonly shareRows: 'every' | 'distinct' | 'once';
}

export interface LayerPlan {
  readonly name: string;
  /** What the staged table keeps for this layer, from the file's columns; absent where `value` needs the staged text alone. */
  readonly staged?: string;
  /** The object's identifier from what was staged (`staged.layer_N`, passed in) and `staged.text`; blank or NULL is no object. */
  readonly value: (staged: string) => string;
  /** True if `value` is a list of identifiers. */
  readonly isList: boolean;
  /** SQL that turns what `value` gave into the identifier, such as a digest of a long text. */
  readonly finish?: (value: string) => string;
  /** SQL for the canonical form of an identifier; the string as it stood is kept beside it. */
  readonly canonical?: (key: string) => string;
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
  const columns = Object.entries(stagedColumns(plan)).map(([column, expression]) => `${expression} AS ${column}`);
  await file.run(
    `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT ${columns.join(', ')} FROM ${plan.rows} ${limit === undefined ? '' : `LIMIT ${limit}`}`,
  );
  const { all, sound } = await file.row<{ all: number; sound: number }>(
    `SELECT count(*) AS all, coalesce(sum(is_sound::INTEGER), 0) AS sound FROM ${name}`,
  );
  const problems = all === sound ? [] : await takeOutProblems(file, plan, name);
  if (plan.posts !== undefined) await nameUnnamedPosts(file, plan, name);
  return { table: name, recordCount: all, problems };
}

function stagedColumns(plan: LoadPlan): Record<string, string> {
  const columns: Record<string, string | undefined> = {
    is_sound: `coalesce(${plan.isSound}, false)`,
    record_number: plan.record === null ? undefined : `(${plan.record})::INTEGER`,
    account_key: plan.account,
    handle: plan.handle,
    account_created_at: plan.accountCreatedAt,
    happened_at: plan.event?.happenedAt,
    title: plan.event?.title,
    event_source: plan.event?.source,
  };
  const { posts } = plan;
  if (posts !== undefined) {
    const { key, postedAt, precisionSeconds, text, language, client, kind } = posts;
    Object.assign(columns, {
      post_key: key,
      posted_at: postedAt,
      precision_seconds: `(${precisionSeconds})::INTEGER`,
      text,
      language,
      client,
      kind,
    });
    for (const [name, expression] of Object.entries(posts.observation ?? {})) columns[`post_${name}`] = expression;
    for (const [index, layer] of posts.layers.entries()) columns[`layer_${index}`] = layer.staged;
  }
  return Object.fromEntries(Object.entries(columns).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Reads the file again for the records that failed the quick test, asks closely what is wrong with each, and removes those. */
async function takeOutProblems(file: CaseFile, plan: LoadPlan, name: string): Promise<Staged['problems']> {
  const number = plan.record === null ? 'row_number() OVER ()' : plan.record;
  await file.run(
    `CREATE OR REPLACE TEMP TABLE problem AS
     SELECT record_number AS record, ${plan.problem} AS reason FROM (SELECT (${number})::INTEGER AS record_number, * FROM ${plan.rows}) rows
     WHERE EXISTS (SELECT 1 FROM ${name} staged WHERE NOT staged.is_sound AND ${recordExpression(plan)} = rows.record_number)`,
  );
  await file.run(`DELETE FROM ${name} staged WHERE ${recordExpression(plan)} IN (SELECT record FROM problem WHERE reason IS NOT NULL)`);
  const problems = await file.rows<{ record: number; reason: string }>(
    `SELECT record, reason FROM problem WHERE reason IS NOT NULL ORDER BY record`,
  );
  await file.run(`DROP TABLE problem`);
  return problems;
}

/** Gives posts without an identifier one from account, time, text and how often these three came before. */
async function nameUnnamedPosts(file: CaseFile, plan: LoadPlan, name: string): Promise<void> {
  const { count } = await file.row<{ count: number }>(`SELECT count(*) AS count FROM ${name} WHERE post_key IS NULL`);
  if (count === 0) return;
  const text = plan.posts?.text === undefined ? `''` : `coalesce(text, '')`;
  const content = `account_key || chr(31) || epoch_us(posted_at)::VARCHAR || chr(31) || ${text}`;
  const record = recordExpression(plan);
  await file.run(
    `CREATE OR REPLACE TEMP TABLE unnamed AS
     SELECT ${record} AS record, md5(${content}) AS digest FROM ${name} staged WHERE post_key IS NULL`,
  );
  await file.run(
    `UPDATE ${name} staged SET post_key = made.key FROM
       (SELECT record, 'made-' || digest || '-' || row_number() OVER (PARTITION BY digest ORDER BY record) AS key FROM unnamed) made
     WHERE made.record = ${record}`,
  );
  await file.run(`DROP TABLE unnamed`);
}

function recordExpression(plan: LoadPlan): string {
  return plan.record === null ? '(staged.rowid + 1)::INTEGER' : 'staged.record_number';
}

/**
 * Adds staged records to the case: new accounts, posts and objects, their shares ordered by layer, object and time, and what was
 * observed of accounts and posts. Inside the caller's transaction.
 */
export async function loadStaged(file: CaseFile, plan: LoadPlan, staged: Staged, sourceId: number): Promise<void> {
  const load: Load = { file, plan, from: staged.table, record: recordExpression(plan), sourceId };
  if (plan.event !== undefined) await addEvents(load);
  if (plan.account === undefined) return;
  await addAccounts(load);
  await addAccountObservations(load);
  if (plan.posts === undefined) return;
  const postId = await addPosts(load, plan.posts);
  await addPostObservations(load, plan.posts, postId);
  for (const [index, layer] of plan.posts.layers.entries()) {
    const layerId = await layerIdentity(file, layer.name);
    // What is more than a column of the file is worked out once, for objects and for shares.
    const isColumn = !layer.isList && layer.value('') === '';
    if (!isColumn) await file.run(`CREATE OR REPLACE TEMP TABLE layer_key AS SELECT * FROM ${layerKeys(load, layer, index)}`);
    const keys = isColumn ? layerKeys(load, layer, index) : 'layer_key';
    await addObjects(load, keys, layer, layerId);
    await addShares(load, plan.posts, keys, layerId, postId);
    await file.run(`DROP TABLE IF EXISTS layer_key`);
  }
}

interface Load {
  readonly file: CaseFile;
  readonly plan: LoadPlan;
  /** The temporary table with the staged records. */
  readonly from: string;
  /** SQL for a staged record's number. */
  readonly record: string;
  readonly sourceId: number;
}

async function addEvents({ file, from, record, sourceId }: Load): Promise<void> {
  const next = await nextIdentity(file, 'event');
  await file.run(
    `INSERT INTO event SELECT ${next} + row_number() OVER (ORDER BY happened_at, ${record}) - 1, happened_at, title, event_source, ${sourceId} FROM ${from} staged`,
  );
}

async function addAccounts({ file, plan, from, record, sourceId }: Load): Promise<void> {
  const next = await nextIdentity(file, 'account');
  const first = (column: string, isThere: boolean): string => (isThere ? `arg_min(${column}, ${record})` : 'NULL');
  await file.run(
    `INSERT INTO account (account_id, key, handle, source_id, created_at, created_precision_seconds)
     SELECT ${next} + row_number() OVER (ORDER BY first) - 1, account_key, handle, ${sourceId}, created_at,
       CASE WHEN created_at IS NOT NULL THEN ${plan.accountCreatedPrecisionSeconds ?? 1} END
     FROM (SELECT account_key, min(${record}) AS first, ${first('handle', plan.handle !== undefined)} AS handle,
             ${first('account_created_at', plan.accountCreatedAt !== undefined)} AS created_at
           FROM ${from} staged GROUP BY account_key) seen
     WHERE NOT EXISTS (SELECT 1 FROM account WHERE account.key = seen.account_key)`,
  );
  if (plan.accountCreatedAt === undefined && plan.handle === undefined) return;
  // Accounts that an earlier file left without a name or a date of creation get them from this one.
  await file.run(
    `UPDATE account SET handle = coalesce(account.handle, seen.handle), created_at = coalesce(account.created_at, seen.created_at),
       created_precision_seconds = coalesce(account.created_precision_seconds, CASE WHEN seen.created_at IS NOT NULL THEN ${plan.accountCreatedPrecisionSeconds ?? 1} END)
     FROM (SELECT account_key, ${first('handle', plan.handle !== undefined)} AS handle,
             ${first('account_created_at', plan.accountCreatedAt !== undefined)} AS created_at FROM ${from} staged GROUP BY account_key) seen
     WHERE account.key = seen.account_key AND account.source_id <> ${sourceId} AND (account.handle IS NULL OR account.created_at IS NULL)`,
  );
}

/** Reads the file's account columns again, so that long descriptions are never staged once a post. */
async function addAccountObservations({ file, plan, sourceId }: Load): Promise<void> {
  const fields = plan.accountObservation;
  if (fields === undefined) return;
  const columns = ACCOUNT_OBSERVATION_FIELDS.map((name) => `${fields[name] ?? 'NULL'} AS ${name}`);
  await file.run(
    `INSERT INTO account_observation
     SELECT account.account_id, ${ACCOUNT_OBSERVATION_FIELDS.map((name) => `seen.${name}`).join(', ')}, ${sourceId}
     FROM (SELECT DISTINCT ${plan.account} AS account_key, ${columns.join(', ')} FROM ${plan.rows}) seen
     JOIN account ON account.key = seen.account_key
     WHERE ${ACCOUNT_OBSERVATION_FIELDS.filter((name) => name !== 'observed_at')
       .map((name) => `seen.${name} IS NOT NULL`)
       .join(' OR ')}
     ORDER BY account.account_id, seen.observed_at, seen.follower_count, seen.post_count, seen.handle`,
  );
}

/** How a keyed row finds its post: an SQL expression over `keys`, and the join that it needs. */
interface PostIdentity {
  readonly expression: string;
  readonly join: string;
}

/** Adds the posts that the case does not have yet; the first record of a post gives its account, time and text. */
async function addPosts({ file, from, record, sourceId }: Load, posts: PostPlan): Promise<PostIdentity> {
  const next = await nextIdentity(file, 'post');
  const optional = (['text', 'language', 'client', 'kind'] as const).filter((name) => posts[name] !== undefined);
  const insert = `INSERT INTO post (post_id, key, account_id, posted_at, precision_seconds, source_id, record${optional.map((name) => `, ${name}`).join('')}) SELECT`;
  const columns = `account.account_id, staged.posted_at, staged.precision_seconds, ${sourceId}, ${record}${optional.map((name) => `, staged.${name}`).join('')}`;
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

async function addPostObservations({ file, from, record, sourceId }: Load, posts: PostPlan, postId: PostIdentity): Promise<void> {
  const { observation } = posts;
  if (observation === undefined) return;
  const given = POST_OBSERVATION_FIELDS.filter((name) => observation[name] !== undefined);
  const columns = POST_OBSERVATION_FIELDS.map((name) => (given.includes(name) ? `keys.post_${name}` : 'NULL'));
  await file.run(
    `INSERT INTO post_observation
     SELECT ${postId.expression}, ${columns.join(', ')}, ${sourceId}
     FROM (SELECT ${record} AS record, post_key, ${given.map((name) => `post_${name}`).join(', ')} FROM ${from} staged) keys ${postId.join}
     WHERE ${given
       .filter((name) => name !== 'observed_at')
       .map((name) => `keys.post_${name} IS NOT NULL`)
       .join(' OR ')}`,
  );
}

/** SQL relation with each object of a record once, and the record's other columns. */
function layerKeys({ from, record }: Load, layer: LayerPlan, index: number): string {
  const value = layer.value(`staged.layer_${index}`);
  const columns = `${record} AS record, account_key, post_key, posted_at, precision_seconds`;
  if (layer.finish !== undefined) {
    return `(SELECT * REPLACE (${layer.finish('key')} AS key) FROM (SELECT ${columns}, ${value} AS key FROM ${from} staged))`;
  }
  if (!layer.isList) return `(SELECT ${columns}, ${value} AS key FROM ${from} staged)`;
  const listed = layer.staged === undefined ? '' : `WHERE staged.layer_${index} IS NOT NULL`;
  return `(SELECT DISTINCT ON (record, key) * FROM (SELECT ${columns}, unnest(${value}) AS key FROM ${from} staged ${listed}))`;
}

/** Adds the objects that a layer does not have yet: canonical forms first, then the strings as they stood. */
async function addObjects({ file }: Load, keys: string, layer: LayerPlan, layerId: number): Promise<void> {
  const seen = `SELECT key, min(record) AS first FROM ${keys} WHERE key >= '#' OR trim(key) <> '' GROUP BY key`;
  const insert = async (rows: string, canonicalId: string): Promise<void> => {
    const next = await nextIdentity(file, 'object');
    await file.run(
      `INSERT INTO object (object_id, layer_id, key, canonical_id)
       SELECT ${next} + row_number() OVER (ORDER BY first, key) - 1, ${layerId}, key, ${canonicalId} FROM (${rows}) seen
       WHERE NOT EXISTS (SELECT 1 FROM object WHERE object.key = seen.key AND object.layer_id = ${layerId})`,
    );
  };
  if (layer.canonical === undefined) {
    await insert(seen, 'NULL');
    return;
  }
  await file.run(`CREATE OR REPLACE TEMP TABLE seen_object AS SELECT key, first, ${layer.canonical('key')} AS canonical FROM (${seen})`);
  await insert(`SELECT canonical AS key, min(first) AS first FROM seen_object WHERE canonical <> '' GROUP BY canonical`, 'NULL');
  await insert(
    `SELECT seen_object.key, first, home.object_id FROM seen_object JOIN object home ON home.key = seen_object.canonical AND home.layer_id = ${layerId}`,
    'seen.object_id',
  );
  await file.run(`DROP TABLE seen_object`);
}

async function addShares({ file, sourceId }: Load, posts: PostPlan, keys: string, layerId: number, postId: PostIdentity): Promise<void> {
  const rows = `SELECT object.object_id, account.account_id, ${postId.expression} AS post_id, keys.posted_at, keys.precision_seconds, keys.record
    FROM ${keys} keys
    JOIN object ON object.key = keys.key AND object.layer_id = ${layerId}
    JOIN account ON account.key = keys.account_key ${postId.join}`;
  const shares = {
    every: rows,
    distinct: `SELECT object_id, account_id, post_id, posted_at, precision_seconds, min(record) AS record FROM (${rows}) GROUP BY ALL`,
    // Where the rows themselves number the posts, no post stands twice and none was known.
    once:
      postId.join === ''
        ? rows
        : `SELECT DISTINCT ON (object_id, post_id) * FROM (${rows}) found
           WHERE NOT EXISTS (SELECT 1 FROM share WHERE share.layer_id = ${layerId} AND share.object_id = found.object_id AND share.post_id = found.post_id)
           ORDER BY object_id, post_id, record`,
  }[posts.shareRows];
  await file.run(
    `INSERT INTO share
     SELECT ${layerId}, object_id, account_id, post_id, posted_at, precision_seconds, ${sourceId}, record
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

async function nextIdentity(file: CaseFile, table: 'account' | 'object' | 'post' | 'layer' | 'source' | 'event'): Promise<number> {
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
     FROM read_csv('${csvPath.replaceAll("'", "''")}', delim = ',', new_line = '\\n', quote = '"', escape = '"', header = false, auto_detect = false, parallel = false, strict_mode = false,
       max_line_size = 33554432, columns = {'record': 'BIGINT', 'line': 'BIGINT', 'reason': 'VARCHAR', 'raw': 'VARCHAR'}, nullstr = '\\N', allow_quoted_nulls = false)`,
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
