import { numberText } from './wording.js';

/** A logarithmic scale for counts and their means that also has a place for none. */
export interface CountScale {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  /** A value as it is drawn: zero stands at the foot of the scale. */
  place(value: number): number;
  tickText(tick: number): string;
}

const MOST_DECADES = 5;

/**
 * A logarithmic scale that holds some counts.
 *
 * Ticks are powers of ten, thinned where there are many; if a value is zero, the foot of the scale stands for it.
 *
 * @param values At least 0.
 */
export function countScale(values: readonly number[]): CountScale {
  const positive = values.filter((value) => value > 0);
  const least = positive.length === 0 ? 0 : Math.floor(Math.log10(Math.min(...positive)));
  const most = Math.max(least + 1, Math.ceil(Math.log10(Math.max(1, ...positive))));
  const hasZero = values.some((value) => value === 0);
  const foot = 10 ** least / (hasZero ? 4 : 1);
  const step = Math.ceil((most - least) / MOST_DECADES);
  const powers = Array.from({ length: most - least + 1 }, (_, i) => least + i).filter((power) => power % step === 0);
  return {
    domain: [foot, 10 ** most],
    ticks: [...(hasZero ? [foot] : []), ...powers.map((power) => 10 ** power)],
    place: (value) => (value > 0 ? value : foot),
    tickText: (tick) => (hasZero && tick < 10 ** least * 0.9 ? '0' : tick < 0.001 ? String(tick) : numberText(tick)),
  };
}
