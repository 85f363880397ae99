import { type Random, randomBelow, randomNormal, weightedIndex } from '../kernels/statistics/random.js';
import { ownPost, phaseAt, shortLink, wakingInstant } from './embassy-posts.js';
import {
  ADMISSION_AT,
  DAY_COUNT,
  DAY_MS,
  DRAW_HOURS,
  DRAW_REPOSTS,
  ECHO_JITTER_SECONDS,
  ECHO_PARTICIPATION,
  ENDS_AT,
  type Leaning,
  type PostDraft,
  STARTS_AT,
  STRIKE_AT,
  type WorldAccount,
  type WorldLink,
  wakefulness,
} from './embassy-story.js';
import { commentText, fillTemplate, NEUTRAL_REPLIES, ownTexts, pick, QUOTE_TEXTS } from './embassy-texts.js';

const SECOND_MS = 1000;
const CLIENTS = ['SIMULATED phone', 'SIMULATED phone', 'SIMULATED web'];
const ACTIVITY_EXPONENT = 0.75;
const OWN_POSTS_PER_DAY = 32;
/** No ordinary account reacts sooner than this. */
const SHORTEST_DELAY_SECONDS = 45;
/** Median delays of ordinary reactions, in minutes. */
const REPOST_DELAY_MINUTES = 55;
const COMMENT_DELAY_MINUTES = 35;
/** Share of critical comments, of supportive ones, and of ordinary posts that their authors delete. */
const DELETED_CRITICAL = 0.14;
const DELETED_SUPPORTIVE = 0.02;
const DELETED_OWN = 0.01;

/** Share of comments that support the embassy, by period. */
const SUPPORT = {
  'embassy-a': { calm: 0.55, strike: 0.55, admission: 0.8 },
  'embassy-b': { calm: 0.55, strike: 0.5, admission: 0.2 },
} as const;

/** Ordinary accounts, drawn by their activity: by a power law, the first the most active. */
export class Audience {
  private readonly draw: () => number;
  private readonly reposters = new Map<PostDraft, Set<WorldAccount>>();

  constructor(
    readonly people: readonly WorldAccount[],
    readonly random: Random,
  ) {
    this.draw = weightedIndex(
      Float64Array.from(people, (_, index) => (index + 3) ** -ACTIVITY_EXPONENT),
      random,
    );
  }

  /** Anyone, or where a side is given someone of that side or of none. */
  member(side: 'a' | 'b' | null): WorldAccount {
    for (;;) {
      const account = this.people[this.draw()] as WorldAccount;
      if (side === null || account.side === null || account.side === side) return account;
    }
  }

  /** A repost by this account at this instant; null where the world has ended, it is its own post, or it reposted it before. */
  repost(account: WorldAccount, original: PostDraft, postedAt: number, planted: PostDraft['planted']): PostDraft | null {
    const before = this.reposters.get(original) ?? new Set();
    if (postedAt >= ENDS_AT || original.account === account || before.has(account)) return null;
    this.reposters.set(original, before.add(account));
    const { text, lang, links } = original;
    return { ...ownPost(account, postedAt, { text, lang, links, client: this.client(), planted }), kind: 'repost', original };
  }

  /** An answer that begins with the handle that it answers; null where the world has ended. */
  reply(account: WorldAccount, original: PostDraft, text: string, leaning: Leaning | null): PostDraft | null {
    const postedAt = this.reactionAt(original.postedAt, COMMENT_DELAY_MINUTES);
    if (postedAt >= ENDS_AT || account === original.account) return null;
    const content = { text: `@${original.account.handle} ${text}`, lang: account.lang, client: this.client(), likeCount: this.likes() };
    const gone = leaning === 'critical' ? DELETED_CRITICAL : leaning === 'supportive' ? DELETED_SUPPORTIVE : DELETED_OWN;
    return { ...ownPost(account, postedAt, content), kind: 'reply', original, leaning, deleted: this.random() < gone };
  }

