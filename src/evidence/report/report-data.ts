import { basename } from 'node:path';
import type { Analysis } from '../../analyses/analysis.js';
import { ANALYSES } from '../../analyses/catalogue.js';
import { buildGraph, connectedComponents } from '../../kernels/graph.js';
import type { Finding, FindingColumn, FindingTable } from '../../model.js';
import { type CaseFile, isoTime } from '../../store/case-file.js';
import { findingTableName, findingTableQuery, listFindings, sqlName } from '../../store/findings.js';
import type { Naming } from '../../store/naming.js';
import { CaseReads } from '../../store/reads.js';
import type {
  ReportData,
  ReportFinding,
  ReportGroup,
  ReportLanguage,
  ReportLayer,
  ReportMember,
  ReportNetwork,
  ReportObject,
  ReportReject,
  ReportRows,
  ReportSizes,
  TimeBin,
  Timeline,
  TimelineBin,
  TimelineLane,
  TimelineRow,
} from './report-model.js';
import { type AccountLabel, type KnownParts, OPEN_LAYERS, PART_PATTERN, ReportNames } from './report-names.js';

// All that a report reads from a case, aggregated by the database; nothing leaves this file under its own name.

/** Above this many accounts the groups of a network are drawn. */
export const DRAWN_ACCOUNTS = 300;
const DRAWN_GROUPS = 120;
const DRAWN_LINKS = 6000;
const SHOWN_EDGES = 20;
const SHOWN_GROUPS = 30;
const DETAILED_GROUPS = 10;
const SHOWN_MEMBERS = 10;
const SHOWN_OBJECTS = 3;
const GROUPS_WITH_OBJECTS = 5;
const MAX_BINS = 190;
const BIN_MS: Readonly<Record<TimeBin, number>> = {
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 2_629_746_000,
  year: 31_556_952_000,
};

/**
 * Reads what a report shows.
 *
 * @param naming Decides whether names are shown.
 * @param step Called before each longer part.
 */
export async function readReport(file: CaseFile, naming: Naming, step: (label: string) => void): Promise<ReportData> {
  step('reading findings');
  const findings = await readStored(file);
  const names = await readNames(file, naming, findings);
  const fingerprint = await new CaseReads(file).fingerprint();
  step('counting posts');
  const sizes = await readSizes(file);
  const counts = { languages: await readLanguages(file), layers: await readLayers(file), ...(await readPostKinds(file)) };
  step('reading the timeline');
  const timeline = await readTimeline(file, names, findings);
  const reportFindings: ReportFinding[] = [];
  for (const finding of findings) {
    step(`reading finding ${finding.findingId}`);
    reportFindings.push(await readFinding(file, names, finding, fingerprint));
  }
  return {
    caseName: basename(file.path),
    fingerprint,
    namesAreShown: names.isRevealed,
    ...(await readSources(file)),
    sizes,
    ...counts,
    events: await file.rows(`SELECT ${isoTime('happened_at')} AS "happenedAt", title FROM event ORDER BY happened_at, title, event_id`),
    timeline,
    findings: reportFindings,
  };
}

/** A finding with the tables that this version can read: declared, and with no column that the stored one lacks. */
interface StoredFinding extends Finding {
  readonly analysisKnown: Analysis | null;
  readonly declared: ReadonlyMap<string, FindingTable>;
}

async function readStored(file: CaseFile): Promise<StoredFinding[]> {
  const rows = await file.rows<{ name: string; columns: string[] }>(
    `SELECT table_name AS name, list(column_name) AS columns FROM information_schema.columns WHERE table_name LIKE 'finding\\_%' ESCAPE '\\' GROUP BY table_name`,
  );
  const stored = new Map(rows.map(({ name, columns }) => [name, new Set(columns.map((column) => `"${column}"`))]));
  return (await listFindings(file)).map((finding) => {
    const analysisKnown = ANALYSES.find((analysis) => analysis.id === finding.analysis) ?? null;
    const declared = (analysisKnown?.tables ?? []).flatMap((table): [string, FindingTable][] => {
      const own = stored.get(findingTableName(finding.findingId, table.name));
      if (own === undefined) return [];
      return [[table.name, { ...table, columns: table.columns.filter((column) => own.has(sqlName(column)) && column.graphOnly !== true) }]];
    });
    return { ...finding, analysisKnown, declared: new Map(declared) };
  });
}

