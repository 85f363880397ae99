import { type Drawing, type Mark, type Pictures, pictureHtml, plotContent } from './charts.js';
import { type CountScale, countScale } from './count-scale.js';
import { escapeText, Html } from './html.js';
import { COLOURED_GROUPS, groupColour } from './network-picture.js';
import type { SensitivityCell } from './report-model.js';
import { decimalText, durationText, numberText } from './wording.js';

/** One field of the small multiples: a measure over windows, a line for each least number of objects. */
interface Field {
  readonly title: string;
  readonly isShare: boolean;
  readonly withBand: boolean;
  readonly value: (cell: SensitivityCell) => number | null;
}

const FIELDS: readonly Field[] = [
  { title: 'Accounts', isShare: false, withBand: false, value: (cell) => cell.accountCount },
  { title: 'Edges, and by chance', isShare: false, withBand: true, value: (cell) => cell.edgeCount },
  { title: 'Groups', isShare: false, withBand: false, value: (cell) => cell.groupCount },
  { title: 'Share by chance, 0–1', isShare: true, withBand: false, value: (cell) => cell.shareByChance },
  { title: 'Edges at the rate', isShare: false, withBand: false, value: (cell) => cell.edgesAtFdr },
];
const DASHES = ['none', '6 3', '2 3', '8 3 2 3'];
const SYMBOLS = ['circle', 'square', 'triangle', 'diamond'] as const;
const FIELD_HEIGHT = 150;
const MOST_LINES = 6;

/** Small multiples of a grid of settings; null without settings. */
export function sensitivityPictures(drawing: Drawing, cells: readonly SensitivityCell[]): Pictures {
  if (cells.length === 0) return null;
  return { wide: multiples(drawing, cells, 720, 3), narrow: multiples(drawing, cells, 358, 2) };
}

function multiples(drawing: Drawing, cells: readonly SensitivityCell[], width: number, columnCount: number): Html {
  const fieldWidth = width / columnCount;
  const place = (index: number): string =>
    `translate(${Math.round((index % columnCount) * fieldWidth)} ${Math.floor(index / columnCount) * FIELD_HEIGHT})`;
  const fields = FIELDS.map((field, index) => {
    const title = `<text class="row" text-anchor="start" x="2" y="12">${escapeText(field.title)}</text>`;
    return `<g transform="${place(index)}">${fieldContent(drawing, field, cells, Math.round(fieldWidth))}${title}</g>`;
  });
  const legend = `<g transform="${place(FIELDS.length)}">${legendContent(drawing, weightsOf(cells))}</g>`;
  const height = Math.ceil((FIELDS.length + 1) / columnCount) * FIELD_HEIGHT;
  return pictureHtml(
    width,
    height,
    new Html('The network over windows, a line for each least number of common objects'),
    fields.join('') + legend,
  );
}

function fieldContent(drawing: Drawing, field: Field, cells: readonly SensitivityCell[], width: number): string {
  const { plot } = drawing;
  const windows = [...new Set(cells.map((cell) => cell.windowSeconds))].sort((a, b) => a - b);
  const [least, most] = [windows[0] as number, windows.at(-1) as number];
  const known = cells.filter((cell) => field.value(cell) !== null);
  const scale = field.isShare ? shareScale() : countScale(known.flatMap((cell) => valuesOf(field, cell)));
  const marks: Mark[] = [
    plot.ruleY(scale.ticks, { stroke: 'var(--line)' }),
    ...weightsOf(cells).flatMap((weight, index) =>
      lineMarks(
        drawing,
        field,
        known.filter((cell) => cell.minObjects === weight),
        index,
        scale,
      ),
    ),
    plot.axisY(scale.ticks, { tickSize: 0, tickPadding: 5, text: scale.tickText, label: null, fontSize: 10, fill: 'var(--muted)' }),
    plot.axisX(shownTicks(windows), {
      tickSize: 4,
      text: shortDuration,
      label: null,
      fontSize: 10,
      fill: 'var(--muted)',
      color: 'var(--muted)',
    }),
  ];
  return plotContent(drawing, {
    width,
    height: FIELD_HEIGHT,
    marginLeft: 40,
    marginRight: 18,
    marginTop: 22,
    marginBottom: 28,
    x: { type: 'log', domain: least === most ? [least / 2, most * 2] : [least, most] },
    y: { type: field.isShare ? 'linear' : 'log', domain: [...scale.domain] },
    marks,
  });
}

