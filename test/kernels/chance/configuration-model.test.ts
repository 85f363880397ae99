import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ConfigurationModel, fitConfigurationModel, linkChance } from '../../../src/kernels/chance/configuration-model.js';

const chanceOf = ({ rows, columns, rowLogit, columnLogit }: ConfigurationModel, row: number, column: number): number =>
  linkChance(rowLogit[rows.classOf[row]], columnLogit[columns.classOf[column]]);

/** Expected degrees of all rows and columns. */
function expectedDegrees(model: ConfigurationModel): { rows: number[]; columns: number[] } {
  const rows = Array.from(model.rows.classOf, () => 0);
  const columns = Array.from(model.columns.classOf, () => 0);
  for (let row = 0; row < rows.length; row++)
    for (let column = 0; column < columns.length; column++) {
      const p = chanceOf(model, row, column);
      rows[row] += p;
      columns[column] += p;
    }
  return { rows, columns };
}

const modelOf = (rows: readonly number[], columns: readonly number[]): ConfigurationModel =>
  fitConfigurationModel(Int32Array.from(rows), Int32Array.from(columns));

test('equal degrees give equal chances: links ÷ cells (by hand)', () => {
  const model = modelOf([2, 2, 2, 2], [4, 4]);
  expect(chanceOf(model, 0, 0)).toBe(1);
  const half = modelOf([2, 2, 2, 2], [2, 2, 2, 2]);
  expect(chanceOf(half, 1, 3)).toBeCloseTo(0.5, 9);
});

test('the solution of degrees (2, 1) × (1, 1, 1) is p = degree ÷ 3 (by hand: equal columns)', () => {
  const model = modelOf([2, 1], [1, 1, 1]);
  expect(chanceOf(model, 0, 2)).toBeCloseTo(2 / 3, 8);
  expect(chanceOf(model, 1, 0)).toBeCloseTo(1 / 3, 8);
});

test('full, empty and nested rows and columns have chances of exactly 0 or 1', () => {
  const nested = modelOf([3, 2, 1, 0], [3, 2, 1]);
  for (let row = 0; row < 4; row++)
    for (let column = 0; column < 3; column++) expect(chanceOf(nested, row, column)).toBe(row + column < 3 ? 1 : 0);
  const oneByAll = modelOf([1, 1, 1], [3]);
  expect(chanceOf(oneByAll, 2, 0)).toBe(1);
  expect(modelOf([], []).rows.degree).toHaveLength(0);
  expect(chanceOf(modelOf([0, 0], [0]), 0, 0)).toBe(0);
});

test('the fit reproduces the degrees of any network', () => {
  const networks = fc
    .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.double({ min: 0.05, max: 0.95, noNaN: true }))
    .chain(([rows, columns, density]) =>
      fc
        .array(
          fc.double({ min: 0, max: 1, noNaN: true }).map((u) => (u < density ? 1 : 0)),
          { minLength: rows * columns, maxLength: rows * columns },
        )
        .map((cells) => ({ rows, columns, cells })),
    );
  fc.assert(
    fc.property(networks, ({ rows, columns, cells }) => {
      const rowDegrees = Array.from({ length: rows }, (_, r) =>
        cells.slice(r * columns, (r + 1) * columns).reduce<number>((s, x) => s + x, 0),
      );
      const columnDegrees = Array.from({ length: columns }, (_, c) =>
        cells.reduce<number>((s, x, i) => s + (i % columns === c ? x : 0), 0),
      );
      const model = modelOf(rowDegrees, columnDegrees);
      const expected = expectedDegrees(model);
      // Degrees that leave nearly one network (blocks that must be full) converge slowly; the model says how far they are.
      const slack = Math.max(1e-6, 2 * model.worstError);
      for (const [r, degree] of rowDegrees.entries()) expect(Math.abs(expected.rows[r] - degree)).toBeLessThan(slack * 12);
      for (const [c, degree] of columnDegrees.entries()) expect(Math.abs(expected.columns[c] - degree)).toBeLessThan(slack * 12);
      expect(model.worstError).toBeLessThan(0.02);
    }),
    { numRuns: 300 },
  );
});

test('heavy tails with a column that nearly all rows have are fitted in few rounds', () => {
  const rows = Int32Array.from({ length: 3000 }, (_, i) => Math.max(1, Math.floor(900 / (i + 1) ** 0.8)));
  const linkCount = rows.reduce((sum, degree) => sum + degree, 0);
  const columns = new Int32Array(2000);
  columns[0] = 2950;
  let left = linkCount - 2950;
  for (let j = 1; left > 0; j = (j % 1999) + 1) {
    const more = Math.min(left, Math.ceil(60 / j));
    columns[j] += more;
    left -= more;
  }
  const model = fitConfigurationModel(rows, columns);
  expect(model.worstError).toBeLessThan(1e-8);
  expect(model.sweeps).toBeLessThan(60);
});

test('degrees that do not add up are refused', () => {
  expect(() => modelOf([2, 3], [1, 1, 4])).toThrow('row degrees add up to 5, column degrees to 6');
});
