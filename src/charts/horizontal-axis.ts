import type { AxisKind, MarkRows } from './chart-data.js';
import type { ChartLook, Mark, PlotOptions } from './chart-look.js';
import { fitText } from './label-text.js';
import { timeAxis, timeBounds } from './time-axis.js';
import { linearTicks, logAxisTicks, valueAxis } from './value-axis.js';

const DAY_MS = 86_400_000;
const TICK_WIDTH = 62;

/** The horizontal axis that all fields of a chart share. */
export interface HorizontalAxis {
  readonly kind: AxisKind;
  readonly isLog: boolean;
  readonly low: number;
  readonly high: number;
  /** Of an axis of texts, in order. */
  readonly texts: readonly string[];
  readonly left: number;
  readonly right: number;
  /** Pixels from the left edge. */
  pixel(value: number): number;
}

/** Where a row begins and ends on the axis. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

/** The axis over the rows of some marks; null where they have no place on it. Marks of another kind of axis than the first are not asked. */
export function horizontalAxis(
  marks: readonly MarkRows[],
  look: ChartLook,
  margins: { readonly left: number; readonly right: number },
  isLogRows: boolean,
): HorizontalAxis | null {
  const kind = marks[0]?.axis;
  if (kind === undefined) return null;
  const own = marks.filter(({ axis }) => axis === kind);
  const texts = kind === 'text' ? textsOf(own) : [];
  const bounds = axisBounds(own, kind, isLogRows);
  if (bounds === null) return null;
  const [low, high] = bounds;
  const isLog = isLogRows && kind === 'number';
  const span = look.width - margins.left - margins.right;
  const share = (value: number): number => (isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
  return { kind, isLog, low, high, texts, ...margins, pixel: (value) => margins.left + span * share(value) };
}

function textsOf(marks: readonly MarkRows[]): string[] {
  return [...new Set(marks.flatMap(({ points }) => points.map(({ xText }) => xText)))];
}

/** Lowest and highest place that the rows of some marks need on an axis of their kind; null where no row has one. */
export function axisBounds(marks: readonly MarkRows[], kind: AxisKind, isLog: boolean): [number, number] | null {
  if (kind === 'text') {
    const count = textsOf(marks).length;
    return count === 0 ? null : [-0.5, count - 0.5];
  }
  const framing = marks.filter(
    ({ mark, points }) =>
      mark.kind !== 'spans' && points.some(({ x, xEnd, y }) => !Number.isNaN(x) || !Number.isNaN(xEnd) || !Number.isNaN(y)),
  );
  const values = (framing.length > 0 ? framing : marks)
    .flatMap(placesOf)
    .filter((value) => Number.isFinite(value) && (!isLog || value > 0));
  if (values.length === 0) return null;
  if (kind === 'number' && marks.some(({ isRows }) => isRows)) {
    const isFromZero = marks.some(({ mark }) => mark.kind === 'bars');
    const { low, high } = valueAxis(values, { isLog, isFromZero });
    return [low, high];
  }
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (kind === 'time') return timeBounds(low, high).map((at) => at.getTime()) as [number, number];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** Everything on the axis that a mark's rows reach. */
function placesOf(rows: MarkRows): number[] {
  const { mark, points } = rows;
  if (mark.kind === 'intervals') return points.flatMap(({ x, low, high }) => [x, low, high]);
  if (rows.isRows && mark.kind === 'bars') {
    const sums = new Map<string, number>();
    for (const { label, field, y } of points)
      if (Number.isFinite(y)) sums.set(`${field}\n${label}`, (sums.get(`${field}\n${label}`) ?? 0) + y);
    return [...sums.values(), ...points.flatMap(({ low, high }) => [low, high])];
  }
  const extent = extentOf(rows, []);
  return mark.kind === 'bars' || mark.kind === 'heat'
    ? points.flatMap((point) => Object.values(extent(point)) as number[])
    : points.flatMap(({ x, xEnd }) => [x, xEnd]);
}

/** From where to where a row's bar or cell reaches: to its end where it says one, else as wide as the least step between rows. */
export function extentOf({ mark, points, axis }: MarkRows, texts: readonly string[]): (point: MarkRows['points'][number]) => Extent {
  if (axis === 'text') {
    const places = new Map(texts.map((text, index) => [text, index]));
    return ({ xText }) => ({ from: (places.get(xText) ?? Number.NaN) - 0.5, to: (places.get(xText) ?? Number.NaN) + 0.5 });
  }
  if (mark.xEnd !== undefined) return ({ x, xEnd }) => ({ from: x, to: xEnd });
  const sorted = Float64Array.from(new Set(points.map(({ x }) => x).filter(Number.isFinite))).sort();
  let step = Number.POSITIVE_INFINITY;
  for (let i = 1; i < sorted.length; i++) step = Math.min(step, (sorted[i] as number) - (sorted[i - 1] as number));
  if (!Number.isFinite(step)) step = axis === 'time' ? DAY_MS : 1;
  return axis === 'time' ? ({ x }) => ({ from: x, to: x + step }) : ({ x }) => ({ from: x - step / 2, to: x + step / 2 });
}

/** Places of the ticks of an axis of numbers or texts. */
function ticksOf(axis: HorizontalAxis, count: number): readonly number[] {
  if (axis.kind !== 'text') return axis.isLog ? logAxisTicks(axis.low, axis.high) : linearTicks(axis.low, axis.high, count);
  const every = Math.ceil(axis.texts.length / count);
  return axis.texts.flatMap((_, index) => (index % every === 0 ? [index] : []));
}

/** Plot's options of the axis, its ticks where they are not those of time, and the mark that draws it. */
export function drawnAxis(
  axis: HorizontalAxis,
  look: ChartLook,
  title: string | null,
): { readonly x: NonNullable<PlotOptions['x']>; readonly ticks: readonly number[]; readonly marks: readonly Mark[] } {
  const { Plot, colours, words } = look;
  if (axis.kind === 'time')
    return { x: { type: 'utc', domain: [new Date(axis.low), new Date(axis.high)], axis: null }, ticks: [], marks: [timeAxis(look)] };
  const span = look.width - axis.left - axis.right;
  const ticks = ticksOf(axis, Math.max(2, Math.floor(span / TICK_WIDTH)));
  const room = span / Math.max(1, ticks.length) - 4;
  const labels = ticks.map((at) => ({ at, text: axis.kind === 'text' ? fitText(axis.texts[at] ?? '', room) : words.short(at) }));
  const text = { frameAnchor: 'bottom', lineAnchor: 'middle', fontSize: 11, fill: colours.muted } as const;
  const marks: Mark[] = [
    Plot.text(labels, { ...text, x: 'at', text: 'text', dy: 14 }),
    ...(title === null
      ? []
      : [
          Plot.text([{ text: fitText(title, look.width - 16) }], {
            ...text,
            frameAnchor: 'bottom-right',
            text: 'text',
            textAnchor: 'end',
            dy: 30,
          }),
        ]),
  ];
  return { x: { type: axis.isLog ? 'log' : 'linear', domain: [axis.low, axis.high], axis: null }, ticks, marks };
}
