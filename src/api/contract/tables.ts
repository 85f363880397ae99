import Type, { type Static } from 'typebox';
import { Column } from './analyses.js';
import { exact, oneOf, orNull } from './common.js';

export const Cell = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);
export type Cell = Static<typeof Cell>;

/** How a part of a table is asked for; all texts are checked, nothing is coerced. */
export const PageQuery = exact({
  sort: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Column to sort by; default: the order of the table.' })),
  descending: Type.Optional(Type.Boolean({ default: false })),
  where: Type.Optional(
    Type.String({ minLength: 1, maxLength: 2000, description: 'Conditions such as "qTiming <= 0.05 and objectCount >= 3".' }),
  ),
  search: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'Words that a text of the row must contain, whatever its case.' }),
  ),
  after: Type.Optional(Type.String({ minLength: 1, maxLength: 4000, description: '`next` of the page before.' })),
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_000_000_000, description: 'Rows to pass over; not together with `after`.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
});
export type PageQuery = Static<typeof PageQuery>;

/** Part of a table, in order. */
export const TablePage = exact({
  columns: Type.Array(Column),
  rows: Type.Array(Type.Array(Cell), { description: 'Values in the order of `columns`; times as ISO 8601, UTC.' }),
  rowCount: Type.Integer({ minimum: 0, description: 'Rows that the conditions let through.' }),
  totalCount: Type.Integer({ minimum: 0, description: 'Rows of the whole table.' }),
  offset: orNull(Type.Integer({ minimum: 0, description: 'Rows before the first of these; null where only `after` was given.' })),
  next: orNull(Type.String({ description: 'Give it as `after` for the rows that follow; null at the end.' })),
});
export type TablePage = Static<typeof TablePage>;

/** A column's values counted, for a default chart. */
export const ColumnSummary = exact({
  column: Column,
  kind: oneOf(['numbers', 'times', 'names']),
  rowCount: Type.Integer({ minimum: 0 }),
  missingCount: Type.Integer({ minimum: 0 }),
  bins: Type.Array(
    exact({
      label: orNull(Type.String({ description: 'The value, of names.' })),
      from: orNull(Type.Union([Type.Number(), Type.String()])),
      to: orNull(Type.Union([Type.Number(), Type.String()])),
      count: Type.Integer({ minimum: 0 }),
    }),
  ),
  otherCount: Type.Integer({ minimum: 0, description: 'Rows of names that are not listed.' }),
});
export type ColumnSummary = Static<typeof ColumnSummary>;

const conditions = { where: PageQuery.properties.where, search: PageQuery.properties.search };

export const SummaryQuery = exact({ column: Type.String({ minLength: 1, maxLength: 100 }), ...conditions });
export type SummaryQuery = Static<typeof SummaryQuery>;

const spreadsheetSafe = Type.Optional(
  Type.Boolean({ default: false, description: 'In CSV, texts that a spreadsheet would take for a formula get an apostrophe in front.' }),
);

/** Rows of a table of the case as a file. */
export const CaseFileQuery = exact({
  format: oneOf(['csv', 'json', 'parquet', 'arrow'], { default: 'csv' }),
  ...conditions,
  spreadsheetSafe,
});
export type CaseFileQuery = Static<typeof CaseFileQuery>;

/** Rows of a table of a finding as a file; `graphml` and `gexf` of networks alone. */
export const FindingFileQuery = exact({
  format: oneOf(['csv', 'json', 'parquet', 'arrow', 'graphml', 'gexf'], { default: 'csv' }),
  ...conditions,
  spreadsheetSafe,
});
export type FindingFileQuery = Static<typeof FindingFileQuery>;
