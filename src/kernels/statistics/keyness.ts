/**
 * How much more a word belongs to one of two collections, as the z-score of its log-odds ratio with an informative Dirichlet prior.
 *
 * The prior is the word's share of both collections together, worth `priorSize` words. Above 0: more in the first; |z| above 1.96 is rare by chance
 * where words are independent, which in posts they are not: an order of words, no test.
 *
 * @param counts Posts with the word in the first and in the second collection.
 * @param totals Posts (or words) of each collection.
 * @see Monroe, Colaresi & Quinn (2008), doi:10.1093/pan/mpn018
 */
export function logOddsZ(counts: readonly [number, number], totals: readonly [number, number], priorSize = 10): number {
  const prior = (priorSize * (counts[0] + counts[1])) / (totals[0] + totals[1]);
  const logOdds = (count: number, total: number): number => Math.log((count + prior) / (total + priorSize - count - prior));
  const variance = 1 / (counts[0] + prior) + 1 / (counts[1] + prior);
  return (logOdds(counts[0], totals[0]) - logOdds(counts[1], totals[1])) / Math.sqrt(variance);
}
