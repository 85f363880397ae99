import {
  epochProblem,
  epochSeconds,
  type ForeignTable,
  identifierProblem,
  isBlank,
  isSoundEpoch,
  isSoundIdentifier,
  isSoundObject,
  missingColumns,
  objectProblem,
  type TableFormat,
} from './format.js';

/** The message table of the QUT coordination-network-toolkit. */
export const toolkitTable: TableFormat = {
  id: 'toolkit-table',
  title: 'Toolkit message table',
  takes:
    'Accounts with their names, posts with texts and times, and the layers `repost` (`repost_id`), `reply` (`reply_id`) and `url` (`urls`, separated by blanks, each url once a row). ' +
    'A message that comes again keeps its first account, time and text; its urls are the union of all its rows. A blank identifier or url is none.',
  cannotKnow: 'Engagement, languages, and when the messages were collected.',
  required: [['message_id'], ['user_id'], ['username'], ['repost_id'], ['reply_id'], ['message'], ['timestamp'], ['urls']],
  optional: 'none',

  missing(columns) {
    return missingColumns(this.required, columns);
  },

  plan(table: ForeignTable, now: Date) {
    const user = table.column('user_id');
    const message = table.column('message_id');
    const time = table.column('timestamp');
    const objects = ['repost_id', 'reply_id', 'urls'];
    return {
      isSound: [
        isSoundIdentifier(message, table),
        isSoundIdentifier(user, table),
        isSoundEpoch(time, now),
        ...objects.map((name) => isSoundObject(table.column(name), table)),
      ].join(' AND '),
      problem: `coalesce(${identifierProblem(message, 'message_id')}, ${identifierProblem(user, 'user_id')}, ${epochProblem(time, 'timestamp', now)},
        ${objects.map((name) => objectProblem(table.column(name), name)).join(', ')})`,
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
          { name: 'url', staged: table.column('urls'), value: (staged) => `string_split(${staged}, ' ')`, isList: true },
        ],
        shareRows: 'every',
      },
    };
  },
};
