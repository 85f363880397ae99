import type { WorkContext } from '../model.js';
import type { CsvRows, RejectWriter } from './csv-preflight.js';
import type { TextFile } from './text-file.js';

/** A file read whole once, whatever it is: its columns, its records, and how the database can get them. */
export interface TablePreflight {
  readonly file: TextFile;
  readonly header: readonly string[];
  /** How the file is written, in one line. */
  readonly writtenAs: string;
  /** What of this is out of the ordinary, in words. */
  readonly notes: readonly string[];
  /** Ways to the records, the cheapest first; the next is tried when the database refuses one or reads it short. */
  readonly attempts: readonly ((rejects: RejectWriter, context: WorkContext) => Promise<CsvRows>)[];
  /** Goes through the file once more, record by record. */
  visitRecords(visit: (record: { readonly number: number; readonly line: number; readonly raw: Buffer | string }) => void): Promise<void>;
}