  /** When an ordinary reader reacts: a heavy-tailed delay, put off at night. */
  reactionAt(from: number, medianMinutes: number): number {
    for (let attempt = 0; ; attempt++) {
      const minutes = medianMinutes * (1 + attempt / 4) * Math.exp(1.2 * randomNormal(this.random));
      const at = from + (SHORTEST_DELAY_SECONDS + Math.floor(minutes * 60)) * SECOND_MS;
      if (attempt === 12 || this.random() < wakefulness(at)) return at;
    }
  }

  /** How many react where `mean` do on average: some posts go far, most do not. */
  count(mean: number): number {
    return Math.floor(mean * Math.exp(0.7 * randomNormal(this.random) - 0.245) + this.random());
  }

  likes(): number {
    return Math.floor(Math.exp(1.1 * randomNormal(this.random)) * 1.5);
  }

  client(): string {
    return pick(CLIENTS, this.random);
  }
}

/** The echo group's reposts of embassy A, each within seconds. */
export function echoReposts(echo: readonly WorldAccount[], originals: readonly PostDraft[], audience: Audience): PostDraft[] {
  const { random } = audience;
  return originals.flatMap((original) =>
    echo
      .filter(() => random() < ECHO_PARTICIPATION)
      .map((account) =>
        audience.repost(account, original, original.postedAt + (1 + randomBelow(random, ECHO_JITTER_SECONDS)) * SECOND_MS, 'echo'),
      )
      .filter((post) => post !== null),
  );
}

/** What the echo group does beside: reposts of others at human speed, and small talk. */
export function camouflage(echo: readonly WorldAccount[], originals: readonly PostDraft[], audience: Audience): PostDraft[] {
  const { random } = audience;
  return echo.flatMap((account) => {
    const reposts = Array.from({ length: 8 + randomBelow(random, 10) }, () => {
      const original = pick(originals, random);
      return audience.repost(account, original, audience.reactionAt(original.postedAt, REPOST_DELAY_MINUTES), null);
    });
    const talk = Array.from({ length: 3 + randomBelow(random, 5) }, () => smallTalk(account, audience));
    return [...reposts.filter((post) => post !== null), ...talk];
  });
}

function smallTalk(account: WorldAccount, audience: Audience): PostDraft {
  const { random } = audience;
  const postedAt = wakingInstant(STARTS_AT, ENDS_AT, random);
  const plain = ownTexts(account.lang, phaseAt(postedAt), false).filter((text) => !text.includes('{official}'));
  const text = fillTemplate(pick(plain, random), account.lang, random);
  return ownPost(account, postedAt, { text, lang: account.lang, client: audience.client() });
}

/** The prize draw's reposts: many, once each, within hours, by people who have nothing to do with each other. */
export function drawReposts(draw: PostDraft, audience: Audience): PostDraft[] {
  const { random, people } = audience;
  const wanted = DRAW_REPOSTS - 20 + randomBelow(random, 41);
  const posts: PostDraft[] = [];
  while (posts.length < wanted) {
    const hours = -1.6 * Math.log(1 - random());
    if (hours >= DRAW_HOURS) continue;
    const postedAt = draw.postedAt + SHORTEST_DELAY_SECONDS * SECOND_MS + Math.floor(hours * 3600) * SECOND_MS;
    const post = audience.repost(pick(people, random), draw, postedAt, 'draw');
    if (post !== null) posts.push(post);
  }
  return posts;
}

/** How many ordinary reposts and answers a post draws on average. */
function meanReactions(post: PostDraft): { reposts: number; replies: number; quotes: number } {
  const phase = phaseAt(post.postedAt);
  if (post.planted === 'draw') return { reposts: 0, replies: 9, quotes: 0 };
  if (post.account.role === 'embassy-a')
    return phase === 'calm' ? { reposts: 4, replies: 4, quotes: 0.2 } : { reposts: 11, replies: 8, quotes: 0.8 };
  if (post.account.role === 'embassy-b')
    return phase === 'calm' ? { reposts: 6, replies: 6, quotes: 0.3 } : { reposts: 8, replies: 11, quotes: 0.8 };
  if (post.account.role === 'public') return { reposts: 0.1, replies: 0.08, quotes: 0 };
  if (post.planted === 'wire') return { reposts: 1, replies: 0.2, quotes: 0 };
  return { reposts: 2.5, replies: 0.7, quotes: 0 };
}

