import { ANALYSES } from '../../analyses/catalogue.js';
import { AntiphonError } from '../../errors.js';
import { GrownFloats, GrownInts } from '../../kernels/grown-columns.js';
import type { Finding, FindingColumn, FindingTable } from '../../model.js';
import type { CaseFile, SqlValue } from '../../store/case-file.js';
import { networkColumns } from '../../store/export.js';
import { rowCondition } from '../../store/filter-sql.js';
import { findingRelation } from '../../store/finding-relation.js';
import { findingTableName, listFindings, sqlName } from '../../store/findings.js';
import type { Naming } from '../../store/naming.js';
import { publicAccounts } from '../../store/registry.js';
import { floatsOf, intsOf } from '../../store/vectors.js';

/** Which edges of a network are wanted. */
export interface EdgeConditions {
  /** Name of the finding's table; by default the first that is a network. */
  readonly table?: string;
  /** Conditions such as `objectCount >= 3 and qTiming <= 0.05`. */
  readonly where?: string;
  readonly minimumWeight?: number;
  /** Highest q, 0–1; of two nulls the smaller q counts. */
  readonly maximumQ?: number;
  /** Only edges with a public account at one end or both. */
  readonly publicOnly?: boolean;
  /** Instants, ISO 8601: edges whose last pair is not before `from`, and whose first is before `to`. */
  readonly from?: string;
  readonly to?: string;
}

/** A table of a finding that holds the edges of a network, as it is stored. */
export interface NetworkSource {
  readonly finding: Finding;
  readonly table: FindingTable;
  readonly isDirected: boolean;
  readonly weight: FindingColumn;
  readonly qColumns: readonly FindingColumn[];
  readonly hasTimes: boolean;
  readonly hasPosts: boolean;
  /** SQL for all of its edges: edge_row (number of the row), a, b, edge_weight, edge_q (the smallest), edge_first, edge_last (microseconds). */
  readonly relation: string;
}

/** Edges as columns; ends by account identity. */
export interface EdgeRows {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly weight: Float64Array;
  /** NaN where there is none; so, too, the times, in microseconds. */
  readonly q: Float64Array;
  readonly firstAt: Float64Array;
  readonly lastAt: Float64Array;
}

/**
 * The network of a finding.
 *
 * @throws AntiphonError `not-found`: no such finding or table; `usage`: the table, or every table of the finding, is no network.
 */
export async function networkSource(file: CaseFile, findingId: number, wanted?: string): Promise<NetworkSource> {
  const finding = (await listFindings(file)).find((candidate) => candidate.findingId === findingId);
  if (finding === undefined) throw new AntiphonError('not-found', `there is no finding ${findingId}; see /api/findings`);
  const analysis = ANALYSES.find(({ id }) => id === finding.analysis);
  const stored = (analysis?.tables ?? []).filter(({ name }) => finding.tables.some((own) => own.name === name));
  const networks = stored.filter((table) => networkColumns(table) !== null);
  const names = networks.map(({ name }) => name).join(', ');
  if (networks.length === 0)
    throw new AntiphonError('usage', `finding ${findingId} (${finding.analysis}) has no network; \`coordination\` makes one`);
  if (wanted !== undefined && !stored.some(({ name }) => name === wanted))
    throw new AntiphonError('not-found', `finding ${findingId} has no table ${wanted}; its networks: ${names}`);
  const declared = wanted === undefined ? networks[0] : networks.find(({ name }) => name === wanted);
  if (declared === undefined)
    throw new AntiphonError('usage', `the table ${wanted} of finding ${findingId} is no network; its networks: ${names}`);
  const table = { ...declared, columns: await storedColumns(file, findingId, declared) };
  const ends = networkColumns(table);
  if (ends === null)
    throw new AntiphonError(
      'usage',
      `finding ${findingId} was made by an older version, whose network cannot be read; run ${finding.analysis} again`,
    );
  return { finding, table, hasPosts: analysis?.pairs !== undefined, ...(await sourceParts(file, finding, table, ends)) };
}

/** The declared columns that the table has: one of an older version may lack some. */
async function storedColumns(file: CaseFile, findingId: number, table: FindingTable): Promise<FindingColumn[]> {
  const rows = await file.rows<{ name: string }>(`SELECT column_name AS name FROM information_schema.columns WHERE table_name = ?`, [
    findingTableName(findingId, table.name),
  ]);
  const own = new Set(rows.map(({ name }) => `"${name}"`));
  return table.columns.filter((column) => own.has(sqlName(column)));
}

async function sourceParts(
  file: CaseFile,
  finding: Finding,
  table: FindingTable,
  ends: { readonly source: string; readonly target: string; readonly weight: string },
): Promise<Pick<NetworkSource, 'isDirected' | 'weight' | 'qColumns' | 'hasTimes' | 'relation'>> {
  const column = (name: string): FindingColumn => table.columns.find((candidate) => candidate.name === name) as FindingColumn;
  const [a, b] = [sqlName(column(ends.source)), sqlName(column(ends.target))];
  const qColumns = table.columns.filter(({ name, type }) => type === 'number' && /^q[A-Z]/.test(name));
  const q = qColumns.length === 0 ? 'NULL::DOUBLE' : `least(${qColumns.map((one) => `e.${sqlName(one)}`).join(', ')})`;
  const edges = findingTableName(finding.findingId, table.name);
  const hasOwnTimes = ['firstAt', 'lastAt'].every((name) => table.columns.some((one) => one.name === name));
  const layers = hasOwnTimes ? null : await layerEdges(file, finding);
  const times = hasOwnTimes
    ? 'e.first_at AS edge_first, e.last_at AS edge_last'
    : layers === null
      ? 'NULL::DOUBLE AS edge_first, NULL::DOUBLE AS edge_last'
      : 's.first_at AS edge_first, s.last_at AS edge_last';
  const spans = layers === null ? '' : `LEFT JOIN (${layers}) s ON s.a = e.${a} AND s.b = e.${b}`;
  const select = `e.rowid AS edge_row, e.${a} AS a, e.${b} AS b, e.${sqlName(column(ends.weight))}::DOUBLE AS edge_weight, ${q} AS edge_q, ${times}`;
  return {
    isDirected: ends.source === 'source',
    weight: column(ends.weight),
    qColumns,
    hasTimes: hasOwnTimes || layers !== null,
    relation: `SELECT ${select} FROM ${edges} e ${spans} WHERE e.${a} <> e.${b}`,
  };
}

