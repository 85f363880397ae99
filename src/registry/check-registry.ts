import type { CaseFile } from '../store/case-file.js';
import { publicAccounts, type Voice, voiceAccounts, voices } from '../store/registry.js';
import { explainMatches, type MatchOutcome, type MatchRow, otherHandles } from '../store/registry-matching.js';
import { dateText } from './dates.js';
import { nameKey } from './merge-actors.js';

/** What `check` looks for, in its order, and what each means. */
export const CHECKS = {
  duplicate: 'entries of one actor and account whose dates overlap',
  'two actors': 'accounts that several actors speak through at the same time',
  'office overlap': 'actors with several accounts on one platform at the same time',
  gap: 'days on which an actor or a handle has no entry, between two that it has',
  'missing parent': 'parents that no entry is about',
  ambiguous: 'handles that several accounts of the case bear or bore: none was chosen',
  'outside dates': 'accounts of the case that bear a registered handle outside its dates',
  'another id': 'accounts of the case that bear a registered handle under another identifier',
  'another platform': 'registered handles that the case knows from another platform only',
  'not in the case': 'entries without an account in the case',
  'changed handle': 'registered accounts that the case knows under another handle too',
  'platform not known': 'accounts that matched though the case does not know their platform',
} as const;

export type CheckKind = keyof typeof CHECKS;

/** One thing that `check` found. */
export interface RegistryIssue {
  readonly kind: CheckKind;
  /** Numbers of the entries that it is about. */
  readonly entries: readonly number[];
  readonly message: string;
}

/**
 * Looks through the registry of a case: what its entries say of each other, and how they stand to the accounts of the case.
 *
 * Changes nothing. Accounts of the case that may not be named are counted, as a pseudonym beside a handle would say whose it is.
 *
 * @param isRevealed Names them all the same.
 */
export async function checkRegistry(file: CaseFile, isRevealed = false): Promise<RegistryIssue[]> {
  const all = await voices(file);
  const byNumber = new Map(all.map((voice) => [voice.voiceId, voice]));
  const matched = await voiceAccounts(file);
  const accountOf = new Map(matched.map((match) => [match.voiceId, match.accountId]));
  const named = await publicAccounts(file);
  const issues = [...duplicates(all), ...sharedAccounts(all, accountOf), ...offices(all), ...missing(all)];
  const mayName = (accountId: number | undefined): boolean => isRevealed || (accountId !== undefined && named.has(accountId));
  issues.push(...matchIssues(await explainMatches(file), byNumber, mayName));
  for (const { voiceId, otherHandle, firstAt, lastAt } of await otherHandles(file)) {
    const when = firstAt === null ? 'at a time that is not stated' : firstAt === lastAt ? `on ${firstAt}` : `from ${firstAt} to ${lastAt}`;
    const shown = mayName(accountOf.get(voiceId)) ? `@${otherHandle}` : 'otherwise';
    issues.push(issue('changed handle', [voiceId], `${titleOf(byNumber.get(voiceId))} was called ${shown} ${when}`));
  }
  for (const { voiceId, matchedBy } of matched)
    if (matchedBy.includes('not known'))
      issues.push(issue('platform not known', [voiceId], `${titleOf(byNumber.get(voiceId))} matched by ${matchedBy.split(',')[0]}`));
  const order = Object.keys(CHECKS);
  return issues.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || (a.entries[0] ?? 0) - (b.entries[0] ?? 0));
}

function issue(kind: CheckKind, entries: readonly number[], message: string): RegistryIssue {
  return { kind, entries, message };
}

/** An entry as it is called in messages: `twitter @handle (Actor), 2019-01-01 to 2020-02-29`. */
export function titleOf(voice: Voice | undefined): string {
  if (voice === undefined) return 'an entry';
  const account = voice.handle === null ? `id ${voice.accountKey}` : `@${voice.handle}`;
  const dates = voice.validFrom === null && voice.validTo === null ? '' : `, ${datesOf(voice)}`;
  return `${voice.platform} ${account} (${voice.actor})${dates}`;
}

/** The dates of an entry: `2019-01-01 to 2020-02-29`, `since …`, `until …`, or none. */
export function datesOf({ validFrom, validTo }: Pick<Voice, 'validFrom' | 'validTo'>): string {
  const [from, to] = [
    validFrom === null ? null : dateText(validFrom, 'first').slice(0, 10),
    validTo === null ? null : dateText(validTo, 'last').slice(0, 10),
  ];
  if (from === null) return to === null ? '' : `until ${to}`;
  return to === null ? `since ${from}` : `${from} to ${to}`;
}

const FIRST = '0000';
const LAST = '9999';

function overlap(a: Voice, b: Voice): boolean {
  return (a.validFrom ?? FIRST) <= (b.validTo ?? LAST) && (b.validFrom ?? FIRST) <= (a.validTo ?? LAST);
}

function groupsOf(all: readonly Voice[], key: (voice: Voice) => string | null): Map<string, Voice[]> {
  const groups = new Map<string, Voice[]>();
  for (const voice of all) {
    const name = key(voice);
    if (name === null) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [voice]);
    else group.push(voice);
  }
  for (const group of groups.values())
    group.sort((a, b) => ((a.validFrom ?? FIRST) < (b.validFrom ?? FIRST) ? -1 : 1) || a.voiceId - b.voiceId);
  return groups;
}

/** Neighbours in time of a group, each with the later one. */
function* neighbours(group: readonly Voice[]): Generator<[Voice, Voice]> {
  for (const [index, voice] of group.entries()) {
    const next = group[index + 1];
    if (next !== undefined) yield [voice, next];
  }
}

