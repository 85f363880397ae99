import { DirectedGraph, MultiDirectedGraph, MultiUndirectedGraph, UndirectedGraph } from 'graphology';
import type { AbstractGraph } from 'graphology-types';
import Sigma from 'sigma';
import { EdgeArrowProgram, EdgeRectangleProgram, NodeCircleProgram, type NodeProgramType } from 'sigma/rendering';
import type { EdgeDisplayData, NodeDisplayData, PartialButFor } from 'sigma/types';
import type { Network } from '../../api/contract/findings.ts';
import type { Colours } from '../theme.svelte.ts';
import type { ChosenEdges } from './chosen-edges.ts';
import { COLOURED_GROUPS, channels, groupColour, mixed } from './group-colours.ts';

/** What the reader does in the picture; nodes and edges by their places in the network. */
export interface NetworkEvents {
  onHover(node: number | null): void;
  onNode(node: number): void;
  onEdge(edge: number): void;
  onEmpty(): void;
  /** After each drawing: what lies over the picture must follow it. */
  onDrawn(): void;
}

/** What stands out; the rest steps back. */
export interface NetworkMark {
  readonly node: number | null;
  readonly edge: number | null;
  readonly group: number | null;
}

interface NodeLook {
  x: number;
  y: number;
  size: number;
  color: string;
  label: string;
  type: string;
  index: number;
}
interface EdgeLook {
  size: number;
  color: string;
  index: number;
}

const LABEL_FONT = 'system-ui, "Helvetica Neue", "Noto Sans", "PingFang SC", "Noto Sans CJK SC", Arial, sans-serif';
const LONGEST_LABEL = 40;
const EDGE_SHADES = 8;
/** How far from an edge a click may be, in pixels. */
const EDGE_REACH = 6;
/** So many public accounts bear their names always; more would cover the picture. */
const NAMED_PUBLIC = 40;

/** Disc with a rim of the paper's colour, so that neighbours stay apart; public accounts are a ring around a dot. */
function discProgram(paper: string, isPublic: boolean): NodeProgramType<NodeLook, EdgeLook> {
  const [r, g, b] = channels(paper).map((value) => (value / 255).toFixed(4));
  const body = isPublic
    ? 'float edge = smoothstep(0.5, 0.5 + blur, reach) - smoothstep(0.68, 0.68 + blur, reach); vec4 colour = mix(v_color, rim, edge);'
    : 'vec4 colour = mix(v_color, rim, smoothstep(0.84, 0.84 + blur, reach));';
  const shader = `
precision highp float;
varying vec4 v_color;
varying vec2 v_diffVector;
varying float v_radius;
uniform float u_correctionRatio;
const vec4 rim = vec4(${r}, ${g}, ${b}, 1.0);
void main(void) {
  float reach = length(v_diffVector) / v_radius;
  float blur = 2.0 * u_correctionRatio / v_radius;
  #ifdef PICKING_MODE
  gl_FragColor = reach > 1.0 ? vec4(0.0) : v_color;
  #else
  ${body}
  gl_FragColor = mix(colour, vec4(0.0), smoothstep(1.0 - blur, 1.0, reach));
  #endif
}`;
  return class extends NodeCircleProgram<NodeLook, EdgeLook> {
    override getDefinition() {
      return { ...super.getDefinition(), FRAGMENT_SHADER_SOURCE: shader };
    }
  } as unknown as NodeProgramType<NodeLook, EdgeLook>;
}

/** True if the browser can draw networks. */
export function canDraw(): boolean {
  try {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('webgl2') ?? canvas.getContext('webgl');
    context?.getExtension('WEBGL_lose_context')?.loseContext();
    return context !== null;
  } catch {
    return false;
  }
}

/** A network in WebGL. */
export class NetworkView {
  private readonly graph: AbstractGraph<NodeLook, EdgeLook>;
  private readonly sigma: Sigma<NodeLook, EdgeLook>;
  private readonly network: Network;
  private readonly colours: Colours;
  private readonly container: HTMLElement;
  private chosen: ChosenEdges;
  private mark: NetworkMark = { node: null, edge: null, group: null };
  private near: Uint8Array | null = null;
  private hovered: number | null = null;

