import { join } from 'node:path';
import { AntiphonError } from '../errors.js';
import type { WorkContext } from '../model.js';
import type { CaseFile } from '../store/case-file.js';
import { stageRecords } from '../store/load.js';
import type { LoadPlan, Staged } from '../store/load-plan.js';
import { type CsvRows, RejectWriter } from './csv-preflight.js';
import { ForeignTable, sqlText, type TableFormat } from './format.js';
import { type StatedTime, withStatedTime } from './observed-at.js';
import type { TablePreflight } from './table-preflight.js';

/** The rows of one file as the model sees them, in a temporary table, and those that were set aside. */
export interface StagedTable {
  /** Names of the file's columns. */
  readonly header: readonly string[];
  readonly rows: CsvRows;
  readonly plan: LoadPlan;
  readonly staged: Staged;
  /** Every record that is not staged; ended. */
  readonly rejects: RejectWriter;
}

type StagedRows = Omit<StagedTable, 'header' | 'rejects'>;

/**
 * Reads the records of a file into a temporary table: a regular file as it stands; one that is not, or that the database then
 * refuses or reads short, after repair. Changes nothing that lasts.
 *
 * @param index Number of the file, for names.
 * @param observedAt When its statements hold that have no time of their own, as the user says.
 * @returns Staged + rejected = counted.
 */
export async function stageTable(
  file: CaseFile,
  preflight: TablePreflight,
  format: TableFormat,
  index: number,
  context: WorkContext,
  observedAt: StatedTime | null = null,
): Promise<StagedTable> {
  const rejects = new RejectWriter(join(file.scratchFolder(), `rejects-${index}.csv`));
  const table = await stageRows(file, preflight, format, index, rejects, context, observedAt);
  await rejectProblems(preflight, table.staged, rejects, context);
  rejects.end();
  const remarks = await remarksOn(file, table.plan);
  return { ...table, header: preflight.header, rows: { ...table.rows, notes: [...table.rows.notes, ...remarks] }, rejects };
}

/** What the format says of some of the records, with their number. */
async function remarksOn(file: CaseFile, { remarks = [], rows }: LoadPlan): Promise<string[]> {
  if (remarks.length === 0) return [];
  const counts = remarks.map(({ when }, index) => `count(*) FILTER (WHERE ${when}) AS n${index}`);
  const found = await file.row<Record<string, number>>(`SELECT ${counts.join(', ')} FROM ${rows}`);
  return remarks.flatMap(({ words }, index) => {
    const count = found[`n${index}`] ?? 0;
    return count > 0 ? [`${count.toLocaleString('en')} ${words}`] : [];
  });
}

async function stageRows(
  file: CaseFile,
  preflight: TablePreflight,
  format: TableFormat,
  index: number,
  rejects: RejectWriter,
  context: WorkContext,
  observedAt: StatedTime | null,
): Promise<StagedRows> {
  const stage = async (rows: CsvRows): Promise<StagedRows> => {
    const table = new ForeignTable(preflight.header, rows.isPlain, preflight.file.name);
    const platform = format.platform === undefined ? {} : { platform: sqlText(format.platform) };
    const stated: LoadPlan = { ...platform, ...format.plan(table, context.now), rows: rows.relation, record: rows.record };
    const plan = observedAt === null ? stated : withStatedTime(stated, observedAt);
    return { rows, plan, staged: await stageRecords(file, plan, `staged_${index}`, preflight.header.length) };
  };
  for (const [index, attempt] of preflight.attempts.entries()) {
    const isLast = index === preflight.attempts.length - 1;
    try {
      const table = await stage(await attempt(rejects, context));
      if (isComplete(table)) return table;
      const { recordCount, rejectedCount } = table.rows;
      if (isLast) throw shortRead(preflight, table.staged.recordCount, recordCount - rejectedCount);
    } catch (error) {
      if (isLast || !(error instanceof AntiphonError && error.code === 'internal')) throw error;
    }
  }
  throw new AntiphonError('internal', `${preflight.file.path}: no way to its records`);
}

function shortRead(preflight: TablePreflight, read: number, counted: number): AntiphonError {
  return new AntiphonError('internal', `${preflight.file.path}: the database read ${read} of ${counted} records; nothing was imported`);
}

/** True if every record that was counted was read by the database or set aside. */
function isComplete({ rows, staged }: StagedRows): boolean {
  return staged.recordCount + rows.rejectedCount === rows.recordCount;
}

/** Adds line and raw text to the problems that the database found, in one more pass over the text. */
async function rejectProblems(preflight: TablePreflight, staged: Staged, rejects: RejectWriter, context: WorkContext): Promise<void> {
  if (staged.problems.length === 0) return;
  let next = 0;
  await preflight.visitRecords((record) => {
    const problem = staged.problems[next];
    if (problem === undefined || problem.record !== record.number) return;
    context.signal.throwIfAborted();
    next++;
    rejects.write({ record: record.number, line: record.line, reason: problem.reason, raw: record.raw.toString('utf8') });
  });
  if (next !== staged.problems.length)
    throw new AntiphonError('internal', `only ${next} of ${staged.problems.length} rejected records were found again in the text`);
}
