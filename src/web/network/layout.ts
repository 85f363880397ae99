import iterate from 'graphology-layout-forceatlas2/iterate.js';

/** What a layout is made from; nodes are numbered from 0. */
export interface LayoutInput {
  readonly nodeCount: number;
  /** Group of each node from 0, −1 for none: where the nodes start. */
  readonly group: Int32Array;
  readonly source: Int32Array;
  readonly target: Int32Array;
  readonly weight: Float64Array;
}

/** Numbers that ForceAtlas2 keeps of a node and of an edge, as `iterate` of graphology-layout-forceatlas2 lays them out. */
const PER_NODE = 10;
const PER_EDGE = 3;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
/** Space of one node at the start. */
const STEP = 14;
/** Movement of a mean node in one step, by the radius of the picture, below which it stands still. */
const STILL = 0.0006;

/**
 * Where the nodes stand before the forces move them: groups as discs on a spiral, the largest in the middle, their members on spirals
 * within. No randomness: the same network starts, and so ends, in the same way.
 *
 * @returns x and y of each node.
 */
export function startPositions({ nodeCount, group }: Pick<LayoutInput, 'nodeCount' | 'group'>): Float32Array {
  const members = new Map<number, number[]>();
  for (let node = 0; node < nodeCount; node++) {
    const own = members.get(group[node] ?? -1) ?? [];
    own.push(node);
    members.set(group[node] ?? -1, own);
  }
  const discs = [...members.entries()].sort(([x, a], [y, b]) => Number(x === -1) - Number(y === -1) || b.length - a.length || x - y);
  const positions = new Float32Array(2 * nodeCount);
  let area = 0;
  discs.forEach(([, nodes], index) => {
    const radius = STEP * Math.sqrt(nodes.length);
    // The disc lies where the area that the larger ones take up ends.
    const distance = index === 0 ? 0 : Math.sqrt(area / Math.PI) + radius;
    const angle = index * GOLDEN_ANGLE;
    area += 1.7 * Math.PI * radius * radius;
    nodes.forEach((node, rank) => {
      const inner = STEP * Math.sqrt(rank);
      positions[2 * node] = distance * Math.cos(angle) + inner * Math.cos(rank * GOLDEN_ANGLE);
      positions[2 * node + 1] = distance * Math.sin(angle) + inner * Math.sin(rank * GOLDEN_ANGLE);
    });
  });
  return positions;
}

/** A force-directed layout (ForceAtlas2, Jacomy et al. 2014, doi:10.1371/journal.pone.0098679) that goes on step by step. */
export class Layout {
  private readonly nodes: Float32Array;
  private readonly edges: Float32Array;
  private readonly nodeCount: number;
  private readonly settings: Readonly<Record<string, number | boolean>>;
  private readonly mostSteps: number;
  private steps = 0;
  private before: Float32Array;
  private calm = 0;

  constructor(input: LayoutInput) {
    const { nodeCount, source, target, weight } = input;
    this.nodeCount = nodeCount;
    this.nodes = new Float32Array(nodeCount * PER_NODE);
    this.before = startPositions(input);
    const mass = new Float32Array(nodeCount).fill(1);
    for (const ends of [source, target]) for (const node of ends) mass[node] = (mass[node] as number) + 1;
    const lightest = weight.reduce((low, one) => Math.min(low, one), Number.POSITIVE_INFINITY);
    this.edges = new Float32Array(source.length * PER_EDGE);
    for (let edge = 0; edge < source.length; edge++) {
      const [from, to] = [source[edge] as number, target[edge] as number];
      // Heavy edges pull harder; the many edges of a dense group share its pull, or the group would become a point.
      const crowd = Math.min(mass[from] as number, mass[to] as number);
      const pull = (1 + Math.log2(Math.max(1, (weight[edge] as number) / lightest))) / crowd;
      this.edges.set([from * PER_NODE, to * PER_NODE, pull], edge * PER_EDGE);
    }
    for (let node = 0; node < nodeCount; node++) {
      const [x, y] = [this.before[2 * node] as number, this.before[2 * node + 1] as number];
      this.nodes.set([x, y, 0, 0, 0, 0, mass[node] as number, 1, 1, 0], node * PER_NODE);
    }
    this.mostSteps = nodeCount <= 500 ? 700 : nodeCount <= 3000 ? 350 : 160;
    this.settings = {
      linLogMode: false,
      outboundAttractionDistribution: false,
      adjustSizes: false,
      edgeWeightInfluence: 1,
      scalingRatio: 2,
      strongGravityMode: true,
      gravity: 0.02,
      slowDown: 1 + Math.log(Math.max(1, nodeCount)) / 2,
      barnesHutOptimize: nodeCount > 700,
      barnesHutTheta: 0.7,
    };
  }

  /** Moves all nodes once. @returns True when they stand still, or have moved as often as they may. */
  step(): boolean {
    if (this.nodeCount === 0) return true;
    iterate(this.settings, this.nodes, this.edges);
    this.steps++;
    this.calm = this.movement() < STILL ? this.calm + 1 : 0;
    return this.steps >= this.mostSteps || this.calm >= 5;
  }

  /** Share of the steps done, 0–1. */
  get progress(): number {
    return Math.min(1, this.steps / this.mostSteps);
  }

  /** x and y of each node. */
  positions(): Float32Array {
    const positions = new Float32Array(2 * this.nodeCount);
    for (let node = 0; node < this.nodeCount; node++) {
      positions[2 * node] = this.nodes[node * PER_NODE] as number;
      positions[2 * node + 1] = this.nodes[node * PER_NODE + 1] as number;
    }
    return positions;
  }

  /** How far a mean node went in the last step, by the mean distance from the middle. */
  private movement(): number {
    const now = this.positions();
    let moved = 0;
    let spread = 0;
    for (let node = 0; node < this.nodeCount; node++) {
      const [x, y] = [now[2 * node] as number, now[2 * node + 1] as number];
      moved += Math.hypot(x - (this.before[2 * node] as number), y - (this.before[2 * node + 1] as number));
      spread += Math.hypot(x, y);
    }
    this.before = now;
    return spread === 0 ? 0 : moved / spread;
  }
}
