/** Numbers up to which the logarithm of the factorial is looked up; beyond, Stirling's series is exact to double precision. */
const TABLE_SIZE = 256;
const LOG_FACTORIALS = logFactorialTable();

/**
 * Probability that a draw without replacement holds at least `atLeast` of the marked items (the hypergeometric upper tail).
 *
 * P(X ≥ k) with P(X = i) = C(marked, i) · C(population − marked, drawn − i) ÷ C(population, drawn). The terms of the tail are added
 * up from the largest, so that small tails keep their digits.
 *
 * @param population Items in all.
 * @param marked Items that are marked, 0 … population.
 * @param drawn Items that are drawn, 0 … population; the tail is the same with `marked` and `drawn` changed about.
 * @param atLeast A whole number; 0 and below give 1, more than can be drawn gives 0.
 * @returns 0–1.
 */
export function hypergeometricTail(population: number, marked: number, drawn: number, atLeast: number): number {
  const lowest = Math.max(0, marked + drawn - population);
  const highest = Math.min(marked, drawn);
  if (atLeast <= lowest) return 1;
  if (atLeast > highest) return 0;
  if (atLeast === 1) return anyMarked(population, marked, drawn);
  const unmarked = population - marked;
  const chance = Math.exp(logChoose(marked, atLeast) + logChoose(unmarked, drawn - atLeast) - logChoose(population, drawn));
  let tail = 0;
  let term = 1;
  for (let i = atLeast; i <= highest; i++) {
    tail += term;
    term *= ((marked - i) * (drawn - i)) / ((i + 1) * (unmarked - drawn + i + 1));
    if (term < tail * 1e-17 && (marked - i) * (drawn - i) < (i + 1) * (unmarked - drawn + i + 1)) break;
  }
  return Math.min(1, chance * tail);
}

/** Chance of at least one: 1 − Π (1 − larger ÷ (population − i)) over the smaller number, without a loss of small digits. */
function anyMarked(population: number, marked: number, drawn: number): number {
  const smaller = Math.min(marked, drawn);
  const larger = Math.max(marked, drawn);
  let logNone = 0;
  for (let i = 0; i < smaller && logNone > -40; i++) logNone += Math.log1p(-larger / (population - i));
  return -Math.expm1(logNone);
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

function logFactorial(n: number): number {
  if (n < TABLE_SIZE) return LOG_FACTORIALS[n];
  const inverse = 1 / n;
  const series = inverse * (1 / 12 - inverse * inverse * (1 / 360 - (inverse * inverse) / 1260));
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + series;
}

function logFactorialTable(): Float64Array {
  const table = new Float64Array(TABLE_SIZE);
  for (let n = 2; n < TABLE_SIZE; n++) table[n] = table[n - 1] + Math.log(n);
  return table;
}
