import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';
import { checkRuns, sayRuns } from './say-runs.js';

/** Runs what the data of a case supports. */
export async function runAllCommand(casePath: string, options: CommonOptions & { memory?: string }): Promise<void> {
  const { runAll } = await import('../../evidence/run-all.js');
  const terminal = new Terminal(options);
  await withCase(casePath, { memory: options.memory }, terminal, async (file, context) => {
    const runs = await runAll(file, context);
    terminal.result(runs);
    sayRuns(terminal, runs);
    checkRuns(runs);
  });
}
