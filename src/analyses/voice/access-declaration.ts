import type { FindingChart, FindingColumn, FindingTable } from '../../model.js';

const platform: FindingColumn = { name: 'platform', type: 'text', meaning: 'The platform.' };
const country = (elsewhere: string): FindingColumn => ({
  name: 'country',
  type: 'text',
  meaning: `Code of the country, ISO 3166-1; ${elsewhere}.`,
});
const voice: FindingColumn = {
  name: 'voice',
  type: 'text',
  meaning: 'Whom it is about: an actor or account as published, `any`, or `(account)` for an account that may not be named.',
};
const account: FindingColumn = { name: 'account', type: 'account', meaning: 'Its account in the case, where it is one alone.' };

/** The tables of `access`. */
export const ACCESS_TABLES: readonly FindingTable[] = [
  {
    name: 'lanes',
    title: 'Access over time',
    columns: [
      voice,
      account,
      platform,
      country('`everywhere` as stated; `not stated`: nobody says from where it was seen'),
      { name: 'basis', type: 'text', meaning: '`stated` by somebody, or `observed` by a source of the case.' },
      {
        name: 'status',
        type: 'text',
        meaning: 'Stated: allowed, blocked, withheld, labelled, restricted, banned. Observed: alive, or what had become of it.',
      },
      { name: 'state', type: 'text', meaning: 'Basis and status in one, as pictures show it.' },
      {
        name: 'since',
        type: 'time',
        meaning: 'Since when, UTC; blank: not stated. Of what was observed gone: the first look at which it was.',
      },
      { name: 'until', type: 'time', meaning: 'Until when; blank: not stated, or still so.' },
      {
        name: 'lastAliveAt',
        type: 'time',
        meaning: 'Of what was observed gone: the last look before at which it was there; it went in between.',
      },
      { name: 'login', type: 'text', meaning: '`yes` or `no`: whether whoever looked was logged in; blank: nobody says.' },
      { name: 'reason', type: 'text', meaning: 'The reason that is stated, without names of private accounts.' },
      { name: 'statedBy', type: 'text', meaning: 'Who says so.' },
    ],
    order: 'voice, platform, country, stated before observed, since',
  },
  {
    name: 'contradictions',
    title: 'What does not go together',
    columns: [
      {
        name: 'kind',
        type: 'text',
        meaning:
          '`allowed and not`: two statements; `exception`: of two statements one is for every voice or country; `seen although stated` as blocked, withheld or banned; `gone although allowed`.',
      },
      voice,
      account,
      platform,
      country('`everywhere`'),
      { name: 'statedStatus', type: 'text', meaning: 'What is stated.' },
      { name: 'statedBy', type: 'text', meaning: 'Who states it.' },
      { name: 'otherStatus', type: 'text', meaning: 'What the other statement says, or what was observed.' },
      { name: 'otherStatedBy', type: 'text', meaning: 'Who makes the other statement; blank: it was observed.' },
      {
        name: 'at',
        type: 'time',
        meaning: 'When it was observed, or when both statements hold for the first time; blank: nobody says since when.',
      },
    ],
    order: 'kind, voice, platform, country, at',
  },
  {
    name: 'coverage',
    title: 'What is covered',
    columns: [
      platform,
      { name: 'voiceCount', type: 'integer', unit: 'accounts', meaning: 'Accounts of the registry on the platform.' },
      { name: 'statedVoiceCount', type: 'integer', unit: 'accounts', meaning: 'Of these, such as a statement names.' },
      { name: 'statementCount', type: 'integer', unit: 'statements', meaning: 'Statements on the platform.' },
      { name: 'anyStatementCount', type: 'integer', unit: 'statements', meaning: 'Of these, such as hold for any voice.' },
      { name: 'countries', type: 'text', meaning: 'Countries that statements name.' },
      {
        name: 'seenCount',
        type: 'integer',
        unit: 'accounts',
        meaning: 'Accounts of the registry that were seen or gone at a time that is known.',
      },
      {
        name: 'seenFromCount',
        type: 'integer',
        unit: 'accounts',
        meaning: 'Of these, such as were looked for from a country that is stated.',
      },
      { name: 'seenFrom', type: 'text', meaning: 'These countries.' },
    ],
    order: 'platform',
  },
];

/** The pictures of `access`. */
export const ACCESS_CHARTS: readonly FindingChart[] = [
  {
    name: 'access',
    title: 'Who may use which platform, seen from where',
    caption:
      'A lane for each voice, platform and country; a span lasts from since to until, and is open where nobody says. Colours tell what is stated from what was observed; between the last look at which a voice was there and the first at which it was gone nothing is known.',
    marks: [{ kind: 'lanes', table: 'lanes', x: 'since', xEnd: 'until', label: ['voice', 'platform', 'country'], series: 'state' }],
    limits: [
      'Lanes that are missing: where nobody stated anything and nobody looked from a country, nothing is known, which is not the same as access.',
      'Whether a stated reason is the reason.',
      'Blocks by networks that nobody published.',
    ],
  },
];
