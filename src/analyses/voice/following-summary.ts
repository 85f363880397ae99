import { medianInterval } from '../../kernels/statistics/median-interval.js';
import type { SayingPost } from '../../store/follower-looks.js';
import { countOf } from '../coordination/network.js';
import type { CommonFall } from './common-falls.js';
import { actorOf, type Engagement, type Measure } from './engagement.js';
import type { FollowerCurve, Jump } from './follower-curves.js';
import { type GrowthRow, type JumpTable, ratioOf } from './following-rows.js';
import type { StatedFollowers } from './stated-followers.js';

/** Fewer private people are not told. */
const LEAST_TOLD = 10;
const MOST_NAMED = 3;

interface Told {
  readonly are: 'voices' | 'accounts';
  readonly rows: readonly GrowthRow[];
  readonly found: { readonly jumps: readonly Jump[]; readonly testedCount: number; readonly untestedCurveCount: number };
  readonly falls: readonly CommonFall[];
  readonly weekCount: number;
  readonly draws: readonly SayingPost[];
  readonly jumps: JumpTable;
  readonly engagement: Engagement | null;
  readonly stated: { readonly compared: readonly StatedFollowers[]; readonly apartCount: number };
  readonly onceCount: number;
  /** Days whose count was left out as rounded. */
  readonly coarseCount: number;
  /** Of the posts with most engagement, such as speak of a prize draw. */
  readonly topDrawCount: number;
  readonly days: number;
  readonly textCount: number;
}

const number = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 10 ? 2 : 0 });
const times = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 3 });
const day = (at: number): string => new Date(Math.floor(at / 1000)).toISOString().slice(0, 10);

/** What is told of a result, in sentences and named numbers. */
export function followingSummary(told: Told): { summary: string[]; figures: Record<string, number | null> } {
  const { rows, found, falls, engagement, stated, onceCount } = told;
  const people = (count: number): number | null => (told.are === 'voices' || count === 0 || count >= LEAST_TOLD ? count : null);
  const likes = medianOfMedians(engagement, 'likes');
  return {
    summary: [
      ...growthSentences(told),
      ...jumpSentences(told),
      ...fallSentences(told),
      ...engagementSentences(engagement, told.are),
      ...drawSentences(told),
      ...statedSentences(told),
    ],
    figures: {
      curveCount: people(rows.length),
      onceCount: people(onceCount),
      coarseCount: told.coarseCount,
      largestGrowth: rows[0]?.growth ?? null,
      steepestGrowth: steepestRow(rows)?.steepest?.growth ?? null,
      testedStepCount: found.testedCount,
      jumpCount: found.jumps.length,
      commonFallCount: falls.length,
      testedWeekCount: told.weekCount,
      drawPostCount: told.draws.length,
      measuredPostCount: engagement?.postCount ?? null,
      medianLikes: likes?.median ?? null,
      statedCount: stated.compared.length,
      statedApartCount: stated.apartCount,
    },
  };
}

function counted(count: number, { are }: Told): string {
  const one = are === 'voices' ? 'voice' : 'account';
  return are === 'accounts' && count < LEAST_TOLD && count > 0 ? `fewer than ${LEAST_TOLD} accounts` : countOf(count, one);
}

/** How an account is called: by its actor, where the registry has one. */
function called({ speaker }: FollowerCurve): string {
  return actorOf(speaker) ?? 'one account';
}

