import { accountId, type CoordinationWorld, postId } from './coordination-world.js';
import { csvCell, usMinute } from './csv-cell.js';
import { WORLD_LAYERS, type WorldLayer } from './world-parameters.js';
import { handleOf, hashtagText, languageOf, sentence, textStream, urlText } from './world-texts.js';

/** The formats in which a world can be written, by their names among the sources. */
export const WORLD_FORMATS = ['share-table', 'takedown-tweets', 'troll-archive', 'x-api-v2', 'toolkit-table'] as const;
export type WorldFormat = (typeof WORLD_FORMATS)[number];

const SIMULATED = 'SIMULATED';
const PIECE_CHARACTERS = 1 << 20;
const PAGE_POSTS = 500;
const REPOST_CHARACTERS = 140;
const LANGUAGE_NAMES = { en: 'English', zh: 'Simplified Chinese' } as const;

const SHARE_COLUMNS = ['account_id', 'content_id', 'timestamp_share', ...WORLD_LAYERS.map((layer) => `${layer}_id`)];
const TOOLKIT_COLUMNS = 'message_id,user_id,username,repost_id,reply_id,message,timestamp,urls'.split(',');
const TROLL_COLUMNS =
  'external_author_id,author,content,region,language,publish_date,harvested_date,following,followers,updates,post_type,account_type,retweet,account_category,new_june_2018,alt_external_id,tweet_id,article_url,tco1_step1,tco2_step1,tco3_step1'.split(
    ',',
  );
const TAKEDOWN_COLUMNS =
  'tweetid,userid,user_display_name,user_screen_name,user_reported_location,user_profile_description,user_profile_url,follower_count,following_count,account_creation_date,account_language,tweet_language,tweet_text,tweet_time,tweet_client_name,in_reply_to_userid,in_reply_to_tweetid,quoted_tweet_tweetid,is_retweet,retweet_userid,retweet_tweetid,latitude,longitude,quote_count,reply_count,like_count,retweet_count,hashtags,urls,user_mentions,poll_choices'.split(
    ',',
  );

/** One post of a world as it is written. */
interface WorldPost {
  readonly id: string;
  readonly account: number;
  readonly seconds: number;
  readonly layer: WorldLayer | null;
  /** Identifier of what it shares; null for the original of a repost. */
  readonly object: string | null;
  readonly text: string;
  readonly lang: 'en' | 'zh';
  /** Number of the reposted object; −1 where it reposts nothing. */
  readonly reposted: number;
}

/**
 * A world as the text of one file in a published format, in pieces of about a million characters.
 *
 * Every share is one post; reposted posts are there too where the format holds posts (not in a share table). Posts come in order of
 * time. Times are whole seconds; archives with minutes carry them in their identifiers. Copies of a text are written with their edits,
 * but a share table names the text that they come from, as layer `near-text`. The troll archive has no layer for reposts.
 * The same world gives the same bytes.
 */
