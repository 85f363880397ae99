import type { WorkContext } from '../../model.js';
import { type CaseFile, isoTime } from '../../store/case-file.js';
import type { Naming } from '../../store/naming.js';
import { chooseEdges, type EdgeConditions, networkSource } from './network-edges.js';
import { canListPairs, withPairs } from './network-pairs.js';

const DAY = 86_400_000_000;

export type NetworkBin = 'hour' | 'day' | 'week' | 'month' | 'year';
/** Longest span, in microseconds, that each bin is used for: about 200 bins at most. */
const LONGEST: readonly (readonly [NetworkBin, number])[] = [
  ['hour', 8 * DAY],
  ['day', 200 * DAY],
  ['week', 1400 * DAY],
  ['month', 6000 * DAY],
  ['year', Number.POSITIVE_INFINITY],
];

/** When the posts behind a network were made. */
export interface NetworkTimeline {
  readonly bin: NetworkBin;
  readonly counted: 'pairs' | 'posts';
  /** Start of the first bin and end of the last one, of the whole network; null where its edges have no times. */
  readonly from: string | null;
  readonly to: string | null;
  /** Bins that hold something, in order. */
  readonly starts: readonly string[];
  readonly counts: readonly number[];
}

/**
 * Pairs of posts behind the edges that the conditions let through, over time, by the older post of a pair. The bins are those of the
 * whole network, so that they stay when conditions change.
 *
 * @throws AntiphonError As `networkSource` and `chooseEdges`.
 */
export async function readNetworkTimeline(
  file: CaseFile,
  naming: Naming,
  findingId: number,
  conditions: EdgeConditions,
  context: WorkContext,
): Promise<NetworkTimeline> {
  const source = await networkSource(file, findingId, conditions.table);
  const edges = await chooseEdges(file, naming, source, conditions);
  const { first, last } = await file.row<{ first: number | null; last: number | null }>(
    `SELECT min(edge_first) AS first, max(edge_last) AS last FROM (${source.relation})`,
  );
  if (first === null || last === null) return { bin: 'day', counted: 'pairs', from: null, to: null, starts: [], counts: [] };
  const bin = (LONGEST.find(([, longest]) => last - first <= longest) ?? ['year'])[0] as NetworkBin;
  const start = (time: string): string => `date_trunc('${bin}', ${time})`;
  const drawn = await file.row<{ from: string; to: string }>(
    `SELECT ${isoTime(start(`make_timestamp(${first}::BIGINT)`))} AS "from", ${isoTime(`${start(`make_timestamp(${last}::BIGINT)`)} + INTERVAL 1 ${bin}`)} AS "to"`,
  );
  const count = (from: string): Promise<{ start: string; count: number }[]> =>
    file.rows(`SELECT ${isoTime(start('posted_at'))} AS start, count(*) AS count FROM (${from}) GROUP BY 1 ORDER BY 1`);
  const isListed = await canListPairs(file, source);
  const ends = `SELECT DISTINCT least(a, b) AS a, greatest(a, b) AS b FROM ${edges}`;
  const bins = isListed
    ? await withPairs(file, source, context, (pairs) =>
        count(`SELECT post.posted_at FROM ${pairs} p JOIN (${ends}) USING (a, b) JOIN post ON post.post_id = p.content_id`),
      )
    : await count(
        `SELECT posted_at FROM post WHERE account_id IN (SELECT a FROM ${edges} UNION SELECT b FROM ${edges})
         AND epoch_us(posted_at) BETWEEN ${first} AND ${last}`,
      );
  return {
    bin,
    counted: isListed ? 'pairs' : 'posts',
    ...drawn,
    starts: bins.map((one) => one.start),
    counts: bins.map((one) => one.count),
  };
}
