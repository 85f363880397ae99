import { codedHtml, type Html, html, tableHtml } from './html.js';
import type { ReportData } from './report-model.js';
import { instantText, numberText, shownText } from './wording.js';

const SYNCHRONY =
  'Synchrony is not inauthenticity. Accounts that act together may be one newsroom, one campaign, one fan club or one crowd that follows the same news; the numbers say how they acted, not why, and not who stands behind them.';

/** The parameters of every finding, and the hash of the data that they stood on. */
export function parameterSection(data: ReportData): Html {
  const rows = data.findings.map(({ finding, isCurrent }) =>
    tableHtml(
      `Finding ${finding.findingId}: ${shownText(finding.analysis)}, version ${finding.version}`,
      [{ head: 'Parameter' }, { head: 'Value' }],
      [
        ...Object.entries(finding.parameters).map(([name, value]) => [shownText(name), html`<bdi>${valueText(name, value)}</bdi>`]),
        ['made', instantText(finding.createdAt)],
        ['data', isCurrent ? 'as the case is now' : html`other than the case holds now: <span class="id">${finding.fingerprint}</span>`],
      ],
    ),
  );
  return html`${rows}<p>Fingerprint of the data (SHA-256 over the imported files, their formats and options): <span class="id">${data.fingerprint}</span></p>`;
}

function valueText(name: string, value: unknown): string {
  if (typeof value === 'number')
    return name === 'seed' ? String(value) : `${numberText(value)}${name.endsWith('Seconds') ? '\u00a0s' : ''}`;
  return shownText(typeof value === 'string' ? value : JSON.stringify(value), 200);
}

/** What the numbers cannot show: in general, and by analysis. */
export function limitSection(data: ReportData): Html {
  const analyses = [
    ...new Map(data.findings.flatMap(({ analysis }) => (analysis === null ? [] : [[analysis.id, analysis] as const]))).values(),
  ];
  return html`<p class="lead">${SYNCHRONY}</p>
${analyses.map((analysis) => html`<h3 id="limits-${analysis.id}">${analysis.title}</h3><ul>${analysis.limits.map((limit) => html`<li>${codedHtml(limit)}</li>`)}</ul>`)}
<h3>The data</h3><ul><li>A case holds what its files hold. What was deleted before it was collected, never collected, or private is not in it.</li>
<li>Counts are of this case, not of the platform; a missing account or day may be a gap in the collection.</li>
${data.namesAreShown ? null : html`<li>Pseudonyms hide names, not what accounts did: who knows the posts may recognise an account by its numbers.</li>`}</ul>`;
}
