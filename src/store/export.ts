import { once } from 'node:events';
import { createWriteStream, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { AntiphonError, messageOf } from '../errors.js';
import type { Finding, FindingTable } from '../model.js';
import type { CaseFile } from './case-file.js';
import { findingTableQuery } from './findings.js';

/** Endings of the files that a table can be written to. */
export const TABLE_ENDINGS = ['.csv', '.json'] as const;

/**
 * Checks that a table can be written to a path, before any work is done for it.
 *
 * @throws AntiphonError `output`: unknown ending, no such folder, a folder, not writable.
 */
export function checkOutputPath(path: string): void {
  const ending = extname(path).toLowerCase();
  if (!(TABLE_ENDINGS as readonly string[]).includes(ending)) {
    throw new AntiphonError('output', `${path} ends in "${ending}", which is no known kind of table; use ${TABLE_ENDINGS.join(' or ')}`);
  }
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) throw new AntiphonError('output', `the folder ${folder} does not exist; make it first`);
  if (existsSync(path) && statSync(path).isDirectory()) throw new AntiphonError('output', `${path} is a folder; name a file in it`);
}

/**
 * Writes a finding's table to a file, CSV or JSON by its ending; the file appears when it is whole.
 *
 * CSV: a header with the declared names, UTF-8, LF. JSON: an object with the finding and `rows`, one object a row.
 */
export async function exportFindingTable(file: CaseFile, finding: Finding, table: FindingTable, path: string): Promise<void> {
  checkOutputPath(path);
  const target = resolve(path);
  const partial = join(dirname(target), `.${basename(target)}.${process.pid}.partial`);
  const query = findingTableQuery(finding.findingId, table);
  try {
    if (extname(target).toLowerCase() === '.csv')
      await file.run(`COPY (${query}) TO '${partial.replaceAll("'", "''")}' (FORMAT csv, HEADER true)`);
    else await writeJson(file, finding, table, query, partial);
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { force: true });
    if (error instanceof AntiphonError && error.code === 'interrupted') throw error;
    throw new AntiphonError('output', `${path} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

async function writeJson(file: CaseFile, finding: Finding, table: FindingTable, query: string, path: string): Promise<void> {
  const out = createWriteStream(path, { encoding: 'utf8' });
  const write = async (text: string): Promise<void> => {
    if (!out.write(text)) await once(out, 'drain');
  };
  const { tables: _tables, ...head } = finding;
  await write(`{"finding":${JSON.stringify(head)},"table":${JSON.stringify(table.name)},"rows":[`);
  let separator = '\n';
  for await (const chunk of file.chunks(query)) {
    let text = '';
    for (const row of chunk.getRows()) {
      text += separator + JSON.stringify(Object.fromEntries(table.columns.map((column, index) => [column.name, row[index]])));
      separator = ',\n';
    }
    await write(text);
  }
  await write('\n]}\n');
  out.end();
  await once(out, 'close');
}
