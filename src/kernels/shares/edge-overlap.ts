import type { EdgeEnds } from './pairs.js';

/** Number of edges that two networks over the same accounts have in common; each edge once in its network, the lower account first. */
export function sharedEdgeCount(one: EdgeEnds, other: EdgeEnds): number {
  const [x, y] = [edgeKeys(one), edgeKeys(other)];
  let shared = 0;
  for (let i = 0, j = 0; i < x.length && j < y.length; ) {
    if (x[i] === y[j]) shared++;
    if (x[i] <= y[j]) i++;
    else j++;
  }
  return shared;
}

/** Both ends as one number, ascending. */
function edgeKeys({ accountA, accountB }: EdgeEnds): Float64Array {
  return Float64Array.from(accountA, (a, edge) => a * 2 ** 31 + accountB[edge]).sort();
}
