import { type Proportion, wilson } from '../../kernels/statistics/proportion.js';
import { randomBelow, seededRandom } from '../../kernels/statistics/random.js';
import type { FindingTable } from '../../model.js';
import type { RankedAccounts } from './expand-evidence.js';

/** Multiples of the number looked for at which a ranking is judged. */
const MULTIPLES = [1, 2, 5, 10];

/** A way of taking accounts from a ranking. */
interface Rule {
  readonly name: string;
  /** The accounts that it takes. */
  readonly taken: ReadonlySet<number>;
}

/** How many of some accounts a rule takes. */
export interface Judgement extends Proportion {
  readonly fold: string;
  readonly rule: string;
  readonly takenCount: number;
  readonly dormantTrials: number;
  readonly dormantCount: number;
}

export const RECALL_TABLE: FindingTable = {
  name: 'recall',
  title: 'Seeds held out and found again',
  columns: [
    { name: 'fold', type: 'text', meaning: 'Which part of the seeds was held out; all: every seed once.' },
    {
      name: 'rule',
      type: 'text',
      meaning: 'What was taken: accounts with q at most fdr, or the first of the ranking, k being the number of seeds held out.',
    },
    { name: 'takenCount', type: 'integer', unit: 'accounts', meaning: 'Accounts that the rule took, whether held out or not.' },
    { name: 'heldOutCount', type: 'integer', unit: 'accounts', meaning: 'Seeds that were held out.' },
    { name: 'foundCount', type: 'integer', unit: 'accounts', meaning: 'Those of them that the rule took.' },
    { name: 'recall', type: 'number', unit: '0–1', meaning: 'foundCount by heldOutCount.' },
    { name: 'recallLow', type: 'number', unit: '0–1', meaning: 'Lower end of its 95 % interval (Wilson).' },
    { name: 'recallHigh', type: 'number', unit: '0–1', meaning: 'Upper end of that interval.' },
    {
      name: 'dormantHeldOutCount',
      type: 'integer',
      unit: 'accounts',
      meaning: 'Seeds held out that never shared in the layers used: reachable by creation and profile alone.',
    },
    { name: 'dormantFoundCount', type: 'integer', unit: 'accounts', meaning: 'Those of them that the rule took.' },
  ],
  order: 'fold, all last; q first, then the first k, 2 k, 5 k, 10 k',
};

export const CONTROLS_TABLE: FindingTable = {
  name: 'controls',
  title: 'Control accounts that come out',
  columns: [
    {
      name: 'rule',
      type: 'text',
      meaning: 'What was taken: accounts with q at most fdr, or the first of the ranking, k being the number of seeds.',
    },
    { name: 'takenCount', type: 'integer', unit: 'accounts', meaning: 'Accounts that the rule took.' },
    { name: 'controlCount', type: 'integer', unit: 'accounts', meaning: 'Control accounts in the case that are no seeds.' },
    { name: 'foundCount', type: 'integer', unit: 'accounts', meaning: 'Those of them that the rule took: false positives.' },
    { name: 'share', type: 'number', unit: '0–1', meaning: 'foundCount by controlCount.' },
    { name: 'shareLow', type: 'number', unit: '0–1', meaning: 'Lower end of its 95 % interval (Wilson).' },
    { name: 'shareHigh', type: 'number', unit: '0–1', meaning: 'Upper end of that interval.' },
  ],
  order: 'q first, then the first k, 2 k, 5 k, 10 k',
};

/** Deals accounts out into parts of nearly equal size, at random. */
export function dealtOut(accounts: Int32Array, partCount: number, seed: number): Int32Array[] {
  const random = seededRandom(seed);
  const dealt = accounts.slice();
  for (let i = dealt.length - 1; i > 0; i--) {
    const j = randomBelow(random, i + 1);
    [dealt[i], dealt[j]] = [dealt[j], dealt[i]];
  }
  return Array.from({ length: partCount }, (_, part) => dealt.filter((_account, i) => i % partCount === part).sort());
}

