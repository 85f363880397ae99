import type { Concentration, Estimate } from '../../kernels/statistics/concentration.js';
import type { FindingChart, FindingColumn, FindingTable } from '../../model.js';
import type { AnalysisResult } from '../analysis.js';
import type { Speaker } from './speakers.js';

/** Top parts of the amplifiers that are told. */
export const TOP_PARTS = [0.001, 0.01, 0.1] as const;
const PART_NAMES = ['Top01', 'Top1', 'Top10'] as const;
const PART_WORDS = ['0.1 %', '1 %', '10 %'] as const;

/** Accounts whose reposts are taken together. */
export interface Unit {
  /** Words of the registry, or blank for an account that is not registered. */
  readonly name: string;
  /** The only account of it, or null. */
  readonly account: number | null;
  readonly side: 'voice' | 'comparison';
  readonly speakers: readonly Speaker[];
}

/** A unit with its amplifiers, by number, and what each did. */
export interface Amplified {
  readonly unit: Unit;
  readonly amplifiers: Int32Array;
  readonly counts: Float64Array;
  readonly timed: Float64Array;
  readonly quick: Float64Array;
}

/** How concentrated the amplification of a unit is. */
export interface Concentrated extends Amplified, Concentration {
  readonly repostCount: number;
  readonly timedCount: number;
  /** Accounts in each top part. */
  readonly topCounts: readonly number[];
  /** Of the reposts whose lag can be told; null where there are none. */
  readonly quickShare: Estimate | null;
  /** Null where no finding is named. */
  readonly coordinatedShare: Estimate | null;
}

/** Which share of the reposts of a unit comes from accounts that are known to be gone by a date. */
export interface GoneCurve {
  readonly row: Concentrated;
  /** Ends of days, microseconds since 1970, ascending. */
  readonly checkedAt: readonly number[];
  /** Share of all reposts that comes from accounts of which somebody had said by then whether they were there, 0–1. */
  readonly checkedShares: readonly number[];
  readonly goneShares: readonly number[];
  /** Of accounts that the platform took away. */
  readonly suspendedShares: readonly number[];
  /** Share of all reposts that comes from accounts said to be gone without a date. */
  readonly undatedShare: number;
}

function withInterval(name: string, meaning: string): FindingColumn[] {
  const none = 'blank where the tail is too heavy (tailIndex below 2), cannot be told, or all or none have it.';
  return [
    { name, type: 'number', unit: '0–1', meaning },
    { name: `${name}Low`, type: 'number', unit: '0–1', meaning: `Lower end of its 95 % interval; ${none}` },
    { name: `${name}High`, type: 'number', unit: '0–1', meaning: 'Upper end of its 95 % interval; blank likewise.' },
  ];
}

const WHO: readonly FindingColumn[] = [
  { name: 'rank', type: 'integer', meaning: 'Number of the voice, the most reposted first.' },
  { name: 'voice', type: 'account', meaning: 'The account whose posts were reposted; blank where several are taken together.' },
  { name: 'name', type: 'text', meaning: 'Actor, polity or role by the registry; blank for an account that is not registered.' },
];

export const CONCENTRATION_TABLES: readonly FindingTable[] = [
  {
    name: 'voices',
    title: 'How concentrated reposts are',
    columns: [
      ...WHO,
      { name: 'side', type: 'text', meaning: '`voice`: looked at; `comparison`: shown beside them.' },
      { name: 'repostCount', type: 'integer', unit: 'reposts', meaning: 'Reposts of its posts by others.' },
      { name: 'amplifierCount', type: 'integer', unit: 'accounts', meaning: 'Accounts that made them.' },
      ...PART_NAMES.flatMap((part, place) => [
        {
          name: `count${part}`,
          type: 'integer',
          unit: 'accounts',
          meaning: `The top ${PART_WORDS[place]} of them, rounded up, so at least one; which of equal ones makes no difference.`,
        } as const,
        ...withInterval(`share${part}`, `Share of the reposts that these made.`),
      ]),
      ...withInterval('gini', 'Gini index of reposts over amplifiers: 0 all alike, towards 1 one alone.'),
      {
        name: 'tailIndex',
        type: 'number',
        meaning:
          'How fast large counts get rare: α of a power law in the tail; below 2 no interval is given. Blank where no tail holds 50 accounts.',
      },
      { name: 'tailCount', type: 'integer', unit: 'accounts', meaning: 'Accounts in the tail.' },
      {
        name: 'timedCount',
        type: 'integer',
        unit: 'reposts',
        meaning: 'Reposts and originals whose times are both precise to a sixth of the window.',
      },
      ...withInterval(
        'quickShare',
        'Share of these that came within the window after the original; blank where no times are precise enough.',
      ),
      ...withInterval('coordinatedShare', 'Share of the reposts by accounts in groups of the named finding; blank where none is named.'),
    ],
    order: 'repostCount descending, then name',
  },
  {
    name: 'gone',
    title: 'Reposts by accounts that were gone later',
    columns: [
      ...WHO,
      { name: 'checkedAt', type: 'time', meaning: 'End of a day by which looks at the amplifiers are counted, UTC.' },
      {
        name: 'checkedShare',
        type: 'number',
        unit: '0–1',
        meaning: 'Share of the reposts by accounts of which it had been said by then whether they were there.',
      },
      {
        name: 'goneShare',
        type: 'number',
        unit: '0–1',
        meaning: 'Share of the reposts by accounts that were known to be gone by then: a lower bound.',
      },
      { name: 'suspendedShare', type: 'number', unit: '0–1', meaning: 'The same of accounts that the platform took away.' },
    ],
    order: 'rank, checkedAt',
  },
];

