import type { AccountGroup } from '../../store/account-histories.js';

/** Private people of whom a number may be told. */
const LEAST_PEOPLE = 10;

/**
 * Groups of private accounts as they may be told: those with fewer than ten accounts are one, and where that would have fewer than ten
 * itself, the smallest others join it; what still has fewer is left out, with all of its kind, as the number of all accounts is known.
 */
export function foldedGroups(groups: readonly AccountGroup[]): AccountGroup[] {
  return (['created', 'language', 'status'] as const).flatMap((by) => folded(groups.filter((group) => group.by === by)));
}

function folded(groups: readonly AccountGroup[]): AccountGroup[] {
  const rising = [...groups].sort((a, b) => a.accountCount - b.accountCount || ((a.value ?? '') < (b.value ?? '') ? -1 : 1));
  const few: AccountGroup[] = [];
  const sum = (of: 'accountCount' | 'postCount'): number => few.reduce((total, group) => total + group[of], 0);
  while (rising[0] !== undefined && (rising[0].accountCount < LEAST_PEOPLE || (few.length > 0 && sum('accountCount') < LEAST_PEOPLE)))
    few.push(rising.shift() as AccountGroup);
  const kept = rising.map((group) => ({ ...group, value: group.value ?? 'not known' })).sort((a, b) => (a.value < b.value ? -1 : 1));
  const [first] = few;
  if (first === undefined) return kept;
  const rest = { by: first.by, value: 'others', accountCount: sum('accountCount'), postCount: sum('postCount') };
  return rest.accountCount < LEAST_PEOPLE ? [] : [...kept, rest];
}
