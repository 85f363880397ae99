import { BinLevels, EMPTY, type Expectation, HIGH, IN } from './bin-levels.js';
import { negativeBinomialLogMass, negativeBinomialLowerTail, negativeBinomialUpperTail } from './negative-binomial.js';
import { poissonBinomialTail } from './poisson-binomial.js';

/** Level of each family of tests. */
export const COVERAGE_LEVEL = 0.05;
/** Bins that a series must have to be judged. */
export const LEAST_BINS = 14;

/** Bins on either side that say how busy a file is around a run of empty bins, and how many of them there must be. */
const SIDE_BINS = 14;
const LEAST_SIDE_BINS = 3;
/** Bins next to the first and the last that these are compared with. */
const EDGE_BINS = 14;
/** Mean of a bin amid empty ones, where else any post were a spike. */
const LEAST_MEAN = 1 / 28;
/** Most runs and spikes that are looked for, and as a part of the bins. */
const MOST_FOUND = 40;
const MOST_OF_BINS = 0.1;
/** Silences that come again and again are a habit: taking out one after the other would make the last one odd. */
const GAP_PATIENCE = 3;
/** A count that comes again is odd only where counts are not small, and comes often. */
const LEAST_REPEATED_COUNT = 10;
const LEAST_REPEATS = 3;

/** A number of equal bins in order, the first and the last of which hold something. */
export interface CountSeries {
  readonly counts: Float64Array;
  /** Bins after which a rhythm comes again, such as 7 for days; 1: none. */
  readonly period: number;
}

/** A run of empty bins. `p` is for the whole series: the chance of any such run. */
export interface CoverageGap {
  readonly from: number;
  readonly length: number;
  /** What these bins would hold by the quieter of both sides. */
  readonly expected: number;
  readonly p: number;
}

/** A bin with more, or at an end of the series with less, than those around it; `p` is for all bins that were tested. */
export interface OddBin {
  readonly bin: number;
  readonly count: number;
  readonly expected: number;
  readonly p: number;
}

/** A count that many bins share. */
export interface RepeatedCount {
  readonly count: number;
  readonly binCount: number;
  /** Bins that would have it by chance. */
  readonly expected: number;
  readonly p: number;
}

/** What is odd about a series; all lists by bin, or by count. */
export interface Coverage {
  /** False where there were too few bins to judge. */
  readonly isTested: boolean;
  /** Dispersion of the counts around their levels: variance = mean + dispersion · mean². */
  readonly dispersion: number;
  readonly gaps: readonly CoverageGap[];
  readonly spikes: readonly OddBin[];
  readonly edges: readonly OddBin[];
  readonly repeated: readonly RepeatedCount[];
}

/**
 * Gaps, spikes, cut ends and repeated counts in a series of counts, each against the series's own rate.
 *
 * The null: counts are negative binomial around a level that rises and falls slowly (`BinLevels`), with a rhythm and a dispersion that the series
 * itself shows. Gaps: a run of empty bins, where the quieter of both sides gives the level; the chance of the run is that of its first
 * bin to be empty, times that of each further one, which is at least as large as empty bins elsewhere in the series go on (a Markov
 * chain), so that the silences of a thin or fitful series are none. Spikes: upper tails. Ends: lower tails of the first and the
 * last bin by the trend of their fourteen neighbours. Repeated counts: how many bins hold exactly n ≥ 10 (Poisson-binomial tail).
 * Each kind is a family of its own at 5 % for the whole series (Bonferroni over bins, both ends, or all possible counts). Runs
 * and spikes are taken out one by one, largest first, and tested by what is left, so that they do not hide each other
 * (generalised ESD). Cannot see: a gap as long as the series, a rhythm longer than `period`, a change of level.
 *
 * @see Rosner (1983), doi:10.1080/00401706.1983.10487848 (ESD); Hilbe (2011), doi:10.1017/CBO9780511973420 (negative binomial)
 */
