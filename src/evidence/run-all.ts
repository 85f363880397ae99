import { ANALYSES } from '../analyses/catalogue.js';
import { AntiphonError, FAILURES, type FailureCode, messageOf } from '../errors.js';
import type { Finding, WorkContext } from '../model.js';
import type { CaseFile } from '../store/case-file.js';
import { CaseReads } from '../store/reads.js';
import { type RunOptions, runAnalysis } from './run-analysis.js';

export interface RunAllOptions extends Pick<RunOptions, 'execute'> {
  /** Hears of every finding as soon as it is there. */
  readonly onFinding?: (finding: Finding) => void;
}

/** What an analysis was not run on, and which data it would need, in sentences. */
export interface SkippedAnalysis {
  readonly analysis: string;
  readonly reasons: readonly string[];
}

/** An analysis that was run and failed. */
export interface FailedAnalysis {
  readonly analysis: string;
  readonly code: FailureCode;
  readonly message: string;
}

export interface AllRuns {
  readonly findings: readonly Finding[];
  readonly skipped: readonly SkippedAnalysis[];
  readonly failed: readonly FailedAnalysis[];
}

/**
 * Every analysis on everything that it supports, what was skipped and why, and what failed: the failure of one leaves the others as they are.
 * One that finds only when it looks that data are missing (`no-data`) is skipped.
 *
 * @throws What ends all of them: the signal's reason, or a failure of the case itself.
 */
export async function runAll(file: CaseFile, context: WorkContext, options: RunAllOptions = {}): Promise<AllRuns> {
  const contents = await new CaseReads(file).contents();
  const execute = options.execute === undefined ? {} : { execute: options.execute };
  const findings: Finding[] = [];
  const skipped: SkippedAnalysis[] = [];
  const failed: FailedAnalysis[] = [];
  for (const analysis of ANALYSES) {
    const supported = analysis.runsOn(contents);
    const reasons = supported.skipped.map((text) => withoutName(text, analysis.id));
    for (const parameters of supported.runs) {
      try {
        const { finding } = await runAnalysis(file, analysis, parameters, execute, context);
        options.onFinding?.(finding);
        findings.push(finding);
      } catch (error) {
        if (context.signal.aborted || endsAll(error)) throw error;
        if (error instanceof AntiphonError && error.code === 'no-data') reasons.push(withoutName(error.message, analysis.id));
        else
          failed.push({ analysis: analysis.id, code: error instanceof AntiphonError ? error.code : 'internal', message: messageOf(error) });
      }
    }
    if (reasons.length > 0) skipped.push({ analysis: analysis.id, reasons });
  }
  return { findings, skipped, failed };
}

/** True for failures after which no other analysis could run either: of the case, its disk, or the user's stop. */
function endsAll(error: unknown): boolean {
  return error instanceof AntiphonError && FAILURES[error.code].exitCode > 2;
}

/** A sentence without the name of the analysis that it begins with. */
function withoutName(sentence: string, id: string): string {
  return sentence.startsWith(`${id}: `) ? sentence.slice(id.length + 2) : sentence;
}
