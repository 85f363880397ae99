import { incompleteBeta } from './negative-binomial.js';

/**
 * Probability that Student's t is at least a value: P(T ≥ t) = I_x(ν/2, 1/2) ÷ 2 at x = ν ÷ (ν + t²).
 *
 * @param t At least 0.
 * @param degrees Degrees of freedom ν, above 0, not necessarily whole.
 * @throws RangeError on a negative t or no degrees of freedom.
 */
export function studentTail(t: number, degrees: number): number {
  if (!(t >= 0) || !(degrees > 0)) throw new RangeError(`t must be at least 0 and the degrees of freedom above 0, got ${t} and ${degrees}`);
  if (t === 0) return 0.5;
  const square = t * t;
  if (square === Number.POSITIVE_INFINITY) return 0;
  return incompleteBeta(degrees / (degrees + square), square / (degrees + square), degrees / 2, 0.5) / 2;
}
