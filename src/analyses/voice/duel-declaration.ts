import Type from 'typebox';
import type { FindingChart, FindingColumn, FindingTable } from '../../model.js';

export const duelParameters = Type.Object({
  sides: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'The sides, parted by `;`, each by conditions on the registry as --voices of other analyses has them, with a name before a colon if you like: `Embassy A: handle=a_embassy; China: polity=China, role=embassy|ambassador`. Default: each state of the registry is a side, at most the six with most posts.',
    }),
  ),
  event: Type.Optional(
    Type.String({
      minLength: 1,
      description:
        'The event: the title of an event of the case or a part of it that no other has, or a date or time such as 2021-06-07. Default: the only event of the case.',
    }),
  ),
  daysBefore: Type.Integer({
    minimum: 7,
    maximum: 1000,
    default: 28,
    unit: 'days',
    description: 'Days before the event that are compared.',
  }),
  daysAfter: Type.Integer({
    minimum: 7,
    maximum: 1000,
    default: 28,
    unit: 'days',
    description: 'Days from the event on that are compared.',
  }),
  steepestDays: Type.Integer({
    minimum: 1,
    maximum: 365,
    default: 10,
    unit: 'days',
    description: 'Length of the stretch over which followers grew most.',
  }),
});

const side: FindingColumn = { name: 'side', type: 'text', meaning: 'Name of the side.' };
const number = (name: string, meaning: string, unit?: string): FindingColumn => ({
  name,
  type: 'number',
  meaning,
  ...(unit === undefined ? {} : { unit }),
});
const time = (name: string, meaning: string): FindingColumn => ({ name, type: 'time', meaning });
const count = (name: string, unit: string, meaning: string): FindingColumn => ({ name, type: 'integer', unit, meaning });
const low = (name: string): FindingColumn => number(name, 'Lower end of its 95 % interval.');
const high = (name: string): FindingColumn => number(name, 'Upper end of its 95 % interval.');

