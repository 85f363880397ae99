import type { CaseFile } from '../../store/case-file.js';
import { findingTableName, sqlName } from '../../store/findings.js';
import type { Naming } from '../../store/naming.js';
import { mostEchoed } from './read-timeline.js';
import { type KnownParts, OPEN_LAYERS, PART_PATTERN, ReportNames } from './report-names.js';
import { isShownTable, type StoredFinding } from './stored-findings.js';

/** The names of a report: with the handles of the accounts that it can show, and the parts of objects that it must not. */
export async function readNames(file: CaseFile, naming: Naming, findings: readonly StoredFinding[]): Promise<ReportNames> {
  return naming.isRevealed
    ? new ReportNames(naming, await readHandles(file, findings), new Map())
    : new ReportNames(naming, new Map(), await readKnownParts(file, findings));
}

async function readHandles(file: CaseFile, findings: readonly StoredFinding[]): Promise<Map<string, string>> {
  const ends = usedBy(findings, 'account');
  const echoed = (await mostEchoed(file)).map((account) => `SELECT ${account.accountId}`);
  if (ends.length + echoed.length === 0) return new Map();
  const rows = await file.rows<{ key: string; handle: string }>(
    `WITH wanted AS (${[...ends, ...echoed].join(' UNION ')}),
       seen AS (SELECT account_id, max_by(handle, coalesce(observed_at, TIMESTAMP '1970-01-01')) AS handle FROM account_observation WHERE handle IS NOT NULL GROUP BY account_id)
     SELECT key, coalesce(seen.handle, account.handle) AS handle FROM account LEFT JOIN seen USING (account_id)
     WHERE account_id IN (FROM wanted) AND coalesce(seen.handle, account.handle) IS NOT NULL`,
  );
  return new Map(rows.map(({ key, handle }) => [key, handle]));
}

/** Parts of the objects that findings show which are identifiers or handles of the case's accounts and posts. */
async function readKnownParts(file: CaseFile, findings: readonly StoredFinding[]): Promise<KnownParts> {
  const used = usedBy(findings, 'object');
  if (used.length === 0) return new Map();
  return knownPartsOf(file, `${MASKED_OBJECTS} AND object_id IN (${used.join(' UNION ')})`);
}

/** SQL for the objects from which identifiers and handles are taken out. */
export const MASKED_OBJECTS = `SELECT object.key FROM object JOIN layer USING (layer_id) WHERE layer.name NOT IN (${[...OPEN_LAYERS, 'text', 'mention', 'repost', 'reply'].map((layer) => `'${layer}'`).join(', ')})`;

/**
 * Parts of some texts which are identifiers or handles of the case's accounts and posts.
 *
 * @param texts SQL query with one column `key`.
 */
export async function knownPartsOf(file: CaseFile, texts: string): Promise<KnownParts> {
  const rows = await file.rows<{ part: string; entity: 'account' | 'post' }>(
    `WITH objects AS (${texts}),
       parts AS (SELECT DISTINCT unnest(list_concat([key], regexp_extract_all(key, '${PART_PATTERN}'), regexp_extract_all(key, '\\w+'))) AS part FROM objects),
       handles AS (SELECT lower(handle) FROM account WHERE handle IS NOT NULL UNION SELECT lower(handle) FROM account_observation WHERE handle IS NOT NULL)
     SELECT part, 'post' AS entity FROM parts WHERE part IN (SELECT key FROM post)
     UNION ALL SELECT part, 'account' FROM parts WHERE part IN (SELECT key FROM account) OR lower(part) IN (FROM handles)`,
  );
  return new Map(rows.map(({ part, entity }) => [part, entity]));
}

/** SQL queries for the accounts or objects that the shown tables of findings hold. */
function usedBy(findings: readonly StoredFinding[], type: 'account' | 'object'): string[] {
  return findings.flatMap((finding) =>
    [...finding.declared.values()]
      .filter(isShownTable)
      .flatMap((table) =>
        table.columns
          .filter((column) => column.type === type)
          .map((column) => `SELECT ${sqlName(column)} FROM ${findingTableName(finding.findingId, table.name)}`),
      ),
  );
}
