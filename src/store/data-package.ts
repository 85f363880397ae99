import type { ColumnType, DictionaryColumn, DictionaryTable } from './data-dictionary.js';

/** How the tables of a copy are written. */
export type CopyFormat = 'parquet' | 'csv';

/** Name of the file that describes a copy of a case. */
export const PACKAGE_FILE = 'datapackage.json';
/** Raised whenever a copy would be read by other rules. */
export const PACKAGE_VERSION = 1;

/** What a copy says of itself, beside what the standard asks for. */
export interface CopyFacts {
  readonly packageVersion: number;
  readonly schemaVersion: number;
  readonly toolVersion: string;
  /** False for a copy for sharing: pseudonyms, and no texts. */
  readonly namesShown: boolean;
  /** What the copy lacks, in sentences; none: it is whole. */
  readonly leftOut: readonly string[];
  /** True if the CSV files were changed so that spreadsheets take no text for a formula. */
  readonly spreadsheetSafe: boolean;
}

/** One written file. */
export interface WrittenFile {
  readonly table: DictionaryTable;
  readonly format: CopyFormat;
  readonly rowCount: number;
  /** Bytes that no record of it exceeds; of CSV alone. */
  readonly longestRecordBytes: number | null;
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
}

const DESCRIPTION =
  'Imported posts, accounts and shared objects, what was observed of them, and what analyses found. The licence is for whoever publishes this to state ' +
  '(property `licenses`): the terms of the platforms and archives that the data comes from apply.';

const CSV_DESCRIPTION =
  'CSV after RFC 4180 in UTF-8 with LF; no value: nothing between the commas; the empty text: two quotes; lists as JSON; times in UTC with up to six decimals.';

/** The Frictionless Data Package (version 2, readable as version 1) that describes a copy, as JSON. */
export function dataPackage(facts: CopyFacts, files: readonly WrittenFile[]): string {
  const value = {
    $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
    name: 'antiphon-case',
    title: 'A case of Antiphon',
    description: `${DESCRIPTION} ${CSV_DESCRIPTION}`,
    antiphon: facts,
    resources: files.map((file) => resource(file, facts)),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function resource({ table, format, rowCount, longestRecordBytes, bytes, sha256 }: WrittenFile, { namesShown }: CopyFacts) {
  const nameOf = (of: string): string => (format === 'csv' ? of : `${of}.parquet`);
  const references = table.columns.filter(({ refersTo }) => refersTo !== undefined);
  const [first] = table.columns;
  return {
    name: nameOf(table.name),
    path: fileNameOf(table.name, format),
    type: 'table',
    title: table.title,
    description: table.meaning,
    format,
    mediatype: format === 'csv' ? 'text/csv' : 'application/vnd.apache.parquet',
    ...(format === 'csv'
      ? { encoding: 'utf-8', dialect: { delimiter: ',', lineTerminator: '\n', quoteChar: '"', doubleQuote: true, header: true } }
      : {}),
    bytes,
    hash: `sha256:${sha256}`,
    rowCount,
    ...(longestRecordBytes === null ? {} : { longestRecordBytes }),
    schema: {
      fields: table.columns.map((column) => field(column, namesShown, format)),
      // A row is never without a value in its first column where that is a key; elsewhere nothing identifies one.
      ...(table.primaryKey.length > 0 && first !== undefined ? { primaryKey: table.primaryKey } : {}),
      ...(references.length === 0
        ? {}
        : {
            foreignKeys: references.map(({ name, refersTo }) => ({
              fields: [name],
              reference: { resource: nameOf(refersTo?.table ?? ''), fields: [refersTo?.column ?? ''] },
            })),
          }),
      missingValues: format === 'csv' ? [''] : [],
    },
  };
}

const TYPES: Readonly<Record<ColumnType, string>> = {
  BIGINT: 'integer',
  BOOLEAN: 'boolean',
  DOUBLE: 'number',
  INTEGER: 'integer',
  TIMESTAMP: 'datetime',
  UTINYINT: 'integer',
  VARCHAR: 'string',
  'VARCHAR[]': 'array',
};

const SHARED_NOTES: Readonly<Record<string, string>> = {
  account: 'a pseudonym in this copy, unless the account is public',
  post: 'a pseudonym in this copy, unless the account is public',
  object: 'in this copy without what names accounts and posts',
  masked: 'in this copy without names of private accounts',
  'file-name': 'in this copy the name of the file alone',
  unquoted: 'in this copy without quoted values',
  'left-out': 'left out of this copy',
  public: 'in this copy of public accounts alone',
  text: 'in this copy of public accounts alone, or without names of private accounts',
};

function field(column: DictionaryColumn, namesShown: boolean, format: CopyFormat) {
  const note = namesShown || column.sharedForm === undefined ? '' : ` (${SHARED_NOTES[column.sharedForm]})`;
  const constraints = {
    // To readers of CSV the empty text is no value, so that only numbers and times can be demanded.
    ...(column.required && (format === 'parquet' || !column.type.startsWith('VARCHAR')) ? { required: true } : {}),
    ...(column.minimum === undefined ? {} : { minimum: column.minimum }),
    ...(column.maximum === undefined ? {} : { maximum: column.maximum }),
  };
  return {
    name: column.name,
    type: TYPES[column.type],
    format: 'default',
    description: `${column.meaning}${note}`,
    ...(column.unit === undefined ? {} : { unit: column.unit }),
    ...(Object.keys(constraints).length === 0 ? {} : { constraints }),
    databaseType: column.type,
  };
}

/** The file of a table. */
export function fileNameOf(table: string, format: CopyFormat): string {
  return `${table}.${format}`;
}
