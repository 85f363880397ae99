import type { AccountList, Analysis, AnalysisResult } from '../analyses/analysis.js';
import { type AnalysisTask, computeTask, type TaskResults } from '../analyses/analysis-task.js';
import { checkParameters, describeParameters } from '../analyses/parameters.js';
import { AntiphonError } from '../errors.js';
import type { Finding, FindingTable, WorkContext } from '../model.js';
import type { CaseFile } from '../store/case-file.js';
import { findingEdges } from '../store/finding-edges.js';
import { addFindingTable, type ResultTable, sameFinding, saveFinding } from '../store/findings.js';
import { CaseReads } from '../store/reads.js';
import { accountListDigest, readAccountList } from './account-list.js';
import { shownAccounts } from './shown-account.js';
import { standing } from './standing.js';

export interface RunOptions {
  /** Also stores the pairs of posts behind the edges. */
  readonly pairs?: boolean;
  /** Does what the analysis computes (default: here and now, on this thread). */
  readonly execute?: Execute;
}

/** Computes a task of an analysis on the data of a case. The result must not depend on where. */
export type Execute = <T extends AnalysisTask>(
  file: CaseFile,
  analysis: Analysis,
  task: T,
  context: WorkContext,
) => Promise<TaskResults[T['part']]>;

/** A stored result, and whether the case held it already. */
export interface AnalysisRun {
  readonly finding: Finding;
  readonly wasKnown: boolean;
}

/**
 * Runs an analysis and stores its result as a finding; a result that the case already holds is returned as it is.
 *
 * The same data, analysis version and parameters always give the same tables, so nothing is computed twice; other parameters
 * make another finding.
 *
 * @param values Parameters by name; defaults fill the rest.
 * @throws AntiphonError `parameter`, `no-data`, or a failure of the case.
 */
export async function runAnalysis(
  file: CaseFile,
  analysis: Analysis,
  values: Readonly<Record<string, unknown>>,
  options: RunOptions,
  context: WorkContext,
): Promise<AnalysisRun> {
  if (options.pairs === true && analysis.pairs === undefined)
    throw new AntiphonError('parameter', `${analysis.id} has no pairs of posts to write`);
  const reads = new CaseReads(file);
  const checked = await withOnlyLayer(reads, analysis, checkParameters(analysis.parameters, values));
  const named = await accountLists(file, analysis, checked, context);
  const shown = await shownAccounts(file, analysis, checked);
  const lists = { ...named, ...shown.lists };
  const digests = Object.entries(named).map(([name, list]) => [name, accountListDigest(list)]);
  const parameters = { ...checked, ...Object.fromEntries(digests), ...shown.parameters };
  const key = { analysis: analysis.id, version: analysis.version, parameters, fingerprint: await standing(reads)(analysis) };
  const known = await sameFinding(file, key);
  const execute: Execute = options.execute ?? ((_file, ...task) => computeTask(reads, ...task));
  const run = (): Promise<AnalysisResult> => execute(file, analysis, { part: 'run', parameters, lists }, context);
  let finding = known ?? (await store(file, reads, analysis, key, await run(), context));
  if (options.pairs === true && !finding.tables.some((table) => table.name === 'pairs')) {
    context.progress.step('listing pairs');
    const edges = await findingEdges(file, finding, analysis.tables[0] as FindingTable, await reads.accountIds());
    const pairs = await execute(file, analysis, { part: 'pairs', parameters, edges }, context);
    finding = await addFindingTable(file, finding, { table: tableOf(analysis, 'pairs'), ...pairs }, await reads.accountIds());
  }
  return { finding, wasKnown: known !== null };
}

/** Reads the files that parameters name. */
async function accountLists(
  file: CaseFile,
  analysis: Analysis,
  parameters: Readonly<Record<string, unknown>>,
  context: WorkContext,
): Promise<Record<string, AccountList>> {
  const lists: Record<string, AccountList> = {};
  for (const { name, kind } of describeParameters(analysis.parameters)) {
    const path = parameters[name];
    if (kind === 'accounts' && typeof path === 'string') lists[name] = await readAccountList(path, file.scratchFolder(), context);
  }
  return lists;
}

/** Names the layer where the case leaves no choice, so that naming it or not makes one finding. */
async function withOnlyLayer(
  reads: CaseReads,
  analysis: Analysis,
  parameters: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  if (!('layer' in analysis.parameters.properties) || parameters['layer'] !== undefined) return parameters;
  const layers = (await reads.layers()).filter((layer) => layer.variantOf === null);
  return layers.length === 1 ? { layer: layers[0]?.name, ...parameters } : parameters;
}

/** The declaration of one of an analysis's tables. */
export function tableOf(analysis: Analysis, name: string): FindingTable {
  const table = analysis.tables.find((candidate) => candidate.name === name);
  if (table === undefined) throw new AntiphonError('internal', `${analysis.id} declares no table ${name}`);
  return table;
}

async function store(
  file: CaseFile,
  reads: CaseReads,
  analysis: Analysis,
  key: Pick<Finding, 'analysis' | 'version' | 'parameters' | 'fingerprint'>,
  result: AnalysisResult,
  context: WorkContext,
): Promise<Finding> {
  context.signal.throwIfAborted();
  context.progress.step('storing the finding');
  const tables: ResultTable[] = Object.entries(result.tables).map(([name, rows]) => ({ table: tableOf(analysis, name), ...rows }));
  return saveFinding(file, { ...key, summary: result.summary, figures: result.figures, tables }, await reads.accountIds());
}
