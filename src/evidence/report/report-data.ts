import { basename } from 'node:path';
import type { ReadChart } from '../../charts/chart-data.js';
import { checkStated } from '../../registry/stated/check-stated.js';
import { shownStatements } from '../../registry/stated/shown-statements.js';
import type { CaseFile } from '../../store/case-file.js';
import { learnFileNames, shownFileName, shownTexts } from '../../store/case-names.js';
import type { Naming } from '../../store/naming.js';
import { listNotes } from '../../store/notes.js';
import { hasDatedObservations } from '../../store/observation-summary.js';
import { CaseReads } from '../../store/reads.js';
import { publicAccounts } from '../../store/registry.js';
import { statedRows } from '../../store/stated.js';
import { readCaseObservations } from '../observations/read-observations.js';
import { readQuality } from '../quality/read-quality.js';
import { standing } from '../standing.js';
import { chartsOf, readFindingChart, readTimeMarks, type TimeMarks } from '../views/finding-charts.js';
import { shownNotes } from '../views/notes.js';
import { readChance, readLayerTies, readSensitivity } from './read-chance.js';
import { readLanguages, readLayers, readPostKinds, readSizes, readSources } from './read-contents.js';
import { readGroupParts } from './read-groups.js';
import { readNames } from './read-names.js';
import { readNetwork } from './read-network.js';
import { readOtherTables, readStrongest } from './read-tables.js';
import { readTimeline } from './read-timeline.js';
import type { ReportData, ReportFinding } from './report-model.js';
import type { ReportNames } from './report-names.js';
import { layerOf, networkTable, readStored, type StoredFinding } from './stored-findings.js';

// All that a report reads from a case, aggregated by the database in the files `read-…`; nothing leaves them under its own name.

/**
 * Reads what a report shows.
 *
 * @param naming Decides whether names are shown.
 * @param step Called before each longer part.
 */
export async function readReport(file: CaseFile, naming: Naming, step: (label: string) => void): Promise<ReportData> {
  step('reading findings');
  const findings = await readStored(file);
  const names = await readNames(file, naming, findings);
  const standsOn = standing(new CaseReads(file));
  step('counting posts');
  const sizes = await readSizes(file);
  const publicIds = [...(await publicAccounts(file))];
  const languages = await readLanguages(file, publicIds);
  const languageNames = await shownTexts(
    file,
    naming,
    languages.map(({ language }) => language),
  );
  const counts = {
    languages: languages.map((row, index) => ({ ...row, language: languageNames[index] ?? null })),
    layers: await readLayers(file, publicIds),
    ...(await readPostKinds(file)),
  };
  step('reading the timeline');
  const timeline = await readTimeline(file, names, findings, publicIds);
  const timeMarks = await readTimeMarks(file, naming);
  const reportFindings: ReportFinding[] = [];
  for (const finding of findings) {
    step(`reading finding ${finding.findingId}`);
    reportFindings.push(await readFinding(file, names, finding, await standsOn(finding.analysisKnown), timeMarks));
  }
  const quality = await readQuality(file, naming, false, step);
  await learnFileNames(file, naming);
  return {
    caseName: naming.fileName(basename(file.path)),
    fingerprint: await standsOn(null),
    namesAreShown: names.isRevealed,
    publicAccountCount: naming.known.accounts.size,
    sources: (await readSources(file)).map((source) => ({ ...source, name: shownFileName(naming, source.name) })),
    rejects: quality.sources.flatMap(({ source, setAside }) =>
      setAside.map(({ reason, rowCount }) => ({ sourceId: source.sourceId, reason, recordCount: rowCount })),
    ),
    quality,
    observations: (await hasDatedObservations(file)) ? await readCaseObservations(file, naming) : null,
    sizes,
    ...counts,
    events: timeMarks.events,
    stated: await readStatedByOthers(file, naming),
    timeline,
    findings: reportFindings,
    notes: await shownNotes(file, naming, await listNotes(file)),
  };
}

/** Figures and statements of access, figures beside what was observed. */
async function readStatedByOthers(file: CaseFile, naming: Naming): Promise<ReportData['stated']> {
  const access = await shownStatements(file, naming, await statedRows(file, 'access'));
  const { counts, comparisons, issues } = await checkStated(file, naming);
  if (counts.figures + access.length === 0) return null;
  const contradictionCount = issues.filter(({ kind }) => kind.startsWith('contradicting') || kind === 'against observations').length;
  return { figures: comparisons, figureCount: counts.figures, access, contradictionCount };
}

async function readFinding(
  file: CaseFile,
  names: ReportNames,
  finding: StoredFinding,
  fingerprint: string,
  timeMarks: TimeMarks,
): Promise<ReportFinding> {
  const charts: ReadChart[] = [];
  for (const chart of chartsOf(finding)) charts.push(await readFindingChart(file, names, finding, chart, timeMarks));
  const table = networkTable(finding);
  const groupParts = await readGroupParts(file, names, finding);
  const chance = await readChance(file, finding);
  const sensitivity = await readSensitivity(file, finding);
  const ownForm = new Set([
    ...(table === null ? [] : ['edges']),
    ...(groupParts.groups === null ? [] : ['groups', 'members', 'group_objects']),
    ...(chance === null ? [] : ['chance']),
    ...(sensitivity === null ? [] : ['grid', 'overlap']),
  ]);
  return {
    finding,
    analysis: finding.analysisKnown,
    isCurrent: finding.fingerprint === fingerprint,
    layer: layerOf(finding),
    network: table === null ? null : await readNetwork(file, names, finding, table),
    ...groupParts,
    strongest: table === null ? null : await readStrongest(file, names, finding, table),
    chance,
    sensitivity,
    layerTies: await readLayerTies(file, finding),
    charts,
    others: await readOtherTables(file, names, finding, ownForm),
  };
}
