import type { Static } from 'typebox';
import { AntiphonError } from '../../errors.js';
import { readStored, type StoredFinding } from '../../evidence/report/stored-findings.js';
import { standing } from '../../evidence/standing.js';
import { chartsOf } from '../../evidence/views/finding-charts.js';
import type { CaseFile } from '../../store/case-file.js';
import { shownTexts } from '../../store/case-names.js';
import { isNetworkTable } from '../../store/export.js';
import type { Naming } from '../../store/naming.js';
import { CaseReads } from '../../store/reads.js';
import { exact, Identity } from '../contract/common.js';
import { FindingList, FindingSummary } from '../contract/findings.js';
import { operation } from '../operation.js';
import { describeChart } from './charts.js';
import { describeTable } from './describe-table.js';

export const FindingPath = exact({ finding: Identity });

export const FINDING_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/api/findings',
    summary: 'The findings of the case, the newest first',
    response: FindingList,
    writes: false,
    handle: ({ services, signal }) =>
      services.readers.use(async (file) => {
        const findings = await readStored(file);
        return { findings: (await summaries(file, await services.naming(file), findings)).reverse() };
      }, signal),
  }),
  operation({
    method: 'GET',
    path: '/api/findings/:finding',
    summary: 'One finding: its summary, figures, parameters, tables and limits',
    params: FindingPath,
    response: FindingSummary,
    writes: false,
    handle: ({ services, params, signal }) =>
      services.readers.use(async (file) => {
        const finding = (await readStored(file)).find(({ findingId }) => findingId === params.finding);
        if (finding === undefined) throw new AntiphonError('not-found', `there is no finding ${params.finding}; see /api/findings`);
        const [summary] = await summaries(file, await services.naming(file), [finding]);
        return summary;
      }, signal),
  }),
];

async function summaries(file: CaseFile, naming: Naming, findings: readonly StoredFinding[]): Promise<Static<typeof FindingSummary>[]> {
  const standsOn = standing(new CaseReads(file));
  const sentences = await shownTexts(
    file,
    naming,
    findings.flatMap(({ summary }) => summary),
  );
  let at = 0;
  const shown: Static<typeof FindingSummary>[] = [];
  for (const finding of findings) {
    const summary = sentences.slice(at, at + finding.summary.length);
    at += finding.summary.length;
    shown.push({ ...summaryOf(finding), summary, isCurrent: finding.fingerprint === (await standsOn(finding.analysisKnown)) });
  }
  return shown;
}

function summaryOf(finding: StoredFinding): Omit<FindingSummary, 'summary' | 'isCurrent'> {
  const { findingId, analysis, version, parameters, fingerprint, figures, createdAt, analysisKnown } = finding;
  const layer = typeof parameters['layer'] === 'string' ? ` (${parameters['layer']})` : '';
  return {
    findingId,
    analysis,
    title: `${analysisKnown?.title ?? analysis}${layer}`,
    question: analysisKnown?.question ?? 'coordination',
    version,
    parameters: { ...parameters },
    fingerprint,
    figures: { ...figures },
    limits: [...(analysisKnown?.limits ?? [])],
    tables: [...finding.declared.values()].map((table) => ({
      ...describeTable(table),
      rowCount: finding.tables.find(({ name }) => name === table.name)?.rowCount ?? 0,
      isNetwork: isNetworkTable(table),
    })),
    charts: chartsOf(finding).map(describeChart),
    createdAt,
  };
}
