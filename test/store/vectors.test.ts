import { DuckDBDataChunk as DataChunk, DOUBLE, INTEGER, VARCHAR } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CaseFile } from '../../src/index.js';
import { fillTexts, fillVector, floatsOf, intsOf } from '../../src/store/vectors.js';
import { scratchFolder } from '../scratch.js';

test('columns written whole come back as they were, blanks as NULL', async () => {
  const file = await CaseFile.inMemory(scratchFolder());
  await file.run('CREATE TABLE kept (a INTEGER, b DOUBLE, c VARCHAR, d DOUBLE)');
  const row = fc.record({
    a: fc.integer({ min: -2_147_483_648, max: 2_147_483_647 }),
    b: fc.oneof(fc.constant(Number.NaN), fc.double({ noNaN: true })),
    c: fc.option(fc.string()),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 200 }), async (rows) => {
      await file.run('DELETE FROM kept');
      await file.append('kept', (index) => {
        if (index > 0) return null;
        const chunk = DataChunk.create([INTEGER, DOUBLE, VARCHAR, DOUBLE], rows.length);
        fillVector(
          chunk.getColumnVector(0),
          Int32Array.from(rows, ({ a }) => a),
        );
        fillVector(
          chunk.getColumnVector(1),
          Float64Array.from(rows, ({ b }) => b),
        );
        fillTexts(
          chunk.getColumnVector(2),
          rows.map(({ c }) => c),
        );
        fillVector(
          chunk.getColumnVector(3),
          Int32Array.from(rows, ({ a }) => a),
        );
        return chunk;
      });
      const stored = await file.rows<{ a: number; b: number | null; c: string | null; d: number }>('SELECT * FROM kept');
      expect(stored).toEqual(rows.map(({ a, b, c }) => ({ a, b: Number.isNaN(b) ? null : b, c, d: a })));
      for await (const chunk of file.chunks('SELECT a, d FROM kept')) {
        expect([...intsOf(chunk.getColumnVector(0))]).toEqual(rows.map(({ a }) => a));
        expect([...floatsOf(chunk.getColumnVector(1))]).toEqual(rows.map(({ a }) => a));
      }
    }),
    { numRuns: 30 },
  );
  file.close();
});
