import { type Random, randomBelow, randomExponential, weightedIndex } from '../kernels/statistics/random.js';
import type { WorldDraft } from './world-draft.js';
import type { BackgroundOptions, WorldLayer } from './world-parameters.js';
import type { People } from './world-people.js';

/** No cascade takes more than this share of the organic shares, or than the least number. */
const LARGEST_CASCADE_SHARE = 0.05;
const LEAST_CASCADE_LIMIT = 50;
/** What there is to share in one event, and how much of it one person shares at most. */
const EVENT_LAYERS: readonly WorldLayer[] = ['repost', 'repost', 'repost', 'repost', 'url', 'url', 'hashtag', 'near-text'];
const MOST_EVENT_SHARES = 6;
const EVENT_PAUSE_SECONDS = 60;
const MOST_TRIES = 10;

/**
 * A time from a share to one that it called forth, in seconds.
 *
 * Power law: constant up to `decaySeconds`, then falling as t^−(1 + `decayExponent`).
 *
 * @see Zhao et al. (2015), SEISMIC, doi:10.1145/2783258.2783401: 300 s and 0.242 on Twitter.
 */
export function decayDelay(options: BackgroundOptions, random: Random): number {
  const { decay, decaySeconds, decayExponent } = options;
  if (decay === 'exponential') return randomExponential(random, decaySeconds);
  if (random() < decayExponent / (1 + decayExponent)) return random() * decaySeconds;
  return decaySeconds * (1 - random()) ** (-1 / decayExponent);
}

/** Such a time shorter than `span`. */
export function delayWithin(span: number, options: BackgroundOptions, random: Random): number {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const delay = decayDelay(options, random);
    if (delay < span) return delay;
  }
  return random() * span;
}

/** A Poisson number, by multiplying uniform ones; for small means. */
function randomPoisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count++;
  return count;
}

/** Organic shares wanted in each layer. */
export function sharesByLayer(options: BackgroundOptions): Record<WorldLayer, number> {
  const weights = { repost: options.repostWeight, url: options.urlWeight, hashtag: options.hashtagWeight, 'near-text': options.textWeight };
  const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  const wanted = (weight: number): number => (total === 0 ? 0 : Math.round((options.shareCount * weight) / total));
  return {
    repost: wanted(weights.repost),
    url: wanted(weights.url),
    hashtag: wanted(weights.hashtag),
    'near-text': wanted(weights['near-text']),
  };
}

/** Adds all organic shares: breaking news first, then cascades of posts, links and texts, and the use of hashtags. */
export function addBackground(draft: WorldDraft, people: People, options: BackgroundOptions, random: Random): void {
  const wanted = sharesByLayer(options);
  const hashtags = addHashtags(draft, options);
  for (let event = 0; event < options.breakingNewsCount; event++) addBreakingNews(draft, people, options, wanted, random);
  const limit = Math.max(LEAST_CASCADE_LIMIT, LARGEST_CASCADE_SHARE * options.shareCount);
  for (const layer of ['repost', 'url', 'near-text'] as const)
    while (wanted[layer] > 0) wanted[layer] -= addCascade(draft, people, options, layer, Math.min(limit, wanted[layer]), random);
  addHashtagUse(draft, people, options, hashtags, wanted.hashtag, random);
}

/** Hashtag objects, by community, the most used first. */
function addHashtags(draft: WorldDraft, options: BackgroundOptions): Int32Array[] {
  if (options.hashtagWeight === 0 || options.shareCount === 0) return [];
  return Array.from({ length: options.communityCount }, (_, community) =>
    Int32Array.from({ length: options.hashtagsPerCommunity }, () => draft.addObject('hashtag', community, -1, 0)),
  );
}

function addHashtagUse(
  draft: WorldDraft,
  people: People,
  options: BackgroundOptions,
  hashtags: readonly Int32Array[],
  count: number,
  random: Random,
): void {
  if (count <= 0) return;
  const drawRank = weightedIndex(
    Float64Array.from({ length: options.hashtagsPerCommunity }, (_, k) => 1 / (k + 1)),
    random,
  );
  for (let share = 0; share < count; share++) {
    const account = people.anyone();
    const own = random() < options.communityFocus;
    const community = own ? people.cast.community[account] : randomBelow(random, options.communityCount);
    const tags = hashtags[community] as Int32Array;
    draft.addShare(account, tags[drawRank()], people.wakingTime(account, 0, draft.spanSeconds), 'organic');
  }
}

/**
 * One object and the shares that follow from its first: each calls forth others (a branching process), by people who are awake then.
 *
 * @returns The number of shares made, at least 1 and at most `limit`.
 */
function addCascade(
  draft: WorldDraft,
  people: People,
  options: BackgroundOptions,
  layer: WorldLayer,
  limit: number,
  random: Random,
): number {
  const author = people.anyone();
  const community = people.cast.community[author];
  const bornAt = people.wakingTime(author, 0, draft.spanSeconds - 1);
  const object = draft.addObject(layer, community, author, bornAt);
  const sharers = new Set<number>([author]);
  const waiting: number[] = [];
  const add = (account: number, time: number): void => {
    draft.addShare(account, object, time, 'organic');
    const children = randomPoisson(random, options.branching * people.audience[account]);
    for (let child = 0; child < children; child++) waiting.push(time + decayDelay(options, random));
  };
  if (layer === 'repost') {
    const first = bornAt + delayWithin(draft.spanSeconds - bornAt, options, random);
    const account = people.someoneAwake(community, first);
    sharers.add(account);
    add(account, first);
  } else {
    add(author, bornAt);
  }
  let made = 1;
  while (made < limit && waiting.length > 0) {
    const time = waiting.pop() as number;
    if (time >= draft.spanSeconds) continue;
    const account = people.someoneAwake(community, time);
    if (sharers.has(account)) continue;
    sharers.add(account);
    add(account, time);
    made++;
  }
  return made;
}

/** An event: eight objects that many people share within minutes, each some of them. */
function addBreakingNews(
  draft: WorldDraft,
  people: People,
  options: BackgroundOptions,
  wanted: Record<WorldLayer, number>,
  random: Random,
): void {
  const layers = EVENT_LAYERS.filter((layer) => wanted[layer] > 0);
  if (layers.length === 0) return;
  const at = people.wakingTime(people.anyone(), 0, draft.spanSeconds);
  const objects = EVENT_LAYERS.map((wish, index) => {
    const layer = wanted[wish] > 0 ? wish : (layers[index % layers.length] as WorldLayer);
    const author = people.anyone();
    return { layer, object: draft.addObject(layer, people.cast.community[author], author, at) };
  });
  const reacting = new Set<number>();
  const reactions = Math.round(options.breakingNewsReach * people.cast.organicCount);
  for (let tries = 0; reacting.size < reactions && tries < 10 * reactions; tries++) {
    const account = people.anyone();
    if (reacting.has(account) || !people.isAwake(account, at)) continue;
    reacting.add(account);
    let time = at + randomExponential(random, options.breakingNewsMinutes * 60);
    const first = randomBelow(random, objects.length);
    const count = 1 + randomBelow(random, MOST_EVENT_SHARES);
    for (let step = 0; step < count; step++, time += randomExponential(random, EVENT_PAUSE_SECONDS)) {
      const { layer, object } = objects[(first + 3 * step) % objects.length] as (typeof objects)[number];
      if (wanted[layer] <= 0 || time >= draft.spanSeconds) continue;
      draft.addShare(account, object, time, 'breaking-news');
      wanted[layer]--;
    }
  }
}
