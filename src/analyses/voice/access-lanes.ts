import type { RegistryAccount } from '../../store/registry-accounts.js';
import type { AccessStatement, Held } from '../../store/stated.js';
import type { StatusIntervals } from '../../store/status-intervals.js';
import type { AccessNames, AccessSubject } from './access-subjects.js';
import { microsecondsOf } from './account-lives.js';

/** A time for which a voice could be used or seen on a platform from a country, or could not: as stated, or as observed. */
export interface AccessLane {
  readonly basis: 'stated' | 'observed';
  readonly voice: string;
  readonly account: number | null;
  readonly platform: string;
  /** ISO 3166-1 alpha-2; null: everywhere, or nobody says from where. */
  readonly country: string | null;
  readonly status: string;
  /** Microseconds since 1970; −Infinity and Infinity where they are open. */
  readonly since: number;
  readonly until: number;
  /** Of an observed end: the last moment before it at which it was there; NaN: none, or stated. */
  readonly lastAliveAt: number;
  readonly hasLogin: boolean | null;
  readonly reason: string | null;
  readonly statedBy: string | null;
}

/** A statement with who it is about. */
export interface SubjectStatement {
  readonly statement: Held<AccessStatement>;
  readonly subject: AccessSubject;
}

/** Statements as lanes, by voice, platform and country. */
export function statedLanes(statements: readonly SubjectStatement[], names: AccessNames): AccessLane[] {
  return statements.map(({ statement, subject }) => ({
    ...{ basis: 'stated', voice: subject.name, account: subject.account, platform: statement.platform, country: statement.country },
    ...{ status: statement.status, ...timesOf(statement), lastAliveAt: Number.NaN, hasLogin: null },
    ...{ reason: names.masked(statement.statedReason), statedBy: statement.statedBy },
  }));
}

/** The times of a statement in microseconds since 1970. */
export function timesOf({ since, until }: AccessStatement): { since: number; until: number } {
  return {
    since: since === null ? Number.NEGATIVE_INFINITY : microsecondsOf(since),
    until: until === null ? Number.POSITIVE_INFINITY : microsecondsOf(until),
  };
}

/** What was observed of accounts of the registry: seen from a country, or gone, in each view (country, login). */
export function observedLanes(entries: readonly RegistryAccount[], seen: StatusIntervals): AccessLane[] {
  const entryOf = new Map<number, RegistryAccount>();
  for (const entry of entries) if (entry.account !== null) entryOf.set(entry.account, entry);
  const lanes: AccessLane[] = [];
  for (const [row, account] of seen.subject.entries()) {
    const entry = entryOf.get(account);
    if (entry === undefined) continue;
    const [country, status] = [seen.seenFrom[row] ?? null, seen.goneStatus[row] ?? null];
    const base = {
      ...({ basis: 'observed', voice: entry.actor, account, platform: entry.platform, country } as const),
      ...{ hasLogin: seen.hasLogin[row] ?? null, reason: null, statedBy: null },
    };
    const [firstSeen, lastAlive, firstGone] = [
      seen.firstSeenAt[row] as number,
      seen.lastAliveAt[row] as number,
      seen.firstGoneAt[row] as number,
    ];
    if ((country !== null || status !== null) && !Number.isNaN(firstSeen))
      lanes.push({ ...base, status: 'alive', since: firstSeen, until: lastAlive, lastAliveAt: Number.NaN });
    if (status !== null)
      lanes.push({
        ...base,
        status,
        since: Number.isNaN(firstGone) ? Number.NEGATIVE_INFINITY : firstGone,
        until: Number.POSITIVE_INFINITY,
        lastAliveAt: lastAlive,
      });
  }
  return lanes;
}

/** The order of the lanes: voice, platform, country, then what is stated before what was observed, then time. */
export function inOrder(lanes: readonly AccessLane[]): AccessLane[] {
  const key = ({ voice, platform, country, basis }: AccessLane): string =>
    [voice, platform, country ?? '', basis === 'stated' ? 0 : 1].join('\u0000');
  return [...lanes].sort(
    (a, b) =>
      compare(key(a), key(b)) ||
      a.since - b.since ||
      a.until - b.until ||
      compare(a.status, b.status) ||
      (a.account ?? -1) - (b.account ?? -1),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
