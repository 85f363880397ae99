import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CaseFile } from '../src/index.js';
import { keyPath } from '../src/store/naming.js';

const originals = new Map<unknown, Promise<string>>();

async function keep(make: (folder: string) => Promise<CaseFile>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'antiphon-original-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const made = await make(folder);
  made.close();
  const path = join(folder, 'case.antiphon');
  if (made.path !== path) copyCase(made.path, path);
  return path;
}

function copyCase(from: string, to: string): void {
  copyFileSync(from, to);
  if (existsSync(keyPath(from))) copyFileSync(keyPath(from), keyPath(to));
}

/**
 * A case in a folder, a copy of the one that `make` made when it was first asked for: one that takes long is made once for all tests.
 *
 * @param make Makes the case, in the given folder or in one of its own; each function stands for one case.
 */
export async function copyOfCase(make: (folder: string) => Promise<CaseFile>, folder: string): Promise<CaseFile> {
  const original = originals.get(make) ?? keep(make);
  originals.set(make, original);
  const path = join(folder, 'case.antiphon');
  copyCase(await original, path);
  return CaseFile.open(path);
}

const makeEmpty = (folder: string): Promise<CaseFile> => CaseFile.open(join(folder, 'case.antiphon'), { create: true });

/** An empty case of today's schema in a folder. */
export function emptyCase(folder: string): Promise<CaseFile> {
  return copyOfCase(makeEmpty, folder);
}