  constructor(
    container: HTMLElement,
    network: Network,
    positions: Float32Array,
    chosen: ChosenEdges,
    colours: Colours,
    events: NetworkEvents,
  ) {
    this.network = network;
    this.colours = colours;
    this.container = container;
    this.chosen = chosen;
    this.graph = this.buildGraph(positions);
    const isLarge = network.edges.source.length > 20_000;
    this.sigma = new Sigma<NodeLook, EdgeLook>(this.graph as never, container, {
      allowInvalidContainer: true,
      defaultNodeType: 'disc',
      nodeProgramClasses: { disc: discProgram(colours.paper, false), public: discProgram(colours.paper, true) },
      edgeProgramClasses: { line: EdgeRectangleProgram, arrow: EdgeArrowProgram },
      defaultEdgeType: network.isDirected ? 'arrow' : 'line',
      hideEdgesOnMove: isLarge,
      minEdgeThickness: 0.6,
      zIndex: !isLarge,
      stagePadding: 26,
      labelFont: LABEL_FONT,
      labelSize: 12,
      labelColor: { color: colours.ink },
      labelDensity: 0.5,
      labelGridCellSize: 130,
      labelRenderedSizeThreshold: network.nodes.account.length > 120 ? 13 : 7,
      minCameraRatio: 0.01,
      maxCameraRatio: 4,
      zoomingRatio: 1.5,
      nodeReducer: (_key, look) => this.shownNode(look),
      edgeReducer: (_key, look) => this.shownEdge(look),
      defaultDrawNodeLabel: (context, data) => this.drawLabel(context, data),
      defaultDrawNodeHover: (context, data) => this.drawHover(context, data),
    });
    const place = (key: string): number => Number(key.slice(1));
    this.sigma.on('enterNode', ({ node }) => {
      this.hovered = place(node);
      events.onHover(this.hovered);
      container.style.cursor = 'pointer';
    });
    this.sigma.on('leaveNode', () => {
      this.hovered = null;
      events.onHover(null);
      container.style.cursor = '';
    });
    this.sigma.on('clickNode', ({ node }) => events.onNode(place(node)));
    this.sigma.on('clickStage', ({ event }) => {
      const edge = this.edgeAt(event);
      if (edge === null) events.onEmpty();
      else events.onEdge(edge);
    });
    this.sigma.on('afterRender', () => events.onDrawn());
  }

  /** Takes new positions over. */
  move(positions: Float32Array): void {
    this.graph.updateEachNodeAttributes(
      (_key, look) => {
        look.x = positions[2 * look.index] as number;
        look.y = positions[2 * look.index + 1] as number;
        return look;
      },
      { attributes: ['x', 'y'] },
    );
  }

  /** Shows these edges alone. */
  choose(chosen: ChosenEdges): void {
    if (chosen === this.chosen) return;
    this.chosen = chosen;
    this.near = this.nearOf(this.mark);
    this.sigma.refresh({ skipIndexation: true, schedule: true });
  }

  /** Lets a node with its neighbours, an edge or a group stand out. */
  setMark(mark: NetworkMark): void {
    if (mark.node === this.mark.node && mark.edge === this.mark.edge && mark.group === this.mark.group) return;
    this.mark = mark;
    this.near = this.nearOf(mark);
    this.sigma.refresh({ skipIndexation: true, schedule: true });
  }

  /** Brings some nodes into the middle, as large as they fit; `leastRatio` is the share of the picture's width that stays in sight. */
  frame(nodes: readonly number[], leastRatio: number): void {
    this.sigma.refresh({ schedule: false }); // what moved a moment ago is not yet where it is drawn
    const points = nodes.map((node) => this.sigma.getNodeDisplayData(`n${node}`)).filter((point) => point !== undefined);
    if (points.length === 0) return;
    const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
    const span = (values: readonly number[]): [number, number] => [
      values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
      values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
    ];
    const [[left, right], [low, high]] = [span(xs), span(ys)];
    const ratio = Math.min(1.1, Math.max(leastRatio, 1.35 * Math.max(right - left, high - low)));
    const target = { x: (left + right) / 2, y: (low + high) / 2, ratio, angle: 0 };
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (isCalm) this.sigma.getCamera().setState(target);
    else void this.sigma.getCamera().animate(target, { duration: 400 });
  }

