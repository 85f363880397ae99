import { createWriteStream, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AntiphonError, messageOf } from '../errors.js';
import type { Finding, FindingColumn, FindingTable } from '../model.js';
import type { CaseFile } from './case-file.js';
import { findingTableName, findingTableQuery, prepareNames, sqlName } from './findings.js';
import { type GraphDocument, type GraphEdge, type GraphNode, writeGexf, writeGraphml } from './graph-files.js';
import type { Naming } from './naming.js';
import { accountLabel } from './shown-names.js';
import { spreadsheetSql } from './spreadsheet-text.js';

/** Endings of the files that a table can be written to. */
export const TABLE_ENDINGS = ['.csv', '.json', '.parquet', '.graphml', '.gexf'] as const;
/** Of these, the ones that hold a network: a table of edges is needed. */
const GRAPH_ENDINGS: readonly string[] = ['.graphml', '.gexf'];

/**
 * Checks that a table can be written to a path, before any work is done for it.
 *
 * @throws AntiphonError `output`: unknown ending, no such folder, a folder, not writable.
 */
export function checkOutputPath(path: string): void {
  const ending = extname(path).toLowerCase();
  if (!(TABLE_ENDINGS as readonly string[]).includes(ending)) {
    throw new AntiphonError('output', `${path} ends in "${ending}", which is no known kind of table; use ${TABLE_ENDINGS.join(' or ')}`);
  }
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) throw new AntiphonError('output', `the folder ${folder} does not exist; make it first`);
  if (existsSync(path) && statSync(path).isDirectory()) throw new AntiphonError('output', `${path} is a folder; name a file in it`);
}

/**
 * Writes a finding's table to a file by its ending; the file appears when it is whole.
 *
 * CSV: a header with the declared names, UTF-8, LF. JSON: an object with the finding and `rows`, one object a row. Parquet: the
 * same columns, typed. GraphML and GEXF: the accounts with their groups, the edges with weights and times.
 *
 * @param naming Under which names accounts and posts appear; every output but CSV says whether names are shown.
 * @param spreadsheetSafe In CSV, texts that a spreadsheet would take for a formula get an apostrophe in front.
 * @param where SQL condition on the stored rows `f`: only these are written.
 */
