import type { FindingChart } from '../model.js';
import { accessHeight, accessShapes, accessWithin, MOST_ACCESS } from './access-lanes.js';
import { type ChartData, type ChartField, type MarkRows, marksOf } from './chart-data.js';
import type { ChartLook, LegendEntry, Mark, PlotOptions } from './chart-look.js';
import { type Palette, paletteOf } from './chart-palette.js';
import { type ChartEvent, eventMarks, eventsWithin, MOST_EVENTS } from './event-marks.js';
import { type HeatFrame, heatLabels, heatShapes, MOST_HEAT_ROWS } from './heat-shapes.js';
import { axisBounds, drawnAxis, type HorizontalAxis, horizontalAxis } from './horizontal-axis.js';
import { fitText, pixelsOf } from './label-text.js';
import { layRows, type Row, rowLabels, rowShapes, withFirstRows } from './row-shapes.js';
import { valueAxis } from './value-axis.js';
import { type ValueFrame, valueShapes, valuesOf } from './value-shapes.js';

const TITLE_HEIGHT = 18;
const FIELD_GAP = 12;
const AXIS_HEIGHT = 34;
/** Of a field that has highlights and no values. */
const BLANK_HEIGHT = 26;
const RIGHT = 22;

/** What a picture has no room for. */
export interface LeftOut {
  /** Named rows, or rows of cells. */
  readonly rowCount: number;
  /** Values at or below 0, which a logarithmic axis cannot show. */
  readonly unloggedCount: number;
  readonly eventCount: number;
  readonly accessCount: number;
}

/** A declared chart as Plot draws it. */
export interface DrawnChart {
  readonly options: PlotOptions;
  readonly legend: readonly LegendEntry[];
  /** Events by their numbers in the picture, from 1. */
  readonly events: readonly ChartEvent[];
  readonly leftOut: LeftOut;
}

interface FieldLayout {
  readonly field: ChartField | null;
  readonly top: number;
  readonly values: ValueFrame | null;
  readonly heat: readonly { readonly rows: MarkRows; readonly frame: HeatFrame }[];
  readonly rows: readonly Row[];
  readonly bottom: number;
  readonly leftOut: number;
}

/** The marks that are drawn together: those with the kind of horizontal axis that the first of them has. */
function sharedMarks(chart: FindingChart, data: ChartData, blank: string): MarkRows[] {
  const all = marksOf(chart, data, blank);
  const filled = all.filter(({ points }) => points.length > 0);
  const first = (filled.find(({ mark }) => mark.kind !== 'spans') ?? filled[0])?.axis;
  return all.filter(({ axis }) => axis === first);
}

/** The legend of a declared chart, which is the same at every width. */
export function chartLegend(
  chart: FindingChart,
  data: ChartData,
  { colours, words }: Pick<ChartLook, 'colours' | 'words'>,
): readonly LegendEntry[] {
  return paletteOf(sharedMarks(chart, data, words.blank), colours, words).legend;
}

/** True if a declared chart has a row with a place on its axes. */
export function isDrawable(chart: FindingChart, data: ChartData): boolean {
  const marks = sharedMarks(chart, data, '');
  const kind = marks[0]?.axis;
  return kind !== undefined && axisBounds(marks, kind, chart.scale === 'log' && marks.some(({ isRows }) => isRows)) !== null;
}

/** Draws what an analysis declares from the rows of its tables: fields under one another with one horizontal axis; null where no row has a place. */
export function drawnChart(chart: FindingChart, data: ChartData, look: ChartLook): DrawnChart | null {
  const shared = sharedMarks(chart, data, look.words.blank);
  const { marks, leftOut } = withFirstRows(
    shared,
    fieldsOf(chart, data).map((field) => field?.value ?? null),
    look.isNarrow,
  );
  const hasRows = marks.some(({ isRows }) => isRows);
  const isLog = chart.scale === 'log';
  const left = leftMargin(marks, chart, look);
  const axis = horizontalAxis(
    marks,
    look,
    { left, right: hasRows && marks.some(({ mark }) => mark.kind === 'bars') ? 46 : RIGHT },
    isLog && hasRows,
  );
  if (axis === null) return null;
  const palette = paletteOf(marks, look.colours, look.words);
  const isTime = axis.kind === 'time';
  const overhead = isTime
    ? eventMarks(look, data.events, { from: axis.low, to: axis.high, left, right: axis.right })
    : { marks: [], height: 0 };
  const fields = layFields(marks, fieldsOf(chart, data), chart, look, 6 + overhead.height);
  const bottom = fields.at(-1)?.bottom ?? 0;
  if (fields.every(({ values, heat, rows }) => values === null && heat.length === 0 && rows.length === 0)) return null;
  const access = isTime ? accessWithin(data.access, axis.low, axis.high) : [];
  const title = titleOfAxis(marks, axis, look);
  const below = AXIS_HEIGHT + (title === null ? 0 : 8) + accessHeight(access.length);
  const { x, ticks, marks: axisMarks } = drawnAxis(axis, look, title);
  const events = isTime ? eventsWithin(data.events, axis.low, axis.high) : [];
  return {
    options: {
      ...{
        width: look.width,
        height: bottom + below,
        marginLeft: left,
        marginRight: axis.right,
        marginTop: 6 + overhead.height,
        marginBottom: below,
      },
      x,
      y: { type: 'identity', axis: null },
      opacity: { type: 'identity' },
      marks: [
        ...fields.flatMap((field) => underneath(field, marks, axis, ticks, palette, look)),
        ...fields.flatMap((field) => shapesOf(field, marks, axis, palette, look)),
        ...axisMarks,
        ...overhead.marks,
        ...accessShapes(access, axis, bottom + AXIS_HEIGHT, look),
      ],
    },
    legend: palette.legend,
    events: events.slice(0, MOST_EVENTS),
    leftOut: {
      rowCount: fields.reduce((sum, field) => sum + field.leftOut, leftOut),
      unloggedCount: isLog ? unlogged(marks) : 0,
      eventCount: Math.max(0, events.length - MOST_EVENTS),
      accessCount: Math.max(0, access.length - MOST_ACCESS),
    },
  };
}

