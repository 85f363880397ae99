// What the results of single worlds come to.

import { wilson } from '../dist/kernels/proportion.js';
import { ALPHAS } from './calibration.mjs';
import { GRID } from './detection.mjs';

const sum = (values) => values.reduce((total, value) => total + value, 0);

/** Recall (members that are tied to another member) and precision (pairs inside the group among those kept) of one rule over some worlds. */
export function rates(worlds, rule) {
  const counts = worlds.map((world) => world[rule]);
  return {
    recall: wilson(sum(counts.map(({ accounts }) => accounts)), sum(counts.map(({ allAccounts }) => allAccounts))),
    pairRecall: wilson(sum(counts.map(({ pairs }) => pairs)), sum(counts.map(({ allPairs }) => allPairs))),
    precision: wilson(sum(counts.map(({ pairs }) => pairs)), sum(counts.map(({ kept }) => kept))),
    kept: sum(counts.map(({ kept }) => kept)) / counts.length,
  };
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
    const accounts = wilson(sum(own.map((row) => row.accounts)), sum(own.map((row) => row.allAccounts)));
    const pairs = wilson(sum(own.map((row) => row.pairs)), sum(own.map((row) => row.allPairs)));
    return { label, ...accounts, pairs };
  });
}

/** Mean share of p at or below each level with the 95 % interval over worlds. */
export function levelShares(worlds) {
  return ALPHAS.map((alpha, level) => {
    const shares = worlds.map(({ atMost, pairs }) => atMost[level] / pairs);
    const mean = sum(shares) / shares.length;
    const deviation = Math.sqrt(sum(shares.map((share) => (share - mean) ** 2)) / (shares.length - 1));
    const reach = (1.96 * deviation) / Math.sqrt(shares.length);
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
