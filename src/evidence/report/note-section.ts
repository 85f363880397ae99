import type { ShownNote } from '../views/notes.js';
import { type Html, html } from './html.js';
import type { ReportData } from './report-model.js';
import { instantText, shownText } from './wording.js';

const LONGEST_NOTE = 10_000;

/** What somebody who worked on the case wrote down; null where nobody did. */
export function noteSection({ notes, findings }: ReportData): Html | null {
  if (notes.length === 0) return null;
  const known = new Set(findings.map(({ finding }) => finding.findingId));
  return html`<p>Remarks of those who worked on the case, as they wrote them; no analysis stands behind them.</p>
<dl>${notes.map(
    (note) => html`<dt>${subjectHtml(note, known)}</dt>
<dd>${note.text.split(/\n+/).map((line) => html`<p><bdi>${shownText(line, LONGEST_NOTE)}</bdi></p>`)}<p class="note">${instantText(note.changedAt)}</p></dd>
`,
  )}</dl>`;
}

function subjectHtml({ subject }: ShownNote, known: ReadonlySet<number>): Html {
  if (subject.kind === 'case') return html`On the case`;
  if (subject.kind === 'finding') return html`On ${findingHtml(subject.findingId, known)}`;
  if (subject.kind === 'account') return html`On the account <bdi class="id">${subject.account}</bdi>`;
  return html`On the edge between <bdi class="id">${subject.accountA}</bdi> and <bdi class="id">${subject.accountB}</bdi>${subject.findingId === null ? null : html`, ${findingHtml(subject.findingId, known)}`}`;
}

function findingHtml(findingId: number, known: ReadonlySet<number>): Html {
  return known.has(findingId) ? html`<a href="#finding-${findingId}">finding ${findingId}</a>` : html`finding ${findingId}`;
}
