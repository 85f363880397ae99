/**
 * The shares of one layer as columns, sorted by object, then time; each (object, post) once.
 *
 * Identities are dense whole numbers from 0; a post belongs to one account; accounts are numbered in code-point order of their identifiers, so that
 * comparing numbers compares names. Times are microseconds since 1970: whole numbers, so that windows compare exactly.
 */
export interface Shares {
  readonly accountCount: number;
  readonly postCount: number;
  readonly object: Int32Array;
  readonly account: Int32Array;
  readonly post: Int32Array;
  readonly time: Float64Array;
}

export const MICROSECONDS = 1_000_000;

/** Positions of the shares of each account: those of account `a` are `positions[starts[a] … starts[a + 1] − 1]`, ascending. */
export interface SharesByAccount {
  readonly starts: Int32Array;
  readonly positions: Int32Array;
}

/** Groups positions by a dense key, keeping their order within a key (a counting sort). */
export function groupPositions(keys: Int32Array, keyCount: number): SharesByAccount {
  const starts = new Int32Array(keyCount + 1);
  for (let i = 0; i < keys.length; i++) starts[keys[i] + 1]++;
  for (let key = 0; key < keyCount; key++) starts[key + 1] += starts[key];
  const next = starts.slice(0, keyCount);
  const positions = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i++) positions[next[keys[i]]++] = i;
  return { starts, positions };
}

/** Around each share, the positions `starts[p] … ends[p] − 1` of the shares of its object within the window, itself included. */
export interface WindowBounds {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Slides the window (microseconds, both ends inclusive) over each object's shares. */
export function windowBounds(shares: Shares, window: number): WindowBounds {
  const { object, time } = shares;
  const starts = new Int32Array(object.length);
  const ends = new Int32Array(object.length);
  let start = 0;
  let end = 0;
  for (let p = 0; p < object.length; p++) {
    while (object[start] !== object[p] || time[p] - time[start] > window) start++;
    if (end < p) end = p;
    while (end < object.length && object[end] === object[p] && time[end] - time[p] <= window) end++;
    starts[p] = start;
    ends[p] = end;
  }
  return { starts, ends };
}

/** The shares in order of account, then position, with what the search asks of each: the shares of its object within the window. */
export interface OwnedShares {
  /** Those of account `a` stand at `accountStarts[a] … accountStarts[a + 1] − 1`. */
  readonly accountStarts: Int32Array;
  readonly position: Int32Array;
  readonly object: Int32Array;
  /** Around each, the positions `windowStart … windowEnd − 1` of the shares within the window. */
  readonly windowStart: Int32Array;
  readonly windowEnd: Int32Array;
  /** By position: where the run of shares of one object by one account ends; a million posts of one account are one step of a search. */
  readonly runEnd: Int32Array;
}

/** The shares by account, with the window (microseconds, both ends inclusive) around each. */
export function ownedShares(shares: Shares, window: number): OwnedShares {
  const { starts: accountStarts, positions: position } = groupPositions(shares.account, shares.accountCount);
  const reach = windowBounds(shares, window);
  const count = position.length;
  const owned = { object: new Int32Array(count), windowStart: new Int32Array(count), windowEnd: new Int32Array(count) };
  for (let i = 0; i < count; i++) {
    const p = position[i];
    owned.object[i] = shares.object[p];
    owned.windowStart[i] = reach.starts[p];
    owned.windowEnd[i] = reach.ends[p];
  }
  return { accountStarts, position, ...owned, runEnd: runEnds(shares) };
}

function runEnds({ object, account }: Shares): Int32Array {
  const ends = new Int32Array(object.length);
  for (let p = object.length - 1; p >= 0; p--) {
    const isRun = p + 1 < object.length && object[p] === object[p + 1] && account[p] === account[p + 1];
    ends[p] = isRun ? ends[p + 1] : p + 1;
  }
  return ends;
}

/** Some accounts, one bit each, so that a test of every neighbour in every window stays in the nearest cache. */
export class AccountSet {
  /** Account `a` is in when bit `a & 31` of `bits[a >>> 5]` is set. */
  readonly bits: Int32Array;

  constructor(accountCount: number) {
    this.bits = new Int32Array((accountCount + 31) >>> 5);
  }

  add(account: number): void {
    this.bits[account >>> 5] |= 1 << (account & 31);
  }

  delete(account: number): void {
    this.bits[account >>> 5] &= ~(1 << (account & 31));
  }

