import { GrownFloats, GrownInts } from './grown-columns.js';
import { groupPositions, MICROSECONDS, type Shares, type WindowBounds, windowBounds } from './share-index.js';

/** Edges of a co-share network as columns, by first account, then second. */
export interface CoShareEdges {
  readonly length: number;
  readonly accountA: Int32Array;
  readonly accountB: Int32Array;
  readonly objectCount: Int32Array;
  readonly pairCount: Int32Array;
  readonly postCountA: Int32Array;
  readonly postCountB: Int32Array;
  /** Share of pairs in which A was first, ties counted half; 0–1. */
  readonly leadA: Float64Array;
  readonly meanLagSeconds: Float64Array;
  /** Time of the first and of the last share in the edge's pairs, in microseconds since 1970. */
  readonly firstTime: Float64Array;
  readonly lastTime: Float64Array;
}

// Slots of one partner's record in the accumulator: one cache line, whole numbers first, doubles behind them.
const PAIRS = 0;
const OBJECTS = 1;
const LAST_OBJECT = 2;
const LEAD_TWICE = 3;
const OWN_POSTS = 4;
const LAST_OWN_POST = 5;
const PARTNER_POSTS = 6;
const SLOTS = 16;
// In doubles: the slots from 8 on.
const LAG = 4;
const FIRST_TIME = 5;
const LAST_TIME = 6;
const DOUBLES = SLOTS / 2;

/**
 * Finds all pairs of accounts that co-shared at least `minObjects` objects, with every column of the edge.
 *
 * Two shares of one object by different accounts are co-shares when |Δt| ≤ window, both ends inclusive. One account at a
 * time gathers its partners in a dense record each, so memory grows with accounts and edges, never with pairs; time grows
 * with pairs. The result does not depend on the order of input rows among equal times.
 *
 * @param shares One layer, sorted by object, then time, each (object, post) once.
 * @param window Longest gap that counts as together, in microseconds.
 * @param minObjects Least `objectCount` of an edge that is returned; at least 1.
 * @param onProgress Called now and then with the share of accounts done, 0–1; may throw to stop.
 */
export function coShareEdges(shares: Shares, window: number, minObjects: number, onProgress?: (done: number) => void): CoShareEdges {
  const { accountCount, account } = shares;
  const byAccount = groupPositions(account, accountCount);
  const hasSharedPosts = accountsWithSharedPosts(shares);
  const reach = windowBounds(shares, window);
  const tally = new ObjectTally(accountCount, minObjects);
  const record = new Int32Array(accountCount * SLOTS);
  const partners = new Int32Array(accountCount);
  const stamp = new Int32Array(shares.postCount).fill(-1);
  const edges = new EdgeColumns();
  for (let a = 0; a < accountCount; a++) {
    if ((a & 1023) === 0) onProgress?.(a / accountCount);
    const own = byAccount.positions.subarray(byAccount.starts[a], byAccount.starts[a + 1]);
    if (!tally.count(shares, own, reach)) continue;
    const partnerCount = gatherPartners(shares, own, reach, tally, record, partners, stamp);
    const kept = edges.length;
    emitEdges(a, partners.subarray(0, partnerCount), minObjects, record, edges);
    if (hasSharedPosts[a] === 1 && edges.length > kept) recountOwnPosts(shares, own, reach, edges, kept, record);
  }
  return edges.finish();
}

/**
 * Which partners of one account reach `minObjects`, in four bytes a partner, so that the many that do not cost little.
 *
 * A partner's cell holds the ordinal of the last object counted (24 bits) and the count so far (8 bits, no higher than
 * needed). Ordinals grow from account to account, so that a cell left by an earlier account reads as empty.
 */
class ObjectTally {
  readonly cells: Uint32Array;
  readonly needed: number;
  /** A partner with a cell above this has at least one object with the account at hand. */
  base = 0;
  private ordinal = 0;

  constructor(accountCount: number, minObjects: number) {
    this.cells = new Uint32Array(accountCount);
    this.needed = Math.min(minObjects, 255);
  }

