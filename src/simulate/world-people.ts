import { type Random, randomNormal, weightedIndex } from '../kernels/statistics/random.js';
import type { BackgroundOptions, GroupOptions } from './world-parameters.js';

export const DAY_SECONDS = 86_400;
/** Worlds begin on Monday 2024-01-01. */
export const STARTS_AT_SECONDS = Date.UTC(2024, 0, 1) / 1000;
/** Accounts were created between these; identifiers made from times before have other numbers of digits and so another order. */
const FIRST_CREATED_MS = Date.UTC(2018, 5, 1);
const LAST_CREATED_MS = Date.UTC(2023, 11, 1);
/** The most active account is at most this many times as active as the least. */
const ACTIVITY_CAP = 500;
const AUDIENCE_SIGMA = 1.5;
const DEEPEST_NIGHT_HOUR = 4;
const SATURDAY = 5;
const MOST_TRIES = 30;

/** The accounts of a world before they are numbered: organic ones first, then the groups, one after the other. */
export interface Cast {
  readonly count: number;
  readonly organicCount: number;
  readonly community: Int32Array;
  /** Offset of the account's rhythm from UTC in hours: its community's zone, and its own habit. */
  readonly utcOffsetHours: Float64Array;
  /** Group by number; −1 for organic accounts. */
  readonly group: Int32Array;
  /** Milliseconds since 1970. */
  readonly createdAt: Float64Array;
  /** First account of each group; one more than groups. */
  readonly groupStarts: Int32Array;
}

export function castWorld(options: BackgroundOptions, groups: readonly GroupOptions[], random: Random): Cast {
  const groupStarts = new Int32Array(groups.length + 1).fill(options.accountCount);
  for (const [index, group] of groups.entries()) groupStarts[index + 1] = groupStarts[index] + group.size;
  const count = groupStarts[groups.length];
  const drawCommunity = weightedIndex(
    Float64Array.from({ length: options.communityCount }, (_, k) => (k + 1) ** -0.5),
    random,
  );
  const zones = Float64Array.from({ length: options.communityCount }, () => Math.floor(random() * 24) - 11);
  const cast = {
    count,
    organicCount: options.accountCount,
    community: new Int32Array(count),
    utcOffsetHours: new Float64Array(count),
    group: new Int32Array(count).fill(-1),
    createdAt: new Float64Array(count),
    groupStarts,
  };
  const place = (account: number, community: number, createdAt: number): void => {
    cast.community[account] = community;
    cast.utcOffsetHours[account] = zones[community] + 1.5 * randomNormal(random);
    cast.createdAt[account] = Math.floor(createdAt / 1000) * 1000;
  };
  const range = LAST_CREATED_MS - FIRST_CREATED_MS;
  for (let account = 0; account < options.accountCount; account++) place(account, drawCommunity(), FIRST_CREATED_MS + random() * range);
  for (const [index, group] of groups.entries()) {
    const community = drawCommunity();
    const spread = Math.min(range, group.creationSpreadDays * DAY_SECONDS * 1000);
    const first = FIRST_CREATED_MS + random() * (range - spread);
    for (let account = groupStarts[index]; account < groupStarts[index + 1]; account++) {
      place(account, community, first + random() * spread);
      cast.group[account] = index;
    }
  }
  return cast;
}

/** The organic accounts as they act: who is how active, how much heard, and awake when. */
export class People {
  readonly cast: Cast;
  /** Organic activity, in units of the least active; heavy-tailed. */
  readonly activity: Float64Array;
  /** Shares that one of this account calls forth, by the average account's; lognormal (σ = 1.5), mean 1. */
  readonly audience: Float64Array;
  private readonly options: BackgroundOptions;
  private readonly random: Random;
  private readonly drawAny: () => number;
  private readonly drawIn: (() => number)[];

  constructor(cast: Cast, options: BackgroundOptions, random: Random) {
    this.cast = cast;
    this.options = options;
    this.random = random;
    const power = -1 / (options.activityExponent - 1);
    this.activity = Float64Array.from({ length: cast.organicCount }, () => Math.min(ACTIVITY_CAP, (1 - random()) ** power));
    this.audience = Float64Array.from({ length: cast.organicCount }, () =>
      Math.exp(AUDIENCE_SIGMA * randomNormal(random) - AUDIENCE_SIGMA ** 2 / 2),
    );
    this.drawAny = weightedIndex(this.activity, random);
    this.drawIn = Array.from({ length: options.communityCount }, (_, community) => this.drawerOf(community));
  }

  private drawerOf(community: number): () => number {
    const members: number[] = [];
    for (let account = 0; account < this.cast.organicCount; account++)
      if (this.cast.community[account] === community) members.push(account);
    if (members.length === 0) return this.drawAny;
    const draw = weightedIndex(
      Float64Array.from(members, (account) => this.activity[account]),
      this.random,
    );
    return () => members[draw()] as number;
  }

  /** An organic account by its activity. */
  anyone(): number {
    return this.drawAny();
  }

  /** An organic account by its activity: of this community as often as `communityFocus` says, else of any. */
  someoneFor(community: number): number {
    return this.random() < this.options.communityFocus ? (this.drawIn[community] as () => number)() : this.drawAny();
  }

  /** One who is awake at a time, of a community as above. */
  someoneAwake(community: number, time: number): number {
    let account = this.someoneFor(community);
    for (let tries = 1; tries < MOST_TRIES && !this.isAwake(account, time); tries++) account = this.someoneFor(community);
    return account;
  }

  /** True with the chance that the account's daily and weekly rhythm gives for a time (seconds from the world's start). */
  isAwake(account: number, time: number): boolean {
    const local = time + this.cast.utcOffsetHours[account] * 3600;
    const hour = local / 3600 - DEEPEST_NIGHT_HOUR;
    const level = 1 - this.options.dailyCycle * 0.5 * (1 + Math.cos((2 * Math.PI * hour) / 24));
    const day = (((Math.floor(local / DAY_SECONDS) % 7) + 7) % 7) as number;
    return this.random() < (day >= SATURDAY ? level * (1 - this.options.weeklyCycle) : level);
  }

  /** A time between two, by an account's rhythm. */
  wakingTime(account: number, from: number, to: number): number {
    let time = from + this.random() * (to - from);
    for (let tries = 1; tries < MOST_TRIES && !this.isAwake(account, time); tries++) time = from + this.random() * (to - from);
    return time;
  }
}
