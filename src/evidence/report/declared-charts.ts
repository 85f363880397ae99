import type { ChartCell, ChartColumn, ChartData, ChartRows, ReadChart } from '../../charts/chart-data.js';
import type { LegendEntry } from '../../charts/chart-look.js';
import { type DrawnChart, drawnChart } from '../../charts/declared-chart.js';
import { reportLook } from './chart-look.js';
import { type Drawing, type Pictures, pictureHtml, plotContent } from './charts.js';
import { codedHtml, escapeText, figureHtml, Html, type HtmlPart, html, tableHtml } from './html.js';
import { tableFileName } from './read-tables.js';
import { countText, dayText, instantText, measureText, numberText, shownText, wordsOf } from './wording.js';

const WIDTHS = { wide: 720, narrow: 358 } as const;
/** Rows of a table under a chart. */
const LISTED_ROWS = 60;

/** A declared chart as a report shows it; null pictures where no row has a place on its axes. */
export interface DeclaredPictures {
  readonly pictures: Pictures;
  readonly drawn: Pick<DrawnChart, 'legend' | 'events' | 'leftOut'> | null;
}

/** Draws a declared chart in its wide and its narrow form. */
export function declaredPictures(drawing: Drawing, { chart, data }: ReadChart): DeclaredPictures {
  const [wide, narrow] = [WIDTHS.wide, WIDTHS.narrow].map((width) => drawnChart(chart, data, reportLook(drawing, width)));
  if (wide === null || narrow === null || wide === undefined || narrow === undefined) return { pictures: null, drawn: null };
  const picture = ({ options }: DrawnChart): Html =>
    pictureHtml(options.width ?? 0, options.height ?? 0, new Html(escapeText(chart.title)), plotContent(drawing, options));
  const { legend, events, leftOut } = wide;
  return { pictures: { wide: picture(wide), narrow: picture(narrow) }, drawn: { legend, events, leftOut } };
}

/** The section of a declared chart: picture, how to read it, its table, and what it cannot show. */
export function declaredFigure(read: ReadChart, { pictures, drawn }: DeclaredPictures, findingId: number): Html {
  const { chart, data } = read;
  const head = html`<h4>${shownText(chart.title, 160)}</h4>`;
  if (pictures === null || drawn === null)
    return html`${head}<p class="note">No row has a place in this chart: there is nothing to draw.</p>`;
  const notes = [...fieldNotes(read), ...rowNotes(read, drawn, findingId)];
  const caption = html`${codedHtml(chart.caption)}${drawn.legend.length === 0 ? null : legendHtml(drawn.legend)}${notes.length === 0 ? null : html` ${notes.join(' ')}`}${eventList(drawn)}`;
  return html`${head}${figureHtml({
    ...pictures,
    caption,
    table: html`${data.tables.map((rows) => chartTable(rows, data, findingId))}`,
    limits: chart.limits,
  })}`;
}

/** A legend as it stands under a picture. */
function legendHtml(legend: readonly LegendEntry[]): Html {
  const swatch = ({ colour, shape, opacity }: LegendEntry): Html =>
    html`<span class="swatch ${shape ?? 'dot'}" style="background:${colour}${opacity === undefined ? '' : `;opacity:${Math.max(0.06, opacity)}`}" aria-hidden="true"></span>`;
  return html`<ul class="legend">${legend.map((entry) => html`<li>${swatch(entry)}<bdi>${entry.label}</bdi></li>`)}</ul>`;
}

function eventList({ events }: Pick<DrawnChart, 'events'>): HtmlPart {
  if (events.length === 0) return null;
  return html`<details><summary>${countText(events.length, 'event')} by number</summary><ol class="events">${events.map(({ happenedAt, title }) => html`<li>${dayText(happenedAt)} · <bdi>${shownText(title, 120)}</bdi></li>`)}</ol></details>`;
}

function fieldNotes({ data, fieldCount }: ReadChart): string[] {
  if (data.fields.length >= fieldCount) return [];
  return [`Drawn: the first ${numberText(data.fields.length)} of ${countText(fieldCount, 'field')}, in the order of the table.`];
}

function rowNotes({ data }: ReadChart, { leftOut }: Pick<DrawnChart, 'leftOut'>, findingId: number): string[] {
  const { rowCount, unloggedCount, eventCount, accessCount } = leftOut;
  return [
    ...data.tables
      .filter((table) => table.rows.length < table.rowCount)
      .map(
        (table) =>
          `Drawn: the first ${numberText(table.rows.length)} of ${countText(table.rowCount, 'row')}; all are in ${tableFileName(findingId, table.name)}.csv.`,
      ),
    ...(rowCount > 0 ? [`${countText(rowCount, 'more row', 'more rows')} not drawn.`] : []),
    ...(unloggedCount > 0 ? [`${countText(unloggedCount, 'value')} of 0 or less, which a logarithmic scale cannot show, not drawn.`] : []),
    ...(eventCount > 0 ? [`${countText(eventCount, 'more event')} not marked.`] : []),
    ...(accessCount > 0 ? [`${countText(accessCount, 'more statement')} of access not drawn.`] : []),
  ];
}

/** The rows that a chart draws, the first of them; all stand in the file of the table. */
function chartTable({ name, title, columns, rows }: ChartRows, { labels }: ChartData, findingId: number): Html {
  const shown = rows.slice(0, LISTED_ROWS);
  const note =
    shown.length < rows.length
      ? `The first ${numberText(shown.length)} of ${countText(rows.length, 'row')} that are drawn. All rows: ${tableFileName(findingId, name)}.csv.`
      : null;
  return tableHtml(
    shownText(title, 120),
    columns.map((column) => ({
      head: wordsOf(column.name),
      ...(column.unit === null ? {} : { unit: column.unit }),
      isNumber: column.type === 'integer' || column.type === 'number',
    })),
    shown.map((row) => row.map((cell, index) => cellHtml(cell, columns[index] as ChartColumn, labels))),
    note,
  );
}

function cellHtml(cell: ChartCell, { type }: ChartColumn, labels: ChartData['labels']): HtmlPart {
  if (cell === null) return '–';
  if (typeof cell === 'number') return type === 'number' ? measureText(cell) : numberText(cell);
  if (type === 'time')
    return cell.endsWith('T00:00:00Z') || cell.endsWith('T00:00:00.000Z') ? dayText(cell) : instantText(cell).replace(/\u00a0UTC$/, '');
  const label = type === 'account' && Object.hasOwn(labels, cell) ? (labels[cell] as string) : null;
  return html`<bdi${type === 'text' ? null : html` class="id"`}>${shownText(cell, 80)}</bdi>${label === null ? null : html`<bdi class="handle">${shownText(label, 80)}</bdi>`}`;
}
