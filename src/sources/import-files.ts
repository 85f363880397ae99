import { AntiphonError } from '../errors.js';
import type { WorkContext } from '../model.js';
import type { CaseFile } from '../store/case-file.js';
import { addRejects, addSource, findSource, type LoadCounts, loadStaged, NOTHING_AGAIN } from '../store/load.js';
import { matchVoices } from '../store/registry-matching.js';
import { addSourceColumns } from '../store/source-columns.js';
import type { CsvRows, RejectWriter } from './csv-preflight.js';
import { UnknownEncodingError } from './encoding-evidence.js';
import { ForeignTable, type TableFormat } from './format.js';
import { formatById, recogniseTable } from './formats.js';
import type { FurtherFormat } from './further-format.js';
import { type InputFile, NoTableError, type PassedOver, statusOf } from './input-file.js';
import { type NamedInput, namedInputs, reasonOf } from './input-files.js';
import type { MappedFormat } from './mapping.js';
import { canBeDated, type StatedTime, statedTime } from './observed-at.js';
import { preflightFile } from './preflight.js';
import { hasLinks, type Resolution, readResolution, stageResolution, withResolution } from './resolution-table.js';
import { type StagedTable, stageTable } from './stage-table.js';
import type { TablePreflight } from './table-preflight.js';
import { encodingNamed } from './text-encoding.js';

export interface ImportOptions {
  /** Reads every file as this format instead of recognising it. */
  readonly format?: string;
  /** Reads every file by this mapping file. */
  readonly mapping?: string;
  /** Table of short links and where they lead: CSV with the columns `url` and `resolved`. */
  readonly resolve?: string;
  /** When the files' statements about accounts and posts hold that have no time of their own: a date or a time in ISO 8601. */
  readonly observedAt?: string;
  /** Reads every file in this encoding, by any name in the Encoding Standard, instead of recognising it. */
  readonly encoding?: string;
}

/** What became of everything that was named. */
export interface ImportedInputs {
  /** One entry a file, in the order of what was named. */
  readonly files: readonly ImportedFile[];
  /** Files out of folders, patterns and archives that are no table of a known format, and why. */
  readonly passedOver: readonly PassedOver[];
}