/** The names of a report: with the handles of the accounts that it can show, and the parts of objects that it must not. */
async function readNames(file: CaseFile, naming: Naming, findings: readonly StoredFinding[]): Promise<ReportNames> {
  return naming.isRevealed
    ? new ReportNames(naming, await readHandles(file, findings), new Map())
    : new ReportNames(naming, new Map(), await readKnownParts(file, findings));
}

async function readHandles(file: CaseFile, findings: readonly StoredFinding[]): Promise<Map<string, string>> {
  const ends = findings.flatMap((finding) => {
    const network = networkTable(finding);
    return network === null ? [] : [`SELECT ${network.a} FROM ${network.name}`, `SELECT ${network.b} FROM ${network.name}`];
  });
  const echoed = (await mostEchoed(file)).map((account) => `SELECT ${account.accountId}`);
  if (ends.length + echoed.length === 0) return new Map();
  const rows = await file.rows<{ key: string; handle: string }>(
    `WITH wanted AS (${[...ends, ...echoed].join(' UNION ')}),
       seen AS (SELECT account_id, max_by(handle, coalesce(observed_at, TIMESTAMP '1970-01-01')) AS handle FROM account_observation WHERE handle IS NOT NULL GROUP BY account_id)
     SELECT key, coalesce(seen.handle, account.handle) AS handle FROM account LEFT JOIN seen USING (account_id)
     WHERE account_id IN (FROM wanted) AND coalesce(seen.handle, account.handle) IS NOT NULL`,
  );
  return new Map(rows.map(({ key, handle }) => [key, handle]));
}

/** Parts of the objects that findings show which are identifiers or handles of the case's accounts and posts. */
async function readKnownParts(file: CaseFile, findings: readonly StoredFinding[]): Promise<KnownParts> {
  const used = findings
    .filter((finding) => hasGroupObjects(finding))
    .map((finding) => `SELECT object FROM ${findingTableName(finding.findingId, 'group_objects')}`);
  if (used.length === 0) return new Map();
  const open = [...OPEN_LAYERS, 'text', 'mention', 'repost', 'reply'].map((layer) => `'${layer}'`).join(', ');
  const rows = await file.rows<{ part: string; entity: 'account' | 'post' }>(
    `WITH objects AS (SELECT object.key FROM object JOIN layer USING (layer_id) WHERE layer.name NOT IN (${open}) AND object_id IN (${used.join(' UNION ')})),
       parts AS (SELECT DISTINCT unnest(list_concat([key], regexp_extract_all(key, '${PART_PATTERN}'), regexp_extract_all(key, '\\w+'))) AS part FROM objects),
       handles AS (SELECT lower(handle) FROM account WHERE handle IS NOT NULL UNION SELECT lower(handle) FROM account_observation WHERE handle IS NOT NULL)
     SELECT part, 'post' AS entity FROM parts WHERE part IN (SELECT key FROM post)
     UNION ALL SELECT part, 'account' FROM parts WHERE part IN (SELECT key FROM account) OR lower(part) IN (FROM handles)`,
  );
  return new Map(rows.map(({ part, entity }) => [part, entity]));
}

async function readSources(file: CaseFile): Promise<Pick<ReportData, 'sources' | 'rejects'>> {
  const sources = await new CaseReads(file).sources();
  const rejects = await file.rows<ReportReject>(
    `SELECT source_id AS "sourceId", regexp_replace(reason, '(?s)".*"', '"…"') AS reason, count(*) AS "recordCount"
     FROM reject GROUP BY ALL ORDER BY 1, 3 DESC, 2`,
  );
  const shown = sources.map(({ sourceId, path, format, recordCount, keptCount, rejectedCount }) => ({
    sourceId,
    name: path.split(/[\\/]/).at(-1) ?? '',
    format,
    recordCount,
    keptCount,
    rejectedCount,
  }));
  return { sources: shown, rejects };
}

