import fc from 'fast-check';
import { expect, test } from 'vitest';
import { memberLeads, wilsonInterval } from '../../../src/kernels/graph/leads.js';
import { coSharePairEnds, coSharePairs } from '../../../src/kernels/shares/pairs.js';
import type { Shares } from '../../../src/kernels/shares/share-index.js';
import { type Random, seededRandom } from '../../../src/kernels/statistics/random.js';

interface Row {
  readonly object: number;
  readonly account: number;
  readonly post: number;
  readonly time: number;
}

function sharesOf(accountCount: number, rows: readonly Row[]): Shares {
  const sorted = [...rows].sort((x, y) => x.object - y.object || x.time - y.time);
  return {
    accountCount,
    postCount: rows.reduce((most, { post }) => Math.max(most, post + 1), 0),
    object: Int32Array.from(sorted, (row) => row.object),
    account: Int32Array.from(sorted, (row) => row.account),
    post: Int32Array.from(sorted, (row) => row.post),
    time: Float64Array.from(sorted, (row) => row.time * 1_000_000),
  };
}

/** Every two of these accounts. */
function allPairs(accounts: readonly number[]): { accountA: Int32Array; accountB: Int32Array } {
  const pairs = accounts.flatMap((a, i) => accounts.slice(i + 1).map((b) => [a, b] as const));
  return { accountA: Int32Array.from(pairs, ([a]) => a), accountB: Int32Array.from(pairs, ([, b]) => b) };
}

/** The leads of one group of all accounts, each tied to each. */
function leadsOf(shares: Shares, windowSeconds: number) {
  const accounts = Array.from({ length: shares.accountCount }, (_, account) => account);
  const evidence = { shares, ...coSharePairEnds(shares, windowSeconds * 1_000_000, allPairs(accounts)) };
  return memberLeads(new Int32Array(shares.accountCount), Int32Array.of(shares.accountCount), evidence);
}

test("the interval is Newcombe's method 4, with his examples", () => {
  // Newcombe (1998), table I, score method with continuity correction.
  const examples = [
    [81, 263, 0.2535, 0.3682],
    [15, 148, 0.0598, 0.1644],
    [0, 20, 0, 0.2005],
    [1, 29, 0.0018, 0.1963],
  ] as const;
  for (const [hits, n, low, high] of examples) {
    const interval = wilsonInterval(hits / n, n, 1.959964);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  }
});

test('it holds its share, mirrors, and narrows with observations, also between whole numbers', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 1, max: 1e6, noNaN: true }), (share, n) => {
      const { low, high } = wilsonInterval(share, n, 1.959964);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(share + 1e-9);
      expect(high).toBeGreaterThanOrEqual(share - 1e-9);
      const mirrored = wilsonInterval(1 - share, n, 1.959964);
      expect(mirrored.low).toBeCloseTo(1 - high, 6);
      const wider = wilsonInterval(share, n, 3);
      expect(wider.low).toBeLessThanOrEqual(low + 1e-9);
    }),
  );
});

test('leads by hand: who was first, ties half, by how much', () => {
  const shares = sharesOf(3, [
    { object: 0, account: 0, post: 0, time: 0 },
    { object: 0, account: 1, post: 1, time: 10 },
    { object: 0, account: 2, post: 2, time: 10 },
    { object: 1, account: 1, post: 3, time: 100 },
    { object: 1, account: 0, post: 4, time: 104 },
  ]);
  const leads = leadsOf(shares, 60);
  expect([...leads.objectCount]).toEqual([2, 2, 1]);
  expect(leads.leadShare[0]).toBeCloseTo(2 / 3, 12); // before 1 and 2, then behind 1
  expect(leads.leadShare[1]).toBeCloseTo(1.5 / 3, 12); // behind 0, with 2, then before 0
  expect(leads.leadShare[2]).toBeCloseTo(0.5 / 2, 12);
  expect(leads.meanLeadSeconds[0]).toBeCloseTo((10 + 10 - 4) / 3, 12);
  expect(leads.meanLeadSeconds[2]).toBeCloseTo((-10 + 0) / 2, 12);
  // Kish: 2 pairs with one object and 1 with the other are 3² / (2² + 1²) = 1.8 observations.
  expect(leads.leadLow[0]).toBeCloseTo(wilsonInterval(2 / 3, 1.8, 1.959964).low, 12);
});