/** The ordinary public's reposts, answers and quotes of the given posts. */
export function reactions(originals: readonly PostDraft[], audience: Audience): PostDraft[] {
  const { random } = audience;
  return originals.flatMap((original) => {
    const { role } = original.account;
    const means = meanReactions(original);
    const side = role === 'embassy-a' ? 'a' : role === 'embassy-b' ? 'b' : null;
    const repost = (): PostDraft | null =>
      audience.repost(audience.member(side), original, audience.reactionAt(original.postedAt, REPOST_DELAY_MINUTES), null);
    const reply = (): PostDraft | null =>
      role === 'embassy-a' || role === 'embassy-b' ? comment(role, original, audience) : remark(original, audience);
    const times = (mean: number, make: () => PostDraft | null) => Array.from({ length: audience.count(mean) }, make);
    const made = [...times(means.reposts, repost), ...times(means.replies, reply)];
    if (random() < means.quotes) made.push(quote(original, audience));
    return made.filter((post) => post !== null);
  });
}

/** A comment to an embassy: its leaning by the period, its author of the side that leans so. */
function comment(role: 'embassy-a' | 'embassy-b', original: PostDraft, audience: Audience): PostDraft | null {
  const phase = phaseAt(original.postedAt);
  const leaning = audience.random() < SUPPORT[role][phase] ? 'supportive' : 'critical';
  const side = (role === 'embassy-a') === (leaning === 'supportive') ? 'a' : 'b';
  const author = audience.member(side);
  return audience.reply(author, original, commentText(leaning, author.lang, phase, audience.random), leaning);
}

function remark(original: PostDraft, audience: Audience): PostDraft | null {
  const author = audience.member(null);
  const text = fillTemplate(pick(NEUTRAL_REPLIES[author.lang], audience.random), author.lang, audience.random);
  return audience.reply(author, original, text, null);
}

function quote(original: PostDraft, audience: Audience): PostDraft | null {
  const { random } = audience;
  const author = audience.member(null);
  const postedAt = audience.reactionAt(original.postedAt, REPOST_DELAY_MINUTES);
  if (postedAt >= ENDS_AT) return null;
  const text = fillTemplate(pick(QUOTE_TEXTS[author.lang], random), author.lang, random);
  const content = { text, lang: author.lang, client: audience.client(), likeCount: audience.likes() };
  return { ...ownPost(author, postedAt, content), kind: 'quote', original };
}

/** What the public posts of its own: small talk, and links to the outlets' stories of the last days. */
export function publicPosts(stories: readonly PostDraft[], handles: readonly string[], audience: Audience): PostDraft[] {
  const { random } = audience;
  const posts: PostDraft[] = [];
  for (let day = 0; day < DAY_COUNT; day++) {
    const from = STARTS_AT + day * DAY_MS;
    const busy = from + DAY_MS > STRIKE_AT && from < ADMISSION_AT + 3 * DAY_MS ? 1.4 : 1;
    for (let count = Math.round(OWN_POSTS_PER_DAY * busy * (0.8 + 0.4 * random())); count > 0; count--)
      posts.push(publicPost(audience.member(null), wakingInstant(from, from + DAY_MS, random), stories, handles, audience));
  }
  return posts;
}

function publicPost(
  account: WorldAccount,
  postedAt: number,
  stories: readonly PostDraft[],
  handles: readonly string[],
  audience: Audience,
): PostDraft {
  const { random } = audience;
  const recent = stories.filter((story) => story.postedAt < postedAt && story.postedAt > postedAt - 3 * DAY_MS);
  const template = pick(ownTexts(account.lang, phaseAt(postedAt), recent.length > 0), random);
  const links: WorldLink[] = [];
  if (template.includes('{url}')) {
    const story = pick(recent, random).links[0] as WorldLink;
    links.push(shortLink((story.unwoundUrl ?? story.expandedUrl).replace(/\?.*/, ''), random));
  }
  const given = { url: links[0]?.url ?? '', official: `@${pick(handles, random)}` };
  const text = fillTemplate(template, account.lang, random, given);
  const content = { text, lang: account.lang, links, client: audience.client(), likeCount: audience.likes() };
  return { ...ownPost(account, postedAt, content), deleted: random() < DELETED_OWN };
}
