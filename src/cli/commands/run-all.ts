import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';
import { sayFinding } from './say-finding.js';

/** Runs what the data of a case supports. */
export async function runAllCommand(casePath: string, options: CommonOptions & { memory?: string }): Promise<void> {
  const { runAll } = await import('../../evidence/run-all.js');
  const terminal = new Terminal(options);
  await withCase(casePath, { memory: options.memory }, terminal, async (file, context) => {
    const { findings, skipped } = await runAll(file, context);
    terminal.result({ findings, skipped });
    for (const finding of findings) sayFinding(terminal, finding, false);
    for (const sentence of skipped) terminal.say(`skipped: ${sentence}`);
  });
}