export const CONCENTRATION_CHARTS: readonly FindingChart[] = [
  {
    name: 'shares',
    title: 'Share of reposts that the top 1 % of the amplifiers made',
    caption: 'Each voice with its 95 % interval; a point without one stands where the tail of the counts is too heavy to give any.',
    marks: [
      {
        kind: 'intervals',
        table: 'voices',
        x: 'shareTop1',
        low: 'shareTop1Low',
        high: 'shareTop1High',
        label: ['rank', 'name', 'voice'],
        series: 'side',
      },
    ],
    limits: [
      'Voices of unlike size do not compare: with more amplifiers, the top 1 % are more accounts.',
      'Who the amplifiers are, the share does not say.',
    ],
  },
  {
    name: 'gone',
    title: 'Share of reposts by accounts known to be gone, by the date of the check',
    caption: 'Lower bounds: they grow with every look. Accounts of which nobody said anything count as there.',
    marks: [
      { kind: 'step', table: 'gone', x: 'checkedAt', y: 'goneShare', facet: 'rank', name: 'gone' },
      { kind: 'step', table: 'gone', x: 'checkedAt', y: 'suspendedShare', facet: 'rank', name: 'suspended' },
      { kind: 'step', table: 'gone', x: 'checkedAt', y: 'checkedShare', facet: 'rank', name: 'looked at' },
    ],
    limits: [
      'Why an account is gone is what a source says; many leave by themselves.',
      'A steep step is often the date of a look, not of a removal.',
    ],
  },
];

/** The tables of the finding. */
export function concentrationTables(rows: readonly Concentrated[], gone: readonly GoneCurve[]): AnalysisResult['tables'] {
  const ints = (of: (row: Concentrated) => number): Int32Array => Int32Array.from(rows, of);
  const floats = (of: (row: Concentrated) => number | null | undefined): Float64Array =>
    Float64Array.from(rows, (row) => of(row) ?? Number.NaN);
  const estimate = (name: string, of: (row: Concentrated) => Estimate | null | undefined) => ({
    [name]: floats((row) => of(row)?.value),
    [`${name}Low`]: floats((row) => of(row)?.low),
    [`${name}High`]: floats((row) => of(row)?.high),
  });
  const parts = PART_NAMES.map((part, place) => ({
    [`count${part}`]: ints((row) => row.topCounts[place] as number),
    ...estimate(`share${part}`, (row) => row.topShares[place]),
  }));
  const points = gone.flatMap((curve) => curve.checkedAt.map((checkedAt, place) => ({ curve, checkedAt, place })));
  const rankOf = new Map(rows.map((row, place) => [row, place + 1]));
  return {
    voices: {
      rowCount: rows.length,
      columns: {
        rank: Int32Array.from(rows.keys(), (place) => place + 1),
        voice: floats(({ unit }) => unit.account),
        name: rows.map(({ unit }) => unit.name || null),
        side: rows.map(({ unit }) => unit.side),
        repostCount: ints(({ repostCount }) => repostCount),
        amplifierCount: ints(({ amplifiers }) => amplifiers.length),
        ...Object.assign({}, ...parts),
        ...estimate('gini', (row) => row.gini),
        tailIndex: floats(({ tail }) => tail?.index),
        tailCount: floats(({ tail }) => tail?.accounts),
        timedCount: ints(({ timedCount }) => timedCount),
        ...estimate('quickShare', (row) => row.quickShare),
        ...estimate('coordinatedShare', (row) => row.coordinatedShare),
      },
    },
    gone: {
      rowCount: points.length,
      columns: {
        rank: Int32Array.from(points, ({ curve }) => rankOf.get(curve.row) as number),
        voice: Float64Array.from(points, ({ curve }) => curve.row.unit.account ?? Number.NaN),
        name: points.map(({ curve }) => curve.row.unit.name || null),
        checkedAt: Float64Array.from(points, ({ checkedAt }) => checkedAt),
        checkedShare: Float64Array.from(points, ({ curve, place }) => curve.checkedShares[place] as number),
        goneShare: Float64Array.from(points, ({ curve, place }) => curve.goneShares[place] as number),
        suspendedShare: Float64Array.from(points, ({ curve, place }) => curve.suspendedShares[place] as number),
      },
    },
  };
}
