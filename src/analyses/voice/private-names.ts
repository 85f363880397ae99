import type { CaseReads } from '../../store/reads.js';

/** Which words are names of accounts of the case, and which of these may not be named. */
export interface CaseNames {
  /** Numbers of the accounts with this identifier, or that ever bore it as a handle or name, whatever its case. */
  accountsCalled(name: string): readonly number[];
  isPublic(account: number): boolean;
  /** True if any account that is called so may not be named: beside what a list says, the word would say whose it is. */
  isPrivate(name: string): boolean;
}

export async function caseNames(reads: CaseReads): Promise<CaseNames> {
  const [isPublic, handles, keys] = [await reads.publicAccounts(), await reads.accountHandles(), await reads.accountKeys()];
  const names = new Map<string, Set<number>>();
  const add = (name: string, account: number): void => void names.set(name, (names.get(name) ?? new Set()).add(account));
  for (const [account, key] of keys.entries()) add(key.toLowerCase(), account);
  for (const [account, name] of (await reads.accountProfiles()).displayName.entries()) if (name !== null) add(name.toLowerCase(), account);
  for (const [handle, accounts] of handles) for (const account of accounts) add(handle, account);
  const accountsCalled = (name: string): number[] => [...(names.get(name.toLowerCase()) ?? [])];
  return {
    accountsCalled,
    isPublic: (account) => isPublic[account] === 1,
    isPrivate: (name) => accountsCalled(name).some((account) => isPublic[account] !== 1),
  };
}
