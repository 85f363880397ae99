import { AntiphonError } from '../../errors.js';
import { countryCode } from '../../registry/countries.js';
import { type CaseFile, isoTime } from '../../store/case-file.js';
import { shownTexts } from '../../store/case-names.js';
import type { KnownNames, Naming } from '../../store/naming.js';
import { observationsOf } from '../../store/observations.js';
import { publicMarks, type RegistryEntry, type Voice, voiceAccounts, voices } from '../../store/registry.js';
import { explainMatches, type MatchOutcome } from '../../store/registry-matching.js';
import { inExtent, readExtent } from '../report/read-timeline.js';

/** How an entry stands to the accounts of the case, as far as it may be told. */
export type ShownMatch = 'matched' | 'outside-dates' | 'ambiguous' | 'another-id' | 'another-platform' | 'not-in-case';

/** One entry of the registry, with its account where that may be named, and what the account did within the dates of the entry. */
export interface ShownVoice extends Omit<RegistryEntry, 'actorKey'> {
  readonly voiceId: number;
  readonly match: ShownMatch;
  readonly matchedBy: string | null;
  readonly account: string | null;
  readonly postCount: number | null;
  readonly firstPostAt: string | null;
  readonly lastPostAt: string | null;
  readonly lookCount: number | null;
  readonly followerCount: number | null;
  readonly followersAt: string | null;
}

/** An account that its user marked as public. */
export interface ShownMark {
  readonly account: string;
  readonly reason: string;
  readonly markedAt: string;
}

export interface ShownVoices {
  readonly entries: readonly ShownVoice[];
  /** Accounts with a mark alone. */
  readonly marked: readonly ShownMark[];
}

type Acts = Pick<ShownVoice, 'postCount' | 'firstPostAt' | 'lastPostAt'>;
type Looks = Pick<ShownVoice, 'lookCount' | 'followerCount' | 'followersAt'>;
const NO_POSTS: Acts = { postCount: 0, firstPostAt: null, lastPostAt: null };
const NO_LOOKS: Looks = { lookCount: 0, followerCount: null, followersAt: null };
const NOT_TOLD = { postCount: null, firstPostAt: null, lastPostAt: null, lookCount: null, followerCount: null, followersAt: null };

/** SQL condition: a time lies within the dates of an entry. */
const within = (time: string): string =>
  `(voice.valid_from IS NULL OR ${time} >= voice.valid_from) AND (voice.valid_to IS NULL OR ${time} <= voice.valid_to)`;

/**
 * The registry of a case as it may be shown: every entry as published; its account only where that may be named, so that an entry that never
 * holds for what the case knows leads to nobody.
 */
export function readVoices(file: CaseFile, naming: Naming): Promise<ShownVoices> {
  const kept = READ.get(naming.known.accounts) ?? new Map<string, Promise<ShownVoices>>();
  READ.set(naming.known.accounts, kept);
  const kind = `${naming.isRevealed} ${file.path}`;
  const known = kept.get(kind);
  if (known !== undefined) return known;
  const reading = readAll(file, naming);
  kept.set(kind, reading);
  reading.catch(() => kept.delete(kind));
  return reading;
}

/** By the accounts that may be named, which are read anew when the case changes. */
const READ = new WeakMap<KnownNames['accounts'], Map<string, Promise<ShownVoices>>>();

async function readAll(file: CaseFile, naming: Naming): Promise<ShownVoices> {
  const all = await voices(file);
  const outcomes = new Map((await explainMatches(file)).map(({ voiceId, outcome }) => [voiceId, outcome]));
  const accounts = new Map((await voiceAccounts(file)).map((match) => [match.voiceId, match]));
  const posts = await readActs(file);
  const looks = await readLooksOf(file);
  const codeOf = countryCodes(all);
  const entries = all.map((voice): ShownVoice => {
    const own = accounts.get(voice.voiceId);
    const head = {
      ...publishedOf(voice),
      polityCode: voice.polityCode ?? codeOf(voice.polity),
      hostCode: voice.hostCode ?? codeOf(voice.host),
    };
    if (own === undefined) return { ...head, ...NOT_TOLD, match: matchOf(outcomes.get(voice.voiceId)), matchedBy: null, account: null };
    if (!mayBeNamed(naming, own.accountKey)) return { ...head, ...NOT_TOLD, match: 'outside-dates', matchedBy: null, account: null };
    return {
      ...head,
      match: 'matched',
      matchedBy: own.matchedBy,
      account: naming.account(own.accountKey),
      ...(posts.get(voice.voiceId) ?? NO_POSTS),
      ...(looks.get(voice.voiceId) ?? NO_LOOKS),
    };
  });
  return { entries, marked: await readMarks(file, naming, new Set([...accounts.values()].map(({ accountId }) => accountId))) };
}

