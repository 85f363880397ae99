import Type from 'typebox';
import type { FindingChart, FindingColumn, FindingTable } from '../../model.js';
import { speakerListParameter, voicesParameter } from './speakers.js';

export const cadenceParameters = Type.Object({
  voices: voicesParameter,
  accounts: speakerListParameter,
  minPosts: Type.Integer({
    minimum: 5,
    maximum: 1_000_000,
    default: 30,
    unit: 'posts',
    description: 'Least number of posts of a voice on the days that are looked at.',
  }),
  maxVoices: Type.Integer({
    minimum: 1,
    maximum: 100_000,
    default: 500,
    unit: 'voices',
    description: 'Voices at most, those with the most posts; how many are left out is said.',
  }),
  reposts: Type.Boolean({ default: true, description: 'Counts reposts too. False: only what a voice writes itself.' }),
  ends: Type.Union([Type.Literal('posts'), Type.Literal('case')], {
    default: 'posts',
    description:
      'Where the days of a voice begin and end: `posts`, with its own first and last post, so that nothing is read as silence before and after; `case`, with the first and last post of all voices, so that a late start and an early end are silence.',
  }),
  minDays: Type.Integer({
    minimum: 2,
    maximum: 365,
    default: 7,
    unit: 'days',
    description: 'Least length of a stretch with one rate.',
  }),
  falseAlarms: Type.Number({
    minimum: 0.001,
    maximum: 0.2,
    default: 0.05,
    unit: '0–1',
    description: 'Share of voices without any change of which one is found all the same, for each voice by itself.',
  }),
  fdr: Type.Number({
    minimum: 0.001,
    maximum: 0.5,
    default: 0.05,
    unit: '0–1',
    description: 'False-discovery rate over all voices (Benjamini–Hochberg) up to which a voice counts as changed.',
  }),
  draws: Type.Integer({
    minimum: 99,
    maximum: 100_000,
    default: 999,
    unit: 'series',
    description: 'Shuffled series for each voice at most; fewer where 20 of them show as much as the voice.',
  }),
  seed: Type.Integer({ minimum: 0, maximum: 4_294_967_295, default: 1, description: 'Seed of the shuffled series.' }),
});

const account: FindingColumn = { name: 'account', type: 'account', meaning: 'The account.' };
const actor: FindingColumn = {
  name: 'actor',
  type: 'text',
  meaning: 'Whom it speaks for by the registry; blank where it is not registered.',
};
const rate = (name: string, meaning: string): FindingColumn => ({ name, type: 'number', unit: 'posts per day', meaning });
const low = (name: string): FindingColumn => rate(name, 'Lower end of its 95 % interval.');
const high = (name: string): FindingColumn => rate(name, 'Upper end of its 95 % interval.');

