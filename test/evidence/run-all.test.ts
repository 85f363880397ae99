import { expect, test } from 'vitest';
import { computeTask } from '../../src/analyses/analysis-task.js';
import { ANALYSES } from '../../src/analyses/catalogue.js';
import { checkRuns, sayRuns } from '../../src/cli/commands/say-runs.js';
import { Terminal } from '../../src/cli/terminal.js';
import { AntiphonError } from '../../src/errors.js';
import { runAll } from '../../src/evidence/run-all.js';
import type { Execute } from '../../src/evidence/run-analysis.js';
import { CaseReads } from '../../src/store/reads.js';
import { caseOfText, quiet } from '../analyses/test-case.js';

const SHARES = [
  'account_id,content_id,object_id,timestamp',
  ...Array.from({ length: 40 }, (_, i) => `a${i % 4},c${i},o${i >> 2},${1600000000 + i}`),
].join('\n');

/** Computes as usual, but fails as it is told for one analysis. */
function failing(id: string, error: Error): Execute {
  return (file, analysis, task, context) => {
    if (analysis.id === id) throw error;
    return computeTask(new CaseReads(file), analysis, task, context);
  };
}

async function runsWith(error: Error) {
  return runAll(await caseOfText(SHARES), quiet, { execute: failing('coordination', error) });
}

test('one analysis that fails leaves the others, is told, and gives the exit code', async () => {
  const runs = await runsWith(new AntiphonError('memory', 'it would need 9 GB'));
  expect(runs.failed).toEqual([{ analysis: 'coordination', code: 'memory', message: 'it would need 9 GB' }]);
  expect(runs.findings.length).toBeGreaterThan(0);
  expect(() => checkRuns(runs)).toThrow(expect.objectContaining({ code: 'memory', exitCode: 2 }));
  expect(() => checkRuns({ ...runs, failed: [] })).not.toThrow();
});

test('what lacks data is skipped, by analysis, with what it would need; each analysis is run, skipped or failed', async () => {
  const runs = await runsWith(new AntiphonError('no-data', 'coordination: nothing to look at'));
  expect(runs.failed).toEqual([]);
  expect(runs.skipped.find(({ analysis }) => analysis === 'coordination')?.reasons).toContain('nothing to look at');
  const told = new Set([...runs.findings, ...runs.skipped].map(({ analysis }) => analysis));
  expect(ANALYSES.map(({ id }) => id).filter((id) => !told.has(id))).toEqual([]);
  const lines: string[] = [];
  const terminal = Object.assign(new Terminal({}), { say: (line = '') => lines.push(line) });
  sayRuns(terminal as unknown as Terminal, runs);
  expect(lines.filter((line) => line.startsWith('ran: '))).toHaveLength(1);
  const from = lines.indexOf('skipped, with what each would need:');
  expect(lines.slice(from + 1).every((line) => /^ {2}\S* {2,}\S/.test(line) || /^ {4,}\S/.test(line))).toBe(true);
});

test('what ends the case ends all', async () => {
  await expect(runsWith(new AntiphonError('case-disk', 'the disk is full'))).rejects.toThrow('the disk is full');
});
