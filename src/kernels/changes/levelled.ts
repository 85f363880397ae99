import type { Random } from '../statistics/random.js';

/** Mean of a day from which counts are scaled, as their probabilities no longer fit a number. */
const HIGHEST_MEAN = 500;

/**
 * A series as it might have been with one rate throughout: each count at the same place among the counts of its own stretch's rate as of the common rate.
 *
 * Counts of a stretch are taken for negative binomial around its mean; where a count has a probability of its own, its place within that is drawn (randomised probability integral transform). What hangs
 * together from day to day, and days that stand out of their stretch, stay so.
 *
 * @param bounds First day of each stretch, and the length of the series.
 * @see Dunn & Smyth (1996), Randomized quantile residuals, doi:10.1080/10618600.1996.10474708
 */
export function levelled(counts: Int32Array, bounds: readonly number[], dispersion: number, random: Random): Int32Array {
  const mean = meanOf(counts);
  const all = probabilities(mean, dispersion);
  const series = Int32Array.from(counts);
  for (let stretch = 1; stretch < bounds.length; stretch++) {
    const [from, to] = [bounds[stretch - 1] as number, bounds[stretch] as number];
    const own = meanOf(counts.subarray(from, to));
    const ownPlaces = probabilities(own, dispersion);
    for (let day = from; day < to; day++) {
      if (Math.max(own, mean) > HIGHEST_MEAN) series[day] = Math.round((counts[day] * mean) / own);
      else series[day] = all.countAt(ownPlaces.placeOf(counts[day], random()));
    }
  }
  return series;
}

function meanOf(counts: Int32Array): number {
  return counts.reduce((sum, count) => sum + count, 0) / counts.length;
}

/** Places of counts among those with some mean: how likely a lower one is, and back. */
function probabilities(mean: number, dispersion: number) {
  const odds = dispersion === 0 ? mean : mean / (1 + dispersion * mean);
  const below: number[] = [0];
  let mass = dispersion === 0 ? Math.exp(-mean) : Math.exp(-Math.log1p(dispersion * mean) / dispersion);
  let count = 0;
  const reach = (isFar: () => boolean): void => {
    while (!isFar() && mass > 1e-300) {
      below.push((below[count] as number) + mass);
      mass *= (odds * (1 + dispersion * count)) / (count + 1);
      count++;
    }
  };
  return {
    placeOf(value: number, share: number): number {
      reach(() => count > value);
      const low = below[Math.min(value, below.length - 1)] as number;
      const high = below[Math.min(value + 1, below.length - 1)] as number;
      return low + share * (high - low);
    },
    countAt(place: number): number {
      reach(() => (below[count] as number) > place);
      let [low, high] = [0, below.length - 1];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if ((below[middle] as number) <= place) low = middle;
        else high = middle;
      }
      return low;
    },
  };
}
