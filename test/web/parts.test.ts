import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Column, Parameter } from '../../src/api/contract/analyses.js';
import { readFilter } from '../../src/store/filter-text.js';
import { textCondition } from '../../src/web/parts/condition.js';
import { intervalPlan } from '../../src/web/parts/interval-plan.js';
import { checkValue, parameterValue } from '../../src/web/parts/parameter-value.js';
import { ScrollScale } from '../../src/web/parts/scroll-scale.js';
import { csvText } from '../../src/web/parts/take-away.js';

const column = (name: string, type: Column['type'] = 'number', unit: string | null = null): Column => ({ name, type, unit, meaning: '' });

describe('which columns a default chart draws', () => {
  test('bounds belong to the column of their name, else to the one before; the name of a row comes first', () => {
    const columns = [column('account', 'account'), column('leadShare'), column('leadShareLow'), column('leadShareHigh')];
    expect(intervalPlan(columns, '')).toMatchObject({ point: { name: 'leadShare' }, keys: [{ name: 'account' }], observed: [] });
    const others = [
      column('objectCount', 'integer', 'objects'),
      column('byChance', 'number', 'edges'),
      column('chanceLow'),
      column('chanceHigh'),
    ];
    expect(intervalPlan(others, 'objectCount')).toMatchObject({ point: { name: 'byChance' }, keys: [{ name: 'objectCount' }] });
  });

  test('a count of the same unit is drawn beside; shares are not', () => {
    const bounds = (unit: string): Column[] => [
      column('expected', 'number', unit),
      column('expectedLow', 'number', unit),
      column('expectedHigh', 'number', unit),
    ];
    expect(
      intervalPlan([column('layer', 'text'), column('edges', 'integer', 'edges'), ...bounds('edges')], '')?.observed.map(
        ({ name }) => name,
      ),
    ).toEqual(['edges']);
    expect(intervalPlan([column('layer', 'text'), column('share', 'number', '0–1'), ...bounds('0–1')], '')?.observed).toEqual([]);
  });

  test('no bounds, or only one: no interval', () => {
    expect(intervalPlan([column('value'), column('valueLow')], '')).toBeNull();
    expect(intervalPlan([], '')).toBeNull();
  });
});

describe('fields of a form', () => {
  const parameter = { kind: 'integer', isRequired: false, minimum: 1, maximum: 10 } as unknown as Parameter;
  test.each([
    ['', null],
    ['5', null],
    ['1e1', null],
    ['5.5', 'not-whole'],
    ['0', 'too-low'],
    ['11', 'too-high'],
    ['five', 'not-a-number'],
  ])('a whole number from 1 to 10 typed as "%s": %s', (text, problem) => {
    expect(checkValue(parameter, text)).toBe(problem);
  });

  test('a blank field is left to its default, unless it is required', () => {
    expect(parameterValue(parameter, '')).toBeUndefined();
    expect(checkValue({ ...parameter, isRequired: true }, '')).toBe('required');
    expect(parameterValue(parameter, '5')).toBe(5);
    expect(parameterValue({ ...parameter, kind: 'string' }, '5')).toBe('5');
    expect(parameterValue({ ...parameter, kind: 'boolean' }, 'true')).toBe(true);
  });
});

test('any name in a condition is read back as itself', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40, unit: 'grapheme' }), (text) => {
      expect(readFilter(textCondition('account', text))).toEqual({
        kind: 'compare',
        column: 'account',
        operator: '=',
        value: { text, isQuoted: true },
      });
    }),
    { numRuns: 200, seed: 1 },
  );
});

test('every row can be scrolled to, whatever the number of rows', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (rowCount, share) => {
      const view = 600;
      const scale = new ScrollScale(rowCount, 28, view);
      const most = Math.max(0, scale.height - view);
      expect(scale.height).toBeLessThanOrEqual(15_000_000);
      expect(scale.rowAt(most)).toBeCloseTo(Math.max(0, rowCount - view / 28), 4);
      const row = share * Math.max(0, rowCount - view / 28);
      expect(scale.rowAt(scale.scrollFor(row))).toBeCloseTo(row, 4);
      expect(scale.topOf(scale.rowAt(share * most), share * most)).toBeCloseTo(share * most, 4);
    }),
    { numRuns: 200, seed: 1 },
  );
});

test('a text that a spreadsheet would run as a formula is marked as text, a number is not', () => {
  const rows = [['=1+1'], ['-2+3+cmd'], ['@x'], ['\u200b＝1'], ['a "b", c'], [null], [-7.5]];
  expect(csvText(['v'], rows)).toBe(`\ufeffv\r\n'=1+1\r\n'-2+3+cmd\r\n'@x\r\n'\u200b＝1\r\n"a ""b"", c"\r\n\r\n-7.5\r\n`);
});
