import {
  allChecks,
  countOf,
  type ForeignTable,
  identifierCheck,
  missingColumns,
  snowflakeTime,
  type TableFormat,
  timeCheck,
  writtenTime,
} from './format.js';
import { givenFrom, noLayers, notGiven } from './layer-support.js';
import { NO_TIME } from './observed-at.js';
import { hashtagLayers, mentionLayer, pythonList, replyLayer, repostLayer, textLayer, urlLayers } from './post-layers.js';

const PROFILE: readonly (readonly [string, string])[] = [
  ['display_name', 'user_display_name'],
  ['description', 'user_profile_description'],
  ['location', 'user_reported_location'],
  ['url', 'user_profile_url'],
  ['language', 'account_language'],
];

const COUNTS: readonly (readonly [string, string])[] = [
  ['like_count', 'like_count'],
  ['repost_count', 'retweet_count'],
  ['reply_count', 'reply_count'],
  ['quote_count', 'quote_count'],
];

/** What both files of a release say about accounts. */
function accountPlan(table: ForeignTable) {
  const user = table.column('userid');
  const handle = `CASE WHEN ${table.column('user_screen_name')} <> ${user} THEN ${table.column('user_screen_name')} END`;
  const profile = Object.fromEntries(
    PROFILE.flatMap(([field, column]) => (table.has(column) ? [[field, `nullif(${table.column(column)}, '')`]] : [])),
  );
  return {
    account: user,
    handle,
    ...(table.has('account_creation_date')
      ? { accountCreatedAt: writtenTime(table.column('account_creation_date')), accountCreatedPrecisionSeconds: 86_400 }
      : {}),
    accountAtStatedTime: { status: `'suspended'`, evidence: `'in a release of accounts that the platform removed'` },
    accountObservation: {
      observed_at: NO_TIME,
      handle,
      ...profile,
      ...(table.has('follower_count') ? { follower_count: countOf(table.column('follower_count')) } : {}),
      ...(table.has('following_count') ? { following_count: countOf(table.column('following_count')) } : {}),
    },
  };
}

/** The accounts of a takedown as the platform released them. */
export const takedownUsers: TableFormat = {
  id: 'takedown-users',
  platform: 'twitter',
  title: 'Takedown archive: accounts',
  takes:
    'Accounts with handle (where the release shows it), display name, description, location, language, followers, following, and date of creation. With `--observed-at` (the date of the release), that they were `suspended` by then.',
  cannotKnow:
    'When the numbers were taken (before the accounts were removed; `--observed-at` does not date them), what the accounts posted, and names that the release hashed.',
  layers: noLayers('the account file of a takedown archive holds no posts'),
  required: [['userid'], ['user_screen_name'], ['account_creation_date']],
  optional: 'the other account columns of the release; no tweet columns',

  missing(columns) {
    return [...missingColumns(this.required, columns), ...(columns.includes('tweetid') ? ['(a file without tweetid)'] : [])];
  },

  plan(table) {
    const user = table.column('userid');
    return { ...identifierCheck(user, 'userid', table), ...accountPlan(table) };
  },
};

/** The tweets of a takedown as the platform released them. */
export const takedownTweets: TableFormat = {
  id: 'takedown-tweets',
  platform: 'twitter',
  title: 'Takedown archive: tweets',
  takes:
    'Posts with text, language, client, kind and counts; their accounts; the layers `repost`, `reply`, `url`, `domain`, `hashtag`, `hashtag-sequence`, `mention` (identifiers) and `text`. ' +
    'Times have minutes only; where the tweet’s identifier carries a time that agrees with the minute, its seconds are used, else the precision is 60 s. ' +
    'Swapped reply columns are put right: a post’s identifier is a number, and a larger one than its author’s.',
  cannotKnow: 'When the counts were taken, the texts of reposted posts beyond the truncation, and names that the release hashed.',
  layers: {
    repost: givenFrom('`retweet_tweetid` where `is_retweet` is true'),
    reply: givenFrom('`in_reply_to_tweetid`'),
    url: givenFrom('`urls`'),
    hashtag: givenFrom('`hashtags`'),
    mention: givenFrom('`user_mentions`'),
    text: givenFrom('`tweet_text`'),
    media: notGiven('takedown archives name no pictures or films in their tables, they release the files apart'),
  },
  required: [['tweetid'], ['userid'], ['user_screen_name'], ['tweet_text'], ['tweet_time']],
  optional: 'all other columns of the release; some releases lack `tweet_language`',

  plan(table, now) {
    const tweet = table.column('tweetid');
    const user = table.column('userid');
    const time = table.column('tweet_time');
    const minute = `coalesce(try_strptime(${time}, '%Y-%m-%d %H:%M'), ${writtenTime(time)})`;
    const exact = snowflakeTime(tweet, minute);
    const optional = (name: string): string => (table.has(name) ? table.column(name) : 'NULL::VARCHAR');
    const flag = `lower(${optional('is_retweet')}) IN ('true', 't', '1', '1.0')`;
    const [replyTo, replyUser] = [optional('in_reply_to_tweetid'), optional('in_reply_to_userid')];
    // A tweet's identifier is a number, a hashed user is not; of two numbers the larger is the tweet, as a user is older than what it posts.
    const reply = `CASE WHEN regexp_full_match(${replyTo}, '\\d+') AND try_cast(${replyUser} AS HUGEINT) > try_cast(${replyTo} AS HUGEINT) THEN ${replyUser} WHEN regexp_full_match(${replyTo}, '\\d+') THEN ${replyTo} WHEN ${replyTo} <> '' AND regexp_full_match(${replyUser}, '\\d{6,}') THEN ${replyUser} END`;
    const observation = Object.fromEntries(
      COUNTS.flatMap(([field, column]) => (table.has(column) ? [[field, countOf(table.column(column))]] : [])),
    );
    const retweet = `CASE WHEN ${flag} THEN ${optional('retweet_tweetid')} END`;
    return {
      ...allChecks(
        identifierCheck(tweet, 'tweetid', table),
        identifierCheck(user, 'userid', table),
        timeCheck(minute, time, 'tweet_time', now),
      ),
      ...accountPlan(table),
      posts: {
        key: tweet,
        postedAt: `coalesce(${exact}, ${minute})`,
        precisionSeconds: `CASE WHEN ${exact} IS NOT NULL OR regexp_matches(${time}, ':\\d\\d:\\d\\d') THEN 1 ELSE 60 END`,
        text: table.column('tweet_text'),
        ...(table.has('tweet_language') ? { language: `nullif(${table.column('tweet_language')}, '')` } : {}),
        ...(table.has('tweet_client_name') ? { client: `nullif(${table.column('tweet_client_name')}, '')` } : {}),
        kind: `CASE WHEN ${flag} THEN 'repost' WHEN ${optional('quoted_tweet_tweetid')} <> '' THEN 'quote' WHEN ${replyTo} <> '' THEN 'reply' ELSE 'original' END`,
        ...(Object.keys(observation).length > 0 ? { observation: { observed_at: NO_TIME, ...observation } } : {}),
        layers: [
          ...(table.has('retweet_tweetid') ? [repostLayer(retweet)] : []),
          ...(table.has('in_reply_to_tweetid') ? [replyLayer(reply)] : []),
          ...(table.has('urls') ? urlLayers(pythonList(table.column('urls'))) : []),
          ...(table.has('hashtags') ? hashtagLayers(pythonList(table.column('hashtags'))) : []),
          ...(table.has('user_mentions') ? [mentionLayer(pythonList(table.column('user_mentions')))] : []),
          textLayer(true),
        ],
        shareRows: 'once',
      },
    };
  },
};
