import { GrownFloats, GrownInts } from '../grown-columns.js';
import { AccountSet, MICROSECONDS, type OwnedShares, ownedShares, type Shares } from './share-index.js';

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

// Slots of one partner's record: one cache line, whole numbers first, doubles behind them.
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

/** Highest count of objects that a cell of the tally can hold. */
const HIGHEST_TALLY = 255;
/** Ordinals that fit above the count in 32 bits; an account with more shares makes the cells doubles. */
const NARROW_ORDINALS = 0xffffff;
/** Neighbours looked at between two reports of progress: some hundredths of a second. */
const PROGRESS_STEP = 4_000_000;

/**
 * Finds all pairs of accounts that co-shared at least `minObjects` objects, with every column of the edge.
 *
 * Two shares of one object by different accounts are co-shares when |Δt| ≤ window, both ends inclusive. One account at a
 * time first counts its partners' objects, then gathers those that have enough in a dense record each, so memory grows with
 * shares and edges, never with pairs; time grows with pairs. The result does not depend on the order of input rows among
 * equal times.
 *
 * @param shares One layer, sorted by object, then time, each (object, post) once.
 * @param window Longest gap that counts as together, in microseconds.
 * @param minObjects Least `objectCount` of an edge that is returned; at least 1.
 * @param onProgress Called now and then with the share of the work done, 0–1; may throw to stop.
 */
export function coShareEdges(shares: Shares, window: number, minObjects: number, onProgress?: (done: number) => void): CoShareEdges {
  const owned = ownedShares(shares, window);
  const tally = new ObjectTally(shares, owned, minObjects);
  const gatherer = new PairGatherer(shares, owned);
  const edges = new EdgeColumns();
  eachAccount(owned, onProgress, (account, from, to) => {
    const partners = tally.partners(account, from, to);
    if (partners.length === 0) return;
    gatherer.gather(account, from, to, partners);
    edges.push(account, partners.sort(), minObjects, gatherer);
    gatherer.release(partners);
  });
  return edges.finish();
}

/**
 * Number of edges that `coShareEdges` would return, in a fraction of its time and without room for them.
 *
 * Where `minObjects` is above 255, the number of those with 255 objects.
 *
 * @param onProgress Called now and then with the share of the work done, 0–1; may throw to stop.
 */
export function countCoShareEdges(shares: Shares, window: number, minObjects: number, onProgress?: (done: number) => void): number {
  const owned = ownedShares(shares, window);
  const tally = new ObjectTally(shares, owned, minObjects);
  let count = 0;
  eachAccount(owned, onProgress, (account, from, to) => {
    count += tally.partners(account, from, to).length;
  });
  return count;
}

/** Calls `visit` with every account that has shares. */
function eachAccount(
  owned: OwnedShares,
  onProgress: ((done: number) => void) | undefined,
  visit: (account: number, from: number, to: number) => void,
): void {
  const { accountStarts, windowStart, windowEnd } = owned;
  let total = 0;
  for (let i = 0; i < windowStart.length; i++) total += windowEnd[i] - windowStart[i];
  let walked = 0;
  let reported = 0;
  for (let account = 0; account + 1 < accountStarts.length; account++) {
    const from = accountStarts[account];
    const to = accountStarts[account + 1];
    if (from === to) continue;
    if (walked - reported >= PROGRESS_STEP) {
      onProgress?.(walked / total);
      reported = walked;
    }
    for (let i = from; i < to; i++) walked += windowEnd[i] - windowStart[i];
    visit(account, from, to);
  }
}

/**
 * Which partners of one account reach `minObjects`, in four bytes a partner, so that the many that do not cost little.
 *
 * A partner's cell holds the ordinal of the last object counted (24 bits) and the count so far (8 bits). Ordinals grow from
 * account to account, so that a cell left by an earlier account reads as empty.
 */
class ObjectTally {
  private readonly account: Int32Array;
  private readonly owned: OwnedShares;
  private readonly needed: number;
  private readonly cells: Uint32Array | Float64Array;
  private readonly highestOrdinal: number;
  private readonly enough: Int32Array;
  private ordinal = 0;

  constructor(shares: Shares, owned: OwnedShares, minObjects: number) {
    this.account = shares.account;
    this.owned = owned;
    this.needed = Math.min(minObjects, HIGHEST_TALLY);
    const isWide = mostShares(owned.accountStarts) >= NARROW_ORDINALS;
    this.cells = isWide ? new Float64Array(shares.accountCount) : new Uint32Array(shares.accountCount);
    this.highestOrdinal = isWide ? Number.MAX_SAFE_INTEGER / 512 : NARROW_ORDINALS;
    this.enough = new Int32Array(shares.accountCount);
  }

