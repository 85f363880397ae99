import { type Estimate, isLight } from '../../kernels/statistics/concentration.js';
import { quantile } from '../../kernels/statistics/quantile.js';
import { countOf } from '../coordination/network.js';
import type { Concentrated, GoneCurve } from './concentration-tables.js';

const VOICES_TOLD = 3;

/** The result in sentences. */
export function summaryOfConcentration(of: {
  readonly rows: readonly Concentrated[];
  readonly gone: readonly GoneCurve[];
  readonly fewCount: number;
  readonly unitCount: number;
  readonly values: { readonly minAmplifiers: number; readonly windowSeconds: number; readonly finding?: number };
}): string[] {
  const { rows, gone, fewCount, unitCount, values } = of;
  const least = `${values.minAmplifiers} amplifiers`;
  if (rows.length === 0)
    return [
      fewCount > 0
        ? `No voice was reposted by ${least}: those whose reposts the case holds have fewer.`
        : `None of ${countOf(unitCount, 'voice')} has a repost whose original is in the case: import the posts of the voices beside the reposts.`,
    ];
  const own = rows.filter(({ unit }) => unit.side === 'voice');
  const others = rows.filter(({ unit }) => unit.side === 'comparison');
  const sentences = own.slice(0, VOICES_TOLD).map((row) => voiceSentence(row, rows.indexOf(row) + 1));
  sentences.push(...spreadSentences(own, others));
  sentences.push(tailSentence(rows));
  sentences.push(...partSentences(rows, own, values));
  sentences.push(goneSentence(rows, gone));
  sentences.push(
    `The top 1 % is rounded up to whole accounts; reposts by the voice itself do not count. Left out: ${countOf(unitCount - rows.length, 'voice')} with fewer than ${least} in the case.`,
  );
  return sentences;
}

function voiceSentence(row: Concentrated, rank: number): string {
  const [, one, ten] = row.topShares as [Estimate, Estimate, Estimate];
  const [, oneCount] = row.topCounts as [number, number, number];
  const who = row.unit.name === '' ? `the account of row ${rank}` : row.unit.name;
  return `The top 1 % of the amplifiers of ${who} (${oneCount.toLocaleString('en')} of ${row.amplifiers.length.toLocaleString('en')}) made ${told(one)} of its ${countOf(row.repostCount, 'repost')}, the top 10 % ${told(ten)}; Gini index ${row.gini.value.toFixed(2)}.`;
}

function told({ value, low, high }: Estimate): string {
  return low === null || high === null ? percent(value) : `${percent(value)} (95 % ${percent(low)} to ${percent(high)})`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

function spreadSentences(own: readonly Concentrated[], others: readonly Concentrated[]): string[] {
  const spread = (rows: readonly Concentrated[]): string => {
    const shares = rows.map((row) => (row.topShares[1] as Estimate).value);
    return `median ${percent(quantile(shares, 0.5))}, from ${percent(Math.min(...shares))} to ${percent(Math.max(...shares))}`;
  };
  const sentences: string[] = [];
  if (own.length > 1) sentences.push(`Share of the top 1 % among ${countOf(own.length, 'voice')}: ${spread(own)}.`);
  if (others.length > 0) sentences.push(`Beside them, among ${countOf(others.length, 'voice')} of the comparison: ${spread(others)}.`);
  return sentences;
}

function tailSentence(rows: readonly Concentrated[]): string {
  const heavy = rows.filter(({ tail }) => tail !== null && !isLight(tail)).length;
  const unknown = rows.filter(({ tail }) => tail === null).length;
  const light = rows.length - heavy - unknown;
  return `Intervals are given for ${light.toLocaleString('en')} of ${countOf(rows.length, 'voice')}; for ${heavy.toLocaleString('en')} the tail index is below 2, for ${unknown.toLocaleString('en')} it cannot be told, and the shares describe these data alone.`;
}

function partSentences(
  rows: readonly Concentrated[],
  own: readonly Concentrated[],
  values: { readonly windowSeconds: number; readonly finding?: number },
): string[] {
  const [first] = own;
  const timed = rows.reduce((sum, { timedCount }) => sum + timedCount, 0);
  const all = rows.reduce((sum, { repostCount }) => sum + repostCount, 0);
  const sentences =
    timed === 0
      ? [`No share within ${values.windowSeconds} s of the original is told: no times are precise enough.`]
      : [
          `Within ${values.windowSeconds} s of the original came ${first?.quickShare ? told(first.quickShare) : 'an unknown share'} of the reposts of the most reposted of them; lags can be told of ${percent(timed / all)} of all reposts.`,
        ];
  if (values.finding !== undefined && first?.coordinatedShare)
    sentences.push(`Accounts in the groups of finding ${values.finding} made ${told(first.coordinatedShare)} of its reposts.`);
  return sentences;
}

function goneSentence(rows: readonly Concentrated[], gone: readonly GoneCurve[]): string {
  const [curve] = [...gone].sort((a, b) => rows.indexOf(a.row) - rows.indexOf(b.row));
  if (curve === undefined)
    return 'Of no amplifier is it known whether it was there later: import statuses of accounts to tell the share of those that are gone.';
  const who = curve.row.unit.name === '' ? `the account of row ${rows.indexOf(curve.row) + 1}` : curve.row.unit.name;
  const undated = curve.undatedShare > 0 ? `; ${percent(curve.undatedShare)} by accounts said to be gone without a date` : '';
  const last = curve.checkedAt.length - 1;
  if (last < 0) return `Of the reposts of ${who}, ${percent(curve.undatedShare)} are by accounts said to be gone without a date.`;
  const date = (time: number): string => new Date(time / 1000).toISOString().slice(0, 10);
  return `By ${date(curve.checkedAt[last] as number)}, accounts known to be gone had made ${percent(curve.goneShares[last] as number)} of the reposts of ${who} (suspended ones ${percent(curve.suspendedShares[last] as number)}; by ${date(curve.checkedAt[0] as number)} it was ${percent(curve.goneShares[0] as number)}); ${percent(curve.checkedShares[last] as number)} are by accounts that anybody looked at${undated}.`;
}
