import { csvCell } from './csv-cell.js';
import {
  DUEL_DAYS,
  DUEL_EVENT_AT,
  DUEL_EVENT_TITLE,
  DUEL_PLAN,
  DUEL_STARTS_AT,
  type DuelAccount,
  type DuelPost,
  type DuelWorld,
  duelFollowersAt,
} from './duel-world.js';
import { DAY_MS, HOST_STATE, SIMULATED, SIMULATED_NOTE, STATE_A, STATE_B } from './embassy-story.js';

const HOUR_MS = 3_600_000;
/** Each day's posts are collected two days after it begins, at 06:00, when all answers are there. */
const COLLECTED_AFTER_MS = 2 * DAY_MS + 6 * HOUR_MS;

/**
 * A duel as files: `simulated-duel.jsonl` (X API v2 pages, one a day, with both voices as they were then), `simulated-registry.csv`, `simulated-events.csv`; not for import: `truth-accounts.csv`,
 * `truth-posts.csv` (with the leaning of each comment), `truth-figures.csv`. The same world gives the same bytes.
 */
export function duelFiles(world: DuelWorld): { readonly name: string; readonly text: string }[] {
  return [
    {
      name: 'simulated-duel.jsonl',
      text: dayPages(world)
        .map((page) => `${JSON.stringify(page)}\n`)
        .join(''),
    },
    { name: 'simulated-registry.csv', text: registry(world) },
    {
      name: 'simulated-events.csv',
      text: `happened_at,title,source\n${isoTime(DUEL_EVENT_AT)},${csvCell(DUEL_EVENT_TITLE)},${SIMULATED}\n`,
    },
    {
      name: 'truth-accounts.csv',
      text: table(
        'account_id,handle,role',
        world.accounts.map(({ accountId, handle, role }) => [accountId, handle, role]),
      ),
    },
    {
      name: 'truth-posts.csv',
      text: table(
        'post_id,account_id,answers,leaning',
        world.posts.map(({ postId, account, answers, leaning }) => [postId, account.accountId, answers?.postId ?? '', leaning ?? '']),
      ),
    },
    {
      name: 'truth-figures.csv',
      text: table(
        'name,value,unit',
        duelTruth(world).map(({ name, value, unit }) => [name, value, unit]),
      ),
    },
  ];
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}

/** A table whose last column marks each row; no value needs quotes. */
function table(columns: string, rows: readonly (readonly (string | number)[])[]): string {
  return `${[`${columns},note`, ...rows.map((row) => `${row.join(',')},${SIMULATED}`)].join('\n')}\n`;
}

function registry({ accounts }: DuelWorld): string {
  const states = { a: STATE_A, b: STATE_B };
  const rows = accounts.flatMap(({ role, name, accountId, handle, createdAt }) =>
    role === 'public'
      ? []
      : [
          [
            name,
            states[role],
            'ambassador',
            HOST_STATE,
            'twitter',
            handle,
            accountId,
            isoTime(createdAt).slice(0, 10),
            `${SIMULATED} list of ambassadors in ${HOST_STATE}`,
            'https://example.org/missions',
            SIMULATED,
          ]
            .map(csvCell)
            .join(','),
        ],
  );
  return `${['actor,polity,role,host,platform,handle,id,valid_from,attributed_by,attribution_url,note', ...rows].join('\n')}\n`;
}

function dayPages({ accounts, posts }: DuelWorld): object[] {
  const voices = accounts.filter(({ role }) => role !== 'public');
  const ofDay = Array.from({ length: DUEL_DAYS + 1 }, (): DuelPost[] => []);
  for (const post of posts) ofDay[Math.floor((post.postedAt - DUEL_STARTS_AT) / DAY_MS)]?.push(post);
  return ofDay.map((ofPage, day) => {
    // A voice that does not post is seen all the same: its latest post is looked up again.
    const isOlder = ({ postedAt }: DuelPost): boolean => postedAt < DUEL_STARTS_AT + day * DAY_MS;
    const again = voices
      .filter((voice) => ofPage.every(({ account }) => account !== voice))
      .flatMap((voice) => posts.findLast((post) => post.account === voice && isOlder(post)) ?? []);
    const page = [...again, ...ofPage];
    const at = DUEL_STARTS_AT + day * DAY_MS + COLLECTED_AFTER_MS;
    const referred = [...new Set(page.flatMap(({ answers }) => (answers === null ? [] : [answers])))].filter(
      (post) => !page.includes(post),
    );
    const users = [...new Set([...voices, ...page.map(({ account }) => account)])];
    return {
      meta: { note: SIMULATED_NOTE, result_count: page.length },
      data: page.map(tweet),
      includes: { users: users.map((account) => user(account, at)), tweets: referred.map(tweet) },
      __twarc: { url: 'https://api.example/2/tweets/search/all', version: SIMULATED, retrieved_at: `${isoTime(at).slice(0, 19)}+00:00` },
    };
  });
}

