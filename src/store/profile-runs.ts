import type { Look } from './observations.js';

/** A value that looks after looks agree on. */
export interface ProfileRun {
  readonly value: string;
  /** ISO 8601, UTC; null where the looks have no time. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly lookCount: number;
}

const MOST_RUNS = 200;

/** Values of a field of the profile as they follow one another in time, those without a time first; the last 200. */
export function runsOf(looks: readonly Look[], field: string): ProfileRun[] {
  const runs: { value: string; firstAt: string | null; lastAt: string | null; lookCount: number }[] = [];
  const undated = looks.filter(({ observedAt }) => observedAt === null);
  for (const { observedAt, profile } of [...undated, ...looks.filter((look) => look.observedAt !== null)]) {
    const value = profile[field];
    if (value === null || value === undefined || value.trim() === '') continue;
    const last = runs.at(-1);
    if (last !== undefined && last.value === value && (last.firstAt === null) === (observedAt === null)) {
      last.lastAt = observedAt;
      last.lookCount += 1;
    } else runs.push({ value, firstAt: observedAt, lastAt: observedAt, lookCount: 1 });
  }
  // What stands without a time is said once, and not at all where a dated look says the same.
  const dated = new Set(runs.filter(({ firstAt }) => firstAt !== null).map(({ value }) => value));
  const said = new Set<string>();
  return runs
    .filter(({ value, firstAt }) => firstAt !== null || (!dated.has(value) && !said.has(value) && said.add(value) !== undefined))
    .slice(-MOST_RUNS);
}
