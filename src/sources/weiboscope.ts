import { allChecks, identifierCheck, type TableFormat, timeCheck } from './format.js';
import { givenFrom, notGiven } from './layer-support.js';
import { repostLayer, textLayer, urlLayersInText } from './post-layers.js';
import { givenValue, nameLayer, topicLayers, weiboPrecision, weiboTime } from './weibo-values.js';

/** What the API may have answered, as the table writes it. */
const REFUSED = `('true', 't', 'yes', '1', '1.0', 'permission denied', 'permission_denied')`;

/** The Weiboscope archive of the University of Hong Kong: posts and which of them were found gone. */
export const weiboscope: TableFormat = {
  id: 'weiboscope',
  platform: 'weibo',
  title: 'Weibo: Weiboscope CSV',
  takes:
    'Posts with text, client and kind; the layers `repost`, `url` and `domain`, `hashtag`, `hashtag-sequence`, `mention` and `text`. ' +
    'Removals as observations: a post with `deleted_last_seen` was `alive` then, and after that gone: `unknown`, or `restricted` where `permission_denied` says that the platform did not show it, which is not the author’s own deletion; the column is kept as evidence. ' +
    'Times without a zone are China Standard Time (UTC+8).',
  cannotKnow:
    'When a post was first missed, only when it was last seen; who removed a post that is gone: its author or the platform. That a post without `deleted_last_seen` stayed: it was only not found gone. Names, counts, and which picture was posted. The archive has put names of its own in the place of the numbers of posts and users, so that its posts do not meet those of the other crawls.',
  layers: {
    repost: givenFrom('`retweeted_status_mid`'),
    reply: notGiven('Weibo posts answer no posts'),
    url: givenFrom('links in `text`'),
    hashtag: givenFrom('topics (`#…#`) in `text`'),
    mention: givenFrom('names in `text`, which the archive hashes in part'),
    text: givenFrom('`text`'),
    media: notGiven('Weiboscope says that a post had a picture, not which'),
  },
  required: [['mid'], ['uid'], ['text'], ['created_at'], ['deleted_last_seen'], ['permission_denied']],
  optional: '`retweeted_status_mid`, `source`; `retweeted_uid`, `image` and `geo` are not used',

  plan(table, now) {
    const [post, author, time] = [table.column('mid'), table.column('uid'), table.column('created_at')];
    const posted = weiboTime(time);
    const content = table.column('text');
    const lastSeen = weiboTime(table.column('deleted_last_seen'));
    const isRefused = `lower(trim(${table.column('permission_denied')})) IN ${REFUSED}`;
    const origin = table.has('retweeted_status_mid') ? givenValue(table.column('retweeted_status_mid')) : 'NULL::VARCHAR';
    return {
      ...allChecks(identifierCheck(post, 'mid', table), identifierCheck(author, 'uid', table), timeCheck(posted, time, 'created_at', now)),
      account: author,
      posts: {
        key: post,
        postedAt: posted,
        precisionSeconds: weiboPrecision(time),
        text: content,
        ...(table.has('source') ? { client: givenValue(table.column('source')) } : {}),
        kind: `CASE WHEN ${origin} IS NOT NULL THEN 'repost' ELSE 'original' END`,
        observation: { observed_at: lastSeen, status: `CASE WHEN ${lastSeen} IS NOT NULL THEN 'alive' END` },
        moreObservations: [
          {
            status: `CASE WHEN ${isRefused} THEN 'restricted' WHEN ${lastSeen} IS NOT NULL THEN 'unknown' END`,
            evidence: `CASE WHEN ${isRefused} THEN 'permission_denied' WHEN ${lastSeen} IS NOT NULL THEN 'deleted_last_seen' END`,
          },
        ],
        layers: [repostLayer(origin), ...urlLayersInText(), ...topicLayers(content), nameLayer(content), textLayer(true)],
        shareRows: 'once',
      },
    };
  },
};
