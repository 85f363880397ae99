import type { ChartPoint, MarkRows } from './chart-data.js';
import type { ChartLook, Mark } from './chart-look.js';
import type { Palette } from './chart-palette.js';
import { type Extent, extentOf, type HorizontalAxis } from './horizontal-axis.js';
import { pointTitle } from './point-title.js';
import type { ValueAxis } from './value-axis.js';

/** Where a field's values are drawn, in pixels from above, and their axis. */
export interface ValueFrame {
  readonly field: string | null;
  readonly top: number;
  readonly bottom: number;
  readonly axis: ValueAxis;
}

/** A point with its places in the picture. */
interface PlacedPoint extends ChartPoint {
  readonly x1: number;
  readonly x2: number;
  readonly at: number;
  readonly middle: number;
  readonly foot: number;
  readonly head: number;
  readonly frame: ValueFrame;
}

/** Lines with this many points or fewer show each of them. */
const MOST_DOTTED = 40;

/** The shapes of a mark that lies on a vertical axis of values. */
export function valueShapes(
  rows: MarkRows,
  frames: readonly ValueFrame[],
  axis: HorizontalAxis,
  palette: Palette,
  look: ChartLook,
): Mark[] {
  const placed = frames.flatMap((frame) => placedIn(rows, frame, axis));
  const shapes = { line: lineShapes, step: lineShapes, dots: dotShapes, bars: barShapes, levels: levelShapes, spans: spanShapes };
  const draw = shapes[rows.mark.kind as keyof typeof shapes];
  return draw === undefined || placed.length === 0 ? [] : draw(placed, rows, palette, look, axis);
}

/** Everything on the vertical axis that a mark's rows reach within a field; stacked bars reach their sums. */
export function valuesOf(rows: MarkRows, field: string | null): number[] {
  if (rows.mark.kind === 'spans') return [];
  const points = rows.points.filter((point) => point.field === null || point.field === field);
  const bounds = points.flatMap(({ low, high }) => [low, high]);
  if (rows.mark.kind !== 'bars') return [...bounds, ...points.map(({ y }) => y)];
  const sums = new Map<number | string, number>();
  for (const { x, xText, y } of points) {
    const place = Number.isNaN(x) ? xText : x;
    if (Number.isFinite(y)) sums.set(place, (sums.get(place) ?? 0) + y);
  }
  return [...bounds, ...sums.values()];
}

function placedIn(rows: MarkRows, frame: ValueFrame, axis: HorizontalAxis): PlacedPoint[] {
  const extent = extentOf(rows, axis.texts);
  const height = frame.bottom - frame.top;
  const pixel = (value: number): number => frame.bottom - height * frame.axis.at(value);
  const own = rows.points.filter(({ field }) => field === null || field === frame.field);
  return own.map((point): PlacedPoint => {
    const { from, to } = placeOf(rows, point, extent(point), axis);
    return {
      ...point,
      x1: from,
      x2: to,
      at: (from + to) / 2,
      middle: pixel(point.y),
      foot: pixel(point.low),
      head: pixel(point.high),
      frame,
    };
  });
}

function placeOf({ mark, axis: kind }: MarkRows, point: ChartPoint, extent: Extent, axis: HorizontalAxis): Extent {
  if (mark.kind === 'bars') return extent;
  if (mark.kind === 'levels' || mark.kind === 'spans') {
    if (kind === 'text') return extent;
    const [from, to] = [point.x, mark.xEnd === undefined ? point.x : point.xEnd];
    return { from: Number.isNaN(from) ? axis.low : Math.max(axis.low, from), to: Number.isNaN(to) ? axis.high : Math.min(axis.high, to) };
  }
  const at = kind === 'text' ? (extent.from + extent.to) / 2 : point.x;
  return { from: at, to: at };
}

