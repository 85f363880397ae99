import { csvCell, usMinute } from './csv-cell.js';
import {
  DAY_COUNT,
  DAY_MS,
  type EmbassyWorld,
  followersAt,
  HOST_STATE,
  RECHECKED_AT,
  SIMULATED,
  SIMULATED_NOTE,
  STARTS_AT,
  STATE_A,
  STATE_B,
  type WorldAccount,
  type WorldPost,
} from './embassy-story.js';
import { truthFiles } from './embassy-truth.js';

/** A file to be written: its name and its whole text, in UTF-8 with line feeds. */
export interface SampleFile {
  readonly name: string;
  readonly text: string;
}

const LANGUAGE_NAMES = { en: 'English', zh: 'Simplified Chinese', ja: 'Japanese', ar: 'Arabic' } as const;
const TROLL_COLUMNS =
  'external_author_id,author,content,region,language,publish_date,harvested_date,following,followers,updates,post_type,account_type,retweet,account_category,new_june_2018,alt_external_id,tweet_id,article_url,tco1_step1,tco2_step1,tco3_step1';
/** Each day's posts are collected at 06:00 of the next. */
const COLLECTED_AFTER_MS = DAY_MS + 6 * 3_600_000;
const PAGE_POSTS = 500;
const LOOKUP_IDS = 100;
/** Of the ordinary posts that survive, about every sixth comes back from the second look. */
const RECHECK_SAMPLE = 6;
/** Between two requests. */
const PAUSE_MS = 2000;
const REPOST_CHARACTERS = 140;
const LIKES_HALF_MS = 12 * 3_600_000;
const NOT_FOUND_TYPE = 'https://api.twitter.com/2/problems/resource-not-found';

/**
 * The sample world as files in published formats, and its truth beside it.
 *
 * For import: `simulated-embassies.csv` (troll-archive layout: embassies and news outlets), `simulated-public.jsonl` (X API
 * v2 pages: everyone else, collected day by day), `simulated-recheck.jsonl` (v2 look-ups of all posts thirty days after the
 * end: what is gone, and a sample of what is not), `simulated-events.csv`. Not for import: `truth-accounts.csv`,
 * `truth-posts.csv`, `truth-figures.csv`. A post has one identifier and one time in all of them.
 *
 * @returns Names and texts; nothing is written. The same world gives the same bytes.
 */
export function embassyFiles(world: EmbassyWorld): SampleFile[] {
  const index = new WorldIndex(world);
  const fromArchive = (post: WorldPost): boolean => ['embassy-a', 'embassy-b', 'news'].includes(index.author(post).role);
  const archived = world.posts.filter(fromArchive);
  const collected = world.posts.filter((post) => !fromArchive(post));
  return [
    { name: 'simulated-embassies.csv', text: trollArchive(archived, index) },
    { name: 'simulated-public.jsonl', text: jsonLines(publicPages(collected, index)) },
    { name: 'simulated-recheck.jsonl', text: jsonLines([...recheckPages(world.posts, index), suspensionPage(world.accounts)]) },
    { name: 'simulated-events.csv', text: eventsTable(world) },
    ...truthFiles(world),
  ];
}

/** The two embassies as a published list would name them, in the layout of a registry. */
export function embassyRegistry(world: EmbassyWorld): SampleFile {
  const head = 'actor,polity,role,host,platform,handle,id,valid_from,attributed_by,attribution_url,note';
  const states = { 'embassy-a': STATE_A, 'embassy-b': STATE_B } as const;
  const rows = world.accounts.flatMap(({ role, name, handle, accountId, createdAt }) => {
    if (role !== 'embassy-a' && role !== 'embassy-b') return [];
    const opened = new Date(createdAt).toISOString().slice(0, 10);
    const list = `${SIMULATED} list of foreign missions in ${HOST_STATE}`;
    return [
      [name, states[role], 'embassy', HOST_STATE, 'twitter', handle, accountId, opened, list, 'https://example.org/missions', SIMULATED]
        .map(csvCell)
        .join(','),
    ];
  });
  return { name: 'simulated-registry.csv', text: `${[head, ...rows].join('\n')}\n` };
}

/** What the platform would know at an instant: who wrote what, and how often it was reposted, answered, quoted. */
class WorldIndex {
  readonly accounts: ReadonlyMap<string, WorldAccount>;
  readonly handles: ReadonlyMap<string, WorldAccount>;
  readonly posts: ReadonlyMap<string, WorldPost>;
  private readonly postTimes = new Map<string, number[]>();

  constructor(world: EmbassyWorld) {
    this.accounts = new Map(world.accounts.map((account) => [account.accountId, account]));
    this.handles = new Map(world.accounts.map((account) => [account.handle, account]));
    this.posts = new Map(world.posts.map((post) => [post.postId, post]));
    for (const post of world.posts) {
      this.addTime(post.accountId, post.postedAt);
      if (post.originalId !== null) this.addTime(`${post.kind} ${post.originalId}`, post.postedAt);
    }
  }

  author(post: WorldPost): WorldAccount {
    return this.accounts.get(post.accountId) as WorldAccount;
  }

