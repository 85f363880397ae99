import type { CaseFile } from './case-file.js';
import { loadLayer } from './load-layers.js';
import {
  ACCOUNT_OBSERVATION_FIELDS,
  type Load,
  type LoadPlan,
  nextIdentity,
  POST_OBSERVATION_FIELDS,
  type PostIdentity,
  type PostPlan,
  type Staged,
} from './load-plan.js';
import { dropNearText } from './near-text.js';

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
  const observations = plan.posts?.isPost === undefined ? null : await partObservations(file, plan, name);
  if (plan.posts !== undefined) await nameUnnamedPosts(file, plan, name);
  return { table: name, observations, recordCount: all, problems };
}

/** Moves the records that are no posts into a table of their own. */
async function partObservations(file: CaseFile, plan: LoadPlan, name: string): Promise<string> {
  const observations = `${name}_observed`;
  await file.run(
    `CREATE OR REPLACE TEMP TABLE ${observations} AS SELECT ${recordExpression(plan)} AS record, * FROM ${name} staged WHERE NOT is_post`,
  );
  await file.run(`DELETE FROM ${name} WHERE NOT is_post`);
  return observations;
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
    const { isPost, key, postedAt, precisionSeconds, text, language, client, kind } = posts;
    Object.assign(columns, {
      is_post: isPost === undefined ? undefined : `coalesce(${isPost}, false)`,
      post_key: key,
      posted_at: postedAt,
      precision_seconds: `(${precisionSeconds})::INTEGER`,
      text,
      language,
      client,
      kind,
    });
    for (const [index, observation] of postObservations(posts).entries())
      for (const [name, expression] of Object.entries(observation)) columns[`post_${index}_${name}`] = expression;
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
  const observed: Load | null = staged.observations === null ? null : { ...load, from: staged.observations, record: 'staged.record' };
  if (observed !== null) await addAccounts(observed, true);
  await addAccountObservations(load);
  if (plan.posts === undefined) return;
  await dropNearText(file);
  const postId = await addPosts(load, plan.posts);
  await addPostObservations(load, plan.posts, postId);
  if (observed !== null) await holdObservations(observed, plan.posts);
  await settleObservations(file);
  for (const [index, layer] of plan.posts.layers.entries()) await loadLayer(load, plan.posts, layer, index, postId);
}

async function addEvents({ file, from, record, sourceId }: Load): Promise<void> {
  const next = await nextIdentity(file, 'event');
  await file.run(
    `INSERT INTO event SELECT ${next} + row_number() OVER (ORDER BY happened_at, ${record}) - 1, happened_at, title, event_source, ${sourceId} FROM ${from} staged`,
  );
}

async function addAccounts({ file, plan, from, record, sourceId }: Load, isSecondPart = false): Promise<void> {
  const next = await nextIdentity(file, 'account');
  const first = (column: string, isThere: boolean): string => (isThere ? `arg_min(${column}, ${record})` : 'NULL');
  await file.run(
    `INSERT INTO account (account_id, key, handle, source_id, created_at, created_precision_seconds)
     SELECT ${next} + row_number() OVER (ORDER BY first) - 1, account_key, handle, ${sourceId}, created_at,
       CASE WHEN created_at IS NOT NULL THEN ${plan.accountCreatedPrecisionSeconds ?? 1} END
     FROM (SELECT account_key, min(${record}) AS first, ${first('handle', plan.handle !== undefined)} AS handle,
             ${first('account_created_at', plan.accountCreatedAt !== undefined)} AS created_at
           FROM ${from} staged WHERE account_key IS NOT NULL GROUP BY account_key) seen
     WHERE NOT EXISTS (SELECT 1 FROM account WHERE account.key = seen.account_key)`,
  );
  if (plan.accountCreatedAt === undefined && plan.handle === undefined) return;
  // Accounts that an earlier file left without a name or a date of creation get them from this one.
  await file.run(
    `UPDATE account SET handle = coalesce(account.handle, seen.handle), created_at = coalesce(account.created_at, seen.created_at),
       created_precision_seconds = coalesce(account.created_precision_seconds, CASE WHEN seen.created_at IS NOT NULL THEN ${plan.accountCreatedPrecisionSeconds ?? 1} END)
     FROM (SELECT account_key, ${first('handle', plan.handle !== undefined)} AS handle,
             ${first('account_created_at', plan.accountCreatedAt !== undefined)} AS created_at FROM ${from} staged GROUP BY account_key) seen
     WHERE account.key = seen.account_key ${isSecondPart ? '' : `AND account.source_id <> ${sourceId}`} AND (account.handle IS NULL OR account.created_at IS NULL)`,
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

/** What a record says of its post, at one moment or several. */
function postObservations({ observation, moreObservations = [] }: PostPlan) {
  return [...(observation === undefined ? [] : [observation]), ...moreObservations];
}

async function addPostObservations({ file, from, record, sourceId }: Load, posts: PostPlan, postId: PostIdentity): Promise<void> {
  for (const [index, observation] of postObservations(posts).entries()) {
    const given = POST_OBSERVATION_FIELDS.filter((name) => observation[name] !== undefined);
    if (given.every((name) => name === 'observed_at')) continue;
    const columns = POST_OBSERVATION_FIELDS.map((name) => (given.includes(name) ? `keys.post_${index}_${name}` : 'NULL'));
    await file.run(
      `INSERT INTO post_observation
       SELECT ${postId.expression}, ${columns.join(', ')}, ${sourceId}
       FROM (SELECT ${record} AS record, post_key, ${given.map((name) => `post_${index}_${name}`).join(', ')} FROM ${from} staged) keys ${postId.join}
       WHERE ${given
         .filter((name) => name !== 'observed_at')
         .map((name) => `keys.post_${index}_${name} IS NOT NULL`)
         .join(' OR ')}`,
    );
  }
}

/** Keeps what records that are no posts say of posts, whether or not the case holds these yet. */
async function holdObservations({ file, from, sourceId }: Load, { observation = {} }: PostPlan): Promise<void> {
  const columns = POST_OBSERVATION_FIELDS.map((name) => (observation[name] === undefined ? 'NULL' : `post_0_${name}`));
  await file.run(
    `INSERT INTO awaited_post_observation
     SELECT post_key, account_key, ${columns.join(', ')}, ${sourceId} FROM ${from} staged WHERE post_key IS NOT NULL ORDER BY staged.record`,
  );
}

/** Gives observations that waited for their post to it, now that it is there; an event that came twice is one. */
async function settleObservations(file: CaseFile): Promise<void> {
  const { count } = await file.row<{ count: number }>(`SELECT count(*) AS count FROM awaited_post_observation`);
  if (count === 0) return;
  const fields = POST_OBSERVATION_FIELDS.map((name) => `awaited.${name}`).join(', ');
  await file.run(
    `INSERT INTO post_observation
     SELECT DISTINCT post.post_id, ${fields}, awaited.source_id FROM awaited_post_observation awaited JOIN post ON post.key = awaited.post_key
     ORDER BY post.post_id, awaited.observed_at, awaited.status`,
  );
  await file.run(`DELETE FROM awaited_post_observation WHERE post_key IN (SELECT key FROM post)`);
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
       max_line_size = 33554432, buffer_size = 33554432, columns = {'record': 'BIGINT', 'line': 'BIGINT', 'reason': 'VARCHAR', 'raw': 'VARCHAR'}, nullstr = '\\N', allow_quoted_nulls = false)`,
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
