import { extname, resolve } from 'node:path';
import { stringify } from 'yaml';
import { AntiphonError } from '../../errors.js';
import type { CaseFile } from '../../store/case-file.js';
import { checkOutputPath } from '../../store/export.js';
import type { Naming } from '../../store/naming.js';
import { type StatedKind, statedRows } from '../../store/stated.js';
import { csvText, writeWhole } from '../export-registry.js';
import { shownStatements } from './shown-statements.js';
import { STATED_KINDS, STATED_TABLES } from './stated-tables.js';
import type { RawStatement } from './statement.js';

const ENDINGS: Readonly<Record<StatedKind, readonly string[]>> = {
  figures: ['.csv', '.yaml', '.yml', '.json'],
  access: ['.csv', '.yaml', '.yml', '.json'],
  events: ['.csv', '.json'],
};

/** The only table of a case that holds anything; the table to name otherwise. */
export async function onlyKind(file: CaseFile): Promise<StatedKind> {
  const filled: StatedKind[] = [];
  for (const kind of STATED_KINDS) if ((await statedRows(file, kind)).length > 0) filled.push(kind);
  const [only] = filled;
  if (only === undefined)
    throw new AntiphonError('no-data', `${file.path} holds nothing that others stated; \`antiphon stated import\` brings it`);
  if (filled.length > 1)
    throw new AntiphonError('usage', `${file.path} holds ${filled.join(', ').replace(/, (?=[^,]*$)/, ' and ')}; name one with --table`);
  return only;
}

/**
 * Writes one table of what others stated to a file by its ending; imported into a new case it gives the same statements, but for
 * names of accounts that may not be named.
 *
 * @returns How many it holds; in order of what they say.
 * @throws AntiphonError `output`: unknown ending, no such folder, not writable; `no-data`: the table is empty.
 */
export async function exportStated(file: CaseFile, kind: StatedKind, path: string, naming: Naming): Promise<number> {
  const ending = extname(path).toLowerCase();
  if (!ENDINGS[kind].includes(ending))
    throw new AntiphonError('output', `${path} ends in "${ending}", which is no table of ${kind}; use ${ENDINGS[kind].join(' or ')}`);
  checkOutputPath(path.replace(/\.ya?ml$/i, '.json'));
  const { columns, toRaw } = STATED_TABLES[kind];
  const order = [...columns].sort((a, b) => Number(b === 'date') - Number(a === 'date'));
  const keyed = (await shownStatements(file, naming, await statedRows(file, kind))).map((row) => {
    const raw = (toRaw as (held: unknown) => RawStatement)(row);
    return { raw, key: (kind === 'events' ? order : columns).map((column) => raw[column] ?? '').join('\u0000') };
  });
  if (keyed.length === 0) throw new AntiphonError('no-data', `${file.path} holds no ${kind}; \`antiphon stated import\` brings them`);
  const rows = keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ raw }) => raw);
  writeWhole(resolve(path), textOf(rows, columns, ending));
  return rows.length;
}

function textOf(rows: readonly RawStatement[], columns: readonly string[], ending: string): string {
  if (ending === '.csv') {
    // A column that no row fills and that others stand for, such as the platform of a subject, is left out.
    const used = columns.filter((column) => column !== 'platform' || rows.some((row) => row[column] !== undefined));
    return csvText(used, rows);
  }
  // A reader that takes the columns of JSON from its first record finds them all there.
  const full = rows.map((row) => Object.fromEntries(columns.map((column) => [column, row[column] ?? null])));
  if (ending === '.json') return `${JSON.stringify(full, null, 2)}\n`;
  return stringify({ entries: rows }, { lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' });
}
