import type { ColumnType } from './data-dictionary.js';
import { spreadsheetSql } from './spreadsheet-text.js';

interface CopiedColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** SQL that turns a table's values into texts from which `readCsvQuery` gets the same values again. */
export function csvTextQuery(columns: readonly CopiedColumn[], query: string, spreadsheetSafe: boolean): string {
  const expressions = columns.map(({ name, type }) => {
    const value = `"${name}"`;
    const text = cellSql(value, type);
    return `${spreadsheetSafe && type.startsWith('VARCHAR') ? spreadsheetSql(text) : text} AS ${value}`;
  });
  return `SELECT ${expressions.join(', ')} FROM (${query})`;
}

/** How a value stands in a cell: special numbers as in XML Schema, times as ISO 8601, lists as JSON. */
function cellSql(value: string, type: ColumnType): string {
  if (type === 'DOUBLE')
    return `CASE WHEN isnan(${value}) THEN 'NaN' WHEN isinf(${value}) THEN CASE WHEN ${value} > 0 THEN 'INF' ELSE '-INF' END ELSE ${value}::VARCHAR END`;
  if (type === 'TIMESTAMP')
    return `CASE WHEN year(${value}) BETWEEN 1 AND 9999 THEN replace(${value}::VARCHAR, ' ', 'T') || 'Z' ELSE ${value}::VARCHAR END`;
  if (type === 'VARCHAR[]') return `to_json(${value})::VARCHAR`;
  return value;
}

/** SQL for a number that no record of a table exceeds in bytes, as `csvTextQuery` writes it. */
export function longestRecordSql(columns: readonly CopiedColumn[], table: string): string {
  const texts = columns.filter(({ type }) => type.startsWith('VARCHAR')).map(({ name, type }) => cellSql(`"${name}"`, type));
  const lengths = texts.map((text) => `2 * coalesce(strlen(${text}), 0)`); // each of its bytes may be a quote
  return `SELECT coalesce(max(${[...lengths, 50 * columns.length].join(' + ')}), 0) AS longest FROM "${table}"`;
}

/** Records up to this length take no more memory to read than shorter ones. */
const USUAL_RECORD_BYTES = 2_097_152;

/**
 * SQL that reads a CSV file of a copy as the values that it was written from.
 *
 * @param longest Bytes that no record exceeds; the database reserves about twenty times as many.
 */
export function readCsvQuery(path: string, columns: readonly CopiedColumn[], longest: number): string {
  const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
  const expressions = columns.map(({ name, type }) =>
    type === 'VARCHAR[]' ? `from_json("${name}", '["VARCHAR"]') AS "${name}"` : `"${name}"::${type} AS "${name}"`,
  );
  const declared = columns.map(({ name }) => `${text(name)}: 'VARCHAR'`).join(', ');
  return `SELECT ${expressions.join(', ')} FROM read_csv(${text(path)}, header=true, auto_detect=false, delim=',', quote='"', escape='"', nullstr='',
    allow_quoted_nulls=false, strict_mode=true, max_line_size=${Math.max(USUAL_RECORD_BYTES, longest)}, columns={${declared}})`;
}
