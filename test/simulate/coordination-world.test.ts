import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkParameters } from '../../src/analyses/parameters.js';
import { describeParameters } from '../../src/index.js';
import { MICROSECONDS } from '../../src/kernels/shares/share-index.js';
import { accountId, type CoordinationWorld, coordinationWorld, plantedGroups, worldShares } from '../../src/simulate/coordination-world.js';
import { CAUSES, type Cause } from '../../src/simulate/world-draft.js';
import {
  backgroundParameters,
  GROUP_DEFAULTS,
  type GroupDescription,
  groupParameters,
  WORLD_LAYERS,
  worldParameters,
} from '../../src/simulate/world-parameters.js';

function worldOf(background: Record<string, unknown>, ...groups: readonly Record<string, unknown>[]): CoordinationWorld {
  return coordinationWorld({
    background: checkParameters(backgroundParameters, background),
    groups: groups.map((group) => checkParameters(groupParameters, group) as GroupDescription),
  });
}

/** Shares of a cause, or of a group's members, by number. */
function sharesWhere(world: CoordinationWorld, keep: (share: number) => boolean): number[] {
  return Array.from({ length: world.shares.count }, (_, share) => share).filter(keep);
}

const isOf =
  (world: CoordinationWorld, cause: Cause) =>
  (share: number): boolean =>
    CAUSES[world.shares.cause[share]] === cause;

/** Times of the members' own shares of each object, ascending. */
function pushes(world: CoordinationWorld): number[][] {
  const times = new Map<number, number[]>();
  for (const share of sharesWhere(world, isOf(world, 'group'))) {
    const object = world.shares.object[share];
    const known = times.get(object) ?? [];
    times.set(object, known);
    known.push(world.shares.time[share]);
  }
  return [...times.values()];
}

function counts(keys: Iterable<number>, size: number): Int32Array {
  const found = new Int32Array(size);
  for (const key of keys) found[key]++;
  return found;
}

describe('the same plan gives the same world', () => {
  const plan = [{ seed: 5, shareCount: 1500, accountCount: 200 }, { kind: 'planted' }, { kind: 'fan-club' }] as const;

  test('and another seed another', () => {
    expect(worldOf(...plan)).toEqual(worldOf(...plan));
    expect([...worldOf({ ...plan[0], seed: 6 }).shares.time.slice(0, 50)]).not.toEqual([...worldOf(plan[0]).shares.time.slice(0, 50)]);
  });

  test('a group more leaves the organic part as it was', () => {
    const organic = (world: CoordinationWorld): string[] =>
      sharesWhere(world, (share) => isOf(world, 'organic')(share) || isOf(world, 'breaking-news')(share)).map(
        (share) => `${accountId(world, world.shares.account[share])} ${world.shares.time[share]} ${world.shares.object[share]}`,
      );
    expect(organic(worldOf(...plan)).sort()).toEqual(organic(worldOf(plan[0])).sort());
  });
});

