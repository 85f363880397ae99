import { seededRandom } from '../statistics/random.js';
import { connectedComponents, type Graph } from './graph.js';
import { leidenCommunities } from './leiden.js';
import { louvainCommunities } from './louvain.js';
import { numbersBySize } from './partition.js';

/** How the nodes of a network are grouped. */
export type GroupMethod = 'leiden' | 'louvain' | 'components';

/** What one grouping of a network rests on. */
export interface GroupingOptions {
  readonly method: GroupMethod;
  /** γ of modularity, above 0; of no effect on components. */
  readonly resolution: number;
  /** Of no effect on components. */
  readonly seed: number;
}

/** Iterations of Leiden in one run: the second nearly always brings what is to be had, as in the authors' own program. */
const LEIDEN_ITERATIONS = 2;

/**
 * Groups the nodes of a network once, without a consensus over seeds.
 *
 * @returns A label per node, from 0: the largest group first, equal sizes by their lowest node; nodes without an edge stand alone.
 * @throws RangeError `resolution must be a finite number above 0, got -1`.
 */
export function communitiesOf(graph: Graph, { method, resolution, seed }: GroupingOptions): Int32Array {
  if (method === 'components') return numbersBySize(connectedComponents(graph)).numbers;
  const random = seededRandom(seed);
  return method === 'louvain'
    ? louvainCommunities(graph, random, resolution).community
    : leidenCommunities(graph, random, resolution, LEIDEN_ITERATIONS).community;
}
