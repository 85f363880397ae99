// Data in which nothing is to be found: is a p of 0.01 one in a hundred, and how much is discovered at a rate of 5 %?

import { choiceSignificance } from '../dist/kernels/chance/choice-null.js';
import { countEdges, timingNull, timingTails } from '../dist/kernels/chance/timing-null.js';
import { eligibleShares, groupPositions, MICROSECONDS } from '../dist/kernels/shares/share-index.js';
import { timeShuffled } from '../dist/kernels/shares/time-shuffle.js';
import { randomBelow, seededRandom } from '../dist/kernels/statistics/random.js';
import { FDR } from './detection.mjs';
import { networkOf, worldOf } from './network.mjs';

/** Above every number of an object. */
const OBJECT_LIMIT = 2 ** 26;

export const ALPHAS = [0.1, 0.05, 0.01, 0.001];

/** Shares of pTiming at or below each level over all pairs of accounts with a common object, and discoveries at FDR 5 %. */
async function timingOf(shares, windowSeconds) {
  const eligible = eligibleShares(shares, 2);
  const model = timingNull(eligible, windowSeconds * MICROSECONDS, 1);
  const p = timingTails(model, countEdges(model, model.account.slice()));
  const pairs = pairsInCommon(model);
  const network = await networkOf(shares, { windowSeconds });
  const found = network.tests.qTiming.reduce((count, q) => count + (q <= FDR ? 1 : 0), 0);
  return {
    pairs,
    atMost: ALPHAS.map((alpha) => p.reduce((count, value) => count + (value <= alpha ? 1 : 0), 0)),
    edges: network.edges.length,
    found,
  };
}

/** Pairs of accounts that have an object in common at all; those never in step have p = 1. */
function pairsInCommon({ accountCount, accountStarts, objects }) {
  const account = new Int32Array(objects.length);
  for (let a = 0; a < accountCount; a++) account.fill(a, accountStarts[a], accountStarts[a + 1]);
  const objectCount = objects.reduce((most, object) => Math.max(most, object + 1), 0);
  const sharers = groupPositions(objects, objectCount);
  const met = new Int32Array(accountCount).fill(-1);
  let pairs = 0;
  for (let a = 0; a < accountCount; a++) {
    for (let i = accountStarts[a]; i < accountStarts[a + 1]; i++) {
      for (let j = sharers.starts[objects[i]]; j < sharers.starts[objects[i] + 1]; j++) {
        const b = account[sharers.positions[j]];
        if (b <= a || met[b] === a) continue;
        met[b] = a;
        pairs++;
      }
    }
  }
  return pairs;
}

/** A world whose times were dealt anew within objects, with groups planted before that. */
export function nullWorld(_, task) {
  const groups = [{ kind: 'planted', size: 12 }, { kind: 'fan-club' }];
  const { shares } = worldOf('repost', { seed: 500 + task, times: 'independent' }, groups);
  return timingOf(shares, 60);
}

/** Real shares with their times shuffled within objects. */
export function shuffledData({ shares, windowSeconds }, task) {
  return timingOf(timeShuffled(shares, seededRandom(900 + task)), windowSeconds);
}

/** Real shares with the objects dealt anew among accounts, so that everybody keeps their number of objects and every object its number of sharers. */
export function rewiredData({ shares }, task) {
  const rewired = rewire(eligibleShares(shares, 2), seededRandom(700 + task));
  const accounts = Int32Array.from(new Set(rewired.account)).sort();
  const ends = pairsOf(rewired);
  const { pChoice, qChoice, familySize } = choiceSignificance(rewired, ends);
  return {
    accounts: accounts.length,
    pairs: familySize,
    atMost: ALPHAS.map((alpha) => pChoice.reduce((count, p) => count + (p <= alpha ? 1 : 0), 0)),
    found: qChoice.reduce((count, q) => count + (q <= FDR ? 1 : 0), 0),
  };
}

/** Swaps objects between two random shares, again and again, where neither account has the other's object already. */
function rewire(shares, random) {
  const count = shares.object.length;
  const account = shares.account.slice();
  const object = shares.object;
  const key = (position) => account[position] * OBJECT_LIMIT + object[position];
  const held = new Set(Array.from(account, (_, position) => key(position)));
  const swaps = 10 * count;
  for (let swap = 0; swap < swaps; swap++) {
    const [x, y] = [randomBelow(random, count), randomBelow(random, count)];
    const [a, b] = [account[x], account[y]];
    const [keyXb, keyYa] = [b * OBJECT_LIMIT + object[x], a * OBJECT_LIMIT + object[y]];
    if (a === b || object[x] === object[y] || held.has(keyXb) || held.has(keyYa)) continue;
    held.delete(key(x));
    held.delete(key(y));
    account[x] = b;
    account[y] = a;
    held.add(keyXb);
    held.add(keyYa);
  }
  return { ...shares, account };
}

/** All pairs of accounts with at least one object in common. */
function pairsOf({ object, account }) {
  const seen = new Set();
  const accountA = [];
  const accountB = [];
  for (let start = 0; start < object.length; ) {
    let end = start;
    while (end < object.length && object[end] === object[start]) end++;
    for (let i = start; i < end; i++) {
      for (let j = i + 1; j < end; j++) {
        const [a, b] = [Math.min(account[i], account[j]), Math.max(account[i], account[j])];
        const key = a * OBJECT_LIMIT + b;
        if (a === b || seen.has(key)) continue;
        seen.add(key);
        accountA.push(a);
        accountB.push(b);
      }
    }
    start = end;
  }
  return { accountA: Int32Array.from(accountA), accountB: Int32Array.from(accountB) };
}
