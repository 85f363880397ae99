import { AntiphonError } from '../../errors.js';
import type { AllRuns } from '../../evidence/run-all.js';
import type { Terminal } from '../terminal.js';
import { sayFinding } from './say-finding.js';

/** What was run, what failed, and what was skipped with the data that it would need: an analysis a line, or several where it has several reasons. */
export function sayRuns(terminal: Terminal, { findings, skipped, failed }: AllRuns): void {
  for (const finding of findings) sayFinding(terminal, finding, false);
  const ran = [...new Set(findings.map(({ analysis }) => analysis))].map((analysis) => {
    const numbers = findings.filter((finding) => finding.analysis === analysis).map(({ findingId }) => findingId);
    return `${analysis} (${numbers.length === 1 ? 'finding' : 'findings'} ${numbers.join(', ')})`;
  });
  if (ran.length > 0) terminal.say(`ran: ${ran.join(', ')}`);
  for (const { analysis, message } of failed) terminal.say(`failed: ${analysis}: ${message}`);
  if (skipped.length > 0) terminal.say('skipped, with what each would need:');
  const width = Math.max(0, ...skipped.map(({ analysis }) => analysis.length));
  for (const { analysis, reasons } of skipped)
    for (const [index, reason] of reasons.entries()) terminal.say(`  ${(index === 0 ? analysis : '').padEnd(width)}  ${reason}`);
}

/** @throws AntiphonError with the code of the first failure: the findings of the others are stored. */
export function checkRuns({ findings, failed }: AllRuns): void {
  const [first] = failed;
  if (first === undefined) return;
  const others = failed.length === 1 ? '' : ` (and ${failed.length - 1} more)`;
  throw new AntiphonError(
    first.code,
    `${first.analysis} failed${others}: ${first.message}; the other ${findings.length} findings are stored`,
  );
}
