import { GrownInts } from '../grown-columns.js';
import type { EdgeEnds } from '../shares/pairs.js';
import { groupPositions, type Shares, windowBounds } from '../shares/share-index.js';
import { poissonBinomialTail } from '../statistics/poisson-binomial.js';
import type { Random } from '../statistics/random.js';

/**
 * What shuffling the times within each object leaves as it is: who shared what how often, and when each object was shared.
 *
 * For an object with n shares, K pairs of which lie within the window, the chance that two given shares of it do is K / C(n, 2);
 * that an account with a shares and one with b shares co-occur on it, 1 − (1 − K / C(n, 2))^(a·b). Objects that nobody can co-share
 * (K = 0, or one account alone) are left out, and accounts with fewer than `minObjects` others: no shuffled world ties them.
 */
export interface TimingNull {
  readonly accountCount: number;
  readonly minObjects: number;
  /** Accounts of the shares that can be tied, by object, then time; −1 where the account never can be. */
  readonly account: Int32Array;
  /** First share of each object in `account`; one more than objects. */
  readonly objectStarts: Int32Array;
  /** Around each share, the positions `reachStarts[p] … reachEnds[p] − 1` of the shares of its object within the window. */
  readonly reachStarts: Int32Array;
  readonly reachEnds: Int32Array;
  /** Object of each share in `account`, as a number from 0. */
  readonly objectOf: Int32Array;
  /** K / C(n, 2) of each object: the chance that two given shares of it lie within the window. */
  readonly chance: Float64Array;
  /** The objects of account `a` are `objects[accountStarts[a] … accountStarts[a + 1] − 1]`, ascending. */
  readonly accountStarts: Int32Array;
  readonly objects: Int32Array;
  /** Shares of the account on that object. */
  readonly shareCounts: Int32Array;
}

/** Prepares the null for the eligible shares of one layer. The window is in microseconds, both ends inclusive. */
export function timingNull(shares: Shares, window: number, minObjects: number): TimingNull {
  const reach = windowBounds(shares, window);
  const kept = sharedObjects(shares, reach.ends);
  // Whole objects go, so that both ends of a window move by as much as its share.
  const reachStarts = Int32Array.from(kept, (p, to) => to + reach.starts[p] - p);
  const reachEnds = Int32Array.from(kept, (p, to) => to + reach.ends[p] - p);
  const { objectOf, objectStarts } = numberObjects(shares.object, kept);
  const chance = pairChances(objectStarts, reachEnds);
  const account = Int32Array.from(kept, (p) => shares.account[p]);
  const lists = objectLists(account, objectOf, shares.accountCount);
  const isTiable = Uint8Array.from({ length: shares.accountCount }, (_, a) =>
    lists.accountStarts[a + 1] - lists.accountStarts[a] >= minObjects ? 1 : 0,
  );
  for (let i = 0; i < account.length; i++) if (isTiable[account[i]] === 0) account[i] = -1;
  return { accountCount: shares.accountCount, minObjects, account, objectStarts, reachStarts, reachEnds, objectOf, chance, ...lists };
}

/** Positions of the shares of objects that at least two accounts shared, at least once within the window. */
function sharedObjects({ object, account }: Shares, ends: Int32Array): Int32Array {
  const kept = new GrownInts();
  for (let start = 0; start < object.length; ) {
    let end = start;
    let isShared = false;
    let isClose = false;
    for (; end < object.length && object[end] === object[start]; end++) {
      if (account[end] !== account[start]) isShared = true;
      if (ends[end] > end + 1) isClose = true;
    }
    if (isShared && isClose) for (let p = start; p < end; p++) kept.push(p);
    start = end;
  }
  return kept.finish();
}

function numberObjects(object: Int32Array, kept: Int32Array): Pick<TimingNull, 'objectOf' | 'objectStarts'> {
  const objectOf = new Int32Array(kept.length);
  const starts = new GrownInts();
  for (let i = 0; i < kept.length; i++) {
    if (i === 0 || object[kept[i]] !== object[kept[i - 1]]) starts.push(i);
    objectOf[i] = starts.length - 1;
  }
  starts.push(kept.length);
  return { objectOf, objectStarts: starts.finish() };
}

