import type { RegistryAccount } from '../../store/registry-accounts.js';
import { type Life, lifeOf, listLooks } from './account-lives.js';
import type { KnownAccounts } from './known-accounts.js';

/** What accounts are counted by. */
export const DIMENSIONS = ['polity', 'role', 'host', 'level', 'platform'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** One account of the registry, with the entries that speak through it. */
export interface OfficialAccount {
  /** By number of the entry. */
  readonly entries: readonly RegistryAccount[];
  /** Of each entry. */
  readonly lives: readonly Life[];
  /** Number in code-point order; null: not in the case, or not to be named. */
  readonly account: number | null;
}

/** The accounts that entries speak through, each once, in order of their first entries. */
export function officialAccounts(entries: readonly RegistryAccount[], known: KnownAccounts): OfficialAccount[] {
  const looks = listLooks(entries);
  const groups = new Map<string, RegistryAccount[]>();
  const keyOf = keysOf(entries);
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return [...groups.values()].map((own) => {
    const account = own.find((entry) => entry.account !== null)?.account ?? null;
    const seen = account === null ? null : known.of(account);
    return { entries: own, account, lives: own.map((entry) => lifeOf(entry, seen, looks)) };
  });
}

/** The identifier that a handle has in the entries; null where it has several. */
function identifiers(entries: readonly RegistryAccount[]): Map<string, string | null> {
  const idOf = new Map<string, string | null>();
  for (const { platform, handle, accountKey } of entries) {
    if (handle === null || accountKey === null) continue;
    const name = `${platform} @${handle.toLowerCase()}`;
    idOf.set(name, idOf.has(name) && idOf.get(name) !== accountKey ? null : accountKey);
  }
  return idOf;
}

/** What tells accounts apart: the account of the case, else the identifier, else the handle. */
function keysOf(entries: readonly RegistryAccount[]): (entry: RegistryAccount) => string {
  const idOf = identifiers(entries);
  const called = ({ platform, handle, accountKey }: RegistryAccount): string => {
    const name = `${platform} @${handle?.toLowerCase()}`;
    const id = accountKey ?? idOf.get(name) ?? null;
    return id === null ? name : `${platform} ${id}`;
  };
  const accounts = new Map<string, Set<number>>();
  for (const entry of entries)
    if (entry.account !== null) accounts.set(called(entry), (accounts.get(called(entry)) ?? new Set()).add(entry.account));
  return (entry) => {
    const [first, second] = entry.account === null ? (accounts.get(called(entry)) ?? []) : [entry.account];
    return first === undefined || second !== undefined ? called(entry) : `# ${first}`;
  };
}

/** The groups in which an account counts: a value of the dimension for each of its entries. */
export function groupsOf({ entries }: OfficialAccount, by: Dimension): string[] {
  return [...new Set(entries.map((entry) => entry[by] ?? NOT_STATED))];
}

export const NOT_STATED = 'not stated';