/** Room for the names of rows, or for the ticks of values. */
function leftMargin(marks: readonly MarkRows[], chart: FindingChart, look: ChartLook): number {
  const { isNarrow, width, words } = look;
  const rowTexts = marks.filter(({ isRows }) => isRows).flatMap(({ points }) => points.map(({ label }) => label));
  const heatTexts = marks.filter(({ mark }) => mark.kind === 'heat').flatMap(({ points }) => points.map(({ yText }) => yText));
  const widest = (texts: readonly string[]): number =>
    texts.slice(0, 4000).reduce((most, text) => Math.max(most, pixelsOf(text.slice(0, 80))), 0);
  const values = marks
    .filter(({ isRows, mark }) => !isRows && mark.kind !== 'heat' && mark.kind !== 'spans')
    .flatMap((rows) => rows.points.map(({ y }) => y));
  const ticks = values.length === 0 ? [] : valueAxis(values, { isLog: chart.scale === 'log' }).ticks;
  const needed = [
    isNarrow ? 0 : Math.min(widest(rowTexts) + 16, 250, width * 0.36),
    heatTexts.length === 0 ? 0 : Math.min(widest(heatTexts) + 14, width * 0.3),
    ticks.length === 0 ? 0 : Math.max(36, widest(ticks.map((tick) => words.short(tick))) + 14),
    isNarrow ? 12 : 20,
  ];
  return Math.ceil(Math.max(...needed));
}

/** The fields of a chart in order; of one without fields, null for the whole. */
function fieldsOf(chart: FindingChart, { fields }: ChartData): readonly (ChartField | null)[] {
  return fields.length > 0 && chart.marks.some(({ facet }) => facet !== undefined) ? fields : [null];
}

/** Places the fields under one another. @param top Where the first may begin, in pixels from above. */
function layFields(
  marks: readonly MarkRows[],
  fields: readonly (ChartField | null)[],
  chart: FindingChart,
  look: ChartLook,
  top: number,
): FieldLayout[] {
  const laid: FieldLayout[] = [];
  let y = top;
  for (const field of fields) {
    const layout = layField(marks, field, fields.length, chart, look, y);
    laid.push(layout);
    y = layout.bottom + FIELD_GAP;
  }
  return laid;
}

function layField(
  marks: readonly MarkRows[],
  field: ChartField | null,
  count: number,
  chart: FindingChart,
  look: ChartLook,
  top: number,
): FieldLayout {
  const value = field?.value ?? null;
  const own = marks.filter(({ points }) => points.some((point) => point.field === null || point.field === value));
  let y = top + (field === null ? 0 : TITLE_HEIGHT);
  const drawn = own.filter(({ isRows, mark }) => !isRows && mark.kind !== 'heat' && mark.kind !== 'spans');
  const hasValues = drawn.length > 0 || (own.length > 0 && own.every(({ mark }) => mark.kind === 'spans'));
  const reached = drawn.flatMap((rows) => valuesOf(rows, value));
  const isBlank = !reached.some(Number.isFinite);
  let values: ValueFrame | null = null;
  if (hasValues) {
    const height = isBlank ? BLANK_HEIGHT : valueHeight(count, look.isNarrow);
    const isFromZero = drawn.some(({ mark }) => mark.kind === 'bars');
    const isWhole = drawn.every(({ yColumn }) => yColumn?.type === 'integer');
    const axis = valueAxis(reached, { isLog: chart.scale === 'log', isFromZero, isWhole, tickCount: height > 150 ? 5 : 3 });
    values = { field: value, top: y, bottom: y + height, axis: isBlank ? { ...axis, ticks: [] } : axis };
    y += height + 8;
  }
  let leftOut = 0;
  const heat = own
    .filter(({ mark }) => mark.kind === 'heat')
    .map((rows) => {
      const labels = heatLabels(rows, value);
      leftOut += Math.max(0, labels.length - MOST_HEAT_ROWS);
      const shown = labels.slice(0, MOST_HEAT_ROWS);
      const frame = { field: value, top: y, rowHeight: shown.length > 20 ? 13 : 19, labels: shown };
      y += shown.length * frame.rowHeight + 6;
      return { rows, frame };
    });
  const named = layRows(
    own.filter(({ isRows }) => isRows),
    value,
    y,
    look.isNarrow,
  );
  return { field, top, values, heat, rows: named.rows, bottom: Math.max(named.bottom, top + 30), leftOut };
}