test('one popular object is one observation, and one post with many objects is one too', () => {
  const crowd = sharesOf(
    40,
    Array.from({ length: 40 }, (_, account) => ({ object: 0, account, post: account, time: account })),
  );
  const first = leadsOf(crowd, 60);
  expect(first.leadShare[0]).toBe(1);
  expect(first.leadLow[0]).toBeCloseTo(wilsonInterval(1, 1, 1.959964).low, 12);
  expect(first.isLeader[0]).toBe(0);
  const tags = Array.from({ length: 30 }, (_, object) =>
    [0, 1].map((account) => ({ object, account, post: account, time: account })),
  ).flat();
  expect(leadsOf(sharesOf(2, tags), 60).leadLow[0]).toBeCloseTo(wilsonInterval(1, 1, 1.959964).low, 12);
});

/** A group that shares objects one after another; the first account is a minute ahead of the others in a share of them. */
function group(random: Random, memberCount: number, objectCount: number, leading: number): Shares {
  const rows = Array.from({ length: objectCount }, (_, object) => {
    const isLed = random() < leading;
    return Array.from({ length: memberCount }, (_, account) => ({
      object,
      account,
      post: object * memberCount + account,
      time: object * 10_000 + Math.floor(random() * 60) + (isLed && account > 0 ? 60 : 0),
    }));
  });
  return sharesOf(memberCount, rows.flat());
}

test('a planted leader is found, and only it', () => {
  const random = seededRandom(2);
  for (let turn = 0; turn < 10; turn++) {
    const { isLeader, leadLow, meanLeadSeconds } = leadsOf(group(random, 8, 20, 0.95), 200);
    expect([...isLeader]).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
    expect(leadLow[0]).toBeGreaterThan(0.6);
    expect(meanLeadSeconds[0]).toBeGreaterThan(40);
  }
});

test('where the order is chance, at most one group in twenty has a leader, and intervals hold ½ at least 95 % of the time', () => {
  const random = seededRandom(9);
  for (const memberCount of [2, 3, 8]) {
    let [withLeader, outside, members] = [0, 0, 0];
    for (let turn = 0; turn < 300; turn++) {
      const { isLeader, leadLow, leadHigh } = leadsOf(group(random, memberCount, 12, 0), 60);
      withLeader += isLeader.includes(1) ? 1 : 0;
      for (let account = 0; account < memberCount; account++) {
        members++;
        if ((leadLow[account] as number) > 0.5 || (leadHigh[account] as number) < 0.5) outside++;
      }
    }
    expect(withLeader / 300).toBeLessThanOrEqual(0.05 + 2 * Math.sqrt((0.05 * 0.95) / 300));
    expect(outside / members).toBeLessThanOrEqual(0.05 + 2 * Math.sqrt((0.05 * 0.95) / members));
  }
});

test('shares of pairs equal their definition, pair by pair', () => {
  const rows = fc
    .array(fc.record({ account: fc.nat(4), object: fc.nat(3), time: fc.nat(40) }), { maxLength: 40 })
    .map((list) => list.map((row, post): Row => ({ ...row, post })));
  fc.assert(
    fc.property(rows, (list) => {
      const shares = sharesOf(5, list);
      const leads = leadsOf(shares, 10);
      const { first, second } = coSharePairs(shares, 10_000_000, allPairs([0, 1, 2, 3, 4]));
      for (let account = 0; account < 5; account++) {
        let [pairs, lead, ahead] = [0, 0, 0];
        for (const [i, p] of first.entries()) {
          const ends = [p, second[i] as number] as const;
          const own = ends.findIndex((position) => shares.account[position] === account);
          if (own === -1) continue;
          const gap = (shares.time[ends[1 - own] as number] as number) - (shares.time[ends[own] as number] as number);
          pairs++;
          lead += gap > 0 ? 1 : gap === 0 ? 0.5 : 0;
          ahead += gap;
        }
        if (pairs === 0) {
          expect(leads.leadShare[account]).toBeNaN();
          expect(leads.meanLeadSeconds[account]).toBeNaN();
          continue;
        }
        expect(leads.leadShare[account]).toBeCloseTo(lead / pairs, 10);
        expect(leads.meanLeadSeconds[account]).toBeCloseTo(ahead / pairs / 1_000_000, 6);
        expect(leads.leadLow[account]).toBeLessThanOrEqual((leads.leadShare[account] as number) + 1e-9);
      }
    }),
  );
});
