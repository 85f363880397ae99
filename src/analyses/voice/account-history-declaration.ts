import type { FindingChart, FindingTable } from '../../model.js';

const ACCOUNT = { name: 'account', type: 'account', meaning: 'The account.' } as const;
const ORDER = 'account in code-point order';

export const tables: readonly FindingTable[] = [
  {
    name: 'accounts',
    title: 'Accounts that are told of one by one',
    columns: [
      ACCOUNT,
      { name: 'toldAs', type: 'text', meaning: 'Why: registered, marked public, or takedown list.' },
      { name: 'platform', type: 'text', meaning: 'Where it is or was.' },
      { name: 'createdAt', type: 'time', meaning: 'When it was created, as precise as the source says.' },
      { name: 'firstPostAt', type: 'time', meaning: 'First post in the case; of a registered account within its dates, as all below.' },
      { name: 'lastPostAt', type: 'time', meaning: 'Last post in the case.' },
      { name: 'postCount', type: 'integer', unit: 'posts', meaning: 'Posts in the case.' },
      { name: 'languages', type: 'text', meaning: 'The three most frequent languages of posts whose language is known.' },
      {
        name: 'followerCount',
        type: 'integer',
        unit: 'accounts',
        meaning: 'Followers when they were last counted; counts without a date come last.',
      },
      { name: 'lastAliveAt', type: 'time', meaning: 'Last moment at which it was seen to be there.' },
      { name: 'firstGoneAt', type: 'time', meaning: 'First moment at which it was gone for good: it went between the two.' },
      { name: 'status', type: 'text', meaning: 'What became of it, by that look.' },
      { name: 'findingCount', type: 'integer', unit: 'findings', meaning: 'Findings that list it.' },
    ],
    order: ORDER,
    sortedBy: ['account'],
  },
  {
    name: 'names',
    title: 'What they called themselves',
    columns: [
      ACCOUNT,
      { name: 'kind', type: 'text', meaning: 'name, handle or description.' },
      { name: 'number', type: 'integer', meaning: 'Its place among those of its kind, in order of time.' },
      {
        name: 'value',
        type: 'text',
        isPersonal: true,
        verbatimOf: 'account',
        meaning: 'The name, handle or description; blank for accounts of a takedown archive that are not public, but with --reveal.',
      },
      { name: 'firstAt', type: 'time', meaning: 'First look with it; blank where the source gives no time.' },
      { name: 'lastAt', type: 'time', meaning: 'Last look with it before another.' },
      { name: 'lookCount', type: 'integer', unit: 'looks', meaning: 'Looks that agree on it.' },
    ],
    order: `${ORDER}, then kind, then time`,
    sortedBy: ['account', 'kind', 'number'],
  },
  {
    name: 'counts',
    title: 'Followers and posts as platforms counted them',
    columns: [
      ACCOUNT,
      { name: 'observedAt', type: 'time', meaning: 'When; blank where the source gives no time.' },
      { name: 'followerCount', type: 'integer', unit: 'accounts', meaning: 'Number of followers.' },
      { name: 'followingCount', type: 'integer', unit: 'accounts', meaning: 'Accounts that it followed.' },
      { name: 'postCount', type: 'integer', unit: 'posts', meaning: 'Posts by the platform’s count.' },
    ],
    order: `${ORDER}, then time`,
    sortedBy: ['account', 'observedAt'],
  },
  {
    name: 'posts',
    title: 'Posts over time, by language',
    columns: [
      ACCOUNT,
      {
        name: 'fromAt',
        type: 'time',
        meaning: 'Begin of the week, or of the month where posts span more than 400 days or more than 5,000 accounts are told of.',
      },
      { name: 'toAt', type: 'time', meaning: 'When it ends, UTC.' },
      { name: 'language', type: 'text', meaning: 'Language as stated or found.' },
      { name: 'postCount', type: 'integer', unit: 'posts', meaning: 'Posts in the case.' },
    ],
    order: `${ORDER}, then time, then language`,
    sortedBy: ['account', 'fromAt', 'language'],
  },
  {
    name: 'topics',
    title: 'Hashtags over time',
    columns: [
      ACCOUNT,
      {
        name: 'fromAt',
        type: 'time',
        meaning: 'Begin of the month, or of the quarter where posts span more than 400 days or more than 5,000 accounts are told of.',
      },
      { name: 'toAt', type: 'time', meaning: 'When it ends, UTC.' },
      { name: 'hashtag', type: 'object', meaning: 'One of its five most frequent then.' },
      { name: 'postCount', type: 'integer', unit: 'posts', meaning: 'Posts with it.' },
    ],
    order: `${ORDER}, then time, then postCount descending, then hashtag`,
  },
  {
    name: 'intervals',
    title: 'When they were there, and gone',
    columns: [
      ACCOUNT,
      { name: 'seenFrom', type: 'text', meaning: 'Country from which it was looked at, where that is said.' },
      { name: 'firstSeenAt', type: 'time', meaning: 'First moment at which it was there; it may be older.' },
      { name: 'lastAliveAt', type: 'time', meaning: 'Last moment at which it was there.' },
      {
        name: 'firstGoneAt',
        type: 'time',
        meaning: 'First moment at which it was gone for good; blank: there at the last look, or nobody says when it went.',
      },
      { name: 'status', type: 'text', meaning: 'What became of it.' },
      { name: 'isExact', type: 'integer', unit: '0 or 1', meaning: '1 if firstGoneAt is the moment of the change itself, not of a look.' },
      { name: 'lookCount', type: 'integer', unit: 'looks', meaning: 'Moments at which it was seen there or gone.' },
      { name: 'returnCount', type: 'integer', unit: 'times', meaning: 'How often it was there again after it had been gone.' },
    ],
    order: `${ORDER}, then seenFrom`,
    sortedBy: ['account', 'seenFrom'],
  },
  {
    name: 'findings',
    title: 'Findings that list them, and why',
    columns: [
      ACCOUNT,
      { name: 'finding', type: 'integer', meaning: 'Number of the finding.' },
      { name: 'analysis', type: 'text', meaning: 'Its analysis.' },
      { name: 'table', type: 'text', meaning: 'The table in which the account stands.' },
      { name: 'column', type: 'text', meaning: 'The column in which it stands.' },
      { name: 'rowCount', type: 'integer', unit: 'rows', meaning: 'Rows with it.' },
      {
        name: 'says',
        type: 'text',
        meaning: 'Numbers and words of the first of these rows; accounts, posts and texts stand in the finding.',
      },
    ],
    order: `${ORDER}, then finding, in the order of its tables`,
    sortedBy: ['account', 'finding'],
  },
  {
    name: 'groups',
    title: 'All other accounts, in groups of at least 10',
    columns: [
      { name: 'by', type: 'text', meaning: 'created (month), language (the most frequent of its posts) or status (at the last look).' },
      {
        name: 'value',
        type: 'text',
        meaning: 'The month, language or status; others: groups of fewer than 10, and as many more as make them 10.',
      },
      { name: 'accountCount', type: 'integer', unit: 'accounts', meaning: 'Accounts, at least 10.' },
      { name: 'postCount', type: 'integer', unit: 'posts', meaning: 'Their posts in the case.' },
    ],
    order: 'by, then value, others last',
  },
];