function lineShapes(
  placed: readonly PlacedPoint[],
  { mark, ...rows }: MarkRows,
  palette: Palette,
  look: ChartLook,
  axis: HorizontalAxis,
): Mark[] {
  const { Plot } = look;
  const curve = mark.kind === 'step' ? ('step-after' as const) : ('linear' as const);
  return groupsOf(placed, ({ series, frame }) => `${frame.field}\n${series}`).flatMap((all) => {
    const points = thinned(
      [...all].sort((a, b) => a.at - b.at),
      axis,
    );
    const series = points[0]?.series ?? '';
    const stroke = palette.colourOf({ mark, ...rows }, series);
    const shown = points.length <= MOST_DOTTED ? points : isolated(points);
    return [
      ...(mark.low === undefined || mark.high === undefined
        ? []
        : [Plot.area(points, { x1: 'at', y1: 'foot', y2: 'head', fill: stroke, fillOpacity: 0.18, curve, z: null } as object)]),
      Plot.line(points, { x: 'at', y: 'middle', stroke, strokeWidth: 1.7, strokeDasharray: palette.dashOf(series), curve, z: null }),
      ...(shown.length === 0
        ? []
        : [Plot.dot(shown, { x: 'at', y: 'middle', r: points.length > 25 ? 1.8 : 2.6, fill: stroke, ...titled(look, { mark, ...rows }) })]),
    ];
  });
}

function dotShapes(placed: readonly PlacedPoint[], rows: MarkRows, palette: Palette, look: ChartLook): Mark[] {
  const { Plot } = look;
  const colour = ({ series }: PlacedPoint): string => palette.colourOf(rows, series);
  const ranged = placed.filter(({ foot, head }) => Number.isFinite(foot) && Number.isFinite(head));
  return [
    ...(ranged.length === 0
      ? []
      : [Plot.link(ranged, { x1: 'at', x2: 'at', y1: 'foot', y2: 'head', stroke: colour, strokeOpacity: 0.55 })]),
    Plot.dot(placed, { x: 'at', y: 'middle', r: placed.length > 300 ? 1.6 : 2.8, fill: colour, fillOpacity: 0.85, ...titled(look, rows) }),
  ];
}

interface BarPart extends PlacedPoint {
  readonly y1: number;
  readonly y2: number;
}

