import { AntiphonError } from '../../errors.js';
import type { CaseReads } from '../../store/reads.js';
import type { SpeakerPosts } from '../../store/speakers.js';
import type { Analysis } from '../analysis.js';
import { type DuelDays, duelDays, sideDays } from './duel-days.js';
import { DUEL_CHARTS, DUEL_TABLES, duelParameters } from './duel-declaration.js';
import { duelOutcomes } from './duel-outcomes.js';
import { duelEvent, namedSides, type Side, sidesByPolity } from './duel-sides.js';
import { duelSummary } from './duel-summary.js';
import {
  type DuelWindow,
  dayTable,
  followerRows,
  followerTable,
  memberTable,
  outcomeTable,
  seriesTable,
  windowTable,
} from './duel-tables.js';

/** Days on either side without which nothing is compared. */
const LEAST_DAYS = 7;

/** Voices side by side around an event: how often they post, who follows, what comes back. */
export const duel: Analysis<typeof duelParameters> = {
  id: 'duel',
  version: 1,
  question: 'voice',
  title: 'Duel: voices side by side around an event',
  description:
    'Compares two or more voices, or groups of voices, before and after a dated event: posts a day, followers, likes, reposts and replies per post, replies received, each with an interval and against all other dates.',
  parameters: duelParameters,
  tables: DUEL_TABLES,
  charts: DUEL_CHARTS,
  standsOn: ['registry'],
  references: [
    'Abadie, Diamond & Hainmueller (2010), placebo dates, doi:10.1198/jasa.2009.ap08746',
    'Holm (1979), Scandinavian Journal of Statistics 6:65–70',
    'Thompson (1936), intervals of medians, doi:10.1214/aoms/1177732502',
    'Donner & Zou (2012), intervals of ratios, doi:10.1177/0962280210383082',
  ],
  limits: [
    'Before and after differ for many reasons at once: the event, what else happened then, and how the file was collected. That one side changes and the other does not is no proof that the event moved it.',
    'p is exact for a date that has nothing to do with the series. An event that was chosen because the series moved there has no honest p.',
    'A series that moves slowly, such as followers, shows much the same at all dates around, and one that only ever rises at any date: p then says that this date is like others, though the change itself may be plain.',
    'Likes, reposts and replies of a post are as last seen: younger posts, and posts that were looked at sooner, have had less time. Posts of one day or topic share their fate, so that intervals of medians, which take them for independent, are too narrow.',
    'Follower counts are those last seen, with the looks before and after as bounds; an account without looks throughout the days compared is left out. Followers, likes and replies can be bought, drawn by a prize or removed by the platform.',
    'Silence of a side on days on which another one posts is read as silence; what the file does not hold, such as deleted posts, looks the same.',
  ],
  needs: 'A registry with voices of two sides whose posts are in the case, and a dated event.',

  runsOn({ voiceAccountCount, eventCount, postCount }) {
    const lacks = [
      ...(postCount === 0 ? ['posts'] : []),
      ...(voiceAccountCount < 2 ? ['a registry with the accounts of two sides (registry import)'] : []),
      ...(eventCount === 0 ? ['a dated event (stated import, or --event with a date)'] : []),
    ];
    if (lacks.length > 0) return { runs: [], skipped: [`duel: needs ${lacks.join(', ')}`] };
    if (eventCount > 1)
      return {
        runs: [],
        skipped: [
          `duel: the case has ${eventCount.toLocaleString('en')} events, and which one is yours to say; run duel CASE --event TITLE`,
        ],
      };
    return { runs: [{}], skipped: [] };
  },

  async run(reads, values, context) {
    context.progress.step('reading posts');
    const event = duelEvent(await reads.events(), values.event);
    const { sides, posts } = await sidesAndPosts(reads, values.sides);
    const days = duelDays(posts, event.at);
    const asked = { before: values.daysBefore, after: values.daysAfter };
    const window = windowWithin(days, asked);
    context.progress.step('reading followers and replies');
    const accounts = Int32Array.from(sides.flatMap(({ speakers }) => speakers.map(({ account }) => account)));
    const looks = await reads.followerLooks(accounts);
    const hasReplies = (await reads.layers()).some(({ name }) => name === 'reply');
    const replies = hasReplies ? await reads.repliesReceived(accounts) : null;
    context.signal.throwIfAborted();
    context.progress.step('comparing before and after');
    const all = sides.map((side) => sideDays(side, days, { posts, looks, replies }, window));
    const outcomes = duelOutcomes(all, days, window);
    const followers = followerRows(all, days, window, Math.min(values.steepestDays, window.before + window.after));
    return {
      ...duelSummary(outcomes, { event, days, window, asked, sides: all, followers }),
      tables: {
        outcomes: outcomeTable(outcomes),
        followers: followerTable(followers, days),
        series: seriesTable(all, days, outcomes),
        days: dayTable(all, days),
        windows: windowTable(days, window),
        members: memberTable(all),
      },
    };
  },
};

async function sidesAndPosts(reads: CaseReads, text: string | undefined): Promise<{ sides: readonly Side[]; posts: SpeakerPosts }> {
  const entries = await reads.registeredSpeakers();
  if (entries.length === 0)
    throw new AntiphonError('no-data', 'duel needs a registry whose accounts are in the case: import one, see docs/registry.md');
  const named = text === undefined ? null : namedSides(entries, text);
  const registered =
    named === null ? entries.map(({ account }) => account) : named.flatMap(({ speakers }) => speakers.map(({ account }) => account));
  const posts = await reads.speakerPosts(Int32Array.from(new Set(registered)).sort());
  if (posts.length === 0) throw new AntiphonError('no-data', 'none of the voices of these sides has a post with a time in the case');
  return { sides: named ?? sidesByPolity(entries, posts), posts };
}

/** As many of the days that are asked for as posts reach. */
function windowWithin(days: DuelDays, asked: DuelWindow): DuelWindow {
  const window = { before: Math.min(asked.before, -days.first), after: Math.min(asked.after, days.end) };
  if (window.before >= LEAST_DAYS && window.after >= LEAST_DAYS) return window;
  const [first, last] = [days.first, days.end].map((day) => new Date(days.eventAt / 1000 + day * 86_400_000).toISOString().slice(0, 10));
  throw new AntiphonError(
    'parameter',
    `--event (event): posts of the sides are from ${first} to ${last}, which leaves less than ${LEAST_DAYS} days before or after ${new Date(days.eventAt / 1000).toISOString().slice(0, 10)}; name another event or other sides`,
  );
}
