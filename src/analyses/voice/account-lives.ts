import { statedTime } from '../../registry/stated/stated-time.js';
import type { RegistryAccount } from '../../store/registry-accounts.js';

/** What the opening of an account rests on, the best first. */
export const OPENINGS = ['created', 'office', 'listed', 'first look', 'first seen', 'unknown'] as const;
export type Opening = (typeof OPENINGS)[number];

/** What the end of an account rests on. */
export type Ending = 'office' | 'listed' | 'gone' | 'none';

/** The time for which one entry of the registry has an account; microseconds since 1970. */
export interface Life {
  readonly opening: Opening;
  /** It opened after this and by that: −Infinity where nobody knows how long before (left-truncated), NaN where nobody knows by when. */
  readonly opensAfter: number;
  readonly opensBy: number;
  readonly ending: Ending;
  /** It was there until this and had ended by that; Infinity: still there, as far as is known. */
  readonly closesAfter: number;
  readonly closesBy: number;
  /** What became of it, where the case saw it gone. */
  readonly goneStatus: string | null;
}

/** What the case itself knows of an account. */
export interface KnownAccount {
  readonly createdAt: number;
  readonly createdPrecisionSeconds: number;
  /** First moment at which it was seen or posted; NaN: never. */
  readonly firstSeenAt: number;
  /** An end that was seen and after which it never was there; NaN: none. */
  readonly lastAliveAt: number;
  readonly goneAt: number;
  readonly goneStatus: string | null;
}

/** The moments at which a list was looked at, as far as its entries tell, ascending; by number of the source. */
export type ListLooks = ReadonlyMap<number, readonly number[]>;

const SECOND = 1e6;

/** Microseconds since 1970 of an instant with microseconds. */
export function microsecondsOf(instant: string): number {
  return Date.parse(`${instant.slice(0, 19)}Z`) * 1000 + Number(instant.slice(20, 26));
}

/** The looks at each list whose dates are those of standing in it: when an entry came, and when one was missed. */
export function listLooks(entries: readonly RegistryAccount[]): ListLooks {
  const looks = new Map<number, Set<number>>();
  for (const { sourceId, datesMean, validFrom, absentAt } of entries) {
    if (datesMean !== 'listing') continue;
    const known = looks.get(sourceId) ?? new Set();
    for (const at of [validFrom, absentAt]) if (at !== null) known.add(microsecondsOf(at));
    looks.set(sourceId, known);
  }
  return new Map([...looks].map(([source, times]) => [source, [...times].sort((a, b) => a - b)]));
}

/**
 * From when to when an entry has an account, as far as anybody knows.
 *
 * It opens when the account was made (as the platform, else the list says); where the dates are those of an office, not before the
 * office began. Where no creation is known: when it came into the list, but never at the list's first look, which only shows that it was
 * there; else by the first time that the case saw it. It ends with the office, between the last look at the list that had it and the first
 * that had not, or between the last time it was seen and the first at which it was gone, whichever comes first.
 *
 * @param account Null: the case knows nothing of it.
 */
export function lifeOf(entry: RegistryAccount, account: KnownAccount | null, looks: ListLooks): Life {
  return { ...openingOf(entry, account, looks), ...endingOf(entry, account) };
}

type Start = Pick<Life, 'opening' | 'opensAfter' | 'opensBy'>;

function openingOf(entry: RegistryAccount, account: KnownAccount | null, looks: ListLooks): Start {
  const created = creationOf(entry, account);
  const from = entry.validFrom === null ? null : microsecondsOf(entry.validFrom);
  if (from !== null && entry.datesMean === 'office' && !(created !== null && created.opensAfter > from))
    return { opening: 'office', opensAfter: from, opensBy: from };
  if (created !== null) return created;
  const seen = account?.firstSeenAt ?? Number.NaN;
  if (from !== null && !(seen < from)) {
    const before = (looks.get(entry.sourceId) ?? []).findLast((look) => look < from);
    return before === undefined
      ? { opening: 'first look', opensAfter: Number.NEGATIVE_INFINITY, opensBy: from }
      : { opening: 'listed', opensAfter: before, opensBy: from };
  }
  return Number.isNaN(seen)
    ? { opening: 'unknown', opensAfter: Number.NEGATIVE_INFINITY, opensBy: Number.NaN }
    : { opening: 'first seen', opensAfter: Number.NEGATIVE_INFINITY, opensBy: seen };
}

/** When the account was made, by the platform, else by the list. */
function creationOf(entry: RegistryAccount, account: KnownAccount | null): Start | null {
  if (account !== null && !Number.isNaN(account.createdAt)) return created(account.createdAt, account.createdPrecisionSeconds);
  const stated = entry.opened === null ? null : statedTime(entry.opened);
  return stated === null ? null : created(microsecondsOf(stated.at), stated.precisionSeconds);
}

function created(at: number, precisionSeconds: number): Start {
  return { opening: 'created', opensAfter: at, opensBy: at + (precisionSeconds > 1 ? precisionSeconds * SECOND - 1 : 0) };
}

function endingOf(entry: RegistryAccount, account: KnownAccount | null): Pick<Life, 'ending' | 'closesAfter' | 'closesBy' | 'goneStatus'> {
  const never = Number.POSITIVE_INFINITY;
  const gone = account?.goneAt ?? Number.NaN;
  const ends: { ending: Ending; closesAfter: number; closesBy: number }[] = [];
  if (entry.validTo !== null && entry.datesMean === 'office') {
    const to = microsecondsOf(entry.validTo);
    ends.push({ ending: 'office', closesAfter: to, closesBy: to + 1 });
  }
  if (entry.absentAt !== null) {
    const by = microsecondsOf(entry.absentAt);
    const after = entry.validTo === null ? Number.NEGATIVE_INFINITY : microsecondsOf(entry.validTo);
    ends.push({ ending: 'listed', closesAfter: Math.min(after, by), closesBy: by });
  }
  if (!Number.isNaN(gone))
    ends.push({
      ending: 'gone',
      closesAfter: Number.isNaN(account?.lastAliveAt ?? Number.NaN) ? Number.NEGATIVE_INFINITY : (account?.lastAliveAt as number),
      closesBy: gone,
    });
  const [first = { ending: 'none' as const, closesAfter: never, closesBy: never }] = ends.sort((a, b) => a.closesBy - b.closesBy);
  return { ...first, goneStatus: Number.isNaN(gone) ? null : (account?.goneStatus ?? null) };
}
