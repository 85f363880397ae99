import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ChartCell, ChartColumn, ChartData } from '../../src/charts/chart-data.js';
import { chartLegend, drawnChart, isDrawable } from '../../src/charts/declared-chart.js';
import { reportLook } from '../../src/evidence/report/chart-look.js';
import { type Drawing, openDrawing } from '../../src/evidence/report/charts.js';
import type { ChartMark, ChartMarkKind, FindingChart } from '../../src/model.js';

// A chart is looked at as its reader gets it: as SVG, by its shapes, words and places.
let drawing: Drawing;
beforeAll(async () => {
  drawing = await openDrawing();
});

const COLUMNS: readonly ChartColumn[] = [
  { name: 'at', type: 'time', unit: null },
  { name: 'end', type: 'time', unit: null },
  { name: 'count', type: 'number', unit: 'posts' },
  { name: 'low', type: 'number', unit: 'posts' },
  { name: 'high', type: 'number', unit: 'posts' },
  { name: 'name', type: 'text', unit: null },
  { name: 'side', type: 'text', unit: null },
  { name: 'account', type: 'account', unit: null },
];
const MARKS: Readonly<Record<ChartMarkKind, ChartMark>> = {
  line: { kind: 'line', table: 'rows', x: 'at', y: 'count', low: 'low', high: 'high' },
  step: { kind: 'step', table: 'rows', x: 'at', y: 'count' },
  dots: { kind: 'dots', table: 'rows', x: 'at', y: 'count', low: 'low', high: 'high' },
  bars: { kind: 'bars', table: 'rows', x: 'at', xEnd: 'end', y: 'count' },
  levels: { kind: 'levels', table: 'rows', x: 'at', xEnd: 'end', y: 'count', low: 'low', high: 'high' },
  heat: { kind: 'heat', table: 'rows', x: 'at', y: 'name', value: 'count' },
  intervals: { kind: 'intervals', table: 'rows', x: 'count', low: 'low', high: 'high', label: ['name'] },
  lanes: { kind: 'lanes', table: 'rows', x: 'at', xEnd: 'end', label: ['name'] },
  spans: { kind: 'spans', table: 'rows', x: 'at', xEnd: 'end' },
};
const KINDS = Object.keys(MARKS) as ChartMarkKind[];

function day(index: number): string {
  return new Date(Date.UTC(2021, 0, 1 + index)).toISOString();
}

function row(index: number, changes: Readonly<Record<string, ChartCell>> = {}): ChartCell[] {
  const values: Record<string, ChartCell> = {
    ...{ at: day(index), end: day(index + 1), count: index + 1, low: index, high: index + 3 },
    ...{ name: `name ${index % 3}`, side: 'one', account: 'acct-a', ...changes },
  };
  return COLUMNS.map(({ name }) => values[name] ?? null);
}

function chartOf(...marks: readonly ChartMark[]): FindingChart {
  return { name: 'chart', title: 'A chart', caption: 'How to read it.', marks, limits: ['Much.'] };
}

function dataOf(rows: readonly (readonly ChartCell[])[], changes: Partial<ChartData> = {}): ChartData {
  const table = { name: 'rows', title: 'Rows', columns: COLUMNS, rows, rowCount: rows.length };
  return { tables: [table], labels: {}, fields: [], events: [], access: [], ...changes };
}

function draw(chart: FindingChart, data: ChartData, width = 720) {
  const drawn = drawnChart(chart, data, reportLook(drawing, width));
  if (drawn === null) return null;
  const svg = drawing.plot.plot({ ...drawn.options, document: drawing.document }) as unknown as SVGSVGElement;
  const shapes = (name: string, tag: string): Element[] => [...svg.querySelectorAll(`g[aria-label="${name}"] ${tag}`)];
  const texts = [...svg.querySelectorAll('text text, g text')].map((text) => text.textContent ?? '');
  return { ...drawn, svg, shapes, texts, height: drawn.options.height ?? 0 };
}

