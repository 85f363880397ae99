import { ANALYSES } from '../../analyses/catalogue.js';
import type { Finding, WorkContext } from '../../model.js';
import type { CaseFile } from '../../store/case-file.js';
import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';
import { sayFinding } from './say-finding.js';

/** Runs what the data of a case supports. */
export async function runAllCommand(casePath: string, options: CommonOptions & { memory?: string }): Promise<void> {
  const terminal = new Terminal(options);
  await withCase(casePath, { memory: options.memory }, terminal, async (file, context) => {
    const { findings, skipped } = await runAll(file, context);
    terminal.result({ findings, skipped });
    for (const finding of findings) sayFinding(terminal, finding, false);
    for (const sentence of skipped) terminal.say(`skipped: ${sentence}`);
  });
}

/** Every analysis on everything that it supports, and what was skipped and why. */
export async function runAll(file: CaseFile, context: WorkContext): Promise<{ findings: Finding[]; skipped: string[] }> {
  const { CaseReads } = await import('../../store/reads.js');
  const { runAnalysis } = await import('../../evidence/run-analysis.js');
  const layers = (await new CaseReads(file).layers()).filter((layer) => layer.variantOf === null);
  const findings: Finding[] = [];
  const skipped: string[] = [];
  for (const analysis of ANALYSES) {
    const supported = analysis.runsOn(layers);
    skipped.push(...supported.skipped);
    for (const parameters of supported.runs) findings.push((await runAnalysis(file, analysis, parameters, {}, context)).finding);
  }
  return { findings, skipped };
}
