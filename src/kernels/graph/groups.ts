import { GrownInts } from '../grown-columns.js';
import type { PairEnds } from '../shares/pairs.js';
import { groupPositions, type Shares } from '../shares/share-index.js';
import type { WeightedEdges } from './graph.js';

/** The pairs of shares behind some edges, by position, as `coSharePairs` lists them: by object. */
export interface PairEvidence {
  readonly shares: Shares;
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/** The same in less room: the shares in the pairs of edges whose ends are in one group, as `coSharePairEnds` finds them. */
export interface EndEvidence extends PairEnds {
  readonly shares: Shares;
}

/** Groups of at least two accounts as columns: by members, then edges, both falling, then lowest member. */
export interface GroupTable {
  readonly length: number;
  /** The group's label in the membership. */
  readonly label: Int32Array;
  /** Lowest account number among the members. */
  readonly lowestMember: Int32Array;
  readonly memberCount: Int32Array;
  /** Edges with both ends in the group. */
  readonly edgeCount: Int32Array;
  /** Edges by the pairs of members, edges / (n (n − 1) / 2); 0–1. */
  readonly density: Float64Array;
  /** Sum of the weights of the group's edges. */
  readonly totalWeight: Float64Array;
  /** Distinct objects behind the group's edges. */
  readonly objectCount: Int32Array;
  /** Time of the earliest and latest share behind the group's edges, in microseconds since 1970; NaN where no pair is given. */
  readonly firstTime: Float64Array;
  readonly lastTime: Float64Array;
}

/** Objects behind the edges of each group as columns: by group, then sharers, then pairs, both falling, then object. */
export interface GroupObjectTable {
  readonly length: number;
  /** Row of the group in the group table. */
  readonly group: Int32Array;
  readonly object: Int32Array;
  /** Distinct members with a share of the object in a pair of the group, at either end. */
  readonly sharerCount: Int32Array;
  /** Pairs of shares of the object, both by members of the group. */
  readonly pairCount: Int32Array;
}

/** What `describeGroups` finds. */
export interface GroupDescription {
  readonly groups: GroupTable;
  readonly objects: GroupObjectTable;
  /** Row of each account's group in the group table; −1 for accounts in no group of at least two. */
  readonly groupOf: Int32Array;
}

/** Groups of at least two accounts by size: by members, then edges, both falling, then lowest member. */
export type GroupSizes = Pick<GroupTable, 'length' | 'label' | 'memberCount' | 'edgeCount' | 'density'>;

/**
 * How large and how dense the groups of a network are, without what they shared.
 *
 * @param membership Label of each account's group: below the number of accounts; −1 for none.
 * @param edges Each two accounts at most once, never an account with itself; an edge counts for a group when both ends are in it.
 * @throws RangeError A label outside its range, an end that is no account.
 */
export function groupSizes(membership: Int32Array, edges: WeightedEdges): GroupSizes {
  const counts = countMembersAndEdges(edges, membership);
  return sizesOf(counts, rankedLabels(counts));
}

function sizesOf(counts: GroupCounts, label: Int32Array): GroupSizes {
  const memberCount = label.map((own) => counts.members[own]);
  const edgeCount = label.map((own) => counts.edges[own]);
  const density = Float64Array.from(memberCount, (n, row) => edgeCount[row] / ((n * (n - 1)) / 2));
  return { length: label.length, label, memberCount, edgeCount, density };
}

/**
 * Describes groups of accounts: how many, how densely tied, by which objects, from when to when.
 *
 * An edge or a pair of shares belongs to a group when both of its ends do; what crosses groups belongs to none. Time grows
 * with edges and pairs, memory with accounts and rows of the result.
 *
 * @param edges Each two accounts at most once, never an account with itself.
 * @param membership Label of each account's group, such as a component or a community: below the number of accounts; −1 for none.
 * @param evidence The pairs of shares behind the edges, by object.
 * @throws RangeError A label outside its range, an end that is no account, pairs that are not by object.
 */
export function describeGroups(edges: WeightedEdges, membership: Int32Array, evidence: PairEvidence | EndEvidence): GroupDescription {
  const counts = countMembersAndEdges(edges, membership);
  const labels = rankedLabels(counts);
  const rowOf = new Int32Array(membership.length).fill(-1);
  for (let row = 0; row < labels.length; row++) rowOf[labels[row]] = row;
  const groupOf = membership.map((label) => (label === -1 ? -1 : rowOf[label]));
  const gathered = 'first' in evidence ? gatherObjects(groupOf, labels.length, evidence) : gatherEnds(groupOf, labels.length, evidence);
  const { objects, firstTime, lastTime } = gathered;
  const objectCount = new Int32Array(labels.length);
  for (let row = 0; row < objects.length; row++) objectCount[objects.group[row]]++;
  const { length, label, ...sizes } = sizesOf(counts, labels);
  const groups = {
    length,
    label,
    lowestMember: labels.map((own) => counts.lowest[own]),
    ...sizes,
    totalWeight: Float64Array.from(labels, (own) => counts.weight[own]),
    objectCount,
    firstTime,
    lastTime,
  };
  return { groups, objects: orderedObjects(objects, labels.length), groupOf };
}

/** Counts by label. */
interface GroupCounts {
  readonly members: Int32Array;
  readonly lowest: Int32Array;
  readonly edges: Int32Array;
  readonly weight: Float64Array;
}

function countMembersAndEdges({ accountA, accountB, weight }: WeightedEdges, membership: Int32Array): GroupCounts {
  const n = membership.length;
  const counts = { members: new Int32Array(n), lowest: new Int32Array(n), edges: new Int32Array(n), weight: new Float64Array(n) };
  for (let account = 0; account < n; account++) {
    const label = membership[account];
    if (label < -1 || label >= n) throw new RangeError(`account ${account}: group ${label} is not between -1 and ${n - 1}`);
    if (label === -1) continue;
    if (counts.members[label]++ === 0) counts.lowest[label] = account;
  }
  for (let edge = 0; edge < accountA.length; edge++) {
    const label = membership[accountA[edge]];
    const other = membership[accountB[edge]];
    if (label === undefined || other === undefined) {
      throw new RangeError(`edge ${edge}: ${accountA[edge]} and ${accountB[edge]} are not both accounts; accounts are 0 to ${n - 1}`);
    }
    if (label === -1 || label !== other) continue;
    counts.edges[label]++;
    counts.weight[label] += weight[edge];
  }
  return counts;
}

/** The labels with at least two members, in the order of the group table. */
function rankedLabels({ members, edges, lowest }: GroupCounts): Int32Array {
  const labels = Int32Array.from(members.keys()).filter((label) => members[label] >= 2);
  return labels.sort((a, b) => members[b] - members[a] || edges[b] - edges[a] || lowest[a] - lowest[b]);
}

/** The rows of the object table as they come: one for each object of a group, the group's objects one after another. */
class ObjectRows {
  private readonly group = new GrownInts();
  private readonly object = new GrownInts();
  private readonly sharerCount = new GrownInts();
  private readonly pairCount = new GrownInts();
  private readonly lastRow: Int32Array;

