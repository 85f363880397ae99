import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { AntiphonError } from '../errors.js';
import type { WorkContext } from '../model.js';
import type { CaseFile } from '../store/case-file.js';
import { addRejects, addSource, findSource, loadStaged } from '../store/load.js';
import type { CsvRows, RejectWriter } from './csv-preflight.js';
import { ForeignTable, type TableFormat } from './format.js';
import { formatById, recogniseTable } from './formats.js';
import type { MappedFormat } from './mapping.js';
import { preflightFile } from './preflight.js';
import { hasLinks, type Resolution, readResolution, stageResolution, withResolution } from './resolution-table.js';
import { type StagedTable, stageTable } from './stage-table.js';

export interface ImportOptions {
  /** Reads every file as this format instead of recognising it. */
  readonly format?: string;
  /** Reads every file by this mapping file. */
  readonly mapping?: string;
  /** Table of short links and where they lead: CSV with the columns `url` and `resolved`. */
  readonly resolve?: string;
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
  const wanted = await wantedFormat(options);
  for (const path of [...paths, ...(options.resolve === undefined ? [] : [options.resolve])])
    if (!existsSync(path)) throw new AntiphonError('file', `${path} does not exist; check the name (nothing was imported)`);
  const resolution = options.resolve === undefined ? null : await readResolution(options.resolve, file.scratchFolder(), context);
  if (resolution !== null) await stageResolution(file, resolution);
  const prepared: PreparedFile[] = [];
  for (const [index, path] of paths.entries()) {
    context.progress.step(`reading ${path}`);
    const next = await prepareFile(file, path, index, wanted, resolution, context);
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

/** The format that the user asked for, by name or by a mapping file; null where it is to be recognised. */
export async function wantedFormat(options: ImportOptions): Promise<MappedFormat | null> {
  if (options.format !== undefined && options.mapping !== undefined)
    throw new AntiphonError('usage', '--format and --mapping exclude each other; name one');
  if (options.mapping !== undefined) return (await import('./mapping.js')).readMapping(options.mapping);
  return options.format === undefined ? null : { format: formatById(options.format), options: '{}' };
}

interface PreparedFile {
  readonly path: string;
  readonly sha256: string;
  readonly format: TableFormat;
  readonly summary: Pick<ImportedFile, 'recordCount' | 'keptCount' | 'rejectedCount' | 'notes' | 'firstRejects'>;
  /** Null when the case holds the file already. */
  readonly load: (StagedTable & { readonly source: Parameters<typeof addSource>[1] }) | null;
}

/** Reads, recognises and stages one file; changes nothing that lasts. */
async function prepareFile(
  file: CaseFile,
  path: string,
  index: number,
  wanted: MappedFormat | null,
  resolution: Resolution | null,
  context: WorkContext,
): Promise<PreparedFile> {
  const preflight = await preflightFile(path, file.scratchFolder(), context);
  const format = recogniseTable(path, preflight.header, wanted?.format ?? null);
  const { sha256 } = preflight.file;
  const isResolved = resolution !== null && hasLinks(format.plan(new ForeignTable(preflight.header, false), context.now));
  const options = isResolved
    ? JSON.stringify({ ...JSON.parse(wanted?.options ?? '{}'), resolve: resolution.digest })
    : (wanted?.options ?? '{}');
  const known = await findSource(file, sha256, format.id, options);
  if (known !== null) return { path, sha256, format, summary: { ...known, notes: preflight.notes, firstRejects: [] }, load: null };
  context.progress.step(`parsing ${path}`);
  const table = await stageTable(file, preflight, format, index, context);
  const { rows, rejects } = table;
  const keptCount = rows.recordCount - rejects.count;
  if (keptCount === 0) throw noRows(path, rows, rejects);
  const unresolved = resolution === null || isResolved ? [] : ['no links that --resolve could look up'];
  const notes = [...preflight.notes, ...rows.notes, ...unresolved];
  const summary = { recordCount: rows.recordCount, keptCount, rejectedCount: rejects.count, notes, firstRejects: rejects.first };
  return {
    path,
    sha256,
    format,
    summary,
    load: {
      ...table,
      plan: isResolved ? withResolution(table.plan) : table.plan,
      source: { path: resolve(path), sha256, format: format.id, options, ...summary },
    },
  };
}

function noRows(path: string, rows: CsvRows, rejects: RejectWriter): AntiphonError {
  if (rows.recordCount === 0) return new AntiphonError('no-rows', `${path} has a header and no rows; nothing was imported`);
  const [first] = rejects.first;
  const many = rows.recordCount === 1 ? 'its only row was' : `all ${rows.recordCount.toLocaleString('en')} rows were`;
  return new AntiphonError('no-rows', `${path}: ${many} set aside, nothing was imported; the first, line ${first?.line}: ${first?.reason}`);
}
