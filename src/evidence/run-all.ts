import { ANALYSES } from '../analyses/catalogue.js';
import type { Finding, WorkContext } from '../model.js';
import type { CaseFile } from '../store/case-file.js';
import { CaseReads } from '../store/reads.js';
import { type RunOptions, runAnalysis } from './run-analysis.js';

export interface RunAllOptions extends Pick<RunOptions, 'execute'> {
  /** Hears of every finding as soon as it is there. */
  readonly onFinding?: (finding: Finding) => void;
}

/** Every analysis on everything that it supports, and what was skipped and why. */
export async function runAll(
  file: CaseFile,
  context: WorkContext,
  options: RunAllOptions = {},
): Promise<{ findings: Finding[]; skipped: string[] }> {
  const contents = await new CaseReads(file).contents();
  const findings: Finding[] = [];
  const skipped: string[] = [];
  for (const analysis of ANALYSES) {
    const supported = analysis.runsOn(contents);
    skipped.push(...supported.skipped);
    for (const parameters of supported.runs) {
      const execute = options.execute === undefined ? {} : { execute: options.execute };
      const { finding } = await runAnalysis(file, analysis, parameters, execute, context);
      options.onFinding?.(finding);
      findings.push(finding);
    }
  }
  return { findings, skipped };
}
