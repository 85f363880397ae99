import type { Analysis } from '../../analyses/analysis.js';
import type { ReadChart } from '../../charts/chart-data.js';
import type { Finding, FindingTable } from '../../model.js';
import type { FigureComparison } from '../../registry/stated/compare-figures.js';
import type { AccessStatement } from '../../store/stated.js';
import type { CaseObservations } from '../observations/read-observations.js';
import type { CaseQuality } from '../quality/quality-model.js';
import type { ShownNote } from '../views/notes.js';
import type { AccountLabel } from './report-names.js';

// What a report shows, read from a case: plain values, every identifier under the name that may be shown.

/** One imported file, by its name alone. */
export interface ReportSource {
  readonly sourceId: number;
  readonly name: string;
  readonly format: string;
  readonly recordCount: number;
  readonly keptCount: number;
  readonly rejectedCount: number;
}

/** How many records of a file were set aside for one reason; values are taken out of the reason. */
export interface ReportReject {
  readonly sourceId: number;
  readonly reason: string;
  readonly recordCount: number;
}

/** How much there is of everything. Instants in ISO 8601, UTC; null where there is no post. */
export interface ReportSizes {
  readonly accountCount: number;
  readonly postCount: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly accountObservationCount: number;
  readonly postObservationCount: number;
}

export interface ReportLanguage {
  /** Null: the source does not say. */
  readonly language: string | null;
  readonly postCount: number;
  readonly accountCount: number;
  /** Of these, accounts that may not be named (default: all). */
  readonly privateCount?: number;
}

export interface ReportLayer {
  readonly layer: string;
  readonly shareCount: number;
  readonly objectCount: number;
  readonly accountCount: number;
  /** Of these, accounts that may not be named (default: all). */
  readonly privateCount?: number;
  readonly postCount: number;
}

export interface ReportEvent {
  readonly happenedAt: string;
  readonly title: string;
}

export type TimeBin = 'hour' | 'day' | 'week' | 'month' | 'year';

/** Counts of one row of the timeline in one bin; empty bins are left out. */
export interface TimelineBin {
  /** Start of the bin, milliseconds since 1970. */
  readonly start: number;
  readonly count: number;
  /** Of these, those by accounts that the finding ties. */
  readonly tiedCount: number;
}

export interface TimelineRow {
  /** Null: everything, or everything else. */
  readonly account: AccountLabel | null;
  readonly tone: 'first' | 'second' | 'rest' | 'all';
  readonly bins: readonly TimelineBin[];
  readonly count: number;
  readonly tiedCount: number;
  /** Distinct accounts behind the counts, and those of them that the finding ties; null where they are not counted. */
  readonly accountCount: number | null;
  readonly tiedAccountCount: number | null;
  /** Of both, accounts that may not be named; null as above. */
  readonly privateCount: number | null;
  readonly tiedPrivateCount: number | null;
}

export interface TimelineLane {
  readonly question: 'Who speaks' | 'Who echoes';
  /** What is counted, in the plural: "posts", "reposts". */
  readonly noun: string;
  /** The layer that is counted; null for posts. */
  readonly layer: string | null;
  /** The finding whose accounts are drawn stronger; null where there is none. */
  readonly tiedBy: number | null;
  readonly rows: readonly TimelineRow[];
}

export interface Timeline {
  readonly bin: TimeBin;
  /** Bounds of what is drawn, milliseconds since 1970, at bounds of bins. */
  readonly from: number;
  readonly to: number;
  /** Posts outside of these bounds, which are few and far away. */
  readonly outsideCount: number;
  /** Why the accounts in colour were chosen: for each the number h of its posts with at least h reposts. */
  readonly steadiness: readonly number[];
  readonly lanes: readonly TimelineLane[];
}

/** One circle of a network's picture: an account, or a group of them. */
export interface NetworkNode {
  readonly label: string;
  readonly handle: string | null;
  /** The actors that it speaks for, where it is a registered account. */
  readonly actor?: string;
  /** Number of the group, from 1; null where the account is in none. */
  readonly group: number | null;
  readonly memberCount: number;
  /** Edges of the account, or edges within and out of the group. */
  readonly edgeCount: number;
}

