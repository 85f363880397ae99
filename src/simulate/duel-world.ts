import { type Random, randomBelow, randomExponential, randomNormal, seededRandom } from '../kernels/statistics/random.js';
import { snowflakeId } from './embassy-cast.js';
import { DAY_MS, HOST_STATE, type Leaning, SIMULATED, STATE_A, STATE_B, wakefulness } from './embassy-story.js';
import { commentText, fillTemplate, pick } from './embassy-texts.js';

const HOUR_MS = 3_600_000;
/** A Monday, so that the weeks of the world are those of the calendar. */
export const DUEL_STARTS_AT = Date.UTC(2020, 5, 1);
export const DUEL_DAYS = 490;
/** Days before the event; it happens in the morning of the next. */
export const DUEL_EVENT_DAY = 350;
export const DUEL_EVENT_AT = DUEL_STARTS_AT + DUEL_EVENT_DAY * DAY_MS + 9 * HOUR_MS + 30 * 60_000;
export const DUEL_EVENT_TITLE = `${SIMULATED} speech on the Ilvane strait`;
const PUBLIC_COUNT = 400;
const LONGEST_REPLY_MS = 24 * HOUR_MS;

/** What a voice is made from in one phase. */
export interface VoicePlan {
  readonly postsPerDay: number;
  readonly medianLikes: number;
  readonly medianReposts: number;
  readonly repliesPerPost: number;
  /** Share of the replies that support the voice, 0–1. */
  readonly supportiveShare: number;
}

/** What the two voices are made from, before and after the event; b does not change. */
export const DUEL_PLAN: Readonly<Record<'a' | 'b', Readonly<Record<'before' | 'after', VoicePlan>>>> = {
  a: {
    before: { postsPerDay: 1 / 7, medianLikes: 40, medianReposts: 8, repliesPerPost: 3, supportiveShare: 0.3 },
    after: { postsPerDay: 3, medianLikes: 400, medianReposts: 60, repliesPerPost: 6, supportiveShare: 0.7 },
  },
  b: {
    before: { postsPerDay: 1.2, medianLikes: 120, medianReposts: 25, repliesPerPost: 4, supportiveShare: 0.45 },
    after: { postsPerDay: 1.2, medianLikes: 120, medianReposts: 25, repliesPerPost: 4, supportiveShare: 0.45 },
  },
};

/** Relative activity from Monday to Sunday, mean 1. */
const WEEK = [1.15, 1.15, 1.15, 1.15, 1.15, 0.7, 0.55];
/** Standard deviation of the logarithm of a post's likes and reposts. */
const ENGAGEMENT_SPREAD = 0.5;
const TEXTS = [
  'Office hours this week: {weekday} to Friday, {k} to 16.',
  'Met students from {place} today; {n} questions, all of them good.',
  'Trade in the first half of the year: {nn} shipments, {k} new routes.',
  'A word on {place}: what was agreed stands.',
  'Our exhibition on rivers opens on {weekday}, {n} pictures, free entry.',
  'Read the whole statement before you quote {k} words of it.',
  'Visa section: {n} appointments free for {weekday}.',
  '{place} and we have been neighbours for {nn} years, and will be.',
];

export interface DuelAccount {
  readonly accountId: string;
  readonly handle: string;
  readonly name: string;
  readonly description: string;
  readonly role: 'a' | 'b' | 'public';
  readonly createdAt: number;
}

export interface DuelPost {
  readonly postId: string;
  readonly account: DuelAccount;
  /** Whole seconds, in milliseconds since 1970. */
  readonly postedAt: number;
  /** What it answers; null for a post of a voice. */
  readonly answers: DuelPost | null;
  readonly text: string;
  readonly likeCount: number;
  readonly repostCount: number;
  /** Replies in the end; those of this world. */
  replyCount: number;
  /** Towards the voice that is answered; null for a post of a voice. */
  readonly leaning: Leaning | null;
}

/** Two ambassadors, an event, and who answers them. */
export interface DuelWorld {
  readonly seed: number;
  readonly accounts: readonly DuelAccount[];
  /** By time, then identifier. */
  readonly posts: readonly DuelPost[];
}

/**
 * A small world for a duel: two ambassadors in one country, 490 days, an event on day 350.
 *
 * Ambassador A goes from one post a week to three a day at the event, and from 30,000 to nearly 300,000 followers in the ten days after it; likes, reposts and replies rise too, and comments turn. Ambassador B
 * goes on as before. Posts come at random at their rate, with a rhythm of the week (and for A a first post within hours of the event); comments lean one way or the other, which the truth tells.
 *
 * @param options.seed Any integer; the same one gives the same world.
 */
export function duelWorld({ seed }: { readonly seed: number }): DuelWorld {
  const random = seededRandom(seed);
  const accounts = duelAccounts(random);
  const people = accounts.filter(({ role }) => role === 'public');
  const drafts: Draft[] = [];
  for (const voice of accounts.slice(0, 2))
    for (const post of voicePosts(voice, random)) drafts.push(post, ...repliesTo(post, people, random));
  drafts.sort((x, y) => x.postedAt - y.postedAt);
  const countOfSecond = new Map<number, number>();
  const made = new Map<Draft, DuelPost>();
  for (const draft of drafts) {
    const counter = countOfSecond.get(draft.postedAt) ?? 0;
    countOfSecond.set(draft.postedAt, counter + 1);
    const answers = draft.answers === null ? null : (made.get(draft.answers) as DuelPost);
    if (answers !== null) answers.replyCount++;
    made.set(draft, { ...draft, answers, postId: snowflakeId(draft.postedAt, counter), replyCount: 0 });
  }
  return { seed, accounts, posts: [...made.values()] };
}

