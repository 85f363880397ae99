import { type Random, randomBelow } from '../statistics/random.js';

/**
 * An account's posts in order, in cells of consecutive posts: what each cell holds of some aspect (shares of languages, words, …) as a
 * sum of vectors, reduced to the products of any two cells after the mean is taken out.
 */
export interface CellProducts {
  readonly cellCount: number;
  /** Posts of a cell that have the aspect. */
  readonly weight: Float64Array;
  readonly total: number;
  /** `cellCount`² products of cells, each less its share of the mean. */
  readonly centred: Float64Array;
}

/** Where a history is cut in two. */
export interface Split {
  /** Number of the first cell after the change. */
  readonly cell: number;
  /** Squared distance of the two means times W₁W₂ / W: 0 for equal profiles. */
  readonly statistic: number;
  readonly before: number;
  readonly after: number;
}

/**
 * Products of the cells of one account.
 *
 * @param sums `weight.length` rows of `dimensions` numbers: the sum of the vectors of the posts of a cell.
 * @param dimensions A multiple of 4.
 */
export function cellProducts(sums: Float64Array, weight: Float64Array, dimensions: number): CellProducts {
  const cellCount = weight.length;
  const total = weight.reduce((sum, value) => sum + value, 0);
  const mean = new Float64Array(dimensions);
  for (let cell = 0; cell < cellCount; cell++)
    for (let place = 0; place < dimensions; place++) mean[place] += sums[cell * dimensions + place] / total;
  const rows = new Float64Array(cellCount * dimensions);
  for (let cell = 0; cell < cellCount; cell++)
    for (let place = 0; place < dimensions; place++)
      rows[cell * dimensions + place] = sums[cell * dimensions + place] - weight[cell] * mean[place];
  const centred = new Float64Array(cellCount * cellCount);
  for (let a = 0; a < cellCount; a++)
    for (let b = 0; b <= a; b++) {
      const product = rowProduct(rows, a * dimensions, b * dimensions, dimensions);
      centred[a * cellCount + b] = product;
      centred[b * cellCount + a] = product;
    }
  return { cellCount, weight, total, centred };
}

/** Product of two rows; four sums at a time, as one would wait for itself. @param dimensions A multiple of 4. */
function rowProduct(rows: Float64Array, a: number, b: number, dimensions: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (let place = 0; place < dimensions; place += 4) {
    first += rows[a + place] * rows[b + place];
    second += rows[a + place + 1] * rows[b + place + 1];
    third += rows[a + place + 2] * rows[b + place + 2];
    fourth += rows[a + place + 3] * rows[b + place + 3];
  }
  return first + second + third + fourth;
}

/**
 * The cut with the largest distance between the mean before and the mean after: T = W₁W₂/W · |m₁ − m₂|² (the squared CUSUM of a mean in
 * several dimensions).
 *
 * @param order Cells in the order in which they are read (default: as they are).
 * @param least Posts that must be on each side.
 * @returns Null if no cut leaves as many on each side.
 */
export function strongestSplit(cells: CellProducts, least: number, order?: Int32Array): Split | null {
  const { cellCount, weight, total, centred } = cells;
  let [square, before, best, bestCell, bestBefore] = [0, 0, -1, -1, 0];
  for (let place = 0; place < cellCount - 1; place++) {
    const cell = order === undefined ? place : order[place];
    const row = cell * cellCount;
    let across = 0;
    if (order === undefined) for (let other = 0; other < place; other++) across += centred[row + other];
    else for (let other = 0; other < place; other++) across += centred[row + order[other]];
    square += 2 * across + centred[row + cell];
    before += weight[cell];
    if (before < least || total - before < least) continue;
    const statistic = (square * total) / (before * (total - before));
    if (statistic > best) [best, bestCell, bestBefore] = [statistic, place + 1, before];
  }
  return bestCell === -1 ? null : { cell: bestCell, statistic: Math.max(0, best), before: bestBefore, after: total - bestBefore };
}

/** Fraction by which two values of the statistic may differ and still count as equal. */
const TOLERANCE = 1e-9;

/**
 * How often the account's own history, shifted round a circle, has as strong a cut as it has as it is: over all shifts by whole cells, the
 * one by none among them. It keeps every rise and fall of the history but the place at which it begins. One clear change gives 2 of
 * `cellCount` (a shift to the change itself is as good).
 */