function valueHeight(fieldCount: number, isNarrow: boolean): number {
  if (fieldCount === 1) return isNarrow ? 200 : 250;
  return fieldCount === 2 ? (isNarrow ? 130 : 165) : isNarrow ? 84 : 100;
}

/** What lies under the shapes of a field: its title, its grid with the words of its ticks, and highlights. */
function underneath(
  { field, top, bottom, values, rows }: FieldLayout,
  marks: readonly MarkRows[],
  axis: HorizontalAxis,
  axisTicks: readonly number[],
  palette: Palette,
  look: ChartLook,
): Mark[] {
  const { Plot, colours, words, width } = look;
  const found: Mark[] = [];
  const pixel = (value: number): number => (values === null ? 0 : values.bottom - (values.bottom - values.top) * values.axis.at(value));
  const spans = marks.filter(({ mark }) => mark.kind === 'spans');
  const whole = values ?? { field: field?.value ?? null, top: top + TITLE_HEIGHT, bottom, axis: valueAxis([], {}) };
  found.push(
    ...spans.flatMap((one) => valueShapes(one, [{ ...whole, bottom: rows.length === 0 ? whole.bottom : bottom }], axis, palette, look)),
  );
  if (values !== null) {
    const ticks = values.axis.ticks.map((tick) => ({ y: pixel(tick), text: words.short(tick), isZero: tick === 0 }));
    found.push(
      Plot.ruleY(ticks, {
        y: 'y',
        stroke: ({ isZero }: { isZero: boolean }) => (isZero ? colours.muted : colours.line),
        strokeOpacity: 0.8,
      }),
      Plot.text(ticks, { frameAnchor: 'left', y: 'y', text: 'text', dx: -7, textAnchor: 'end', fontSize: 10.5, fill: colours.muted }),
    );
  }
  if (axis.kind === 'number' && rows.length > 0)
    found.push(Plot.ruleX(axisTicks, { stroke: colours.line, strokeOpacity: 0.8, y1: () => rows[0]?.top ?? top, y2: () => bottom }));
  found.push(...(rows.length === 0 ? [] : rowLabels(rows, axis, look)));
  if (field !== null) {
    const title = [{ text: fitText(field.label, width - 12, 12), y: top + 8 }];
    found.push(
      Plot.text(title, {
        frameAnchor: 'left',
        dx: -axis.left + 1,
        y: 'y',
        text: 'text',
        textAnchor: 'start',
        fontSize: 12,
        fontWeight: 600,
        fill: colours.ink,
        stroke: colours.paper,
        strokeWidth: 4,
      }),
    );
  }
  return found;
}

function shapesOf(
  { field, values, heat, rows }: FieldLayout,
  marks: readonly MarkRows[],
  axis: HorizontalAxis,
  palette: Palette,
  look: ChartLook,
): Mark[] {
  const value = field?.value ?? null;
  return [
    ...heat.flatMap((one) => heatShapes(one.rows, one.frame, axis, palette, look)),
    ...marks.flatMap((one) => {
      if (one.isRows) return rowShapes(one, value, rows, axis, palette, look);
      if (one.mark.kind === 'heat' || one.mark.kind === 'spans' || values === null) return [];
      return valueShapes(one, [values], axis, palette, look);
    }),
  ];
}

/** What a horizontal axis of numbers counts; axes of time and of texts need no words. */
function titleOfAxis(marks: readonly MarkRows[], axis: HorizontalAxis, { words }: ChartLook): string | null {
  if (axis.kind !== 'number') return null;
  const [first] = marks;
  const column = first?.isRows && first.mark.kind === 'bars' ? first.yColumn : (first?.xColumn ?? null);
  return column === null || column === undefined ? null : words.column(column.name, column.unit);
}

function unlogged(marks: readonly MarkRows[]): number {
  return marks.reduce((sum, { points, mark }) => sum + points.filter(({ x, y }) => (mark.kind === 'intervals' ? x : y) <= 0).length, 0);
}
