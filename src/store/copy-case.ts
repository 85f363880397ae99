import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AntiphonError, messageOf } from '../errors.js';
import type { WorkContext } from '../model.js';
import type { CaseFile } from './case-file.js';
import { preparePublicSpans } from './case-names.js';
import { caseTables, type DeclaredTables } from './case-tables.js';
import { csvTextQuery, longestRecordSql } from './copy-csv.js';
import type { DictionaryTable } from './data-dictionary.js';
import {
  type CopyFacts,
  type CopyFormat,
  dataPackage,
  fileNameOf,
  PACKAGE_FILE,
  PACKAGE_VERSION,
  type WrittenFile,
} from './data-package.js';
import { makeFolder, removeFolders } from './make-folder.js';
import type { Naming } from './naming.js';
import { SCHEMA_VERSION } from './schema.js';
import { dropSharedNames, leftOut, sharedRows, sharedTableQuery } from './shared-copy.js';

export interface CopyOptions {
  readonly formats: readonly CopyFormat[];
  /** How accounts, posts and objects are called in a copy for sharing; null: the copy is whole. */
  readonly names: Naming | null;
  /** CSV in which no text begins as a formula; it is then not exact. */
  readonly spreadsheetSafe: boolean;
  readonly toolVersion: string;
  readonly declared: DeclaredTables;
}

/** A copy of a case in a folder. */
export interface CaseCopy extends CopyFacts {
  readonly folder: string;
  readonly tables: readonly { readonly name: string; readonly rowCount: number }[];
  readonly fileCount: number;
  readonly bytes: number;
}

/**
 * Writes all tables of a case to a folder, with a description of each column in `datapackage.json`.
 *
 * The folder appears when all of it is whole. The same case gives the same bytes, and so does a case that was restored from a whole copy.
 *
 * @param folder Made when it is missing; refused when it holds anything.
 * @throws AntiphonError `output`: the folder holds files or cannot be written; `interrupted`.
 */
export async function copyCase(file: CaseFile, folder: string, options: CopyOptions, context: WorkContext): Promise<CaseCopy> {
  checkFolder(folder);
  const target = resolve(folder);
  const partial = join(dirname(target), `.${basename(target)}.${process.pid}.partial`);
  const made = makeFolder(dirname(target));
  try {
    makeFolder(partial);
    const tables = await caseTables(file, options.declared);
    const facts: CopyFacts = {
      packageVersion: PACKAGE_VERSION,
      schemaVersion: SCHEMA_VERSION,
      toolVersion: options.toolVersion,
      namesShown: options.names === null,
      leftOut: options.names === null ? [] : leftOut(options.names),
      spreadsheetSafe: options.spreadsheetSafe && options.formats.includes('csv'),
    };
    const files: WrittenFile[] = [];
    if (options.names !== null) await preparePublicSpans(file);
    for (const table of tables) files.push(...(await writeTable(file, table, partial, options, context)));
    writeFileSync(join(partial, PACKAGE_FILE), dataPackage(facts, files));
    context.signal.throwIfAborted();
    if (existsSync(target)) rmdirSync(target);
    renameSync(partial, target);
    const counts = files.filter(({ format }) => format === options.formats[0]);
    return {
      folder: target,
      ...facts,
      tables: counts.map(({ table, rowCount }) => ({ name: table.name, rowCount })),
      fileCount: files.length + 1,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    removeFolders(made);
    if (error instanceof AntiphonError && ['interrupted', 'memory', 'case-damaged'].includes(error.code)) throw error;
    if (context.signal.aborted) throw error;
    if (error instanceof AntiphonError && error.code === 'internal' && error.cause === undefined) throw error;
    throw new AntiphonError('output', `the case cannot be written to ${folder}: ${plainReason(error)}; nothing was left there`, {
      cause: error,
    });
  }
}

/** @throws AntiphonError `output`: the path is a file, or a folder that holds something. */
export function checkFolder(folder: string): void {
  if (folder.trim() === '') throw new AntiphonError('output', 'the name of the folder is blank; name one');
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory())
    throw new AntiphonError('output', `${folder} is a file, and an export needs a folder; name another one`);
  const count = readdirSync(folder).length;
  if (count > 0)
    throw new AntiphonError(
      'output',
      `${folder} holds files already (${count}); an export needs a folder of its own: name a new or an empty one`,
    );
}

function plainReason(error: unknown): string {
  if (error instanceof AntiphonError && error.code === 'case-disk') return 'no space left on its disk';
  return messageOf(error instanceof AntiphonError && error.cause !== undefined ? error.cause : error).slice(0, 300);
}

async function writeTable(
  file: CaseFile,
  table: DictionaryTable,
  folder: string,
  options: CopyOptions,
  context: WorkContext,
): Promise<WrittenFile[]> {
  context.signal.throwIfAborted();
  context.progress.step(`writing ${table.name}`);
  const kept = options.names === null ? 'true' : sharedRows(table);
  const { rowCount } = await file.row<{ rowCount: number }>(`SELECT count(*) AS "rowCount" FROM "${table.name}" t WHERE ${kept}`);
  const columns = table.columns.map(({ name }) => `t."${name}"`).join(', ');
  // Sorted by what is sorted already: it packs the rows anew, so that the bytes do not depend on what was deleted between them.
  const query =
    options.names === null
      ? `SELECT ${columns} FROM "${table.name}" t ORDER BY t.rowid`
      : await sharedTableQuery(file, table, options.names, context);
  const written: WrittenFile[] = [];
  for (const format of options.formats) {
    const path = join(folder, fileNameOf(table.name, format));
    const quoted = `'${path.replaceAll("'", "''")}'`;
    let longestRecordBytes: number | null = null;
    if (format === 'parquet') await file.run(`COPY (${query}) TO ${quoted} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)`);
    else {
      // What was sorted and named for Parquet need not be so again.
      const parquet = join(folder, fileNameOf(table.name, 'parquet')).replaceAll("'", "''");
      const rows = options.formats.includes('parquet') ? `FROM read_parquet('${parquet}')` : query;
      await file.run(`COPY (${csvTextQuery(table.columns, rows, options.spreadsheetSafe)}) TO ${quoted} (FORMAT csv, HEADER true)`);
      longestRecordBytes = (await file.row<{ longest: number }>(longestRecordSql(table.columns, table.name))).longest;
    }
    written.push({ table, format, rowCount, longestRecordBytes, bytes: statSync(path).size, sha256: await fileDigest(path, context) });
  }
  if (options.names !== null) await dropSharedNames(file, table);
  return written;
}

/** SHA-256 of a file, in hex. */
export async function fileDigest(path: string, context: WorkContext): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) {
    context.signal.throwIfAborted();
    hash.update(part as Buffer);
  }
  return hash.digest('hex');
}
