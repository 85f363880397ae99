import { maskedText, type NameRules } from '../../kernels/text/name-mask.js';
import { handleOf, RegistryNames } from '../../registry/stated/stated-subject.js';
import type { CaseReads } from '../../store/reads.js';
import type { RegistryAccount } from '../../store/registry-accounts.js';
import type { AccessStatement } from '../../store/stated.js';
import { caseNames } from './private-names.js';

/** Who a statement of access is about. */
export interface AccessSubject {
  /** As published; `any`; or `(account)` where it is an account of the case that may not be named. */
  readonly name: string;
  /** Its number, where it is one account of the case alone. */
  readonly account: number | null;
  /** Entries of the registry that it means. */
  readonly entries: readonly RegistryAccount[];
  readonly isAny: boolean;
}

/** Tells who statements are about, and takes accounts that may not be named out of words. */
export interface AccessNames {
  subjectOf(statement: AccessStatement): AccessSubject;
  masked(text: string | null): string | null;
}

/** What stands for an account of the case that may not be named, beside its pseudonym. */
export const NOT_NAMED = '(account)';

/** @param entries Those of the registry that are looked at. */
export async function accessNames(reads: CaseReads, entries: readonly RegistryAccount[]): Promise<AccessNames> {
  const registered = new RegistryNames(entries);
  const { accountsCalled, isPublic, isPrivate } = await caseNames(reads);
  const rules: NameRules = {
    account: (name) => (accountsCalled(name).some(isPublic) ? null : '[account]'),
    part: (part) => (isPrivate(part) ? '[account]' : null),
    link: () => '[link]',
  };
  return {
    masked: (text) => (text === null ? null : maskedText(text, rules, null)),
    subjectOf({ voice, platform }) {
      if (voice === 'any')
        return { name: voice, account: null, entries: entries.filter((entry) => entry.platform === platform), isAny: true };
      const word = handleOf(voice)?.handle ?? / id (\S+)$/.exec(voice)?.[1] ?? voice;
      const name = isPrivate(word) ? NOT_NAMED : voice;
      const own = (registered.find(voice) as readonly RegistryAccount[]).filter((entry) => entry.platform === platform);
      const accounts = own.length > 0 ? [...new Set(own.flatMap(({ account }) => account ?? []))] : accountsCalled(word);
      return { name, account: accounts.length === 1 ? (accounts[0] as number) : null, entries: own, isAny: false };
    },
  };
}
