import { countSpansAt, type Span, unionOf } from '../../kernels/statistics/spans.js';
import type { RegistryAccount } from '../../store/registry-accounts.js';
import type { Life } from './account-lives.js';
import { type Dimension, groupsOf, type OfficialAccount } from './official-accounts.js';

/** How many accounts exist at some times. */
export interface Counts {
  /** Opened by then as far as is known, and not yet ended. */
  readonly count: Int32Array;
  /** Of these, such as were certainly still there: the end does not lie somewhere before. */
  readonly low: Int32Array;
  /** With those that may have opened before, as nobody saw them open. */
  readonly high: Int32Array;
}

/** One group of accounts, with the times for which they count. */
export interface AccountGroup {
  readonly name: string;
  readonly accounts: readonly OfficialAccount[];
  /** The lives of each account in the group. */
  readonly lives: readonly (readonly Life[])[];
  /** Times for which accounts count, are certain, are possible; each account apart. */
  readonly counted: readonly Span[];
  readonly certain: readonly Span[];
  readonly possible: readonly Span[];
}

/** The accounts that speak through some entries, by these entries. */
export function groupOf(
  name: string,
  accounts: readonly OfficialAccount[],
  isOf: (entry: RegistryAccount) => boolean = () => true,
): AccountGroup {
  const own = accounts.filter(({ entries }) => entries.some(isOf));
  return groupWith(
    name,
    own,
    own.map(({ entries, lives }) => lives.filter((_, index) => isOf(entries[index] as RegistryAccount))),
  );
}

/** The groups of a dimension, the largest first, then by name. An account counts in a group by those of its entries that are of it. */
export function groupsBy(accounts: readonly OfficialAccount[], by: Dimension, notStated: string): AccountGroup[] {
  const members = new Map<string, OfficialAccount[]>();
  for (const account of accounts)
    for (const name of groupsOf(account, by)) {
      const group = members.get(name);
      if (group === undefined) members.set(name, [account]);
      else group.push(account);
    }
  return [...members]
    .map(([name, own]) => groupOf(name, own, (entry) => (entry[by] ?? notStated) === name))
    .sort((a, b) => b.accounts.length - a.accounts.length || (a.name < b.name ? -1 : 1));
}

/** Several groups as one; an account of several counts once. */
export function joined(name: string, groups: readonly AccountGroup[]): AccountGroup {
  const lives = new Map<OfficialAccount, Life[]>();
  for (const group of groups)
    for (const [index, account] of group.accounts.entries())
      lives.set(account, [...(lives.get(account) ?? []), ...(group.lives[index] ?? [])]);
  return groupWith(name, [...lives.keys()], [...lives.values()]);
}

function groupWith(name: string, accounts: readonly OfficialAccount[], lives: readonly (readonly Life[])[]): AccountGroup {
  const spans = (of: (life: Life) => Span): Span[] =>
    lives.flatMap((own) => unionOf(own.filter(({ opensBy }) => !Number.isNaN(opensBy)).map(of)));
  return {
    ...{ name, accounts, lives },
    counted: spans(({ opensBy, closesBy }) => ({ from: opensBy, to: closesBy })),
    certain: spans(({ opensBy, closesAfter }) => ({
      from: opensBy,
      to: closesAfter === Number.POSITIVE_INFINITY ? closesAfter : closesAfter + 1,
    })),
    possible: spans(({ opensAfter, closesBy }) => ({ from: opensAfter, to: closesBy })),
  };
}

/** @param times Ascending, microseconds since 1970. */
export function countsAt(group: AccountGroup, times: Float64Array): Counts {
  return { count: countSpansAt(group.counted, times), low: countSpansAt(group.certain, times), high: countSpansAt(group.possible, times) };
}

/** How many counted times began, and how many ended, after `from` and until `to`. */
export function movesBetween({ counted }: AccountGroup, from: number, to: number): { opened: number; closed: number } {
  const within = (at: number): boolean => at > from && at <= to;
  return { opened: counted.filter((span) => within(span.from)).length, closed: counted.filter((span) => within(span.to)).length };
}
