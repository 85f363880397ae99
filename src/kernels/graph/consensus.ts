import { groupPositions } from '../shares/share-index.js';
import { randomBelow, seededRandom } from '../statistics/random.js';
import { communitiesOf, type GroupingOptions } from './communities.js';
import { connectedComponents, type Graph } from './graph.js';
import { aggregatedGraph, firstSeenNumbers, numbersBySize } from './partition.js';

/** Edges times runs that one grouping may look at: some seconds of work. */
const AFFORDABLE_EDGE_RUNS = 5_000_000;
const FEWEST_RUNS = 2;

/** What several partitions of the same nodes have in common. */
export interface Consensus {
  /** Community of each node, from 0: the largest first, equal sizes by their lowest node. */
  readonly community: Int32Array;
  /**
   * Mean adjusted Rand index over the pairs of runs, among nodes with an edge: 1 when all agree, about 0 when no more than by
   * chance, below 0 when less; null for fewer than two runs or no edge.
   */
  readonly agreement: number | null;
}

/** How many runs a network of this size gets: what was asked for, or as many as keep edges × runs to 5 million, though at least 2. */
export function affordableRuns(edgeCount: number, seeds: number): number {
  return Math.min(seeds, Math.max(FEWEST_RUNS, Math.floor(AFFORDABLE_EDGE_RUNS / Math.max(1, edgeCount))));
}

/** Several runs of one method over one network. */
export interface GroupingRuns {
  readonly graph: Graph;
  readonly options: Pick<GroupingOptions, 'method' | 'resolution'>;
  /** A seed for each run. */
  readonly seeds: readonly number[];
}

/** Seeds of runs, drawn from one. */
export function groupingSeeds(seed: number, runCount: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: runCount }, () => randomBelow(random, 4_294_967_296));
}

/** The labels of one run, as `communitiesOf` gives them. */
export function groupingRun({ graph, options, seeds }: GroupingRuns, run: number): Int32Array {
  return communitiesOf(graph, { ...options, seed: seeds[run] as number });
}

/**
 * The partition that several runs agree on: as many pairs of nodes as possible are together exactly when most runs have them together.
 *
 * It is the median partition: it has the least total Mirkin distance (pairs together in one partition and apart in the other)
 * to all runs, as far as a search finds it. The search begins at the run nearest to the others (at most twice as far as the
 * best), and moves nodes that no run parts, as one, to neighbouring communities while that brings it nearer (Filkov & Skiena's best one
 * element move, but none is moved out to stand alone). Unconnected parts are communities of their own. Why not cluster the matrix of
 * co-memberships again (Lancichinetti & Fortunato 2012): it holds all pairs of members, and where only the pairs with an edge
 * are kept, modularity takes long, thin communities apart that all runs agree on.
 *
 * @param runs Labels of each run, from 0, below the number of nodes; at least one run.
 * @throws RangeError No run.
 * @see Filkov & Skiena (2004), doi:10.1142/S0218213004001867
 * @see Gionis, Mannila & Tsaparas (2007), doi:10.1145/1217299.1217303 (the bound of the beginning)
 * @see Hubert & Arabie (1985), doi:10.1007/BF01908075 (adjusted Rand index)
 */
export function consensusCommunities(graph: Graph, runs: readonly Int32Array[]): Consensus {
  const [first] = runs;
  if (first === undefined) throw new RangeError('a consensus needs at least one run');
  const { median, agreement } = comparedRuns(graph, runs);
  const atoms = runs.slice(1).reduce((parts, run) => intersection(parts, run), firstSeenNumbers(first).numbers);
  const moved = runs.length < 3 ? (runs[median] as Int32Array) : movedAtoms(graph, atoms, runs, median);
  return { community: numbersBySize(connectedComponents(graph, moved)).numbers, agreement };
}

/**
 * How steadily the members of communities stay together over several runs.
 *
 * @returns `ofNode`: mean over the other members of a node's community of the share of runs in which both have one label; 0–1.
 * `ofCommunity`: the same share, mean over all pairs of members. NaN for communities of one node.
 */