export function shiftedShare(cells: CellProducts, least: number, observed: number): number {
  const { cellCount } = cells;
  const order = new Int32Array(cellCount);
  let count = 0;
  for (let shift = 0; shift < cellCount; shift++) {
    for (let place = 0; place < cellCount; place++) order[place] = (place + shift) % cellCount;
    if ((strongestSplit(cells, least, order)?.statistic ?? 0) >= observed * (1 - TOLERANCE)) count++;
  }
  return count / cellCount;
}

/** How neighbours hang together. */
export interface Memory {
  /** Cells of a piece that a shuffle leaves together, from 1 to an eighth of all. */
  readonly length: number;
  /** How much larger the statistic is by the memory that pieces of this length cut off; at least 1. */
  readonly inflation: number;
}

const NO_MEMORY: Memory = { length: 1, inflation: 1 };

/**
 * How far what a cell says ties its neighbours, from the products of cells at each lag, the means of both sides of the split taken out: the
 * length of pieces by the rule of Politis and White for circular blocks, and the part of the long-run variance that pieces of it miss.
 *
 * @see Politis & White (2004), doi:10.1081/ETC-120028836; Patton, Politis & White (2009), doi:10.1080/07474930802459016
 */
export function memoryOf(cells: CellProducts, split: Split): Memory {
  const { cellCount } = cells;
  const most = Math.max(1, Math.floor(cellCount / LEAST_PIECES));
  const residual = sideResiduals(cells, split);
  let [variance, squares] = [0, 0];
  for (let a = 0; a < cellCount; a++)
    for (let b = 0; b < cellCount; b++)
      if (a === b) variance += residual[a * cellCount + b];
      else squares += residual[a * cellCount + b] ** 2;
  variance /= cellCount;
  if (!(variance > 1e-12)) return NO_MEMORY;
  const lagCount = Math.min(cellCount - 2, 2 * most + CONFIRMING_LAGS);
  const noise = Math.sqrt(squares / (cellCount * (cellCount - 1))) / variance;
  const correlation = new Float64Array(lagCount + 1);
  for (let lag = 1; lag <= lagCount; lag++) {
    let sum = 0;
    for (let a = 0; a + lag < cellCount; a++) sum += residual[a * cellCount + a + lag];
    // Means that were taken out of two sides pull every correlation down by about 2 / n.
    correlation[lag] = sum / (cellCount - lag) / variance + 2 / cellCount;
  }
  const bound = 2 * Math.max(noise, 1 / cellCount) * Math.sqrt(Math.log10(cellCount) / cellCount);
  let reach = 1;
  while (reach < 2 * most && !isQuiet(correlation, reach, bound)) reach++;
  const width = 2 * reach;
  let [slope, level] = [0, 1];
  for (let lag = 1; lag <= Math.min(width, lagCount); lag++) {
    const taper = lag / width <= 0.5 ? 1 : 2 * (1 - lag / width);
    const value = Math.max(0, correlation[lag]);
    slope += 2 * taper * lag * value;
    level += 2 * taper * value;
  }
  const length = ((2 * slope ** 2) / ((4 / 3) * level ** 2)) ** (1 / 3) * cellCount ** (1 / 3);
  const kept = Math.min(most, Math.max(1, Math.ceil(length)));
  let within = 1;
  for (let lag = 1; lag < Math.min(kept, lagCount); lag++) within += 2 * (1 - lag / kept) * Math.max(0, correlation[lag]);
  return { length: kept, inflation: Math.max(1, level / within) };
}

/** Pieces that a history is cut into at least. */
const LEAST_PIECES = 8;
/** Lags in a row without correlation, after which none is looked for. */
const CONFIRMING_LAGS = 3;

function isQuiet(correlation: Float64Array, reach: number, bound: number): boolean {
  for (let lag = reach; lag < Math.min(reach + CONFIRMING_LAGS, correlation.length); lag++)
    if (Math.abs(correlation[lag]) > bound) return false;
  return true;
}

