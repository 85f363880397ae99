import { rawOf } from '../../src/registry/entry.js';
import { type ImportedRegistry, importRegistry } from '../../src/registry/import-registry.js';
import type { RegistryOptions } from '../../src/registry/read-registry.js';
import type { CaseFile } from '../../src/store/case-file.js';
import { voices } from '../../src/store/registry.js';
import { scratchFile } from '../scratch.js';
import { still } from '../sources/imported-case.js';

export const HEADER = 'actor,polity,role,platform,handle,id,valid_from,valid_to,attributed_by';

/** A registry file with these lines under the usual columns. */
export function registryLines(...lines: string[]): string {
  return `${[HEADER, ...lines].join('\n')}\n`;
}

/** Imports the text of a registry file. */
export function importText(file: CaseFile, text: string, options: RegistryOptions = {}, name = 'registry.csv'): Promise<ImportedRegistry> {
  return importRegistry(file, scratchFile(text, name), options, still);
}

/** The registry of a case as a file would say it, in an order that does not hang on how it came. */
export async function registryOf(file: CaseFile): Promise<string[]> {
  return (await voices(file)).map((voice) => JSON.stringify(rawOf(voice))).sort();
}
