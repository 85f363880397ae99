import { communitiesOf, type GroupingOptions } from '../graph/communities.js';
import { buildGraph } from '../graph/graph.js';
import { groupSizes } from '../graph/groups.js';
import type { EdgeEnds } from '../shares/pairs.js';
import { seededRandom } from '../statistics/random.js';
import { type CountedEdges, shuffledEdges, type TimingNull, timingTails } from './timing-null.js';

/** What is counted in shuffled worlds. */
export interface WorldQuestion {
  readonly model: TimingNull;
  /** Seed of the run; world `r` draws from a stream of its own. */
  readonly seed: number;
  /** Distinct `pTiming` of the observed edges, ascending; empty: p-values are not looked at. */
  readonly levels: Float64Array;
  /** How the edges of a world are grouped. */
  readonly grouping: GroupingOptions;
  /** Worlds from number 0 on that are grouped. */
  readonly groupedWorlds: number;
  /** Highest `pTiming` of an edge that counts for groups; 1 for all. */
  readonly groupLevel: number;
}

/** One shuffled world, counted. */
export interface World {
  /** Edges with each `objectCount` from 0 to `HIGHEST_WEIGHT`; the last counts higher ones, too. */
  readonly edgesByWeight: Int32Array;
  /** Edges by the lowest of the question's levels that their `pTiming` does not exceed. */
  readonly edgesByLevel: Int32Array;
  /** Null where the world was not grouped. */
  readonly groups: GroupsByChance | null;
}

/** The groups of one shuffled world. */
export interface GroupsByChance {
  /** Members of each group with an edge. */
  readonly memberCount: Int32Array;
  /** Edges inside each group by pairs of its members, 0–1. */
  readonly density: Float64Array;
}

/** Weights up to this are counted apart. */
export const HIGHEST_WEIGHT = 1000;

/** Edges' tails are sums of many products: equal ones may differ in their last digits, and then count as equal. */
const ROUNDING = 1 + 1e-9;

/** Shuffles the times of world number `world` (from 0) and counts its edges and groups. */
export function countWorld(question: WorldQuestion, world: number): World {
  const { model, seed, levels, groupLevel } = question;
  const isGrouped = world < question.groupedWorlds;
  const edges = shuffledEdges(model, seededRandom(Math.imul(seed, 0x9e3779b1) + world));
  const needsTails = levels.length > 0 || (isGrouped && groupLevel < 1);
  const tails = needsTails ? timingTails(model, edges) : new Float64Array();
  const edgesByWeight = new Int32Array(HIGHEST_WEIGHT + 1);
  for (const count of edges.objectCount) edgesByWeight[Math.min(count, HIGHEST_WEIGHT)]++;
  const groups = isGrouped ? groupsOf(model, edgesUpTo(edges, tails, groupLevel), question.grouping) : null;
  return { edgesByWeight, edgesByLevel: countByLevel(tails, levels), groups };
}

/** How many tails fall on each of the ascending levels: on the lowest one that they do not exceed; those above all fall on none. */
function countByLevel(tails: Float64Array, levels: Float64Array): Int32Array {
  const counts = new Int32Array(levels.length);
  if (levels.length === 0) return counts;
  for (const tail of tails) {
    if (tail > levels[levels.length - 1] * ROUNDING) continue;
    let low = 0;
    let high = levels.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (tail <= levels[middle] * ROUNDING) high = middle;
      else low = middle + 1;
    }
    counts[low]++;
  }
  return counts;
}

function edgesUpTo(edges: CountedEdges, tails: Float64Array, level: number): CountedEdges {
  if (level >= 1) return edges;
  const kept = Int32Array.from(tails.keys()).filter((edge) => tails[edge] <= level * ROUNDING);
  const pick = (column: Int32Array): Int32Array => kept.map((edge) => column[edge]);
  return { accountA: pick(edges.accountA), accountB: pick(edges.accountB), objectCount: pick(edges.objectCount) };
}

function groupsOf(model: TimingNull, edges: CountedEdges, grouping: GroupingOptions): GroupsByChance {
  const { accountA, accountB, accountCount } = tiedAccounts(model.accountCount, edges);
  const network = { accountA, accountB, weight: edges.objectCount };
  const { memberCount, density } = groupSizes(communitiesOf(buildGraph(accountCount, network), grouping), network);
  return { memberCount, density };
}

/** The ends of edges numbered anew, without the many accounts that have none. */
function tiedAccounts(accountCount: number, edges: CountedEdges): EdgeEnds & { readonly accountCount: number } {
  const numbers = new Int32Array(accountCount);
  for (const ends of [edges.accountA, edges.accountB]) for (let edge = 0; edge < ends.length; edge++) numbers[ends[edge]] = 1;
  let tied = 0;
  for (let account = 0; account < accountCount; account++) if (numbers[account] === 1) numbers[account] = tied++;
  return { accountA: edges.accountA.map((a) => numbers[a]), accountB: edges.accountB.map((b) => numbers[b]), accountCount: tied };
}