/** SQL for the times of fused edges, which stand with their layers; null where the finding keeps none. */
async function layerEdges(file: CaseFile, finding: Finding): Promise<string | null> {
  if (!finding.tables.some(({ name }) => name === 'layer_edges')) return null;
  const name = findingTableName(finding.findingId, 'layer_edges');
  const { count } = await file.row<{ count: number }>(
    `SELECT count(*) AS count FROM information_schema.columns WHERE table_name = '${name}' AND column_name IN ('account_a', 'account_b', 'first_at', 'last_at')`,
  );
  if (count < 4) return null;
  return `SELECT account_a AS a, account_b AS b, min(first_at) AS first_at, max(last_at) AS last_at FROM ${name} GROUP BY ALL`;
}

/**
 * Puts the edges that the conditions let through into a temporary table with the columns of `relation`.
 *
 * @returns Its name.
 * @throws AntiphonError `usage`: a condition that cannot be read, or that this network has no numbers for.
 */
export async function chooseEdges(file: CaseFile, naming: Naming, source: NetworkSource, conditions: EdgeConditions): Promise<string> {
  const { finding, relation } = source;
  const values: SqlValue[] = [];
  const parts = ['true', ...plainConditions(source, conditions)];
  if (conditions.where !== undefined) {
    const columns = source.table.columns.filter(({ graphOnly }) => graphOnly !== true);
    const rows = await findingRelation(file, finding, { ...source.table, columns }, naming);
    const where = await rowCondition(file, rows, { where: conditions.where });
    if (where !== null) {
      parts.push(`edge_row IN (SELECT t.rowid FROM ${rows.table} t ${where.joins.join(' ')} WHERE ${where.sql})`);
      values.push(...where.values);
    }
  }
  if (conditions.publicOnly === true) {
    const ids = [...(await publicAccounts(file))].join(', ') || 'NULL';
    parts.push(`(a IN (${ids}) OR b IN (${ids}))`);
  }
  await file.run(`CREATE OR REPLACE TEMP TABLE chosen_edge AS SELECT * FROM (${relation}) WHERE ${parts.join(' AND ')}`, values);
  return 'chosen_edge';
}

function plainConditions(source: NetworkSource, { minimumWeight, maximumQ, from, to }: EdgeConditions): string[] {
  const refuse = (what: string): never => {
    throw new AntiphonError('usage', `finding ${source.finding.findingId} (${source.finding.analysis}) ${what}`);
  };
  if (maximumQ !== undefined && source.qColumns.length === 0) refuse('has no test against chance, so "maximumQ" has nothing to choose by');
  if ((from ?? to) !== undefined && !source.hasTimes) refuse('has no times on its edges, so "from" and "to" have nothing to choose by');
  return [
    ...(minimumWeight === undefined ? [] : [`edge_weight >= ${minimumWeight}`]),
    ...(maximumQ === undefined ? [] : [`edge_q <= ${maximumQ}`]),
    ...(from === undefined ? [] : [`edge_last >= ${microseconds('from', from)}`]),
    ...(to === undefined ? [] : [`edge_first < ${microseconds('to', to)}`]),
  ];
}

/** An instant in microseconds since 1970. */
function microseconds(name: string, text: string): number {
  const isInstant = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?Z)?$/.test(text);
  const time = isInstant ? Date.parse(text.length === 10 ? `${text}T00:00:00Z` : text) : Number.NaN;
  if (Number.isNaN(time))
    throw new AntiphonError('usage', `"${name}" must be a time such as 2017-09-01 or 2017-09-01T12:00:00Z, got ${JSON.stringify(text)}`);
  return time * 1000;
}

/** Edges as columns, in no order; `edges` is a table or a query in brackets. */
export async function readEdgeRows(file: CaseFile, edges: string): Promise<EdgeRows> {
  const ends = [new GrownInts(), new GrownInts()] as const;
  const values = [new GrownFloats(), new GrownFloats(), new GrownFloats(), new GrownFloats()] as const;
  const blank = (name: string): string => `coalesce(${name}, 'NaN'::DOUBLE)`;
  const query = `SELECT a, b, edge_weight, ${['edge_q', 'edge_first', 'edge_last'].map(blank).join(', ')} FROM ${edges}`;
  for await (const chunk of file.chunks(query)) {
    const rows = chunk.rowCount;
    for (const [at, column] of ends.entries()) column.append(intsOf(chunk.getColumnVector(at)).subarray(0, rows));
    for (const [at, column] of values.entries()) {
      const numbers = floatsOf(chunk.getColumnVector(at + 2));
      for (let row = 0; row < rows; row++) column.push(numbers[row] as number);
    }
  }
  const [a, b] = ends.map((column) => column.finish()) as [Int32Array, Int32Array];
  const [weight, q, firstAt, lastAt] = values.map((column) => column.finish()) as [Float64Array, Float64Array, Float64Array, Float64Array];
  return { a, b, weight, q, firstAt, lastAt };
}
