import { DuckDBDataChunk as DataChunk, DOUBLE, type DuckDBDataChunk, type DuckDBType, INTEGER, VARCHAR } from '@duckdb/node-api';
import { AntiphonError } from '../errors.js';
import type { Finding, FindingColumn, FindingTable } from '../model.js';
import { type CaseFile, isoTime } from './case-file.js';
import type { Naming } from './naming.js';
import { fillTexts, fillVector } from './vectors.js';

/** A column's values: typed numbers, where NaN means that there is none, or texts. Accounts by their number in code-point order. */
export type ColumnValues = Int32Array | Float64Array | readonly (string | null)[];

/** One table of a result, with its declaration. */
export interface ResultTable {
  readonly table: FindingTable;
  readonly rowCount: number;
  /** Values by column name. */
  readonly columns: Readonly<Record<string, ColumnValues>>;
}

/** What a finding consists of before it is stored. */
export interface NewFinding {
  readonly analysis: string;
  readonly version: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly fingerprint: string;
  readonly summary: readonly string[];
  readonly figures: Readonly<Record<string, number | null>>;
  readonly tables: readonly ResultTable[];
}

interface FindingRow extends Omit<Finding, 'parameters' | 'figures' | 'tables'> {
  readonly parameters: string;
  readonly figures: string;
  readonly tables: string;
}

const CHUNK_ROWS = 2048;

/** All findings of a case, in order of their numbers. */
export async function listFindings(file: CaseFile): Promise<Finding[]> {
  const rows = await file.rows<FindingRow>(
    `SELECT finding_id AS "findingId", analysis, version, parameters, fingerprint, summary, figures, tables, ${isoTime('created_at')} AS "createdAt"
     FROM finding ORDER BY finding_id`,
  );
  return rows.map(
    (row) =>
      ({ ...row, parameters: JSON.parse(row.parameters), figures: JSON.parse(row.figures), tables: JSON.parse(row.tables) }) as Finding,
  );
}

/** The finding with this number. */
export async function findingById(file: CaseFile, findingId: number): Promise<Finding> {
  const findings = await listFindings(file);
  const finding = findings.find((candidate) => candidate.findingId === findingId);
  if (finding !== undefined) return finding;
  const known = findings.length === 0 ? 'the case has none yet' : `known: ${findings.map((candidate) => candidate.findingId).join(', ')}`;
  throw new AntiphonError('not-found', `there is no finding ${findingId} in ${file.path}; ${known}`);
}

/** A finding of the same analysis, version, parameters and data, or null. */
export async function sameFinding(
  file: CaseFile,
  wanted: Pick<NewFinding, 'analysis' | 'version' | 'parameters' | 'fingerprint'>,
): Promise<Finding | null> {
  const parameters = JSON.stringify(wanted.parameters);
  const found = (await listFindings(file)).find(
    (finding) =>
      finding.analysis === wanted.analysis &&
      finding.version === wanted.version &&
      finding.fingerprint === wanted.fingerprint &&
      JSON.stringify(finding.parameters) === parameters,
  );
  return found ?? null;
}

/**
 * Stores a result with its tables, all of it or nothing.
 *
 * @param accountIds Account identity of each account number.
 */
export async function saveFinding(file: CaseFile, finding: NewFinding, accountIds: Int32Array): Promise<Finding> {
  return file.transaction(async () => {
    const { next } = await file.row<{ next: number }>(`SELECT coalesce(max(finding_id) + 1, 1)::INTEGER AS next FROM finding`);
    for (const table of finding.tables) await saveTable(file, next, table, accountIds);
    const tables = finding.tables.map(({ table, rowCount }) => ({ name: table.name, rowCount }));
    const summary = finding.summary.map((sentence) => `'${sentence.replaceAll("'", "''")}'`).join(', ');
    await file.run(`INSERT INTO finding VALUES (?, ?, ?, ?, ?, [${summary}]::VARCHAR[], ?, ?, current_timestamp::TIMESTAMP)`, [
      next,
      finding.analysis,
      finding.version,
      JSON.stringify(finding.parameters),
      finding.fingerprint,
      JSON.stringify(finding.figures),
      JSON.stringify(tables),
    ]);
    return findingById(file, next);
  });
}

/** Adds a table to a stored finding, such as the pairs behind its edges. */
export async function addFindingTable(file: CaseFile, finding: Finding, table: ResultTable, accountIds: Int32Array): Promise<Finding> {
  return file.transaction(async () => {
    await saveTable(file, finding.findingId, table, accountIds);
    const tables = [...finding.tables, { name: table.table.name, rowCount: table.rowCount }];
    await file.run(`UPDATE finding SET tables = ? WHERE finding_id = ?`, [JSON.stringify(tables), finding.findingId]);
    return findingById(file, finding.findingId);
  });
}

/** Name of a finding's table in the database. */
export function findingTableName(findingId: number, table: string): string {
  return `finding_${findingId}_${table}`;
}

/** A column's name in the database, quoted: the same words in snake case. */
export function sqlName(column: FindingColumn): string {
  return `"${column.name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}"`;
}

/**
 * SQL that reads a finding's table as its users see it: names instead of identities, declared names, stored order.
 *
 * @param options.where SQL condition on the table `f`.
 * @param options.shownNames True: names come from the temporary tables that `prepareNames` made; false: identifiers.
 * @param options.withGraphColumns True: columns that only graph files show come too.
 */
