import type { RegistryAccount } from '../../store/registry-accounts.js';
import type { StatusIntervals } from '../../store/status-intervals.js';
import type { SubjectStatement } from './access-lanes.js';
import type { Rows } from './adoption-rows.js';

/** What is covered on one platform. */
export interface PlatformCoverage {
  readonly platform: string;
  readonly accounts: ReadonlySet<string>;
  readonly statedAccounts: ReadonlySet<string>;
  readonly statementCount: number;
  readonly anyStatementCount: number;
  readonly countries: readonly string[];
  readonly seen: ReadonlySet<number>;
  readonly seenFromAccounts: ReadonlySet<number>;
  readonly seenFrom: readonly string[];
}

/** What statements and looks cover of the registry, by platform. */
export function coverageOf(
  entries: readonly RegistryAccount[],
  statements: readonly SubjectStatement[],
  seen: StatusIntervals,
): PlatformCoverage[] {
  const platforms = [
    ...new Set([...entries.map(({ platform }) => platform), ...statements.map(({ statement }) => statement.platform)]),
  ].sort();
  const views = new Map<number, (string | null)[]>();
  for (const [row, account] of seen.subject.entries()) views.set(account, [...(views.get(account) ?? []), seen.seenFrom[row] ?? null]);
  return platforms.map((platform) => {
    const own = entries.filter((entry) => entry.platform === platform);
    const stated = statements.filter(({ statement }) => statement.platform === platform);
    const named = new Set(
      stated.filter(({ subject }) => !subject.isAny).flatMap(({ subject }) => subject.entries.map(({ voiceId }) => voiceId)),
    );
    const accounts = [...new Set(own.flatMap(({ account }) => account ?? []))].filter((account) => views.has(account));
    const from = (account: number): string[] => (views.get(account) ?? []).filter((view): view is string => view !== null);
    return {
      platform,
      accounts: new Set(own.map(nameOf)),
      statedAccounts: new Set(own.filter(({ voiceId }) => named.has(voiceId)).map(nameOf)),
      statementCount: stated.length,
      anyStatementCount: stated.filter(({ subject }) => subject.isAny).length,
      countries: [...new Set(stated.flatMap(({ statement }) => statement.country ?? []))].sort(),
      seen: new Set(accounts),
      seenFromAccounts: new Set(accounts.filter((account) => from(account).length > 0)),
      seenFrom: [...new Set(accounts.flatMap(from))].sort(),
    };
  });
}

function nameOf({ accountKey, handle }: RegistryAccount): string {
  return accountKey ?? `@${handle?.toLowerCase()}`;
}

/** One row a platform. */
export function coverageTable(coverage: readonly PlatformCoverage[]): Rows {
  const ints = (of: (row: PlatformCoverage) => number): Int32Array => Int32Array.from(coverage, of);
  return {
    rowCount: coverage.length,
    columns: {
      platform: coverage.map(({ platform }) => platform),
      voiceCount: ints(({ accounts }) => accounts.size),
      statedVoiceCount: ints(({ statedAccounts }) => statedAccounts.size),
      statementCount: ints(({ statementCount }) => statementCount),
      anyStatementCount: ints(({ anyStatementCount }) => anyStatementCount),
      countries: coverage.map(({ countries }) => countries.join(', ') || null),
      seenCount: ints(({ seen }) => seen.size),
      seenFromCount: ints(({ seenFromAccounts }) => seenFromAccounts.size),
      seenFrom: coverage.map(({ seenFrom }) => seenFrom.join(', ') || null),
    },
  };
}
