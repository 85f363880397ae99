import { allChecks, countOf, identifierCheck, type TableFormat, timeCheck, zonedTime } from './format.js';
import type { JsonLayout, JsonRecord } from './json-layout.js';
import { inexactField, isObject, type Json, listOf, objectAt, objects, text } from './json-values.js';
import { givenFrom } from './layer-support.js';
import { referenceLayers } from './post-layers.js';

/** Columns of a flattened item. */
const COLUMNS = [
  'zeeschuimer_post_id',
  'zeeschuimer_account_id',
  'platform',
  'username',
  'name',
  'account_created_at',
  'description',
  'location',
  'followers',
  'following',
  'posts',
  'created_at',
  'text',
  'lang',
  'source',
  'kind',
  'reposted_id',
  'replied_to_id',
  'urls',
  'hashtags',
  'mentions',
  'media',
  'likes',
  'reposts',
  'replies',
  'quotes',
  'views',
  'collected_at',
] as const;

type Item = Readonly<Partial<Record<(typeof COLUMNS)[number], string | null>>>;

/** Items as the browser extension writes them, one a line. */
export const zeeschuimerLayout: JsonLayout = {
  columns: COLUMNS,
  records(value) {
    if (!isObject(value) || !isObject(value['data']) || typeof value['source_platform'] !== 'string') return null;
    return 'timestamp_collected' in value || 'item_id' in value ? itemRecords(value, value['data']) : null;
  },
};

function itemRecords(item: Json, data: Json): JsonRecord[] {
  const raw = JSON.stringify(item);
  const milliseconds = Number(text(item['timestamp_collected']) ?? Number.NaN);
  const collected = milliseconds > 0 && milliseconds < 8.64e15 ? new Date(milliseconds).toISOString() : null;
  if (isObject(data['legacy'])) return tweetRecords(data, collected);
  if ('createTime' in data && 'desc' in data) return [recordOf(tiktokItem(data), data, ['id'], collected, raw)];
  const platform = text(item['source_platform']) ?? '';
  return [
    { values: null, problem: `is an item of ${platform}, of which only X and TikTok are read here; 4CAT makes a CSV of the others`, raw },
  ];
}

function recordOf(item: Item, source: Json, identifiers: readonly string[], collected: string | null, raw: string): JsonRecord {
  const inexact = inexactField(source, identifiers);
  if (inexact !== undefined)
    return { values: null, problem: `${inexact} is a number too long for JSON and has lost its last digits; it must be a string`, raw };
  return { values: COLUMNS.map((column) => (column === 'collected_at' ? collected : (item[column] ?? null))), problem: null, raw };
}

/** A tweet of X's own interface, and the retweeted and quoted ones that stand in it whole. */
function tweetRecords(tweet: Json, collected: string | null): JsonRecord[] {
  const inner = [retweeted(tweet), quoted(tweet)].filter((one) => one !== null);
  return [tweet, ...inner].map((one) => recordOf(tweetItem(one), one, ['rest_id'], collected, JSON.stringify(one)));
}

function retweeted(tweet: Json): Json | null {
  return wholeTweet(objectAt(tweet, 'legacy', 'retweeted_status_result', 'result'));
}

function quoted(tweet: Json): Json | null {
  return wholeTweet(objectAt(tweet, 'quoted_status_result', 'result'));
}

/** A tweet may lie one level deeper; one that is withheld or deleted is none. */
function wholeTweet(result: Json): Json | null {
  const tweet = isObject(result['tweet']) ? result['tweet'] : result;
  return isObject(tweet['legacy']) && identifierOf(tweet) !== null ? tweet : null;
}

function identifierOf(tweet: Json): string | null {
  return text(tweet['rest_id']) ?? text(objectAt(tweet, 'legacy')['id_str']);
}

function tweetItem(tweet: Json): Item {
  const legacy = objectAt(tweet, 'legacy');
  const original = retweeted(tweet);
  // A retweet's own text and entities are cut off: the original has them whole.
  const whole = original ?? tweet;
  return {
    zeeschuimer_post_id: identifierOf(tweet),
    platform: 'twitter',
    ...authorOf(tweet, legacy),
    created_at: twitterTime(text(legacy['created_at'])),
    text: text(objectAt(whole, 'note_tweet', 'note_tweet_results', 'result')['text']) ?? text(objectAt(whole, 'legacy')['full_text']),
    lang: text(legacy['lang']),
    source: (text(tweet['source']) ?? text(legacy['source']))?.replace(/<[^>]*>/g, '') ?? null,
    ...referencesOf(legacy, original),
    ...entitiesOf(whole),
    likes: text(legacy['favorite_count']),
    reposts: text(legacy['retweet_count']),
    replies: text(legacy['reply_count']),
    quotes: text(legacy['quote_count']),
    views: text(objectAt(tweet, 'views')['count']) ?? text(objectAt(tweet, 'ext_views')['count']),
  };
}