function readSizes(file: CaseFile): Promise<ReportSizes> {
  return file.row(
    `SELECT (SELECT count(*) FROM account) AS "accountCount", count(*) AS "postCount",
       ${isoTime('min(posted_at)')} AS "firstAt", ${isoTime('max(posted_at)')} AS "lastAt",
       (SELECT count(*) FROM account_observation) AS "accountObservationCount", (SELECT count(*) FROM post_observation) AS "postObservationCount"
     FROM post`,
  );
}

/** SQL for the number of distinct identities in a column: they are dense, so a bit for each is three times faster than a set. */
function distinctCount(column: string, highest: number): string {
  return `coalesce(bit_count(bitstring_agg(${column}, 0, ${Math.max(highest, 1)})), 0)::BIGINT`;
}

async function readHighest(file: CaseFile): Promise<{ account: number; post: number }> {
  return file.row(
    `SELECT (SELECT coalesce(max(account_id), 0) FROM account) AS account, (SELECT coalesce(max(post_id), 0) FROM post) AS post`,
  );
}

async function readLanguages(file: CaseFile): Promise<ReportLanguage[]> {
  const highest = await readHighest(file);
  return file.rows(
    `SELECT language, count(*) AS "postCount", ${distinctCount('account_id', highest.account)} AS "accountCount" FROM post GROUP BY language
     ORDER BY language IS NULL, count(*) DESC, language`,
  );
}

async function readLayers(file: CaseFile): Promise<ReportLayer[]> {
  const highest = await readHighest(file);
  return file.rows(
    `WITH objects AS (SELECT layer_id, count(*) AS object_count FROM object GROUP BY layer_id),
       shares AS (SELECT layer_id, count(*) AS share_count, ${distinctCount('account_id', highest.account)} AS account_count, ${distinctCount('post_id', highest.post)} AS post_count
         FROM share GROUP BY layer_id)
     SELECT name AS layer, share_count AS "shareCount", coalesce(object_count, 0) AS "objectCount", account_count AS "accountCount", post_count AS "postCount"
     FROM shares JOIN layer USING (layer_id) LEFT JOIN objects USING (layer_id) ORDER BY name`,
  );
}

async function readPostKinds(file: CaseFile): Promise<Pick<ReportData, 'kinds' | 'precisions'>> {
  return {
    kinds: await file.rows(`SELECT kind, count(*) AS "postCount" FROM post GROUP BY kind ORDER BY kind IS NULL, count(*) DESC, kind`),
    precisions: await file.rows(
      `SELECT precision_seconds AS "precisionSeconds", count(*) AS "postCount" FROM post GROUP BY precision_seconds ORDER BY precision_seconds NULLS LAST`,
    ),
  };
}

// The timeline.

interface EchoedAccount {
  readonly accountId: number;
  readonly key: string;
  /** The largest h such that h of its posts drew at least h reposts each. */
  readonly steadiness: number;
}

/**
 * The two accounts that others repost most steadily: by the number h of their posts with at least h reposts each, then by all
 * reposts. One post that everybody reposts makes no steady voice. Fewer where there are fewer.
 */
async function mostEchoed(file: CaseFile): Promise<EchoedAccount[]> {
  return file.rows<EchoedAccount>(
    `WITH originals AS (SELECT object.object_id, object.layer_id, post.account_id, post.post_id
         FROM object JOIN layer USING (layer_id) JOIN post ON post.key = object.key WHERE layer.name = 'repost'),
       echoes AS (SELECT originals.account_id, originals.post_id, count(*) AS echo_count FROM share JOIN originals USING (layer_id, object_id)
         WHERE share.account_id <> originals.account_id GROUP BY ALL),
       ranked AS (SELECT *, row_number() OVER (PARTITION BY account_id ORDER BY echo_count DESC, post_id) AS rank FROM echoes),
       voices AS (SELECT account_id, sum(echo_count) AS echo_count, count(*) FILTER (echo_count >= rank) AS steadiness FROM ranked GROUP BY account_id)
     SELECT account_id AS "accountId", key, steadiness FROM voices JOIN account USING (account_id) ORDER BY steadiness DESC, echo_count DESC, key LIMIT 2`,
  );
}

