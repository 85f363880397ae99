import type { MarkRows } from './chart-data.js';
import type { ChartLook, Mark } from './chart-look.js';
import { heatShade, heatTop, type Palette } from './chart-palette.js';
import { extentOf, type HorizontalAxis } from './horizontal-axis.js';
import { fitText, straight } from './label-text.js';
import { pointTitle } from './point-title.js';

/** Rows of cells that one field draws. */
export const MOST_HEAT_ROWS = 60;

/** Where the cells of a field stand. */
export interface HeatFrame {
  readonly field: string | null;
  readonly top: number;
  readonly rowHeight: number;
  readonly labels: readonly string[];
}

/** The rows of cells of one field, in the order of the table; numbers in their own. */
export function heatLabels({ points, yColumn }: MarkRows, field: string | null): string[] {
  const labels = [...new Set(points.filter((point) => point.field === null || point.field === field).map(({ yText }) => yText))];
  return yColumn?.type === 'integer' || yColumn?.type === 'number' ? labels.sort((a, b) => Number(a) - Number(b)) : labels;
}

/** A field for each pair, as dark as its value; what is below 0 in the second colour, what has no value blank. */
export function heatShapes(rows: MarkRows, frame: HeatFrame, axis: HorizontalAxis, palette: Palette, look: ChartLook): Mark[] {
  const { Plot, colours } = look;
  const extent = extentOf(rows, axis.texts);
  const top = heatTop(rows);
  const places = new Map(frame.labels.map((label, index) => [label, index]));
  const cells = rows.points
    .filter((point) => (point.field === null || point.field === frame.field) && places.has(point.yText) && Number.isFinite(point.value))
    .map((point) => {
      const { from, to } = extent(point);
      const y1 = frame.top + (places.get(point.yText) ?? 0) * frame.rowHeight;
      return { ...point, from, to, y1, y2: y1 + frame.rowHeight, shade: heatShade(top === 0 ? 0 : Math.abs(point.value) / top) };
    });
  const labels = frame.labels.map((label, index) => ({
    text: fitText(label, axis.left - 10),
    whole: straight(label),
    y: frame.top + (index + 0.5) * frame.rowHeight,
  }));
  return [
    Plot.rect(cells, {
      ...{ x1: 'from', x2: 'to', y1: 'y1', y2: 'y2', fillOpacity: 'shade', inset: 0.5 },
      fill: ({ value, series }: (typeof cells)[number]) => (value < 0 ? colours.second : palette.colourOf(rows, series)),
      ...(look.hasTitles ? { title: (point: (typeof cells)[number]) => pointTitle(point, rows, look.words) } : {}),
    }),
    Plot.text(labels, {
      ...{
        frameAnchor: 'left',
        y: 'y',
        text: 'text',
        dx: -8,
        textAnchor: 'end',
        fontSize: frame.rowHeight < 13 ? 9.5 : 11,
        fill: colours.ink,
      },
      ...(look.hasTitles ? { title: 'whole' } : {}),
    }),
  ];
}
