import { chanceSection } from './chance-section.js';
import type { Pictures } from './charts.js';
import { type DeclaredPictures, declaredFigure } from './declared-charts.js';
import { groupSection } from './group-section.js';
import { codedHtml, type Html, html } from './html.js';
import { layerTieSection } from './layer-tie-section.js';
import { networkSection } from './network-section.js';
import type { ReportFinding } from './report-model.js';
import { rowsHtml } from './rows-section.js';
import { sensitivitySection } from './sensitivity-section.js';
import { countText, durationText, sentenceText, shownText } from './wording.js';

/** The pictures of one finding, drawn beforehand. */
export interface FindingPictures {
  readonly network: Pictures;
  readonly groups: Pictures;
  readonly chance: Pictures;
  readonly sensitivity: Pictures;
  /** In the order of the declaration. */
  readonly declared: readonly DeclaredPictures[];
}

const NO_DECLARED: DeclaredPictures = { pictures: null, drawn: null };
const RATE = /false-discovery rate/i;

/** A finding as headings call it: "Finding 2: Co-share network, layer url, 1 min". */
export function findingTitle({ finding, analysis, layer }: ReportFinding): string {
  const { windowSeconds, layers } = finding.parameters;
  const parts = [
    analysis?.title ?? shownText(finding.analysis),
    ...(layer === null ? [] : [`layer ${shownText(layer)}`]),
    ...(typeof layers === 'string' ? [`layers ${shownText(layers)}`] : []),
    ...(typeof windowSeconds === 'number' ? [durationText(windowSeconds)] : []),
  ];
  return `Finding ${finding.findingId}: ${parts.join(', ')}`;
}

/** Where a finding's section begins. */
export function findingAnchor({ finding }: ReportFinding): string {
  return `finding-${finding.findingId}`;
}

/** What stands once under summaries that name a false-discovery rate or what chance explains. */
export function rateNote(findings: readonly ReportFinding[]): Html | null {
  const isThere = findings.some(({ finding, chance }) => RATE.test(finding.summary[0] ?? '') || (chance?.length ?? 0) > 0);
  return isThere
    ? html`<p class="note">False-discovery rates and what chance explains are against shuffled data, not against innocence; they are no probability of guilt.</p>`
    : null;
}

/** All that the report says of one finding; what an analysis declares appears without being named here. @param isFirst Of its analysis. */
export function findingSection(finding: ReportFinding, pictures: FindingPictures, isFirst: boolean): Html {
  const { analysis, finding: stored } = finding;
  return html`${analysis === null || !isFirst ? null : html`<p class="note">${codedHtml(analysis.description)}</p>`}
<div class="finding-lines">${stored.summary.map((sentence) => html`<p>${sentenceText(sentence)}</p>`)}</div>
${stateNotes(finding)}
${finding.charts.map((read, index) => declaredFigure(read, pictures.declared[index] ?? NO_DECLARED, stored.findingId))}
${chanceSection(finding, pictures.chance)}
${layerTieSection(finding)}
${finding.network === null ? null : networkSection(finding, pictures.network)}
${groupSection(finding, pictures.groups)}
${sensitivitySection(finding, pictures.sensitivity)}
${finding.strongest === null ? null : strongestSection(finding)}
${otherTables(finding)}
${analysis === null ? null : html`<p class="note"><a href="#limits-${analysis.id}">What ${analysis.title.charAt(0).toLowerCase()}${analysis.title.slice(1)} cannot show</a></p>`}`;
}

function stateNotes({ analysis, finding, isCurrent }: ReportFinding): Html {
  const version =
    analysis === null
      ? 'This version of Antiphon does not know the analysis, so that its tables are not shown.'
      : finding.version === analysis.version
        ? null
        : `Made by version ${finding.version} of the analysis; the current one is ${analysis.version} and may measure more, or give other numbers. Run it again to compare.`;
  return html`${version === null ? null : html`<p class="note">${version}</p>`}${isCurrent ? null : html`<p class="note">Its data changed after it was made: it does not cover all that the case holds now.</p>`}`;
}

function strongestSection({ strongest, finding }: ReportFinding): Html {
  const head = html`<h4>Strongest edges</h4>`;
  if (strongest === null || strongest.rows.length === 0) return html`${head}<p>There are no edges.</p>`;
  const caption =
    strongest.rows.length < strongest.rowCount
      ? `The strongest ${strongest.rows.length} of ${countText(strongest.rowCount, 'edge')}`
      : `All ${countText(strongest.rowCount, 'edge')}`;
  return html`${head}${rowsHtml(strongest, finding.findingId, caption)}`;
}

/** Tables without a form of their own: the first one open if nothing else of the finding is shown, the others folded. */
function otherTables({ others, finding, network, sensitivity, charts }: ReportFinding): Html {
  const hasForm = network !== null || sensitivity !== null || charts.length > 0;
  return html`${others.map((rows, index) => {
    const { title } = rows.table;
    const body =
      rows.rows.length === 0
        ? html`<p>The table is empty.</p>`
        : rowsHtml(
            rows,
            finding.findingId,
            rows.rows.length < rows.rowCount ? `${title}: the first ${rows.rows.length} of ${countText(rows.rowCount, 'row')}` : title,
          );
    return index === 0 && !hasForm
      ? html`<h4>${title}</h4>${body}`
      : html`<details><summary>${title}</summary>
${body}
</details>`;
  })}`;
}