/** Products of cells, each less its share of the mean of its own side. */
function sideResiduals({ cellCount, weight, centred }: CellProducts, split: Split): Float64Array {
  const residual = new Float64Array(cellCount * cellCount);
  const side = (cell: number): number => (cell < split.cell ? 0 : 1);
  const sums = [split.before, split.after];
  /** Product of each cell with the sum of each side, and of these sums with each other. */
  const withSide = [new Float64Array(cellCount), new Float64Array(cellCount)] as const;
  const between = [
    [0, 0],
    [0, 0],
  ] as [[number, number], [number, number]];
  for (let a = 0; a < cellCount; a++)
    for (let b = 0; b < cellCount; b++) {
      withSide[side(b) as 0][a] += centred[a * cellCount + b];
      between[side(a) as 0][side(b) as 0] += centred[a * cellCount + b];
    }
  for (let a = 0; a < cellCount; a++)
    for (let b = 0; b < cellCount; b++) {
      const [sideA, sideB] = [side(a) as 0, side(b) as 0];
      const [shareA, shareB] = [weight[a] / (sums[sideA] as number), weight[b] / (sums[sideB] as number)];
      residual[a * cellCount + b] =
        centred[a * cellCount + b] - shareB * withSide[sideB][a] - shareA * withSide[sideA][b] + shareA * shareB * between[sideA][sideB];
    }
  return residual;
}

/** What shuffles of a history gave. */
export interface ShuffleCount {
  readonly drawCount: number;
  /** Draws whose strongest cut was at least as strong. */
  readonly exceedCount: number;
}

/**
 * Shuffles a history in pieces and counts how often its strongest cut is as strong as the one observed: the circle of cells is shifted by a
 * random number of cells, cut into pieces, and these are put in a random order. Stops early when `enough` draws were as strong.
 *
 * p = (exceed + 1) / (draws + 1), or enough / draws where it stopped early (Besag and Clifford): valid where pieces could change places,
 * that is, where nothing but what happens within a piece ties one part of the history to the next.
 *
 * @see Besag & Clifford (1991), doi:10.1093/biomet/78.2.301
 */
export function shuffleInPieces(
  cells: CellProducts,
  options: { readonly least: number; readonly observed: number; readonly memory: Memory; readonly draws: number; readonly enough: number },
  random: Random,
): ShuffleCount {
  const { cellCount } = cells;
  const { length, inflation } = options.memory;
  const bound = (options.observed / inflation) * (1 - TOLERANCE);
  const pieceCount = Math.ceil(cellCount / length);
  const pieces = Int32Array.from({ length: pieceCount }, (_, piece) => piece);
  const order = new Int32Array(cellCount);
  let [drawCount, exceedCount] = [0, 0];
  while (drawCount < options.draws && exceedCount < options.enough) {
    const shift = randomBelow(random, cellCount);
    for (let last = pieceCount - 1; last > 0; last--) {
      const other = randomBelow(random, last + 1);
      const kept = pieces[last];
      pieces[last] = pieces[other];
      pieces[other] = kept;
    }
    let place = 0;
    for (let index = 0; index < pieceCount; index++) {
      const from = pieces[index] * length;
      const to = Math.min(cellCount, from + length);
      for (let cell = from; cell < to; cell++) order[place++] = (cell + shift) % cellCount;
    }
    drawCount++;
    if ((strongestSplit(cells, options.least, order)?.statistic ?? 0) >= bound) exceedCount++;
  }
  return { drawCount, exceedCount };
}

/** The p-value of such a count. */
export function shuffleP({ drawCount, exceedCount }: ShuffleCount, enough: number): number {
  return exceedCount >= enough ? exceedCount / drawCount : (exceedCount + 1) / (drawCount + 1);
}

/**
 * How much of a profile is new after a cut: 1 − Morisita's index of overlap, from the products of single posts, so that neither side's number
 * of posts makes a difference. 0: two draws from one profile; 1: nothing in common.
 *
 * @param square Squared length of the vector of one post, the same for all.
 * @returns Held within 0–1, as chance may take the estimate a little beyond; null where a side has fewer than two posts.
 * @see Morisita (1959); Horn (1966), doi:10.1086/282436
 */
export function profileChange(before: Float64Array, after: Float64Array, counts: readonly [number, number], square: number): number | null {
  const [m, n] = counts;
  if (m < 2 || n < 2) return null;
  let [own, others, shared] = [0, 0, 0];
  for (let place = 0; place < before.length; place++) {
    own += before[place] ** 2;
    others += after[place] ** 2;
    shared += before[place] * after[place];
  }
  const within = (own - m * square) / (m * (m - 1)) + (others - n * square) / (n * (n - 1));
  if (!(within > 0)) return null;
  return Math.min(1, Math.max(0, 1 - (2 * shared) / (m * n) / within));
}
