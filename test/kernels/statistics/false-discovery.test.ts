import fc from 'fast-check';
import { expect, test } from 'vitest';
import { benjaminiHochberg } from '../../../src/kernels/statistics/false-discovery.js';

test('the example of Benjamini and Hochberg (1995, section 4): four of fifteen at 5 %', () => {
  const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0];
  const q = benjaminiHochberg(Float64Array.from(p));
  expect(q.filter((value) => value <= 0.05)).toHaveLength(4);
  // By hand: 15 × 0.0095 / 4; ranks 5 to 9 take the least of theirs, 15 × 0.0298 / 7.
  expect(q[3]).toBeCloseTo(0.035625, 12);
  expect(q[4]).toBeCloseTo((15 * 0.0201) / 5, 12);
  expect(q[5]).toBeCloseTo((15 * 0.0298) / 7, 12);
  expect(q[14]).toBe(1);
});

test('q is the definition, in any order, with ties and a larger family', () => {
  const lists = fc.array(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1e-6, 0.01, 1)), { maxLength: 30 });
  fc.assert(
    fc.property(lists, fc.integer({ min: 0, max: 1000 }), (list, more) => {
      const family = list.length + more;
      const rising = [...list].sort((x, y) => x - y);
      const expected = list.map((p) =>
        Math.min(1, ...rising.map((other, at) => (other >= p ? (family * other) / (at + 1) : Number.POSITIVE_INFINITY))),
      );
      const q = benjaminiHochberg(Float64Array.from(list), family);
      for (const [i, value] of expected.entries()) expect(q[i]).toBeCloseTo(value, 12);
    }),
  );
});

test('nothing gives nothing; a family that is too small and what is no p-value are refused', () => {
  expect(benjaminiHochberg(new Float64Array())).toHaveLength(0);
  expect(() => benjaminiHochberg(Float64Array.of(0.1, 0.2), 1)).toThrow('a family of 1 cannot hold 2 p-values');
  expect(() => benjaminiHochberg(Float64Array.of(0.1, Number.NaN))).toThrow('p-value 1 is NaN');
});
