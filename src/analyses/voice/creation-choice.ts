import { AntiphonError } from '../../errors.js';
import type { WorkContext } from '../../model.js';
import type { AccountProfiles } from '../../store/account-profiles.js';
import type { CaseReads } from '../../store/reads.js';
import type { AccountLists } from '../analysis.js';
import { listedAccounts } from '../coordination/listed-accounts.js';
import type { CreationDays } from './creation-windows.js';

const DAY_SECONDS = 86_400;
/** Fewer other accounts say nothing of when accounts are made. */
const LEAST_BACKGROUND = 30;
const LEAST_MIDNIGHTS = 3;

/** The accounts that are looked at, with their creations. */
export interface ChosenCreations {
  /** By number, with a day of creation, ascending, and the microseconds since 1970 of it. */
  readonly known: Int32Array;
  readonly createdAt: Float64Array;
  readonly unknownCount: number;
  /** With a time coarser than a day: left out. */
  readonly coarseCount: number;
  readonly days: CreationDays;
  /** Accounts to compare with that were made on the days of the list; null without any. */
  readonly backgroundCount: number | null;
  /** Seconds since 1970 of the times that are as precise as a minute, and the coarsest precision among them. */
  readonly preciseSeconds: Float64Array;
  readonly precisionSeconds: number;
}

/**
 * The accounts to look at and those to compare with.
 *
 * @throws AntiphonError `no-data`: no day of creation; `parameter`: no such accounts, too few to compare with.
 */
export async function chooseCreations(
  reads: CaseReads,
  values: { readonly others: boolean },
  profiles: AccountProfiles,
  lists: AccountLists,
  context: WorkContext,
): Promise<ChosenCreations> {
  const { createdAt, createdPrecisionSeconds } = profiles;
  const own = lists['accounts'];
  const all = Int32Array.from(createdAt.keys());
  const chosen = own === undefined ? all : (await listedAccounts(reads, '--accounts (accounts)', own, 1, context)).accounts;
  const isDaily = (account: number): boolean => createdPrecisionSeconds[account] <= DAY_SECONDS;
  const known = chosen.filter(isDaily);
  const stated = chosen.filter((account) => !Number.isNaN(createdAt[account]));
  if (known.length === 0)
    throw new AntiphonError(
      'no-data',
      `none of ${chosen.length.toLocaleString('en')} accounts has a day of creation: import profiles, such as the users file of a takedown`,
    );
  const dayOf = (account: number): number => Math.floor(createdAt[account] / 1e6 / DAY_SECONDS);
  const [first, last] = [known, known].map((accounts, end) =>
    accounts.reduce((bound, account) => (end === 0 ? Math.min(bound, dayOf(account)) : Math.max(bound, dayOf(account))), dayOf(known[0])),
  ) as [number, number];
  const byDay = (accounts: Int32Array): Float64Array => {
    const counts = new Float64Array(last - first + 1);
    for (const account of accounts) if (dayOf(account) >= first && dayOf(account) <= last) counts[dayOf(account) - first]++;
    return counts;
  };
  const background = await chooseBackground(reads, values, { all, chosen, isDaily }, lists, context);
  const others = background === null ? null : byDay(background);
  const backgroundCount = others?.reduce((sum, count) => sum + count, 0) ?? null;
  if (backgroundCount !== null && backgroundCount < LEAST_BACKGROUND)
    throw new AntiphonError(
      'parameter',
      `the background has ${backgroundCount} accounts that were made on a known day between the first and the last of the list; it needs at least ${LEAST_BACKGROUND}`,
    );
  const { seconds, precisionSeconds } = preciseTimes(known, createdAt, createdPrecisionSeconds);
  return {
    known,
    createdAt: Float64Array.from(known, (account) => createdAt[account]),
    unknownCount: chosen.length - stated.length,
    coarseCount: stated.length - known.length,
    days: { first, counts: byDay(known), others },
    backgroundCount,
    preciseSeconds: seconds,
    precisionSeconds,
  };
}

/**
 * The times that are as precise as a minute, as they are said to be and as they look: where three and more stand at midnight to the second, these are taken
 * for dates, and times that all stand on full minutes or hours for such.
 */
function preciseTimes(
  accounts: Int32Array,
  createdAt: Float64Array,
  stated: Float64Array,
): { seconds: Float64Array; precisionSeconds: number } {
  const said = accounts.filter((account) => stated[account] <= 60);
  const isMidnight = (account: number): boolean => Math.floor(createdAt[account] / 1e6) % DAY_SECONDS === 0;
  const hasDates = said.filter(isMidnight).length >= LEAST_MIDNIGHTS;
  const precise = hasDates ? said.filter((account) => !isMidnight(account)) : said;
  const seconds = Float64Array.from(precise, (account) => Math.floor(createdAt[account] / 1e6));
  const isOn = (mark: number): boolean => seconds.every((second) => second % mark === 0);
  if (isOn(3600)) return { seconds: new Float64Array(0), precisionSeconds: 1 };
  const coarsest = precise.reduce((most, account) => Math.max(most, stated[account]), 1);
  return { seconds, precisionSeconds: isOn(60) ? 60 : coarsest };
}

async function chooseBackground(
  reads: CaseReads,
  values: { readonly others: boolean },
  { all, chosen, isDaily }: { all: Int32Array; chosen: Int32Array; isDaily: (account: number) => boolean },
  lists: AccountLists,
  context: WorkContext,
): Promise<Int32Array | null> {
  const list = lists['background'];
  if (list === undefined && !values.others) return null;
  if (list !== undefined && values.others)
    throw new AntiphonError('parameter', '--background (background) and --others (others) exclude each other: give one');
  if (lists['accounts'] === undefined)
    throw new AntiphonError(
      'parameter',
      'a background needs --accounts (accounts): by default every account is looked at, and none is left to compare with',
    );
  const own = new Set(chosen);
  const candidates = list === undefined ? all : (await listedAccounts(reads, '--background (background)', list, 1, context)).accounts;
  return candidates.filter((account) => isDaily(account) && !own.has(account));
}
