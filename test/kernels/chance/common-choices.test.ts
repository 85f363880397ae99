import { expect, test } from 'vitest';
import { choiceSignificance } from '../../../src/kernels/chance/choice-null.js';
import { commonChoices } from '../../../src/kernels/chance/common-choices.js';
import type { Shares } from '../../../src/kernels/shares/share-index.js';
import { randomBelow, seededRandom } from '../../../src/kernels/statistics/random.js';

interface Post {
  readonly account: number;
  readonly objects: readonly number[];
}

function sharesOf(posts: readonly Post[], accountCount: number): Shares {
  const rows = posts.flatMap(({ account, objects }, post) => objects.map((object) => ({ object, account, post })));
  rows.sort((x, y) => x.object - y.object);
  return {
    accountCount,
    postCount: posts.length,
    object: Int32Array.from(rows, (row) => row.object),
    account: Int32Array.from(rows, (row) => row.account),
    post: Int32Array.from(rows, (row) => row.post),
    time: Float64Array.from(rows, (row) => row.post),
  };
}

/** All pairs of accounts. */
function allPairs(accountCount: number): { accountA: Int32Array; accountB: Int32Array } {
  const pairs = Array.from({ length: accountCount }, (_, a) =>
    Array.from({ length: accountCount - a - 1 }, (_, i) => [a, a + i + 1] as const),
  ).flat();
  return { accountA: Int32Array.from(pairs, ([a]) => a), accountB: Int32Array.from(pairs, ([, b]) => b) };
}

test('three tags of one post each are one choice in common, three posts are three', () => {
  const bundled = sharesOf(
    [
      { account: 0, objects: [0, 1, 2] },
      { account: 1, objects: [0, 1, 2] },
    ],
    2,
  );
  const edge = { accountA: Int32Array.of(0), accountB: Int32Array.of(1) };
  expect([...commonChoices(bundled, edge, Int32Array.of(3))]).toEqual([1]);
  const posts = [0, 1].flatMap((account) => [0, 1, 2].map((object) => ({ account, objects: [object] })));
  expect([...commonChoices(sharesOf(posts, 2), edge, Int32Array.of(3))]).toEqual([3]);
  const mixed = [...posts.slice(0, 3), { account: 1, objects: [0, 1] }, { account: 1, objects: [2, 3] }];
  expect([...commonChoices(sharesOf(mixed, 2), edge, Int32Array.of(3))]).toEqual([2]);
});

test('null: posts about subjects picked at random, of one tag, three or five each, hold no pair at a rate of 5 %', () => {
  for (const tags of [1, 3, 5]) {
    const random = seededRandom(40 + tags);
    const posts = Array.from({ length: 1000 }, () => {
      const subject = randomBelow(random, 120);
      return { account: randomBelow(random, 200), objects: Array.from({ length: tags }, (_, tag) => subject * tags + tag) };
    });
    const { qChoice } = choiceSignificance(sharesOf(posts, 200), allPairs(200));
    expect(qChoice.filter((q) => q <= 0.05).length).toBeLessThanOrEqual(2);
  }
});

test('planted: two accounts with twenty posts about the same rare subjects are found, bundled or not', () => {
  for (const tags of [1, 3]) {
    const random = seededRandom(7);
    const about = (subject: number): number[] => Array.from({ length: tags }, (_, tag) => subject * tags + tag);
    const posts = Array.from({ length: 600 }, () => ({ account: 2 + randomBelow(random, 100), objects: about(randomBelow(random, 2000)) }));
    for (let subject = 0; subject < 20; subject++) for (const account of [0, 1]) posts.push({ account, objects: about(subject) });
    const { qChoice } = choiceSignificance(sharesOf(posts, 102), { accountA: Int32Array.of(0), accountB: Int32Array.of(1) });
    expect(qChoice[0]).toBeLessThan(1e-6);
  }
});
