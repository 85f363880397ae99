import {
  ADMISSION_AT,
  accountOfRole,
  DAY_COUNT,
  DAY_MS,
  type EmbassyWorld,
  ENDS_AT,
  followersAt,
  SIMULATED,
  STARTS_AT,
  STRIKE_AT,
  type WorldAccount,
  type WorldPost,
} from './embassy-story.js';

/** One number or date that an analysis of the sample should find. */
export interface TruthFigure {
  readonly name: string;
  readonly value: number | string;
  readonly unit: string;
}

/** The truth of a world as tables, counted from what was made: who is who, what each post is, what should be found. */
export function truthFiles(world: EmbassyWorld): { readonly name: string; readonly text: string }[] {
  const accounts = world.accounts.map((account) => [
    account.accountId,
    account.role,
    account.suspended ? 1 : 0,
    new Date(account.createdAt).toISOString(),
  ]);
  const posts = world.posts.map((post) => [
    post.postId,
    post.accountId,
    post.kind,
    post.leaning ?? '',
    post.deleted ? 1 : 0,
    post.planted ?? '',
  ]);
  const figures = embassyTruth(world).map((figure) => [figure.name, figure.value, figure.unit]);
  return [
    { name: 'truth-accounts.csv', text: table('account_id,role,suspended,created_at', accounts) },
    { name: 'truth-posts.csv', text: table('post_id,account_id,kind,leaning,deleted,planted', posts) },
    { name: 'truth-figures.csv', text: table('name,value,unit', figures) },
  ];
}

/** A table whose last column marks each row; no value needs quotes. */
function table(columns: string, rows: readonly (readonly (string | number)[])[]): string {
  return `${[`${columns},note`, ...rows.map((row) => `${row.join(',')},${SIMULATED}`)].join('\n')}\n`;
}

/**
 * What an analysis of the sample should find, counted from the world itself.
 *
 * Rates are posts per day over the whole period; shares are 0–1; "before" and "after" are before and after the strike for
 * posts, and the admission for comments.
 */
export function embassyTruth(world: EmbassyWorld): TruthFigure[] {
  return [...storyFigures(world), ...followerFigures(world), ...echoFigures(world), ...drawAndWireFigures(world), ...commentFigures(world)];
}

function storyFigures(world: EmbassyWorld): TruthFigure[] {
  const ofA = postsOf(world, 'embassy-a');
  const ofB = postsOf(world, 'embassy-b');
  const days = (from: number, to: number): number => (to - from) / DAY_MS;
  const rate = (posts: readonly WorldPost[], from: number, to: number): number =>
    posts.filter((post) => post.postedAt >= from && post.postedAt < to).length / days(from, to);
  const change = ofA.find((post) => post.postedAt >= STRIKE_AT) as WorldPost;
  return [
    figure('starts_at', instant(STARTS_AT), 'date'),
    figure('day_count', DAY_COUNT, 'days'),
    figure('strike_at', instant(STRIKE_AT), 'date'),
    figure('admission_at', instant(ADMISSION_AT), 'date'),
    figure('account_count', world.accounts.length, 'accounts'),
    figure('post_count', world.posts.length, 'posts'),
    figure('deleted_post_count', world.posts.filter((post) => post.deleted).length, 'posts'),
    figure('suspended_account_count', world.accounts.filter((account) => account.suspended).length, 'accounts'),
    figure('a_posts_per_day_before', rate(ofA, STARTS_AT, STRIKE_AT), 'posts per day'),
    figure('a_posts_per_day_after', rate(ofA, STRIKE_AT, ENDS_AT), 'posts per day'),
    figure('a_rate_changed_at', instant(change.postedAt), 'date'),
    figure('b_posts_per_day_before', rate(ofB, STARTS_AT, STRIKE_AT), 'posts per day'),
    figure('b_posts_per_day_after', rate(ofB, STRIKE_AT, ENDS_AT), 'posts per day'),
  ];
}

function followerFigures(world: EmbassyWorld): TruthFigure[] {
  const a = accountOfRole(world.accounts, 'embassy-a');
  const b = accountOfRole(world.accounts, 'embassy-b');
  const at = (name: string, account: WorldAccount, time: number): TruthFigure => figure(name, followersAt(account, time), 'followers');
  return [
    at('a_followers_at_strike', a, STRIKE_AT),
    at('a_followers_ten_days_later', a, STRIKE_AT + 10 * DAY_MS),
    at('a_followers_at_end', a, ENDS_AT),
    at('b_followers_at_start', b, STARTS_AT),
    at('b_followers_at_strike', b, STRIKE_AT),
    at('b_followers_at_admission', b, ADMISSION_AT),
    at('b_followers_at_end', b, ENDS_AT),
  ];
}

