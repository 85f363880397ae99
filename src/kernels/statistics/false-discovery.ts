/**
 * False-discovery rates by Benjamini and Hochberg: for each p the smallest rate at which it would still be rejected.
 *
 * q_(i) = min over j ≥ i of familySize · p_(j) / j, at most 1, where p_(j) is the j-th smallest. Hypotheses of the family that are not
 * among `p` count as never rejected (p = 1), so a family larger than the list gives larger q. Rejecting all q ≤ α keeps the expected
 * share of false rejections at α or below, for independent tests and many positively dependent ones.
 *
 * @param p P-values, 0–1, in any order.
 * @param familySize Number of hypotheses that were in play; at least the number of p-values (default: just these).
 * @returns q-values in the order of `p`, 0–1.
 * @throws RangeError `a family of 3 cannot hold 5 p-values`; `p-value 2 is 1.5: not between 0 and 1`.
 * @see Benjamini & Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x
 */
export function benjaminiHochberg(p: Float64Array, familySize: number = p.length): Float64Array {
  if (!(familySize >= p.length)) throw new RangeError(`a family of ${familySize} cannot hold ${p.length} p-values`);
  const wrong = p.findIndex((value) => !(value >= 0 && value <= 1));
  if (wrong !== -1) throw new RangeError(`p-value ${wrong} is ${p[wrong]}: not between 0 and 1`);
  // No rank is above the list's length, so that all others have a rate of 1.
  const rising = p.filter((value) => value * familySize < p.length).sort();
  /** q of each p in rising order. */
  const rates = new Float64Array(rising.length);
  let least = 1;
  for (let rank = rising.length; rank > 0; rank--) {
    least = Math.min(least, (familySize * rising[rank - 1]) / rank);
    rates[rank - 1] = least;
  }
  return p.map((value) => (value * familySize < p.length ? rates[firstAtLeast(rising, value)] : 1));
}

/** Position of the first number that is at least `value`. */
function firstAtLeast(rising: Float64Array, value: number): number {
  let low = 0;
  let high = rising.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
