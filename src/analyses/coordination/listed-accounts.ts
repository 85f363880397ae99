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
  const found = new Set<number>();
  const unknown: string[] = [];
  for (const name of list.names) {
    const number = numbers.get(name);
    const accounts = number === undefined ? (handles.get(name.toLowerCase()) ?? []) : [number];
    for (const account of accounts) found.add(account);
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
  return { accounts: Int32Array.from(found).sort(), unknownCount: unknown.length };
}
