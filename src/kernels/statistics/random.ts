/** A stream of uniform numbers in [0, 1). */
export type Random = () => number;

/**
 * A seeded stream of uniform numbers: sfc32, its state filled from the seed by splitmix32.
 *
 * The same seed gives the same stream on every machine; neighbouring seeds give unrelated streams.
 *
 * @param seed Any integer; its low 32 bits count.
 * @returns A function that yields the next number in [0, 1), with 32 bits of resolution.
 * @see Doty-Humphrey (2010), PractRand, sfc generators.
 */
export function seededRandom(seed: number): Random {
  let mix = seed | 0;
  const next32 = (): number => {
    mix = (mix + 0x9e3779b9) | 0;
    let z = mix ^ (mix >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return z ^ (z >>> 15);
  };
  let a = next32();
  let b = next32();
  let c = next32();
  let d = 1;
  const random = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let warmUp = 0; warmUp < 12; warmUp++) random();
  return random;
}

/** A whole number in [0, bound). */
export function randomBelow(random: Random, bound: number): number {
  return Math.floor(random() * bound);
}

/** An exponential waiting time with the given mean. */
export function randomExponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random());
}

/** A standard normal number (Box–Muller, one of the two). */
export function randomNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * Draws indices with given weights in constant time each (Walker's alias method).
 *
 * @param weights Non-negative, at least one above zero.
 * @returns A function that draws an index in [0, weights.length) with probability proportional to its weight.
 * @see Vose (1991), doi:10.1109/32.92917
 */
export function weightedIndex(weights: Float64Array, random: Random): () => number {
  const n = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const threshold = Float64Array.from(weights, (weight) => (weight / total) * n);
  const alias = new Int32Array(n);
  const small: number[] = [];
  const large: number[] = [];
  for (let i = 0; i < n; i++) (threshold[i] < 1 ? small : large).push(i);
  while (small.length > 0 && large.length > 0) {
    const less = small.pop() as number;
    const more = large.pop() as number;
    alias[less] = more;
    threshold[more] -= 1 - threshold[less];
    (threshold[more] < 1 ? small : large).push(more);
  }
  for (const rest of [...small, ...large]) threshold[rest] = 1;
  return () => {
    const i = Math.floor(random() * n);
    return random() < threshold[i] ? i : alias[i];
  };
}
