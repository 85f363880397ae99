import Type, { type Static } from 'typebox';
import { exact, Identity, Instant, oneOf, orNull } from './common.js';

/** Values of an analysis's parameters by name; checked by the same rules as on the command line. */
export const ParameterValues = Type.Record(Type.String({ maxLength: 100 }), Type.Union([Type.Number(), Type.String(), Type.Boolean()]));

const AnalysisRequest = exact({
  kind: Type.Literal('analysis'),
  analysis: Type.String(),
  parameters: ParameterValues,
});
const RunAllRequest = exact({ kind: Type.Literal('run-all') });
const ImportRequest = exact({
  kind: Type.Literal('import'),
  uploads: Type.Array(Type.String(), { minItems: 1, maxItems: 1000, description: 'What POST /api/uploads gave.' }),
  format: Type.Optional(Type.String({ minLength: 1 })),
  encoding: Type.Optional(Type.String({ minLength: 1 })),
});
const LanguageRequest = exact({ kind: Type.Literal('language') });
const ReportRequest = exact({ kind: Type.Literal('report'), title: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) });

/** What may be asked to be done. */
export const JobRequest = Type.Union([AnalysisRequest, RunAllRequest, ImportRequest, LanguageRequest, ReportRequest]);
export type JobRequest = Static<typeof JobRequest>;

export const JobState = oneOf(['queued', 'running', 'done', 'failed', 'cancelled', 'interrupted'], {
  description: '`interrupted`: the program ended before the job did.',
});
export type JobState = Static<typeof JobState>;

export const Job = exact({
  jobId: Identity,
  kind: oneOf(['analysis', 'run-all', 'import', 'language', 'report']),
  /** The analysis of a job of this kind. */
  analysis: orNull(Type.String()),
  title: Type.String(),
  state: JobState,
  createdAt: Instant,
  startedAt: orNull(Instant),
  endedAt: orNull(Instant),
  step: orNull(Type.String({ description: 'What it is doing, such as "counting pairs"; null when it is not running.' })),
  shareDone: orNull(Type.Number({ minimum: 0, maximum: 1, description: 'Of the step; null where nobody knows.' })),
  findingIds: Type.Array(Identity, { description: 'What it found, or found again.' }),
  /** Of an import: sources with kept and rejected rows; of a report: its files. */
  result: orNull(Type.Unsafe<JobResult>(Type.Object({}))),
  failure: orNull(exact({ code: Type.String(), message: Type.String() })),
});
export type Job = Static<typeof Job>;
export const JobList = exact({ jobs: Type.Array(Job) });

/** What a job left behind, beside findings. */
export interface JobResult {
  /** Of an import, a sentence a file as the command line says it. */
  readonly imported?: readonly {
    readonly name: string;
    readonly sourceId: number | null;
    readonly format: string;
    readonly recordCount: number;
    readonly keptCount: number;
    readonly rejectedCount: number;
    readonly wasKnown: boolean;
    readonly notes: readonly string[];
  }[];
  readonly passedOver?: readonly string[];
  /** Of `run-all`: what was skipped and which data it would need, in sentences, and what failed, by analysis. */
  readonly skipped?: readonly { readonly analysis: string; readonly reasons: readonly string[] }[];
  readonly failed?: readonly { readonly analysis: string; readonly message: string }[];
  /** Of a report: names of its files, the document first; GET /api/jobs/N/files/NAME. */
  readonly files?: readonly string[];
  /** Of `language`: in sentences. */
  readonly sentences?: readonly string[];
}

/** A file that was sent and waits for a job. */
export const Upload = exact({ upload: Type.String(), name: Type.String(), byteCount: Type.Integer({ minimum: 0 }) });
export type Upload = Static<typeof Upload>;
