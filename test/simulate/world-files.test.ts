import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkParameters } from '../../src/analyses/parameters.js';
import { CaseReads } from '../../src/index.js';
import type { Shares } from '../../src/kernels/shares/share-index.js';
import { accountId, type CoordinationWorld, coordinationWorld, postId, worldShares } from '../../src/simulate/coordination-world.js';
import { WORLD_FORMATS, type WorldFormat, worldFile, worldFileName, worldTruth } from '../../src/simulate/world-files.js';
import {
  backgroundParameters,
  type GroupDescription,
  groupParameters,
  WORLD_LAYERS,
  type WorldLayer,
} from '../../src/simulate/world-parameters.js';
import { importContent } from '../sources/imported-case.js';

const PLAN = {
  background: checkParameters(backgroundParameters, {
    seed: 3,
    accountCount: 120,
    shareCount: 1500,
    dayCount: 5,
    textWeight: 3,
    breakingNewsReach: 0.2,
  }),
  groups: [
    { size: 6, layer: 'repost' },
    { size: 5, layer: 'near-text', editRate: 0.1 },
    { size: 5, layer: 'hashtag' },
    { kind: 'news-desk', objectCount: 10 },
  ].map((group) => checkParameters(groupParameters, group) as GroupDescription),
};
const world = coordinationWorld(PLAN);
const textOf = (pieces: Iterable<string>): string => [...pieces].join('');

/** Layers that each format holds as the world has them. */
const HELD: Record<WorldFormat, readonly WorldLayer[]> = {
  'share-table': ['repost', 'url', 'hashtag', 'near-text'],
  'takedown-tweets': ['repost', 'url', 'hashtag'],
  'troll-archive': ['url', 'hashtag'],
  'x-api-v2': ['repost', 'url', 'hashtag'],
  'toolkit-table': ['repost', 'url', 'hashtag'],
};

/** What is shared by whom and when, whatever the objects are called: for each object its sharers and times. */
function partsOf(shares: Shares, nameOf: (account: number) => string): string[] {
  const parts = new Map<number, string[]>();
  for (const [p, object] of shares.object.entries()) {
    const part = parts.get(object) ?? [];
    parts.set(object, part);
    part.push(`${nameOf(shares.account[p])} ${shares.time[p]}`);
  }
  return [...parts.values()].map((part) => part.sort().join(', ')).sort();
}

test.each(WORLD_FORMATS)(
  '%s: the same plan gives the same bytes, every row is kept, and the case holds the shares of the world',
  async (format) => {
    const text = textOf(worldFile(world, format));
    const again = textOf(worldFile(coordinationWorld(PLAN), format));
    const digest = (bytes: string): string => createHash('sha256').update(bytes).digest('hex');
    expect(digest(again)).toBe(digest(text));
    const { file, result } = await importContent(text, worldFileName(format));
    expect(result.format).toBe(format);
    expect([result.rejectedCount, result.keptCount]).toEqual([0, result.recordCount]);
    expect(result.recordCount).toBeGreaterThanOrEqual(world.shares.count);
    const reads = new CaseReads(file);
    const keys = await reads.accountKeys();
    for (const layer of HELD[format]) {
      const inCase = partsOf(await reads.shares(layer), (account) => keys[account] as string);
      const inWorld = partsOf(worldShares(world, layer), (account) => accountId(world, account));
      expect(inCase, layer).toEqual(inWorld);
    }
  },
);

test('texts are varied: only reposts and copies of one text are alike; some communities write Chinese', () => {
  const texts = textsOf(world);
  const layerOf = (share: number): number => world.objects.layer[world.shares.object[share]] as number;
  const own = texts.filter((_, share) => ['url', 'hashtag'].includes(WORLD_LAYERS[layerOf(share)] as string));
  expect(new Set(own).size).toBe(own.length);
  expect(own.some((text) => /\p{Script=Han}/u.test(text))).toBe(true);
  expect(Math.min(...texts.map((text) => text.length))).toBeGreaterThan(15);
});

