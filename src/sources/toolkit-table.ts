import {
  epochProblem,
  epochSeconds,
  type ForeignTable,
  identifierProblem,
  isSoundEpoch,
  isSoundIdentifier,
  missingColumns,
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
    return {
      isSound: [isSoundIdentifier(message, table), isSoundIdentifier(user, table), isSoundEpoch(time, now)].join(' AND '),
      problem: `coalesce(${identifierProblem(message, 'message_id')}, ${identifierProblem(user, 'user_id')}, ${epochProblem(time, 'timestamp', now)})`,
      account: user,
      handle: table.column('username'),
      post: message,
      postedAt: epochSeconds(time),
      precisionSeconds: 1,
      text: table.column('message'),
      layers: [
        { name: 'repost', value: table.column('repost_id'), isList: false },
        { name: 'reply', value: table.column('reply_id'), isList: false },
        { name: 'url', value: `string_split(${table.column('urls')}, ' ')`, isList: true },
      ],
      rowsAreShares: true,
    };
  },
};
