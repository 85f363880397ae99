import { accountByIdOrHandle, namedAccount } from './account-naming.js';
import { allChecks, countOf, identifierCheck, isSoundTime, type TableFormat, timeProblem, writtenTime } from './format.js';
import { noLayers } from './layer-support.js';

/** Lists of diplomats' accounts as they were at each revision (package disinfo, 2020–2024). */
export const diplomatsSnapshots: TableFormat = {
  id: 'diplomats-snapshots',
  platform: 'twitter',
  title: 'Diplomats on Twitter: the revisions of a list',
  takes:
    'Accounts with handle, date of creation, and, for each day on which the platform was asked (`data_scraped`), followers, posts and status: ' +
    '`alive` where `deleted` is FALSE, `unknown` where it is TRUE (the platform did not give the account, and the list does not say why), `withheld` where that column says so. ' +
    'An account is its `user_id` where that is whole; identifiers that were rounded on the way stand for the one whole identifier with that value, and rows without one for the only account of the file with their handle; else the handle names the account. The same statement of one day counts once, in however many revisions it stands.',
  cannotKnow:
    'The hour of the look. What a revision without `data_scraped` saw: `commit_time` says when the list was published, not when anybody looked at the platform, so such rows name accounts and are no observations. Which follower counts are exact: the files `platform_labels…` have them as shown (24.1K). `verified`, `gov_label` and the place of office are not used; the registry takes offices from the list’s last revision.',
  layers: noLayers('the list holds no posts'),
  required: [['handle'], ['user_id'], ['data_scraped'], ['commit_time'], ['followers'], ['tweet_count'], ['deleted']],
  optional: '`created_at`, `withheld`',

  plan(table, now) {
    const given = (name: string): string => {
      const value = table.given(name);
      return `CASE WHEN trim(${value}) NOT IN ('NA', '') THEN trim(${value}) END`;
    };
    const [handle, scraped] = [table.column('handle'), given('data_scraped')];
    const [looked, created] = [writtenTime(scraped), writtenTime(given('created_at'))];
    const id = `CASE WHEN regexp_full_match(trim(${table.given('user_id')}), '[0-9][0-9.]*([eE]\\+?[0-9]+)?') THEN trim(${table.given('user_id')}) END`;
    const [followers, posts] = [countOf(`round(try_cast(${given('followers')} AS DOUBLE))::VARCHAR`), countOf(given('tweet_count'))];
    const isThere = `(${looked} IS NOT NULL AND (${followers} IS NOT NULL OR ${posts} IS NOT NULL OR upper(${given('deleted')}) = 'FALSE'))`;
    const isGone = `(${looked} IS NOT NULL AND upper(${given('deleted')}) = 'TRUE')`;
    const isWithheld = `(${looked} IS NOT NULL AND upper(${given('withheld')}) <> 'FALSE')`;
    const whenThere = (value: string): string => `CASE WHEN ${isThere} THEN ${value} END`;
    return {
      ...allChecks(identifierCheck(handle, 'handle', table), {
        isSound: `(${scraped} IS NULL OR ${isSoundTime(looked, now)})`,
        problem: `CASE WHEN ${scraped} IS NOT NULL THEN ${timeProblem(looked, scraped, 'data_scraped', now)} END`,
      }),
      remarks: [
        {
          when: `${scraped} IS NULL`,
          words: 'rows state no day of looking (data_scraped): they name accounts and are no observations',
        },
        {
          when: `${scraped} IS NOT NULL AND NOT ${isThere} AND NOT coalesce(${isGone}, false)`,
          words: 'rows state a day of looking and nothing that was seen',
        },
      ],
      account: namedAccount(handle, id),
      accountNames: accountByIdOrHandle,
      handle: `trim(${handle})`,
      accountCreatedAt: created,
      accountObservation: {
        observed_at: looked,
        observed_precision_seconds: '86400',
        handle: whenThere(`trim(${handle})`),
        follower_count: whenThere(followers),
        post_count: whenThere(posts),
        status: `CASE WHEN ${isWithheld} THEN 'withheld' WHEN ${isGone} THEN 'unknown' WHEN ${looked} IS NOT NULL AND upper(${given('deleted')}) = 'FALSE' THEN 'alive' END`,
        evidence: `CASE WHEN ${isWithheld} THEN 'withheld: ' || ${given('withheld')} WHEN ${isGone} THEN 'deleted: TRUE' END`,
      },
    };
  },
};
