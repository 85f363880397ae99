import { GrownFloats, GrownInts } from '../grown-columns.js';
import { groupPositions } from './share-index.js';

/** Rows of a share table in input order, doubled ones too; accounts numbered in code-point order of their identifiers. */
export interface CooRTweetRows {
  readonly length: number;
  readonly accountCount: number;
  readonly postCount: number;
  readonly object: Int32Array;
  readonly account: Int32Array;
  readonly post: Int32Array;
  /** Microseconds since 1970. */
  readonly time: Float64Array;
  /** 1 where the object's identifier equals the post's. */
  readonly isOwnObject: Uint8Array;
}

/** Pairs of rows, the older first; ties keep the order of the rows regrouped by account. */
export interface RowPairs {
  readonly older: Int32Array;
  readonly newer: Int32Array;
}

export interface CooRTweetOptions {
  /** Microseconds, both ends inclusive. */
  readonly window: number;
  readonly minParticipation: number;
  readonly removeLoops: boolean;
}

/**
 * The pairs that CooRTweet's `detect_groups` returns, quirks included.
 *
 * Accounts with fewer than `minParticipation` rows (not posts) drop out first; rows are regrouped by account in order of first
 * appearance, which decides ties; doubled rows pair up as often as they stand there; at the end a pair stays if either of
 * its posts belongs to an account with enough rows among the paired posts.
 *
 * @see CooRTweet 2.1.3; Righetti & Balluff (2025), doi:10.5117/CCR2025.1.7.RIGH
 */
export function coortweetPairs(rows: CooRTweetRows, options: CooRTweetOptions): RowPairs {
  const { object, account, post, time, isOwnObject } = rows;
  const order = regroupedRows(rows, options.minParticipation);
  const older = new GrownInts();
  const newer = new GrownInts();
  const highestObject = object.reduce((highest, value) => Math.max(highest, value), -1);
  const groups = groupPositions(
    Int32Array.from(order, (row) => object[row]),
    highestObject + 1,
  );
  for (let o = 0; o <= highestObject; o++) {
    // A stable sort: equal times keep the regrouped order.
    const group = Array.from(groups.positions.subarray(groups.starts[o], groups.starts[o + 1]), (position) => order[position]).sort(
      (x, y) => time[x] - time[y],
    );
    for (let i = 0; i < group.length; i++) {
      const first = group[i];
      for (let j = i + 1; j < group.length && time[group[j]] - time[first] <= options.window; j++) {
        const second = group[j];
        if (
          options.removeLoops &&
          (account[first] === account[second] || post[first] === post[second] || isOwnObject[first] === 1 || isOwnObject[second] === 1)
        )
          continue;
        older.push(first);
        newer.push(second);
      }
    }
  }
  return participatingPairs(rows, { older: older.finish(), newer: newer.finish() }, options.minParticipation);
}

/** Rows of accounts with enough of them, grouped by account in order of first appearance. */
function regroupedRows(rows: CooRTweetRows, minParticipation: number): Int32Array {
  const byAccount = groupPositions(rows.account, rows.accountCount);
  const order = new Int32Array(rows.length);
  const seen = new Uint8Array(rows.accountCount);
  let to = 0;
  for (const account of rows.account) {
    if (seen[account] === 1) continue;
    seen[account] = 1;
    const start = byAccount.starts[account];
    const end = byAccount.starts[account + 1];
    if (end - start < minParticipation) continue;
    order.set(byAccount.positions.subarray(start, end), to);
    to += end - start;
  }
  return order.subarray(0, to);
}

/** Keeps a pair if either post belongs to an account with at least `minParticipation` rows among the paired posts. */
function participatingPairs(rows: CooRTweetRows, pairs: RowPairs, minParticipation: number): RowPairs {
  const isPaired = new Uint8Array(rows.postCount);
  for (let i = 0; i < pairs.older.length; i++) {
    isPaired[rows.post[pairs.older[i]]] = 1;
    isPaired[rows.post[pairs.newer[i]]] = 1;
  }
  const participation = new Int32Array(rows.accountCount);
  for (let row = 0; row < rows.length; row++) if (isPaired[rows.post[row]] === 1) participation[rows.account[row]]++;
  const passes = new Uint8Array(rows.postCount);
  for (let row = 0; row < rows.length; row++) {
    if (isPaired[rows.post[row]] === 1 && participation[rows.account[row]] >= minParticipation) passes[rows.post[row]] = 1;
  }
  return selectPairs(pairs, (i) => passes[rows.post[pairs.older[i]]] === 1 || passes[rows.post[pairs.newer[i]]] === 1);
}

