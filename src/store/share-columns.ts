import { GrownFloats, GrownInts } from '../kernels/grown-columns.js';
import type { Shares } from '../kernels/shares/share-index.js';
import type { QueryChunk } from './case-queries.js';
import { floatsOf, intsOf } from './vectors.js';

/** A result's rows, some thousands at a time. */
export type Chunks = AsyncIterable<QueryChunk>;

/**
 * Gathers (object, account, post, time) rows into columns.
 *
 * @param rankOf Number in code-point order of each account identity.
 * @param accountCount Number of accounts.
 */
export async function gatherShares(chunks: Chunks, rankOf: Int32Array, accountCount: number): Promise<Shares> {
  const columns = new ShareColumns(rankOf);
  for await (const chunk of chunks) columns.add(chunk);
  return columns.finish(accountCount);
}

/**
 * Gathers (object, account, post, time, source, record) rows that should come in order of object, time, source and record.
 *
 * @returns Null as soon as a row is out of that order.
 */
export async function gatherOrderedShares(chunks: Chunks, rankOf: Int32Array, accountCount: number): Promise<Shares | null> {
  const columns = new ShareColumns(rankOf);
  const order = new RowOrder();
  for await (const chunk of chunks) {
    const [object, source, record] = [0, 4, 5].map((column) => intsOf(chunk.getColumnVector(column)));
    const time = floatsOf(chunk.getColumnVector(3));
    if (!order.continues(object as Int32Array, time, source as Int32Array, record as Int32Array)) return null;
    columns.add(chunk);
  }
  return columns.finish(accountCount);
}

/** Tells whether rows go on in order of object, time, source and record, from chunk to chunk. */
class RowOrder {
  private last: readonly [number, number, number, number] = [-1, 0, 0, 0];

  continues(object: Int32Array, time: Float64Array, source: Int32Array, record: Int32Array): boolean {
    let [lastObject, lastTime, lastSource, lastRecord] = this.last;
    for (let row = 0; row < object.length; row++) {
      const step = object[row] - lastObject || time[row] - lastTime || source[row] - lastSource || record[row] - lastRecord;
      if (step < 0) return false;
      lastObject = object[row];
      lastTime = time[row];
      lastSource = source[row];
      lastRecord = record[row];
    }
    this.last = [lastObject, lastTime, lastSource, lastRecord];
    return true;
  }
}

class ShareColumns {
  private readonly rankOf: Int32Array;
  private readonly object = new GrownInts();
  private readonly account = new GrownInts();
  private readonly post = new GrownInts();
  private readonly time = new GrownFloats();

  constructor(rankOf: Int32Array) {
    this.rankOf = rankOf;
  }

  add(chunk: QueryChunk): void {
    this.object.append(intsOf(chunk.getColumnVector(0)));
    const accounts = intsOf(chunk.getColumnVector(1));
    for (let row = 0; row < accounts.length; row++) this.account.push(this.rankOf[accounts[row]]);
    this.post.append(intsOf(chunk.getColumnVector(2)));
    this.time.append(floatsOf(chunk.getColumnVector(3)));
  }

  finish(accountCount: number): Shares {
    const post = this.post.finish();
    let highestPost = -1;
    for (let i = 0; i < post.length; i++) if (post[i] > highestPost) highestPost = post[i];
    return {
      accountCount,
      postCount: highestPost + 1,
      object: this.object.finish(),
      account: this.account.finish(),
      post,
      time: this.time.finish(),
    };
  }
}

/** What is irregular in the posts of some shares, which come by object. */
export interface PostFaults {
  /** An (object, post) stands more than once. */
  readonly hasRepeats: boolean;
  /** A post stands under several accounts. */
  readonly hasSeveralAccounts: boolean;
}

export function postFaults({ postCount, object, account, post }: Shares): PostFaults {
  const lastShare = new Int32Array(postCount).fill(-1);
  const faults = { hasRepeats: false, hasSeveralAccounts: false };
  for (let i = 0; i < post.length; i++) {
    const last = lastShare[post[i]];
    lastShare[post[i]] = i;
    if (last === -1) continue;
    if (object[last] === object[i]) faults.hasRepeats = true;
    if (account[last] !== account[i]) faults.hasSeveralAccounts = true;
  }
  return faults;
}

/** Gives a post that stands under several accounts in dirty data a number of its own for each of them. */
export function oneAccountPerPost(shares: Shares): Shares {
  const owner = new Int32Array(shares.postCount).fill(-1);
  const extra = new Map<string, number>();
  let postCount = shares.postCount;
  for (let i = 0; i < shares.post.length; i++) {
    const post = shares.post[i];
    const account = shares.account[i];
    if (owner[post] === -1) owner[post] = account;
    if (owner[post] === account) continue;
    const key = `${post} ${account}`;
    if (!extra.has(key)) extra.set(key, postCount++);
    shares.post[i] = extra.get(key) as number;
  }
  return { ...shares, postCount };
}
