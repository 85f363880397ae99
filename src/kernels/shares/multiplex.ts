import { GrownInts } from '../grown-columns.js';
import type { EdgeEnds } from './pairs.js';
import { groupPositions, type Shares } from './share-index.js';

/** The edges of several layers as one network: each pair of accounts once. */
export interface FusedEdges extends EdgeEnds {
  readonly length: number;
  /** The edges that were fused: those of edge `e` are `parts[starts[e] … starts[e + 1] − 1]`, by layer. */
  readonly starts: Int32Array;
  readonly layer: Int32Array;
  readonly position: Int32Array;
}

/** Fuses the edges of several layers, by first account, then second. */
export function fuseEdges(accountCount: number, layers: readonly EdgeEnds[]): FusedEdges {
  const layerOf = Int32Array.from(layers.flatMap((edges, layer) => new Array<number>(edges.accountA.length).fill(layer)));
  const position = Int32Array.from(layers.flatMap((edges) => [...edges.accountA.keys()]));
  const end = (side: 'accountA' | 'accountB') => (part: number) => (layers[layerOf[part]] as EdgeEnds)[side][position[part]];
  const all = Int32Array.from(layerOf.keys());
  // Two counting sorts; parts of one pair stay in order of their layers.
  const bySecond = groupPositions(all.map(end('accountB')), accountCount).positions;
  const firsts = bySecond.map(end('accountA'));
  const order = groupPositions(firsts, accountCount).positions.map((i) => bySecond[i]);
  const accountA = new GrownInts();
  const accountB = new GrownInts();
  const starts = new GrownInts();
  for (const [i, part] of order.entries()) {
    const [a, b] = [end('accountA')(part), end('accountB')(part)];
    const last = accountA.length - 1;
    if (last >= 0 && accountA.get(last) === a && accountB.get(last) === b) continue;
    accountA.push(a);
    accountB.push(b);
    starts.push(i);
  }
  starts.push(order.length);
  return {
    length: accountA.length,
    accountA: accountA.finish(),
    accountB: accountB.finish(),
    starts: starts.finish(),
    layer: order.map((part) => layerOf[part]),
    position: order.map((part) => position[part]),
  };
}

/**
 * The harmonic mean of p-values: small where any is very small or several are small, whatever their dependence, but not exactly uniform
 * under the null.
 *
 * L ÷ Σ 1/pᵢ, 0–1. For L p-values of any dependence, e·ln L times it (for L ≥ 3; 2 times for L = 2) is a valid p-value; taken as it is,
 * it is close to one where it is small.
 *
 * @param p At least one value, 0–1; 0 gives 0.
 * @see Wilson (2019), doi:10.1073/pnas.1814092116; Vovk & Wang (2020), doi:10.1093/biomet/asaa027
 */
export function harmonicMeanP(p: readonly number[]): number {
  return p.length / p.reduce((sum, value) => sum + 1 / value, 0);
}

/** The shares of several layers as one, sorted by object, then time; layers have no object in common. */
export function mergedShares(layers: readonly Shares[]): Shares {
  const parts = layers.flatMap((shares, layer) => objectRuns(shares).map((run) => ({ ...run, layer }))).sort((x, y) => x.object - y.object);
  const length = parts.reduce((sum, { start, end }) => sum + end - start, 0);
  const merged = {
    accountCount: layers.reduce((most, shares) => Math.max(most, shares.accountCount), 0),
    postCount: layers.reduce((most, shares) => Math.max(most, shares.postCount), 0),
    object: new Int32Array(length),
    account: new Int32Array(length),
    post: new Int32Array(length),
    time: new Float64Array(length),
  };
  let to = 0;
  for (const { start, end, layer } of parts) {
    const from = layers[layer] as Shares;
    for (const column of ['object', 'account', 'post', 'time'] as const) merged[column].set(from[column].subarray(start, end), to);
    to += end - start;
  }
  return merged;
}

function objectRuns({ object }: Shares): { object: number; start: number; end: number }[] {
  const runs: { object: number; start: number; end: number }[] = [];
  for (let start = 0; start < object.length; ) {
    let end = start + 1;
    while (end < object.length && object[end] === object[start]) end++;
    runs.push({ object: object[start], start, end });
    start = end;
  }
  return runs;
}
