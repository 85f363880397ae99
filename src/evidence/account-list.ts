import { createHash } from 'node:crypto';
import type { AccountList } from '../analyses/analysis.js';
import { AntiphonError, messageOf } from '../errors.js';
import type { WorkContext } from '../model.js';
import { fieldText, preflightCsv } from '../sources/csv-preflight.js';
import { readCsvRecords } from '../sources/csv-records.js';

/** Column that puts accounts into groups, for analyses that compare groups. */
const GROUP_COLUMN = 'group';
/** Columns that name an account, the first that is there counts. */
const ACCOUNT_COLUMNS = ['account', 'account_id', 'userid', 'user_id', 'handle', 'user_screen_name', 'screen_name'];

/**
 * Reads a list of accounts: one identifier or handle a line, or a table with a column `account`, `account_id`, `userid`, `user_id`,
 * `handle`, `user_screen_name` or `screen_name`. Blank lines are passed over, and so is an @ before a handle.
 *
 * @param path The file; compressed or not.
 * @param scratch Folder for a plain copy of a compressed file.
 * A column `group` says to which group each belongs.
 *
 * @returns Each name once, in code-point order, so that order and form of the file make no difference.
 * @throws AntiphonError `file`, `format`: unreadable, no such column, no account in it, an account in two groups.
 */
export async function readAccountList(path: string, scratch: string, context: WorkContext): Promise<AccountList> {
  const preflight = await preflightCsv(path, scratch, context).catch((error) => refuseList(error, 'a list names one account a line'));
  const header = preflight.header.map((name) => name.toLowerCase());
  const named = ACCOUNT_COLUMNS.map((name) => header.indexOf(name)).find((column) => column !== -1);
  if (named === undefined && header.length > 1)
    throw new AntiphonError(
      'format',
      `${path} names no accounts: a list has one a line, a table a column ${ACCOUNT_COLUMNS.join(', ')}; columns found: ${preflight.header.join(', ')}`,
    );
  const groupColumn = named === undefined ? -1 : header.indexOf(GROUP_COLUMN);
  const names = new Map<string, string | null>();
  const add = (text: string, group: string | null = null, line = 1): void => {
    const name = text.trim().replace(/^@/, '');
    if (name === '') return;
    const known = names.get(name);
    if (known !== undefined && known !== group)
      throw new AntiphonError(
        'format',
        `${path} line ${line}: ${name} is in two groups, "${known ?? ''}" and "${group ?? ''}"; give it one`,
      );
    names.set(name, group);
  };
  if (named === undefined) add(preflight.header[0] ?? '');
  await readCsvRecords(preflight.file.textPath, preflight.dialect, (record) => {
    if (record.problem !== null && named !== undefined) throw new AntiphonError('format', `${path} line ${record.line}: ${record.problem}`);
    const field = record.fields[named ?? 0];
    const groupField = record.fields[groupColumn];
    const group = groupField === undefined ? '' : fieldText(record, groupField).trim();
    if (field !== undefined) add(fieldText(record, field), group === '' ? null : group, record.line);
  });
  if (names.size === 0) throw new AntiphonError('format', `${path} names no account; write one a line`);
  const sorted = [...names.keys()].sort((x, y) => (x < y ? -1 : 1));
  const groups = sorted.map((name) => names.get(name) ?? null);
  const hasGroups = groups.some((group) => group !== null);
  const lines = hasGroups ? sorted.map((name, place) => `${name}\t${groups[place] ?? ''}`) : sorted;
  const sha256 = createHash('sha256').update(lines.join('\n')).digest('hex');
  return { path, names: sorted, ...(hasGroups ? { groups } : {}), sha256 };
}

/** The reader of tables speaks of imports; a list or a truth table is none. */
export function refuseList(error: unknown, remedy: string): never {
  if (!(error instanceof AntiphonError)) throw error;
  const text = messageOf(error)
    .replace(/ \(nothing was imported\)$/, '')
    .replace(/nothing to import$/, remedy);
  throw new AntiphonError(error.code, text, { cause: error });
}

/** What a finding keeps of a list: what determines it, and none of its names. */
export function accountListDigest({ names, sha256 }: AccountList): string {
  return `${names.length} ${names.length === 1 ? 'account' : 'accounts'}, sha256 ${sha256}`;
}
