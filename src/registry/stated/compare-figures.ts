import type { CaseFile } from '../../store/case-file.js';
import { accountsCalled, publicAccounts, type Voice, voiceAccounts } from '../../store/registry.js';
import { type Figure, type Held, knownHandles, observedCounts } from '../../store/stated.js';
import { figureTime } from './figure-entry.js';
import { handleOf, type RegistryNames } from './stated-subject.js';
import { gapDays, instantSeconds, spanOf } from './stated-time.js';

/** How far from its number a figure that is stated as about still agrees, as a share of the number. */
export const ABOUT = 0.1;

/** A stated figure beside what the case observed of the account at that time. */
export interface FigureComparison {
  readonly figure: Held<Figure>;
  readonly accountId: number;
  /** Least and most that was observed within the stated time; else the number of the nearest look, twice. */
  readonly observedLow: number;
  readonly observedHigh: number;
  /** First instant of the nearest look. */
  readonly observedAt: string;
  readonly gapDays: number;
  /** Stated − observed, to the nearer end; 0 within them. */
  readonly difference: number;
  /** True if the number as it is meant allows what was observed. */
  readonly agrees: boolean;
}

/** What figures were compared with, and which could not be. */
export interface ComparedFigures {
  readonly comparisons: readonly FigureComparison[];
  /** Figures that several accounts of the case may be meant by. */
  readonly ambiguous: readonly { readonly figure: Held<Figure>; readonly accountCount: number }[];
  /** Figures about accounts of the case that may not be named. */
  readonly privateCount: number;
  /** Numbers of the figures whose subject is an account of the case that may be named. */
  readonly found: ReadonlySet<number>;
}

const MEASURES = ['followers', 'following', 'posts'] as const;
type Measure = (typeof MEASURES)[number];

/** The values that a number allows, as it is meant; the ends count unless `isOpen`. */
export function allowedRange({ value, bound }: Pick<Figure, 'value' | 'bound'>): { low: number; high: number; isOpen: boolean } {
  if (bound === 'exact') return { low: value, high: value, isOpen: false };
  if (bound === 'about') return { low: value - Math.abs(value) * ABOUT, high: value + Math.abs(value) * ABOUT, isOpen: false };
  const isAbove = bound === 'at-least' || bound === 'more-than';
  const ends = isAbove ? { low: value, high: Number.POSITIVE_INFINITY } : { low: Number.NEGATIVE_INFINITY, high: value };
  return { ...ends, isOpen: bound === 'more-than' || bound === 'fewer-than' };
}

/**
 * Puts figures on followers, followings and posts beside the observation of their account that is nearest in time.
 *
 * Looks within the stated time count together, with the least and the most that they saw. The account is that of the registry for the
 * time of the figure, else the only one that bears the handle. Nothing is resolved.
 *
 * @param isRevealed Compares accounts that may not be named, too.
 */
export async function compareFigures(
  file: CaseFile,
  figures: readonly Held<Figure>[],
  names: RegistryNames,
  isRevealed: boolean,
): Promise<ComparedFigures> {
  const accountsOf = await accountFinder(file, names);
  const named = await publicAccounts(file);
  const pairs: { figure: Held<Figure>; accountId: number }[] = [];
  const ambiguous: { figure: Held<Figure>; accountCount: number }[] = [];
  const found = new Set<number>();
  let privateCount = 0;
  for (const figure of figures) {
    const accounts = await accountsOf(figure);
    const [only] = accounts;
    if (only === undefined) continue;
    if (!isRevealed && accounts.some((accountId) => !named.has(accountId))) {
      privateCount++;
      continue;
    }
    found.add(figure.id);
    if (accounts.length > 1) ambiguous.push({ figure, accountCount: accounts.length });
    else if ((MEASURES as readonly string[]).includes(figure.measure)) pairs.push({ figure, accountId: only });
  }
  const looks = new Map<number, Awaited<ReturnType<typeof observedCounts>>>();
  for (const look of await observedCounts(file, [...new Set(pairs.map(({ accountId }) => accountId))])) {
    const known = looks.get(look.accountId);
    if (known === undefined) looks.set(look.accountId, [look]);
    else known.push(look);
  }
  const comparisons = pairs.flatMap(({ figure, accountId }) => compare(figure, accountId, looks.get(accountId) ?? []) ?? []);
  return { comparisons, ambiguous, privateCount, found };
}

/** Gives the accounts of the case that the subject of a figure may mean. */
async function accountFinder(file: CaseFile, names: RegistryNames): Promise<(figure: Held<Figure>) => Promise<number[]>> {
  const accountOf = new Map((await voiceAccounts(file)).map(({ voiceId, accountId }) => [voiceId, accountId]));
  const handles = new Map<string, { accountId: number; platform: string | null }[]>();
  for (const { accountId, platform, handle } of await knownHandles(file))
    handles.set(handle, [...(handles.get(handle) ?? []), { accountId, platform }]);
  return async (figure) => {
    const registered = names
      .find(figure.subject)
      .filter((voice) => holdsAt(voice, figure))
      .flatMap((voice) => accountOf.get(voice.voiceId) ?? []);
    if (registered.length > 0) return [...new Set(registered)];
    const id = / id (\S+)$/.exec(figure.subject)?.[1];
    if (id !== undefined) return (await accountsCalled(file, id)).filter(({ key }) => key === id).map(({ accountId }) => accountId);
    const wanted = handleOf(figure.subject);
    if (wanted === null) return [];
    const bearing = (handles.get(wanted.handle) ?? []).filter(
      ({ platform }) => platform === null || wanted.platform === null || platform === wanted.platform,
    );
    return [...new Set(bearing.map(({ accountId }) => accountId))];
  };
}

/** True if an entry of the registry holds for some of the time of a figure, or either has no dates. */
function holdsAt({ validFrom, validTo }: Voice, figure: Figure): boolean {
  const time = figureTime(figure);
  if (time === null) return true;
  const [from, to] = spanOf(time);
  return (validFrom === null || instantSeconds(validFrom) < to) && (validTo === null || instantSeconds(validTo) >= from);
}

function compare(figure: Held<Figure>, accountId: number, looks: Awaited<ReturnType<typeof observedCounts>>): FigureComparison | null {
  const time = figureTime(figure);
  if (time === null) return null;
  const span = spanOf(time);
  const seen = looks.flatMap((look) => {
    const value = look[figure.measure as Measure];
    return value === null ? [] : [{ value, at: look.at, gap: gapDays(instantSeconds(look.at), span) }];
  });
  const [nearest] = [...seen].sort((a, b) => a.gap - b.gap || (a.at < b.at ? -1 : 1));
  if (nearest === undefined) return null;
  const values = seen.filter(({ gap, at }) => (nearest.gap === 0 ? gap === 0 : at === nearest.at)).map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const range = allowedRange(figure);
  const agrees = range.isOpen ? high > range.low && low < range.high : high >= range.low && low <= range.high;
  const difference = figure.value < low ? figure.value - low : figure.value > high ? figure.value - high : 0;
  return { figure, accountId, observedLow: low, observedHigh: high, observedAt: nearest.at, gapDays: nearest.gap, difference, agrees };
}
