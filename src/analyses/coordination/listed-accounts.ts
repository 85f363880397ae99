import { AntiphonError } from '../../errors.js';
import type { WorkContext } from '../../model.js';
import type { CaseReads } from '../../store/reads.js';
import type { AccountList } from '../analysis.js';
import { countOf } from './network.js';

const NAMED_UNKNOWN = 5;

/** Accounts that a list names. */
export interface ListedAccounts {
  /** By number, ascending. */
  readonly accounts: Int32Array;
  /** The group of each, null where the list says none. */
  readonly groups?: readonly (string | null)[];
  /** Names that the case does not know. */
  readonly unknownCount: number;
}

/**
 * The accounts of the case that a list names, by identifier or else by handle, in any case.
 *
 * @param flag The parameter, for messages.
 * @param least Least number of accounts that must be in the case.
 * @throws AntiphonError `parameter`, naming the first that are not there.
 */
export async function listedAccounts(
  reads: CaseReads,
  flag: string,
  list: AccountList,
  least: number,
  context: WorkContext,
): Promise<ListedAccounts> {
  const numbers = new Map((await reads.accountKeys()).map((key, number) => [key, number]));
  const handles = await reads.accountHandles();
  const found = new Map<number, string | null>();
  const unknown: string[] = [];
  for (const [place, name] of list.names.entries()) {
    const number = numbers.get(name);
    const accounts = number === undefined ? (handles.get(name.toLowerCase()) ?? []) : [number];
    for (const account of accounts) {
      const group = list.groups?.[place] ?? null;
      const known = found.get(account);
      if (known !== undefined && known !== group)
        throw new AntiphonError('parameter', `${flag}: ${list.path} puts ${name} into two groups, once under another name; give it one`);
      found.set(account, group);
    }
    if (accounts.length === 0) unknown.push(name);
  }
  const first = `${unknown.slice(0, NAMED_UNKNOWN).join(', ')}${unknown.length > NAMED_UNKNOWN ? ', …' : ''}`;
  if (found.size < least) {
    const missing = unknown.length === 0 ? '' : `; not there: ${first}`;
    throw new AntiphonError(
      'parameter',
      `${flag} needs at least ${countOf(least, 'account')} of the case; of the ${countOf(list.names.length, 'name')} in ${list.path} ${found.size === 0 ? 'none is' : 'only one is'} there${missing}`,
    );
  }
  // Names stay out of the finding; who runs the analysis sees them here.
  if (unknown.length > 0) context.progress.step(`${countOf(unknown.length, 'name')} of ${list.path} not in the case: ${first}`);
  const accounts = Int32Array.from(found.keys()).sort();
  return { accounts, groups: Array.from(accounts, (account) => found.get(account) ?? null), unknownCount: unknown.length };
}
