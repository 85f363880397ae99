import { logGamma } from './negative-binomial.js';
import type { Random } from './random.js';

/** Mean below which waiting times are drawn one by one. */
const SMALL_MEAN = 10;

/**
 * A binomial number: how many of `trials` succeed, each with chance `p`.
 *
 * Waiting times (Devroye 1986, X.4.3) below a mean of 10, transformed rejection (BTRS) above; both exact but for rounding.
 *
 * @param trials A whole number of at least 0; `p` 0–1.
 * @see Hörmann (1993), doi:10.1080/00949659308811496
 */
export function randomBinomial(random: Random, trials: number, p: number): number {
  if (trials <= 0 || p <= 0) return 0;
  if (p >= 1) return trials;
  if (p > 0.5) return trials - randomBinomial(random, trials, 1 - p);
  return trials * p < SMALL_MEAN ? byWaiting(random, trials, p) : byRejection(random, trials, p);
}

function byWaiting(random: Random, trials: number, p: number): number {
  const scale = 1 / Math.log1p(-p);
  let [successes, passed] = [0, 0];
  for (;;) {
    passed += Math.floor(Math.log(1 - random()) * scale) + 1;
    if (passed > trials) return successes;
    successes++;
  }
}

function byRejection(random: Random, trials: number, p: number): number {
  const spread = Math.sqrt(trials * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = trials * p + 0.5;
  const quick = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const odds = Math.log(p / (1 - p));
  const mode = Math.floor((trials + 1) * p);
  const peak = logGamma(mode + 1) + logGamma(trials - mode + 1);
  for (;;) {
    const v = random();
    const u = random() - 0.5;
    const edge = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / edge + b) * u + centre);
    if (k < 0 || k > trials) continue;
    if (edge >= 0.07 && v <= quick) return k;
    if (Math.log((v * alpha) / (a / (edge * edge) + b)) <= peak - logGamma(k + 1) - logGamma(trials - k + 1) + (k - mode) * odds) return k;
  }
}