function growthSentences(told: Told): string[] {
  const { rows, onceCount, days } = told;
  const [first] = rows;
  if (first === undefined)
    return [`No follower counts of two days or more${onceCount > 0 ? `; ${counted(onceCount, told)} with a single one` : ''}.`];
  const { curve } = first;
  const ratio = ratioOf(curve);
  const ratios = medianInterval(Float64Array.from(rows, (row) => ratioOf(row.curve)));
  const steepest = steepestRow(rows);
  const span = `(${day(curve.times[0] as number)}) to ${number(curve.values.at(-1) as number)} (${day(curve.times.at(-1) as number)})`;
  return [
    `Largest growth of followers: ${called(curve)}, from ${number(curve.values[0] as number)} ${span}, ${first.growth > 0 ? '+' : ''}${number(first.growth)}${Number.isNaN(ratio) ? '' : `, ${times(ratio)} times as many`}.`,
    ...(steepest?.steepest
      ? [
          `Steepest ${number(days)} days: ${called(steepest.curve)}, ${steepest.steepest.growth > 0 ? '+' : ''}${number(steepest.steepest.growth)} from ${day(steepest.steepest.from)} to ${day(steepest.steepest.to)} on straight lines between looks; the looks bear out between ${number(steepest.steepest.low)} and ${number(steepest.steepest.high)}.`,
        ]
      : [`No curve spans ${number(days)} days.`]),
    ...borneOut(rows, days),
    `${counted(rows.length, told)} have follower counts of two days or more${onceCount > 0 ? `, ${counted(onceCount, told)} a single one` : ''}; the median of last by first count is ${times(ratios.median)}${Number.isNaN(ratios.low) ? '' : ` (95 % interval ${times(ratios.low)}–${times(ratios.high)})`}, over times that differ.${told.coarseCount === 0 ? '' : ` ${countOf(told.coarseCount, 'count')} of a day left out as rounded to more than 1 %.`}`,
  ];
}

/** The largest growth between two looks that lie no further apart than a stretch: what is certain. */
function borneOut(rows: readonly GrowthRow[], days: number): string[] {
  const best = rows.reduce<GrowthRow | undefined>((most, row) => ((row.rise?.rise ?? 0) > (most?.rise?.rise ?? 0) ? row : most), undefined);
  if (best?.rise == null) return [`No two looks within ${number(days)} days show a growth beyond rounding.`];
  const { from, to, rise } = best.rise;
  return [
    `By two looks at most ${number(days)} days apart: ${called(best.curve)}, at least +${number(rise)} from ${day(from)} to ${day(to)}.`,
  ];
}

function steepestRow(rows: readonly GrowthRow[]): GrowthRow | undefined {
  return rows.reduce<GrowthRow | undefined>(
    (best, row) => (row.steepest !== null && row.steepest.growth > (best?.steepest?.growth ?? Number.NEGATIVE_INFINITY) ? row : best),
    undefined,
  );
}

function jumpSentences(told: Told): string[] {
  const { found, jumps, draws, days, textCount } = told;
  if (found.testedCount === 0)
    return told.rows.length === 0 ? [] : ['No curve has the ten days of looks that telling a step from its noise needs.'];
  const accounts = new Set(found.jumps.map(({ curve }) => curve)).size;
  const beside =
    textCount === 0
      ? 'without texts, posts about prize draws cannot be looked for'
      : `${countOf(draws.length, 'post')} speak of a prize draw, and ${jumps.besideDrawCount.toLocaleString('en')} of the steps ${jumps.besideDrawCount === 1 ? 'comes' : 'come'} within ${number(days)} days of one`;
  return [
    `Of ${countOf(found.testedCount, 'step')} of a month or less from a look to the next, ${found.jumps.length.toLocaleString('en')}${accounts === 0 ? '' : `, of ${counted(accounts, told)},`} stand out of the noise of their own curves; ${beside}.`,
    ...(found.untestedCurveCount > 0 ? [`${counted(found.untestedCurveCount, told)} have too few looks to tell.`] : []),
  ];
}

