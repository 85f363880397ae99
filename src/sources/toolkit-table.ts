import { canonicalLink } from './canonical-link.js';
import {
  allChecks,
  epochCheck,
  epochSeconds,
  type ForeignTable,
  identifierCheck,
  isBlank,
  objectCheck,
  type TableFormat,
} from './format.js';
import { givenFrom, notGiven } from './layer-support.js';
import { hashtagLayersInText, mentionLayerInText, textLayer, urlLayers } from './post-layers.js';

/** The message table of the QUT coordination-network-toolkit. */
export const toolkitTable: TableFormat = {
  id: 'toolkit-table',
  title: 'Toolkit message table',
  takes:
    'Accounts with their names, posts with texts and times, and the layers `repost` (`repost_id`), `reply` (`reply_id`), `url` and `domain` (`urls`, separated by blanks, each url once a row), `hashtag`, `hashtag-sequence`, `mention` and `text` (from the text). ' +
    'A message that comes again keeps its first account, time and text; its urls are the union of all its rows. A blank identifier or url is none.',
  cannotKnow: 'Engagement, languages, and when the messages were collected.',
  layers: {
    repost: givenFrom('`repost_id`'),
    reply: givenFrom('`reply_id`'),
    url: givenFrom('`urls`'),
    hashtag: givenFrom('hashtags in `message`'),
    mention: givenFrom('mentions in `message`'),
    text: givenFrom('`message`'),
    media: notGiven('toolkit tables name no pictures or films'),
  },
  required: [['message_id'], ['user_id'], ['username'], ['repost_id'], ['reply_id'], ['message'], ['timestamp'], ['urls']],
  optional: 'none',

  plan(table: ForeignTable, now: Date) {
    const user = table.column('user_id');
    const message = table.column('message_id');
    const time = table.column('timestamp');
    const objects = ['repost_id', 'reply_id', 'urls'];
    return {
      ...allChecks(
        identifierCheck(message, 'message_id', table),
        identifierCheck(user, 'user_id', table),
        epochCheck(time, 'timestamp', now),
        ...objects.map((name) => objectCheck(table.column(name), name, table)),
      ),
      account: user,
      handle: table.column('username'),
      posts: {
        key: message,
        postedAt: epochSeconds(time),
        precisionSeconds: '1',
        text: table.column('message'),
        kind: `CASE WHEN ${isBlank(table.column('repost_id'))} THEN 'original' ELSE 'repost' END`,
        layers: [
          { name: 'repost', staged: table.column('repost_id'), value: (staged) => staged, isList: false },
          { name: 'reply', staged: table.column('reply_id'), value: (staged) => staged, isList: false },
          // The tool lets links match that have no host, so they stay objects, as they stood.
          ...urlLayers(`string_split(${table.column('urls')}, ' ')`, (link) => canonicalLink(link) || link),
          ...hashtagLayersInText(),
          mentionLayerInText(),
          textLayer(true),
        ],
        shareRows: 'every',
      },
    };
  },
};
