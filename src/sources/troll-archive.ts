import { allChecks, countOf, identifierCheck, missingColumns, snowflakeTime, sqlText, type TableFormat, timeCheck } from './format.js';
import { givenFrom, notGiven } from './layer-support.js';
import { hashtagLayersInText, mentionLayerInText, textLayer, urlLayersInText } from './post-layers.js';

/** Languages as the archive names them, by their ISO 639-1 code. */
const LANGUAGES: Readonly<Record<string, string>> = {
  Albanian: 'sq',
  Arabic: 'ar',
  Bulgarian: 'bg',
  Catalan: 'ca',
  Croatian: 'hr',
  Czech: 'cs',
  Danish: 'da',
  Dutch: 'nl',
  English: 'en',
  Estonian: 'et',
  'Farsi (Persian)': 'fa',
  Finnish: 'fi',
  French: 'fr',
  German: 'de',
  Greek: 'el',
  Hebrew: 'he',
  Hindi: 'hi',
  Hungarian: 'hu',
  Icelandic: 'is',
  Indonesian: 'id',
  Italian: 'it',
  Japanese: 'ja',
  Korean: 'ko',
  Latvian: 'lv',
  Lithuanian: 'lt',
  Macedonian: 'mk',
  Malay: 'ms',
  Norwegian: 'no',
  Polish: 'pl',
  Portuguese: 'pt',
  Pushto: 'ps',
  Romanian: 'ro',
  Russian: 'ru',
  Serbian: 'sr',
  'Simplified Chinese': 'zh',
  Slovak: 'sk',
  Slovenian: 'sl',
  Somali: 'so',
  Spanish: 'es',
  Swedish: 'sv',
  'Tagalog (Filipino)': 'tl',
  Tamil: 'ta',
  Thai: 'th',
  'Traditional Chinese': 'zh',
  Turkish: 'tr',
  Ukrainian: 'uk',
  Urdu: 'ur',
  Uzbek: 'uz',
  Vietnamese: 'vi',
};

/** SQL for an identifier; NULL where it is blank, or in float notation and so without its last digits. */
function exactIdentifier(column: string): string {
  return `CASE WHEN NOT regexp_full_match(trim(${column}), '[0-9.]+[eE][+]?[0-9]+') THEN nullif(trim(${column}), '') END`;
}

/** The archive of troll accounts in the layout of Clemson University and FiveThirtyEight. */
export const trollArchive: TableFormat = {
  id: 'troll-archive',
  platform: 'twitter',
  title: 'Troll-account archive (Clemson, FiveThirtyEight)',
  takes:
    'Posts with text, language and kind; accounts by `alt_external_id`, else by `author`; followers, following and posts at each harvest; the layers `url` and `domain` (links in the text), ' +
    '`hashtag`, `hashtag-sequence`, `mention` and `text`. Dates are month/day/year to the minute, UTC; with a `tweet_id` that carries a time within that minute, to the second. ' +
    'Without a `tweet_id`, a post’s identifier is made from account, time, text and ordinal.',
  cannotKnow:
    'Which post a repost repeats (so no layer `repost`), engagement, and exact account identifiers where only `external_author_id` stands: it is often in float notation and is not used.',
  layers: {
    repost: notGiven('the troll-account archive holds no repost identifier: it does not say which post a repost repeats'),
    reply: notGiven('the troll-account archive does not say which post a reply answers'),
    url: givenFrom('links in `content`'),
    hashtag: givenFrom('hashtags in `content`'),
    mention: givenFrom('mentions in `content`'),
    text: givenFrom('`content`'),
    media: notGiven('the troll-account archive names no pictures or films'),
  },
  required: [['author'], ['content'], ['publish_date']],
  optional: '`alt_external_id`, `tweet_id`, `language`, `retweet`, `post_type`, `harvested_date`, `followers`, `following`, `updates`',

  missing(columns) {
    const own = ['external_author_id', 'account_category', 'harvested_date'].some((name) => columns.includes(name));
    return [...missingColumns(this.required, columns), ...(own ? [] : ['external_author_id or account_category'])];
  },

  plan(table, now) {
    const author = table.column('author');
    const account = table.has('alt_external_id') ? `coalesce(${exactIdentifier(table.column('alt_external_id'))}, ${author})` : author;
    const time = table.column('publish_date');
    const minute = `try_strptime(${time}, '%m/%d/%Y %H:%M')`;
    const tweet = table.has('tweet_id') ? exactIdentifier(table.column('tweet_id')) : 'NULL::VARCHAR';
    const exact = snowflakeTime(tweet, minute);
    const observed = {
      observed_at: table.has('harvested_date') ? `try_strptime(${table.column('harvested_date')}, '%m/%d/%Y %H:%M')` : minute,
      observed_precision_seconds: '60',
    };
    const count = (field: string, name: string): Record<string, string> =>
      table.has(name) ? { [field]: countOf(table.column(name)) } : {};
    const names = Object.entries(LANGUAGES).map(([name, code]) => `WHEN ${sqlText(name)} THEN '${code}'`);
    const type = table.has('post_type') ? table.column('post_type') : `''`;
    const retweet = table.has('retweet') ? table.column('retweet') : `''`;
    return {
      ...allChecks(identifierCheck(account, 'author', table), timeCheck(minute, time, 'publish_date', now)),
      account,
      handle: `nullif(${author}, '')`,
      accountObservation: {
        ...observed,
        handle: `nullif(${author}, '')`,
        ...count('follower_count', 'followers'),
        ...count('following_count', 'following'),
        ...count('post_count', 'updates'),
      },
      posts: {
        key: tweet,
        postedAt: `coalesce(${exact}, ${minute})`,
        precisionSeconds: `CASE WHEN ${exact} IS NOT NULL THEN 1 ELSE 60 END`,
        text: table.column('content'),
        ...(table.has('language')
          ? {
              language: `CASE ${table.column('language')} ${names.join(' ')} WHEN 'LANGUAGE UNDEFINED' THEN NULL ELSE nullif(${table.column('language')}, '') END`,
            }
          : {}),
        kind: `CASE WHEN ${retweet} IN ('1', '1.0') OR ${type} = 'RETWEET' THEN 'repost' WHEN ${type} = 'QUOTE_TWEET' THEN 'quote' ELSE 'original' END`,
        layers: [...urlLayersInText(), ...hashtagLayersInText(), mentionLayerInText(), textLayer(true)],
        shareRows: 'once',
      },
    };
  },
};
