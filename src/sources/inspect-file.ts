import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AntiphonError } from '../errors.js';
import type { WorkContext } from '../model.js';
import { CaseFile, isoTime } from '../store/case-file.js';
import type { LayerPlan } from '../store/load-plan.js';
import { type CsvRows, RejectWriter } from './csv-preflight.js';
import type { TableFormat } from './format.js';
import { recogniseTable } from './formats.js';
import { wantedFormat } from './import-files.js';
import { fileOnDisk, type InputFile, NoTableError, type PassedOver } from './input-file.js';
import { namedInputs, reasonOf } from './input-files.js';
import { preflightFile } from './preflight.js';
import type { MappingProposal } from './propose-mapping.js';
import { stageTable } from './stage-table.js';
import type { TablePreflight } from './table-preflight.js';
import { encodingNamed } from './text-encoding.js';

const SAMPLE_ROWS = 5;

/** What a file is, without importing it. */
export interface Inspection {
  readonly path: string;
  readonly byteCount: number;
  readonly sha256: string;
  readonly compression: string;
  readonly encoding: string;
  /** How the file is written, in one line: `comma-separated, LF, no field quoted, UTF-8`. */
  readonly writtenAs: string;
  readonly columns: readonly string[];
  readonly recordCount: number;
  /** Records that an import would set aside; where no format fits, those that are no rows of the table. */
  readonly rejectedCount: number;
  readonly notes: readonly string[];
  /** The recognised format, or null. */
  readonly format: string | null;
  /** Why no format fits, in a sentence; null where one does. */
  readonly problem: string | null;
  readonly layers: readonly string[];
  /** The first records as the model sees them, by model field. */
  readonly firstRows: readonly Readonly<Record<string, unknown>>[];
  /** The first few of these. */
  readonly firstRejects: readonly { readonly record: number; readonly line: number; readonly reason: string }[];
  /** A mapping to begin with, for a file of no known format or where it was asked for; else null. */
  readonly proposal: MappingProposal | null;
}

/** How files are to be looked at; as for an import. */
export interface InspectOptions {
  readonly format?: string;
  readonly mapping?: string;
  readonly encoding?: string;
  /** Proposes a mapping for files of a known format too; false: for none. */
  readonly propose?: boolean;
}

/**
 * What is named, file by file, in order: files, folders, patterns, zip archives, or `-`. What came out of a folder, a pattern or an
 * archive and is no text is passed over. Writes nothing.
 *
 * @throws AntiphonError `file`; a file of no known format is no error here.
 */