export const CADENCE_TABLES: readonly FindingTable[] = [
  {
    name: 'voices',
    title: 'Voices, and whether their rate changes',
    columns: [
      account,
      actor,
      { name: 'polity', type: 'text', meaning: 'State or body that it speaks for, by the registry.' },
      { name: 'role', type: 'text', meaning: 'Its role, by the registry.' },
      { name: 'isChanged', type: 'text', meaning: '`yes` where q is at most the false-discovery rate and a change is dated; else `no`.' },
      {
        name: 'changeCount',
        type: 'integer',
        unit: 'changes',
        meaning: 'Dated changes of rate; they are looked for where p is at most falseAlarms.',
      },
      {
        name: 'p',
        type: 'number',
        unit: '0–1',
        meaning: 'Chance of a change as clear as the clearest one in a series of the same weeks in random order.',
      },
      { name: 'q', type: 'number', unit: '0–1', meaning: 'False-discovery rate over all voices of this table (Benjamini–Hochberg).' },
      {
        name: 'statistic',
        type: 'number',
        meaning: 'Largest gain of any division for each change: twice the logarithm of a likelihood ratio.',
      },
      { name: 'penalty', type: 'number', meaning: 'Gain that each change must have, from the shuffled series; blank where none is dated.' },
      { name: 'drawCount', type: 'integer', unit: 'series', meaning: 'Shuffled series that p rests on.' },
      { name: 'model', type: 'text', meaning: 'Distribution of the counts of a day: `poisson` or `negative-binomial`, by their spread.' },
      { name: 'dispersion', type: 'number', meaning: 'Variance of a day = mean + dispersion · mean²; 0 for Poisson.' },
      { name: 'postCount', type: 'integer', unit: 'posts', meaning: 'Posts of the voice in the case, within its dates.' },
      { name: 'firstAt', type: 'time', meaning: 'First of them, UTC.' },
      { name: 'lastAt', type: 'time', meaning: 'Last of them, UTC.' },
      { name: 'dayCount', type: 'integer', unit: 'days', meaning: 'Days that are looked at.' },
      rate('postsPerDay', 'Posts a day over these days.'),
      low('low'),
      high('high'),
      {
        name: 'leftOutDays',
        type: 'integer',
        unit: 'days',
        meaning: 'Days in between that are not looked at: gaps of the files, or outside of the dates of the voice.',
      },
      {
        name: 'daysBefore',
        type: 'integer',
        unit: 'days',
        meaning: 'Days from the first post of all voices to the first of this one: not looked at, unless `ends` is `case`.',
      },
      { name: 'daysAfter', type: 'integer', unit: 'days', meaning: 'Days from its last post to the last of all voices, likewise.' },
    ],
    order: 'isChanged first, statistic descending, account, in code-point order of its identifier',
  },
  {
    name: 'changes',
    title: 'Dated changes of rate',
    columns: [
      account,
      actor,
      { name: 'changedAt', type: 'time', meaning: 'First day of the new rate, UTC.' },
      { name: 'earliestAt', type: 'time', meaning: 'First day of the 95 % interval of that date.' },
      { name: 'latestAt', type: 'time', meaning: 'Last day of it.' },
      rate('rateBefore', 'Posts a day between the change before, or the first day, and this one.'),
      low('lowBefore'),
      high('highBefore'),
      rate('rateAfter', 'Posts a day from this change to the next one, or the last day.'),
      low('lowAfter'),
      high('highAfter'),
      { name: 'ratio', type: 'number', meaning: 'rateAfter ÷ rateBefore; blank where there was no post before.' },
      { name: 'ratioLow', type: 'number', meaning: 'Lower end of its 95 % interval.' },
      { name: 'ratioHigh', type: 'number', meaning: 'Upper end of its 95 % interval.' },
      { name: 'dayCountBefore', type: 'integer', unit: 'days', meaning: 'Days with the rate before.' },
      { name: 'dayCountAfter', type: 'integer', unit: 'days', meaning: 'Days with the rate after.' },
      { name: 'p', type: 'number', unit: '0–1', meaning: 'As in the table of voices: for the whole series, not for this change.' },
      { name: 'q', type: 'number', unit: '0–1', meaning: 'As in the table of voices.' },
    ],
    order: 'as the table of voices, then changedAt',
  },
  {
    name: 'levels',
    title: 'Rates from change to change',
    columns: [
      account,
      { name: 'fromAt', type: 'time', meaning: 'First day with this rate, UTC.' },
      { name: 'toAt', type: 'time', meaning: 'End of the last day with it.' },
      rate('postsPerDay', 'Posts a day in between.'),
      low('low'),
      high('high'),
      { name: 'dayCount', type: 'integer', unit: 'days', meaning: 'Days that are looked at in between.' },
      { name: 'postCount', type: 'integer', unit: 'posts', meaning: 'Posts on these days.' },
    ],
    order: 'as the table of voices, then fromAt',
  },
  {
    name: 'days',
    title: 'Posts a day over time',
    columns: [
      account,
      { name: 'fromAt', type: 'time', meaning: 'Begin of the bin, UTC.' },
      { name: 'toAt', type: 'time', meaning: 'End of the bin.' },
      rate('postsPerDay', 'Posts a day on the days of the bin that are looked at.'),
      { name: 'postCount', type: 'integer', unit: 'posts', meaning: 'Posts on these days.' },
      { name: 'dayCount', type: 'integer', unit: 'days', meaning: 'These days.' },
    ],
    order: 'as the table of voices, then fromAt; the first 200 voices',
  },
];

const CANNOT = [
  'A change of rate says when, not why: an event, new staff, another office, a tool, or a file that was collected in another way look alike.',
  'Days before the first and after the last post of a voice are not silence here, unless `ends` is `case`.',
];

export const CADENCE_CHARTS: readonly FindingChart[] = [
  {
    name: 'cadence',
    title: 'Posts a day, with dated changes of rate',
    caption:
      'Bars: posts a day. Lines: the rate from one dated change to the next, with its 95 % interval. The voices that change most come first.',
    marks: [
      { kind: 'bars', table: 'days', x: 'fromAt', xEnd: 'toAt', y: 'postsPerDay', facet: 'account', name: 'posts a day' },
      {
        kind: 'levels',
        table: 'levels',
        x: 'fromAt',
        xEnd: 'toAt',
        y: 'postsPerDay',
        low: 'low',
        high: 'high',
        facet: 'account',
        name: 'rate, 95 %',
      },
    ],
    limits: CANNOT,
  },
  {
    name: 'changes',
    title: 'When rates change',
    caption: 'Each dated change with its 95 % interval, one row for each voice.',
    marks: [{ kind: 'intervals', table: 'changes', x: 'changedAt', low: 'earliestAt', high: 'latestAt', label: ['account'] }],
    limits: CANNOT,
  },
];