  /** Counts the partners' objects with one account; true if any partner has enough. */
  count(shares: Shares, own: Int32Array, reach: WindowBounds): boolean {
    const { cells, needed } = this;
    const { object, account } = shares;
    if (this.ordinal + own.length >= 0xffffff) {
      cells.fill(0);
      this.ordinal = 0;
    }
    this.base = this.ordinal * 256 + 255;
    let enough = false;
    let last = -1;
    for (let i = 0; i < own.length; i++) {
      const p = own[i];
      const a = account[p];
      if (object[p] !== last) this.ordinal++;
      last = object[p];
      const first = this.ordinal * 256;
      const end = reach.ends[p];
      for (let q = reach.starts[p]; q < end; q++) {
        const b = account[q];
        if (b <= a) continue;
        const cell = cells[b];
        if (cell >= first) continue;
        const count = cell <= this.base ? 1 : Math.min((cell & 255) + 1, 255);
        cells[b] = first + count;
        if (count >= needed) enough = true;
      }
    }
    return enough;
  }
}

/** Adds each pair of one account's shares with those of higher-numbered accounts that have enough objects to the partners' records. */
function gatherPartners(
  shares: Shares,
  own: Int32Array,
  reach: WindowBounds,
  tally: ObjectTally,
  record: Int32Array,
  partners: Int32Array,
  stamp: Int32Array,
): number {
  const { object, account, post, time } = shares;
  const { cells, base, needed } = tally;
  const doubles = new Float64Array(record.buffer);
  let partnerCount = 0;
  for (let i = 0; i < own.length; i++) {
    const p = own[i];
    const a = account[p];
    const thisObject = object[p];
    const thisPost = post[p];
    const thisTime = time[p];
    const end = reach.ends[p];
    for (let q = reach.starts[p]; q < end; q++) {
      const b = account[q];
      if (b <= a || cells[b] <= base || (cells[b] & 255) < needed) continue;
      const slot = b * SLOTS;
      if (record[slot + PAIRS]++ === 0) {
        partners[partnerCount++] = b;
        record[slot + LAST_OBJECT] = -1;
        record[slot + LAST_OWN_POST] = -1;
        doubles[b * DOUBLES + FIRST_TIME] = Number.POSITIVE_INFINITY;
        doubles[b * DOUBLES + LAST_TIME] = Number.NEGATIVE_INFINITY;
      }
      if (record[slot + LAST_OBJECT] !== thisObject) {
        record[slot + LAST_OBJECT] = thisObject;
        record[slot + OBJECTS]++;
      }
      if (record[slot + LAST_OWN_POST] !== thisPost) {
        record[slot + LAST_OWN_POST] = thisPost;
        record[slot + OWN_POSTS]++;
      }
      if (stamp[post[q]] !== a) {
        stamp[post[q]] = a;
        record[slot + PARTNER_POSTS]++;
      }
      const gap = time[q] - thisTime;
      if (gap >= 0) record[slot + LEAD_TWICE] += gap > 0 ? 2 : 1;
      const at = b * DOUBLES;
      doubles[at + LAG] += gap < 0 ? -gap : gap;
      const earlier = gap < 0 ? time[q] : thisTime;
      const later = gap < 0 ? thisTime : time[q];
      if (earlier < doubles[at + FIRST_TIME]) doubles[at + FIRST_TIME] = earlier;
      if (later > doubles[at + LAST_TIME]) doubles[at + LAST_TIME] = later;
    }
  }
  return partnerCount;
}

/** Writes the edges of one account that have enough objects, by partner, and clears the partners' records. */
function emitEdges(a: number, partners: Int32Array, minObjects: number, record: Int32Array, edges: EdgeColumns): void {
  const doubles = new Float64Array(record.buffer);
  let survivors = 0;
  for (let i = 0; i < partners.length; i++) {
    const b = partners[i];
    if (record[b * SLOTS + OBJECTS] < minObjects) continue;
    partners[i] = partners[survivors];
    partners[survivors++] = b;
  }
  const row = partners.subarray(0, survivors).sort();
  for (let i = 0; i < survivors; i++) edges.push(a, row[i], record, doubles);
  for (let i = 0; i < partners.length; i++) {
    const slot = partners[i] * SLOTS;
    record[slot + PAIRS] = 0;
    record[slot + OBJECTS] = 0;
    record[slot + LEAD_TWICE] = 0;
    record[slot + OWN_POSTS] = 0;
    record[slot + PARTNER_POSTS] = 0;
    doubles[partners[i] * DOUBLES + LAG] = 0;
  }
}

