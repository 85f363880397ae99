import type { ChartPoint, MarkRows } from './chart-data.js';
import type { ChartLook, Mark } from './chart-look.js';
import type { Palette } from './chart-palette.js';
import type { HorizontalAxis } from './horizontal-axis.js';
import { fitParts, straight } from './label-text.js';
import { pointTitle } from './point-title.js';
import { groupsOf } from './value-shapes.js';

/** Rows that a picture draws; what lies below them is left out. */
const MOST_ROWS = { wide: 36, narrow: 22 } as const;
/** Rows of a field that are drawn however many fields there are. */
const LEAST_ROWS = 6;
const LINE_HEIGHT = 9;
const ROW_GAP = 13;
const LABEL_HEIGHT = 15;
const MOST_LINES = 5;

/** A named row with its place, in pixels from above. */
export interface Row {
  readonly label: string;
  readonly parts: readonly string[];
  readonly labelTop: number;
  readonly top: number;
  readonly bottom: number;
  /** Lines within it, where spans overlap or several values stand side by side. */
  readonly lineCount: number;
}

/** The marks with the named rows that a picture has room for, the first of each field, and how many rows are left out. */
export function withFirstRows(
  marks: readonly MarkRows[],
  fields: readonly (string | null)[],
  isNarrow: boolean,
): { readonly marks: readonly MarkRows[]; readonly leftOut: number } {
  const most = Math.max(LEAST_ROWS, Math.floor(MOST_ROWS[isNarrow ? 'narrow' : 'wide'] / fields.length));
  const own = marks.filter(({ isRows }) => isRows);
  let leftOut = 0;
  const kept = new Map(
    fields.map((field) => {
      const labels = [...new Set(own.flatMap((rows) => ownPoints(rows, field).map(({ label }) => label)))];
      leftOut += Math.max(0, labels.length - most);
      return [field, new Set(labels.slice(0, most))] as const;
    }),
  );
  const isKept = ({ field, label }: ChartPoint): boolean =>
    fields.some((one) => (field === null || field === one) && kept.get(one)?.has(label));
  return { marks: marks.map((rows) => (rows.isRows ? { ...rows, points: rows.points.filter(isKept) } : rows)), leftOut };
}

/** The named rows of one field, from a place downwards; labels stand above them in narrow pictures. */
export function layRows(
  marks: readonly MarkRows[],
  field: string | null,
  top: number,
  isNarrow: boolean,
): { readonly rows: Row[]; readonly bottom: number } {
  const points = marks.flatMap((rows) => ownPoints(rows, field).map((point) => ({ rows, point })));
  let y = top;
  const rows = groupsOf(points, ({ point }) => point.label).map((own): Row => {
    const lineCount = Math.max(
      1,
      ...marks.map(
        (mark) =>
          linesOf(
            mark,
            own.filter(({ rows }) => rows === mark).map(({ point }) => point),
          ).count,
      ),
    );
    const labelTop = y;
    const rowTop = y + (isNarrow ? LABEL_HEIGHT : ROW_GAP / 2);
    const bottom = rowTop + lineCount * LINE_HEIGHT;
    y = bottom + (isNarrow ? 6 : ROW_GAP / 2);
    return { label: own[0]?.point.label ?? '', parts: own[0]?.point.parts ?? [], labelTop, top: rowTop, bottom, lineCount };
  });
  return { rows, bottom: y };
}

function ownPoints({ points }: MarkRows, field: string | null): ChartPoint[] {
  return points.filter((point) => point.field === null || point.field === field);
}

/** On which line of its row each point stands: spans that overlap, and values of several series, each on one of their own. */
function linesOf({ mark }: MarkRows, points: readonly ChartPoint[]): { readonly lines: readonly number[]; readonly count: number } {
  if (mark.kind === 'bars') return { lines: points.map(() => 0), count: 1 };
  if (mark.kind === 'intervals') {
    const lines = points.map((_, index) => index % MOST_LINES);
    return { lines, count: Math.min(MOST_LINES, points.length) };
  }
  const ends: number[] = [];
  const order = [...points.keys()].sort((a, b) => startOf(points[a] as ChartPoint) - startOf(points[b] as ChartPoint) || a - b);
  const lines = new Array<number>(points.length).fill(0);
  for (const index of order) {
    const point = points[index] as ChartPoint;
    const free = ends.findIndex((end) => end <= startOf(point));
    const line = free !== -1 ? free : ends.length < MOST_LINES ? ends.length : MOST_LINES - 1;
    ends[line] = Math.max(ends[line] ?? Number.NEGATIVE_INFINITY, Number.isNaN(point.xEnd) ? Number.POSITIVE_INFINITY : point.xEnd);
    lines[index] = line;
  }
  return { lines, count: Math.max(1, ends.length) };
}

