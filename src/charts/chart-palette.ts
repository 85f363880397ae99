import type { MarkRows } from './chart-data.js';
import type { ChartColours, ChartWords, LegendEntry } from './chart-look.js';
import { cutText } from './label-text.js';

/** Values of a column of series that have a colour of their own; the rest share one. */
const MOST_SERIES = 8;
const DASHES: readonly string[] = ['none', '7 3', '2 3', '9 3 2 3'];
const LONGEST_LABEL = 84;
/** Darkness of the legend of a heat map. */
const SHADES: readonly number[] = [0, 0.5, 1];

/** Which colour stands for what in a chart: the same in all of its fields. */
export interface Palette {
  colourOf(rows: MarkRows, series: string): string;
  /** Pattern of a line, so that it is not told apart by its colour alone. */
  dashOf(series: string): string;
  readonly legend: readonly LegendEntry[];
}

/** The colours of a chart's marks, of which the spans lie behind all others. */
export function paletteOf(marks: readonly MarkRows[], colours: ChartColours, words: ChartWords): Palette {
  const names = seriesOf(marks);
  const shades = [colours.first, colours.second, ...colours.groups.slice(3)];
  const solid = marks.filter(({ mark }) => mark.kind !== 'spans');
  const isUnder = ({ mark }: MarkRows): boolean =>
    mark.kind === 'bars' && mark.xEnd !== undefined && solid.some((other) => other.mark.kind !== 'bars');
  const own = (rows: MarkRows): string => {
    if (rows.mark.kind === 'spans') return colours.second;
    if (isUnder(rows)) return colours.all;
    const place = solid.filter((one) => !isUnder(one)).indexOf(rows);
    return shades[place % shades.length] ?? colours.first;
  };
  const shadeOf = (series: string): string => {
    const place = names.indexOf(series);
    return place >= MOST_SERIES ? (colours.groups[0] ?? colours.muted) : (colours.groups[place + 1] ?? colours.first);
  };
  const spanNames = namesOf(marks.filter(({ mark }) => mark.kind === 'spans'));
  const spanShade = (series: string): string => [colours.muted, colours.second][spanNames.indexOf(series) % 2] ?? colours.second;
  const colourOf = (rows: MarkRows, series: string): string => {
    if (rows.mark.kind === 'spans' && spanNames.length > 1) return spanShade(series);
    return rows.mark.series === undefined || names.length < 2 ? own(rows) : shadeOf(series);
  };
  return {
    colourOf,
    dashOf: (series) => (names.length < 2 ? 'none' : (DASHES[Math.max(0, names.indexOf(series)) % DASHES.length] ?? 'none')),
    legend: [
      ...seriesLegend(marks, names, shadeOf, words),
      ...spanLegend(spanNames, spanShade),
      ...markLegend(marks, names.length, own),
      ...heatLegend(marks, own, words),
    ],
  };
}

/** Values of series of some marks, in order of their first rows. */
function namesOf(marks: readonly MarkRows[]): string[] {
  return [...new Set(marks.filter(({ mark }) => mark.series !== undefined).flatMap(({ points }) => points.map(({ series }) => series)))];
}

/** Values that have a colour of their own; highlights are told apart by themselves. */
function seriesOf(marks: readonly MarkRows[]): string[] {
  return namesOf(marks.filter(({ mark }) => mark.kind !== 'spans'));
}

function seriesLegend(
  marks: readonly MarkRows[],
  names: readonly string[],
  shadeOf: (name: string) => string,
  words: ChartWords,
): LegendEntry[] {
  if (names.length < 2) return [];
  const kinds = new Set(marks.filter(({ mark }) => mark.series !== undefined && mark.kind !== 'spans').map(({ mark }) => mark.kind));
  const shape = kinds.has('line') || kinds.has('step') ? 'line' : kinds.has('dots') || kinds.has('intervals') ? 'dot' : 'bar';
  const entries = names
    .slice(0, MOST_SERIES)
    .map((name): LegendEntry => ({ label: cutText(name, LONGEST_LABEL), colour: shadeOf(name), shape }));
  const rest = names.length - MOST_SERIES;
  return rest > 0 ? [...entries, { label: words.others(rest), colour: shadeOf(names[MOST_SERIES] as string), shape }] : entries;
}

function spanLegend(names: readonly string[], shadeOf: (name: string) => string): LegendEntry[] {
  if (names.length < 2) return [];
  return names
    .slice(0, MOST_SERIES)
    .map((name) => ({ label: cutText(name, LONGEST_LABEL), colour: shadeOf(name), shape: 'bar', opacity: 0.3 }));
}

/** What the marks are, where there are several or one that has a name beside series. */
function markLegend(marks: readonly MarkRows[], seriesCount: number, own: (rows: MarkRows) => string): LegendEntry[] {
  const named = marks.filter(
    (rows) =>
      rows.mark.name !== undefined &&
      isThere(rows) &&
      (rows.mark.series === undefined || (rows.mark.kind === 'spans' ? namesOf([rows]).length : seriesCount) < 2),
  );
  if (marks.length < 2) return [];
  return named.map(
    (rows): LegendEntry => ({
      label: cutText(rows.mark.name as string, LONGEST_LABEL),
      colour: own(rows),
      shape: ['line', 'step', 'levels'].includes(rows.mark.kind)
        ? 'line'
        : rows.mark.kind === 'dots' || rows.mark.kind === 'intervals'
          ? 'dot'
          : 'bar',
      ...(rows.mark.kind === 'spans' ? { opacity: 0.3 } : {}),
    }),
  );
}

/** True for a mark with a row that could be drawn. */
function isThere({ mark, points }: MarkRows): boolean {
  return (
    mark.kind !== 'heat' &&
    points.some(({ x, xEnd, y }) => (mark.y === undefined ? Number.isFinite(x) || Number.isFinite(xEnd) : Number.isFinite(y)))
  );
}

function heatLegend(marks: readonly MarkRows[], own: (rows: MarkRows) => string, words: ChartWords): LegendEntry[] {
  return marks
    .filter(({ mark }) => mark.kind === 'heat')
    .flatMap((rows) => {
      const top = heatTop(rows);
      if (top === 0) return [];
      return SHADES.map(
        (share): LegendEntry => ({
          label: words.number(roundFor(top * share, top)),
          colour: own(rows),
          shape: 'bar',
          opacity: heatShade(share),
        }),
      );
    });
}

/** The value that is drawn darkest. */
export function heatTop({ points }: MarkRows): number {
  return points.reduce((most, { value }) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
}

/** Darkness of a share of the highest value, 0–1: what is there at all is seen. */
export function heatShade(share: number): number {
  return share === 0 ? 0.05 : 0.12 + 0.88 * share;
}

function roundFor(value: number, top: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(top >= 100 ? 3 : 2));
}
