import type { FindingChart, FindingTable } from '../../model.js';
import type { AnalysisResult } from '../analysis.js';
import type { ChosenCreations } from './creation-choice.js';
import { type Burst, DAY_SPANS, type DayScan, type DaySpan, timeOfDay } from './creation-windows.js';

/** Stretches within days that are looked at. */
export const TIME_SPANS = [
  { name: 'hour', seconds: 3600 },
  { name: 'ten minutes', seconds: 600 },
  { name: 'minute', seconds: 60 },
] as const;

/** A burst as the tables show it. */
export interface NamedBurst {
  readonly span: DaySpan | (typeof TIME_SPANS)[number]['name'];
  readonly name: string;
  /** Microseconds since 1970; `to` is the end, not within. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly expected: number;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly p: number;
  /** By background; null within days. */
  readonly pFits: Burst['p'] | null;
  readonly standing: string;
}

export const CREATION_TABLES: readonly FindingTable[] = [
  {
    name: 'bursts',
    title: 'Bursts of creation',
    columns: [
      {
        name: 'span',
        type: 'text',
        meaning: 'Kind of window, each a family of its own: calendar month, seven days in a row, day (UTC), hour, ten minutes, minute.',
      },
      { name: 'burst', type: 'integer', meaning: 'Number within its kind, the most unlikely first.' },
      { name: 'name', type: 'text', meaning: 'The window in words.' },
      { name: 'from', type: 'time', meaning: 'Begin of the window, UTC.' },
      { name: 'to', type: 'time', meaning: 'Its end, UTC, no longer within.' },
      { name: 'accountCount', type: 'integer', unit: 'accounts', meaning: 'Accounts of the list that were made within it.' },
      {
        name: 'expectedCount',
        type: 'number',
        unit: 'accounts',
        meaning:
          'Accounts that the deciding background puts there: other accounts where given, else the flexible fit (the stiff one where it stands alone), other bursts left out; of hours and minutes the hours of the day.',
      },
      { name: 'ratio', type: 'number', unit: 'times', meaning: 'Accounts by expected accounts.' },
      { name: 'ratioLow', type: 'number', unit: 'times', meaning: 'Lower end of its 95 % interval.' },
      { name: 'ratioHigh', type: 'number', unit: 'times', meaning: 'Upper end of its 95 % interval.' },
      {
        name: 'p',
        type: 'number',
        unit: '0–1',
        meaning:
          'Chance of as strong a burst in any window of its kind: beside other accounts where given, else the larger of those by both fits.',
      },
      { name: 'pFlexible', type: 'number', unit: '0–1', meaning: 'The same by the fit to the 90 days on either side, bent.' },
      { name: 'pStiff', type: 'number', unit: '0–1', meaning: 'The same by the fit to the two years on either side, straight.' },
      { name: 'pMatched', type: 'number', unit: '0–1', meaning: 'The same beside other accounts; blank where none are given.' },
      {
        name: 'standing',
        type: 'text',
        meaning:
          'By which backgrounds it is a burst at the level; `none`: by none, and it is the strongest of its kind. What is one by a single fit hangs on that choice.',
      },
    ],
    order:
      'span from month to minute; within it bursts of the deciding background by round and strength, then those of the stiff fit alone',
  },
  {
    name: 'members',
    title: 'Accounts behind the bursts',
    columns: [
      { name: 'span', type: 'text', meaning: 'Kind of window.' },
      { name: 'burst', type: 'integer', meaning: 'Number of the burst within its kind.' },
      { name: 'account', type: 'account', meaning: 'An account that was made within it.' },
      { name: 'createdAt', type: 'time', meaning: 'When it was made, UTC, as precisely as its source says.' },
    ],
    order: 'span by name, burst, createdAt, account in code-point order',
    sortedBy: ['span', 'burst', 'createdAt', 'account'],
  },
  {
    name: 'creations',
    title: 'Creations by month and day',
    columns: [
      { name: 'span', type: 'text', meaning: '`month` or `day`, UTC.' },
      { name: 'from', type: 'time', meaning: 'Its begin; the first month begins with the first creation.' },
      { name: 'to', type: 'time', meaning: 'Its end, no longer within; the last month ends with the last creation.' },
      { name: 'accountCount', type: 'integer', unit: 'accounts', meaning: 'Accounts of the list that were made within it.' },
      { name: 'expectedFlexible', type: 'number', unit: 'accounts', meaning: 'What the flexible fit puts there, bursts left out.' },
      { name: 'expectedStiff', type: 'number', unit: 'accounts', meaning: 'What the stiff fit puts there, bursts left out.' },
      {
        name: 'expectedMatched',
        type: 'number',
        unit: 'accounts',
        meaning: 'What the other accounts put there; blank where none are given.',
      },
    ],
    order: 'span, month first, then from',
  },
];