export function findCoverage({ counts, period }: CountSeries): Coverage {
  const length = counts.length;
  if (length < LEAST_BINS) return { isTested: false, dispersion: 0, gaps: [], spikes: [], edges: [], repeated: [] };
  const out = new Uint8Array(length);
  mark(out, findSpikes(counts, period, out));
  const gaps = findGaps(counts, period, out);
  out.fill(0);
  for (const gap of gaps) out.fill(EMPTY, gap.from, gap.from + gap.length);
  const candidates = findSpikes(counts, period, out);
  mark(out, candidates);
  const levels = new BinLevels(counts, period, out);
  const spikes = candidates.map(({ bin }) => judgeSpike(levels, bin)).filter(({ p }) => p <= COVERAGE_LEVEL);
  return {
    isTested: true,
    dispersion: levels.dispersion,
    gaps: [...gaps].sort((a, b) => a.from - b.from),
    spikes: [...spikes].sort((a, b) => a.bin - b.bin),
    edges: findEdges(levels),
    repeated: findRepeated(levels),
  };
}

function mark(out: Uint8Array, found: readonly OddBin[]): void {
  for (const { bin } of found) out[bin] = HIGH;
}

/**
 * Takes out candidates one by one, and keeps all up to the last that is significant by what remains.
 *
 * @param patience Candidates in a row that may be insignificant, as others may still hide them.
 */
function peel<Found extends { readonly p: number }>(bins: number, patience: number, next: () => Found | null): Found[] {
  const candidates: Found[] = [];
  let kept = 0;
  while (candidates.length < Math.min(MOST_FOUND, bins * MOST_OF_BINS) && candidates.length - kept < patience) {
    const candidate = next();
    if (candidate === null) break;
    candidates.push(candidate);
    if (candidate.p <= COVERAGE_LEVEL) kept = candidates.length;
  }
  return candidates.slice(0, kept);
}

function findSpikes(counts: Float64Array, period: number, alreadyOut: Uint8Array): OddBin[] {
  const out = alreadyOut.slice();
  return peel(counts.length, MOST_FOUND, () => {
    const levels = new BinLevels(counts, period, out);
    let best = -1;
    let furthest = 0;
    for (let bin = 0; bin < counts.length; bin++) {
      if (out[bin] !== IN) continue;
      const { mean, variance } = roughly(levels, bin);
      const distance = (counts[bin] - mean) / Math.sqrt(variance);
      if (distance > furthest) [best, furthest] = [bin, distance];
    }
    if (best === -1) return null;
    out[best] = HIGH;
    // By what is usual without it: the levels of the bins around it would rise with it, and make the series look fitful.
    return judgeSpike(new BinLevels(counts, period, out), best);
  });
}

function judgeSpike(levels: BinLevels, bin: number): OddBin {
  const count = levels.counts[bin];
  const { mean, dispersion } = levels.around(bin);
  const p = negativeBinomialUpperTail(Math.max(mean, LEAST_MEAN), dispersion, count);
  return { bin, count, expected: mean, p: Math.min(1, p * levels.counts.length) };
}

/** Mean and variance without the uncertainty of the dispersion, for finding the furthest bin. */
function roughly(levels: BinLevels, bin: number): { mean: number; variance: number } {
  const mean = Math.max(levels.meanAround(bin), LEAST_MEAN);
  return { mean, variance: mean + levels.dispersion * mean * mean };
}

interface Run {
  readonly from: number;
  readonly length: number;
}

function findGaps(counts: Float64Array, period: number, alreadyOut: Uint8Array): CoverageGap[] {
  const out = alreadyOut.slice();
  const runs = emptyRuns(counts).sort((a, b) => b.length - a.length || a.from - b.from);
  let taken = 0;
  const candidates = peel(counts.length, GAP_PATIENCE, () => {
    const run = runs[taken];
    if (run === undefined) return null;
    taken++;
    out.fill(EMPTY, run.from, run.from + run.length);
    const levels = new BinLevels(counts, period, out);
    return judgeRun(levels, run, runs.slice(taken));
  });
  const left = alreadyOut.slice();
  for (const { from, length } of candidates) left.fill(EMPTY, from, from + length);
  const levels = new BinLevels(counts, period, left);
  const others = runs.slice(candidates.length);
  return candidates.map((run) => judgeRun(levels, run, others)).filter(({ p }) => p <= COVERAGE_LEVEL);
}

