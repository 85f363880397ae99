import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildGraph, connectedComponents, type WeightedEdges } from '../../../src/kernels/graph/graph.js';
import { describeGroups, type GroupDescription, groupSizes, type PairEvidence } from '../../../src/kernels/graph/groups.js';
import { louvainCommunities } from '../../../src/kernels/graph/louvain.js';
import { coShareEdges } from '../../../src/kernels/shares/co-share.js';
import { coSharePairs } from '../../../src/kernels/shares/pairs.js';
import type { Shares } from '../../../src/kernels/shares/share-index.js';
import { seededRandom } from '../../../src/kernels/statistics/random.js';

interface Row {
  readonly object: number;
  readonly account: number;
  readonly post: number;
  readonly time: number;
}

const ACCOUNTS = 8;

const tables = fc
  .record({
    posts: fc.array(fc.record({ account: fc.nat(ACCOUNTS - 1), time: fc.nat(40) }), { minLength: 1, maxLength: 40 }),
    shares: fc.array(fc.tuple(fc.nat(39), fc.nat(5)), { maxLength: 80 }),
  })
  .map(({ posts, shares }) => {
    const seen = new Set<string>();
    return shares.flatMap(([p, object]): Row[] => {
      const post = p % posts.length;
      const { account, time } = posts[post] as { account: number; time: number };
      if (seen.has(`${post} ${object}`)) return [];
      seen.add(`${post} ${object}`);
      return [{ object, account, post, time }];
    });
  });

function sharesOf(rows: readonly Row[]): Shares {
  const sorted = [...rows].sort((x, y) => x.object - y.object || x.time - y.time);
  return {
    accountCount: ACCOUNTS,
    postCount: rows.reduce((most, { post }) => Math.max(most, post + 1), 0),
    object: Int32Array.from(sorted, (row) => row.object),
    account: Int32Array.from(sorted, (row) => row.account),
    post: Int32Array.from(sorted, (row) => row.post),
    time: Float64Array.from(sorted, (row) => row.time * 1_000_000),
  };
}

/** The co-share network of some shares, with the pairs behind its edges. */
function networkOf(rows: readonly Row[], windowSeconds: number, minObjects: number): { edges: WeightedEdges; evidence: PairEvidence } {
  const shares = sharesOf(rows);
  const window = windowSeconds * 1_000_000;
  const { accountA, accountB, objectCount } = coShareEdges(shares, window, minObjects);
  const pairs = coSharePairs(shares, window, { accountA, accountB });
  return { edges: { accountA, accountB, weight: objectCount }, evidence: { shares, ...pairs } };
}

/** Groups and their objects as text, row by row. */
function textOf({ groups, objects, groupOf }: GroupDescription): { groups: string[]; objects: string[]; groupOf: string } {
  const row = (table: object, index: number): string =>
    Object.entries(table)
      .filter(([name]) => name !== 'length')
      .map(([name, column]) => `${name} ${column[index]}`)
      .join(', ');
  return {
    groups: Array.from({ length: groups.length }, (_, index) => row(groups, index)),
    objects: Array.from({ length: objects.length }, (_, index) => row(objects, index)),
    groupOf: groupOf.join(' '),
  };
}

/** The definition, with a set for everything that is distinct. */
function naiveGroups(
  { accountA, accountB, weight }: WeightedEdges,
  membership: readonly number[],
  { shares, first, second }: PairEvidence,
) {
  const labels = [...new Set(membership)].filter((label) => label !== -1 && membership.filter((other) => other === label).length > 1);
  const described = labels.map((label) => {
    const members = membership.flatMap((own, account) => (own === label ? [account] : []));
    const within = (a: number, b: number): boolean => members.includes(a) && members.includes(b);
    const edges = [...accountA.keys()].filter((edge) => within(accountA[edge] as number, accountB[edge] as number));
    const pairs = Array.from(first, (p, pair) => [p, second[pair] as number]).filter((pair) =>
      within(...(pair.map((p) => shares.account[p]) as [number, number])),
    );
    const objects = [...new Set(pairs.map(([p]) => shares.object[p as number] as number))].map((object) => {
      const own = pairs.filter(([p]) => shares.object[p as number] === object);
      return { object, sharers: new Set(own.flat().map((p) => shares.account[p])).size, pairs: own.length };
    });
    objects.sort((x, y) => y.sharers - x.sharers || y.pairs - x.pairs || x.object - y.object);
    const times = pairs.flat().map((p) => shares.time[p] as number);
    return {
      label,
      members,
      edgeCount: edges.length,
      weight: edges.reduce((sum, edge) => sum + (weight[edge] as number), 0),
      objects,
      firstTime: times.length === 0 ? Number.NaN : Math.min(...times),
      lastTime: times.length === 0 ? Number.NaN : Math.max(...times),
    };
  });
  described.sort(
    (x, y) => y.members.length - x.members.length || y.edgeCount - x.edgeCount || (x.members[0] as number) - (y.members[0] as number),
  );
  return {
    groups: described.map(({ label, members, edgeCount, weight: total, objects, firstTime, lastTime }) => {
      const n = members.length;
      return (
        `label ${label}, lowestMember ${members[0]}, memberCount ${n}, edgeCount ${edgeCount}, density ${edgeCount / ((n * (n - 1)) / 2)}, ` +
        `totalWeight ${total}, objectCount ${objects.length}, firstTime ${firstTime}, lastTime ${lastTime}`
      );
    }),
    objects: described.flatMap(({ objects }, group) =>
      objects.map((one) => `group ${group}, object ${one.object}, sharerCount ${one.sharers}, pairCount ${one.pairs}`),
    ),
    groupOf: membership.map((label) => described.findIndex((group) => group.label === label)).join(' '),
  };
}

