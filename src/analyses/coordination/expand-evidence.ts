import { burstTails } from '../../kernels/chance/creation-burst.js';
import { type Likeness, labelTails, likeByDistance } from '../../kernels/chance/label-neighbours.js';
import { harmonicMeanP } from '../../kernels/shares/multiplex.js';
import { otherThanSeed, seedTies, type TestedEdges } from '../../kernels/shares/seed-ties.js';
import { MICROSECONDS } from '../../kernels/shares/share-index.js';
import { benjaminiHochberg } from '../../kernels/statistics/false-discovery.js';
import { nearTexts } from '../../kernels/text/near-texts.js';
import type { AccountProfiles } from '../../store/account-profiles.js';

/** Least Jaccard index of the shingles of two names, or two descriptions, that are near-duplicates. */
export const NEAR_PROFILE = 0.7;

const DAY_SECONDS = 86_400;
/** Longest gap between two creations that are known to the minute. */
const CREATION_GAP_SECONDS = 60;

/** One way of telling whether an account is like the seeds. */
export interface Comparison {
  /** 1 for accounts that it can be told of. */
  readonly isKnown: Uint8Array;
  /** The chance of as much likeness, 0–1, by account. */
  tails(isSeed: Uint8Array): Float64Array;
}

/** What a case says of accounts beside what they shared; worked out once for all lists of seeds. */
export interface ProfileEvidence {
  /** Made on a day with many seeds, by the calendar and by the other accounts of that day; made within a minute of seeds. */
  readonly creation: readonly Comparison[];
  /** Display name and description. */
  readonly profile: readonly Comparison[];
  /** Highest similarity of a name or description to that of a seed; NaN below `NEAR_PROFILE`. */
  similarity(isSeed: Uint8Array): Float64Array;
}

/**
 * Prepares creation and profiles for comparison.
 *
 * @param isAnchor 1 for every account that may be a seed.
 * @param keys Identifiers; a name that is only the identifier again is none.
 */
export function profileEvidence(profiles: AccountProfiles, isAnchor: Uint8Array, keys: readonly string[]): ProfileEvidence {
  const names = profiles.displayName.map((name, account) => (name === keys[account] ? null : name));
  const texts = [names, profiles.description].map((column) => nearTexts(column, isAnchor, NEAR_PROFILE));
  return {
    creation: creationEvidence(profiles),
    profile: texts.flatMap(({ likeness }) => byLabels(likeness)),
    similarity(isSeed) {
      const highest = texts.map((column) => column.highest(isSeed));
      return Float64Array.from(
        isSeed,
        (_, account) => highest.reduce((most, one) => (one[account] > most ? one[account] : most), 0) || Number.NaN,
      );
    },
  };
}

function creationEvidence({ createdAt, createdPrecisionSeconds }: AccountProfiles): Comparison[] {
  const known = (seconds: number): Float64Array =>
    createdAt.map((time, account) => (createdPrecisionSeconds[account] <= seconds ? time : Number.NaN));
  const day = known(DAY_SECONDS).map((time) => Math.floor(time / (DAY_SECONDS * MICROSECONDS)));
  const sameDay = likeByDistance(day, 0);
  const burst = { isKnown: sameDay.isKnown, tails: (isSeed: Uint8Array) => burstTails(day, isSeed) };
  return [
    ...(sameDay.knownCount < 2 ? [] : [burst]),
    ...byLabels(sameDay),
    ...byLabels(likeByDistance(known(CREATION_GAP_SECONDS), CREATION_GAP_SECONDS * MICROSECONDS)),
  ];
}

/** A comparison by labels dealt out anew; none where too few accounts are known to be compared. */
function byLabels(likeness: Likeness): Comparison[] {
  if (likeness.knownCount < 2) return [];
  return [{ isKnown: likeness.isKnown, tails: (isSeed) => labelTails(likeness, isSeed) }];
}

/** The edges of a layer that touch accounts that may be seeds. */
export interface LayerTies {
  readonly name: string;
  readonly edges: TestedEdges;
}

/**
 * Ranks the accounts that are no seeds by all that ties them to the seeds.
 *
 * `p` is the harmonic mean over the kinds of evidence that there can be about the account: timing and choice where it shared (each the
 * harmonic mean over layers, and in a layer over seeds, no tie counted as 1), creation and profile where they are known (each the
 * lowest of its ways of comparing times their number, at most 1).
 *
 * @param isDormant 1 for accounts that never shared in the layers.
 */
