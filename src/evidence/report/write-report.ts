import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AntiphonError, messageOf } from '../../errors.js';
import type { WorkContext } from '../../model.js';
import type { CaseFile } from '../../store/case-file.js';
import { openNames } from '../../store/case-names.js';
import { makeFolder } from '../../store/make-folder.js';
import { drawDocument } from './draw-document.js';
import { drawOnThread } from './draw-on-thread.js';
import { findingTables, type ReportTable } from './read-tables.js';
import { readReport } from './report-data.js';
import { caseTables, writeCsv } from './report-tables.js';

export interface ReportOptions {
  /** Shows identifiers and handles; needs the case's key. */
  readonly reveal: boolean;
  /** Default: the name of the case. */
  readonly title?: string;
  /** Marks the report as one on invented data. */
  readonly simulated?: boolean;
  /** When the report is made, as it will say. */
  readonly now: Date;
  /** Draws on another thread, so that this one stays free (default false); the bytes are the same. */
  readonly onThread?: boolean;
}

/** A table that was written beside a report. */
export interface WrittenTable {
  readonly name: string;
  readonly path: string;
  readonly rowCount: number;
}

export interface WrittenReport {
  readonly reportPath: string;
  readonly tables: readonly WrittenTable[];
}

/**
 * Writes a report of a case: one document that opens from disk and asks for nothing outside of itself, and its tables as CSV.
 *
 * Files appear when all of them are whole, the document last; an earlier report in the folder is replaced. The same case and
 * `now` give the same bytes. Private accounts and their posts stand under pseudonyms unless `reveal` is set; texts of posts never appear.
 *
 * @param folder Made when it is missing.
 * @throws AntiphonError `output`: the folder cannot be written; `not-found`: names are asked for without the case's key.
 */
export async function writeReport(file: CaseFile, folder: string, options: ReportOptions, context: WorkContext): Promise<WrittenReport> {
  const target = resolve(folder);
  const partial = join(target, `.report.${process.pid}.partial`);
  const step = (label: string): void => {
    context.signal.throwIfAborted();
    context.progress.step(label);
  };
  if (existsSync(target) && !statSync(target).isDirectory())
    throw new AntiphonError('output', `${folder} is a file, and a report needs a folder; name another one`);
  try {
    const naming = await openNames(file, { reveal: options.reveal });
    makeFolder(partial);
    const data = await readReport(file, naming, step);
    const sources = [...caseTables(data), ...(await findingTables(file, naming))];
    const tables = await writeTables(sources, partial, target, step, () => context.signal.throwIfAborted());
    step('drawing the report');
    const title = options.title ?? `Report on ${data.caseName}`;
    const head = { title, simulated: options.simulated === true, now: options.now, tables: tables.map((table) => `${table.name}.csv`) };
    const draw = options.onThread === true ? drawOnThread : drawDocument;
    writeFileSync(join(partial, 'report.html'), await draw(data, head, context.signal));
    for (const { name } of tables) renameSync(join(partial, `${name}.csv`), join(target, `${name}.csv`));
    renameSync(join(partial, 'report.html'), join(target, 'report.html'));
    return { reportPath: join(target, 'report.html'), tables };
  } catch (error) {
    if (!isFileFailure(error)) throw error;
    throw new AntiphonError('output', `the report cannot be written to ${folder}: ${messageOf(error)}; name a folder that may be written`, {
      cause: error,
    });
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

function isFileFailure(error: unknown): boolean {
  return !(error instanceof AntiphonError) && error instanceof Error && 'syscall' in error;
}

async function writeTables(
  sources: readonly ReportTable[],
  partial: string,
  target: string,
  step: (label: string) => void,
  check: () => void,
): Promise<WrittenTable[]> {
  const written: WrittenTable[] = [];
  for (const source of sources) {
    step(`writing ${source.name}.csv`);
    const rowCount = await writeCsv(source, join(partial, `${source.name}.csv`), check);
    written.push({ name: source.name, path: join(target, `${source.name}.csv`), rowCount });
  }
  return written;
}
