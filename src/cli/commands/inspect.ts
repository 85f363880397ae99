import type { Inspection } from '../../sources/inspect-file.js';
import { withContext } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';

export async function inspectCommand(files: string[], options: CommonOptions & { format?: string; mapping?: string }): Promise<void> {
  const { inspectFile } = await import('../../sources/inspect-file.js');
  const terminal = new Terminal(options);
  const inspections: Inspection[] = [];
  for (const path of files) inspections.push(await withContext(terminal, (context) => inspectFile(path, options, context)));
  terminal.result(inspections);
  for (const inspection of inspections) sayInspection(terminal, inspection);
}

function sayInspection(terminal: Terminal, found: Inspection): void {
  terminal.say(`${found.path}: ${found.format ?? 'no known format'}`);
  terminal.say(
    `  ${found.recordCount.toLocaleString('en')} rows, ${found.byteCount.toLocaleString('en')} bytes, ${found.encoding}${found.notes.length > 0 ? `; ${found.notes.join('; ')}` : ''}`,
  );
  terminal.say(`  columns: ${found.columns.join(', ')}`);
  if (found.problem !== null) terminal.say(`  ${found.problem}`);
  if (found.layers.length > 0) terminal.say(`  layers: ${found.layers.join(', ')}`);
  const [first] = found.firstRows;
  if (first !== undefined) {
    terminal.say('  first rows as the model sees them:');
    const names = Object.keys(first);
    terminal.table(
      names,
      found.firstRows.map((row) => names.map((name) => row[name])),
    );
  }
  for (const reject of found.firstRejects) terminal.say(`  line ${reject.line} would be set aside: ${reject.reason}`);
  const more = found.rejectedCount - found.firstRejects.length;
  if (more > 0) terminal.say(`  … and ${more.toLocaleString('en')} more`);
  terminal.say();
}
