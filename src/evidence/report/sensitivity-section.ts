import { FDR_CAPTION } from '../../analyses/coordination/significance.js';
import { bandText, meanText } from './chance-section.js';
import type { Pictures } from './charts.js';
import { figureHtml, type Html, type HtmlPart, html, tableHtml } from './html.js';
import type { ReportFinding, SensitivityCell, SensitivityOverlap } from './report-model.js';
import { decimalText, durationText, measureText, numberText } from './wording.js';

/** Settings of the matrix: what a page can hold side by side. */
const MATRIX_SETTINGS = 16;
const SENSITIVITY_LIMITS = [
  'Which setting is right. A result that stands at many settings is firmer; one that stands at a single setting may be a choice.',
];

type Setting = Pick<SensitivityCell, 'windowSeconds' | 'minObjects'>;

/** How a network depends on its settings: small multiples, the grid, and the overlap of the networks. */
export function sensitivitySection({ sensitivity, finding }: ReportFinding, pictures: Pictures): Html | null {
  if (sensitivity === null) return null;
  const { fdr } = finding.parameters;
  const rate = typeof fdr === 'number' ? ` of ${numberText(fdr)}` : '';
  const table = gridTable(sensitivity.cells);
  const caption = `Each field one measure; across, the window on a logarithmic scale; a line for each least number of common objects. Counts stand on logarithmic scales. Bands: 95 % of shuffled worlds, a hollow dot their mean. Edges at the rate: those within a false-discovery rate${rate}. ${FDR_CAPTION}`;
  return html`<h4>The network at each setting</h4>${pictures === null ? table : figureHtml({ ...pictures, caption, table, limits: SENSITIVITY_LIMITS })}
<h4>Overlap of the networks</h4>
<p>Edges that both networks hold by edges that either holds: 0, nothing in common; 1, the same. A wider window holds what a narrower one holds, so that some of the overlap is by definition.</p>
${overlapMatrix(sensitivity.cells, sensitivity.overlaps, finding.findingId)}`;
}

function gridTable(cells: readonly SensitivityCell[]): Html {
  return tableHtml(
    'The network at each setting',
    [
      { head: 'Window', isNumber: true },
      { head: 'At least', unit: 'objects', isNumber: true },
      { head: 'Accounts', isNumber: true },
      { head: 'Edges', isNumber: true },
      { head: 'By chance', unit: 'edges, 95 % of worlds', isNumber: true },
      { head: 'By chance ÷ observed', unit: '0–1', isNumber: true },
      { head: 'Edges at the rate', unit: 'edges', isNumber: true },
      { head: 'Groups', isNumber: true },
      { head: 'Largest', unit: 'accounts', isNumber: true },
    ],
    cells.map((cell) => [
      durationText(cell.windowSeconds),
      numberText(cell.minObjects),
      numberText(cell.accountCount),
      numberText(cell.edgeCount),
      `${meanText(cell.edgesByChance)} (${bandText(cell)})`,
      measureText(cell.shareByChance),
      numberText(cell.edgesAtFdr),
      numberText(cell.groupCount),
      numberText(cell.largestGroup),
    ]),
    FDR_CAPTION,
  );
}

function overlapMatrix(cells: readonly SensitivityCell[], overlaps: readonly SensitivityOverlap[], findingId: number): Html {
  const settings = cells.slice(0, MATRIX_SETTINGS);
  const jaccard = new Map(
    overlaps.flatMap((row) => {
      const [one, other] = [keyOf(row), keyOf({ windowSeconds: row.otherWindowSeconds, minObjects: row.otherMinObjects })];
      return [
        [`${one}|${other}`, row.jaccard],
        [`${other}|${one}`, row.jaccard],
      ] as const;
    }),
  );
  const cell = (row: SensitivityCell, column: SensitivityCell): HtmlPart => {
    const value = row === column ? (row.edgeCount > 0 ? 1 : null) : (jaccard.get(`${keyOf(row)}|${keyOf(column)}`) ?? null);
    return value === null ? '–' : html`<span class="shade" style="--by:${Math.round(value * 55)}%">${decimalText(value)}</span>`;
  };
  return html`<div class="matrix">${tableHtml(
    'Overlap of the networks of any two settings (Jaccard index)',
    [{ head: 'Setting' }, ...settings.map((setting) => ({ head: settingText(setting), isNumber: true }))],
    settings.map((row) => [settingText(row), ...settings.map((column) => cell(row, column))]),
    `Darker: more in common; a dash: neither holds an edge.${settings.length < cells.length ? ` The first ${settings.length} of ${cells.length} settings; all are in finding-${findingId}-overlap.csv.` : ''}`,
  )}</div>`;
}

function keyOf({ windowSeconds, minObjects }: Setting): string {
  return `${windowSeconds}:${minObjects}`;
}

function settingText({ windowSeconds, minObjects }: Setting): string {
  return `${durationText(windowSeconds)} ≥${'\u202f'}${minObjects}`;
}
