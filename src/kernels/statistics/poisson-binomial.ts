/** Trials up to which the distribution is exact; beyond, the many small probabilities are taken together as one Poisson number. */
export const EXACT_TRIALS = 500;

/**
 * Probability that at least `atLeast` of independent events with different chances happen (the Poisson-binomial upper tail).
 *
 * Exact by dynamic programming over the events for up to `EXACT_TRIALS` of them, in time proportional to events × `atLeast`.
 * Beyond, the `EXACT_TRIALS` likeliest stay exact and the others become one Poisson number with the sum of their chances: a
 * Poisson number is larger than such a sum in convex order (Hoeffding 1956), so that tails above the mean come out too large, never
 * too small, by at most the sum of the squares of the chances that were taken together (Le Cam 1960).
 *
 * @param chances Probability of each event, 0–1; the first `length` count.
 * @param atLeast A whole number; 0 and below give 1.
 * @returns The tail, 0–1, with a relative error of about 1e-12 where it is exact; 0 when `atLeast` exceeds the number of events.
 * @see Hoeffding (1956), doi:10.1214/aoms/1177728178; Le Cam (1960), doi:10.2140/pjm.1960.10.1181
 */
export function poissonBinomialTail(chances: Float64Array, length: number, atLeast: number): number {
  if (atLeast <= 0) return 1;
  if (atLeast > length) return 0;
  if (length <= EXACT_TRIALS) return tailOf(chances, length, atLeast, 0);
  const falling = chances.slice(0, length).sort().reverse();
  let rest = 0;
  for (let i = EXACT_TRIALS; i < length; i++) rest += falling[i];
  return tailOf(falling, EXACT_TRIALS, atLeast, rest);
}

/** Space for the distribution below the tail; grown when a longer one is asked for. */
let below = new Float64Array(64);

/**
 * The tail of events with different chances and a Poisson number of mean `rest`.
 *
 * The mass that reaches `atLeast` is added up as it goes over, so that small tails keep their digits (1 − the mass below would lose them).
 */
function tailOf(chances: Float64Array, length: number, atLeast: number, rest: number): number {
  if (below.length < atLeast) below = new Float64Array(atLeast * 2);
  const mass = below;
  let tail = startWithPoisson(mass, atLeast, rest);
  // Highest count so far with any mass.
  let highest = rest > 0 ? atLeast - 1 : 0;
  for (let i = 0; i < length; i++) {
    const p = chances[i];
    if (p === 0) continue;
    const q = 1 - p;
    if (highest === atLeast - 1) tail += mass[highest] * p;
    else mass[++highest] = 0;
    for (let k = highest; k > 0; k--) mass[k] = mass[k] * q + mass[k - 1] * p;
    mass[0] *= q;
  }
  return Math.min(1, tail);
}

/** Fills the masses below `atLeast` of a Poisson number, and returns its upper tail; for mean 0 all mass is at 0. */
function startWithPoisson(mass: Float64Array, atLeast: number, mean: number): number {
  if (mean === 0) {
    mass[0] = 1;
    return 0;
  }
  let logMass = -mean;
  for (let k = 0; k < atLeast; k++) {
    mass[k] = Math.exp(logMass);
    logMass += Math.log(mean / (k + 1));
  }
  let tail = 0;
  for (let k = atLeast; ; k++) {
    const term = Math.exp(logMass);
    tail += term;
    logMass += Math.log(mean / (k + 1));
    if (k > mean && (term < tail * 1e-17 || term === 0)) return tail;
  }
}
