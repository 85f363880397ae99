import type { CaseFile } from '../../store/case-file.js';
import type { Naming } from '../../store/naming.js';
import type { Relation } from '../../store/relation.js';
import { accountNames } from '../../store/shown-names.js';
import { SideTables } from '../../store/side-tables.js';
import { countColumn, distinctNames, named, timeColumn } from './posts-view.js';

/** The accounts of a case, in the order of their names as they are shown. */
export async function accountsView(file: CaseFile, naming: Naming, state: string): Promise<Relation> {
  const { accounts, names } = await accountNames(file, naming, state);
  const platforms = await SideTables.of(file).ensure(file, `platforms_${state}`, (made) =>
    distinctNames(file, naming, made, 'SELECT platform FROM account'),
  );
  const table = await SideTables.of(file).ensure(file, `account_view_${state}`, (made) =>
    file.run(
      `CREATE TABLE ${made} AS
       WITH posted AS (SELECT account_id, count(*) AS post_count, epoch_us(min(posted_at)) AS first_at, epoch_us(max(posted_at)) AS last_at FROM post GROUP BY account_id),
         seen AS (SELECT DISTINCT ON (account_id) account_id, follower_count FROM account_observation WHERE follower_count IS NOT NULL
           ORDER BY account_id, observed_at DESC NULLS LAST, source_id DESC, follower_count DESC)
       SELECT a.whole, a.label, f.rank AS platform, epoch_us(account.created_at) AS created_at, p.first_at, p.last_at, coalesce(p.post_count, 0) AS post_count, s.follower_count
       FROM account JOIN ${accounts} a USING (account_id) LEFT JOIN posted p USING (account_id) LEFT JOIN seen s USING (account_id)
         LEFT JOIN ${platforms} f ON f.shown_as = account.platform ORDER BY a.whole`,
    ),
  );
  const count = await SideTables.of(file).rowCount(file, table);
  return {
    name: 'the table accounts',
    order: 'by name as shown',
    key: `${state} accounts`,
    table,
    firstRow: 0,
    rowCount: count,
    columns: [
      named('account', 'account', 'The account.', 't.whole', names),
      {
        ...{ name: 'label', type: 'text', unit: null, meaning: 'Actor and handle of an account that may be named.', isSearched: true },
        value: async () => ({ kind: 'text', sql: 't.label' }),
        read: 't.label',
      },
      named('platform', 'text', 'The platform that it is on; blank: not known.', 't.platform', platforms),
      timeColumn('createdAt', 'When it was made; blank: no source says.', 't.created_at'),
      timeColumn('firstPostAt', 'Its first post in the case.', 't.first_at'),
      timeColumn('lastPostAt', 'Its last post in the case.', 't.last_at'),
      countColumn('postCount', 'Its posts in the case.', 't.post_count'),
      countColumn('followerCount', 'Accounts that followed it at the last look; blank: none was counted.', 't.follower_count'),
    ],
  };
}