function pairChances(objectStarts: Int32Array, reachEnds: Int32Array): Float64Array {
  return Float64Array.from({ length: objectStarts.length - 1 }, (_, object) => {
    const n = objectStarts[object + 1] - objectStarts[object];
    let pairs = 0;
    for (let p = objectStarts[object]; p < objectStarts[object + 1]; p++) pairs += reachEnds[p] - p - 1;
    return pairs / ((n * (n - 1)) / 2);
  });
}

/** Each account's distinct objects with the number of its shares of each. */
function objectLists(
  account: Int32Array,
  objectOf: Int32Array,
  accountCount: number,
): Pick<TimingNull, 'accountStarts' | 'objects' | 'shareCounts'> {
  const { starts, positions } = groupPositions(account, accountCount);
  const accountStarts = new Int32Array(accountCount + 1);
  const objects = new GrownInts();
  const shareCounts = new GrownInts();
  for (let a = 0; a < accountCount; a++) {
    let last = -1;
    for (let i = starts[a]; i < starts[a + 1]; i++) {
      const object = objectOf[positions[i]];
      if (object === last) shareCounts.set(shareCounts.length - 1, shareCounts.get(shareCounts.length - 1) + 1);
      else {
        objects.push(object);
        shareCounts.push(1);
      }
      last = object;
    }
    accountStarts[a + 1] = objects.length;
  }
  return { accountStarts, objects: objects.finish(), shareCounts: shareCounts.finish() };
}

/** Edges of one world: pairs of accounts with at least `minObjects` co-shared objects, by first account, then second. */
export interface CountedEdges extends EdgeEnds {
  readonly objectCount: Int32Array;
}

/**
 * `pTiming` of some edges: the chance that shuffled times let the two co-share at least `objectCount` of the objects that both shared.
 *
 * The longer of two lists of objects is laid out once for all its edges, and the shorter one walked.
 *
 * @returns The upper tail of the Poisson-binomial distribution of each edge, 0–1.
 */
export function timingTails(model: TimingNull, edges: CountedEdges): Float64Array {
  const { accountCount, accountStarts, objects, shareCounts, chance } = model;
  const edgeCount = edges.accountA.length;
  const listLength = (account: number): number => accountStarts[account + 1] - accountStarts[account];
  const hub = new Int32Array(edgeCount);
  const other = new Int32Array(edgeCount);
  for (let edge = 0; edge < edgeCount; edge++) {
    const [a, b] = [edges.accountA[edge], edges.accountB[edge]];
    const isA = listLength(a) >= listLength(b);
    hub[edge] = isA ? a : b;
    other[edge] = isA ? b : a;
  }
  const byHub = groupPositions(hub, accountCount);
  const hubShares = new Int32Array(chance.length);
  const hasObject = new Uint8Array(chance.length);
  const shared = new Int32Array(chance.length + 1);
  const chances = new Float64Array(chance.length);
  const tails = new Float64Array(edgeCount);
  for (let account = 0; account < accountCount; account++) {
    if (byHub.starts[account] === byHub.starts[account + 1]) continue;
    for (let i = accountStarts[account]; i < accountStarts[account + 1]; i++) {
      hubShares[objects[i]] = shareCounts[i];
      hasObject[objects[i]] = 1;
    }
    for (let i = byHub.starts[account]; i < byHub.starts[account + 1]; i++) {
      const edge = byHub.positions[i];
      const end = accountStarts[other[edge] + 1];
      let common = 0;
      for (let j = accountStarts[other[edge]]; j < end; j++) {
        shared[common] = j; // overwritten by the next unless the hub has the object: no branch to mispredict
        common += hasObject[objects[j]];
      }
      for (let i = 0; i < common; i++) {
        const object = objects[shared[i]];
        chances[i] = anyOf(hubShares[object] * shareCounts[shared[i]], chance[object]);
      }
      tails[edge] = poissonBinomialTail(chances, common, edges.objectCount[edge]);
    }
    for (let i = accountStarts[account]; i < accountStarts[account + 1]; i++) hasObject[objects[i]] = 0;
  }
  return tails;
}

/**
 * How many of each edge's objects can be coincidences of their own: no more than either account has posts in its pairs.
 *
 * Objects of one post share its time: two posts with the same three tags are in step once, not three times. Shuffled times know nothing of
 * posts, so that tails at `objectCount` would be far too small; tails at this number are not.
 */