  constructor(groupCount: number) {
    this.lastRow = new Int32Array(groupCount).fill(-1);
  }

  /** The row of a group's object, with further pairs counted in it. */
  withPairs(group: number, object: number, pairs: number): number {
    let row = this.lastRow[group];
    if (row === -1 || this.object.get(row) !== object) {
      row = this.group.length;
      this.lastRow[group] = row;
      this.group.push(group);
      this.object.push(object);
      this.sharerCount.push(0);
      this.pairCount.push(0);
    }
    this.pairCount.set(row, this.pairCount.get(row) + pairs);
    return row;
  }

  addSharer(row: number): void {
    this.sharerCount.set(row, this.sharerCount.get(row) + 1);
  }

  finish(): GroupObjectTable {
    return {
      length: this.group.length,
      group: this.group.finish(),
      object: this.object.finish(),
      sharerCount: this.sharerCount.finish(),
      pairCount: this.pairCount.finish(),
    };
  }
}

/** Walks the pairs object by object; an account is in one group, so one mark an account tells who is new to a group's object. */
function gatherObjects(groupOf: Int32Array, groupCount: number, { shares, first, second }: PairEvidence) {
  const rows = new ObjectRows(groupCount);
  const firstTime = new Float64Array(groupCount).fill(Number.NaN);
  const lastTime = new Float64Array(groupCount).fill(Number.NaN);
  const lastObject = new Int32Array(groupOf.length).fill(-1);
  const sharer = (account: number, object: number, row: number): void => {
    if (lastObject[account] === object) return;
    lastObject[account] = object;
    rows.addSharer(row);
  };
  for (let pair = 0; pair < first.length; pair++) {
    const p = first[pair];
    const q = second[pair];
    const object = shares.object[p];
    if (pair > 0 && object < shares.object[first[pair - 1]]) throw new RangeError(`pair ${pair}: object ${object} is out of order`);
    const group = groupOf[shares.account[p]];
    if (group === -1 || group !== groupOf[shares.account[q]]) continue;
    const row = rows.withPairs(group, object, 1);
    sharer(shares.account[p], object, row);
    sharer(shares.account[q], object, row);
    const earlier = Math.min(shares.time[p], shares.time[q]);
    const later = Math.max(shares.time[p], shares.time[q]);
    if (!(firstTime[group] <= earlier)) firstTime[group] = earlier;
    if (!(lastTime[group] >= later)) lastTime[group] = later;
  }
  return { objects: rows.finish(), firstTime, lastTime };
}

/** What `gatherObjects` finds, from the shares at the ends of the pairs alone. */
function gatherEnds(groupOf: Int32Array, groupCount: number, { shares, isEnd, pairCount }: EndEvidence) {
  const rows = new ObjectRows(groupCount);
  const firstTime = new Float64Array(groupCount).fill(Number.NaN);
  const lastTime = new Float64Array(groupCount).fill(Number.NaN);
  const lastObject = new Int32Array(groupOf.length).fill(-1);
  for (let p = 0; p < isEnd.length; p++) {
    const account = shares.account[p];
    const group = groupOf[account];
    if (isEnd[p] === 0 || group === -1) continue;
    const object = shares.object[p];
    const row = rows.withPairs(group, object, pairCount[p]);
    if (lastObject[account] !== object) rows.addSharer(row);
    lastObject[account] = object;
    if (!(firstTime[group] <= shares.time[p])) firstTime[group] = shares.time[p];
    if (!(lastTime[group] >= shares.time[p])) lastTime[group] = shares.time[p];
  }
  return { objects: rows.finish(), firstTime, lastTime };
}

/** The rows, by object as they come, in the order of the object table. */
function orderedObjects(rows: GroupObjectTable, groupCount: number): GroupObjectTable {
  const { object, sharerCount, pairCount } = rows;
  const byGroup = groupPositions(rows.group, groupCount);
  for (let group = 0; group < groupCount; group++) {
    byGroup.positions
      .subarray(byGroup.starts[group], byGroup.starts[group + 1])
      .sort((x, y) => sharerCount[y] - sharerCount[x] || pairCount[y] - pairCount[x] || object[x] - object[y]);
  }
  const ordered = (column: Int32Array): Int32Array => byGroup.positions.map((row) => column[row]);
  return {
    length: rows.length,
    group: ordered(rows.group),
    object: ordered(object),
    sharerCount: ordered(sharerCount),
    pairCount: ordered(pairCount),
  };
}
