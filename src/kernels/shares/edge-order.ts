import type { CoShareEdges } from './co-share.js';

const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;

/**
 * The edges by `objectCount`, then `pairCount`, both falling; equal ones stay in their order.
 *
 * @param edges Columns of equal length; whatever else they hold is put in the same order.
 */
export function edgesByWeight<Edges extends Pick<CoShareEdges, 'length' | 'objectCount' | 'pairCount'>>(edges: Edges): Edges {
  const positions = new Int32Array(edges.length);
  for (let i = 0; i < positions.length; i++) positions[i] = i;
  return pickedEdges(edges, fallingOrder(edges.objectCount, fallingOrder(edges.pairCount, positions)));
}

/** Some of the edges, in the order of their positions. */
export function pickedEdges<Edges extends { readonly length: number }>(edges: Edges, order: Int32Array): Edges {
  const columns: [string, unknown][] = Object.entries(edges);
  return Object.fromEntries(
    columns.map(([name, column]) => {
      if (column instanceof Int32Array) return [name, reordered(column, order, new Int32Array(order.length))];
      if (column instanceof Float64Array) return [name, reordered(column, order, new Float64Array(order.length))];
      return [name, name === 'length' ? order.length : column];
    }),
  ) as unknown as Edges;
}

/** Positions by a column of counts from 0, falling, keeping the given order among equals: a counting sort, 16 bits at a time. */
function fallingOrder(counts: Int32Array, positions: Int32Array): Int32Array {
  let highest = 0;
  for (let i = 0; i < counts.length; i++) if (counts[i] > highest) highest = counts[i];
  let order = positions;
  for (let shift = 0; shift < 32 && highest >>> shift > 0; shift += DIGIT_BITS) {
    const next = new Int32Array(DIGITS + 1);
    for (let i = 0; i < counts.length; i++) next[DIGITS - ((counts[i] >>> shift) & (DIGITS - 1))]++;
    for (let digit = 0; digit < DIGITS; digit++) next[digit + 1] += next[digit];
    const sorted = new Int32Array(order.length);
    for (let i = 0; i < order.length; i++) sorted[next[DIGITS - 1 - ((counts[order[i]] >>> shift) & (DIGITS - 1))]++] = order[i];
    order = sorted;
  }
  return order;
}

function reordered<Column extends { [index: number]: number }>(column: Column, order: Int32Array, to: Column): Column {
  for (let i = 0; i < order.length; i++) to[i] = column[order[i]] as number;
  return to;
}
