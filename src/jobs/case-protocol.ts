import type { AnalysisTask } from '../analyses/analysis-task.js';
import type { FailureCode } from '../errors.js';
import type { SqlValue } from '../store/case-queries.js';
import type { NearTexts } from '../store/near-text-clusters.js';

/** What a thread that computes an analysis gets to begin with. */
export interface ThreadData {
  readonly analysis: string;
  readonly task: AnalysisTask;
  readonly casePath: string;
  readonly now: Date;
  readonly memoryBytes: number | undefined;
}

/** What the thread asks of the case. A cursor is a result that is being read. */
export type CaseQuestion =
  | { readonly ask: 'run' | 'rows' | 'open'; readonly sql: string; readonly values: readonly SqlValue[] }
  | { readonly ask: 'next' | 'close'; readonly cursor: number }
  | { readonly ask: 'keepNearText'; readonly found: NearTexts };

/** A column of some rows: numbers as they lie, other values one by one; `nulls` has 1 where there is none, and is null where all are there. */
export interface LentColumn {
  readonly items: Int32Array | Float64Array | readonly unknown[];
  readonly nulls: Uint8Array | null;
}

/** Some rows of a result on their way to the thread. */
export interface LentChunk {
  readonly rowCount: number;
  readonly columns: readonly LentColumn[];
}

export interface PlainFailure {
  readonly code: FailureCode;
  readonly message: string;
}

/** Stands for a long list of texts of the result, which is fetched in lots. */
export interface LongList {
  readonly longList: number;
  readonly length: number;
}

/** From the thread. */
export type ThreadMessage =
  | { readonly kind: 'question'; readonly id: number; readonly question: CaseQuestion }
  | { readonly kind: 'step'; readonly label: string }
  | { readonly kind: 'update'; readonly done: number; readonly total: number; readonly unit: 'bytes' | 'rows' | undefined }
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'lot'; readonly texts: readonly unknown[] }
  | { readonly kind: 'failed'; readonly failure: PlainFailure };

/** To the thread: an answer, or a wish for a part of a long list. */
export type MainMessage =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly failure: PlainFailure }
  | { readonly kind: 'fetch'; readonly longList: number; readonly from: number; readonly to: number };
