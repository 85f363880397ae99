import { rateEstimate } from '../../kernels/changes/count-rate.js';
import { type RateChanges, stretchOf } from '../../kernels/changes/rate-changes.js';
import type { DailyCounts } from './daily-counts.js';

/** A voice with its days and what was found in them. */
export interface VoiceCadence extends DailyCounts {
  readonly account: number;
  readonly actor: string | null;
  readonly polity: string | null;
  readonly role: string | null;
  readonly found: RateChanges;
  readonly q: number;
  readonly isChanged: boolean;
}

/** The stretches between the changes of a voice, as positions among its days. */
export function stretchesOf({ found, day }: Pick<VoiceCadence, 'found' | 'day'>): { from: number; to: number }[] {
  const bounds = [0, ...found.changes.map((change) => change.day), day.length];
  return bounds.slice(1).map((to, place) => ({ from: bounds[place] as number, to }));
}

/** The rate of a stretch of days, with its interval. */
export function rateOf({ count }: Pick<VoiceCadence, 'count'>, from: number, to: number) {
  const stretch = stretchOf(count.subarray(from, to));
  return { ...stretch, ...rateEstimate(stretch.count, stretch.days, stretch.overdispersed) };
}
