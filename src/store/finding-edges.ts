import { GrownInts } from '../kernels/grown-columns.js';
import type { EdgeEnds } from '../kernels/shares/pairs.js';
import type { Finding, FindingTable } from '../model.js';
import type { CaseFile } from './case-file.js';
import { findingTableName, sqlName } from './findings.js';
import { intsOf } from './vectors.js';

/**
 * The edges of a stored network by account number, each once, whatever its direction, in no order.
 *
 * @param table The table of edges: its first two columns of accounts are the ends.
 * @param accountIds Account identity of each account number.
 * @param only Narrows them to the edge between these two numbers.
 */
export async function findingEdges(
  file: CaseFile,
  finding: Finding,
  table: FindingTable,
  accountIds: Int32Array,
  only?: readonly [number, number],
): Promise<EdgeEnds> {
  const [a, b] = table.columns.filter((column) => column.type === 'account').map(sqlName);
  const ends = only?.map((number) => accountIds[number]).join(', ');
  const where = only === undefined ? '' : `WHERE ${a} IN (${ends}) AND ${b} IN (${ends}) AND ${a} <> ${b}`;
  const numberOf = new Int32Array(accountIds.reduce((most, id) => Math.max(most, id + 1), 0));
  for (const [number, id] of accountIds.entries()) numberOf[id] = number;
  const query = `SELECT DISTINCT least(${a}, ${b}), greatest(${a}, ${b}) FROM ${findingTableName(finding.findingId, table.name)} ${where}`;
  const lower = new GrownInts();
  const upper = new GrownInts();
  for await (const chunk of file.chunks(query)) {
    const [ids, others] = [intsOf(chunk.getColumnVector(0)), intsOf(chunk.getColumnVector(1))];
    for (let row = 0; row < chunk.rowCount; row++) {
      const [x, y] = [numberOf[ids[row]], numberOf[others[row]]];
      lower.push(Math.min(x, y));
      upper.push(Math.max(x, y));
    }
  }
  return { accountA: lower.finish(), accountB: upper.finish() };
}
