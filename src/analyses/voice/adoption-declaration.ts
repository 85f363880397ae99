import type { FindingChart, FindingColumn, FindingTable } from '../../model.js';

const COUNTS: readonly FindingColumn[] = [
  {
    name: 'accountCount',
    type: 'integer',
    unit: 'accounts',
    meaning: 'Accounts that had opened by then as far as is known, and had not been found ended.',
  },
  {
    name: 'low',
    type: 'integer',
    unit: 'accounts',
    meaning: 'Of these, such as were certainly there: the end does not lie somewhere before.',
  },
  { name: 'high', type: 'integer', unit: 'accounts', meaning: 'With those that may have opened before, as nobody saw them open.' },
];

const group: FindingColumn = {
  name: 'group',
  type: 'text',
  meaning: 'Value of the dimension that accounts are counted by; `(all)`: every account.',
};

/** The same counts at the beginning and the end of a time. */
const atBothEnds: readonly FindingColumn[] = (['From', 'To'] as const).flatMap((end) => {
  const when = end === 'From' ? 'at the first date' : 'at the last date';
  return [
    { name: `count${end}`, type: 'integer', unit: 'accounts', meaning: `Accounts ${when}.` },
    { name: `low${end}`, type: 'integer', unit: 'accounts', meaning: `Such as were certainly there ${when}.` },
    { name: `high${end}`, type: 'integer', unit: 'accounts', meaning: `With those that may have been there ${when}.` },
  ] as const;
});

const between: readonly FindingColumn[] = [
  { name: 'from', type: 'time', meaning: 'The first date, UTC.' },
  { name: 'to', type: 'time', meaning: 'The last date, UTC.' },
  ...atBothEnds,
  { name: 'openedCount', type: 'integer', unit: 'accounts', meaning: 'Accounts that began to count in between.' },
  { name: 'closedCount', type: 'integer', unit: 'accounts', meaning: 'Accounts that ceased to count in between.' },
  {
    name: 'ratio',
    type: 'number',
    unit: 'times',
    meaning: 'Accounts at the last date for each at the first; blank where there were none.',
  },
];

