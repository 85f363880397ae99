import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countSpansAt, unionOf } from '../../../src/kernels/statistics/spans.js';

const spans = fc.array(
  fc
    .record({ from: fc.integer({ min: 0, max: 30 }), length: fc.integer({ min: 0, max: 10 }) })
    .map(({ from, length }) => ({ from, to: from + length })),
  { maxLength: 12 },
);
const points = Float64Array.from({ length: 45 }, (_, point) => point - 1);
const holds = (span: { from: number; to: number }, point: number): boolean => span.from <= point && point < span.to;

test('a point is counted in as many spans as hold it, and in their union where any does', () => {
  fc.assert(
    fc.property(spans, (all) => {
      const counts = countSpansAt(
        all.filter(({ from, to }) => from < to),
        points,
      );
      expect([...counts]).toEqual(Array.from(points, (point) => all.filter((span) => holds(span, point)).length));
      const union = countSpansAt(unionOf(all), points);
      expect([...union]).toEqual(Array.from(counts, (count) => (count > 0 ? 1 : 0)));
    }),
    { numRuns: 200 },
  );
});

test('spans that meet are one; open ends stay open', () => {
  const open = Number.POSITIVE_INFINITY;
  expect(
    unionOf([
      { from: 5, to: open },
      { from: 1, to: 3 },
      { from: 3, to: 4 },
      { from: 9, to: 9 },
    ]),
  ).toEqual([
    { from: 1, to: 4 },
    { from: 5, to: open },
  ]);
  expect(unionOf([])).toEqual([]);
  expect([...countSpansAt([], Float64Array.of(1))]).toEqual([0]);
});
