import { AntiphonError } from '../../errors.js';
import type { CaseEvent } from '../../store/events.js';
import type { RegisteredSpeaker, SpeakerPosts } from '../../store/speakers.js';
import { entriesMeeting, type Speaker, speakersOf } from './speakers.js';

const MOST_SIDES = 6;
const FLAG = '--sides (sides)';
const EVENT_FLAG = '--event (event)';

/** One side of a duel: its name and its voices. */
export interface Side {
  readonly label: string;
  readonly speakers: readonly Speaker[];
}

/**
 * The sides that a text names, such as `A: handle=a; B: polity=China`.
 *
 * @throws AntiphonError `parameter`: fewer than two sides, a condition that nobody meets, one name or account twice.
 */
export function namedSides(entries: readonly RegisteredSpeaker[], text: string): Side[] {
  const parts = text.split(';').map((part) => part.trim());
  if (parts.length < 2 || parts.includes(''))
    throw new AntiphonError(
      'parameter',
      `${FLAG} has two sides or more, parted by ";", such as "A: handle=a_embassy; B: polity=China", got "${text}"`,
    );
  const sides = parts.map((part): Side => {
    const colon = part.indexOf(':');
    const isNamed = colon !== -1 && !part.slice(0, colon).includes('=');
    const conditions = isNamed ? part.slice(colon + 1) : part;
    const speakers = speakersOf(entriesMeeting(entries, conditions, undefined, FLAG));
    return { label: isNamed ? part.slice(0, colon).trim() : part, speakers };
  });
  const labels = new Set(sides.map(({ label }) => label));
  if (labels.size < sides.length) throw new AntiphonError('parameter', `${FLAG} names two sides alike; give each a name before a colon`);
  const sideOf = new Map<number, string>();
  for (const { label, speakers } of sides)
    for (const { account } of speakers) {
      const other = sideOf.get(account);
      if (other !== undefined)
        throw new AntiphonError(
          'parameter',
          `${FLAG}: the sides "${other}" and "${label}" have an account in common; make their conditions exclude each other`,
        );
      sideOf.set(account, label);
    }
  return sides;
}

/**
 * Each state of the registry as a side, those with most posts first.
 *
 * @throws AntiphonError `parameter` where there are fewer than two.
 */
export function sidesByPolity(entries: readonly RegisteredSpeaker[], posts: SpeakerPosts): Side[] {
  const postCounts = new Map<number, number>();
  for (const account of posts.account) postCounts.set(account, (postCounts.get(account) ?? 0) + 1);
  const polities = [...new Set(entries.map(({ polity }) => polity))].sort();
  const seen = new Set<number>();
  const sides = polities.map((polity) => {
    // An account that speaks for two states stands with the first by name, so that no post counts twice.
    const speakers = speakersOf(entries.filter((entry) => entry.polity === polity && !seen.has(entry.account)));
    for (const { account } of speakers) seen.add(account);
    return { label: polity, speakers, postCount: speakers.reduce((sum, { account }) => sum + (postCounts.get(account) ?? 0), 0) };
  });
  const posting = sides.filter(({ postCount }) => postCount > 0).sort((a, b) => b.postCount - a.postCount);
  if (posting.length < 2)
    throw new AntiphonError(
      'parameter',
      `${FLAG} must be given, such as "A: handle=a_embassy; B: handle=b_embassy": the voices with posts in the case speak for ${posting.length === 1 ? 'one state' : 'none'}`,
    );
  return posting.slice(0, MOST_SIDES).map(({ label, speakers }) => ({ label, speakers }));
}

/** The event of a duel: its instant in microseconds since 1970, and what it is called. */
export interface DuelEvent {
  readonly at: number;
  readonly title: string | null;
}

/**
 * The event that a text names: a title, a part of one title, or a date.
 *
 * @throws AntiphonError `parameter`, listing the events of the case.
 */
export function duelEvent(events: readonly CaseEvent[], text: string | undefined): DuelEvent {
  const listed =
    events.length === 0
      ? 'the case has none'
      : `the case has ${events
          .slice(0, 8)
          .map(({ title }) => `"${title}"`)
          .join(', ')}${events.length > 8 ? ', …' : ''}`;
  if (text === undefined) {
    const [only] = events;
    if (only !== undefined && events.length === 1) return only;
    throw new AntiphonError('parameter', `${EVENT_FLAG} must be given, as a date such as 2021-06-07 or the title of an event; ${listed}`);
  }
  const wanted = text.trim().toLowerCase();
  const exact = events.filter(({ title }) => title.toLowerCase() === wanted);
  const found = exact.length > 0 ? exact : events.filter(({ title }) => title.toLowerCase().includes(wanted));
  if (found.length === 1) return found[0] as CaseEvent;
  if (found.length > 1)
    throw new AntiphonError(
      'parameter',
      `${EVENT_FLAG}: ${found.length} events of the case are called "${text}"; give the date of one, such as ${isoTime(found[0] as CaseEvent)}`,
    );
  const isDate = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:\d{2})?)?$/.test(text.trim());
  const at = isDate
    ? Date.parse(/T.*\d$/.test(text.trim()) && !/[+-]\d{2}:\d{2}$/.test(text.trim()) ? `${text.trim()}Z` : text.trim())
    : Number.NaN;
  if (Number.isNaN(at))
    throw new AntiphonError(
      'parameter',
      `${EVENT_FLAG} is neither a date such as 2021-06-07 nor the title of an event, got "${text}"; ${listed}`,
    );
  return { at: at * 1000, title: null };
}

function isoTime({ at }: CaseEvent): string {
  return new Date(at / 1000).toISOString().slice(0, 19);
}