export function rankedAccounts(
  isSeed: Uint8Array,
  layers: readonly LayerTies[],
  { creation, profile }: ProfileEvidence,
  isDormant: Uint8Array,
): RankedAccounts {
  const ties = layers.map(({ edges }) => seedTies(edges, isSeed));
  const pTiming = harmonicMeans(
    ties.map((one) => one.pTiming),
    isDormant,
  );
  const pChoice = harmonicMeans(
    ties.map((one) => one.pChoice),
    isDormant,
  );
  const pCreation = lowestTimesCount(creation, isSeed);
  const pProfile = lowestTimesCount(profile, isSeed);
  const p = Float64Array.from(isSeed, (_, account) => {
    const known = [pTiming, pChoice, pCreation, pProfile].map((kind) => kind[account]).filter((value) => !Number.isNaN(value));
    return known.length === 0 ? 1 : harmonicMeanP(known);
  });
  const others = Int32Array.from(isSeed.keys()).filter((account) => isSeed[account] === 0);
  const q = new Float64Array(p.length).fill(Number.NaN);
  const rates = benjaminiHochberg(Float64Array.from(others, (account) => p[account]));
  for (const [i, account] of others.entries()) q[account] = rates[i];
  const order = others.filter((account) => p[account] < 1).sort((x, y) => p[x] - p[y] || x - y);
  return { order, otherCount: others.length, p, q, pTiming, pChoice, pCreation, pProfile };
}

/** The ties of each account with seeds over all layers. */
export function tiesOver(isSeed: Uint8Array, layers: readonly LayerTies[]) {
  const seedsOf = new Map<number, Set<number>>();
  const objectCount = new Int32Array(isSeed.length);
  const names = new Array<string>(isSeed.length).fill('');
  for (const { name, edges } of layers) {
    const ties = seedTies(edges, isSeed);
    for (let account = 0; account < isSeed.length; account++) {
      if (ties.seedCount[account] === 0) continue;
      objectCount[account] = Math.max(objectCount[account], ties.objectCount[account]);
      names[account] += `${names[account] === '' ? '' : ','}${name}`;
    }
    for (let edge = 0; edge < edges.accountA.length; edge++) {
      const account = otherThanSeed(edges, edge, isSeed);
      if (account === -1) continue;
      const known = seedsOf.get(account) ?? new Set<number>();
      seedsOf.set(account, known.add(edges.accountA[edge] + edges.accountB[edge] - account));
    }
  }
  return { seedsTied: Int32Array.from(isSeed, (_, account) => seedsOf.get(account)?.size ?? 0), objectCount, layers: names };
}

/** The accounts that are no seeds with what ties them to the seeds; all columns by account. */
export interface RankedAccounts {
  /** Accounts with any evidence, by p, then identifier. */
  readonly order: Int32Array;
  /** Accounts that are no seeds: the family of q. */
  readonly otherCount: number;
  readonly p: Float64Array;
  /** NaN for seeds. */
  readonly q: Float64Array;
  /** These four are NaN where there can be no such evidence about the account. */
  readonly pTiming: Float64Array;
  readonly pChoice: Float64Array;
  readonly pCreation: Float64Array;
  readonly pProfile: Float64Array;
}

/** The harmonic mean over layers; NaN for accounts that never shared in them. */
function harmonicMeans(layers: readonly Float64Array[], isDormant: Uint8Array): Float64Array {
  return Float64Array.from(isDormant, (dormant, account) =>
    dormant === 1 || layers.length === 0 ? Number.NaN : harmonicMeanP(layers.map((p) => p[account])),
  );
}

/** The lowest p of several comparisons times the number of them that the account allows (Bonferroni), at most 1; NaN where that is 0. */
function lowestTimesCount(comparisons: readonly Comparison[], isSeed: Uint8Array): Float64Array {
  const tails = comparisons.map((comparison) => comparison.tails(isSeed));
  return Float64Array.from(isSeed, (_, account) => {
    const count = comparisons.reduce((sum, { isKnown }) => sum + isKnown[account], 0);
    const lowest = tails.reduce((least, p) => Math.min(least, p[account]), 1);
    return count === 0 ? Number.NaN : Math.min(1, count * lowest);
  });
}
