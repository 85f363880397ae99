import { type Drawing, type Mark, type Pictures, pictureHtml, plotContent } from './charts.js';
import { countScale } from './count-scale.js';
import { Html } from './html.js';
import type { ReportChance } from './report-model.js';
import { numberText } from './wording.js';

/** From this ratio of the highest to the lowest weight on, weights stand on a logarithmic scale. */
const WIDE_RANGE = 12;

/** Edges of each weight or more, observed and by chance; null where there is but one weight. */
export function chancePictures(drawing: Drawing, chance: readonly ReportChance[]): Pictures {
  if (chance.length < 2) return null;
  return { wide: chancePicture(drawing, chance, 720, 280), narrow: chancePicture(drawing, chance, 358, 260) };
}

function chancePicture(drawing: Drawing, chance: readonly ReportChance[], width: number, height: number): Html {
  const { plot } = drawing;
  const counts = countScale(chance.flatMap((row) => [row.edgeCount, row.edgesByChance, row.chanceLow, row.chanceHigh]));
  const weights = weightScale(chance.map((row) => row.objectCount));
  const x = 'objectCount';
  const y =
    (name: keyof ReportChance) =>
    (row: ReportChance): number =>
      counts.place(row[name] as number);
  const marks: Mark[] = [
    plot.ruleY(counts.ticks, { stroke: 'var(--line)' }),
    plot.areaY(chance, { x, y1: y('chanceLow'), y2: y('chanceHigh'), fill: 'var(--second)', fillOpacity: 0.22 }),
    plot.lineY(chance, { x, y: y('edgesByChance'), stroke: 'var(--second)', strokeWidth: 1.8, strokeDasharray: '5 4' }),
    plot.lineY(chance, { x, y: y('edgeCount'), stroke: 'var(--first)', strokeWidth: 2 }),
    plot.dot(chance, { x, y: y('edgeCount'), fill: 'var(--first)', r: chance.length > 40 ? 1.8 : 3 }),
    plot.axisY(counts.ticks, { tickSize: 0, tickPadding: 6, text: counts.tickText, label: null, fontSize: 11, fill: 'var(--muted)' }),
    plot.axisX(weights.ticks, {
      tickSize: 4,
      text: (tick: number) => numberText(tick),
      label: null,
      fontSize: 11,
      fill: 'var(--muted)',
      color: 'var(--muted)',
    }),
  ];
  const content = plotContent(drawing, {
    width,
    height,
    marginLeft: 46,
    marginRight: 14,
    marginTop: 26,
    marginBottom: 44,
    x: { type: weights.type, domain: [...weights.domain] },
    y: { type: 'log', domain: [...counts.domain] },
    marks,
  });
  const labels = `<text class="muted" text-anchor="start" x="0" y="11">edges</text><text class="muted" text-anchor="end" x="${width - 14}" y="${height - 6}">at least so many objects in common</text>`;
  return pictureHtml(width, height, new Html('Edges by least number of common objects, observed and in shuffled worlds'), content + labels);
}

function weightScale(weights: readonly number[]) {
  const [least, most] = [Math.min(...weights), Math.max(...weights)];
  const isWide = most / least > WIDE_RANGE;
  const round = [1, 2, 3, 5].flatMap((digit) => [1, 10, 100, 1000].map((power) => digit * power));
  const step = Math.max(1, Math.ceil((most - least) / 8));
  const ticks = isWide
    ? round.filter((tick) => tick >= least && tick <= most).sort((a, b) => a - b)
    : Array.from({ length: Math.floor((most - least) / step) + 1 }, (_, i) => least + i * step);
  return { type: isWide ? ('log' as const) : ('linear' as const), domain: [least, most] as const, ticks };
}
