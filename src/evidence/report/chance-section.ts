import { FDR_CAPTION } from '../../analyses/coordination/significance.js';
import type { Pictures } from './charts.js';
import { figureHtml, type Html, html, tableHtml } from './html.js';
import type { ReportChance, ReportFinding } from './report-model.js';
import { countText, measureText, numberText, percentText } from './wording.js';

const LISTED_WEIGHTS = 15;
const CHANCE_LIMITS = [
  'Why pairs are beyond chance: one newsroom, one campaign or one piece of news that many follow look alike.',
  'What the shuffled worlds do not keep: they keep how active accounts and objects are, and not who reads whom.',
];
/** From the weight on at which chance makes at most this share of the edges, the headline has a second half. */
const SMALL_SHARE = 0.05;

/** The network's own headline: expected by chance ÷ observed, at the least weight and where it has become small; null without edges. */
export function headlineText(chance: readonly ReportChance[]): string | null {
  const [all] = chance;
  if (all === undefined || all.edgeCount === 0) return null;
  const small = chance.find((row) => row.shareByChance !== null && row.shareByChance <= SMALL_SHARE);
  const first = `Expected by chance ÷ observed, pairs with at least ${countText(all.objectCount, 'object')} in common: ${ratioText(all)}.`;
  if (small === undefined || small === all) return first;
  return `${first} With at least ${numberText(small.objectCount)}, the fewest at which chance explains at most 5 %: ${ratioText(small)}.`;
}

/** "6.7 (2–12) ÷ 32 = 21 %": the mean of the shuffled worlds with 95 % of them, what the data holds, and their ratio. */
function ratioText(row: ReportChance): string {
  const ratio = `${meanText(row.edgesByChance)} (${bandText(row)}) ÷ ${numberText(row.edgeCount)}`;
  if (row.edgesByChance === 0) return `${ratio}, none in any shuffled world`;
  if (row.edgesByChance >= row.edgeCount) return `${ratio}, no fewer than observed`;
  const share = percentText(row.edgesByChance, row.edgeCount);
  return `${ratio}${/^\d/.test(share) ? ' = ' : ', '}${share}`;
}

/** A mean number of edges in shuffled worlds. */
export function meanText(value: number): string {
  return value >= 100 ? numberText(Math.round(value)) : Number.isInteger(value) ? numberText(value) : measureText(value);
}

/** The bounds of 95 % of the shuffled worlds. */
export function bandText({ chanceLow, chanceHigh }: Pick<ReportChance, 'chanceLow' | 'chanceHigh'>): string {
  const bound = (value: number): string =>
    value >= 100 || Number.isInteger(value) ? numberText(Math.round(value)) : numberText(Math.round(10 * value) / 10);
  return `${bound(chanceLow)}–${bound(chanceHigh)}`;
}

/** The network against chance, at every weight. */
export function chanceSection({ chance, finding, analysis }: ReportFinding, pictures: Pictures): Html | null {
  if (chance === null) return untestedSection(analysis?.tables.some(({ name }) => name === 'chance') === true);
  if (chance.length === 0) return finding.parameters['significance'] === 'q' ? null : untestedSection(true);
  const headline = headlineText(chance);
  const table = chanceTable(chance, finding.findingId);
  const legend = html`<ul class="legend"><li><span class="swatch" style="background:var(--first)" aria-hidden="true"></span>solid, with dots: observed</li><li><span class="swatch" style="background:var(--second)" aria-hidden="true"></span>dashed, in a band: shuffled worlds, their mean and 95 % of them</li></ul>`;
  return html`<h4>Against chance</h4>${headline === null ? null : html`<p class="lead">${headline}</p>`}
<p class="note">${FDR_CAPTION}</p>
${pictures === null ? table : figureHtml({ ...pictures, caption: html`Pairs of accounts with at least so many objects in common. Edges on a logarithmic scale, with none at its foot.${legend}`, table, limits: CHANCE_LIMITS })}`;
}

function untestedSection(isTestable: boolean): Html | null {
  return isTestable
    ? html`<h4>Against chance</h4><p>This finding was not compared with shuffled worlds: expected by chance ÷ observed is –.</p>`
    : null;
}

function chanceTable(chance: readonly ReportChance[], findingId: number): Html {
  const shown = spread(chance, LISTED_WEIGHTS);
  return tableHtml(
    'Observed and by chance, by number of common objects',
    [
      { head: 'At least', unit: 'objects', isNumber: true },
      { head: 'Observed', unit: 'edges', isNumber: true },
      { head: 'By chance', unit: 'edges, mean', isNumber: true },
      { head: '95 % of worlds', unit: 'edges', isNumber: true },
      { head: 'By chance ÷ observed', unit: '0–1, at most 1', isNumber: true },
    ],
    shown.map((row) => [
      numberText(row.objectCount),
      numberText(row.edgeCount),
      meanText(row.edgesByChance),
      bandText(row),
      measureText(row.shareByChance),
    ]),
    `${FDR_CAPTION}${shown.length < chance.length ? ` ${shown.length} of ${numberText(chance.length)} numbers; all are in finding-${findingId}-chance.csv.` : ''}`,
  );
}

/** Some of many rows, the first and the last with them. */
function spread<Row>(rows: readonly Row[], most: number): Row[] {
  if (rows.length <= most) return [...rows];
  return Array.from({ length: most }, (_, i) => rows[Math.round((i * (rows.length - 1)) / (most - 1))] as Row);
}
