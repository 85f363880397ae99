import { AntiphonError } from '../../errors.js';
import { findRateChanges, type RateChanges, type RateSeries } from '../../kernels/changes/rate-changes.js';
import { benjaminiHochberg } from '../../kernels/statistics/false-discovery.js';
import type { WorkContext } from '../../model.js';
import type { SpeakerPosts } from '../../store/speakers.js';
import { POST_KINDS } from '../../store/speakers.js';
import type { Analysis } from '../analysis.js';
import { doTasks, type TaskKind } from '../worker-tasks.js';
import { CADENCE_CHARTS, CADENCE_TABLES, cadenceParameters } from './cadence-declaration.js';
import { cadenceSummary } from './cadence-summary.js';
import { changeTable, dayTable, levelTable, voiceTable } from './cadence-tables.js';
import { type DailyCounts, dailyCounts, daySpan, gapDays } from './daily-counts.js';
import { chooseSpeakers, postsOf, type Speaker } from './speakers.js';
import type { VoiceCadence } from './voice-cadence.js';

/** Days that a series must have: fewer weeks have too few orders for a test. */
const LEAST_DAYS = 42;
/** Series from which threads are worth their start. */
const LARGE = 8;
const MOST_DRAWN_VOICES = 200;

const CHANGES: TaskKind<RateSeries, RateChanges> = {
  module: new URL('../../kernels/changes/rate-changes.js', import.meta.url),
  name: 'findRateChanges',
  run: findRateChanges,
};

/** When voices began to post more, or less, and how much. */
export const cadence: Analysis<typeof cadenceParameters> = {
  id: 'cadence',
  version: 1,
  question: 'voice',
  title: 'Cadence: posts a day, and when their rate changes',
  description:
    'Dates the days on which a voice began to post more or less often, with the rates before and after: from one post a week to several a day.',
  parameters: cadenceParameters,
  tables: CADENCE_TABLES,
  charts: CADENCE_CHARTS,
  standsOn: ['registry'],
  references: [
    'Killick, Fearnhead & Eckley (2012), Optimal detection of changepoints with a linear computational cost, doi:10.1080/01621459.2012.737745',
    'Besag & Clifford (1991), Sequential Monte Carlo p-values, doi:10.1093/biomet/78.2.301',
    'Benjamini & Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x',
    'Newey & West (1987), doi:10.2307/1913610',
  ],
  limits: [
    'A change of rate says when, not why: an event, new staff, another office, a tool, or a file that was collected in another way look alike.',
    'A day is a day of UTC, and a post counts on the day that the source states.',
    'What the file leaves out is not seen: posts deleted before it was collected, or a limit of so many posts for each account. Days before the first and after the last post of a voice are not silence, unless `ends` is `case`; days on which none of at least 20 voices posts are left out as gaps where chance does not explain them.',
    'Swings over months are changes to it. Counts that hang together strongly from day to day (a correlation of 0.7 beyond a rhythm of the week) gave up to 10 % false alarms in place of 5 %, rare large bursts up to 8 %; see docs/voice.md.',
    'Both rates beside a change are measured on days that the change itself chose, so that their difference is, if anything, too large. A burst of less than a week is no change.',
  ],
  needs: 'Posts with times, of voices with at least 42 days between their first and last post.',

  runsOn({ postCount, accountCount }) {
    if (postCount > 0 && accountCount > 0) return { runs: [{}], skipped: [] };
    return { runs: [], skipped: ['cadence: needs posts with times'] };
  },

  async run(reads, values, context, lists) {
    context.progress.step('reading posts');
    const { speakers, are } = await chooseSpeakers(reads, { voices: values.voices, list: lists['accounts'] }, context);
    const posts = withoutReposts(await postsOf(reads, speakers), values.reposts);
    if (posts.length === 0)
      throw new AntiphonError('no-data', `none of the ${are} has a post with a time in the case: import posts of these accounts first`);
    const gaps = gapDays(posts, speakers.length);
    const all = dailyCounts(posts, speakers, values.ends, gaps.days);
    const fit = all.filter(({ day, count }) => day.length >= LEAST_DAYS && sumOf(count) >= values.minPosts);
    const chosen = mostPosts(fit, values.maxVoices);
    const found = await findChanges(chosen, values, context);
    const voices = inOrder(chosen, speakers, found, values);
    const span = daySpan(posts);
    return {
      ...cadenceSummary(voices, { are, values, speakerCount: speakers.length, fitCount: fit.length, leastDays: LEAST_DAYS, gaps, span }),
      tables: {
        voices: voiceTable(voices, span),
        changes: changeTable(voices),
        levels: levelTable(voices),
        days: dayTable(voices.slice(0, MOST_DRAWN_VOICES)),
      },
    };
  },
};

function withoutReposts<Posts extends SpeakerPosts & { readonly speaker: Int32Array }>(
  posts: Posts,
  withReposts: boolean,
): SpeakerPosts & { readonly speaker: Int32Array } {
  if (withReposts) return posts;
  const repost = POST_KINDS.indexOf('repost');
  const kept = Int32Array.from(posts.kind.keys()).filter((row) => posts.kind[row] !== repost);
  return {
    ...posts,
    length: kept.length,
    account: kept.map((row) => posts.account[row]),
    speaker: kept.map((row) => posts.speaker[row]),
    time: Float64Array.from(kept, (row) => posts.time[row]),
  };
}

function sumOf(counts: Int32Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The series with the most posts, in the order of their speakers. */
function mostPosts(series: readonly DailyCounts[], most: number): DailyCounts[] {
  return [...series]
    .sort((a, b) => b.postCount - a.postCount || a.speaker - b.speaker)
    .slice(0, most)
    .sort((a, b) => a.speaker - b.speaker);
}

async function findChanges(
  series: readonly DailyCounts[],
  { minDays, falseAlarms, draws, seed }: { minDays: number; falseAlarms: number; draws: number; seed: number },
  context: WorkContext,
): Promise<RateChanges[]> {
  const starts = new Int32Array(series.length + 1);
  for (const [place, { count }] of series.entries()) starts[place + 1] = starts[place] + count.length;
  const counts = new Int32Array(starts[series.length]);
  for (const [place, { count }] of series.entries()) counts.set(count, starts[place]);
  const found: RateChanges[] = [];
  context.progress.step('looking for changes of rate');
  await doTasks(
    CHANGES,
    { starts, counts, leastDays: minDays, level: falseAlarms, draws, seed },
    series.length,
    (result, task) => {
      found.push(result);
      context.progress.update(task + 1, series.length);
      return true;
    },
    { signal: context.signal, isLarge: series.length >= LARGE },
  );
  return found;
}

function inOrder(
  series: readonly DailyCounts[],
  speakers: readonly Speaker[],
  found: readonly RateChanges[],
  { fdr }: { fdr: number },
): VoiceCadence[] {
  const q = benjaminiHochberg(Float64Array.from(found, ({ p }) => p));
  const voices = series.map((one, place): VoiceCadence => {
    const { account, entries } = speakers[one.speaker] as Speaker;
    const { actor = null, polity = null, role = null } = entries[0] ?? {};
    const changes = found[place] as RateChanges;
    return { ...one, account, actor, polity, role, found: changes, q: q[place], isChanged: q[place] <= fdr && changes.changes.length > 0 };
  });
  const rank = ({ isChanged }: VoiceCadence): number => (isChanged ? 0 : 1);
  return voices.sort((a, b) => rank(a) - rank(b) || b.found.statistic - a.found.statistic || a.account - b.account);
}
