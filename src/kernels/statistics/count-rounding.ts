/** Smaller counts are shown in full. */
const LEAST_ROUNDED = 1000;
const LEAST_UNIT = 100;

/**
 * The unit to which a count seems to be rounded or cut: the largest power of ten that divides it, 100 or more, where it is 1,000 or more; else 1.
 *
 * Platforms show 24,131 as 24.1K and 1,091,100 as 1M, so that 24,100 may stand for anything from 24,050 to 24,199. A count that was not rounded ends in
 * two zeros once in a hundred times.
 */
export function roundingUnit(count: number): number {
  if (count < LEAST_ROUNDED) return 1;
  let unit = 1;
  while (count % (unit * 10) === 0) unit *= 10;
  return unit >= LEAST_UNIT ? unit : 1;
}
