import { allChecks, type Check, type ForeignTable, identifierCheck, sqlText, timeCheck } from './format.js';
import { givenValue, weiboCount, weiboNumber, weiboNumberOfBoth, weiboPrecision, weiboTime } from './weibo-values.js';

const AUTHOR_COLUMNS = ['用户id', 'user_id'];
const NAME_COLUMNS = ['用户昵称', 'screen_name'];
const NO_AUTHOR =
  'these tables do not name their author: the file must be called as the crawler called it, by the number of the account (1669879400.csv), or have a column user_id';

/**
 * The account of the posts: a column where there is one, else the file's name, as the crawlers write one file for each account.
 *
 * @returns SQL for the account, and what is wrong where there is none.
 */
function authorOf(table: ForeignTable): { readonly account: string; readonly check: Check } {
  if (table.find(AUTHOR_COLUMNS) !== null) {
    const account = `trim(${table.column(...AUTHOR_COLUMNS)})`;
    return { account, check: identifierCheck(account, table.find(AUTHOR_COLUMNS) ?? '', table) };
  }
  const [number] = /^\d{4,}(?=[._-])/.exec(table.fileName) ?? [];
  return number === undefined
    ? { account: 'NULL::VARCHAR', check: { isSound: 'false', problem: sqlText(NO_AUTHOR) } }
    : { account: sqlText(number), check: { isSound: 'true', problem: 'NULL::VARCHAR' } };
}

/** What the tables of both crawlers have in common. */
export function crawlPlan(
  table: ForeignTable,
  now: Date,
  names: {
    readonly post: string;
    readonly shortPost?: string;
    readonly time: readonly string[];
    readonly text: string;
    readonly client: string;
  },
) {
  const { shortPost = '' } = names;
  const post = table.has(shortPost)
    ? weiboNumberOfBoth(table.column(names.post), table.column(shortPost))
    : weiboNumber(table.column(names.post));
  const { account, check } = authorOf(table);
  const stated = names.time.filter((name) => table.has(name)).map((name) => `nullif(trim(${table.column(name)}), '')`);
  const time = `coalesce(${stated.join(', ')}, '')`;
  const posted = weiboTime(time);
  const handle = table.find(NAME_COLUMNS) === null ? {} : { handle: `nullif(${table.column(...NAME_COLUMNS)}, '')` };
  const counts = [
    ['like_count', '点赞数'],
    ['repost_count', '转发数'],
    ['reply_count', '评论数'],
  ] as const;
  return {
    ...allChecks(identifierCheck(post, names.post, table), check, timeCheck(posted, time, names.time.at(-1) ?? '', now)),
    account,
    ...handle,
    ...('handle' in handle ? { accountObservation: handle } : {}),
    posts: {
      key: post,
      postedAt: posted,
      precisionSeconds: weiboPrecision(time),
      text: table.column(names.text),
      ...(table.has(names.client) ? { client: givenValue(table.column(names.client)) } : {}),
      observation: Object.fromEntries(
        counts.flatMap(([field, column]) => (table.has(column) ? [[field, weiboCount(table.column(column))]] : [])),
      ),
      shareRows: 'once' as const,
    },
  };
}
