import type { WorkContext } from '../model.js';
import { type CsvRows, preflightCsv, type ReadOptions, type RejectWriter, regularRows, repairedRows } from './csv-preflight.js';
import { readCsvRecords } from './csv-records.js';
import { fileOnDisk, type InputFile, NoTableError } from './input-file.js';
import { preflightJson } from './json-preflight.js';
import type { TablePreflight } from './table-preflight.js';
import { firstText } from './text-file.js';

/** JSON begins with an object or an array, and these with a name, a value or their end. */
const JSON_BEGINNING = /^\s*(\{\s*("|\}|$)|\[\s*(["{[\]\d-]|true|false|null|$))/;

/**
 * Reads a file whole before the database does, as JSON if it begins like JSON, else as a delimited table.
 *
 * @param file The input, or the path of a file.
 * @param scratch Folder for plain copies.
 * @throws AntiphonError `file` or `format`.
 */
export async function preflightFile(
  file: string | InputFile,
  scratch: string,
  context: WorkContext,
  options: ReadOptions = {},
): Promise<TablePreflight> {
  const input = typeof file === 'string' ? fileOnDisk(file) : file;
  const beginning = await firstText(input, options.encoding);
  if (isBinary(beginning))
    throw new NoTableError(
      `${input.path} is no text; \`antiphon list formats\` shows which texts are read (it may be a picture, encrypted, or the file of another program)`,
    );
  if (JSON_BEGINNING.test(beginning)) return preflightJson(input, scratch, context, options);
  const preflight = await preflightCsv(input, scratch, context, options);
  const repaired = (rejects: RejectWriter, during: WorkContext): Promise<CsvRows> => repairedRows(preflight, scratch, rejects, during);
  return {
    file: preflight.file,
    header: preflight.header,
    writtenAs: preflight.writtenAs,
    notes: preflight.notes,
    attempts: preflight.isRegular ? [() => Promise.resolve(regularRows(preflight)), repaired] : [repaired],
    visitRecords: async (visit) => {
      await readCsvRecords(preflight.file.textPath, preflight.dialect, visit);
    },
  };
}

/** True if a text holds more control characters than a damaged one would. */
function isBinary(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is counted
  const controls = text.match(/[\0-\x08\x0e-\x1a\x1c-\x1f]/g)?.length ?? 0;
  return controls > 4 && controls > 0.02 * text.length;
}
