import type { FindingChart, FindingColumn, FindingTable } from '../../model.js';

const account: FindingColumn = { name: 'account', type: 'account', meaning: 'The account.' };
const actor: FindingColumn = { name: 'actor', type: 'text', meaning: 'Who speaks through it by the registry; blank: not registered.' };

/** The tables of `following`. */
export const FOLLOWING_TABLES: readonly FindingTable[] = [
  {
    name: 'growth',
    title: 'Growth of followers',
    columns: [
      account,
      actor,
      { name: 'firstAt', type: 'time', meaning: 'The first look, UTC.' },
      { name: 'lastAt', type: 'time', meaning: 'The last look, UTC.' },
      { name: 'firstCount', type: 'integer', unit: 'followers', meaning: 'Followers at the first look.' },
      { name: 'lastCount', type: 'integer', unit: 'followers', meaning: 'Followers at the last look.' },
      { name: 'growth', type: 'integer', unit: 'followers', meaning: 'Followers at the last look minus those at the first.' },
      {
        name: 'ratio',
        type: 'number',
        unit: 'times',
        meaning: 'Followers at the last look for each at the first; blank where there were none.',
      },
      { name: 'dayCount', type: 'integer', unit: 'days', meaning: 'Days with a look.' },
      { name: 'longestGapDays', type: 'number', unit: 'days', meaning: 'Longest time between one look and the next.' },
      { name: 'stretchFrom', type: 'time', meaning: 'Beginning of the steepest stretch; blank: the looks span less.' },
      { name: 'stretchTo', type: 'time', meaning: 'When it ends, UTC.' },
      {
        name: 'stretchGrowth',
        type: 'integer',
        unit: 'followers',
        meaning: 'Growth over it, on straight lines between looks.',
      },
      {
        name: 'stretchLow',
        type: 'integer',
        unit: 'followers',
        meaning: 'The least that it can have grown, where followers moved one way between looks.',
      },
      { name: 'stretchHigh', type: 'integer', unit: 'followers', meaning: 'The most that it can have grown.' },
      { name: 'stretchLookCount', type: 'integer', unit: 'days', meaning: 'Days with a look within it.' },
      {
        name: 'riseFrom',
        type: 'time',
        meaning: 'The first of the two looks, no further apart than the stretch, between which most was gained; blank: none are that near.',
      },
      { name: 'riseTo', type: 'time', meaning: 'The second.' },
      { name: 'rise', type: 'integer', unit: 'followers', meaning: 'So much at least was gained between them, less what may be rounding.' },
      {
        name: 'jumpCount',
        type: 'integer',
        unit: 'steps',
        meaning: 'Steps that stand out of its own noise; blank: too few looks to tell.',
      },
    ],
    order: 'growth descending, then account',
  },
  {
    name: 'curve',
    title: 'Followers over time',
    columns: [
      account,
      actor,
      { name: 'at', type: 'time', meaning: 'Time of the look, UTC.' },
      { name: 'followerCount', type: 'integer', unit: 'followers', meaning: 'Followers then.' },
    ],
    order: 'accounts as in the table growth, then at',
  },
  {
    name: 'stretches',
    title: 'Steepest stretches of the curves that are drawn',
    columns: [
      account,
      actor,
      { name: 'from', type: 'time', meaning: 'Beginning of the steepest stretch.' },
      { name: 'to', type: 'time', meaning: 'When it ends, UTC.' },
    ],
    order: 'accounts as in the table growth',
  },
  {
    name: 'jumps',
    title: 'Steps that stand out',
    columns: [
      account,
      actor,
      { name: 'from', type: 'time', meaning: 'The look before, UTC.' },
      { name: 'to', type: 'time', meaning: 'The look after, UTC.' },
      { name: 'countFrom', type: 'integer', unit: 'followers', meaning: 'Followers before.' },
      { name: 'countTo', type: 'integer', unit: 'followers', meaning: 'Followers after.' },
      { name: 'change', type: 'integer', unit: 'followers', meaning: 'After minus before.' },
      {
        name: 'expectedChange',
        type: 'number',
        unit: 'followers',
        meaning: "What the account's usual growth would have brought in that time.",
      },
      { name: 'deviation', type: 'number', unit: 'noises', meaning: "Deviation from that in units of the account's own noise." },
      { name: 'p', type: 'number', unit: '0–1', meaning: 'Chance of such a deviation, either way, in the usual noise of the account.' },
      { name: 'q', type: 'number', unit: '0–1', meaning: 'False-discovery rate over all steps that could be tested.' },
      {
        name: 'drawPost',
        type: 'post',
        meaning: 'A post of the account shortly before the look after the step, that speaks of a prize draw.',
      },
      { name: 'drawPostedAt', type: 'time', meaning: 'When it was posted, UTC.' },
      {
        name: 'isCommonFall',
        type: 'text',
        meaning: '`yes`: followers fell in a week in which many accounts fell, as in the table falls.',
      },
    ],
    order: 'q, then p, then account, then from',
  },
  {
    name: 'draws',
    title: 'Posts that speak of prize draws',
    columns: [
      account,
      actor,
      { name: 'post', type: 'post', meaning: 'The post itself.' },
      { name: 'postedAt', type: 'time', meaning: 'When it was posted, UTC.' },
      { name: 'words', type: 'text', meaning: 'The words by which it was found.' },
      { name: 'jumpFrom', type: 'time', meaning: 'The look before the step that stands out after it; blank: none does.' },
      { name: 'jumpTo', type: 'time', meaning: 'The look after that step.' },
      { name: 'jumpChange', type: 'integer', unit: 'followers', meaning: 'Change of followers over that step.' },
    ],
    order: 'account, then postedAt, then post by import',
  },
  {
    name: 'falls',
    title: 'Weeks in which many accounts lost followers at once',
    columns: [
      { name: 'from', type: 'time', meaning: 'Monday, UTC.' },
      { name: 'to', type: 'time', meaning: 'The Monday after.' },
      {
        name: 'accountCount',
        type: 'integer',
        unit: 'accounts',
        meaning: 'Accounts with a step of a month or less that ends in the week.',
      },
      { name: 'fellCount', type: 'integer', unit: 'accounts', meaning: 'Of these, such as lost followers.' },
      {
        name: 'expectedCount',
        type: 'number',
        unit: 'accounts',
        meaning: 'How many would, by the share of their other weeks in which each fell.',
      },
      { name: 'p', type: 'number', unit: '0–1', meaning: 'Chance of as many or more.' },
      { name: 'adjustedP', type: 'number', unit: '0–1', meaning: 'The same by Holm over all weeks that could be tested.' },
      { name: 'medianChange', type: 'number', unit: 'share of followers', meaning: 'Median change of an account in that week.' },
    ],
    order: 'from',
  },
  {
    name: 'medians',
    title: 'Likes, reposts, replies and views of a post',
    columns: [
      account,
      actor,
      { name: 'measure', type: 'text', meaning: 'likes, reposts, replies, views, or replies per like.' },
      {
        name: 'postCount',
        type: 'integer',
        unit: 'posts',
        meaning: 'Posts for which the source says it, reposts left out; of replies per like those with a like or a reply.',
      },
      { name: 'median', type: 'number', meaning: 'Half of the posts have at most this.' },
      { name: 'low', type: 'number', meaning: 'Lower end of the exact interval of 95 %; blank: fewer than six posts.' },
      { name: 'high', type: 'number', meaning: 'Upper end; blank too where more replies than any number come to a like.' },
      { name: 'total', type: 'number', meaning: 'Sum over the posts; of replies per like all replies by all likes.' },
    ],
    order: 'account, then the measures as listed',
  },
  {
    name: 'posts',
    title: 'Posts with most engagement',
    columns: [
      account,
      { name: 'post', type: 'post', meaning: 'The post itself.' },
      { name: 'postedAt', type: 'time', meaning: 'When it was posted, UTC.' },
      { name: 'likeCount', type: 'integer', unit: 'likes', meaning: 'Likes, as last observed; blank: the source does not say.' },
      { name: 'repostCount', type: 'integer', unit: 'reposts', meaning: 'Number of its reposts.' },
      { name: 'replyCount', type: 'integer', unit: 'replies', meaning: 'Number of its replies.' },
      { name: 'viewCount', type: 'number', unit: 'views', meaning: 'Views, where the source has them.' },
      { name: 'repliesPerLike', type: 'number', unit: 'replies per like', meaning: 'Replies for each like; blank without likes.' },
      {
        name: 'speaksOfDraw',
        type: 'text',
        meaning: '`yes`: it speaks of a prize draw, for which people often must like, repost or reply.',
      },
    ],
    order: 'likes, reposts and replies together descending, then account, then postedAt',
  },
  {
    name: 'stated',
    title: 'What others stated',
    columns: [
      account,
      { name: 'statedAt', type: 'time', meaning: 'Beginning of the time for which it is stated, UTC.' },
      { name: 'statedTo', type: 'time', meaning: 'End of that time.' },
      { name: 'value', type: 'number', unit: 'followers', meaning: 'The number as stated.' },
      { name: 'bound', type: 'text', meaning: 'How it is meant: exact, about, at-least, at-most, more-than, fewer-than.' },
      {
        name: 'countedLow',
        type: 'number',
        unit: 'followers',
        meaning: 'Least that a look within that time counted; else the count of the nearest look.',
      },
      { name: 'countedHigh', type: 'number', unit: 'followers', meaning: 'The most that a look within that time counted; else as above.' },
      { name: 'lookAt', type: 'time', meaning: 'The nearest look, UTC.' },
      { name: 'gapDays', type: 'number', unit: 'days', meaning: 'How far off it is.' },
      { name: 'difference', type: 'number', unit: 'followers', meaning: 'Stated minus counted, to the nearer end; 0 within them.' },
      { name: 'statedBy', type: 'text', meaning: 'Who says so.' },
    ],
    order: 'account, then statedAt, then the number of the figure',
  },
];

