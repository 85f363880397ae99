import { renameSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { AntiphonError, messageOf } from '../../errors.js';
import { type Evaluation, evaluateFinding } from '../../evidence/evaluate.js';
import { type MeasureRow, measureRows } from '../../evidence/measures.js';
import type { Measure } from '../../kernels/statistics/evaluation.js';
import { checkOutputPath } from '../../store/export.js';
import { csvLine } from '../../store/spreadsheet-text.js';
import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';

export interface EvaluateCommandOptions extends CommonOptions {
  readonly truth: string;
  readonly table?: string;
  readonly where?: string;
  readonly output?: string;
  readonly spreadsheetSafe?: boolean;
}

const COLUMNS: readonly (keyof MeasureRow)[] = ['level', 'name', 'measure', 'value', 'low', 'high', 'count', 'of'];
const SHOWN_GROUPS = 20;

export async function evaluateCommand(casePath: string, finding: string, options: EvaluateCommandOptions): Promise<void> {
  const terminal = new Terminal(options);
  const findingId = Number(finding);
  if (!Number.isInteger(findingId) || finding.trim() === '')
    throw new AntiphonError('usage', `the finding must be given by its number, got "${finding}"; \`antiphon list findings\` shows them`);
  if (options.output !== undefined) checkMeasuresPath(options.output);
  const evaluation = await withCase(casePath, {}, terminal, (file, context) =>
    evaluateFinding(file, findingId, options.truth, options, context),
  );
  if (options.output !== undefined) writeMeasures(options.output, evaluation, options.spreadsheetSafe === true);
  terminal.result(evaluation);
  sayEvaluation(terminal, evaluation, options.truth);
  if (options.output !== undefined) terminal.say(`written: ${options.output} (${measureRows(evaluation).length} measures)`);
}

function checkMeasuresPath(path: string): void {
  const ending = extname(path).toLowerCase();
  if (ending !== '.csv' && ending !== '.json')
    throw new AntiphonError('output', `${path} ends in "${ending}"; measures are written to .csv or .json`);
  checkOutputPath(path);
}

function writeMeasures(path: string, evaluation: Evaluation, spreadsheetSafe: boolean): void {
  const rows = measureRows(evaluation);
  const line = (cells: readonly (string | number | null)[]): string => csvLine(cells, spreadsheetSafe);
  const text = path.toLowerCase().endsWith('.json')
    ? `${JSON.stringify({ ...evaluation, measures: rows }, null, 2)}\n`
    : [line(COLUMNS), ...rows.map((row) => line(COLUMNS.map((column) => row[column])))].join('');
  try {
    writeFileSync(`${path}.partial`, text);
    renameSync(`${path}.partial`, path);
  } catch (error) {
    throw new AntiphonError('output', `${path} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

function sayEvaluation(terminal: Terminal, evaluation: Evaluation, truthPath: string): void {
  const { pairs, accounts, table, where, analysis, findingId } = evaluation;
  terminal.say(`finding ${findingId} (${analysis}), table ${table}${where === null ? '' : ` where ${where}`}, against ${truthPath}`);
  for (const note of notesOn(evaluation)) terminal.say(note);
  terminal.say();
  const score = (level: string, measure: string, of: Measure, counts: string): unknown[] => [
    level,
    measure,
    of.value,
    of.low,
    of.high,
    counts,
  ];
  terminal.table(
    ['level', 'measure', 'value', '95 % low', 'high', 'counts'],
    [
      ...(pairs === null
        ? []
        : [
            score('pairs', 'precision', pairs.precision, `${count(pairs.right)} of ${count(pairs.found)} found`),
            score('pairs', 'recall', pairs.recall, `${count(pairs.right)} of ${count(pairs.planted)} planted`),
            score('pairs', 'F1', pairs.f1, ''),
            score('pairs', 'weighted precision', pairs.weightedPrecision, `by ${evaluation.weightColumn ?? 'rows'}`),
          ]),
      score('accounts', 'precision', accounts.precision, `${count(accounts.right)} of ${count(accounts.flagged)} flagged`),
      score('accounts', 'recall', accounts.recall, `${count(accounts.right)} of ${count(accounts.planted)} planted`),
      score('accounts', 'F1', accounts.f1, ''),
    ],
  );
  if (pairs !== null) terminal.say(`  (intervals of pairs: bootstrap over ${pairs.intervalUnit}s; of accounts: Wilson)`);
  sayKinds(terminal, evaluation);
}

function sayKinds(terminal: Terminal, { kinds, foundKinds, groups, pairs }: Evaluation): void {
  const withPairs = pairs !== null;
  terminal.say();
  terminal.table(
    ['kind', 'accounts', 'flagged', 'share', '95 % low', 'high', ...(withPairs ? ['pairs inside', 'found', 'share'] : [])],
    kinds.map(({ kind, accounts, pairs: inside }) => [
      kind,
      accounts.trials,
      accounts.count,
      accounts.share,
      accounts.low,
      accounts.high,
      ...(withPairs ? [inside?.trials ?? null, inside?.count ?? null, inside?.share ?? null] : []),
    ]),
  );
  if (withPairs && foundKinds.length > 0) {
    terminal.say();
    terminal.table(
      ['pairs found, by their ends', 'pairs', 'share', 'share of weight'],
      foundKinds.map(({ ends, pairs: found, shareOfWeight }) => [ends, found.count, found.share, shareOfWeight]),
    );
  }
  if (groups.length === 0) return;
  terminal.say();
  terminal.table(
    ['group', 'accounts', 'flagged', ...(withPairs ? ['pairs inside', 'found'] : [])],
    groups
      .slice(0, SHOWN_GROUPS)
      .map(({ group, accounts, pairs: inside }) => [
        group,
        accounts.trials,
        accounts.count,
        ...(withPairs ? [inside?.trials ?? 0, inside?.count ?? 0] : []),
      ]),
  );
  if (groups.length > SHOWN_GROUPS) terminal.say(`  … ${count(groups.length - SHOWN_GROUPS)} more groups; --output FILE writes all`);
}

function notesOn(evaluation: Evaluation): string[] {
  const { unknownCount, unknownPlantedCount, unlabelledCount, unlabelledFlaggedCount, accounts, truthAccountCount, caseAccountCount } =
    evaluation;
  const notes: string[] = [];
  if (unknownCount > 0)
    notes.push(
      `${count(unknownCount)} of the truth's ${count(truthAccountCount)} accounts (${count(unknownPlantedCount)} planted) are not in the case and count nowhere.`,
    );
  if (unlabelledCount > 0)
    notes.push(
      `${count(unlabelledCount)} of the case's ${count(caseAccountCount)} accounts are not in the truth and count as organic; ${count(unlabelledFlaggedCount)} of them are flagged.`,
    );
  if (accounts.planted === 0) notes.push('The truth plants nothing here: whatever is found is wrong, and there is nothing to recall.');
  return notes;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
