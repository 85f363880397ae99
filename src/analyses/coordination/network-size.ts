import { AntiphonError } from '../../errors.js';
import { countCoShareEdges } from '../../kernels/shares/co-share.js';
import { coSharePairEnds, type EdgeEnds } from '../../kernels/shares/pairs.js';
import { countWindowPairs, type Shares } from '../../kernels/shares/share-index.js';
import type { WorkContext } from '../../model.js';
import { machineBytes, sayBytes } from '../../store/memory.js';
import { countOf, progressOf } from './network.js';

/** What a run keeps at its peak, measured: for each share, edge and listed pair. */
const SHARE_BYTES = 60;
const EDGE_BYTES = 400;
const PAIR_BYTES = 60;

/**
 * Refuses a network that would not fit into the memory of `context`, before the search begins.
 *
 * Where the number of pairs alone does not tell, the edges are counted first, which takes a part of the search's time and no memory.
 *
 * @param window Microseconds.
 * @throws AntiphonError `memory`.
 */
export function checkNetworkFits(shares: Shares, window: number, minObjects: number, context: WorkContext): void {
  const { memoryBytes } = context;
  if (memoryBytes === undefined) return;
  const needed = (edgeCount: number): number => shares.object.length * SHARE_BYTES + edgeCount * EDGE_BYTES;
  const pairCount = countWindowPairs(shares, window);
  if (needed(pairCount / minObjects) <= memoryBytes) return;
  context.progress.step('counting edges');
  const edgeCount = countCoShareEdges(shares, window, minObjects, progressOf(context));
  if (needed(edgeCount) <= memoryBytes) return;
  throw new AntiphonError(
    'memory',
    `the network would have ${countOf(edgeCount, 'edge')} (from ${countOf(pairCount, 'pair')} of shares within ${window / 1e6} s) and need about ${sayBytes(needed(edgeCount))}; ` +
      `an analysis may use ${sayBytes(memoryBytes)}: raise --min-objects or --min-actions, set --max-sharers, shorten --window-seconds, ${orMore(needed(edgeCount))}`,
  );
}

/**
 * Refuses to list more pairs of posts than fit into the memory of `context`.
 *
 * @param edges The edges whose pairs are to be listed.
 * @throws AntiphonError `memory`.
 */
export function checkPairsFit(shares: Shares, window: number, edges: EdgeEnds, context: WorkContext): void {
  const { memoryBytes } = context;
  if (memoryBytes === undefined || countWindowPairs(shares, window) * PAIR_BYTES <= memoryBytes) return;
  context.progress.step('counting pairs');
  const pairCount = coSharePairEnds(shares, window, edges).pairCount.reduce((sum, count) => sum + count, 0);
  const needed = pairCount * PAIR_BYTES;
  if (needed <= memoryBytes) return;
  throw new AntiphonError(
    'memory',
    `the list would have ${countOf(pairCount, 'pair')} of posts and need about ${sayBytes(needed)}; an analysis may use ${sayBytes(memoryBytes)}: ` +
      `leave --pairs out, raise --min-objects, ${orMore(needed)}`,
  );
}

/** How to get room for these bytes: half of what `--memory` says is an analysis's. */
function orMore(bytes: number): string {
  if (2 * bytes > machineBytes()) return 'or use a machine with more memory';
  return `or allow more with --memory ${Math.ceil((2 * bytes) / 1e9)}GB`;
}
