import type { Column, TableDescription } from '../../api/contract/analyses.ts';
import type { Cell, ColumnSummary, TablePage } from '../../api/contract/tables.ts';
import { timeAxis } from '../../charts/time-axis.ts';
import { get } from '../api.ts';
import { dayText, nameText, numberText, shortNumber } from '../format.ts';
import { words } from '../strings/language.svelte.ts';
import type { ChartContext, ChartSpec, ChartTable, Plot } from './chart-spec.ts';
import { type IntervalPlan, intervalPlan } from './interval-plan.ts';

/** What the default chart of a table is drawn from: values with intervals, or one column counted. */
export type ChartData =
  | { readonly kind: 'intervals'; readonly plan: IntervalPlan; readonly page: TablePage }
  | { readonly kind: 'summary'; readonly summary: ColumnSummary };

/** Ends of the axes, so that two charts can share them. */
export interface ChartDomain {
  readonly x: readonly [number, number] | null;
  readonly most: number;
}

export const INTERVALS = 'intervals';
const MOST_ROWS = 40;

/** What a table's default chart can show: its intervals, where it has some, and every column that can be counted. */
export function chartChoices(table: TableDescription): {
  intervals: IntervalPlan | null;
  columns: readonly Column[];
  first: string | null;
} {
  const intervals = intervalPlan(table.columns, table.order);
  const columns = table.columns.filter(({ type }) => type !== 'post');
  const counted = columns.find(
    ({ type, unit, name }) => (type === 'integer' || type === 'number') && unit !== null && !/^p[A-Z]|^q[A-Z]|^p$|^q$/.test(name),
  );
  const fallback = counted ?? columns.find(({ type }) => type === 'time') ?? columns[0];
  return { intervals, columns, first: intervals !== null ? INTERVALS : (fallback?.name ?? null) };
}

/** @throws ApiFailure */
export async function loadChart(path: string, table: TableDescription, choice: string): Promise<ChartData> {
  const plan = choice === INTERVALS ? intervalPlan(table.columns, table.order) : null;
  if (plan !== null)
    return { kind: 'intervals', plan, page: await get<TablePage>(path, { limit: plan.keys[0]?.type === 'account' ? MOST_ROWS : 400 }) };
  return { kind: 'summary', summary: await get<ColumnSummary>(`${path}/summary`, { column: choice }) };
}

interface Row {
  readonly label: string;
  readonly key: number | null;
  readonly point: number;
  readonly low: number;
  readonly high: number;
  readonly observed: readonly { readonly name: string; readonly value: number }[];
}

function rowsOf({ plan, page }: Extract<ChartData, { kind: 'intervals' }>): Row[] {
  const place = (column: Column): number => page.columns.findIndex(({ name }) => name === column.name);
  const number = (row: readonly Cell[], column: Column): number => Number(row[place(column)] ?? Number.NaN);
  return page.rows
    .map((row) => ({
      label: plan.keys.map((key) => keyText(row[place(key)] ?? null, key)).join(' · '),
      key:
        plan.keys.length === 1 && plan.keys[0] !== undefined && plan.keys[0].type !== 'text'
          ? numberOrNull(row[place(plan.keys[0])])
          : null,
      point: number(row, plan.point),
      low: number(row, plan.low),
      high: number(row, plan.high),
      observed: plan.observed
        .map((column) => ({ name: nameText(column.name), value: number(row, column) }))
        .filter(({ value }) => Number.isFinite(value)),
    }))
    .filter(({ point, low, high }) => Number.isFinite(point) && Number.isFinite(low) && Number.isFinite(high));
}

