import { lostDigits } from '../../kernels/statistics/clock-times.js';
import type { CaseFile } from '../../store/case-file.js';
import { shownTexts } from '../../store/case-names.js';
import type { Naming } from '../../store/naming.js';
import { bySource, type OfSource } from './by-source.js';
import type { LongNumbers, SourceColumns } from './quality-model.js';

/** A column's numbers come again in its rows, so that one round identifier may stand in many: half of all says more. */
const LEAST_SHARE_OF_ROWS = 0.5;
const LEAST_SHARE_OF_IDENTIFIERS = 0.2;
/** Values that say nothing of a person: truth values, small numbers, days, codes of languages. */
const OPEN_VALUE = /^(true|false|yes|no|null|none|nan|[tfyn]|-?\d{1,6}(\.\d{1,3})?|\d{4}-\d\d-\d\d|[a-z]{2}(-[A-Za-z]{2,4})?)$/i;

interface ColumnRow extends OfSource {
  readonly name: string;
  readonly isUsed: boolean;
  readonly blankCount: number;
  readonly constant: string | null;
  readonly longCount: number;
  readonly roundCount: number;
  readonly keptCount: number;
}

/** The columns of each source that recorded them, and which of them hold long numbers. */
export async function readColumns(
  file: CaseFile,
  naming: Naming,
  showsTexts: boolean,
): Promise<(OfSource & { readonly columns: SourceColumns; readonly longNumbers: readonly LongNumbers[] })[]> {
  const stored = await file.rows<ColumnRow>(
    `SELECT source_id AS "sourceId", name, is_used AS "isUsed", blank_count AS "blankCount", constant, long_number_count AS "longCount",
       rounded_count AS "roundCount", kept_count AS "keptCount"
     FROM source_column JOIN source USING (source_id) ORDER BY source_id, position`,
  );
  const names = await shownTexts(
    file,
    naming,
    stored.map(({ name }) => name),
  );
  const constants = await shownTexts(
    file,
    naming,
    stored.map(({ constant }) => constant),
  );
  const rows = stored.map((row, index) => ({
    ...row,
    name: names[index] as string,
    constant:
      row.constant === null ? null : naming.isRevealed && showsTexts ? row.constant : openValue(row.constant, constants[index] as string),
  }));
  return [...bySource(rows)].map(([sourceId, columns]) => ({
    sourceId,
    columns: columnsOf(columns),
    longNumbers: longNumbersOf(columns),
  }));
}

/** A constant value where it says nothing of a person; else the empty text. */
function openValue(constant: string, masked: string): string {
  return OPEN_VALUE.test(constant) && masked === constant ? constant : '';
}

function columnsOf(columns: readonly ColumnRow[]): SourceColumns {
  const isBlank = (column: ColumnRow): boolean => column.constant === null && column.blankCount >= column.keptCount;
  return {
    count: columns.length,
    blank: columns.filter(isBlank).map(({ name }) => name),
    constant: columns.flatMap(({ name, constant, blankCount, keptCount }) =>
      constant === null || keptCount < 2 ? [] : [{ name, value: constant === '' ? null : constant, blankCount }],
    ),
    notTaken: columns.filter((column) => !column.isUsed && !isBlank(column)).map(({ name }) => name),
  };
}

function longNumbersOf(columns: readonly ColumnRow[]): LongNumbers[] {
  const long = columns.filter(({ longCount, constant }) => longCount > 0 && constant === null);
  return long.map(({ name, longCount, roundCount }) => ({
    where: `column ${name}`,
    unit: 'rows',
    numberCount: longCount,
    roundCount,
    ...lostDigits(roundCount, longCount, long.length, LEAST_SHARE_OF_ROWS),
  }));
}

/** The identifiers of posts and accounts that are long numbers, by the source that brought them. */
export async function readLongIdentifiers(file: CaseFile): Promise<(OfSource & { readonly longNumbers: readonly LongNumbers[] })[]> {
  const count = (table: string): Promise<(OfSource & { longCount: number; roundCount: number })[]> =>
    file.rows(
      `SELECT source_id AS "sourceId", count(*) AS "longCount", count(*) FILTER (key LIKE '%00' OR key ~ '.*[eE].*') AS "roundCount"
       FROM ${table} WHERE (length(key) >= 15 OR contains(key, 'E+') OR contains(key, 'e+')) AND key ~ '[0-9]{15,}|[0-9](\\.[0-9]+)?[eE]\\+?[0-9]{1,2}' GROUP BY source_id`,
    );
  const found = [
    ...(await count('post')).map((row) => ({ ...row, where: 'identifiers of posts' })),
    ...(await count('account')).map((row) => ({ ...row, where: 'identifiers of accounts' })),
  ];
  return [...bySource(found)].map(([sourceId, rows]) => ({
    sourceId,
    longNumbers: rows.map(({ where, longCount, roundCount }) => ({
      where,
      unit: 'identifiers',
      numberCount: longCount,
      roundCount,
      ...lostDigits(roundCount, longCount, rows.length, LEAST_SHARE_OF_IDENTIFIERS),
    })),
  }));
}
