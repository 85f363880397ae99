import type { CaseFile } from '../../store/case-file.js';
import { findingRelation } from '../../store/finding-relation.js';
import { findingTableName, sqlName } from '../../store/findings.js';
import type { Naming } from '../../store/naming.js';
import { CaseReads } from '../../store/reads.js';
import { readPage, type TablePage } from '../../store/table-pages.js';
import { isShownTable, layerOf, readStored, type StoredFinding } from '../report/stored-findings.js';
import { standing } from '../standing.js';

/** Rows that are shown of each table. */
const SHOWN_ROWS = 3;

/** One column of a finding's table in which an account stands under one of its names, with its first rows. */
export interface AccountRows {
  readonly findingId: number;
  readonly title: string;
  readonly analysis: string;
  readonly question: string;
  readonly isCurrent: boolean;
  readonly table: string;
  readonly tableTitle: string;
  readonly column: string;
  readonly rowCount: number;
  readonly rows: TablePage;
}

/** Every table that lists an account, the newest finding first. @param shown The name under which it must stand there. */
export async function readAccountFindings(file: CaseFile, naming: Naming, accountId: number, shown: string): Promise<AccountRows[]> {
  const standsOn = standing(new CaseReads(file));
  const found: AccountRows[] = [];
  // What the analysis of histories says of an account is what its page says.
  for (const finding of (await readStored(file)).reverse().filter(({ analysis }) => analysis !== 'account-history'))
    for (const place of await placesOf(file, finding, accountId)) {
      const table = finding.declared.get(place.table);
      if (table === undefined) continue;
      const relation = await findingRelation(file, finding, table, naming);
      const where = `${place.column} = "${shown.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
      const rows = await readPage(file, relation, { where, limit: SHOWN_ROWS });
      if (rows.rowCount === 0) continue;
      found.push({
        findingId: finding.findingId,
        title: titleOf(finding),
        analysis: finding.analysis,
        question: finding.analysisKnown?.question ?? 'coordination',
        isCurrent: finding.fingerprint === (await standsOn(finding.analysisKnown)),
        table: table.name,
        tableTitle: table.title,
        column: place.column,
        rowCount: rows.rowCount,
        rows,
      });
    }
  return found;
}

function titleOf(finding: StoredFinding): string {
  const layer = layerOf(finding);
  return `${finding.analysisKnown?.title ?? finding.analysis}${layer === null ? '' : ` (${layer})`}`;
}

/** The columns of accounts in which it stands at all, in one query a finding. */
async function placesOf(file: CaseFile, finding: StoredFinding, accountId: number): Promise<{ table: string; column: string }[]> {
  const columns = [...finding.declared.values()].filter(isShownTable).flatMap((table) =>
    table.columns
      .filter(({ type }) => type === 'account')
      .map((column) => ({
        table: table.name,
        column: column.name,
        sql: `SELECT 1 FROM ${findingTableName(finding.findingId, table.name)} WHERE ${sqlName(column)} = ${accountId}`,
      })),
  );
  if (columns.length === 0) return [];
  const row = await file.row<Record<string, boolean>>(
    `SELECT ${columns.map(({ sql }, index) => `EXISTS (${sql}) AS c${index}`).join(', ')}`,
  );
  return columns.filter((_, index) => row[`c${index}`] === true).map(({ table, column }) => ({ table, column }));
}