test('groups equal their definition, for any membership', () => {
  const labels = fc.array(fc.integer({ min: -1, max: 3 }), { minLength: ACCOUNTS, maxLength: ACCOUNTS });
  fc.assert(
    fc.property(tables, labels, fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 2 }), (rows, membership, window, minObjects) => {
      const { edges, evidence } = networkOf(rows, window, minObjects);
      const description = describeGroups(edges, Int32Array.from(membership), evidence);
      expect(textOf(description)).toEqual(naiveGroups(edges, membership, evidence));
    }),
    { numRuns: 500 },
  );
});

test('components hold every edge and pair; communities never more than their component', () => {
  fc.assert(
    fc.property(tables, (rows) => {
      const { edges, evidence } = networkOf(rows, 10, 1);
      const graph = buildGraph(ACCOUNTS, edges);
      const whole = describeGroups(edges, connectedComponents(graph), evidence);
      const parts = describeGroups(edges, louvainCommunities(graph, seededRandom(1)).community, evidence);
      const total = (values: Int32Array): number => values.reduce((sum, value) => sum + value, 0);
      expect(total(whole.groups.edgeCount)).toBe(edges.accountA.length);
      expect(total(whole.objects.pairCount)).toBe(evidence.first.length);
      expect(total(parts.groups.edgeCount)).toBeLessThanOrEqual(edges.accountA.length);
      expect(total(parts.groups.memberCount)).toBe(total(whole.groups.memberCount));
    }),
  );
});

test('a worked example: sharers at both ends count once, what crosses groups counts nowhere', () => {
  const rows: Row[] = [
    // Object 0: accounts 0, 1, 2 within 10 s, account 1 twice; account 5 is of another group.
    { object: 0, account: 0, post: 0, time: 100 },
    { object: 0, account: 1, post: 1, time: 103 },
    { object: 0, account: 1, post: 2, time: 105 },
    { object: 0, account: 2, post: 3, time: 108 },
    { object: 0, account: 5, post: 4, time: 109 },
    // Object 1: accounts 0 and 1; object 2: accounts 5 and 6.
    { object: 1, account: 1, post: 5, time: 50 },
    { object: 1, account: 0, post: 6, time: 60 },
    { object: 2, account: 6, post: 7, time: 500 },
    { object: 2, account: 5, post: 8, time: 500 },
  ];
  const { edges, evidence } = networkOf(rows, 10, 1);
  expect(textOf(describeGroups(edges, Int32Array.from([4, 4, 4, -1, 7, 2, 2, 0]), evidence))).toEqual({
    groups: [
      'label 4, lowestMember 0, memberCount 3, edgeCount 3, density 1, totalWeight 4, objectCount 2, firstTime 50000000, lastTime 108000000',
      'label 2, lowestMember 5, memberCount 2, edgeCount 1, density 1, totalWeight 1, objectCount 1, firstTime 500000000, lastTime 500000000',
    ],
    objects: [
      'group 0, object 0, sharerCount 3, pairCount 5',
      'group 0, object 1, sharerCount 2, pairCount 1',
      'group 1, object 2, sharerCount 2, pairCount 1',
    ],
    groupOf: '0 0 0 -1 -1 1 1 -1',
  });
});

test('degenerate: no edges, no pairs, no accounts, everyone alone', () => {
  const { edges, evidence } = networkOf([], 10, 1);
  const alone = describeGroups(edges, Int32Array.from([0, 1, 2, 3, 4, 5, 6, 7]), evidence);
  expect([alone.groups.length, alone.objects.length, new Set(alone.groupOf)]).toEqual([0, 0, new Set([-1])]);
  expect(describeGroups(edges, new Int32Array(0), evidence).groups.length).toBe(0);
  const together = textOf(describeGroups(edges, new Int32Array(ACCOUNTS), evidence));
  expect(together.groups).toEqual([
    'label 0, lowestMember 0, memberCount 8, edgeCount 0, density 0, totalWeight 0, objectCount 0, firstTime NaN, lastTime NaN',
  ]);
});

test('what does not fit together is named', () => {
  const { edges, evidence } = networkOf(
    [
      { object: 0, account: 0, post: 0, time: 0 },
      { object: 0, account: 1, post: 1, time: 0 },
      { object: 1, account: 0, post: 2, time: 0 },
      { object: 1, account: 1, post: 3, time: 0 },
    ],
    10,
    1,
  );
  expect(() => describeGroups(edges, Int32Array.from([0, 2]), evidence)).toThrow(
    new RangeError('account 1: group 2 is not between -1 and 1'),
  );
  expect(() => describeGroups(edges, Int32Array.from([-2, 0]), evidence)).toThrow('account 0: group -2 is not between -1 and 1');
  expect(() => describeGroups(edges, new Int32Array(1), evidence)).toThrow('edge 0: 0 and 1 are not both accounts; accounts are 0 to 0');
  const backwards = { ...evidence, first: evidence.first.slice().reverse(), second: evidence.second.slice().reverse() };
  expect(() => describeGroups(edges, new Int32Array(2), backwards)).toThrow('pair 1: object 0 is out of order');
});

test('sizes alone are those of the full description', () => {
  fc.assert(
    fc.property(tables, fc.array(fc.integer({ min: -1, max: 3 }), { minLength: ACCOUNTS, maxLength: ACCOUNTS }), (rows, labels) => {
      const { edges, evidence } = networkOf(rows, 10, 1);
      const { label, memberCount, edgeCount, density, length } = describeGroups(edges, Int32Array.from(labels), evidence).groups;
      expect(groupSizes(Int32Array.from(labels), edges)).toEqual({ length, label, memberCount, edgeCount, density });
    }),
  );
});
