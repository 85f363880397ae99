import type { FindingTable } from '../../model.js';
import type { CaseFile } from '../../store/case-file.js';
import { findingTableName, findingTableQuery } from '../../store/findings.js';
import type { ReportChance, ReportFinding, ReportLayerTies, SensitivityCell, SensitivityOverlap } from './report-model.js';
import { hasTable, type StoredFinding } from './stored-findings.js';

const CHANCE_COLUMNS: readonly (keyof ReportChance)[] = [
  'objectCount',
  'edgeCount',
  'edgesByChance',
  'chanceLow',
  'chanceHigh',
  'shareByChance',
];
const CELL_COLUMNS: readonly (keyof SensitivityCell)[] = [
  'windowSeconds',
  'minObjects',
  'accountCount',
  'edgeCount',
  'groupCount',
  'largestGroup',
  'edgesByChance',
  'chanceLow',
  'chanceHigh',
  'shareByChance',
  'edgesAtFdr',
];
const OVERLAP_COLUMNS: readonly (keyof SensitivityOverlap)[] = [
  'windowSeconds',
  'minObjects',
  'otherWindowSeconds',
  'otherMinObjects',
  'sharedEdgeCount',
  'jaccard',
];
const SHOWN_LAYER_SETS = 20;

/** What chance gives at every weight; null where the finding was not compared with chance. */
export async function readChance(file: CaseFile, finding: StoredFinding): Promise<ReportChance[] | null> {
  return hasTable(finding, 'chance', ...CHANCE_COLUMNS) ? readWhole(file, finding, 'chance') : null;
}

/** The network at each setting of a grid, and how much the networks overlap; null where the finding is none of a grid. */
export async function readSensitivity(file: CaseFile, finding: StoredFinding): Promise<ReportFinding['sensitivity']> {
  if (!hasTable(finding, 'grid', ...CELL_COLUMNS) || !hasTable(finding, 'overlap', ...OVERLAP_COLUMNS)) return null;
  return { cells: await readWhole(file, finding, 'grid'), overlaps: await readWhole(file, finding, 'overlap') };
}

function readWhole<Row>(file: CaseFile, { findingId, declared }: StoredFinding, name: string): Promise<Row[]> {
  return file.rows<Row>(findingTableQuery(findingId, declared.get(name) as FindingTable));
}

/** Edges by the layers that tie them, most layers first; null where a network is of one layer. */
export async function readLayerTies(file: CaseFile, finding: StoredFinding): Promise<ReportLayerTies[] | null> {
  if (!hasTable(finding, 'edges', 'layerCount', 'layers', 'pTiming')) return null;
  return file.rows(
    `SELECT layer_count AS "layerCount", layers, count(*) AS "edgeCount", median(p_timing) AS "medianPTiming"
     FROM ${findingTableName(finding.findingId, 'edges')} GROUP BY ALL ORDER BY layer_count DESC, count(*) DESC, layers LIMIT ${SHOWN_LAYER_SETS}`,
  );
}