function emptyRuns(counts: Float64Array): Run[] {
  const runs: Run[] = [];
  for (let bin = 0; bin < counts.length; bin++) {
    if (counts[bin] !== 0) continue;
    const from = bin;
    while (bin + 1 < counts.length && counts[bin + 1] === 0) bin++;
    runs.push({ from, length: bin + 1 - from });
  }
  return runs;
}

function judgeRun(levels: BinLevels, { from, length }: Run, others: readonly Run[]): CoverageGap {
  const sides = [levels.nearest(from, -1, SIDE_BINS), levels.nearest(from + length - 1, 1, SIDE_BINS)].filter(
    (side) => levels.binsBetween(side.from, side.to) >= LEAST_SIDE_BINS,
  );
  const empty = Array.from({ length }, (_, index) => {
    const expected = sides.map((side) => levels.by(from + index, side.from, side.to)).reduce(quieter, null);
    return { mean: expected?.mean ?? 0, chance: expected === null ? 1 : chanceOfNone(expected) };
  });
  const usual = empty.reduce((sum, { chance }) => sum + chance, 0) / length;
  const otherBins = others.reduce((sum, run) => sum + run.length, 0);
  const goesOn = (otherBins - others.length + usual) / (otherBins + 1);
  const log = empty.reduce((sum, { chance }, index) => sum + Math.log(index === 0 ? chance : Math.max(chance, goesOn)), 0);
  return {
    from,
    length,
    expected: empty.reduce((sum, { mean }) => sum + mean, 0),
    p: Math.min(1, Math.exp(log) * levels.counts.length),
  };
}

function quieter(a: Expectation | null, b: Expectation): Expectation {
  return a === null || b.mean < a.mean ? b : a;
}

function chanceOfNone({ mean, dispersion }: Expectation): number {
  return mean > 0 ? Math.exp(negativeBinomialLogMass(mean, dispersion, 0)) : 1;
}

/** The first and the last bin, where they hold far less than their neighbours. */
function findEdges(levels: BinLevels): OddBin[] {
  const last = levels.counts.length - 1;
  return ([0, last] as const).flatMap((bin) => {
    const side = levels.nearest(bin, bin === 0 ? 1 : -1, EDGE_BINS);
    const expected = levels.byTrend(bin, side.from, side.to);
    if (!(expected.mean > 0)) return [];
    const count = levels.counts[bin];
    const p = Math.min(1, 2 * negativeBinomialLowerTail(expected.mean, expected.dispersion, count));
    return p <= COVERAGE_LEVEL ? [{ bin, count, expected: expected.mean, p }] : [];
  });
}

function findRepeated(levels: BinLevels): RepeatedCount[] {
  const { counts, dispersion } = levels;
  const often = new Map<number, number>();
  let highest = 0;
  for (const count of counts) {
    if (count >= LEAST_REPEATED_COUNT) often.set(count, (often.get(count) ?? 0) + 1);
    highest = Math.max(highest, count);
  }
  const family = highest - LEAST_REPEATED_COUNT + 1;
  const repeated = [...often].filter(([, bins]) => bins >= LEAST_REPEATS).sort(([a], [b]) => a - b);
  const means = counts.map((_, bin) => levels.meanAround(bin));
  return repeated.flatMap(([count, binCount]) => {
    const chances = means.map((mean) => (mean > 0 ? Math.exp(negativeBinomialLogMass(mean, dispersion, count)) : 0));
    const p = Math.min(1, family * poissonBinomialTail(chances, chances.length, binCount));
    const expected = chances.reduce((sum, chance) => sum + chance, 0);
    return p <= COVERAGE_LEVEL ? [{ count, binCount, expected, p }] : [];
  });
}