describe('the organic part', () => {
  const world = worldOf({ seed: 2, accountCount: 3000, shareCount: 40_000, communityCount: 1, breakingNewsCount: 0 });

  test('has the wanted number of shares, split over the layers by their weights', () => {
    expect(world.shares.count).toBe(40_000);
    const layers = counts(
      Array.from(world.shares.object, (object) => world.objects.layer[object]),
      WORLD_LAYERS.length,
    );
    expect([...layers]).toEqual([20_000, 10_000, 8000, 2000]);
  });

  test('activity has a heavy tail: the exponent that was asked for comes out of the most active tenth (Hill)', () => {
    const activity = counts(world.shares.account, world.accounts.count).sort().reverse();
    const tail = activity.slice(0, 300);
    const least = tail[tail.length - 1];
    const hill = tail.length / tail.reduce((sum, count) => sum + Math.log(count / least), 0);
    expect(hill + 1).toBeGreaterThan(1.8);
    expect(hill + 1).toBeLessThan(2.7);
    expect(activity[0]).toBeGreaterThan(20 * activity[1500]);
  });

  test('cascades have a heavy tail: most objects stay small, a few are shared hundreds of times', () => {
    const sizes = counts(world.shares.object, world.objects.count).filter(
      (_, object) => WORLD_LAYERS[world.objects.layer[object]] === 'repost',
    );
    expect(sizes.filter((size) => size <= 2).length / sizes.length).toBeGreaterThan(0.5);
    expect(Math.max(...sizes)).toBeGreaterThan(100);
  });

  test('everybody sleeps in their own night and shares less at the weekend', () => {
    const { account, time } = world.shares;
    const local = Array.from(time, (second, share) => second + world.accounts.utcOffsetHours[account[share]] * 3600);
    const hours = counts(
      local.map((second) => Math.floor(second / 3600) % 24),
      24,
    );
    const between = (from: number, to: number): number => hours.slice(from, to).reduce((sum, count) => sum + count, 0);
    expect(between(14, 18)).toBeGreaterThan(4 * between(2, 6));
    const days = counts(
      local.map((second) => (Math.floor(second / 86_400) + 3) % 7),
      7,
    ); // Monday is 0; 1970 began on a Thursday
    const weekday = days.slice(0, 5).reduce((sum, count) => sum + count, 0) / 5;
    expect((days[5] + days[6]) / 2).toBeLessThan(0.9 * weekday);
  });

  test('no second holds what a cut at the end of the world would pile up', () => {
    expect(
      Math.max(
        ...counts(
          Array.from(world.shares.time, (second) => (second - 1_704_067_200) % 86_400),
          86_400,
        ),
      ),
    ).toBeLessThan(30);
  });

  test('communities share their own objects as often as asked', () => {
    const focused = worldOf({
      seed: 3,
      communityCount: 10,
      communityFocus: 0.9,
      hashtagWeight: 1,
      repostWeight: 0,
      urlWeight: 0,
      textWeight: 0,
      breakingNewsCount: 0,
    });
    const own = sharesWhere(
      focused,
      (share) => focused.accounts.community[focused.shares.account[share]] === focused.objects.community[focused.shares.object[share]],
    );
    // Nine tenths, and a tenth of the rest by chance.
    expect(own.length / focused.shares.count).toBeGreaterThan(0.89);
    expect(own.length / focused.shares.count).toBeLessThan(0.93);
  });

  test('breaking news: many people within minutes, several objects each', () => {
    const news = worldOf({ seed: 4, breakingNewsCount: 1, breakingNewsReach: 0.1, breakingNewsMinutes: 10 });
    const shares = sharesWhere(news, isOf(news, 'breaking-news'));
    const accounts = new Set(shares.map((share) => news.shares.account[share]));
    expect(accounts.size).toBeGreaterThan(170);
    expect(accounts.size).toBeLessThanOrEqual(200);
    const times = shares.map((share) => news.shares.time[share]).sort((x, y) => x - y);
    expect(times[Math.floor(times.length / 2)] - times[0]).toBeLessThan(20 * 60);
    expect(shares.length / accounts.size).toBeGreaterThan(2.5);
    expect(news.shares.count).toBe(20_000);
  });

  test('the exponential decay is faster than the power law', () => {
    const median = (decay: string): number => {
      const made = worldOf({ seed: 5, decay, hashtagWeight: 0, urlWeight: 0, textWeight: 0, breakingNewsCount: 0 });
      const ages = Array.from(made.shares.time, (second, share) => second - made.objects.bornAt[made.shares.object[share]]);
      return ages.sort((x, y) => x - y)[Math.floor(ages.length / 2)];
    };
    expect(median('exponential')).toBeLessThan(1500);
    expect(median('power-law')).toBeGreaterThan(2 * median('exponential'));
  });
});

