import { holm } from '../../kernels/statistics/holm.js';
import { poissonBinomialTail } from '../../kernels/statistics/poisson-binomial.js';
import { quantile } from '../../kernels/statistics/quantile.js';
import type { FollowerCurve } from './follower-curves.js';

/** A week in which more accounts fell than their own curves let expect. */
export interface CommonFall {
  /** Microseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly accountCount: number;
  readonly fellCount: number;
  readonly expectedCount: number;
  readonly p: number;
  /** By Holm over all weeks that could be tested. */
  readonly adjustedP: number;
  /** Median change of the accounts in that week, as a share of their followers before. */
  readonly medianChange: number;
}

const DAY = 86_400e6;
const WEEK = 7 * DAY;
/** A Monday. */
const FIRST = Date.UTC(1970, 0, 5) * 1000;
/** Steps over a longer time say nothing of a week. */
const LONGEST_STEP = 31 * DAY;
/** Fewer accounts say nothing of a platform. */
export const LEAST_ACCOUNTS = 10;
/** How many of the accounts must have fallen: a platform that removes accounts takes followers from most. */
const LEAST_SHARE = 0.5;

/**
 * Weeks in which many accounts of the case lost followers at once, as where a platform removes accounts.
 *
 * A step counts in the week in which it ends. Each account falls in a week with the share of its other weeks in which it fell (one fall more
 * among one week more, so that it is never none); the number that fell is held against the sum of these chances (Poisson-binomial), and p is
 * adjusted by Holm over all weeks with steps of ten accounts or more.
 */
export function commonFalls(curves: readonly FollowerCurve[], level: number): { falls: CommonFall[]; weekCount: number } {
  const weeks = new Map<number, { fell: number[]; chances: number[]; changes: number[] }>();
  for (const curve of curves) {
    const steps = weeklySteps(curve);
    const falls = [...steps.values()].filter((change) => change < 0).length;
    for (const [week, change] of steps) {
      const others = steps.size - 1;
      if (others < 1) continue;
      const known = weeks.get(week) ?? { fell: [], chances: [], changes: [] };
      known.fell.push(change < 0 ? 1 : 0);
      known.chances.push((falls - (change < 0 ? 1 : 0) + 1) / (others + 2));
      known.changes.push(change);
      weeks.set(week, known);
    }
  }
  const tested = [...weeks]
    .filter(([, { fell }]) => fell.length >= LEAST_ACCOUNTS)
    .map(([week, { fell, chances, changes }]) => {
      const fellCount = fell.reduce((sum, one) => sum + one, 0);
      return {
        ...{ from: FIRST + week * WEEK, to: FIRST + (week + 1) * WEEK, accountCount: fell.length, fellCount },
        expectedCount: chances.reduce((sum, chance) => sum + chance, 0),
        p: poissonBinomialTail(Float64Array.from(chances), chances.length, fellCount),
        medianChange: quantile(changes, 0.5),
      };
    });
  const adjusted = holm(Float64Array.from(tested, ({ p }) => p));
  const falls = tested
    .map((week, index) => ({ ...week, adjustedP: adjusted[index] }))
    .filter(({ adjustedP, fellCount, accountCount }) => adjustedP <= level && fellCount >= LEAST_SHARE * accountCount);
  return { falls: falls.sort((a, b) => a.from - b.from), weekCount: tested.length };
}

/** The change of an account in each week in which a step ends, as a share of its followers before. */
function weeklySteps({ times, values }: FollowerCurve): Map<number, number> {
  const first = new Map<number, number>();
  const steps = new Map<number, number>();
  for (let index = 1; index < times.length; index++) {
    const [before, at] = [times[index - 1] as number, times[index] as number];
    if (at - before > LONGEST_STEP || values[index - 1] === 0) continue;
    const week = Math.floor((at - FIRST) / WEEK);
    const base = first.get(week) ?? (values[index - 1] as number);
    first.set(week, base);
    steps.set(week, ((values[index] as number) - base) / base);
  }
  return steps;
}
