import { setImmediate as nextTurn } from 'node:timers/promises';
import Type, { type Static } from 'typebox';
import {
  baggedPosterior,
  OFFSETS,
  offsetLikelihoods,
  offsetPosterior,
  shortestStretch,
  withCustoms,
} from '../../kernels/statistics/clock-offset.js';
import { clockHours } from '../../kernels/statistics/clock-times.js';
import { DIURNAL_CURVES } from '../../kernels/statistics/diurnal-curves.js';
import { quantile } from '../../kernels/statistics/quantile.js';
import { type Random, randomBelow, seededRandom } from '../../kernels/statistics/random.js';
import type { WorkContext } from '../../model.js';
import type { CaseReads } from '../../store/reads.js';
import type { AccountList, Analysis } from '../analysis.js';
import { listedAccounts } from '../coordination/listed-accounts.js';
import { type AccountClock, accountClocks, type FoundOffset, type GroupClock } from './posting-clock.js';
import { summaryOfHours } from './posting-hours-summary.js';
import { HOURS_CHARTS, HOURS_TABLES, hoursTables } from './posting-hours-tables.js';
import { chooseSpeakers, type Speaker, speakerListParameter, voicesParameter } from './speakers.js';

/** Accounts of a group from which their spread tells how far it reaches. */
const LEAST_ACCOUNTS = 10;
/** Part of the chance that a stretch of offsets must hold. */
const CREDIBLE = 0.95;
const NO_GROUP = 'not stated';

const parameters = Type.Object({
  voices: voicesParameter,
  accounts: speakerListParameter,
  by: Type.Union([Type.Literal('polity'), Type.Literal('role'), Type.Literal('host'), Type.Literal('institution'), Type.Literal('none')], {
    default: 'polity',
    description:
      'What puts voices into groups. A list that `accounts` names has groups of its own where it has a column `group`; accounts without any are one group.',
  }),
  minPosts: Type.Integer({
    minimum: 1,
    maximum: 10_000_000,
    default: 50,
    unit: 'posts',
    description: 'Least number of posts of an account that is looked at.',
  }),
  offset: Type.Integer({
    minimum: -11,
    maximum: 12,
    default: 0,
    unit: 'hours from UTC',
    description: 'Clock in which weekdays and hours are told, such as 8 for UTC+8. It changes no offset that is found.',
  }),
  weekend: Type.Union([Type.Literal('saturday-sunday'), Type.Literal('friday-saturday'), Type.Literal('sunday')], {
    default: 'saturday-sunday',
    description: 'Days of the weekend, by that clock.',
  }),
  curve: Type.Union([Type.Literal('any'), Type.Literal('office'), Type.Literal('waking'), Type.Literal('evening')], {
    default: 'any',
    description:
      'Day in local time that posts are held against: `office` from 9 to 18, `waking` from 7:30 to 23:30, `evening` the same with more from 18 on; `any`: each is as likely as the others.',
  }),
  reposts: Type.Boolean({ default: true, description: 'Counts reposts as well as own posts.' }),
  draws: Type.Integer({
    minimum: 100,
    maximum: 100_000,
    default: 1000,
    unit: 'samples',
    description: 'Samples of the accounts of a group, for intervals and offsets.',
  }),
  seed: Type.Integer({ minimum: 0, maximum: 4_294_967_295, default: 1, description: 'Seed of the random samples.' }),
});

type Parameters = Static<typeof parameters>;

