import { AntiphonError } from '../errors.js';
import type { EdgeEnds } from '../kernels/shares/pairs.js';
import type { WorkContext } from '../model.js';
import type { CaseReads } from '../store/reads.js';
import type { AccountLists, Analysis, AnalysisResult, EdgeEvidence } from './analysis.js';

/** What of an analysis is to be computed. */
export type AnalysisTask =
  | { readonly part: 'run'; readonly parameters: Readonly<Record<string, unknown>>; readonly lists: AccountLists }
  | { readonly part: 'pairs'; readonly parameters: Readonly<Record<string, unknown>>; readonly edges: EdgeEnds };

/** What comes out of each task. */
export interface TaskResults {
  readonly run: AnalysisResult;
  readonly pairs: EdgeEvidence;
}

/** Computes a task on this thread. */
export async function computeTask<T extends AnalysisTask>(
  reads: CaseReads,
  analysis: Analysis,
  task: T,
  context: WorkContext,
): Promise<TaskResults[T['part']]> {
  const compute = (): Promise<AnalysisResult | EdgeEvidence> => {
    if (task.part === 'run') return analysis.run(reads, task.parameters, context, task.lists);
    if (analysis.pairs === undefined) throw new AntiphonError('parameter', `${analysis.id} has no pairs of posts to write`);
    return analysis.pairs(reads, task.parameters, task.edges, context);
  };
  return (await compute()) as TaskResults[T['part']];
}
