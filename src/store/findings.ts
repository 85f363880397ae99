import type { DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import { AntiphonError } from '../errors.js';
import type { Finding, FindingColumn, FindingTable } from '../model.js';
import { type CaseFile, isoTime } from './case-file.js';
import { learnNames } from './case-names.js';
import { BOOLEAN, DataChunk, DOUBLE, INTEGER, VARCHAR } from './driver.js';
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
  const isHidden = options.shownNames === true;
  const joins: string[] = isHidden && verbatimColumns(table).length > 0 ? [`LEFT JOIN shown_text x ON x.row_number = f.rowid`] : [];
  for (const [index, post] of isHidden ? postsOfAccounts(table).entries() : [])
    joins.push(`LEFT JOIN shown_post p${index} ON p${index}.post_id = f.${sqlName(post)}`);
  const expressions = columns.map((column, index) => {
    const value = `f.${sqlName(column)}`;
    if (column.type === 'time') return `${isoTime(`make_timestamp(${value}::BIGINT)`)} AS "${column.name}"`;
    if (column.isPersonal === true && isHidden)
      return `${column.verbatimOf === undefined ? 'NULL' : `x.${sqlName(column)}`} AS "${column.name}"`;
    const entity = entityOf(column);
    if (entity === null) return `${value} AS "${column.name}"`;
    const source = isHidden ? `shown_${entity}` : entity;
    joins.push(`LEFT JOIN ${source} e${index} ON e${index}.${entity}_id = ${value}`);
    const post = isHidden && entity === 'account' ? accountsOf(table).indexOf(column) : -1;
    if (post === -1 || postsOfAccounts(table)[post] === undefined) return `e${index}.key AS "${column.name}"`;
    return `CASE WHEN p${post}.is_public IS FALSE THEN e${index}.pseudonym ELSE e${index}.key END AS "${column.name}"`;
  });
  // Under pseudonyms, the order of the identifiers would say something of them.
  const shownOrder = isHidden ? (table.sortedBy ?? []).map((column) => `"${column}", `).join('') : '';
  return `SELECT ${expressions.join(', ')} FROM ${findingTableName(findingId, table.name)} f ${joins.join(' ')} WHERE ${options.where ?? 'true'} ORDER BY ${shownOrder}f.rowid`;
}

function accountsOf(table: FindingTable): FindingColumn[] {
  return table.columns.filter(({ type }) => type === 'account');
}

/** Where a row is of posts with their accounts: the post of each column of accounts, in their order. */
function postsOfAccounts(table: FindingTable): FindingColumn[] {
  const posts = table.columns.filter(({ type }) => type === 'post');
  return posts.length === accountsOf(table).length ? posts : [];
}

function verbatimColumns(table: FindingTable): FindingColumn[] {
  return table.columns.filter(({ verbatimOf }) => verbatimOf !== undefined);
}

/**
 * Puts the names of a table's accounts, posts and objects, and texts as they may be shown, into temporary tables for `findingTableQuery`.
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
  const name = findingTableName(findingId, table.name);
  const first = rowCount === undefined ? '' : `WHERE rowid < ${rowCount}`;
  for (const entity of ['account', 'post', 'object'] as const) {
    const columns = table.columns.filter((column) => entityOf(column) === entity).map(sqlName);
    if (columns.length === 0) continue;
    const used = columns.map((column) => `SELECT DISTINCT ${column} AS id FROM ${name} ${first}`).join(' UNION ');
    const layer = entity === 'object' ? 'JOIN layer ON layer.layer_id = e.layer_id' : '';
    const query = `SELECT e.${entity}_id, e.key, ${entity === 'object' ? 'layer.name' : "''"} FROM ${entity} e ${layer} JOIN (${used}) u ON u.id = e.${entity}_id`;
    if (entity === 'object')
      await learnNames(file, naming, `SELECT e.key FROM (${query}) e(id, key, layer) WHERE ${isMasked('layer')}`, 'objects');
    const rows: Shown[] = [];
    for await (const chunk of file.chunks(query)) {
      for (const [id, key, layerName] of chunk.getRows() as [number, string, string][]) {
        if (entity === 'account') rows.push([id, naming.account(key), naming.pseudonym(key), true]);
        else if (entity === 'post') rows.push([id, naming.post(key), '', naming.isPublicPost(key)]);
        else rows.push([id, naming.object(layerName, key), '', true]);
      }
    }
    await fillShown(file, entity, rows);
  }
  for (const column of verbatimColumns(table)) await prepareTexts(file, table, column, `SELECT rowid, * FROM ${name} ${first}`, naming);
}

/** SQL condition on the name of a layer: its objects may hold names within. */
export function isMasked(layer: string): string {
  return `${layer} NOT IN ('hashtag', 'hashtag-sequence', 'text', 'near-text', 'mention', 'forwarded-from', 'repost', 'reply')`;
}

/** Identity, name, pseudonym, and whether it may be named. */
type Shown = readonly [number, string, string, boolean];

async function fillShown(file: CaseFile, entity: string, rows: readonly Shown[]): Promise<void> {
  await file.run(`CREATE OR REPLACE TEMP TABLE shown_${entity} (${entity}_id INTEGER, key VARCHAR, pseudonym VARCHAR, is_public BOOLEAN)`);
  await file.append(`temp.shown_${entity}`, (index) => {
    const part = rows.slice(index * CHUNK_ROWS, (index + 1) * CHUNK_ROWS);
    if (part.length === 0) return null;
    const chunk = DataChunk.create([INTEGER, VARCHAR, VARCHAR, BOOLEAN], part.length);
    chunk.setColumns([0, 1, 2, 3].map((column) => part.map((row) => row[column as 0])));
    return chunk;
  });
}

/** Puts the texts of a column into the temporary table `shown_text`: of public posts, and of all where texts are shown, without private names; of accounts, what public ones say of themselves. */
async function prepareTexts(file: CaseFile, table: FindingTable, column: FindingColumn, rows: string, naming: Naming): Promise<void> {
  const of = table.columns.find(({ name }) => name === column.verbatimOf) as FindingColumn;
  const entity = of.type === 'account' ? 'account' : 'post';
  const isPublic = (key: string): boolean =>
    entity === 'account' ? naming.known.accounts.has(key) : naming.showsTexts || naming.isPublicPost(key);
  const query = `SELECT f.rowid::INTEGER, f.${sqlName(column)}, e.key FROM (${rows}) f JOIN ${entity} e ON e.${entity}_id = f.${sqlName(of)} WHERE f.${sqlName(column)} IS NOT NULL`;
  const found: [number, string][] = [];
  for await (const chunk of file.chunks(query))
    for (const [row, text, key] of chunk.getRows() as [number, string, string][]) if (isPublic(key)) found.push([row, text]);
  if (found.length > 0) await learnNames(file, naming, `SELECT ${sqlName(column)} AS key FROM (${rows})`, 'texts');
  await file.run(`CREATE OR REPLACE TEMP TABLE shown_text (row_number INTEGER, ${sqlName(column)} VARCHAR)`);
  await file.append('temp.shown_text', (index) => {
    const part = found.slice(index * CHUNK_ROWS, (index + 1) * CHUNK_ROWS);
    if (part.length === 0) return null;
    const chunk = DataChunk.create([INTEGER, VARCHAR], part.length);
    chunk.setColumns([part.map(([row]) => row), part.map(([, text]) => naming.text(text))]);
    return chunk;
  });
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
