import Type from 'typebox';
import type { Analysis } from '../../analyses/analysis.js';
import { ANALYSES } from '../../analyses/catalogue.js';
import { describeParameters } from '../../analyses/parameters.js';
import { AntiphonError } from '../../errors.js';
import type { CaseContents } from '../../model.js';
import { CaseReads } from '../../store/reads.js';
import { AnalysisDescription, AnalysisList } from '../contract/analyses.js';
import { exact } from '../contract/common.js';
import { operation } from '../operation.js';
import { describeChart } from './charts.js';
import { describeTable } from './describe-table.js';

export const ANALYSIS_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/api/analyses',
    summary: 'The catalogue of analyses, and what this case supports',
    response: AnalysisList,
    writes: false,
    handle: ({ services, signal }) =>
      services.readers.use(async (file) => {
        const contents = await new CaseReads(file).contents();
        return { analyses: ANALYSES.map((analysis) => describeAnalysis(analysis, contents)) };
      }, signal),
  }),
  operation({
    method: 'GET',
    path: '/api/analyses/:analysis',
    summary: 'One analysis: its question, its parameters, its tables and its limits',
    params: exact({ analysis: Type.String() }),
    response: AnalysisDescription,
    writes: false,
    handle: ({ services, params, signal }) =>
      services.readers.use(async (file) => {
        const analysis = ANALYSES.find(({ id }) => id === params.analysis);
        if (analysis === undefined) throw new AntiphonError('not-found', `there is no analysis "${params.analysis}"; see /api/analyses`);
        return describeAnalysis(analysis, await new CaseReads(file).contents());
      }, signal),
  }),
];

/** All of an analysis that derives from its declaration. */
function describeAnalysis(analysis: Analysis, contents: CaseContents): AnalysisDescription {
  const { runs, skipped } = analysis.runsOn(contents);
  const { id, version, question, title, description, needs, limits, references, presets } = analysis;
  return {
    id,
    version,
    question,
    title,
    description,
    needs,
    limits: [...limits],
    references: [...references],
    presets: [...(presets ?? [])],
    parameters: analysis.parameters as unknown as Record<string, unknown>,
    form: describeParameters(analysis.parameters).map((parameter) => ({
      ...parameter,
      choices: [...parameter.choices],
      default: (parameter.default ?? null) as string | number | boolean | null,
    })),
    tables: analysis.tables.map(describeTable),
    charts: (analysis.charts ?? []).map(describeChart),
    hasPosts: analysis.pairs !== undefined,
    isSupported: runs.length > 0,
    skipped: [...skipped],
  };
}
