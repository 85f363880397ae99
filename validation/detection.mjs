// Planted groups and hard negatives in simulated worlds: what is found at a false-discovery rate of 5 %, and what the tools' rules keep.

import { coortweetEdges, coortweetPairs } from '../dist/kernels/shares/coortweet.js';
import { directedWeights } from '../dist/kernels/shares/directed-weights.js';
import { MICROSECONDS } from '../dist/kernels/shares/share-index.js';
import { quantile } from '../dist/kernels/statistics/quantile.js';
import { CAUSES } from '../dist/simulate/world-draft.js';
import { networkOf, scored, truthOf, worldOf } from './network.mjs';

export const FDR = 0.05;
export const GRID = {
  sizes: [5, 10, 20, 50],
  jitters: [1, 10, 60, 600, 3600],
  participations: [0.2, 0.5, 1],
  camouflages: [0, 0.5, 0.9],
  repetitions: 2,
};

/** Seed of the first world; each has one of its own, since worlds of one seed have the same organic people. */
const FIRST_SEED = 1001;

/** All cells of the grid, each with its repetitions. */
export function detectionTasks() {
  const { sizes, jitters, participations, camouflages, repetitions } = GRID;
  const cells = sizes.flatMap((size) =>
    jitters.flatMap((jitterSeconds) =>
      participations.flatMap((participation) =>
        camouflages.flatMap((camouflage) =>
          Array.from({ length: repetitions }, () => ({ size, jitterSeconds, participation, camouflage })),
        ),
      ),
    ),
  );
  return cells.map((cell, index) => ({ ...cell, seed: FIRST_SEED + index }));
}

/** One planted group in one organic world: what the network at FDR 5 % holds, and what the tools' rules hold. */
export async function detect({ tasks }, task) {
  const { seed, ...group } = tasks[task];
  const { world, shares } = worldOf('repost', { seed }, [{ kind: 'planted', ...group }]);
  const truth = truthOf(world);
  const windowSeconds = Math.max(60, group.jitterSeconds);
  const network = await networkOf(shares, { windowSeconds, fdr: FDR });
  const count = (edges) => ({ kept: edges.accountA.length, ...scored(edges, truth)[0] });
  return {
    ...tasks[task],
    windowSeconds,
    tested: network.edgeCount,
    antiphon: count(network.edges),
    coortweet: count(coortweetRule(shares, windowSeconds)),
    toolkit: count(toolkitRule(shares, windowSeconds)),
  };
}

/** CooRTweet's default rule: pairs whose weight is strictly above the median weight, accounts with at least two shares. */
function coortweetRule(shares, windowSeconds) {
  const rows = { ...shares, length: shares.object.length, isOwnObject: new Uint8Array(shares.object.length) };
  const pairs = coortweetPairs(rows, { window: windowSeconds * MICROSECONDS, minParticipation: 2, removeLoops: true });
  const edges = coortweetEdges(rows, pairs);
  if (edges.length === 0) return edges;
  const threshold = quantile(edges.weight, 0.5);
  return picked(edges, (edge) => edges.weight[edge] > threshold);
}

/** The toolkit's weight of at least two messages, in either direction. */
function toolkitRule(shares, windowSeconds) {
  const { source, target } = directedWeights(shares, windowSeconds * MICROSECONDS, 2);
  const seen = new Set();
  return picked(
    { accountA: source.map((a, i) => Math.min(a, target[i])), accountB: source.map((a, i) => Math.max(a, target[i])) },
    (_, a, b) => {
      const key = `${a} ${b}`;
      return !seen.has(key) && seen.add(key);
    },
  );
}

function picked({ accountA, accountB }, isKept) {
  const kept = Int32Array.from(accountA.keys()).filter((edge) => isKept(edge, accountA[edge], accountB[edge]));
  return { accountA: kept.map((edge) => accountA[edge]), accountB: kept.map((edge) => accountB[edge]) };
}

/** Worlds with every hard negative of a layer beside a planted group, by seed. */
export const NEGATIVES = [
  { layer: 'repost', groups: [{ kind: 'planted' }, { kind: 'fan-club' }, { kind: 'notification-followers' }] },
  { layer: 'url', groups: [{ kind: 'planted' }, { kind: 'news-desk' }] },
  { layer: 'near-text', groups: [{ kind: 'planted' }, { kind: 'scheduled-official' }] },
];
export const NEGATIVE_SEEDS = 5;

export async function detectNegatives(_, task) {
  const { layer, groups } = NEGATIVES[Math.floor(task / NEGATIVE_SEEDS)];
  const { world, shares } = worldOf(layer, { seed: 100 + (task % NEGATIVE_SEEDS) }, groups);
  const truth = truthOf(world);
  const network = await networkOf(shares, { windowSeconds: 60, fdr: FDR });
  const inGroups = scored(network.edges, truth);
  const isNews = newsPairs(network.edges, world, shares);
  return {
    layer,
    kept: network.edges.accountA.length,
    groups: truth.kinds.map((kind, index) => ({ kind, ...inGroups[index] })),
    organic: network.edges.accountA.length - inGroups.reduce((sum, { pairs }) => sum + pairs, 0),
    ...isNews,
  };
}

/** Kept pairs of organic people that shared objects of breaking news in common, by what caused their shares. */
function newsPairs({ accountA, accountB }, world, shares) {
  const cause = world.shares.cause;
  const reacted = new Set();
  for (const share of shares.post) if (cause[share] === BREAKING) reacted.add(world.shares.account[share]);
  let both = 0;
  for (let edge = 0; edge < accountA.length; edge++) {
    const [a, b] = [accountA[edge], accountB[edge]];
    if (world.accounts.group[a] === -1 && world.accounts.group[b] === -1 && reacted.has(a) && reacted.has(b)) both++;
  }
  return { breakingNews: both };
}

const BREAKING = CAUSES.indexOf('breaking-news');
