import type { AccountProfiles } from '../../store/account-profiles.js';
import type { CaseReads } from '../../store/reads.js';
import type { PostingSpans } from '../../store/registry-accounts.js';
import type { StatusIntervals } from '../../store/status-intervals.js';
import type { KnownAccount } from './account-lives.js';

/** Statuses that end an account for everybody, wherever they were seen. */
const ENDS = ['deleted', 'suspended', 'account-gone'];
/** Statuses by which an account is kept from some alone. */
const HIDDEN_FROM_SOME = ['withheld', 'restricted'];

/** What the case knows of each account, and the last moment of which it knows anything. */
export interface KnownAccounts {
  /** By number of the account. */
  of(account: number): KnownAccount;
  /** Microseconds since 1970; −Infinity where the case holds nothing dated. */
  readonly lastLookAt: number;
  /** True where an account is said to be gone, but not since when. */
  isGoneUndated(account: number): boolean;
}

/**
 * Creation, first sight and end of accounts. An account ended when it was seen gone and never after that was there in any view (country,
 * login) or posted; withheld or restricted, or not found from one country, it is there for others.
 */
export async function knownAccounts(reads: CaseReads): Promise<KnownAccounts> {
  const [profiles, spans, intervals] = [await reads.accountProfiles(), await reads.postingSpans(), await reads.accountStatusIntervals()];
  const rows = new Map<number, number[]>();
  for (const [row, account] of intervals.subject.entries()) rows.set(account, [...(rows.get(account) ?? []), row]);
  const times = [spans.lastPostAt, intervals.lastAliveAt, intervals.firstGoneAt];
  return {
    of: (account) => known(account, rows.get(account) ?? [], profiles, spans, intervals),
    lastLookAt: times.reduce((last, column) => column.reduce((most, at) => (at > most ? at : most), last), Number.NEGATIVE_INFINITY),
    isGoneUndated: (account) => (rows.get(account) ?? []).some((row) => intervals.isGoneUndated[row]),
  };
}

function known(
  account: number,
  rows: readonly number[],
  profiles: AccountProfiles,
  spans: PostingSpans,
  seen: StatusIntervals,
): KnownAccount {
  const least = (values: readonly number[]): number => values.reduce((low, at) => (at < low || Number.isNaN(low) ? at : low), Number.NaN);
  const most = (values: readonly number[]): number =>
    values.reduce((high, at) => (at > high || Number.isNaN(high) ? at : high), Number.NaN);
  const lastAliveAt = most([...rows.map((row) => seen.lastAliveAt[row] as number), spans.lastPostAt[account] as number]);
  const ends = rows.filter((row) => {
    const status = seen.goneStatus[row];
    if (status == null || HIDDEN_FROM_SOME.includes(status)) return false;
    const isForAll = seen.seenFrom[row] === null || ENDS.includes(status);
    return isForAll && !((seen.firstGoneAt[row] as number) < lastAliveAt) && !Number.isNaN(seen.firstGoneAt[row] as number);
  });
  const [end] = ends.sort((a, b) => (seen.firstGoneAt[a] as number) - (seen.firstGoneAt[b] as number));
  return {
    createdAt: profiles.createdAt[account] as number,
    createdPrecisionSeconds: profiles.createdPrecisionSeconds[account] as number,
    firstSeenAt: least([...rows.map((row) => seen.firstSeenAt[row] as number), spans.firstPostAt[account] as number]),
    lastAliveAt,
    goneAt: end === undefined ? Number.NaN : (seen.firstGoneAt[end] as number),
    goneStatus: end === undefined ? null : (seen.goneStatus[end] ?? null),
  };
}