/** The author stands beside the tweet, in older items under `user`; newer ones keep name and date apart from the counts. */
function authorOf(tweet: Json, legacy: Json): Item {
  const result = objectAt(tweet, 'core', 'user_results', 'result');
  const old = objectAt(tweet, 'user');
  const [user, core] = [isObject(result['legacy']) ? result['legacy'] : old, objectAt(result, 'core')];
  return {
    zeeschuimer_account_id: text(result['rest_id']) ?? text(legacy['user_id_str']) ?? text(old['id_str']),
    username: text(core['screen_name']) ?? text(user['screen_name']),
    name: text(core['name']) ?? text(user['name']),
    account_created_at: twitterTime(text(core['created_at']) ?? text(user['created_at'])),
    description: text(user['description']),
    location: text(user['location']) ?? text(objectAt(result, 'location')['location']),
    followers: text(user['followers_count']),
    following: text(user['friends_count']),
    posts: text(user['statuses_count']),
  };
}

function referencesOf(legacy: Json, original: Json | null): Item {
  const reposted = original === null ? text(legacy['retweeted_status_id_str']) : identifierOf(original);
  const repliedTo = text(legacy['in_reply_to_status_id_str']);
  const isQuote = legacy['is_quote_status'] === true || text(legacy['quoted_status_id_str']) !== null;
  return {
    kind: reposted !== null ? 'repost' : isQuote ? 'quote' : repliedTo !== null ? 'reply' : 'original',
    reposted_id: reposted,
    replied_to_id: repliedTo,
  };
}

function entitiesOf(tweet: Json): Item {
  const entities = objectAt(tweet, 'legacy', 'entities');
  const note = objectAt(tweet, 'note_tweet', 'note_tweet_results', 'result', 'entity_set');
  const all = (name: string): Json[] => [...objects(entities[name]), ...objects(note[name])];
  const media = [...objects(objectAt(tweet, 'legacy', 'extended_entities')['media']), ...all('media')];
  return {
    urls: listOf(all('urls').map((url) => text(url['expanded_url']) ?? text(url['url']))),
    hashtags: JSON.stringify(objects(note['hashtags'] ?? entities['hashtags']).flatMap((tag) => text(tag['text']) ?? [])),
    mentions: listOf(all('user_mentions').map((mention) => text(mention['screen_name']))),
    media: listOf(media.map((one) => text(one['media_key']) ?? text(one['id_str']))),
  };
}

