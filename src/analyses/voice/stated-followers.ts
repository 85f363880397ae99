import { figureTime } from '../../registry/stated/figure-entry.js';
import { handleOf, RegistryNames } from '../../registry/stated/stated-subject.js';
import { spanOf } from '../../registry/stated/stated-time.js';
import type { CaseReads } from '../../store/reads.js';
import type { RegistryAccount } from '../../store/registry-accounts.js';
import type { Figure, Held } from '../../store/stated.js';
import { microsecondsOf } from './account-lives.js';
import type { Rows } from './adoption-rows.js';
import type { FollowerCurve } from './follower-curves.js';

const DAY = 86_400e6;

/** A published number of followers beside what was counted. */
export interface StatedFollowers {
  readonly figure: Held<Figure>;
  readonly account: number;
  /** First and last instant of the time for which it is stated, microseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** Least and most that looks within that time counted; else the count of the nearest look, twice. */
  readonly low: number;
  readonly high: number;
  readonly lookAt: number;
  readonly gapDays: number;
  /** Stated minus counted, to the nearer end; 0 within them. */
  readonly difference: number;
}

/** Published numbers of followers of accounts with a curve, beside the looks of the stated time, else the nearest one. */
export async function statedFollowers(
  reads: CaseReads,
  curves: readonly FollowerCurve[],
): Promise<{ compared: StatedFollowers[]; apartCount: number }> {
  const figures = (await reads.statements('figures')).filter(({ measure }) => measure === 'followers');
  if (figures.length === 0) return { compared: [], apartCount: 0 };
  const byAccount = new Map(curves.map((curve) => [curve.speaker.account, curve]));
  const meant = await accountFinder(reads);
  const compared = figures.flatMap((figure) => {
    const [account, another] = meant(figure);
    const curve = account === undefined || another !== undefined ? undefined : byAccount.get(account);
    return curve === undefined ? [] : (compare(figure, curve) ?? []);
  });
  compared.sort((a, b) => a.account - b.account || a.from - b.from || a.figure.id - b.figure.id);
  return { compared, apartCount: figures.length - compared.length };
}

/** Which accounts of the case, that may be named, a figure means: those of the registry for its time, else those that bear the handle. */
async function accountFinder(reads: CaseReads): Promise<(figure: Figure) => number[]> {
  const names = new RegistryNames(await reads.registryAccounts());
  const [isPublic, handles, keys] = [await reads.publicAccounts(), await reads.accountHandles(), await reads.accountKeys()];
  return (figure) => {
    const registered = (names.find(figure.subject) as readonly RegistryAccount[])
      .filter((entry) => entry.account !== null && holdsAt(entry, figure))
      .map(({ account }) => account as number);
    if (registered.length > 0) return [...new Set(registered)];
    const id = / id (\S+)$/.exec(figure.subject)?.[1];
    const wanted = handleOf(figure.subject);
    const found =
      id !== undefined ? [keys.indexOf(id)].filter((number) => number >= 0) : wanted === null ? [] : (handles.get(wanted.handle) ?? []);
    // A figure beside the pseudonym of a private account would say whose it is.
    return found.every((account) => isPublic[account] === 1) ? found : [];
  };
}

function holdsAt({ validFrom, validTo }: RegistryAccount, figure: Figure): boolean {
  const time = figureTime(figure);
  if (time === null) return true;
  const [from, to] = spanOf(time);
  return (validFrom === null || microsecondsOf(validFrom) < to * 1e6) && (validTo === null || microsecondsOf(validTo) >= from * 1e6);
}

function compare(figure: Held<Figure>, { speaker, times, values }: FollowerCurve): StatedFollowers[] | null {
  const time = figureTime(figure);
  if (time === null) return null;
  const [from, to] = spanOf(time).map((seconds) => Math.round(seconds * 1e6)) as [number, number];
  const gapOf = (at: number): number => Math.max(0, from - at, at - (to - 1));
  const nearest = times.reduce((best, at, row) => (gapOf(at) < gapOf(times[best] as number) ? row : best), 0);
  const gap = gapOf(times[nearest] as number);
  const within = Array.from(values).filter((_, row) => (gap === 0 ? gapOf(times[row] as number) === 0 : row === nearest));
  const [low, high] = [Math.min(...within), Math.max(...within)];
  const difference = figure.value < low ? figure.value - low : figure.value > high ? figure.value - high : 0;
  return [
    { figure, account: speaker.account, from, to: to - 1, low, high, lookAt: times[nearest] as number, gapDays: gap / DAY, difference },
  ];
}

/** One row a figure. */
export function statedTable(compared: readonly StatedFollowers[]): Rows {
  const floats = (of: (row: StatedFollowers) => number): Float64Array => Float64Array.from(compared, of);
  return {
    rowCount: compared.length,
    columns: {
      account: Int32Array.from(compared, ({ account }) => account),
      statedAt: floats(({ from }) => from),
      statedTo: floats(({ to }) => to),
      value: floats(({ figure }) => figure.value),
      bound: compared.map(({ figure }) => figure.bound),
      countedLow: floats(({ low }) => low),
      countedHigh: floats(({ high }) => high),
      lookAt: floats(({ lookAt }) => lookAt),
      gapDays: floats(({ gapDays }) => gapDays),
      difference: floats(({ difference }) => difference),
      statedBy: compared.map(({ figure }) => figure.statedBy),
    },
  };
}
