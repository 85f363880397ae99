import type { CaseFile } from '../../store/case-file.js';
import { isPrivate } from './read-contents.js';
import type { TimeBin, Timeline, TimelineBin, TimelineLane, TimelineRow } from './report-model.js';
import type { AccountLabel, ReportNames } from './report-names.js';
import { layerOf, networkTable, type StoredFinding, tiedAccounts } from './stored-findings.js';

const MAX_BINS = 190;
const BIN_MS: Readonly<Record<TimeBin, number>> = {
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  month: 2_629_746_000,
  year: 31_556_952_000,
};

/** An account whose posts others repost. */
export interface EchoedAccount {
  readonly accountId: number;
  readonly key: string;
  /** The largest h such that h of its posts drew at least h reposts each. */
  readonly steadiness: number;
}

/**
 * The two accounts that others repost most steadily: by the number h of their posts with at least h reposts each, then by all
 * reposts. One post that everybody reposts makes no steady voice. Fewer where there are fewer.
 */
export async function mostEchoed(file: CaseFile): Promise<EchoedAccount[]> {
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

/** The timeline: who speaks, and who echoes them; null without posts. */
export async function readTimeline(
  file: CaseFile,
  names: ReportNames,
  findings: readonly StoredFinding[],
  publicIds: readonly number[],
): Promise<Timeline | null> {
  const extent = await readExtent(file);
  if (extent === null) return null;
  const accounts = await mostEchoed(file);
  const drawing: LaneDrawing = { file, names, accounts, extent, publicIds };
  const echo = await readEchoLane(drawing, findings);
  return {
    ...extent,
    steadiness: accounts.map(({ steadiness }) => steadiness),
    lanes: [await readVoiceLane(drawing), ...(echo === null ? [] : [echo])],
  };
}

export type Extent = Omit<Timeline, 'lanes' | 'steadiness'>;

interface LaneDrawing {
  readonly file: CaseFile;
  readonly names: ReportNames;
  readonly accounts: readonly EchoedAccount[];
  readonly extent: Extent;
  readonly publicIds: readonly number[];
}

/** What to draw: all posts, or, where a few lie far away, the time of 99 of 100. */
export async function readExtent(file: CaseFile): Promise<Extent | null> {
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

/** SQL condition: a time lies within what is drawn. */
export function inExtent(column: string, { from, to }: { readonly from: number; readonly to: number }): string {
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
  const { file, accounts, names, extent, publicIds } = drawing;
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
  const people = await readPeople(file, from, extent, publicIds);
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

async function layerLane({ file, extent, publicIds }: LaneDrawing, layer: string, finding: StoredFinding | null): Promise<TimelineLane> {
  const from = `SELECT 2 AS line, share.posted_at, share.account_id, tied.id AS tied FROM share JOIN layer USING (layer_id)
    LEFT JOIN (${tiedAccounts(finding ?? undefined)}) tied ON tied.id = share.account_id WHERE layer.name = '${layer.replaceAll("'", "''")}'`;
  const noun = layer === 'repost' ? 'reposts' : 'shares';
  return {
    question: 'Who echoes',
    noun,
    layer,
    tiedBy: finding?.findingId ?? null,
    rows: [timelineRow(null, 3, await readBins(file, from, extent), await readPeople(file, from, extent, publicIds))],
  };
}

interface CountedBin extends TimelineBin {
  readonly line: number;
}

interface CountedPeople extends Pick<TimelineRow, 'accountCount' | 'tiedAccountCount' | 'privateCount' | 'tiedPrivateCount'> {
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
function readPeople(file: CaseFile, from: string, extent: Extent, publicIds: readonly number[]): Promise<CountedPeople[]> {
  const counted = (column: string): string => `count(DISTINCT ${column}) FILTER (WHERE ${isPrivate(column, publicIds)})`;
  return file.rows<CountedPeople>(
    `SELECT line, count(DISTINCT account_id) AS "accountCount", count(DISTINCT tied) AS "tiedAccountCount",
       ${counted('account_id')} AS "privateCount", ${counted('tied')} AS "tiedPrivateCount"
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
    privateCount: own?.privateCount ?? null,
    tiedPrivateCount: own?.tiedPrivateCount ?? null,
  };
}
