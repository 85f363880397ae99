import { caseSection } from './case-section.js';
import type { Pictures } from './charts.js';
import { limitSection, parameterSection } from './closing-sections.js';
import { type FindingPictures, findingAnchor, findingSection, findingTitle } from './finding-section.js';
import { Html, html } from './html.js';
import { noteSection } from './note-section.js';
import { observationSection } from './observation-section.js';
import { findingsByQuestion, type QuestionFindings } from './questions.js';
import type { ReportData } from './report-model.js';
import { statedSection } from './stated-section.js';
import { STYLE } from './style.js';
import { summarySection } from './summary-section.js';
import { timelineSection } from './timeline-section.js';
import { instantText, shownText } from './wording.js';

/** What the document says about itself. */
export interface ReportHead {
  readonly title: string;
  readonly simulated: boolean;
  readonly now: Date;
  /** Names of the files beside it. */
  readonly tables: readonly string[];
}

/** The pictures of a report, drawn beforehand. */
export interface ReportPictures {
  readonly timeline: Pictures;
  /** By number of the source. */
  readonly coverage: ReadonlyMap<number, Pictures>;
  /** By number of the finding. */
  readonly findings: ReadonlyMap<number, FindingPictures>;
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: Html;
  /** What stands in it, for the contents. */
  readonly parts?: readonly { readonly id: string; readonly title: string }[];
}

const NO_PICTURES: FindingPictures = { network: null, groups: null, chance: null, sensitivity: null, declared: [] };
const POLICY = `default-src 'none'; style-src 'unsafe-inline'; img-src data:`;

/** The whole report as one document that asks for nothing outside of itself. */
export function reportDocument(data: ReportData, pictures: ReportPictures, head: ReportHead): string {
  const sections = reportSections(data, pictures);
  const document = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${head.simulated ? 'SIMULATED: ' : ''}${shownText(head.title, 120)}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<div class="page">
${headerHtml(data, head)}
<nav aria-label="Contents"><h2 id="contents">Contents</h2><ol>${sections.map(contentsLine)}</ol></nav>
<main id="main">
${sections.map(
  ({ id, title, body }) => html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${body}
</section>
`,
)}</main>
${footerHtml(head)}
</div>
</body>
</html>
`;
  return document.markup;
}

function contentsLine({ id, title, parts = [] }: Section): Html {
  const inner = parts.length === 0 ? null : html`<ul>${parts.map((part) => html`<li><a href="#${part.id}">${part.title}</a></li>`)}</ul>`;
  return html`<li><a href="#${id}">${title}</a>${inner}</li>`;
}

function headerHtml(data: ReportData, { title, simulated, now }: ReportHead): Html {
  const others = data.publicAccountCount > 0 ? 'Private accounts' : 'Accounts';
  const names = data.namesAreShown ? 'Names are shown' : `${others} appear under pseudonyms`;
  return html`<header>
<ul class="badges">${simulated ? html`<li class="strong">SIMULATED: nothing in this report happened</li>` : null}<li${data.namesAreShown ? html` class="strong"` : null}>${names}</li></ul>
<h1><bdi>${shownText(title, 120)}</bdi></h1>
<p class="caption">Made ${instantText(now.toISOString())} from the case <bdi>${shownText(data.caseName, 80)}</bdi>.</p>
</header>`;
}

function footerHtml({ tables, simulated }: ReportHead): Html {
  return html`<footer>${simulated ? html`<p>SIMULATED: every account, post and event here is invented.</p>` : null}<p>Tables beside this file: ${tables.join(', ')}. Shares and densities in them are 0–1, times UTC.</p></footer>`;
}

function reportSections(data: ReportData, pictures: ReportPictures): Section[] {
  const observations = observationSection(data);
  const stated = statedSection(data);
  const notes = noteSection(data);
  return [
    { id: 'summary', title: 'Summary', body: summarySection(data) },
    { id: 'case', title: 'What is in the case', body: caseSection(data, pictures.coverage) },
    { id: 'timeline', title: 'Timeline', body: timelineSection(data, pictures.timeline) },
    ...(observations === null ? [] : [{ id: 'observations', title: 'What was seen when', body: observations }]),
    ...(stated === null ? [] : [{ id: 'stated', title: 'What others stated', body: stated }]),
    ...findingsByQuestion(data.findings).map((asked) => questionSection(asked, pictures)),
    ...(notes === null ? [] : [{ id: 'notes', title: 'Notes', body: notes }]),
    { id: 'parameters', title: 'Parameters', body: parameterSection(data) },
    { id: 'limits', title: 'What this cannot show', body: limitSection(data) },
  ];
}

/** The findings that answer one question, those of one analysis together. */
function questionSection({ id, title, findings }: QuestionFindings, pictures: ReportPictures): Section {
  const isFirst = (index: number): boolean => findings[index]?.finding.analysis !== findings[index - 1]?.finding.analysis;
  return {
    id,
    title,
    parts: findings.map((finding) => ({ id: findingAnchor(finding), title: findingTitle(finding) })),
    body: html`${findings.map(
      (
        finding,
        index,
      ) => html`<section aria-labelledby="${findingAnchor(finding)}"><h3 id="${findingAnchor(finding)}" class="finding">${findingTitle(finding)}</h3>
${findingSection(finding, pictures.findings.get(finding.finding.findingId) ?? NO_PICTURES, isFirst(index))}
</section>
`,
    )}`,
  };
}
