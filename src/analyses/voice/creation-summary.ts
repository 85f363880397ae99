import { countOf } from '../coordination/network.js';
import type { ChosenCreations } from './creation-choice.js';
import { type NamedBurst, TIME_SPANS } from './creation-tables.js';
import { DAY_SPANS, type DayScan, type DaySpan } from './creation-windows.js';

const OTHERS_NAMED = 3;
/** A list of fewer days has hardly any days around a burst. */
const SHORT_DAYS = 180;

/** The result in sentences. */
export function summaryOfCreations(of: {
  readonly chosen: ChosenCreations;
  readonly scans: ReadonlyMap<DaySpan, DayScan>;
  readonly bursts: readonly NamedBurst[];
  readonly values: { readonly level: number; readonly draws: number };
}): string[] {
  const { chosen, scans, bursts, values } = of;
  const { known, days, backgroundCount } = chosen;
  const total = known.length;
  const sentences = DAY_SPANS.map((span) => {
    const own = bursts.filter((burst) => burst.span === span && !isByOne(burst));
    return spanSentence(span, {
      own,
      bursts,
      total,
      windows: scans.get(span)?.windows.from.length ?? 0,
      isMatched: backgroundCount !== null,
    });
  });
  const inMonth = twoScales(bursts);
  if (inMonth !== null) sentences.splice(DAY_SPANS.length, 0, inMonth);
  sentences.push(...choiceSentences(bursts, backgroundCount !== null));
  sentences.push(timeSentence(chosen, bursts));
  sentences.push(
    `p is the chance of as strong a burst in any window of its kind (${values.draws} worlds without bursts; family-wise level ${values.level}). It describes this list: where a platform or a researcher selected the accounts, it says how odd the selection is, and no more of the accounts than that.`,
  );
  const left = [
    ...(chosen.unknownCount > 0 ? [`${countOf(chosen.unknownCount, 'account')} without a time of creation`] : []),
    ...(chosen.coarseCount > 0 ? [`${countOf(chosen.coarseCount, 'account')} with one that is coarser than a day`] : []),
  ];
  if (left.length > 0) sentences.push(`Left out: ${left.join(', ')}.`);
  if (days.counts.length < SHORT_DAYS && backgroundCount === null)
    sentences.push(
      `All were made within ${countOf(days.counts.length, 'day')}: a fit has hardly any days around a burst there, so that silence says little. Compare with other accounts (--background, --others).`,
    );
  return sentences;
}

/** What a single fit sees. */
function isByOne({ standing }: NamedBurst): boolean {
  return standing.endsWith('alone');
}

function spanSentence(
  span: DaySpan,
  of: {
    readonly own: readonly NamedBurst[];
    readonly bursts: readonly NamedBurst[];
    readonly total: number;
    readonly windows: number;
    readonly isMatched: boolean;
  },
): string {
  const { own, bursts, total, windows, isMatched } = of;
  const [first, ...rest] = own;
  const kind = span === 'week' ? 'seven days in a row' : `a ${span}`;
  if (windows === 1) return `All ${countOf(total, 'account')} were made in one ${span}: there is no other to compare it with.`;
  if (first === undefined && bursts.some((burst) => burst.span === span))
    return `No ${span} of ${windows.toLocaleString('en')} is a burst ${isMatched ? 'beside other accounts' : 'by both fits'} among ${countOf(total, 'creation')}.`;
  if (first === undefined) return `No ${span} of ${windows.toLocaleString('en')} stands out among ${countOf(total, 'creation')}.`;
  const by = isMatched ? 'other accounts' : 'the time around it';
  const facts = `${first.count.toLocaleString('en')} of ${countOf(total, 'account')} (${few((100 * first.count) / total)} %) were made ${span === 'day' ? 'on' : span === 'month' ? 'in' : 'from'} ${first.name}, where ${by} would put ${few(first.expected)}: ${times(first)}, p = ${few(first.p)}`;
  if (first.standing === 'none')
    return `No burst of ${kind}: the strongest of ${windows.toLocaleString('en')} is no more than chance brings: ${facts}.`;
  const others = rest.slice(0, OTHERS_NAMED).map((burst) => `${burst.name} (${burst.count.toLocaleString('en')}, p = ${few(burst.p)})`);
  const more = rest.length > OTHERS_NAMED ? ` and ${rest.length - OTHERS_NAMED} more` : '';
  return `Strongest burst of ${kind}: ${facts}${others.length === 0 ? '' : `; further ones: ${others.join(', ')}${more}`}.`;
}

