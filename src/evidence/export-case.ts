import { ANALYSES } from '../analyses/catalogue.js';
import type { WorkContext } from '../model.js';
import type { CaseFile } from '../store/case-file.js';
import { type CaseCopy, checkFolder, copyCase } from '../store/copy-case.js';
import { DATA_DICTIONARY } from '../store/data-dictionary.js';
import type { CopyFormat } from '../store/data-package.js';
import { type Naming, openNaming } from '../store/naming.js';
import type { SharedNames } from '../store/shared-copy.js';
import { knownPartsOf, MASKED_OBJECTS } from './report/read-names.js';
import { ReportNames } from './report/report-names.js';

export interface ExportOptions {
  /** Default: Parquet and CSV. */
  readonly formats?: readonly CopyFormat[];
  /** Names and texts, so that the copy is whole; needs the case's key. */
  readonly reveal: boolean;
  /** CSV in which no text begins as a formula (default false). */
  readonly spreadsheetSafe?: boolean;
  readonly toolVersion: string;
}

/**
 * Writes everything that a case holds to a folder, as a Frictionless Data Package.
 *
 * With `reveal` the copy is whole, and `restoreCase` makes the same case of it. Otherwise it is a copy for sharing: names as in a report,
 * no texts.
 *
 * @throws AntiphonError `output`, `interrupted`; `not-found`: names are asked for without the case's key.
 */
export async function exportCase(file: CaseFile, folder: string, options: ExportOptions, context: WorkContext): Promise<CaseCopy> {
  checkFolder(folder);
  const naming = openNaming(file.path, options.reveal);
  context.progress.step('looking for names');
  const names = naming.isRevealed ? null : await sharedNames(file, naming);
  const declared = (id: string) => ANALYSES.find((analysis) => analysis.id === id)?.tables ?? [];
  const { formats = ['parquet', 'csv'], spreadsheetSafe = false, toolVersion } = options;
  return copyCase(file, folder, { formats, names, spreadsheetSafe, toolVersion, declared }, context);
}

/** Names by the rule of the report, for all that a case holds. */
async function sharedNames(file: CaseFile, naming: Naming): Promise<SharedNames> {
  const texts = DATA_DICTIONARY.flatMap((table) =>
    table.columns
      .filter(({ sharedForm }) => sharedForm === 'masked')
      .map(({ name }) => `SELECT "${name}" FROM "${table.name}" WHERE "${name}" IS NOT NULL`),
  );
  const parts = await knownPartsOf(file, [MASKED_OBJECTS, ...texts].join(' UNION ALL '));
  const inFileNames = await namesInFileNames(file);
  const names = new ReportNames(naming, new Map(), parts);
  return {
    account: (key) => names.account(key).name,
    post: (key) => names.post(key),
    object: (layer, key) => names.object(layer, key),
    masked: (text) => names.object('url', text),
    fileName: (name) =>
      inFileNames.reduce(
        (text, known) => text.replaceAll(new RegExp(known.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'giu'), '[account]'),
        name,
      ),
  };
}

/** Shortest name of an account that is looked for inside other words. */
const LEAST_NAME = 4;

/** Identifiers, handles and names of accounts that stand in the names of imported files, be it within a word; longest first. */
async function namesInFileNames(file: CaseFile): Promise<string[]> {
  const rows = await file.rows<{ name: string }>(
    `WITH file AS (SELECT DISTINCT lower(regexp_extract(path, '[^/\\\\]*$')) AS name FROM source),
       known AS (SELECT lower(key) AS name FROM account UNION SELECT lower(handle) FROM account
         UNION SELECT lower(handle) FROM account_observation UNION SELECT lower(display_name) FROM account_observation)
     SELECT DISTINCT known.name FROM known JOIN file ON contains(file.name, known.name) WHERE length(known.name) >= ${LEAST_NAME} ORDER BY length(known.name) DESC, 1`,
  );
  return rows.map(({ name }) => name);
}
