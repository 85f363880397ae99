import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type CellProducts,
  cellProducts,
  memoryOf,
  profileChange,
  type ShuffleCount,
  shiftedShare,
  shuffleInPieces,
  shuffleP,
  strongestSplit,
} from '../../kernels/changes/profile-split.js';
import { benjaminiHochberg } from '../../kernels/statistics/false-discovery.js';
import { seededRandom } from '../../kernels/statistics/random.js';
import type { WorkContext } from '../../model.js';
import { ASPECTS, type Aspect, cellSums, DIMENSIONS, type Histories, SQUARES } from './repurposed-histories.js';

/** Shuffles of every account at first, and for one that none of them reached at most. */
const FIRST_DRAWS = 999;
const MOST_DRAWS = 99_999;
/** Shuffles as strong as the observed after which no more are made. */
const ENOUGH = 5;
/** Above this p, whether shifts alone would give as strong a cut is not asked. */
const ASKED_SHIFTS = 0.05;
/** Share of shifts round the circle that may have as strong a cut. */
export const MOST_SHIFTS = 0.1;
const ACCOUNTS_BETWEEN_REPORTS = 64;

export interface TestSettings {
  readonly minPosts: number;
  readonly fdr: number;
  readonly minChange: number;
  readonly seed: number;
}

/** The strongest cut of one account in one aspect. */
export interface AspectTest {
  /** Place of the account in the histories. */
  readonly history: number;
  readonly aspect: Aspect;
  /** First cell after the cut. */
  readonly cell: number;
  readonly before: number;
  readonly after: number;
  /** 0–1; null where it cannot be told. */
  readonly change: number | null;
  /** Cells of a piece. */
  readonly pieceLength: number;
  readonly p: number;
  /** NaN where it was not asked. */
  readonly shiftShare: number;
  readonly drawCount: number;
  /** True if this aspect says that the account changed. */
  readonly isChanged: boolean;
}

/** All accounts that could be tested. */
export interface FamilyTests {
  /** By account, then aspect. */
  readonly tests: readonly AspectTest[];
  /** Accounts of the family, as places in the histories, with their p and q over all aspects. */
  readonly family: Int32Array;
  readonly p: Float64Array;
  readonly q: Float64Array;
  /** Largest p of an account that the rate lets pass; 0 if none does. */
  readonly level: number;
}

interface Draft extends Omit<AspectTest, 'isChanged' | 'p' | 'drawCount'> {
  count: ShuffleCount;
  /** True if nothing in this aspect ever varies, so that no order could show a change. */
  readonly isConstant: boolean;
}

/** Tests every account in every aspect, corrects over the family, and says in which aspects an account changed. */
export async function testFamily(histories: Histories, settings: TestSettings, context: WorkContext): Promise<FamilyTests> {
  context.progress.step('comparing before and after');
  const drafts: Draft[] = [];
  for (let history = 0; history < histories.account.length; history++) {
    if (history % ACCOUNTS_BETWEEN_REPORTS === 0) await report(context, history, histories.account.length);
    for (const aspect of ASPECTS) {
      const draft = draftOf(histories, history, aspect, settings);
      if (draft !== null) drafts.push(draft);
    }
  }
  const byAccount = groupByHistory(drafts);
  await drawMore(histories, drafts, byAccount.size, settings, context);
  const family = Int32Array.from(byAccount.keys());
  const p = Float64Array.from(byAccount.values(), accountP);
  const q = benjaminiHochberg(p);
  const level = p.reduce((most, value, index) => (q[index] <= settings.fdr ? Math.max(most, value) : most), 0);
  const tests = [...byAccount.values()].flatMap((own) => own.map((draft) => finished(draft, own, level, settings)));
  return { tests, family, p, q, level };
}

async function report(context: WorkContext, done: number, total: number): Promise<void> {
  context.progress.update(done, total);
  await nextTurn();
  context.signal.throwIfAborted();
}

/** Another stream for each account and aspect, the same whatever else the case holds of them. */
function randomOf(histories: Histories, history: number, aspect: Aspect, round: number, seed: number) {
  const account = histories.account[history];
  return seededRandom(
    Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(account + 1, 0x85ebca6b) ^ Math.imul(8 * round + ASPECTS.indexOf(aspect) + 1, 0xc2b2ae35),
  );
}

function cellsOf(histories: Histories, history: number, aspect: Aspect): CellProducts {
  const { sums, weight } = cellSums(histories, history, aspect);
  return cellProducts(sums, weight, DIMENSIONS[aspect]);
}

