import { buildGraph, connectedComponents } from '../../kernels/graph/graph.js';
import { numbersBySize } from '../../kernels/graph/partition.js';
import { GrownInts } from '../../kernels/grown-columns.js';
import type { CaseFile } from '../../store/case-file.js';
import { findingTableName } from '../../store/findings.js';
import type { Naming } from '../../store/naming.js';
import { accountLabel } from '../../store/shown-names.js';
import { intsOf } from '../../store/vectors.js';
import { chooseEdges, type EdgeConditions, type EdgeRows, type NetworkSource, networkSource, readEdgeRows } from './network-edges.js';

export interface NetworkOptions extends EdgeConditions {
  /** Above it, only the strongest edges are given (default 50,000). */
  readonly maximumEdgeCount?: number;
}

const DRAWN_EDGES = 50_000;

/** The accounts of a network by identity, in the order of their shown names. */
interface Accounts {
  readonly ids: Int32Array;
  readonly keys: readonly string[];
  readonly names: readonly string[];
  /** Actor and handle where they may be shown, else the name. */
  readonly labels: readonly string[];
  /** Place of each identity in that order. */
  readonly placeOf: ReadonlyMap<number, number>;
}

/**
 * A finding's network for drawing, as far as the conditions let its edges through.
 *
 * Nodes stand in code-point order of their shown names, and edges by weight, then by the places of their ends: no order follows hidden
 * identifiers. Beyond `maximumEdgeCount` the heaviest edges are kept, among equals those whose ends come first by shown name.
 *
 * @throws AntiphonError As `networkSource` and `chooseEdges`.
 */
export async function readNetwork(file: CaseFile, naming: Naming, findingId: number, options: NetworkOptions) {
  const source = await networkSource(file, findingId, options.table);
  const edges = await chooseEdges(file, naming, source, options);
  const most = options.maximumEdgeCount ?? DRAWN_EDGES;
  const { total, lowest, highest } = await file.row<{ total: number; lowest: number | null; highest: number | null }>(
    `SELECT count(*) AS total, min(edge_weight) AS lowest, max(edge_weight) AS highest FROM (${source.relation})`,
  );
  const { count } = await file.row<{ count: number }>(`SELECT count(*) AS count FROM ${edges}`);
  const accounts = await readAccounts(file, naming, edges);
  const kept = strongest(await readEdgeRows(file, count > most ? heaviest(edges, most) : edges), accounts, source, most);
  const nodes = nodesOf(kept, accounts);
  const { groupsAre, groupOf } = await readGroups(file, naming, source);
  const degrees = await readDegrees(file, edges);
  return {
    findingId,
    table: source.table.name,
    isDirected: source.isDirected,
    weightColumn: source.weight.name,
    weightUnit: source.weight.unit ?? null,
    weightRange: lowest === null || highest === null ? null : [lowest, highest],
    qColumns: source.qColumns.map(({ name }) => name),
    hasTimes: source.hasTimes,
    hasPosts: source.hasPosts,
    groupsAre,
    nodes: {
      account: nodes.map((place) => accounts.names[place] as string),
      label: nodes.map((place) => accounts.labels[place] as string),
      group: nodes.map((place) => groupOf.get(accounts.ids[place] as number) ?? null),
      isPublic: nodes.map((place) => naming.known.accounts.has(accounts.keys[place] as string)),
      edgeCount: nodes.map((place) => degrees.get(accounts.ids[place] as number) ?? 0),
    },
    edges: edgesFrom(kept, nodes),
    edgeCount: count,
    accountCount: accounts.ids.length,
    totalEdgeCount: total,
    leftOut: kept.source.length < count ? leftOutSentence(kept.source.length, count, accounts.ids.length - nodes.length, source) : null,
  };
}

