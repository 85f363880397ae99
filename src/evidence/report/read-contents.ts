import { type CaseFile, isoTime } from '../../store/case-file.js';
import { distinctCount } from '../../store/distinct-count.js';
import { CaseReads } from '../../store/reads.js';
import type { ReportData, ReportLanguage, ReportLayer, ReportSizes, ReportSource } from './report-model.js';

/** Which files were imported. */
export async function readSources(file: CaseFile): Promise<ReportSource[]> {
  const sources = await new CaseReads(file).sources();
  return sources.map(({ sourceId, path, format, recordCount, keptCount, rejectedCount }) => ({
    sourceId,
    name: path.split(/[\\/]/).at(-1) ?? '',
    format,
    recordCount,
    keptCount,
    rejectedCount,
  }));
}

/** How much the case holds. */
export function readSizes(file: CaseFile): Promise<ReportSizes> {
  return file.row(
    `SELECT (SELECT count(*) FROM account) AS "accountCount", count(*) AS "postCount",
       ${isoTime('min(posted_at)')} AS "firstAt", ${isoTime('max(posted_at)')} AS "lastAt",
       (SELECT count(*) FROM account_observation) AS "accountObservationCount", (SELECT count(*) FROM post_observation) AS "postObservationCount"
     FROM post`,
  );
}

/** SQL condition: the account is not among those that may be named. */
export function isPrivate(column: string, publicIds: readonly number[]): string {
  return publicIds.length === 0 ? 'true' : `${column} NOT IN (${publicIds.join(', ')})`;
}

async function readHighest(file: CaseFile): Promise<{ account: number; post: number }> {
  return file.row(
    `SELECT (SELECT coalesce(max(account_id), 0) FROM account) AS account, (SELECT coalesce(max(post_id), 0) FROM post) AS post`,
  );
}

/** Posts and accounts by language, most posts first, those without last. */
export async function readLanguages(file: CaseFile, publicIds: readonly number[]): Promise<ReportLanguage[]> {
  const highest = await readHighest(file);
  return file.rows(
    `SELECT language, count(*) AS "postCount", ${distinctCount('account_id', highest.account)} AS "accountCount",
       ${distinctCount('account_id', highest.account, isPrivate('account_id', publicIds))} AS "privateCount" FROM post GROUP BY language
     ORDER BY language IS NULL, count(*) DESC, language`,
  );
}

/** The layers of the case with their sizes. */
export async function readLayers(file: CaseFile, publicIds: readonly number[]): Promise<ReportLayer[]> {
  const highest = await readHighest(file);
  return file.rows(
    `WITH objects AS (SELECT layer_id, count(*) AS object_count FROM object GROUP BY layer_id),
       shares AS (SELECT layer_id, count(*) AS share_count, ${distinctCount('account_id', highest.account)} AS account_count,
         ${distinctCount('account_id', highest.account, isPrivate('account_id', publicIds))} AS private_count, ${distinctCount('post_id', highest.post)} AS post_count
         FROM share GROUP BY layer_id)
     SELECT name AS layer, share_count AS "shareCount", coalesce(object_count, 0) AS "objectCount", account_count AS "accountCount", private_count AS "privateCount", post_count AS "postCount"
     FROM shares JOIN layer USING (layer_id) LEFT JOIN objects USING (layer_id) ORDER BY name`,
  );
}

/** Posts by kind and by precision of their times. */
export async function readPostKinds(file: CaseFile): Promise<Pick<ReportData, 'kinds' | 'precisions'>> {
  return {
    kinds: await file.rows(`SELECT kind, count(*) AS "postCount" FROM post GROUP BY kind ORDER BY kind IS NULL, count(*) DESC, kind`),
    precisions: await file.rows(
      `SELECT precision_seconds AS "precisionSeconds", count(*) AS "postCount" FROM post GROUP BY precision_seconds ORDER BY precision_seconds NULLS LAST`,
    ),
  };
}
