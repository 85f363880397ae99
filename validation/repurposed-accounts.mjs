// How often histories without a change are said to have one, and with which power a change is found: the figures of docs/voice.md.
// Run after a build: node validation/repurposed-accounts.mjs
import {
  cellProducts,
  memoryOf,
  profileChange,
  shiftedShare,
  shuffleInPieces,
  shuffleP,
  strongestSplit,
} from '../dist/kernels/changes/profile-split.js';
import { randomNormal, seededRandom } from '../dist/kernels/statistics/random.js';

const HISTORIES = 400;
const LEAST = 20;

/** Four values, each kept for `stay` posts on average. */
const values = (stay) => (postCount, random) => {
  let value = 0;
  return Array.from({ length: postCount }, () => {
    if (random() < 1 / stay) value = Math.floor(random() * 4);
    return oneOf(value, 4);
  });
};
const oneOf = (value, size) => Array.from({ length: size }, (_, place) => (place === value ? 1 : 0));

/** Posts about 64 topics whose weights wander and return, with a memory of so many posts; noise of twice their size. */
const topics = (memory) => (postCount, random) => {
  const keep = Math.exp(-1 / memory);
  const level = Array.from({ length: 64 }, () => randomNormal(random));
  return Array.from({ length: postCount }, () =>
    level.map((value, place) => {
      level[place] = keep * value + Math.sqrt(1 - keep * keep) * randomNormal(random);
      return level[place] + 2 * randomNormal(random);
    }),
  );
};

/** Eight topics at random; from `from` to `to` of the history a ninth takes `share` of all posts. */
const event = (share, from, to) => (postCount, random) =>
  Array.from({ length: postCount }, (_, index) =>
    oneOf(index >= from * postCount && index < to * postCount && random() < share ? 8 : Math.floor(random() * 8), 12),
  );

/** Two values; 90 % of the first before two fifths of the history, 10 % after, kept for `stay` posts on average. */
const change = (stay) => (postCount, random) => {
  let value = 0;
  return Array.from({ length: postCount }, (_, index) => {
    if (random() < 1 / stay) value = random() < (index < 0.4 * postCount ? 0.9 : 0.1) ? 0 : 1;
    return oneOf(value, 4);
  });
};

const KINDS = [
  ['values, independent', values(1), [40, 200, 1000]],
  ['values, kept for 3 posts', values(3), [40, 200, 1000]],
  ['values, kept for 10 posts', values(10), [200, 1000]],
  ['values, kept for 100 posts', values(100), [1000]],
  ['topics, memory of 5 posts', topics(5), [200]],
  ['topics, memory of 20 posts', topics(20), [200, 1000]],
  ['topics, memory of 300 posts', topics(300), [1000]],
  ['event of 40 % of posts, middle tenth', event(0.4, 0.45, 0.55), [200]],
  ['event of 40 % of posts, last third', event(0.4, 0.67, 1), [200]],
  ['event of 15 % of posts, last third', event(0.15, 0.67, 1), [200]],
  ['**change**, independent', change(1), [60, 200]],
  ['**change**, kept for 5 posts', change(5), [200, 1000]],
];

console.log(`${HISTORIES} histories for each row, seeds fixed.\n`);
console.log(
  '| history | posts | p ≤ 0.05 | p ≤ 0.01 | p ≤ 0.05 and shifts ≤ 0.1 | p ≤ 0.01, shifts ≤ 0.1, change ≥ 0.25 |\n|---|---|---|---|---|---|',
);
for (const [name, make, counts] of KINDS)
  for (const postCount of counts) {
    const tally = [0, 0, 0, 0];
    for (let seed = 0; seed < HISTORIES; seed++) {
      const random = seededRandom(seed * 7 + 1);
      const { p, shifts, change: size } = judge(make(postCount, random), random);
      if (p <= 0.05) tally[0]++;
      if (p <= 0.01) tally[1]++;
      if (p <= 0.05 && shifts <= 0.1) tally[2]++;
      if (p <= 0.01 && shifts <= 0.1 && size >= 0.25) tally[3]++;
    }
    console.log(`| ${name} | ${postCount} | ${tally.map((count) => `${((100 * count) / HISTORIES).toFixed(1)} %`).join(' | ')} |`);
  }

function judge(posts, random) {
  const [cellCount, dimensions] = [Math.min(posts.length, 64), posts[0].length];
  const sums = new Float64Array(cellCount * dimensions);
  const weight = new Float64Array(cellCount);
  for (const [index, post] of posts.entries()) {
    const cell = Math.floor((index * cellCount) / posts.length);
    weight[cell]++;
    for (let place = 0; place < dimensions; place++) sums[cell * dimensions + place] += post[place];
  }
  const cells = cellProducts(sums, weight, dimensions);
  const split = strongestSplit(cells, LEAST);
  const options = { least: LEAST, observed: split.statistic, memory: memoryOf(cells, split), draws: 999, enough: 5 };
  const p = shuffleP(shuffleInPieces(cells, options, random), 5);
  if (p > 0.05) return { p, shifts: 1, change: 0 };
  const side = (from, to) =>
    Float64Array.from({ length: dimensions }, (_, place) => {
      let sum = 0;
      for (let cell = from; cell < to; cell++) sum += sums[cell * dimensions + place];
      return sum;
    });
  const squared = posts[0].filter((value) => value === 1).length === 1 ? 1 : null;
  const size = squared === null ? 1 : profileChange(side(0, split.cell), side(split.cell, cellCount), [split.before, split.after], squared);
  return { p, shifts: shiftedShare(cells, LEAST, split.statistic), change: size ?? 0 };
}