export const CREATION_CHARTS: readonly FindingChart[] = [
  {
    name: 'creations',
    title: 'Accounts made by month and by day, with what backgrounds put there',
    caption:
      'Bars: accounts of the list. Lines: what the days around (bent or straight) or other accounts would put there. Marked: bursts.',
    marks: [
      { kind: 'spans', table: 'bursts', x: 'from', xEnd: 'to', facet: 'span', name: 'bursts' },
      { kind: 'bars', table: 'creations', x: 'from', xEnd: 'to', y: 'accountCount', facet: 'span', name: 'accounts made' },
      { kind: 'step', table: 'creations', x: 'from', y: 'expectedFlexible', facet: 'span', name: 'flexible fit' },
      { kind: 'step', table: 'creations', x: 'from', y: 'expectedStiff', facet: 'span', name: 'stiff fit' },
      { kind: 'step', table: 'creations', x: 'from', y: 'expectedMatched', facet: 'span', name: 'other accounts' },
    ],
    mostFacets: 2,
    limits: [
      'The list decides what is seen: accounts that nobody listed, or that are gone without a trace, are in no bar.',
      'A high bar does not say who made the accounts, nor that one hand did.',
    ],
  },
  {
    name: 'ratios',
    title: 'How many times as many accounts as expected',
    caption: 'Each burst with its 95 % interval.',
    marks: [
      { kind: 'intervals', table: 'bursts', x: 'ratio', low: 'ratioLow', high: 'ratioHigh', label: ['span', 'name'], series: 'standing' },
    ],
    scale: 'log',
    limits: [
      'The windows were chosen because they are high, so that ratios lie too high; p, not the interval, says whether chance explains them.',
    ],
  },
];

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** A window in words. @param from Microseconds since 1970, as `to`, which is not within. */
export function nameOfTime(span: NamedBurst['span'], from: number, to: number): string {
  const start = new Date(from / 1000);
  const day = (date: Date): string => `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
  if (span === 'month') return `${MONTHS[start.getUTCMonth()]} ${start.getUTCFullYear()}`;
  if (span === 'day') return day(start);
  if (span === 'week') return `${day(start)} to ${day(new Date(to / 1000 - 86_400_000))}`;
  const clock = (date: Date): string => date.toISOString().slice(11, 19);
  return `${day(start)}, ${clock(start)} to ${clock(new Date(to / 1000))}`;
}

/** The tables of the finding. */
export function creationTables(
  chosen: ChosenCreations,
  scans: ReadonlyMap<DaySpan, DayScan>,
  bursts: readonly NamedBurst[],
): AnalysisResult['tables'] {
  const numbers = numbersOf(bursts);
  const floats = (of: (burst: NamedBurst) => number | null): Float64Array => Float64Array.from(bursts, (burst) => of(burst) ?? Number.NaN);
  return {
    bursts: {
      rowCount: bursts.length,
      columns: {
        span: bursts.map(({ span }) => span),
        burst: numbers,
        name: bursts.map(({ name }) => name),
        from: floats(({ from }) => from),
        to: floats(({ to }) => to),
        accountCount: Int32Array.from(bursts, ({ count }) => count),
        expectedCount: floats(({ expected }) => expected),
        ratio: floats(({ ratio }) => ratio),
        ratioLow: floats(({ low }) => low),
        ratioHigh: floats(({ high }) => high),
        p: floats(({ p }) => p),
        pFlexible: floats(({ pFits }) => pFits?.flexible ?? null),
        pStiff: floats(({ pFits }) => pFits?.stiff ?? null),
        pMatched: floats(({ pFits }) => pFits?.matched ?? null),
        standing: bursts.map(({ standing }) => standing),
      },
    },
    members: membersTable(chosen, bursts, numbers),
    creations: creationsTable(chosen, scans),
  };
}

function numbersOf(bursts: readonly NamedBurst[]): Int32Array {
  const seen = new Map<string, number>();
  return Int32Array.from(bursts, ({ span }) => {
    seen.set(span, (seen.get(span) ?? 0) + 1);
    return seen.get(span) as number;
  });
}

function membersTable({ known, createdAt }: ChosenCreations, bursts: readonly NamedBurst[], numbers: Int32Array) {
  const byTime = Array.from(known.keys()).sort((a, b) => createdAt[a] - createdAt[b] || known[a] - known[b]);
  const rows: { index: number; place: number }[] = [];
  for (const [index, { from, to, standing }] of bursts.entries()) {
    if (standing === 'none') continue;
    for (const place of byTime) if (createdAt[place] >= from && createdAt[place] < to) rows.push({ index, place });
  }
  const spanOf = ({ index }: { index: number }): string => (bursts[index] as NamedBurst).span;
  rows.sort((a, b) => (spanOf(a) === spanOf(b) ? 0 : spanOf(a) < spanOf(b) ? -1 : 1));
  return {
    rowCount: rows.length,
    columns: {
      span: rows.map(({ index }) => (bursts[index] as NamedBurst).span),
      burst: Int32Array.from(rows, ({ index }) => numbers[index]),
      account: Int32Array.from(rows, ({ place }) => known[place]),
      createdAt: Float64Array.from(rows, ({ place }) => createdAt[place]),
    },
  };
}

function creationsTable({ days }: ChosenCreations, scans: ReadonlyMap<DaySpan, DayScan>) {
  const spans = DAY_SPANS.filter((span) => span !== 'week').map((span) => ({ span, scan: scans.get(span) as DayScan }));
  const rowCount = spans.reduce((sum, { scan }) => sum + scan.counts.length, 0);
  const floats = (of: (scan: DayScan, window: number) => number | undefined): Float64Array =>
    Float64Array.from(spans.flatMap(({ scan }) => Array.from(scan.counts, (_, window) => of(scan, window) ?? Number.NaN)));
  return {
    rowCount,
    columns: {
      span: spans.flatMap(({ span, scan }) => Array.from(scan.counts, () => span)),
      from: floats(({ windows }, window) => timeOfDay(days, windows.from[window])),
      to: floats(({ windows }, window) => timeOfDay(days, windows.to[window])),
      accountCount: Int32Array.from(floats(({ counts }, window) => counts[window])),
      expectedFlexible: floats(({ expected }, window) => expected.flexible?.[window]),
      expectedStiff: floats(({ expected }, window) => expected.stiff?.[window]),
      expectedMatched: floats(({ expected }, window) => expected.matched?.[window]),
    },
  };
}
