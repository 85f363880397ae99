import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AccountTruth,
  distinctPairs,
  type FoundPairs,
  scoreAccounts,
  scorePairs,
} from '../../../src/kernels/statistics/evaluation.js';

function pairsOf(...rows: readonly (readonly [number, number, number])[]): FoundPairs {
  const column = (index: 0 | 1): Int32Array => Int32Array.from(rows, (row) => row[index]);
  return distinctPairs(
    column(0),
    column(1),
    Float64Array.from(rows, (row) => row[2]),
    100,
  );
}

function truthOf(groups: readonly number[], planted: readonly number[]): AccountTruth {
  return { group: Int32Array.from(groups), isPlanted: Uint8Array.from(planted) };
}

test('rows of one pair in either direction are one pair with their weights added; a pair of an account with itself is none', () => {
  const pairs = pairsOf([2, 1, 3], [1, 2, 4], [0, 5, 1], [3, 3, 9]);
  expect([...pairs.accountA]).toEqual([0, 1]);
  expect([...pairs.accountB]).toEqual([5, 2]);
  expect([...pairs.weight]).toEqual([1, 7]);
});

describe('worked by hand: group 0 (planted) of accounts 0–3, group 1 (a hard negative) of 4 and 5, 6 and 7 organic', () => {
  const truth = truthOf([0, 0, 0, 0, 1, 1, -1, -1], [1, 0]);
  // Right: 0–1 and 1–2. Wrong: the hard negative's 4–5, and 0–6.
  const pairs = pairsOf([0, 1, 5], [1, 2, 3], [4, 5, 10], [0, 6, 2]);

  test('pairs: precision 2/4, recall 2/6, F1 4/10, weighted precision 8/20', () => {
    const scores = scorePairs(pairs, truth, 1);
    expect(scores).toMatchObject({ found: 4, right: 2, planted: 6, intervalUnit: 'account' });
    expect(scores.precision.value).toBeCloseTo(2 / 4, 12);
    expect(scores.recall.value).toBeCloseTo(2 / 6, 12);
    expect(scores.f1.value).toBeCloseTo(0.4, 12);
    expect(scores.weightedPrecision.value).toBeCloseTo(8 / 20, 12);
    for (const { value, low, high } of [scores.precision, scores.recall, scores.f1, scores.weightedPrecision]) {
      expect(low).toBeGreaterThanOrEqual(0);
      expect(low).toBeLessThanOrEqual(value as number);
      expect(high).toBeGreaterThanOrEqual(value as number);
      expect(high).toBeLessThanOrEqual(1);
    }
  });

  test('accounts: 0, 1, 2, 4, 5 and 6 are flagged, so precision 3/6, recall 3/4, F1 6/10', () => {
    const scores = scoreAccounts(Uint8Array.of(1, 1, 1, 0, 1, 1, 1, 0), truth);
    expect(scores).toMatchObject({ flagged: 6, right: 3, planted: 4 });
    expect(scores.precision.value).toBeCloseTo(0.5, 12);
    expect(scores.recall.value).toBeCloseTo(0.75, 12);
    expect(scores.f1.value).toBeCloseTo(0.6, 12);
    // Wilson for 3 of 6, by hand: (0.5 + 3.8415/12 ∓ 1.96 √(0.25/6 + 3.8415/144)) ÷ (1 + 3.8415/6).
    expect(scores.precision.low).toBeCloseTo(0.1876, 3);
    expect(scores.precision.high).toBeCloseTo(0.8124, 3);
  });
});

describe('degenerate', () => {
  test('nothing found: no precision, recall 0 with an interval', () => {
    const scores = scorePairs(pairsOf(), truthOf([0, 0, 0], [1]), 1);
    expect(scores.precision).toEqual({ value: null, low: null, high: null });
    expect(scores.weightedPrecision.value).toBeNull();
    expect(scores.recall.value).toBe(0);
    expect(scores.recall.high).toBeGreaterThan(0.3);
  });

  test('nothing planted: no recall, precision 0', () => {
    const scores = scorePairs(pairsOf([0, 1, 1]), truthOf([-1, -1, -1], []), 1);
    expect(scores).toMatchObject({ found: 1, right: 0, planted: 0 });
    expect(scores.recall.value).toBeNull();
    expect(scores.precision.value).toBe(0);
    expect(scoreAccounts(new Uint8Array(3), truthOf([-1, -1, -1], [])).recall.value).toBeNull();
  });

  test('everything right is 1, but the interval does not claim certainty', () => {
    const scores = scorePairs(pairsOf([0, 1, 1], [0, 2, 1], [1, 2, 1]), truthOf([0, 0, 0], [1]), 1);
    expect(scores.precision).toMatchObject({ value: 1, high: 1 });
    expect(scores.precision.low).toBeLessThan(0.6);
    expect(scores.recall.low).toBeLessThan(0.6);
  });

  test('a group of one account has no pairs to find', () => {
    expect(scorePairs(pairsOf([0, 1, 1]), truthOf([0, -1], [1]), 1)).toMatchObject({ right: 0, planted: 0 });
  });
});

const world = fc.record({
  groups: fc.array(fc.integer({ min: -1, max: 2 }), { minLength: 2, maxLength: 12 }),
  rows: fc.array(fc.tuple(fc.nat(11), fc.nat(11), fc.integer({ min: 1, max: 9 })), { maxLength: 30 }),
});

test('scores do not depend on the order of rows or on which end comes first, and the same seed gives the same intervals', () => {
  fc.assert(
    fc.property(world, ({ groups, rows }) => {
      const inside = rows.filter(([a, b]) => a < groups.length && b < groups.length);
      const truth = truthOf(groups, [1, 1, 0]);
      const turned = inside.map(([a, b, weight]): [number, number, number] => [b, a, weight]).reverse();
      expect(scorePairs(pairsOf(...turned), truth, 5)).toEqual(scorePairs(pairsOf(...inside), truth, 5));
    }),
    { numRuns: 30 },
  );
});

test('with many planted groups whole groups are drawn anew, and the interval is wider than for as many independent pairs', () => {
  // Twenty groups of five accounts; ten of them found whole, the other ten not at all.
  const groups = Array.from({ length: 100 }, (_, account) => Math.floor(account / 5));
  const rows: [number, number, number][] = [];
  for (let first = 0; first < 50; first += 5)
    for (let a = first; a < first + 5; a++) for (let b = a + 1; b < first + 5; b++) rows.push([a, b, 1]);
  const scores = scorePairs(pairsOf(...rows), truthOf(groups, new Array(20).fill(1)), 1);
  expect(scores.intervalUnit).toBe('group');
  expect(scores.recall.value).toBe(0.5);
  // A share of ½ among 20 independent groups has a standard error of 0.11, among 200 pairs of 0.035.
  expect((scores.recall.high as number) - (scores.recall.low as number)).toBeGreaterThan(0.3);
  expect((scores.recall.high as number) - (scores.recall.low as number)).toBeLessThan(0.6);
});
