import { type Random, randomBelow, randomExponential } from '../kernels/statistics/random.js';
import { delayWithin } from './world-background.js';
import type { WorldDraft } from './world-draft.js';
import { type BackgroundOptions, type GroupKind, type GroupOptions, WORLD_LAYERS } from './world-parameters.js';
import { DAY_SECONDS, type People } from './world-people.js';

const HOUR_SECONDS = 3600;
/** A reposted post is at most this much older than the group's first repost of it. */
const PLANTED_HEAD_START_SECONDS = 600;
const MOST_TRIES = 10;
/** Organic people follow one another: their accounts sleep, and their delays have a tail. */
const ORGANIC_KINDS: readonly GroupKind[] = ['fan-club', 'notification-followers'];

/** Adds what the groups do: their shares of their objects, the organic shares of these, and the members' organic-like actions. */
export function addGroups(
  draft: WorldDraft,
  people: People,
  options: BackgroundOptions,
  groups: readonly GroupOptions[],
  random: Random,
): void {
  const organicCount = draft.shareCount;
  for (const [index, group] of groups.entries()) addGroup(draft, people, options, group, index, organicCount, random);
}

function addGroup(
  draft: WorldDraft,
  people: People,
  options: BackgroundOptions,
  group: GroupOptions,
  index: number,
  organicCount: number,
  random: Random,
): void {
  const { groupStarts, community } = people.cast;
  const members = Int32Array.from({ length: group.size }, (_, member) => groupStarts[index] + member);
  const actions = new Int32Array(group.size);
  // The account whose posts a group reposts: an idol, a channel, a client.
  const source = people.anyone();
  for (let push = 0; push < group.objectCount; push++) {
    const at = pushTime(draft, people, group, members[0], random);
    const headStart = ORGANIC_KINDS.includes(group.kind) ? 0 : random() * PLANTED_HEAD_START_SECONDS;
    const object = draft.addObject(group.layer, community[members[0]], source, at - headStart);
    let joined = 0;
    for (const [member, account] of members.entries()) {
      const time = joinTime(people, group, account, at, random);
      if (time === null) continue;
      draft.addShare(account, object, time, 'group');
      actions[member]++;
      joined++;
    }
    addUptake(draft, people, options, object, at, group.uptake * joined, random);
  }
  for (const [member, account] of members.entries())
    addCamouflage(draft, people, options, account, (actions[member] * group.camouflage) / (1 - group.camouflage), organicCount, random);
}

/** When a group turns to an object: by the rhythm of its first member, or on a full hour of its day. */
function pushTime(draft: WorldDraft, people: People, group: GroupOptions, first: number, random: Random): number {
  const latest = Math.max(PLANTED_HEAD_START_SECONDS, draft.spanSeconds - group.jitterSeconds - 1);
  const time = people.wakingTime(first, PLANTED_HEAD_START_SECONDS, latest);
  if (group.kind !== 'scheduled-official') return time;
  const hour = 8 + randomBelow(random, 10);
  return Math.floor(time / DAY_SECONDS) * DAY_SECONDS + hour * HOUR_SECONDS;
}

/** When a member joins in, or null if it does not. */
function joinTime(people: People, group: GroupOptions, account: number, at: number, random: Random): number | null {
  if (random() >= group.participation) return null;
  if (!ORGANIC_KINDS.includes(group.kind)) return at + random() * group.jitterSeconds;
  const time = at + 1 + randomExponential(random, group.jitterSeconds);
  return people.isAwake(account, time) ? time : null;
}

/** Organic shares of a group's object, after the group's. */
function addUptake(
  draft: WorldDraft,
  people: People,
  options: BackgroundOptions,
  object: number,
  at: number,
  mean: number,
  random: Random,
): void {
  const sharers = new Set<number>();
  for (let share = roundedAtRandom(mean, random); share > 0; share--) {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const time = at + delayWithin(draft.spanSeconds - at, options, random);
      const account = people.someoneAwake(draft.objectCommunity.get(object), time);
      if (sharers.has(account)) continue;
      sharers.add(account);
      draft.addShare(account, object, time, 'uptake');
      break;
    }
  }
}

/** What a member does beside the group: shares of objects that organic people share, each after one of theirs. */
function addCamouflage(
  draft: WorldDraft,
  people: People,
  options: BackgroundOptions,
  account: number,
  mean: number,
  organicCount: number,
  random: Random,
): void {
  if (organicCount === 0) return;
  const reposted = new Set<number>();
  for (let action = roundedAtRandom(mean, random); action > 0; action--) {
    let object = 0;
    let time = 0;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const share = randomBelow(random, organicCount);
      object = draft.object.get(share);
      const after = draft.time.get(share);
      time = after + delayWithin(draft.spanSeconds - after, options, random);
      if (!reposted.has(object) && people.isAwake(account, time)) break;
    }
    if (WORLD_LAYERS[draft.objectLayer.get(object)] !== 'hashtag') reposted.add(object);
    draft.addShare(account, object, time, 'camouflage');
  }
}

/** A whole number whose mean is `mean`: one of the two beside it. */
function roundedAtRandom(mean: number, random: Random): number {
  return Math.floor(mean + random());
}