function tweet(post: DuelPost): object {
  const { postId, account, postedAt, text, answers, likeCount, repostCount, replyCount } = post;
  return {
    id: postId,
    author_id: account.accountId,
    created_at: isoTime(postedAt),
    text,
    lang: 'en',
    source: `${SIMULATED} web`,
    conversation_id: answers?.postId ?? postId,
    ...(answers === null
      ? {}
      : { referenced_tweets: [{ type: 'replied_to', id: answers.postId }], in_reply_to_user_id: answers.account.accountId }),
    public_metrics: { retweet_count: repostCount, reply_count: replyCount, like_count: likeCount, quote_count: 0 },
  };
}

function user(account: DuelAccount, at: number): object {
  const { accountId, handle, name, description, createdAt } = account;
  return {
    id: accountId,
    username: handle,
    name,
    created_at: isoTime(createdAt),
    description,
    public_metrics: { followers_count: duelFollowersAt(account, at), following_count: 100 },
  };
}

/** One number or date that an analysis of the world should find. */
export interface DuelFigure {
  readonly name: string;
  readonly value: number | string;
  readonly unit: string;
}

/** What was planted (`…_planted_…`), and what came of it, counted from the world; shares are 0–1. */
export function duelTruth(world: DuelWorld): DuelFigure[] {
  const figure = (name: string, value: number | string, unit: string): DuelFigure => ({
    name,
    value: typeof value === 'number' ? Number(value.toFixed(6)) : value,
    unit,
  });
  return [
    figure('starts_at', isoTime(DUEL_STARTS_AT), 'date'),
    figure('day_count', DUEL_DAYS, 'days'),
    figure('event_at', isoTime(DUEL_EVENT_AT), 'date'),
    ...world.accounts.flatMap((account) => {
      if (account.role === 'public') return [];
      const { role } = account;
      const own = world.posts.filter((post) => post.account === account);
      const phases = (['before', 'after'] as const).flatMap((phase) => {
        const isIn = ({ postedAt }: DuelPost): boolean => postedAt < DUEL_EVENT_AT === (phase === 'before');
        const days = (phase === 'before' ? DUEL_EVENT_AT - DUEL_STARTS_AT : DUEL_STARTS_AT + DUEL_DAYS * DAY_MS - DUEL_EVENT_AT) / DAY_MS;
        const posts = own.filter(isIn);
        const comments = world.posts.filter((post) => post.answers?.account === account && isIn(post.answers));
        const plan = DUEL_PLAN[role][phase];
        return [
          figure(`${role}_planted_posts_per_day_${phase}`, plan.postsPerDay, 'posts per day'),
          figure(`${role}_posts_per_day_${phase}`, posts.length / days, 'posts per day'),
          figure(`${role}_planted_median_likes_${phase}`, plan.medianLikes, 'likes per post'),
          figure(`${role}_planted_median_reposts_${phase}`, plan.medianReposts, 'reposts per post'),
          figure(`${role}_planted_replies_per_post_${phase}`, plan.repliesPerPost, 'replies per post'),
          figure(`${role}_comment_count_${phase}`, comments.length, 'posts'),
          figure(`${role}_planted_supportive_share_${phase}`, plan.supportiveShare, 'share 0–1'),
          figure(
            `${role}_supportive_share_${phase}`,
            comments.filter(({ leaning }) => leaning === 'supportive').length / comments.length,
            'share 0–1',
          ),
        ];
      });
      return [
        ...phases,
        figure(`${role}_followers_at_event`, duelFollowersAt(account, DUEL_EVENT_AT), 'followers'),
        figure(`${role}_followers_ten_days_later`, duelFollowersAt(account, DUEL_EVENT_AT + 10 * DAY_MS), 'followers'),
      ];
    }),
  ];
}