  /** All of it again. */
  reset(): void {
    this.sigma.getCamera().setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
  }

  /** Larger (below 1) or smaller (above 1). */
  zoom(factor: number): void {
    const camera = this.sigma.getCamera();
    camera.setState({ ratio: Math.min(4, Math.max(0.01, camera.ratio * factor)) });
  }

  /** Moves the picture by a part of its width and height. */
  pan(right: number, up: number): void {
    const camera = this.sigma.getCamera();
    camera.setState({ x: camera.x + right * camera.ratio, y: camera.y + up * camera.ratio });
  }

  /** Where the middles of the coloured groups lie, in pixels of the picture; those with fewer than three shown accounts are left out. */
  groupPlaces(): { group: number; x: number; y: number }[] {
    const sums = Array.from({ length: COLOURED_GROUPS + 1 }, () => ({ x: 0, y: 0, count: 0 }));
    this.graph.forEachNode((_key, look) => {
      const group = this.network.nodes.group[look.index] ?? null;
      if (group === null || group > COLOURED_GROUPS || (this.chosen.degrees[look.index] as number) === 0) return;
      const sum = sums[group];
      if (sum === undefined) return;
      sum.x += look.x;
      sum.y += look.y;
      sum.count++;
    });
    return sums.flatMap(({ x, y, count }, group) =>
      count < 3 ? [] : [{ group, ...this.sigma.graphToViewport({ x: x / count, y: y / count }) }],
    );
  }

  /** The shown edge nearest to a point of the picture, or null if none is near enough. WebGL could tell only edges that are hit exactly. */
  private edgeAt({ x, y }: { readonly x: number; readonly y: number }): number | null {
    const { source, target } = this.network.edges;
    const corner = this.sigma.graphToViewport({ x: 0, y: 0 });
    const right = this.sigma.graphToViewport({ x: 1, y: 0 });
    const up = this.sigma.graphToViewport({ x: 0, y: 1 });
    const places = new Float64Array(2 * this.network.nodes.account.length);
    this.graph.forEachNode((_key, look) => {
      places[2 * look.index] = corner.x + look.x * (right.x - corner.x) + look.y * (up.x - corner.x) - x;
      places[2 * look.index + 1] = corner.y + look.x * (right.y - corner.y) + look.y * (up.y - corner.y) - y;
    });
    let nearest: number | null = null;
    let least = EDGE_REACH;
    for (let edge = 0; edge < source.length; edge++) {
      if (this.chosen.edges[edge] !== 1) continue;
      const [from, to] = [2 * (source[edge] as number), 2 * (target[edge] as number)];
      const [x0, y0] = [places[from] as number, places[from + 1] as number];
      const [dx, dy] = [(places[to] as number) - x0, (places[to + 1] as number) - y0];
      const along = Math.min(1, Math.max(0, -(x0 * dx + y0 * dy) / (dx * dx + dy * dy || 1)));
      const distance = Math.hypot(x0 + along * dx, y0 + along * dy);
      if (distance >= least) continue;
      least = distance;
      nearest = edge;
    }
    return nearest;
  }

  /** The picture as it stands, on paper. */
  canvas(): HTMLCanvasElement {
    this.sigma.refresh({ schedule: false }); // what WebGL drew is gone a moment later
    const layers = this.sigma.getCanvases();
    const { width, height } = this.sigma.getDimensions();
    const scale = devicePixelRatio;
    const canvas = document.createElement('canvas');
    canvas.width = width * scale;
    canvas.height = height * scale;
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    context.fillStyle = this.colours.paper;
    context.fillRect(0, 0, canvas.width, canvas.height);
    for (const name of ['edges', 'edgeLabels', 'nodes', 'labels']) {
      const layer = layers[name];
      if (layer !== undefined) context.drawImage(layer, 0, 0, canvas.width, canvas.height);
    }
    return canvas;
  }

  resize(): void {
    this.sigma.resize();
    this.sigma.refresh({ skipIndexation: true, schedule: true });
  }

  kill(): void {
    this.sigma.kill();
  }

