import { type CaseFile, isoTime } from '../../store/case-file.js';
import { learnFileNames, shownFileName, shownTexts } from '../../store/case-names.js';
import { foldedTexts, madeTexts } from '../../store/folded-text.js';
import type { Naming } from '../../store/naming.js';
import { postValues } from '../../store/post-values.js';
import { type BoundSql, foldedSql, type Relation, type RelationColumn } from '../../store/relation.js';
import { accountNames, makeNames, publicPosts } from '../../store/shown-names.js';
import { SideTables } from '../../store/side-tables.js';
import { postNameColumn } from './post-name.js';

const COUNTS = ['like_count', 'repost_count', 'reply_count', 'view_count'] as const;
const SHIFT = 2 ** 40;

/** The posts of a case, in the order in which they were first met. */
export async function postsView(file: CaseFile, naming: Naming, state: string): Promise<Relation> {
  const side = SideTables.of(file);
  const { accounts, names } = await accountNames(file, naming, state);
  const open = await publicPosts(file, state);
  const kinds = await side.ensure(file, `kinds_${state}`, (table) => distinctNames(file, naming, table, 'SELECT kind FROM post'));
  const languages = await side.ensure(file, `languages_${state}`, (table) =>
    distinctNames(file, naming, table, 'SELECT language FROM post UNION SELECT language FROM post_language'),
  );
  const sources = await side.ensure(file, `sources_${state}`, (table) => sourceNames(file, naming, table));
  const whose = naming.isRevealed ? 'a.whole' : 'CASE WHEN o.post_id IS NULL THEN a.apart ELSE a.whole END';
  const table = await side.ensure(file, `posts_${state}`, (made) =>
    file.run(
      `CREATE TABLE ${made} AS SELECT post.post_id, ${whose} AS author, epoch_us(posted_at) AS posted_at, k.rank AS kind, l.rank AS language, s.rank AS source,
         ${COUNTS.join(', ')}, o.post_id IS NOT NULL AS is_public, (post.text IS NOT NULL AND ${naming.showsTexts ? 'true' : 'o.post_id IS NOT NULL'}) AS has_text
       FROM post JOIN ${accounts} a USING (account_id) LEFT JOIN ${open} o USING (post_id) LEFT JOIN ${kinds} k ON k.shown_as = post.kind
         LEFT JOIN post_language f USING (post_id) LEFT JOIN ${languages} l ON l.shown_as = coalesce(post.language, f.language)
         JOIN ${sources} s ON s.id = post.source_id LEFT JOIN (${latestCounts()}) c USING (post_id) ORDER BY post_id`,
    ),
  );
  const count = await side.rowCount(file, table);
  return {
    name: 'the table posts',
    order: 'as the case first met them',
    key: `${state} posts`,
    table,
    firstRow: 0,
    rowCount: count,
    columns: [
      postNameColumn(naming, { name: 'post', meaning: 'The post.', id: 't.post_id', rowCount: count, state }),
      named('account', 'account', 'Who posted it.', 't.author', names),
      timeColumn('postedAt', 'When it was posted.', 't.posted_at'),
      textColumn(file, naming, state),
      named('kind', 'text', '`original`, `repost`, `quote` or `reply`; blank: the source does not say.', 't.kind', kinds),
      named('language', 'text', 'Its language: as the source writes it, else as found from its text.', 't.language', languages),
      named('source', 'text', 'The file in which it was first met.', 't.source', sources),
      countColumn('likes', 'Likes, favourites or positive reactions at the last look; blank: none was counted.', 't.like_count'),
      countColumn('reposts', 'Reposts, shares or forwards at the last look.', 't.repost_count'),
      countColumn('replies', 'Replies or comments at the last look.', 't.reply_count'),
      countColumn('views', 'Views or impressions at the last look.', 't.view_count'),
    ],
    search: async (reader, words) => containsAll(await foldedTexts(reader, naming, state), words),
  };
}