describe('each kind of mark', () => {
  const rows = Array.from({ length: 9 }, (_, index) => row(index));
  const counts: Readonly<Record<ChartMarkKind, readonly [name: string, tag: string, count: number]>> = {
    line: ['line', 'path', 1],
    step: ['line', 'path', 1],
    dots: ['dot', 'circle', 9],
    bars: ['rect', 'rect', 9],
    levels: ['link', 'path', 9],
    heat: ['rect', 'rect', 9],
    intervals: ['dot', 'circle', 9],
    lanes: ['rect', 'rect', 9],
    spans: ['rect', 'rect', 9],
  };

  test.each(KINDS)('%s draws every row, in a wide and in a narrow picture', (kind) => {
    for (const width of [720, 358]) {
      const drawn = draw(chartOf(MARKS[kind]), dataOf(rows), width);
      const [name, tag, count] = counts[kind];
      expect(drawn?.shapes(name, tag)).toHaveLength(count);
      expect(drawn?.svg.getAttribute('width')).toBe(String(width));
      expect(drawn?.svg.outerHTML).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  test('bands and intervals are drawn beside their estimates', () => {
    expect(draw(chartOf(MARKS.line), dataOf(rows))?.shapes('area', 'path')).toHaveLength(1);
    expect(draw(chartOf(MARKS.levels), dataOf(rows))?.shapes('rect', 'rect')).toHaveLength(9);
    expect(draw(chartOf(MARKS.intervals), dataOf(rows))?.shapes('link', 'path')).toHaveLength(9);
    expect(draw(chartOf(MARKS.dots), dataOf(rows))?.shapes('link', 'path')).toHaveLength(9);
  });

  test('bars with a text for their place lie in named rows, and say their values', () => {
    const drawn = draw(chartOf({ kind: 'bars', table: 'rows', x: 'name', y: 'count' }), dataOf([row(0), row(1), row(2)]));
    expect(drawn?.shapes('rect', 'rect')).toHaveLength(3);
    expect(drawn?.texts).toEqual(expect.arrayContaining(['name 0', 'name 1', 'name 2', '1', '2', '3', 'Count (posts)']));
  });

  test('bars of series stand on each other: their tops are sums', () => {
    const mark: ChartMark = { ...MARKS.bars, series: 'side' };
    const both = [row(0, { count: 2 }), row(0, { count: 3, side: 'two' })];
    const drawn = draw(chartOf(mark), dataOf(both));
    const heights = drawn?.shapes('rect', 'rect').map((bar) => Number(bar.getAttribute('height'))) ?? [];
    expect((heights[1] as number) / (heights[0] as number)).toBeCloseTo(1.5, 5);
    expect(drawn?.legend.map(({ label }) => label)).toEqual(['one', 'two']);
  });

  test('open ends of lanes reach to the end of the time, with a sign; spans that overlap in a lane stand apart', () => {
    const open = [row(0, { name: 'a' }), row(0, { name: 'a', end: day(9) }), row(4, { name: 'b', end: null })];
    const drawn = draw(chartOf(MARKS.lanes), dataOf(open));
    const spans = drawn?.shapes('rect', 'rect') ?? [];
    expect(spans[0]?.getAttribute('y')).not.toBe(spans[1]?.getAttribute('y'));
    expect(drawn?.texts.filter((text) => text === '›')).toHaveLength(1);
  });
});

describe('fields', () => {
  const fields = ['a', 'b', 'c'].map((value, place) => ({ place, value: `acct-${value}`, label: `Account ${value}` }));
  const mark: ChartMark = { ...MARKS.bars, facet: 'account' };
  const rows = [...[1, 2, 3].map((index) => row(index)), ...[1, 2].map((index) => row(index, { account: 'acct-b', count: 1e6 * index }))];

  test('stand under one another with a title and an axis of values each, and one axis of time', () => {
    const drawn = draw(chartOf(mark), dataOf(rows, { fields: fields.slice(0, 2) }));
    expect(drawn?.texts).toEqual(expect.arrayContaining(['Account a', 'Account b', '4', '2M']));
    expect(drawn?.texts.filter((text) => text.endsWith('2021')).length).toBeGreaterThan(0);
    expect(drawn?.shapes('rect', 'rect')).toHaveLength(5);
    const one = draw(chartOf(mark), dataOf(rows, { fields: fields.slice(0, 1) }));
    expect(one?.shapes('rect', 'rect')).toHaveLength(3);
  });

  test('a row without a field stands in each of them, and so do the fields of other marks with the same value', () => {
    const span: ChartMark = { ...MARKS.spans, facet: 'account' };
    const drawn = draw(chartOf(mark, span), dataOf([...rows, row(1, { account: null })], { fields: fields.slice(0, 2) }));
    expect(drawn?.shapes('rect', 'rect')).toHaveLength(2 * 7);
  });
});

describe('the axis of time', () => {
  const rows = [row(0), row(30)];
  const events = [5, 6, 200].map((index) => ({ happenedAt: day(index), title: `event ${index}` }));

  test('shows the events of its time by number, over a rule each, and access under it', () => {
    const access = [
      { voice: 'Ruritania Today', platform: 'twitter', country: 'DE', status: 'withheld', since: day(3), until: null },
      { voice: 'any', platform: 'twitter', country: null, status: 'blocked', since: null, until: day(-40) },
    ];
    const plain = draw(chartOf(MARKS.line), dataOf(rows));
    const drawn = draw(chartOf(MARKS.line), dataOf(rows, { events, access }));
    expect(drawn?.events.map(({ title }) => title)).toEqual(['event 5', 'event 6']);
    expect(drawn?.texts).toEqual(expect.arrayContaining(['1', '2', 'Ruritania Today · twitter · DE: withheld']));
    expect(drawn?.texts.join()).not.toContain('blocked');
    expect(
      drawn?.shapes('rule', 'line').filter((rule) => rule.getAttribute('x1') === rule.getAttribute('x2')).length,
    ).toBeGreaterThanOrEqual(2);
    expect(drawn?.height).toBeGreaterThan(plain?.height ?? 0);
  });

  test('is not there for charts of numbers: no event is drawn', () => {
    const drawn = draw(chartOf(MARKS.intervals), dataOf(rows, { events }));
    expect(drawn?.events).toEqual([]);
    expect(drawn?.texts).toContain('Count (posts)');
  });
});

describe('little and odd data', () => {
  test.each(KINDS)('%s: no row, or none with a value, draws nothing; one instant is drawn', (kind) => {
    const chart = chartOf(MARKS[kind]);
    const blank = row(0, { at: null, end: null, count: null, low: null, high: null });
    expect(draw(chart, dataOf([]))).toBeNull();
    expect(isDrawable(chart, dataOf([]))).toBe(false);
    expect(draw(chart, dataOf([blank]))).toBeNull();
    expect(draw(chart, { ...dataOf([row(0)]), tables: [] })).toBeNull();
    const instant = row(0, { end: day(0), low: 1, high: 1 });
    expect(isDrawable(chart, dataOf([instant, instant]))).toBe(true);
    expect(draw(chart, dataOf([instant, instant]))?.svg.outerHTML).not.toMatch(/NaN|Infinity/);
  });

  test('a logarithmic scale draws what is above 0 and counts the rest', () => {
    const chart = { ...chartOf(MARKS.dots), scale: 'log' as const };
    const drawn = draw(chart, dataOf([row(0, { count: 0 }), row(1, { count: 10 }), row(2, { count: 100_000 })]));
    expect(drawn?.leftOut.unloggedCount).toBe(1);
    expect(drawn?.shapes('dot', 'circle')).toHaveLength(2);
    expect(drawn?.texts).toEqual(expect.arrayContaining(['10', '1\u202f000', '100K']));
  });

  test('what has no room is left out and counted: rows, series, events', () => {
    const many = Array.from({ length: 200 }, (_, index) => row(index, { name: `row ${index}`, side: `side ${index}` }));
    expect(draw(chartOf(MARKS.intervals), dataOf(many))?.leftOut.rowCount).toBe(200 - 36);
    const legend = chartLegend(chartOf({ ...MARKS.line, series: 'side' }), dataOf(many), reportLook(drawing, 720));
    expect(legend).toHaveLength(9);
    expect(legend.at(-1)?.label).toBe('192\u00a0others');
    const events = many.map((_, index) => ({ happenedAt: day(index), title: 'x' }));
    expect(draw(chartOf(MARKS.line), dataOf(many, { events }))?.leftOut.eventCount).toBe(200 - 24);
  });

  test('thousands of bars and points become no more shapes than there are pixels', () => {
    const many = Array.from({ length: 4000 }, (_, index) => row(index, { count: index % 97 }));
    expect(draw(chartOf(MARKS.bars), dataOf(many))?.shapes('rect', 'rect').length).toBeLessThan(720);
    const path = draw(chartOf(MARKS.step), dataOf(many))?.shapes('line', 'path')[0]?.getAttribute('d') ?? '';
    expect(path.length).toBeLessThan(100_000);
  });

  test('hostile names are cut, in one line, without signs that turn what follows', () => {
    const hostile = `</text><script>alert(1)</script>\u202e\u0000\n${'長'.repeat(300)}Z${'\u0301'.repeat(200)}`;
    for (const kind of ['intervals', 'lanes', 'heat'] as const)
      for (const width of [720, 358]) {
        const drawn = draw(chartOf({ ...MARKS[kind], series: 'side' }), dataOf([row(0, { name: hostile, side: hostile }), row(1)]), width);
        expect(drawn?.svg.querySelector('script')).toBeNull();
        expect(drawn?.texts.join('')).not.toContain('\u202e');
        expect(drawn?.texts.join('')).not.toMatch(/\p{Cc}/u);
        expect(Math.max(...(drawn?.texts.map((text) => text.length) ?? []))).toBeLessThan(width / 5);
        expect(drawn?.legend.every(({ label }) => label.length <= 90)).toBe(true);
      }
  });

  test('any values whatever are drawn inside of the picture, or not at all', () => {
    const cell = fc.oneof(fc.constant(null), fc.integer({ min: -1e9, max: 1e9 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
    const time = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 9000 }).map(day));
    const rows = fc.array(
      fc.record({ at: time, end: time, count: cell, low: cell, high: cell, name: fc.string(), side: fc.string({ maxLength: 3 }) }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(rows, fc.constantFrom(...KINDS), fc.constantFrom('linear', 'log'), fc.boolean(), (made, kind, scale, isNarrow) => {
        const chart = { ...chartOf({ ...MARKS[kind], series: 'side' }), scale: scale as 'linear' | 'log' };
        const data = dataOf(made.map((changes, index) => row(index, changes)));
        const drawn = draw(chart, data, isNarrow ? 358 : 720);
        if (drawn === null) return;
        expect(drawn.height).toBeGreaterThan(0);
        expect(drawn.svg.outerHTML.replace(/<text[^>]*>[^<]*<\/text>/g, '')).not.toMatch(/NaN|Infinity/);
      }),
      { numRuns: 40 },
    );
  });
});
