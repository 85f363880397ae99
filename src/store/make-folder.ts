import { existsSync, mkdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { AntiphonError, messageOf } from '../errors.js';

/**
 * Makes a folder and those above it, one after the other: Node's own recursive way never ends where a system folder such as /proc says
 * that it is there and takes no folder.
 *
 * @returns The folders that were made, outermost first; none if it was there.
 * @throws AntiphonError `output`: it is a file, or may not be made there; nothing that was made on the way is left.
 */
export function makeFolder(folder: string): string[] {
  const made: string[] = [];
  try {
    for (const path of missingFolders(folder)) {
      mkdirSync(path);
      made.push(path);
    }
  } catch (error) {
    removeFolders(made);
    if (error instanceof AntiphonError) throw error;
    const reason = messageOf(error).replace(/, mkdir .*$/, '');
    throw new AntiphonError('output', `the folder ${folder} cannot be made: ${reason}; name one in a place that may be written`, {
      cause: error,
    });
  }
  return made;
}

/** Takes back what `makeFolder` made, as far as it is empty. */
export function removeFolders(made: readonly string[]): void {
  for (const path of made.toReversed()) {
    try {
      rmdirSync(path);
    } catch {
      return; // something stands in it, so it stays
    }
  }
}

function missingFolders(folder: string): string[] {
  if (folder === '') throw new AntiphonError('output', 'the name of the folder is blank; name one');
  const missing: string[] = [];
  let path = resolve(folder);
  for (; !existsSync(path); path = dirname(path)) missing.unshift(path);
  if (!statSync(path).isDirectory()) throw new AntiphonError('output', `${path} is a file, and a folder is needed; name another one`);
  return missing;
}
