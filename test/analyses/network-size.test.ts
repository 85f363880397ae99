import { expect, test } from 'vitest';
import { checkNetworkFits, checkPairsFit } from '../../src/analyses/coordination/network-size.js';
import { coShareEdges } from '../../src/kernels/shares/co-share.js';
import { quiet } from './test-case.js';

const ACCOUNTS = 300;

/** Every account shares each of two objects, all at one instant. */
const shares = {
  ...{ accountCount: ACCOUNTS, postCount: 2 * ACCOUNTS, time: new Float64Array(2 * ACCOUNTS) },
  object: Int32Array.from({ length: 2 * ACCOUNTS }, (_, i) => Math.floor(i / ACCOUNTS)),
  account: Int32Array.from({ length: 2 * ACCOUNTS }, (_, i) => i % ACCOUNTS),
  post: Int32Array.from({ length: 2 * ACCOUNTS }, (_, i) => i),
};

test('a network that would not fit is refused before the search, with its size and the way out', () => {
  expect(() => checkNetworkFits(shares, 60_000_000, 2, { ...quiet, memoryBytes: 5e6 })).toThrow(
    'the network would have 44,850 edges (from 89,700 pairs of shares within 60 s) and need about 18 MB; an analysis may use 5 MB: ' +
      'raise --min-objects or --min-actions, set --max-sharers, shorten --window-seconds, or allow more with --memory 1GB',
  );
});

test('a network that fits passes: without a bound, by its pairs, or by its edges', () => {
  checkNetworkFits(shares, 60_000_000, 2, quiet);
  checkNetworkFits(shares, 60_000_000, 2, { ...quiet, memoryBytes: 18e6 });
  checkNetworkFits(shares, 60_000_000, 3, { ...quiet, memoryBytes: 1e6 }); // pairs enough, edges none
});

test('a list of pairs that would not fit is refused; one that the edges make short passes', () => {
  const all = coShareEdges(shares, 60_000_000, 2);
  expect(() => checkPairsFit(shares, 60_000_000, all, { ...quiet, memoryBytes: 1e6 })).toThrow(
    'the list would have 89,700 pairs of posts and need about 6 MB; an analysis may use 1 MB: leave --pairs out, raise --min-objects, or allow more with --memory 1GB',
  );
  checkPairsFit(shares, 60_000_000, all, { ...quiet, memoryBytes: 6e6 });
  checkPairsFit(shares, 60_000_000, { accountA: Int32Array.of(0), accountB: Int32Array.of(1) }, { ...quiet, memoryBytes: 1e6 });
});
