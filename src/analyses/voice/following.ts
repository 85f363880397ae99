import type { Static } from 'typebox';
import Type from 'typebox';
import { AntiphonError } from '../../errors.js';
import type { Analysis } from '../analysis.js';
import { commonFalls } from './common-falls.js';
import { measureEngagement, medianTable, topPostTable } from './engagement.js';
import { followerCurves, jumpsIn, steepestOf } from './follower-curves.js';
import { FOLLOWING_CHARTS, FOLLOWING_TABLES } from './following-declaration.js';
import { curveTable, drawTable, fallTable, growthRows, growthTable, jumpTable, stretchTable } from './following-rows.js';
import { followingSummary } from './following-summary.js';
import { DRAW_LANGUAGES, DRAW_PATTERN } from './prize-draws.js';
import { chooseSpeakers, postsOf, speakerListParameter, speaksAt, voicesParameter } from './speakers.js';
import { statedFollowers, statedTable } from './stated-followers.js';

const DAY = 86_400e6;

const parameters = Type.Object({
  days: Type.Number({
    minimum: 1,
    maximum: 3650,
    default: 10,
    unit: 'days',
    description:
      'Length of the stretch over which the steepest growth is looked for, and how long after a post about a prize draw a step is put beside it.',
  }),
  level: Type.Number({
    minimum: 0.0001,
    maximum: 0.5,
    default: 0.05,
    description: 'False-discovery rate of the steps that stand out, and family-wise level of the weeks in which many accounts fell.',
  }),
  leastChange: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.02,
    unit: 'share of followers',
    description: 'Least change of a step beyond the usual growth, as a share of the followers before; smaller ones are not flagged.',
  }),
  curves: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 200,
    unit: 'accounts',
    description: 'Accounts whose curve is kept in the table, those with the largest growth or fall.',
  }),
  posts: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 50,
    unit: 'posts',
    description: 'Posts with most engagement that are listed.',
  }),
  voices: voicesParameter,
  accounts: speakerListParameter,
});

export type FollowingParameters = Static<typeof parameters>;

