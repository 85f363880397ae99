import type { ColumnValues } from '../../store/findings.js';
import type { RegistryAccount } from '../../store/registry-accounts.js';
import type { Life } from './account-lives.js';
import { type AccountGroup, countsAt, movesBetween } from './adoption-counts.js';
import type { OfficialAccount } from './official-accounts.js';

/** Rows of a table, by column. */
export interface Rows {
  readonly rowCount: number;
  readonly columns: Readonly<Record<string, ColumnValues>>;
}

/** The curve of each group, one after the other. */
export function curveTable(groups: readonly AccountGroup[], times: Float64Array): Rows {
  const counts = groups.map((group) => countsAt(group, times));
  const joinedInts = (of: (index: number) => Int32Array): Int32Array => Int32Array.from(groups.flatMap((_, index) => [...of(index)]));
  return {
    rowCount: groups.length * times.length,
    columns: {
      group: groups.flatMap(({ name }) => Array.from(times, () => name)),
      at: Float64Array.from(groups.flatMap(() => [...times])),
      accountCount: joinedInts((index) => (counts[index] as { count: Int32Array }).count),
      low: joinedInts((index) => (counts[index] as { low: Int32Array }).low),
      high: joinedInts((index) => (counts[index] as { high: Int32Array }).high),
    },
  };
}

interface Growth {
  readonly group: AccountGroup;
  readonly from: number;
  readonly to: number;
}

/** How each group grew from each date to the next. */
export function growthTable(groups: readonly AccountGroup[], dates: readonly number[]): Rows {
  const rows = groups.flatMap((group) => dates.slice(1).map((to, index) => ({ group, from: dates[index] as number, to })));
  return { rowCount: rows.length, columns: { group: rows.map(({ group }) => group.name), ...growthColumns(rows) } };
}

function growthColumns(rows: readonly Growth[]): Record<string, ColumnValues> {
  const counts = rows.map(({ group, from, to }) => countsAt(group, Float64Array.of(from, to)));
  const moves = rows.map(({ group, from, to }) => movesBetween(group, from, to));
  const ints = (of: (index: number) => number | undefined): Int32Array => Int32Array.from(rows, (_, index) => of(index) ?? 0);
  return {
    from: Float64Array.from(rows, ({ from }) => from),
    to: Float64Array.from(rows, ({ to }) => to),
    countFrom: ints((row) => counts[row]?.count[0]),
    lowFrom: ints((row) => counts[row]?.low[0]),
    highFrom: ints((row) => counts[row]?.high[0]),
    countTo: ints((row) => counts[row]?.count[1]),
    lowTo: ints((row) => counts[row]?.low[1]),
    highTo: ints((row) => counts[row]?.high[1]),
    openedCount: ints((row) => moves[row]?.opened),
    closedCount: ints((row) => moves[row]?.closed),
    ratio: Float64Array.from(counts, ({ count }) => (count[0] === 0 ? Number.NaN : (count[1] as number) / (count[0] as number))),
  };
}

/** One row a group: what its dates rest on, and its growth from the first date to the last. */
export function groupTable(groups: readonly AccountGroup[], dates: readonly number[]): Rows {
  const [from, to] = [dates[0] as number, dates.at(-1) as number];
  const openings = groups.map(openingsOf);
  const ints = (of: (opening: Openings) => number): Int32Array => Int32Array.from(openings, of);
  return {
    rowCount: groups.length,
    columns: {
      group: groups.map(({ name }) => name),
      entryAccountCount: Int32Array.from(groups, ({ accounts }) => accounts.length),
      createdCount: ints(({ created }) => created),
      officeCount: ints(({ office }) => office),
      listedCount: ints(({ listed }) => listed),
      truncatedCount: ints(({ truncated }) => truncated),
      undatedCount: ints(({ undated }) => undated),
      endedCount: ints(({ ended }) => ended),
      ...growthColumns(groups.map((group) => ({ group, from, to }))),
    },
  };
}

/** On what the dates of a group's accounts rest; the first five add up to all of them. */
export interface Openings {
  readonly created: number;
  readonly office: number;
  readonly listed: number;
  readonly truncated: number;
  readonly undated: number;
  readonly ended: number;
}

export function openingsOf(group: AccountGroup): Openings {
  const firsts = group.lives.map((lives) => firstOf(lives).opening);
  const count = (...names: string[]): number => firsts.filter((opening) => names.includes(opening)).length;
  return {
    created: count('created'),
    office: count('office'),
    listed: count('listed'),
    truncated: count('first look', 'first seen'),
    undated: count('unknown'),
    ended: group.lives.filter((lives) => lastOf(lives).ending !== 'none').length,
  };
}

/** The life with which an account begins; one without a date comes last. */
function firstOf(lives: readonly Life[]): Life {
  const from = ({ opensBy }: Life): number => (Number.isNaN(opensBy) ? Number.POSITIVE_INFINITY : opensBy);
  return lives.reduce((first, life) => (from(life) < from(first) ? life : first));
}

function lastOf(lives: readonly Life[]): Life {
  return lives.reduce((last, life) => (life.closesBy > last.closesBy ? life : last));
}

/** The handle, else the identifier of an entry; null where an account of the case is called so that may not be named. */
function shownName({ handle, accountKey }: RegistryAccount, isPrivate: (name: string) => boolean): string | null {
  const names = [handle, accountKey].filter((name) => name !== null);
  return names.some(isPrivate) ? null : (names[0] ?? null);
}

/** One row an account. @param isPrivate True for a word that is the name of an account that may not be named. */
export function accountTable(accounts: readonly OfficialAccount[], isPrivate: (name: string) => boolean): Rows {
  const rows = accounts.map(({ entries, lives, account }) => ({
    entry: entries.at(-1) as OfficialAccount['entries'][number],
    ...{ account, first: firstOf(lives), last: lastOf(lives) },
  }));
  type Row = (typeof rows)[number];
  const texts = (of: (row: Row) => string | null): (string | null)[] => rows.map(of);
  const times = (of: (row: Row) => number): Float64Array =>
    Float64Array.from(rows, (row) => (Number.isFinite(of(row)) ? of(row) : Number.NaN));
  return {
    rowCount: rows.length,
    columns: {
      actor: texts(({ entry }) => entry.actor),
      polity: texts(({ entry }) => entry.polity),
      role: texts(({ entry }) => entry.role),
      host: texts(({ entry }) => entry.host),
      level: texts(({ entry }) => entry.level),
      platform: texts(({ entry }) => entry.platform),
      name: texts(({ entry }) => shownName(entry, isPrivate)),
      account: Float64Array.from(rows, ({ account }) => account ?? Number.NaN),
      opening: texts(({ first }) => first.opening),
      opensAfter: times(({ first }) => first.opensAfter),
      opensBy: times(({ first }) => first.opensBy),
      ending: texts(({ last }) => last.ending),
      closesAfter: times(({ last }) => last.closesAfter),
      closesBy: times(({ last }) => last.closesBy),
      goneStatus: texts(({ last }) => last.goneStatus),
    },
  };
}
