import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AntiphonError } from '../errors.js';
import type { WorkContext } from '../model.js';
import type { CaseFile } from '../store/case-file.js';
import { addRejects, addSource, findSource, type LoadPlan, loadStaged, type Staged, stageRecords } from '../store/load.js';
import { type CsvPreflight, type CsvRows, preflightCsv, RejectWriter, regularRows, repairedRows } from './csv-preflight.js';
import { readCsvRecords } from './csv-records.js';
import { ForeignTable, type TableFormat } from './format.js';
import { formatById, recogniseTable } from './formats.js';

export interface ImportOptions {
  /** Reads every file as this format instead of recognising it. */
  readonly format?: string;
}

/** What became of one file. */
export interface ImportedFile {
  readonly path: string;
  readonly sha256: string;
  readonly format: string;
  readonly recordCount: number;
  readonly keptCount: number;
  readonly rejectedCount: number;
  readonly notes: readonly string[];
  /** The first few rejects. */
  readonly firstRejects: readonly { readonly record: number; readonly line: number; readonly reason: string }[];
  /** True if the case held the same content already, so that nothing changed. */
  readonly alreadyImported: boolean;
}

/**
 * Imports files into a case: all of them, or none.
 *
 * Each file is read whole before the database sees it; afterwards kept + rejected = counted, or the import fails.
 *
 * @param paths Files; compression, encoding, delimiter and format are recognised by content.
 * @returns One entry a file, in the order given.
 * @throws AntiphonError `file`, `format`, `no-rows`, or a failure of the case; the case is then as it was.
 */
export async function importFiles(
  file: CaseFile,
  paths: readonly string[],
  options: ImportOptions,
  context: WorkContext,
): Promise<ImportedFile[]> {
  const wanted = options.format === undefined ? null : formatById(options.format);
  for (const path of paths)
    if (!existsSync(path)) throw new AntiphonError('file', `${path} does not exist; check the name (nothing was imported)`);
  const prepared: PreparedFile[] = [];
  for (const [index, path] of paths.entries()) {
    context.progress.step(`reading ${path}`);
    const next = await prepareFile(file, path, index, wanted, context);
    const twin = prepared.find((other) => other.sha256 === next.sha256 && other.format.id === next.format.id);
    prepared.push(twin === undefined ? next : { ...next, load: null });
    context.signal.throwIfAborted();
  }
  await file.transaction(async () => {
    for (const { path, load } of prepared) {
      if (load === null) continue;
      context.progress.step(`storing ${path}`);
      const sourceId = await addSource(file, load.source);
      await loadStaged(file, load.plan, load.staged, sourceId);
      await addRejects(file, sourceId, load.rejects.path);
      context.signal.throwIfAborted();
    }
  });
  return prepared.map(({ path, sha256, format, summary, load }) => ({
    path,
    sha256,
    format: format.id,
    ...summary,
    alreadyImported: load === null,
  }));
}

interface PreparedFile {
  readonly path: string;
  readonly sha256: string;
  readonly format: TableFormat;
  readonly summary: Pick<ImportedFile, 'recordCount' | 'keptCount' | 'rejectedCount' | 'notes' | 'firstRejects'>;
  /** Null when the case holds the file already. */
  readonly load: {
    readonly plan: LoadPlan;
    readonly staged: Staged;
    readonly rejects: RejectWriter;
    readonly source: Parameters<typeof addSource>[1];
  } | null;
}