const ABSENCE =
  'Where nothing stands, no source of the case says anything: an account that was not looked at may have gone, changed its name or posted.';

export const limits: readonly string[] = [
  ABSENCE,
  'A removal is known as an interval: the account went after it was last seen alive and before it was first seen gone. A takedown archive says by when, not when; its own counts have no date.',
  'Posts are those of the case. What an account deleted before it was collected is missing, and so are posts of registered accounts outside of their dates.',
  'That a platform removed an account, or that a finding lists it, says what was decided and measured, not who held the account. Archives of takedowns were chosen by the platforms that published them.',
];

export const charts: readonly FindingChart[] = [
  {
    name: 'posts',
    title: 'Posts over time, by language',
    caption: 'A field for each account; weeks, or months where posts span more than 400 days or more than 5,000 accounts are told of.',
    marks: [{ kind: 'bars', table: 'posts', x: 'fromAt', xEnd: 'toAt', y: 'postCount', series: 'language', facet: 'account' }],
    limits: ['Posts that are not in the case are missing; languages of short posts are told wrongly at times.'],
  },
  {
    name: 'lives',
    title: 'When they were there',
    caption:
      'A lane for each account from the first to the last moment at which it was seen to be there, and from there to the moment at which it was first seen gone.',
    marks: [
      { kind: 'lanes', table: 'intervals', x: 'firstSeenAt', xEnd: 'lastAliveAt', label: ['account'], name: 'seen there' },
      {
        kind: 'lanes',
        table: 'intervals',
        x: 'lastAliveAt',
        xEnd: 'firstGoneAt',
        label: ['account'],
        series: 'status',
        name: 'went in this time',
      },
    ],
    limits: [ABSENCE],
  },
  {
    name: 'followers',
    title: 'Followers',
    caption: 'As the platform counted them, at dated looks.',
    marks: [{ kind: 'line', table: 'counts', x: 'observedAt', y: 'followerCount', facet: 'account' }],
    limits: ['Followers are a count by the platform: bought or removed ones are among them.'],
  },
  {
    name: 'names',
    title: 'Names, handles and descriptions',
    caption: 'A lane for each kind; a break is another value, which the table shows.',
    marks: [{ kind: 'lanes', table: 'names', x: 'firstAt', xEnd: 'lastAt', label: ['account', 'kind', 'number'] }],
    limits: ['A value is known for the moments of looks; when it changed lies between two of them.'],
  },
];
