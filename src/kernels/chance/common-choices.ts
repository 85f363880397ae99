import type { EdgeEnds } from '../shares/pairs.js';
import { groupPositions, type Shares, type SharesByAccount } from '../shares/share-index.js';

/**
 * How many of the objects that two accounts have in common can be choices of their own: no more than either has posts that carry them.
 *
 * A post with three tags is one choice, not three: where posts carry several objects, two accounts that each wrote one post about the same
 * thing have three objects in common by one coincidence. Where every post carries one object, this is the number in common.
 *
 * @param commonObjects Distinct objects that both ends of each edge shared.
 * @returns min(objects in common, posts of A that carry them, posts of B that carry them), edge by edge.
 */
export function commonChoices(shares: Shares, edges: EdgeEnds, commonObjects: Int32Array): Int32Array {
  if (!hasSeveralObjects(shares)) return commonObjects;
  const byAccount = groupPositions(shares.account, shares.accountCount);
  const ofB = carryingPosts(shares, byAccount, edges.accountA, edges.accountB);
  const ofA = carryingPosts(shares, byAccount, edges.accountB, edges.accountA);
  return commonObjects.map((common, edge) => Math.min(common, ofA[edge], ofB[edge]));
}

/** True if some post carries more than one object. */
function hasSeveralObjects({ post, postCount }: Shares): boolean {
  const seen = new Uint8Array(postCount);
  for (let i = 0; i < post.length; i++) {
    if (seen[post[i]] === 1) return true;
    seen[post[i]] = 1;
  }
  return false;
}

/** Distinct posts of each edge's `other` end that carry an object of its `own` end. */
function carryingPosts(
  { object, post, postCount, accountCount }: Shares,
  { starts, positions }: SharesByAccount,
  own: Int32Array,
  other: Int32Array,
): Int32Array {
  const byOwn = groupPositions(own, accountCount);
  const markedBy = new Int32Array(object.reduce((most, o) => Math.max(most, o + 1), 0)).fill(-1);
  const countedFor = new Int32Array(postCount).fill(-1);
  const posts = new Int32Array(own.length);
  for (let account = 0; account < accountCount; account++) {
    if (byOwn.starts[account] === byOwn.starts[account + 1]) continue;
    for (let i = starts[account]; i < starts[account + 1]; i++) markedBy[object[positions[i]]] = account;
    for (let at = byOwn.starts[account]; at < byOwn.starts[account + 1]; at++) {
      const edge = byOwn.positions[at];
      for (let i = starts[other[edge]]; i < starts[other[edge] + 1]; i++) {
        const share = positions[i];
        if (markedBy[object[share]] !== account || countedFor[post[share]] === edge) continue;
        countedFor[post[share]] = edge;
        posts[edge]++;
      }
    }
  }
  return posts;
}
