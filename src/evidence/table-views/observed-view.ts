import type { CaseFile } from '../../store/case-file.js';
import type { Naming } from '../../store/naming.js';
import type { Observed } from '../../store/observations.js';
import type { Relation, RelationColumn } from '../../store/relation.js';
import { accountNames } from '../../store/shown-names.js';
import { SideTables } from '../../store/side-tables.js';
import { statusIntervalsSql } from '../../store/status-intervals.js';
import { postNameColumn } from './post-name.js';
import { countColumn, named, timeColumn } from './posts-view.js';

/** The accounts that were dated as there or gone, or said to be gone: what is gone first, then in the order of their names as they are shown. */
export async function observedAccountsView(file: CaseFile, naming: Naming, state: string): Promise<Relation> {
  const { accounts, names } = await accountNames(file, naming, state);
  const table = await lives(
    file,
    'account',
    state,
    `JOIN ${accounts} a ON a.account_id = life.subject`,
    'a.whole AS account, a.label',
    'gone_status IS NULL, a.whole, seen_from NULLS FIRST, has_login NULLS FIRST',
  );
  return relation(file, 'observed-accounts', 'what is gone first, then by name as shown, country, login', state, table, () => [
    named('account', 'account', 'The account.', 't.account', names),
    text('label', 'Actor and handle of an account that may be named.', 't.label'),
  ]);
}

/** As `observedAccountsView`, of posts: what is gone first, then in the order in which the case met them. */
export async function observedPostsView(file: CaseFile, naming: Naming, state: string): Promise<Relation> {
  const table = await lives(
    file,
    'post',
    state,
    '',
    'life.subject AS post_id',
    'gone_status IS NULL, life.subject, seen_from NULLS FIRST, has_login NULLS FIRST',
  );
  return relation(
    file,
    'observed-posts',
    'what is gone first, then as the case first met them, country, login',
    state,
    table,
    (rowCount) => [postNameColumn(naming, { name: 'post', meaning: 'The post.', id: 't.post_id', rowCount, state })],
  );
}

function lives(file: CaseFile, entity: Observed, state: string, join: string, own: string, order: string): Promise<string> {
  return SideTables.of(file).ensure(file, `observed_${entity}_${state}`, async (made) => {
    await file.run(
      `CREATE TABLE ${made} AS SELECT ${own}, gone_status, seen_from, CASE has_login WHEN true THEN 'with' WHEN false THEN 'without' END AS has_login, look_count,
         epoch_us(first_seen) AS first_seen, epoch_us(last_alive) AS last_alive, epoch_us(gone_at) AS gone_at, CASE WHEN is_exact THEN 'moment of the change' WHEN gone_at IS NOT NULL THEN 'look' END AS gone_by, return_count
       FROM (${await statusIntervalsSql(file, entity)}) life ${join} ORDER BY ${order}`,
    );
  });
}

async function relation(
  file: CaseFile,
  name: string,
  order: string,
  state: string,
  table: string,
  own: (rowCount: number) => RelationColumn[],
): Promise<Relation> {
  const rowCount = await SideTables.of(file).rowCount(file, table);
  return {
    name: `the table ${name}`,
    order,
    key: `${state} ${name}`,
    table,
    firstRow: 0,
    rowCount,
    columns: [
      ...own(rowCount),
      text('goneStatus', 'What became of it; blank: there at the last look.', 't.gone_status'),
      timeColumn('firstSeenAt', 'First moment at which it was seen there; blank: never.', 't.first_seen'),
      timeColumn('lastAliveAt', 'Last moment at which it was there.', 't.last_alive'),
      timeColumn('goneAt', 'First moment at which it was gone for good; blank: there, or nobody says when.', 't.gone_at'),
      text('goneBy', '`look`: it went between lastAliveAt and goneAt; `moment of the change`: at goneAt itself.', 't.gone_by'),
      countColumn('returnCount', 'How often it came back after it had been gone.', 't.return_count'),
      countColumn('lookCount', 'Different moments at which it was looked at.', 't.look_count'),
      text('seenFrom', 'The country from which it was seen, where the source says.', 't.seen_from'),
      text('login', '`with` or `without` a login, where the source says.', 't.has_login'),
    ],
  };
}

function text(name: string, meaning: string, sql: string): RelationColumn {
  return { ...{ name, type: 'text', unit: null, meaning, isSearched: true }, value: async () => ({ kind: 'text', sql }), read: sql };
}