function startOf({ x }: ChartPoint): number {
  return Number.isNaN(x) ? Number.NEGATIVE_INFINITY : x;
}

interface PlacedRow extends ChartPoint {
  readonly from: number;
  readonly to: number;
  readonly y1: number;
  readonly y2: number;
  readonly middle: number;
}

/** The shapes of a mark in its named rows. */
export function rowShapes(
  rows: MarkRows,
  field: string | null,
  laid: readonly Row[],
  axis: HorizontalAxis,
  palette: Palette,
  look: ChartLook,
): Mark[] {
  const byLabel = groupsOf(ownPoints(rows, field), ({ label }) => label);
  const placed = laid.flatMap((row) => {
    const own = byLabel.find(([first]) => first?.label === row.label) ?? [];
    if (rows.mark.kind === 'bars') return barParts(own, row, axis);
    const { lines } = linesOf(rows, own);
    return own.map((point, index): PlacedRow => {
      const y1 = row.top + (lines[index] ?? 0) * LINE_HEIGHT;
      return {
        ...point,
        from: clipped(point.x, axis, axis.low),
        to: clipped(point.xEnd, axis, axis.high),
        y1: y1 + 1,
        y2: y1 + LINE_HEIGHT - 1,
        middle: y1 + LINE_HEIGHT / 2,
      };
    });
  });
  if (placed.length === 0) return [];
  if (rows.mark.kind === 'intervals') return intervalShapes(placed, rows, axis, palette, look);
  return rows.mark.kind === 'lanes' ? laneShapes(placed, rows, axis, palette, look) : rowBarShapes(placed, rows, palette, look);
}

function clipped(value: number, axis: HorizontalAxis, open: number): number {
  return Number.isNaN(value) ? open : Math.min(axis.high, Math.max(axis.low, value));
}

function intervalShapes(placed: readonly PlacedRow[], rows: MarkRows, axis: HorizontalAxis, palette: Palette, look: ChartLook): Mark[] {
  const { Plot } = look;
  const colour = ({ series }: PlacedRow): string => palette.colourOf(rows, series);
  const canShow = (value: number): boolean => Number.isFinite(value) && (!axis.isLog || value > 0);
  const ranged = placed
    .filter(({ low, high }) => canShow(high) && Number.isFinite(low))
    .map((point) => ({ ...point, low: canShow(point.low) ? point.low : axis.low }));
  const known = placed.filter(({ x }) => canShow(x));
  return [
    Plot.link(ranged, { x1: 'low', x2: 'high', y1: 'middle', y2: 'middle', stroke: colour, strokeWidth: 2, strokeOpacity: 0.65 }),
    Plot.dot(known, { x: 'x', y: 'middle', r: 3.4, fill: colour, ...titled(look, rows) }),
  ];
}

function laneShapes(placed: readonly PlacedRow[], rows: MarkRows, axis: HorizontalAxis, palette: Palette, look: ChartLook): Mark[] {
  const { Plot } = look;
  const colour = ({ series }: PlacedRow): string => palette.colourOf(rows, series);
  const spans = placed.filter(({ from, to }) => to > from);
  const moments = placed.filter(({ x, xEnd, from, to }) => to <= from && (!Number.isNaN(x) || !Number.isNaN(xEnd)));
  const open = [
    ...spans.filter(({ x }) => Number.isNaN(x)).map((span) => ({ ...span, at: axis.low, sign: '‹', dx: -5 })),
    ...spans.filter(({ xEnd }) => Number.isNaN(xEnd)).map((span) => ({ ...span, at: axis.high, sign: '›', dx: 5 })),
  ];
  const arrows = [-5, 5].flatMap((dx) => {
    const own = open.filter((one) => one.dx === dx);
    return own.length === 0
      ? []
      : [Plot.text(own, { x: 'at', y: 'middle', text: 'sign', dx, fontSize: 13, fontWeight: 700, fill: colour })];
  });
  return [
    Plot.rect(spans, { x1: 'from', x2: 'to', y1: 'y1', y2: 'y2', fill: colour, fillOpacity: 0.85, insetRight: 0.5, ...titled(look, rows) }),
    ...(moments.length === 0 ? [] : [Plot.dot(moments, { x: 'from', y: 'middle', r: 3, fill: colour, ...titled(look, rows) })]),
    ...arrows,
  ];
}