/** How well each part of the seeds is found from the others, by every rule, and all parts together. */
export function judgeFolds(
  folds: readonly { readonly heldOut: Int32Array; readonly ranked: RankedAccounts }[],
  fdr: number,
  isDormant: Uint8Array,
): Judgement[] {
  const rows = folds.flatMap(({ heldOut, ranked }, i) =>
    rulesOn(ranked, fdr, heldOut.length).map((rule) => judged(String(i + 1), rule, heldOut, isDormant)),
  );
  const pooled = [...new Set(rows.map(({ rule }) => rule))].map((rule) => {
    const parts = rows.filter((row) => row.rule === rule);
    const sum = (column: 'count' | 'trials' | 'takenCount' | 'dormantCount' | 'dormantTrials'): number =>
      parts.reduce((total, part) => total + part[column], 0);
    return {
      ...wilson(sum('count'), sum('trials')),
      fold: 'all',
      rule,
      takenCount: sum('takenCount'),
      dormantCount: sum('dormantCount'),
      dormantTrials: sum('dormantTrials'),
    };
  });
  return [...rows, ...pooled];
}

/** How many control accounts come out, by every rule. */
export function judgeControls(
  ranked: RankedAccounts,
  controls: Int32Array,
  fdr: number,
  seedCount: number,
  isDormant: Uint8Array,
): Judgement[] {
  return rulesOn(ranked, fdr, seedCount).map((rule) => judged('', rule, controls, isDormant));
}

function rulesOn({ order, q }: RankedAccounts, fdr: number, k: number): Rule[] {
  return [
    { name: `q ≤ ${fdr}`, taken: new Set(order.filter((account) => q[account] <= fdr)) },
    ...MULTIPLES.map((times) => ({
      name: `first ${times === 1 ? '' : `${times} `}k`,
      taken: new Set(order.subarray(0, times * k)),
    })),
  ];
}

function judged(fold: string, { name, taken }: Rule, accounts: Int32Array, isDormant: Uint8Array): Judgement {
  const found = accounts.filter((account) => taken.has(account));
  const dormant = (list: Int32Array): number => list.reduce((sum, account) => sum + isDormant[account], 0);
  return {
    ...wilson(found.length, accounts.length),
    fold,
    rule: name,
    takenCount: taken.size,
    dormantTrials: dormant(accounts),
    dormantCount: dormant(found),
  };
}

/** The columns of `RECALL_TABLE`. */
export function recallColumns(rows: readonly Judgement[]) {
  return {
    fold: rows.map(({ fold }) => fold),
    rule: rows.map(({ rule }) => rule),
    takenCount: Int32Array.from(rows, (row) => row.takenCount),
    heldOutCount: Int32Array.from(rows, (row) => row.trials),
    foundCount: Int32Array.from(rows, (row) => row.count),
    recall: shares(rows, 'share'),
    recallLow: shares(rows, 'low'),
    recallHigh: shares(rows, 'high'),
    dormantHeldOutCount: Int32Array.from(rows, (row) => row.dormantTrials),
    dormantFoundCount: Int32Array.from(rows, (row) => row.dormantCount),
  };
}

/** The columns of `CONTROLS_TABLE`. */
export function controlColumns(rows: readonly Judgement[]) {
  return {
    rule: rows.map(({ rule }) => rule),
    takenCount: Int32Array.from(rows, (row) => row.takenCount),
    controlCount: Int32Array.from(rows, (row) => row.trials),
    foundCount: Int32Array.from(rows, (row) => row.count),
    share: shares(rows, 'share'),
    shareLow: shares(rows, 'low'),
    shareHigh: shares(rows, 'high'),
  };
}

function shares(rows: readonly Judgement[], column: 'share' | 'low' | 'high'): Float64Array {
  return Float64Array.from(rows, (row) => row[column] ?? Number.NaN);
}
