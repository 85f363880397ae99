import { basename } from 'node:path';
import type { Source } from '../../model.js';
import { type CaseFile, isoTime } from '../../store/case-file.js';
import { learnFileNames, shownFileName, shownTexts } from '../../store/case-names.js';
import type { Naming } from '../../store/naming.js';
import { CaseReads } from '../../store/reads.js';
import { bySource, type OfSource } from './by-source.js';
import type { CaseQuality, LanguageCount, SourceOverlap, SourceQuality } from './quality-model.js';
import { readAnswers } from './read-answers.js';
import { readColumns, readLongIdentifiers } from './read-columns.js';
import { readTimes, type SourceTimes } from './read-coverage.js';
import { readConflicts, readSetAside } from './read-rows.js';
import { statedZone } from './stated-zone.js';

/**
 * The quality of every source of a case: what was kept and set aside, contradictions, times, coverage, identifiers, columns, languages
 * and layers. Counts are complete counts of the files; tests say their null and their family in the kernels.
 *
 * Posts count with the source that brought them first.
 *
 * @param naming Decides whether names are shown.
 * @param showsTexts False: no rejected row, contradicting text or constant value, whatever `naming` shows.
 * @param step Called before each longer part.
 */
export async function readQuality(
  file: CaseFile,
  naming: Naming,
  showsTexts: boolean,
  step: (label: string) => void,
): Promise<CaseQuality> {
  step('counting rows');
  const sources = await new CaseReads(file).sources();
  await learnFileNames(file, naming);
  const notes = await shownNotes(file, naming, sources);
  const counts = new Map((await readCounts(file)).map((row) => [row.sourceId, row]));
  const setAside = grouped(await readSetAside(file, naming, showsTexts));
  const conflicts = grouped(await readConflicts(file, naming, showsTexts));
  const columns = new Map((await readColumns(file, naming, showsTexts)).map((row) => [row.sourceId, row]));
  step('looking at identifiers');
  const identifiers = new Map((await readLongIdentifiers(file)).map((row) => [row.sourceId, row.longNumbers]));
  step('looking at times');
  const times = new Map((await readTimes(file)).map((row) => [row.sourceId, row]));
  step('counting languages and layers');
  const languages = grouped(await shownLanguages(file, naming, await readLanguages(file)));
  const found = await readFoundLanguages(file);
  const layers = grouped(await readLayers(file, sources.length));
  const answers = new Map((await readAnswers(file)).map(({ sourceId, ...count }) => [sourceId, count]));
  const overlaps = sources.length < 2 ? [] : await readOverlaps(file);
  const qualities = sources.map((source): SourceQuality => {
    const own = counts.get(source.sourceId) as SourceCounts;
    const mapping = mappingOf(source);
    const { path, options: _, ...plain } = source;
    const { sourceId: __, ...plainCounts } = own;
    return {
      source: { ...plain, notes: notes.get(source.sourceId) ?? [], name: shownFileName(naming, path), mapping },
      ...plainCounts,
      setAside: setAside.get(source.sourceId) ?? [],
      conflicts: conflicts.get(source.sourceId) ?? [],
      zone: statedZone(source.format, mapping),
      ...timesOf(times.get(source.sourceId)),
      longNumbers: [...(identifiers.get(source.sourceId) ?? []), ...(columns.get(source.sourceId)?.longNumbers ?? [])],
      columns: columns.get(source.sourceId)?.columns ?? null,
      languages: languages.get(source.sourceId) ?? [],
      foundLanguages: found === null ? null : (found.get(source.sourceId) ?? []),
      layers: layers.get(source.sourceId) ?? [],
      answers: answers.get(source.sourceId) ?? null,
    };
  });
  const known = qualities.map(({ knownCount }) => knownCount);
  return {
    caseName: naming.fileName(basename(file.path)),
    namesAreShown: naming.isRevealed,
    sources: qualities,
    postCount: qualities.reduce((sum, { postCount }) => sum + postCount, 0),
    knownCount: known.includes(null) ? null : known.reduce<number>((sum, count) => sum + (count ?? 0), 0),
    overlaps,
    conflictCount: qualities.reduce((sum, source) => sum + source.conflicts.reduce((all, { count }) => all + count, 0), 0),
  };
}

/** What the reader noticed of each source; where names are not shown, without what it quotes. */
export async function shownNotes(file: CaseFile, naming: Naming, sources: readonly Source[]): Promise<Map<number, string[]>> {
  const plain = (note: string): string => (naming.isRevealed ? note : note.replace(/"(.*"|.*$)/s, '"…"'));
  const notes = sources.flatMap((source) => source.notes.map((note) => ({ sourceId: source.sourceId, note: plain(note) })));
  const shown = await shownTexts(
    file,
    naming,
    notes.map(({ note }) => note),
  );
  return new Map(sources.map(({ sourceId }) => [sourceId, shown.filter((_, index) => notes[index]?.sourceId === sourceId)]));
}

function grouped<Row extends OfSource>(rows: readonly Row[]): Map<number, Omit<Row, 'sourceId'>[]> {
  return new Map([...bySource(rows)].map(([id, own]) => [id, own.map(({ sourceId: _, ...row }) => row)]));
}

function mappingOf({ options }: Source): string | null {
  const { mapping } = JSON.parse(options) as { mapping?: unknown };
  return typeof mapping === 'string' ? mapping : null;
}

