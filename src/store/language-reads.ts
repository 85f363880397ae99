import { languageCode } from '../kernels/text/language-names.js';
import type { CaseQueries } from './case-queries.js';

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

/** Texts as a list in SQL. */
export const quoted = (texts: readonly string[]): string => texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ');

/** SQL condition of a post whose source states a language, rather than none or that it knows none (`und`). */
export async function statesLanguage(file: CaseQueries, post = 'post'): Promise<string> {
  const stated = await file.rows<{ language: string }>(`SELECT DISTINCT language FROM post WHERE language IS NOT NULL`);
  const blank = stated.map(({ language }) => language).filter((language) => languageCode(language) === null);
  return `(${post}.language IS NOT NULL${blank.length === 0 ? '' : ` AND ${post}.language NOT IN (${quoted(blank)})`})`;
}

/** How many posts with a text have each language: the source's where it states one, else the one found; by number of posts, then name. */
export async function countLanguages(file: CaseQueries): Promise<LanguageCount[]> {
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
export async function countLanguageAgreement(file: CaseQueries): Promise<LanguageAgreement[]> {
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
export async function readPostLanguages(file: CaseQueries): Promise<PostLanguages> {
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