/** SQL for the edges that weigh as much as the last one that is kept, or more. */
function heaviest(edges: string, most: number): string {
  return `(SELECT * FROM ${edges} WHERE edge_weight >= (SELECT edge_weight FROM ${edges} ORDER BY edge_weight DESC LIMIT 1 OFFSET ${most - 1}))`;
}

function leftOutSentence(kept: number, count: number, withoutEdge: number, { weight }: NetworkSource): string {
  const number = (value: number): string => value.toLocaleString('en');
  const accounts =
    withoutEdge === 0
      ? ''
      : `; ${number(withoutEdge)} ${withoutEdge === 1 ? 'account is' : 'accounts are'} tied by those alone and left out, too`;
  return `Of ${number(count)} edges, the ${number(kept)} with the highest ${weight.name} are drawn, among equals those whose accounts come first by their shown names; ${number(count - kept)} are left out${accounts}.`;
}

/** The accounts at the ends of some edges; `edges` is a table or a query in brackets, here and below. */
async function readAccounts(file: CaseFile, naming: Naming, edges: string): Promise<Accounts> {
  const found: { id: number; key: string; name: string; label: string }[] = [];
  const query = `WITH node AS (SELECT a AS account_id FROM ${edges} UNION SELECT b FROM ${edges}),
      seen AS (SELECT account_id, max_by(handle, coalesce(observed_at, TIMESTAMP '1970-01-01')) AS handle FROM account_observation
        WHERE handle IS NOT NULL AND account_id IN (FROM node) GROUP BY account_id)
    SELECT account_id, key, coalesce(seen.handle, account.handle) FROM account LEFT JOIN seen USING (account_id) WHERE account_id IN (FROM node)`;
  for await (const chunk of file.chunks(query))
    for (const [id, key, handle] of chunk.getRows() as [number, string, string | null][]) {
      const name = naming.account(key);
      found.push({ id, key, name, label: accountLabel(naming, key, handle) ?? name });
    }
  found.sort((x, y) => (x.name < y.name ? -1 : x.name > y.name ? 1 : 0));
  return {
    ids: Int32Array.from(found, ({ id }) => id),
    keys: found.map(({ key }) => key),
    names: found.map(({ name }) => name),
    labels: found.map(({ label }) => label),
    placeOf: new Map(found.map(({ id }, place) => [id, place])),
  };
}

/** Edges with their ends as places among the accounts. */
interface PlacedEdges {
  readonly source: Int32Array;
  readonly target: Int32Array;
  readonly weight: Float64Array;
  readonly q: Float64Array;
  readonly firstAt: Float64Array;
  readonly lastAt: Float64Array;
}

/** At most so many edges by weight, the heaviest first, then by their ends. */
function strongest(rows: EdgeRows, { placeOf }: Accounts, { isDirected }: NetworkSource, most: number): PlacedEdges {
  const [from, to] = [rows.a, rows.b].map((ids) => ids.map((id) => placeOf.get(id) as number)) as [Int32Array, Int32Array];
  // Which end is A follows the identifiers: without a direction, the shown names decide.
  if (!isDirected)
    for (let edge = 0; edge < from.length; edge++)
      if (from[edge] > to[edge]) [from[edge], to[edge]] = [to[edge] as number, from[edge] as number];
  const { weight, q, firstAt, lastAt } = rows;
  const order = Int32Array.from(from.keys())
    .sort(
      (x, y) =>
        weight[y] - weight[x] || from[x] - from[y] || to[x] - to[y] || blankLast(q[x], q[y]) || blankLast(firstAt[x], firstAt[y]) || x - y,
    )
    .subarray(0, most);
  const floats = (values: Float64Array): Float64Array => Float64Array.from(order, (edge) => values[edge] as number);
  return {
    source: order.map((edge) => from[edge]),
    target: order.map((edge) => to[edge]),
    weight: floats(weight),
    q: floats(q),
    firstAt: floats(firstAt),
    lastAt: floats(lastAt),
  };
}

