import type { CaseFile } from '../../store/case-file.js';
import { shownTexts } from '../../store/case-names.js';
import type { Naming } from '../../store/naming.js';
import type { Relation } from '../../store/relation.js';
import { makeNames } from '../../store/shown-names.js';
import { SideTables } from '../../store/side-tables.js';
import { countColumn, named, sourceNames } from './posts-view.js';

/** The records that were set aside. What stands in them is shown with names alone; else reasons stand without the values that they quote. */
export async function rejectsView(file: CaseFile, naming: Naming, state: string): Promise<Relation> {
  const side = SideTables.of(file);
  const sources = await side.ensure(file, `sources_${state}`, (table) => sourceNames(file, naming, table));
  const reason = naming.isRevealed ? 'reason' : `regexp_replace(reason, '(?s)".*"', '"…"')`;
  const reasons = await side.ensure(file, `reasons_${state}`, async (table) => {
    await file.run(
      `CREATE OR REPLACE TEMP TABLE reason AS SELECT (row_number() OVER (ORDER BY said))::INTEGER AS id, said FROM (SELECT DISTINCT ${reason} AS said FROM reject)`,
    );
    const rows = await file.rows<{ id: number; said: string }>(`SELECT id, said FROM reason ORDER BY id`);
    const shown = await shownTexts(
      file,
      naming,
      rows.map(({ said }) => said),
    );
    const named = `${table.slice(0, -1)}_named"`;
    await makeNames(
      file,
      named,
      rows.map(({ id }, index) => [id, shown[index] as string]),
    );
    await file.run(`CREATE TABLE ${table} AS SELECT n.*, r.said FROM ${named} n JOIN reason r USING (id)`);
    await file.run(`DROP TABLE ${named}`);
    await file.run(`DROP TABLE reason`);
  });
  const table = await side.ensure(file, `rejects_${state}`, (made) =>
    file.run(
      `CREATE TABLE ${made} AS SELECT s.rank AS source, line, record, r.rank AS reason, ${naming.isRevealed ? 'raw' : 'NULL::VARCHAR'} AS raw
       FROM reject JOIN ${sources} s ON s.id = reject.source_id JOIN ${reasons} r ON r.said = ${reason} ORDER BY reject.source_id, line, record, r.rank`,
    ),
  );
  const count = await SideTables.of(file).rowCount(file, table);
  return {
    name: 'the table rejects',
    order: 'by source in order of import, line, record',
    key: `${state} rejects`,
    table,
    firstRow: 0,
    rowCount: count,
    columns: [
      named('source', 'text', 'The file in which it stands.', 't.source', sources),
      countColumn('line', 'Line of the file on which it begins, from 1.', 't.line'),
      countColumn('record', 'Number of the record in its file, from 1, the header not counted.', 't.record'),
      named('reason', 'text', 'Why it could not be kept.', 't.reason', reasons),
      {
        ...{
          name: 'raw',
          type: 'text',
          unit: null,
          meaning: 'The record as it stands in the file; blank where names are not shown.',
          isSearched: true,
        },
        value: async () => ({ kind: 'text', sql: 't.raw' }),
        read: 't.raw',
      },
    ],
  };
}
