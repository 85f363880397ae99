import { MICROSECONDS, type Shares } from '../../kernels/shares/share-index.js';
import type { WorkContext } from '../../model.js';
import type { EdgeEvidence } from '../analysis.js';

/** Number of distinct accounts among some columns of account numbers. */
export function distinctEnds(...columns: readonly Int32Array[]): number {
  let highest = -1;
  for (const column of columns) for (let i = 0; i < column.length; i++) if (column[i] > highest) highest = column[i];
  const seen = new Uint8Array(highest + 1);
  let count = 0;
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      count += 1 - seen[column[i]];
      seen[column[i]] = 1;
    }
  }
  return count;
}

/** A number with its noun, as a reader writes it: "1 object", "1,092 objects". */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** Reports the share of work done and stops when the user asked to. */
export function progressOf(context: WorkContext): (done: number) => void {
  return (done) => {
    context.progress.update(done, 1);
    context.signal.throwIfAborted();
  };
}

/** Pairs of shares, by their positions, as the columns of `PAIRS_TABLE`. */
export function pairEvidence(
  shares: Pick<Shares, 'object' | 'account' | 'post' | 'time'>,
  first: Int32Array,
  second: Int32Array,
): EdgeEvidence {
  const { object, account, post, time } = shares;
  return {
    rowCount: first.length,
    columns: {
      object_id: first.map((p) => object[p]),
      content_id: first.map((p) => post[p]),
      content_id_y: second.map((p) => post[p]),
      time_delta: Float64Array.from(first, (p, pair) => (time[second[pair]] - time[p]) / MICROSECONDS),
      account_id: first.map((p) => account[p]),
      account_id_y: second.map((p) => account[p]),
    },
  };
}
