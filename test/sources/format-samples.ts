/** A small valid file of a format. */
export interface FormatSample {
  readonly format: string;
  readonly name: string;
  readonly content: string;
}

const table = (header: string, ...rows: readonly string[]): string => `${[header, ...rows].join('\n')}\n`;
const lines = (...values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');

const TWEET = {
  id: '1212092628029698049',
  author_id: '77',
  created_at: '2019-12-31T19:26:16.000Z',
  text: 'Hello #Tag @bob https://example.org/a',
};
const STATUS = {
  ...{
    id: '1',
    uri: 'https://a.example/s/1',
    created_at: '2024-01-01T10:00:00.000Z',
    content: '<p>Hi &amp; <a href="https://b.example/x">x</a></p>',
  },
  ...{ account: { id: '9', acct: 'ann', url: 'https://a.example/@ann', followers_count: 3 }, reblog: null, tags: [{ name: 'one' }] },
};
const COMMIT = {
  ...{ rev: '3ku6nlttxm222', operation: 'create', collection: 'app.bsky.feed.post', rkey: '3k1' },
  record: {
    text: 'hello',
    createdAt: '2024-01-01T12:00:04Z',
    langs: ['en'],
    facets: [{ features: [{ $type: 'app.bsky.richtext.facet#tag', tag: 'a' }] }],
  },
};
const WEIBO = {
  ...{
    _id: '4762810834227120',
    mblogid: 'LqlZNhJFm',
    created_at: '2022-04-27 10:20:54',
    content: '#话题# 文字 @某人',
    attitudes_count: '12.5万',
  },
  ...{
    user: { _id: '1749127163', nick_name: '某', followers_count: 5 },
    pic_urls: ['https://wx1.sinaimg.cn/o/p.jpg'],
    crawl_time: 1_666_863_485,
  },
};
const TELEGRAM = {
  ...{ name: 'News', type: 'public_channel', id: 1005 },
  messages: [
    { id: 1, type: 'service', date: '2023-01-01T00:00:00', action: 'create_channel', text: '' },
    {
      id: 2,
      type: 'message',
      date: '2023-01-15T13:30:00',
      date_unixtime: '1673778600',
      from_id: 'channel1005',
      text: ['a ', { type: 'link', text: 'b.example' }],
    },
    {
      id: 3,
      type: 'message',
      date: '2023-01-15T13:31:00',
      from: 'Bob',
      from_id: 'user7',
      text: 'c',
      forwarded_from: 'Other',
      reply_to_message_id: 2,
    },
  ],
};

/** One for each format that Antiphon reads. */
export const FORMAT_SAMPLES: readonly FormatSample[] = [
  {
    format: 'x-api-v2',
    name: 'page.json',
    content: JSON.stringify({
      data: [{ ...TWEET, public_metrics: { like_count: 3 }, referenced_tweets: [{ type: 'retweeted', id: '5' }] }],
      includes: { users: [{ id: '77', username: 'ann', created_at: '2010-01-01T00:00:00Z' }], tweets: [{ ...TWEET, id: '5' }] },
      errors: [{ resource_type: 'tweet', resource_id: '9', title: 'Not Found Error' }],
    }),
  },
  { format: 'x-api-v2', name: 'tweets.jsonl', content: lines(TWEET, { ...TWEET, id: '6' }, { ...TWEET, id: '7', text: 'more' }) },
  {
    format: 'zeeschuimer',
    name: 'items.ndjson',
    content: lines(
      {
        ...{ item_id: '1', timestamp_collected: 1_600_000_000_000, source_platform: 'twitter.com' },
        data: {
          rest_id: '1',
          legacy: { full_text: 'a #b', created_at: 'Tue Dec 31 19:26:16 +0000 2019', user_id_str: '7', favorite_count: 3 },
        },
      },
      {
        ...{ item_id: '2', timestamp_collected: 1_600_000_000_000, source_platform: 'tiktok.com' },
        data: { id: '2', desc: 'b', createTime: 1_577_820_376, author: { id: '8', uniqueId: 'bob' }, stats: { diggCount: 1 } },
      },
    ),
  },
  {
    format: 'mastodon',
    name: 'statuses.json',
    content: JSON.stringify([STATUS, { ...STATUS, uri: 'https://a.example/s/2', reblog: STATUS }]),
  },
  {
    format: 'jetstream',
    name: 'events.jsonl',
    content: lines(
      { did: 'did:plc:a', time_us: 1_704_110_405_000_000, kind: 'commit', commit: COMMIT },
      { did: 'did:plc:a', time_us: 1_704_110_406_000_000, kind: 'account', account: { active: false, status: 'takendown' } },
      {
        $type: 'message',
        payload: {
          $type: 'network.bsky.jetstream.subscribeEvents#commit',
          did: 'did:plc:b',
          time: '2024-01-01T12:00:05Z',
          ...COMMIT,
          operation: 'delete',
        },
      },
    ),
  },
  {
    format: '4cat',
    name: '4cat.csv',
    content: table(
      'id,thread_id,author,author_id,body,timestamp,unix_timestamp,is_retweet,hashtags,urls,like_count',
      '1212092628029698049,1,ann,77,"a, ""quoted""\nbody",2019-12-31 19:26:16,1577820376,no,"One,Two",https://example.org/a,3',
      '2,2,bob,78,b,2020-01-01 00:00:00,,yes,,,',
    ),
  },
  {
    format: '4cat',
    name: 'telegram.csv',
    content: table(
      'id,thread_id,chat,author,author_username,author_name,body,reply_to,views,timestamp,unix_timestamp,unix_timestamp_edited,author_forwarded_from_id,attachment_type,attachment_data',
      '5,news,news,9001,news,,text,,12,2020-01-01 12:00:00,1577880000,1577880100,77,photo,"{""id"": 5197, ""dc_id"": 2}"',
      'news-6,news,news,8,,Bob,answer,5,,2020-01-01 12:00:00,1577880000,,,,',
    ),
  },
  {
    format: 'youtube-videos',
    name: 'videos.csv',
    content: table(
      'videoId,channelId,publishedAt,videoTitle,viewCount,commentCount',
      'v1,UC1,2020-01-01T12:00:05Z,A title,12,3',
      'v2,UC1,2020-01-02T12:00:05Z,B,0,',
    ),
  },
  {
    format: 'youtube-comments',
    name: 'comments.tab',
    content: table(
      'id\treplyCount\tlikeCount\tpublishedAt\tauthorName\ttext\tauthorChannelId\tisReply\tisReplyTo',
      'c1\t1\t0\t2020-01-01T12:00:05Z\tAnn\thello\tUCa\t0\t',
      'c1.r1\t0\t0\t2020-01-01T12:01:05Z\tBob\thi\tUCb\t1\tc1',
    ),
  },
  {
    format: 'takedown-tweets',
    name: 'tweets.csv',
    content: table(
      'tweetid,userid,user_screen_name,account_creation_date,tweet_text,tweet_time,in_reply_to_tweetid,in_reply_to_userid,is_retweet,retweet_tweetid,hashtags,urls,user_mentions,like_count',
      `1212092628029698049,abc=,abc=,2017-01-01,"text, one",2019-12-31 19:26,7,8,True,5,"['a', 'b']",[],"['9']",3.0`,
      '6,77,ann,2017-01-01,two,2019-12-31 19:27,,,False,,,,,',
    ),
  },
  {
    format: 'takedown-users',
    name: 'users.csv',
    content: table('userid,user_screen_name,account_creation_date,follower_count', '77,ann,2017-08-30,5', 'abc=,abc=,2017-08-18,0'),
  },
  {
    format: 'troll-archive',
    name: 'trolls.csv',
    content: table(
      'external_author_id,author,content,language,publish_date,harvested_date,following,followers,updates,post_type,retweet,account_category,alt_external_id,tweet_id',
      '9.06E+17,ANN,"one http://t.co/a #b",English,10/1/2017 19:58,10/1/2017 19:59,1,2,3,RETWEET,1,RightTroll,905874659358453760,914580356430536707',
      '5,BOB,two,Russian,10/2/2017 9:08,10/2/2017 9:09,1,2,3,,0,Fearmonger,,',
    ),
  },
  {
    format: 'toolkit-table',
    name: 'messages.csv',
    content: table(
      'message_id,user_id,username,repost_id,reply_id,message,timestamp,urls',
      'm1,u1,ann,,,text,1577880000,https://example.org/a https://b.example',
      'm2,u2,bob,m1,,RT,1577880001.5,',
    ),
  },
  { format: 'telegram-desktop', name: 'result.json', content: JSON.stringify(TELEGRAM, null, 1) },
  {
    format: 'weibo-json-lines',
    name: 'tweets.jsonl',
    content: lines(WEIBO, { ...WEIBO, _id: '4762810834227121', retweet_id: '4762810834227120' }),
  },
  {
    format: 'weibo-crawler',
    name: '1669879400.csv',
    content: table(
      'id,bid,正文,原始图片url,日期,工具,点赞数,评论数,转发数,话题,@用户,完整日期,是否原创,源微博id',
      '4454572602912349,ImTGkcdDn,今天#旅行#,https://wx1.sinaimg.cn/l/a.jpg,2019-12-28,iPhone,1.2万,"1,234",100万+,旅行,小明,2019-12-28T09:05:07,True,',
      '4454572602912350,,二,,2019-12-28,,0,0,0,,,,False,4454572602912349',
    ),
  },
  {
    format: 'weibo-spider',
    name: '1669879400.csv',
    content: table(
      '微博id,微博正文,原始图片url,是否为原创微博,发布时间,点赞数',
      'z0JH2lOMb,你好#话题#,无,True,2012-10-17 08:30,3',
      'ImTGkcdDn,二,无,False,2012-10-18 08:30,',
    ),
  },
  {
    format: 'weiboscope',
    name: 'week1.csv',
    content: table(
      'mid,retweeted_status_mid,uid,retweeted_uid,source,image,text,geo,created_at,deleted_last_seen,permission_denied',
      'm1,,u1,,新浪微博,0,一条,,2012-01-03 00:30:00,2012-01-04 12:00:00,True',
      'm2,m1,u2,u1,,0,二,,2012-01-03 00:31:00,,',
    ),
  },
  {
    format: 'weibo-comments',
    name: 'comments.csv',
    content: table(
      '评论id,父评论id,用户id,用户昵称,评论时间,评论内容,点赞数,子评论数,微博id',
      '501,,7001,某人,2021-03-04 08:00:30,支持,1.5万,12,z0JH2lOMb',
      '502,501,7002,另一人,2021-03-04 08:01,好,0,0,z0JH2lOMb',
    ),
  },
  {
    format: 'crowdtangle-facebook',
    name: 'facebook.csv',
    content: table(
      'Page Name,User Name,Facebook Id,Page Created,Followers at Posting,Post Created,Likes,Comments,Shares,URL,Message,Link,Final Link',
      'A Page,apage,100,2015-01-01 00:00:00 CET,"1,264",2021-09-20 18:01:11 CEST,3,2,1,https://www.facebook.com/100/posts/12345678,"Text, with #tag",https://example.org/a,',
      'A Page,apage,100,,N/A,2021-09-20 18:02:11 CST,,,,https://www.facebook.com/100/posts/12345679,Two,,',
    ),
  },
  {
    format: 'crowdtangle-instagram',
    name: 'instagram.csv',
    content: table(
      'Account,User Name,Followers at Posting,Post Created,Likes,Comments,Views,URL,Photo,Description',
      'Ann,ann,5,2021-09-20 18:01:11 EDT,3,2,1,https://www.instagram.com/p/CUDabc/,https://x.example/p.jpg,Text #tag @bob',
      'Bob,bob,5,2021-09-20 18:02:11 +03,3,2,1,https://www.instagram.com/p/CUDabd/,https://x.example/q.jpg,Two',
    ),
  },
  {
    format: 'share-table',
    name: 'shares.csv',
    content: table('object_id,account_id,content_id,timestamp_share', 'o1,a1,p1,1577880000', 'o1,a2,p2,1577880001.5', ',a3,p3,1577880002'),
  },
  {
    format: 'share-table',
    name: 'multimodal.csv',
    content: table(
      'account_id,post_id,url_id,hashtag_id,phash_id,timestamp',
      'a1,p1,u1,h1,,1577880000',
      'a1,p1,u1,h2,x,1577880000',
      'a2,p2,,h1,,1577880001',
    ),
  },
  {
    format: 'diplomats-snapshots',
    name: 'snapshots.csv',
    content: table(
      'file,commit,commit_time,data_scraped,country,iso2,cat,handle,user_id,created_at,followers,tweet_count,verified,withheld,deleted,gov_label',
      'a.csv,c1,2022-04-12T00:52:09+02:00,,Nowhere,NA,E,EmbExample,,,,,,,,',
      'a.csv,c2,2022-04-25T11:49:39+01:00,2022-04-14,Nowhere,NA,E,EmbExample,1268099120964788200,,24100,NA,TRUE,NA,NA,NA',
      'a.csv,c3,2024-04-15T20:05:12+00:00,2024-04-15,Nowhere,NA,E,EmbExample,1268099120964788225,2020-06-03 08:36:36,26101,700,NA,NA,FALSE,NA',
      'a.csv,c3,2024-04-15T20:05:12+00:00,2024-04-15,Nowhere,NA,A,AmbExample,AmbExample,NA,NA,NA,NA,NA,TRUE,NA',
    ),
  },
  {
    format: 'status-list',
    name: 'status-list.csv',
    content: table(
      'account_id,handle,post_id,platform,status,observed_at,country,login,reason,evidence',
      '1001,ann,,x,alive,2024-03-01,,,,',
      '1001,ann,,x,suspended,2024-03-08T10:00:00Z,TR,no,court order,HTTP 451',
      ',,9,x,deleted,,,,,',
    ),
  },
  {
    format: 'event-table',
    name: 'events.csv',
    content: table('happened_at,title,source', '2020-01-01,Start,https://example.org', '2021-02-03T04:05:06+01:00,"Then, this",'),
  },
];