test('the edit rate is the share of words that a copy changes', () => {
  const changed = (editRate: number): number => {
    const made = coordinationWorld({
      background: checkParameters(backgroundParameters, { seed: 9, accountCount: 100, shareCount: 0, communityCount: 1 }),
      groups: [
        checkParameters(groupParameters, {
          layer: 'near-text',
          size: 20,
          objectCount: 20,
          participation: 1,
          uptake: 0,
          editRate,
        }) as GroupDescription,
      ],
    });
    const texts = textsByObject(made);
    let [wrong, words] = [0, 0];
    for (const copies of texts) {
      // The text that most copies agree on, word by word, is the original.
      const original = mostFrequent(copies);
      for (const copy of copies) {
        words += original.split(' ').length;
        wrong += wordDistance(original.split(' '), copy.split(' '));
      }
    }
    return wrong / words;
  };
  expect(changed(0)).toBe(0);
  expect(changed(0.02)).toBeGreaterThan(0.012);
  expect(changed(0.02)).toBeLessThan(0.028);
});

/** Text of each share, in order; originals of reposts left out. */
function textsOf(made: CoordinationWorld): string[] {
  const rows = textOf(worldFile(made, 'toolkit-table')).split('\n').slice(1, -1);
  const byId = new Map(
    rows
      .map((row) => /^(\d+),\d+,\w+,\d*,,(?:"(.*)"|([^"]*)),\d+,\S*$/.exec(row))
      .map((match) => [match?.[1], match?.[2] ?? match?.[3] ?? '']),
  );
  return Array.from(made.shares.time, (second, share) => byId.get(postId(second, share)) ?? '');
}

function textsByObject(made: CoordinationWorld): string[][] {
  const byObject = new Map<number, string[]>();
  for (const [share, text] of textsOf(made).entries()) {
    const object = made.shares.object[share] as number;
    byObject.set(object, [...(byObject.get(object) ?? []), text]);
  }
  return [...byObject.values()];
}

function mostFrequent(list: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const item of list) counts.set(item, (counts.get(item) ?? 0) + 1);
  return [...counts].sort((x, y) => y[1] - x[1])[0]?.[0] ?? '';
}

/** Levenshtein distance in words. */
function wordDistance(a: readonly string[], b: readonly string[]): number {
  let row = b.map((_, j) => j + 1);
  for (const [i, word] of a.entries()) {
    const next: number[] = [];
    for (const [j, other] of b.entries()) {
      const [left, up, corner] = [j === 0 ? i + 1 : (next[j - 1] as number), row[j] as number, j === 0 ? i : (row[j - 1] as number)];
      next.push(Math.min(left + 1, up + 1, corner + (word.toLowerCase() === other.toLowerCase() ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? a.length;
}

test('the truth names every account once, with its group and the knobs that made it', () => {
  const [header, ...rows] = textOf(worldTruth(world)).trim().split('\n');
  expect(header).toMatch(/^account,group,kind,layer,/);
  expect(new Set(rows.map((row) => row.split(',')[0])).size).toBe(world.accounts.count);
  expect(rows.filter((row) => row.includes(',planted-1,planted,repost,')).length).toBe(6);
  expect(rows.filter((row) => row.includes(',news-desk-1,news-desk,url,')).length).toBe(8);
  expect(rows.filter((row) => row.split(',')[2] === 'organic' && row.split(',')[1] === '').length).toBe(120);
});

test('everything written says that it is simulated or names an invented site', () => {
  for (const format of WORLD_FORMATS) {
    const text = textOf(worldFile(world, format));
    const hosts = new Set([...text.matchAll(/https?:\/\/([^/"\s,]+)/g)].map((match) => match[1]));
    for (const host of hosts) expect(host).toMatch(/\.example$/);
    if (format === 'share-table') continue;
    expect(text).toMatch(format === 'toolkit-table' ? /,sim_\w+,/ : /SIMULATED/);
  }
});
