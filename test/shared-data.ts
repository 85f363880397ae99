import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** Folder with other people's data, beside the project; null where it is missing. */
const folder = fileURLToPath(new URL('../../shared/data/', import.meta.url));
export const sharedData: string | null = existsSync(folder) ? folder : null;
if (sharedData === null) console.warn('shared data is not there: tests that need it are skipped');

/** Rows of a simple CSV, gzipped or not: no line breaks inside quotes. */
export function readRows(path: string): Record<string, string>[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const [header = '', ...lines] = text.split('\n').filter((line) => line !== '');
  const names = splitFields(header);
  return lines.map((line) => Object.fromEntries(splitFields(line).map((value, index) => [names[index] ?? '', value])));
}

function splitFields(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((match) => (match[1] ?? match[2] ?? '').replaceAll('""', '"'));
}
