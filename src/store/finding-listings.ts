import type { FindingTable } from '../model.js';
import type { CaseQueries } from './case-queries.js';
import { findingTableName, sqlName } from './findings.js';

/** A stored finding with the tables that are declared today and were stored. */
export interface ListedFinding {
  readonly findingId: number;
  readonly analysis: string;
  readonly tables: readonly FindingTable[];
}

/** One column of a finding's table in which an account stands. */
export interface AccountListing {
  readonly accountId: number;
  readonly findingId: number;
  readonly analysis: string;
  readonly table: FindingTable;
  readonly column: string;
  readonly rowCount: number;
  /** `rowid` of its first row. */
  readonly firstRow: number;
}

/**
 * Where some accounts stand in findings, by finding, table, column and account.
 *
 * @param accounts SQL query of one column, `account_id`.
 */
export async function readListings(file: CaseQueries, findings: readonly ListedFinding[], accounts: string): Promise<AccountListing[]> {
  const listings: AccountListing[] = [];
  for (const { findingId, analysis, tables } of findings)
    for (const table of tables)
      for (const column of table.columns.filter(({ type }) => type === 'account')) {
        const name = sqlName(column);
        const rows = await file.rows<{ accountId: number; rowCount: number; firstRow: number }>(
          `SELECT ${name} AS "accountId", count(*) AS "rowCount", min(rowid)::DOUBLE AS "firstRow" FROM ${findingTableName(findingId, table.name)}
           WHERE ${name} IN (${accounts}) GROUP BY ${name} ORDER BY ${name}`,
        );
        listings.push(...rows.map((row) => ({ ...row, findingId, analysis, table, column: column.name })));
      }
  return listings;
}

/** The findings of a case with the tables of their analyses that they have, but the pairs of posts. @param declared Tables by analysis. */
export async function readListedFindings(
  file: CaseQueries,
  declared: ReadonlyMap<string, readonly FindingTable[]>,
): Promise<ListedFinding[]> {
  const findings = await file.rows<{ findingId: number; analysis: string }>(
    `SELECT finding_id AS "findingId", analysis FROM finding ORDER BY finding_id`,
  );
  const stored = await file.rows<{ name: string; columns: string[] }>(
    `SELECT table_name AS name, list(column_name) AS columns FROM information_schema.columns WHERE table_name LIKE 'finding\\_%' ESCAPE '\\' GROUP BY table_name`,
  );
  const columnsOf = new Map(stored.map(({ name, columns }) => [name, new Set(columns.map((column) => `"${column}"`))]));
  return findings.map(({ findingId, analysis }) => ({
    findingId,
    analysis,
    tables: (declared.get(analysis) ?? []).flatMap((table) => {
      const own = columnsOf.get(findingTableName(findingId, table.name));
      if (own === undefined || table.name === 'pairs') return [];
      return [{ ...table, columns: table.columns.filter((column) => own.has(sqlName(column)) && column.graphOnly !== true) }];
    }),
  }));
}

/** The values of the first rows of some listings that name nobody: numbers, times and words of the analysis, as one text each, in their order. */
export async function readFirstRows(file: CaseQueries, listings: readonly AccountListing[], most: number): Promise<(string | null)[]> {
  const texts = new Array<string | null>(listings.length).fill(null);
  const groups = new Map<string, number[]>();
  for (const [index, { findingId, table }] of listings.entries()) {
    const name = findingTableName(findingId, table.name);
    groups.set(name, [...(groups.get(name) ?? []), index]);
  }
  for (const [name, indexes] of groups) {
    const { columns } = (listings[indexes[0] as number] as AccountListing).table;
    const shown = columns
      .filter(({ type, isPersonal }) => (type === 'integer' || type === 'number' || type === 'text') && isPersonal !== true)
      .slice(0, most);
    if (shown.length === 0) continue;
    const wanted = [...new Set(indexes.map((index) => (listings[index] as AccountListing).firstRow))].join(', ');
    const rows = await file.rows<Record<string, string | number | null>>(
      `SELECT rowid::DOUBLE AS row, ${shown.map((column, place) => `${sqlName(column)} AS c${place}`).join(', ')} FROM ${name} WHERE rowid IN (${wanted})`,
    );
    const byRow = new Map(rows.map((row) => [row['row'], row]));
    for (const index of indexes) {
      const row = byRow.get((listings[index] as AccountListing).firstRow) ?? {};
      const parts = shown.flatMap((column, place) => {
        const value = row[`c${place}`];
        return value === null || value === undefined
          ? []
          : [`${column.name} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`];
      });
      texts[index] = parts.join(', ') || null;
    }
  }
  return texts;
}