function numberOrNull(value: Cell | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

function keyText(value: Cell, { name, unit }: Column): string {
  if (typeof value !== 'number') return String(value ?? '–').slice(0, 60);
  const text = numberText(value);
  return unit === 'seconds' ? `${text} s` : `${nameText(name)} ${text}`;
}

/** Ends that hold for all of these. */
export function sharedDomain(all: readonly ChartData[]): ChartDomain | undefined {
  const ends: number[] = [];
  let most = 0;
  for (const data of all)
    if (data.kind === 'intervals')
      for (const { low, high, point, observed } of rowsOf(data)) ends.push(low, high, point, ...observed.map(({ value }) => value));
    else
      for (const { from, to, count } of data.summary.bins) {
        if (from !== null && to !== null) ends.push(placeOf(from), placeOf(to));
        most = Math.max(most, count);
      }
  if (ends.length === 0 && most === 0) return undefined;
  return { x: ends.length === 0 ? null : [Math.min(...ends), Math.max(...ends)], most };
}

function placeOf(end: number | string): number {
  return typeof end === 'number' ? end : new Date(end).getTime();
}

export interface DrawnChart {
  readonly spec: ChartSpec;
  readonly table: ChartTable;
  readonly title: string;
  readonly caption: string;
  readonly legend: readonly { readonly label: string; readonly kind: 'point' | 'observed'; readonly place: number }[];
}

/** The chart of some data; null where there is nothing to draw. */
export function drawChart(data: ChartData, domain?: ChartDomain): DrawnChart | null {
  return data.kind === 'intervals' ? drawIntervals(data, domain) : drawSummary(data.summary, domain);
}

function drawIntervals(data: Extract<ChartData, { kind: 'intervals' }>, domain?: ChartDomain): DrawnChart | null {
  const { plan, page } = data;
  const all = rowsOf(data);
  if (all.length === 0) return null;
  const isLine = all.length > 14 && all.every(({ key }) => key !== null) && plan.observed.length > 0;
  const rows = isLine ? all : all.slice(0, MOST_ROWS);
  const unit = plan.point.unit === null ? '' : `, ${plan.point.unit}`;
  const captions = [isLine ? words().chart.band : words().chart.interval];
  if (rows.length < page.totalCount) captions.push(words().chart.mostRows(numberText(rows.length)));
  return {
    spec: isLine ? bandSpec(rows, plan, domain) : rowSpec(rows, plan, domain),
    table: { columns: page.columns, rows: page.rows },
    title: words().chart.intervalTitle(nameText(plan.point.name)) + unit,
    caption: captions.join(' '),
    legend:
      plan.observed.length === 0
        ? []
        : [
            { label: nameText(plan.point.name), kind: 'point', place: 0 },
            ...plan.observed.map((column, place) => ({ label: nameText(column.name), kind: 'observed' as const, place })),
          ],
  };
}

/** Colours of the columns beside the interval. */
export function observedColour(groups: readonly string[], place: number): string {
  return groups[[2, 3, 4, 5, 6][place] ?? 0] ?? '';
}

function isWide(values: readonly number[]): boolean {
  const least = Math.min(...values.filter((value) => value > 0));
  return Math.min(...values) >= 0 && Math.max(...values) / least > 300;
}

function allValues(rows: readonly Row[]): number[] {
  return rows.flatMap(({ low, high, point, observed }) => [low, high, point, ...observed.map(({ value }) => value)]);
}

function valueScale(rows: readonly Row[], plan: IntervalPlan, domain?: ChartDomain): Record<string, unknown> {
  const isShare = plan.point.unit === '0–1';
  const ends = domain?.x ?? [Math.min(0, ...allValues(rows)), Math.max(...allValues(rows))];
  if (isShare) return { domain: [0, 1], label: null };
  if (!isWide([...ends, ...allValues(rows)])) return { domain: ends, nice: true, label: null };
  return { type: 'symlog', domain: ends, ticks: decades(ends[1] ?? 1), label: null };
}

/** 0 and the powers of ten up to an end, which is all that a logarithmic axis has room for. */
function decades(end: number): number[] {
  return [0, ...Array.from({ length: Math.max(1, Math.floor(Math.log10(Math.max(10, end))) + 1) }, (_, power) => 10 ** power)];
}

function rowSpec(rows: readonly Row[], plan: IntervalPlan, domain?: ChartDomain): ChartSpec {
  return ({ Plot, colours, width, isNarrow }) => {
    const longest = Math.max(...rows.map(({ label }) => wideLength(label)));
    const marginLeft = Math.min(isNarrow ? width * 0.38 : 260, longest * 7 + 16);
    const labels = rows.map(({ label }, index) => ({ label, index }));
    const fits = Math.floor((marginLeft - 14) / 7);
    return {
      height: rows.length * 22 + 52,
      marginLeft,
      marginRight: 18,
      marginTop: 8,
      marginBottom: 34,
      x: { ...valueScale(rows, plan, domain), grid: true },
      y: { domain: rows.map((_, index) => index), type: 'band', axis: null },
      marks: [
        Plot.text(labels, {
          y: 'index',
          frameAnchor: 'left',
          dx: -marginLeft + 2,
          textAnchor: 'start',
          fill: colours.ink,
          text: ({ label }: { label: string }) => cut(label, fits),
          title: 'label',
        }),
        valueAxisX(Plot, rows, plan, domain, colours.muted, Math.max(3, Math.round(width / 110))),
        Plot.ruleY(rows, {
          y: (_: Row, index: number) => index,
          x1: 'low',
          x2: 'high',
          stroke: colours.first,
          strokeWidth: 2.2,
          strokeOpacity: 0.75,
        }),
        ...plan.observed.map((_, place) =>
          Plot.dot(rows, {
            y: (_: Row, index: number) => index,
            x: (row: Row) => row.observed[place]?.value,
            stroke: observedColour(colours.groups, place),
            fill: colours.paper,
            strokeWidth: 2,
            r: 4,
            symbol: (['diamond', 'square', 'triangle'] as const)[place] ?? 'diamond',
          }),
        ),
        Plot.dot(rows, { y: (_: Row, index: number) => index, x: 'point', fill: colours.first, r: 3.6, title: (row: Row) => titleOf(row) }),
      ],
    };
  };
}

function bandSpec(rows: readonly Row[], plan: IntervalPlan, domain?: ChartDomain): ChartSpec {
  return (context) => {
    const { Plot, colours, width } = context;
    const keys = rows.map(({ key }) => key ?? 0);
    const scale = valueScale(rows, plan, domain);
    return {
      height: 270,
      marginLeft: 52,
      marginRight: 14,
      marginBottom: 42,
      x: {
        type: isWide(keys.filter((key) => key > 0)) ? 'log' : 'linear',
        label: nameText(plan.keys[0]?.name ?? ''),
        labelAnchor: 'center',
        labelArrow: 'none',
      },
      y: { ...scale, grid: true },
      marks: [
        Plot.axisX({
          ticks: Math.max(3, Math.round(width / 110)),
          tickSize: 4,
          color: colours.line,
          fill: colours.muted,
          tickFormat: (value: number) => shortNumber(value),
        }),
        Plot.axisY({
          ticks: (scale['ticks'] as number[] | undefined) ?? 5,
          tickSize: 0,
          label: null,
          fill: colours.muted,
          tickFormat: (value: number) => shortNumber(value),
        }),
        Plot.areaY(rows, { x: 'key', y1: 'low', y2: 'high', fill: colours.first, fillOpacity: 0.22 }),
        Plot.lineY(rows, { x: 'key', y: 'point', stroke: colours.first, strokeWidth: 1.8 }),
        ...plan.observed.map((_, place) =>
          Plot.lineY(rows, {
            x: 'key',
            y: (row: Row) => row.observed[place]?.value,
            stroke: observedColour(colours.groups, place),
            strokeWidth: 1.8,
            marker: 'dot',
          }),
        ),
      ],
    };
  };
}

function valueAxisX(plot: Plot, rows: readonly Row[], plan: IntervalPlan, domain: ChartDomain | undefined, fill: string, count: number) {
  const ticks = (valueScale(rows, plan, domain)['ticks'] as number[] | undefined) ?? count;
  return plot.axisX({ ticks, tickSize: 0, label: null, fill, tickFormat: (value: number) => shortNumber(value) });
}

function titleOf({ label, point, low, high, observed }: Row): string {
  return [
    `${label}: ${numberText(point)} (${numberText(low)}–${numberText(high)})`,
    ...observed.map(({ name, value }) => `${name} ${numberText(value)}`),
  ].join('\n');
}

/** Length in narrow signs; wide ones count double. */
function wideLength(text: string): number {
  return [...text].reduce((sum, sign) => sum + ((sign.codePointAt(0) ?? 0) > 0x2e80 ? 2 : 1), 0);
}

function cut(text: string, most: number): string {
  if (wideLength(text) <= most) return text;
  let length = 0;
  let kept = '';
  for (const sign of text) {
    length += wideLength(sign);
    if (length > most - 1) break;
    kept += sign;
  }
  return `${kept}…`;
}

function drawSummary(summary: ColumnSummary, domain?: ChartDomain): DrawnChart | null {
  const { column, kind, bins, missingCount, otherCount } = summary;
  if (bins.length === 0) return null;
  const words_ = words().chart;
  const notes = [
    missingCount > 0 ? words_.missing(numberText(missingCount)) : '',
    otherCount > 0 ? words_.notListed(numberText(otherCount)) : '',
  ];
  const unit = column.unit === null ? '' : `, ${column.unit}`;
  const type = kind === 'times' ? ('time' as const) : ('number' as const);
  return {
    spec: kind === 'names' ? namesSpec(summary, domain) : binsSpec(summary, domain),
    table:
      kind === 'names'
        ? {
            columns: [
              { name: nameText(column.name), type: 'text', unit: null },
              { name: words_.count, type: 'integer', unit: null },
            ],
            rows: bins.map(({ label, count }) => [label, count]),
          }
        : {
            columns: [
              { name: `${nameText(column.name)}, ${words_.from}`, type, unit: column.unit },
              { name: words_.to, type, unit: column.unit },
              { name: words_.count, type: 'integer', unit: null },
            ],
            rows: bins.map(({ from, to, count }) => [from, to, count]),
          },
    title: words_.distribution(nameText(column.name)) + unit + (kind === 'times' ? `, ${words().utc}` : ''),
    caption: notes.filter((note) => note !== '').join(' '),
    legend: [],
  };
}

function namesSpec({ bins }: ColumnSummary, domain?: ChartDomain): ChartSpec {
  return ({ Plot, colours, width, isNarrow }) => {
    const labels = bins.map(({ label }) => label ?? words().notStated);
    const marginLeft = Math.min(isNarrow ? width * 0.4 : 280, Math.max(...labels.map(wideLength)) * 6.6 + 14);
    const fits = Math.floor((marginLeft - 12) / 6.6);
    return {
      height: bins.length * 21 + 20,
      marginLeft,
      marginRight: 56,
      marginTop: 4,
      marginBottom: 10,
      x: { domain: [0, Math.max(domain?.most ?? 0, ...bins.map(({ count }) => count))], axis: null },
      y: { type: 'band', domain: bins.map((_, index) => index), axis: null, padding: 0.28 },
      marks: [
        Plot.barX(bins, { x: 'count', y: (_: unknown, index: number) => index, fill: colours.all }),
        Plot.text(bins, {
          y: (_: unknown, index: number) => index,
          frameAnchor: 'left',
          dx: -marginLeft + 2,
          textAnchor: 'start',
          fill: colours.ink,
          text: (_: unknown, index: number) => cut(labels[index] ?? '', fits),
          title: (_: unknown, index: number) => labels[index] ?? '',
        }),
        Plot.text(bins, {
          y: (_: unknown, index: number) => index,
          x: 'count',
          dx: 5,
          textAnchor: 'start',
          fill: colours.muted,
          text: ({ count }: { count: number }) => shortNumber(count),
        }),
      ],
    };
  };
}

function binsSpec({ kind, bins, column }: ColumnSummary, domain?: ChartDomain): ChartSpec {
  const isTime = kind === 'times';
  const drawn = bins.flatMap(({ from, to, count }) =>
    from === null || to === null ? [] : [{ from: placeOf(from), to: placeOf(to), count }],
  );
  return (context) => {
    const { Plot, colours, isNarrow } = context;
    const place = (value: number): number | Date => (isTime ? new Date(value) : value);
    const ends = domain?.x ?? [Math.min(...drawn.map(({ from }) => from)), Math.max(...drawn.map(({ to }) => to))];
    return {
      height: isNarrow ? 190 : 230,
      marginLeft: 48,
      marginRight: 12,
      marginBottom: 36,
      x: { type: isTime ? 'utc' : 'linear', domain: ends.map(place), label: null },
      y: { domain: [0, Math.max(1, domain?.most ?? 0, ...drawn.map(({ count }) => count))], nice: true, label: null },
      marks: [
        Plot.gridY({ stroke: colours.line, strokeOpacity: 0.8, ticks: 4 }),
        Plot.rectY(drawn, {
          x1: ({ from }: { from: number }) => place(from),
          x2: ({ to, from }: { to: number; from: number }) => place(to === from ? from + 1 : to),
          y: 'count',
          fill: colours.all,
          insetLeft: 0.5,
          insetRight: 0.5,
          title: ({ from, to, count }: { from: number; to: number; count: number }) =>
            `${endText(from, isTime)} – ${endText(to, isTime)}: ${numberText(count)}`,
        }),
        Plot.ruleY([0], { stroke: colours.muted }),
        Plot.axisY({ ticks: 4, tickSize: 0, label: null, fill: colours.muted, tickFormat: (value: number) => shortNumber(value) }),
        isTime ? timeAxis(context) : numberAxis(Plot, context, column.type === 'integer'),
      ],
    };
  };
}

function numberAxis(plot: Plot, { width, colours }: ChartContext, isWhole: boolean) {
  return plot.axisX({
    ticks: Math.max(3, Math.round(width / 110)),
    tickSize: 4,
    label: null,
    color: colours.line,
    fill: colours.muted,
    tickFormat: (value: number) => (isWhole && !Number.isInteger(value) ? '' : shortNumber(value)),
  });
}

function endText(value: number, isTime: boolean): string {
  return isTime ? dayText(value) : numberText(value);
}
