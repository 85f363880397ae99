import type { Analysis } from '../../analyses/analysis.js';
import { ANALYSES } from '../../analyses/catalogue.js';
import type { Finding, FindingTable } from '../../model.js';
import type { CaseFile } from '../../store/case-file.js';
import { findingTableName, listFindings, sqlName } from '../../store/findings.js';
import { wordsOf } from './wording.js';

/** A finding with the tables that this version can read: declared, and with no column that the stored one lacks. */
export interface StoredFinding extends Finding {
  readonly analysisKnown: Analysis | null;
  readonly declared: ReadonlyMap<string, FindingTable>;
}

/** The findings of a case, in order of their numbers. */
export async function readStored(file: CaseFile): Promise<StoredFinding[]> {
  const rows = await file.rows<{ name: string; columns: string[] }>(
    `SELECT table_name AS name, list(column_name) AS columns FROM information_schema.columns WHERE table_name LIKE 'finding\\_%' ESCAPE '\\' GROUP BY table_name`,
  );
  const stored = new Map(rows.map(({ name, columns }) => [name, new Set(columns.map((column) => `"${column}"`))]));
  return (await listFindings(file)).map((finding) => {
    const analysisKnown = ANALYSES.find((analysis) => analysis.id === finding.analysis) ?? null;
    const declared = (analysisKnown?.tables ?? []).flatMap((table): [string, FindingTable][] => {
      const own = stored.get(findingTableName(finding.findingId, table.name));
      if (own === undefined) return [];
      return [[table.name, { ...table, columns: table.columns.filter((column) => own.has(sqlName(column)) && column.graphOnly !== true) }]];
    });
    return { ...finding, analysisKnown, declared: new Map(declared) };
  });
}

/** False for the pairs of posts behind a network: as large as the data, they are written where they are asked for. */
export function isShownTable({ name }: FindingTable): boolean {
  return name !== 'pairs';
}

/** True if the finding has a table with all of these columns. */
export function hasTable(finding: StoredFinding, name: string, ...columns: readonly string[]): boolean {
  const table = finding.declared.get(name);
  return table !== undefined && columns.every((wanted) => table.columns.some((column) => column.name === wanted));
}

/** The layer that a finding looked at, where it names one. */
export function layerOf(finding: StoredFinding): string | null {
  const { layer } = finding.parameters;
  return typeof layer === 'string' ? layer : null;
}

/** Where a finding holds its network, in SQL. */
export interface NetworkTable {
  readonly name: string;
  /** Columns of both ends and of the weight, in SQL; null where no column weighs. */
  readonly a: string;
  readonly b: string;
  readonly weight: string | null;
  readonly unit: string;
}

/** Where a finding holds its network, or null if it has none. */
export function networkTable(finding: StoredFinding): NetworkTable | null {
  const table = finding.declared.get('edges');
  const [a, b] = table?.columns.filter((column) => column.type === 'account') ?? [];
  if (table === undefined || a === undefined || b === undefined) return null;
  const weight = table.columns.find((column) => column.type === 'integer' || column.type === 'number');
  return {
    name: findingTableName(finding.findingId, 'edges'),
    a: sqlName(a),
    b: sqlName(b),
    weight: weight === undefined ? null : sqlName(weight),
    unit: weight === undefined ? 'edges' : weight.type === 'integer' ? (weight.unit ?? 'edges') : wordsOf(weight.name).toLowerCase(),
  };
}

/** SQL for the accounts of a finding's edges, as `id`. */
export function tiedAccounts(finding: StoredFinding | undefined): string {
  const table = finding === undefined ? null : networkTable(finding);
  return table === null
    ? `SELECT NULL::INTEGER AS id WHERE false`
    : `SELECT ${table.a} AS id FROM ${table.name} UNION SELECT ${table.b} FROM ${table.name}`;
}