/** What became of one file; its counts of what came again are 0 where the case held the same content already. */
export interface ImportedFile extends LoadCounts {
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

/** Imports files into a case, as `importInputs` does; returns what became of each that was read. */
export async function importFiles(
  file: CaseFile,
  paths: readonly string[],
  options: ImportOptions,
  context: WorkContext,
): Promise<readonly ImportedFile[]> {
  return (await importInputs(file, paths, options, context)).files;
}

/**
 * Imports into a case what is named: all of it, or nothing.
 *
 * Each file is read whole before the database sees it; afterwards kept + rejected = counted, or the import fails. What came out of a
 * folder, a pattern or an archive and is no table of a known format is passed over; everything named must give a file that is not.
 *
 * @param paths Files, folders, patterns, zip archives, or `-`; compression, encoding, dialect and format are recognised by content.
 * @param further Formats of small tables that are looked for too, unless a format or a mapping is named.
 * @throws AntiphonError `file`, `format`, `no-rows`, or a failure of the case; the case is then as it was.
 */
export async function importInputs(
  file: CaseFile,
  paths: readonly string[],
  options: ImportOptions,
  context: WorkContext,
  further: readonly FurtherFormat[] = [],
): Promise<ImportedInputs> {
  const wanted = await wantedFormat(options);
  const encoding = options.encoding === undefined ? undefined : encodingNamed(options.encoding);
  const observedAt = options.observedAt === undefined ? null : statedTime(options.observedAt, context.now);
  if (options.resolve !== undefined) statusOf(options.resolve);
  const inputs = await namedInputs(paths, () => file.scratchFolder(), context);
  const resolution = options.resolve === undefined ? null : await readResolution(options.resolve, file.scratchFolder(), context);
  if (resolution !== null) await stageResolution(file, resolution);
  const settings: ReadSettings = { wanted, encoding, resolution, observedAt, further: wanted === null ? further : [] };
  const prepared: PreparedFile[] = [];
  const passedOver: PassedOver[] = [];
  for (const named of inputs) {
    const before = prepared.length;
    const others = [...named.passedOver];
    for (const input of named.files) {
      context.progress.step(`reading ${input.path}`);
      const number = prepared.length + passedOver.length + others.length;
      const next = await prepareFile(file, input, number, settings, context).catch((error: unknown) => passOver(error, input));
      context.signal.throwIfAborted();
      if ('reason' in next) others.push(next);
      else {
        const twin = prepared.find((other) => other.sha256 === next.sha256 && other.format.id === next.format.id);
        prepared.push(twin === undefined ? next : { ...next, load: null });
      }
    }
    if (prepared.length === before) throw nothingIn(named, others);
    passedOver.push(...others);
  }
  const counts = new Map<PreparedFile, LoadCounts>();
  await file.transaction(async () => {
    for (const entry of prepared) {
      const { path, load } = entry;
      if (load === null) continue;
      context.progress.step(`storing ${path}`);
      if ('store' in load) {
        await load.store();
        continue;
      }
      const sourceId = await addSource(file, load.source);
      counts.set(entry, await loadStaged(file, load.plan, load.staged, sourceId));
      await addSourceColumns(file, sourceId, load.header, load.staged.columns);
      await addRejects(file, sourceId, load.rejects.path);
      context.signal.throwIfAborted();
    }
    if (counts.size > 0) await matchVoices(file);
  });
  const files = prepared.map((entry) => ({
    path: entry.path,
    sha256: entry.sha256,
    format: entry.format.id,
    ...entry.summary,
    ...(counts.get(entry) ?? NOTHING_AGAIN),
    alreadyImported: entry.load === null,
  }));
  return { files, passedOver };
}

/** What became of a file that was not named itself and is no table that could be imported; any other failure is thrown. */
function passOver(error: unknown, { path, isNamed }: InputFile): PassedOver {
  const isNoTable =
    error instanceof NoTableError ||
    (error instanceof AntiphonError && error.code === 'format') ||
    (error instanceof UnknownEncodingError && error.columns.some((name) => name.includes('\uFFFD')));
  if (isNamed || !isNoTable) throw error;
  return { path, reason: reasonOf(error, path) };
}

function nothingIn({ named, files }: NamedInput, others: readonly PassedOver[]): AntiphonError {
  const [first] = others;
  if (first === undefined) return new AntiphonError('file', `${named} holds no file that was not named before; nothing was imported`);
  const many = others.length === 1 ? '' : `${others.length.toLocaleString('en')} files passed over; the first, `;
  const code = files.length === 0 ? 'file' : 'format';
  return new AntiphonError(code, `${named} holds no table of a known format (${many}${first.path}: ${first.reason}); nothing was imported`);
}

/** The format that the user asked for, by name or by a mapping file; null where it is to be recognised. */
export async function wantedFormat(options: ImportOptions): Promise<MappedFormat | null> {
  if (options.format !== undefined && options.mapping !== undefined)
    throw new AntiphonError('usage', '--format and --mapping exclude each other; name one');
  if (options.mapping !== undefined) return (await import('./mapping.js')).readMapping(options.mapping);
  return options.format === undefined ? null : { format: formatById(options.format), options: '{}', notes: [] };
}

interface PreparedFile {
  readonly path: string;
  readonly sha256: string;
  readonly format: Pick<TableFormat, 'id'>;
  readonly summary: Pick<ImportedFile, 'recordCount' | 'keptCount' | 'rejectedCount' | 'notes' | 'firstRejects'>;
  /** Null when the case holds the file already. */
  readonly load: (StagedTable & { readonly source: Parameters<typeof addSource>[1] }) | { readonly store: () => Promise<unknown> } | null;
}

/** How the user asked for every file to be read. */
interface ReadSettings {
  readonly wanted: MappedFormat | null;
  readonly encoding: string | undefined;
  readonly resolution: Resolution | null;
  readonly observedAt: StatedTime | null;
  readonly further: readonly FurtherFormat[];
}

/** Reads, recognises and stages one file; changes nothing that lasts. */
async function prepareFile(
  file: CaseFile,
  input: InputFile,
  index: number,
  { wanted, encoding, resolution, observedAt, further }: ReadSettings,
  context: WorkContext,
): Promise<PreparedFile> {
  const { path } = input;
  const recognise = (columns: readonly string[]): TableFormat => recogniseTable(path, columns, wanted?.format ?? null);
  const furtherFormat = (columns: readonly string[]): FurtherFormat | undefined => further.find((candidate) => candidate.fits(columns));
  const accept = (columns: readonly string[]): unknown => furtherFormat(columns) ?? recognise(columns);
  const preflight = await preflightFile(input, file.scratchFolder(), context, { encoding, accept: input.isNamed ? undefined : accept });
  const other = furtherFormat(preflight.header);
  if (other !== undefined) return prepareFurther(file, input, other, preflight, encoding, context);
  const format = recognise(preflight.header);
  const { sha256 } = preflight.file;
  const plan = { ...format.plan(new ForeignTable(preflight.header, false), context.now), rows: '', record: null };
  const isResolved = resolution !== null && hasLinks(plan);
  const time = observedAt !== null && canBeDated(plan) ? observedAt : null;
  const options = sourceOptions(wanted?.options, {
    encoding,
    resolve: isResolved ? resolution?.digest : undefined,
    observedAt: time?.at.slice(0, time.precisionSeconds === 1 ? undefined : 16),
  });
  const known = await findSource(file, sha256, format.id, options);
  if (known !== null) return { path, sha256, format, summary: { ...known, notes: preflight.notes, firstRejects: [] }, load: null };
  context.progress.step(`parsing ${path}`);
  const table = await stageTable(file, preflight, format, index, context, time);
  const { rows, rejects } = table;
  const keptCount = rows.recordCount - rejects.count;
  if (keptCount === 0) throw noRows(path, rows, rejects);
  const unresolved = resolution === null || isResolved ? [] : ['no links that --resolve could look up'];
  const undated = observedAt === null || time !== null ? [] : ['no statements that --observed-at could date'];
  const notes = [...preflight.notes, ...(wanted?.notes ?? []), ...rows.notes, ...unresolved, ...undated];
  const summary = { recordCount: rows.recordCount, keptCount, rejectedCount: rejects.count, notes, firstRejects: rejects.first };
  return {
    path,
    sha256,
    format,
    summary,
    load: {
      ...table,
      plan: isResolved ? withResolution(table.plan) : table.plan,
      source: { path: input.origin, sha256, format: format.id, options, ...summary },
    },
  };
}

/** Reads a file of a further format; changes nothing that lasts. */
async function prepareFurther(
  file: CaseFile,
  { path, origin }: InputFile,
  format: FurtherFormat,
  preflight: TablePreflight,
  encoding: string | undefined,
  context: WorkContext,
): Promise<PreparedFile> {
  const { sha256, textPath } = preflight.file;
  const decoded = { path, origin, sha256, textPath, ...(encoding === undefined ? {} : { encoding }) };
  const { summary, store } = await format.prepare(file, decoded, context);
  return { path, sha256, format, summary, load: store === null ? null : { store } };
}

/** What of the user's wishes makes the same file another source; a file read in another way holds other posts. */
function sourceOptions(mapping: string | undefined, more: Readonly<Record<string, string | undefined>>): string {
  if (Object.values(more).every((value) => value === undefined)) return mapping ?? '{}';
  return JSON.stringify({ ...JSON.parse(mapping ?? '{}'), ...more });
}

function noRows(path: string, rows: CsvRows, rejects: RejectWriter): AntiphonError {
  if (rows.recordCount === 0) return new NoTableError(`${path} has a header and no rows; nothing was imported`, 'no-rows');
  const [first] = rejects.first;
  const many = rows.recordCount === 1 ? 'its only row was' : `all ${rows.recordCount.toLocaleString('en')} rows were`;
  return new AntiphonError('no-rows', `${path}: ${many} set aside, nothing was imported; the first, line ${first?.line}: ${first?.reason}`);
}
