import { contradictionGroups, contradictionText, summaryLines } from '../observations/observation-text.js';
import { type Html, html, tableHtml } from './html.js';
import type { ReportData } from './report-model.js';
import { countText, shownText } from './wording.js';

const SHOWN = 5;

/** What was seen of accounts and posts, when, and what contradicts itself; null where no source says when it looked or what became of them. */
export function observationSection({ observations, namesAreShown }: ReportData): Html | null {
  if (observations === null) return null;
  const summaries = [observations.accounts, observations.posts].filter((summary) => summary.observationCount + summary.awaitedCount > 0);
  const groups = contradictionGroups(observations.contradictions);
  return html`<p>An observation says what a source saw of an account or a post, and when. From one look that found nothing, nothing is inferred: an end lies between the last look that found it and the first that did not.</p>
${summaries.map((summary) =>
  tableHtml(
    `What was seen of ${summary.entity}s`,
    [{ head: 'What' }, { head: 'In this case' }],
    summaryLines(summary, !namesAreShown).map(({ topic, text }) => [topic, html`<span class="list">${text}</span>`]),
    'All of these are complete counts of the case, so that no interval applies.',
  ),
)}
${groups.map(
  ({ title, isNote, rows }) => html`<h3>${isNote ? 'Note' : 'Contradiction'}: ${title}</h3>
<p>${countText(rows.length, 'case')}${rows.length > SHOWN ? `, of which the first ${SHOWN}` : ''}. Which is right is not decided here.</p>
<ul>${rows.slice(0, SHOWN).map((row) => html`<li>${shownText(contradictionText(row), 240)}</li>`)}</ul>`,
)}`;
}
