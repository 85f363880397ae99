// Networks of simulated and of real shares, made by the product's own code, without a case in between.

import { coShareNetwork, selectedShares } from '../dist/analyses/coordination/co-share-network.js';
import { checkParameters } from '../dist/analyses/parameters.js';
import { coordinationWorld, worldShares } from '../dist/simulate/coordination-world.js';
import { backgroundParameters, groupParameters } from '../dist/simulate/world-parameters.js';

export const quiet = {
  progress: { step: () => undefined, update: () => undefined },
  signal: new AbortController().signal,
  now: new Date(),
};

const SETTINGS = {
  minActions: 2,
  minObjects: 2,
  significance: 'q',
  permutations: 200,
  groups: 'components',
  resolution: 1,
  seeds: 1,
  seed: 1,
};

/** The co-share network of some shares, tested as `run coordination` tests it. */
export function networkOf(shares, settings) {
  const values = { ...SETTINGS, ...settings };
  return coShareNetwork(selectedShares(shares, values), values, quiet);
}

/** A world with groups in one layer, organic people in that layer alone, and its shares. */
export function worldOf(layer, background, groups) {
  const weights = {
    repostWeight: 0,
    urlWeight: 0,
    hashtagWeight: 0,
    textWeight: 0,
    [`${layer === 'near-text' ? 'text' : layer}Weight`]: 1,
  };
  const world = coordinationWorld({
    background: checkParameters(backgroundParameters, { shareCount: 10_000, ...weights, ...background }),
    groups: groups.map((group) => checkParameters(groupParameters, { layer, ...group })),
  });
  return { world, shares: worldShares(world, layer) };
}

/** The group of each account, as an index in the world's groups, −1 for organic people; and the kind of each group. */
export function truthOf(world) {
  return {
    group: world.accounts.group,
    kinds: world.groups.map(({ options }) => options.kind),
    members: world.groups.map(({ members }) => members),
  };
}

/** What a list of edges holds of a world: pairs inside each group, and all pairs. */
export function scored(edges, { group, members }) {
  const right = members.map(() => 0);
  const tied = members.map(() => new Set());
  for (let edge = 0; edge < edges.accountA.length; edge++) {
    const [a, b] = [edges.accountA[edge], edges.accountB[edge]];
    if (group[a] === -1 || group[a] !== group[b]) continue;
    right[group[a]]++;
    tied[group[a]].add(a).add(b);
  }
  return members.map((own, index) => ({
    pairs: right[index],
    allPairs: (own.length * (own.length - 1)) / 2,
    accounts: tied[index].size,
    allAccounts: own.length,
  }));
}