  /** The higher-numbered accounts that have enough objects in common with this one; valid until the next call. */
  partners(a: number, from: number, to: number): Int32Array {
    const { account, cells, enough, needed } = this;
    const { object, windowStart, windowEnd, runEnd } = this.owned;
    if (this.ordinal + to - from >= this.highestOrdinal) {
      cells.fill(0);
      this.ordinal = 0;
    }
    const base = this.ordinal * 256 + 255;
    let found = 0;
    let last = -1;
    for (let i = from; i < to; i++) {
      if (object[i] !== last) this.ordinal++;
      last = object[i];
      const first = this.ordinal * 256;
      const end = windowEnd[i];
      for (let q = windowStart[i]; q < end; q++) {
        const b = account[q];
        if (b <= a) {
          if (b === a) q = runEnd[q] - 1;
          continue;
        }
        const cell = cells[b];
        if (cell >= first) continue;
        const before = cell <= base ? 0 : cell & 255;
        if (before === needed) continue;
        cells[b] = first + before + 1;
        if (before + 1 === needed) enough[found++] = b;
      }
    }
    return enough.subarray(0, found);
  }
}

function mostShares(accountStarts: Int32Array): number {
  let most = 0;
  for (let a = 0; a + 1 < accountStarts.length; a++) most = Math.max(most, accountStarts[a + 1] - accountStarts[a]);
  return most;
}

/** Gathers the pairs of one account at a time in a record for each of its partners. */
class PairGatherer {
  /** Place of each partner's record. */
  readonly place: Int32Array;
  ints = new Int32Array(0);
  doubles = new Float64Array(0);
  private readonly shares: Shares;
  private readonly owned: OwnedShares;
  private readonly posts: SharedPosts;
  private readonly partners: AccountSet;

  constructor(shares: Shares, owned: OwnedShares) {
    this.shares = shares;
    this.owned = owned;
    this.posts = sharedPosts(shares);
    this.place = new Int32Array(shares.accountCount);
    this.partners = new AccountSet(shares.accountCount);
  }

  /** Fills a record for each partner of an account. */
  gather(a: number, from: number, to: number, partners: Int32Array): void {
    this.open(partners);
    for (let i = from; i < to; i++) {
      // The window slides: what stood in the one before, of the same object, has been seen.
      const seenEnd = i > from && this.owned.object[i] === this.owned.object[i - 1] ? this.owned.windowEnd[i - 1] : 0;
      this.gatherShare(a, i, seenEnd);
    }
    if (this.posts.ofAccount[a] === 1) this.recountOwnPosts(a, from, to, partners);
  }

  release(partners: Int32Array): void {
    for (let k = 0; k < partners.length; k++) this.partners.delete(partners[k]);
  }

  private open(partners: Int32Array): void {
    const needed = partners.length * SLOTS;
    if (this.ints.length < needed) {
      this.ints = new Int32Array(2 * needed);
      this.doubles = new Float64Array(this.ints.buffer);
    }
    const { place, ints, doubles } = this;
    ints.fill(0, 0, needed);
    for (let k = 0; k < partners.length; k++) {
      const b = partners[k];
      place[b] = k;
      this.partners.add(b);
      ints[k * SLOTS + LAST_OBJECT] = -1;
      ints[k * SLOTS + LAST_OWN_POST] = -1;
      doubles[k * DOUBLES + FIRST_TIME] = Number.POSITIVE_INFINITY;
      doubles[k * DOUBLES + LAST_TIME] = Number.NEGATIVE_INFINITY;
    }
  }

  /** Adds the pairs of one share. */
  private gatherShare(a: number, i: number, seenEnd: number): void {
    const { account, time, post } = this.shares;
    const { place, ints, doubles, posts } = this;
    const { bits } = this.partners;
    const { runEnd } = this.owned;
    const p = this.owned.position[i];
    const thisObject = this.owned.object[i];
    const thisTime = time[p];
    const thisPost = post[p];
    const end = this.owned.windowEnd[i];
    for (let q = this.owned.windowStart[i]; q < end; q++) {
      const b = account[q];
      if (((bits[b >>> 5] >>> (b & 31)) & 1) === 0) {
        if (b === a) q = runEnd[q] - 1;
        continue;
      }
      const slot = place[b] * SLOTS;
      const at = slot >>> 1;
      ints[slot + PAIRS]++;
      if (ints[slot + LAST_OBJECT] !== thisObject) {
        ints[slot + LAST_OBJECT] = thisObject;
        ints[slot + OBJECTS]++;
      }
      if (ints[slot + LAST_OWN_POST] !== thisPost) {
        ints[slot + LAST_OWN_POST] = thisPost;
        ints[slot + OWN_POSTS]++;
      }
      if (q >= seenEnd && (posts.ofAccount[b] === 0 || posts.isNew(post[q], a))) ints[slot + PARTNER_POSTS]++;
      const gap = time[q] - thisTime;
      ints[slot + LEAD_TWICE] += gap > 0 ? 2 : gap === 0 ? 1 : 0;
      doubles[at + LAG] += Math.abs(gap);
      doubles[at + FIRST_TIME] = Math.min(doubles[at + FIRST_TIME], thisTime, time[q]);
      doubles[at + LAST_TIME] = Math.max(doubles[at + LAST_TIME], thisTime, time[q]);
    }
  }

