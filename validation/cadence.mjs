// How often `cadence` finds a change of rate where there is none, how often it finds planted ones, and how often `duel`'s p-value is at most 5 % at a date without meaning. Prints a table; docs/voice.md has its figures.

import { dateTest } from '../dist/kernels/changes/before-after.js';
import { findRateChanges } from '../dist/kernels/changes/rate-changes.js';
import { wilson } from '../dist/kernels/statistics/proportion.js';
import { randomNormal, seededRandom } from '../dist/kernels/statistics/random.js';

const SERIES = Number(process.argv[2] ?? 400);
const LENGTHS = [60, 92, 180];
const WEEK = [1.3, 1.3, 1.2, 1.2, 1, 0.5, 0.5];

function poisson(mean, random) {
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * randomNormal(random)));
  const least = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > least; product *= random()) count++;
  return count;
}

/** Days of a rate whose logarithm is a first-order autoregression with this correlation and a standard deviation of 0.5, with a rhythm of the week. */
function remembering(correlation) {
  return (length, random) => {
    let state = randomNormal(random);
    return Array.from({ length }, (_, day) => {
      state = correlation * state + Math.sqrt(1 - correlation ** 2) * randomNormal(random);
      return poisson(5 * WEEK[day % 7] * Math.exp(0.5 * state), random);
    });
  };
}

const days = (of) => (length, random) => Array.from({ length }, (_, day) => of(day, random));
const exponential = (random) => -Math.log(1 - random());
const NULLS = {
  'Poisson, 0.2 a day': days((_, random) => poisson(0.2, random)),
  'Poisson, 3 a day': days((_, random) => poisson(3, random)),
  'negative binomial, 5 a day, dispersion 0.5': days((_, random) => poisson(2.5 * (exponential(random) + exponential(random)), random)),
  'negative binomial, 5 a day, dispersion 1': days((_, random) => poisson(5 * exponential(random), random)),
  'Poisson with a rhythm of the week': days((day, random) => poisson(5 * WEEK[day % 7], random)),
  'rhythm of the week, correlation 0.3': remembering(0.3),
  'rhythm of the week, correlation 0.5': remembering(0.5),
  'rhythm of the week, correlation 0.7': remembering(0.7),
  '2 a day and bursts of 60 on 3 % of days': days((_, random) => poisson(2, random) + (random() < 0.03 ? poisson(60, random) : 0)),
  '20 on 5 % of days, else nothing': days((_, random) => (random() < 0.05 ? poisson(20, random) : 0)),
};

function find(list, seed) {
  const counts = Int32Array.from(list);
  return findRateChanges({ starts: Int32Array.of(0, counts.length), counts, leastDays: 7, level: 0.05, draws: 199, seed }, 0);
}

function told(hits, of) {
  const { share, low, high } = wilson(hits, of);
  return `${(share * 100).toFixed(1)} % (${(low * 100).toFixed(1)}–${(high * 100).toFixed(1)})`;
}

console.log(
  `| series without change | ${LENGTHS.map((length) => `${length} days`).join(' | ')} |\n| --- |${LENGTHS.map(() => ' --- |').join('')}`,
);
for (const [name, make] of Object.entries(NULLS)) {
  const cells = LENGTHS.map((length) => {
    const random = seededRandom(length);
    let alarms = 0;
    for (let run = 0; run < SERIES; run++) if (find(make(length, random), run).p <= 0.05) alarms++;
    return told(alarms, SERIES);
  });
  console.log(`| ${name} | ${cells.join(' | ')} |`);
}

const PLANTED = [
  [1 / 7, 3, 28],
  [1 / 7, 1 / 2, 60],
  [1, 2, 60],
  [1, 1.5, 60],
  [3, 1, 28],
];
console.log('\n| planted, 180 days | found | its day within 1 day | within its interval |\n| --- | --- | --- | --- |');
for (const [before, after, length] of PLANTED) {
  const random = seededRandom(length);
  let [found, near, within] = [0, 0, 0];
  const runs = Math.ceil(SERIES / 4);
  const at = 180 - length;
  for (let run = 0; run < runs; run++) {
    const { changes } = find(
      Array.from({ length: 180 }, (_, day) => poisson(day < at ? before : after, random)),
      run,
    );
    if (changes.length === 0) continue;
    found++;
    const nearest = changes.reduce((best, change) => (Math.abs(change.day - at) < Math.abs(best.day - at) ? change : best));
    if (Math.abs(nearest.day - at) <= 1) near++;
    if (nearest.lowDay <= at && nearest.highDay >= at) within++;
  }
  const rate = (value) => (value < 1 ? value.toFixed(2) : value);
  console.log(
    `| ${rate(before)} to ${rate(after)} a day, the last ${length} days | ${told(found, runs)} | ${told(near, found)} | ${told(within, found)} |`,
  );
}

// A date without meaning in a slowly moving series: all other dates, or only those whose days do not overlap.
const random = seededRandom(5);
let [all, apart] = [0, 0];
const worlds = SERIES * 5;
for (let world = 0; world < worlds; world++) {
  const list = remembering(0.9)(240, random);
  const mean = (from, to) => list.slice(from, to).reduce((sum, count) => sum + count, 0.5) / (to - from);
  const change = (at) => Math.log(mean(at, at + 28)) - Math.log(mean(at - 28, at));
  const dates = Array.from({ length: 240 - 56 }, (_, date) => date + 28);
  const event = dates[Math.floor(random() * dates.length)];
  const of = (others) => dateTest(change(event), others.map(change)).p <= 0.05;
  if (of(dates.filter((date) => date !== event))) all++;
  if (of(dates.filter((date) => Math.abs(date - event) >= 56))) apart++;
}
console.log(
  `\np ≤ 5 % at a date without meaning, ${worlds} series: ${told(all, worlds)} against all other dates; ${told(apart, worlds)} against dates whose days do not overlap`,
);
