/** Signs that turn the direction of whatever follows them: a name must not reach beyond itself. */
const DIRECTIONS = /[\u202A-\u202E\u2066-\u2069]/g;

/** A text without signs that would turn what stands beside it. */
export function straight(text: string): string {
  return text.replace(DIRECTIONS, '');
}

/** A text cut to what a place holds; wide signs count double. @param most Narrow signs that fit. */
export function cutText(text: string, most: number): string {
  let length = 0;
  let kept = '';
  for (const sign of straight(text)) {
    length += (sign.codePointAt(0) ?? 0) > 0x2e80 ? 2 : 1;
    if (length > most - 1) return `${kept}…`;
    kept += sign;
  }
  return kept;
}

/** Words of a tick of an axis of counts: whole numbers alone. */
export function wholeTick(show: (value: number) => string): (value: number) => string {
  return (value) => (Number.isInteger(value) ? show(value) : '');
}

/** Round places of a logarithmic axis over some counts above 0: powers of ten, and where these are few their double and fivefold. */
export function logTicks(counts: readonly number[]): number[] {
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  const powers = Array.from({ length: 13 }, (_, power) => 10 ** power);
  const all = powers.flatMap((power) => [power, 2 * power, 5 * power]);
  const within = (ticks: readonly number[]): number[] => ticks.filter((tick) => tick >= low && tick <= high);
  return within(powers).length >= 4 ? within(powers) : within(all);
}
