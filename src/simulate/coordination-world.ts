import { AntiphonError } from '../errors.js';
import { groupPositions, MICROSECONDS, type Shares } from '../kernels/shares/share-index.js';
import { type Random, randomBelow, seededRandom } from '../kernels/statistics/random.js';
import { addBackground } from './world-background.js';
import { WorldDraft } from './world-draft.js';
import { addGroups } from './world-groups.js';
import { type BackgroundOptions, type GroupOptions, groupsOf, WORLD_LAYERS, type WorldLayer, type WorldPlan } from './world-parameters.js';
import { type Cast, castWorld, DAY_SECONDS, People, STARTS_AT_SECONDS } from './world-people.js';

const MOST_ACCOUNTS = 4_000_000;
const MOST_SHARES = 60_000_000;

/** One group of a world with its truth. */
export interface WorldGroup {
  /** Such as `planted-1`, `fan-club-2`: numbered within its kind. */
  readonly name: string;
  readonly options: GroupOptions;
  /** Its accounts, ascending. */
  readonly members: Int32Array;
}

/**
 * A world of shares with a known truth, as columns.
 *
 * Accounts are numbered in code-point order of their identifiers (`accountId`). Shares are in order of time; times are whole seconds
 * since 1970. A share is one post with one object in one layer.
 */
export interface CoordinationWorld {
  readonly background: BackgroundOptions;
  readonly groups: readonly WorldGroup[];
  readonly accounts: {
    readonly count: number;
    /** Index in `groups`; −1 for organic accounts. */
    readonly group: Int32Array;
    readonly community: Int32Array;
    readonly utcOffsetHours: Float64Array;
    /** Milliseconds since 1970. */
    readonly createdAt: Float64Array;
    /** Low bits of the identifier. */
    readonly serial: Int32Array;
  };
  readonly objects: {
    readonly count: number;
    /** Index in `WORLD_LAYERS`. */
    readonly layer: Int32Array;
    readonly community: Int32Array;
    /** Author of a reposted post; −1 in other layers. */
    readonly author: Int32Array;
    /** When the reposted post was posted; seconds since 1970. */
    readonly bornAt: Float64Array;
    /** Group that brought it up, as an index in `groups`; −1 for organic objects. */
    readonly group: Int32Array;
  };
  readonly shares: {
    readonly count: number;
    readonly account: Int32Array;
    readonly object: Int32Array;
    /** Seconds since 1970. */
    readonly time: Float64Array;
    /** Index in `CAUSES`. */
    readonly cause: Int32Array;
  };
}

/**
 * Makes a world: organic people with heavy-tailed activity, daily and weekly rhythms, communities, cascades and breaking news, and the
 * groups of the plan. The same plan gives the same world.
 *
 * @param plan Checked knobs (`checkParameters` with `backgroundParameters` and `groupParameters`).
 * @throws AntiphonError `parameter`: more accounts or shares than a world may have, or a group of a layer without times to act in.
 */
export function coordinationWorld(plan: WorldPlan): CoordinationWorld {
  const { background } = plan;
  const groups = groupsOf(plan);
  checkSize(background, groups);
  // Streams of their own, so that a group more or less leaves the organic part as it was.
  const stream = (number: number): Random => seededRandom(background.seed ^ Math.imul(number, 0x5bd1e995));
  const cast = castWorld(background, groups, stream(1));
  const draft = new WorldDraft(background.dayCount * DAY_SECONDS);
  addBackground(draft, new People(cast, background, stream(2)), background, stream(3));
  const organicObjects = draft.objectLayer.length;
  addGroups(draft, new People(cast, background, stream(2)), background, groups, stream(4));
  const numbered = numberAccounts(cast);
  const time = draft.time.finish();
  const object = draft.object.finish();
  const shuffle = stream(5);
  if (background.times === 'independent') dealTimes(object, time, draft.objectLayer.length, shuffle);
  return {
    background,
    groups: nameGroups(cast, groups, numbered.numberOf),
    accounts: numbered.accounts,
    objects: finishObjects(draft, organicObjects, cast, numbered.numberOf),
    shares: orderShares(draft, object, time, numbered.numberOf),
  };
}

function checkSize(background: BackgroundOptions, groups: readonly GroupOptions[]): void {
  const accounts = groups.reduce((sum, group) => sum + group.size, background.accountCount);
  if (accounts > MOST_ACCOUNTS)
    throw new AntiphonError(
      'parameter',
      `a world holds at most ${MOST_ACCOUNTS.toLocaleString('en')} accounts, these are ${accounts.toLocaleString('en')}`,
    );
  const shares = groups.reduce(
    (sum, group) => sum + group.size * group.objectCount * group.participation * (group.uptake + 1 / (1 - group.camouflage)),
    background.shareCount,
  );
  if (shares > MOST_SHARES)
    throw new AntiphonError(
      'parameter',
      `a world holds at most ${MOST_SHARES.toLocaleString('en')} shares, these are about ${Math.round(shares).toLocaleString('en')}; lower shareCount or the groups' objectCount, uptake or camouflage`,
    );
}

