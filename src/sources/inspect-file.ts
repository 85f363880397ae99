import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AntiphonError } from '../errors.js';
import type { WorkContext } from '../model.js';
import { CaseFile, isoTime } from '../store/case-file.js';
import { stageRecords } from '../store/load.js';
import { type CsvPreflight, preflightCsv, RejectWriter, regularRows, repairedRows } from './csv-preflight.js';
import { ForeignTable } from './format.js';
import { formatById, recogniseTable } from './formats.js';

const SAMPLE_ROWS = 5;
const SAMPLE_RECORDS = 1000;

/** What a file is, without importing it. */
export interface Inspection {
  readonly path: string;
  readonly byteCount: number;
  readonly sha256: string;
  readonly compression: string;
  readonly encoding: string;
  readonly columns: readonly string[];
  readonly recordCount: number;
  /** Records that are no rows of the table. */
  readonly rejectedCount: number;
  readonly notes: readonly string[];
  /** The recognised format, or null. */
  readonly format: string | null;
  /** Why no format fits, in a sentence; null where one does. */
  readonly problem: string | null;
  readonly layers: readonly string[];
  /** The first records as the model sees them, by model field. */
  readonly firstRows: readonly Readonly<Record<string, unknown>>[];
  /** Problems among the first 1,000 records. */
  readonly firstRejects: readonly { readonly record: number; readonly reason: string }[];
}

/**
 * Reads a file whole and says what it is: format, columns, first rows as the model sees them, what is missing. Writes nothing.
 *
 * @throws AntiphonError `file`; a file of no known format is no error here.
 */
export async function inspectFile(path: string, wantedFormat: string | undefined, context: WorkContext): Promise<Inspection> {
  const scratch = mkdtempSync(join(tmpdir(), 'antiphon-inspect-'));
  const file = await CaseFile.inMemory();
  try {
    context.progress.step(`reading ${path}`);
    const preflight = await preflightCsv(path, scratch, context.progress);
    const rejects = new RejectWriter(join(scratch, 'rejects.csv'));
    const rows = preflight.isRegular ? regularRows(preflight) : await repairedRows(preflight, scratch, rejects, context.progress);
    rejects.end();
    const { byteCount, sha256, compression, encoding } = preflight.file;
    const notes = [...preflight.notes, ...rows.notes];
    const head = {
      path,
      byteCount,
      sha256,
      compression,
      encoding,
      columns: preflight.header,
      recordCount: rows.recordCount,
      rejectedCount: rows.rejectedCount,
      notes,
    };
    try {
      const format = recogniseTable(path, preflight.header, wantedFormat === undefined ? null : formatById(wantedFormat));
      return { ...head, format: format.id, problem: null, ...(await firstRows(file, preflight, rows, format, context)) };
    } catch (error) {
      if (!(error instanceof AntiphonError && error.code === 'format')) throw error;
      return { ...head, format: null, problem: error.message, layers: [], firstRows: [], firstRejects: [] };
    }
  } finally {
    file.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function firstRows(
  file: CaseFile,
  preflight: CsvPreflight,
  rows: ReturnType<typeof regularRows>,
  format: ReturnType<typeof formatById>,
  context: WorkContext,
) {
  const plan = { ...format.plan(new ForeignTable(preflight.header, rows.isPlain), context.now), rows: rows.relation, record: rows.record };
  const staged = await stageRecords(file, plan, 'staged', SAMPLE_RECORDS);
  const columns = [
    'account_key AS account',
    ...(plan.handle === null ? [] : ['handle']),
    'post_key AS post',
    `${isoTime('posted_at')} AS "postedAt"`,
    ...(plan.text === null ? [] : ['text']),
    ...plan.layers.map((layer, index) => `object_${index} AS "${layer.name}"`),
  ];
  const first = await file.rows<Record<string, unknown>>(`SELECT ${columns.join(', ')} FROM staged LIMIT ${SAMPLE_ROWS}`);
  return { layers: plan.layers.map((layer) => layer.name), firstRows: first, firstRejects: staged.problems.slice(0, SAMPLE_ROWS) };
}
