import type { CaseFile } from './case-file.js';
import { DataChunk, DOUBLE, INTEGER, VARCHAR } from './driver.js';
import { quoted, statesLanguage } from './language-reads.js';
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

const CHUNK_ROWS = 2048;

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