async function readTimeline(file: CaseFile, names: ReportNames, findings: readonly StoredFinding[]): Promise<Timeline | null> {
  const extent = await readExtent(file);
  if (extent === null) return null;
  const accounts = await mostEchoed(file);
  const drawing: LaneDrawing = { file, names, accounts, extent };
  const echo = await readEchoLane(drawing, findings);
  return {
    ...extent,
    steadiness: accounts.map(({ steadiness }) => steadiness),
    lanes: [await readVoiceLane(drawing), ...(echo === null ? [] : [echo])],
  };
}

type Extent = Omit<Timeline, 'lanes' | 'steadiness'>;

interface LaneDrawing {
  readonly file: CaseFile;
  readonly names: ReportNames;
  readonly accounts: readonly EchoedAccount[];
  readonly extent: Extent;
}

/** What to draw: all posts, or, where a few lie far away, the time of 99 of 100. */
async function readExtent(file: CaseFile): Promise<Extent | null> {
  const bounds = await file.row<{ first: number | null; last: number; early: number; late: number }>(
    `SELECT epoch_ms(min(posted_at)) AS first, epoch_ms(max(posted_at)) AS last, epoch_ms(quantile_disc(posted_at, 0.005)) AS early,
       epoch_ms(quantile_disc(posted_at, 0.995)) AS late FROM post`,
  );
  if (bounds.first === null) return null;
  const isCut = bounds.late > bounds.early && bounds.last - bounds.first > 3 * (bounds.late - bounds.early);
  const [from, to] = isCut ? [bounds.early, bounds.late] : [bounds.first, bounds.last];
  const bin = (Object.keys(BIN_MS) as TimeBin[]).find((name) => (to - from) / BIN_MS[name] <= (name === 'hour' ? 72 : MAX_BINS)) ?? 'year';
  const drawn = await file.row<{ from: number; to: number }>(
    `SELECT epoch_ms(date_trunc('${bin}', make_timestamp(?::BIGINT * 1000))) AS from, epoch_ms(date_trunc('${bin}', make_timestamp(?::BIGINT * 1000)) + INTERVAL 1 ${bin}) AS to`,
    [from, to],
  );
  const { outside } = await file.row<{ outside: number }>(`SELECT count(*) AS outside FROM post WHERE NOT ${inExtent('posted_at', drawn)}`);
  return { bin, ...drawn, outsideCount: outside };
}

function inExtent(column: string, { from, to }: { readonly from: number; readonly to: number }): string {
  return `(${column} >= make_timestamp(${from}000) AND ${column} < make_timestamp(${to}000))`;
}

/** SQL for the row of the timeline that an account belongs to: 0 and 1 the most echoed, 2 the rest. */
function rowOf(column: string, accounts: readonly EchoedAccount[]): string {
  return accounts.length === 0
    ? '2'
    : `CASE ${column} ${accounts.map(({ accountId }, row) => `WHEN ${accountId} THEN ${row}`).join(' ')} ELSE 2 END`;
}

async function readVoiceLane({ file, names, accounts, extent }: LaneDrawing): Promise<TimelineLane> {
  const from = `SELECT ${rowOf('account_id', accounts)} AS line, posted_at, account_id, NULL::INTEGER AS tied FROM post`;
  const bins = await readBins(file, from, extent);
  return {
    question: 'Who speaks',
    noun: 'posts',
    layer: null,
    tiedBy: null,
    rows: [
      ...accounts.map((account, line) => timelineRow(names.account(account.key), line, bins, [])),
      timelineRow(null, accounts.length === 0 ? 3 : 2, bins, []),
    ],
  };
}

