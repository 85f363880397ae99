// How often intervals of the top 1 % hold the true share under tails of known index, and how often they are withheld: figures of docs/voice.md.
// npm run build, then: node validation/concentration-tails.mjs [samples of each index, default 400]

import { concentration, countClasses, topShare } from '../dist/kernels/statistics/concentration.js';
import { wilson } from '../dist/kernels/statistics/proportion.js';
import { seededRandom } from '../dist/kernels/statistics/random.js';

const samples = Number(process.argv[2] ?? 400);
const AMPLIFIERS = 2000;
const DRAWS = 500;
const WORLD = 4_000_000;
const PART = 0.01;

/** Counts with P(count ≥ x) = x^−index. */
const counts = (n, index, random) => Float64Array.from({ length: n }, () => Math.floor((1 - random()) ** (-1 / index)));
const told = ({ share, low, high }) =>
  share === null ? 'none' : `${[share, low, high].map((value) => (100 * value).toFixed(0)).join(' / ')} %`;

console.log(`${samples} samples of ${AMPLIFIERS} amplifiers for each index; ${DRAWS} resamples; share of the top 1 %`);
for (const index of [1.2, 1.5, 1.8, 2.2, 2.5, 3, 4]) {
  const truth = topShare(countClasses(counts(WORLD, index, seededRandom(1))), PART);
  let [given, held] = [0, 0];
  for (let sample = 0; sample < samples; sample++) {
    const random = seededRandom(1000 + sample);
    const [share] = concentration(countClasses(counts(AMPLIFIERS, index, random)), [PART], DRAWS, random).topShares;
    if (share.low === null) continue;
    given++;
    if (share.low <= truth && truth <= share.high) held++;
  }
  console.log(
    `index ${index}: true share ${(100 * truth).toFixed(1)} %, given ${told(wilson(given, samples))}, of these hold it ${told(wilson(held, given))}`,
  );
}
