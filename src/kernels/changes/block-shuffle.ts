import { type Random, randomBelow } from '../statistics/random.js';

/**
 * Draws series in which nothing changes for good from one: its blocks of consecutive days in random order, each of them once.
 *
 * Where blocks are exchangeable, as they are if nothing changes and nothing hangs together for longer than a block, the series that was seen is one of these draws like any other, so
 * that a p-value from them is exact. Blocks of whole weeks keep a weekly rhythm. What does not fill a block stays where it is, at both ends, in parts that differ from draw to draw.
 * (Blocks drawn with replacement repeat the busiest ones, and made a test of 5 % one of 1 % on series of 60 to 180 days.)
 *
 * @param blockDays Length of a block, in days.
 * @returns A function that fills `into` with a new series.
 */
export function blockShuffle(counts: Int32Array, blockDays: number, random: Random): (into: Int32Array<ArrayBuffer>) => void {
  const blockCount = Math.floor(counts.length / blockDays);
  const rest = counts.length - blockCount * blockDays;
  const order = Int32Array.from({ length: blockCount }, (_, block) => block);
  return (into) => {
    into.set(counts);
    const head = randomBelow(random, rest + 1);
    for (let place = blockCount - 1; place > 0; place--) {
      const other = randomBelow(random, place + 1);
      const kept = order[place];
      order[place] = order[other];
      order[other] = kept;
    }
    for (let place = 0; place < blockCount; place++) {
      const from = head + order[place] * blockDays;
      into.set(counts.subarray(from, from + blockDays), head + place * blockDays);
    }
  };
}