/** The pictures of `following`. */
export const FOLLOWING_CHARTS: readonly FindingChart[] = [
  {
    name: 'followers',
    title: 'Followers',
    caption:
      'A field for each account, the largest growth first, on a logarithmic scale. Lines join looks; between them nobody counted. The highlight is the steepest stretch, dots are steps that stand out of the noise of the account, and figures that others stated.',
    marks: [
      { kind: 'spans', table: 'stretches', x: 'from', xEnd: 'to', facet: 'account', name: 'steepest stretch' },
      { kind: 'line', table: 'curve', x: 'at', y: 'followerCount', facet: 'account', name: 'followers' },
      { kind: 'dots', table: 'jumps', x: 'to', y: 'countTo', facet: 'account', name: 'step that stands out' },
      { kind: 'dots', table: 'stated', x: 'statedAt', y: 'value', facet: 'account', name: 'stated by others' },
    ],
    scale: 'log',
    limits: [
      'What happened between two looks.',
      'Whether followers are people, were bought, or were brought by a prize draw: a jump says that something came, not what.',
      'How many read a post: a follower is no reader.',
    ],
  },
  {
    name: 'stretches',
    title: 'Growth in the steepest stretch',
    caption:
      'For each account the growth over its steepest stretch on straight lines between looks, between the least and the most that the looks allow.',
    marks: [{ kind: 'intervals', table: 'growth', x: 'stretchGrowth', low: 'stretchLow', high: 'stretchHigh', label: ['account'] }],
    limits: [
      'When in a gap between looks the growth came: where it spans a gap, the interval reaches down to what the other looks bear out.',
    ],
  },
  {
    name: 'medians',
    title: 'Likes, reposts and replies of a post',
    caption: 'The median over the posts of each account, with its exact interval of 95 %.',
    marks: [{ kind: 'intervals', table: 'medians', x: 'median', low: 'low', high: 'high', label: ['account'], facet: 'measure' }],
    limits: [
      'Who liked or replied, and whether they are people.',
      'How often a post was seen, where the source has no views.',
      'Posts that were deleted before they were collected.',
    ],
  },
];
