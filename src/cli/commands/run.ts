import { resolve } from 'node:path';
import type { Analysis } from '../../analyses/analysis.js';
import { describeParameters, parseParameter } from '../../analyses/parameters.js';
import { AntiphonError } from '../../errors.js';
import type { Finding } from '../../model.js';
import type { CaseFile } from '../../store/case-file.js';
import type { Naming } from '../../store/naming.js';
import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';
import { sayFinding } from './say-finding.js';

export interface RunCommandOptions extends CommonOptions {
  readonly output?: string;
  readonly reveal?: boolean;
  readonly texts?: boolean;
  readonly pairs?: string;
  readonly spreadsheetSafe?: boolean;
  readonly memory?: string;
  /** Parameters as they stand on the command line. */
  readonly [parameter: string]: unknown;
}

const SHOWN_ROWS = 10;

export async function runCommand(analysis: Analysis, casePath: string, options: RunCommandOptions): Promise<void> {
  const { runAnalysis } = await import('../../evidence/run-analysis.js');
  const { checkOutputPath } = await import('../../store/export.js');
  const { openNames } = await import('../../store/case-names.js');
  const { openNaming } = await import('../../store/naming.js');
  const terminal = new Terminal(options);
  const values = parameterValues(analysis, options);
  for (const path of [options.output, options.pairs]) if (path !== undefined) checkOutputPath(path);
  if (options.output !== undefined && options.pairs !== undefined && resolve(options.output) === resolve(options.pairs))
    throw new AntiphonError('usage', `--output and --pairs both name ${options.output}; give each a file of its own`);
  await withCase(casePath, { memory: options.memory }, terminal, async (file, context) => {
    if (options.reveal === true) openNaming(file.path, true); // needs the key, and says so before the work
    const run = await runAnalysis(file, analysis, values, { pairs: options.pairs !== undefined }, context);
    // Makes the case's key, which a command that fails must not leave.
    const naming = await openNames(file, { reveal: options.reveal === true, texts: options.reveal === true || options.texts === true });
    context.progress.step('writing results');
    const main = mainTable(analysis, run.finding);
    const wanted = { output: options.output, pairs: options.pairs, spreadsheetSafe: options.spreadsheetSafe === true };
    const outputs = await writeOutputs(file, analysis, run.finding, wanted, naming);
    terminal.result({ ...run, outputs, namesShown: naming.isRevealed });
    sayFinding(terminal, run.finding, run.wasKnown);
    await sayFirstRows(terminal, file, analysis, run.finding, main, naming);
    for (const output of outputs) terminal.say(`written: ${output.path} (${output.rowCount.toLocaleString('en')} rows of ${output.table})`);
    if (naming.isRevealed) terminal.say('names are shown: whatever was written here is as private as the case');
  });
}

function parameterValues(analysis: Analysis, options: RunCommandOptions): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const parameter of describeParameters(analysis.parameters)) {
    const given = options[parameter.name];
    if (given !== undefined) values[parameter.name] = typeof given === 'string' ? parseParameter(parameter, given) : given;
  }
  return values;
}

/** The table that `--output` writes: the network, with the faster one where the finding has it. */
function mainTable(analysis: Analysis, finding: Finding): string {
  const has = (name: string): boolean => finding.tables.some((table) => table.name === name);
  return has('fast_edges') ? 'fast_edges' : (analysis.tables[0]?.name ?? '');
}

interface WrittenTable {
  readonly table: string;
  readonly path: string;
  readonly rowCount: number;
}

async function writeOutputs(
  file: CaseFile,
  analysis: Analysis,
  finding: Finding,
  wanted: { output: string | undefined; pairs: string | undefined; spreadsheetSafe: boolean },
  naming: Naming,
): Promise<WrittenTable[]> {
  const { exportFindingTable } = await import('../../store/export.js');
  const { tableOf } = await import('../../evidence/run-analysis.js');
  const written: WrittenTable[] = [];
  for (const [name, path] of [
    [mainTable(analysis, finding), wanted.output],
    ['pairs', wanted.pairs],
  ] as const) {
    if (path === undefined) continue;
    await exportFindingTable(file, finding, tableOf(analysis, name), path, naming, wanted.spreadsheetSafe);
    written.push({ table: name, path, rowCount: finding.tables.find((table) => table.name === name)?.rowCount ?? 0 });
  }
  return written;
}

async function sayFirstRows(
  terminal: Terminal,
  file: CaseFile,
  analysis: Analysis,
  finding: Finding,
  name: string,
  naming: Naming,
): Promise<void> {
  const { findingTableQuery, prepareNames } = await import('../../store/findings.js');
  const { tableOf } = await import('../../evidence/run-analysis.js');
  const table = tableOf(analysis, name);
  if (!naming.isRevealed) await prepareNames(file, finding.findingId, table, naming, SHOWN_ROWS);
  const rows = await file.rows<Record<string, unknown>>(
    findingTableQuery(finding.findingId, table, { where: `f.rowid < ${SHOWN_ROWS}`, shownNames: !naming.isRevealed }),
  );
  if (rows.length === 0) return;
  const names = table.columns.filter((column) => column.graphOnly !== true).map((column) => column.name);
  terminal.say();
  terminal.table(
    names,
    rows.map((row) => names.map((column) => row[column])),
  );
  const total = finding.tables.find((candidate) => candidate.name === name)?.rowCount ?? 0;
  if (total > rows.length) terminal.say(`  … ${(total - rows.length).toLocaleString('en')} more rows; --output FILE writes all`);
  terminal.say();
}