/** The parts of a bar that lies in its row, one after the other. */
function barParts(own: readonly ChartPoint[], row: Row, axis: HorizontalAxis): PlacedRow[] {
  let sum = 0;
  return own
    .filter(({ y }) => Number.isFinite(y))
    .map((point): PlacedRow => {
      const from = axis.isLog ? Math.max(axis.low, sum) : sum;
      sum += point.y;
      return {
        ...point,
        from,
        to: axis.isLog ? Math.max(axis.low, sum) : sum,
        y1: row.top - 1,
        y2: row.bottom + 1,
        middle: (row.top + row.bottom) / 2,
      };
    });
}

function rowBarShapes(placed: readonly PlacedRow[], rows: MarkRows, palette: Palette, look: ChartLook): Mark[] {
  const { Plot, colours, words } = look;
  const ranged = placed.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  const most = placed.reduce((found, { to }) => Math.max(found, Math.abs(to)), 0);
  const ends = groupsOf(placed, ({ label }) => label).map((own) => {
    const last = own.at(-1) as PlacedRow;
    return {
      ...last,
      to: Math.max(last.to, ...own.map(({ high }) => (Number.isFinite(high) ? high : last.to))),
      said: words.short(Math.abs(last.to) < most * 1e-6 ? 0 : Number(last.to.toPrecision(3))),
    };
  });
  return [
    Plot.rect(placed, {
      x1: 'from',
      x2: 'to',
      y1: 'y1',
      y2: 'y2',
      fill: ({ series }: PlacedRow) => palette.colourOf(rows, series),
      ...titled(look, rows),
    }),
    ...(ranged.length === 0
      ? []
      : [Plot.link(ranged, { x1: 'low', x2: 'high', y1: 'middle', y2: 'middle', stroke: colours.ink, strokeOpacity: 0.65 })]),
    Plot.text(ends, { x: 'to', y: 'middle', text: 'said', dx: 5, textAnchor: 'start', fontSize: 10.5, fill: colours.muted }),
  ];
}

/** The names of rows: beside them, or above them in narrow pictures. */
export function rowLabels(laid: readonly Row[], axis: HorizontalAxis, look: ChartLook): Mark[] {
  const { Plot, colours, width, isNarrow } = look;
  const room = isNarrow ? width - 12 : axis.left - 12;
  const labels = laid.map((row) => ({
    text: fitParts(row.parts, room),
    whole: straight(row.label),
    y: isNarrow ? row.labelTop + LABEL_HEIGHT / 2 + 1 : (row.top + row.bottom) / 2,
  }));
  const lines = laid.map(({ top, bottom }) => ({ y: (top + bottom) / 2 }));
  return [
    Plot.ruleY(lines, { y: 'y', stroke: colours.line, strokeOpacity: 0.6 }),
    Plot.text(labels, {
      ...{ frameAnchor: 'left', y: 'y', text: 'text', fontSize: 11, fill: colours.ink, lineAnchor: 'middle' },
      ...(isNarrow ? { dx: -axis.left + 2, textAnchor: 'start' } : { dx: -10, textAnchor: 'end' }),
      ...(look.hasTitles ? { title: 'whole' } : {}),
    }),
  ];
}

function titled(look: ChartLook, rows: MarkRows): { readonly title?: (point: ChartPoint) => string } {
  return look.hasTitles ? { title: (point) => pointTitle(point, rows, look.words) } : {};
}
