import type { ImportedFile } from '../../sources/import-files.js';
import { withCase } from '../session.js';
import type { CommonOptions } from '../terminal.js';
import { Terminal } from '../terminal.js';

export async function importCommand(
  casePath: string,
  files: string[],
  options: CommonOptions & { format?: string; mapping?: string; resolve?: string; memory?: string },
): Promise<void> {
  const { importFiles } = await import('../../sources/import-files.js');
  const terminal = new Terminal(options);
  const imported = await withCase(casePath, { create: true, memory: options.memory }, terminal, (file, context) =>
    importFiles(file, files, options, context),
  );
  terminal.result({ case: casePath, files: imported });
  for (const file of imported) sayImported(terminal, file);
  terminal.say(`case: ${casePath}`);
}

/** What became of a file, in a line or a few. */
export function sayImported(terminal: Terminal, file: ImportedFile): void {
  const counts = `${file.recordCount.toLocaleString('en')} rows = ${file.keptCount.toLocaleString('en')} kept + ${file.rejectedCount.toLocaleString('en')} set aside`;
  if (file.alreadyImported) {
    terminal.say(`${file.path}: already in the case (same content), nothing changed (${counts})`);
    return;
  }
  terminal.say(`${file.path}: ${file.format}, ${counts}`);
  for (const note of file.notes) terminal.say(`  ${note}`);
  for (const reject of file.firstRejects) terminal.say(`  line ${reject.line}: ${reject.reason}`);
  const more = file.rejectedCount - file.firstRejects.length;
  if (more > 0) terminal.say(`  … and ${more.toLocaleString('en')} more; all are in the case's table reject`);
}
