import { OFFSETS } from '../../kernels/statistics/clock-offset.js';
import type { FindingChart, FindingColumn, FindingTable } from '../../model.js';
import type { AnalysisResult } from '../analysis.js';
import { offsetName, placesAt } from './offset-places.js';
import type { AccountClock, FoundOffset, GroupClock } from './posting-clock.js';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const OFFSET_COLUMNS: readonly FindingColumn[] = [
  {
    name: 'offset',
    type: 'integer',
    unit: 'hours from UTC',
    meaning: 'The offset at which the hours are most like a day of the reference curves. No country: see places.',
  },
  {
    name: 'probability',
    type: 'number',
    unit: '0–1',
    meaning: 'Its chance among the 24 offsets, at most 3/8, as a day may begin earlier or later by custom.',
  },
  {
    name: 'offsetFrom',
    type: 'integer',
    unit: 'hours from UTC',
    meaning: 'Westernmost of the neighbouring offsets that hold a chance of 95 % together.',
  },
  {
    name: 'offsetTo',
    type: 'integer',
    unit: 'hours from UTC',
    meaning: 'Easternmost of them; below offsetFrom where they reach over the date line.',
  },
  {
    name: 'overlap',
    type: 'number',
    unit: '0–1',
    meaning:
      'How much of the hours and of the best curve at that offset lie on each other; below 0.75 the hours are hardly those of any ordinary day.',
  },
];

const CONTRAST_COLUMNS: readonly FindingColumn[] = [
  {
    name: 'weekendRatio',
    type: 'number',
    unit: 'times',
    meaning: 'Posts per day of the weekend by posts per other day, between first and last post.',
  },
  {
    name: 'weekendRatioLow',
    type: 'number',
    unit: 'times',
    meaning:
      'Lower end of its 95 % interval: of a group by samples of its accounts, of an account by its weeks; blank for groups of two to nine accounts and below eight weeks.',
  },
  { name: 'weekendRatioHigh', type: 'number', unit: 'times', meaning: 'Upper end of its 95 % interval.' },
];

export const HOURS_TABLES: readonly FindingTable[] = [
  {
    name: 'groups',
    title: 'When groups post',
    columns: [
      { name: 'group', type: 'text', meaning: 'The group, by the registry or by the list.' },
      { name: 'accountCount', type: 'integer', unit: 'accounts', meaning: 'Accounts of it with enough posts.' },
      { name: 'postCount', type: 'integer', unit: 'posts', meaning: 'Their posts.' },
      ...OFFSET_COLUMNS,
      { name: 'places', type: 'text', meaning: 'Some of the places whose clocks stand at that offset, under different governments.' },
      {
        name: 'quietFrom',
        type: 'integer',
        unit: 'hour, UTC',
        meaning: 'First of the six hours in a row with the fewest posts, each account counting alike.',
      },
      { name: 'quietShare', type: 'number', unit: '0–1', meaning: 'Their share of the posts; 0.25 if all hours were alike.' },
      ...CONTRAST_COLUMNS,
    ],
    order: 'group in code-point order',
  },
  {
    name: 'accounts',
    title: 'When accounts post',
    columns: [
      { name: 'account', type: 'account', meaning: 'An account with enough posts.' },
      { name: 'group', type: 'text', meaning: 'Name of its group.' },
      { name: 'postCount', type: 'integer', unit: 'posts', meaning: 'Number of its posts.' },
      { name: 'dayCount', type: 'integer', unit: 'days', meaning: 'Days with a post.' },
      ...OFFSET_COLUMNS,
      ...CONTRAST_COLUMNS,
    ],
    order: 'account in code-point order',
  },
  {
    name: 'hours',
    title: 'Posts by weekday and hour',
    columns: [
      { name: 'group', type: 'text', meaning: 'Name of the group.' },
      { name: 'weekday', type: 'text', meaning: 'The weekday, by the chosen clock.' },
      { name: 'hour', type: 'integer', unit: 'hour', meaning: 'The hour that begins then, 0 … 23, by the chosen clock.' },
      { name: 'postCount', type: 'integer', unit: 'posts', meaning: 'Posts in it.' },
      { name: 'shareOfPosts', type: 'number', unit: '0–1', meaning: 'Their share of the posts of the group.' },
    ],
    order: 'group in code-point order, weekday from Monday, hour',
  },
  {
    name: 'offsets',
    title: 'Which offset would make the hours an ordinary day',
    columns: [
      { name: 'group', type: 'text', meaning: 'Name of the group.' },
      { name: 'offset', type: 'integer', unit: 'hours from UTC', meaning: 'The offset.' },
      { name: 'clock', type: 'text', meaning: 'The offset as it is written.' },
      { name: 'probability', type: 'number', unit: '0–1', meaning: 'Its chance: the mean over samples of the accounts.' },
      { name: 'places', type: 'text', meaning: 'Some of the places whose clocks stand there.' },
    ],
    order: 'group in code-point order, offset ascending',
  },
];

