import { countOf } from '../coordination/network.js';
import { offsetName, placesAt } from './offset-places.js';
import type { GroupClock } from './posting-clock.js';

/** Groups that get sentences of their own. */
const GROUPS_TOLD = 12;
/** Below it the hours are hardly those of an ordinary day. */
const ORDINARY_OVERLAP = 0.75;

/** The result in sentences. */
export function summaryOfHours(of: {
  readonly groups: readonly GroupClock[];
  readonly accountCount: number;
  readonly coarseCount: number;
  readonly values: { readonly minPosts: number; readonly offset: number; readonly weekend: string };
}): string[] {
  const { groups, accountCount, coarseCount, values } = of;
  const largest = [...groups].sort((a, b) => b.postCount - a.postCount || (a.name < b.name ? -1 : 1));
  const sentences = largest.slice(0, GROUPS_TOLD).map(groupSentence);
  if (groups.length > GROUPS_TOLD) sentences.push(`${groups.length - GROUPS_TOLD} more groups stand in the table.`);
  const [first] = largest as [GroupClock];
  sentences.push(
    `An offset is no country: ${offsetName(first.offset)} is the clock of ${placesAt(first.offset)}, and of whoever keeps their hours; UTC+8 is Beijing's, and also that of Taipei, Singapore, Manila and Perth.`,
  );
  const weekend = values.weekend.replace('-', ' and ').replace(/\b[a-z](?=[a-z]*day)/g, (letter) => letter.toUpperCase());
  sentences.push(
    `${countOf(accountCount, 'account')} with at least ${values.minPosts} posts; weekdays and hours by ${offsetName(values.offset)}, weekend: ${weekend}. Held against idealised days that may begin two hours earlier or later by custom, so that no offset gets a chance above 38 %.`,
  );
  if (coarseCount > 0) sentences.push(`Left out: ${countOf(coarseCount, 'post')} with times of an hour or coarser.`);
  return sentences;
}

function groupSentence(group: GroupClock): string {
  const quiet = `${clock(group.quietFrom)} to ${clock(group.quietFrom + 6)} UTC (${percent(group.quietShare)} of the posts; 25 % if all hours were alike)`;
  const reach = group.offsetFrom === group.offsetTo ? '' : `, 95 %: ${offsetName(group.offsetFrom)} to ${offsetName(group.offsetTo)}`;
  const odd = group.overlap < ORDINARY_OVERLAP ? `, though hardly an ordinary day by any clock (overlap ${group.overlap.toFixed(2)})` : '';
  return `${group.name} (${countOf(group.accountCount, 'account')}, ${countOf(group.postCount, 'post')}): quietest from ${quiet}; an ordinary day by a clock at ${offsetName(group.offset)} (chance ${percent(group.probability)}${reach}${odd}); ${contrast(group)}.`;
}

function contrast({ weekendRatio, low, high, accountCount }: GroupClock): string {
  if (weekendRatio === null) return 'weekends cannot be compared';
  const value = `${weekendRatio.toFixed(2)} times as many posts on a day of the weekend as on another`;
  if (low === null || high === null) return `${value} (${accountCount === 1 ? 'too few weeks' : 'too few accounts'} for an interval)`;
  return `${value} (95 % ${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function clock(hour: number): string {
  return `${String(hour % 24).padStart(2, '0')}:00`;
}

function percent(share: number): string {
  return share > 0 && share < 0.005 ? 'under 1 %' : `${Math.round(100 * share)} %`;
}
