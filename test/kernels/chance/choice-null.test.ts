import fc from 'fast-check';
import { expect, test } from 'vitest';
import { choiceSignificance, choiceTails } from '../../../src/kernels/chance/choice-null.js';
import { fitConfigurationModel, linkChance } from '../../../src/kernels/chance/configuration-model.js';
import { commonObjectCounts, shareIncidence } from '../../../src/kernels/shares/incidence.js';
import type { EdgeEnds } from '../../../src/kernels/shares/pairs.js';
import type { Shares } from '../../../src/kernels/shares/share-index.js';
import { type Random, seededRandom } from '../../../src/kernels/statistics/random.js';

/** Shares from (account, object) pairs; object identities have gaps, and each object stands together. */
function sharesOf(accountCount: number, pairs: readonly (readonly [account: number, object: number])[]): Shares {
  const sorted = [...pairs].sort((x, y) => x[1] - y[1]);
  return {
    accountCount,
    postCount: sorted.length,
    object: Int32Array.from(sorted, ([, object]) => object * 3 + 5),
    account: Int32Array.from(sorted, ([account]) => account),
    post: Int32Array.from(sorted, (_, i) => i),
    time: new Float64Array(sorted.length),
  };
}

function allPairs(accountCount: number): EdgeEnds {
  const a: number[] = [];
  const b: number[] = [];
  for (let u = 0; u < accountCount; u++)
    for (let v = u + 1; v < accountCount; v++) {
      a.push(u);
      b.push(v);
    }
  return { accountA: Int32Array.from(a), accountB: Int32Array.from(b) };
}

/** A world drawn from the null itself: active and quiet accounts, three viral objects and a long list of others, all choices independent. */
function nullWorld(random: Random, accountCount: number, objectCount: number): [number, number][] {
  const activity = Float64Array.from({ length: accountCount }, () => 0.25 * (0.1 + random()) ** -1);
  const popularity = Float64Array.from({ length: objectCount }, (_, o) => (o < 3 ? 8 : 0.6 / (1 + o / 20)));
  const links: [number, number][] = [];
  for (let u = 0; u < accountCount; u++)
    for (let o = 0; o < objectCount; o++) {
      const xy = activity[u] * popularity[o];
      if (random() < xy / (1 + xy)) links.push([u, o]);
    }
  return links;
}

test('objects in common are counted once each, whatever the times and posts', () => {
  const links = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 8 })), { maxLength: 60 });
  fc.assert(
    fc.property(links, (pairs) => {
      const edges = allPairs(6);
      const counts = commonObjectCounts(shareIncidence(sharesOf(6, pairs)), edges);
      const objects = Array.from({ length: 6 }, (_, u) => new Set(pairs.filter(([a]) => a === u).map(([, o]) => o)));
      for (let edge = 0; edge < counts.length; edge++) {
        const [a, b] = [objects[edges.accountA[edge]], objects[edges.accountB[edge]]] as [Set<number>, Set<number>];
        expect(counts[edge]).toBe([...a].filter((o) => b.has(o)).length);
      }
    }),
  );
});

test('incidence: degrees, identities, the most popular object first', () => {
  const incidence = shareIncidence(
    sharesOf(3, [
      [0, 1],
      [0, 1],
      [0, 2],
      [1, 2],
      [1, 0],
    ]),
  );
  expect([...incidence.objectDegree]).toEqual([2, 1, 1]);
  expect([...incidence.objectIds]).toEqual([11, 5, 8]);
  expect([...incidence.accountDegree]).toEqual([2, 2, 0]);
});

test('worked value: two accounts of four, each with one of two equally popular objects, share one with chance 1/4 + 1/4', () => {
  // All degrees equal: p_uo = 1/2 everywhere, so at least one in common of two: 1 − (3/4)².
  const shares = sharesOf(4, [
    [0, 0],
    [1, 0],
    [2, 1],
    [3, 1],
  ]);
  const result = choiceSignificance(shares, { accountA: Int32Array.of(0, 0), accountB: Int32Array.of(1, 2) });
  expect([...result.commonObjects]).toEqual([1, 0]);
  expect(result.pChoice[0]).toBeCloseTo(7 / 16, 9);
  expect(result.pChoice[1]).toBe(1);
  expect(result.familySize).toBe(6);
});

test('worlds drawn from the null: p-values are not too small at any level', () => {
  const edges = allPairs(150);
  const alphas = [0.1, 0.05, 0.01, 0.001];
  const hits = alphas.map(() => 0);
  let tests = 0;
  let kept = 0;
  const worlds = 12;
  for (let seed = 1; seed <= worlds; seed++) {
    const { pChoice, qChoice } = choiceSignificance(sharesOf(150, nullWorld(seededRandom(seed), 150, 300)), edges);
    for (const [i, alpha] of alphas.entries()) hits[i] += pChoice.filter((p) => p <= alpha).length;
    kept += qChoice.some((q) => q <= 0.05) ? 1 : 0;
    tests += pChoice.length;
  }
  for (const [i, alpha] of alphas.entries()) {
    // Pairs of one world are not independent: three times the binomial spread.
    const noise = 3 * Math.sqrt((alpha * (1 - alpha)) / tests);
    expect(hits[i] / tests).toBeLessThanOrEqual(alpha + noise);
  }
  // Too large rather than too small: degrees are fitted to the world that is tested, chance and all.
  expect(hits[0] / tests).toBeGreaterThan(0.02);
  // At a false-discovery rate of 5 % a null world keeps anything in at most one of twenty cases, within noise.
  expect(kept).toBeLessThanOrEqual(3);
});

