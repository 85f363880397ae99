import { analysisHint } from './analysis-hint.js';
import { sizeSentence } from './case-section.js';
import { headlineText } from './chance-section.js';
import { findingAnchor, findingTitle, rateNote } from './finding-section.js';
import { type Html, html } from './html.js';
import { findingsByQuestion } from './questions.js';
import type { ReportData, ReportFinding } from './report-model.js';
import { echoSentence } from './timeline-section.js';
import { countText, sentenceText } from './wording.js';

/** Findings of one analysis that the summary tells; the others stand in their section. */
const TOLD_FINDINGS = 6;
/** Sentences of a finding, where no headline of chance stands beside the first. */
const TOLD_SENTENCES = 2;

/** The report in sentences: how much there is, then what each finding comes to, by question; numbers, never a verdict. */
export function summarySection(data: ReportData): Html {
  const echo = data.timeline === null ? null : echoSentence(data.timeline, data.namesAreShown);
  return html`<p class="lead">${sizeSentence(data)}</p>
${echo === null ? null : html`<p>${echo}</p>`}
${data.findings.length === 0 ? analysisHint(data) : null}${findingsByQuestion(data.findings).map(
  ({ id, title, findings }) => html`<h3><a href="#${id}">${title}</a></h3>
${toldOf(findings).map(({ told, moreCount }) => html`${told.map(findingSentences)}${moreCount === 0 ? null : html`<p class="note">${countText(moreCount, 'more finding')} of this analysis below.</p>\n`}`)}`,
)}${rateNote(data.findings)}`;
}

/** The findings of each analysis: those that are told, the newest of them if there are many, and how many are not. */
function toldOf(findings: readonly ReportFinding[]): { told: readonly ReportFinding[]; moreCount: number }[] {
  const analyses = [...new Set(findings.map(({ finding }) => finding.analysis))];
  return analyses.map((analysis) => {
    const own = findings.filter(({ finding }) => finding.analysis === analysis);
    return { told: own.slice(-TOLD_FINDINGS), moreCount: Math.max(0, own.length - TOLD_FINDINGS) };
  });
}

/** What a finding comes to: its first sentences, or the first and what chance explains of it. */
function findingSentences(finding: ReportFinding): Html {
  const headline = finding.chance === null ? null : headlineText(finding.chance);
  const sentences = finding.finding.summary.slice(0, headline === null ? TOLD_SENTENCES : 1);
  return html`<div class="finding-lines"><p>${sentences.length === 0 ? 'Nothing is said of it.' : sentences.map(sentenceText).join(' ')}${headline === null ? null : html` ${headline}`} <span class="source"><a href="#${findingAnchor(finding)}">${findingTitle(finding)}</a></span></p>
${finding.isCurrent ? null : html`<p class="note">Its data changed after it was made: it does not cover all that the case holds now.</p>`}</div>
`;
}
