import type { SourceCoverage, SourceQuality } from '../quality/quality-model.js';
import { binText, caseLines, qualityLines } from '../quality/quality-text.js';
import type { Pictures } from './charts.js';
import { binsPerBar, coverageRows } from './coverage-chart.js';
import { figureHtml, type Html, html, tableHtml } from './html.js';
import type { ReportData } from './report-model.js';
import { countText, numberText, sentenceText, shownText } from './wording.js';

/** Sources that have a section of their own; the others stand in the tables beside the report. */
export const SHOWN_SOURCES = 12;
const COVERAGE_LIMITS = ['Whether posts that are not here were never made, were removed, or were not collected.'];
/** Topics that the tables of the whole case show where there is but one source. */
const OF_CASE = ['layers', 'languages'];

/** How good each imported file is: its coverage over time, and what to know of it. */
export function sourceSections({ quality }: ReportData, pictures: ReadonlyMap<number, Pictures>): Html {
  const { sources } = quality;
  const isOnly = sources.length === 1;
  const rest = sources.length - SHOWN_SOURCES;
  return html`${caseLines(quality).map((line) => html`<p>${sentenceText(line)}</p>`)}
${sources.slice(0, SHOWN_SOURCES).map((source) => sourceSection(source, pictures.get(source.source.sourceId) ?? null, isOnly))}
${rest > 0 ? html`<p>${countText(rest, 'more source stands', 'more sources stand')} in the file source-quality.csv beside this one.</p>` : null}`;
}

function sourceSection(quality: SourceQuality, pictures: Pictures, isOnly: boolean): Html {
  const lines = qualityLines(quality).filter(({ topic }) => !isOnly || !OF_CASE.includes(topic));
  const name = shownText(quality.source.name, 80);
  const hasOdd = lines.some(({ isOdd }) => isOdd);
  return html`<h3>Quality of <bdi>${name}</bdi></h3>
${pictures === null || quality.coverage === null ? null : coverageFigure(quality.coverage, pictures)}
${tableHtml(
  `What to know of ${name}`,
  [{ head: 'What' }, { head: 'In this file' }],
  lines.map(({ topic, text, isOdd }) => [
    isOdd ? html`<b>${topic}</b>` : topic,
    html`<span class="list">${sentenceText(text).replace(/(?<=\d) %/g, '\u202f%')}</span>`,
  ]),
  `${hasOdd ? 'In bold: worth a look before the file is trusted. ' : ''}Counts are complete counts of the file, so that no interval applies; chances are of the kind for the whole file.`,
)}`;
}

function coverageFigure(coverage: SourceCoverage, { wide, narrow }: NonNullable<Pictures>): Html {
  const { bin, gaps, spikes } = coverage;
  const bars = binsPerBar(coverage);
  const what = bars === 1 ? `Posts per ${bin}` : `Posts per ${bin}; each bar is the busiest of ${numberText(bars)} ${bin}s`;
  const marks = [
    ...(spikes.length > 0 ? ['in orange: far more than around them'] : []),
    ...(coverage.outsideCount > 0 ? [`${countText(coverage.outsideCount, 'post')} far outside of this time not drawn`] : []),
    ...(gaps.length > 0 ? ['shaded: nothing, which chance does not explain'] : []),
  ];
  return figureHtml({
    wide,
    narrow,
    caption: `${[what, ...marks].join('; ')}. Times are UTC.`,
    table: coverageTable(coverage),
    limits: COVERAGE_LIMITS,
  });
}

function coverageTable(coverage: SourceCoverage): Html {
  const { bin } = coverage;
  const steps = coverageRows(coverage);
  const isSingle = steps.every(({ binCount }) => binCount === 1);
  return tableHtml(
    isSingle ? `Posts per ${bin}` : `Posts in steps of ${countText(steps[0]?.binCount ?? 0, bin)}`,
    [
      { head: isSingle ? bin.charAt(0).toUpperCase() + bin.slice(1) : 'From' },
      { head: 'Posts', isNumber: true },
      ...(isSingle
        ? []
        : [
            { head: `Empty ${bin}s`, isNumber: true },
            { head: `Busiest ${bin}`, unit: 'posts', isNumber: true },
          ]),
    ],
    steps.map((step) => [
      binText(coverage, step.first),
      numberText(step.postCount),
      ...(isSingle ? [] : [numberText(step.emptyCount), numberText(step.most)]),
    ]),
  );
}
