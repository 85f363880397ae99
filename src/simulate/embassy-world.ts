import { type Random, seededRandom } from '../kernels/statistics/random.js';
import { castAccounts, snowflakeId } from './embassy-cast.js';
import { brandPosts, embassyAPosts, embassyBPosts, newsPosts } from './embassy-posts.js';
import { Audience, camouflage, drawReposts, echoReposts, publicPosts, reactions } from './embassy-public.js';
import {
  ADMISSION_AT,
  accountOfRole,
  DAY_MS,
  type EmbassyWorld,
  type PostDraft,
  SIMULATED,
  STATE_B,
  STRIKE_AT,
  type WorldAccount,
  type WorldPost,
} from './embassy-story.js';

export type { EmbassyWorld, WorldAccount, WorldEvent, WorldLink, WorldPost } from './embassy-story.js';

/** What the sample world is made from. */
export interface EmbassyWorldOptions {
  /** Any integer; the same one gives the same world. */
  readonly seed: number;
}

/**
 * The sample world: two invented states' embassies in a third one, one platform, sixty days, with its truth.
 *
 * On day 35 a strike, eight days later an admission by one side. Embassy A goes from one post a week to three to six a day
 * and from 30,000 to nearly 300,000 followers within ten days; embassy B posts on as before. Planted: an echo group of 24
 * young accounts that repost A within 20 seconds. Innocent: a prize draw with some 600 reposts within hours, three news
 * outlets that carry the same agency texts within minutes, and 1,500 ordinary accounts with heavy-tailed activity and a
 * daily cycle, whose comments to both embassies lean one way or the other, otherwise after the admission than before. Some
 * posts and accounts are later gone. Nothing resembles a real state, person or event on purpose.
 *
 * @returns Accounts, posts by time, events; all plain objects, fit for `embassyFiles` and `embassyTruth`.
 */
export function embassyWorld(options: EmbassyWorldOptions): EmbassyWorld {
  const random = seededRandom(options.seed);
  const accounts = castAccounts(random);
  const drafts = [...officialAndPublicPosts(accounts, random)];
  deleteOfficialPosts(drafts, random);
  return {
    seed: options.seed,
    accounts,
    posts: withIdentifiers(drafts),
    events: [
      { happenedAt: STRIKE_AT, title: `${SIMULATED} strike on Ilvane harbour` },
      { happenedAt: ADMISSION_AT, title: `${SIMULATED} admission by ${STATE_B}` },
    ],
  };
}

function officialAndPublicPosts(accounts: readonly WorldAccount[], random: Random): PostDraft[] {
  const ofRole = (role: WorldAccount['role']): WorldAccount[] => accounts.filter((account) => account.role === role);
  const audience = new Audience(ofRole('public'), random);
  const a = embassyAPosts(accountOfRole(accounts, 'embassy-a'), random);
  const b = embassyBPosts(accountOfRole(accounts, 'embassy-b'), random);
  const news = newsPosts(ofRole('news'), random);
  const brand = brandPosts(accountOfRole(accounts, 'brand'), random);
  const officials = accounts.filter((account) => account.role !== 'public' && account.role !== 'echo' && account.role !== 'brand');
  const stories = news.filter((post) => post.planted === null);
  const own = publicPosts(
    stories,
    officials.map((account) => account.handle),
    audience,
  );
  const echo = ofRole('echo');
  return [
    ...a,
    ...b,
    ...news,
    ...brand,
    ...own,
    ...echoReposts(echo, a, audience),
    ...camouflage(echo, [...b, ...news, ...brand, ...own], audience),
    ...drawReposts(brand.at(-1) as PostDraft, audience),
    ...reactions([...a, ...b, ...news, ...brand, ...own], audience),
  ];
}

/** One post of each embassy is later gone: one of A's first days after the strike, one of B's denials. */
function deleteOfficialPosts(drafts: readonly PostDraft[], random: Random): void {
  for (const role of ['embassy-a', 'embassy-b'] as const) {
    const between = drafts.filter(
      (post) => post.account.role === role && post.postedAt > STRIKE_AT + DAY_MS && post.postedAt < STRIKE_AT + 6 * DAY_MS,
    );
    (between[Math.floor(random() * between.length)] as PostDraft).deleted = true;
  }
}

/** Posts by time, each with an identifier of its second; a repost is gone with its original. */
function withIdentifiers(drafts: readonly PostDraft[]): WorldPost[] {
  const countOfSecond = new Map<number, number>();
  const made = new Map<PostDraft, WorldPost>();
  for (const draft of [...drafts].sort((x, y) => x.postedAt - y.postedAt)) {
    const { original, postedAt } = draft;
    const counter = countOfSecond.get(postedAt) ?? 0;
    countOfSecond.set(postedAt, counter + 1);
    made.set(draft, published(draft, snowflakeId(postedAt, counter), original === null ? null : (made.get(original) as WorldPost)));
  }
  return [...made.values()];
}

function published(draft: PostDraft, postId: string, parent: WorldPost | null): WorldPost {
  const { account, original, postedAt, kind, text, lang, links, client, likeCount, leaning, planted } = draft;
  const originalIsGone = original !== null && (original.deleted || original.account.suspended);
  return {
    postId,
    accountId: account.accountId,
    postedAt,
    kind,
    originalId: parent?.postId ?? null,
    conversationId: kind === 'reply' && parent !== null ? parent.conversationId : postId,
    text,
    lang,
    links,
    client,
    likeCount,
    leaning,
    planted,
    deleted: draft.deleted || (kind === 'repost' && originalIsGone),
  };
}
