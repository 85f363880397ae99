/** The nouns and the plan of the sample world: who acts, when, and what is planted. */

const SECOND = 1000;
const HOUR = 3600 * SECOND;
export const DAY_MS = 24 * HOUR;

/** What stands wherever a reader could meet the sample. */
export const SIMULATED = 'SIMULATED';
export const SIMULATED_NOTE = 'SIMULATED: every state, account, post and event here is invented; nothing in it happened';

/** Three states that do not exist: the two that speak, and the one whose public they speak to. */
export const STATE_A = 'Orvessa';
export const STATE_B = 'Draveth';
export const HOST_STATE = 'Quenlara';

/** First instant and length of the world; all instants are whole seconds in milliseconds since 1970, UTC. */
export const STARTS_AT = Date.UTC(2021, 4, 3);
export const DAY_COUNT = 60;
export const ENDS_AT = STARTS_AT + DAY_COUNT * DAY_MS;
/** The strike, on day 35 counted from 0, and the admission eight days later. */
export const STRIKE_AT = STARTS_AT + 35 * DAY_MS + 6 * HOUR + 600 * SECOND;
export const ADMISSION_AT = STRIKE_AT + 8 * DAY_MS;
/** When the same posts were looked up again. */
export const RECHECKED_AT = ENDS_AT + 30 * DAY_MS + 9 * HOUR;

/** The planted echo group: its size, its longest delay, each member's chance to repost a post, and the span of its creation. */
export const ECHO_COUNT = 24;
export const ECHO_JITTER_SECONDS = 20;
export const ECHO_PARTICIPATION = 0.7;
export const ECHO_CREATION_DAYS = 20;
/** The innocent prize draw: when it is posted, and about how many repost it within how long. */
export const DRAW_AT = STARTS_AT + 22 * DAY_MS + 12 * HOUR;
export const DRAW_REPOSTS = 600;
export const DRAW_HOURS = 9;
/** Ordinary accounts, and how many of them are later suspended. */
export const PUBLIC_COUNT = 1500;
export const PUBLIC_SUSPENDED = 6;
/** A news outlet's chance to carry an agency text, and the longest delay between outlets. */
export const WIRE_PARTICIPATION = 0.9;
export const WIRE_SPREAD_SECONDS = 240;

export type Lang = 'en' | 'zh' | 'ja' | 'ar';
export type AccountRole = 'embassy-a' | 'embassy-b' | 'news' | 'brand' | 'echo' | 'public';
export type PostKind = 'post' | 'repost' | 'reply' | 'quote';
/** Towards the embassy that is answered. */
export type Leaning = 'supportive' | 'critical';
/** Why a post is part of a known pattern: the echo group, the prize draw, an agency text carried by several outlets. */
export type Planted = 'echo' | 'draw' | 'wire';

/** One account of the world. */
export interface WorldAccount {
  readonly accountId: string;
  readonly handle: string;
  readonly name: string;
  readonly description: string;
  readonly role: AccountRole;
  readonly lang: Lang;
  /** Whose side an ordinary account takes in reposts and comments; null where it takes none. */
  readonly side: 'a' | 'b' | null;
  readonly createdAt: number;
  /** Followers when the world begins; `followersAt` gives them later. */
  readonly followerCount: number;
  readonly followingCount: number;
  /** Posts before the world begins. */
  readonly earlierPostCount: number;
  /** Found suspended when looked up again. */
  readonly suspended: boolean;
}

/** A link in a post: as written, as the platform expands it, and where it leads in the end. */
export interface WorldLink {
  readonly url: string;
  readonly expandedUrl: string;
  /** Null where `expandedUrl` is the end already. */
  readonly unwoundUrl: string | null;
}

/** One post of the world. */
export interface WorldPost {
  readonly postId: string;
  readonly accountId: string;
  readonly postedAt: number;
  readonly kind: PostKind;
  /** What it reposts, answers or quotes; null for a post of its own. */
  readonly originalId: string | null;
  readonly conversationId: string;
  /** The full text; a repost has that of its original. */
  readonly text: string;
  readonly lang: Lang;
  readonly links: readonly WorldLink[];
  readonly client: string;
  /** Likes in the end. */
  readonly likeCount: number;
  readonly leaning: Leaning | null;
  readonly planted: Planted | null;
  /** Not found when looked up again: deleted, or a repost whose original is gone. */
  readonly deleted: boolean;
}

/** Something that happened outside the platform. */
export interface WorldEvent {
  readonly happenedAt: number;
  readonly title: string;
}

/** A whole world with its truth. */
export interface EmbassyWorld {
  readonly seed: number;
  readonly accounts: readonly WorldAccount[];
  /** By time, then identifier. */
  readonly posts: readonly WorldPost[];
  readonly events: readonly WorldEvent[];
}

/** A post before it has an identifier. */
export interface PostDraft extends Omit<WorldPost, 'postId' | 'accountId' | 'originalId' | 'conversationId' | 'deleted'> {
  readonly account: WorldAccount;
  readonly original: PostDraft | null;
  deleted: boolean;
}

/** The account with this role that is the only one of it. */
export function accountOfRole(accounts: readonly WorldAccount[], role: AccountRole): WorldAccount {
  const found = accounts.find((account) => account.role === role);
  if (found === undefined) throw new RangeError(`the world has no account of the role ${role}`);
  return found;
}

/** Time scale and height of the rise of A's audience after the strike: to some 291,000 after ten days, slow growth from then on. */
const RISE_DAYS = 3.97;
const RISE_FOLLOWERS = 265_500;
const LATER_FOLLOWERS_PER_DAY = 50;
/** Share of B's followers that leaves after the admission, and within how many days most of them do. */
const LEAVING_SHARE = 0.03;
const LEAVING_DAYS = 3;

/**
 * Followers of an account at an instant.
 *
 * Embassy A: a few more each day, then from the strike an S-shaped rise that nearly ends after ten days. Embassy B: slow
 * growth, a small loss after the admission. All others: 0.02 % more a day.
 *
 * @param at Milliseconds since 1970.
 */
export function followersAt(account: WorldAccount, at: number): number {
  const days = (from: number): number => Math.max(0, at - from) / DAY_MS;
  const sinceStart = days(STARTS_AT);
  if (account.role === 'embassy-a') {
    const risen = 1 - Math.exp(-((days(STRIKE_AT) / RISE_DAYS) ** 1.5));
    const slow = 4 * (sinceStart - days(STRIKE_AT)) + LATER_FOLLOWERS_PER_DAY * days(STRIKE_AT);
    return Math.round(account.followerCount + slow + RISE_FOLLOWERS * risen);
  }
  if (account.role === 'embassy-b') {
    const kept = 1 - LEAVING_SHARE * (1 - Math.exp(-days(ADMISSION_AT) / LEAVING_DAYS));
    return Math.round((account.followerCount + 55 * sinceStart) * kept);
  }
  return Math.round(account.followerCount * (1 + 0.0002 * sinceStart));
}

/** Share of people awake and reading at an instant: least at 04:00, most at 16:00 (UTC, the host state's clock), 0.1 to 1. */
export function wakefulness(at: number): number {
  return 0.55 - 0.45 * Math.cos((2 * Math.PI * (at - 4 * HOUR)) / DAY_MS);
}