function barShapes(placed: readonly PlacedPoint[], rows: MarkRows, palette: Palette, look: ChartLook, axis: HorizontalAxis): Mark[] {
  const { Plot } = look;
  const parts = stacked(placed, axis);
  const pixels = Math.min(...parts.slice(0, 50).map(({ x1, x2 }) => axis.pixel(x2) - axis.pixel(x1)), 100);
  const inset = pixels > 3 ? 0.5 : 0;
  const ranged = placed.filter(({ foot, head }) => Number.isFinite(foot) && Number.isFinite(head));
  return [
    Plot.rect(parts, {
      ...{ x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', insetLeft: inset, insetRight: inset, fillOpacity: 0.9 },
      fill: ({ series }: BarPart) => palette.colourOf(rows, series),
      ...titled(look, rows),
    }),
    ...(ranged.length === 0 || rows.mark.series !== undefined
      ? []
      : [Plot.link(ranged, { x1: 'at', x2: 'at', y1: 'foot', y2: 'head', stroke: look.colours.ink, strokeOpacity: 0.6 })]),
  ];
}

/** Bars on top of each other, those below 0 downwards; where several fall on one pixel, the highest of them. */
function stacked(placed: readonly PlacedPoint[], axis: HorizontalAxis): BarPart[] {
  const columns = groupsOf(
    placed.filter(({ y }) => Number.isFinite(y)),
    ({ frame, x1, x2 }) => `${frame.field}\n${x1}\n${x2}`,
  ).map((bars) => {
    const sums = { up: 0, down: 0 };
    const parts = bars.map((bar): BarPart => {
      const way = bar.y >= 0 ? 'up' : 'down';
      const from = sums[way];
      sums[way] += bar.y;
      const height = bar.frame.bottom - bar.frame.top;
      const pixel = (value: number): number => bar.frame.bottom - height * Math.max(0, footed(bar.frame.axis, value));
      return { ...bar, y1: pixel(from), y2: pixel(sums[way]) };
    });
    const first = bars[0] as PlacedPoint;
    return { parts, total: sums.up - sums.down, key: `${first.frame.field}\n${Math.floor(axis.pixel(first.x1))}` };
  });
  if (columns.length <= 2 * (axis.pixel(axis.high) - axis.pixel(axis.low))) return columns.flatMap(({ parts }) => parts);
  return groupsOf(columns, ({ key }) => key).flatMap((same) => same.reduce((best, next) => (next.total > best.total ? next : best)).parts);
}

/** Place of a value on its axis; of none at the foot of a logarithmic one. */
function footed(axis: ValueAxis, value: number): number {
  const place = axis.at(value);
  return Number.isNaN(place) ? 0 : place;
}

function levelShapes(placed: readonly PlacedPoint[], rows: MarkRows, palette: Palette, look: ChartLook): Mark[] {
  const { Plot } = look;
  const colour = ({ series }: PlacedPoint): string => palette.colourOf(rows, series);
  const ranged = placed.filter(({ foot, head }) => Number.isFinite(foot) && Number.isFinite(head));
  return [
    ...(ranged.length === 0 ? [] : [Plot.rect(ranged, { x1: 'x1', x2: 'x2', y1: 'foot', y2: 'head', fill: colour, fillOpacity: 0.2 })]),
    Plot.link(placed, { x1: 'x1', x2: 'x2', y1: 'middle', y2: 'middle', stroke: colour, strokeWidth: 2.4, ...titled(look, rows) }),
  ];
}

function spanShapes(placed: readonly PlacedPoint[], rows: MarkRows, palette: Palette, look: ChartLook): Mark[] {
  const shown = placed.filter(({ x1, x2 }) => x2 >= x1);
  return [
    look.Plot.rect(shown, {
      ...{ x1: 'x1', x2: 'x2', y1: ({ frame }: PlacedPoint) => frame.top, y2: ({ frame }: PlacedPoint) => frame.bottom, fillOpacity: 0.16 },
      fill: ({ series }: PlacedPoint) => palette.colourOf(rows, series),
      stroke: ({ series }: PlacedPoint) => palette.colourOf(rows, series),
      strokeOpacity: 0.35,
      ...titled(look, rows),
    }),
  ];
}

function titled(look: ChartLook, rows: MarkRows): { readonly title?: (point: ChartPoint) => string } {
  return look.hasTitles ? { title: (point) => pointTitle(point, rows, look.words) } : {};
}

function isolated(points: readonly PlacedPoint[]): PlacedPoint[] {
  const isThere = (point: PlacedPoint | undefined): boolean => point !== undefined && Number.isFinite(point.middle);
  return points.filter((point, index) => isThere(point) && !isThere(points[index - 1]) && !isThere(points[index + 1]));
}

/** Points of a line without those that its pixels cannot show: of each pixel the first, the lowest, the highest and the last stay. */
function thinned(points: readonly PlacedPoint[], axis: HorizontalAxis): readonly PlacedPoint[] {
  if (points.length <= 3 * (axis.pixel(axis.high) - axis.pixel(axis.low))) return points;
  return groupsOf(points, ({ at }) => String(Math.floor(axis.pixel(at)))).flatMap((same) => {
    const low = same.reduce((best, next) => (next.middle > best.middle ? next : best));
    const high = same.reduce((best, next) => (next.middle < best.middle ? next : best));
    const kept = new Set([same[0], low, high, same.at(-1)]);
    return same.filter((point) => kept.has(point));
  });
}

/** Items by a key, in order of their first. */
export function groupsOf<Item>(items: readonly Item[], key: (item: Item) => string): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const own = groups.get(key(item));
    if (own === undefined) groups.set(key(item), [item]);
    else own.push(item);
  }
  return [...groups.values()];
}
