// What the results of single worlds come to.

import { wilson } from '../dist/kernels/statistics/proportion.js';
import { ALPHAS } from './calibration.mjs';
import { GRID } from './detection.mjs';

const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Recall (members that are tied to another member) and precision (pairs inside the group among those kept) of one rule over some worlds. */
export function rates(worlds, rule) {
  const counts = worlds.map((world) => ({ cell: GRID_NAMES.map((name) => world[name]).join(' '), ...world[rule] }));
  return {
    recall: pooled(counts, 'accounts', 'allAccounts'),
    pairRecall: pooled(counts, 'pairs', 'allPairs'),
    precision: pooled(counts, 'pairs', 'kept'),
    kept: sum(counts.map(({ kept }) => kept)) / counts.length,
  };
}

const GRID_NAMES = ['size', 'jitterSeconds', 'participation', 'camouflage'];

/**
 * A share pooled over worlds with its 95 % interval, where worlds are the independent observations and not the accounts or pairs in them.
 *
 * Wilson's interval for the number of independent trials that would vary as much as the pooled share does among worlds of one cell
 * (linearised ratio); as many trials as worlds where all or none succeed. A world alone in its cell says nothing of how worlds vary.
 */
export function pooled(worlds, part, whole) {
  const trials = sum(worlds.map((world) => world[whole]));
  const share = sum(worlds.map((world) => world[part])) / trials;
  if (trials === 0) return wilson(0, 0);
  let variance = 0;
  for (const name of new Set(worlds.map(({ cell }) => cell))) {
    const own = worlds.filter(({ cell }) => cell === name);
    const residuals = own.map((world) => world[part] - share * world[whole]);
    const mean = sum(residuals) / own.length;
    if (own.length > 1) variance += (own.length / (own.length - 1)) * sum(residuals.map((residual) => (residual - mean) ** 2));
  }
  const isExtreme = share === 0 || share === 1;
  const effective = isExtreme ? worlds.length : (share * (1 - share) * trials ** 2) / variance;
  const size = Math.min(trials, effective);
  return wilson(share * size, size);
}

/** One share for each cell of the grid. */
export function surface(worlds, rule, name) {
  const { sizes, jitters, participations, camouflages } = GRID;
  return sizes.flatMap((size) =>
    jitters.flatMap((jitterSeconds) =>
      participations.flatMap((participation) =>
        camouflages.map((camouflage) => {
          const cell = { size, jitterSeconds, participation, camouflage };
          return { ...cell, share: rates(worldsAt(worlds, cell), rule)[name].share };
        }),
      ),
    ),
  );
}

export function worldsAt(worlds, cell) {
  return worlds.filter((world) => Object.entries(cell).every(([name, value]) => world[name] === value));
}

/** The smallest size of which at least half of the members are tied, at each jitter and participation; null where none is. */
export function smallestFound(worlds, cell) {
  return GRID.sizes.find((size) => rates(worldsAt(worlds, { ...cell, size }), 'antiphon').recall.share >= 0.5) ?? null;
}

const LABELS = {
  planted: 'planted',
  'fan-club': 'fan club',
  'news-desk': 'news desk',
  'scheduled-official': 'scheduled official posting',
  'notification-followers': 'followers of one notification',
};

/** How often the members of each kind of group are tied to another member, over all seeds. */
export function kindRows(negatives) {
  const rows = negatives.flatMap(({ layer, groups }) => groups.map((group) => ({ ...group, layer })));
  const keys = [...new Set(rows.map(({ kind, layer }) => `${LABELS[kind]} (${layer})`))];
  return keys.map((label) => {
    const own = rows.filter(({ kind, layer }) => `${LABELS[kind]} (${layer})` === label);
    return { label, ...pooled(own, 'accounts', 'allAccounts'), pairs: pooled(own, 'pairs', 'allPairs') };
  });
}

/** The 97.5 % quantile of Student's t (Cornish–Fisher from the normal one; within 0.3 % from 9 degrees of freedom on). */
function studentQuantile(degrees) {
  const z = 1.959964;
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
}

/** Mean share of p at or below each level with the 95 % interval over worlds. */
export function levelShares(worlds) {
  return ALPHAS.map((alpha, level) => {
    const shares = worlds.map(({ atMost, pairs }) => atMost[level] / pairs);
    const mean = sum(shares) / shares.length;
    const deviation = Math.sqrt(sum(shares.map((share) => (share - mean) ** 2)) / (shares.length - 1));
    const reach = (studentQuantile(shares.length - 1) * deviation) / Math.sqrt(shares.length);
    return { alpha, share: mean, low: Math.max(0, mean - reach), high: mean + reach };
  });
}

export function calibrationRows({ nulls, shuffled, rewired }) {
  const of = (data, worlds) => levelShares(worlds).map((row) => ({ data, ...row }));
  return [
    ...of('null worlds, timing', nulls),
    ...Object.entries(shuffled).flatMap(([windowSeconds, worlds]) => of(`retweets ${windowSeconds} s, timing`, worlds)),
    ...of('retweets rewired, choice', rewired),
  ];
}
