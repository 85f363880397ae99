import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Incidence, shareIncidence } from '../../../src/kernels/shares/incidence.js';
import { mostSimilarPairs, similarPairs } from '../../../src/kernels/shares/similarity.js';

const ACCOUNTS = 7;

function incidenceOf(pairs: readonly (readonly [account: number, object: number])[]): Incidence {
  const sorted = [...pairs].sort((x, y) => x[1] - y[1]);
  return shareIncidence({
    accountCount: ACCOUNTS,
    postCount: sorted.length,
    object: Int32Array.from(sorted, ([, object]) => object),
    account: Int32Array.from(sorted, ([account]) => account),
    post: Int32Array.from(sorted, (_, i) => i),
    time: new Float64Array(sorted.length),
  });
}

const tables = fc.array(fc.tuple(fc.integer({ min: 0, max: ACCOUNTS - 1 }), fc.integer({ min: 0, max: 9 })), { maxLength: 60 });
const OPTIONS = { minCommon: 1, mostPairs: 1000 };

/** The definition: dense vectors, all pairs. */
function naivePairs(table: readonly (readonly [number, number])[], minCommon: number): [number, number, number, number][] {
  const sharers = (object: number): Set<number> => new Set(table.filter(([, o]) => o === object).map(([account]) => account));
  const objects = [...new Set(table.map(([, object]) => object))].filter((object) => sharers(object).size > 1);
  const compared = new Set(objects.flatMap((object) => [...sharers(object)])).size;
  const vector = (account: number): number[] =>
    objects.map((o) => (sharers(o).has(account) ? Math.log((1 + compared) / (1 + sharers(o).size)) + 1 : 0));
  const dot = (x: number[], y: number[]): number => x.reduce((sum, value, i) => sum + value * (y[i] as number), 0);
  const found: [number, number, number, number][] = [];
  for (let a = 0; a < ACCOUNTS; a++)
    for (let b = a + 1; b < ACCOUNTS; b++) {
      const [x, y] = [vector(a), vector(b)];
      const common = x.filter((value, i) => value > 0 && (y[i] as number) > 0).length;
      if (common >= minCommon) found.push([a, b, common, dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y))]);
    }
  return found;
}

test('cosines equal dense vectors, pair by pair', () => {
  fc.assert(
    fc.property(tables, fc.integer({ min: 1, max: 3 }), (table, minCommon) => {
      const pairs = similarPairs(incidenceOf(table), { ...OPTIONS, minCommon }, () => true);
      const expected = naivePairs(table, minCommon);
      expect(pairs.length).toBe(expected.length);
      for (const [i, [a, b, common, cosine]] of expected.entries()) {
        expect([pairs.accountA[i], pairs.accountB[i], pairs.commonObjects[i]]).toEqual([a, b, common]);
        expect(pairs.cosine[i]).toBeCloseTo(cosine, 12);
      }
    }),
    { numRuns: 200 },
  );
});

test('worked value: a rare object in common weighs more than a popular one', () => {
  // Objects 0 (by all four) and 1 (by accounts 0 and 1): idf 1 and ln(5/3) + 1.
  const pairs = similarPairs(
    incidenceOf([
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 0],
      [0, 1],
      [1, 1],
      [3, 2],
    ]),
    OPTIONS,
    () => true,
  );
  const rare = Math.log(5 / 3) + 1;
  expect(pairs.cosine[0]).toBe(1);
  expect(pairs.cosine[1]).toBeCloseTo(1 / Math.sqrt(1 + rare * rare), 12);
  // Object 2 is by one account alone and left out: accounts 2 and 3 are the same.
  expect(pairs.cosine[pairs.length - 1]).toBe(1);
});

test('the most similar share holds just the pairs at or above its lowest cosine', () => {
  fc.assert(
    fc.property(tables, fc.double({ min: 0.01, max: 1, noNaN: true }), (table, share) => {
      const all = similarPairs(incidenceOf(table), OPTIONS, () => true);
      const { pairs, lowest, pairCount } = mostSimilarPairs(incidenceOf(table), OPTIONS, share);
      const falling = [...all.cosine].sort((x, y) => y - x);
      expect(pairCount).toBe(all.length);
      expect(lowest).toBe(falling[Math.ceil(share * all.length) - 1] ?? null);
      expect([...pairs.cosine]).toEqual([...all.cosine].filter((cosine) => lowest !== null && cosine >= lowest));
    }),
  );
});

test('too many pairs are an error, not a full memory', () => {
  const table = Array.from({ length: 6 }, (_, account): [number, number] => [account, 0]);
  expect(() => similarPairs(incidenceOf(table), { minCommon: 1, mostPairs: 14 }, () => true)).toThrow('more than 14 pairs');
  expect(similarPairs(incidenceOf(table), { minCommon: 1, mostPairs: 15 }, () => true).length).toBe(15);
});
