import fc from 'fast-check';
import { expect, test } from 'vitest';
import { edgesByWeight } from '../../../src/kernels/shares/edge-order.js';

const count = fc.oneof(fc.nat(3), fc.integer({ min: 0, max: 2_147_483_647 }));

test('edges come by objects, then pairs, both falling, equal ones as they were, with all of their columns', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(count, count), { maxLength: 40 }), (rows) => {
      const sorted = edgesByWeight({
        length: rows.length,
        objectCount: Int32Array.from(rows, ([objects]) => objects),
        pairCount: Int32Array.from(rows, ([, pairs]) => pairs),
        pTiming: Float64Array.from(rows, (_, row) => (row % 3 === 0 ? Number.NaN : row)),
        row: Int32Array.from(rows, (_, row) => row),
      });
      const order = [...rows.keys()].sort(
        (x, y) => (rows[y]?.[0] ?? 0) - (rows[x]?.[0] ?? 0) || (rows[y]?.[1] ?? 0) - (rows[x]?.[1] ?? 0) || x - y,
      );
      expect([...sorted.row]).toEqual(order);
      expect([...sorted.objectCount]).toEqual(order.map((row) => rows[row]?.[0]));
      expect([...sorted.pTiming]).toEqual(order.map((row) => (row % 3 === 0 ? Number.NaN : row)));
      expect(sorted.length).toBe(rows.length);
    }),
  );
});
