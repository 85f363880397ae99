/** Rows (or columns) of equal degree together: the model gives equal degrees equal chances. */
export interface DegreeClasses {
  /** Distinct degrees, ascending. */
  readonly degree: Int32Array;
  /** Rows of each degree. */
  readonly size: Float64Array;
  /** Class of each row. */
  readonly classOf: Int32Array;
}

/**
 * The most random two-mode network with given degrees: a row and a column are linked with chance `linkChance`, independent of all others.
 *
 * A logit is the logarithm of x (rows) or y (columns) in p = x y / (1 + x y). Rows and columns whose links follow from the degrees
 * alone (empty, full, and those that become so without them) have logits of thousands, so that their chances are exactly 0 or 1.
 */
export interface ConfigurationModel {
  readonly rows: DegreeClasses;
  readonly columns: DegreeClasses;
  /** By class of row. */
  readonly rowLogit: Float64Array;
  /** By class of column. */
  readonly columnLogit: Float64Array;
  /** Largest |expected degree − degree| / degree over rows and columns. */
  readonly worstError: number;
  /** Rounds that the fit took. */
  readonly sweeps: number;
}

/** The fit ends when no expected degree is off by more than this part of itself … */
const TOLERANCE = 1e-8;
/** … or after so many rounds: degrees that leave only nearly one network converge slowly, with chances close to 0 or 1. */
const MOST_SWEEPS = 500;
/** Longest Newton step of a logit. */
const LONGEST_STEP = 1.5;
/** Distance between the logits of rows and columns that are settled one after another; a chance with it is exactly 0 or 1. */
const SETTLED_STEP = 2000;

/**
 * Fits the bipartite configuration model: both degree sequences are kept in expectation, and nothing else (maximum entropy).
 *
 * Solves Σ_j x_i y_j / (1 + x_i y_j) = degree of row i, and likewise for columns, by Newton steps on rows and columns in turn; time is
 * the distinct row degrees × the distinct column degrees per round. The model has one solution wherever more than one network
 * has these degrees. Row i and column j are linked once or not at all.
 *
 * @param rowDegrees Links of each row: 0 … number of columns.
 * @param columnDegrees Links of each column; the same total.
 * @returns The model, its expected degrees within a part of 1e-8 of the given ones but for nearly settled degrees: see `worstError`.
 * @throws RangeError `row degrees add up to 5, column degrees to 6`.
 * @see Saracco, Di Clemente, Gabrielli & Squartini (2015), doi:10.1038/srep10595; Vallarano et al. (2021), doi:10.1038/s41598-021-93830-4
 */
export function fitConfigurationModel(rowDegrees: Int32Array, columnDegrees: Int32Array): ConfigurationModel {
  const total = (degrees: Int32Array): number => degrees.reduce((sum, degree) => sum + degree, 0);
  if (total(rowDegrees) !== total(columnDegrees))
    throw new RangeError(`row degrees add up to ${total(rowDegrees)}, column degrees to ${total(columnDegrees)}`);
  const rows = degreeClasses(rowDegrees);
  const columns = degreeClasses(columnDegrees);
  const settled = settledClasses(rows, columns);
  const row = new Side(rows, settled.row, settled.rowResidual);
  const column = new Side(columns, settled.column, settled.columnResidual);
  const linkCount = row.start();
  column.start();
  row.scale(1 / Math.sqrt(Math.max(1, linkCount)));
  column.scale(1 / Math.sqrt(Math.max(1, linkCount)));
  let worstError = 0;
  let sweeps = 0;
  for (; sweeps < MOST_SWEEPS; sweeps++) {
    worstError = Math.max(row.improve(column), column.improve(row));
    if (worstError <= TOLERANCE) break;
  }
  return { rows, columns, rowLogit: row.logits(), columnLogit: column.logits(), worstError, sweeps };
}

/** Chance that a row and a column with these logits are linked, 0–1. */
export function linkChance(rowLogit: number, columnLogit: number): number {
  return 1 / (1 + Math.exp(-(rowLogit + columnLogit)));
}

/** Distinct degrees with their sizes. */
export function degreeClasses(degrees: Int32Array): DegreeClasses {
  const highest = degrees.reduce((most, degree) => Math.max(most, degree), 0);
  const count = new Int32Array(highest + 1);
  for (const degree of degrees) count[degree]++;
  const degree = Int32Array.from(count.keys()).filter((value) => count[value] > 0);
  const numberOf = new Int32Array(highest + 1);
  for (const [number, value] of degree.entries()) numberOf[value] = number;
  return {
    degree,
    size: Float64Array.from(degree, (value) => count[value]),
    classOf: Int32Array.from(degrees, (value) => numberOf[value]),
  };
}