export function coMembership(community: Int32Array, runs: readonly Int32Array[]): { ofNode: Float64Array; ofCommunity: Float64Array } {
  const count = community.reduce((most, label) => Math.max(most, label + 1), 0);
  const { starts, positions } = groupPositions(community, count);
  const ofNode = new Float64Array(community.length);
  const ofCommunity = new Float64Array(count);
  const sizes = new Int32Array(community.length);
  for (let own = 0; own < count; own++) {
    const members = positions.subarray(starts[own], starts[own + 1]);
    for (const run of runs) {
      for (const node of members) sizes[run[node]]++;
      for (const node of members) ofNode[node] += sizes[run[node]] - 1;
      for (const node of members) sizes[run[node]] = 0;
    }
    const most = runs.length * (members.length - 1);
    for (const node of members) ofCommunity[own] += ofNode[node];
    for (const node of members) ofNode[node] /= most; // 0 / 0 where it is alone
    ofCommunity[own] /= most * members.length;
  }
  return { ofNode, ofCommunity };
}

/** Compares all runs with each other among the nodes with an edge: which is nearest to the others, and how much they agree. */
function comparedRuns(graph: Graph, runs: readonly Int32Array[]): { median: number; agreement: number | null } {
  const tied = Int32Array.from({ length: graph.nodeCount }, (_, node) => node).filter(
    (node) => graph.starts[node + 1] > graph.starts[node],
  );
  const labels = runs.map((run) =>
    firstSeenNumbers(
      tied.map((node) => run[node]),
      graph.nodeCount,
    ),
  );
  const grouped = labels.map(({ numbers, count }) => groupPositions(numbers, count));
  const together = grouped.map(({ starts }) => starts.subarray(1).reduce((pairs, end, label) => pairs + pairsOf(end - starts[label]), 0));
  const distance = new Float64Array(runs.length);
  const allPairs = pairsOf(tied.length);
  let agreements = 0;
  for (let r = 0; r < runs.length; r++) {
    for (let s = r + 1; s < runs.length; s++) {
      const both = pairsInBoth(grouped[r] as Grouped, (labels[s] as { numbers: Int32Array }).numbers);
      const [inR, inS] = [together[r] as number, together[s] as number];
      distance[r] += inR + inS - 2 * both;
      distance[s] += inR + inS - 2 * both;
      const byChance = (inR * inS) / allPairs;
      const range = (inR + inS) / 2 - byChance;
      agreements += range === 0 ? 1 : (both - byChance) / range;
    }
  }
  const median = distance.reduce((nearest, far, run) => (far < distance[nearest] ? run : nearest), 0);
  return { median, agreement: runs.length < 2 || tied.length < 2 ? null : agreements / pairsOf(runs.length) };
}

type Grouped = ReturnType<typeof groupPositions>;

function pairsOf(count: number): number {
  return (count * (count - 1)) / 2;
}

/** Pairs that are together in one partition, given as groups, and in another, given as labels. */
function pairsInBoth({ starts, positions }: Grouped, labels: Int32Array): number {
  const sizes = new Int32Array(labels.length);
  let pairs = 0;
  for (let group = 0; group + 1 < starts.length; group++) {
    for (let i = starts[group]; i < starts[group + 1]; i++) pairs += sizes[labels[positions[i]]]++;
    for (let i = starts[group]; i < starts[group + 1]; i++) sizes[labels[positions[i]]] = 0;
  }
  return pairs;
}

/** The parts of nodes that are together in both partitions, numbered from 0. */
function intersection(a: Int32Array, b: Int32Array): Int32Array {
  const { starts, positions } = groupPositions(
    a,
    a.reduce((most, label) => Math.max(most, label + 1), 0),
  );
  const parts = new Int32Array(a.length);
  const seenIn = new Int32Array(a.length).fill(-1);
  const partOf = new Int32Array(a.length);
  let count = 0;
  for (let group = 0; group + 1 < starts.length; group++) {
    for (let i = starts[group]; i < starts[group + 1]; i++) {
      const label = b[positions[i]];
      if (seenIn[label] !== group) partOf[label] = count++;
      seenIn[label] = group;
      parts[positions[i]] = partOf[label];
    }
  }
  return parts;
}

