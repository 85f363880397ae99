import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AntiphonError, messageOf } from '../errors.js';
import type { WorkContext } from '../model.js';
import type { CaseFile } from './case-file.js';
import { FINDING_TYPES, storedColumns } from './case-tables.js';
import { fileDigest } from './copy-case.js';
import { readCsvQuery } from './copy-csv.js';
import { type ColumnType, DATA_DICTIONARY } from './data-dictionary.js';
import { type CopyFacts, type CopyFormat, fileNameOf, PACKAGE_FILE, PACKAGE_VERSION } from './data-package.js';
import { findingTableName, listFindings } from './findings.js';
import { MIGRATIONS, SCHEMA_VERSION } from './schema.js';

/** What came back from a copy of a case. */
export interface RestoredCase {
  readonly folder: string;
  readonly format: CopyFormat;
  readonly schemaVersion: number;
  readonly toolVersion: string;
  readonly namesShown: boolean;
  /** What the copy lacked, in sentences; none: it is whole. */
  readonly leftOut: readonly string[];
  readonly tables: readonly { readonly name: string; readonly rowCount: number }[];
  readonly findingCount: number;
}

/** A table of a copy, as its description says. */
interface CopiedTable {
  readonly name: string;
  readonly path: string;
  readonly rowCount: number;
  readonly longestRecordBytes: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

interface ReadPackage {
  readonly facts: CopyFacts;
  readonly format: CopyFormat;
  readonly tables: readonly CopiedTable[];
}

const FINDING_TABLE = /^finding_[1-9][0-9]{0,8}_[a-z][a-z0-9_]{0,60}$/;
/** Tables that no copy holds. */
const STAYS_HERE = DATA_DICTIONARY.filter((table) => table.staysHere === true).map(({ name }) => name);
const MOST_DESCRIPTION_BYTES = 64 << 20;

/** True for a folder that `copyCase` wrote, whole or not. */
export function isCaseCopy(folder: string): boolean {
  const path = join(folder, PACKAGE_FILE);
  if (!existsSync(folder) || !statSync(folder).isDirectory() || !existsSync(path)) return false;
  const status = statSync(path); // a pipe would never end
  if (!status.isFile() || status.size > MOST_DESCRIPTION_BYTES) return false;
  const text = readFileSync(path, 'utf8');
  try {
    return typeof (JSON.parse(text) as { antiphon?: unknown } | null)?.antiphon === 'object';
  } catch {
    return text.includes('"antiphon"'); // cut or damaged: `restoreCase` says so
  }
}

/**
 * Restores a case from a copy: every table with every row in its order, from Parquet, or from CSV if that is all there is.
 *
 * All of it or nothing. Bytes and hashes of the files, the columns, and the number of rows must be as the copy says.
 *
 * @param file A new case, or one that holds nothing.
 * @throws AntiphonError `usage`: the case holds something; `format`, `file`: the copy is not as it says; `case-newer`.
 */
export async function restoreCase(file: CaseFile, folder: string, context: WorkContext): Promise<RestoredCase> {
  const { facts, format, tables } = readPackage(folder);
  await checkEmpty(file);
  await checkFiles(folder, tables, context);
  await file.transaction(async () => {
    await makeTables(file, facts.schemaVersion, tables);
    const types = new Map((await storedColumns(file)).map(({ table, name, type }) => [`${table}.${name}`, type]));
    for (const [index, table] of tables.entries()) {
      context.signal.throwIfAborted();
      context.progress.step(`restoring ${table.name}`);
      context.progress.update(index, tables.length);
      await loadTable(file, folder, table, format, types);
    }
    await migrateFrom(file, facts.schemaVersion);
    await checkFindings(file, folder, tables);
  });
  return {
    folder,
    format,
    schemaVersion: facts.schemaVersion,
    toolVersion: facts.toolVersion,
    namesShown: facts.namesShown,
    leftOut: facts.leftOut,
    tables: tables.map(({ name, rowCount }) => ({ name, rowCount })),
    findingCount: tables.find(({ name }) => name === 'finding')?.rowCount ?? 0,
  };
}

/** Reads and checks the description of a copy. */
function readPackage(folder: string): ReadPackage {
  const path = join(folder, PACKAGE_FILE);
  const bad = (what: string): AntiphonError =>
    new AntiphonError('format', `${path}: ${what}; it is no description of an exported case, export the case again`);
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    throw new AntiphonError('file', `${path} cannot be read: ${messageOf(error)}`, { cause: error });
  }
  const facts = (value?.['antiphon'] ?? {}) as CopyFacts;
  if (!Number.isInteger(facts.schemaVersion) || facts.schemaVersion < 1 || !Number.isInteger(facts.packageVersion))
    throw bad('the versions under "antiphon" are missing');
  if (facts.schemaVersion > SCHEMA_VERSION || facts.packageVersion > PACKAGE_VERSION)
    throw new AntiphonError(
      'case-newer',
      `${folder} was exported by a newer Antiphon (${versionOf(facts)}, schema version ${facts.schemaVersion}; this one knows versions up to ${SCHEMA_VERSION}); update Antiphon`,
    );
  const listed: unknown[] = Array.isArray(value['resources']) ? value['resources'] : [];
  if (listed.some((resource) => typeof resource !== 'object' || resource === null)) throw bad('"resources" holds what is none');
  const resources = listed as Record<string, unknown>[];
  const format: CopyFormat = resources.some((resource) => resource['format'] === 'parquet') ? 'parquet' : 'csv';
  if (format === 'csv' && facts.spreadsheetSafe === true)
    throw new AntiphonError(
      'format',
      `${folder} holds CSV for spreadsheets alone, which is not exact; export the case again without --spreadsheet-safe, or with Parquet`,
    );
  const tables = resources.filter((resource) => resource['format'] === format).map((resource) => copiedTable(resource, format, bad));
  if (new Set(tables.map(({ name }) => name)).size !== tables.length) throw bad('a table stands twice');
  return {
    facts: {
      ...facts,
      toolVersion: versionOf(facts),
      namesShown: facts.namesShown === true,
      leftOut: Array.isArray(facts.leftOut) ? facts.leftOut.filter((sentence: unknown) => typeof sentence === 'string') : [],
    },
    format,
    tables,
  };
}

