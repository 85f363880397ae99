import type { TSchema } from 'typebox';
import type { AccountList, Analysis } from '../analyses/analysis.js';
import { AntiphonError } from '../errors.js';
import type { CaseFile } from '../store/case-file.js';
import { openNames } from '../store/case-names.js';
import { accountsCalled } from '../store/registry.js';

/** Parameters of an analysis that name one account as it is shown. */
function nameParameters(analysis: Analysis): string[] {
  return Object.entries(analysis.parameters.properties as Record<string, TSchema & { readonly accountName?: boolean }>).flatMap(
    ([name, { accountName }]) => (accountName === true ? [name] : []),
  );
}

/**
 * The accounts that parameters name, with their identifiers as the analysis needs them and the names under which they are shown, which is
 * what the finding keeps.
 *
 * @throws AntiphonError `parameter`: nobody is shown by that name. Whoever types an identifier that is not shown learns nothing of it.
 */
export async function shownAccounts(
  file: CaseFile,
  analysis: Analysis,
  parameters: Readonly<Record<string, unknown>>,
): Promise<{ parameters: Record<string, string>; lists: Record<string, AccountList> }> {
  const found = { parameters: {} as Record<string, string>, lists: {} as Record<string, AccountList> };
  for (const name of nameParameters(analysis)) {
    const asked = parameters[name];
    if (typeof asked !== 'string') continue;
    const { key, shown } = await shownAccount(file, name, asked.trim());
    found.parameters[name] = shown;
    found.lists[name] = { path: shown, names: [key], sha256: '' };
  }
  return found;
}

async function shownAccount(file: CaseFile, parameter: string, asked: string): Promise<{ key: string; shown: string }> {
  const naming = await openNames(file, { reveal: false });
  const isPublic = (key: string): boolean => naming.known.accounts.has(key);
  const named = (await accountsCalled(file, asked)).filter(({ key }) => isPublic(key));
  const keys = named.length > 0 ? named : (await accountsCalled(file, asked, naming)).filter(({ key }) => !isPublic(key));
  const [first] = keys;
  if (first === undefined)
    throw new AntiphonError(
      'parameter',
      `--${parameter} (${parameter}): no account is shown as "${asked.slice(0, 100)}"; public accounts are called by identifier or handle, all others by the pseudonym that stands in outputs`,
    );
  if (keys.length > 1)
    throw new AntiphonError(
      'parameter',
      `--${parameter} (${parameter}): ${keys.length} public accounts bear "${asked.slice(0, 100)}"; name one by its identifier: ${keys.map(({ key }) => key).join(', ')}`,
    );
  return { key: first.key, shown: naming.account(first.key) };
}
