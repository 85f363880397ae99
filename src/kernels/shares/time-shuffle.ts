import { type Random, randomBelow } from '../statistics/random.js';
import type { Shares } from './share-index.js';

/**
 * The same shares with the times of each object dealt anew among those who shared it.
 *
 * Who shared what and how often stays, and so does when each object was shared; who shared it when is drawn at random (every order
 * equally likely, Fisher–Yates). This is the world of the timing null: nobody in it acts in step but by chance. A post with several
 * objects gets a time for each of them.
 *
 * @param shares Sorted by object, then time.
 * @returns A copy, sorted the same way; columns `object` and `time` are those of the input.
 */
export function timeShuffled(shares: Shares, random: Random): Shares {
  const account = shares.account.slice();
  const post = shares.post.slice();
  const { object } = shares;
  for (let start = 0; start < object.length; ) {
    let end = start + 1;
    while (end < object.length && object[end] === object[start]) end++;
    for (let last = end - 1; last > start; last--) {
      const other = start + randomBelow(random, last - start + 1);
      [account[last], account[other]] = [account[other], account[last]];
      [post[last], post[other]] = [post[other], post[last]];
    }
    start = end;
  }
  return { ...shares, account, post };
}
