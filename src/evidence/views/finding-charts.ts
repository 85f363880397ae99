import type { ChartAccess, ChartCell, ChartColumn, ChartField, ChartRows, ReadChart } from '../../charts/chart-data.js';
import type { ChartEvent } from '../../charts/event-marks.js';
import type { ChartMark, FindingChart, FindingTable } from '../../model.js';
import { shownStatements } from '../../registry/stated/shown-statements.js';
import type { CaseFile } from '../../store/case-file.js';
import { findingTableName, sqlName } from '../../store/findings.js';
import type { Naming } from '../../store/naming.js';
import { statedRows } from '../../store/stated.js';
import { namedRows, shownColumns } from '../report/read-tables.js';
import type { AccountLabel, ReportNames } from '../report/report-names.js';
import type { StoredFinding } from '../report/stored-findings.js';
import { readShownEvents } from './read-events.js';
import { labelOf } from './voices.js';

/** Rows of one table that a chart draws at most; fields beyond them are left out whole. */
const MOST_ROWS = 12_000;
/** Fields that are drawn at first where the chart does not say, and at most. */
const USUAL_FIELDS = 6;
const MOST_FIELDS = 24;
/** Fields that can be chosen by name. */
const MOST_CHOICES = 500;
const MOST_ACCESS = 200;

/** What stands beside every axis of time. */
export interface TimeMarks {
  readonly events: readonly ChartEvent[];
  readonly access: readonly ChartAccess[];
}

/** The charts of a finding that its stored tables can fill: a finding of an older version may lack tables or columns. */
export function chartsOf({ analysisKnown, declared }: StoredFinding): FindingChart[] {
  const isThere = (mark: ChartMark): boolean => {
    const table = declared.get(mark.table);
    const wanted = columnsOf(mark);
    return table !== undefined && wanted.every((name) => table.columns.some((column) => column.name === name));
  };
  return (analysisKnown?.charts ?? []).filter(({ marks }) => marks.every(isThere));
}

/** Names of the columns that a mark draws. */
function columnsOf({ x, xEnd, y, low, high, value, label, series, facet }: ChartMark): string[] {
  return [x, xEnd, y, low, high, value, ...(label ?? []), series, facet].filter((name) => name !== undefined);
}

/** Events, and statements of access, as every axis of time shows them. */
export async function readTimeMarks(file: CaseFile, naming: Naming): Promise<TimeMarks> {
  const events = await readShownEvents(file, naming);
  const access = await shownStatements(file, naming, (await statedRows(file, 'access')).slice(0, MOST_ACCESS));
  return {
    events: events.map(({ happenedAt, title }) => ({ happenedAt, title })),
    access: access.map(({ voice, platform, country, status, since, until }) => ({ voice, platform, country, status, since, until })),
  };
}

/**
 * What a declared chart draws: the rows of its tables in the columns that its marks name, every name as it may be shown. Columns that may
 * hold what people wrote stay blank. The first fields are drawn unless others are chosen, and as many as have rows for their pixels.
 *
 * @param chosen Places of fields, from 0; those that are not there are passed over, and where none is, the first are drawn.
 */
export async function readFindingChart(
  file: CaseFile,
  names: ReportNames,
  finding: StoredFinding,
  chart: FindingChart,
  marks: TimeMarks,
  chosen: readonly number[] | null = null,
): Promise<ReadChart> {
  const fields = await readFields(file, names, finding, chart);
  const most = Math.min(MOST_FIELDS, chart.mostFacets ?? USUAL_FIELDS);
  const asked = [...new Set(chosen ?? [])].flatMap((place) => fields[place] ?? []).slice(0, MOST_FIELDS);
  const wanted = asked.length > 0 ? asked : fields.slice(0, most);
  const used = [...new Set(chart.marks.map(({ table }) => table))].map((name) => finding.declared.get(name) as FindingTable);
  const reading: TableReading = { file, names, finding, chart, labels: new Map() };
  const read = [];
  for (const table of used) read.push(await readRows(reading, table, wanted));
  const drawn = Math.min(wanted.length, ...read.map(({ fieldCount }) => fieldCount));
  const plain = ({ place, value, label }: Field): ChartField => ({ place, value, label });
  return {
    chart,
    data: {
      tables: read.map(({ rows }) => rows),
      labels: Object.fromEntries(reading.labels),
      fields: wanted.slice(0, drawn).map(plain),
      ...marks,
    },
    choices: fields.slice(0, MOST_CHOICES).map(plain),
    fieldCount: fields.length,
  };
}

interface TableReading {
  readonly file: CaseFile;
  readonly names: ReportNames;
  readonly finding: StoredFinding;
  readonly chart: FindingChart;
  readonly labels: Map<string, string>;
}

/** A field, and where it first stands: SQL for its value in any of the tables. */
interface Field extends ChartField {
  readonly sql: string;
}

