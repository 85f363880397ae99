/** The stretch of a given length over which a counted curve rose most. */
export interface SteepestStretch {
  readonly from: number;
  readonly to: number;
  /** Values at both ends, in a straight line between the looks around them. */
  readonly valueFrom: number;
  readonly valueTo: number;
  readonly growth: number;
  /** The least and the most that it can have grown, where the curve moved in one direction between one look and the next. */
  readonly low: number;
  readonly high: number;
  /** Looks within the stretch, ends included. */
  readonly lookCount: number;
}

/**
 * The stretch of `length` over which a curve rose most, by its straight lines between looks; of equal ones the first.
 *
 * A rise between two looks lies anywhere between them: the stretch holds all of a gap that it covers, and of one that it cuts anything from
 * nothing to all, so `low` and `high` tell how much of the growth the looks bear out. The line is steepest where an end of the stretch lies on
 * a look, as the growth is linear in between.
 *
 * @param times Ascending, each once; as long as `values`.
 * @param errors How far each value may be off, such as by rounding; the bounds take in those of the looks at both ends.
 * @returns Null where the looks span less than `length`.
 */
export function steepestStretch(times: Float64Array, values: Float64Array, length: number, errors?: Float64Array): SteepestStretch | null {
  const n = times.length;
  const [first, last] = [times[0] as number, times[n - 1] as number];
  if (n < 2 || !(last - first >= length)) return null;
  const starts = Float64Array.from([...times, ...times.map((at) => at - length)].filter((at) => at >= first && at + length <= last)).sort();
  let best = { from: first, growth: Number.NEGATIVE_INFINITY, valueFrom: 0, valueTo: 0 };
  let [left, right] = [0, 0];
  for (const from of starts) {
    const to = from + length;
    while (left < n - 2 && (times[left + 1] as number) <= from) left++;
    while (right < n - 2 && (times[right + 1] as number) <= to) right++;
    const [valueFrom, valueTo] = [between(times, values, left, from), between(times, values, right, to)];
    if (valueTo - valueFrom > best.growth) best = { from, growth: valueTo - valueFrom, valueFrom, valueTo };
  }
  const to = best.from + length;
  const { low, high, lookCount } = bounds(times, values, best.from, to);
  const error = errors === undefined ? 0 : errorAt(times, errors, best.from) + errorAt(times, errors, to);
  return { ...best, to, low: low - error, high: high + error, lookCount };
}

/** The value on the straight line from look `left` to the next. */
function between(times: Float64Array, values: Float64Array, left: number, at: number): number {
  const [from, to] = [times[left] as number, times[left + 1] as number];
  const [low, high] = [values[left] as number, values[left + 1] as number];
  if (at === to) return high;
  return low + ((high - low) * (at - from)) / (to - from);
}

/** The larger error of the looks before and after a moment; of a look at that moment its own. */
function errorAt(times: Float64Array, errors: Float64Array, at: number): number {
  const after = times.findIndex((time) => time >= at);
  return times[after] === at ? (errors[after] as number) : Math.max(errors[after] ?? 0, errors[after - 1] ?? 0);
}

function bounds(times: Float64Array, values: Float64Array, from: number, to: number): { low: number; high: number; lookCount: number } {
  let [low, high, lookCount] = [0, 0, 0];
  for (let index = 0; index < times.length; index++) {
    const at = times[index] as number;
    if (at >= from && at <= to) lookCount++;
    const before = times[index - 1];
    if (before === undefined || at <= from || before >= to) continue;
    const rise = (values[index] as number) - (values[index - 1] as number);
    const isWhole = before >= from && at <= to;
    low += isWhole ? rise : Math.min(0, rise);
    high += isWhole ? rise : Math.max(0, rise);
  }
  return { low, high, lookCount };
}

/** The largest rise from one look to another. */
export interface LargestRise {
  readonly from: number;
  readonly to: number;
  readonly rise: number;
}

/**
 * The largest rise between two looks that lie at most `length` apart: so much at least was gained within that time, whatever happened
 * between looks; of equal ones the first.
 *
 * @param times Ascending, each once; as long as `values`.
 * @param errors How far each value may be off; the rise is what is left of it at worst.
 * @returns Null where no two looks are that near, or nothing rose.
 */
export function largestRise(times: Float64Array, values: Float64Array, length: number, errors?: Float64Array): LargestRise | null {
  let best: LargestRise | null = null;
  let first = 0;
  for (let to = 1; to < times.length; to++) {
    while ((times[to] as number) - (times[first] as number) > length) first++;
    for (let from = first; from < to; from++) {
      const rise = (values[to] as number) - (values[from] as number) - (errors?.[from] ?? 0) - (errors?.[to] ?? 0);
      if (rise > (best?.rise ?? 0)) best = { from: times[from] as number, to: times[to] as number, rise };
    }
  }
  return best;
}
