import type { WorkContext } from '../model.js';
import { type CsvRows, preflightCsv, type RejectWriter, regularRows, repairedRows } from './csv-preflight.js';
import { readCsvRecords } from './csv-records.js';
import { preflightJson } from './json-preflight.js';
import type { TablePreflight } from './table-preflight.js';
import { firstText } from './text-file.js';

/**
 * Reads a file whole before the database does, as JSON if it begins like JSON, else as a delimited table.
 *
 * @param scratch Folder for plain copies.
 * @throws AntiphonError `file` or `format`.
 */
export async function preflightFile(path: string, scratch: string, context: WorkContext): Promise<TablePreflight> {
  if (/^\s*[{[]/.test(firstText(path))) return preflightJson(path, scratch, context);
  const preflight = await preflightCsv(path, scratch, context);
  const repaired = (rejects: RejectWriter, during: WorkContext): Promise<CsvRows> => repairedRows(preflight, scratch, rejects, during);
  return {
    file: preflight.file,
    header: preflight.header,
    notes: preflight.notes,
    attempts: preflight.isRegular ? [() => Promise.resolve(regularRows(preflight)), repaired] : [repaired],
    visitRecords: async (visit) => {
      await readCsvRecords(preflight.file.textPath, preflight.dialect, visit);
    },
  };
}