function selectPairs(pairs: RowPairs, keep: (index: number) => boolean): RowPairs {
  const older = new GrownInts();
  const newer = new GrownInts();
  for (let i = 0; i < pairs.older.length; i++) {
    if (!keep(i)) continue;
    older.push(pairs.older[i]);
    newer.push(pairs.newer[i]);
  }
  return { older: older.finish(), newer: newer.finish() };
}

/**
 * The pairs that CooRTweet's `flag_speed_share` marks: those within a narrower window that still take part enough.
 *
 * As there, a pair is marked through its two posts, so that a doubled post marks every row pair of the same two posts.
 *
 * @param window The narrower window, in microseconds, inclusive.
 */
export function fastPairs(rows: CooRTweetRows, pairs: RowPairs, window: number, minParticipation: number): RowPairs {
  const { post, time } = rows;
  const within = selectPairs(pairs, (i) => time[pairs.newer[i]] - time[pairs.older[i]] <= window);
  const marked = participatingPairs(rows, within, minParticipation);
  const key = (from: RowPairs, i: number): number => post[from.older[i]] * rows.postCount + post[from.newer[i]];
  const keys = new Set<number>();
  for (let i = 0; i < marked.older.length; i++) keys.add(key(marked, i));
  return selectPairs(pairs, (i) => keys.has(key(pairs, i)));
}

/** Edges of `generate_coordinated_network` as columns, by first account, then second. */
export interface CooRTweetEdges {
  readonly length: number;
  readonly accountA: Int32Array;
  readonly accountB: Int32Array;
  /** Pairs of rows. */
  readonly weight: Int32Array;
  readonly avgTimeDeltaSeconds: Float64Array;
  /** Distinct older and newer posts: of the pair's two sides, not of its accounts. */
  readonly contentCount: Int32Array;
  readonly contentCountY: Int32Array;
  /** Positions in the pairs: those of edge `e` are `pairs[starts[e] … starts[e + 1] − 1]`. */
  readonly starts: Int32Array;
  readonly pairs: Int32Array;
}

/** Gathers pairs into undirected edges; the accounts are put in order, the posts stay older and newer. */
export function coortweetEdges(rows: CooRTweetRows, pairs: RowPairs): CooRTweetEdges {
  const { account, post, time } = rows;
  const n = pairs.older.length;
  const a = new Int32Array(n);
  const b = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    const x = account[pairs.older[i]];
    const y = account[pairs.newer[i]];
    a[i] = Math.min(x, y);
    b[i] = Math.max(x, y);
  }
  // Two stable counting sorts: by the second account, then by the first.
  const bySecond = groupPositions(b, rows.accountCount).positions;
  const byFirst = groupPositions(
    Int32Array.from(bySecond, (i) => a[i]),
    rows.accountCount,
  ).positions;
  const order = Int32Array.from(byFirst, (position) => bySecond[position]);
  const columns = {
    a: new GrownInts(),
    b: new GrownInts(),
    weight: new GrownInts(),
    mean: new GrownFloats(),
    older: new GrownInts(),
    newer: new GrownInts(),
    starts: new GrownInts(),
  };
  const seenOlder = new Int32Array(rows.postCount).fill(-1);
  const seenNewer = new Int32Array(rows.postCount).fill(-1);
  for (let start = 0; start < n; ) {
    const edge = columns.a.length;
    const first = order[start];
    let end = start;
    let older = 0;
    let newer = 0;
    let delta = 0;
    for (; end < n && a[order[end]] === a[first] && b[order[end]] === b[first]; end++) {
      const i = order[end];
      const olderPost = post[pairs.older[i]];
      const newerPost = post[pairs.newer[i]];
      if (seenOlder[olderPost] !== edge) older++;
      if (seenNewer[newerPost] !== edge) newer++;
      seenOlder[olderPost] = edge;
      seenNewer[newerPost] = edge;
      delta += time[pairs.newer[i]] - time[pairs.older[i]];
    }
    columns.a.push(a[first]);
    columns.b.push(b[first]);
    columns.weight.push(end - start);
    columns.mean.push(delta / 1_000_000 / (end - start));
    columns.older.push(older);
    columns.newer.push(newer);
    columns.starts.push(start);
    start = end;
  }
  columns.starts.push(n);
  return {
    length: columns.a.length,
    accountA: columns.a.finish(),
    accountB: columns.b.finish(),
    weight: columns.weight.finish(),
    avgTimeDeltaSeconds: columns.mean.finish(),
    contentCount: columns.older.finish(),
    contentCountY: columns.newer.finish(),
    starts: columns.starts.finish(),
    pairs: order,
  };
}
