import { createHash } from 'node:crypto';
import type { AccountList } from '../analyses/analysis.js';
import { AntiphonError, messageOf } from '../errors.js';
import type { WorkContext } from '../model.js';
import { fieldText, preflightCsv } from '../sources/csv-preflight.js';
import { readCsvRecords } from '../sources/csv-records.js';

/** Columns that name an account, the first that is there counts. */
const ACCOUNT_COLUMNS = ['account', 'account_id', 'userid', 'user_id', 'handle', 'user_screen_name', 'screen_name'];

/**
 * Reads a list of accounts: one identifier or handle a line, or a table with a column `account`, `account_id`, `userid`, `user_id`,
 * `handle`, `user_screen_name` or `screen_name`. Blank lines are passed over, and so is an @ before a handle.
 *
 * @param path The file; compressed or not.
 * @param scratch Folder for a plain copy of a compressed file.
 * @returns Each name once, in code-point order, so that order and form of the file make no difference.
 * @throws AntiphonError `file`, `format`: unreadable, no such column, no account in it.
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
  const names = new Set<string>();
  const add = (text: string): void => {
    const name = text.trim().replace(/^@/, '');
    if (name !== '') names.add(name);
  };
  if (named === undefined) add(preflight.header[0] ?? '');
  await readCsvRecords(preflight.file.textPath, preflight.dialect, (record) => {
    if (record.problem !== null && named !== undefined) throw new AntiphonError('format', `${path} line ${record.line}: ${record.problem}`);
    const field = record.fields[named ?? 0];
    if (field !== undefined) add(fieldText(record, field));
  });
  if (names.size === 0) throw new AntiphonError('format', `${path} names no account; write one a line`);
  const sorted = [...names].sort((x, y) => (x < y ? -1 : 1));
  return { path, names: sorted, sha256: createHash('sha256').update(sorted.join('\n')).digest('hex') };
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
