/** Numbers of private people below this are not told where names are hidden. */
export const LEAST_TOLD = 10;

/** True if a number of accounts may be told: nobody private among them, or enough of them to hide in. */
export function mayBeTold(privateCount: number, namesAreShown: boolean): boolean {
  return namesAreShown || privateCount === 0 || privateCount >= LEAST_TOLD;
}

/** A number of accounts as it may be told: where the private ones among them are few, the public ones alone have a number. */
export type ToldCount = number | 'few' | `${number} and few`;

/** @param privateCount Of the accounts, those that may not be named. */
export function toldCount(accountCount: number, privateCount: number, namesAreShown: boolean): ToldCount {
  if (mayBeTold(privateCount, namesAreShown)) return accountCount;
  return accountCount > privateCount ? `${accountCount - privateCount} and few` : 'few';
}

/**
 * True if a part of some accounts may be told beside the whole: neither the part nor the rest, which follows from both, is a few private people.
 *
 * @param part Private accounts of the part.
 * @param whole Private accounts of the whole.
 */
export function partMayBeTold(part: number, whole: number, namesAreShown: boolean): boolean {
  return mayBeTold(part, namesAreShown) && mayBeTold(whole - part, namesAreShown);
}