function versionOf({ toolVersion }: CopyFacts): string {
  return typeof toolVersion === 'string' ? toolVersion : 'of no stated version';
}

/** One resource; nothing that it says is used as a path or as SQL before it is checked. */
function copiedTable(resource: Record<string, unknown>, format: CopyFormat, bad: (what: string) => AntiphonError): CopiedTable {
  const file = String(resource['path']);
  const name = file.endsWith(`.${format}`) ? file.slice(0, -format.length - 1) : '';
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw bad(`"${file.slice(0, 100)}" is no name of a table's file`);
  const hash = /^sha256:([0-9a-f]{64})$/.exec(String(resource['hash']))?.[1];
  const { rowCount, bytes } = resource as { rowCount: number; bytes: number };
  if (hash === undefined || !Number.isSafeInteger(rowCount) || rowCount < 0 || !Number.isSafeInteger(bytes) || bytes < 0)
    throw bad(`${file} is without its hash, bytes or number of rows`);
  const fields = (resource['schema'] as { fields?: unknown } | undefined)?.fields;
  const columns = (Array.isArray(fields) ? fields : []).map((field: { name?: unknown; databaseType?: unknown } | null) => ({
    name: String(field?.name),
    type: String(field?.databaseType),
  }));
  if (columns.length === 0 || columns.some((column) => !/^[a-z][a-z0-9_]*$/.test(column.name))) throw bad(`${file} is without its columns`);
  const longest = resource['longestRecordBytes'];
  const longestRecordBytes = Number.isSafeInteger(longest) ? Math.min(longest as number, bytes) : 0;
  return { name, path: file, rowCount, longestRecordBytes, bytes, sha256: hash, columns };
}

async function checkEmpty(file: CaseFile): Promise<void> {
  const names = [...new Set((await storedColumns(file)).map(({ table }) => table))].filter(
    (name) => name !== 'antiphon_case' && !STAYS_HERE.includes(name),
  );
  for (const name of names) {
    const { isFull } = await file.row<{ isFull: boolean }>(`SELECT EXISTS (SELECT 1 FROM "${name}") AS "isFull"`);
    if (isFull)
      throw new AntiphonError(
        'usage',
        `${file.path} holds data already (table ${name}), and an exported case is restored into a new one; name another path for it, such as restored-${basename(file.path)}`,
      );
  }
}

async function checkFiles(folder: string, tables: readonly CopiedTable[], context: WorkContext): Promise<void> {
  const all = tables.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  context.progress.step('checking the copy');
  for (const { path, bytes, sha256 } of tables) {
    const full = join(folder, path);
    if (!existsSync(full)) throw new AntiphonError('file', `${full} is missing, and ${PACKAGE_FILE} names it; copy the whole folder again`);
    if (!statSync(full).isFile())
      throw new AntiphonError('file', `${full} is no file (a folder, pipe or device); copy the whole folder again`);
    const changed = statSync(full).size !== bytes || (await fileDigest(full, context)) !== sha256;
    if (changed)
      throw new AntiphonError(
        'file',
        `${full} is not the file that was exported (its bytes or SHA-256 are not as ${PACKAGE_FILE} says); copy the folder again (nothing was imported)`,
      );
    done += bytes;
    context.progress.update(done, all, 'bytes');
  }
}

