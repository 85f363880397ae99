import type { FailureCode } from '../errors.js';

/** What may be asked to be done in the background. */
export type JobRequest =
  | {
      readonly kind: 'analysis';
      readonly analysis: string;
      /** By name; one of the kind `accounts` names an upload. */
      readonly parameters: Readonly<Record<string, number | string | boolean>>;
    }
  | { readonly kind: 'run-all' }
  | { readonly kind: 'import'; readonly uploads: readonly string[]; readonly format?: string; readonly encoding?: string }
  | { readonly kind: 'language' }
  | { readonly kind: 'report'; readonly title?: string };

export type JobKind = JobRequest['kind'];

/** `interrupted`: the program ended before the job did. */
export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';

/** A piece of work in the background as everybody sees it: no paths, no names of private accounts. */
export interface Job {
  jobId: number;
  kind: JobKind;
  /** The analysis of a job of this kind. */
  analysis: string | null;
  title: string;
  state: JobState;
  /** Times in ISO 8601, UTC. */
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
  /** What it is doing, such as "counting pairs"; null when it is not running. */
  step: string | null;
  /** Of the step, 0–1; null where nobody knows. */
  shareDone: number | null;
  /** What it found, or found again. */
  findingIds: number[];
  result: JobResult | null;
  failure: { code: FailureCode; message: string } | null;
}

/** What a job left behind, beside findings. */
export interface JobResult {
  /** Of an import, in the order of what was named. */
  readonly imported?: readonly ImportedSource[];
  readonly passedOver?: readonly string[];
  /** Of `run-all`: what was skipped and which data it would need, in sentences, and what failed, by analysis. */
  readonly skipped?: readonly { readonly analysis: string; readonly reasons: readonly string[] }[];
  readonly failed?: readonly { readonly analysis: string; readonly message: string }[];
  /** Of a report: names of its files, the document first. */
  readonly files?: readonly string[];
  /** Of `language`: in sentences. */
  readonly sentences?: readonly string[];
}

export interface ImportedSource {
  readonly name: string;
  /** Null where the file is none of the case's sources. */
  readonly sourceId: number | null;
  readonly format: string;
  readonly recordCount: number;
  readonly keptCount: number;
  readonly rejectedCount: number;
  /** True if the case held the same content already, so that nothing changed. */
  readonly wasKnown: boolean;
  readonly notes: readonly string[];
}

/** True for a job that will not change any more. */
export function hasEnded({ state }: Pick<Job, 'state'>): boolean {
  return state !== 'queued' && state !== 'running';
}
