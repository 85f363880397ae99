import type { ImportedFile } from '../../sources/import-files.js';
import type { PassedOver } from '../../sources/input-file.js';
import { withCase } from '../session.js';
import type { CommonOptions } from '../terminal.js';
import { Terminal } from '../terminal.js';

export async function importCommand(
  casePath: string,
  files: string[],
  options: CommonOptions & { format?: string; mapping?: string; resolve?: string; encoding?: string; observedAt?: string; memory?: string },
): Promise<void> {
  const { isCaseCopy } = await import('../../store/restore-case.js');
  if (files.some(isCaseCopy)) return (await import('./restore.js')).restoreCommand(casePath, files, options);
  const { importInputs } = await import('../../sources/import-files.js');
  const { STATED_FORMATS } = await import('../../registry/stated/import-stated.js');
  const terminal = new Terminal(options);
  const imported = await withCase(casePath, { create: true, memory: options.memory }, terminal, (file, context) =>
    importInputs(file, files, options, context, STATED_FORMATS),
  );
  terminal.result({ case: casePath, ...imported });
  for (const file of imported.files) sayImported(terminal, file);
  sayPassedOver(terminal, imported.passedOver);
  terminal.say(`case: ${casePath}`);
}

const SHOWN_PASSED_OVER = 10;

/** Which files were passed over and why; the first few of many. */
export function sayPassedOver(terminal: Terminal, passedOver: readonly PassedOver[]): void {
  for (const { path, reason } of passedOver.slice(0, SHOWN_PASSED_OVER)) terminal.say(`passed over: ${path}: ${reason}`);
  const more = passedOver.length - SHOWN_PASSED_OVER;
  if (more > 0) terminal.say(`passed over: ${more.toLocaleString('en')} more; --json names them all`);
}

/** What became of a file, in a line or a few. */
export function sayImported(terminal: Terminal, file: ImportedFile): void {
  const counts = `${file.recordCount.toLocaleString('en')} ${file.recordCount === 1 ? 'row' : 'rows'} = ${file.keptCount.toLocaleString('en')} kept + ${file.rejectedCount.toLocaleString('en')} set aside`;
  if (file.alreadyImported) {
    terminal.say(`${file.path}: already in the case (same content), nothing changed (${counts})`);
    return;
  }
  terminal.say(`${file.path}: ${file.format}, ${counts}`);
  for (const note of file.notes) terminal.say(`  ${note}`);
  const again = whatCameAgain(file);
  if (again !== '') terminal.say(`  ${again}`);
  if (file.undatedCount > 0)
    terminal.say(
      `  ${file.undatedCount.toLocaleString('en')} ${file.undatedCount === 1 ? 'observation has' : 'observations have'} no time of looking (--observed-at states one)`,
    );
  for (const reject of file.firstRejects) terminal.say(`  line ${reject.line}: ${reject.reason}`);
  const more = file.rejectedCount - file.firstRejects.length;
  if (more > 0) terminal.say(`  … and ${more.toLocaleString('en')} more; all are in the case's table reject`);
}

/** What a file brought to posts that were there already, in one line; empty where it brought nothing. */
function whatCameAgain(file: ImportedFile): string {
  const said = (count: number, one: string, many: string): string[] =>
    count === 0 ? [] : [count === 1 ? `1 ${one}` : `${count.toLocaleString('en')} ${many}`];
  const contradicted = 'case (table conflict; npx antiphon sources CASE)';
  return [
    ...said(file.repeatedCount, 'row repeats a post of this file', 'rows repeat posts of this file'),
    ...said(file.knownCount, 'post was in the case already', 'posts were in the case already'),
    ...said(file.filledCount, 'value that the case lacked was filled in', 'values that the case lacked were filled in'),
    ...said(file.finerTimeCount, 'row states a finer time than the case keeps', 'rows state a finer time than the case keeps'),
    ...said(file.conflictCount, `statement contradicts the ${contradicted}`, `statements contradict the ${contradicted}`),
  ].join('; ');
}
