import { type Html, html, tableHtml } from './html.js';
import type { ReportFinding } from './report-model.js';
import { measureText, numberText, shownText } from './wording.js';

/** Which layers tie the edges of a network of several: those in two or more first. */
export function layerTieSection({ layerTies, finding }: ReportFinding): Html | null {
  if (layerTies === null || layerTies.length === 0) return null;
  return html`<h4>Layers</h4>${tableHtml(
    'Edges by the layers that tie them',
    [
      { head: 'Layers', isNumber: true },
      { head: 'Which' },
      { head: 'Edges', unit: 'edges', isNumber: true },
      { head: 'Median p timing', unit: '0–1', isNumber: true },
    ],
    layerTies.map((row) => [
      numberText(row.layerCount),
      html`<bdi>${shownText(row.layers.replaceAll(',', ', '), 120)}</bdi>`,
      numberText(row.edgeCount),
      measureText(row.medianPTiming),
    ]),
    `p timing: harmonic mean over all layers of the run, a layer without the edge counted as 1. A link and its domain, or a text and its hashtags, are two layers of one act. Each edge is in finding-${finding.findingId}-edges.csv.`,
  )}`;
}
