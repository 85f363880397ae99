import { DuckDBDataChunk as DataChunk, DOUBLE, INTEGER, VARCHAR } from '@duckdb/node-api';
import { languageCode } from '../kernels/text/language-names.js';
import type { CaseFile } from './case-file.js';
import { fillTexts, fillVector, intsOf } from './vectors.js';

/** Which posts are to have their language found. */
export interface LanguageQuestion {
  /** Also where the source states a language. */
  readonly all: boolean;
  /** Methods whose rows stand: what any other method found is found anew. */
  readonly methods: readonly string[];
}

/** How many posts there are, by what is known of their language. */
export interface LanguageCounts {
  readonly postCount: number;
  readonly textCount: number;
  /** Posts with a text whose source states a language. */
  readonly statedCount: number;
  /** Posts whose language is to be found, and how many different texts they have. */
  readonly wantedCount: number;
  readonly wantedTextCount: number;
}

/** What was found of distinct texts: of each, by the post that holds it first. */
export interface FoundLanguages {
  readonly count: number;
  readonly post: Int32Array;
  /** Index in `languages`, or −1 for null. */
  readonly language: Int16Array;
  readonly languages: readonly string[];
  /** 0–1; NaN for null. */
  readonly confidence: Float64Array;
  /** Index in `methods`. */
  readonly method: Uint8Array;
  readonly methods: readonly string[];
}

/** A language that posts have, and who says so. */
export interface LanguageCount {
  /** As a code for comparison; null where none is stated or found. */
  readonly language: string | null;
  readonly saidBy: 'source' | 'text' | null;
  readonly postCount: number;
}

/** What sources state against what texts say, where both are there. */
export interface LanguageAgreement {
  readonly stated: string;
  /** Null where the text was below the level, or has no letters. */
  readonly found: string | null;
  readonly postCount: number;
}

const CHUNK_ROWS = 2048;

const quoted = (texts: readonly string[]): string => texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ');

/** SQL condition of a post whose source states a language, rather than none or that it knows none (`und`). */
export async function statesLanguage(file: CaseFile, post = 'post'): Promise<string> {
  const stated = await file.rows<{ language: string }>(`SELECT DISTINCT language FROM post WHERE language IS NOT NULL`);
  const blank = stated.map(({ language }) => language).filter((language) => languageCode(language) === null);
  return `(${post}.language IS NOT NULL${blank.length === 0 ? '' : ` AND ${post}.language NOT IN (${quoted(blank)})`})`;
}

/**
 * Puts the posts whose language is to be found into temporary tables: with a text, and no language of their source unless `all`, and no
 * row by one of the methods; those with a row of another method in any case.
 */
export async function stageWantedLanguages(file: CaseFile, { all, methods }: LanguageQuestion): Promise<LanguageCounts> {
  const isStated = await statesLanguage(file);
  const current = `method IN (${quoted(methods)})`;
  await file.run(
    `CREATE OR REPLACE TEMP TABLE language_post AS
     SELECT post_id, md5_number(text) AS digest FROM post
     WHERE text IS NOT NULL AND post_id NOT IN (SELECT post_id FROM post_language WHERE ${current})
       AND (${all ? 'true' : `NOT ${isStated}`} OR post_id IN (SELECT post_id FROM post_language WHERE NOT ${current}))`,
  );
  await file.run(
    `CREATE OR REPLACE TEMP TABLE language_text AS SELECT digest, min(post_id)::INTEGER AS post_id FROM language_post GROUP BY digest`,
  );
  return file.row<LanguageCounts>(
    `SELECT count(*) AS "postCount", count(text) AS "textCount", count(*) FILTER (WHERE text IS NOT NULL AND ${isStated}) AS "statedCount",
       (SELECT count(*) FROM language_post) AS "wantedCount", (SELECT count(*) FROM language_text) AS "wantedTextCount" FROM post`,
  );
}

/** The distinct texts that were staged, each with the post that holds it first, in lots of some thousand. */
export async function* wantedTexts(file: CaseFile): AsyncGenerator<{ post: Int32Array; texts: string[] }> {
  for await (const chunk of file.chunks(`SELECT post.post_id, post.text FROM post JOIN language_text USING (post_id)`)) {
    yield { post: intsOf(chunk.getColumnVector(0)).slice(0, chunk.rowCount), texts: chunk.getColumnValues(1) as string[] };
  }
}

