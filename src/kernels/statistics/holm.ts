/**
 * P-values adjusted for their number, so that the chance of any false rejection stays at the level (Holm): the k-th smallest of n times n − k + 1, never below the one before, at most 1.
 *
 * @param p 0–1; NaN stands for no test, stays and does not count.
 * @see Holm (1979), A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6:65–70
 */
export function holm(p: Float64Array): Float64Array {
  const tested = [...p.keys()].filter((index) => !Number.isNaN(p[index])).sort((a, b) => p[a] - p[b]);
  const adjusted = new Float64Array(p.length).fill(Number.NaN);
  let least = 0;
  for (const [rank, index] of tested.entries()) {
    least = Math.max(least, Math.min(1, p[index] * (tested.length - rank)));
    adjusted[index] = least;
  }
  return adjusted;
}
