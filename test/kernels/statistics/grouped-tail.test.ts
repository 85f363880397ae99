import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupedTail } from '../../../src/kernels/statistics/grouped-tail.js';
import { millsRatio, saddlepointTail } from '../../../src/kernels/statistics/saddlepoint-tail.js';

/** Fixed-point digits of the reference: 2^-1100 is 1e-331. */
const BITS = 1100n;
const ONE = 1n << BITS;

/** Masses in fixed-point whole numbers, event by event: exact to some 1e-325. */
function exactMasses(classes: readonly { p: number; size: number }[]): bigint[] {
  let mass: bigint[] = [ONE];
  for (const { p, size } of classes) {
    const chance = BigInt(Math.round(p * 2 ** 52)) << (BITS - 52n);
    for (let event = 0; event < size; event++) {
      const next = [...mass, 0n];
      for (const [k, m] of mass.entries()) {
        const up = (m * chance) >> BITS;
        next[k] -= up;
        next[k + 1] += up;
      }
      // What is below 1e-300 matters to no tail that is looked at.
      while (next.length > 1 && next[next.length - 1] < 1n << 100n && next.length > 40) next.pop();
      mass = next;
    }
  }
  return mass;
}

function tailFrom(mass: readonly bigint[], atLeast: number): number {
  const tail = mass.slice(Math.max(0, atLeast)).reduce((sum, m) => sum + m, 0n);
  // To a double by its leading digits.
  const shift = BigInt(Math.max(0, tail.toString(2).length - 60));
  return Number(tail >> shift) * 2 ** (Number(shift) - 550) * 2 ** (550 - Number(BITS));
}

const tailOf = (classes: readonly { p: number; size: number }[], atLeast: number): number =>
  groupedTail(
    Float64Array.from(classes, ({ p }) => p),
    Float64Array.from(classes, ({ size }) => size),
    classes.length,
    atLeast,
  );

/** Chances that 52 bits hold. */
const round = (p: number): number => Math.round(p * 2 ** 52) / 2 ** 52;

test('worked values', () => {
  expect(tailOf([{ p: 0.5, size: 3 }], 2)).toBeCloseTo(0.5, 14);
  expect(
    tailOf(
      [
        { p: 0.1, size: 1 },
        { p: 0.2, size: 1 },
        { p: 0.3, size: 1 },
      ],
      2,
    ),
  ).toBeCloseTo(0.02 * 0.7 + 0.03 * 0.8 + 0.06 * 0.9 + 0.006, 14);
  expect(tailOf([{ p: 0.3, size: 4 }], 0)).toBe(1);
  expect(tailOf([{ p: 0.3, size: 4 }], 5)).toBe(0);
  expect(tailOf([{ p: 0.25, size: 4 }], 4)).toBeCloseTo(1 / 256, 14);
  expect(tailOf([], 1)).toBe(0);
  const mixed = [
    { p: 1, size: 3 },
    { p: 0, size: 9 },
    { p: 0.5, size: 1 },
  ];
  expect([3, 4, 5].map((k) => tailOf(mixed, k))).toEqual([1, 0.5, 0]);
});

test('small sums equal exact whole-number arithmetic to twelve digits', () => {
  const classes = fc.array(
    fc.record({ p: fc.double({ min: 0.01, max: 1, noNaN: true }).map(round), size: fc.integer({ min: 0, max: 6 }) }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(classes, fc.integer({ min: 0, max: 12 }), (list, atLeast) => {
      const exact = tailFrom(exactMasses(list), atLeast);
      expect(Math.abs(tailOf(list, atLeast) - exact)).toBeLessThanOrEqual(exact * 1e-12);
    }),
    { numRuns: 200 },
  );
});

describe('popular and rare objects together, far into the tail', () => {
  // As two accounts have it: one viral object, some popular ones, a long list of rare ones.
  const classes = [
    { p: 0.6, size: 1 },
    { p: 0.08, size: 3 },
    { p: 0.02, size: 10 },
    { p: 1e-3, size: 60 },
    { p: 1e-5, size: 200 },
  ].map(({ p, size }) => ({ p: round(p), size }));
  const masses = exactMasses(classes);

  test.each([1, 2, 3, 5, 8, 12, 16, 24, 40, 60])('at least %i', (atLeast) => {
    const exact = tailFrom(masses, atLeast);
    const error = tailOf(classes, atLeast) / exact - 1;
    expect(exact).toBeLessThan(atLeast < 12 ? 1 : 1e-12);
    // Below the mean a Poisson number for the rare objects makes tails smaller by a trifle; above it, never.
    expect(error).toBeGreaterThan(atLeast < 3 ? -2e-5 : atLeast <= 8 ? -1e-9 : -0.01);
    expect(error).toBeLessThan(0.01);
  });
});

test('the saddlepoint is within 1 % of exact tails from 8 events on, on both sides of the mean', () => {
  for (const scale of [0.02, 0.2, 1]) {
    const classes = [0.9, 0.5, 0.2, 0.05, 0.01].map((p, i) => ({ p: round(p * scale), size: 4 * 2 ** i }));
    const masses = exactMasses(classes);
    const chances = Float64Array.from(classes, ({ p }) => p);
    const sizes = Float64Array.from(classes, ({ size }) => size);
    for (const atLeast of [8, 12, 20, 40, 60]) {
      const exact = tailFrom(masses, atLeast);
      expect(Math.abs(saddlepointTail(chances, sizes, 5, 0, atLeast) / exact - 1)).toBeLessThan(0.01);
    }
  }
});

test('the saddlepoint at the mean itself, where its formula is 0 / 0', () => {
  // 17 fair coins: at least 9 is one half; means just beside it, by an event more of a small chance.
  for (const extra of [0, 1e-12, 1e-8, 1e-6, 1e-4, 1e-3]) {
    const tail = saddlepointTail(Float64Array.of(0.5, extra), Float64Array.of(17, 1), 2, 0, 9);
    expect(Math.abs(tail - 0.5)).toBeLessThan(1e-3);
  }
});

test('tails fall with the number asked for, also where the method changes', () => {
  const classes = Array.from({ length: 60 }, (_, i) => ({ p: 0.7 / (i + 1), size: i + 1 }));
  let last = 1;
  for (let atLeast = 1; atLeast <= 120; atLeast++) {
    const tail = tailOf(classes, atLeast);
    expect(tail).toBeLessThanOrEqual(last * (1 + 1e-9));
    last = tail;
  }
});

test("Mills's ratio (1 − Φ(x)) / φ(x): values of Abramowitz & Stegun, table 26.2", () => {
  expect(millsRatio(0)).toBeCloseTo(Math.sqrt(Math.PI / 2), 14);
  // 1 − Φ(1) = 0.158655253931457, φ(1) = 0.241970724519143; 1 − Φ(3) = 0.00134989803163, φ(3) = 0.004431848411938.
  expect(millsRatio(1)).toBeCloseTo(0.158655253931457 / 0.241970724519143, 12);
  expect(millsRatio(3)).toBeCloseTo(0.00134989803163 / 0.004431848411938, 10);
  expect(millsRatio(1.9999999)).toBeCloseTo(millsRatio(2.0000001), 7);
});