  has(account: number): boolean {
    return ((this.bits[account >>> 5] >>> (account & 31)) & 1) === 1;
  }
}

/** Number of pairs of shares of one object within the window, those of one account with itself included. */
export function countWindowPairs(shares: Shares, window: number): number {
  const { ends } = windowBounds(shares, window);
  let count = 0;
  for (let p = 0; p < ends.length; p++) count += ends[p] - p - 1;
  return count;
}

/** The shares at which `keep` is not 0, in the same order and with the same identities. */
export function selectShares(shares: Shares, keep: Uint8Array): Shares {
  let count = 0;
  for (let i = 0; i < keep.length; i++) if (keep[i] !== 0) count++;
  if (count === keep.length) return shares;
  const object = new Int32Array(count);
  const account = new Int32Array(count);
  const post = new Int32Array(count);
  const time = new Float64Array(count);
  let to = 0;
  for (let i = 0; i < keep.length; i++) {
    if (keep[i] === 0) continue;
    object[to] = shares.object[i];
    account[to] = shares.account[i];
    post[to] = shares.post[i];
    time[to] = shares.time[i];
    to++;
  }
  return { accountCount: shares.accountCount, postCount: shares.postCount, object, account, post, time };
}

/**
 * Keeps the shares of accounts with at least `minActions` distinct posts in the layer.
 *
 * @param minActions At least 1; 1 keeps everything.
 */
export function eligibleShares(shares: Shares, minActions: number): Shares {
  if (minActions <= 1) return shares;
  const { account, post } = shares;
  const actions = new Int32Array(shares.accountCount);
  const seen = new Uint8Array(shares.postCount);
  for (let i = 0; i < post.length; i++) {
    actions[account[i]] += 1 - seen[post[i]];
    seen[post[i]] = 1;
  }
  const keep = new Uint8Array(account.length);
  for (let i = 0; i < keep.length; i++) keep[i] = actions[account[i]] >= minActions ? 1 : 0;
  return selectShares(shares, keep);
}

/**
 * Drops objects that more than `maxSharers` distinct accounts shared.
 *
 * @param all The shares by which objects are judged.
 * @param shares The shares to choose from.
 * @returns The kept shares, and how many objects were dropped.
 */
export function cappedShares(all: Shares, shares: Shares, maxSharers: number): { shares: Shares; objectsRemoved: number } {
  const tooPopular = new Set<number>();
  const lastObject = new Int32Array(all.accountCount).fill(-1);
  let sharers = 0;
  for (let i = 0; i < all.object.length; i++) {
    const object = all.object[i];
    if (i === 0 || object !== all.object[i - 1]) sharers = 0;
    if (lastObject[all.account[i]] !== object) sharers++;
    lastObject[all.account[i]] = object;
    if (sharers > maxSharers) tooPopular.add(object);
  }
  return {
    shares: selectShares(
      shares,
      Uint8Array.from(shares.object, (object) => (tooPopular.has(object) ? 0 : 1)),
    ),
    objectsRemoved: tooPopular.size,
  };
}

/**
 * Drops what cannot be part of any edge with at least `minObjects` objects.
 *
 * A share counts for its account only if another account shared the object within the window; an account with fewer than
 * `minObjects` such objects can have no edge and drops out, and then others may, until nothing changes. No edge that
 * reaches `minObjects` loses a share that belongs to one of its pairs.
 *
 * @param window Longest gap that counts as together, in microseconds, inclusive.
 */
export function prunedShares(shares: Shares, window: number, minObjects: number): Shares {
  let current = shares;
  for (;;) {
    const { object, account } = current;
    const keep = shareWithPartner(current, window);
    const objects = new Int32Array(current.accountCount);
    const lastObject = new Int32Array(current.accountCount).fill(-1); // objects come in runs
    for (let i = 0; i < keep.length; i++) {
      if (keep[i] === 0 || lastObject[account[i]] === object[i]) continue;
      lastObject[account[i]] = object[i];
      objects[account[i]]++;
    }
    for (let i = 0; i < keep.length; i++) if (objects[account[i]] < minObjects) keep[i] = 0;
    const next = selectShares(current, keep);
    if (next.object.length === current.object.length) return next;
    current = next;
  }
}

/** 1 at each share whose object another account shared within the window. */
function shareWithPartner(shares: Shares, window: number): Uint8Array {
  const { object, account, time } = shares;
  const keep = new Uint8Array(object.length);
  let runStart = 0; // first position of the current run of one account on one object
  for (let i = 1; i < object.length; i++) {
    if (object[i] !== object[i - 1]) {
      runStart = i;
    } else if (account[i] !== account[i - 1]) {
      for (let j = i - 1; j >= runStart && time[i] - time[j] <= window; j--) keep[j] = 1;
      runStart = i;
    }
    // The nearest earlier share by another account stands just before the run of this one.
    const before = runStart - 1;
    if (before >= 0 && object[before] === object[i] && time[i] - time[before] <= window) keep[i] = 1;
  }
  return keep;
}