/** 1 for each account of which at least one post carries more than one object. */
function accountsWithSharedPosts(shares: Shares): Uint8Array {
  const flags = new Uint8Array(shares.accountCount);
  const seen = new Uint8Array(shares.postCount);
  for (let i = 0; i < shares.post.length; i++) {
    if (seen[shares.post[i]] === 1) flags[shares.account[i]] = 1;
    seen[shares.post[i]] = 1;
  }
  return flags;
}

/** Counts the posts of A again for the edges from `from` on, post by post, where one post carries several objects. */
function recountOwnPosts(shares: Shares, own: Int32Array, reach: WindowBounds, edges: EdgeColumns, from: number, record: Int32Array): void {
  const { account, post } = shares;
  for (let edge = from; edge < edges.length; edge++) {
    const slot = edges.accountB.get(edge) * SLOTS;
    record[slot + PAIRS] = 1;
    record[slot + LAST_OWN_POST] = -1;
  }
  for (const p of own.slice().sort((x, y) => post[x] - post[y])) {
    for (let q = reach.starts[p]; q < reach.ends[p]; q++) {
      const slot = account[q] * SLOTS;
      if (record[slot + PAIRS] === 0 || record[slot + LAST_OWN_POST] === post[p]) continue;
      record[slot + LAST_OWN_POST] = post[p];
      record[slot + OWN_POSTS]++;
    }
  }
  for (let edge = from; edge < edges.length; edge++) {
    const slot = edges.accountB.get(edge) * SLOTS;
    edges.postCountA.set(edge, record[slot + OWN_POSTS]);
    record.fill(0, slot, slot + SLOTS);
  }
}

/** Edges under construction. */
class EdgeColumns {
  readonly accountA = new GrownInts();
  readonly accountB = new GrownInts();
  readonly objectCount = new GrownInts();
  readonly pairCount = new GrownInts();
  readonly postCountA = new GrownInts();
  readonly postCountB = new GrownInts();
  readonly leadA = new GrownFloats();
  readonly meanLagSeconds = new GrownFloats();
  readonly firstTime = new GrownFloats();
  readonly lastTime = new GrownFloats();

  get length(): number {
    return this.accountA.length;
  }

  push(a: number, b: number, record: Int32Array, doubles: Float64Array): void {
    const slot = b * SLOTS;
    const at = b * DOUBLES;
    const pairs = record[slot + PAIRS];
    this.accountA.push(a);
    this.accountB.push(b);
    this.objectCount.push(record[slot + OBJECTS]);
    this.pairCount.push(pairs);
    this.postCountA.push(record[slot + OWN_POSTS]);
    this.postCountB.push(record[slot + PARTNER_POSTS]);
    this.leadA.push(record[slot + LEAD_TWICE] / (2 * pairs));
    this.meanLagSeconds.push(doubles[at + LAG] / MICROSECONDS / pairs);
    this.firstTime.push(doubles[at + FIRST_TIME]);
    this.lastTime.push(doubles[at + LAST_TIME]);
  }

  finish(): CoShareEdges {
    return {
      length: this.length,
      accountA: this.accountA.finish(),
      accountB: this.accountB.finish(),
      objectCount: this.objectCount.finish(),
      pairCount: this.pairCount.finish(),
      postCountA: this.postCountA.finish(),
      postCountB: this.postCountB.finish(),
      leadA: this.leadA.finish(),
      meanLagSeconds: this.meanLagSeconds.finish(),
      firstTime: this.firstTime.finish(),
      lastTime: this.lastTime.finish(),
    };
  }
}
