import type { Estimate } from '../../kernels/changes/count-rate.js';
import { countOf } from '../coordination/network.js';
import { DAY_MICROSECONDS } from './daily-counts.js';
import type { DuelDays, SideDays } from './duel-days.js';
import type { Outcome } from './duel-outcomes.js';
import type { DuelEvent } from './duel-sides.js';
import type { DuelWindow, FollowerRow } from './duel-tables.js';

const LEVEL = 0.05;

interface Ground {
  readonly event: DuelEvent;
  readonly days: DuelDays;
  readonly window: DuelWindow;
  readonly asked: DuelWindow;
  readonly sides: readonly SideDays[];
  readonly followers: readonly FollowerRow[];
}

/** The result of a duel in sentences, with the numbers behind them. */
export function duelSummary(outcomes: readonly Outcome[], { event, window, asked, sides, followers }: Ground) {
  const sentences = sides.map((side) =>
    sideSentence(
      side.side.label,
      outcomes,
      followers.find((row) => row.side === side),
    ),
  );
  const standing = outcomes.filter(({ pHolm }) => pHolm <= LEVEL);
  const tested = outcomes.filter(({ p }) => !Number.isNaN(p));
  const most = tested.reduce((highest, { placeboCount }) => Math.max(highest, placeboCount), 0);
  sentences.push(
    `${standing.length} of ${countOf(tested.length, 'comparison')} stand out of what all dates of the same series show (p ≤ ${LEVEL}, Holm over all of them)${standing.length === 0 ? '' : `: ${standing.map(({ side, name }) => `${side}, ${name}`).join('; ')}`}. Up to ${countOf(most, 'other date')} could be looked at${tested.length * (1 / (1 + most)) > LEVEL ? ': too few for any p to stand after the adjustment' : ''}.`,
  );
  const lacking = outcomes.filter(({ before, after }) => before === null || after === null);
  for (const side of new Set(lacking.map((row) => row.side)))
    sentences.push(
      `${side} lacks ${lacking
        .filter((row) => row.side === side)
        .map(({ name, note }) => `${name} (${note})`)
        .join('; ')}.`,
    );
  const what = event.title === null ? '' : ` (${event.title})`;
  const cut =
    window.before < asked.before || window.after < asked.after
      ? `; ${asked.before} and ${asked.after} were asked for, but posts of the sides do not reach so far`
      : '';
  sentences.push(
    `Compared are ${countOf(window.before, 'day')} before and ${countOf(window.after, 'day')} from ${isoMinute(event.at)} UTC${what} on${cut}.`,
  );
  const left = followers.filter(({ side }) => side.followers.curves.length > 0 && side.followers.leftOutCount > 0);
  for (const { side } of left)
    sentences.push(
      `Followers of ${side.side.label} are those of ${countOf(side.followers.curves.length, 'account')}; of ${side.followers.leftOutCount} more they are not known throughout.`,
    );
  return {
    summary: sentences,
    figures: {
      sideCount: sides.length,
      comparisonCount: tested.length,
      standingCount: standing.length,
      placeboCount: most,
      daysBefore: window.before,
      daysAfter: window.after,
    },
  };
}

function sideSentence(label: string, outcomes: readonly Outcome[], followers: FollowerRow | undefined): string {
  const of = (name: Outcome['name']): Outcome | undefined => outcomes.find((outcome) => outcome.side === label && outcome.name === name);
  const parts: string[] = [];
  const posts = of('posts');
  if (posts?.before && posts.after)
    parts.push(`from ${told(posts.before)} to ${told(posts.after)} posts a day (${times(posts.ratio)}${chance(posts)})`);
  if (followers?.steepest) {
    const { atEnd, steepest } = followers;
    const days = ((steepest.to - steepest.from) / DAY_MICROSECONDS).toFixed(0);
    parts.push(
      `followers from ${atEventTold(followers)} at the event to ${whole(atEnd)} at the end (${growthTold(of('follower growth'))}), most in the ${days} days from ${isoMinute(steepest.from).slice(0, 10)}: from ${whole(steepest.valueFrom)} to ${whole(steepest.valueTo)}`,
    );
  }
  const likes = of('likes');
  if (likes?.before && likes.after)
    parts.push(`from a median of ${told(likes.before)} to ${told(likes.after)} likes a post (${times(likes.ratio)}${chance(likes)})`);
  const replies = of('replies received');
  if (replies?.before && replies.after)
    parts.push(`from ${told(replies.before)} to ${told(replies.after)} replies received a day (${times(replies.ratio)}${chance(replies)})`);
  return parts.length === 0 ? `${label}: nothing can be compared.` : `${label}: ${parts.join('; ')}.`;
}

/** Followers at the event, with the looks around it where they differ by more than a hundredth. */
function atEventTold({ side, atEvent, event }: FollowerRow): string {
  const [low, high] = [side.followers.low[event], side.followers.high[event]];
  return high - low <= 0.01 * high ? whole(atEvent) : `${whole(atEvent)} (looks around it: ${whole(low)} and ${whole(high)})`;
}

function growthTold(growth: Outcome | undefined): string {
  if (!growth?.before || !growth.after) return 'growth not known';
  const percent = (share: number): string => `${(share * 100).toLocaleString('en', { maximumSignificantDigits: 2 })} %`;
  return `${percent(growth.after.value)} growth, before it ${percent(growth.before.value)}${chance(growth)}`;
}

function told({ value, low, high }: Estimate): string {
  return Number.isNaN(low) || Number.isNaN(high)
    ? `${short(value)} (too few posts for an interval)`
    : `${short(value)} (95 % ${short(low)}–${short(high)})`;
}

function times(ratio: Estimate | null): string {
  if (ratio === null) return 'no ratio';
  return Number.isNaN(ratio.low)
    ? `${short(ratio.value)} times`
    : `${short(ratio.value)} times, 95 % ${short(ratio.low)}–${short(ratio.high)}`;
}

function chance(outcome: Outcome | undefined): string {
  if (outcome === undefined || Number.isNaN(outcome.p)) return '';
  return `; ${(outcome.p * 100).toLocaleString('en', { maximumSignificantDigits: 2 })} % of all dates show as much`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function short(value: number): string {
  return Math.abs(value) >= 1000 ? whole(value) : value.toLocaleString('en', { maximumSignificantDigits: 3 });
}

function isoMinute(at: number): string {
  return new Date(at / 1000).toISOString().slice(0, 16).replace('T', ' ');
}
