import type { Static } from 'typebox';
import { countOf } from '../coordination/network.js';
import type { cadenceParameters } from './cadence-declaration.js';
import { DAY_MICROSECONDS } from './daily-counts.js';
import { rateOf, stretchesOf, type VoiceCadence } from './voice-cadence.js';

/** Fewer private people than this are not told as a number. */
const LEAST_PEOPLE = 10;

interface Ground {
  readonly are: 'voices' | 'accounts';
  readonly values: Static<typeof cadenceParameters>;
  readonly speakerCount: number;
  /** Voices with enough posts and days. */
  readonly fitCount: number;
  readonly leastDays: number;
  readonly gaps: { readonly days: ReadonlySet<number>; readonly isJudged: boolean };
  readonly span: readonly [number, number];
}

/** The result of cadence in sentences, with the numbers behind them. */
export function cadenceSummary(voices: readonly VoiceCadence[], ground: Ground) {
  const { are, values, fitCount, speakerCount, gaps } = ground;
  const changed = voices.filter(({ isChanged }) => isChanged);
  const alone = voices.filter(({ found }) => found.p <= values.falseAlarms);
  const mayTell = (count: number): boolean => are === 'voices' || count === 0 || count >= LEAST_PEOPLE;
  const told = (count: number): string => (mayTell(count) ? count.toLocaleString('en') : `fewer than ${LEAST_PEOPLE}`);
  const noun = are === 'voices' ? 'voice' : 'account';
  const sentences = [
    voices.length === 0
      ? `None of ${countOf(speakerCount, noun)} has ${values.minPosts} posts on at least ${ground.leastDays} days between its first and its last post, so that no change of rate can be told.`
      : `${told(changed.length)} of ${countOf(voices.length, noun)} changed how often they post at least once (false-discovery rate ${percent(values.fdr)} over these ${are}); with ${percent(values.falseAlarms)} false alarms for each by itself it would be ${told(alone.length)}, where ${(voices.length * values.falseAlarms).toFixed(0)} are expected if nobody changes.`,
  ];
  const first = changed[0];
  if (first !== undefined && (are === 'voices' || mayTell(changed.length))) sentences.push(clearest(first));
  if (voices.length > 0) {
    const shared = voices.filter(({ found }) => found.spread.model === 'negative-binomial').length;
    sentences.push(
      `Counts of a day are taken as negative binomial for ${told(shared)} and as Poisson for the others, by their spread; ${countOf(speakerCount - fitCount, noun)} with fewer than ${values.minPosts} posts or ${ground.leastDays} days are left out${fitCount > voices.length ? `, and ${countOf(fitCount - voices.length, noun)} with the fewest posts (maxVoices)` : ''}.`,
    );
  }
  sentences.push(
    values.ends === 'posts'
      ? 'Days before the first and after the last post of each are not looked at: whether they were silent, the files do not say.'
      : `Days from ${isoDay(ground.span[0])} to ${isoDay(ground.span[1])} are looked at for each, so that a late start or an early end is read as silence.`,
  );
  if (!gaps.isJudged)
    sentences.push('With fewer than 20 accounts or 14 days, a gap of the files cannot be told from silence, and is read as silence.');
  else if (gaps.days.size > 0)
    sentences.push(
      `${countOf(gaps.days.size, 'day')} on which none of the ${are} posts, against chance, are left out as gaps of the files.`,
    );
  return {
    summary: sentences,
    figures: {
      voiceCount: voices.length,
      leftOutCount: speakerCount - voices.length,
      changedCount: mayTell(changed.length) ? changed.length : null,
      changeCount: mayTell(changed.length) ? changed.reduce((sum, { found }) => sum + found.changes.length, 0) : null,
      gapDayCount: gaps.days.size,
    },
  };
}

/** The largest change of the voice with the clearest ones, in a sentence. */
function clearest(voice: VoiceCadence): string {
  const stretches = stretchesOf(voice).map(({ from, to }) => rateOf(voice, from, to));
  const steps = voice.found.changes.map((change, place) => {
    const [before, after] = [stretches[place], stretches[place + 1]] as [ReturnType<typeof rateOf>, ReturnType<typeof rateOf>];
    return {
      change,
      before,
      after,
      size: Math.abs(Math.log((after.count + 0.5) / after.days) - Math.log((before.count + 0.5) / before.days)),
    };
  });
  const { change, before, after } = steps.reduce((most, step) => (step.size > most.size ? step : most));
  const rate = ({ value, low, high }: { value: number; low: number; high: number }): string =>
    `${short(value)} (95 % ${short(low)}–${short(high)})`;
  const day = (place: number): string => isoDay(voice.day[place]);
  return `The clearest change: ${voice.actor ?? 'one account'} went from ${rate(before)} to ${rate(after)} posts a day on ${day(change.day)} (95 % ${day(change.lowDay)} to ${day(change.highDay)}).`;
}

function isoDay(day: number): string {
  return new Date((day * DAY_MICROSECONDS) / 1000).toISOString().slice(0, 10);
}

function short(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 2 });
}

function percent(share: number): string {
  return `${(share * 100).toLocaleString('en', { maximumFractionDigits: 1 })} %`;
}