async function readEchoLane(drawing: LaneDrawing, findings: readonly StoredFinding[]): Promise<TimelineLane | null> {
  const { file, accounts, names, extent } = drawing;
  const [repost] = await file.rows<{ id: number }>(
    `SELECT layer_id AS id FROM share JOIN layer USING (layer_id) WHERE name = 'repost' LIMIT 1`,
  );
  const networks = [...findings].reverse().filter((finding) => networkTable(finding) !== null);
  const ofRepost = networks.find((finding) => finding.analysis === 'coordination' && layerOf(finding) === 'repost');
  if (repost === undefined) return readLayerLane(drawing, networks);
  if (accounts.length === 0) return layerLane(drawing, 'repost', ofRepost ?? null);
  const from = `SELECT line, share.posted_at, share.account_id, tied.id AS tied
    FROM (SELECT object_id, post.account_id, ${rowOf('post.account_id', accounts)} AS line FROM object JOIN post ON post.key = object.key
      WHERE layer_id = ${repost.id} AND post.account_id IN (${accounts.map(({ accountId }) => accountId).join(', ')})) originals
    JOIN share ON share.object_id = originals.object_id AND share.layer_id = ${repost.id} AND share.account_id <> originals.account_id
    LEFT JOIN (${tiedAccounts(ofRepost)}) tied ON tied.id = share.account_id`;
  const bins = await readBins(file, from, extent);
  const people = await readPeople(file, from, extent);
  return {
    question: 'Who echoes',
    noun: 'reposts',
    layer: 'repost',
    tiedBy: ofRepost?.findingId ?? null,
    rows: accounts.map((account, line) => timelineRow(names.account(account.key), line, bins, people)),
  };
}

/** Without reposts: the layer of the newest finding that names one. */
async function readLayerLane(drawing: LaneDrawing, networks: readonly StoredFinding[]): Promise<TimelineLane | null> {
  const finding = networks.find((candidate) => layerOf(candidate) !== null);
  return finding === undefined ? null : layerLane(drawing, layerOf(finding) as string, finding);
}

async function layerLane({ file, extent }: LaneDrawing, layer: string, finding: StoredFinding | null): Promise<TimelineLane> {
  const from = `SELECT 2 AS line, share.posted_at, share.account_id, tied.id AS tied FROM share JOIN layer USING (layer_id)
    LEFT JOIN (${tiedAccounts(finding ?? undefined)}) tied ON tied.id = share.account_id WHERE layer.name = '${layer.replaceAll("'", "''")}'`;
  const noun = layer === 'repost' ? 'reposts' : 'shares';
  return {
    question: 'Who echoes',
    noun,
    layer,
    tiedBy: finding?.findingId ?? null,
    rows: [timelineRow(null, 3, await readBins(file, from, extent), await readPeople(file, from, extent))],
  };
}

/** SQL for the accounts of a finding's edges, as `id`. */
function tiedAccounts(finding: StoredFinding | undefined): string {
  const table = finding === undefined ? null : networkTable(finding);
  return table === null
    ? `SELECT NULL::INTEGER AS id WHERE false`
    : `SELECT ${table.a} AS id FROM ${table.name} UNION SELECT ${table.b} FROM ${table.name}`;
}

interface CountedBin extends TimelineBin {
  readonly line: number;
}

interface CountedPeople extends Pick<TimelineRow, 'accountCount' | 'tiedAccountCount'> {
  readonly line: number;
}

/** Counts of a query with the columns line, posted_at, account_id, tied, by line and bin. */
function readBins(file: CaseFile, from: string, extent: Extent): Promise<CountedBin[]> {
  return file.rows<CountedBin>(
    `SELECT line, epoch_ms(date_trunc('${extent.bin}', posted_at)) AS start, count(*) AS count, count(tied) AS "tiedCount"
     FROM (${from}) WHERE ${inExtent('posted_at', extent)} GROUP BY 1, 2 ORDER BY 1, 2`,
  );
}

/** Distinct accounts of the same query, by line. */
function readPeople(file: CaseFile, from: string, extent: Extent): Promise<CountedPeople[]> {
  return file.rows<CountedPeople>(
    `SELECT line, count(DISTINCT account_id) AS "accountCount", count(DISTINCT tied) AS "tiedAccountCount"
     FROM (${from}) WHERE ${inExtent('posted_at', extent)} GROUP BY 1 ORDER BY 1`,
  );
}

