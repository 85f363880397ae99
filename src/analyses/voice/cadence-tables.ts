import { rateRatio } from '../../kernels/changes/count-rate.js';
import { DAY_MICROSECONDS } from './daily-counts.js';
import { rateOf, stretchesOf, type VoiceCadence } from './voice-cadence.js';

const MOST_BINS = 180;

export function voiceTable(voices: readonly VoiceCadence[], [firstDay, lastDay]: readonly [number, number]) {
  const numbers = (of: (voice: VoiceCadence) => number): Float64Array => Float64Array.from(voices, of);
  const ints = (of: (voice: VoiceCadence) => number): Int32Array => Int32Array.from(voices, of);
  const rates = voices.map((voice) => rateOf(voice, 0, voice.count.length));
  return {
    rowCount: voices.length,
    columns: {
      account: ints(({ account }) => account),
      actor: voices.map(({ actor }) => actor),
      polity: voices.map(({ polity }) => polity),
      role: voices.map(({ role }) => role),
      isChanged: voices.map(({ isChanged }) => (isChanged ? 'yes' : 'no')),
      changeCount: ints(({ found }) => found.changes.length),
      p: numbers(({ found }) => found.p),
      q: numbers(({ q }) => q),
      statistic: numbers(({ found }) => found.statistic),
      penalty: numbers(({ found }) => found.penalty ?? Number.NaN),
      drawCount: ints(({ found }) => found.drawCount),
      model: voices.map(({ found }) => found.spread.model),
      dispersion: numbers(({ found }) => found.spread.dispersion),
      postCount: ints(({ postCount }) => postCount),
      firstAt: numbers(({ firstAt }) => firstAt),
      lastAt: numbers(({ lastAt }) => lastAt),
      dayCount: ints(({ day }) => day.length),
      postsPerDay: Float64Array.from(rates, ({ value }) => value),
      low: Float64Array.from(rates, ({ low }) => low),
      high: Float64Array.from(rates, ({ high }) => high),
      leftOutDays: ints(({ leftOutDays }) => leftOutDays),
      daysBefore: ints(({ firstAt }) => Math.floor(firstAt / DAY_MICROSECONDS) - firstDay),
      daysAfter: ints(({ lastAt }) => lastDay - Math.floor(lastAt / DAY_MICROSECONDS)),
    },
  };
}

export function changeTable(voices: readonly VoiceCadence[]) {
  const rows = voices.flatMap((voice) =>
    voice.found.changes.map((change, place) => {
      const stretches = stretchesOf(voice);
      const [before, after] = [place, place + 1].map((at) => rateOf(voice, stretches[at]?.from as number, stretches[at]?.to as number));
      return { voice, change, before: before as ReturnType<typeof rateOf>, after: after as ReturnType<typeof rateOf> };
    }),
  );
  type Row = (typeof rows)[number];
  const numbers = (of: (row: Row) => number | undefined): Float64Array => Float64Array.from(rows, (row) => of(row) ?? Number.NaN);
  const dayAt = ({ voice }: Row, place: number): number => voice.day[place] * DAY_MICROSECONDS;
  const ratios = rows.map(({ before, after }) => rateRatio(before, after));
  return {
    rowCount: rows.length,
    columns: {
      account: Int32Array.from(rows, ({ voice }) => voice.account),
      actor: rows.map(({ voice }) => voice.actor),
      changedAt: numbers((row) => dayAt(row, row.change.day)),
      earliestAt: numbers((row) => dayAt(row, row.change.lowDay)),
      latestAt: numbers((row) => dayAt(row, row.change.highDay)),
      rateBefore: numbers(({ before }) => before.value),
      lowBefore: numbers(({ before }) => before.low),
      highBefore: numbers(({ before }) => before.high),
      rateAfter: numbers(({ after }) => after.value),
      lowAfter: numbers(({ after }) => after.low),
      highAfter: numbers(({ after }) => after.high),
      ratio: Float64Array.from(ratios, (ratio) => ratio?.value ?? Number.NaN),
      ratioLow: Float64Array.from(ratios, (ratio) => ratio?.low ?? Number.NaN),
      ratioHigh: Float64Array.from(ratios, (ratio) => ratio?.high ?? Number.NaN),
      dayCountBefore: Int32Array.from(rows, ({ before }) => before.days),
      dayCountAfter: Int32Array.from(rows, ({ after }) => after.days),
      p: numbers(({ voice }) => voice.found.p),
      q: numbers(({ voice }) => voice.q),
    },
  };
}

export function levelTable(voices: readonly VoiceCadence[]) {
  const rows = voices.flatMap((voice) => stretchesOf(voice).map(({ from, to }) => ({ voice, from, to, rate: rateOf(voice, from, to) })));
  return {
    rowCount: rows.length,
    columns: {
      account: Int32Array.from(rows, ({ voice }) => voice.account),
      fromAt: Float64Array.from(rows, ({ voice, from }) => voice.day[from] * DAY_MICROSECONDS),
      toAt: Float64Array.from(rows, ({ voice, to }) => (voice.day[to - 1] + 1) * DAY_MICROSECONDS),
      postsPerDay: Float64Array.from(rows, ({ rate }) => rate.value),
      low: Float64Array.from(rows, ({ rate }) => rate.low),
      high: Float64Array.from(rows, ({ rate }) => rate.high),
      dayCount: Int32Array.from(rows, ({ rate }) => rate.days),
      postCount: Int32Array.from(rows, ({ rate }) => rate.count),
    },
  };
}

/** Bins of whole days, so many that they can be told apart in a picture. */
export function dayTable(voices: readonly VoiceCadence[]) {
  const rows = voices.flatMap((voice) => {
    const { day, count } = voice;
    const first = day[0];
    const width = Math.ceil((day[day.length - 1] - first + 1) / MOST_BINS);
    const bins = new Map<number, { posts: number; days: number }>();
    for (const [place, at] of day.entries()) {
      const number = Math.floor((at - first) / width);
      const bin = bins.get(number) ?? { posts: 0, days: 0 };
      bins.set(number, { posts: bin.posts + count[place], days: bin.days + 1 });
    }
    const end = day[day.length - 1] + 1;
    return [...bins].map(([number, bin]) => ({
      voice,
      from: first + number * width,
      to: Math.min(first + (number + 1) * width, end),
      ...bin,
    }));
  });
  return {
    rowCount: rows.length,
    columns: {
      account: Int32Array.from(rows, ({ voice }) => voice.account),
      fromAt: Float64Array.from(rows, ({ from }) => from * DAY_MICROSECONDS),
      toAt: Float64Array.from(rows, ({ to }) => to * DAY_MICROSECONDS),
      postsPerDay: Float64Array.from(rows, ({ posts, days }) => posts / days),
      postCount: Int32Array.from(rows, ({ posts }) => posts),
      dayCount: Int32Array.from(rows, ({ days }) => days),
    },
  };
}