function blankLast(x: number, y: number): number {
  return Number.isNaN(x) || Number.isNaN(y) ? Number(Number.isNaN(x)) - Number(Number.isNaN(y)) : x - y;
}

/** Places of the accounts that some edges tie, in order. */
function nodesOf({ source, target }: PlacedEdges, { ids }: Accounts): number[] {
  const isUsed = new Uint8Array(ids.length);
  for (const ends of [source, target]) for (const place of ends) isUsed[place] = 1;
  return [...isUsed.keys()].filter((place) => isUsed[place] === 1);
}

function edgesFrom({ source, target, weight, q, firstAt, lastAt }: PlacedEdges, nodes: readonly number[]) {
  const numberOf = new Map(nodes.map((place, number) => [place, number]));
  const number = (place: number): number => numberOf.get(place) as number;
  const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);
  const milliseconds = (value: number): number | null => (Number.isNaN(value) ? null : Math.floor(value / 1000));
  return {
    source: Array.from(source, number),
    target: Array.from(target, number),
    weight: Array.from(weight),
    q: Array.from(q, orNull),
    firstAt: Array.from(firstAt, milliseconds),
    lastAt: Array.from(lastAt, milliseconds),
  };
}

/** Edges of each account, by identity. */
async function readDegrees(file: CaseFile, edges: string): Promise<Map<number, number>> {
  const degrees = new Map<number, number>();
  const query = `SELECT id, count(*)::INTEGER FROM (SELECT a AS id FROM ${edges} UNION ALL SELECT b FROM ${edges}) GROUP BY id`;
  for await (const chunk of file.chunks(query)) for (const [id, count] of chunk.getRows() as [number, number][]) degrees.set(id, count);
  return degrees;
}

interface Groups {
  readonly groupsAre: 'found' | 'components';
  readonly groupOf: ReadonlyMap<number, number>;
}

/** Number of the group of each account, by identity: as the finding has it, else its connected component in the whole network. */
async function readGroups(file: CaseFile, naming: Naming, { finding, relation }: NetworkSource): Promise<Groups> {
  const table = await groupTable(file, finding.findingId);
  if (table === null) return { groupsAre: 'components', groupOf: await readComponents(file, naming, `(${relation})`) };
  const groupOf = new Map<number, number>();
  for await (const chunk of file.chunks(`SELECT account, "group" FROM ${table}`))
    for (const [account, group] of chunk.getRows() as [number, number][]) groupOf.set(account, group);
  return { groupsAre: 'found', groupOf };
}

async function groupTable(file: CaseFile, findingId: number): Promise<string | null> {
  const names = ['members', 'accounts'].map((name) => findingTableName(findingId, name));
  const rows = await file.rows<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.columns WHERE table_name IN ('${names.join("', '")}') AND column_name IN ('account', 'group')
     GROUP BY table_name HAVING count(*) = 2`,
  );
  return names.find((name) => rows.some((row) => row.name === name)) ?? null;
}

/** Connected components, numbered from 1, the largest first, equal ones by the first shown name in them. */
async function readComponents(file: CaseFile, naming: Naming, relation: string): Promise<Map<number, number>> {
  const { ids, placeOf } = await readAccounts(file, naming, relation);
  const ends = [new GrownInts(), new GrownInts()] as const;
  for await (const chunk of file.chunks(`SELECT a, b FROM ${relation}`))
    for (const [at, column] of ends.entries())
      for (const id of intsOf(chunk.getColumnVector(at)).subarray(0, chunk.rowCount)) column.push(placeOf.get(id) as number);
  const [accountA, accountB] = ends.map((column) => column.finish()) as [Int32Array, Int32Array];
  const graph = buildGraph(ids.length, { accountA, accountB, weight: new Int32Array(accountA.length).fill(1) });
  const { numbers } = numbersBySize(connectedComponents(graph));
  return new Map(Array.from(ids, (id, place) => [id, (numbers[place] as number) + 1]));
}