function times({ ratio, low, high }: NamedBurst): string {
  return `${few(ratio)} times as many (95 % ${few(low)} to ${few(high)})`;
}

/** Two significant digits below 100, whole numbers above. */
function few(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(2)));
}

/** How much of the strongest month its days make up. */
function twoScales(bursts: readonly NamedBurst[]): string | null {
  const counted = bursts.filter((burst) => burst.standing !== 'none' && !isByOne(burst));
  const month = counted.find((burst) => burst.span === 'month');
  if (month === undefined) return null;
  const days = counted.filter((burst) => burst.span === 'day' && burst.from >= month.from && burst.to <= month.to);
  if (days.length === 0) return `The burst of ${month.name} is one of no single day.`;
  const count = days.reduce((sum, day) => sum + day.count, 0);
  return `Of the ${month.count.toLocaleString('en')} of ${month.name}, ${count.toLocaleString('en')} were made on ${days.length === 1 ? 'a day' : `${days.length} days`} that ${days.length === 1 ? 'is a burst' : 'are bursts'} by ${days.length === 1 ? 'itself' : 'themselves'}.`;
}

/** What hangs on the choice of the background. */
function choiceSentences(bursts: readonly NamedBurst[], isMatched: boolean): string[] {
  return DAY_SPANS.flatMap((span) => {
    const own = bursts.filter((burst) => burst.span === span && burst.standing !== 'none');
    const counted = own.filter((burst) => !isByOne(burst)).length;
    const [flexible, stiff] = ['flexible fit alone', 'stiff fit alone'].map((name) => own.filter(({ standing }) => standing === name));
    if (flexible === undefined || stiff === undefined || own.length === 0) return [];
    const kind = span === 'week' ? 'seven days' : `a ${span}`;
    if (flexible.length + stiff.length === 0) return [`No burst of ${kind} hangs on the choice of the background.`];
    const listed = (list: readonly NamedBurst[]): string =>
      list.length === 0
        ? ''
        : ` (${list
            .slice(0, OTHERS_NAMED)
            .map(({ name }) => name)
            .join(', ')}${list.length > OTHERS_NAMED ? ', …' : ''})`;
    const lead = isMatched ? `${counted} beside other accounts` : `${counted} by both fits`;
    const bent = isMatched ? '' : ` ${flexible.length} more by the flexible fit alone (90 days on either side)${listed(flexible)},`;
    return [
      `Bursts of ${kind} and the choice of the background: ${lead},${bent} ${stiff.length} more by the stiff fit alone (two years on either side)${listed(stiff)}. The last are none if the rate had waves of months; what a single fit sees is not counted.`,
    ];
  });
}

function timeSentence({ preciseSeconds, known }: ChosenCreations, bursts: readonly NamedBurst[]): string {
  if (preciseSeconds.length === 0) return 'Hours and minutes were not looked at: no time of creation is as precise as a minute.';
  const found = TIME_SPANS.flatMap(({ name: span }) => {
    const own = bursts.filter((burst) => burst.span === span && burst.standing !== 'none');
    const [first] = own;
    if (first === undefined) return [];
    return [
      `${own.length} of ${span === 'ten minutes' ? span : `${span === 'hour' ? 'an' : 'a'} ${span}`}, the strongest ${first.name} UTC with ${countOf(first.count, 'account')} (${few(first.expected)} to be expected, p = ${few(first.p)})`,
    ];
  });
  const of = preciseSeconds.length < known.length ? ` (${countOf(preciseSeconds.length, 'account')} with so precise a time)` : '';
  return found.length === 0
    ? `No burst of an hour, ten minutes or a minute beyond what its day explains${of}.`
    : `Bursts within days, beyond what the day explains${of}: ${found.join('; ')}.`;
}
