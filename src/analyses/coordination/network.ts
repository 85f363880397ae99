import type { EdgeEnds } from '../../kernels/pairs.js';

/** Number of distinct accounts among some columns of account numbers. */
export function distinctEnds(...columns: readonly Int32Array[]): number {
  const highest = columns.reduce((most, column) => column.reduce((top, account) => Math.max(top, account), most), -1);
  const seen = new Uint8Array(highest + 1);
  let count = 0;
  for (const column of columns) {
    for (const account of column) {
      count += 1 - seen[account];
      seen[account] = 1;
    }
  }
  return count;
}

/**
 * The edges of a network whose posts are wanted.
 *
 * @param only Narrows them to this one edge, given in either order; null for all.
 */
export function edgesToShow(edges: EdgeEnds, only: readonly [number, number] | null): EdgeEnds {
  if (only === null) return edges;
  const [low, high] = only[0] < only[1] ? only : [only[1], only[0]];
  const isThere = edges.accountA.some((a, edge) => a === low && edges.accountB[edge] === high);
  return isThere
    ? { accountA: Int32Array.of(low), accountB: Int32Array.of(high) }
    : { accountA: new Int32Array(), accountB: new Int32Array() };
}

/** A number with its noun, as a reader writes it: "1 object", "1,092 objects". */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
