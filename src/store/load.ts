import { addPlatforms, isOnePlatform } from './account-platform.js';
import type { CaseFile } from './case-file.js';
import { Contradictions } from './conflicts.js';
import { accountNamesTable, addAccountObservations, addAccounts, notYetObserved } from './load-accounts.js';
import { loadLayers } from './load-layers.js';
import {
  isStatement,
  type Load,
  type LoadPlan,
  nextIdentity,
  POST_OBSERVATION_FIELDS,
  type PostIdentity,
  type PostPlan,
  type Staged,
} from './load-plan.js';
import { dropNearText } from './near-text.js';
import { mergeRepeatedPosts, OPTIONAL_FIELDS } from './repeated-posts.js';
import { readColumnFacts } from './source-columns.js';

/**
 * Reads a file's records into a temporary table, and takes those with a problem out again.
 *
 * Outside any transaction: row numbers of a transaction's own rows do not count from 0.
 *
 * @param name Name for the temporary table.
 * @param columnCount Columns of the file.
 */
export async function stageRecords(file: CaseFile, plan: LoadPlan, name: string, columnCount: number): Promise<Staged> {
  const expressions = stagedColumns(plan);
  const staged = Object.entries(expressions).map(([column, expression]) => `${expression} AS ${column}`);
  await file.run(`CREATE OR REPLACE TEMP TABLE ${name} AS SELECT ${staged.join(', ')} FROM ${plan.rows}`);
  const columns = await readColumnFacts(file, plan, name, expressions, columnCount);
  const { all, sound } = await file.row<{ all: number; sound: number }>(
    `SELECT count(*) AS all, coalesce(sum(is_sound::INTEGER), 0) AS sound FROM ${name}`,
  );
  const problems = all === sound ? [] : await takeOutProblems(file, plan, name);
  if (plan.accountNames !== undefined) await nameAccounts(file, plan.accountNames, name);
  const observations = plan.posts?.isPost === undefined ? null : await partObservations(file, plan, name);
  if (plan.posts !== undefined) await nameUnnamedPosts(file, plan, name);
  return { table: name, observations, recordCount: all, problems, columns };
}