/** Numbers the accounts by time of creation, which is the order of their identifiers. */
function numberAccounts(cast: Cast): { numberOf: Int32Array; accounts: CoordinationWorld['accounts'] } {
  const order = Int32Array.from({ length: cast.count }, (_, account) => account).sort(
    (a, b) => cast.createdAt[a] - cast.createdAt[b] || a - b,
  );
  const numberOf = new Int32Array(cast.count);
  for (const [number, account] of order.entries()) numberOf[account] = number;
  return {
    numberOf,
    accounts: {
      count: cast.count,
      group: order.map((account) => cast.group[account]),
      community: order.map((account) => cast.community[account]),
      utcOffsetHours: Float64Array.from(order, (account) => cast.utcOffsetHours[account]),
      createdAt: Float64Array.from(order, (account) => cast.createdAt[account]),
      serial: order,
    },
  };
}

function nameGroups(cast: Cast, groups: readonly GroupOptions[], numberOf: Int32Array): WorldGroup[] {
  const counts = new Map<string, number>();
  return groups.map((options, index) => {
    const number = (counts.get(options.kind) ?? 0) + 1;
    counts.set(options.kind, number);
    return {
      name: `${options.kind}-${number}`,
      options,
      members: numberOf.slice(cast.groupStarts[index], cast.groupStarts[index + 1]).sort(),
    };
  });
}

function finishObjects(draft: WorldDraft, organicObjects: number, cast: Cast, numberOf: Int32Array): CoordinationWorld['objects'] {
  const count = draft.objectLayer.length;
  // Objects of groups come after the organic ones; the first share of each that is not an uptake is a member's.
  const group = new Int32Array(count).fill(-1);
  for (let share = 0; share < draft.shareCount; share++) {
    const object = draft.object.get(share);
    const of = cast.group[draft.account.get(share)];
    if (object >= organicObjects && of !== -1) group[object] = of;
  }
  return {
    count,
    layer: draft.objectLayer.finish(),
    community: draft.objectCommunity.finish(),
    author: draft.objectAuthor.finish().map((author) => (author === -1 ? -1 : numberOf[author])),
    bornAt: Float64Array.from(draft.objectTime.finish(), (time) => time + STARTS_AT_SECONDS),
    group,
  };
}

/** Deals the times of each object anew among its shares. */
function dealTimes(object: Int32Array, time: Int32Array, objectCount: number, random: Random): void {
  const { starts, positions } = groupPositions(object, objectCount);
  for (let of = 0; of < objectCount; of++) {
    for (let last = starts[of + 1] - 1; last > starts[of]; last--) {
      const other = starts[of] + randomBelow(random, last - starts[of] + 1);
      const [p, q] = [positions[last], positions[other]];
      [time[p], time[q]] = [time[q], time[p]];
    }
  }
}

/** The shares in order of time; at one second in the order in which they came about. */
function orderShares(draft: WorldDraft, object: Int32Array, time: Int32Array, numberOf: Int32Array): CoordinationWorld['shares'] {
  const count = time.length;
  // Seconds of a year and a number below 2^27 fit a double exactly.
  const keys = Float64Array.from(time, (second, share) => second * 2 ** 27 + share).sort();
  const order = Int32Array.from(keys, (key) => key % 2 ** 27);
  return {
    count,
    account: order.map((share) => numberOf[draft.account.get(share)]),
    object: order.map((share) => object[share]),
    time: Float64Array.from(order, (share) => time[share] + STARTS_AT_SECONDS),
    cause: order.map((share) => draft.cause.get(share)),
  };
}

/**
 * The shares of one layer for the kernels, as a case would give them: sorted by object, then time.
 *
 * Objects are numbered from 0 in order of first appearance in the layer; posts are numbers of the world's shares.
 */
export function worldShares(world: CoordinationWorld, layer: WorldLayer): Shares {
  const wanted = WORLD_LAYERS.indexOf(layer);
  const { shares, objects } = world;
  const inLayer = shares.object.map((object, share) => (objects.layer[object] === wanted ? share : -1)).filter((share) => share !== -1);
  const dense = new Int32Array(objects.count).fill(-1);
  let objectCount = 0;
  const object = inLayer.map((share) => {
    const of = shares.object[share];
    if (dense[of] === -1) dense[of] = objectCount++;
    return dense[of];
  });
  const { positions } = groupPositions(object, objectCount);
  return {
    accountCount: world.accounts.count,
    postCount: shares.count,
    object: positions.map((position) => object[position]),
    account: positions.map((position) => shares.account[inLayer[position]]),
    post: positions.map((position) => inLayer[position]),
    time: Float64Array.from(positions, (position) => shares.time[inLayer[position]] * MICROSECONDS),
  };
}

/** Group of each account as an evaluation takes it: its number in the world's groups where it is planted, −1 for all others. */
export function plantedGroups(world: CoordinationWorld): Int32Array {
  return world.accounts.group.map((group) => (group !== -1 && world.groups[group]?.options.kind === 'planted' ? group : -1));
}

const SNOWFLAKE_EPOCH_MS = 1_288_834_974_657n;

/** Identifier of an account: 19 digits that hold its time of creation. */
export function accountId(world: CoordinationWorld, account: number): string {
  return snowflake(world.accounts.createdAt[account], world.accounts.serial[account]);
}

/** Identifier of a post: 19 digits that hold its time; `serial` tells posts apart and adds milliseconds from 4,194,304 on. */
export function postId(seconds: number, serial: number): string {
  return snowflake(seconds * 1000 + Math.floor(serial / 2 ** 22), serial % 2 ** 22);
}

function snowflake(milliseconds: number, serial: number): string {
  return (((BigInt(milliseconds) - SNOWFLAKE_EPOCH_MS) << 22n) | BigInt(serial)).toString();
}