describe('a planted knob does what it says', () => {
  const base = { seed: 11, accountCount: 1000, shareCount: 4000 };

  test.each([1, 30, 600, 3600])('jitter %i s: members are spread evenly over it and never further apart', (jitterSeconds) => {
    const spans = pushes(worldOf(base, { size: 20, objectCount: 40, participation: 1, jitterSeconds })).map(
      (times) => (times.at(-1) as number) - (times[0] as number),
    );
    expect(Math.max(...spans)).toBeLessThanOrEqual(jitterSeconds + 1);
    // The range of 20 uniform times is 19/21 of the whole on average.
    const mean = spans.reduce((sum, span) => sum + span, 0) / spans.length;
    expect(Math.abs(mean - (19 / 21) * jitterSeconds)).toBeLessThan(0.04 * jitterSeconds + 1);
  });

  test.each([0.2, 0.5, 1])('participation %f', (participation) => {
    const world = worldOf(base, { size: 50, objectCount: 100, participation });
    expect(sharesWhere(world, isOf(world, 'group')).length / 5000).toBeCloseTo(participation, 1);
  });

  test.each([0, 0.5, 0.9])('camouflage %f', (camouflage) => {
    const world = worldOf(base, { size: 20, objectCount: 50, participation: 0.7, camouflage, uptake: 0 });
    const planted = plantedGroups(world);
    const own = sharesWhere(world, (share) => planted[world.shares.account[share]] !== -1);
    expect(own.filter(isOf(world, 'camouflage')).length / own.length).toBeCloseTo(camouflage, 1);
  });

  test.each([0, 1, 5])('uptake %f: so many organic shares of the pushed objects for each of the group', (uptake) => {
    const world = worldOf({ ...base, accountCount: 5000 }, { size: 10, objectCount: 50, uptake });
    const ratio = sharesWhere(world, isOf(world, 'uptake')).length / sharesWhere(world, isOf(world, 'group')).length;
    expect(Math.abs(ratio - uptake)).toBeLessThanOrEqual(0.1 * uptake);
  });

  test.each(WORLD_LAYERS)('layer %s, size and objects', (layer) => {
    const world = worldOf(base, { layer, size: 7, objectCount: 9, participation: 1 });
    const shares = sharesWhere(world, isOf(world, 'group'));
    expect(new Set(shares.map((share) => WORLD_LAYERS[world.objects.layer[world.shares.object[share]]]))).toEqual(new Set([layer]));
    expect(new Set(shares.map((share) => world.shares.account[share]))).toEqual(new Set(world.groups[0]?.members));
    expect([world.groups[0]?.members.length, shares.length]).toEqual([7, 63]);
  });

  test('accounts were created within the span asked for', () => {
    const world = worldOf(base, { size: 30, creationSpreadDays: 3 });
    const created = Array.from(world.groups[0]?.members ?? [], (account) => world.accounts.createdAt[account]);
    expect(Math.max(...created) - Math.min(...created)).toBeLessThanOrEqual(3 * 86_400_000);
  });

  test('several groups in one world have names of their own', () => {
    const world = worldOf(base, { count: 2 }, { kind: 'fan-club' }, { size: 5 });
    expect(world.groups.map(({ name, members }) => `${name} ${members.length}`)).toEqual([
      'planted-1 12',
      'planted-2 12',
      'fan-club-1 60',
      'planted-3 5',
    ]);
    expect(new Set(plantedGroups(world))).toEqual(new Set([-1, 0, 1, 3]));
  });
});

describe('hard negatives', () => {
  const base = { seed: 21, accountCount: 1000, shareCount: 2000 };

  test('officials post on the full hour', () => {
    for (const times of pushes(worldOf(base, { kind: 'scheduled-official' })))
      for (const second of times) expect(second % 3600).toBeLessThanOrEqual(3);
  });

  test('a news desk carries each article at once', () => {
    const all = pushes(worldOf(base, { kind: 'news-desk' }));
    for (const times of all) expect((times.at(-1) as number) - (times[0] as number)).toBeLessThanOrEqual(6);
    expect(all.flat().length / (60 * 8)).toBeCloseTo(0.95, 1);
  });

  test.each(['fan-club', 'notification-followers'] as const)('%s: one author’s posts within minutes, by those who are awake', (kind) => {
    const world = worldOf(base, { kind });
    const shares = sharesWhere(world, isOf(world, 'group'));
    expect(new Set(shares.map((share) => world.objects.author[world.shares.object[share]])).size).toBe(1);
    const delays = shares.map((share) => world.shares.time[share] - world.objects.bornAt[world.shares.object[share]]);
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
    const jitter = GROUP_DEFAULTS[kind].jitterSeconds;
    expect(Math.abs(mean - jitter)).toBeLessThan(0.15 * jitter);
  });
});

