// The public API, in flow order: what a program can do that the command line can.

export type { Analysis, AnalysisResult, Question } from './analyses/analysis.js';
export { ANALYSES, analysisById } from './analyses/catalogue.js';
export { describeParameters } from './analyses/parameters.js';
export { AntiphonError, FAILURES, type FailureCode } from './errors.js';
export { type EdgePosts, showEdge } from './evidence/edge.js';
export { writeReport } from './evidence/report/write-report.js';
export { type AnalysisRun, type RunOptions, runAnalysis } from './evidence/run-analysis.js';
export * from './model.js';
export { type ShareWorldOptions, shareWorld } from './simulate/share-world.js';
export { FORMATS } from './sources/formats.js';
export { type ImportedFile, type ImportOptions, importFiles } from './sources/import-files.js';
export { type Inspection, inspectFile } from './sources/inspect-file.js';
export { CaseFile, type OpenOptions } from './store/case-file.js';
export { exportFindingTable } from './store/export.js';
export { findingById, listFindings } from './store/findings.js';
export { CaseReads } from './store/reads.js';