function fallSentences({ falls, weekCount }: Told): string[] {
  if (weekCount === 0) return [];
  if (falls.length === 0)
    return [`In none of ${countOf(weekCount, 'week')} with ten accounts or more did more than usual lose followers at once.`];
  const named = falls.slice(0, MOST_NAMED).map(({ from, fellCount, accountCount, expectedCount, medianChange }) => {
    const change = `${(100 * medianChange).toLocaleString('en', { maximumSignificantDigits: 2 })} %`;
    return `the week of ${day(from)} (${number(fellCount)} of ${number(accountCount)}, ${number(expectedCount)} expected, median change ${change})`;
  });
  return [
    `Many accounts lost followers at once in ${falls.length.toLocaleString('en')} of ${countOf(weekCount, 'week')}: ${named.join(', ')}${falls.length > MOST_NAMED ? ', and others in the table' : ''}.`,
  ];
}

function medianOfMedians(engagement: Engagement | null, measure: Measure): (ReturnType<typeof medianInterval> & { count: number }) | null {
  const own = (engagement?.measured ?? []).filter((row) => row.measure === measure && !Number.isNaN(row.median));
  const [only, another] = own;
  if (only !== undefined && another === undefined) return { median: only.median, low: only.low, high: only.high, count: 1 };
  return own.length === 0 ? null : { ...medianInterval(Float64Array.from(own, ({ median }) => median)), count: own.length };
}

function engagementSentences(engagement: Engagement | null, are: Told['are']): string[] {
  if (engagement === null || engagement.postCount === 0) return ['The sources have no likes, reposts or replies of the posts.'];
  const one = are === 'voices' ? 'voice' : 'account';
  const parts = (['likes', 'reposts', 'replies', 'replies per like'] as const).flatMap((measure) => {
    const median = medianOfMedians(engagement, measure);
    if (median === null) return [];
    const interval = Number.isNaN(median.low) ? '' : ` (95 % interval ${number(median.low)}–${number(median.high)})`;
    return [`${measure} ${number(median.median)}${interval}`];
  });
  const views = engagement.measured.some(({ measure }) => measure === 'views')
    ? 'views stand in the table where the source has them'
    : 'the sources have no views';
  return [
    `Of ${countOf(engagement.postCount, 'post')} with counts, the median ${one} has a median post with ${parts.join(', ')}; ${views}.`,
  ];
}

/** Prize draws raise what posts bring. */
function drawSentences({ draws, engagement, topDrawCount }: Told): string[] {
  if (draws.length === 0 || engagement === null || engagement.top.length === 0) return [];
  const top = `${topDrawCount.toLocaleString('en')} of the ${countOf(engagement.top.length, 'post')} with most likes, reposts and replies ${topDrawCount === 1 ? 'does' : 'do'}`;
  return [`${countOf(draws.length, 'post')} of those looked at speak of a prize draw; ${top}.`];
}

function statedSentences(told: Told): string[] {
  const { compared, apartCount } = told.stated;
  const curves = new Map(told.rows.map(({ curve }) => [curve.speaker.account, curve]));
  const named = compared.slice(0, MOST_NAMED).map(({ figure, account, low, high, gapDays, difference, from }) => {
    const curve = curves.get(account);
    const range = low === high ? number(low) : `${number(low)}–${number(high)}`;
    const gap = gapDays === 0 ? 'at that time' : `at the nearest look, ${number(gapDays)} days off`;
    const how = figure.bound === 'exact' ? '' : `${figure.bound.replace('-', ' ')} `;
    return `${figure.statedBy} states ${how}${number(figure.value)} followers of ${curve === undefined ? 'one account' : called(curve)} (${day(from)}); ${range} counted ${gap}, ${difference === 0 ? 'no difference' : `a difference of ${difference > 0 ? '+' : ''}${number(difference)}`}.`;
  });
  return [
    ...named,
    ...(compared.length > MOST_NAMED ? [`${countOf(compared.length - MOST_NAMED, 'further stated figure')} in the table.`] : []),
    ...(apartCount > 0
      ? [
          `${countOf(apartCount, 'stated figure')} on followers could be put beside no curve: no date, no such account that may be named, or none of those looked at.`,
        ]
      : []),
  ];
}
