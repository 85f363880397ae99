import { statusNames } from '../store/observation-status.js';
import { accountByIdOrHandle, namedAccount } from './account-naming.js';
import { allChecks, type Check, identifierProblem, isBlank, type TableFormat, timeProblem, zonedTime } from './format.js';
import { noLayers } from './layer-support.js';
import { PLATFORMS } from './platform-names.js';

const YES = `('true', 't', 'yes', 'y', '1')`;
const NO = `('false', 'f', 'no', 'n', '0')`;
const NAMES = [...new Set([...statusNames('posts'), ...statusNames('accounts')])];

/** SQL for the one name of a platform; NULL where it is not known. */
function platformIn(value: string): string {
  const known = PLATFORMS.map((name) => `'${name}'`).join(', ');
  return `CASE WHEN ${value} IN ('x', 'x.com', 'twitter.com') THEN 'twitter' WHEN ${value} IN (${known}) THEN ${value} END`;
}

/** A list of accounts and posts and what became of them: suspensions, takedowns, deletions, what was found gone or back. */
export const statusList: TableFormat = {
  id: 'status-list',
  title: 'Statuses of accounts and posts, such as a list of suspensions',
  takes:
    `Observations: a row says what became of a post (\`post_id\`) or, without one, of an account (\`account_id\`, \`handle\` or both): \`status\` is one of ${NAMES.map((name) => `\`${name}\``).join(', ')} (see \`docs/observations.md\`); ` +
    '`observed_at` is a date or a time, UTC where it names no zone, and blank where nobody knows; with `time_is` = `change` it is the time of the change itself, else that of a look. `country` is where it was seen from (two letters of ISO 3166-1), `login` whether by someone logged in (`yes`, `no`), `reason` what was stated as reason, `evidence` what the platform answered, `source` who says so. ' +
    'A status of a post that is not in the case waits for it. A handle stands for the only account of the file with an identifier that has it; else the handle names the account.',
  cannotKnow: 'Whether what it says is so: statements that differ stand beside each other, and `antiphon observations` lists them.',
  layers: noLayers('a list of statuses holds no posts'),
  required: [['status'], ['observed_at'], ['account_id', 'handle', 'post_id']],
  optional: '`handle`, `account_id`, `post_id`, `platform`, `country`, `login`, `reason`, `evidence`, `source`, `time_is`',

  plan(table, now) {
    const given = (name: string): string => `nullif(trim(${table.given(name)}), '')`;
    const [id, handle, post] = [given('account_id'), given('handle'), given('post_id')];
    const status = `replace(replace(lower(${given('status')}), ' ', '-'), '_', '-')`;
    const said = given('observed_at');
    const [at, login, country, meaning] = [zonedTime(said), `lower(${given('login')})`, given('country'), `lower(${given('time_is')})`];
    const platform = platformIn(`lower(${given('platform')})`);
    const complaint = (bad: string, words: string): Check => ({
      isSound: `NOT coalesce(${bad}, false)`,
      problem: `CASE WHEN ${bad} THEN ${words} END`,
    });
    const named = (name: string, value: string): Check =>
      complaint(`${value} IS NOT NULL AND ${identifierProblem(value, name)} IS NOT NULL`, identifierProblem(value, name));
    const circumstances = {
      observed_at: at,
      observed_precision_seconds: `CASE WHEN regexp_full_match(${said}, '\\d{4}-\\d\\d-\\d\\d') THEN 86400 WHEN regexp_full_match(${said}, '\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(Z|[+-]\\d\\d:?\\d\\d)?') THEN 60 WHEN ${at} IS NOT NULL THEN 1 END`,
      is_event: `CASE ${meaning} WHEN 'change' THEN true WHEN 'look' THEN false END`,
      seen_from: `upper(${country})`,
      has_login: `CASE WHEN ${login} IN ${YES} THEN true WHEN ${login} IN ${NO} THEN false END`,
    };
    const statements = {
      status,
      stated_reason: given('reason'),
      evidence: `nullif(concat_ws('; ', ${given('evidence')}, 'stated by ' || ${given('source')}), '')`,
    };
    const whenPost = (isPost: boolean): Record<string, string> =>
      Object.fromEntries(
        Object.entries(statements).map(([name, value]) => [name, `CASE WHEN ${post} IS ${isPost ? 'NOT ' : ''}NULL THEN ${value} END`]),
      );
    const hasAccount = `(${id} IS NOT NULL OR ${handle} IS NOT NULL)`;
    return {
      ...allChecks(
        complaint(`NOT ${hasAccount} AND ${post} IS NULL`, `'account_id, handle and post_id are blank'`),
        named('account_id', id),
        named('handle', handle),
        named('post_id', post),
        complaint(
          `${status} IS NULL OR ${status} NOT IN (${NAMES.map((name) => `'${name}'`).join(', ')})`,
          `CASE WHEN ${status} IS NULL THEN 'status is blank' ELSE 'status "' || left(${given('status')}, 100) || '" is none of ${NAMES.join(', ')}' END`,
        ),
        complaint(`${status} = 'edited' AND ${post} IS NULL`, `'status "edited" can be said of posts alone'`),
        complaint(
          `NOT ${isBlank(said)} AND ${timeProblem(at, said, 'observed_at', now)} IS NOT NULL`,
          timeProblem(at, said, 'observed_at', now),
        ),
        complaint(
          `NOT regexp_full_match(${country}, '[A-Za-z]{2}')`,
          `'country "' || left(${country}, 100) || '" is no code of two letters (ISO 3166-1), such as TR'`,
        ),
        complaint(`${login} NOT IN ${YES} AND ${login} NOT IN ${NO}`, `'login "' || left(${login}, 100) || '" is neither yes nor no'`),
        complaint(
          `${given('platform')} IS NOT NULL AND ${platform} IS NULL`,
          `'platform "' || left(${given('platform')}, 100) || '" is not known; use twitter, weibo, telegram or another of docs/registry.md'`,
        ),
        complaint(`${meaning} NOT IN ('change', 'look')`, `'time_is "' || left(${meaning}, 100) || '" is neither change nor look'`),
      ),
      account: `CASE WHEN ${hasAccount} THEN ${namedAccount(handle, id)} END`,
      accountNames: accountByIdOrHandle,
      ...(table.has('platform') ? { platform } : {}),
      handle: `ltrim(${handle}, '@')`,
      accountObservation: { ...circumstances, handle: `CASE WHEN ${post} IS NULL THEN ltrim(${handle}, '@') END`, ...whenPost(false) },
      posts: {
        isPost: 'false',
        key: post,
        postedAt: 'NULL::TIMESTAMP',
        precisionSeconds: '1',
        observation: { ...circumstances, ...whenPost(true) },
        layers: [],
        shareRows: 'once',
      },
    };
  },
};
