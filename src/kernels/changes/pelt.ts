import type { StretchCost } from './count-cost.js';

/** A series in cells of some days, between which it may be divided. */
export interface Cells {
  /** Sum of all cells before each boundary, and their days; the first is 0. */
  readonly sumBefore: Int32Array;
  readonly daysBefore: Int32Array;
  /** Cells that a stretch must have. */
  readonly leastCells: number;
}

/** The best division of a series. */
export interface Division {
  /** Boundaries between stretches, ascending, without the ends. */
  readonly boundaries: readonly number[];
  /** By how much the cost falls against one stretch. */
  readonly gain: number;
}

/** Cells of `step` days each, the last one longer. */
export function cellsOf(counts: Int32Array, step: number, leastDays: number): Cells {
  const cellCount = Math.max(1, Math.floor(counts.length / step));
  const daysBefore = Int32Array.from({ length: cellCount + 1 }, (_, cell) => (cell === cellCount ? counts.length : cell * step));
  const sumBefore = new Int32Array(cellCount + 1);
  for (let cell = 0; cell < cellCount; cell++) {
    let sum = sumBefore[cell];
    for (let day = daysBefore[cell]; day < daysBefore[cell + 1]; day++) sum += counts[day];
    sumBefore[cell + 1] = sum;
  }
  return { sumBefore, daysBefore, leastCells: Math.max(1, Math.ceil(leastDays / step)) };
}

/**
 * The division into stretches with the least cost, where each boundary costs `penalty`: exact, by dynamic programming with pruning (PELT).
 *
 * Assumes that dividing a stretch never raises the cost. A boundary is dropped as a candidate once it cannot be the last one of any longer series, `leastCells` later,
 * as that many cells must lie between two boundaries.
 *
 * @param penalty Above 0.
 * @see Killick, Fearnhead & Eckley (2012), Optimal detection of changepoints with a linear computational cost, doi:10.1080/01621459.2012.737745
 */
export function pelt(cells: Cells, cost: StretchCost, penalty: number): Division {
  const { sumBefore, daysBefore, leastCells } = cells;
  const end = sumBefore.length - 1;
  if (end < 2 * leastCells) return { boundaries: [], gain: 0 };
  const whole = cost(sumBefore[end], daysBefore[end]);
  const best = new Float64Array(end + 1).fill(Number.POSITIVE_INFINITY);
  best[0] = -penalty;
  const before = new Int32Array(end + 1);
  const candidates = new Int32Array(end + 1);
  const droppedAt = new Int32Array(end + 1).fill(end + 1);
  const costs = new Float64Array(end + 1);
  let count = 1;
  for (let to = leastCells; to <= end; to++) {
    let least = Number.POSITIVE_INFINITY;
    for (let place = 0; place < count; place++) {
      const from = candidates[place];
      const total = best[from] + cost(sumBefore[to] - sumBefore[from], daysBefore[to] - daysBefore[from]);
      costs[place] = total;
      if (total < least) {
        least = total;
        before[to] = from;
      }
    }
    best[to] = least + penalty;
    let kept = 0;
    for (let place = 0; place < count; place++) {
      const from = candidates[place];
      if (costs[place] > best[to] && droppedAt[from] > to + leastCells) droppedAt[from] = to + leastCells;
      if (droppedAt[from] > to + 1) candidates[kept++] = from;
    }
    count = kept;
    const next = to + 1 - leastCells;
    if (next >= leastCells) candidates[count++] = next;
  }
  const boundaries: number[] = [];
  for (let at = before[end]; at > 0; at = before[at]) boundaries.push(at);
  boundaries.reverse();
  return { boundaries, gain: boundaries.length === 0 ? 0 : whole - (best[end] - boundaries.length * penalty) };
}

/**
 * The largest penalty for a boundary at which a series is still divided: the largest gain for each boundary that any division has. 0 where it is too short to be divided.
 *
 * Found from the best single boundary by raising the penalty to the gain for each boundary of the best division, until that no longer rises (Dinkelbach).
 *
 * @see Dinkelbach (1967), doi:10.1287/mnsc.13.7.492
 */
export function largestPenalty(cells: Cells, cost: StretchCost): number {
  let penalty = singleGain(cells, cost);
  while (penalty > 0) {
    const { boundaries, gain } = pelt(cells, cost, penalty);
    const raised = boundaries.length === 0 ? 0 : gain / boundaries.length;
    if (!(raised > penalty * (1 + 1e-9))) return penalty;
    penalty = raised;
  }
  return 0;
}

/** True if a series would be divided at this penalty, which is above 0. */
export function isDivided(cells: Cells, cost: StretchCost, penalty: number): boolean {
  return singleGain(cells, cost) >= penalty || pelt(cells, cost, penalty).boundaries.length > 0;
}

function singleGain(cells: Cells, cost: StretchCost): number {
  const at = bestBoundary(cells, cost);
  if (at === null) return 0;
  const { sumBefore, daysBefore } = cells;
  const end = sumBefore.length - 1;
  const [sum, days] = [sumBefore[end], daysBefore[end]];
  return Math.max(0, cost(sum, days) - cost(sumBefore[at], daysBefore[at]) - cost(sum - sumBefore[at], days - daysBefore[at]));
}

/** The boundary that divides a series best in two; of equal ones the first. Null where it is too short. */
export function bestBoundary({ sumBefore, daysBefore, leastCells }: Cells, cost: StretchCost): number | null {
  const end = sumBefore.length - 1;
  const [sum, days] = [sumBefore[end], daysBefore[end]];
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let at = leastCells; at <= end - leastCells; at++) {
    const both = cost(sumBefore[at], daysBefore[at]) + cost(sum - sumBefore[at], days - daysBefore[at]);
    if (both < least) {
      least = both;
      best = at;
    }
  }
  return best;
}