function mayBeNamed(naming: Naming, key: string): boolean {
  return naming.isRevealed || naming.known.accounts.has(key);
}

/** Codes of countries by name: as other entries have them, else by their name in English; null where entries do not agree. */
function countryCodes(all: readonly Voice[]): (name: string | null) => string | null {
  const codes = new Map<string, string | null>();
  const named = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    const name = countryCode(code) === code ? named.of(code) : undefined;
    if (name !== undefined) codes.set(name.toLowerCase(), code);
  }
  const stated = new Map<string, string | null>();
  const add = (name: string | null, code: string | null): void => {
    if (name === null || code === null) return;
    const known = stated.get(name.toLowerCase());
    stated.set(name.toLowerCase(), known === undefined || known === code ? code : null);
  };
  for (const { polity, polityCode, host, hostCode } of all) {
    add(polity, polityCode);
    add(host, hostCode);
  }
  for (const [name, code] of stated) codes.set(name, code);
  return (name) => (name === null ? null : (codes.get(name.toLowerCase()) ?? null));
}

function publishedOf({ actorKey: _actorKey, actorId: _actorId, sourceId: _sourceId, record: _record, ...published }: Voice) {
  return published;
}

/** An entry that matches, but whose account was not kept, is as one without. */
function matchOf(outcome: MatchOutcome | undefined): ShownMatch {
  if (outcome === undefined || outcome === 'matched' || outcome === 'not in the case') return 'not-in-case';
  return outcome.replaceAll(' ', '-') as ShownMatch;
}

async function readActs(file: CaseFile): Promise<Map<number, Acts>> {
  const rows = await file.rows<Acts & { voiceId: number }>(
    `SELECT voice_id AS "voiceId", count(*) AS "postCount", ${isoTime('min(posted_at)')} AS "firstPostAt", ${isoTime('max(posted_at)')} AS "lastPostAt"
     FROM voice_account JOIN voice USING (voice_id) JOIN post USING (account_id) WHERE ${within('posted_at')} GROUP BY voice_id`,
  );
  return new Map(rows.map(({ voiceId, ...acts }) => [voiceId, acts]));
}

async function readLooksOf(file: CaseFile): Promise<Map<number, Looks>> {
  const seen = await observationsOf(file, 'account'); // makes same_account
  const rows = await file.rows<Looks & { voiceId: number }>(
    `SELECT voice_id AS "voiceId", count(DISTINCT observed_at) AS "lookCount", arg_max(follower_count, (observed_at, seen.source_id)) AS "followerCount", ${isoTime('max(observed_at)')} AS "followersAt"
     FROM voice_account JOIN voice USING (voice_id) LEFT JOIN same_account USING (account_id)
     JOIN ${seen} seen ON seen.subject = coalesce(same_account.main_id, voice_account.account_id)
     WHERE observed_at IS NOT NULL AND follower_count IS NOT NULL AND ${within('observed_at')} GROUP BY voice_id`,
  );
  return new Map(rows.map(({ voiceId, ...looks }) => [voiceId, looks]));
}

async function readMarks(file: CaseFile, naming: Naming, registered: ReadonlySet<number>): Promise<ShownMark[]> {
  const marks = (await publicMarks(file)).filter(({ accountId }) => !registered.has(accountId));
  const reasons = await shownTexts(
    file,
    naming,
    marks.map(({ reason }) => reason),
  );
  return marks.map(({ accountKey, markedAt }, index) => ({
    account: naming.account(accountKey),
    reason: reasons[index] as string,
    markedAt,
  }));
}

/** Which entries are wanted; absent: all. */
export interface VoiceFilter {
  readonly polity?: string | undefined;
  readonly host?: string | undefined;
  readonly role?: string | undefined;
  readonly platform?: string | undefined;
  readonly match?: string | undefined;
  readonly search?: string | undefined;
}

const DIMENSIONS = ['polity', 'host', 'role', 'platform', 'match'] as const;
type Dimension = (typeof DIMENSIONS)[number];

/** Stands for what is not stated, in a filter. */
const NOT_STATED = '-';

