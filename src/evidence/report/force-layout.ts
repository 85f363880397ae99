import type { Random } from '../../kernels/statistics/random.js';

/** Positions of circles, by node. */
export interface Layout {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface LayoutLink {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

const ITERATIONS = 320;
/** How much stronger the middle pulls vertically: pictures are wider than they are high. */
const FLATNESS = 1.9;
const GOLDEN_ANGLE = 2.399963229728653;

/**
 * Lays out a network: nodes repel each other, links pull their ends together, the middle holds what is not linked.
 *
 * Fruchterman–Reingold with a pull to the middle, cooled linearly; heavier links pull harder, as the square root of their
 * weight. Time grows with nodes squared and links. The same input and random numbers give the same positions.
 *
 * @returns Positions around 0, in units of the wished distance between neighbours.
 * @see Fruchterman & Reingold (1991), doi:10.1002/spe.4380211102
 */
export function forceLayout(nodeCount: number, links: readonly LayoutLink[], random: Random): Layout {
  const x = new Float64Array(nodeCount);
  const y = new Float64Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const radius = Math.sqrt(node + 0.5);
    x[node] = radius * Math.cos(node * GOLDEN_ANGLE) + 0.01 * random();
    y[node] = radius * Math.sin(node * GOLDEN_ANGLE) + 0.01 * random();
  }
  const pulls = linkPulls(nodeCount, links);
  const dx = new Float64Array(nodeCount);
  const dy = new Float64Array(nodeCount);
  const start = Math.sqrt(nodeCount) / 3 + 0.2;
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    repel(x, y, dx, dy);
    pull(x, y, dx, dy, links, pulls);
    const longest = start * (1 - iteration / ITERATIONS) + 0.005;
    for (let node = 0; node < nodeCount; node++) {
      const length = Math.sqrt(dx[node] ** 2 + dy[node] ** 2);
      const scale = length === 0 ? 0 : Math.min(length, longest) / length;
      x[node] += dx[node] * scale;
      y[node] += dy[node] * scale;
    }
  }
  return { x, y };
}

/** Strength of each link: by weight, and less at well-connected nodes, so that hubs do not swallow their neighbours. */
function linkPulls(nodeCount: number, links: readonly LayoutLink[]): Float64Array {
  const degree = new Float64Array(nodeCount);
  let heaviest = 0;
  for (const { from, to, weight } of links) {
    degree[from]++;
    degree[to]++;
    heaviest = Math.max(heaviest, weight);
  }
  return Float64Array.from(
    links,
    ({ from, to, weight }) => (0.3 + 0.7 * Math.sqrt(weight / (heaviest || 1))) / Math.sqrt(Math.min(degree[from], degree[to])),
  );
}

function repel(x: Float64Array, y: Float64Array, dx: Float64Array, dy: Float64Array): void {
  const middle = 0.035;
  for (let node = 0; node < x.length; node++) {
    dx[node] = -middle * x[node];
    dy[node] = -middle * FLATNESS * y[node];
  }
  for (let a = 0; a < x.length; a++) {
    for (let b = a + 1; b < x.length; b++) {
      const gapX = x[a] - x[b];
      const gapY = y[a] - y[b];
      const strength = 0.6 / Math.max(gapX * gapX + gapY * gapY, 1e-4);
      dx[a] += gapX * strength;
      dy[a] += gapY * strength;
      dx[b] -= gapX * strength;
      dy[b] -= gapY * strength;
    }
  }
}

function pull(
  x: Float64Array,
  y: Float64Array,
  dx: Float64Array,
  dy: Float64Array,
  links: readonly LayoutLink[],
  pulls: Float64Array,
): void {
  for (const [index, { from, to }] of links.entries()) {
    const gapX = x[from] - x[to];
    const gapY = y[from] - y[to];
    const strength = (pulls[index] as number) * Math.sqrt(gapX * gapX + gapY * gapY);
    dx[from] -= gapX * strength;
    dy[from] -= gapY * strength;
    dx[to] += gapX * strength;
    dy[to] += gapY * strength;
  }
}

/**
 * Fits a layout into a frame of a given width and moves circles apart that overlap.
 *
 * @param radii Radius of each circle, in the frame's units.
 * @param frame.height Largest height; the returned one is what is needed.
 */
export function fittedLayout(
  layout: Layout,
  radii: Float64Array,
  frame: { readonly width: number; readonly height: number; readonly margin: number },
): Layout & { readonly height: number } {
  const { width, margin } = frame;
  const [left, right] = bounds(layout.x);
  const [top, bottom] = bounds(layout.y);
  const scale = Math.min(
    (width - 2 * margin) / Math.max(right - left, 1e-9),
    (frame.height - 2 * margin) / Math.max(bottom - top, 1e-9),
    160,
  );
  const x = layout.x.map((value) => width / 2 + (value - (left + right) / 2) * scale);
  const y = layout.y.map((value) => frame.height / 2 + (value - (top + bottom) / 2) * scale);
  const room = { left: margin, right: width - margin, top: margin, bottom: frame.height - margin };
  for (let round = 0; round < 60 && separate(x, y, radii, room); round++);
  const [highest] = bounds(y.map((value, node) => value - radii[node]));
  const [, lowest] = bounds(y.map((value, node) => value + radii[node]));
  return { x, y: y.map((value) => value + margin - highest), height: lowest - highest + 2 * margin };
}

function bounds(values: Float64Array): [number, number] {
  return values.reduce<[number, number]>(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
}

interface Room {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Moves overlapping circles apart by half of their overlap each, within the room. */
function separate(x: Float64Array, y: Float64Array, radii: Float64Array, room: Room): boolean {
  let moved = false;
  for (let a = 0; a < x.length; a++) {
    for (let b = a + 1; b < x.length; b++) {
      const gapX = x[a] - x[b] || 0.01 * (a - b);
      const gapY = y[a] - y[b] || 0.007 * (a - b);
      const distance = Math.sqrt(gapX * gapX + gapY * gapY);
      const overlap = radii[a] + radii[b] + 2 + 0.25 * Math.min(radii[a], radii[b]) - distance;
      if (overlap <= 0.1) continue;
      moved = true;
      const share = overlap / 2 / distance;
      x[a] += gapX * share;
      y[a] += gapY * share;
      x[b] -= gapX * share;
      y[b] -= gapY * share;
    }
  }
  for (let node = 0; node < x.length; node++) {
    x[node] = Math.min(Math.max(x[node], room.left + radii[node]), room.right - radii[node]);
    y[node] = Math.min(Math.max(y[node], room.top + radii[node]), room.bottom - radii[node]);
  }
  return moved;
}
