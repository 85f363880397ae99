import { basename } from 'node:path';
import { type CaseFile, isoTime } from '../../store/case-file.js';
import type { Naming } from '../../store/naming.js';
import { CaseReads } from '../../store/reads.js';
import { readQuality } from '../quality/read-quality.js';
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
  const fingerprint = await new CaseReads(file).fingerprint();
  step('counting posts');
  const sizes = await readSizes(file);
  const counts = { languages: await readLanguages(file), layers: await readLayers(file), ...(await readPostKinds(file)) };
  step('reading the timeline');
  const timeline = await readTimeline(file, names, findings);
  const reportFindings: ReportFinding[] = [];
  for (const finding of findings) {
    step(`reading finding ${finding.findingId}`);
    reportFindings.push(await readFinding(file, names, finding, fingerprint));
  }
  const quality = await readQuality(file, naming, false, step);
  return {
    caseName: basename(file.path),
    fingerprint,
    namesAreShown: names.isRevealed,
    sources: await readSources(file),
    rejects: quality.sources.flatMap(({ source, setAside }) =>
      setAside.map(({ reason, rowCount }) => ({ sourceId: source.sourceId, reason, recordCount: rowCount })),
    ),
    quality,
    sizes,
    ...counts,
    events: await file.rows(`SELECT ${isoTime('happened_at')} AS "happenedAt", title FROM event ORDER BY happened_at, title, event_id`),
    timeline,
    findings: reportFindings,
  };
}

async function readFinding(file: CaseFile, names: ReportNames, finding: StoredFinding, fingerprint: string): Promise<ReportFinding> {
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
    others: await readOtherTables(file, names, finding, ownForm),
  };
}