export const DUEL_TABLES: readonly FindingTable[] = [
  {
    name: 'outcomes',
    title: 'Before and after the event, by side',
    columns: [
      side,
      { name: 'outcome', type: 'text', meaning: 'What is compared.' },
      { name: 'unit', type: 'text', meaning: 'Unit of before and after.' },
      number('before', 'In the days before the event.'),
      low('beforeLow'),
      high('beforeHigh'),
      number('after', 'In the days from the event on.'),
      low('afterLow'),
      high('afterHigh'),
      number('difference', 'after − before.'),
      low('differenceLow'),
      high('differenceHigh'),
      number('ratio', 'after ÷ before; blank where before is not above 0, and for growth, which may be below 0.'),
      low('low'),
      high('high'),
      number('p', 'Share of all dates at which the change is at least as large as at the event; see placeboCount.', '0–1'),
      number('pHolm', 'The same adjusted for all rows of this table (Holm).', '0–1'),
      count('placeboCount', 'dates', 'Other dates that could be looked at: p cannot be below 1 ÷ (1 + placeboCount).'),
      { name: 'note', type: 'text', meaning: 'What is lacking, where something is.' },
    ],
    order: 'sides in their order, outcomes in their order',
  },
  {
    name: 'followers',
    title: 'Followers of each side',
    columns: [
      side,
      count('accountCount', 'accounts', 'Accounts whose followers are known from the beginning to the end of the days compared.'),
      count('leftOutCount', 'accounts', 'Other accounts of the side, which are left out here.'),
      count('lookCount', 'looks', 'Counts of followers on these days, one a day and account.'),
      number('atStart', 'Followers at the beginning of the days before, as last seen.', 'followers'),
      number('atEvent', 'At the event, as last seen before it.', 'followers'),
      number('atEventLow', 'The lower count of the looks around the event.', 'followers'),
      number('atEventHigh', 'The higher one.', 'followers'),
      number('atEnd', 'At the end of the days after, as last seen.', 'followers'),
      number('growthBefore', 'Change over the days before, as a share of the followers at their beginning.', 'share'),
      number('growthAfter', 'Change over the days after, as a share of the followers at the event.', 'share'),
      time('steepestFrom', 'Begin of the stretch of steepestDays, within the days compared, over which followers grew most.'),
      time('steepestTo', 'When it ends, UTC.'),
      number('steepestValueFrom', 'Followers at its begin.', 'followers'),
      number('steepestValueTo', 'Followers at its end.', 'followers'),
      number('steepestGrowth', 'Their difference.', 'followers'),
      number('steepestLow', 'The least that it can have been, where followers moved in one direction from look to look.', 'followers'),
      number('steepestHigh', 'The most that it can have been, by the same looks.', 'followers'),
    ],
    order: 'sides in their order',
  },
  {
    name: 'series',
    title: 'Over time, by side',
    columns: [
      side,
      { name: 'outcome', type: 'text', meaning: 'What is shown.' },
      time('fromAt', 'Begin of the bin; bins begin at the time of day of the event, and none holds days from before and after it.'),
      time('toAt', 'End of the bin.'),
      number('value', 'Mean of a day, or median of the posts of the bin; followers: at its begin, as last seen.'),
    ],
    order: 'outcomes in their order, sides in their order, fromAt',
  },
  {
    name: 'days',
    title: 'Day by day, by side',
    columns: [
      side,
      time('fromAt', 'Begin of the day, at the time of day of the event.'),
      count('postCount', 'posts', 'Posts of the side.'),
      count('repliesReceived', 'replies', 'Replies of others to its posts that are in the case; −1 where the case holds none at all.'),
      number('followerCount', 'Followers at the begin of the day; blank where a look before or after it is lacking.', 'followers'),
      number('medianLikes', 'Median likes of the posts of that day, reposts left out.', 'likes'),
    ],
    order: 'sides in their order, fromAt',
  },
  {
    name: 'windows',
    title: 'What is compared',
    columns: [
      { name: 'window', type: 'text', meaning: '`before` or `after` the event.' },
      time('fromAt', 'When it begins, UTC.'),
      time('toAt', 'When it ends, UTC.'),
      count('dayCount', 'days', 'Its length.'),
    ],
    order: 'fromAt',
  },
  {
    name: 'members',
    title: 'Accounts of each side',
    columns: [
      side,
      { name: 'account', type: 'account', meaning: 'The account.' },
      { name: 'actor', type: 'text', meaning: 'Whom it speaks for by the registry.' },
      count('postCount', 'posts', 'Its posts in the case, within its dates.'),
      time('firstAt', 'First of them.'),
      time('lastAt', 'Last of them.'),
    ],
    order: 'sides in their order, then account, in code-point order of its identifier',
  },
];

const CANNOT = [
  'Before and after differ for many reasons at once: the event, what else happened then, and how the file was collected.',
  'Followers, likes and replies can be bought, drawn by a prize or removed by the platform; followers are no readers.',
];

export const DUEL_CHARTS: readonly FindingChart[] = [
  {
    name: 'duel',
    title: 'Side by side around the event',
    caption:
      'One field for each outcome with its unit, one line for each side; the days that are compared are shaded, and meet at the event.',
    marks: [
      { kind: 'spans', table: 'windows', x: 'fromAt', xEnd: 'toAt', series: 'window', name: 'days compared' },
      { kind: 'step', table: 'series', x: 'fromAt', y: 'value', series: 'side', facet: 'outcome' },
    ],
    mostFacets: 8,
    limits: CANNOT,
  },
  {
    name: 'ratios',
    title: 'After the event, as a multiple of before',
    caption:
      'Ratio of after to before with its 95 % interval: 1 is no change. A logarithmic scale: doubling and halving are equally far from 1.',
    marks: [{ kind: 'intervals', table: 'outcomes', x: 'ratio', low: 'low', high: 'high', label: ['outcome', 'side'] }],
    scale: 'log',
    limits: [...CANNOT, 'Growth of followers, which may be below zero, has no ratio and is in the table alone.'],
  },
];
