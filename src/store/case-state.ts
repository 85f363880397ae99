import { createHash } from 'node:crypto';
import type { CaseQueries } from './case-queries.js';
import { registryRevision } from './registry.js';

/** What a result may depend on beside the imported files. */
export type StatePart = 'registry' | 'languages' | 'findings';

/**
 * Hash of the registry, of the languages found from texts, or of the findings that other analyses made.
 *
 * @param analysis Whose findings do not count.
 */
export async function stateOf(file: CaseQueries, part: StatePart, analysis: string): Promise<string> {
  if (part === 'registry') return registryRevision(file);
  if (part === 'languages') {
    const rows = await file.rows(
      `SELECT method, count(*) AS posts, count(language) AS known, sum(post_id) AS sum FROM post_language GROUP BY method ORDER BY method`,
    );
    return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
  }
  const rows = await file.rows(
    `SELECT finding_id, analysis, version, parameters, fingerprint FROM finding WHERE analysis <> ? ORDER BY finding_id`,
    [analysis],
  );
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex');
}
