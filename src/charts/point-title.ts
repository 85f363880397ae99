import type { ChartPoint, MarkRows } from './chart-data.js';
import type { ChartWords } from './chart-look.js';
import { straight } from './label-text.js';

/** What a shape says when it is pointed at: what it is, when or where, how much, and its interval. */
export function pointTitle(point: ChartPoint, { mark, axis, xColumn, yColumn, isRows }: MarkRows, words: ChartWords): string {
  const place = (value: number): string =>
    Number.isNaN(value) ? words.blank : axis === 'time' ? words.dayAndYear(new Date(value)) : words.number(value);
  const where = axis === 'text' ? point.xText : mark.xEnd === undefined ? place(point.x) : `${place(point.x)} – ${place(point.xEnd)}`;
  const range = Number.isNaN(point.low) || Number.isNaN(point.high) ? '' : ` (${words.number(point.low)}–${words.number(point.high)})`;
  const named = [...(mark.label === undefined ? [] : [point.label]), ...(point.series === '' ? [] : [point.series])];
  const said = (value: number, unit: string | null): string => `${words.number(value)}${unit === null ? '' : ` ${unit}`}${range}`;
  const lines =
    mark.kind === 'intervals'
      ? [axis === 'time' ? place(point.x) : said(point.x, xColumn?.unit ?? null)]
      : mark.kind === 'heat'
        ? [`${point.yText}, ${where}: ${Number.isNaN(point.value) ? words.blank : words.number(point.value)}`]
        : mark.kind === 'lanes' || mark.kind === 'spans'
          ? [where]
          : isRows
            ? [`${point.xText}: ${said(point.y, yColumn?.unit ?? null)}`]
            : [`${where}: ${said(point.y, yColumn?.unit ?? null)}`];
  return [...named, ...lines].map(straight).join('\n');
}
