import { saddlepointTail } from './saddlepoint-tail.js';

/** Multiplications up to which a tail is computed exactly. */
const EXACT_STEPS = 1500;
/** A class is light when its chance is at most this part of 1 / atLeast²; all light classes are taken together as one Poisson number. */
const LIGHT = 1e-3;

/** Scratch: masses below the tail, masses of one class, and its upper tails. */
let mass = new Float64Array(64);
let classMass = new Float64Array(64);
let classTail = new Float64Array(65);

/**
 * Probability that at least `atLeast` of independent events happen, where events come in classes of equal chance: the upper tail of
 * a sum of binomial numbers.
 *
 * Up to 1,500 steps it is exact, class by class; all terms are added and none subtracted, so that small tails keep their digits. Only
 * classes with chances of at most 1e-3 / atLeast² are taken together as one Poisson number of the same mean, which makes tails above the mean larger,
 * never smaller (Hoeffding 1956), by less than a thousandth of the tail unless these classes alone must supply most of the events.
 * Beyond, `saddlepointTail`.
 *
 * @param chances Chance of an event of each class, 0–1; the first `classCount` count.
 * @param sizes Events of each class; whole numbers of at least 0.
 * @param atLeast A whole number; 0 and below give 1.
 * @returns The tail, 0–1; 0 when `atLeast` exceeds the number of events that can happen.
 * @see Hoeffding (1956), doi:10.1214/aoms/1177728178
 */
export function groupedTail(chances: Float64Array, sizes: Float64Array, classCount: number, atLeast: number): number {
  if (atLeast <= 0) return 1;
  const light = LIGHT / (atLeast * atLeast);
  let certain = 0;
  let possible = 0;
  let steps = 0;
  for (let c = 0; c < classCount; c++) {
    if (chances[c] <= 0) continue;
    possible += sizes[c];
    if (chances[c] >= 1) certain += sizes[c];
    else if (chances[c] > light) steps += atLeast * Math.min(sizes[c], atLeast / 2 + 8);
  }
  if (certain >= atLeast) return 1;
  if (possible < atLeast) return 0;
  if (possible === atLeast) return allOf(chances, sizes, classCount);
  if (steps > EXACT_STEPS) return saddlepointTail(chances, sizes, classCount, certain, atLeast);
  return exactTail(chances, sizes, classCount, atLeast, light);
}

/** Chance that every event happens which can. */
function allOf(chances: Float64Array, sizes: Float64Array, classCount: number): number {
  let log = 0;
  for (let c = 0; c < classCount; c++) if (chances[c] > 0) log += sizes[c] * Math.log(chances[c]);
  return Math.exp(log);
}

/** The mass that reaches `atLeast` is added up as it goes over; 1 − the mass below would lose the digits of small tails. */
function exactTail(chances: Float64Array, sizes: Float64Array, classCount: number, atLeast: number, light: number): number {
  if (mass.length < atLeast) {
    mass = new Float64Array(atLeast * 2);
    classMass = new Float64Array(atLeast * 2);
    classTail = new Float64Array(atLeast * 2 + 1);
  }
  mass.fill(0, 0, atLeast);
  mass[0] = 1;
  let tail = 0;
  let highest = 0;
  let lightMean = 0;
  for (let c = 0; c < classCount; c++) {
    const p = chances[c];
    const size = sizes[c];
    if (p <= 0 || size === 0) continue;
    if (p <= light) {
      lightMean += p * size;
    } else if (p < 1 && size > atLeast / 2 + 8) {
      binomialMasses(p, size, atLeast);
      tail += addClass(atLeast, Math.min(highest, atLeast - 1));
      highest = atLeast - 1;
    } else {
      for (let event = 0; event < size; event++) {
        if (highest === atLeast - 1) tail += mass[highest] * p;
        else highest++;
        for (let k = highest; k > 0; k--) mass[k] = mass[k] * (1 - p) + mass[k - 1] * p;
        mass[0] *= 1 - p;
      }
    }
  }
  if (lightMean > 0) {
    poissonMasses(lightMean, atLeast);
    for (let k = 0; k < atLeast; k++) tail += mass[k] * classTail[atLeast - k];
  }
  return Math.min(1, tail);
}

/** Convolves the masses with those of a class, in place; returns the mass that reaches `atLeast`. */
function addClass(atLeast: number, highest: number): number {
  let over = 0;
  for (let k = 0; k <= highest; k++) over += mass[k] * classTail[atLeast - k];
  for (let k = atLeast - 1; k >= 0; k--) {
    let sum = 0;
    for (let j = Math.max(0, k - highest); j <= k; j++) sum += classMass[j] * mass[k - j];
    mass[k] = sum;
  }
  return over;
}

/** Masses of a binomial number below `atLeast`, and its upper tails at 0 … `atLeast`. */
function binomialMasses(p: number, size: number, atLeast: number): void {
  const odds = p / (1 - p);
  fillClass(Math.exp(size * Math.log1p(-p)), atLeast, p * size, (k) => ((size - k) / (k + 1)) * odds);
}

/** Masses of a Poisson number below `atLeast`, and its upper tails at 0 … `atLeast`. */
function poissonMasses(mean: number, atLeast: number): void {
  fillClass(Math.exp(-mean), atLeast, mean, (k) => mean / (k + 1));
}

/** @param ratio Mass at k + 1 by the mass at k. */
function fillClass(atZero: number, atLeast: number, mean: number, ratio: (k: number) => number): void {
  let term = atZero;
  let below = 0;
  for (let k = 0; k < atLeast; k++) {
    classMass[k] = term;
    classTail[k] = 1 - below;
    below += term;
    term *= ratio(k);
  }
  classTail[atLeast] = Math.max(0, 1 - below);
  if (atLeast <= mean) return;
  // Above the mean the tails are small: added up from the far end.
  let upper = 0;
  for (let k = atLeast; term > upper * 1e-17; k++) {
    upper += term;
    term *= ratio(k);
  }
  classTail[atLeast] = upper;
  for (let k = atLeast - 1; k >= mean; k--) classTail[k] = classTail[k + 1] + classMass[k];
}