const accountText = (voice: Voice): string => `${voice.platform}\u0000${voice.handle?.toLowerCase() ?? `id ${voice.accountKey}`}`;

function duplicates(all: readonly Voice[]): RegistryIssue[] {
  const issues: RegistryIssue[] = [];
  for (const group of groupsOf(all, (voice) => `${voice.actorKey}\u0000${accountText(voice)}`).values())
    for (const [a, b] of neighbours(group))
      if (overlap(a, b)) issues.push(issue('duplicate', [a.voiceId, b.voiceId], `${titleOf(a)} and ${datesOf(b) || 'without dates'}`));
  return issues;
}

/** Accounts of several actors, by the account of the case where there is one, else by identifier or handle. */
function sharedAccounts(all: readonly Voice[], accountOf: ReadonlyMap<number, number>): RegistryIssue[] {
  const issues: RegistryIssue[] = [];
  const key = (voice: Voice): string => (accountOf.has(voice.voiceId) ? `account ${accountOf.get(voice.voiceId)}` : accountText(voice));
  for (const group of groupsOf(all, key).values()) {
    const first = group[0] as Voice;
    const others = group.filter(
      (voice) => voice.actorKey !== first.actorKey && group.some((other) => other.actorKey !== voice.actorKey && overlap(voice, other)),
    );
    if (others.length === 0) continue;
    const actors = [
      ...new Set([first, ...others].map((voice) => `${voice.actor}${voice.institution === null ? '' : `, ${voice.institution}`}`)),
    ];
    const entries = [first, ...others].map((voice) => voice.voiceId);
    issues.push(
      issue(
        'two actors',
        entries,
        `${first.platform} ${first.handle === null ? `id ${first.accountKey}` : `@${first.handle}`}: ${actors.join('; ')}`,
      ),
    );
  }
  return issues;
}

/** Several accounts of one office at once, and days without any, where dates are given. */
function offices(all: readonly Voice[]): RegistryIssue[] {
  const issues: RegistryIssue[] = [];
  for (const group of groupsOf(all, (voice) => `${voice.actorKey}\u0000${voice.platform}\u0000${voice.role}`).values()) {
    if (group.every((voice) => voice.validFrom === null && voice.validTo === null)) continue;
    for (const [a, b] of neighbours(group))
      if (accountText(a) !== accountText(b) && overlap(a, b))
        issues.push(issue('office overlap', [a.voiceId, b.voiceId], `${titleOf(a)} and ${titleOf(b)}`));
    let reached = group[0] as Voice;
    for (const voice of group.slice(1)) {
      const days = gapDays(reached, voice);
      if (days >= 1)
        issues.push(
          issue(
            'gap',
            [reached.voiceId, voice.voiceId],
            `${voice.actor} on ${voice.platform}: ${daysText(days)} between ${shortDate(reached.validTo)} and ${shortDate(voice.validFrom)}`,
          ),
        );
      if ((voice.validTo ?? LAST) > (reached.validTo ?? LAST)) reached = voice;
    }
  }
  return issues;
}

function gapDays(a: Voice, b: Voice): number {
  if (a.validTo === null || b.validFrom === null) return 0;
  return (Date.parse(b.validFrom) - Date.parse(a.validTo)) / 86_400_000;
}

function daysText(days: number): string {
  const whole = Math.round(days);
  return `${whole.toLocaleString('en')} ${whole === 1 ? 'day' : 'days'}`;
}

function shortDate(instant: string | null): string {
  return instant?.slice(0, 10) ?? '';
}

function missing(all: readonly Voice[]): RegistryIssue[] {
  const names = new Set(all.flatMap((voice) => [voice.actorKey, nameKey(voice.polity, voice.actor)]));
  const orphans = all.filter(({ parent, polity }) => parent !== null && !names.has(parent) && !names.has(nameKey(polity, parent)));
  return [...groupsOf(orphans, (voice) => nameKey(voice.polity, voice.parent as string)).values()].map((group) => {
    const ids = group.map((voice) => voice.voiceId);
    return issue('missing parent', ids, `${(group[0] as Voice).parent}: parent of ${ids.length} ${ids.length === 1 ? 'entry' : 'entries'}`);
  });
}

const OUTCOMES: Readonly<Record<Exclude<MatchOutcome, 'matched'>, CheckKind>> = {
  ambiguous: 'ambiguous',
  'outside dates': 'outside dates',
  'another id': 'another id',
  'another platform': 'another platform',
  'not in the case': 'not in the case',
};

/** Which accounts of the case stand against an entry: by identifier those that may be named, the others as a number. */
function matchIssues(
  rows: readonly MatchRow[],
  byNumber: ReadonlyMap<number, Voice>,
  mayName: (accountId: number) => boolean,
): RegistryIssue[] {
  const perEntry = new Map<number, MatchRow[]>();
  for (const row of rows) if (row.outcome !== 'matched') perEntry.set(row.voiceId, [...(perEntry.get(row.voiceId) ?? []), row]);
  return [...perEntry].map(([voiceId, group]) => {
    const accounts = group.filter((row) => row.accountId !== null);
    const named = accounts.filter((row) => mayName(row.accountId as number)).map((row) => row.accountKey as string);
    const others = accounts.length - named.length;
    const shown = [...named.sort(), ...(others === 0 ? [] : [`${others} ${others === 1 ? 'account' : 'accounts'} of the case`])].join(', ');
    const kind = OUTCOMES[(group[0] as MatchRow).outcome as Exclude<MatchOutcome, 'matched'>];
    return issue(kind, [voiceId], `${titleOf(byNumber.get(voiceId))}${shown === '' ? '' : `: ${shown}`}`);
  });
}