export async function inspectInputs(
  words: readonly string[],
  options: InspectOptions,
  context: WorkContext,
): Promise<(Inspection | PassedOver)[]> {
  let scratch: string | null = null;
  const found: (Inspection | PassedOver)[] = [];
  try {
    const inputs = await namedInputs(words, () => (scratch ??= mkdtempSync(join(tmpdir(), 'antiphon-input-'))), context);
    for (const { files, passedOver } of inputs) {
      for (const input of files) {
        const next = inspectFile(input, options, context).catch((error: unknown): PassedOver => {
          if (input.isNamed || !(error instanceof NoTableError)) throw error;
          return { path: input.path, reason: reasonOf(error, input.path) };
        });
        found.push(await next);
      }
      found.push(...passedOver);
    }
    return found;
  } finally {
    if (scratch !== null) rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * Reads a file whole and says what it is: format, columns, first rows as the model sees them, what an import would set aside,
 * what is missing. Writes nothing.
 *
 * @throws AntiphonError `file`; a file of no known format is no error here.
 */
export async function inspectFile(input: string | InputFile, options: InspectOptions, context: WorkContext): Promise<Inspection> {
  const source = typeof input === 'string' ? fileOnDisk(input) : input;
  const { path } = source;
  const encoding = options.encoding === undefined ? undefined : encodingNamed(options.encoding);
  const wanted = (await wantedFormat(options))?.format ?? null;
  const file = await CaseFile.inMemory(mkdtempSync(join(tmpdir(), 'antiphon-inspect-')));
  try {
    context.progress.step(`reading ${path}`);
    const preflight = await preflightFile(source, file.scratchFolder(), context, { encoding });
    const { byteCount, sha256, compression } = preflight.file;
    const { format, problem } = recognise(path, preflight.header, wanted);
    const content = format === null ? await countRecords(file, preflight, context) : await readTable(file, preflight, format, context);
    const isProposed = options.propose ?? (format === null && wanted === null);
    const proposal = isProposed ? await propose(file, preflight, context) : null;
    context.signal.throwIfAborted();
    const notes = [...preflight.notes, ...content.notes];
    return {
      path,
      byteCount,
      sha256,
      compression,
      encoding: preflight.file.encoding,
      writtenAs: preflight.writtenAs,
      columns: preflight.header,
      format: format?.id ?? null,
      problem,
      ...content,
      notes,
      proposal,
    };
  } finally {
    file.close();
  }
}

function recognise(
  path: string,
  columns: readonly string[],
  wanted: TableFormat | null,
): { readonly format: TableFormat | null; readonly problem: string | null } {
  try {
    return { format: recogniseTable(path, columns, wanted), problem: null };
  } catch (error) {
    if (!(error instanceof AntiphonError && error.code === 'format')) throw error;
    // What `inspect` would show stands below it.
    return { format: null, problem: error.message.replace(/`antiphon inspect` shows .*, (`antiphon list formats`)/, '$1 shows') };
  }
}

type Content = Pick<Inspection, 'recordCount' | 'rejectedCount' | 'notes' | 'layers' | 'firstRows' | 'firstRejects'>;

/** The records of a file of no known format. */
async function countRecords(file: CaseFile, preflight: TablePreflight, context: WorkContext): Promise<Content> {
  const rejects = new RejectWriter(join(file.scratchFolder(), 'rejects.csv'));
  const lastWay = preflight.attempts.at(-1) as (rejects: RejectWriter, context: WorkContext) => Promise<CsvRows>;
  const { recordCount, rejectedCount, notes } = await lastWay(rejects, context);
  rejects.end();
  return { recordCount, rejectedCount, notes, layers: [], firstRows: [], firstRejects: rejects.first };
}

/** A mapping for the file; null where its columns have no names of their own. */
async function propose(file: CaseFile, preflight: TablePreflight, context: WorkContext): Promise<MappingProposal | null> {
  const { header } = preflight;
  if (header.some((name, index) => name !== '' && header.indexOf(name) !== index)) return null;
  context.progress.step(`looking at the columns of ${preflight.file.path}`);
  const { proposeMapping } = await import('./propose-mapping.js');
  const lastWay = preflight.attempts.at(-1) as (rejects: RejectWriter, context: WorkContext) => Promise<CsvRows>;
  const rejects = new RejectWriter(join(file.scratchFolder(), 'rejects-proposal.csv'));
  const rows = await lastWay(rejects, context);
  rejects.end();
  context.signal.throwIfAborted();
  return proposeMapping(file, preflight.file.path, header, rows, context.now);
}

async function readTable(file: CaseFile, preflight: TablePreflight, format: TableFormat, context: WorkContext): Promise<Content> {
  context.progress.step(`parsing ${preflight.file.path}`);
  const { rows, plan, staged, rejects } = await stageTable(file, preflight, format, 0, context);
  const layers = (plan.posts?.layers ?? []).flatMap((layer, index) => shownLayers(layer, `staged.layer_${index}`));
  const columns = [
    ...(plan.account === undefined ? [] : ['account_key AS account']),
    ...(plan.event === undefined ? [] : [`${isoTime('happened_at')} AS "happenedAt"`, 'title']),
    ...(plan.handle === undefined ? [] : ['handle']),
    ...(plan.posts === undefined ? [] : ['post_key AS post', `${isoTime('posted_at')} AS "postedAt"`]),
    ...(plan.accountCreatedAt === undefined ? [] : [`${isoTime('account_created_at')} AS "createdAt"`]),
    ...(plan.posts?.language === undefined ? [] : ['language']),
    ...(plan.posts?.kind === undefined ? [] : ['kind']),
    ...(plan.posts?.text === undefined ? [] : ['text']),
    ...layers.map((layer) => `${layer.value} AS "${layer.name.replaceAll('"', '""')}"`),
  ];
  return {
    recordCount: rows.recordCount,
    rejectedCount: rejects.count,
    notes: rows.notes,
    layers: layers.map((layer) => layer.name),
    firstRows: (
      await file.rows<Record<string, unknown>>(`SELECT ${columns.join(', ')} FROM ${staged.table} staged LIMIT ${SAMPLE_ROWS}`)
    ).map((row) => ({
      ...row,
      ...Object.fromEntries(layers.flatMap(({ name, form }) => (form === null ? [] : [[name, form(row[name])]]))),
    })),
    firstRejects: rejects.first,
  };
}

interface ShownLayer {
  readonly name: string;
  /** SQL for the objects of a staged record. */
  readonly value: string;
  /** What is shown of what SQL gave; null where it is shown as it is. */
  readonly form: ((value: unknown) => unknown) | null;
}

/** A layer and those that are worked out from it. */
function shownLayers(layer: LayerPlan, staged: string): ShownLayer[] {
  const own = layer.value(staged);
  const { ofList, ofObject } = layer;
  const closely = ofObject?.canonical?.closely;
  const eachForm = (values: unknown): unknown =>
    closely === undefined || !Array.isArray(values)
      ? values
      : [...new Set(values.map((value) => closely(String(value))))].filter((form) => form !== '');
  return [
    { name: layer.name, value: own, form: null },
    ...(ofList === undefined ? [] : [{ name: ofList.name, value: ofList.value(own), form: null }]),
    ...(ofObject === undefined
      ? []
      : [{ name: ofObject.name, value: `list_transform(${own}, lambda one: ${ofObject.value('one')})`, form: eachForm }]),
  ];
}
