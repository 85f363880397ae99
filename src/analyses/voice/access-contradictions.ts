import type { StatusIntervals } from '../../store/status-intervals.js';
import { type SubjectStatement, timesOf } from './access-lanes.js';

/** Statuses by which what is stated keeps a voice from being used or seen. */
const AGAINST = ['blocked', 'withheld', 'restricted', 'banned'];
/** Of these, such as leave nothing to be seen. */
const UNSEEN = ['blocked', 'withheld', 'banned'];

/** A statement that another statement, or what was observed, does not bear out. */
export interface AccessContradiction {
  readonly kind: 'allowed and not' | 'exception' | 'seen although stated' | 'gone although allowed';
  readonly one: SubjectStatement;
  /** The other statement; null: what was observed. */
  readonly other: SubjectStatement | null;
  /** The account that was observed. */
  readonly account: number | null;
  readonly observedStatus: string | null;
  /** When that was, or when both statements hold for the first time; −Infinity where neither says since when. */
  readonly at: number;
}

/**
 * Statements that a voice is allowed and that it is not, at one time on one platform; `exception`: one of them is for every voice or country.
 * And statements beside looks: seen from a country from which it is stated to be blocked, withheld or banned, or gone where it is stated
 * to be allowed. Looks of which nobody says from where are held against statements for everywhere alone.
 */
export function accessContradictions(statements: readonly SubjectStatement[], seen: StatusIntervals): AccessContradiction[] {
  return [...betweenStatements(statements), ...againstLooks(statements, seen)];
}

function betweenStatements(statements: readonly SubjectStatement[]): AccessContradiction[] {
  const found: AccessContradiction[] = [];
  const allowed = statements.filter(({ statement }) => statement.status === 'allowed');
  const against = statements.filter(({ statement }) => AGAINST.includes(statement.status));
  for (const one of allowed)
    for (const other of against) {
      const [a, b] = [one.statement, other.statement];
      const isSameVoice = sameVoice(one, other);
      if (a.platform !== b.platform || !(isSameVoice || one.subject.isAny || other.subject.isAny)) continue;
      if (!(a.country === b.country || a.country === null || b.country === null)) continue;
      const [first, second] = [timesOf(a), timesOf(b)];
      const at = Math.max(first.since, second.since);
      if (at > Math.min(first.until, second.until)) continue;
      const kind = isSameVoice && a.country === b.country ? 'allowed and not' : 'exception';
      found.push({ ...{ kind, one, other, account: null, observedStatus: null, at } });
    }
  return found;
}

function sameVoice(one: SubjectStatement, other: SubjectStatement): boolean {
  if (one.statement.voice.toLowerCase() === other.statement.voice.toLowerCase()) return true;
  if (one.subject.isAny || other.subject.isAny) return false;
  const own = new Set(one.subject.entries.map(({ voiceId }) => voiceId));
  return other.subject.entries.some(({ voiceId }) => own.has(voiceId));
}

function againstLooks(statements: readonly SubjectStatement[], seen: StatusIntervals): AccessContradiction[] {
  const rowsOf = new Map<number, number[]>();
  for (const [row, account] of seen.subject.entries()) rowsOf.set(account, [...(rowsOf.get(account) ?? []), row]);
  const found: AccessContradiction[] = [];
  for (const one of statements) {
    const { statement, subject } = one;
    const { since, until } = timesOf(statement);
    const holds = (at: number): boolean => at >= since && at <= until;
    const accounts = new Set(subject.entries.flatMap(({ account }) => account ?? []));
    for (const account of [...accounts].sort((a, b) => a - b))
      for (const row of rowsOf.get(account) ?? []) {
        const view = seen.seenFrom[row] ?? null;
        if (statement.country !== null && view !== statement.country) continue;
        const alive = [seen.lastAliveAt[row] as number, seen.firstSeenAt[row] as number].find(holds);
        if (UNSEEN.includes(statement.status) && alive !== undefined)
          found.push({ ...{ kind: 'seen although stated', one, other: null, account, observedStatus: 'alive', at: alive } });
        const gone = seen.firstGoneAt[row] as number;
        const status = seen.goneStatus[row] ?? null;
        if (statement.status === 'allowed' && status !== null && holds(gone))
          found.push({ ...{ kind: 'gone although allowed', one, other: null, account, observedStatus: status, at: gone } });
      }
  }
  return found;
}
