import type { DuckDBVector } from '@duckdb/node-api';
import type { QueryVector } from './case-queries.js';

/** What a vector of whole numbers or doubles keeps beside its interface: its values as they lie in the chunk. */
interface NumberVector {
  readonly items?: unknown;
  readonly validity?: { readonly data?: unknown };
  readonly itemCount: number;
  setItem(row: number, value: number | null): void;
  flush(): void;
}

/**
 * The values of a vector of 32-bit whole numbers, without a call a value. What stands at a NULL is undefined.
 *
 * @returns A view that lasts as long as the chunk, or a copy.
 */
export function intsOf(vector: QueryVector): Int32Array {
  const { items } = vector as unknown as NumberVector;
  if (items instanceof Int32Array) return items;
  return Int32Array.from({ length: vector.itemCount }, (_, row) => vector.getItem(row) as number);
}

/** The values of a vector of doubles; as `intsOf`. */
export function floatsOf(vector: QueryVector): Float64Array {
  const { items } = vector as unknown as NumberVector;
  if (items instanceof Float64Array) return items;
  return Float64Array.from({ length: vector.itemCount }, (_, row) => vector.getItem(row) as number);
}

/** Writes a vector of 32-bit whole numbers or doubles whole; NaN becomes NULL. */
export function fillVector(vector: DuckDBVector, values: Int32Array | Float64Array): void {
  const target = vector as unknown as NumberVector;
  const { items } = target;
  if ((items instanceof Int32Array && values instanceof Int32Array) || items instanceof Float64Array) {
    items.set(values);
    if (values instanceof Float64Array) markBlanks(target, values);
  } else {
    for (let row = 0; row < values.length; row++) target.setItem(row, Number.isNaN(values[row]) ? null : (values[row] as number));
  }
  target.flush();
}

/** Makes NULL of each NaN: the first by the vector's own means, which lay out the bits of what is there, the others in those. */
function markBlanks(target: NumberVector, values: Float64Array): void {
  let bits: Uint32Array | null = null;
  for (let row = 0; row < values.length; row++) {
    if (!Number.isNaN(values[row])) continue;
    if (bits !== null) {
      bits[row >>> 5] &= ~(1 << (row & 31));
      continue;
    }
    target.setItem(row, null);
    const words = target.validity?.data;
    if (words instanceof BigUint64Array) bits = new Uint32Array(words.buffer, words.byteOffset, 2 * words.length);
  }
}

/** Writes a vector of texts whole. */
export function fillTexts(vector: DuckDBVector, values: readonly (string | null)[]): void {
  const target = vector as unknown as { setItem(row: number, value: string | null): void; flush(): void };
  for (const [row, value] of values.entries()) target.setItem(row, value);
  target.flush();
}