export function findingTableQuery(
  findingId: number,
  table: FindingTable,
  options: { readonly where?: string; readonly shownNames?: boolean; readonly withGraphColumns?: boolean } = {},
): string {
  const columns = table.columns.filter((column) => options.withGraphColumns === true || column.graphOnly !== true);
  const joins: string[] = [];
  const expressions = columns.map((column, index) => {
    const value = `f.${sqlName(column)}`;
    if (column.type === 'time') return `${isoTime(`make_timestamp(${value}::BIGINT)`)} AS "${column.name}"`;
    if (column.isPersonal === true && options.shownNames === true) return `NULL AS "${column.name}"`;
    const entity = entityOf(column);
    if (entity === null) return `${value} AS "${column.name}"`;
    const source = options.shownNames === true ? `shown_${entity}` : entity;
    joins.push(`LEFT JOIN ${source} e${index} ON e${index}.${entity}_id = ${value}`);
    return `e${index}.key AS "${column.name}"`;
  });
  return `SELECT ${expressions.join(', ')} FROM ${findingTableName(findingId, table.name)} f ${joins.join(' ')} WHERE ${options.where ?? 'true'} ORDER BY f.rowid`;
}

/**
 * Puts the pseudonyms of a table's accounts, posts and objects into temporary tables for `findingTableQuery`.
 *
 * @param rowCount Only those of the first rows.
 */
export async function prepareNames(
  file: CaseFile,
  findingId: number,
  table: FindingTable,
  naming: Naming,
  rowCount?: number,
): Promise<void> {
  for (const entity of ['account', 'post', 'object'] as const) {
    const columns = table.columns.filter((column) => entityOf(column) === entity).map(sqlName);
    if (columns.length === 0) continue;
    const used = columns
      .map(
        (column) =>
          `SELECT DISTINCT ${column} AS id FROM ${findingTableName(findingId, table.name)} ${rowCount === undefined ? '' : `WHERE rowid < ${rowCount}`}`,
      )
      .join(' UNION ');
    const layer = entity === 'object' ? 'JOIN layer ON layer.layer_id = e.layer_id' : '';
    const query = `SELECT e.${entity}_id, e.key, ${entity === 'object' ? 'layer.name' : "''"} FROM ${entity} e ${layer} JOIN (${used}) u ON u.id = e.${entity}_id`;
    await file.run(`CREATE OR REPLACE TEMP TABLE shown_${entity} (${entity}_id INTEGER, key VARCHAR)`);
    const rows: [number, string][] = [];
    for await (const chunk of file.chunks(query)) {
      for (const [id, key, layerName] of chunk.getRows() as [number, string, string][]) {
        rows.push([id, entity === 'account' ? naming.account(key) : entity === 'post' ? naming.post(key) : naming.object(layerName, key)]);
      }
    }
    await file.append(`shown_${entity}`, (index) => {
      const part = rows.slice(index * CHUNK_ROWS, (index + 1) * CHUNK_ROWS);
      if (part.length === 0) return null;
      const chunk = DataChunk.create([INTEGER, VARCHAR], part.length);
      chunk.setColumns([part.map(([id]) => id), part.map(([, name]) => name)]);
      return chunk;
    });
  }
}

function entityOf(column: FindingColumn): 'account' | 'post' | 'object' | null {
  return column.type === 'account' || column.type === 'post' || column.type === 'object' ? column.type : null;
}

async function saveTable(file: CaseFile, findingId: number, result: ResultTable, accountIds: Int32Array): Promise<void> {
  const { table } = result;
  const name = findingTableName(findingId, table.name);
  const types: Record<FindingColumn['type'], string> = {
    account: 'INTEGER',
    post: 'INTEGER',
    object: 'INTEGER',
    integer: 'INTEGER',
    number: 'DOUBLE',
    time: 'DOUBLE',
    text: 'VARCHAR',
  };
  await file.run(`CREATE TABLE ${name} (${table.columns.map((column) => `${sqlName(column)} ${types[column.type]}`).join(', ')})`);
  await file.append(name, (index) => tableChunk(result, index * CHUNK_ROWS, accountIds));
  if (table.sortedBy === undefined) return;
  // Only the database knows the identifiers of posts and objects, so it puts them in order.
  const sorted = table.sortedBy.map((column) => `"${column}"`).join(', ');
  const positions = `SELECT f.rowid AS position, row_number() OVER (ORDER BY ${sorted}, f.rowid) AS rank FROM (${findingTableQuery(findingId, table).replace('SELECT', 'SELECT f.rowid,')}) f`;
  await file.run(`CREATE TEMP TABLE sorted AS SELECT f.* FROM ${name} f JOIN (${positions}) p ON p.position = f.rowid ORDER BY p.rank`);
  await file.run(`DELETE FROM ${name}`);
  await file.run(`INSERT INTO ${name} SELECT * FROM sorted`);
  await file.run(`DROP TABLE sorted`);
}

function tableChunk(result: ResultTable, start: number, accountIds: Int32Array): DuckDBDataChunk | null {
  const rows = Math.min(CHUNK_ROWS, result.rowCount - start);
  if (rows <= 0) return null;
  const { columns } = result.table;
  const vectorTypes: DuckDBType[] = columns.map((column) =>
    column.type === 'text' ? VARCHAR : column.type === 'number' || column.type === 'time' ? DOUBLE : INTEGER,
  );
  const chunk = DataChunk.create(vectorTypes, rows);
  for (const [index, column] of columns.entries()) {
    const values = result.columns[column.name];
    if (values === undefined || values.length < result.rowCount)
      throw new AntiphonError('internal', `the result has no full column ${column.name}`);
    const vector = chunk.getColumnVector(index);
    if (column.type === 'text') fillTexts(vector, (values as readonly (string | null)[]).slice(start, start + rows));
    else {
      const part = (values as Int32Array | Float64Array).subarray(start, start + rows);
      fillVector(vector, column.type === 'account' ? part.map((account) => accountIds[account]) : part);
    }
  }
  return chunk;
}
