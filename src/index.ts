// The public API, in flow order: what a program can do that the command line can.

export type { Analysis, AnalysisResult, Question } from './analyses/analysis.js';
export { ANALYSES, analysisById } from './analyses/catalogue.js';
export { checkParameters, describeParameters } from './analyses/parameters.js';
export { AntiphonError, FAILURES, type FailureCode } from './errors.js';
export { type EdgePosts, showEdge } from './evidence/edge.js';
export { type EvaluateOptions, type Evaluation, evaluateFinding } from './evidence/evaluate.js';
export { writeReport } from './evidence/report/write-report.js';
export { type AnalysisRun, type RunOptions, runAnalysis } from './evidence/run-analysis.js';
export * from './model.js';
export {
  accountId,
  type CoordinationWorld,
  coordinationWorld,
  plantedGroups,
  type WorldGroup,
  worldShares,
} from './simulate/coordination-world.js';
export { type ShareWorldOptions, shareWorld } from './simulate/share-world.js';
export { WORLD_FORMATS, type WorldFormat, worldFile, worldTruth } from './simulate/world-files.js';
export { backgroundParameters, groupParameters, planOf, type WorldPlan, worldParameters } from './simulate/world-parameters.js';
export { FORMATS } from './sources/formats.js';
export { type ImportedFile, type ImportOptions, importFiles } from './sources/import-files.js';
export { type Inspection, inspectFile } from './sources/inspect-file.js';
export { CaseFile, type OpenOptions } from './store/case-file.js';
export { exportFindingTable } from './store/export.js';
export { findingById, listFindings } from './store/findings.js';
export { CaseReads } from './store/reads.js';
