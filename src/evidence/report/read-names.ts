import type { CaseFile } from '../../store/case-file.js';
import { learnNames } from '../../store/case-names.js';
import { findingTableName, isMasked, sqlName } from '../../store/findings.js';
import type { Naming } from '../../store/naming.js';
import { mostEchoed } from './read-timeline.js';
import { ReportNames } from './report-names.js';
import { isShownTable, type StoredFinding } from './stored-findings.js';

/** The names of a report: with the handles of the accounts that it can show, and what objects it must not show as they are. */
export async function readNames(file: CaseFile, naming: Naming, findings: readonly StoredFinding[]): Promise<ReportNames> {
  if (naming.isRevealed) return new ReportNames(naming, await readHandles(file, findings));
  const used = usedBy(findings, 'object');
  if (used.length > 0)
    await learnNames(
      file,
      naming,
      `SELECT object.key FROM object JOIN layer USING (layer_id) WHERE ${isMasked('layer.name')} AND object_id IN (${used.join(' UNION ')})`,
      'objects',
    );
  return new ReportNames(naming, new Map());
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
