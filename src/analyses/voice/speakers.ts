import Type from 'typebox';
import { AntiphonError } from '../../errors.js';
import type { WorkContext } from '../../model.js';
import type { CaseReads } from '../../store/reads.js';
import type { RegisteredSpeaker, SpeakerPosts } from '../../store/speakers.js';
import type { AccountList } from '../analysis.js';
import { listedAccounts } from '../coordination/listed-accounts.js';
import { accountsParameter } from '../parameters.js';

/** What conditions on voices may name. */
const KEYS = ['actor', 'handle', 'host', 'institution', 'level', 'parent', 'platform', 'polity', 'role'] as const;
type Key = (typeof KEYS)[number];

/** Which voices an analysis looks at. */
export const voicesParameter = Type.Optional(
  Type.String({
    minLength: 1,
    description: `Which voices of the registry, by conditions such as \`polity=China, role=embassy|consulate\`: all must hold, \`|\` parts values, names of countries may be codes. Keys: ${KEYS.join(', ')}. Default: all of them; in a case where nobody is registered, every account.`,
  }),
);

/** Which accounts an analysis looks at instead of voices. */
export const speakerListParameter = Type.Optional(
  accountsParameter('File that names the accounts to look at, by identifier or handle, registered or not. Default: the voices.'),
);

/** An account that is looked at, and the times for which it counts. */
export interface Speaker {
  /** Number in code-point order. */
  readonly account: number;
  /** Entries of the registry that chose it, none for an account that is not registered. */
  readonly entries: readonly RegisteredSpeaker[];
  /** Times for which it counts, microseconds since 1970, both ends within, apart from each other and ascending. */
  readonly spans: readonly { readonly from: number; readonly to: number }[];
}

export interface Speakers {
  /** By account. */
  readonly speakers: readonly Speaker[];
  /** What they are, for sentences. */
  readonly are: 'voices' | 'accounts';
}

/**
 * The accounts to look at: those of a list, else the voices of the registry that meet the conditions, else, where nobody is registered,
 * every account. An account of the registry counts only within the dates of its entries, one from a list at all times.
 *
 * @throws AntiphonError `parameter`: no such key, nobody meets the conditions; `no-data`: conditions, but no registry.
 */
export async function chooseSpeakers(
  reads: CaseReads,
  { voices, list }: { readonly voices?: string | undefined; readonly list?: AccountList | undefined },
  context: WorkContext,
): Promise<Speakers> {
  if (list !== undefined && voices !== undefined)
    throw new AntiphonError('parameter', '--voices (voices) and --accounts (accounts) exclude each other: give one');
  if (list !== undefined) {
    const { accounts } = await listedAccounts(reads, '--accounts (accounts)', list, 1, context);
    return { speakers: Array.from(accounts, atAllTimes), are: 'accounts' };
  }
  const entries = await reads.registeredSpeakers();
  if (entries.length === 0) {
    if (voices !== undefined)
      throw new AntiphonError(
        'no-data',
        '--voices (voices) needs a registry whose accounts are in the case: import one, see docs/registry.md',
      );
    return { speakers: Array.from({ length: (await reads.sizes()).accountCount }, (_, account) => atAllTimes(account)), are: 'accounts' };
  }
  return { speakers: speakersOf(voices === undefined ? entries : entriesMeeting(entries, voices)), are: 'voices' };
}

/**
 * The entries that meet conditions such as `polity=China, role=embassy|consulate`; case and blanks at the ends make no difference.
 *
 * @throws AntiphonError `parameter`, naming the condition that is none, or what no entry meets.
 */
export function entriesMeeting<Entry extends ConditionFields>(
  entries: readonly Entry[],
  conditions: string,
  among = 'voice of the registry with an account in the case',
  flag = '--voices (voices)',
): Entry[] {
  let left = [...entries];
  for (const condition of conditions.split(',')) {
    const [key = '', ...rest] = condition.split('=');
    const name = key.trim().toLowerCase() as Key;
    const values = rest
      .join('=')
      .split('|')
      .map((value) => value.trim().toLowerCase().replace(/^@/, ''));
    if (!KEYS.includes(name) || rest.length === 0 || values.includes(''))
      throw new AntiphonError(
        'parameter',
        `${flag} has conditions such as polity=China with the keys ${KEYS.join(', ')}, got "${condition.trim()}"`,
      );
    left = left.filter((entry) => valuesOf(entry, name).some((value) => values.includes(value.toLowerCase())));
    if (left.length === 0) throw new AntiphonError('parameter', `${flag}: no ${among} meets "${condition.trim()}"`);
  }
  return left;
}

/** What conditions look at. */
type ConditionFields = Pick<RegisteredSpeaker, Key | 'polityCode' | 'hostCode'>;

function valuesOf(entry: ConditionFields, key: Key): string[] {
  const code = key === 'polity' ? entry.polityCode : key === 'host' ? entry.hostCode : null;
  return [entry[key], code].filter((value): value is string => value !== null);
}

/** The accounts of some entries, each with the union of their dates. */
export function speakersOf(entries: readonly RegisteredSpeaker[]): Speaker[] {
  return [...groupByAccount(entries)].sort(([a], [b]) => a - b).map(([account, own]) => ({ account, entries: own, spans: union(own) }));
}

function groupByAccount(entries: readonly RegisteredSpeaker[]): Map<number, RegisteredSpeaker[]> {
  const groups = new Map<number, RegisteredSpeaker[]>();
  for (const entry of entries) groups.set(entry.account, [...(groups.get(entry.account) ?? []), entry]);
  return groups;
}

function union(entries: readonly RegisteredSpeaker[]): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (const { from, to } of [...entries].sort((a, b) => a.from - b.from)) {
    const last = spans.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else spans.push({ from, to });
  }
  return spans;
}

function atAllTimes(account: number): Speaker {
  return { account, entries: [], spans: [{ from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }] };
}

/** True if a speaker counts at a time. */
export function speaksAt({ spans }: Speaker, time: number): boolean {
  return spans.some(({ from, to }) => time >= from && time <= to);
}

/** The posts of some speakers at times for which they count, with the place of the speaker of each; order as `SpeakerPosts`. */
export async function postsOf(reads: CaseReads, speakers: readonly Speaker[]): Promise<SpeakerPosts & { readonly speaker: Int32Array }> {
  const accountCount = (await reads.sizes()).accountCount;
  const isAll = speakers.length === accountCount && speakers.every(({ entries }) => entries.length === 0);
  const posts = await reads.speakerPosts(isAll ? null : Int32Array.from(speakers, ({ account }) => account));
  const placeOf = new Int32Array(accountCount).fill(-1);
  for (const [place, { account }] of speakers.entries()) placeOf[account] = place;
  const speaker = posts.account.map((account) => placeOf[account]);
  if (speakers.every(({ entries }) => entries.length === 0)) return { ...posts, speaker };
  const kept = Int32Array.from(posts.time.keys()).filter((row) => speaksAt(speakers[speaker[row]] as Speaker, posts.time[row]));
  const ints = (values: Int32Array): Int32Array => kept.map((row) => values[row]);
  const floats = (values: Float64Array): Float64Array => Float64Array.from(kept, (row) => values[row]);
  return {
    length: kept.length,
    account: ints(posts.account),
    post: ints(posts.post),
    speaker: ints(speaker),
    time: floats(posts.time),
    kind: Uint8Array.from(kept, (row) => posts.kind[row]),
    likeCount: floats(posts.likeCount),
    repostCount: floats(posts.repostCount),
    replyCount: floats(posts.replyCount),
    viewCount: floats(posts.viewCount),
  };
}
