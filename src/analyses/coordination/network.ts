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
 * A test for the edges of a network.
 *
 * @param only Narrows the test to this one edge, given in either order.
 * @returns True for (lower account, higher account) if the network has that edge.
 */
export function edgeFilter(
  accountA: Int32Array,
  accountB: Int32Array,
  only: readonly [number, number] | null,
): (a: number, b: number) => boolean {
  if (only !== null) {
    const [low, high] = only[0] < only[1] ? only : [only[1], only[0]];
    const isThere = accountA.some((a, edge) => a === low && accountB[edge] === high);
    return (a, b) => isThere && a === low && b === high;
  }
  const keys = new Set<number>();
  for (let edge = 0; edge < accountA.length; edge++) keys.add(accountA[edge] * 4_294_967_296 + accountB[edge]);
  return (a, b) => keys.has(a * 4_294_967_296 + b);
}

/** A number with its noun, as a reader writes it: "1 object", "1,092 objects". */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
