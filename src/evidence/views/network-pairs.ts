import type { EdgeEvidence } from '../../analyses/analysis.js';
import { analysisById } from '../../analyses/catalogue.js';
import { AntiphonError } from '../../errors.js';
import type { FindingTable, WorkContext } from '../../model.js';
import type { CaseFile } from '../../store/case-file.js';
import { DataChunk, DOUBLE, INTEGER } from '../../store/driver.js';
import { findingEdges } from '../../store/finding-edges.js';
import { findingTableName } from '../../store/findings.js';
import { CaseReads } from '../../store/reads.js';
import { SideTables } from '../../store/side-tables.js';
import { fillVector } from '../../store/vectors.js';
import type { NetworkSource } from './network-edges.js';

/** Beyond so many pairs, or shares to look for them in, they are not listed at once: it would keep others waiting. */
const MOST_PAIRS = 1_000_000;
const MOST_SHARES = 500_000;
const CHUNK_ROWS = 2048;

/** True if the analysis keeps pairs of posts, and listing those of all edges is quick. */
export async function canListPairs(file: CaseFile, { finding }: NetworkSource): Promise<boolean> {
  const { pairs, tables } = analysisById(finding.analysis);
  const [table] = tables as [FindingTable];
  if (pairs === undefined || !table.columns.some(({ name }) => name === 'pairCount')) return false;
  const { count } = await file.row<{ count: number }>(
    `SELECT coalesce(sum(pair_count), 0)::BIGINT AS count FROM ${findingTableName(finding.findingId, table.name)}`,
  );
  const shares = finding.figures['shareCount'] ?? (await file.row<{ count: number }>(`SELECT count(*) AS count FROM share`)).count;
  return count <= MOST_PAIRS && shares <= MOST_SHARES;
}

/**
 * Does some reading on the table of all pairs of posts behind a finding, which is worked out once: a, b (identities of the accounts, the
 * lower first), a_is_older, object_id, content_id (older post), content_id_y, time_delta (seconds).
 */
export function withPairs<T>(file: CaseFile, source: NetworkSource, context: WorkContext, use: (pairs: string) => Promise<T>): Promise<T> {
  const { findingId, fingerprint } = source.finding;
  const make = (table: string): Promise<void> => makePairs(file, source, context, table);
  return SideTables.of(file).borrow(file, `pairs_${findingId}_${fingerprint.slice(0, 16)}`, make, use);
}

async function makePairs(file: CaseFile, { finding }: NetworkSource, context: WorkContext, table: string): Promise<void> {
  const reads = new CaseReads(file);
  const { pairs, tables } = analysisById(finding.analysis);
  const ids = await reads.accountIds();
  const edges = await findingEdges(file, finding, tables[0] as FindingTable, ids);
  if (pairs === undefined) throw new AntiphonError('internal', `${finding.analysis} keeps no pairs of posts`);
  const { rowCount, columns } = await pairs(reads, finding.parameters as never, edges, context);
  const ints = (name: string): Int32Array => columns[name] as Int32Array;
  const [account, other] = ['account_id', 'account_id_y'].map((name) => ints(name).map((number) => ids[number] as number)) as [
    Int32Array,
    Int32Array,
  ];
  // Where pairs rest on no object, their objects are NaN.
  const objects = Float64Array.from(columns['object_id'] as ArrayLike<number>);
  const delta = columns['time_delta'] as Float64Array;
  const values = [account, other, objects, ints('content_id'), ints('content_id_y'), delta];
  const types = values.map((column) => (column instanceof Int32Array ? INTEGER : DOUBLE));
  await file.run(
    `CREATE OR REPLACE TEMP TABLE found_pair (account INTEGER, other INTEGER, object_id DOUBLE, content_id INTEGER, content_id_y INTEGER, time_delta DOUBLE)`,
  );
  await file.append('found_pair', (index) => {
    const from = index * CHUNK_ROWS;
    const length = Math.min(rowCount - from, CHUNK_ROWS);
    if (length <= 0) return null;
    const chunk = DataChunk.create(types, length);
    for (const [at, column] of values.entries()) fillVector(chunk.getColumnVector(at), column.subarray(from, from + length));
    return chunk;
  });
  await file.run(
    `CREATE TABLE ${table} AS SELECT least(account, other) AS a, greatest(account, other) AS b, account < other AS a_is_older,
       object_id::INTEGER AS object_id, content_id, content_id_y, time_delta FROM found_pair ORDER BY a, b`,
  );
  await file.run(`DROP TABLE found_pair`);
}

/** The pairs of posts of one edge, as `postPairs` of the reads takes them. */
export async function readPairs(
  file: CaseFile,
  source: NetworkSource,
  context: WorkContext,
  idA: number,
  idB: number,
): Promise<EdgeEvidence> {
  const numbers = await new CaseReads(file).accountNumbers();
  const [low, high] = idA < idB ? [idA, idB] : [idB, idA];
  const rows = await withPairs(file, source, context, (pairs) =>
    file.rows<{ older: boolean; object: number | null; post: number; other: number; delta: number }>(
      `SELECT a_is_older AS older, object_id AS object, content_id AS post, content_id_y AS other, time_delta AS delta FROM ${pairs} WHERE a = ? AND b = ?`,
      [low, high],
    ),
  );
  return {
    rowCount: rows.length,
    columns: {
      object_id: Float64Array.from(rows, ({ object }) => object ?? Number.NaN),
      content_id: Int32Array.from(rows, ({ post }) => post),
      content_id_y: Int32Array.from(rows, ({ other }) => other),
      time_delta: Float64Array.from(rows, ({ delta }) => delta),
      account_id: Int32Array.from(rows, ({ older }) => numbers[older ? low : high] as number),
    },
  };
}
