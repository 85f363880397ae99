import Type from 'typebox';
import type { FindingChart, FindingTable } from '../../model.js';
import { MOST_SHIFTS } from './repurposed-tests.js';
import { speakerListParameter, voicesParameter } from './speakers.js';

export const parameters = Type.Object({
  voices: voicesParameter,
  accounts: speakerListParameter,
  minPosts: Type.Integer({
    minimum: 10,
    maximum: 100_000,
    default: 20,
    unit: 'posts',
    description: 'Least number of posts before and after a change. Accounts with fewer than twice as many are not looked at.',
  }),
  minChange: Type.Number({
    minimum: 0,
    maximum: 1,
    default: 0.25,
    unit: '0–1',
    description:
      'Least change of a profile: 1 less the overlap of both sides by Morisita’s index. 0.25 is a language that falls from 90 to 50 % of posts, 1 is nothing in common. With enough posts the smallest change is no chance; this leaves out what is small.',
  }),
  fdr: Type.Number({
    minimum: 0.001,
    maximum: 0.5,
    default: 0.05,
    unit: '0–1',
    description: 'False-discovery rate over the family: all accounts that have enough posts, whatever they show.',
  }),
  reposts: Type.Boolean({
    default: true,
    description: 'Looks at reposts too: an account that begins to repost others says other things. `false` looks at own posts alone.',
  }),
  seed: Type.Integer({ minimum: 0, maximum: 4_294_967_295, default: 1, description: 'Seed of the random shuffles.' }),
});

const ACCOUNT = { name: 'account', type: 'account', meaning: 'The account.' } as const;
const ASPECT = 'language, content, client or hours (of the day, UTC)';

export const tables: readonly FindingTable[] = [
  {
    name: 'accounts',
    title: 'Accounts that changed',
    columns: [
      ACCOUNT,
      { name: 'aspect', type: 'text', meaning: `Aspect by which the change is dated, the one with the lowest p: ${ASPECT}.` },
      { name: 'aspects', type: 'text', meaning: 'All aspects in which the account changed.' },
      { name: 'firstAt', type: 'time', meaning: 'First post, UTC.' },
      { name: 'lastBeforeAt', type: 'time', meaning: 'Last post before the change.' },
      { name: 'firstAfterAt', type: 'time', meaning: 'First post after it: the change lies between these two.' },
      { name: 'lastAt', type: 'time', meaning: 'Time of its last post, UTC.' },
      { name: 'beforeCount', type: 'integer', unit: 'posts', meaning: 'Posts before the change.' },
      { name: 'afterCount', type: 'integer', unit: 'posts', meaning: 'Posts after it.' },
      { name: 'change', type: 'number', unit: '0–1', meaning: 'How much of the profile is new: 1 less Morisita’s index of overlap.' },
      {
        name: 'p',
        type: 'number',
        unit: '0–1',
        meaning: 'p-value of the account: the lowest of its aspects times their number (Bonferroni).',
      },
      { name: 'q', type: 'number', unit: '0–1', meaning: 'False-discovery rate over the family of all accounts that were looked at.' },
      {
        name: 'shiftShare',
        type: 'number',
        unit: '0–1',
        meaning: `Share of circular shifts of its own history with as strong a cut; at most ${MOST_SHIFTS} is asked for.`,
      },
      { name: 'gapDays', type: 'number', unit: 'days', meaning: 'Longest silence between two posts, at any time.' },
      { name: 'gapAt', type: 'time', meaning: 'When that silence began.' },
      {
        name: 'postCountFall',
        type: 'integer',
        unit: 'posts',
        meaning: 'Largest fall of its number of posts between two observations; blank: not counted twice.',
      },
      { name: 'fellAt', type: 'time', meaning: 'The later of these observations.' },
      { name: 'handleCount', type: 'integer', unit: 'handles', meaning: 'Handles that it was seen with.' },
      { name: 'handleChangedAt', type: 'time', meaning: 'First observation with another handle than the one before.' },
      {
        name: 'evidence',
        type: 'text',
        meaning: 'Further evidence: a silence of 180 days, a fall of the number of posts by a tenth, several handles.',
      },
      {
        name: 'othersNearby',
        type: 'integer',
        unit: 'accounts',
        meaning: 'Other accounts of this table that changed within 7 days of it: a common event?',
      },
      {
        name: 'othersActive',
        type: 'integer',
        unit: 'accounts',
        meaning: 'Other accounts of the family with enough posts before and after this date.',
      },
    ],
    order: 'p, then change descending, then account in code-point order',
  },
  {
    name: 'profiles',
    title: 'Before and after, side by side',
    columns: [
      ACCOUNT,
      { name: 'aspect', type: 'text', meaning: `${ASPECT}; kind: own posts and reposts.` },
      {
        name: 'value',
        type: 'text',
        meaning: 'A language, hours in UTC, a kind of posts; clients by number; whether a word belongs to before or after.',
      },
      {
        name: 'words',
        type: 'text',
        isPersonal: true,
        verbatimOf: 'example',
        meaning:
          'The word, hashtag or client itself; of scripts without blanks, two characters. Blank for private accounts, but with --texts or --reveal.',
      },
      { name: 'example', type: 'post', meaning: 'First post with it.' },
      { name: 'beforeShare', type: 'number', unit: '0–1', meaning: 'Share of the posts before the change that have it.' },
      { name: 'afterShare', type: 'number', unit: '0–1', meaning: 'Share of the posts after the change that have it.' },
      { name: 'beforeCount', type: 'integer', unit: 'posts', meaning: 'These posts before.' },
      { name: 'afterCount', type: 'integer', unit: 'posts', meaning: 'These posts after.' },
    ],
    order:
      'as the table accounts; language, hours, kind, client, content; values by their shares, words by how well they tell both sides apart',
  },
  {
    name: 'posts',
    title: 'Posts nearest to the change',
    columns: [
      ACCOUNT,
      { name: 'post', type: 'post', meaning: 'One of the three posts before and the three after.' },
      { name: 'side', type: 'text', meaning: 'before or after.' },
      { name: 'postedAt', type: 'time', meaning: 'When it was posted, UTC.' },
      { name: 'language', type: 'text', meaning: 'Its language, as stated or found.' },
      {
        name: 'text',
        type: 'text',
        isPersonal: true,
        verbatimOf: 'post',
        meaning: 'Its text, up to 500 characters; blank for private accounts, but with --texts or --reveal.',
      },
    ],
    order: 'as the table accounts, then postedAt',
  },
  {
    name: 'course',
    title: 'The aspect that changed, over time',
    columns: [
      ACCOUNT,
      { name: 'fromAt', type: 'time', meaning: 'Begin of a stretch with equal numbers of posts.' },
      { name: 'toAt', type: 'time', meaning: 'When it ends, UTC.' },
      {
        name: 'value',
        type: 'text',
        meaning: 'A language, client (by number) or hours; of content, whether posts are nearer to the words before or after the change.',
      },
      { name: 'shareOfPosts', type: 'number', unit: '0–1', meaning: 'Share of the posts of that stretch.' },
      { name: 'postCount', type: 'integer', unit: 'posts', meaning: 'Posts of that stretch for which it is known.' },
    ],
    order: 'as the table accounts, then fromAt, then value',
  },
  {
    name: 'tests',
    title: 'Every account and aspect that was tested',
    columns: [
      ACCOUNT,
      { name: 'aspect', type: 'text', meaning: ASPECT },
      { name: 'beforeCount', type: 'integer', unit: 'posts', meaning: 'Posts with the aspect before the strongest cut.' },
      { name: 'afterCount', type: 'integer', unit: 'posts', meaning: 'Posts with it after.' },
      { name: 'change', type: 'number', unit: '0–1', meaning: 'How much of the profile is new there.' },
      {
        name: 'pieceCells',
        type: 'integer',
        unit: 'cells',
        meaning: 'Length of the pieces in which its history was shuffled; a cell is a 64th of it, at least one post.',
      },
      { name: 'drawCount', type: 'integer', unit: 'shuffles', meaning: 'Shuffles that were made; 0 where nothing in it varies.' },
      { name: 'p', type: 'number', unit: '0–1', meaning: 'Share of shuffles with as strong a cut.' },
      {
        name: 'shiftShare',
        type: 'number',
        unit: '0–1',
        meaning: 'Share of circular shifts with as strong a cut; blank where p is above 0.05.',
      },
      { name: 'q', type: 'number', unit: '0–1', meaning: 'False-discovery rate of the account.' },
      { name: 'isChanged', type: 'integer', unit: '0 or 1', meaning: '1 if the account changed in this aspect.' },
    ],
    order: 'account in code-point order, then aspect',
  },
];

