import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { numberText, readWrittenNumber } from '../../../src/registry/stated/figure-value.js';
import { statedTime, timeText } from '../../../src/registry/stated/stated-time.js';

describe('a number as people write one', () => {
  test.each([
    ['nearly 300,000', 300_000, 'about'],
    ['1,200+', 1200, 'at-least'],
    ['522', 522, 'exact'],
    ['more than 40 accounts', 40, 'more-than'],
    ['just over 1.5 million', 1_500_000, 'more-than'],
    ['fewer than 100', 100, 'fewer-than'],
    ['no more than 12', 12, 'at-most'],
    ['up to 3k', 3000, 'at-most'],
    ['at least 7', 7, 'at-least'],
    ['100 or more', 100, 'at-least'],
    ['2,3 Mio.', 2_300_000, 'exact'],
    ['2.3 million', 2_300_000, 'exact'],
    ['300 000', 300_000, 'exact'],
    ['1.200.000', 1_200_000, 'exact'],
    ['12,34,567', 1_234_567, 'exact'],
    ['约30万', 300_000, 'about'],
    ['超过1亿', 100_000_000, 'more-than'],
    ['около 5 тыс.', 5000, 'about'],
    ['３００', 300, 'exact'],
    ['12 %', 12, 'exact'],
    ['0.125', 0.125, 'exact'],
    ['-5', -5, 'exact'],
  ] as const)('%s', (text, value, bound) => {
    expect(readWrittenNumber(text)).toMatchObject({ value, bound });
  });

  test('units and times that stand with it', () => {
    expect(readWrittenNumber('522 in 2010')).toMatchObject({ value: 522, date: '2010', unit: null, isPlain: false });
    expect(readWrittenNumber('about 30,000 followers in March 2019')).toMatchObject({
      value: 30_000,
      bound: 'about',
      unit: 'followers',
      date: '2019-03',
    });
    expect(readWrittenNumber('936 (as of 2019-08-19)')).toMatchObject({ value: 936, date: '2019-08-19' });
    expect(readWrittenNumber('11677')).toMatchObject({ isPlain: true, unit: null, date: null });
  });

  test.each([
    ['300.000', /may be 300000 or 300; write 300000 or 300.0000/],
    ['1.234E+06', /lost its last digits/],
    ['10,000–12,000', /is a range/],
    ['10,000 to 12,000', /is a range/],
    ['many', /is no number/],
    ['', /is no number/],
    ['12,34', /grouped as no number is/],
    ['1,2345', /grouped as no number is/],
    ['5 of 7', /no number with a unit/],
    ['10000000 billion', /too large/],
  ] as const)('%s is refused', (text, problem) => {
    expect(readWrittenNumber(text)).toMatch(problem);
  });

  test('whatever number is written down is read again', () => {
    const number = fc.oneof(fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), fc.double({ min: 0.001, max: 1e9, noNaN: true }));
    fc.assert(
      fc.property(number, (value) => {
        expect(readWrittenNumber(numberText(value))).toMatchObject({ value: Number(value.toPrecision(15)), bound: 'exact' });
      }),
    );
  });
});

describe('a time no more precise than it is stated', () => {
  test.each([
    ['2010', '2010-01-01T00:00:00.000000Z', 365 * 86_400],
    ['2020-02', '2020-02-01T00:00:00.000000Z', 29 * 86_400],
    ['2019-08-30', '2019-08-30T00:00:00.000000Z', 86_400],
    ['2019-08-30T12:30Z', '2019-08-30T12:30:00.000000Z', 60],
    ['2019-08-30T12:30:05.25Z', '2019-08-30T12:30:05.250000Z', 1],
    ['2019-11-01/2022-04-30', '2019-11-01T00:00:00.000000Z', 912 * 86_400],
  ] as const)('%s', (text, at, precisionSeconds) => {
    expect(statedTime(text)).toEqual({ at, precisionSeconds });
    expect(timeText({ at, precisionSeconds })).toBe(text);
  });

  test('with a zone, as it is in UTC; periods of whole months as their days', () => {
    expect(timeText(statedTime('2019-08-30 12:30+08:00') as never)).toBe('2019-08-30T04:30Z');
    expect(timeText(statedTime('2019-11/2020-01') as never)).toBe('2019-11-01/2020-01-31');
    expect(timeText(statedTime('2019-01/2019-12') as never)).toBe('2019');
  });

  test.each(['2019-13', '30.8.2019', '2020/2019', 'soon', '2019/2020/2021', '1000/2000', ''])('%s is none', (text) => {
    expect(statedTime(text)).toBeNull();
  });
});