function valuesOf({ value, withBand }: Field, cell: SensitivityCell): number[] {
  return [value(cell) ?? 0, ...(withBand ? [cell.edgesByChance, cell.chanceLow, cell.chanceHigh] : [])];
}

function lineMarks({ plot }: Drawing, field: Field, cells: readonly SensitivityCell[], index: number, scale: CountScale): Mark[] {
  const colour = lineColour(index);
  const x = 'windowSeconds';
  const y = (cell: SensitivityCell): number => scale.place(field.value(cell) as number);
  const band = field.withBand
    ? [
        plot.areaY(cells, {
          x,
          y1: (cell) => scale.place(cell.chanceLow),
          y2: (cell) => scale.place(cell.chanceHigh),
          fill: colour,
          fillOpacity: 0.22,
        }),
        plot.ruleX(cells, {
          x,
          y1: (cell) => scale.place(cell.chanceLow),
          y2: (cell) => scale.place(cell.chanceHigh),
          stroke: colour,
          strokeOpacity: 0.5,
          strokeWidth: 3,
        }),
        plot.dot(cells, { x, y: (cell) => scale.place(cell.edgesByChance), fill: 'var(--paper)', stroke: colour, r: 2.6 }),
      ]
    : [];
  return [
    ...band,
    plot.lineY(cells, { x, y, stroke: colour, strokeWidth: 1.8, strokeDasharray: dashOf(index) }),
    plot.dot(cells, { x, y, fill: colour, stroke: 'var(--paper)', strokeWidth: 0.7, symbol: symbolOf(index), r: 3.4 }),
  ];
}

function legendContent(drawing: Drawing, weights: readonly number[]): string {
  const rows = weights.slice(0, MOST_LINES).map((weight, index) => ({ weight, index, y: -index }));
  const { plot } = drawing;
  return plotContent(drawing, {
    width: 180,
    height: 30 + rows.length * 20,
    marginLeft: 4,
    marginRight: 4,
    marginTop: 24,
    marginBottom: 8,
    x: { domain: [0, 172], axis: null },
    y: { domain: [-Math.max(1, rows.length - 1), 0], axis: null },
    marks: [
      ...rows.map(({ index, y }) =>
        plot.link([0], { x1: 0, x2: 26, y1: y, y2: y, stroke: lineColour(index), strokeWidth: 1.8, strokeDasharray: dashOf(index) }),
      ),
      ...rows.map(({ index, y }) => plot.dot([0], { x: 13, y, fill: lineColour(index), symbol: symbolOf(index), r: 3.4 })),
      plot.text(rows, {
        x: 34,
        y: 'y',
        text: ({ weight }) => `at least ${numberText(weight)}`,
        textAnchor: 'start',
        fontSize: 11,
        fill: 'var(--ink)',
      }),
      plot.text(['Objects in common'], {
        x: 0,
        y: 0,
        dy: -16,
        text: (text: string) => text,
        textAnchor: 'start',
        fontSize: 11,
        fill: 'var(--muted)',
      }),
    ],
  });
}

function shareScale(): CountScale {
  return {
    domain: [0, 1],
    ticks: [0, 0.5, 1],
    place: (value) => value,
    tickText: (tick) => (tick === 0.5 ? decimalText(tick) : numberText(tick)),
  };
}

function weightsOf(cells: readonly SensitivityCell[]): number[] {
  return [...new Set(cells.map((cell) => cell.minObjects))].sort((a, b) => a - b);
}

/** At most four windows, the first and the last with them. */
function shownTicks(windows: readonly number[]): number[] {
  if (windows.length <= 4) return [...windows];
  return [0, 1, 2, 3].map((tick) => windows[Math.round((tick * (windows.length - 1)) / 3)] as number);
}

function shortDuration(seconds: number): string {
  return durationText(seconds).replace(/\u00a0days?$/, '\u00a0d');
}

function lineColour(index: number): string {
  return groupColour((index % COLOURED_GROUPS) + 1);
}

function dashOf(index: number): string {
  return DASHES[index % DASHES.length] as string;
}

function symbolOf(index: number) {
  return SYMBOLS[index % SYMBOLS.length] as (typeof SYMBOLS)[number];
}