/** @param line 0 or 1: one of the most echoed; 2: the rest; 3: everything, counted as the rest of nothing. */
function timelineRow(
  account: AccountLabel | null,
  line: number,
  counted: readonly CountedBin[],
  people: readonly CountedPeople[],
): TimelineRow {
  const number = Math.min(line, 2);
  const bins = counted.filter((bin) => bin.line === number).map(({ start, count, tiedCount }) => ({ start, count, tiedCount }));
  const own = people.find((candidate) => candidate.line === number);
  return {
    account,
    tone: (['first', 'second', 'rest', 'all'] as const)[line] ?? 'all',
    bins,
    count: bins.reduce((sum, bin) => sum + bin.count, 0),
    tiedCount: bins.reduce((sum, bin) => sum + bin.tiedCount, 0),
    accountCount: own?.accountCount ?? null,
    tiedAccountCount: own?.tiedAccountCount ?? null,
  };
}

// Findings.

const GROUP_COLUMNS: readonly (keyof ReportGroup)[] = ['group', 'memberCount', 'edgeCount', 'density', 'objectCount', 'firstAt', 'lastAt'];

function hasGroupObjects(finding: StoredFinding): boolean {
  return hasTable(finding, 'group_objects', 'group', 'object', 'sharerCount', 'pairCount');
}

/** True if the finding has a table with all of these columns. */
function hasTable(finding: StoredFinding, name: string, ...columns: readonly string[]): boolean {
  const table = finding.declared.get(name);
  return table !== undefined && columns.every((wanted) => table.columns.some((column) => column.name === wanted));
}

function layerOf(finding: StoredFinding): string | null {
  const { layer } = finding.parameters;
  return typeof layer === 'string' ? layer : null;
}

interface NetworkTable {
  readonly name: string;
  /** Columns of both ends and of the weight, in SQL. */
  readonly a: string;
  readonly b: string;
  readonly weight: string;
  readonly unit: string;
}

/** Where a finding holds its network, or null if it has none. */
function networkTable(finding: StoredFinding): NetworkTable | null {
  const table = finding.declared.get('edges');
  const [a, b] = table?.columns.filter((column) => column.type === 'account') ?? [];
  if (table === undefined || a === undefined || b === undefined) return null;
  const weight = table.columns.find((column) => column.type === 'integer');
  return {
    name: findingTableName(finding.findingId, 'edges'),
    a: sqlName(a),
    b: sqlName(b),
    weight: weight === undefined ? '1' : sqlName(weight),
    unit: weight?.unit ?? 'edges',
  };
}

async function readFinding(file: CaseFile, names: ReportNames, finding: StoredFinding, fingerprint: string): Promise<ReportFinding> {
  const table = networkTable(finding);
  const groups = hasTable(finding, 'groups', ...GROUP_COLUMNS) ? await readGroups(file, finding) : null;
  return {
    finding,
    analysis: finding.analysisKnown,
    isCurrent: finding.fingerprint === fingerprint,
    layer: layerOf(finding),
    network: table === null ? null : await readNetwork(file, names, finding, table),
    groups,
    members:
      groups === null || !hasTable(finding, 'members', 'group', 'account', 'edgeCount', 'objectCount')
        ? []
        : await readMembers(file, names, finding),
    objects: groups === null || !hasGroupObjects(finding) ? [] : await readGroupObjects(file, names, finding),
    strongest: table === null ? null : await readStrongest(file, names, finding, table),
  };
}