  original(post: WorldPost): WorldPost | null {
    return post.originalId === null ? null : (this.posts.get(post.originalId) as WorldPost);
  }

  /** How often the post was reposted, answered or quoted by then. */
  reactionCount(kind: 'repost' | 'reply' | 'quote', post: WorldPost, at: number): number {
    return this.countUntil(`${kind} ${post.postId}`, at);
  }

  /** All posts of the account by then, those before the world begins included. */
  postCount(account: WorldAccount, at: number): number {
    return account.earlierPostCount + this.countUntil(account.accountId, at);
  }

  private addTime(key: string, at: number): void {
    const times = this.postTimes.get(key);
    if (times === undefined) this.postTimes.set(key, [at]);
    else times.push(at);
  }

  private countUntil(key: string, at: number): number {
    const later = this.postTimes.get(key)?.findIndex((time) => time > at) ?? 0;
    return later === -1 ? (this.postTimes.get(key)?.length ?? 0) : later;
  }
}

// The troll-archive layout.

function trollArchive(posts: readonly WorldPost[], index: WorldIndex): string {
  return `${[TROLL_COLUMNS, ...posts.map((post) => trollRow(post, index).map(csvCell).join(','))].join('\n')}\n`;
}

/** One row: the author's numbers are those of a harvest one to nine minutes after the post. */
function trollRow(post: WorldPost, index: WorldIndex): (string | number)[] {
  const author = index.author(post);
  const harvestedAt = post.postedAt - (post.postedAt % 60_000) + (1 + ((post.postedAt / 1000) % 9)) * 60_000;
  const targets = post.links.map((link) => link.expandedUrl);
  return [
    Number(author.accountId).toExponential(2).toUpperCase(),
    author.handle,
    post.text,
    HOST_STATE,
    LANGUAGE_NAMES[post.lang],
    usMinute(post.postedAt),
    usMinute(harvestedAt),
    author.followingCount,
    followersAt(author, harvestedAt),
    index.postCount(author, harvestedAt),
    '',
    author.role === 'news' ? 'News' : 'Embassy',
    0,
    SIMULATED,
    0,
    author.accountId,
    post.postId,
    `https://social.example/${author.accountId}/statuses/${post.postId}`,
    targets[0] ?? '',
    targets[1] ?? '',
    targets[2] ?? '',
  ];
}

// X API v2.

function jsonLines(pages: readonly object[]): string {
  return pages.map((page) => `${JSON.stringify(page)}\n`).join('');
}

/** What the collecting program adds to a page: where it asked, and when. */
function collectedBy(path: string, at: number): object {
  const retrieved = `${new Date(at).toISOString().slice(0, 19)}+00:00`;
  return { __twarc: { url: `https://api.example/2/${path}`, version: SIMULATED, retrieved_at: retrieved } };
}

/** Each day's posts, newest first, in pages of up to 500, with the posts that they refer to and all authors. */
function publicPages(posts: readonly WorldPost[], index: WorldIndex): object[] {
  const days = Array.from({ length: DAY_COUNT }, (): WorldPost[] => []);
  for (const post of posts) days[Math.floor((post.postedAt - STARTS_AT) / DAY_MS)]?.push(post);
  return days.flatMap((ofDay, day) =>
    slices(ofDay.reverse(), PAGE_POSTS).map((page, number) =>
      publicPage(page, STARTS_AT + day * DAY_MS + COLLECTED_AFTER_MS + number * PAUSE_MS, index),
    ),
  );
}

/** A list cut into pieces of at most `size`. */
function slices<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, piece) => list.slice(piece * size, (piece + 1) * size));
}

function publicPage(posts: readonly WorldPost[], at: number, index: WorldIndex): object {
  const referred = [...new Set(posts.map((post) => index.original(post)).filter((post) => post !== null))];
  const ids = posts.map((post) => post.postId);
  return {
    meta: { note: SIMULATED_NOTE, newest_id: ids[0], oldest_id: ids.at(-1), result_count: ids.length },
    data: posts.map((post) => tweet(post, at, index)),
    includes: { users: authors([...posts, ...referred], at, index), tweets: referred.map((post) => tweet(post, at, index)) },
    ...collectedBy('tweets/search/all', at),
  };
}

function authors(posts: readonly WorldPost[], at: number, index: WorldIndex): object[] {
  return [...new Set(posts.map((post) => index.author(post)))].map((account) => ({
    id: account.accountId,
    username: account.handle,
    name: account.name,
    created_at: new Date(account.createdAt).toISOString(),
    description: account.description,
    public_metrics: {
      followers_count: followersAt(account, at),
      following_count: account.followingCount,
      tweet_count: index.postCount(account, at),
    },
  }));
}