const COMMON_LIMITS = [
  'A change says that an account did something else from some day on, not why, and not that somebody else holds it: staff, offices and campaigns change, and an account may move or take up another language by itself.',
];

export const limits: readonly string[] = [
  ...COMMON_LIMITS,
  'Shuffles keep together what lies near in time, and circular shifts keep all ups and downs of an account but their beginning: a topic of days or weeks is no change. A slow drift from one end of the data to the other is one, and so is a change that lasts as long as the data.',
  'An event that everybody speaks of from some day on changes everybody; it is real and no repurposing. `othersNearby` beside `othersActive` says how many changed within the same week.',
  'One change of each account and aspect is looked for. An account that changes and changes back shows one of both, or none.',
  'Content is compared by words, hashtags and pairs of characters, each counted once a post: other words for the same are a change, the same words for something else are none.',
  'Hours are in UTC: summer time, a journey or a scheduler moves them as a change of staff does.',
  'Accounts with few posts must change much to be seen, and a rate over many accounts makes it harder for each: no change in the table is no proof that there was none.',
];

export const charts: readonly FindingChart[] = [
  {
    name: 'changes',
    title: 'Accounts that changed, before and after',
    caption: 'A lane for each account, from its first to its last post; the break is its change.',
    marks: [
      { kind: 'lanes', table: 'accounts', x: 'firstAt', xEnd: 'lastBeforeAt', label: ['account'], name: 'before' },
      { kind: 'lanes', table: 'accounts', x: 'firstAfterAt', xEnd: 'lastAt', label: ['account'], name: 'after' },
    ],
    limits: COMMON_LIMITS,
  },
  {
    name: 'course',
    title: 'What changed: share of posts over time',
    caption: 'For each account the aspect by which its change is dated, in stretches with equal numbers of posts.',
    marks: [{ kind: 'line', table: 'course', x: 'fromAt', y: 'shareOfPosts', series: 'value', facet: 'account' }],
    limits: [
      'Shares of stretches of ten posts swing by chance.',
      'Which words are those of before and after was chosen from the same posts, so that the lines part more than they would in new posts.',
    ],
  },
];