  /** Counts the account's own posts again, post by post: of one with several objects, the shares did not come one after the other. */
  private recountOwnPosts(a: number, from: number, to: number, partners: Int32Array): void {
    const { account, post } = this.shares;
    const { position, windowStart, windowEnd, runEnd } = this.owned;
    const { place, partners: known, ints } = this;
    for (let k = 0; k < partners.length; k++) {
      ints[k * SLOTS + OWN_POSTS] = 0;
      ints[k * SLOTS + LAST_OWN_POST] = -1;
    }
    const byPost = Int32Array.from({ length: to - from }, (_, i) => from + i).sort((x, y) => post[position[x]] - post[position[y]]);
    for (const i of byPost) {
      const thisPost = post[position[i]];
      for (let q = windowStart[i]; q < windowEnd[i]; q++) {
        const b = account[q];
        if (b === a) q = runEnd[q] - 1;
        const slot = place[b] * SLOTS;
        if (!known.has(b) || ints[slot + LAST_OWN_POST] === thisPost) continue;
        ints[slot + LAST_OWN_POST] = thisPost;
        ints[slot + OWN_POSTS]++;
      }
    }
  }
}

/** What is known of posts that carry several objects, which must not count twice. */
interface SharedPosts {
  /** 1 for each account that has such a post. */
  readonly ofAccount: Uint8Array;
  /** True the first time that account `a` asks for a post. Accounts ask one after the other. */
  isNew(post: number, a: number): boolean;
}

function sharedPosts({ accountCount, postCount, account, post }: Shares): SharedPosts {
  const ofAccount = new Uint8Array(accountCount);
  const seen = new Uint8Array(postCount);
  for (let p = 0; p < post.length; p++) {
    if (seen[post[p]] === 1) ofAccount[account[p]] = 1;
    seen[post[p]] = 1;
  }
  let stamp: Int32Array | null = null;
  return {
    ofAccount,
    isNew(asked, a) {
      stamp ??= new Int32Array(postCount).fill(-1);
      if (stamp[asked] === a) return false;
      stamp[asked] = a;
      return true;
    },
  };
}

/** Edges under construction. */
class EdgeColumns {
  private readonly accountA = new GrownInts();
  private readonly accountB = new GrownInts();
  private readonly objectCount = new GrownInts();
  private readonly pairCount = new GrownInts();
  private readonly postCountA = new GrownInts();
  private readonly postCountB = new GrownInts();
  private readonly leadA = new GrownFloats();
  private readonly meanLagSeconds = new GrownFloats();
  private readonly firstTime = new GrownFloats();
  private readonly lastTime = new GrownFloats();

  /** Adds the edges of one account that have enough objects, in the order of its partners. */
  push(a: number, partners: Int32Array, minObjects: number, { place, ints, doubles }: PairGatherer): void {
    for (let i = 0; i < partners.length; i++) {
      const b = partners[i];
      const slot = place[b] * SLOTS;
      const at = place[b] * DOUBLES;
      if (ints[slot + OBJECTS] < minObjects) continue;
      const pairs = ints[slot + PAIRS];
      this.accountA.push(a);
      this.accountB.push(b);
      this.objectCount.push(ints[slot + OBJECTS]);
      this.pairCount.push(pairs);
      this.postCountA.push(ints[slot + OWN_POSTS]);
      this.postCountB.push(ints[slot + PARTNER_POSTS]);
      this.leadA.push(ints[slot + LEAD_TWICE] / (2 * pairs));
      this.meanLagSeconds.push(doubles[at + LAG] / MICROSECONDS / pairs);
      this.firstTime.push(doubles[at + FIRST_TIME]);
      this.lastTime.push(doubles[at + LAST_TIME]);
    }
  }

  finish(): CoShareEdges {
    return {
      length: this.accountA.length,
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
