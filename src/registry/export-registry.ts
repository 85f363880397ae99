import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { AntiphonError, messageOf } from '../errors.js';
import type { CaseFile } from '../store/case-file.js';
import { checkOutputPath } from '../store/export.js';
import { voices } from '../store/registry.js';
import { COLUMN_NAMES, rawOf } from './entry.js';

const ENDINGS = ['.csv', '.yaml', '.yml', '.json'];

/**
 * Writes the registry of a case as a registry file by its ending; imported again it gives the same registry.
 *
 * @returns How many entries it holds; in order of polity, actor, platform, account and dates.
 * @throws AntiphonError `output`: unknown ending, no such folder, not writable; `no-data`: the registry is empty.
 */
export async function exportRegistry(file: CaseFile, path: string): Promise<number> {
  const ending = extname(path).toLowerCase();
  if (!ENDINGS.includes(ending))
    throw new AntiphonError('output', `${path} ends in "${ending}", which is no registry file; use ${ENDINGS.join(' or ')}`);
  checkOutputPath(path.replace(/\.ya?ml$/i, '.json'));
  const entries = (await voices(file))
    .map(rawOf)
    .map((raw) => ({ raw, key: COLUMN_ORDER.map((column) => raw[column] ?? '').join('\u0000') }));
  if (entries.length === 0)
    throw new AntiphonError('no-data', `the registry of ${file.path} is empty; \`antiphon registry import\` fills it`);
  const rows = entries.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ raw }) => raw);
  const text =
    ending === '.csv'
      ? csvText(COLUMN_NAMES, rows)
      : ending === '.json'
        ? `${JSON.stringify(rows, null, 2)}\n`
        : stringify({ entries: rows }, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' });
  writeWhole(resolve(path), text);
  return rows.length;
}

const COLUMN_ORDER = ['polity', 'actor', 'actor_id', 'platform', 'handle', 'id', 'valid_from', ...COLUMN_NAMES] as const;

/** Rows as CSV with these columns; quotes where they are needed. */
export function csvText(columns: readonly string[], rows: readonly Readonly<Record<string, string | undefined>>[]): string {
  const cell = (value: string): string => (/[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return [columns.join(','), ...rows.map((row) => columns.map((column) => cell(row[column] ?? '')).join(','))]
    .map((line) => `${line}\n`)
    .join('');
}

/** Writes a text to a file, which appears when it is whole. */
export function writeWhole(path: string, text: string): void {
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  try {
    writeFileSync(partial, text);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw new AntiphonError('output', `${path} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}