/** Stores what was found of the staged texts, for every post that has one of them, and drops what other methods had found. One transaction. */
export async function storeLanguages(file: CaseFile, found: FoundLanguages): Promise<void> {
  await file.run(`CREATE OR REPLACE TEMP TABLE language_found (post_id INTEGER, language VARCHAR, confidence DOUBLE, method VARCHAR)`);
  await file.append('language_found', (index) => {
    const start = index * CHUNK_ROWS;
    const rows = Math.min(CHUNK_ROWS, found.count - start);
    if (rows <= 0) return null;
    const chunk = DataChunk.create([INTEGER, VARCHAR, DOUBLE, VARCHAR], rows);
    const each = (value: (text: number) => string | null): (string | null)[] =>
      Array.from({ length: rows }, (_, row) => value(start + row));
    fillVector(chunk.getColumnVector(0), found.post.slice(start, start + rows));
    fillTexts(
      chunk.getColumnVector(1),
      each((text) => found.languages[found.language[text]] ?? null),
    );
    fillVector(chunk.getColumnVector(2), found.confidence.slice(start, start + rows));
    fillTexts(
      chunk.getColumnVector(3),
      each((text) => found.methods[found.method[text]] as string),
    );
    return chunk;
  });
  await file.transaction(async () => {
    await file.run(`DELETE FROM post_language WHERE post_id IN (SELECT post_id FROM language_post)`);
    await file.run(
      `INSERT INTO post_language
       SELECT wanted.post_id, found.language, found.confidence, found.method
       FROM language_post wanted JOIN language_text USING (digest) JOIN language_found found ON found.post_id = language_text.post_id
       ORDER BY wanted.post_id`,
    );
  });
  await dropStagedLanguages(file);
}

/** Forgets what was staged. */
export async function dropStagedLanguages(file: CaseFile): Promise<void> {
  for (const table of ['language_post', 'language_text', 'language_found']) await file.run(`DROP TABLE IF EXISTS ${table}`);
}

/** How many posts with a text have each language: the source's where it states one, else the one found; by number of posts, then name. */
export async function countLanguages(file: CaseFile): Promise<LanguageCount[]> {
  const isStated = await statesLanguage(file);
  const rows = await file.rows<LanguageCount>(
    `SELECT CASE WHEN ${isStated} THEN post.language ELSE found.language END AS language,
       CASE WHEN ${isStated} THEN 'source' WHEN found.language IS NOT NULL THEN 'text' END AS "saidBy", count(*) AS "postCount"
     FROM post LEFT JOIN post_language found USING (post_id) WHERE post.text IS NOT NULL GROUP BY ALL`,
  );
  const merged = new Map<string, LanguageCount>();
  for (const { language, saidBy, postCount } of rows) {
    const code = language === null ? null : languageCode(language);
    const key = `${code} ${saidBy}`;
    merged.set(key, { language: code, saidBy, postCount: postCount + (merged.get(key)?.postCount ?? 0) });
  }
  const order = (count: LanguageCount): string => `${count.language ?? ''} ${count.saidBy ?? ''}`;
  return [...merged.values()].sort((a, b) => b.postCount - a.postCount || (order(a) < order(b) ? -1 : 1));
}

/** What sources state, as codes for comparison, against what texts say; by number of posts, then names. */
export async function countLanguageAgreement(file: CaseFile): Promise<LanguageAgreement[]> {
  const rows = await file.rows<LanguageAgreement>(
    `SELECT post.language AS stated, found.language AS found, count(*) AS "postCount"
     FROM post JOIN post_language found USING (post_id) WHERE ${await statesLanguage(file)} GROUP BY ALL`,
  );
  const merged = new Map<string, LanguageAgreement>();
  for (const { stated, found, postCount } of rows) {
    const code = languageCode(stated) as string;
    const key = `${code} ${found ?? ''}`;
    merged.set(key, { stated: code, found, postCount: postCount + (merged.get(key)?.postCount ?? 0) });
  }
  return [...merged].sort(([keyA, a], [keyB, b]) => b.postCount - a.postCount || (keyA < keyB ? -1 : 1)).map(([, agreement]) => agreement);
}

/** The language of every post: its identity, an index in `languages` (−1: unknown), and whether the source states it. */
export interface PostLanguages {
  readonly post: Int32Array;
  readonly language: Int16Array;
  readonly languages: readonly string[];
  /** 1 where the source states it, 0 where it was found by the text. */
  readonly isStated: Uint8Array;
}

/** Reads the language of every post, the source's where it states one, else the one found; by identity of the post. */
export async function readPostLanguages(file: CaseFile): Promise<PostLanguages> {
  const isStated = await statesLanguage(file);
  const { count } = await file.row<{ count: number }>(`SELECT count(*) AS count FROM post`);
  const read = { post: new Int32Array(count), language: new Int16Array(count).fill(-1), isStated: new Uint8Array(count) };
  const codes = new Map<string, number>();
  let at = 0;
  for await (const chunk of file.chunks(
    `SELECT post_id, CASE WHEN ${isStated} THEN post.language ELSE found.language END, ${isStated}
     FROM post LEFT JOIN post_language found USING (post_id) ORDER BY post_id`,
  )) {
    const [post, language, stated] = [0, 1, 2].map((column) => chunk.getColumnVector(column));
    for (let row = 0; row < chunk.rowCount; row++, at++) {
      read.post[at] = post?.getItem(row) as number;
      read.isStated[at] = stated?.getItem(row) === true ? 1 : 0;
      const named = language?.getItem(row) as string | null;
      if (named === null) continue;
      const code = languageCode(named) as string;
      if (!codes.has(code)) codes.set(code, codes.size);
      read.language[at] = codes.get(code) as number;
    }
  }
  return { ...read, languages: [...codes.keys()] };
}