/** When accounts post: hours, weekdays, and the clocks that would make their day an ordinary one. */
export const postingHours: Analysis<typeof parameters> = {
  id: 'posting-hours',
  version: 1,
  question: 'voice',
  title: 'Posting hours',
  description:
    'Counts posts by weekday and hour, for groups and for accounts, says how weekends differ, and which offset from UTC would make the hours an ordinary day.',
  parameters,
  tables: HOURS_TABLES,
  charts: HOURS_CHARTS,
  standsOn: ['registry'],
  references: [
    'ten Thij, Kampstra & Bhulai (2014), Circadian patterns in Twitter, DATA ANALYTICS 2014, 12–17 (the day by hours)',
    'Leypunskiy et al. (2018), Geographically resolved rhythms in Twitter use, doi:10.1016/j.cub.2018.10.016 (the lull at night)',
    'Minka (2000), Estimating a Dirichlet distribution (the Dirichlet-multinomial likelihood)',
    'Huggins & Miller (2023), Reproducible model selection using bagged posteriors, doi:10.1214/21-BA1301',
  ],
  limits: [
    'An offset is no country and no place: one clock is kept by many, and whoever posts for an audience elsewhere, works shifts or schedules posts keeps another one.',
    'The reference days are idealised. A group that starts late looks like one further west, so a day is taken to begin up to two hours earlier or later by custom: no offset gets a chance above 3/8.',
    'Summer time moves a clock by an hour within the year; zones of half hours fall between two offsets.',
    'Times are taken as their source states them: a file whose zone was lost shifts everything (`sources` tells quiet hours of each file).',
    'The hours of an account that several people or a program run are those of none of them.',
  ],
  needs: 'Posts with times more precise than an hour.',

  runsOn({ postCount, voiceAccountCount }) {
    if (postCount === 0) return { runs: [], skipped: ['posting-hours: the case holds no posts with times; import posts'] };
    const note =
      voiceAccountCount === 0
        ? ['posting-hours by groups: nobody is registered; import a registry, or give --accounts with a column group']
        : [];
    return { runs: [{}], skipped: note };
  },

  async run(reads, values, context, lists) {
    context.progress.step('choosing accounts');
    const speakerOf = await chooseGroups(reads, values, lists['accounts'], context);
    context.progress.step('counting posts by hour');
    const posts = await reads.postHours(values.reposts);
    const clocks = accountClocks(posts, speakerOf, values);
    const coarseCount = posts.coarse.reduce((sum, count, account) => sum + (speakerOf(account) === null ? 0 : count), 0);
    if (clocks.length === 0)
      return {
        summary: [noClock(values.minPosts, coarseCount)],
        figures: { accountCount: 0, groupCount: 0, postCount: 0, coarseCount },
        tables: hoursTables([], []),
      };
    const curves = values.curve === 'any' ? Object.values(DIURNAL_CURVES) : [DIURNAL_CURVES[values.curve]];
    context.progress.step('trying offsets');
    const likelihoodsOf = offsetLikelihoods(curves);
    const likelihoods: Float64Array[] = [];
    for (const [place, clock] of clocks.entries()) {
      if (place % 100 === 0) await breathe(context, place, clocks.length);
      likelihoods.push(likelihoodsOf(clock.hours));
    }
    const accounts = clocks.map((clock, place) => ({
      ...clock,
      ...offsetOf(offsetPosterior(likelihoods[place] as Float64Array), clock.hours, curves),
    }));
    const groups: GroupClock[] = [];
    const names = [...new Set(clocks.map(({ group }) => group))].sort((a, b) => (a < b ? -1 : 1));
    for (const [place, name] of names.entries()) {
      await breathe(context, place, names.length);
      const members = Array.from(clocks.keys()).filter((at) => clocks[at]?.group === name);
      const of = {
        name,
        clocks: members.map((at) => clocks[at] as AccountClock),
        likelihoods: members.map((at) => likelihoods[at] as Float64Array),
      };
      groups.push(groupOf(of, curves, values.draws, seededRandom(values.seed * 1009 + place)));
    }
    return {
      summary: summaryOfHours({ groups, accountCount: clocks.length, coarseCount, values }),
      figures: {
        accountCount: clocks.length,
        groupCount: groups.length,
        postCount: clocks.reduce((sum, { postCount }) => sum + postCount, 0),
        coarseCount,
      },
      tables: hoursTables(groups, accounts),
    };
  },
};

function noClock(minPosts: number, coarseCount: number): string {
  const coarse = coarseCount === 0 ? '' : ` (${coarseCount.toLocaleString('en')} posts have times of an hour or coarser and are left out)`;
  return `No account that is looked at has ${minPosts.toLocaleString('en')} posts with times more precise than an hour${coarse}: lower --min-posts, or import posts with times.`;
}

async function breathe(context: WorkContext, done: number, total: number): Promise<void> {
  await nextTurn(); // so that an interrupt is heard
  context.signal.throwIfAborted();
  context.progress.update(done, total);
}