export interface NetworkLink {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

export interface ReportNetwork {
  readonly nodesAre: 'accounts' | 'groups';
  readonly nodes: readonly NetworkNode[];
  /** Strongest first. */
  readonly links: readonly NetworkLink[];
  readonly accountCount: number;
  readonly edgeCount: number;
  /** Groups, drawn or not. */
  readonly groupCount: number;
  /** What a weight counts, such as "objects". */
  readonly unit: string;
}

export interface ReportGroup {
  readonly group: number;
  readonly memberCount: number;
  readonly edgeCount: number;
  readonly density: number;
  readonly objectCount: number;
  /** Share of seeds that put two members together; null where there was one seed; absent in findings of older versions. */
  readonly coMembershipShare?: number | null;
  /** Members who went first beyond chance; absent in findings of older versions. */
  readonly leaderCount?: number;
  /** Share of shuffled worlds with such a group, 0–1; null where none were made; absent in findings of older versions. */
  readonly pGroup?: number | null;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
}

export interface ReportMember {
  readonly group: number;
  readonly account: AccountLabel;
  readonly edgeCount: number;
  readonly objectCount: number;
  /** Share of the pairs in which the account was first, with its interval; null in findings of older versions. */
  readonly leadShare: number | null;
  readonly leadLow: number | null;
  readonly leadHigh: number | null;
}

export interface ReportObject {
  readonly group: number;
  readonly layer: string;
  readonly object: string;
  readonly sharerCount: number;
  readonly pairCount: number;
}

/** First rows of a finding's table as its readers see it. */
export interface ReportRows {
  /** As declared, with the columns that are shown. */
  readonly table: FindingTable;
  /** Values in the order of the columns. Times in ISO 8601, UTC. */
  readonly rows: readonly (readonly (AccountLabel | string | number | null)[])[];
  /** Rows of the whole table. */
  readonly rowCount: number;
  /** Names of columns that no report holds. */
  readonly leftOut: readonly string[];
}

/** Edges with at least some objects, in the data and in shuffled worlds. */
export interface ReportChance {
  readonly objectCount: number;
  readonly edgeCount: number;
  readonly edgesByChance: number;
  /** Bounds of 95 % of the worlds. */
  readonly chanceLow: number;
  readonly chanceHigh: number;
  /** 0–1; null where the data holds no such edge. */
  readonly shareByChance: number | null;
}

/** The network at one setting. */
export interface SensitivityCell extends Omit<ReportChance, 'objectCount'> {
  readonly windowSeconds: number;
  readonly minObjects: number;
  readonly accountCount: number;
  readonly groupCount: number;
  readonly largestGroup: number;
  readonly edgesAtFdr: number;
}

/** How much the networks of two settings overlap. */
export interface SensitivityOverlap {
  readonly windowSeconds: number;
  readonly minObjects: number;
  readonly otherWindowSeconds: number;
  readonly otherMinObjects: number;
  readonly sharedEdgeCount: number;
  /** 0–1; null where neither network has an edge. */
  readonly jaccard: number | null;
}

/** Edges that the same layers tie. */
export interface ReportLayerTies {
  readonly layerCount: number;
  readonly layers: string;
  readonly edgeCount: number;
  readonly medianPTiming: number | null;
}

/** A finding with what the report shows of it. */
export interface ReportFinding {
  readonly finding: Finding;
  /** Null where this version does not know the analysis. */
  readonly analysis: Analysis | null;
  /** False if files were imported after it was made. */
  readonly isCurrent: boolean;
  /** The layer that it looked at, where it names one. */
  readonly layer: string | null;
  readonly network: ReportNetwork | null;
  readonly groups: readonly ReportGroup[] | null;
  readonly members: readonly ReportMember[];
  readonly objects: readonly ReportObject[];
  readonly strongest: ReportRows | null;
  readonly chance: readonly ReportChance[] | null;
  readonly sensitivity: { readonly cells: readonly SensitivityCell[]; readonly overlaps: readonly SensitivityOverlap[] } | null;
  readonly layerTies: readonly ReportLayerTies[] | null;
  /** The charts that its analysis declares, with their rows. */
  readonly charts: readonly ReadChart[];
  /** Tables without a form of their own. */
  readonly others: readonly ReportRows[];
}

/** Everything that a report shows, under the names that it may show. */
export interface ReportData {
  readonly caseName: string;
  readonly fingerprint: string;
  readonly namesAreShown: boolean;
  /** Accounts that are named because they are registered or marked as public. */
  readonly publicAccountCount: number;
  readonly sources: readonly ReportSource[];
  readonly rejects: readonly ReportReject[];
  /** Null where no observation has a time or a status. */
  readonly observations: CaseObservations | null;
  readonly quality: CaseQuality;
  readonly sizes: ReportSizes;
  readonly kinds: readonly { readonly kind: string | null; readonly postCount: number }[];
  readonly languages: readonly ReportLanguage[];
  readonly precisions: readonly { readonly precisionSeconds: number | null; readonly postCount: number }[];
  readonly layers: readonly ReportLayer[];
  readonly events: readonly ReportEvent[];
  /** Null where nobody's figures or statements of access are in the case. */
  readonly stated: {
    readonly figures: readonly FigureComparison[];
    readonly figureCount: number;
    readonly access: readonly AccessStatement[];
    readonly contradictionCount: number;
  } | null;
  /** Null without posts. */
  readonly timeline: Timeline | null;
  readonly findings: readonly ReportFinding[];
  /** The oldest first. */
  readonly notes: readonly ShownNote[];
}
