import { type Html, html } from './html.js';
import type { ReportData } from './report-model.js';
import { durationText, shownText } from './wording.js';

/** What to run in a case without findings, from what it holds. */
export function analysisHint({ caseName, layers, precisions }: ReportData): Html {
  if (layers.length === 0) {
    return html`<p>No analysis has been run, and the case holds no shares that one could look at. Import posts with reposts, links or hashtags, or a share table: <code>npx antiphon import ${shownText(caseName, 80)} FILE</code></p>`;
  }
  const layer = layers.find((candidate) => candidate.layer === 'repost') ?? [...layers].sort((a, b) => b.shareCount - a.shareCount)[0];
  const coarsest = Math.max(60, ...precisions.map(({ precisionSeconds }) => precisionSeconds ?? 1));
  return html`<p>No analysis has been run in this case yet. This one finds accounts that share the same objects within ${durationText(coarsest)} of each other:</p>
<pre><code>npx antiphon run coordination ${shownText(caseName, 80)} --layer ${shownText(layer?.layer ?? '')} --window-seconds ${coarsest}</code></pre>
<p><code>npx antiphon list analyses</code> shows the others.</p>`;
}
