import type { ContradictionKind } from '../../store/observation-contradictions.js';
import { STATUSES } from '../../store/observation-status.js';
import type { ObservationSummary, ObservedThing } from '../../store/observation-summary.js';
import type { NamedContradiction } from './read-observations.js';

const number = (value: number): string => value.toLocaleString('en');

/** `1 look`, `2,000 looks`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** Days as a person says them. */
export function daysText(days: number | null): string {
  if (days === null) return '–';
  if (days >= 1) return `${days >= 10 ? Math.round(days).toLocaleString('en') : days.toFixed(1)} days`;
  const seconds = days * 86_400;
  if (seconds >= 3600) return `${(seconds / 3600).toFixed(1)} hours`;
  return seconds >= 60 ? `${(seconds / 60).toFixed(1)} minutes` : `${seconds.toFixed(0)} seconds`;
}

const BINS: readonly (readonly [number, string])[] = [
  [1, 'once'],
  [2, 'twice'],
  [5, '3–5 times'],
  [10, '6–10 times'],
  [30, '11–30 times'],
  [Number.POSITIVE_INFINITY, 'over 30 times'],
];

/** How many were looked at so often, in a few steps; those that nothing falls into are left out. */
export function lookSteps({ lookCounts }: ObservationSummary): { readonly step: string; readonly things: number }[] {
  let from = 0;
  return BINS.flatMap(([to, step]) => {
    const things = lookCounts.filter(({ looks }) => looks > from && looks <= to).reduce((sum, one) => sum + one.things, 0);
    from = to;
    return things === 0 ? [] : [{ step, things }];
  });
}

/** Counts of accounts below this are not published. */
const LEAST_ACCOUNTS = 10;

/**
 * What is known of accounts or of posts, a line a subject.
 *
 * @param isPublished Counts of accounts under 10 are not told, nor those that would give them away.
 */
export function summaryLines(summary: ObservationSummary, isPublished = false): { readonly topic: string; readonly text: string }[] {
  const isHidden = (count: number): boolean => isPublished && summary.entity === 'account' && count > 0 && count < LEAST_ACCOUNTS;
  const things = (count: number): string => (isHidden(count) ? `<${LEAST_ACCOUNTS} accounts` : counted(count, summary.entity));
  const {
    entity,
    thingCount,
    sameCount,
    observedCount,
    datedCount,
    observationCount,
    undatedObservationCount,
    awaitedCount,
    gaps,
    views,
    lives,
  } = summary;
  const lines: { topic: string; text: string }[] = [
    {
      topic: 'observed',
      text: `${number(observedCount)} of ${counted(thingCount, entity)} by ${counted(observationCount, 'observation')}; ${number(datedCount)} at times that are known`,
    },
  ];
  const say = (topic: string, text: string): void => void lines.push({ topic, text });
  if (sameCount > 0)
    say(
      'read as one',
      `${counted(sameCount, 'account')} known by handle or rounded number alone, each with the one account that it can be`,
    );
  if (undatedObservationCount > 0)
    say('without time', `${counted(undatedObservationCount, 'observation')}: nobody knows when it was so (import --observed-at states it)`);
  if (awaitedCount > 0) say('waiting', `${counted(awaitedCount, 'observation')} of posts that the case does not hold`);
  if (summary.firstAt !== null) say('span', `${day(summary.firstAt)} to ${day(summary.lastAt)}`);
  const steps = lookSteps(summary);
  if (steps.length > 0) {
    const least = Math.min(...steps.filter(({ things: count }) => !isHidden(count)).map(({ things: count }) => count));
    const hides = steps.some(({ things: count }) => isHidden(count));
    // The total is told: a second number that is not keeps the first one from being worked out.
    const shown = hides ? steps.filter(({ things: count }) => count > least) : steps;
    say('how often', [...shown.map((one) => `${number(one.things)} ${one.step}`), ...(hides ? ['the others otherwise'] : [])].join(', '));
  }
  if (gaps.count > 0)
    say(
      'gaps',
      `${counted(gaps.count, 'gap')} between one look and the next, median ${daysText(gaps.medianDays)}, longest ${daysText(gaps.longestDays)}`,
    );
  const stated = summary.statuses.filter(({ status }) => status !== null);
  if (stated.length > 0)
    say(
      'statuses',
      stated
        .map((one) =>
          isHidden(one.things)
            ? `${one.status} (${things(one.things)})`
            : `${one.status} ${number(one.observations)} × (${things(one.things)})`,
        )
        .join(', '),
    );
  const named = views.filter(({ seenFrom, hasLogin }) => seenFrom !== null || hasLogin !== null);
  if (named.length > 0)
    say('seen from', views.map((view) => `${viewText(view.seenFrom, view.hasLogin)} ${number(view.observations)}`).join(', '));
  if (lives.count > 0) {
    const goneCount = lives.goneCount + lives.undatedGoneCount;
    if (isHidden(goneCount)) say('at the last', `${things(goneCount)} gone, the others there`);
    else if (isHidden(lives.thereCount)) say('at the last', `${things(lives.thereCount)} there, the others gone`);
    else say('at the last', livesText(summary));
  }
  if (lives.returnedCount > 0) say('came back', things(lives.returnedCount));
  return lines;
}

