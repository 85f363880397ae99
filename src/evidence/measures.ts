import type { Measure } from '../kernels/statistics/evaluation.js';
import type { Proportion } from '../kernels/statistics/proportion.js';
import type { Evaluation } from './evaluate.js';

/** One measure of an evaluation; the columns of its table, in this order. */
export interface MeasureRow {
  /** `pairs`, `accounts`: the scores; `kind`, `group`: what is flagged of each; `found pairs`: what the pairs found are. */
  readonly level: 'pairs' | 'accounts' | 'kind' | 'group' | 'found pairs';
  /** The kind, the group, or the ends of the pairs; blank for the scores. */
  readonly name: string;
  readonly measure: string;
  /** 0–1; null where it does not exist. */
  readonly value: number | null;
  /** Ends of the 95 % interval; null where there is none. */
  readonly low: number | null;
  readonly high: number | null;
  /** What `value` divides, where it is a plain share. */
  readonly count: number | null;
  readonly of: number | null;
}

/** All measures of an evaluation as one long table. */
export function measureRows({ pairs, accounts, kinds, groups, foundKinds }: Evaluation): MeasureRow[] {
  const rows: MeasureRow[] = [];
  const score = (level: 'pairs' | 'accounts', measure: string, of: Measure, count: number | null, total: number | null): void => {
    rows.push({ level, name: '', measure, ...of, count, of: total });
  };
  if (pairs !== null) {
    score('pairs', 'precision', pairs.precision, pairs.right, pairs.found);
    score('pairs', 'recall', pairs.recall, pairs.right, pairs.planted);
    score('pairs', 'f1', pairs.f1, null, null);
    score('pairs', 'weightedPrecision', pairs.weightedPrecision, null, null);
  }
  score('accounts', 'precision', accounts.precision, accounts.right, accounts.flagged);
  score('accounts', 'recall', accounts.recall, accounts.right, accounts.planted);
  score('accounts', 'f1', accounts.f1, null, null);
  const share = (
    level: MeasureRow['level'],
    name: string,
    measure: string,
    of: Omit<Proportion, 'low' | 'high'> & Partial<Proportion>,
  ): void => {
    rows.push({ level, name, measure, value: of.share, low: of.low ?? null, high: of.high ?? null, count: of.count, of: of.trials });
  };
  for (const { kind, accounts: flagged, pairs: inside } of kinds) {
    share('kind', kind, 'accountsFlagged', flagged);
    if (inside !== null) share('kind', kind, 'pairsFound', inside);
  }
  for (const { group, accounts: flagged, pairs: inside } of groups) {
    share('group', group, 'accountsFlagged', flagged);
    if (inside !== null) share('group', group, 'pairsFound', inside);
  }
  for (const { ends, pairs: found, shareOfWeight } of foundKinds) {
    share('found pairs', ends, 'shareOfPairs', found);
    rows.push({
      level: 'found pairs',
      name: ends,
      measure: 'shareOfWeight',
      value: shareOfWeight,
      low: null,
      high: null,
      count: null,
      of: null,
    });
  }
  return rows;
}