/** By what entries are told apart: countries by their code where there is one, as lists write their names in several ways. */
function keyOf(entry: ShownVoice, dimension: Dimension): string | null {
  if (dimension === 'polity') return entry.polityCode ?? entry.polity;
  return dimension === 'host' ? (entry.hostCode ?? entry.host) : entry[dimension];
}

/** @param but A dimension whose condition is passed over. */
export function filterEntries(entries: readonly ShownVoice[], filter: VoiceFilter, but?: Dimension): ShownVoice[] {
  const words = folded(filter.search ?? '')
    .split(/\s+/)
    .filter((word) => word !== '');
  const wanted = DIMENSIONS.filter((dimension) => dimension !== but && filter[dimension] !== undefined);
  const meets = (entry: ShownVoice, dimension: Dimension): boolean =>
    filter[dimension] === NOT_STATED
      ? entry[dimension] === null
      : entry[dimension] === filter[dimension] || keyOf(entry, dimension) === filter[dimension];
  return entries.filter(
    (entry) => wanted.every((dimension) => meets(entry, dimension)) && (words.length === 0 || matchesWords(entry, words)),
  );
}

function matchesWords({ actor, institution, handle, account }: ShownVoice, words: readonly string[]): boolean {
  const text = folded(`${actor} ${institution ?? ''} ${handle ?? ''} ${account ?? ''}`);
  return words.every((word) => text.includes(word.replace(/^@/, '')));
}