/** All values that have a field of their own, in order of their first rows; where that order would tell of hidden identifiers, by name. */
async function readFields(file: CaseFile, names: ReportNames, finding: StoredFinding, chart: FindingChart): Promise<Field[]> {
  const found = new Map<string, Omit<Field, 'place'>>();
  let isByName = false;
  for (const place of facetsOf(chart)) {
    const table = finding.declared.get(place.table) as FindingTable;
    const column = table.columns.find(({ name }) => name === place.column);
    if (column === undefined || !shownColumns(table).includes(column)) continue;
    const stored = findingTableName(finding.findingId, table.name);
    const own = `f.${sqlName(column)}`;
    const firsts = `f.rowid IN (SELECT min(f.rowid) FROM ${stored} f WHERE ${own} IS NOT NULL GROUP BY ${own})`;
    const rows = await file.rows<{ at: number }>(`SELECT f.rowid AS at FROM ${stored} f WHERE ${firsts} ORDER BY f.rowid`);
    let index = 0;
    for await (const [value] of namedRows(file, names, finding, { ...table, columns: [column] }, 'f.rowid', firsts)) {
      const at = rows[index++]?.at ?? 0;
      const account = typeof value === 'object' ? (value ?? null) : null;
      const text = account?.name ?? String(value);
      const label = account === null ? text : (labelText(account) ?? text);
      if (!found.has(text)) found.set(text, { value: text, label, sql: `(SELECT ${sqlName(column)} FROM ${stored} WHERE rowid = ${at})` });
    }
    isByName ||= column.type === 'account' && !names.isRevealed && table.sortedBy?.includes(column.name) === true;
  }
  const fields = [...found.values()];
  if (isByName) fields.sort((a, b) => (a.value < b.value ? -1 : 1));
  return fields.map((field, place) => ({ ...field, place }));
}

/** Tables of a chart with the column of their fields, each once. */
function facetsOf({ marks }: FindingChart): { readonly table: string; readonly column: string }[] {
  const places = marks.flatMap(({ table, facet }) => (facet === undefined ? [] : [{ table, column: facet }]));
  return places.filter(({ table }, index) => places.findIndex((other) => other.table === table) === index);
}

/** The rows of one table, field by field until they are as many as one chart takes, and how many fields these are. */
async function readRows(
  reading: TableReading,
  table: FindingTable,
  fields: readonly Field[],
): Promise<{ readonly rows: ChartRows; readonly fieldCount: number }> {
  const { chart, finding } = reading;
  const facet = facetsOf(chart).find((place) => place.table === table.name);
  const column = table.columns.find(({ name }) => name === facet?.column);
  const wanted = new Set(chart.marks.filter((mark) => mark.table === table.name).flatMap(columnsOf));
  const columns = table.columns.filter(({ name }) => wanted.has(name));
  const rows: ChartCell[][] = [];
  let rowCount = 0;
  let fieldCount = fields.length;
  const add = async (where: string): Promise<void> => {
    const { count } = await reading.file.row<{ count: number }>(
      `SELECT count(*) AS count FROM ${findingTableName(finding.findingId, table.name)} f WHERE ${where}`,
    );
    rowCount += count;
    rows.push(...(await readCells(reading, table, columns, where, MOST_ROWS - rows.length)));
  };
  if (column === undefined || fields.length === 0) await add('true');
  else {
    const own = `f.${sqlName(column)}`;
    await add(`${own} IS NULL`);
    for (const [place, field] of fields.entries()) {
      if (place > 0 && rowCount >= MOST_ROWS) {
        fieldCount = place;
        break;
      }
      await add(`${own} = ${field.sql}`);
    }
  }
  return { rows: { name: table.name, title: table.title, columns: columns.map(plainColumn), rows, rowCount }, fieldCount };
}

function plainColumn({ name, type, unit }: FindingTable['columns'][number]): ChartColumn {
  return { name, type, unit: unit ?? null };
}

async function readCells(
  reading: TableReading,
  table: FindingTable,
  columns: FindingTable['columns'],
  where: string,
  most: number,
): Promise<ChartCell[][]> {
  const { file, names, finding } = reading;
  // All shown columns are read, since who an account is called may depend on the post beside it.
  const shown = shownColumns(table);
  const places = columns.map((column) => shown.indexOf(column));
  const cells: ChartCell[][] = [];
  for await (const row of namedRows(file, names, finding, table, `f.rowid LIMIT ${most}`, where))
    cells.push(
      places.map((place) => {
        const value = row[place] ?? null;
        if (typeof value === 'number') return Number.isFinite(value) ? value : null;
        if (typeof value !== 'object' || value === null) return value;
        keepLabel(reading, value);
        return value.name;
      }),
    );
  const keys = names.isRevealed
    ? []
    : (table.sortedBy ?? [])
        .map((name) => columns.findIndex((column) => column.name === name && column.type === 'account'))
        .filter((place) => place >= 0);
  return keys.length === 0 ? cells : cells.sort((a, b) => compared(a, b, keys));
}

function compared(a: readonly ChartCell[], b: readonly ChartCell[], keys: readonly number[]): number {
  const key = keys.find((place) => a[place] !== b[place]);
  return key === undefined ? 0 : String(a[key]) < String(b[key]) ? -1 : 1;
}

/** What an account is called beside its name: null where it has neither handle nor actor. */
function labelText({ handle, actor }: AccountLabel): string | null {
  if (actor !== undefined) return labelOf({ actor, handle });
  return handle === null ? null : `@${handle}`;
}

function keepLabel({ labels }: TableReading, account: AccountLabel): void {
  const text = labelText(account);
  if (text !== null) labels.set(account.name, text);
}