test('worlds drawn from a model whose chances are known: p-values keep their level, as closely as whole numbers allow', () => {
  const incidence = shareIncidence(sharesOf(100, nullWorld(seededRandom(21), 100, 300)));
  const model = fitConfigurationModel(incidence.accountDegree, incidence.objectDegree);
  const chance = (u: number, o: number): number =>
    linkChance(model.rowLogit[model.rows.classOf[u]], model.columnLogit[model.columns.classOf[o]]);
  const random = seededRandom(22);
  const edges = allPairs(100);
  const alphas = [0.1, 0.05, 0.01, 0.001];
  const hits = alphas.map(() => 0);
  let tests = 0;
  for (let world = 0; world < 20; world++) {
    const links: [number, number][] = [];
    for (let u = 0; u < 100; u++) for (let o = 0; o < incidence.objectCount; o++) if (random() < chance(u, o)) links.push([u, o]);
    const p = choiceTails(model, edges, commonObjectCounts(shareIncidence(sharesOf(100, links)), edges));
    for (const [i, alpha] of alphas.entries()) hits[i] += p.filter((value) => value <= alpha).length;
    tests += p.length;
  }
  for (const [i, alpha] of alphas.entries()) {
    // An account that happens to be busy is so in all of its 99 pairs: its pairs rise and fall together.
    const noise = 3 * Math.sqrt((alpha * (1 - alpha)) / tests) * 3;
    expect(hits[i] / tests).toBeLessThanOrEqual(alpha + noise);
    expect(hits[i] / tests).toBeGreaterThan(alpha / 3);
  }
});

/** Upper tail of the hypergeometric number of objects in common, by the two degrees alone. */
function hypergeometricTail(objectCount: number, a: number, b: number, atLeast: number): number {
  const logFactorial = (n: number): number => {
    let sum = 0;
    for (let i = 2; i <= n; i++) sum += Math.log(i);
    return sum;
  };
  const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k);
  let tail = 0;
  for (let k = atLeast; k <= Math.min(a, b); k++)
    if (b - k <= objectCount - a) tail += Math.exp(logChoose(a, k) + logChoose(objectCount - a, b - k) - logChoose(objectCount, b));
  return tail;
}

test('viral objects do not inflate it, as they do the hypergeometric test', () => {
  const accountCount = 60;
  const shares = sharesOf(accountCount, nullWorld(seededRandom(5), accountCount, 300));
  const edges = allPairs(accountCount);
  const { pChoice, commonObjects } = choiceSignificance(shares, edges);
  const { accountDegree, objectCount } = shareIncidence(shares);
  const hypergeometric = Float64Array.from(commonObjects, (k, e) =>
    hypergeometricTail(objectCount, accountDegree[edges.accountA[e]], accountDegree[edges.accountB[e]], k),
  );
  const shareBelow = (p: Float64Array, alpha: number): number => p.filter((value) => value <= alpha).length / p.length;
  expect(shareBelow(pChoice, 0.01)).toBeLessThan(0.02);
  expect(shareBelow(hypergeometric, 0.01)).toBeGreaterThan(0.1);
});

test('a planted group that shares the same unpopular objects is found, and nobody else', () => {
  const links = nullWorld(seededRandom(9), 200, 400);
  for (let u = 0; u < 6; u++) for (let o = 0; o < 15; o++) links.push([u, 300 + o * 6]);
  const edges = allPairs(200);
  const { qChoice } = choiceSignificance(sharesOf(200, links), edges);
  let planted = 0;
  let others = 0;
  for (let e = 0; e < qChoice.length; e++) {
    if (qChoice[e] > 0.05) continue;
    if (edges.accountA[e] < 6 && edges.accountB[e] < 6) planted++;
    else others++;
  }
  expect(planted).toBe(15);
  expect(others).toBeLessThanOrEqual(1);
});

test('renumbering accounts changes nothing', () => {
  const links = nullWorld(seededRandom(3), 40, 80);
  const plain = choiceSignificance(sharesOf(40, links), { accountA: Int32Array.of(3, 5), accountB: Int32Array.of(9, 30) });
  const turned = choiceSignificance(
    sharesOf(
      40,
      links.map(([u, o]) => [39 - u, o]),
    ),
    { accountA: Int32Array.of(30, 9), accountB: Int32Array.of(36, 34) },
  );
  expect([...turned.pChoice]).toEqual([...plain.pChoice]);
});

test('where chance has no choice, p is 1', () => {
  const everybody = Array.from({ length: 5 }, (_, u): [number, number] => [u, 0]);
  expect([...choiceSignificance(sharesOf(5, everybody), allPairs(5)).pChoice]).toEqual(new Array(10).fill(1));
  const identical = Array.from({ length: 20 }, (_, i): [number, number] => [i % 5, Math.floor(i / 5)]);
  const same = choiceSignificance(sharesOf(5, identical), allPairs(5));
  expect([...same.pChoice, ...same.qChoice]).toEqual(new Array(20).fill(1));
  expect([...same.commonObjects]).toEqual(new Array(10).fill(4));
});

test('one account, no account and no edge', () => {
  const none = { accountA: new Int32Array(), accountB: new Int32Array() };
  expect(choiceSignificance(sharesOf(1, [[0, 0]]), none).familySize).toBe(0);
  expect(choiceSignificance(sharesOf(0, []), none).pChoice).toHaveLength(0);
});
