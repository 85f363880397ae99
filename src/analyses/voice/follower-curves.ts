import { roundingUnit } from '../../kernels/statistics/count-rounding.js';
import { benjaminiHochberg } from '../../kernels/statistics/false-discovery.js';
import { type JumpTest, testJumps } from '../../kernels/statistics/growth-jumps.js';
import { type LargestRise, largestRise, type SteepestStretch, steepestStretch } from '../../kernels/statistics/steepest-stretch.js';
import type { WorkContext } from '../../model.js';
import type { FollowerLooks } from '../../store/follower-looks.js';
import { type Speaker, speaksAt } from './speakers.js';

/** The followers of one account over time, one count a day. */
export interface FollowerCurve {
  readonly speaker: Speaker;
  /** Microseconds since 1970, ascending. */
  readonly times: Float64Array;
  readonly values: Float64Array;
  /** Looks that counted followers, all of a day. */
  readonly lookCount: number;
}

/** A step from one look to the next that stands out of its curve. */
export interface Jump extends JumpTest {
  readonly curve: FollowerCurve;
  /** Place of the look after the step. */
  readonly step: number;
  readonly q: number;
}

/** Counts that are rounded to more than this share say nothing of growth where others are finer. */
const COARSE = 0.01;

function isCoarse(count: number): boolean {
  return roundingUnit(count) > COARSE * count;
}

/** How far a count may be off by rounding. */
function errorOf(count: number): number {
  const unit = roundingUnit(count);
  return unit === 1 ? 0 : unit;
}

export interface FoundCurves {
  readonly curves: FollowerCurve[];
  /** Accounts with a count of one day alone. */
  readonly onceCount: number;
  /** Days whose count is rounded to more than 1 %, left out as the account has finer ones. */
  readonly coarseCount: number;
}

/** The curves of some accounts at times for which they count, of two days or more; by account. */
export function followerCurves(looks: FollowerLooks, speakers: readonly Speaker[]): FoundCurves {
  const curves: FollowerCurve[] = [];
  let [onceCount, coarseCount] = [0, 0];
  const byAccount = new Map(speakers.map((speaker) => [speaker.account, speaker]));
  for (let from = 0, to = 0; from < looks.length; from = to) {
    while (to < looks.length && looks.account[to] === looks.account[from]) to++;
    const speaker = byAccount.get(looks.account[from] as number);
    if (speaker === undefined) continue;
    const all = Array.from({ length: to - from }, (_, index) => from + index).filter((row) => speaksAt(speaker, looks.at[row] as number));
    const fine = all.filter((row) => !isCoarse(looks.followerCount[row] as number));
    const rows = fine.length >= 2 ? fine : all;
    coarseCount += all.length - rows.length;
    if (rows.length === 1) onceCount++;
    if (rows.length < 2) continue;
    curves.push({
      speaker,
      times: Float64Array.from(rows, (row) => looks.at[row] as number),
      values: Float64Array.from(rows, (row) => looks.followerCount[row] as number),
      lookCount: rows.reduce((sum, row) => sum + (looks.lookCount[row] as number), 0),
    });
  }
  return { curves, onceCount, coarseCount };
}

const BETWEEN_YIELDS = 200;

/** Where a curve rose most: on straight lines between looks, and by two looks alone; null where there is none. */
export interface Steepest {
  readonly stretch: SteepestStretch | null;
  readonly rise: LargestRise | null;
}

/** Where each curve rose most within `length`. */
export async function steepestOf(curves: readonly FollowerCurve[], length: number, context: WorkContext): Promise<Steepest[]> {
  const found: Steepest[] = [];
  for (const [index, { times, values }] of curves.entries()) {
    const errors = values.map(errorOf);
    found.push({ stretch: steepestStretch(times, values, length, errors), rise: largestRise(times, values, length, errors) });
    if (index % BETWEEN_YIELDS === 0) await breathe(index, curves.length, context);
  }
  return found;
}

async function breathe(done: number, total: number, context: WorkContext): Promise<void> {
  context.progress.update(done, total);
  await new Promise((resolve) => setImmediate(resolve));
  context.signal.throwIfAborted();
}

/** What grew over more than a month did not jump. */
const LONGEST_STEP = 31 * 86_400e6;

function isSudden({ times }: FollowerCurve, step: number): boolean {
  return (times[step] as number) - (times[step - 1] as number) <= LONGEST_STEP;
}

/**
 * Steps of a month or less that stand out of the noise of their own curves, at a false-discovery rate over all steps that could be tested.
 *
 * @param leastChange Least change by more than the usual growth, as a share of the followers before.
 */
export async function jumpsIn(
  curves: readonly FollowerCurve[],
  { level, leastChange }: { readonly level: number; readonly leastChange: number },
  context: WorkContext,
): Promise<{ jumps: Jump[]; testedCount: number; untestedCurveCount: number }> {
  const tested: Omit<Jump, 'q'>[] = [];
  let untestedCurveCount = 0;
  for (const [index, curve] of curves.entries()) {
    if (index % BETWEEN_YIELDS === 0) await breathe(index, curves.length, context);
    const tests = testJumps(curve.times, curve.values);
    if (tests.every((test) => test === null)) untestedCurveCount++;
    for (const [step, test] of tests.entries())
      if (test !== null && isSudden(curve, step + 1)) tested.push({ ...test, curve, step: step + 1 });
  }
  const q = benjaminiHochberg(Float64Array.from(tested, ({ p }) => p));
  const jumps = tested
    .map((jump, index) => ({ ...jump, q: q[index] as number }))
    .filter((jump) => jump.q <= level && Math.abs(changeOf(jump) - jump.expected) >= leastChange * valueBefore(jump));
  return { jumps, testedCount: tested.length, untestedCurveCount };
}

export function valueBefore({ curve, step }: Pick<Jump, 'curve' | 'step'>): number {
  return curve.values[step - 1] as number;
}

export function changeOf({ curve, step }: Pick<Jump, 'curve' | 'step'>): number {
  return (curve.values[step] as number) - (curve.values[step - 1] as number);
}
