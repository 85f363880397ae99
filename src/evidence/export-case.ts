import { ANALYSES } from '../analyses/catalogue.js';
import type { WorkContext } from '../model.js';
import type { CaseFile } from '../store/case-file.js';
import { learnFileNames, learnNames, openNames, preparePublicSpans } from '../store/case-names.js';
import { type CaseCopy, checkFolder, copyCase } from '../store/copy-case.js';
import { DATA_DICTIONARY } from '../store/data-dictionary.js';
import type { CopyFormat } from '../store/data-package.js';
import { isMasked } from '../store/findings.js';
import type { Naming } from '../store/naming.js';

export interface ExportOptions {
  /** Default: Parquet and CSV. */
  readonly formats?: readonly CopyFormat[];
  /** Names and texts, so that the copy is whole; needs the case's key. */
  readonly reveal: boolean;
  /** Texts of private accounts in a copy for sharing, names in them replaced (default false). */
  readonly texts?: boolean;
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
  const naming = await openNames(file, { reveal: options.reveal, texts: options.reveal || options.texts === true });
  context.progress.step('looking for names');
  const names = naming.isRevealed ? null : await learnAll(file, naming);
  const declared = (id: string) => ANALYSES.find((analysis) => analysis.id === id)?.tables ?? [];
  const { formats = ['parquet', 'csv'], spreadsheetSafe = false, toolVersion } = options;
  return copyCase(file, folder, { formats, names, spreadsheetSafe, toolVersion, declared }, context);
}

/** Looks all through that a copy for sharing shows, for names to take out. */
async function learnAll(file: CaseFile, naming: Naming): Promise<Naming> {
  const texts = DATA_DICTIONARY.flatMap((table) =>
    table.columns
      .filter(({ sharedForm }) => sharedForm === 'masked')
      .map(({ name }) => `SELECT "${name}" AS key FROM "${table.name}" WHERE "${name}" IS NOT NULL`),
  );
  const objects = `SELECT object.key FROM object JOIN layer USING (layer_id) WHERE ${isMasked('layer.name')}`;
  await learnNames(file, naming, objects, 'objects');
  await learnNames(file, naming, [...texts, `SELECT unnest(notes) FROM source`].join(' UNION ALL '), 'texts');
  const spans = naming.known.posts.size === 0 ? 'false' : 'account_id IN (SELECT account_id FROM public_span)';
  await preparePublicSpans(file);
  const profiles = ['handle', 'display_name', 'description', 'location', 'url'].map(
    (name) => `SELECT ${name} AS key FROM account_observation WHERE ${spans}`,
  );
  if (spans !== 'false') await learnNames(file, naming, profiles.join(' UNION ALL '), 'texts');
  const posts = `SELECT text AS key FROM post WHERE ${naming.showsTexts ? 'true' : spans}`;
  if (naming.showsTexts || spans !== 'false') await learnNames(file, naming, posts, 'texts');
  await learnFileNames(file, naming);
  return naming;
}
