import type { ChartLook, ChartWords } from '../../charts/chart-look.js';
import type { Drawing } from './charts.js';
import { countText, numberText, wordsOf } from './wording.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const SCIENTIFIC = new Intl.NumberFormat('en', { notation: 'scientific', maximumFractionDigits: 1 });

/** Numbers and dates as charts of a report write them. */
export const REPORT_WORDS: ChartWords = {
  number: shownNumber,
  short: (value) => (Math.abs(value) < 10_000 ? shownNumber(value) : COMPACT.format(value)),
  year: (at) => String(at.getUTCFullYear()),
  month: (at) => MONTHS[at.getUTCMonth()] as string,
  day: (at) => `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]}`,
  dayAndYear: (at) => `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`,
  column: (name, unit) => (unit === null ? wordsOf(name) : `${wordsOf(name)} (${unit})`),
  others: (count) => countText(count, 'other'),
  blank: '–',
};

function shownNumber(value: number): string {
  return value !== 0 && Math.abs(value) < 0.001 ? SCIENTIFIC.format(value) : numberText(value);
}

/** What a chart of a report is drawn with: the colours of its style sheet, which follow the reader's light or dark. */
export function reportLook({ plot }: Drawing, width: number): ChartLook {
  return {
    Plot: plot,
    width,
    isNarrow: width < 520,
    colours: {
      ...{ paper: 'var(--paper)', ink: 'var(--ink)', muted: 'var(--muted)', line: 'var(--line)' },
      ...{ first: 'var(--first)', second: 'var(--second)', all: 'var(--all)' },
      groups: Array.from({ length: 9 }, (_, group) => `var(--group-${group})`),
    },
    words: REPORT_WORDS,
    hasTitles: false,
  };
}
