import { basename } from 'node:path';
import { type CaseFile, isoTime } from '../../store/case-file.js';
import { learnFileNames, shownFileName, shownTexts } from '../../store/case-names.js';
import type { Naming } from '../../store/naming.js';
import { CaseReads } from '../../store/reads.js';
import { publicAccounts } from '../../store/registry.js';
import { shownNotes } from '../quality/read-quality.js';
import { toldCount } from '../report/people-count.js';
import { readLayers } from '../report/read-contents.js';

const SHOWN_LANGUAGES = 12;
/** Stands for the languages that are not listed. */
const OTHER_LANGUAGES = '…';

/** What is in a case, in numbers. */
export async function readOverview(file: CaseFile, naming: Naming) {
  const reads = new CaseReads(file);
  const publicIds = [...(await publicAccounts(file))];
  const sources = await reads.sources();
  await learnFileNames(file, naming);
  const notes = await shownNotes(file, naming, sources);
  return {
    caseName: naming.fileName(basename(file.path)),
    fingerprint: await reads.fingerprint(),
    ...(await readCounts(file)),
    publicAccountCount: publicIds.length,
    sources: sources.map(({ sourceId, path, format, recordCount, keptCount, rejectedCount, importedAt }) => ({
      sourceId,
      name: shownFileName(naming, path),
      format,
      recordCount,
      keptCount,
      rejectedCount,
      importedAt,
      notes: notes.get(sourceId) ?? [],
    })),
    languages: await readLanguages(file, naming),
    layers: await readLayerSizes(file, reads, naming, publicIds),
  };
}

interface Counts {
  readonly accountCount: number;
  readonly postCount: number;
  readonly shareCount: number;
  readonly voiceCount: number;
  readonly eventCount: number;
  readonly observationCount: number;
  readonly findingCount: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
}

function readCounts(file: CaseFile): Promise<Counts> {
  const rowsOf = (table: string): string => `(SELECT count(*) FROM ${table})`;
  return file.row(
    `SELECT ${rowsOf('account')} AS "accountCount", count(*) AS "postCount", ${rowsOf('share')} AS "shareCount", ${rowsOf('voice')} AS "voiceCount",
       ${rowsOf('event')} AS "eventCount", ${rowsOf('account_observation')} + ${rowsOf('post_observation')} AS "observationCount",
       ${rowsOf('finding')} AS "findingCount", ${isoTime('min(posted_at)')} AS "firstAt", ${isoTime('max(posted_at)')} AS "lastAt" FROM post`,
  );
}

async function readLanguages(file: CaseFile, naming: Naming): Promise<{ language: string | null; postCount: number }[]> {
  const rows = await file.rows<{ language: string | null; postCount: number }>(
    `SELECT language, count(*) AS "postCount" FROM post GROUP BY language ORDER BY 2 DESC, 1`,
  );
  const names = await shownTexts(
    file,
    naming,
    rows.map(({ language }) => language),
  );
  const shown = rows.slice(0, SHOWN_LANGUAGES).map(({ postCount }, index) => ({ language: names[index] ?? null, postCount }));
  const others = rows.slice(SHOWN_LANGUAGES).reduce((sum, { postCount }) => sum + postCount, 0);
  return others === 0 ? shown : [...shown, { language: OTHER_LANGUAGES, postCount: others }];
}

async function readLayerSizes(file: CaseFile, reads: CaseReads, naming: Naming, publicIds: readonly number[]) {
  const counted = publicIds.length === 0 ? [] : await readLayers(file, publicIds); // without public accounts all are private
  const privateCounts = new Map(counted.map((layer) => [layer.layer, layer.privateCount]));
  return (await reads.layers()).map((layer) => {
    const told = toldCount(layer.accountCount, privateCounts.get(layer.name) ?? layer.accountCount, naming.isRevealed);
    return { ...layer, accountCount: typeof told === 'number' ? told : told.replace('few', '<10').replace('and', '+') };
  });
}