/** Gives the records the identifiers of the accounts that they call in several ways, and keeps which is which for `addAccountObservations`. */
async function nameAccounts(file: CaseFile, accountNames: NonNullable<LoadPlan['accountNames']>, name: string): Promise<void> {
  await file.run(
    `CREATE OR REPLACE TEMP TABLE ${accountNamesTable(name)} AS
     SELECT * FROM (${accountNames(`(SELECT DISTINCT account_key FROM ${name} WHERE account_key IS NOT NULL)`)}) WHERE key <> account_key`,
  );
  await file.run(
    `UPDATE ${name} staged SET account_key = named.key FROM ${accountNamesTable(name)} named WHERE staged.account_key = named.account_key`,
  );
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
    account_platform: plan.platform === undefined || isOnePlatform(plan) ? undefined : plan.platform,
    handle: plan.handle,
    account_created_at: plan.accountCreatedAt,
    happened_at: plan.event?.happenedAt,
    event_precision: plan.event?.precisionSeconds,
    title: plan.event?.title,
    event_kind: plan.event?.kind,
    event_source: plan.event?.source,
    event_url: plan.event?.url,
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

/** What a file brought to posts and accounts besides new ones. */
export interface LoadCounts {
  /** Records whose post stood earlier in the same file. */
  readonly repeatedCount: number;
  /** Posts of the file that the case held before, each counted once however often it stands in the file. */
  readonly knownCount: number;
  /** Values that the case lacked of posts and accounts, and has from this file now. */
  readonly filledCount: number;
  /** Contradictions that are in the table `conflict` because of this file. */
  readonly conflictCount: number;
  /** Records that state their post's time more finely than the case, which keeps the first. */
  readonly finerTimeCount: number;
  /** Observations of accounts and posts from this file that have no time. */
  readonly undatedCount: number;
}

/**
 * Adds staged records to the case: new accounts, posts and objects, their shares ordered by layer, object and time, and what was
 * observed of accounts and posts. What the case holds stays as it is: only blanks are filled in, and contradictions are written down.
 * Inside the caller's transaction.
 */
export async function loadStaged(file: CaseFile, plan: LoadPlan, staged: Staged, sourceId: number): Promise<LoadCounts> {
  const load: Load = { file, plan, from: staged.table, record: recordExpression(plan), sourceId };
  if (plan.event !== undefined) await addEvents(load);
  const found = new Contradictions(file);
  const counts = plan.account === undefined ? NOTHING_AGAIN : await loadAccountsAndPosts(load, staged, found);
  const conflictCount = await found.end(sourceId);
  await file.run(
    `UPDATE source SET repeated_count = ${counts.repeatedCount}, known_count = ${counts.knownCount} WHERE source_id = ${sourceId}`,
  );
  return { ...counts, conflictCount, undatedCount: await countUndated(file, sourceId) };
}

async function countUndated(file: CaseFile, sourceId: number): Promise<number> {
  const tables = ['account_observation', 'post_observation', 'awaited_post_observation'];
  const counts = tables.map((table) => `(SELECT count(*) FROM ${table} WHERE source_id = ${sourceId} AND observed_at IS NULL)`);
  return (await file.row<{ count: number }>(`SELECT ${counts.join(' + ')} AS count`)).count;
}

/** The counts of a file that brought nothing again. */
export const NOTHING_AGAIN: LoadCounts = {
  repeatedCount: 0,
  knownCount: 0,
  filledCount: 0,
  conflictCount: 0,
  finerTimeCount: 0,
  undatedCount: 0,
};

async function loadAccountsAndPosts(load: Load, staged: Staged, found: Contradictions): Promise<LoadCounts> {
  const { file, plan, sourceId } = load;
  const observed: Load | null = staged.observations === null ? null : { ...load, from: staged.observations, record: 'staged.record' };
  const filledCount = (await addAccounts(load, found)) + (observed === null ? 0 : await addAccounts(observed, found));
  await addPlatforms(load, found);
  if (observed !== null) await addPlatforms(observed, found);
  const twins = sourceId === 0 ? [] : await sourcesOfSameContent(file, sourceId);
  await addAccountObservations(load, staged, twins);
  if (plan.posts === undefined) return { ...NOTHING_AGAIN, filledCount };
  await dropNearText(file);
  const { postId, repeatedCount, knownCount } = await addPosts(load, plan.posts);
  const merged = repeatedCount + knownCount === 0 ? null : await mergeRepeatedPosts(load, plan.posts, found);
  await addPostObservations(load, plan.posts, postId, twins);
  if (observed !== null) await holdObservations(observed, plan.posts);
  await settleObservations(file);
  await loadLayers(load, plan.posts, postId);
  return {
    ...NOTHING_AGAIN,
    repeatedCount,
    knownCount,
    filledCount: filledCount + (merged?.filledCount ?? 0),
    finerTimeCount: merged?.finerTimeCount ?? 0,
  };
}

/** Other sources that hold the very same bytes, read by another format or mapping. */
async function sourcesOfSameContent(file: CaseFile, sourceId: number): Promise<number[]> {
  const twins = await file.rows<{ id: number }>(
    `SELECT source_id AS id FROM source WHERE source_id <> ${sourceId} AND sha256 = (SELECT sha256 FROM source WHERE source_id = ${sourceId})`,
  );
  return twins.map(({ id }) => id);
}

/** Adds the events that the case does not hold word for word, each once. */
async function addEvents({ file, from, record, sourceId }: Load): Promise<void> {
  const next = await nextIdentity(file, 'event');
  const stated = 'happened_at, event_precision, title, event_kind, event_source, event_url';
  await file.run(
    `INSERT INTO event (event_id, happened_at, precision_seconds, title, kind, source, url, source_id)
     SELECT ${next} + row_number() OVER (ORDER BY happened_at, record) - 1, ${stated}, ${sourceId}
     FROM (SELECT ${stated}, min(${record}) AS record FROM ${from} staged GROUP BY ${stated}) staged
     WHERE NOT EXISTS (FROM event WHERE event.happened_at = staged.happened_at AND event.title = staged.title
       AND event.precision_seconds IS NOT DISTINCT FROM staged.event_precision AND event.kind IS NOT DISTINCT FROM staged.event_kind
       AND event.source IS NOT DISTINCT FROM staged.event_source AND event.url IS NOT DISTINCT FROM staged.event_url)`,
  );
}

/** Posts of a file on their way into the case. */
interface AddedPosts {
  readonly postId: PostIdentity;
  readonly repeatedCount: number;
  readonly knownCount: number;
}

/** Adds the posts that the case does not have yet; the first record of a post gives its account, time and text. */
async function addPosts({ file, from, record, sourceId }: Load, posts: PostPlan): Promise<AddedPosts> {
  const next = await nextIdentity(file, 'post');
  const optional = OPTIONAL_FIELDS.filter((name) => posts[name] !== undefined);
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
    return { postId: { expression: `${next} + keys.record - 1`, join: '' }, repeatedCount: 0, knownCount: 0 };
  }
  await file.run(
    `${insert} ${next} + row_number() OVER (ORDER BY ${record}) - 1, staged.post_key, ${columns}
     FROM ${from} staged
     JOIN (SELECT post_key, min(${record}) AS first FROM ${from} staged GROUP BY post_key) firsts ON firsts.first = ${record}
     JOIN account ON account.key = staged.account_key
     WHERE NOT EXISTS (SELECT 1 FROM post WHERE post.key = staged.post_key)`,
  );
  const newCount = (await nextIdentity(file, 'post')) - next;
  const postCount =
    all === distinct ? all : (await file.row<{ count: number }>(`SELECT count(DISTINCT post_key) AS count FROM ${from}`)).count;
  return {
    postId: { expression: 'post.post_id', join: 'JOIN post ON post.key = keys.post_key' },
    repeatedCount: all - postCount,
    knownCount: postCount - newCount,
  };
}

