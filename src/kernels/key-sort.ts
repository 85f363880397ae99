const DIGITS = 16;
const DIGIT_COUNT = 1 << DIGITS;
const BITS_PER_ITEM = 8;

/** Items in order of their key (as unsigned numbers), equal keys as they stood: two passes of a counting sort by 16 bits. */
export function sortByKey(items: Int32Array, keys: Int32Array): Int32Array {
  const itemKeys = new Int32Array(items.length);
  for (let i = 0; i < items.length; i++) itemKeys[i] = keys[items[i]];
  const [byLow, lowKeys] = sortByDigit(items, itemKeys, 0);
  return sortByDigit(byLow, lowKeys, DIGITS)[0];
}

function sortByDigit(items: Int32Array, keys: Int32Array, shift: number): [Int32Array, Int32Array] {
  const next = new Int32Array(DIGIT_COUNT + 1);
  for (let i = 0; i < keys.length; i++) next[((keys[i] >>> shift) & (DIGIT_COUNT - 1)) + 1]++;
  for (let digit = 0; digit < DIGIT_COUNT; digit++) next[digit + 1] += next[digit];
  const sorted = new Int32Array(items.length);
  const sortedKeys = new Int32Array(items.length);
  for (let i = 0; i < keys.length; i++) {
    const to = next[(keys[i] >>> shift) & (DIGIT_COUNT - 1)]++;
    sorted[to] = items[i];
    sortedKeys[to] = keys[i];
  }
  return [sorted, sortedKeys];
}

/**
 * Finds the items whose key another item has too, and few others: a filter of bits, so that items alone with their key, which are
 * most, need no sorting.
 */
export class MetTwice {
  private readonly once: Int32Array;
  private readonly twice: Int32Array;
  private readonly mask: number;

  /** @param most Most items that a selection will be made from. */
  constructor(most: number) {
    let bits = DIGIT_COUNT;
    while (bits < most * BITS_PER_ITEM) bits *= 2;
    this.mask = bits - 1;
    this.once = new Int32Array(bits / 32);
    this.twice = new Int32Array(bits / 32);
  }

  /** The items whose key, or its last bits, more than one of them has; in the order given. */
  select(items: Int32Array, keys: Int32Array): Int32Array {
    const { once, twice, mask } = this;
    once.fill(0);
    twice.fill(0);
    for (let i = 0; i < items.length; i++) {
      const at = keys[items[i]] & mask;
      const bit = 1 << (at & 31);
      twice[at >>> 5] |= once[at >>> 5] & bit;
      once[at >>> 5] |= bit;
    }
    let count = 0;
    const selected = new Int32Array(items.length);
    for (let i = 0; i < items.length; i++) {
      const at = keys[items[i]] & mask;
      selected[count] = items[i];
      count += (twice[at >>> 5] >>> (at & 31)) & 1;
    }
    return selected.slice(0, count);
  }
}