type Draft = Omit<DuelPost, 'postId' | 'answers' | 'replyCount'> & { readonly answers: Draft | null };

function duelAccounts(random: Random): DuelAccount[] {
  const voice = (role: 'a' | 'b', state: string, handle: string, openedAt: number): DuelAccount => ({
    accountId: snowflakeId(openedAt, 1),
    handle,
    name: `Ambassador of ${state} in ${HOST_STATE} (${SIMULATED})`,
    description: `${SIMULATED} account. Nobody speaks here.`,
    role,
    createdAt: openedAt,
  });
  const people = Array.from({ length: PUBLIC_COUNT }, (_, number): DuelAccount => {
    const createdAt = Date.UTC(2012, 0, 1) + randomBelow(random, 2900) * DAY_MS + randomBelow(random, 86_400) * 1000;
    const handle = `sim_reader_${String(number + 1).padStart(3, '0')}`;
    return {
      accountId: snowflakeId(createdAt, number + 2),
      handle,
      name: `${handle} (${SIMULATED})`,
      description: `${SIMULATED} account.`,
      role: 'public',
      createdAt,
    };
  });
  return [
    voice('a', STATE_A, 'sim_amb_orvessa', Date.UTC(2017, 2, 6)),
    voice('b', STATE_B, 'sim_amb_draveth', Date.UTC(2016, 8, 12)),
    ...people,
  ];
}

function voicePosts(account: DuelAccount, random: Random): Draft[] {
  const plan = DUEL_PLAN[account.role as 'a' | 'b'];
  const times: number[] = [];
  for (let day = 0; day < DUEL_DAYS; day++) {
    const from = DUEL_STARTS_AT + day * DAY_MS;
    const rate = (at: number): number => plan[at < DUEL_EVENT_AT ? 'before' : 'after'].postsPerDay * (WEEK[day % 7] as number);
    const most = Math.max(rate(from), rate(from + DAY_MS));
    // Thinning: candidates at the highest rate of the day, kept where the rate and the hour allow.
    for (
      let at = from + randomExponential(random, DAY_MS / (most * 2));
      at < from + DAY_MS;
      at += randomExponential(random, DAY_MS / (most * 2))
    )
      if (random() < (rate(at) / most) * (wakefulness(at) / 1.1)) times.push(at);
  }
  if (account.role === 'a') times.push(DUEL_EVENT_AT + HOUR_MS);
  return times
    .map((at) => Math.floor(at / 1000) * 1000)
    .sort((x, y) => x - y)
    .map((postedAt): Draft => {
      const phase = plan[postedAt < DUEL_EVENT_AT ? 'before' : 'after'];
      const around = (median: number): number => Math.round(median * Math.exp(ENGAGEMENT_SPREAD * randomNormal(random)));
      const text = fillTemplate(pick(TEXTS, random), 'en', random);
      return {
        account,
        postedAt,
        answers: null,
        text,
        likeCount: around(phase.medianLikes),
        repostCount: around(phase.medianReposts),
        leaning: null,
      };
    });
}

function repliesTo(post: Draft, people: readonly DuelAccount[], random: Random): Draft[] {
  const phase = DUEL_PLAN[post.account.role as 'a' | 'b'][post.postedAt < DUEL_EVENT_AT ? 'before' : 'after'];
  const replies: Draft[] = [];
  for (let at = randomExponential(random, 1); at < phase.repliesPerPost; at += randomExponential(random, 1)) {
    const delay = Math.min(LONGEST_REPLY_MS, 30_000 + randomExponential(random, 3 * HOUR_MS));
    const leaning = random() < phase.supportiveShare ? 'supportive' : 'critical';
    const postedAt = post.postedAt + Math.floor(delay / 1000) * 1000;
    const text = `@${post.account.handle} ${commentText(leaning, 'en', 'calm', random)}`;
    replies.push({
      account: pick(people, random),
      postedAt,
      answers: post,
      text,
      likeCount: randomBelow(random, 12),
      repostCount: 0,
      leaning,
    });
  }
  return replies;
}

/** Time scale of the rise of A's followers; 98 % of it lie within ten days. */
const RISE_DAYS = 3.97;
const RISE_FOLLOWERS = 265_500;

/**
 * Followers of a voice at an instant: A 4 more a day up to 30,000 at the event, then an S-shaped rise to nearly 300,000 within ten days and 50 a day beside; B 20 more a day from 85,000 on.
 *
 * @param at Milliseconds since 1970.
 */
export function duelFollowersAt({ role }: DuelAccount, at: number): number {
  if (role === 'public') return 150;
  if (role === 'b') return Math.round(85_000 + (20 * (at - DUEL_STARTS_AT)) / DAY_MS);
  const days = (at - DUEL_EVENT_AT) / DAY_MS;
  if (days <= 0) return Math.round(30_000 + 4 * days);
  return Math.round(30_000 + 50 * days + RISE_FOLLOWERS * (1 - Math.exp(-((days / RISE_DAYS) ** 1.5))));
}
