import { figureTime } from '../../registry/stated/figure-entry.js';
import { handleOf, RegistryNames } from '../../registry/stated/stated-subject.js';
import { spanOf } from '../../registry/stated/stated-time.js';
import type { RegistryAccount } from '../../store/registry-accounts.js';
import type { Figure, Held } from '../../store/stated.js';
import { type AccountGroup, countsAt, groupOf } from './adoption-counts.js';
import type { Rows } from './adoption-rows.js';
import type { OfficialAccount } from './official-accounts.js';

const MEASURE = 'accounts';

/** Published numbers of accounts, beside what the registry counts for the same. */
export interface StatedAccounts {
  readonly table: Rows;
  readonly compared: readonly ComparedCount[];
  /** Published numbers of accounts whose subject or time fits nothing that can be counted. */
  readonly apartCount: number;
}

export interface ComparedCount {
  readonly figure: Held<Figure>;
  /** The last moment of the time for which it is stated, microseconds since 1970. */
  readonly at: number;
  readonly count: number;
  readonly low: number;
  readonly high: number;
}

/** Puts figures on the number of accounts of a state, an institution or an actor beside the count at the end of the stated time. */
export function statedAccounts(
  figures: readonly Held<Figure>[],
  entries: readonly RegistryAccount[],
  accounts: readonly OfficialAccount[],
): StatedAccounts {
  const names = new RegistryNames(entries);
  const counted = figures.filter(({ measure }) => measure === MEASURE);
  const compared = counted.flatMap((figure) => {
    const [time, isOf] = [figureTime(figure), subjectOf(figure.subject, entries, names)];
    if (time === null || isOf === null) return [];
    const at = Math.round(spanOf(time)[1] * 1e6) - 1;
    const { count, low, high } = countsAt(groupOf(figure.subject, accounts, isOf), Float64Array.of(at));
    return [{ figure, at, count: count[0] ?? 0, low: low[0] ?? 0, high: high[0] ?? 0 }];
  });
  compared.sort((a, b) => a.at - b.at || a.figure.id - b.figure.id);
  return { compared, apartCount: counted.length - compared.length, table: tableOf(compared) };
}

/** Which entries a subject means: a state by name or code, an institution, an actor; null where it is none of them. */
function subjectOf(
  subject: string,
  entries: readonly RegistryAccount[],
  names: RegistryNames,
): ((entry: RegistryAccount) => boolean) | null {
  // An account is no state or institution, and may be one that may not be named.
  if (handleOf(subject) !== null || / id \S+$/.test(subject)) return null;
  const word = subject.toLowerCase();
  const isNamed = (entry: RegistryAccount): boolean => [entry.polity, entry.polityCode].some((name) => name?.toLowerCase() === word);
  if (entries.some(isNamed)) return isNamed;
  const isWithin = (entry: RegistryAccount): boolean => entry.institution?.toLowerCase() === word;
  if (entries.some(isWithin)) return isWithin;
  const own = new Set(names.find(subject).map(({ voiceId }) => voiceId));
  return own.size === 0 ? null : ({ voiceId }) => own.has(voiceId);
}

/** The figures on groups that have a curve: those whose subject is the group, by its name or the code of the state. */
export function statedGroupTable(
  compared: readonly ComparedCount[],
  groups: readonly AccountGroup[],
  entries: readonly RegistryAccount[],
): Rows {
  const codes = new Map(
    entries.flatMap(({ polity, polityCode }) => (polityCode === null ? [] : [[polityCode.toLowerCase(), polity] as const])),
  );
  const names = new Map(groups.map(({ name }) => [name.toLowerCase(), name]));
  const own = compared.flatMap((row) => {
    const word = row.figure.subject.toLowerCase();
    const name = names.get(word) ?? names.get((codes.get(word) ?? '').toLowerCase());
    return name === undefined ? [] : [{ ...row, name }];
  });
  return {
    rowCount: own.length,
    columns: {
      group: own.map(({ name }) => name),
      at: Float64Array.from(own, ({ at }) => at),
      value: Float64Array.from(own, ({ figure }) => figure.value),
      statedBy: own.map(({ figure }) => figure.statedBy),
    },
  };
}

function tableOf(compared: readonly ComparedCount[]): Rows {
  const ints = (of: (row: ComparedCount) => number): Int32Array => Int32Array.from(compared, of);
  return {
    rowCount: compared.length,
    columns: {
      subject: compared.map(({ figure }) => figure.subject),
      at: Float64Array.from(compared, ({ at }) => at),
      value: Float64Array.from(compared, ({ figure }) => figure.value),
      bound: compared.map(({ figure }) => figure.bound),
      accountCount: ints(({ count }) => count),
      low: ints(({ low }) => low),
      high: ints(({ high }) => high),
      difference: Float64Array.from(compared, ({ figure, count }) => figure.value - count),
      statedBy: compared.map(({ figure }) => figure.statedBy),
    },
  };
}
