import type { FindingColumn } from '../../model.js';
import { codedHtml, type Html, type HtmlPart, html, type TableColumn, tableHtml } from './html.js';
import { tableFileName } from './read-tables.js';
import type { ReportRows } from './report-model.js';
import { accountHtml } from './timeline-section.js';
import { instantText, listText, measureText, numberText, shownText, spanText, wordsOf } from './wording.js';

/** Below this many edges of shuffled worlds a rate is an upper bound. */
const SURE_EDGES = 5;
/** Columns of the second rank; tables with more columns than this leave them to their file. */
const MANY_COLUMNS = 10;
const SECOND_RANK: readonly string[] = [
  'postCountA',
  'postCountB',
  'pairCount',
  'symmetry',
  'nullEdgeCount',
  'qChoice',
  'commonObjectCount',
];
const RATE_CAPTION = /Against [^.;]*, not against innocence[^.]*\./;
const USUAL_CAPTION = 'Against chance, not against innocence; it is no probability of guilt.';

type Row = ReportRows['rows'][number];

/** A column as it is printed: one declared column, an interval with its estimate, or what follows from two. */
interface PrintedColumn extends TableColumn {
  readonly cell: (row: Row) => HtmlPart;
}

/**
 * The first rows of any declared table: heads with units, numbers with their intervals, names, times and what they span, the
 * caption of every false-discovery rate, and the meaning of the columns.
 */
export function rowsHtml(head: ReportRows, findingId: number, caption: string): Html {
  const { table, rows, rowCount, leftOut } = head;
  const folded = table.columns.length > MANY_COLUMNS ? table.columns.filter(({ name }) => SECOND_RANK.includes(name)) : [];
  const blank = table.columns.filter((_, index) => rows.length > 0 && rows.every((row) => row[index] === null));
  const columns = printedColumns(table.columns, [...folded, ...blank]);
  const file = `${tableFileName(findingId, table.name)}.csv`;
  const more = [...(rows.length < rowCount ? ['all rows'] : []), ...folded.map(({ name }) => inSentence(name))];
  const notes = [
    ...rateCaptions(table.columns),
    ...(hasBounds(table.columns) ? [`≤: an upper bound, resting on fewer than ${SURE_EDGES} edges of shuffled worlds.`] : []),
    ...(more.length > 0 ? [`In ${file}: ${listText(more)}.`] : []),
    ...(blank.length > 0 ? [`Blank in these rows: ${listText(blank.map(({ name }) => inSentence(name)))}.`] : []),
    ...(leftOut.length > 0 ? [`Left out, as a report holds no texts: ${listText(leftOut.map(inSentence))}.`] : []),
  ];
  const printed = tableHtml(
    caption,
    columns,
    rows.map((row) => columns.map(({ cell }) => cell(row))),
    notes.length === 0 ? null : notes.join(' '),
  );
  return html`${printed}
<details><summary>What the columns mean</summary><dl>${table.columns.map((column) => html`<dt>${wordsOf(column.name)}</dt><dd>${codedHtml(column.meaning)}</dd>`)}</dl></details>`;
}

/** What must stand wherever the rates of these columns stand. */
export function rateCaptions(columns: readonly FindingColumn[]): string[] {
  const own = columns.flatMap(({ meaning }) => RATE_CAPTION.exec(meaning)?.[0] ?? []);
  if (own.length > 0) return [...new Set(own)];
  return columns.some(({ meaning }) => /false-discovery rate/i.test(meaning)) ? [USUAL_CAPTION] : [];
}

function hasBounds(columns: readonly FindingColumn[]): boolean {
  return ['qTiming', 'nullEdgeCount'].every((wanted) => columns.some(({ name }) => name === wanted));
}

function printedColumns(columns: readonly FindingColumn[], folded: readonly FindingColumn[]): PrintedColumn[] {
  return columns.flatMap((column, index): PrintedColumn[] => {
    if (folded.includes(column) || boundsOf(columns, index - 1) !== null || boundsOf(columns, index - 2) !== null) return [];
    const printed = printedColumn(columns, index);
    const isEnd = column.name === 'lastAt' && columns[index - 1]?.name === 'firstAt';
    if (!isEnd) return [printed];
    return [printed, { head: 'Span', isNumber: true, cell: (row) => spanText(row[index - 1], row[index]) }];
  });
}

/** True if the next two columns are the bounds of this one: their names end in Low and High. */
function boundsOf(columns: readonly FindingColumn[], index: number): readonly [number, number] | null {
  const [own, low, high] = [columns[index], columns[index + 1]?.name ?? '', columns[index + 2]?.name ?? ''];
  const isOne = own?.type === 'number' && low.endsWith('Low') && high.endsWith('High') && low.slice(0, -3) === high.slice(0, -4);
  return isOne ? [index + 1, index + 2] : null;
}

function printedColumn(columns: readonly FindingColumn[], index: number): PrintedColumn {
  const column = columns[index] as FindingColumn;
  const bounds = boundsOf(columns, index);
  const sure = column.name === 'qTiming' ? columns.findIndex(({ name }) => name === 'nullEdgeCount') : -1;
  const unit = [
    ...(column.unit === undefined || isSaid(column) ? [] : [column.unit]),
    ...(column.type === 'time' ? ['UTC'] : []),
    ...(bounds === null ? [] : ['low–high']),
  ];
  return {
    head: headOf(column),
    ...(unit.length === 0 ? {} : { unit: unit.join(', ') }),
    isNumber: column.type === 'integer' || column.type === 'number',
    cell: (row) => {
      const value = row[index] ?? null;
      const isBound = sure !== -1 && typeof row[sure] === 'number' && row[sure] < SURE_EDGES && value !== null;
      const text = cellText(column, value);
      if (isBound) return html`≤ ${text}`;
      return bounds === null || value === null ? text : html`${text} (${boundText(row[bounds[0]])}–${boundText(row[bounds[1]])})`;
    },
  };
}

/** A column's name in words, without the unit that stands below it. */
function headOf({ name, unit }: FindingColumn): string {
  const ending = unit === undefined ? '' : unit.charAt(0).toUpperCase() + unit.slice(1);
  return wordsOf(ending !== '' && name.length > ending.length && name.endsWith(ending) ? name.slice(0, -ending.length) : name);
}

/** A column's name within a sentence. */
function inSentence(name: string): string {
  const words = wordsOf(name);
  return words.charAt(0).toLowerCase() + words.slice(1);
}

/** True if a column's name says its unit: `postCount` counts posts. */
function isSaid({ name, unit }: FindingColumn): boolean {
  return unit !== undefined && name.toLowerCase() === `${unit.replace(/s$/, '')}count`;
}

function boundText(value: Row[number] | undefined): string {
  return typeof value === 'number' ? measureText(value) : '';
}

function cellText(column: FindingColumn, value: Row[number]): HtmlPart {
  if (value === null) return '–';
  if (typeof value === 'number') return column.type === 'number' ? measureText(value) : numberText(value);
  if (typeof value !== 'string') return accountHtml(value);
  if (column.type === 'time') return instantText(value).replace(/\u00a0UTC$/, '');
  if (!value.includes(',')) return html`<bdi>${shownText(value)}</bdi>`;
  // Lists of layers and their like break after commas.
  return html`<bdi class="list">${shownText(value, 120).replaceAll(/,(?! )/g, ', ')}</bdi>`;
}