/** The communities of one run after atoms (nodes that no run parts) moved while that brought them nearer to all runs. */
function movedAtoms(graph: Graph, atoms: Int32Array, runs: readonly Int32Array[], median: number): Int32Array {
  const { numbers, count } = firstSeenNumbers(atoms);
  const nodeOf = new Int32Array(count).fill(-1);
  const sizes = new Int32Array(count);
  for (let node = numbers.length - 1; node >= 0; node--) {
    nodeOf[numbers[node]] = node;
    sizes[numbers[node]]++;
  }
  const labels = runs.map((run) => nodeOf.map((node) => run[node]));
  const start = firstSeenNumbers(labels[median] as Int32Array, graph.nodeCount).numbers;
  const moved = new AtomMoves(aggregatedGraph(graph, numbers, count), sizes, labels, start, numbers.length).run();
  return numbers.map((atom) => moved[atom]);
}

/** Moves atoms between communities while the total distance to all runs falls; in whole numbers, so that it comes to an end. */
class AtomMoves {
  private readonly communitySizes: Int32Array;
  /** Nodes of a community that have a label in a run, by community, run and label in one number. */
  private readonly shared = new Map<number, number>();

  constructor(
    private readonly graph: Graph,
    private readonly sizes: Int32Array,
    private readonly labels: readonly Int32Array[],
    private readonly community: Int32Array,
    /** Nodes in all; above every label. */
    private readonly nodeCount: number,
  ) {
    this.communitySizes = new Int32Array(graph.nodeCount);
    for (let atom = 0; atom < graph.nodeCount; atom++) this.count(atom, community[atom], 1);
  }

  run(): Int32Array {
    const { community, graph } = this;
    for (let hasMoved = true; hasMoved; ) {
      hasMoved = false;
      for (let atom = 0; atom < graph.nodeCount; atom++) {
        if (graph.starts[atom] === graph.starts[atom + 1]) continue;
        const best = this.bestCommunity(atom);
        if (best === community[atom]) continue;
        hasMoved = true;
        this.move(atom, best);
      }
    }
    return community;
  }

  private move(atom: number, to: number): void {
    const from = this.community[atom];
    this.count(atom, from, -1);
    this.count(atom, to, 1);
    this.community[atom] = to;
  }

  private bestCommunity(atom: number): number {
    const { community, graph, sizes, labels } = this;
    const own = community[atom];
    let best = own;
    // Without the atom itself, which is in its own community in all runs.
    let bestScore = this.score(atom, own) - labels.length * sizes[atom];
    let last = own;
    for (let i = graph.starts[atom]; i < graph.starts[atom + 1]; i++) {
      const to = community[graph.neighbours[i]];
      if (to === own || to === last) continue;
      last = to;
      const score = this.score(atom, to);
      if (score <= bestScore) continue;
      best = to;
      bestScore = score;
    }
    return best;
  }

  /** Over the nodes of a community: runs in which they are with the atom less runs in which they are not. */
  private score(atom: number, community: number): number {
    let together = 0;
    for (let run = 0; run < this.labels.length; run++) together += this.shared.get(this.key(atom, community, run)) ?? 0;
    return 2 * together - this.labels.length * this.communitySizes[community];
  }

  private count(atom: number, community: number, sign: 1 | -1): void {
    this.communitySizes[community] += sign * this.sizes[atom];
    if (this.graph.starts[atom] === this.graph.starts[atom + 1]) return; // a whole component: nobody compares with it
    for (let run = 0; run < this.labels.length; run++) {
      const key = this.key(atom, community, run);
      this.shared.set(key, (this.shared.get(key) ?? 0) + sign * this.sizes[atom]);
    }
  }

  private key(atom: number, community: number, run: number): number {
    const labels = this.labels[run] as Int32Array;
    return (community * this.labels.length + run) * this.nodeCount + labels[atom];
  }
}