function echoFigures(world: EmbassyWorld): TruthFigure[] {
  const members = world.accounts.filter((account) => account.role === 'echo');
  const created = members.map((account) => account.createdAt);
  const originals = new Map(postsOf(world, 'embassy-a').map((post) => [post.postId, post]));
  const reposts = world.posts.filter((post) => post.planted === 'echo');
  const lags = reposts.map((post) => (post.postedAt - (originals.get(post.originalId ?? '') as WorldPost).postedAt) / 1000);
  const ids = new Set(members.map((account) => account.accountId));
  const otherPosts = world.posts.filter((post) => ids.has(post.accountId) && post.planted !== 'echo');
  return [
    figure('echo_account_count', members.length, 'accounts'),
    figure('echo_suspended_count', members.filter((account) => account.suspended).length, 'accounts'),
    figure('echo_creation_span', (Math.max(...created) - Math.min(...created)) / DAY_MS, 'days'),
    figure('echo_repost_count', reposts.length, 'posts'),
    figure('echo_other_post_count', otherPosts.length, 'posts'),
    figure('echo_shortest_delay', Math.min(...lags), 'seconds'),
    figure('echo_longest_delay', Math.max(...lags), 'seconds'),
    figure('echo_participation', reposts.length / (members.length * originals.size), 'share 0–1'),
  ];
}

function drawAndWireFigures(world: EmbassyWorld): TruthFigure[] {
  const reposts = world.posts.filter((post) => post.planted === 'draw' && post.kind === 'repost');
  const draw = world.posts.find((post) => post.postId === reposts[0]?.originalId) as WorldPost;
  const wire = new Map<string, number[]>();
  for (const post of world.posts) if (post.planted === 'wire') wire.set(post.text, [...(wire.get(post.text) ?? []), post.postedAt]);
  const shared = [...wire.values()].filter((times) => times.length > 1);
  const spreads = shared.map((times) => (Math.max(...times) - Math.min(...times)) / 1000);
  return [
    figure('draw_post_id', draw.postId, 'post'),
    figure('draw_posted_at', instant(draw.postedAt), 'date'),
    figure('draw_repost_count', reposts.length, 'posts'),
    figure('draw_last_repost_after', (Math.max(...reposts.map((post) => post.postedAt)) - draw.postedAt) / 3_600_000, 'hours'),
    figure('wire_text_count', wire.size, 'texts'),
    figure('wire_shared_text_count', shared.length, 'texts'),
    figure('wire_longest_spread', Math.max(...spreads), 'seconds'),
  ];
}

function commentFigures(world: EmbassyWorld): TruthFigure[] {
  return (['embassy-a', 'embassy-b'] as const).flatMap((role) => {
    const letter = role.slice(-1);
    const ids = new Set(postsOf(world, role).map((post) => post.postId));
    const comments = world.posts.filter((post) => post.kind === 'reply' && ids.has(post.originalId ?? ''));
    const before = comments.filter((post) => post.postedAt < ADMISSION_AT);
    const after = comments.filter((post) => post.postedAt >= ADMISSION_AT);
    const support = (posts: readonly WorldPost[]): number => posts.filter((post) => post.leaning === 'supportive').length / posts.length;
    return [
      figure(`${letter}_comment_count_before`, before.length, 'posts'),
      figure(`${letter}_comment_count_after`, after.length, 'posts'),
      figure(`${letter}_supportive_share_before`, support(before), 'share 0–1'),
      figure(`${letter}_supportive_share_after`, support(after), 'share 0–1'),
    ];
  });
}

function postsOf(world: EmbassyWorld, role: 'embassy-a' | 'embassy-b'): WorldPost[] {
  const { accountId } = accountOfRole(world.accounts, role);
  return world.posts.filter((post) => post.accountId === accountId);
}

/** Numbers with at most six decimals, so that they read as numbers. */
function figure(name: string, value: number | string, unit: string): TruthFigure {
  return { name, value: typeof value === 'number' ? Number(value.toFixed(6)) : value, unit };
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