/** A post as the interface answers it at an instant; a repost is cut and has its original's repost count. */
function tweet(post: WorldPost, at: number, index: WorldIndex): object {
  const original = index.original(post);
  const text = original !== null && post.kind === 'repost' ? repostText(post, index.author(original).handle) : post.text;
  const entities = entitiesOf(text, post, index);
  const referenceType = { repost: 'retweeted', reply: 'replied_to', quote: 'quoted', post: '' }[post.kind];
  return {
    id: post.postId,
    author_id: post.accountId,
    created_at: new Date(post.postedAt).toISOString(),
    text,
    lang: post.lang,
    source: post.client,
    conversation_id: post.conversationId,
    ...(original === null ? {} : { referenced_tweets: [{ type: referenceType, id: original.postId }] }),
    ...(original !== null && post.kind === 'reply' ? { in_reply_to_user_id: original.accountId } : {}),
    ...(entities === null ? {} : { entities }),
    public_metrics: metrics(post, original, at, index),
  };
}

function metrics(post: WorldPost, original: WorldPost | null, at: number, index: WorldIndex): object {
  if (original !== null && post.kind === 'repost')
    return { retweet_count: index.reactionCount('repost', original, at), reply_count: 0, like_count: 0, quote_count: 0 };
  return {
    retweet_count: index.reactionCount('repost', post, at),
    reply_count: index.reactionCount('reply', post, at),
    like_count: Math.round(post.likeCount * (1 - 2 ** (-Math.max(0, at - post.postedAt) / LIKES_HALF_MS))),
    quote_count: index.reactionCount('quote', post, at),
  };
}

/** `RT @handle: text`, cut at 140 characters. */
function repostText(post: WorldPost, handle: string): string {
  const text = `RT @${handle}: ${post.text}`;
  if (text.length <= REPOST_CHARACTERS) return text;
  return `${[...text].slice(0, REPOST_CHARACTERS - 1).join('')}…`;
}

/** Hashtags, mentions and links that stand whole in the text; null where there are none. */
function entitiesOf(text: string, post: WorldPost, index: WorldIndex): object | null {
  const hashtags = [...text.matchAll(/#([\p{L}\p{M}\p{N}_]+)(?![\p{L}\p{M}\p{N}_…])/gu)].map((match) => ({ tag: match[1] }));
  const mentions = [...text.matchAll(/@(\w+)/g)].flatMap((match) => {
    const account = index.handles.get(match[1] ?? '');
    return account === undefined ? [] : [{ username: account.handle, id: account.accountId }];
  });
  const urls = post.links
    .filter((link) => text.includes(link.url))
    .map((link) => ({
      url: link.url,
      expanded_url: link.expandedUrl,
      ...(link.unwoundUrl === null ? {} : { unwound_url: link.unwoundUrl }),
    }));
  if (hashtags.length + mentions.length + urls.length === 0) return null;
  return {
    ...(hashtags.length === 0 ? {} : { hashtags }),
    ...(mentions.length === 0 ? {} : { mentions }),
    ...(urls.length === 0 ? {} : { urls }),
  };
}

// The second look.

/** Every post looked up again by identifier: what is gone among the errors, and a sample of the rest with later counts. */
function recheckPages(posts: readonly WorldPost[], index: WorldIndex): object[] {
  const isGone = (post: WorldPost): boolean => post.deleted || index.author(post).suspended;
  const isOfEmbassy = (post: WorldPost): boolean => index.author(post).role.startsWith('embassy');
  return slices(posts, LOOKUP_IDS).map((asked, number) => {
    const at = RECHECKED_AT + number * PAUSE_MS;
    const found = asked.filter((post, position) => !isGone(post) && (isOfEmbassy(post) || position % RECHECK_SAMPLE === 0));
    const errors = asked.filter(isGone).map(removal);
    return {
      meta: { note: SIMULATED_NOTE, result_count: found.length },
      ...(found.length === 0 ? {} : { data: found.map((post) => tweet(post, at, index)), includes: { users: authors(found, at, index) } }),
      ...(errors.length === 0 ? {} : { errors }),
      ...collectedBy('tweets', at),
    };
  });
}

function removal(post: WorldPost): object {
  const cause = post.deleted
    ? { title: 'Not Found Error', detail: `Could not find tweet with id: [${post.postId}].` }
    : { title: 'Forbidden', detail: `User has been suspended: [${post.accountId}].` };
  return { resource_id: post.postId, resource_type: 'tweet', ...cause, parameter: 'ids', type: NOT_FOUND_TYPE };
}

/** The suspended accounts, as a look-up of users answers. */
function suspensionPage(accounts: readonly WorldAccount[]): object {
  const errors = accounts
    .filter((account) => account.suspended)
    .map(({ accountId }) => ({
      resource_id: accountId,
      resource_type: 'user',
      title: 'Forbidden',
      detail: `User has been suspended: [${accountId}].`,
      parameter: 'ids',
      type: NOT_FOUND_TYPE,
    }));
  return { meta: { note: SIMULATED_NOTE, result_count: 0 }, errors, ...collectedBy('users', RECHECKED_AT + 600_000) };
}

function eventsTable(world: EmbassyWorld): string {
  const rows = world.events.map((event) => [new Date(event.happenedAt).toISOString(), event.title, SIMULATED].map(csvCell).join(','));
  return `${['happened_at,title,source', ...rows].join('\n')}\n`;
}