function folded(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** Entries that meet some conditions, part of them as rows, and counted by each dimension. */
export function listVoices(
  { entries, marked }: ShownVoices,
  filter: VoiceFilter & { readonly offset?: number | undefined; readonly limit?: number | undefined },
) {
  const found = filterEntries(entries, filter);
  const offset = filter.offset ?? 0;
  const accounts = new Map<string, number>();
  for (const { account, postCount } of found) if (account !== null) accounts.set(account, (accounts.get(account) ?? 0) + (postCount ?? 0));
  return {
    entryCount: found.length,
    totalCount: entries.length,
    actorCount: new Set(found.map(({ polity, actor }) => `${polity}\u0000${actor}`)).size,
    accountCount: accounts.size,
    postCount: [...accounts.values()].reduce((sum, count) => sum + count, 0),
    offset,
    entries: found.slice(offset, offset + (filter.limit ?? 100)),
    counts: Object.fromEntries(
      DIMENSIONS.map((dimension) => [dimension, facet(filterEntries(entries, filter, dimension), dimension)]),
    ) as Record<Dimension, ReturnType<typeof facet>>,
    marked: [...marked],
  };
}

interface FacetRow {
  readonly key: string;
  readonly name: string | null;
  readonly entryCount: number;
  readonly matchedCount: number;
}

/** Entries by one dimension, most first, then by key; named as most of them write it. */
function facet(entries: readonly ShownVoice[], dimension: Dimension): FacetRow[] {
  const groups = new Map<string, { names: Map<string | null, number>; entryCount: number; matchedCount: number }>();
  for (const entry of entries) {
    const key = keyOf(entry, dimension) ?? NOT_STATED;
    const group = groups.get(key) ?? { names: new Map(), entryCount: 0, matchedCount: 0 };
    group.names.set(entry[dimension], (group.names.get(entry[dimension]) ?? 0) + 1);
    group.entryCount += 1;
    if (entry.account !== null) group.matchedCount += 1;
    groups.set(key, group);
  }
  return [...groups]
    .map(([key, { names, ...counts }]) => ({ key, name: [...names].reduce((most, one) => (one[1] > most[1] ? one : most))[0], ...counts }))
    .sort((a, b) => b.entryCount - a.entryCount || (a.key < b.key ? -1 : 1));
}

const DRAWN = 8;
const MOST_CANDIDATES = 300;

/** An entry that can be drawn. */
interface Candidate {
  readonly voiceId: number;
  readonly account: string;
  readonly label: string;
  readonly count: number;
}

/** Entries that have something to show, most first, one an account where nothing else tells them apart. */
function candidatesOf(entries: readonly ShownVoice[], count: 'lookCount' | 'postCount', least: number): Candidate[] {
  return entries
    .flatMap((entry) =>
      entry.account === null || (entry[count] ?? 0) < least
        ? []
        : [
            {
              voiceId: entry.voiceId,
              account: entry.account,
              label: labelOf(entry),
              count: entry[count] as number,
              size: entry.followerCount ?? 0,
            },
          ],
    )
    .sort((a, b) => b.count - a.count || b.size - a.size || a.voiceId - b.voiceId)
    .map(({ size: _size, ...candidate }) => candidate);
}

/** Signs that turn the direction of whatever follows them. */
const DIRECTIONS = /[\u202A-\u202E\u2066-\u2069]/g;

export function labelOf({ actor, handle }: Pick<ShownVoice, 'actor' | 'handle'>): string {
  const name = actor.replace(DIRECTIONS, '');
  return handle === null ? name : `${name} (@${handle.replace(DIRECTIONS, '')})`;
}

/** @throws AntiphonError `not-found`: no such entry, or none whose account may be named. */
function chosenOf(candidates: readonly Candidate[], entries: readonly ShownVoice[], wanted: string | undefined): Candidate[] {
  if (wanted === undefined) {
    const accounts = new Set<string>();
    return candidates.filter(({ account }) => accounts.size < DRAWN && !accounts.has(account) && accounts.add(account) !== undefined);
  }
  return [...new Set(wanted.split(',').map(Number))].map((voiceId) => {
    const entry = entries.find((one) => one.voiceId === voiceId);
    if (entry === undefined || entry.account === null)
      throw new AntiphonError('not-found', `there is no entry ${voiceId} with an account of the case; see /api/voices`);
    return { voiceId, account: entry.account, label: labelOf(entry), count: 0 };
  });
}

interface Series {
  readonly voiceId: number;
  readonly account: string;
  readonly label: string;
}
const headOf = ({ voiceId, account, label }: Candidate): Series => ({ voiceId, account, label });

/** Followers of some voices, look by look, within the dates of their entries. */
export async function readFollowerCurves(
  file: CaseFile,
  { entries }: ShownVoices,
  query: VoiceFilter & { readonly voices?: string | undefined },
) {
  const candidates = candidatesOf(filterEntries(entries, query), 'lookCount', 2);
  const chosen = chosenOf(candidates, entries, query.voices);
  const seen = await observationsOf(file, 'account'); // makes same_account
  const rows = await file.rows<{ voiceId: number; at: string; count: number; precision: number | null }>(
    `SELECT DISTINCT voice_id AS "voiceId", ${isoTime('observed_at')} AS at, follower_count AS count, observed_precision_seconds AS precision
     FROM voice_account JOIN voice USING (voice_id) LEFT JOIN same_account USING (account_id)
     JOIN ${seen} seen ON seen.subject = coalesce(same_account.main_id, voice_account.account_id)
     WHERE voice_id IN (${chosen.map(({ voiceId }) => voiceId).join(', ') || 'NULL'}) AND observed_at IS NOT NULL AND follower_count IS NOT NULL AND ${within('observed_at')}
     ORDER BY ALL`,
  );
  const series = chosen.map((one) => {
    const own = rows.filter(({ voiceId }) => voiceId === one.voiceId);
    return {
      ...headOf(one),
      observedAt: own.map(({ at }) => at),
      followerCount: own.map(({ count }) => count),
      precisionSeconds: own.map(({ precision }) => precision),
    };
  });
  return { candidates: candidates.slice(0, MOST_CANDIDATES), series };
}

/** When some voices posted, within the dates of their entries. */
export async function readVoicePosts(
  file: CaseFile,
  { entries }: ShownVoices,
  query: VoiceFilter & { readonly voices?: string | undefined },
) {
  const candidates = candidatesOf(filterEntries(entries, query), 'postCount', 1);
  const chosen = chosenOf(candidates, entries, query.voices);
  const extent = await readExtent(file);
  const shown = candidates.slice(0, MOST_CANDIDATES);
  if (extent === null) return { candidates: shown, bin: 'day' as const, from: null, to: null, series: [] };
  const rows = await file.rows<{ voiceId: number; start: string; count: number }>(
    `SELECT voice_id AS "voiceId", ${isoTime(`date_trunc('${extent.bin}', posted_at)`)} AS start, count(*) AS count
     FROM voice_account JOIN voice USING (voice_id) JOIN post USING (account_id)
     WHERE voice_id IN (${chosen.map(({ voiceId }) => voiceId).join(', ') || 'NULL'}) AND ${within('posted_at')} AND ${inExtent('posted_at', extent)} GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  return {
    candidates: shown,
    bin: extent.bin,
    from: new Date(extent.from).toISOString(),
    to: new Date(extent.to).toISOString(),
    series: chosen.map((one) => {
      const own = rows.filter(({ voiceId }) => voiceId === one.voiceId);
      return { ...headOf(one), starts: own.map(({ start }) => start), counts: own.map(({ count }) => count) };
    }),
  };
}
