import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';

export async function reportCommand(casePath: string, options: CommonOptions & { output: string; reveal?: boolean }): Promise<void> {
  const { writeReport } = await import('../../evidence/report/write-report.js');
  const terminal = new Terminal(options);
  await withCase(casePath, {}, terminal, async (file, context) => {
    const report = await writeReport(file, options.output, { reveal: options.reveal === true, now: context.now }, context);
    const namesShown = options.reveal === true;
    terminal.result({ ...report, namesShown });
    terminal.say(`report: ${report.reportPath}`);
    if (namesShown) terminal.say('  names are shown: this report is as private as the case');
    for (const table of report.tables) terminal.say(`  ${table.path} (${table.rowCount.toLocaleString('en')} rows)`);
  });
}