function draftOf(histories: Histories, history: number, aspect: Aspect, { minPosts, seed }: TestSettings): Draft | null {
  const cellCount = histories.cellStarts[history + 1] - histories.cellStarts[history];
  const { sums, weight } = cellSums(histories, history, aspect);
  if (weight.reduce((sum, value) => sum + value, 0) < 2 * minPosts) return null;
  const cells = isOneValue(sums, aspect) ? constantCells(weight) : cellProducts(sums, weight, DIMENSIONS[aspect]);
  const split = strongestSplit(cells, minPosts);
  if (split === null) return null;
  const side = (from: number, to: number): Float64Array => {
    const sum = new Float64Array(DIMENSIONS[aspect]);
    for (let cell = from; cell < to; cell++) for (let place = 0; place < sum.length; place++) sum[place] += sums[cell * sum.length + place];
    return sum;
  };
  const change = profileChange(side(0, split.cell), side(split.cell, cellCount), [split.before, split.after], SQUARES[aspect]);
  const draft = { history, aspect, cell: split.cell, before: split.before, after: split.after, change };
  const isConstant = !(split.statistic > 1e-6);
  if (isConstant)
    return { ...draft, isConstant, pieceLength: 1, shiftShare: Number.NaN, count: { drawCount: ENOUGH, exceedCount: ENOUGH } };
  const memory = memoryOf(cells, split);
  const random = randomOf(histories, history, aspect, 0, seed);
  const options = { least: minPosts, observed: split.statistic, memory, draws: FIRST_DRAWS, enough: ENOUGH };
  const count = shuffleInPieces(cells, options, random);
  const isAsked = shuffleP(count, ENOUGH) <= ASKED_SHIFTS;
  const shiftShare = isAsked ? shiftedShare(cells, minPosts, split.statistic) : Number.NaN;
  return { ...draft, isConstant, pieceLength: memory.length, shiftShare, count };
}

/** True if all posts have the same language or client. */
function isOneValue(sums: Float64Array, aspect: Aspect): boolean {
  if (aspect !== 'language' && aspect !== 'client') return false;
  const used = new Set<number>();
  for (let index = 0; index < sums.length; index++) if (sums[index] > 0) used.add(index % DIMENSIONS[aspect]);
  return used.size < 2;
}

function constantCells(weight: Float64Array): CellProducts {
  const cellCount = weight.length;
  return { cellCount, weight, total: weight.reduce((sum, value) => sum + value, 0), centred: new Float64Array(cellCount * cellCount) };
}

function groupByHistory(drafts: readonly Draft[]): Map<number, Draft[]> {
  const groups = new Map<number, Draft[]>();
  for (const draft of drafts) {
    const own = groups.get(draft.history);
    if (own === undefined) groups.set(draft.history, [draft]);
    else own.push(draft);
  }
  return groups;
}

/**
 * Shuffles on where no shuffle reached what was observed: as many as the family needs for such an account to pass, if all others of its kind
 * pass too.
 */
async function drawMore(
  histories: Histories,
  drafts: Draft[],
  familySize: number,
  settings: TestSettings,
  context: WorkContext,
): Promise<void> {
  const open = drafts.filter(({ count }) => count.exceedCount === 0);
  const accountCount = new Set(open.map(({ history }) => history)).size;
  if (accountCount === 0) return;
  const needed = Math.min(MOST_DRAWS, Math.ceil((ASPECTS.length * familySize) / (settings.fdr * accountCount)));
  if (needed <= FIRST_DRAWS) return;
  context.progress.step(`shuffling ${accountCount.toLocaleString('en')} of them further`);
  for (const [index, draft] of open.entries()) {
    await report(context, index, open.length);
    const cells = cellsOf(histories, draft.history, draft.aspect);
    const split = strongestSplit(cells, settings.minPosts);
    if (split === null) continue;
    const options = {
      least: settings.minPosts,
      observed: split.statistic,
      memory: memoryOf(cells, split),
      draws: needed - FIRST_DRAWS,
      enough: ENOUGH,
    };
    const more = shuffleInPieces(cells, options, randomOf(histories, draft.history, draft.aspect, 1, settings.seed));
    draft.count = { drawCount: FIRST_DRAWS + more.drawCount, exceedCount: more.exceedCount };
  }
}

/** Bonferroni over the aspects that vary: valid however these depend on each other. */
function accountP(own: readonly Draft[]): number {
  const varying = own.filter(({ isConstant }) => !isConstant);
  return Math.min(1, varying.length * Math.min(1, ...varying.map(({ count }) => shuffleP(count, ENOUGH))));
}

function finished(draft: Draft, own: readonly Draft[], level: number, { minChange }: TestSettings): AspectTest {
  const { count, isConstant, ...test } = draft;
  const p = isConstant ? 1 : shuffleP(count, ENOUGH);
  const aspectCount = own.filter((other) => !other.isConstant).length;
  const isChanged = !isConstant && aspectCount * p <= level && test.shiftShare <= MOST_SHIFTS && (test.change ?? 0) >= minChange;
  return { ...test, p, drawCount: isConstant ? 0 : count.drawCount, isChanged };
}
