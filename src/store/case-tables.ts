import { AntiphonError } from '../errors.js';
import type { FindingColumn, FindingTable } from '../model.js';
import type { CaseFile } from './case-file.js';
import { type ColumnType, DATA_DICTIONARY, type DictionaryColumn, type DictionaryTable } from './data-dictionary.js';
import { findingTableName, listFindings, sqlName } from './findings.js';

/** The tables that an analysis declares, by its name; none for one that is not known. */
export type DeclaredTables = (analysis: string) => readonly FindingTable[];

/** Types that tables of findings have. */
export const FINDING_TYPES: readonly ColumnType[] = ['INTEGER', 'DOUBLE', 'VARCHAR'];

interface StoredColumn {
  readonly table: string;
  readonly name: string;
  readonly type: string;
}

/** The columns of all tables of a case, in their order. */
export function storedColumns(file: CaseFile): Promise<StoredColumn[]> {
  return file.rows(
    `SELECT table_name AS "table", column_name AS name, data_type AS type FROM duckdb_columns()
     WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal ORDER BY table_name, column_index`,
  );
}

/**
 * All tables of a case that its copies hold, with what each column means: those of every case, then those of its findings.
 *
 * @throws AntiphonError `internal`: the case has a table or column that the dictionary does not describe.
 */
export async function caseTables(file: CaseFile, declared: DeclaredTables): Promise<DictionaryTable[]> {
  const stored = new Map<string, StoredColumn[]>();
  for (const column of await storedColumns(file)) stored.set(column.table, [...(stored.get(column.table) ?? []), column]);
  const tables: DictionaryTable[] = [];
  for (const table of DATA_DICTIONARY) {
    const columns = stored.get(table.name) ?? [];
    const known = (column: StoredColumn): DictionaryColumn => {
      const found = table.columns.find((candidate) => candidate.name === column.name);
      if (found === undefined)
        throw new AntiphonError('internal', `the dictionary does not describe the column ${table.name}.${column.name}`);
      return found;
    };
    if (table.staysHere !== true) tables.push({ ...table, columns: columns.map(known) });
    stored.delete(table.name);
  }
  for (const finding of await listFindings(file)) {
    for (const { name } of finding.tables) {
      const storedName = findingTableName(finding.findingId, name);
      const table = declared(finding.analysis).find((candidate) => candidate.name === name);
      const title = `Finding ${finding.findingId}, ${finding.analysis}: ${table?.title ?? name}`;
      const order = table === undefined ? '' : ` Order of rows: ${table.order}.`;
      const columns = (stored.get(storedName) ?? []).map((column) => findingColumn(column, table, finding.analysis));
      tables.push({ name: storedName, title, meaning: `One row of the finding's table \`${name}\`.${order}`, primaryKey: [], columns });
      stored.delete(storedName);
    }
  }
  const [unknown] = [...stored.keys()];
  if (unknown !== undefined) throw new AntiphonError('internal', `the dictionary does not describe the table ${unknown}`);
  return tables;
}

/** What a column of a finding's table means, from the declaration; one that an earlier version had may hold a name for all that is known. */
function findingColumn({ name, type }: StoredColumn, table: FindingTable | undefined, analysis: string): DictionaryColumn {
  const column = table?.columns.find((candidate) => sqlName(candidate) === `"${name}"`);
  const base = { name, type: type as ColumnType, required: false };
  if (column === undefined) {
    const meaning = `A column that this version of ${analysis} does not have.`;
    return type === 'VARCHAR' ? { ...base, meaning, sharedForm: 'left-out' } : { ...base, meaning };
  }
  const unit = column.type === 'time' ? 'microseconds since 1970-01-01, UTC' : column.unit;
  return {
    ...base,
    meaning: column.meaning,
    ...(unit === undefined ? {} : { unit }),
    ...(column.isPersonal === true ? { sharedForm: 'left-out' as const } : {}),
    ...identityOf(column),
  };
}

function identityOf({ type }: FindingColumn): Pick<DictionaryColumn, 'refersTo'> {
  return type === 'account' || type === 'post' || type === 'object' ? { refersTo: { table: type, column: `${type}_id` } } : {};
}
