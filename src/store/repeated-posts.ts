import { bareClient, type Contradictions, canBeSameTime, statedTime } from './conflicts.js';
import type { Load, PostPlan } from './load-plan.js';

/** What a file says of posts that stood earlier in it or that the case held already. */
export interface RepeatedPosts {
  /** Values that the case lacked and now has from this file. */
  readonly filledCount: number;
  /** Records that state their post's time more finely than the case, which keeps the first. */
  readonly finerTimeCount: number;
}

/** Fields of a post that a source may not state. */
export const OPTIONAL_FIELDS = ['text', 'language', 'client', 'kind'] as const;

/**
 * Holds the records of posts that came again against what the case keeps of them: what it lacks (NULL or blank) is filled in from the
 * first record that states it, what contradicts it is gathered, and nothing else changes.
 */
export async function mergeRepeatedPosts(load: Load, posts: PostPlan, found: Contradictions): Promise<RepeatedPosts> {
  const { file } = load;
  const fields = OPTIONAL_FIELDS.filter((name) => posts[name] !== undefined);
  await stageDifferences(load, fields);
  const { all, finer } = await file.row<{ all: number; finer: number }>(
    `SELECT count(*) AS all, count(*) FILTER (WHERE is_finer) AS finer FROM again`,
  );
  let filledCount = 0;
  if (all > 0) {
    for (const field of fields) filledCount += await fillIn(load, field);
    await gather(fields, found);
  }
  await file.run(`DROP TABLE again`);
  return { filledCount, finerTimeCount: finer };
}

type OptionalField = (typeof OPTIONAL_FIELDS)[number];

/** Makes the temporary table `again`: of each record whose post stands in the case by another record, what differs; NULL where nothing does. */
async function stageDifferences({ file, from, record, sourceId }: Load, fields: readonly OptionalField[]): Promise<void> {
  const precision = 'coalesce(post.precision_seconds, 1)';
  const sameTime = canBeSameTime('staged.posted_at', 'staged.precision_seconds', 'post.posted_at', precision);
  const other = (field: OptionalField): string =>
    `CASE WHEN staged.${field} IS DISTINCT FROM post.${field} THEN CASE WHEN trim(staged.${field}) <> '' THEN staged.${field} END END AS ${field}`;
  await file.run(
    `CREATE OR REPLACE TEMP TABLE again AS SELECT * FROM
       (SELECT post.post_id, ${record} AS record, CASE WHEN stated.account_id <> post.account_id THEN stated.key END AS account,
          CASE WHEN NOT ${sameTime} THEN staged.posted_at END AS posted_at, staged.precision_seconds,
          ${sameTime} AND staged.precision_seconds < ${precision} AS is_finer${fields.map((field) => `, ${other(field)}`).join('')}
        FROM ${from} staged JOIN post ON post.key = staged.post_key JOIN account stated ON stated.key = staged.account_key
        WHERE post.source_id <> ${sourceId} OR post.record <> ${record}) differing
     WHERE is_finer OR ${['account', 'posted_at', ...fields].map((field) => `${field} IS NOT NULL`).join(' OR ')}`,
  );
}

/** @returns How many posts got the field. */
async function fillIn({ file }: Load, field: OptionalField): Promise<number> {
  await file.run(
    `CREATE OR REPLACE TEMP TABLE filling AS
     SELECT post_id, arg_min(again.${field}, again.record) AS value FROM again JOIN post USING (post_id)
     WHERE again.${field} IS NOT NULL AND (post.${field} IS NULL OR trim(post.${field}) = '') GROUP BY post_id`,
  );
  const { count } = await file.row<{ count: number }>(`SELECT count(*) AS count FROM filling`);
  if (count > 0) await file.run(`UPDATE post SET ${field} = filling.value FROM filling WHERE post.post_id = filling.post_id`);
  await file.run(`DROP TABLE filling`);
  return count;
}

/** Gathers what contradicts the posts as they are now, blanks filled in. */
async function gather(fields: readonly OptionalField[], found: Contradictions): Promise<void> {
  await found.add(
    'post',
    'account',
    `SELECT post_id AS entity_id, kept.key AS kept, again.account AS stated, again.record FROM again JOIN post USING (post_id)
     JOIN account kept ON kept.account_id = post.account_id WHERE again.account IS NOT NULL`,
  );
  await found.add(
    'post',
    'posted_at',
    `SELECT post_id AS entity_id, ${statedTime('post.posted_at', 'coalesce(post.precision_seconds, 1)')} AS kept,
       ${statedTime('again.posted_at', 'again.precision_seconds')} AS stated, again.record
     FROM again JOIN post USING (post_id) WHERE again.posted_at IS NOT NULL`,
  );
  for (const field of fields) {
    const rows = `SELECT post_id AS entity_id, post.${field} AS kept, again.${field} AS stated, again.record FROM again JOIN post USING (post_id)
      WHERE again.${field} IS NOT NULL AND again.${field} <> post.${field}`;
    if (field === 'text') await found.addTexts(rows);
    else if (field === 'language') await found.addLanguages(rows);
    else
      await found.add(
        'post',
        field,
        field === 'client' ? `${rows} AND ${bareClient('again.client')} <> ${bareClient('post.client')}` : rows,
      );
  }
}
