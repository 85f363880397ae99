import type { FindingColumn, FindingTable } from '../../model.js';
import { type CaseFile, isoTime } from '../../store/case-file.js';
import { findingTableName, sqlName } from '../../store/findings.js';
import type { Naming } from '../../store/naming.js';
import { groupObjectsQuery, hasGroupObjects } from './read-groups.js';
import { readNames } from './read-names.js';
import type { ReportRows } from './report-model.js';
import type { AccountLabel, ReportNames } from './report-names.js';
import { isShownTable, type NetworkTable, readStored, type StoredFinding } from './stored-findings.js';

const SHOWN_EDGES = 20;
const SHOWN_ROWS = 10;

type Value = AccountLabel | string | number | null;

/** A table to be written beside the report, row by row. */
export interface ReportTable {
  readonly name: string;
  readonly columns: readonly string[];
  rows(): AsyncGenerator<readonly (string | number | null)[]>;
}

/** The heaviest edges of a finding's network, first rows first among equals. */
export async function readStrongest(
  file: CaseFile,
  names: ReportNames,
  finding: StoredFinding,
  { weight }: NetworkTable,
): Promise<ReportRows> {
  const order = weight === null ? 'f.rowid' : `f.${weight} DESC, f.rowid`;
  return readRows(file, names, finding, finding.declared.get('edges') as FindingTable, `${order} LIMIT ${SHOWN_EDGES}`);
}

/** The first rows of every table of a finding that the report has no form of its own for, in the order of their declaration. */
export async function readOtherTables(
  file: CaseFile,
  names: ReportNames,
  finding: StoredFinding,
  ownForm: ReadonlySet<string>,
): Promise<ReportRows[]> {
  const heads: ReportRows[] = [];
  for (const table of finding.declared.values()) {
    if (!isShownTable(table) || ownForm.has(table.name)) continue;
    heads.push(await readRows(file, names, finding, table, `f.rowid LIMIT ${SHOWN_ROWS}`));
  }
  return heads;
}

async function readRows(
  file: CaseFile,
  names: ReportNames,
  finding: StoredFinding,
  table: FindingTable,
  order: string,
): Promise<ReportRows> {
  const rows: (readonly Value[])[] = [];
  for await (const row of namedRows(file, names, finding, table, order)) rows.push(row);
  return {
    table: { ...table, columns: shownColumns(table) },
    rows,
    rowCount: finding.tables.find(({ name }) => name === table.name)?.rowCount ?? rows.length,
    leftOut: table.columns.filter((column) => !isShownColumn(column)).map(({ name }) => name),
  };
}

/** False for texts that may hold what people wrote or who they are: none stands in a report, with names or without. */
function isShownColumn(column: FindingColumn): boolean {
  return column.isPersonal !== true;
}

/** The columns of a table that a report shows. */
export function shownColumns(table: FindingTable): FindingColumn[] {
  return table.columns.filter(isShownColumn);
}

/**
 * A finding's table row by row in the columns that are shown, every identifier under the name that may be shown.
 *
 * @param order SQL over `f`, the table; with what limits it, where it is limited.
 * @param where Condition in SQL over `f`.
 */
export async function* namedRows(
  file: CaseFile,
  names: ReportNames,
  { findingId }: Pick<StoredFinding, 'findingId'>,
  table: FindingTable,
  order = 'f.rowid',
  where = 'true',
): AsyncGenerator<Value[]> {
  const columns = shownColumns(table);
  const posts = columns.flatMap(({ type }, index) => (type === 'post' ? [index] : []));
  const accounts = columns.filter(({ type }) => type === 'account');
  // Where a row is of posts with their accounts, each account is called as the author of its post.
  const postOf = columns.map((column) => (posts.length === accounts.length ? posts[accounts.indexOf(column)] : undefined));
  for await (const chunk of file.chunks(rowsQuery(findingId, table.name, columns, order, where))) {
    for (const row of chunk.getRows())
      yield columns.map((column, index) => {
        const [value, layer, post] = [row[2 * index], row[2 * index + 1] as string | null, postOf[index]];
        if (post === undefined || value === null) return namedValue(names, column, value, layer);
        return names.author(String(value), String(row[2 * post]));
      });
  }
}

/** SQL for rows of a table: of every column its value, an identifier where it is one, and the layer where it is an object. */
function rowsQuery(findingId: number, name: string, columns: readonly FindingColumn[], order: string, where: string): string {
  const joins: string[] = [];
  const values = columns.map((column, index) => {
    const value = `f.${sqlName(column)}`;
    if (column.type === 'time') return `${isoTime(`make_timestamp(${value}::BIGINT)`)}, NULL`;
    if (column.type !== 'account' && column.type !== 'post' && column.type !== 'object') return `${value}, NULL`;
    joins.push(`LEFT JOIN ${column.type} e${index} ON e${index}.${column.type}_id = ${value}`);
    if (column.type === 'object') joins.push(`LEFT JOIN layer l${index} ON l${index}.layer_id = e${index}.layer_id`);
    return `e${index}.key, ${column.type === 'object' ? `l${index}.name` : 'NULL'}`;
  });
  return `SELECT ${values.join(', ')} FROM ${findingTableName(findingId, name)} f ${joins.join(' ')} WHERE ${where} ORDER BY ${order}`;
}

function namedValue(names: ReportNames, column: FindingColumn, value: unknown, layer: string | null): Value {
  if (value === null || value === undefined) return null;
  if (column.type === 'account') return names.account(String(value));
  if (column.type === 'post') return names.post(String(value));
  if (column.type === 'object') return names.object(layer, String(value));
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : String(value);
}

/** The whole tables of the findings that a report shows the heads of. */
export async function findingTables(file: CaseFile, naming: Naming): Promise<ReportTable[]> {
  const findings = await readStored(file);
  const names = await readNames(file, naming, findings);
  return findings.flatMap((finding) =>
    [...finding.declared.values()]
      .filter(isShownTable)
      .map((table) =>
        table.name === 'group_objects' && hasGroupObjects(finding)
          ? objectTable(file, names, finding)
          : findingTable(file, names, finding, table),
      ),
  );
}

function findingTable(file: CaseFile, names: ReportNames, finding: StoredFinding, table: FindingTable): ReportTable {
  const columns = shownColumns(table);
  const isNamed = columns.map((column) => column.type === 'account' && names.isRevealed);
  return {
    name: tableFileName(finding.findingId, table.name),
    columns: columns.flatMap(({ name }, index) => (isNamed[index] ? [name, `${name}Handle`] : [name])),
    async *rows() {
      for await (const values of namedRows(file, names, finding, table))
        yield values.flatMap((value, index) => {
          const [plain, handle] = typeof value === 'object' && value !== null ? [value.name, value.handle] : [value, null];
          return isNamed[index] ? [plain, handle] : [plain];
        });
    },
  };
}

/** Name of the file that holds a finding's table, without its ending. */
export function tableFileName(findingId: number, table: string): string {
  return `finding-${findingId}-${table.replaceAll('_', '-')}`;
}

function objectTable(file: CaseFile, names: ReportNames, finding: StoredFinding): ReportTable {
  return {
    name: tableFileName(finding.findingId, 'group_objects'),
    columns: ['group', 'layer', 'object', 'sharerCount', 'pairCount'],
    async *rows() {
      for await (const chunk of file.chunks(`${groupObjectsQuery(finding.findingId)} ORDER BY f.rowid`)) {
        for (const [group, layer, object, sharerCount, pairCount] of chunk.getRows() as [number, string, string, number, number][])
          yield [group, layer, names.object(layer, object), sharerCount, pairCount];
      }
    },
  };
}
