import { AntiphonError } from '../../errors.js';
import { restoreCase } from '../../store/restore-case.js';
import { withCase } from '../session.js';
import { type CommonOptions, Terminal } from '../terminal.js';

/** `import` of a folder that `export` wrote. */
export async function restoreCommand(
  casePath: string,
  files: readonly string[],
  options: CommonOptions & { format?: string; mapping?: string; resolve?: string; memory?: string },
): Promise<void> {
  const [folder] = files;
  if (folder === undefined || files.length > 1)
    throw new AntiphonError('usage', 'an exported case is restored alone; name its folder and nothing else');
  const odd = (['format', 'mapping', 'resolve'] as const).find((name) => options[name] !== undefined);
  if (odd !== undefined) throw new AntiphonError('usage', `--${odd} does not apply to ${folder}, which is an exported case; leave it away`);
  const terminal = new Terminal(options);
  const restored = await withCase(casePath, { create: true, memory: options.memory }, terminal, (file, context) =>
    restoreCase(file, folder, context),
  );
  terminal.result({ case: casePath, restored });
  const rowCount = restored.tables.reduce((sum, table) => sum + table.rowCount, 0);
  const kind = restored.format === 'csv' ? 'CSV' : 'Parquet';
  terminal.say(
    `restored from ${folder} (${kind}): ${restored.tables.length} tables with ${rowCount.toLocaleString('en')} rows, ${restored.findingCount.toLocaleString('en')} ${restored.findingCount === 1 ? 'finding' : 'findings'}`,
  );
  if (restored.namesShown) terminal.say('  every hash and number of rows is as the export says: the case is whole.');
  else {
    terminal.say('  every hash and number of rows is as the export says, and the copy was made for sharing; what it lacks:');
    for (const sentence of restored.leftOut) terminal.say(`  - ${sentence}`);
  }
  terminal.say(`case: ${casePath}`);
}
