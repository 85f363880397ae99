// The public API, in flow order: what a program can do that the command line can.

export type { Analysis, AnalysisResult, Question } from './analyses/analysis.js';
export { ANALYSES, analysisById } from './analyses/catalogue.js';
export { checkParameters, describeParameters } from './analyses/parameters.js';
export { type FoundLanguagesSummary, findLanguages, type LanguageOptions } from './enrich/find-languages.js';
export { AntiphonError, FAILURES, type FailureCode } from './errors.js';
export { type EdgePosts, showEdge } from './evidence/edge.js';
export { type EvaluateOptions, type Evaluation, evaluateFinding } from './evidence/evaluate.js';
export { type ExportOptions, exportCase } from './evidence/export-case.js';
export {
  type CaseObservations,
  observationNaming,
  readCaseObservations,
  readThingObservations,
  type ThingObservations,
} from './evidence/observations/read-observations.js';
export { writeReport } from './evidence/report/write-report.js';
export { type AnalysisRun, type RunOptions, runAnalysis } from './evidence/run-analysis.js';
export * from './model.js';
export { type CheckKind, checkRegistry, type RegistryIssue } from './registry/check-registry.js';
export { exportRegistry } from './registry/export-registry.js';
export { type ImportedRegistry, importRegistry } from './registry/import-registry.js';
export type { RegistryOptions } from './registry/read-registry.js';
export { type CheckedStated, checkStated, type StatedCheckKind, type StatedIssue } from './registry/stated/check-stated.js';
export type { FigureComparison } from './registry/stated/compare-figures.js';
export { exportStated } from './registry/stated/export-stated.js';
export { readWrittenNumber, type WrittenNumber } from './registry/stated/figure-value.js';
export { type ImportedStated, importStated, STATED_FORMATS, type StatedOptions } from './registry/stated/import-stated.js';
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
export { type ImportedFile, type ImportedInputs, type ImportOptions, importFiles, importInputs } from './sources/import-files.js';
export type { PassedOver } from './sources/input-file.js';
export { type Inspection, inspectFile, inspectInputs } from './sources/inspect-file.js';
export { CaseFile, type OpenOptions } from './store/case-file.js';
export type { CaseCopy } from './store/copy-case.js';
export { DATA_DICTIONARY, type DictionaryColumn, type DictionaryTable } from './store/data-dictionary.js';
export { exportFindingTable } from './store/export.js';
export { findingById, listFindings } from './store/findings.js';
export { STATUSES, type Status } from './store/observation-status.js';
export type { ObservationSummary } from './store/observation-summary.js';
export type { FollowerCurve, Look } from './store/observations.js';
export { CaseReads } from './store/reads.js';
export {
  type PublicName,
  publicAccounts,
  publicNames,
  type RegistryEntry,
  registryRevision,
  type Voice,
  voices,
  voicesOf,
} from './store/registry.js';
export { isCaseCopy, type RestoredCase, restoreCase } from './store/restore-case.js';
export { type AccessStatement, type Figure, type Held, type StatedEvent, type StatedKind, statedRows } from './store/stated.js';
export type { StatusIntervals } from './store/status-intervals.js';
