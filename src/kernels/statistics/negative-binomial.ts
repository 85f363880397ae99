/** Dispersion below which the distribution is taken for Poisson: its size 1 / dispersion would swallow the digits of counts. */
const LEAST_DISPERSION = 1e-7;

/** Steps that the continued fraction gets at most; it takes about the square root of the counts. */
const MOST_STEPS = 100_000;

/**
 * Probability that a negative-binomial count is at least `atLeast` (the upper tail).
 *
 * The count has mean m and variance m + dispersion · m²; dispersion 0 is the Poisson distribution. The tail is the incomplete beta
 * function, by its continued fraction, so that small tails keep their digits and heavy ones take no longer.
 *
 * @param mean Above 0.
 * @param dispersion At least 0.
 * @returns 0–1.
 * @see Hilbe (2011), Negative Binomial Regression, the form NB2, doi:10.1017/CBO9780511973420; DLMF 8.17.22
 */
export function negativeBinomialUpperTail(mean: number, dispersion: number, atLeast: number): number {
  if (atLeast <= 0) return 1;
  if (dispersion < LEAST_DISPERSION)
    return atLeast <= mean ? Math.max(0, 1 - poissonBelow(mean, atLeast - 1)) : poissonAbove(mean, atLeast);
  const size = 1 / dispersion;
  return atLeast > mean ? betaTail(mean, size, atLeast) : Math.max(0, 1 - betaBelow(mean, size, atLeast - 1));
}

/** Probability that a negative-binomial count is at most `atMost` (the lower tail); see `negativeBinomialUpperTail`. */
export function negativeBinomialLowerTail(mean: number, dispersion: number, atMost: number): number {
  if (atMost < 0) return 0;
  if (dispersion < LEAST_DISPERSION) return atMost > mean ? Math.max(0, 1 - poissonAbove(mean, atMost + 1)) : poissonBelow(mean, atMost);
  const size = 1 / dispersion;
  return atMost > mean ? Math.max(0, 1 - betaTail(mean, size, atMost + 1)) : betaBelow(mean, size, atMost);
}

/** P(count ≥ k) = I_x(k, size) with x = mean / (mean + size). */
function betaTail(mean: number, size: number, k: number): number {
  return incompleteBeta(mean / (mean + size), size / (mean + size), k, size);
}

/** P(count ≤ k) = I_(1 − x)(size, k + 1). */
function betaBelow(mean: number, size: number, k: number): number {
  return incompleteBeta(size / (mean + size), mean / (mean + size), size, k + 1);
}

/** The regularised incomplete beta function at x, with y = 1 − x given for its digits. */
export function incompleteBeta(x: number, y: number, a: number, b: number): number {
  if (x > (a + 1) / (a + b + 2)) return Math.max(0, 1 - incompleteBeta(y, x, b, a));
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(y)) / a;
  return Math.min(1, front * betaFraction(x, a, b));
}

/** The continued fraction of the incomplete beta function, by the modified method of Lentz. */
function betaFraction(x: number, a: number, b: number): number {
  const kept = (value: number): number => (Math.abs(value) < 1e-300 ? 1e-300 : value);
  let c = 1;
  let d = 1 / kept(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let step = 1; step < MOST_STEPS; step++) {
    const before = fraction;
    for (const part of [
      (step * (b - step) * x) / ((a + 2 * step - 1) * (a + 2 * step)),
      (-(a + step) * (a + b + step) * x) / ((a + 2 * step) * (a + 2 * step + 1)),
    ]) {
      d = 1 / kept(1 + part * d);
      c = kept(1 + part / c);
      fraction *= c * d;
    }
    if (Math.abs(fraction - before) < 1e-14 * Math.abs(fraction)) break;
  }
  return fraction;
}

/** P(Poisson ≥ k) for k above the mean, from the largest term. */
function poissonAbove(mean: number, k: number): number {
  let sum = 0;
  for (let [term, at] = [1, k]; term > sum * 1e-16; at++) {
    sum += term;
    term *= mean / (at + 1);
  }
  return Math.min(1, Math.exp(negativeBinomialLogMass(mean, 0, k)) * sum);
}

/** P(Poisson ≤ k) for k up to the mean, from the largest term. */
function poissonBelow(mean: number, k: number): number {
  let sum = 0;
  for (let [term, at] = [1, k]; at >= 0 && term > sum * 1e-16; at--) {
    sum += term;
    term *= at / mean;
  }
  return Math.min(1, Math.exp(negativeBinomialLogMass(mean, 0, k)) * sum);
}

/** Natural logarithm of the probability of exactly `count`; see `negativeBinomialUpperTail`. */
export function negativeBinomialLogMass(mean: number, dispersion: number, count: number): number {
  if (dispersion < LEAST_DISPERSION) return count * Math.log(mean) - mean - logGamma(count + 1);
  const size = 1 / dispersion;
  const common = logGamma(count + size) - logGamma(size) - logGamma(count + 1);
  return common - size * Math.log1p(mean / size) - count * Math.log1p(size / mean);
}

/** Logarithm of the gamma function above 0: Stirling's series after shifting the argument to at least 10; 13 digits. */
export function logGamma(x: number): number {
  let shift = 1;
  let at = x;
  for (; at < 10; at++) shift *= at;
  const inverse = 1 / at;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (at - 0.5) * Math.log(at) - at + 0.5 * Math.log(2 * Math.PI) + series - Math.log(shift);
}