/** Reads, recognises and stages one file; changes nothing that lasts. */
async function prepareFile(
  file: CaseFile,
  path: string,
  index: number,
  wanted: TableFormat | null,
  context: WorkContext,
): Promise<PreparedFile> {
  const preflight = await preflightCsv(path, file.scratchFolder(), context.progress);
  const format = recogniseTable(path, preflight.header, wanted);
  const { sha256 } = preflight.file;
  const options = '{}';
  const known = await findSource(file, sha256, format.id, options);
  if (known !== null) return { path, sha256, format, summary: { ...known, notes: preflight.notes, firstRejects: [] }, load: null };
  context.progress.step(`parsing ${path}`);
  const { rows, plan, staged, rejects } = await stageFile(file, preflight, format, index, context);
  await writeStagedRejects(preflight, staged, rejects);
  rejects.end();
  const keptCount = rows.recordCount - rejects.count;
  if (keptCount === 0) throw noRows(path, rows, rejects);
  const notes = [...preflight.notes, ...rows.notes];
  const summary = { recordCount: rows.recordCount, keptCount, rejectedCount: rejects.count, notes, firstRejects: rejects.first };
  return {
    path,
    sha256,
    format,
    summary,
    load: { plan, staged, rejects, source: { path: resolve(path), sha256, format: format.id, options, ...summary } },
  };
}

interface StagedFile {
  readonly rows: CsvRows;
  readonly plan: LoadPlan;
  readonly staged: Staged;
  readonly rejects: RejectWriter;
}

/** Stages a regular file as it stands; one that is not, or that the database then refuses or reads short, after repair. */
async function stageFile(
  file: CaseFile,
  preflight: CsvPreflight,
  format: TableFormat,
  index: number,
  context: WorkContext,
): Promise<StagedFile> {
  const stage = async (rows: CsvRows, rejects: RejectWriter): Promise<StagedFile> => {
    const table = new ForeignTable(preflight.header, rows.isPlain);
    const plan: LoadPlan = { ...format.plan(table, context.now), rows: rows.relation, record: rows.record };
    return { rows, plan, staged: await stageRecords(file, plan, `staged_${index}`), rejects };
  };
  const rejects = new RejectWriter(join(file.scratchFolder(), `rejects-${index}.csv`));
  if (preflight.isRegular) {
    try {
      const staged = await stage(regularRows(preflight), rejects);
      if (isComplete(staged)) return staged;
    } catch (error) {
      if (!(error instanceof AntiphonError && error.code === 'internal')) throw error;
    }
  }
  const staged = await stage(await repairedRows(preflight, file.scratchFolder(), rejects, context.progress), rejects);
  if (isComplete(staged)) return staged;
  const { recordCount, rejectedCount } = staged.rows;
  throw new AntiphonError(
    'internal',
    `${preflight.file.path}: the database read ${staged.staged.recordCount} of ${recordCount - rejectedCount} records; nothing was imported`,
  );
}

/** True if every record that was counted was read by the database or set aside. */
function isComplete({ rows, staged }: StagedFile): boolean {
  return staged.recordCount + rows.rejectedCount === rows.recordCount;
}

/** Adds line and raw text to the problems that the database found, in one more pass over the text. */
async function writeStagedRejects(preflight: CsvPreflight, staged: Staged, rejects: RejectWriter): Promise<void> {
  if (staged.problems.length === 0) return;
  let next = 0;
  await readCsvRecords(preflight.file.textPath, preflight.dialect, (record) => {
    const problem = staged.problems[next];
    if (problem === undefined || problem.record !== record.number) return;
    next++;
    rejects.write({ record: record.number, line: record.line, reason: problem.reason, raw: record.raw.toString('utf8') });
  });
  if (next !== staged.problems.length)
    throw new AntiphonError('internal', `only ${next} of ${staged.problems.length} rejected records were found again in the text`);
}

function noRows(path: string, rows: CsvRows, rejects: RejectWriter): AntiphonError {
  if (rows.recordCount === 0) return new AntiphonError('no-rows', `${path} has a header and no rows; nothing was imported`);
  const [first] = rejects.first;
  const many = rows.recordCount === 1 ? 'its only row was' : `all ${rows.recordCount.toLocaleString('en')} rows were`;
  return new AntiphonError('no-rows', `${path}: ${many} set aside, nothing was imported; the first, line ${first?.line}: ${first?.reason}`);
}
