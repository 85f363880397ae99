import { buildGraph, connectedComponents } from '../../kernels/graph/graph.js';
import type { CaseFile } from '../../store/case-file.js';
import { findingTableName } from '../../store/findings.js';
import type { ReportNetwork } from './report-model.js';
import type { ReportNames } from './report-names.js';
import { hasTable, type NetworkTable, type StoredFinding, tiedAccounts } from './stored-findings.js';

/** Above this many accounts the groups of a network are drawn. */
export const DRAWN_ACCOUNTS = 300;
const DRAWN_GROUPS = 120;
const DRAWN_LINKS = 6000;

/** A finding's network as it is drawn: its accounts, or its groups where they are too many. */
export async function readNetwork(file: CaseFile, names: ReportNames, finding: StoredFinding, table: NetworkTable): Promise<ReportNetwork> {
  const { accountCount, edgeCount } = await file.row<{ accountCount: number; edgeCount: number }>(
    `SELECT (SELECT count(*) FROM (${tiedAccounts(finding)})) AS "accountCount", count(*) AS "edgeCount" FROM (${undirected(table)})`,
  );
  const groupOf = await readGroupOf(file, finding, table);
  const groupCount = new Set(groupOf.values()).size;
  const sizes = { accountCount, edgeCount, groupCount, unit: table.unit };
  if (accountCount > DRAWN_ACCOUNTS) return { ...sizes, nodesAre: 'groups', ...(await readGroupLinks(file, table, groupOf)) };
  const rows = await file.rows<{ id: number; key: string; degree: number }>(
    `SELECT account_id AS id, key, count(*) AS degree FROM (SELECT a AS account_id FROM (${undirected(table)}) UNION ALL SELECT b FROM (${undirected(table)}))
     JOIN account USING (account_id) GROUP BY ALL ORDER BY degree DESC, key`,
  );
  const nodes = rows.map(({ key, ...row }) => ({ ...row, label: names.account(key) }));
  // Under pseudonyms, the order of the identifiers would say something of them.
  if (!names.isRevealed) nodes.sort((x, y) => y.degree - x.degree || (x.label.name < y.label.name ? -1 : 1));
  const position = new Map(nodes.map(({ id }, index) => [id, index]));
  const edges = await file.rows<{ a: number; b: number; weight: number }>(
    `SELECT edges.a, edges.b, weight FROM (${undirected(table)}) edges JOIN account a ON a.account_id = edges.a JOIN account b ON b.account_id = edges.b
     ORDER BY weight DESC, a.key, b.key LIMIT ${DRAWN_LINKS}`,
  );
  const links = edges.map(({ a, b, weight }) => ({ from: position.get(a) as number, to: position.get(b) as number, weight }));
  return {
    ...sizes,
    nodesAre: 'accounts',
    nodes: nodes.map(({ id, label, degree }) => {
      const { name, handle, actor } = label;
      const node = { label: name, handle, group: groupOf.get(id) ?? null, memberCount: 1, edgeCount: degree };
      return actor === undefined ? node : { ...node, actor };
    }),
    links: names.isRevealed ? links : links.sort((x, y) => y.weight - x.weight || x.from - y.from || x.to - y.to),
  };
}

/** SQL for the edges of a network without directions, as a, b, weight. */
function undirected({ name, a, b, weight }: NetworkTable): string {
  return `SELECT least(${a}, ${b}) AS a, greatest(${a}, ${b}) AS b, sum(${weight ?? 1}) AS weight FROM ${name} WHERE ${a} <> ${b} GROUP BY 1, 2`;
}

/** Number of the group of each account: as the finding has it, else its connected component. */
async function readGroupOf(file: CaseFile, finding: StoredFinding, table: NetworkTable): Promise<Map<number, number>> {
  const grouped = ['members', 'accounts'].find((name) => hasTable(finding, name, 'group', 'account'));
  if (grouped === undefined) return readComponents(file, table);
  const groupOf = new Map<number, number>();
  for await (const chunk of file.chunks(`SELECT account, "group" FROM ${findingTableName(finding.findingId, grouped)}`)) {
    for (const [account, group] of chunk.getRows() as [number, number][]) groupOf.set(account, group);
  }
  return groupOf;
}

/** Connected components by members, most first, then by the identity of their first account; numbered from 1. */
async function readComponents(file: CaseFile, { name, a, b }: NetworkTable): Promise<Map<number, number>> {
  const position = new Map<number, number>();
  const ends: [number[], number[]] = [[], []];
  for await (const chunk of file.chunks(`SELECT ${a}, ${b} FROM ${name} ORDER BY least(${a}, ${b}), greatest(${a}, ${b})`)) {
    for (const row of chunk.getRows() as [number, number][]) {
      row.forEach((account, end) => {
        if (!position.has(account)) position.set(account, position.size);
        ends[end]?.push(position.get(account) as number);
      });
    }
  }
  const edges = { accountA: Int32Array.from(ends[0]), accountB: Int32Array.from(ends[1]), weight: new Int32Array(ends[0].length).fill(1) };
  const component = connectedComponents(buildGraph(position.size, edges));
  const sizes = new Map<number, number>();
  for (const number of component) sizes.set(number, (sizes.get(number) ?? 0) + 1);
  const ranked = [...sizes].sort(([x, sizeX], [y, sizeY]) => sizeY - sizeX || x - y);
  const rank = new Map(ranked.map(([number], index) => [number, index + 1]));
  return new Map([...position].map(([account, index]) => [account, rank.get(component[index]) as number]));
}

/** The largest groups as circles, with the edges inside and between them. */
async function readGroupLinks(
  file: CaseFile,
  { name, a, b }: NetworkTable,
  groupOf: ReadonlyMap<number, number>,
): Promise<Pick<ReportNetwork, 'nodes' | 'links'>> {
  const members = new Map<number, number>();
  for (const group of groupOf.values()) members.set(group, (members.get(group) ?? 0) + 1);
  const shown = [...members].sort(([x, sizeX], [y, sizeY]) => sizeY - sizeX || x - y).slice(0, DRAWN_GROUPS);
  const position = new Map(shown.map(([group], index) => [group, index]));
  const edgeCounts = new Float64Array(shown.length);
  const between = new Map<number, number>();
  for await (const chunk of file.chunks(`SELECT DISTINCT least(${a}, ${b}), greatest(${a}, ${b}) FROM ${name} WHERE ${a} <> ${b}`)) {
    for (const [from, to] of chunk.getRows() as [number, number][]) {
      const [x, y] = [position.get(groupOf.get(from) ?? -1), position.get(groupOf.get(to) ?? -1)];
      for (const end of x === y ? [x] : [x, y]) if (end !== undefined) edgeCounts[end] = (edgeCounts[end] as number) + 1;
      if (x === undefined || y === undefined || x === y) continue;
      const key = Math.min(x, y) * DRAWN_GROUPS + Math.max(x, y);
      between.set(key, (between.get(key) ?? 0) + 1);
    }
  }
  return {
    nodes: shown.map(([group, memberCount], index) => ({
      label: `Group ${group}`,
      handle: null,
      group,
      memberCount,
      edgeCount: edgeCounts[index] as number,
    })),
    links: [...between]
      .map(([key, weight]) => ({ from: Math.floor(key / DRAWN_GROUPS), to: key % DRAWN_GROUPS, weight }))
      .sort((x, y) => y.weight - x.weight || x.from - y.from || x.to - y.to),
  };
}