  private buildGraph(positions: Float32Array): AbstractGraph<NodeLook, EdgeLook> {
    const { nodes, edges } = this.network;
    const graph = this.emptyGraph();
    const most = nodes.edgeCount.reduce((top, count) => Math.max(top, count), 1);
    const crowd = Math.min(1, 26 / Math.sqrt(nodes.account.length + 12));
    nodes.account.forEach((_account, index) => {
      const isPublic = nodes.isPublic[index] === true;
      const size = (2.6 + 8 * Math.sqrt((nodes.edgeCount[index] as number) / most)) * (0.3 + 0.7 * crowd);
      graph.addNode(`n${index}`, {
        x: positions[2 * index] as number,
        y: positions[2 * index + 1] as number,
        size: isPublic ? Math.max(size * 1.25, 6.5) : size,
        color: groupColour(nodes.group[index] ?? null, this.colours.groups),
        label: shortened(nodes.label[index] as string),
        type: isPublic ? 'public' : 'disc',
        index,
      });
    });
    const heaviest = edges.weight.reduce((top, weight) => Math.max(top, weight), 0);
    const lightest = edges.weight.reduce((low, weight) => Math.min(low, weight), heaviest);
    // Weights that hardly differ shall look alike.
    const range = Math.max(Math.log(4), Math.log(heaviest / Math.max(lightest, 1e-9)));
    const dense = Math.min(1, 3000 / edges.source.length);
    const inks = this.edgeColours();
    // The strongest come first and are drawn last, over the others.
    for (let index = edges.source.length - 1; index >= 0; index--) {
      const [source, target] = [edges.source[index] as number, edges.target[index] as number];
      const strength = lightest <= 0 ? 0.5 : Math.log((edges.weight[index] as number) / lightest) / range;
      const group = nodes.group[source] ?? null;
      const own = group !== null && group === (nodes.group[target] ?? null) ? Math.min(group, COLOURED_GROUPS + 1) : 0;
      graph.addEdgeWithKey(`e${index}`, `n${source}`, `n${target}`, {
        size: (1.2 + 3.4 * strength) * (0.4 + 0.6 * dense),
        color: inks[own]?.[Math.round(strength * EDGE_SHADES)] as string,
        index,
      });
    }
    return graph;
  }

  /** A graph that takes several edges between the same two accounts only where there are some: the simple one is filled in half the time. */
  private emptyGraph(): AbstractGraph<NodeLook, EdgeLook> {
    const { nodes, edges, isDirected } = this.network;
    const pairs = new Set(edges.source.map((source, index) => source * nodes.account.length + (edges.target[index] as number)));
    const isSimple = pairs.size === edges.source.length;
    if (isDirected) return isSimple ? new DirectedGraph() : new MultiDirectedGraph();
    return isSimple ? new UndirectedGraph() : new MultiUndirectedGraph();
  }

  /** Colours of edges by group, 0 between groups, and strength: few of them, since each must be read. */
  private edgeColours(): string[][] {
    const { groups, muted, paper } = this.colours;
    const inks = [muted, ...Array.from({ length: COLOURED_GROUPS + 1 }, (_, index) => groupColour(index + 1, groups))];
    return inks.map((ink, own) =>
      Array.from({ length: EDGE_SHADES + 1 }, (_, shade) => mixed(ink, paper, (own === 0 ? 0.5 : 0.4) - (0.35 * shade) / EDGE_SHADES)),
    );
  }

  /** 1 for what stands near the mark: nodes by their places. */
  private nearOf({ node, edge, group }: NetworkMark): Uint8Array | null {
    const { nodes, edges } = this.network;
    if (node === null && edge === null && group === null) return null;
    const near = new Uint8Array(nodes.account.length);
    if (edge !== null) for (const end of [edges.source[edge], edges.target[edge]]) if (end !== undefined) near[end] = 1;
    if (group !== null)
      nodes.group.forEach((own, index) => {
        if (own === group) near[index] = 1;
      });
    if (node === null) return near;
    near[node] = 1;
    edges.source.forEach((source, index) => {
      const target = edges.target[index] as number;
      if (this.chosen.edges[index] === 1 && (source === node || target === node)) near[source === node ? target : source] = 1;
    });
    return near;
  }