export function coincidences({
  objectCount,
  postCountA,
  postCountB,
}: Readonly<Record<'objectCount' | 'postCountA' | 'postCountB', Int32Array>>): Int32Array {
  return objectCount.map((count, edge) => Math.min(count, postCountA[edge], postCountB[edge]));
}

/** Chance that at least one of `count` independent events with the same chance happens, by doubling, without a loss of small digits. */
function anyOf(count: number, chance: number): number {
  let any = 0;
  let doubled = chance;
  for (let rest = count; rest > 0; rest >>>= 1) {
    if ((rest & 1) === 1) any += doubled - any * doubled;
    doubled += doubled - doubled * doubled;
  }
  return any;
}

/**
 * The edges of a world in which the times of each object are dealt out anew among its shares.
 *
 * Times stay sorted as they are: the accounts are shuffled over them (Fisher–Yates within each object), which is the same.
 */
export function shuffledEdges(model: TimingNull, random: Random): CountedEdges {
  const account = model.account.slice();
  const { objectStarts } = model;
  for (let object = 0; object + 1 < objectStarts.length; object++) {
    const start = objectStarts[object];
    for (let i = objectStarts[object + 1] - 1; i > start; i--) {
      const j = start + Math.floor(random() * (i - start + 1));
      const held = account[i];
      account[i] = account[j];
      account[j] = held;
    }
  }
  return countEdges(model, account);
}

/** The edges when the shares of the model, in their order, belong to these accounts (−1: to none that can be tied). */
export function countEdges(model: TimingNull, account: Int32Array): CountedEdges {
  const { accountCount, minObjects, objectOf, reachStarts, reachEnds } = model;
  dropUntiable(model, account);
  const byAccount = groupPositions(
    account.map((a) => a + 1),
    accountCount + 1,
  );
  // Each partner's cell: the ordinal of the last (account, object) that met it, and the objects counted.
  const cells = new Int32Array(2 * accountCount);
  const partners = new Int32Array(accountCount);
  const edges = { accountA: new GrownInts(), accountB: new GrownInts(), objectCount: new GrownInts() };
  let ordinal = 0;
  for (let a = 0; a < accountCount; a++) {
    const base = ordinal;
    let partnerCount = 0;
    let last = -1;
    for (let i = byAccount.starts[a + 1]; i < byAccount.starts[a + 2]; i++) {
      const p = byAccount.positions[i];
      if (objectOf[p] !== last) ordinal++;
      last = objectOf[p];
      const end = reachEnds[p];
      for (let q = reachStarts[p]; q < end; q++) {
        const b = account[q];
        if (b <= a) continue;
        const met = cells[2 * b];
        if (met === ordinal) continue;
        cells[2 * b] = ordinal;
        if (met > base) cells[2 * b + 1]++;
        else {
          cells[2 * b + 1] = 1;
          partners[partnerCount++] = b;
        }
      }
    }
    let kept = 0;
    for (let i = 0; i < partnerCount; i++) if (cells[2 * partners[i] + 1] >= minObjects) partners[kept++] = partners[i];
    for (const b of partners.subarray(0, kept).sort()) {
      edges.accountA.push(a);
      edges.accountB.push(b);
      edges.objectCount.push(cells[2 * b + 1]);
    }
  }
  return { accountA: edges.accountA.finish(), accountB: edges.accountB.finish(), objectCount: edges.objectCount.finish() };
}

/**
 * Takes the shares of accounts out (−1) that met others on fewer than `minObjects` objects, twice over: no edge is lost, and the
 * walk over pairs that follows is shorter.
 */
function dropUntiable({ accountCount, minObjects, objectOf, reachStarts, reachEnds }: TimingNull, account: Int32Array): void {
  if (minObjects < 2) return;
  for (let pass = 0; pass < 2; pass++) {
    const objectCount = new Int32Array(accountCount);
    const lastObject = new Int32Array(accountCount).fill(-1);
    for (let p = 0; p < account.length; p++) {
      const a = account[p];
      if (a === -1 || lastObject[a] === objectOf[p]) continue;
      for (let q = reachStarts[p]; q < reachEnds[p]; q++) {
        if (account[q] === a || account[q] === -1) continue;
        lastObject[a] = objectOf[p];
        objectCount[a]++;
        break;
      }
    }
    for (let p = 0; p < account.length; p++) if (account[p] !== -1 && objectCount[account[p]] < minObjects) account[p] = -1;
  }
}
