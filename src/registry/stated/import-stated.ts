import { resolve } from 'node:path';
import { AntiphonError } from '../../errors.js';
import type { WorkContext } from '../../model.js';
import type { FurtherFormat } from '../../sources/further-format.js';
import { importFiles } from '../../sources/import-files.js';
import { fileOnDisk } from '../../sources/input-file.js';
import { encodingNamed } from '../../sources/text-encoding.js';
import type { CaseFile } from '../../store/case-file.js';
import { addRejects, addSource, findSource } from '../../store/load.js';
import { addStated, type StatedKind, statedKey, statedRows } from '../../store/stated.js';
import type { Tally } from '../read-registry.js';
import { readSmallTable, type SmallTable } from '../read-table.js';
import { readStatedTable, type StatedDefaults, type StatedFile } from './read-stated.js';
import type { StatedMapping } from './stated-mapping.js';
import { isEventTable, mappingOf, STATED_MAPPINGS, STATED_TABLES } from './stated-tables.js';

export interface StatedOptions extends StatedDefaults {
  /** Name of a shipped mapping. */
  readonly mapping?: string;
  /** Name of the file's encoding; by default it is recognised. */
  readonly encoding?: string;
}

/** What became of a table of statements. */
export interface ImportedStated {
  readonly path: string;
  readonly sha256: string;
  readonly kind: StatedKind;
  readonly mapping: string;
  readonly caution: string;
  /** Rows = kept + set aside. */
  readonly rowCount: number;
  readonly keptCount: number;
  readonly rejectedCount: number;
  /** Kept = added + known: what the case held word for word already. */
  readonly addedCount: number;
  readonly knownCount: number;
  readonly setAside: readonly Tally[];
  readonly said: readonly Tally[];
  readonly alreadyImported: boolean;
}

/**
 * Imports a table of figures, access or events into a case: all of it or nothing; the same file twice changes nothing.
 *
 * A statement that the case holds word for word is not added again; one that differs stands beside it, and `checkStated` lists both.
 *
 * @throws AntiphonError `file`, `format`, `usage`, `no-rows`, or a failure of the case, which is then as it was.
 */
export async function importStated(file: CaseFile, path: string, options: StatedOptions, context: WorkContext): Promise<ImportedStated> {
  fileOnDisk(path);
  const wanted = options.mapping === undefined ? null : mappingNamed(options.mapping);
  const encoding = options.encoding === undefined ? undefined : encodingNamed(options.encoding);
  context.progress.step(`reading ${path}`);
  const table = await readSmallTable(path, file.scratchFolder(), context, encoding);
  const mapping = wanted ?? mappingOf(table.columns);
  if (mapping === null && isEventTable(table.columns)) return importEvents(file, path, options, context);
  if (mapping === null) throw new AntiphonError('format', `${path} is no table of what others stated: ${layouts()}; ${found(table)}`);
  const missing = mapping.needs.filter((name) => !table.columns.includes(name));
  if (missing.length > 0)
    throw new AntiphonError(
      'format',
      `${path} is not what the mapping ${mapping.id} reads: the column ${missing.join(', ')} is missing; ${found(table)}`,
    );
  const asked = { ...options, ...(encoding === undefined ? {} : { encoding }) };
  const prepared = await prepare(file, { table, path, origin: resolve(path) }, mapping, asked);
  const { imported, store } = prepared;
  if (store === null) return imported;
  context.progress.step(`storing ${path}`);
  const addedCount = await file.transaction(store);
  return { ...imported, addedCount, knownCount: imported.keptCount - addedCount };
}

/** Tables of statements as formats of `import`: recognised by their columns, stored in its transaction. */
export const STATED_FORMATS: readonly FurtherFormat[] = STATED_MAPPINGS.map((mapping) => ({
  id: STATED_TABLES[mapping.kind].format,
  fits: (columns) => mappingOf(columns) === mapping,
  async prepare(file, { path, origin, textPath, sha256, encoding }, context) {
    const table = { ...(await readSmallTable(textPath, file.scratchFolder(), context)), path, sha256 };
    const { imported, store, notes, firstRejects } = await prepare(
      file,
      { table, path, origin },
      mapping,
      encoding === undefined ? {} : { encoding },
    );
    const { rowCount, keptCount, rejectedCount } = imported;
    return { summary: { recordCount: rowCount, keptCount, rejectedCount, notes, firstRejects }, store };
  },
}));

interface Prepared {
  readonly imported: ImportedStated;
  readonly notes: readonly string[];
  readonly firstRejects: StatedFile['rejects']['first'];
  /** Writes the statements that the case does not hold yet, inside the caller's transaction, and gives their number; null where it holds the file. */
  readonly store: (() => Promise<number>) | null;
}

