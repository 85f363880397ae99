import {
  allChecks,
  epochCheck,
  epochSeconds,
  type ForeignTable,
  identifierCheck,
  missingColumns,
  objectCheck,
  type TableFormat,
} from './format.js';
import { givenFrom, notGiven } from './layer-support.js';

const ACCOUNT = ['account_id'];
const POST = ['content_id', 'post_id'];
const TIME = ['timestamp_share', 'timestamp'];

/** Object columns: every `X_id` that is not the account or the post; `X` names the layer. */
function objectColumns(columns: readonly string[]): string[] {
  return columns.filter((name) => name.endsWith('_id') && name.length > 3 && ![...ACCOUNT, ...POST].includes(name));
}

function layerName(column: string): string {
  return column === 'phash_id' ? 'media' : column.slice(0, -3);
}

/** One row for each time that an account put an object into the world with a post. */
export const shareTable: TableFormat = {
  id: 'share-table',
  title: 'Share table',
  takes:
    'Accounts, posts, times, and a layer for each object column: `object_id` is the layer `object`, `X_id` the layer `X`, `phash_id` the layer `media`. ' +
    'With one object column every row is a share, doubled rows too; with several, each (object, account, post, time) is one share. ' +
    'Times are seconds since 1970, whole or decimal. A blank object is no object: the row is kept as a post.',
  cannotKnow: 'Texts, names, engagement, and which posts are reposts.',
  layers: {
    repost: givenFrom('a column `repost_id`'),
    reply: givenFrom('a column `reply_id`'),
    url: givenFrom('a column `url_id`'),
    'url-raw': notGiven('share tables hold identifiers, which the layer url compares as they stand'),
    domain: givenFrom('a column `domain_id`'),
    hashtag: givenFrom('a column `hashtag_id`'),
    'hashtag-sequence': notGiven('share tables hold one hashtag a row, without their order'),
    mention: givenFrom('a column `mention_id`'),
    text: notGiven('share tables hold no texts'),
    media: givenFrom('a column `phash_id`'),
  },
  required: [ACCOUNT, POST, TIME],
  optional: 'object columns: at least one, any number',

  missing(columns) {
    return [
      ...missingColumns(this.required, columns),
      ...(objectColumns(columns).length === 0 ? ['object_id (or another object column, such as url_id)'] : []),
    ];
  },

  plan(table: ForeignTable, now: Date) {
    const account = table.column(...ACCOUNT);
    const post = table.column(...POST);
    const time = table.column(...TIME);
    const objects = objectColumns(table.columns);
    return {
      ...allChecks(
        identifierCheck(account, 'account_id', table),
        identifierCheck(post, table.find(POST) ?? '', table),
        epochCheck(time, table.find(TIME) ?? '', now),
        ...objects.map((name) => objectCheck(table.column(name), name, table)),
      ),
      account,
      posts: {
        key: post,
        postedAt: epochSeconds(time),
        precisionSeconds: '1',
        layers: objects.map((name) => ({ name: layerName(name), staged: table.column(name), value: (staged) => staged, isList: false })),
        shareRows: objects.length === 1 ? 'every' : 'distinct',
      },
    };
  },
};