/** The account of each number with its group, or null where it is not looked at. */
async function chooseGroups(
  reads: CaseReads,
  values: Parameters,
  list: AccountList | undefined,
  context: WorkContext,
): Promise<(account: number) => { readonly speaker: Speaker; readonly group: string } | null> {
  const { speakers, are } = await chooseSpeakers(reads, { voices: values.voices, list }, context);
  const listed = list?.groups === undefined ? null : await listedAccounts(reads, '--accounts (accounts)', list, 1, context);
  const groupOfListed = new Map(Array.from(listed?.accounts ?? [], (account, place) => [account, listed?.groups?.[place] ?? NO_GROUP]));
  const groupOfVoice = ({ entries }: Speaker): string => {
    const { by } = values;
    if (by === 'none') return 'all voices';
    return [...new Set(entries.map((entry) => entry[by] ?? NO_GROUP))].sort().join(' and ');
  };
  const chosen = new Map(
    speakers.map((speaker) => {
      const group = are === 'voices' ? groupOfVoice(speaker) : (groupOfListed.get(speaker.account) ?? 'all accounts');
      return [speaker.account, { speaker, group }];
    }),
  );
  return (account) => chosen.get(account) ?? null;
}

function offsetOf(byHours: Float64Array, hours: Float64Array, curves: readonly Float64Array[]): FoundOffset {
  const posterior = withCustoms(byHours);
  const place = posterior.indexOf(posterior.reduce((most, value) => Math.max(most, value), 0));
  const offset = OFFSETS[place] as number;
  const total = hours.reduce((sum, count) => sum + count, 0);
  const overlaps = curves.map((curve) =>
    hours.reduce((sum, count, hour) => sum + Math.min(count / total, curve[(hour + offset + 24) % 24] as number), 0),
  );
  const { from, to } = shortestStretch(posterior, CREDIBLE);
  return {
    posterior,
    offset,
    probability: posterior[place],
    offsetFrom: OFFSETS[from] as number,
    offsetTo: OFFSETS[to] as number,
    overlap: Math.max(...overlaps),
  };
}

function groupOf(
  {
    name,
    clocks,
    likelihoods,
  }: { readonly name: string; readonly clocks: readonly AccountClock[]; readonly likelihoods: readonly Float64Array[] },
  curves: readonly Float64Array[],
  draws: number,
  random: Random,
): GroupClock {
  const [week, hours] = [new Float64Array(7 * 24), new Float64Array(24)];
  for (const clock of clocks) {
    const total = clock.hours.reduce((sum, count) => sum + count, 0);
    for (const [at, count] of clock.week.entries()) week[at] += count;
    // Each account counts alike, so that the busiest does not speak for all.
    for (const [hour, count] of clock.hours.entries()) hours[hour] += count / total;
  }
  const { quietFrom, quietShare } = clockHours(hours, hours);
  return {
    name,
    accountCount: clocks.length,
    postCount: clocks.reduce((sum, { postCount }) => sum + postCount, 0),
    week,
    quietFrom,
    quietShare,
    ...contrastOf(clocks, draws, random),
    ...offsetOf(baggedPosterior(likelihoods, draws, random), hours, curves),
  };
}

/** The contrast of a group, and its interval by samples of its accounts; that of one account by its weeks. */
function contrastOf(clocks: readonly AccountClock[], draws: number, random: Random): Pick<GroupClock, 'weekendRatio' | 'low' | 'high'> {
  const [only] = clocks;
  if (clocks.length === 1 && only !== undefined)
    return { weekendRatio: only.contrast.ratio, low: only.contrast.low, high: only.contrast.high };
  const sums = clocks.map(({ posts, days }) => [posts.weekend, posts.other, days.weekend, days.other] as const);
  const columns = [0, 1, 2, 3].map((place) => Float64Array.from(sums, (values) => values[place] as number)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const ratioOf = (pick: (index: number) => number): number => {
    let [weekend, other, weekendDays, otherDays] = [0, 0, 0, 0];
    for (let index = 0; index < clocks.length; index++) {
      const at = pick(index);
      weekend += columns[0][at];
      other += columns[1][at];
      weekendDays += columns[2][at];
      otherDays += columns[3][at];
    }
    return (weekend / weekendDays / other) * otherDays;
  };
  const ratio = ratioOf((index) => index);
  const weekendRatio = Number.isFinite(ratio) ? ratio : null;
  if (clocks.length < LEAST_ACCOUNTS || weekendRatio === null) return { weekendRatio, low: null, high: null };
  const drawn: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    const value = ratioOf(() => randomBelow(random, clocks.length));
    if (Number.isFinite(value)) drawn.push(value);
  }
  return { weekendRatio, low: quantile(drawn, 0.025), high: quantile(drawn, 0.975) };
}
