import type { StatedMapping } from './stated-mapping.js';

/** Measures that the tables state for their period. */
const IN_PERIOD: Readonly<Record<string, string>> = {
  'Original tweets in period': 'original posts',
  'Original tweets in English': 'original posts in English',
  'Retweets by handle in period': 'reposts by the account',
  'Retweets in English': 'reposts by the account in English',
  'Hashtags in original tweets': 'hashtags in original posts',
  'Hashtags in retweets': 'hashtags in reposts by the account',
  'Total tweets in period': 'posts in the period',
};
/** Measures whose day the tables do not state: they are the same in the tables of all three periods. */
const UNDATED: Readonly<Record<string, string>> = {
  Followers: 'followers',
  Followings: 'following',
  'Total tweets since created': 'posts',
};

/** Figures on Chinese diplomats and media on Twitter, per account and period. */
export const prcFigures: StatedMapping = {
  id: 'prc-handles',
  kind: 'figures',
  needs: ['table', 'period', 'kind', 'handle', 'user', 'measure', 'value'],
  takes: null,
  caution:
    'Followers, followings and all posts since the account was made have no date: the tables do not say when they were counted. Dates of creation are no figures and are set aside.',
  statement(of) {
    const named = of('measure').replace(/^_|_$/g, '');
    if (named === 'Date created') return 'measure "Date created" is a date, not a figure';
    const measure = IN_PERIOD[named] ?? UNDATED[named];
    if (measure === undefined) return `measure "${named}" is none that the mapping knows`;
    if (of('value') === 'N/A') return 'value "N/A": the list does not know it';
    const [handle = '', state] = of('handle').split(/ \((.*)\)$/);
    const period = periodOf(of('period'));
    if (period === null) return `period "${of('period')}" is not of the form 01.11.19-30.04.22`;
    return {
      ...{ subject: handle, platform: 'twitter', measure, value: of('value') },
      ...(named in IN_PERIOD ? { date: period } : {}),
      stated_by: `Centre for Humanities Computing, China’s Twiplomacy 2020–2022, ${of('table').toLowerCase()}`,
      url: 'https://github.com/centre-for-humanities-computing/china-twiplomacy-2020-2022',
      note: [`"${named}" in the list`, ...(state === undefined ? [] : [`account ${state} by the list`])].join('; '),
    };
  },
};

function periodOf(text: string): string | null {
  const found = /^(\d\d)\.(\d\d)\.(\d\d)-(\d\d)\.(\d\d)\.(\d\d)$/.exec(text);
  if (found === null) return null;
  const [, fromDay, fromMonth, fromYear, toDay, toMonth, toYear] = found;
  return `20${fromYear}-${fromMonth}-${fromDay}/20${toYear}-${toMonth}-${toDay}`;
}