export function* worldFile(world: CoordinationWorld, format: WorldFormat): Generator<string> {
  if (format === 'x-api-v2') {
    yield* apiPages(world);
    return;
  }
  const { columns, row } = tableOf(world, format);
  let piece = `${columns.join(',')}\n`;
  for (const post of worldPosts(world, format !== 'share-table')) {
    piece += `${row(post)}\n`;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** Name of the file with a world's posts. */
export function worldFileName(format: WorldFormat): string {
  return format === 'x-api-v2' ? 'simulated-posts.jsonl' : 'simulated-posts.csv';
}

/** All posts in order of time: the shares, and the originals of reposts before what stands at the same second. */
function* worldPosts(world: CoordinationWorld, withOriginals: boolean): Generator<WorldPost> {
  const { objects, shares } = world;
  const keys = objectKeys(world);
  const reposts = WORLD_LAYERS.indexOf('repost');
  const originals = Int32Array.from({ length: withOriginals ? objects.count : 0 }, (_, object) => object)
    .filter((object) => objects.layer[object] === reposts)
    .sort((a, b) => objects.bornAt[a] - objects.bornAt[b] || a - b);
  let next = 0;
  for (let share = 0; share < shares.count; share++) {
    for (; next < originals.length && objects.bornAt[originals[next]] <= shares.time[share]; next++)
      yield originalPost(world, originals[next]);
    yield sharePost(world, share, keys);
  }
  for (; next < originals.length; next++) yield originalPost(world, originals[next]);
}

function originalId(world: CoordinationWorld, object: number): string {
  return postId(world.objects.bornAt[object], world.shares.count + object);
}

function originalText(world: CoordinationWorld, object: number): string {
  return sentence(world.objects.community[object], textStream(world.background.seed, 'post', object));
}

function originalPost(world: CoordinationWorld, object: number): WorldPost {
  const { author, bornAt, community } = world.objects;
  return {
    id: originalId(world, object),
    account: author[object],
    seconds: bornAt[object],
    layer: null,
    object: null,
    text: originalText(world, object),
    lang: languageOf(community[object]),
    reposted: -1,
  };
}

function sharePost(world: CoordinationWorld, share: number, keyOf: (object: number) => string): WorldPost {
  const { objects, shares, background, accounts } = world;
  const object = shares.object[share];
  const layer = WORLD_LAYERS[objects.layer[object]] as WorldLayer;
  const account = shares.account[share];
  const community = layer === 'repost' || layer === 'near-text' ? objects.community[object] : accounts.community[account];
  const key = keyOf(object);
  const own = (): string => sentence(community, textStream(background.seed, 'share', share));
  const text =
    layer === 'repost'
      ? cut(`RT @${handleOf(background.seed, objects.author[object])}: ${originalText(world, object)}`)
      : layer === 'url'
        ? `${own()} ${key}`
        : layer === 'hashtag'
          ? `${own()} #${key}`
          : copiedText(world, object, share);
  const reposted = layer === 'repost' ? object : -1;
  return {
    id: postId(shares.time[share], share),
    account,
    seconds: shares.time[share],
    layer,
    object: key,
    text,
    lang: languageOf(community),
    reposted,
  };
}

/** A copy of a text; those of a group's text are edited at its rate, all others are exact. */
function copiedText(world: CoordinationWorld, object: number, share: number): string {
  const { objects, background, groups } = world;
  const rate = groups[objects.group[object]]?.options.editRate ?? 0;
  const copy = rate === 0 ? null : { rate, random: textStream(background.seed, 'share', share) };
  return sentence(objects.community[object], textStream(background.seed, 'copied', object), copy);
}

function cut(text: string): string {
  return text.length <= REPOST_CHARACTERS ? text : `${[...text].slice(0, REPOST_CHARACTERS - 1).join('')}…`;
}

/** The identifier of an object: the original's, a link, a hashtag, or the number of a text. */
function objectKeys(world: CoordinationWorld): (object: number) => string {
  const { objects, background } = world;
  return (object) => {
    const layer = WORLD_LAYERS[objects.layer[object]] as WorldLayer;
    if (layer === 'repost') return originalId(world, object);
    if (layer === 'url')
      return urlText(objects.community[object], object, objects.bornAt[object], textStream(background.seed, 'url', object));
    if (layer === 'hashtag') return hashtagText(objects.community[object], object, textStream(background.seed, 'hashtag', object));
    return `text-${object}`;
  };
}

// Tables.

function tableOf(
  world: CoordinationWorld,
  format: Exclude<WorldFormat, 'x-api-v2'>,
): { columns: readonly string[]; row: (post: WorldPost) => string } {
  if (format === 'share-table') return { columns: SHARE_COLUMNS, row: (post) => shareRow(world, post) };
  if (format === 'toolkit-table') return { columns: TOOLKIT_COLUMNS, row: (post) => toolkitRow(world, post) };
  if (format === 'troll-archive') return { columns: TROLL_COLUMNS, row: (post) => trollRow(world, post) };
  return { columns: TAKEDOWN_COLUMNS, row: (post) => takedownRow(world, post) };
}

function shareRow(world: CoordinationWorld, post: WorldPost): string {
  const objects = WORLD_LAYERS.map((layer) => (layer === post.layer ? post.object : ''));
  return [accountId(world, post.account), post.id, post.seconds, ...objects].join(',');
}

function toolkitRow(world: CoordinationWorld, post: WorldPost): string {
  const handle = handleOf(world.background.seed, post.account);
  const repost = post.layer === 'repost' ? post.object : '';
  const url = post.layer === 'url' ? post.object : '';
  return [post.id, accountId(world, post.account), handle, repost, '', csvCell(post.text), post.seconds, url].join(',');
}

/** Follower counts and the like: of the account's number alone, with a heavy tail. */
function profileOf(world: CoordinationWorld, account: number): { followers: number; following: number } {
  const random = textStream(world.background.seed, 'url', -1 - account);
  return { followers: Math.floor(40 * (1 - random()) ** -0.8), following: Math.floor(60 * (1 - random()) ** -0.5) };
}

function trollRow(world: CoordinationWorld, post: WorldPost): string {
  const account = accountId(world, post.account);
  const { followers, following } = profileOf(world, post.account);
  const url = post.layer === 'url' ? (post.object as string) : '';
  return [
    Number(account).toExponential(2).toUpperCase(),
    handleOf(world.background.seed, post.account),
    csvCell(post.text),
    'Unknown',
    LANGUAGE_NAMES[post.lang],
    usMinute(post.seconds * 1000),
    usMinute(post.seconds * 1000 + 60_000),
    following,
    followers,
    0,
    post.reposted === -1 ? '' : 'RETWEET',
    SIMULATED,
    post.reposted === -1 ? 0 : 1,
    SIMULATED,
    0,
    account,
    post.id,
    '',
    url,
    '',
    '',
  ].join(',');
}

function takedownRow(world: CoordinationWorld, post: WorldPost): string {
  const handle = handleOf(world.background.seed, post.account);
  const { followers, following } = profileOf(world, post.account);
  const isRepost = post.reposted !== -1;
  const list = (layer: WorldLayer): string => (post.layer === layer ? `['${post.object}']` : '[]');
  const author = isRepost ? accountId(world, world.objects.author[post.reposted]) : '';
  return [
    post.id,
    accountId(world, post.account),
    handle,
    handle,
    '',
    `${SIMULATED} account`,
    '',
    followers,
    following,
    new Date(world.accounts.createdAt[post.account]).toISOString().slice(0, 10),
    'en',
    post.lang,
    csvCell(post.text),
    new Date(post.seconds * 1000).toISOString().slice(0, 16).replace('T', ' '),
    SIMULATED,
    '',
    '',
    '',
    isRepost ? 'True' : 'False',
    author,
    isRepost ? post.object : '',
    '',
    '',
    0,
    0,
    0,
    0,
    list('hashtag'),
    list('url'),
    isRepost ? `['${author}']` : '[]',
    '',
  ].join(',');
}

// The X API.

/** Pages of up to 500 posts in order of time, with their authors and the originals of their reposts. */
function* apiPages(world: CoordinationWorld): Generator<string> {
  let page: WorldPost[] = [];
  for (const post of worldPosts(world, true)) {
    page.push(post);
    if (page.length < PAGE_POSTS) continue;
    yield apiPage(world, page);
    page = [];
  }
  if (page.length > 0) yield apiPage(world, page);
}

function apiPage(world: CoordinationWorld, posts: readonly WorldPost[]): string {
  const onPage = new Set(posts.map((post) => post.id));
  const originals = [...new Set(posts.filter((post) => post.reposted !== -1).map((post) => post.reposted))]
    .map((object) => originalPost(world, object))
    .filter((original) => !onPage.has(original.id));
  const authors = [...new Set([...posts, ...originals].map((post) => post.account))];
  const page = {
    meta: { note: `${SIMULATED}: no account or post in it exists`, result_count: posts.length },
    data: posts.map((post) => apiTweet(world, post)),
    includes: { users: authors.map((account) => apiUser(world, account)), tweets: originals.map((post) => apiTweet(world, post)) },
  };
  return `${JSON.stringify(page)}\n`;
}

function apiTweet(world: CoordinationWorld, post: WorldPost): object {
  const repost = post.layer === 'repost' ? { referenced_tweets: [{ type: 'retweeted', id: post.object }] } : {};
  const entities =
    post.layer === 'url'
      ? { entities: { urls: [{ url: post.object, expanded_url: post.object }] } }
      : post.layer === 'hashtag'
        ? { entities: { hashtags: [{ tag: post.object }] } }
        : {};
  return {
    id: post.id,
    author_id: accountId(world, post.account),
    created_at: new Date(post.seconds * 1000).toISOString(),
    text: post.text,
    lang: post.lang,
    source: SIMULATED,
    ...repost,
    ...entities,
  };
}

function apiUser(world: CoordinationWorld, account: number): object {
  const handle = handleOf(world.background.seed, account);
  const { followers, following } = profileOf(world, account);
  return {
    id: accountId(world, account),
    username: handle,
    name: `${handle} (${SIMULATED})`,
    created_at: new Date(world.accounts.createdAt[account]).toISOString(),
    description: `${SIMULATED} account.`,
    public_metrics: { followers_count: followers, following_count: following },
  };
}

// The truth.

const TRUTH_COLUMNS = [
  'account',
  'group',
  'kind',
  'layer',
  'community',
  'utcOffsetHours',
  'objectCount',
  'jitterSeconds',
  'participation',
  'camouflage',
  'uptake',
  'editRate',
];

/**
 * The truth about every account, as a table: its group and what that is, and the knobs that made it.
 *
 * Two accounts are a true pair when both stand in one group of kind `planted`; groups of other kinds are hard negatives. Organic
 * accounts have no group.
 */
export function* worldTruth(world: CoordinationWorld): Generator<string> {
  let piece = `${TRUTH_COLUMNS.join(',')}\n`;
  for (let account = 0; account < world.accounts.count; account++) {
    const group = world.groups[world.accounts.group[account]];
    const options = group?.options;
    piece += `${[
      accountId(world, account),
      group?.name ?? '',
      options?.kind ?? 'organic',
      options?.layer ?? '',
      world.accounts.community[account],
      world.accounts.utcOffsetHours[account].toFixed(2),
      options?.objectCount ?? '',
      options?.jitterSeconds ?? '',
      options?.participation ?? '',
      options?.camouflage ?? '',
      options?.uptake ?? '',
      options?.editRate ?? '',
    ].join(',')}\n`;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}