async function prepare(
  file: CaseFile,
  { table, path, origin }: { readonly table: SmallTable; readonly path: string; readonly origin: string },
  mapping: StatedMapping,
  options: StatedOptions,
): Promise<Prepared> {
  const { kind } = mapping;
  const { format } = STATED_TABLES[kind];
  const asked = sourceOptions(mapping, options);
  const read = readStatedTable(table, mapping, options, file.scratchFolder());
  if (read.rows.length === 0) throw noStatements(path, read);
  const isKnown = (await findSource(file, table.sha256, format, asked)) !== null;
  const counts = { rowCount: read.rowCount, keptCount: read.rows.length, rejectedCount: read.rejects.count };
  const notes = [...(mapping.id === kind ? [] : [`mapping ${mapping.id}`]), ...table.notes];
  const store = async (): Promise<number> => {
    const { rowCount: recordCount, keptCount, rejectedCount } = counts;
    const source = { path: origin, sha256: table.sha256, format, options: asked, notes, recordCount, keptCount, rejectedCount };
    const sourceId = await addSource(file, source);
    await addRejects(file, sourceId, read.rejects.path);
    const held = new Set((await statedRows(file, kind)).map((row) => statedKey(kind, row)));
    const added = read.rows.filter(({ row }) => !held.has(statedKey(kind, row))).map(({ row, record }) => ({ ...row, record }));
    await addStated(file, kind, added as never, sourceId);
    return added.length;
  };
  return {
    notes,
    firstRejects: isKnown ? [] : read.rejects.first,
    store: isKnown ? null : store,
    imported: {
      ...{ path, sha256: table.sha256, kind, mapping: mapping.id, caution: mapping.caution, ...counts },
      ...{ addedCount: 0, knownCount: read.rows.length, setAside: read.setAside, said: read.said },
      alreadyImported: isKnown,
    },
  };
}

/** What of the user's wishes makes the same file another source. */
function sourceOptions(mapping: StatedMapping, { statedBy, url, encoding }: StatedOptions): string {
  return JSON.stringify({
    ...(mapping.id === mapping.kind ? {} : { mapping: mapping.id }),
    ...(statedBy === undefined ? {} : { statedBy }),
    ...(url === undefined ? {} : { url }),
    ...(encoding === undefined ? {} : { encoding: encoding.toLowerCase() }),
  });
}

/** Events are a format of `import`; this is the same way by another name. */
async function importEvents(file: CaseFile, path: string, options: StatedOptions, context: WorkContext): Promise<ImportedStated> {
  if (options.statedBy !== undefined || options.url !== undefined)
    throw new AntiphonError('usage', `${path} holds events; write their source into its columns source and url`);
  if (/\.ya?ml(?:\.gz|\.zst)?$/i.test(path))
    throw new AntiphonError(
      'format',
      `${path} holds events in YAML; write them as a table with the columns date, title, kind, source, url`,
    );
  const { encoding } = options;
  const before = (await statedRows(file, 'events')).length;
  const [imported] = await importFiles(file, [path], { format: 'event-table', ...(encoding === undefined ? {} : { encoding }) }, context);
  if (imported === undefined) throw new AntiphonError('internal', `an import of ${path} gave no file`);
  const { sha256, recordCount, keptCount, rejectedCount, alreadyImported } = imported;
  const addedCount = (await statedRows(file, 'events')).length - before;
  const setAside = await file.rows<Tally>(
    `SELECT reason AS what, count(*) AS count, min(line) AS "firstLine" FROM reject JOIN source USING (source_id)
     WHERE sha256 = ? AND format = 'event-table' GROUP BY reason ORDER BY count DESC, "firstLine"`,
    [sha256],
  );
  return {
    ...{ path, sha256, kind: 'events', mapping: 'events', caution: '', rowCount: recordCount, keptCount, rejectedCount },
    ...{ addedCount, knownCount: keptCount - addedCount, setAside, said: [], alreadyImported },
  };
}

function mappingNamed(name: string): StatedMapping {
  const mapping = STATED_MAPPINGS.find(({ id }) => id === name);
  if (mapping !== undefined) return mapping;
  throw new AntiphonError(
    'usage',
    `there is no mapping "${name}" of what others stated; shipped are ${STATED_MAPPINGS.map(({ id }) => id).join(', ')}`,
  );
}

function layouts(): string {
  return 'figures need the columns subject, measure, value; access voice, platform, status; events date, title (docs/stated.md)';
}

function found({ columns }: SmallTable): string {
  return `columns found: ${columns.slice(0, 12).join(', ')}${columns.length > 12 ? ', …' : ''}`;
}

function noStatements(path: string, read: StatedFile): AntiphonError {
  if (read.rowCount === 0) return new AntiphonError('no-rows', `${path} holds no rows; nothing was imported`);
  const [first] = read.rejects.first;
  const many = read.rowCount === 1 ? 'its only row was' : `all ${read.rowCount.toLocaleString('en')} rows were`;
  return new AntiphonError('no-rows', `${path}: ${many} set aside, nothing was imported; the first, line ${first?.line}: ${first?.reason}`);
}
