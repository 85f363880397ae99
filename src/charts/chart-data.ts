import type { ChartMark, FindingChart, FindingColumn } from '../model.js';
import type { ChartEvent } from './event-marks.js';
import { BETWEEN } from './label-text.js';

/** A value of a row; instants in ISO 8601, UTC. */
export type ChartCell = string | number | null;

export interface ChartColumn {
  readonly name: string;
  readonly type: FindingColumn['type'];
  readonly unit: string | null;
}

/** Rows of one table of the finding, as far as a chart draws them: the columns that its marks name, in the order of the table. */
export interface ChartRows {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly ChartColumn[];
  readonly rows: readonly (readonly ChartCell[])[];
  /** Of the fields that are drawn, before any were left out. */
  readonly rowCount: number;
}

/** A field of a chart. */
export interface ChartField {
  /** Its place among all fields of the chart, from 0. */
  readonly place: number;
  /** What stands in the column of fields. */
  readonly value: string;
  readonly label: string;
}

/** From when to when a voice can be used or seen from somewhere, as somebody stated. */
export interface ChartAccess {
  readonly voice: string;
  readonly platform: string;
  /** ISO 3166-1 alpha-2; null: everywhere. */
  readonly country: string | null;
  readonly status: string;
  /** ISO 8601, UTC; null: not stated, or still so. */
  readonly since: string | null;
  readonly until: string | null;
}

/** What a declared chart draws, every name as it may be shown. */
export interface ChartData {
  /** Each table that its marks name, once. */
  readonly tables: readonly ChartRows[];
  /** What accounts are called beside their names, where they have a handle or an actor. */
  readonly labels: Readonly<Record<string, string>>;
  /** Fields that are drawn, in order; none where the chart has no fields. */
  readonly fields: readonly ChartField[];
  readonly events: readonly ChartEvent[];
  readonly access: readonly ChartAccess[];
}

/** A declared chart with its rows. */
export interface ReadChart {
  readonly chart: FindingChart;
  readonly data: ChartData;
  /** The fields that it could draw, the first some hundred of them; none where it has no fields. */
  readonly choices: readonly ChartField[];
  readonly fieldCount: number;
}

/** One row of a mark: its columns as numbers (instants in milliseconds since 1970), NaN where there is none. */
export interface ChartPoint {
  readonly x: number;
  readonly xEnd: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
  readonly value: number;
  readonly xText: string;
  readonly yText: string;
  readonly label: string;
  /** Of the label, where several columns make it. */
  readonly parts: readonly string[];
  readonly series: string;
  /** Null: it stands in every field. */
  readonly field: string | null;
}

export type AxisKind = 'time' | 'number' | 'text';

/** A mark with its rows. */
export interface MarkRows {
  readonly mark: ChartMark;
  /** Its place in the declaration. */
  readonly place: number;
  readonly points: readonly ChartPoint[];
  /** Of the horizontal axis that it needs. */
  readonly axis: AxisKind;
  /** Named rows one under another rather than a vertical axis of values. */
  readonly isRows: boolean;
  /** The columns of its horizontal and its vertical axis. */
  readonly xColumn: ChartColumn | null;
  readonly yColumn: ChartColumn | null;
}

/** The marks of a chart with their rows; those whose table is missing are left out. @param blank Stands for an empty text. */
export function marksOf(chart: FindingChart, data: ChartData, blank: string): MarkRows[] {
  const fields = new Set(data.fields.map(({ value }) => value));
  return chart.marks.flatMap((mark, place): MarkRows[] => {
    const table = data.tables.find(({ name }) => name === mark.table);
    if (table === undefined) return [];
    const column = (name: string | undefined): ChartColumn | null => table.columns.find((one) => one.name === name) ?? null;
    const [xColumn, yColumn] = [column(mark.x), column(mark.y)];
    if (xColumn === null) return [];
    const points = pointsOf(mark, table, data.labels, blank).filter(
      ({ field }) => field === null || fields.size === 0 || fields.has(field),
    );
    const isTextBars = mark.kind === 'bars' && mark.xEnd === undefined && kindOf(xColumn) === 'text';
    const axis = isTextBars ? 'number' : kindOf(xColumn);
    return [{ mark, place, points, axis, isRows: isTextBars || mark.kind === 'intervals' || mark.kind === 'lanes', xColumn, yColumn }];
  });
}

function kindOf({ type }: ChartColumn): AxisKind {
  return type === 'time' ? 'time' : type === 'integer' || type === 'number' ? 'number' : 'text';
}

function pointsOf(mark: ChartMark, table: ChartRows, labels: ChartData['labels'], blank: string): ChartPoint[] {
  const indexOf = (name: string | undefined): number => table.columns.findIndex((column) => column.name === name);
  const places = {
    ...{ x: indexOf(mark.x), xEnd: indexOf(mark.xEnd), y: indexOf(mark.y), low: indexOf(mark.low), high: indexOf(mark.high) },
    ...{ value: indexOf(mark.value), series: indexOf(mark.series), facet: indexOf(mark.facet) },
  };
  const labelled = (mark.label ?? []).map(indexOf).filter((place) => place >= 0);
  const isTime = table.columns.map(({ type }) => type === 'time');
  return table.rows.map((row): ChartPoint => {
    const number = (place: number): number => numberOf(row[place] ?? null, isTime[place] === true);
    const text = (place: number): string => textOf(row[place] ?? null, labels, blank);
    const parts = labelled.length === 0 ? [text(places.x)] : labelled.map(text);
    const facet = places.facet === -1 ? null : (row[places.facet] ?? null);
    return {
      ...{ x: number(places.x), xEnd: number(places.xEnd), y: number(places.y), low: number(places.low), high: number(places.high) },
      value: number(places.value),
      xText: text(places.x),
      yText: text(places.y),
      label: parts.join(BETWEEN),
      parts,
      series: places.series === -1 ? '' : text(places.series),
      field: facet === null ? null : String(facet),
    };
  });
}

function numberOf(cell: ChartCell, isTime: boolean): number {
  if (typeof cell === 'number') return cell;
  return cell === null || !isTime ? Number.NaN : Date.parse(cell);
}

function textOf(cell: ChartCell, labels: ChartData['labels'], blank: string): string {
  if (cell === null || cell === '') return blank;
  return Object.hasOwn(labels, String(cell)) ? (labels[String(cell)] as string) : String(cell);
}
