/** Round numbers over a range, at most about `count` of them: 1, 2 or 5 times a power of ten apart, in ascending order. */
export function linearTicks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return Number.isFinite(low) ? [low] : [];
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
  const digits = Math.max(0, 1 - Math.floor(Math.log10(step)));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) =>
    Number(((first + index) * step).toFixed(Math.min(20, digits))),
  );
}

/** Round places of a logarithmic axis over some values above 0: powers of ten, and where these are few their double and fivefold. */
export function logTicks(values: readonly number[]): number[] {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const value of values) {
    if (value > 0 && value < low) low = value;
    if (value > high && Number.isFinite(value)) high = value;
  }
  if (!(high > 0)) return [];
  const first = Math.floor(Math.log10(low));
  const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, index) =>
    Number((10 ** (first + index)).toPrecision(1)),
  );
  const all = powers.flatMap((power) => [power, Number((2 * power).toPrecision(1)), Number((5 * power).toPrecision(1))]);
  const within = (ticks: readonly number[]): number[] => ticks.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
  return within(powers).length >= 4 ? within(powers) : within(all);
}

/** Words of a tick of an axis of counts: whole numbers alone. */
export function wholeTick(show: (value: number) => string): (value: number) => string {
  return (value) => (Number.isInteger(value) ? show(value) : '');
}

/** A vertical axis: where a value lies between its foot (0) and its top (1), and its ticks. */
export interface ValueAxis {
  /** NaN for what the axis cannot show. */
  at(value: number): number;
  readonly ticks: readonly number[];
  readonly low: number;
  readonly high: number;
}

/**
 * The axis over some values, which may hold NaN: from zero, unless they all lie close together far from it; logarithmic over those above 0.
 *
 * @param isFromZero Zero must be in it, as for bars.
 * @param isWhole Counts: no tick between whole numbers.
 */
export function valueAxis(
  values: Iterable<number>,
  {
    isLog = false,
    isFromZero = false,
    tickCount = 4,
    isWhole = false,
  }: { readonly isLog?: boolean; readonly isFromZero?: boolean; readonly tickCount?: number; readonly isWhole?: boolean },
): ValueAxis {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value) || (isLog && value <= 0)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) [low, high] = isLog ? [1, 10] : [0, 1];
  if (isLog) return logAxis(low, high);
  const isClose = low > 0 && high - low < 0.2 * high;
  if (low > 0 && (isFromZero || !isClose)) low = 0;
  if (high < 0) high = 0;
  if (low === high) [low, high] = low === 0 ? [0, 1] : [low - Math.abs(low) * 0.1, high + Math.abs(high) * 0.1];
  const ticks = linearTicks(low, high, tickCount).filter((tick) => !isWhole || Number.isInteger(tick));
  const room = (high - low) * 0.04;
  const [foot, top] = [low === 0 ? 0 : low - room, high === 0 ? 0 : high + room];
  return { at: (value) => (value - foot) / (top - foot), ticks, low: foot, high: top };
}

/** Round places of a logarithmic axis; of one so short that it has few powers of ten, those of a linear one. */
export function logAxisTicks(low: number, high: number): number[] {
  const ticks = logTicks([low, high]);
  return ticks.length >= 3 ? ticks : linearTicks(low, high, 3);
}

function logAxis(low: number, high: number): ValueAxis {
  const [foot, top] = low === high ? [low / 2, high * 2] : [low / 1.1, high * 1.1];
  const span = Math.log(top / foot);
  return {
    at: (value) => (value > 0 ? Math.log(value / foot) / span : Number.NaN),
    ticks: logAxisTicks(foot, top),
    low: foot,
    high: top,
  };
}
