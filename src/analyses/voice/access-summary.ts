import { countOf } from '../coordination/network.js';
import type { AccessContradiction } from './access-contradictions.js';
import type { PlatformCoverage } from './access-coverage.js';
import type { AccessLane, SubjectStatement } from './access-lanes.js';

const MOST_NAMED = 3;

/** What is told of a result, in sentences and named numbers. */
export function accessSummary(result: {
  readonly statements: readonly SubjectStatement[];
  readonly lanes: readonly AccessLane[];
  readonly contradictions: readonly AccessContradiction[];
  readonly coverage: readonly PlatformCoverage[];
}): { summary: string[]; figures: Record<string, number | null> } {
  const { statements, lanes, contradictions, coverage } = result;
  const gone = lanes.filter(({ basis, status }) => basis === 'observed' && status !== 'alive');
  const seen = lanes.filter(({ basis, status, country }) => basis === 'observed' && status === 'alive' && country !== null);
  const sum = (of: (row: PlatformCoverage) => number): number => coverage.reduce((total, row) => total + of(row), 0);
  const [voices, stated, looked] = [
    sum(({ accounts }) => accounts.size),
    sum(({ statedAccounts }) => statedAccounts.size),
    sum(({ seenFromAccounts }) => seenFromAccounts.size),
  ];
  return {
    summary: [
      statedSentence(statements),
      ...restrictions(lanes),
      `Observed beside: ${gone.length === 0 ? 'nothing gone' : `${countOf(gone.length, 'end')} (${tallied(gone.map(({ status }) => status))})`}, ${seen.length === 0 ? 'no look from a stated country' : `${seen.length === 1 ? '1 life' : `${seen.length.toLocaleString('en')} lives`} seen from a stated country`}.`,
      contradictions.length === 0
        ? 'Nothing that is stated contradicts another statement or a look.'
        : `${countOf(contradictions.length, 'pair')} ${contradictions.length === 1 ? 'does' : 'do'} not go together (${tallied(contradictions.map(({ kind }) => kind))}); none is resolved.`,
      `Not covered: ${(voices - stated).toLocaleString('en')} of ${countOf(voices, 'account')} of the registry are named in no statement, and ${(voices - looked).toLocaleString('en')} were looked for from no stated country${uncovered(coverage)}; of these nothing is known, which is not the same as access.`,
    ],
    figures: {
      statementCount: statements.length,
      observedGoneCount: gone.length,
      observedSeenCount: seen.length,
      contradictionCount: contradictions.length,
      registryAccountCount: voices,
      statedAccountCount: stated,
      lookedFromCountryCount: looked,
    },
  };
}

function statedSentence(statements: readonly SubjectStatement[]): string {
  if (statements.length === 0) return 'No statements of access.';
  const platforms = new Set(statements.map(({ statement }) => statement.platform)).size;
  const countries = new Set(statements.flatMap(({ statement }) => statement.country ?? [])).size;
  const open = statements.filter(({ statement }) => statement.until === null).length;
  return `${countOf(statements.length, 'statement')} of access on ${countOf(platforms, 'platform')} and ${countries === 1 ? '1 country' : `${countries.toLocaleString('en')} countries`}: ${tallied(statements.map(({ statement }) => statement.status))}; ${open.toLocaleString('en')} without an end.`;
}

/** The restrictions that begin first, with their reasons. */
function restrictions(lanes: readonly AccessLane[]): string[] {
  const against = lanes
    .filter(({ basis, status }) => basis === 'stated' && status !== 'allowed')
    .sort((a, b) => a.since - b.since || (a.voice < b.voice ? -1 : 1));
  if (against.length === 0) return [];
  const named = against.slice(0, MOST_NAMED).map(({ voice, platform, country, status, since, until, reason }) => {
    const from = Number.isFinite(since) ? ` since ${day(since)}` : '';
    const to = Number.isFinite(until) ? ` until ${day(until)}` : '';
    return `${voice === 'any' ? 'any voice' : voice} on ${platform} ${status} ${country === null ? 'everywhere' : `in ${country}`}${from}${to} (${reason === null ? 'no reason stated' : `stated reason: ${reason}`})`;
  });
  return [
    `Stated: ${named.join('; ')}${against.length > MOST_NAMED ? `; and ${(against.length - MOST_NAMED).toLocaleString('en')} more in the table` : ''}.`,
  ];
}

function uncovered(coverage: readonly PlatformCoverage[]): string {
  const silent = coverage.filter(({ statementCount }) => statementCount === 0).map(({ platform }) => platform);
  return silent.length === 0
    ? ''
    : `; no statement at all on ${silent.slice(0, 5).join(', ')}${silent.length > 5 ? `, and ${silent.length - 5} more platforms` : ''}`;
}

function day(at: number): string {
  return new Date(Math.floor(at / 1000)).toISOString().slice(0, 10);
}

/** How often each word stands, the most frequent first. */
function tallied(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([word, count]) => `${word} ${count.toLocaleString('en')}`)
    .join(', ');
}
