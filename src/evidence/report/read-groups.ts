import type { FindingTable } from '../../model.js';
import type { CaseFile } from '../../store/case-file.js';
import { findingTableName, findingTableQuery } from '../../store/findings.js';
import type { ReportFinding, ReportGroup, ReportMember, ReportObject } from './report-model.js';
import type { ReportNames } from './report-names.js';
import { hasTable, type StoredFinding } from './stored-findings.js';

const SHOWN_GROUPS = 30;
const DETAILED_GROUPS = 10;
const SHOWN_MEMBERS = 10;
const SHOWN_OBJECTS = 3;
const GROUPS_WITH_OBJECTS = 5;

const GROUP_COLUMNS: readonly (keyof ReportGroup)[] = ['group', 'memberCount', 'edgeCount', 'density', 'objectCount', 'firstAt', 'lastAt'];

/** True if the finding says what its groups shared. */
export function hasGroupObjects(finding: StoredFinding): boolean {
  return hasTable(finding, 'group_objects', 'group', 'object', 'sharerCount', 'pairCount');
}

/** The groups of a finding with their members and objects; null where it has none of its own. */
export async function readGroupParts(
  file: CaseFile,
  names: ReportNames,
  finding: StoredFinding,
): Promise<Pick<ReportFinding, 'groups' | 'members' | 'objects'>> {
  if (!hasTable(finding, 'groups', ...GROUP_COLUMNS)) return { groups: null, members: [], objects: [] };
  return {
    groups: await readGroups(file, finding),
    members: hasTable(finding, 'members', 'group', 'account', 'edgeCount', 'objectCount') ? await readMembers(file, names, finding) : [],
    objects: hasGroupObjects(finding) ? await readGroupObjects(file, names, finding) : [],
  };
}

async function readGroups(file: CaseFile, finding: StoredFinding): Promise<ReportGroup[]> {
  const table = finding.declared.get('groups') as FindingTable;
  return file.rows(`${findingTableQuery(finding.findingId, table)} LIMIT ${SHOWN_GROUPS}`);
}

async function readMembers(file: CaseFile, names: ReportNames, finding: StoredFinding): Promise<ReportMember[]> {
  const hasLeads = hasTable(finding, 'members', 'leadShare', 'leadLow', 'leadHigh');
  const leads = hasLeads ? 'lead_share, lead_low, lead_high' : 'NULL AS lead_share, NULL AS lead_low, NULL AS lead_high';
  const rows = await file.rows<Omit<ReportMember, 'account'> & { key: string }>(
    `SELECT "group", key, edge_count AS "edgeCount", object_count AS "objectCount", lead_share AS "leadShare", lead_low AS "leadLow", lead_high AS "leadHigh"
     FROM (SELECT "group", account, edge_count, object_count, ${leads} FROM ${findingTableName(finding.findingId, 'members')}) f
     JOIN account ON account.account_id = f.account WHERE "group" <= ${DETAILED_GROUPS}
     QUALIFY row_number() OVER (PARTITION BY "group" ORDER BY edge_count DESC, object_count DESC, key) <= ${SHOWN_MEMBERS}
     ORDER BY "group", edge_count DESC, object_count DESC, key`,
  );
  const members = rows.map(({ key, ...row }) => ({ ...row, account: names.account(key) }));
  if (names.isRevealed) return members;
  // Under pseudonyms, the order of the identifiers would say something of them.
  const order = (x: ReportMember, y: ReportMember): number =>
    x.group - y.group || y.edgeCount - x.edgeCount || y.objectCount - x.objectCount || (x.account.name < y.account.name ? -1 : 1);
  return members.sort(order);
}

async function readGroupObjects(file: CaseFile, names: ReportNames, finding: StoredFinding): Promise<ReportObject[]> {
  const rows = await file.rows<ReportObject>(
    `${groupObjectsQuery(finding.findingId)} QUALIFY row_number() OVER (PARTITION BY f."group" ORDER BY f.rowid) <= ${SHOWN_OBJECTS} AND f."group" <= ${GROUPS_WITH_OBJECTS} ORDER BY f.rowid`,
  );
  return rows.map((row) => ({ ...row, object: names.object(row.layer, row.object) }));
}

/** SQL for what the groups of a finding shared, each object with its layer. */
export function groupObjectsQuery(findingId: number): string {
  return `SELECT f."group", layer.name AS layer, object.key AS object, f.sharer_count AS "sharerCount", f.pair_count AS "pairCount"
    FROM ${findingTableName(findingId, 'group_objects')} f JOIN object ON object.object_id = f.object JOIN layer USING (layer_id)`;
}
