/**
 * The quantile of some numbers, by linear interpolation between order statistics (type 7, the default of R and NumPy).
 *
 * @param values At least one number, in any order; not changed.
 * @param probability 0–1.
 * @throws RangeError on no values or a probability outside 0–1.
 * @see Hyndman & Fan (1996), doi:10.2307/2684934
 */
export function quantile(values: ArrayLike<number>, probability: number): number {
  if (values.length === 0) throw new RangeError('a quantile needs at least one value');
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`probability must be between 0 and 1, got ${probability}`);
  const sorted = Float64Array.from(values).sort();
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}
