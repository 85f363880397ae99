import { accessDate } from '../../registry/stated/access-entry.js';
import { figureTime } from '../../registry/stated/figure-entry.js';
import { timeText } from '../../registry/stated/stated-time.js';
import { type Html, html, tableHtml } from './html.js';
import type { ReportData } from './report-model.js';
import { countText, listText, measureText, numberText, shownText } from './wording.js';

const SHOWN = 20;

const text = (value: string | null): Html | null => (value === null ? null : html`<bdi>${shownText(value, 120)}</bdi>`);

const wholeText = (value: number): string => (Number.isInteger(value) ? numberText(value) : measureText(value));

/** What others stated, figures beside what the case observed; null where the case holds none. */
export function statedSection({ stated }: ReportData): Html | null {
  if (stated === null) return null;
  const { figures, access, figureCount, contradictionCount } = stated;
  return html`<p>What others published, as they stated it, beside what this case observed. Neither is taken for the truth${contradictionCount === 0 ? '' : `; ${countText(contradictionCount, 'contradiction')} between them: antiphon stated check lists each`}.</p>
${figures.length === 0 ? null : figureTable(stated)}
${figureCount > 0 && figures.length === 0 ? html`<p class="note">${countText(figureCount, 'figure')}, none of them about an account whose followers or posts the case observed.</p>` : null}
${access.length === 0 ? null : accessTable(stated)}`;
}

function figureTable({ figures, figureCount }: NonNullable<ReportData['stated']>): Html {
  const compared = countText(figures.length, 'figure');
  return tableHtml(
    'Published figures beside what was observed',
    [
      ...[{ head: 'Of whom' }, { head: 'What' }, { head: 'Meant as' }, { head: 'Stated', isNumber: true }, { head: 'For' }],
      ...[
        { head: 'Observed', isNumber: true },
        { head: 'Gap', unit: 'days', isNumber: true },
        { head: 'Stated − observed', isNumber: true },
      ],
      { head: 'Stated by' },
    ],
    figures.slice(0, SHOWN).map(({ figure, observedLow, observedHigh, gapDays, difference, agrees }) => {
      const time = figureTime(figure);
      return [
        ...[text(figure.subject), text(figure.measure), figure.bound, wholeText(figure.value), time === null ? '' : timeText(time)],
        observedLow === observedHigh ? numberText(observedLow) : `${numberText(observedLow)}–${numberText(observedHigh)}`,
        ...[wholeText(gapDays), agrees ? 'agrees' : wholeText(difference), text(figure.statedBy)],
      ];
    }),
    `${compared} of ${numberText(figureCount)} could be compared${figures.length > SHOWN ? `; the first ${SHOWN} are shown` : ''}. Observed is the look nearest in time, or the least and the most within the stated time; about allows a tenth.`,
  );
}

function accessTable({ access }: NonNullable<ReportData['stated']>): Html {
  const statuses = [...new Set(access.map(({ status }) => status))].sort();
  return tableHtml(
    'Who may use and see which platform, as stated',
    [
      ...[{ head: 'Voice' }, { head: 'Platform' }, { head: 'Country' }, { head: 'Status' }, { head: 'Since' }, { head: 'Until' }],
      ...[{ head: 'Stated reason' }, { head: 'Stated by' }],
    ],
    access
      .slice(0, SHOWN)
      .map((row) => [
        ...[
          text(row.voice),
          row.platform,
          row.country ?? 'all',
          row.status,
          accessDate(row, 'since') ?? '',
          accessDate(row, 'until') ?? '',
        ],
        ...[text(row.statedReason), text(row.statedBy)],
      ]),
    `${countText(access.length, 'statement')}${access.length > SHOWN ? `, of which the first ${SHOWN} are shown` : ''}: ${listText(statuses)}.`,
  );
}