  /** @param look A copy of what the graph holds, which may be changed. */
  private shownNode(look: NodeLook & Partial<NodeDisplayData>): Partial<NodeDisplayData> {
    const { mark, near, chosen, network, colours } = this;
    if ((chosen.degrees[look.index] as number) === 0) {
      look.hidden = true;
    } else if (near === null) {
      if (network.nodes.isPublic[look.index] === true) {
        look.zIndex = 1;
        look.forceLabel = this.publicCount() <= NAMED_PUBLIC;
      }
    } else if (near[look.index] === 1) {
      const isMain = look.index === mark.node || mark.edge !== null;
      look.zIndex = isMain ? 3 : 2;
      look.forceLabel = isMain;
      if (isMain) look.size = Math.max(look.size * 1.2, 6);
    } else {
      look.color = mixed(look.color, colours.paper, 0.78);
      look.label = '';
      look.zIndex = -1;
    }
    return look;
  }

  /** @param look A copy of what the graph holds, which may be changed. */
  private shownEdge(look: EdgeLook & Partial<EdgeDisplayData>): Partial<EdgeDisplayData> {
    const { mark, near, chosen, network, colours } = this;
    if (chosen.edges[look.index] !== 1) {
      look.hidden = true;
      return look;
    }
    if (near === null) return look;
    const [source, target] = [network.edges.source[look.index] as number, network.edges.target[look.index] as number];
    const isNear = mark.node === null ? near[source] === 1 && near[target] === 1 : source === mark.node || target === mark.node;
    if (look.index === mark.edge) {
      look.color = colours.ink;
      look.size = Math.max(3.2, look.size);
      look.zIndex = 3;
    } else if (mark.edge === null && isNear) {
      if (mark.node !== null) look.color = colours.muted;
      look.size = Math.max(look.size, 1);
      look.zIndex = 2;
    } else {
      look.color = mixed(look.color, colours.paper, 0.8);
      look.zIndex = -1;
    }
    return look;
  }

  private publicTotal: number | null = null;
  private publicCount(): number {
    this.publicTotal ??= this.network.nodes.isPublic.filter(Boolean).length;
    return this.publicTotal;
  }

  private drawLabel(context: CanvasRenderingContext2D, data: PartialButFor<NodeDisplayData, 'x' | 'y' | 'size' | 'label' | 'color'>): void {
    if (!data.label) return;
    context.font = `12px ${LABEL_FONT}`;
    context.lineWidth = 3.5;
    context.lineJoin = 'round';
    context.strokeStyle = this.colours.paper;
    context.fillStyle = this.colours.ink;
    const width = context.measureText(data.label).width;
    const isAtEdge = data.x + data.size + 4 + width > this.container.clientWidth - 4;
    const [x, y] = [isAtEdge ? data.x - data.size - 4 - width : data.x + data.size + 4, data.y + 4];
    context.strokeText(data.label, x, y);
    context.fillText(data.label, x, y);
  }

  /** The name of the node under the pointer, in a box that stays inside of the picture. */
  private drawHover(context: CanvasRenderingContext2D, data: PartialButFor<NodeDisplayData, 'x' | 'y' | 'size' | 'label' | 'color'>): void {
    const index = (data as unknown as NodeLook).index;
    const label = this.network.nodes.label[index] ?? data.label ?? '';
    context.font = `600 12.5px ${LABEL_FONT}`;
    const width = Math.min(context.measureText(label).width, this.container.clientWidth - 24) + 14;
    const left = Math.max(4, Math.min(data.x + data.size + 6, this.container.clientWidth - width - 4));
    const top = data.y - 12;
    context.beginPath();
    context.arc(data.x, data.y, data.size + 2.5, 0, 2 * Math.PI);
    context.lineWidth = 2;
    context.strokeStyle = this.colours.ink;
    context.stroke();
    context.fillStyle = this.colours.paper;
    context.strokeStyle = this.colours.line;
    context.lineWidth = 1;
    context.beginPath();
    context.roundRect(left, top, width, 24, 4);
    context.fill();
    context.stroke();
    context.fillStyle = this.colours.ink;
    context.fillText(label, left + 7, top + 16.5, width - 14);
  }
}

function shortened(label: string): string {
  const signs = [...label];
  return signs.length <= LONGEST_LABEL ? label : `${signs.slice(0, LONGEST_LABEL - 1).join('')}…`;
}
