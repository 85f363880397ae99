import { AntiphonError } from '../../errors.js';
import type { CaseFile } from '../../store/case-file.js';
import { removeStated, type StatedKind, statedRows } from '../../store/stated.js';

/**
 * Removes statements from one table by their numbers, such as one that a newer file corrects.
 *
 * @throws AntiphonError `not-found`: no statement has one of the numbers; nothing is removed then.
 */
export async function removeStatements(file: CaseFile, kind: StatedKind, numbers: readonly number[]): Promise<void> {
  const held = new Set((await statedRows(file, kind)).map(({ id }) => id));
  const missing = numbers.find((number) => !held.has(number));
  if (missing !== undefined)
    throw new AntiphonError(
      'not-found',
      `${file.path} holds no entry ${missing} of ${kind}; \`antiphon stated list --table ${kind}\` shows the numbers`,
    );
  await file.transaction(() => removeStated(file, kind, numbers));
}
