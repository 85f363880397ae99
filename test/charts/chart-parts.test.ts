import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutText, fitParts, fitText, pixelsOf, straight } from '../../src/charts/label-text.js';
import { binEnd, timeTick } from '../../src/charts/time-axis.js';
import { linearTicks, logTicks, valueAxis } from '../../src/charts/value-axis.js';
import { REPORT_WORDS } from '../../src/evidence/report/chart-look.js';

const at = (text: string): Date => new Date(text);

describe('words of an axis of time', () => {
  const ticksOf = (...texts: readonly string[]): string[] => {
    const all = texts.map(at);
    return all.map((tick, index) => timeTick(REPORT_WORDS, tick, index, all));
  };

  test('name the larger unit under the first tick and where it changes', () => {
    expect(ticksOf('2020-01-01', '2021-01-01')).toEqual(['2020', '2021']);
    expect(ticksOf('2020-11-01', '2020-12-01', '2021-01-01')).toEqual(['Nov\n2020', 'Dec', 'Jan\n2021']);
    expect(ticksOf('2020-12-30', '2021-01-03')).toEqual(['30 Dec\n2020', '3 Jan\n2021']);
    expect(ticksOf('2020-12-30T12:00Z', '2020-12-30T18:00Z', '2020-12-31T00:00Z')).toEqual([
      '12:00\n30 Dec 2020',
      '18:00',
      '00:00\n31 Dec 2020',
    ]);
  });

  test('bins of months and years end by the calendar', () => {
    expect(binEnd('2020-02-01T00:00:00Z', 'month').toISOString()).toBe('2020-03-01T00:00:00.000Z');
    expect(binEnd('2020-12-01T00:00:00Z', 'month').toISOString()).toBe('2021-01-01T00:00:00.000Z');
    expect(binEnd(Date.UTC(2020, 0, 1), 'year').toISOString()).toBe('2021-01-01T00:00:00.000Z');
    expect(binEnd('2020-02-01T00:00:00Z', 'week').toISOString()).toBe('2020-02-08T00:00:00.000Z');
  });
});

describe('axes of values', () => {
  test('begin at zero, unless all values lie close together far from it', () => {
    expect(valueAxis([3, 90], {}).low).toBe(0);
    expect(valueAxis([95, 100], {}).low).toBeGreaterThan(90);
    expect(valueAxis([95, 100], { isFromZero: true }).low).toBe(0);
    expect(valueAxis([], {}).ticks.length).toBeGreaterThan(0);
  });

  test('ticks are round, ascending and within; logarithmic ones are powers of ten where these are many', () => {
    expect(linearTicks(0, 10, 5)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(linearTicks(0, 0.3, 3)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(logTicks([3, 40])).toEqual([5, 10, 20]);
    expect(logTicks([1, 50_000])).toEqual([1, 10, 100, 1000, 10_000]);
    expect(logTicks([])).toEqual([]);
    const value = fc.double({ min: -1e12, max: 1e12, noNaN: true });
    fc.assert(
      fc.property(value, value, fc.integer({ min: 1, max: 12 }), (a, b, count) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        if (high - low < 1e-6 * Math.max(1, Math.abs(low), Math.abs(high))) return;
        const ticks = linearTicks(low, high, count);
        const slack = (high - low) * 1e-6;
        expect(ticks.length).toBeLessThanOrEqual(count + 1);
        expect(
          ticks.every((tick, index) => tick >= low - slack && tick <= high + slack && (index === 0 || tick > (ticks[index - 1] as number))),
        ).toBe(true);
      }),
    );
  });

  test('every value has its place between foot and top', () => {
    const measure = fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((value) => (Math.abs(value) < 1e-200 ? 0 : value));
    fc.assert(
      fc.property(fc.array(measure, { minLength: 1 }), fc.boolean(), (values, isLog) => {
        const axis = valueAxis(values, { isLog });
        for (const value of values) {
          const place = axis.at(value);
          if (isLog && value <= 0) expect(place).toBeNaN();
          else expect(place >= -1e-9 && place <= 1 + 1e-9).toBe(true);
        }
      }),
    );
  });
});

describe('labels', () => {
  test('are cut by their width: wide signs count double, marks on signs nothing', () => {
    expect(cutText('Ruritania', 9)).toBe('Ruritania');
    expect(cutText('Ruritania', 8)).toBe('Ruritan…');
    expect(cutText('人民日报社', 8)).toBe('人民日…');
    expect(cutText('a\u0301b\u0301c\u0301', 3)).toBe('a\u0301b\u0301c\u0301');
    expect(straight('a\u202eb\u0000c\nd')).toBe('abc d');
  });

  test('of several parts keep the last ones, which tell them apart', () => {
    expect(fitParts(['Ruritania', 'handle'], 400)).toBe('Ruritania · handle');
    expect(fitParts(['Ministry of Foreign Affairs of Ruritania', 'handle'], 160)).toMatch(/^Ministry.*… · handle$/);
    expect(fitParts(['a'.repeat(99), 'b'.repeat(99)], 160)).toMatch(/^a+… · b+…$/);
  });

  test('fit into their pixels', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), fc.integer({ min: 30, max: 700 }), (text, pixels) => {
        expect(pixelsOf(fitText(text, pixels))).toBeLessThanOrEqual(pixels + 8);
      }),
    );
  });
});