export async function exportFindingTable(
  file: CaseFile,
  finding: Finding,
  table: FindingTable,
  path: string,
  naming: Naming,
  spreadsheetSafe = false,
  where = 'true',
): Promise<void> {
  checkOutputPath(path);
  const target = resolve(path);
  const ending = extname(target).toLowerCase();
  if (GRAPH_ENDINGS.includes(ending) && !isNetworkTable(table))
    throw new AntiphonError('output', `${path}: the table ${table.name} is no network; write it to .csv, .json or .parquet`);
  const partial = join(dirname(target), `.${basename(target)}.${process.pid}.partial`);
  const quoted = `'${partial.replaceAll("'", "''")}'`;
  try {
    if (!naming.isRevealed) await prepareNames(file, finding.findingId, table, naming);
    const query = findingTableQuery(finding.findingId, table, { shownNames: !naming.isRevealed, where });
    if (ending === '.csv')
      await file.run(`COPY (${spreadsheetSafe ? safeQuery(table, query) : query}) TO ${quoted} (FORMAT csv, HEADER true)`);
    else if (ending === '.parquet')
      await file.run(`COPY (${query}) TO ${quoted} (FORMAT parquet, COMPRESSION zstd, KV_METADATA ${parquetMetadata(finding, naming)})`);
    else if (ending === '.json')
      await pipeline(jsonText(file, finding, table, query, naming), createWriteStream(partial, { encoding: 'utf8' }));
    else await writeNetwork(file, finding, table, partial, naming, ending, where);
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { force: true });
    if (error instanceof AntiphonError && error.code === 'interrupted') throw error;
    throw new AntiphonError('output', `${path} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

function safeQuery(table: FindingTable, query: string): string {
  const columns = table.columns.filter((column) => column.graphOnly !== true);
  const isNumber = ({ type }: FindingColumn): boolean => type === 'integer' || type === 'number';
  const expressions = columns.map((column) => {
    const name = `"${column.name}"`;
    return isNumber(column) ? name : `${spreadsheetSql(name)} AS ${name}`;
  });
  return `SELECT ${expressions.join(', ')} FROM (${query})`;
}

/** What an output says of its names. */
export function namesNote({ isRevealed, showsTexts, known }: Naming): string {
  if (isRevealed) return 'Names are shown.';
  const names =
    known.accounts.size === 0
      ? 'Accounts and posts appear under pseudonyms.'
      : 'Accounts and posts appear under pseudonyms, but for accounts of the registry and those marked as public.';
  return showsTexts ? `${names} Texts of private accounts are shown.` : names;
}

function parquetMetadata(finding: Finding, naming: Naming): string {
  const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
  const parameters = text(JSON.stringify(finding.parameters));
  return `{analysis: ${text(finding.analysis)}, parameters: ${parameters}, fingerprint: ${text(finding.fingerprint)}, names: ${text(namesNote(naming))}}`;
}

async function* jsonText(file: CaseFile, finding: Finding, table: FindingTable, query: string, naming: Naming): AsyncGenerator<string> {
  const { tables: _tables, ...head } = finding;
  const names = table.columns.filter((column) => column.graphOnly !== true).map((column) => column.name);
  yield `{"finding":${JSON.stringify(head)},"names":${JSON.stringify(namesNote(naming))},"table":${JSON.stringify(table.name)},"rows":[`;
  let separator = '\n';
  for await (const chunk of file.chunks(query)) {
    let text = '';
    for (const row of chunk.getRows()) {
      text += separator + JSON.stringify(Object.fromEntries(names.map((name, index) => [name, row[index]])));
      separator = ',\n';
    }
    yield text;
  }
  yield '\n]}\n';
}

/** The columns of a table of edges that name its ends and its weight, or null for any other table. */
export function networkColumns(table: FindingTable): { source: string; target: string; weight: string } | null {
  const ends = table.columns.filter((column) => column.type === 'account');
  const weight = table.columns.find((column) => ['objectCount', 'weight', 'weight_full', 'cosine'].includes(column.name));
  const [source, target] = ends;
  if (source === undefined || target === undefined || ends.length !== 2 || weight === undefined || table.name === 'pairs') return null;
  return { source: source.name, target: target.name, weight: weight.name };
}

/** True if a table holds the edges of a network: it can be drawn and written to graph files. */
export function isNetworkTable(table: FindingTable): boolean {
  return networkColumns(table) !== null;
}

async function writeNetwork(
  file: CaseFile,
  finding: Finding,
  table: FindingTable,
  path: string,
  naming: Naming,
  ending: string,
  where: string,
): Promise<void> {
  const { source, target, weight } = networkColumns(table) as NonNullable<ReturnType<typeof networkColumns>>;
  const columns = table.columns.filter((column) => ![source, target, weight, 'firstAt', 'lastAt'].includes(column.name));
  const document: GraphDocument = {
    title: `${finding.analysis}, finding ${finding.findingId}`,
    description: [...finding.summary, namesNote(naming), JSON.stringify(finding.parameters)].join(' '),
    directed: source === 'source',
    timed: table.columns.some((column) => column.name === 'firstAt'),
    nodeAttributes: [
      { id: 'group', title: 'group', type: 'integer' },
      { id: 'edgeCount', title: 'edges in the group', type: 'integer' },
    ],
    edgeAttributes: columns.map((column) => ({
      id: column.name,
      title: column.name,
      type: column.type === 'integer' ? 'integer' : column.type === 'number' ? 'double' : 'string',
    })),
    nodes: networkNodes(file, finding, table, { source, target }, naming, where),
    edges: networkEdges(file, finding, table, { source, target, weight }, columns, naming, where),
  };
  await (ending === '.gexf' ? writeGexf(path, document) : writeGraphml(path, document));
}

async function* networkNodes(
  file: CaseFile,
  finding: Finding,
  table: FindingTable,
  ends: { source: string; target: string },
  naming: Naming,
  where: string,
): AsyncGenerator<GraphNode> {
  const edges = findingTableName(finding.findingId, table.name);
  const column = (wanted: string): string => sqlName(table.columns.find((candidate) => candidate.name === wanted) as FindingColumn);
  const hasGroups = finding.tables.some((candidate) => candidate.name === 'members');
  const groups = hasGroups ? `LEFT JOIN ${findingTableName(finding.findingId, 'members')} m ON m.account = account.account_id` : '';
  // Under pseudonyms, the order of the identifiers would say something of them.
  const [shown, order] = naming.isRevealed ? ['', 'account.key'] : ['JOIN shown_account USING (account_id)', 'shown_account.key'];
  const sql = `SELECT account.key, ${hasGroups ? 'm."group", m.edge_count' : 'NULL, NULL'} FROM account ${shown}
    JOIN (SELECT ${column(ends.source)} AS id FROM ${edges} f WHERE ${where} UNION SELECT ${column(ends.target)} FROM ${edges} f WHERE ${where}) used ON used.id = account.account_id ${groups} ORDER BY ${order}`;
  for await (const chunk of file.chunks(sql)) {
    for (const [key, group, edgeCount] of chunk.getRows() as [string, number | null, number | null][]) {
      yield { id: naming.account(key), label: accountLabel(naming, key, null) ?? naming.account(key), attributes: [group, edgeCount] };
    }
  }
}

async function* networkEdges(
  file: CaseFile,
  finding: Finding,
  table: FindingTable,
  ends: { source: string; target: string; weight: string },
  columns: readonly FindingColumn[],
  naming: Naming,
  where: string,
): AsyncGenerator<GraphEdge> {
  const shown = table.columns.map((column) => column.name);
  const at = (wanted: string): number => shown.indexOf(wanted);
  for await (const chunk of file.chunks(findingTableQuery(finding.findingId, table, { withGraphColumns: true, where }))) {
    for (const row of chunk.getRows() as (string | number | null)[][]) {
      const value = (wanted: string): string | number | null => (at(wanted) === -1 ? null : (row[at(wanted)] ?? null));
      yield {
        source: naming.account(value(ends.source) as string),
        target: naming.account(value(ends.target) as string),
        weight: value(ends.weight) as number,
        attributes: columns.map((column) => (column.isPersonal === true && !naming.isRevealed ? null : value(column.name))),
        start: value('firstAt') as string | null,
        end: value('lastAt') as string | null,
      };
    }
  }
}