describe('a null world', () => {
  const plan = [
    { seed: 31, shareCount: 2000 },
    { size: 20, jitterSeconds: 1, participation: 1, uptake: 3, objectCount: 40 },
  ] as const;

  test('keeps who shared what and when each object was shared', () => {
    const [organic, dealt] = [worldOf(...plan), worldOf({ ...plan[0], times: 'independent' }, plan[1])];
    const list = (world: CoordinationWorld, column: 'account' | 'time'): string[] =>
      Array.from(world.shares.object, (object, share) => `${object} ${world.shares[column][share]}`).sort();
    expect(list(dealt, 'account')).toEqual(list(organic, 'account'));
    expect(list(dealt, 'time')).toEqual(list(organic, 'time'));
  });

  test('nobody acts in step any more', () => {
    const spread = (times: string): number => {
      const all = pushes(worldOf({ ...plan[0], times }, plan[1])).map((list) => list.sort((x, y) => x - y));
      return all.reduce((sum, list) => sum + (list.at(-1) as number) - (list[0] as number), 0) / all.length;
    };
    expect(spread('organic')).toBeLessThanOrEqual(2);
    expect(spread('independent')).toBeGreaterThan(3600);
  });
});

describe('degenerate worlds', () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>[]]>([
    [
      'two accounts, one day, everything at its least',
      { accountCount: 2, shareCount: 1, dayCount: 1, communityCount: 1, hashtagsPerCommunity: 1 },
      [],
    ],
    [
      'no organic shares: a group alone, without its camouflage',
      { shareCount: 0 },
      [{ size: 2, objectCount: 1, participation: 1, uptake: 0 }],
    ],
    ['no layer has a weight', { repostWeight: 0, urlWeight: 0, hashtagWeight: 0, textWeight: 0 }, []],
    ['more communities than accounts', { accountCount: 5, communityCount: 1000, shareCount: 200 }, [{ size: 3 }]],
    ['a jitter as long as the world', { dayCount: 1, shareCount: 100 }, [{ jitterSeconds: 86_400 }]],
    ['nobody takes part', { shareCount: 100 }, [{ participation: 0 }]],
    ['a few accounts and many shares', { accountCount: 2, shareCount: 5000, breakingNewsCount: 5 }, []],
  ])('%s', (_, background, groups) => {
    const world = worldOf(background, ...groups);
    const end = 1_704_067_200 + world.background.dayCount * 86_400;
    for (const second of world.shares.time) expect(second >= 1_704_067_200 && second < end).toBe(true);
    for (const layer of WORLD_LAYERS) {
      const shares = worldShares(world, layer);
      for (let p = 1; p < shares.object.length; p++)
        expect(
          shares.object[p] > shares.object[p - 1] || (shares.object[p] === shares.object[p - 1] && shares.time[p] >= shares.time[p - 1]),
        ).toBe(true);
    }
    expect(WORLD_LAYERS.reduce((sum, layer) => sum + worldShares(world, layer).object.length, 0)).toBe(world.shares.count);
  });

  test('a world that is too large says so before it is made', () => {
    expect(() => worldOf({}, { count: 1000, size: 100_000 })).toThrow(/at most 4,000,000 accounts, these are 100,002,000/);
    expect(() => worldOf({}, { size: 100_000, objectCount: 10_000 })).toThrow(
      /at most 60,000,000 shares, these are about .*lower shareCount/,
    );
  });
});

test('accounts are numbered in code-point order of their identifiers, and shares are in microseconds', () => {
  const world = worldOf({ seed: 8 }, { kind: 'planted' });
  const ids = Array.from({ length: world.accounts.count }, (_, account) => accountId(world, account));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  const shares = worldShares(world, 'url');
  for (const [p, post] of shares.post.entries()) expect(shares.time[p]).toBe(world.shares.time[post] * MICROSECONDS);
});

test('every knob is in docs/simulate.md with its flag', () => {
  const page = readFileSync(new URL('../../docs/simulate.md', import.meta.url), 'utf8');
  for (const knob of describeParameters(worldParameters)) {
    expect(page, knob.name).toContain(`\`${knob.flag}\``);
    expect(knob.description.length).toBeGreaterThan(10);
  }
});