/** How many follow a voice, how fast that grew, and what posts bring. */
export const following: Analysis<typeof parameters> = {
  id: 'following',
  version: 1,
  question: 'voice',
  title: 'Following and engagement',
  description:
    'Draws followers over time, finds the steepest stretch, the steps that stand out, posts about prize draws beside them and weeks in which many accounts lost followers at once; and measures likes, reposts and replies of posts.',
  parameters,
  tables: FOLLOWING_TABLES,
  charts: FOLLOWING_CHARTS,
  standsOn: ['registry'],
  references: [
    'Thompson (1936), On confidence ranges for the median, doi:10.1214/aoms/1177732502',
    'Rousseeuw & Croux (1993), Alternatives to the median absolute deviation, doi:10.1080/01621459.1993.10476408',
    'Benjamini & Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x',
  ],
  limits: [
    'Followers are counted when somebody looked. Between looks nothing is known: the growth of a stretch has bounds that hold where followers moved one way between two looks.',
    'Counts that end in zeros may be rounded: those rounded to more than 1 % are left out where an account has finer ones, and bounds take in the rounding of the others; a count that seems exact may still be off.',
    'A step that stands out is rare in the noise of its own account, no more: news, a mention by others, bought followers and a prize draw look alike.',
    `Posts about prize draws are found by words (${DRAW_LANGUAGES}); other words are missed, and a word such as "concours" may mean an exam.`,
    'That many accounts of the case fall in one week points to something that they share, such as a platform that removes accounts; it can also be one list that was counted in another way.',
    'Medians with their intervals treat posts as independent; posts of one story are not, so that the intervals are rather too narrow.',
    'Likes, reposts and replies are as last observed; recent posts may still gather some. Views stand only where the source has them.',
  ],
  needs: 'Dated follower counts, or posts with likes, reposts or replies.',

  runsOn({ followedCount, engagementCount }) {
    if (followedCount > 0 || engagementCount > 0) return { runs: [{}], skipped: [] };
    return {
      runs: [],
      skipped: [
        'following: no account has follower counts of two days, and no post has likes, reposts or replies; import dated snapshots of accounts (`--observed-at` where the file states no time), or posts with engagement',
      ],
    };
  },

  async run(reads, values, context, lists) {
    const { speakers, are } = await chooseSpeakers(reads, { voices: values.voices, list: lists['accounts'] }, context);
    const isAll = are === 'accounts' && values.accounts === undefined;
    const numbers = isAll ? null : Int32Array.from(speakers, ({ account }) => account);
    context.progress.step('reading followers');
    const { curves, onceCount, coarseCount } = followerCurves(await reads.followerLooks(numbers), speakers);
    const { engagementCount, textCount } = await reads.contents();
    if (curves.length === 0 && engagementCount === 0)
      throw new AntiphonError(
        'no-data',
        `none of the ${are} looked at has follower counts of two days, and no post has likes, reposts or replies: import dated snapshots of accounts, or posts with engagement`,
      );
    context.progress.step('finding the steepest stretches');
    const steepest = await steepestOf(curves, values.days * DAY, context);
    context.progress.step('testing steps');
    const found = await jumpsIn(curves, values, context);
    const { falls, weekCount } = commonFalls(curves, values.level);
    context.progress.step('looking for prize draws');
    const places = new Map(speakers.map((speaker) => [speaker.account, speaker]));
    const said = textCount === 0 ? [] : await reads.postsSaying(numbers, DRAW_PATTERN);
    const draws = said.filter(({ account, at }) => speaksAt(places.get(account) as (typeof speakers)[number], at));
    context.signal.throwIfAborted();
    context.progress.step('measuring posts');
    const posts = engagementCount === 0 ? null : await postsOf(reads, speakers);
    const engagement = posts === null ? null : measureEngagement(posts, speakers, values.posts);
    const drawPosts = new Set(draws.map(({ post }) => post));
    const topDrawCount =
      engagement === null || posts === null ? 0 : engagement.top.filter((row) => drawPosts.has(posts.post[row] as number)).length;
    const stated = await statedFollowers(reads, curves);
    const rows = growthRows(curves, steepest, found.jumps);
    const drawn = rows
      .slice()
      .sort((a, b) => Math.abs(b.growth) - Math.abs(a.growth) || a.place - b.place)
      .slice(0, values.curves);
    const shown = new Set(drawn.map(({ curve }) => curve));
    const kept = rows.filter(({ curve }) => shown.has(curve));
    const jumps = jumpTable(found.jumps, { draws, falls, days: values.days });
    return {
      ...followingSummary({
        are,
        rows,
        found,
        falls,
        weekCount,
        draws,
        jumps,
        engagement,
        stated,
        onceCount,
        coarseCount,
        topDrawCount,
        days: values.days,
        textCount,
      }),
      tables: {
        growth: growthTable(rows),
        curve: curveTable(kept),
        stretches: stretchTable(kept),
        jumps: jumps.table,
        draws: drawTable(draws, places, found.jumps, values.days),
        falls: fallTable(falls),
        medians: medianTable(engagement ?? NOTHING),
        posts: posts === null || engagement === null ? NO_POSTS : topPostTable(posts, engagement, drawPosts),
        stated: statedTable(stated.compared),
      },
    };
  },
};

const NOTHING = { measured: [], top: new Int32Array(0), postCount: 0 };
const NONE = new Float64Array(0);
const NO_POSTS = {
  rowCount: 0,
  columns: {
    ...{ account: new Int32Array(0), post: new Int32Array(0), postedAt: NONE },
    ...{ likeCount: NONE, repostCount: NONE, replyCount: NONE, viewCount: NONE, repliesPerLike: NONE, speaksOfDraw: [] },
  },
};