/** What a record says of its post, at one moment or several. */
function postObservations({ observation, moreObservations = [] }: PostPlan) {
  return [...(observation === undefined ? [] : [observation]), ...moreObservations];
}

/** Adds what the records say of their posts; the same statement of one file, or of files with the same content, counts once. */
async function addPostObservations(load: Load, posts: PostPlan, postId: PostIdentity, twins: readonly number[]): Promise<void> {
  const { file, from, record, sourceId } = load;
  for (const [index, observation] of postObservations(posts).entries()) {
    const given = POST_OBSERVATION_FIELDS.filter((name) => observation[name] !== undefined);
    const counted = given.filter(isStatement);
    if (counted.length === 0) continue;
    const fields = given.map((name) => `keys.post_${index}_${name} AS ${name}`).join(', ');
    const rows = `SELECT ${postId.expression} AS post_id, ${fields}, keys.record
      FROM (SELECT ${record} AS record, post_key, ${given.map((name) => `post_${index}_${name}`).join(', ')} FROM ${from} staged) keys ${postId.join}`;
    // Where the rows themselves number the posts, no post stands twice.
    const once =
      postId.join === ''
        ? rows
        : `SELECT post_id, ${given.join(', ')}, min(record) AS record FROM (${rows}) GROUP BY post_id, ${given.join(', ')}`;
    await file.run(
      `INSERT INTO post_observation (post_id, ${given.join(', ')}, source_id)
       SELECT post_id, ${given.join(', ')}, ${sourceId} FROM (${once}) stated
       WHERE (${counted.map((name) => `${name} IS NOT NULL`).join(' OR ')}) ${notYetObserved('post', 'stated.post_id', 'stated', given, twins)}
       ${postId.join === '' ? '' : 'ORDER BY record'}`,
    );
  }
}

/** Keeps what records that are no posts say of posts, whether or not the case holds these yet. */
async function holdObservations({ file, from, sourceId }: Load, { observation = {} }: PostPlan): Promise<void> {
  const columns = POST_OBSERVATION_FIELDS.map((name) => (observation[name] === undefined ? 'NULL' : `post_0_${name}`));
  await file.run(
    `INSERT INTO awaited_post_observation (post_key, account_key, ${POST_OBSERVATION_FIELDS.join(', ')}, source_id)
     SELECT post_key, account_key, ${columns.join(', ')}, ${sourceId} FROM ${from} staged WHERE post_key IS NOT NULL ORDER BY staged.record`,
  );
}

/** Gives observations that waited for their post to it, now that it is there; an event that came twice is one. */
async function settleObservations(file: CaseFile): Promise<void> {
  const { count } = await file.row<{ count: number }>(`SELECT count(*) AS count FROM awaited_post_observation`);
  if (count === 0) return;
  const fields = POST_OBSERVATION_FIELDS.join(', ');
  // What has a time is one statement, however many sources make it.
  await file.run(
    `INSERT INTO post_observation (post_id, ${fields}, source_id)
     SELECT post_id, ${fields}, source_id FROM (
       SELECT post.post_id, ${POST_OBSERVATION_FIELDS.map((name) => `awaited.${name}`).join(', ')}, min(awaited.source_id) AS source_id
       FROM awaited_post_observation awaited JOIN post ON post.key = awaited.post_key
       GROUP BY post.post_id, ${POST_OBSERVATION_FIELDS.map((name) => `awaited.${name}`).join(', ')}, CASE WHEN awaited.observed_at IS NULL THEN awaited.source_id END) stated
     WHERE true ${notYetObserved('post', 'stated.post_id', 'stated', POST_OBSERVATION_FIELDS, [])}
     ORDER BY post_id, observed_at, status, source_id`,
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
  await file.run(
    `INSERT INTO source (source_id, path, sha256, format, options, record_count, kept_count, rejected_count, notes, imported_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, [${notes}]::VARCHAR[], current_timestamp::TIMESTAMP)`,
    [sourceId, source.path, source.sha256, source.format, source.options, source.recordCount, source.keptCount, source.rejectedCount],
  );
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
