/** A stretch of time or of any other line: from `from`, before `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The spans as few as they can be: empty ones left out, those that meet or overlap as one, ascending. */
export function unionOf(spans: readonly Span[]): Span[] {
  const union: { from: number; to: number }[] = [];
  for (const { from, to } of [...spans].filter((span) => span.from < span.to).sort((a, b) => a.from - b.from)) {
    const last = union.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else union.push({ from, to });
  }
  return union;
}

/**
 * How many spans hold each of some points.
 *
 * @param points Ascending.
 */
export function countSpansAt(spans: readonly Span[], points: Float64Array): Int32Array {
  const starts = Float64Array.from(spans, ({ from }) => from).sort();
  const ends = Float64Array.from(spans, ({ to }) => to).sort();
  let [started, ended] = [0, 0];
  return Int32Array.from(points, (point) => {
    while (started < starts.length && starts[started] <= point) started++;
    while (ended < ends.length && ends[ended] <= point) ended++;
    return started - ended;
  });
}