export const HOURS_CHARTS: readonly FindingChart[] = [
  {
    name: 'hours',
    title: 'Posts by weekday and hour, share of those of the group',
    caption: 'The darker, the more posts. Hours by the clock that the parameter offset names, UTC by default.',
    marks: [{ kind: 'heat', table: 'hours', x: 'hour', y: 'weekday', value: 'shareOfPosts', facet: 'group' }],
    limits: [
      'The busiest accounts of a group shape its field.',
      'When something is posted is not when somebody worked: posts can be scheduled.',
    ],
  },
  {
    name: 'offsets',
    title: 'Chance of each offset from UTC',
    caption:
      'How probable it is that the hours are an ordinary day by a clock at that offset; samples of the accounts say how much they agree.',
    marks: [{ kind: 'bars', table: 'offsets', x: 'clock', y: 'probability', facet: 'group' }],
    limits: ['An offset is no country: each bar is the clock of many places, and of everybody who keeps their hours.'],
  },
  {
    name: 'weekends',
    title: 'Posts per day of the weekend by posts per other day',
    caption: '1: weekends are like other days. With 95 % intervals, by samples of the accounts.',
    marks: [{ kind: 'intervals', table: 'groups', x: 'weekendRatio', low: 'weekendRatioLow', high: 'weekendRatioHigh', label: ['group'] }],
    limits: ['Offices that close on weekends, and events that fall on some, show alike.'],
  },
];

/** The tables of the finding. */
export function hoursTables(groups: readonly GroupClock[], accounts: readonly (AccountClock & FoundOffset)[]): AnalysisResult['tables'] {
  const cells = groups.flatMap((group) => Array.from(group.week.keys(), (at) => ({ group, at })));
  const offsets = groups.flatMap((group) => OFFSETS.map((offset, place) => ({ group, offset, place })));
  return {
    groups: {
      rowCount: groups.length,
      columns: {
        group: groups.map(({ name }) => name),
        accountCount: Int32Array.from(groups, ({ accountCount }) => accountCount),
        postCount: Int32Array.from(groups, ({ postCount }) => postCount),
        ...offsetColumns(groups),
        places: groups.map(({ offset }) => placesAt(offset)),
        quietFrom: Int32Array.from(groups, ({ quietFrom }) => quietFrom),
        quietShare: Float64Array.from(groups, ({ quietShare }) => quietShare),
        ...contrastColumns(groups.map(({ weekendRatio, low, high }) => ({ ratio: weekendRatio, low, high }))),
      },
    },
    accounts: {
      rowCount: accounts.length,
      columns: {
        account: Int32Array.from(accounts, ({ account }) => account),
        group: accounts.map(({ group }) => group),
        postCount: Int32Array.from(accounts, ({ postCount }) => postCount),
        dayCount: Int32Array.from(accounts, ({ dayCount }) => dayCount),
        ...offsetColumns(accounts),
        ...contrastColumns(accounts.map(({ contrast }) => contrast)),
      },
    },
    hours: {
      rowCount: cells.length,
      columns: {
        group: cells.map(({ group }) => group.name),
        weekday: cells.map(({ at }) => WEEKDAYS[Math.floor(at / 24)] as string),
        hour: Int32Array.from(cells, ({ at }) => at % 24),
        postCount: Int32Array.from(cells, ({ group, at }) => group.week[at] as number),
        shareOfPosts: Float64Array.from(cells, ({ group, at }) => (group.week[at] as number) / group.postCount),
      },
    },
    offsets: {
      rowCount: offsets.length,
      columns: {
        group: offsets.map(({ group }) => group.name),
        offset: Int32Array.from(offsets, ({ offset }) => offset),
        clock: offsets.map(({ offset }) => offsetName(offset)),
        probability: Float64Array.from(offsets, ({ group, place }) => group.posterior[place] as number),
        places: offsets.map(({ offset }) => placesAt(offset)),
      },
    },
  };
}

function offsetColumns(found: readonly FoundOffset[]) {
  return {
    offset: Int32Array.from(found, ({ offset }) => offset),
    probability: Float64Array.from(found, ({ probability }) => probability),
    offsetFrom: Int32Array.from(found, ({ offsetFrom }) => offsetFrom),
    offsetTo: Int32Array.from(found, ({ offsetTo }) => offsetTo),
    overlap: Float64Array.from(found, ({ overlap }) => overlap),
  };
}

function contrastColumns(
  contrasts: readonly { readonly ratio: number | null; readonly low: number | null; readonly high: number | null }[],
) {
  return {
    weekendRatio: Float64Array.from(contrasts, ({ ratio }) => ratio ?? Number.NaN),
    weekendRatioLow: Float64Array.from(contrasts, ({ low }) => low ?? Number.NaN),
    weekendRatioHigh: Float64Array.from(contrasts, ({ high }) => high ?? Number.NaN),
  };
}