/** The tables of `adoption`. */
export const ADOPTION_TABLES: readonly FindingTable[] = [
  {
    name: 'growth',
    title: 'Growth between dates',
    columns: [group, ...between],
    order: 'all accounts, then the largest group first, then from',
  },
  {
    name: 'groups',
    title: 'Groups',
    columns: [
      group,
      { name: 'entryAccountCount', type: 'integer', unit: 'accounts', meaning: 'Accounts of the registry in the group, at any time.' },
      { name: 'createdCount', type: 'integer', unit: 'accounts', meaning: 'Of these, accounts that count from their creation.' },
      { name: 'officeCount', type: 'integer', unit: 'accounts', meaning: 'Accounts that count from the beginning of an office.' },
      { name: 'listedCount', type: 'integer', unit: 'accounts', meaning: 'Accounts that came into a list between two looks at it.' },
      {
        name: 'truncatedCount',
        type: 'integer',
        unit: 'accounts',
        meaning: 'Accounts that were there when a list was first looked at, or the case first saw them: opened then or before.',
      },
      { name: 'undatedCount', type: 'integer', unit: 'accounts', meaning: 'Accounts without any date: they stand in no count.' },
      { name: 'endedCount', type: 'integer', unit: 'accounts', meaning: 'Accounts whose office, place in a list or existence ended.' },
      ...between,
    ],
    order: 'all accounts, then the largest group first, then by name',
  },
  {
    name: 'total',
    title: 'Official accounts over time',
    columns: [group, { name: 'at', type: 'time', meaning: 'The instant at which accounts are counted, UTC.' }, ...COUNTS],
    order: 'at',
  },
  {
    name: 'curves',
    title: 'Official accounts over time by group',
    columns: [
      { ...group, meaning: 'Value of the dimension; `(others)`: all groups without a curve of their own.' },
      { name: 'at', type: 'time', meaning: 'The instant at which accounts are counted, UTC.' },
      ...COUNTS,
    ],
    order: 'the largest group first, then at',
  },
  {
    name: 'stated',
    title: 'What others stated',
    columns: [
      { name: 'subject', type: 'text', meaning: 'Whose accounts the figure counts: a state, an institution or an actor of the registry.' },
      { name: 'at', type: 'time', meaning: 'The end of the time for which it is stated, UTC.' },
      { name: 'value', type: 'number', unit: 'accounts', meaning: 'The number as stated.' },
      { name: 'bound', type: 'text', meaning: 'How it is meant: exact, about, at-least, at-most, more-than, fewer-than.' },
      ...COUNTS,
      { name: 'difference', type: 'number', unit: 'accounts', meaning: 'Stated minus counted.' },
      { name: 'statedBy', type: 'text', meaning: 'Who says so.' },
    ],
    order: 'at, then the number of the figure',
  },
  {
    name: 'statedGroups',
    title: 'What others stated of the groups that have a curve',
    columns: [
      { ...group, meaning: 'Name of the group.' },
      { name: 'at', type: 'time', meaning: 'The end of the time for which it is stated, UTC.' },
      { name: 'value', type: 'number', unit: 'accounts', meaning: 'The number as stated.' },
      { name: 'statedBy', type: 'text', meaning: 'Who says so.' },
    ],
    order: 'at, then the number of the figure',
  },
  {
    name: 'accounts',
    title: 'Accounts with their dates',
    columns: [
      { name: 'actor', type: 'text', meaning: 'Who speaks, by the last entry of the account.' },
      { name: 'polity', type: 'text', meaning: 'For which state.' },
      { name: 'role', type: 'text', meaning: 'The role in which it speaks.' },
      { name: 'host', type: 'text', meaning: 'In which country.' },
      { name: 'level', type: 'text', meaning: 'For which part of the state.' },
      { name: 'platform', type: 'text', meaning: 'On which platform.' },
      {
        name: 'name',
        type: 'text',
        meaning: 'Handle, else identifier, by the registry; blank where an account of the case is called so that may not be named.',
      },
      { name: 'account', type: 'account', meaning: 'The account of the case; blank: none that may be named.' },
      {
        name: 'opening',
        type: 'text',
        meaning:
          'On what the opening rests: `created`, `office`, `listed` (between two looks at a list), `first look` (at a list) or `first seen`: then or before; `unknown`.',
      },
      { name: 'opensAfter', type: 'time', meaning: 'It opened then or later; blank: nobody knows.' },
      { name: 'opensBy', type: 'time', meaning: 'It had opened by then.' },
      { name: 'ending', type: 'text', meaning: 'On what the end rests: `office`, `listed`, `gone` (seen), or `none`.' },
      { name: 'closesAfter', type: 'time', meaning: 'It was there until then; blank: nobody knows, or no end.' },
      { name: 'closesBy', type: 'time', meaning: 'It had ended by then.' },
      { name: 'goneStatus', type: 'text', meaning: 'What became of the account, where the case saw it gone.' },
    ],
    order: 'by number of the first entry',
  },
];

const LIMITS = [
  'Accounts that no list holds, and those that were gone before the list was made.',
  'When exactly accounts ended that were only missed at a later look: the band holds what is possible.',
];

/** The pictures of `adoption`. */
export const ADOPTION_CHARTS: readonly FindingChart[] = [
  {
    name: 'total',
    title: 'Official accounts in existence',
    caption:
      'The line is the number of accounts that had opened and had not been found ended; the band reaches from those that were certainly there to those that may have been.',
    marks: [{ kind: 'step', table: 'total', x: 'at', y: 'accountCount', low: 'low', high: 'high', name: 'counted' }],
    limits: LIMITS,
  },
  {
    name: 'groups',
    title: 'Official accounts in existence, by group',
    caption:
      'One line for each of the largest groups; the band holds what is not known of openings and ends. Dots are figures that others stated of these groups.',
    marks: [
      { kind: 'step', table: 'curves', x: 'at', y: 'accountCount', low: 'low', high: 'high', series: 'group' },
      { kind: 'dots', table: 'statedGroups', x: 'at', y: 'value', series: 'group' },
    ],
    limits: [...LIMITS, 'A stated figure may count other accounts than the registry does.'],
  },
];
