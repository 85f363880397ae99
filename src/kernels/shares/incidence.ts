import type { EdgeEnds } from './pairs.js';
import { groupPositions, type Shares } from './share-index.js';

/**
 * Who shared what, each (account, object) once, whatever the times: the objects of account `a` are
 * `objects[starts[a] … starts[a + 1] − 1]`.
 *
 * Objects are numbered from 0, the most widely shared first (what is touched most often lies together), equal ones in the order of the shares;
 * `objectIds` gives their identities. The objects of an account stand in the order of the shares.
 */
export interface Incidence {
  readonly accountCount: number;
  readonly objectCount: number;
  readonly starts: Int32Array;
  readonly objects: Int32Array;
  /** Distinct objects of each account. */
  readonly accountDegree: Int32Array;
  /** Distinct accounts of each object, falling. */
  readonly objectDegree: Int32Array;
  /** Identity of each object in the shares. */
  readonly objectIds: Int32Array;
}

/** The accounts × objects network of some shares, which are sorted by object. */
export function shareIncidence(shares: Shares): Incidence {
  const { object, accountCount } = shares;
  const number = new Int32Array(object.length);
  let objectCount = 0;
  for (let i = 0; i < object.length; i++) {
    if (i === 0 || object[i] !== object[i - 1]) objectCount++;
    number[i] = objectCount - 1;
  }
  const byAccount = groupPositions(shares.account, accountCount);
  const starts = new Int32Array(accountCount + 1);
  const objects = new Int32Array(object.length);
  const sharers = new Int32Array(objectCount);
  let to = 0;
  for (let a = 0; a < accountCount; a++) {
    for (let i = byAccount.starts[a]; i < byAccount.starts[a + 1]; i++) {
      const o = number[byAccount.positions[i]];
      if (to > starts[a] && objects[to - 1] === o) continue;
      objects[to++] = o;
      sharers[o]++;
    }
    starts[a + 1] = to;
  }
  const most = sharers.reduce((top, count) => Math.max(top, count), 0);
  const byPopularity = groupPositions(
    sharers.map((count) => most - count),
    most + 1,
  ).positions;
  const rank = new Int32Array(objectCount);
  for (let i = 0; i < objectCount; i++) rank[byPopularity[i]] = i;
  const ids = new Int32Array(objectCount);
  for (let i = 0; i < object.length; i++) ids[number[i]] = object[i];
  return {
    accountCount,
    objectCount,
    starts,
    objects: objects.subarray(0, to).map((o) => rank[o]),
    accountDegree: starts.subarray(0, accountCount).map((start, a) => starts[a + 1] - start),
    objectDegree: byPopularity.map((o) => sharers[o]),
    objectIds: byPopularity.map((o) => ids[o]),
  };
}

/**
 * Number of distinct objects that both ends of each edge shared, at whatever times.
 *
 * Marks the objects of an edge's busier end and walks those of the other, so that time grows with the smaller of the two degrees.
 *
 * @param onProgress Called now and then with the share of accounts done, 0–1; may throw to stop.
 */
export function commonObjectCounts(incidence: Incidence, edges: EdgeEnds, onProgress?: (done: number) => void): Int32Array {
  const { accountCount, starts, objects, accountDegree } = incidence;
  const { accountA, accountB } = edges;
  const busier = Int32Array.from(accountA, (a, edge) => (accountDegree[a] >= accountDegree[accountB[edge]] ? a : accountB[edge]));
  const byBusier = groupPositions(busier, accountCount);
  const marked = new Uint8Array(incidence.objectCount);
  const common = new Int32Array(accountA.length);
  for (let account = 0; account < accountCount; account++) {
    if ((account & 1023) === 0) onProgress?.(account / accountCount);
    const from = byBusier.starts[account];
    const to = byBusier.starts[account + 1];
    if (from === to) continue;
    for (let i = starts[account]; i < starts[account + 1]; i++) marked[objects[i]] = 1;
    for (let at = from; at < to; at++) {
      const edge = byBusier.positions[at];
      const other = accountA[edge] === account ? accountB[edge] : accountA[edge];
      common[edge] = markedAmong(marked, objects, starts[other], starts[other + 1]);
    }
    for (let i = starts[account]; i < starts[account + 1]; i++) marked[objects[i]] = 0;
  }
  return common;
}

function markedAmong(marked: Uint8Array, objects: Int32Array, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i++) count += marked[objects[i]];
  return count;
}