function tiktokItem(data: Json): Item {
  const author = objectAt(data, 'author');
  const counts = { ...objectAt(data, 'stats'), ...objectAt(data, 'statsV2') };
  const of = { ...objectAt(data, 'authorStats'), ...objectAt(data, 'authorStatsV2') };
  const extra = objects(data['textExtra']);
  const tags = extra.flatMap((one) => text(one['hashtagName']) || []);
  const seconds = Number(text(data['createTime']) ?? Number.NaN);
  return {
    zeeschuimer_post_id: text(data['id']),
    platform: 'tiktok',
    zeeschuimer_account_id: text(author['id']) ?? text(data['authorId']) ?? text(author['uniqueId']) ?? text(data['author']),
    username: text(author['uniqueId']) ?? text(data['author']),
    name: text(author['nickname']) ?? text(data['nickname']),
    description: text(author['signature']),
    followers: text(of['followerCount']),
    following: text(of['followingCount']),
    posts: text(of['videoCount']),
    created_at: seconds > 0 && seconds < 8.64e12 ? new Date(seconds * 1000).toISOString() : text(data['createTime']),
    text: text(data['desc']),
    lang: text(data['textLanguage']) === 'un' ? null : text(data['textLanguage']),
    // A duet or a stitch shows another video beside its own.
    kind: /^(?!0$)\d+$/.test(text(objectAt(data, 'duetInfo')['duetFromId']) ?? '') ? 'quote' : 'original',
    hashtags: JSON.stringify(tags.length > 0 ? tags : objects(data['challenges']).flatMap((one) => text(one['title']) || [])),
    mentions: listOf(extra.map((one) => text(one['userUniqueId']))),
    media: listOf([text(objectAt(data, 'video')['id'])]),
    likes: text(counts['diggCount']),
    reposts: text(counts['shareCount']),
    replies: text(counts['commentCount']),
    views: text(counts['playCount']),
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Wed Oct 10 20:19:24 +0000 2018` in ISO 8601; anything else as it stands. */
function twitterTime(time: string | null): string | null {
  const found = time?.match(/^\w{3} (\w{3}) (\d{2}) (\d{2}:\d{2}:\d{2}) ([+-]\d{2})(\d{2}) (\d{4})$/);
  if (found === null || found === undefined) return time;
  const [, month = '', day, clock, hours, minutes, year] = found;
  return `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day}T${clock}${hours}:${minutes}`;
}

/** Posts of X and TikTok as the browser extension Zeeschuimer saw them. */
export const zeeschuimer: TableFormat = {
  id: 'zeeschuimer',
  title: 'Zeeschuimer NDJSON: X and TikTok',
  takes:
    'Posts of X and TikTok with text, language, client, kind and counts; their authors by identifier, with name, profile, followers and date of creation; the layers `repost`, `reply`, `url`, `domain`, `hashtag`, `hashtag-sequence`, `mention`, `media` and `text`. ' +
    'Counts and followers are observations of `timestamp_collected`. A retweet is read with the whole text and entities of its original; retweeted and quoted tweets that stand in an item whole are posts too.',
  cannotKnow:
    'What the browser was not shown: a feed is chosen by the platform for one user. Reposts on TikTok. Items of other platforms are set aside; 4CAT makes a CSV of them.',
  layers: {
    repost: givenFrom('`legacy.retweeted_status_result` of X; TikTok shows no reposts'),
    reply: givenFrom('`legacy.in_reply_to_status_id_str` of X'),
    url: givenFrom('`legacy.entities.urls` of X'),
    hashtag: givenFrom('`legacy.entities.hashtags` of X, `textExtra` or `challenges` of TikTok'),
    mention: givenFrom('`legacy.entities.user_mentions` of X, `textExtra` of TikTok'),
    text: givenFrom('`legacy.full_text` of X, `desc` of TikTok'),
    media: givenFrom('keys of uploads, so a film that is uploaded anew has another'),
  },
  recognisedBy: 'items with `source_platform`, `data`, and `item_id` or `timestamp_collected`',
  required: [['zeeschuimer_post_id'], ['zeeschuimer_account_id'], ['created_at'], ['text']],
  optional: 'all other fields',

  plan(table, now) {
    const column = (name: (typeof COLUMNS)[number]): string => table.column(name);
    const given = (name: (typeof COLUMNS)[number]): string => table.given(name);
    const [post, account, time] = [column('zeeschuimer_post_id'), column('zeeschuimer_account_id'), column('created_at')];
    const posted = zonedTime(time);
    const collected = zonedTime(column('collected_at'));
    return {
      ...allChecks(
        identifierCheck(post, 'id', table),
        identifierCheck(account, 'author', table),
        timeCheck(posted, time, 'time of posting', now),
      ),
      account,
      platform: given('platform'),
      handle: given('username'),
      accountCreatedAt: zonedTime(column('account_created_at')),
      accountObservation: {
        observed_at: collected,
        handle: given('username'),
        display_name: given('name'),
        description: given('description'),
        location: given('location'),
        follower_count: countOf(column('followers')),
        following_count: countOf(column('following')),
        post_count: countOf(column('posts')),
      },
      posts: {
        key: post,
        postedAt: posted,
        precisionSeconds: '1',
        text: column('text'),
        language: `nullif(${given('lang')}, 'und')`,
        client: given('source'),
        kind: column('kind'),
        observation: {
          observed_at: collected,
          like_count: countOf(column('likes')),
          repost_count: countOf(column('reposts')),
          reply_count: countOf(column('replies')),
          quote_count: countOf(column('quotes')),
          view_count: countOf(column('views')),
        },
        layers: referenceLayers({
          repost: column('reposted_id'),
          reply: column('replied_to_id'),
          urls: column('urls'),
          hashtags: column('hashtags'),
          mentions: column('mentions'),
          media: column('media'),
        }),
        shareRows: 'once',
      },
    };
  },
};
