import { createReadStream, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import Type from 'typebox';
import { AntiphonError } from '../../errors.js';
import { readStored, type StoredFinding } from '../../evidence/report/stored-findings.js';
import { caseView } from '../../evidence/table-views/case-views.js';
import type { FindingTable } from '../../model.js';
import type { CaseFile } from '../../store/case-file.js';
import { summariseColumn } from '../../store/column-summary.js';
import { exportFindingTable, isNetworkTable } from '../../store/export.js';
import { findingRelation } from '../../store/finding-relation.js';
import type { Naming } from '../../store/naming.js';
import { downloadFolder, removeDownload, writeRelationFile } from '../../store/table-files.js';
import { readPage, withSelection } from '../../store/table-pages.js';
import { exact, Identity } from '../contract/common.js';
import { CaseFileQuery, ColumnSummary, FindingFileQuery, PageQuery, SummaryQuery, TablePage } from '../contract/tables.js';
import { FileAnswer, operation } from '../operation.js';
import type { Services } from '../services.js';

const TableName = Type.String({ minLength: 1, maxLength: 60, pattern: '^[A-Za-z_-]+$' });
const CaseTablePath = exact({ table: TableName });
const FindingTablePath = exact({ finding: Identity, table: TableName });

export const TABLE_OPERATIONS = [
  operation({
    method: 'GET',
    path: '/api/tables/:table',
    summary: 'Part of a table of the case (posts, accounts, objects, rejects), filtered, searched and sorted',
    params: CaseTablePath,
    query: PageQuery,
    response: TablePage,
    writes: false,
    handle: ({ services, params, query, signal }) =>
      services.readers.use(async (file) => readPage(file, await caseView(file, params.table, await services.naming(file)), query), signal),
  }),
  operation({
    method: 'GET',
    path: '/api/findings/:finding/tables/:table',
    summary: 'Part of a table of a finding, filtered, searched and sorted',
    params: FindingTablePath,
    query: PageQuery,
    response: TablePage,
    writes: false,
    handle: ({ services, params, query, signal }) =>
      services.readers.use(async (file) => {
        const { finding, table } = await tableOf(file, params);
        return readPage(file, await findingRelation(file, finding, table, await services.naming(file)), query);
      }, signal),
  }),
  operation({
    method: 'GET',
    path: '/api/tables/:table/summary',
    summary: 'The values of a column of a table of the case, counted',
    params: CaseTablePath,
    query: SummaryQuery,
    response: ColumnSummary,
    writes: false,
    handle: ({ services, params, query, signal }) =>
      services.readers.use(
        async (file) => summariseColumn(file, await caseView(file, params.table, await services.naming(file)), query),
        signal,
      ),
  }),
  operation({
    method: 'GET',
    path: '/api/findings/:finding/tables/:table/summary',
    summary: 'The values of a column of a finding, counted',
    params: FindingTablePath,
    query: SummaryQuery,
    response: ColumnSummary,
    writes: false,
    handle: ({ services, params, query, signal }) =>
      services.readers.use(async (file) => {
        const { finding, table } = await tableOf(file, params);
        return summariseColumn(file, await findingRelation(file, finding, table, await services.naming(file)), query);
      }, signal),
  }),
  operation({
    method: 'GET',
    path: '/api/tables/:table/file',
    summary: 'The rows of a table of the case that conditions let through, as a file',
    params: CaseTablePath,
    query: CaseFileQuery,
    response: 'file',
    writes: false,
    handle: ({ services, params, query, signal }) =>
      sendFile(services, `${params.table}.${query.format}`, signal, async (file, path) => {
        const naming = await services.naming(file);
        await writeRelationFile(file, await caseView(file, params.table, naming), path, query.format, naming, query);
      }),
  }),
  operation({
    method: 'GET',
    path: '/api/findings/:finding/tables/:table/file',
    summary: 'The rows of a table of a finding that conditions let through, as a file',
    params: FindingTablePath,
    query: FindingFileQuery,
    response: 'file',
    writes: false,
    handle: ({ services, params, query, signal }) =>
      sendFile(services, `finding-${params.finding}-${params.table}.${query.format}`, signal, async (file, path) => {
        const { finding, table } = await tableOf(file, params);
        await writeFindingFile(file, finding, table, path, query, await services.naming(file));
      }),
  }),
];

interface FindingTablePlace {
  readonly finding: number;
  readonly table: string;
}

async function tableOf(
  file: CaseFile,
  { finding: findingId, table: name }: FindingTablePlace,
): Promise<{ finding: StoredFinding; table: FindingTable }> {
  const finding = (await readStored(file)).find((candidate) => candidate.findingId === findingId);
  if (finding === undefined) throw new AntiphonError('not-found', `there is no finding ${findingId}; see /api/findings`);
  const table = finding.declared.get(name);
  if (table !== undefined) return { finding, table };
  throw new AntiphonError(
    'not-found',
    `finding ${findingId} has no table ${JSON.stringify(name)}; it has ${[...finding.declared.keys()].join(', ')}`,
  );
}

/** Graph files and whole tables as every export writes them; parts of a table as its pages show them. */
async function writeFindingFile(
  file: CaseFile,
  finding: StoredFinding,
  table: FindingTable,
  path: string,
  { format, where, search, spreadsheetSafe }: FindingFileQuery,
  naming: Naming,
): Promise<void> {
  const isGraph = format === 'graphml' || format === 'gexf';
  if (isGraph && !isNetworkTable(table))
    throw new AntiphonError(
      'usage',
      `the table ${table.name} of finding ${finding.findingId} holds no network; ask for csv, json, parquet or arrow`,
    );
  const isWhole = where === undefined && search === undefined;
  if (!isGraph && (!isWhole || format === 'arrow'))
    return writeRelationFile(file, await findingRelation(file, finding, table, naming), path, format, naming, {
      where,
      search,
      spreadsheetSafe,
    });
  if (isWhole) return exportFindingTable(file, finding, table, path, naming, spreadsheetSafe);
  const relation = await findingRelation(file, finding, table, naming);
  await withSelection(file, relation, { where, search }, ({ table: rows }) =>
    exportFindingTable(file, finding, table, path, naming, spreadsheetSafe, `f.rowid IN (SELECT "row" FROM ${rows})`),
  );
}

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.file',
  graphml: 'application/xml',
  gexf: 'application/xml',
};

/** Writes a file whole beside the case, then sends it; when it is sent, or whoever asked is gone, it is removed. */
async function sendFile(
  services: Services,
  name: string,
  signal: AbortSignal,
  write: (file: CaseFile, path: string) => Promise<void>,
): Promise<FileAnswer> {
  return services.readers.use(async (file) => {
    const folder = downloadFolder(file);
    try {
      const path = join(folder, name);
      await write(file, path);
      const content = createReadStream(path);
      content.once('close', () => removeDownload(folder));
      return new FileAnswer(content, TYPES[extname(name).slice(1)] ?? 'application/octet-stream', name, {
        'content-length': String(statSync(path).size),
      });
    } catch (error) {
      removeDownload(folder);
      throw error;
    }
  }, signal);
}