async function readNetwork(file: CaseFile, names: ReportNames, finding: StoredFinding, table: NetworkTable): Promise<ReportNetwork> {
  const { accountCount, edgeCount } = await file.row<{ accountCount: number; edgeCount: number }>(
    `SELECT (SELECT count(*) FROM (${tiedAccounts(finding)})) AS "accountCount", count(*) AS "edgeCount" FROM (${undirected(table)})`,
  );
  const groupOf = await readGroupOf(file, finding, table);
  const groupCount = new Set(groupOf.values()).size;
  const sizes = { accountCount, edgeCount, groupCount, unit: table.unit };
  if (accountCount > DRAWN_ACCOUNTS) return { ...sizes, nodesAre: 'groups', ...(await readGroupLinks(file, table, groupOf)) };
  const nodes = await file.rows<{ id: number; key: string; degree: number }>(
    `SELECT account_id AS id, key, count(*) AS degree FROM (SELECT a AS account_id FROM (${undirected(table)}) UNION ALL SELECT b FROM (${undirected(table)}))
     JOIN account USING (account_id) GROUP BY ALL ORDER BY degree DESC, key`,
  );
  const position = new Map(nodes.map(({ id }, index) => [id, index]));
  const edges = await file.rows<{ a: number; b: number; weight: number }>(
    `SELECT edges.a, edges.b, weight FROM (${undirected(table)}) edges JOIN account a ON a.account_id = edges.a JOIN account b ON b.account_id = edges.b
     ORDER BY weight DESC, a.key, b.key LIMIT ${DRAWN_LINKS}`,
  );
  return {
    ...sizes,
    nodesAre: 'accounts',
    nodes: nodes.map(({ id, key, degree }) => {
      const { name, handle } = names.account(key);
      return { label: name, handle, group: groupOf.get(id) ?? null, memberCount: 1, edgeCount: degree };
    }),
    links: edges.map(({ a, b, weight }) => ({ from: position.get(a) as number, to: position.get(b) as number, weight })),
  };
}

/** SQL for the edges of a network without directions, as a, b, weight. */
function undirected({ name, a, b, weight }: NetworkTable): string {
  return `SELECT least(${a}, ${b}) AS a, greatest(${a}, ${b}) AS b, sum(${weight}) AS weight FROM ${name} WHERE ${a} <> ${b} GROUP BY 1, 2`;
}