/** Makes the tables as they were in the schema of the copy. */
async function makeTables(file: CaseFile, schemaVersion: number, tables: readonly CopiedTable[]): Promise<void> {
  if (schemaVersion < SCHEMA_VERSION) {
    for (const name of new Set((await storedColumns(file)).map(({ table }) => table))) await file.run(`DROP TABLE "${name}"`);
    for (const step of MIGRATIONS.filter(({ version }) => version <= schemaVersion))
      for (const statement of step.statements) await file.run(statement);
  }
  await file.run(`DELETE FROM antiphon_case`);
  const wanted = new Map<string, string[]>();
  const columnsHere = (await storedColumns(file)).filter(({ table }) => !STAYS_HERE.includes(table));
  for (const { table, name } of columnsHere) wanted.set(table, [...(wanted.get(table) ?? []), name]);
  for (const { name, path, columns } of tables) {
    if (FINDING_TABLE.test(name)) {
      const odd = columns.find(({ type }) => !(FINDING_TYPES as readonly string[]).includes(type));
      if (odd !== undefined)
        throw new AntiphonError('format', `${path}: the column ${odd.name} is of the unknown type "${odd.type.slice(0, 40)}"`);
      await file.run(`CREATE TABLE "${name}" (${columns.map((column) => `"${column.name}" ${column.type}`).join(', ')})`);
      continue;
    }
    const expected = [...(wanted.get(name) ?? [])].sort().join(', ');
    const found = columns
      .map((column) => column.name)
      .sort()
      .join(', ');
    if (expected !== found)
      throw new AntiphonError(
        'format',
        `${path}: the columns are not those of schema version ${schemaVersion} (${expected || 'no such table'}); found ${found}`,
      );
    wanted.delete(name);
  }
  for (const name of wanted.keys())
    if (!FINDING_TABLE.test(name)) throw new AntiphonError('file', `the copy is without the table ${name}; export the case again`);
}

async function loadTable(
  file: CaseFile,
  folder: string,
  table: CopiedTable,
  format: CopyFormat,
  types: ReadonlyMap<string, string>,
): Promise<void> {
  const path = join(folder, fileNameOf(table.name, format));
  const columns = table.columns.map(({ name }) => ({ name, type: types.get(`${table.name}.${name}`) as ColumnType }));
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const source =
    format === 'csv'
      ? readCsvQuery(path, columns, table.longestRecordBytes)
      : `SELECT ${names} FROM read_parquet('${path.replaceAll("'", "''")}')`;
  try {
    await file.run(`INSERT INTO "${table.name}" (${names}) ${source}`);
  } catch (error) {
    if (!(error instanceof AntiphonError) || (error.code !== 'internal' && error.code !== 'case-damaged')) throw error;
    throw new AntiphonError('file', `${path} cannot be read as the table ${table.name}: ${messageOf(error.cause).slice(0, 200)}`, {
      cause: error,
    });
  }
  const { count } = await file.row<{ count: number }>(`SELECT count(*) AS count FROM "${table.name}"`);
  if (count !== table.rowCount)
    throw new AntiphonError(
      'file',
      `${path} holds ${count.toLocaleString('en')} rows, and ${PACKAGE_FILE} says ${table.rowCount.toLocaleString('en')}`,
    );
}

/** Brings the tables of an older copy up to today's schema. */
async function migrateFrom(file: CaseFile, schemaVersion: number): Promise<void> {
  for (const step of MIGRATIONS.filter(({ version }) => version > schemaVersion))
    for (const statement of step.statements) await file.run(statement);
  const { count } = await file.row<{ count: number }>(`SELECT count(*) AS count FROM antiphon_case`);
  if (count !== 1) throw new AntiphonError('file', `the table antiphon_case of the copy holds ${count} rows, and a case has one`);
  await file.run(`UPDATE antiphon_case SET schema_version = ?`, [SCHEMA_VERSION]);
}

/** Every table of every finding is there, and no other. */
async function checkFindings(file: CaseFile, folder: string, tables: readonly CopiedTable[]): Promise<void> {
  const found = new Map(tables.filter(({ name }) => FINDING_TABLE.test(name)).map(({ name, rowCount }) => [name, rowCount]));
  for (const finding of await listFindings(file)) {
    for (const { name } of finding.tables) {
      if (!found.delete(findingTableName(finding.findingId, name)))
        throw new AntiphonError('file', `${folder} is without the table ${name} of finding ${finding.findingId}; export the case again`);
    }
  }
  const [odd] = found.keys();
  if (odd !== undefined) throw new AntiphonError('format', `${folder} holds the table ${odd}, which belongs to no finding`);
}