/** From where and how something was seen. */
export function viewText(seenFrom: string | null, hasLogin: boolean | null): string {
  const place = seenFrom ?? 'place not stated';
  return hasLogin === null ? place : `${place}, ${hasLogin ? 'with' : 'without'} login`;
}

function livesText({ entity, lives, views }: ObservationSummary): string {
  const parts = [`${counted(lives.thereCount, entity)} there`];
  if (lives.goneCount > 0) {
    const between = lives.goneCount - lives.exactCount - lives.neverThereCount;
    const how = [
      ...(lives.exactCount > 0 ? [`${number(lives.exactCount)} at a known moment`] : []),
      ...(lives.neverThereCount > 0 ? [`${number(lives.neverThereCount)} never seen before`] : []),
      ...(between > 0
        ? [`between two looks: median ${daysText(lives.intervalMedianDays)}, longest ${daysText(lives.intervalLongestDays)}`]
        : []),
    ];
    parts.push(`${number(lives.goneCount)} gone (${how.join('; ')})`);
  }
  if (lives.undatedGoneCount > 0) parts.push(`${number(lives.undatedGoneCount)} gone, nobody says when`);
  const isOfViews = views.some(({ seenFrom, hasLogin }) => seenFrom !== null || hasLogin !== null);
  return `${parts.join(', ')}${isOfViews ? '; each country and login counts by itself' : ''}`;
}

/** A day, or a moment to the second, of a time in ISO 8601. */
export function day(at: string | null): string {
  return at === null ? 'a time that nobody states' : at.slice(0, 10);
}

/** A time in ISO 8601; one at midnight as its day. */
export function shortTime(at: string | null): string {
  return at === null ? '' : at.replace('T00:00:00Z', '').replace('T', ' ');
}

/** A moment as far as it is known. */
export function moment(at: string | null, precisionSeconds: number | null): string {
  if (at === null) return 'not stated';
  if (precisionSeconds !== null && precisionSeconds >= 86_400) return at.slice(0, 10);
  return at.replace('T', ' ').replace(/:00Z$/, precisionSeconds === 60 ? 'Z' : ':00Z');
}

const TITLES: Readonly<Record<ContradictionKind, readonly [string, string]>> = {
  'there-after-gone': ['seen by one source after another one had found it gone, and nobody says that it came back', ''],
  'two-statuses': ['two statuses at one moment', 'two statuses within one day or minute, as far as times are known'],
  'follower-counts': [
    'several follower counts at one moment',
    'several follower counts within one day or minute, as far as times are known, or one of them rounded',
  ],
  'created-at': ['several dates of creation', ''],
  'posts-after-gone': ['posts from after it was gone', ''],
  'fewer-posts': ['', 'fewer posts than before; posts can be deleted'],
};

/** Contradictions and notes of one kind, in the order of the kinds, contradictions first. */
export function contradictionGroups(
  found: readonly NamedContradiction[],
): { readonly title: string; readonly isNote: boolean; readonly rows: readonly NamedContradiction[] }[] {
  return [false, true].flatMap((isNote) =>
    (Object.keys(TITLES) as ContradictionKind[]).flatMap((kind) => {
      const rows = found.filter((one) => one.kind === kind && one.isNote === isNote);
      return rows.length === 0 ? [] : [{ title: TITLES[kind][isNote ? 1 : 0], isNote, rows }];
    }),
  );
}

/** One contradiction as a sentence without its end. */
export function contradictionText({
  entity,
  name,
  at,
  otherAt,
  stated,
  otherStated,
  seenFrom,
  hasLogin,
  sourceIds,
}: NamedContradiction): string {
  const from = seenFrom === null && hasLogin === null ? '' : `, ${viewText(seenFrom, hasLogin)}`;
  const when = (time: string | null): string => (time === null ? '' : ` (${shortTime(time)})`);
  return `${entity} ${name}${from}: ${stated}${when(at)}, ${otherStated}${otherAt === at ? '' : when(otherAt)}; source ${[...new Set(sourceIds)].join(', ')}`;
}

type Life = Pick<ObservedThing, 'firstSeenAt' | 'lastAliveAt' | 'goneAt' | 'goneStatus' | 'isExact' | 'returnCount'>;

/** The life of an account or post in one view, in a sentence without its end. */
export function lifeText(life: Life): string {
  const since =
    life.firstSeenAt === null
      ? 'never seen there'
      : `there first on ${shortTime(life.firstSeenAt)}, last on ${shortTime(life.lastAliveAt)}`;
  const end = life.goneStatus === null ? 'there at the last look' : `${life.goneStatus}, ${goneText(life)}`;
  const back = life.returnCount === 0 ? '' : `; came back ${life.returnCount === 1 ? 'once' : `${life.returnCount} times`}`;
  return `${since}; ${end}${back}`;
}

function goneText({ goneAt, lastAliveAt, isExact }: Life): string {
  if (goneAt === null) return 'nobody says when';
  if (isExact) return `at ${shortTime(goneAt)}`;
  return lastAliveAt === null ? `by ${shortTime(goneAt)}` : `in (${shortTime(lastAliveAt)}, ${shortTime(goneAt)}]`;
}

/** What each status means, for a legend. */
export function statusMeaning(name: string): string {
  return STATUSES.find((status) => status.name === name)?.meaning ?? '';
}