/** Number of the group of each account: as the finding has it, else its connected component. */
async function readGroupOf(file: CaseFile, finding: StoredFinding, table: NetworkTable): Promise<Map<number, number>> {
  if (!hasTable(finding, 'members', 'group', 'account')) return readComponents(file, table);
  const groupOf = new Map<number, number>();
  for await (const chunk of file.chunks(`SELECT account, "group" FROM ${findingTableName(finding.findingId, 'members')}`)) {
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

async function readGroups(file: CaseFile, finding: StoredFinding): Promise<ReportGroup[]> {
  const table = finding.declared.get('groups') as FindingTable;
  return file.rows(`${findingTableQuery(finding.findingId, table)} LIMIT ${SHOWN_GROUPS}`);
}

async function readMembers(file: CaseFile, names: ReportNames, finding: StoredFinding): Promise<ReportMember[]> {
  const rows = await file.rows<Omit<ReportMember, 'account'> & { key: string }>(
    `SELECT "group", key, edge_count AS "edgeCount", object_count AS "objectCount" FROM ${findingTableName(finding.findingId, 'members')} f
     JOIN account ON account.account_id = f.account WHERE "group" <= ${DETAILED_GROUPS}
     QUALIFY row_number() OVER (PARTITION BY "group" ORDER BY edge_count DESC, object_count DESC, key) <= ${SHOWN_MEMBERS}
     ORDER BY "group", edge_count DESC, object_count DESC, key`,
  );
  return rows.map(({ key, ...row }) => ({ ...row, account: names.account(key) }));
}

async function readGroupObjects(file: CaseFile, names: ReportNames, finding: StoredFinding): Promise<ReportObject[]> {
  const rows = await file.rows<ReportObject>(
    `${groupObjectsQuery(finding.findingId)} QUALIFY row_number() OVER (PARTITION BY f."group" ORDER BY f.rowid) <= ${SHOWN_OBJECTS} AND f."group" <= ${GROUPS_WITH_OBJECTS} ORDER BY f.rowid`,
  );
  return rows.map((row) => ({ ...row, object: names.object(row.layer, row.object) }));
}

function groupObjectsQuery(findingId: number): string {
  return `SELECT f."group", layer.name AS layer, object.key AS object, f.sharer_count AS "sharerCount", f.pair_count AS "pairCount"
    FROM ${findingTableName(findingId, 'group_objects')} f JOIN object ON object.object_id = f.object JOIN layer USING (layer_id)`;
}

async function readStrongest(
  file: CaseFile,
  names: ReportNames,
  finding: StoredFinding,
  { name, weight }: NetworkTable,
): Promise<ReportRows> {
  const table = finding.declared.get('edges') as FindingTable;
  const top = await file.rows<{ position: number }>(
    `SELECT rowid AS position FROM ${name} ORDER BY ${weight} DESC, rowid LIMIT ${SHOWN_EDGES}`,
  );
  if (top.length === 0) return { columns: table.columns, rows: [] };
  const positions = top.map(({ position }) => position);
  const rows: ReportRows['rows'][number][] = [];
  for await (const { values } of namedRows(file, names, finding, table, `f.rowid IN (${positions.join(', ')})`)) rows.push(values);
  const stored = [...positions].sort((x, y) => x - y); // the order in which the database gives them
  return { columns: table.columns, rows: positions.map((position) => rows[stored.indexOf(position)] as ReportRows['rows'][number]) };
}

/** A finding's table row by row, every identifier under the name that may be shown. */
async function* namedRows(
  file: CaseFile,
  names: ReportNames,
  finding: StoredFinding,
  table: FindingTable,
  where = 'true',
): AsyncGenerator<{ values: (AccountLabel | string | number | null)[] }> {
  const { columns } = table;
  const layer = layerOf(finding);
  for await (const chunk of file.chunks(findingTableQuery(finding.findingId, table, { where }))) {
    for (const row of chunk.getRows()) yield { values: columns.map((column, index) => namedValue(names, layer, column, row[index])) };
  }
}

function namedValue(
  names: ReportNames,
  layer: string | null,
  column: FindingColumn,
  value: unknown,
): AccountLabel | string | number | null {
  if (value === null || value === undefined || (column.isPersonal === true && !names.isRevealed)) return null;
  if (column.type === 'account') return names.account(String(value));
  if (column.type === 'post') return names.post(String(value));
  if (column.type === 'object') return names.object(layer, String(value));
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : String(value);
}

/** A table to be written beside the report, row by row. */
export interface ReportTable {
  readonly name: string;
  readonly columns: readonly string[];
  rows(): AsyncGenerator<readonly (string | number | null)[]>;
}

/** The whole tables of the findings that a report shows the heads of. */
export async function findingTables(file: CaseFile, naming: Naming): Promise<ReportTable[]> {
  const findings = await readStored(file);
  const names = await readNames(file, naming, findings);
  return findings.flatMap((finding) => [
    ...['edges', 'groups', 'members'].flatMap((name) => {
      const table = finding.declared.get(name);
      return table === undefined ? [] : [findingTable(file, names, finding, table)];
    }),
    ...(hasGroupObjects(finding) ? [objectTable(file, names, finding)] : []),
  ]);
}

function findingTable(file: CaseFile, names: ReportNames, finding: StoredFinding, table: FindingTable): ReportTable {
  const withHandle = (column: FindingColumn): boolean => column.type === 'account' && names.isRevealed;
  const isLabel = (value: unknown): value is AccountLabel => typeof value === 'object' && value !== null;
  return {
    name: `finding-${finding.findingId}-${table.name.replaceAll('_', '-')}`,
    columns: table.columns.flatMap((column) => (withHandle(column) ? [column.name, `${column.name}Handle`] : [column.name])),
    async *rows() {
      for await (const { values } of namedRows(file, names, finding, table))
        yield values.flatMap((value) => (!isLabel(value) ? [value] : names.isRevealed ? [value.name, value.handle] : [value.name]));
    },
  };
}

function objectTable(file: CaseFile, names: ReportNames, finding: StoredFinding): ReportTable {
  return {
    name: `finding-${finding.findingId}-group-objects`,
    columns: ['group', 'layer', 'object', 'sharerCount', 'pairCount'],
    async *rows() {
      for await (const chunk of file.chunks(`${groupObjectsQuery(finding.findingId)} ORDER BY f.rowid`)) {
        for (const [group, layer, object, sharerCount, pairCount] of chunk.getRows() as [number, string, string, number, number][])
          yield [group, layer, names.object(layer, object), sharerCount, pairCount];
      }
    },
  };
}