/** Rows or columns that are still to be fitted: those whose links do not follow from the degrees alone. */
class Side {
  private readonly size: Float64Array;
  private readonly target: Float64Array;
  private readonly value: Float64Array;
  /** Classes of the model that these are. */
  private readonly classes: Int32Array;
  private readonly settledLogit: Float64Array;

  /** @param residual Links of each class that are not settled. */
  constructor(all: DegreeClasses, settledLogit: Float64Array, residual: Float64Array) {
    this.settledLogit = settledLogit;
    this.classes = Int32Array.from(all.degree.keys()).filter((index) => settledLogit[index] === 0);
    this.size = Float64Array.from(this.classes, (index) => all.size[index]);
    this.target = Float64Array.from(this.classes, (index) => residual[index]);
    this.value = this.target.slice();
  }

  /** The links to be fitted. */
  start(): number {
    return this.target.reduce((sum, degree, index) => sum + degree * this.size[index], 0);
  }

  scale(factor: number): void {
    for (let i = 0; i < this.value.length; i++) this.value[i] *= factor;
  }

  /** One Newton step for each class, the other side held; returns the largest relative error before it. */
  improve(other: Side): number {
    const { value, target } = this;
    const { value: y, size } = other;
    let worst = 0;
    for (let i = 0; i < value.length; i++) {
      const x = value[i];
      let expected = 0;
      let variance = 0;
      for (let j = 0; j < y.length; j++) {
        const q = 1 / (1 + x * y[j]);
        const part = size[j] * (1 - q);
        expected += part;
        variance += part * q;
      }
      const error = target[i] - expected;
      worst = Math.max(worst, Math.abs(error) / target[i]);
      const step = variance > 0 ? error / variance : Math.sign(error) * LONGEST_STEP;
      value[i] = x * Math.exp(Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, step)));
    }
    return worst;
  }

  logits(): Float64Array {
    const logits = this.settledLogit.slice();
    for (let i = 0; i < this.classes.length; i++) logits[this.classes[i]] = Math.log(this.value[i]);
    return logits;
  }
}

interface Settled {
  /** Logit of settled classes; 0 for those to be fitted. */
  readonly row: Float64Array;
  readonly column: Float64Array;
  /** Links of each class that are not settled. */
  readonly rowResidual: Float64Array;
  readonly columnResidual: Float64Array;
}

/**
 * Takes out rows and columns that are empty or full, then those that are so among the rest, until none is.
 *
 * What is settled earlier gets the larger logit: it decides the chance with what is settled later.
 */
function settledClasses(rows: DegreeClasses, columns: DegreeClasses): Settled {
  const row = new Float64Array(rows.degree.length);
  const column = new Float64Array(columns.degree.length);
  const rowResidual = Float64Array.from(rows.degree);
  const columnResidual = Float64Array.from(columns.degree);
  const left = { rows: rows.classOf.length, columns: columns.classOf.length };
  let logit = 2 * SETTLED_STEP * (row.length + column.length + 2);
  /** Settles the classes of one side; returns how many rows or columns were settled, and how many of them full. */
  const settle = (residual: Float64Array, logits: Float64Array, size: Float64Array, width: number): { count: number; full: number } => {
    let count = 0;
    let full = 0;
    for (let i = 0; i < residual.length; i++) {
      if (logits[i] !== 0 || (residual[i] !== 0 && residual[i] !== width)) continue;
      logits[i] = residual[i] === 0 ? -logit : logit;
      count += size[i];
      if (residual[i] !== 0) full += size[i];
    }
    logit -= SETTLED_STEP;
    return { count, full };
  };
  for (;;) {
    const inRows = settle(rowResidual, row, rows.size, left.columns);
    for (let j = 0; j < column.length; j++) if (column[j] === 0) columnResidual[j] -= inRows.full;
    left.rows -= inRows.count;
    const inColumns = settle(columnResidual, column, columns.size, left.rows);
    for (let i = 0; i < row.length; i++) if (row[i] === 0) rowResidual[i] -= inColumns.full;
    left.columns -= inColumns.count;
    if (inRows.count === 0 && inColumns.count === 0) return { row, column, rowResidual, columnResidual };
  }
}
