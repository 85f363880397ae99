import { AntiphonError } from '../../errors.js';
import type { CaseFile } from '../../store/case-file.js';
import { learnNames } from '../../store/case-names.js';
import { shownEntities } from '../../store/finding-relation.js';
import { isMasked } from '../../store/findings.js';
import type { Naming } from '../../store/naming.js';
import type { Relation, RelationColumn } from '../../store/relation.js';
import { accountNames, makeNames, rankNames } from '../../store/shown-names.js';
import { SideTables } from '../../store/side-tables.js';
import { LEAST_TOLD } from '../report/people-count.js';
import { countColumn, named, timeColumn } from './posts-view.js';

/** Objects at most in which private names are looked for, to filter or sort by them. */
const MOST_NAMES = 500_000;

/** The shared things of a case, those that were shared most often first. Each stands for its variants; few private accounts have no number. */
export async function objectsView(file: CaseFile, naming: Naming, state: string): Promise<Relation> {
  const side = SideTables.of(file);
  const { accounts } = await accountNames(file, naming, state);
  const layers = await side.ensure(file, `layers_${state}`, async (table) => {
    const rows = await file.rows<{ id: number; name: string }>(`SELECT layer_id AS id, name FROM layer ORDER BY layer_id`);
    await makeNames(
      file,
      table,
      rows.map(({ id, name }) => [id, name]),
    );
  });
  const table = await side.ensure(file, `object_view_${state}`, async (made) => {
    const isPrivate = naming.isRevealed ? 'false' : 'a.whole = a.apart';
    const told = naming.isRevealed ? 'true' : `(private_count = 0 OR private_count >= ${LEAST_TOLD})`;
    await file.run(
      `CREATE TABLE ${made} AS
       WITH used AS (SELECT coalesce(o.canonical_id, o.object_id) AS object_id, share.layer_id, share.account_id, share.posted_at FROM share JOIN object o USING (object_id)),
         summed AS (SELECT object_id, layer_id, count(*) AS share_count, epoch_us(min(posted_at)) AS first_at, epoch_us(max(posted_at)) AS last_at FROM used GROUP BY ALL),
         people AS (SELECT object_id, count(*) AS account_count, count(*) FILTER (${isPrivate}) AS private_count
           FROM (SELECT DISTINCT object_id, account_id FROM used) JOIN ${accounts} a USING (account_id) GROUP BY object_id)
       SELECT l.rank AS layer, summed.object_id, share_count, CASE WHEN ${told} THEN account_count END AS account_count,
         account_count - private_count AS public_count, first_at, last_at
       FROM summed JOIN people USING (object_id) JOIN ${layers} l ON l.id = summed.layer_id
       ORDER BY share_count DESC, l.rank, summed.object_id`,
    );
  });
  const count = await SideTables.of(file).rowCount(file, table);
  return {
    name: 'the table objects',
    order: 'shareCount descending, layer, as the case first met them',
    key: `${state} objects`,
    table,
    firstRow: 0,
    rowCount: count,
    columns: [
      named('layer', 'text', 'The kind of object.', 't.layer', layers),
      objectColumn(naming, state, count),
      countColumn('shareCount', 'How often it was shared.', 't.share_count'),
      countColumn(
        'accountCount',
        `Accounts that shared it; blank: from 1 to ${LEAST_TOLD - 1} accounts that may not be named are among them.`,
        't.account_count',
      ),
      countColumn('publicAccountCount', 'Of these, accounts that may be named.', naming.isRevealed ? 'NULL::BIGINT' : 't.public_count'),
      timeColumn('firstAt', 'When it was first shared.', 't.first_at'),
      timeColumn('lastAt', 'When it was last shared.', 't.last_at'),
    ],
  };
}

function objectColumn(naming: Naming, state: string, rowCount: number): RelationColumn {
  return {
    ...{ name: 'object', type: 'object', unit: null, meaning: 'What was shared.', isSearched: true },
    value: async (file) => {
      if (rowCount > MOST_NAMES && !naming.isRevealed)
        throw new AntiphonError(
          'usage',
          `${rowCount.toLocaleString('en')} objects are too many to look for private names in all of them (at most ${MOST_NAMES.toLocaleString('en')}); filter by layer and shareCount`,
        );
      const names = await SideTables.of(file).ensure(file, `objects_${state}`, (table) => objectNames(file, naming, table));
      return { kind: 'names', sql: 'v_object.rank', join: `JOIN ${names} v_object ON v_object.id = t.object_id`, names };
    },
    read: `y_object.name || chr(1) || x_object.key`,
    readJoin: 'JOIN object x_object ON x_object.object_id = t.object_id JOIN layer y_object ON y_object.layer_id = x_object.layer_id',
    show: (file, values) => shownEntities(file, naming, 'object', values as string[]),
  };
}

async function objectNames(file: CaseFile, naming: Naming, table: string): Promise<void> {
  if (naming.isRevealed) return rankNames(file, table, `(SELECT object_id AS id, key AS shown FROM object WHERE canonical_id IS NULL)`);
  const query = `SELECT object_id AS id, object.key, layer.name AS layer FROM object JOIN layer USING (layer_id) WHERE canonical_id IS NULL`;
  await learnNames(file, naming, `SELECT key FROM (${query}) WHERE ${isMasked('layer')}`, 'objects');
  const names: [number, string][] = [];
  for await (const chunk of file.chunks(query))
    for (const [id, key, layer] of chunk.getRows() as [number, string, string][]) names.push([id, naming.object(layer, key)]);
  return makeNames(file, table, names);
}