function timesOf(times: SourceTimes | undefined): Pick<SourceQuality, 'precisions' | 'roundTimes' | 'hours' | 'coverage'> {
  if (times === undefined) return { precisions: [], roundTimes: [], hours: null, coverage: null };
  const { sourceId: _, ...own } = times;
  return own;
}

type SourceCounts = OfSource &
  Pick<
    SourceQuality,
    | 'repeatedCount'
    | 'knownCount'
    | 'accountCount'
    | 'postCount'
    | 'textCount'
    | 'observedPostCount'
    | 'accountObservationCount'
    | 'postObservationCount'
    | 'eventCount'
    | 'madeCount'
    | 'doubledCount'
    | 'firstAt'
    | 'lastAt'
  >;

function readCounts(file: CaseFile): Promise<SourceCounts[]> {
  const rowsOf = (table: string): string => `(SELECT count(*) FROM ${table} t WHERE t.source_id = source.source_id)`;
  return file.rows(
    `WITH posts AS (SELECT source_id, count(*) AS posts, count(*) FILTER (text <> '') AS texts, min(posted_at) AS first, max(posted_at) AS last,
         count(*) FILTER (starts_with(key, 'made-')) AS made, count(*) FILTER (starts_with(key, 'made-') AND NOT ends_with(key, '-1')) AS doubled
       FROM post GROUP BY source_id),
       observed AS (SELECT post.source_id, count(*) AS posts FROM post WHERE post_id IN (SELECT post_id FROM post_observation) GROUP BY post.source_id)
     SELECT source_id AS "sourceId", repeated_count AS "repeatedCount", known_count AS "knownCount", ${rowsOf('account')} AS "accountCount",
       coalesce(posts.posts, 0) AS "postCount", coalesce(texts, 0) AS "textCount", coalesce(observed.posts, 0) AS "observedPostCount",
       ${rowsOf('account_observation')} AS "accountObservationCount", ${rowsOf('post_observation')} AS "postObservationCount", ${rowsOf('event')} AS "eventCount",
       coalesce(made, 0) AS "madeCount", coalesce(doubled, 0) AS "doubledCount", ${isoTime('first')} AS "firstAt", ${isoTime('last')} AS "lastAt"
     FROM source LEFT JOIN posts USING (source_id) LEFT JOIN observed USING (source_id) ORDER BY source_id`,
  );
}

function readLanguages(file: CaseFile): Promise<(OfSource & LanguageCount)[]> {
  return file.rows(
    `SELECT source_id AS "sourceId", language, count(*) AS "postCount" FROM post GROUP BY source_id, language ORDER BY 1, language IS NULL, 3 DESC, 2`,
  );
}

/** Languages as sources write them, which may be any text, without names of private accounts. */
async function shownLanguages<Row extends LanguageCount>(file: CaseFile, naming: Naming, rows: readonly Row[]): Promise<Row[]> {
  const shown = await shownTexts(
    file,
    naming,
    rows.map(({ language }) => language),
  );
  return rows.map((row, index) => ({ ...row, language: shown[index] ?? null }));
}

/** Languages as they were found in the texts, by source; null where nobody looked. */
async function readFoundLanguages(file: CaseFile): Promise<Map<number, LanguageCount[]> | null> {
  const rows = await file.rows<OfSource & LanguageCount>(
    `SELECT source_id AS "sourceId", post_language.language, count(*) AS "postCount" FROM post_language JOIN post USING (post_id)
     GROUP BY source_id, post_language.language ORDER BY 1, post_language.language IS NULL, 3 DESC, 2`,
  );
  return rows.length === 0 ? null : grouped(rows);
}

/** Posts of each source with an object of each layer. */
async function readLayers(file: CaseFile, sourceCount: number): Promise<(OfSource & { layer: string; postCount: number })[]> {
  if (sourceCount === 0) return [];
  const [only] = sourceCount === 1 ? await file.rows<OfSource>(`SELECT source_id AS "sourceId" FROM source`) : [];
  const { highest } = await file.row<{ highest: number }>(`SELECT coalesce(max(post_id), 0) AS highest FROM post`);
  // Identities are dense: a bit for each counts them three times faster than a set.
  const counted =
    only !== undefined
      ? `SELECT ${only.sourceId} AS source_id, layer_id, bit_count(bitstring_agg(post_id, 0, ${Math.max(highest, 1)}))::BIGINT AS posts FROM share GROUP BY layer_id`
      : `SELECT post.source_id, layer_id, count(*) AS posts FROM (SELECT DISTINCT layer_id, post_id FROM share) JOIN post USING (post_id) GROUP BY ALL`;
  return file.rows(
    `SELECT source_id AS "sourceId", name AS layer, posts AS "postCount" FROM (${counted}) JOIN layer USING (layer_id) ORDER BY 1, 2`,
  );
}

function readOverlaps(file: CaseFile): Promise<SourceOverlap[]> {
  return file.rows(
    `SELECT post.source_id AS "firstSourceId", again.source_id AS "laterSourceId", count(DISTINCT post_id) AS "postCount"
     FROM (SELECT post_id, source_id FROM share UNION ALL SELECT post_id, source_id FROM post_observation) again JOIN post USING (post_id)
     WHERE again.source_id <> post.source_id GROUP BY ALL ORDER BY 1, 2`,
  );
}
