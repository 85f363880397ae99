import { type Random, randomBelow, randomNormal } from '../kernels/statistics/random.js';
import {
  type AccountRole,
  DAY_MS,
  ECHO_COUNT,
  ECHO_CREATION_DAYS,
  HOST_STATE,
  type Lang,
  PUBLIC_COUNT,
  PUBLIC_SUSPENDED,
  SIMULATED,
  STARTS_AT,
  STATE_A,
  STATE_B,
  type WorldAccount,
} from './embassy-story.js';

/** Milliseconds since 1970 at which the platform's identifiers begin to count. */
const SNOWFLAKE_EPOCH = 1288834974657n;
/** The first ordinary account opened in 2012, so that every identifier has 18 or 19 digits. */
const FIRST_OPENED_AT = Date.UTC(2012, 0, 1);
const ECHO_OPENED_AT = Date.UTC(2021, 2, 15);
const LANG_SHARES: readonly (readonly [Lang, number])[] = [
  ['en', 0.68],
  ['zh', 0.22],
  ['ja', 0.05],
  ['ar', 0.05],
];
const SIDE_SHARES: readonly (readonly ['a' | 'b' | null, number])[] = [
  ['a', 0.34],
  ['b', 0.26],
  [null, 0.4],
];
/** At most seven letters, so that a handle has at most fifteen characters. */
const WORDS =
  'heron,lamp,pebble,ferry,otter,maple,comet,kettle,violet,harbour,linen,sparrow,quartz,clover,tram,willow,ember,plum,drift,anchor'.split(
    ',',
  );
const INTERESTS = [
  'tea and trains',
  'football on Sundays',
  'two cats',
  'gardener',
  'reads too much',
  'music, mostly',
  'student',
  'night shift',
];

interface Official {
  readonly role: AccountRole;
  readonly handle: string;
  readonly name: string;
  readonly what: string;
  readonly openedAt: number;
  readonly counts: readonly [followers: number, following: number, earlierPosts: number];
}

const embassyOf = (state: string) => ({
  name: `Embassy of ${state} in ${HOST_STATE}`,
  what: `Embassy of ${state}, a state that does not exist, in ${HOST_STATE}, which does not exist either.`,
});
const OUTLET = `News outlet of ${HOST_STATE}, a state that does not exist.`;
const OFFICIALS: readonly Official[] = [
  { role: 'embassy-a', handle: 'sim_orvessa_qn', ...embassyOf(STATE_A), openedAt: Date.UTC(2019, 8, 12, 9), counts: [29_859, 212, 318] },
  { role: 'embassy-b', handle: 'sim_draveth_qn', ...embassyOf(STATE_B), openedAt: Date.UTC(2016, 3, 5, 10), counts: [84_300, 405, 2_911] },
  {
    role: 'news',
    handle: 'sim_dailyheron',
    name: 'The Daily Heron',
    what: OUTLET,
    openedAt: Date.UTC(2013, 1, 18, 8),
    counts: [412_700, 655, 48_210],
  },
  {
    role: 'news',
    handle: 'sim_northlamp',
    name: 'Northlamp News',
    what: OUTLET,
    openedAt: Date.UTC(2014, 9, 2, 7),
    counts: [268_300, 301, 39_772],
  },
  {
    role: 'news',
    handle: 'sim_postofquen',
    name: `Post of ${HOST_STATE}`,
    what: OUTLET,
    openedAt: Date.UTC(2012, 5, 27, 11),
    counts: [530_100, 948, 61_004],
  },
  {
    role: 'brand',
    handle: 'sim_kettleplum',
    name: 'Kettle & Plum',
    what: 'Tea and jam that nobody can buy.',
    openedAt: Date.UTC(2015, 10, 9, 12),
    counts: [23_450, 1_204, 3_188],
  },
];

/**
 * An identifier as the platform makes them: the time in its high bits, a counter in the low 22.
 *
 * @param at Milliseconds since 1970, after November 2010.
 * @param counter In [0, 4194304), distinct among the identifiers of one millisecond.
 * @returns Digits; 18 or 19 of them for 2011–2037.
 */
export function snowflakeId(at: number, counter: number): string {
  return (((BigInt(at) - SNOWFLAKE_EPOCH) << 22n) | BigInt(counter)).toString();
}

/** A draw from named shares that add up to one. */
function drawShare<T>(shares: readonly (readonly [T, number])[], random: Random): T {
  let left = random();
  for (const [value, share] of shares) {
    left -= share;
    if (left < 0) return value;
  }
  return (shares.at(-1) as readonly [T, number])[0];
}

/** Everyone in the world: embassies, news outlets and a brand first, then the echo group, then the public. */
export function castAccounts(random: Random): WorldAccount[] {
  const officials = officialAccounts();
  const echo = Array.from({ length: ECHO_COUNT }, (_, index) => {
    const openedAt = ECHO_OPENED_AT + Math.floor((random() * ECHO_CREATION_DAYS * DAY_MS) / 1000) * 1000;
    return ordinaryAccount('echo', officials.length + index, openedAt, index % 2 === 0, random);
  });
  const suspended = new Set<number>();
  while (suspended.size < PUBLIC_SUSPENDED) suspended.add(20 + randomBelow(random, 200));
  const people = Array.from({ length: PUBLIC_COUNT }, (_, index) => {
    const openedAt = FIRST_OPENED_AT + Math.floor((random() * (STARTS_AT - 7 * DAY_MS - FIRST_OPENED_AT)) / 1000) * 1000;
    return ordinaryAccount('public', officials.length + ECHO_COUNT + index, openedAt, suspended.has(index), random);
  });
  return [...officials, ...echo, ...people];
}

function officialAccounts(): WorldAccount[] {
  return OFFICIALS.map(({ role, handle, name, what, openedAt, counts }, index) => ({
    accountId: snowflakeId(openedAt, index),
    handle,
    name: `${name} (${SIMULATED})`,
    description: `${SIMULATED} account. ${what}`,
    role,
    lang: 'en',
    side: null,
    createdAt: openedAt,
    followerCount: counts[0],
    followingCount: counts[1],
    earlierPostCount: counts[2],
    suspended: false,
  }));
}

/** An account of the public, or one of the echo group, which looks like them but for its age. */
function ordinaryAccount(role: 'public' | 'echo', index: number, openedAt: number, suspended: boolean, random: Random): WorldAccount {
  const word = WORDS[randomBelow(random, WORDS.length)] as string;
  const years = (STARTS_AT - openedAt) / DAY_MS / 365;
  const lang = drawShare(LANG_SHARES, random);
  const side = role === 'echo' ? null : drawShare(SIDE_SHARES, random);
  return {
    accountId: snowflakeId(openedAt, index),
    handle: `sim_${word}${String(index).padStart(4, '0')}`,
    name: `${word.charAt(0).toUpperCase()}${word.slice(1)} ${index} (${SIMULATED})`,
    description: `${SIMULATED} account. ${INTERESTS[randomBelow(random, INTERESTS.length)]}`,
    role,
    lang,
    side,
    createdAt: openedAt,
    followerCount: Math.round(Math.exp(Math.log(role === 'echo' ? 18 : 140) + 1.4 * randomNormal(random))),
    followingCount: Math.round(Math.exp(Math.log(role === 'echo' ? 90 : 260) + 0.9 * randomNormal(random))),
    earlierPostCount: Math.round((role === 'echo' ? 40 : 60 + 300 * years) * Math.exp(randomNormal(random) - 0.5)),
    suspended,
  };
}
