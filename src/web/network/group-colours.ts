/** Groups with a colour of their own, as in the report; all others are grey. */
export const COLOURED_GROUPS = 8;

/** The colour of a group, from 1, the same wherever the group is shown; grey for those beyond the eighth and for none. */
export function groupColour(group: number | null, colours: readonly string[]): string {
  return colours[group === null || group > COLOURED_GROUPS ? 0 : group] ?? colours[0] ?? '#8b939c';
}

/** A colour between two, in hex: sigma paints no other notation. */
export function mixed(colour: string, other: string, share: number): string {
  const [from, to] = [channels(colour), channels(other)];
  return `#${from
    .map((value, index) =>
      Math.round(value + ((to[index] ?? 0) - value) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** Red, green and blue, 0–255. */
export function channels(hex: string): number[] {
  const digits = hex.replace('#', '');
  const full = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16));
}
