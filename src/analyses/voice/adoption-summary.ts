import { countOf } from '../coordination/network.js';
import { type AccountGroup, countsAt } from './adoption-counts.js';
import { openingsOf } from './adoption-rows.js';
import { momentText } from './adoption-times.js';
import type { ComparedCount, StatedAccounts } from './stated-accounts.js';

/** Groups and figures that the summary names. */
const MOST_NAMED = 5;

const number = (value: number): string => value.toLocaleString('en');

/** A count with its bounds where they are others. */
function counted(count: number, low: number, high: number): string {
  return low === count && high === count ? number(count) : `${number(count)} (${number(low)}–${number(high)})`;
}

/** What is told of a result, in sentences and named numbers. */
export function adoptionSummary(result: {
  readonly whole: AccountGroup;
  readonly groups: readonly AccountGroup[];
  readonly dates: readonly number[];
  readonly stated: StatedAccounts;
  readonly by: string;
  /** Accounts that are said to be gone, nobody says since when. */
  readonly undatedEnds: number;
}): { summary: string[]; figures: Record<string, number | null> } {
  const { whole, groups, dates, stated, by, undatedEnds } = result;
  const [from, to] = [dates[0] as number, dates.at(-1) as number];
  const { count, low, high } = countsAt(whole, Float64Array.of(from, to));
  const openings = openingsOf(whole);
  const at = (index: number): string => counted(count[index] as number, low[index] as number, high[index] as number);
  const ratio = count[0] === 0 ? null : (count[1] as number) / (count[0] as number);
  const summary = [
    `Official accounts in existence: ${from === to ? '' : `from ${at(0)} ${momentText(from)} to `}${at(1)} ${momentText(to)}${ratio === null || from === to ? '' : `, ${ratioText(ratio, low, high)} times as many`}; bounds in brackets hold what is not known of openings and ends.`,
    `By ${by}, at the last date: ${largest(groups, to)}.`,
    openingSentence(openings, whole.accounts.length),
    `${openings.ended === 0 ? 'No account is known to have ended.' : `${countOf(openings.ended, 'account')} ended: the office or the place in the list did, or the account was seen gone; ends between two looks are kept as intervals.`}${undatedEnds === 0 ? '' : ` ${countOf(undatedEnds, 'account')} said to be gone nobody knows since when stay counted.`}`,
    ...statedSentences(stated),
    'A registry holds what its lists hold: these are complete counts of it, not of all official accounts.',
  ];
  return {
    summary,
    figures: {
      registryAccountCount: whole.accounts.length,
      firstCount: count[0] as number,
      lastCount: count[1] as number,
      lastCountLow: low[1] as number,
      lastCountHigh: high[1] as number,
      ratio,
      ...Object.fromEntries(Object.entries(openings).map(([name, value]) => [`${name}Count`, value])),
      statedCount: stated.compared.length,
      statedApartCount: stated.apartCount,
    },
  };
}

/** A ratio of two counts, with the least and the most that it can be where they are known within bounds alone. */
function ratioText(ratio: number, low: Int32Array, high: Int32Array): string {
  const text = (value: number): string => value.toLocaleString('en', { maximumSignificantDigits: 3 });
  const [least, most] = [(low[1] as number) / (high[0] as number), (high[1] as number) / (low[0] as number)];
  return least === ratio && most === ratio
    ? text(ratio)
    : `${text(ratio)} (${text(least)}–${Number.isFinite(most) ? text(most) : 'any number'})`;
}

function largest(groups: readonly AccountGroup[], at: number): string {
  const sizes = groups.map((group) => ({ name: group.name, size: countsAt(group, Float64Array.of(at)).count[0] as number }));
  sizes.sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
  const named = sizes.slice(0, MOST_NAMED).map(({ name, size }) => `${name} ${number(size)}`);
  return `${named.join(', ')}${sizes.length > MOST_NAMED ? `, and ${number(sizes.length - MOST_NAMED)} more in the table` : ''}`;
}

function openingSentence({ created, office, listed, truncated, undated }: ReturnType<typeof openingsOf>, all: number): string {
  const parts = [
    created > 0 ? `${number(created)} from their creation` : '',
    office > 0 ? `${number(office)} from the beginning of an office` : '',
    listed > 0 ? `${number(listed)} from between two looks at a list` : '',
    truncated > 0
      ? `${number(truncated)} from when they were first seen, which is not their opening: they opened then or at any time before`
      : '',
    undated > 0 ? `${number(undated)} have no date and stand in no count` : '',
  ].filter((part) => part !== '');
  return `Of ${countOf(all, 'account')} of the registry, counted: ${parts.join('; ')}.`;
}

function statedSentences({ compared, apartCount }: StatedAccounts): string[] {
  const sentence = ({ figure, at, count, low, high }: ComparedCount): string => {
    const difference = figure.value - count;
    const bound = figure.bound === 'exact' ? '' : `${figure.bound.replace('-', ' ')} `;
    return `${figure.statedBy} states ${bound}${number(figure.value)} accounts of ${figure.subject} as they were ${momentText(at)}; the registry counts ${counted(count, low, high)}, ${difference === 0 ? 'the same' : `${number(Math.abs(difference))} ${difference > 0 ? 'fewer' : 'more'}`}.`;
  };
  const rest = compared.length - MOST_NAMED;
  return [
    ...compared.slice(0, MOST_NAMED).map(sentence),
    ...(rest > 0 ? [`${countOf(rest, 'further stated figure')} in the table.`] : []),
    ...(apartCount > 0
      ? [`${countOf(apartCount, 'stated number')} of accounts could be put beside nothing: no such name in the registry, or no date.`]
      : []),
  ];
}