/** Of each post, the last count of each kind; of counts at one time, the highest. */
function latestCounts(): string {
  const when = `(greatest(coalesce(epoch_us(observed_at), 0), 0) * 1000 + source_id)::HUGEINT * ${SHIFT}`;
  const last = (count: string): string =>
    `(max(CASE WHEN ${count} >= 0 THEN ${when} + least(${count}, ${SHIFT - 1}) END) % ${SHIFT})::BIGINT AS ${count}`;
  return `SELECT post_id, ${COUNTS.map(last).join(', ')} FROM post_observation GROUP BY post_id`;
}

/** Names (id, rank, shown, folded, shown_as: as it stands in the case) of the few values of a column. */
export async function distinctNames(file: CaseFile, naming: Naming, table: string, query: string): Promise<void> {
  const rows = await file.rows<{ value: string }>(`SELECT DISTINCT value FROM (${query}) q(value) WHERE value IS NOT NULL ORDER BY value`);
  const values = rows.map(({ value }) => value);
  const shown = await shownTexts(file, naming, values);
  await makeNames(
    file,
    table,
    shown.map((name, id) => [id, name]),
  );
  await file.run(`ALTER TABLE ${table} ADD COLUMN shown_as VARCHAR`);
  for (const [id, value] of values.entries()) await file.run(`UPDATE ${table} SET shown_as = ? WHERE id = ?`, [value, id]);
}

/** Names of the imported files. */
export async function sourceNames(file: CaseFile, naming: Naming, table: string): Promise<void> {
  await learnFileNames(file, naming);
  const sources = await file.rows<{ id: number; path: string }>(`SELECT source_id AS id, path FROM source ORDER BY source_id`);
  await makeNames(
    file,
    table,
    sources.map(({ id, path }) => [id, shownFileName(naming, path)]),
  );
}

/** A column of names that the rows hold by rank. */
export function named(name: string, type: 'account' | 'text', meaning: string, rank: string, names: string): RelationColumn {
  const alias = `n_${name}`;
  return {
    ...{ name, type, unit: null, meaning, isSearched: true },
    value: async () => ({ kind: 'names', sql: rank, names }),
    read: `${alias}.shown`,
    readJoin: `LEFT JOIN ${names} ${alias} ON ${alias}.rank = ${rank} AND ${alias}.is_first`,
  };
}

/** @param sql Microseconds since 1970. */
export function timeColumn(name: string, meaning: string, sql: string): RelationColumn {
  return {
    ...{ name, type: 'time', unit: null, meaning, isSearched: false },
    value: async () => ({ kind: 'time', sql }),
    read: isoTime(`make_timestamp((${sql})::BIGINT)`),
  };
}

export function countColumn(name: string, meaning: string, sql: string): RelationColumn {
  return { ...{ name, type: 'integer', unit: null, meaning, isSearched: false }, value: async () => ({ kind: 'number', sql }), read: sql };
}

function textColumn(reader: CaseFile, naming: Naming, state: string): RelationColumn {
  const made = naming.isRevealed ? null : madeTexts(reader, state);
  const postTexts = async (file: CaseFile, ids: readonly unknown[]): Promise<(string | null)[]> =>
    shownTexts(file, naming, await postValues(file, 'text', ids as (number | null)[]));
  return {
    name: 'text',
    type: 'text',
    unit: null,
    meaning: naming.showsTexts
      ? 'Its text.'
      : 'Its text, if an account that may be named posted it; blank: none, or of an account that may not.',
    isSearched: false,
    value: async (file) => {
      const folded = await foldedTexts(file, naming, state);
      return { kind: 'prose', sql: 'CASE WHEN t.has_text THEN true END', contains: (word) => containsAll(folded, [word]) };
    },
    read: made === null ? 'CASE WHEN t.has_text THEN t.post_id END' : 'x_text.text',
    ...(made === null ? { show: postTexts } : { readJoin: `LEFT JOIN ${made} x_text ON x_text.post_id = t.post_id` }),
  };
}

/** Condition that a post's text, as it may be shown, contains all of some words. */
function containsAll(folded: string, words: readonly string[]): BoundSql {
  const each = words.map(() => `contains(folded, ${foldedSql('?::VARCHAR')})`).join(' AND ');
  return { sql: `t.post_id IN (SELECT post_id FROM ${folded} WHERE ${each})`, values: words };
}
