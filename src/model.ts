/** The nouns of the system, as a reader of a case meets them. Types only. */

/** One imported file. */
export interface Source {
  readonly sourceId: number;
  readonly path: string;
  /** SHA-256 of the file's bytes as they lie on disk, in hex. */
  readonly sha256: string;
  readonly format: string;
  /** Options that change what is read from the file, as canonical JSON. */
  readonly options: string;
  readonly recordCount: number;
  readonly keptCount: number;
  readonly rejectedCount: number;
  /** What the reader noticed: encoding, delimiter, line ends, repairs. */
  readonly notes: readonly string[];
  readonly importedAt: string;
}

/** A record that could not be kept. */
export interface Reject {
  /** Number of the record in its file, from 1, the header not counted. */
  readonly record: number;
  /** Line of the file on which the record begins, from 1. */
  readonly line: number;
  readonly reason: string;
  readonly raw: string;
}

/** A kind of shared object that the case holds, with its size. */
export interface Layer {
  readonly name: string;
  readonly shareCount: number;
  readonly objectCount: number;
  readonly accountCount: number;
  /** Span of the shares, ISO 8601, UTC. */
  readonly firstAt: string;
  readonly lastAt: string;
  /** Coarsest time precision among the shares, in seconds. */
  readonly precisionSeconds: number;
  /** The layer that this is another reading of, such as `url` for `url-raw`; else null. What runs on all layers passes it over. */
  readonly variantOf: string | null;
}

/** What a case holds, as far as it decides which analyses it supports. */
export interface CaseContents {
  /** All layers, those that are another reading of one (`variantOf`) left out. */
  readonly layers: readonly Layer[];
  readonly accountCount: number;
  readonly postCount: number;
  readonly textCount: number;
  /** Accounts with a time of creation. */
  readonly createdCount: number;
  /** Entries of the registry, and accounts of the case that they speak through. */
  readonly voiceCount: number;
  readonly voiceAccountCount: number;
  /** Accounts with follower counts of two dates or more. */
  readonly followedCount: number;
  /** Counts of likes, reposts or replies of posts. */
  readonly engagementCount: number;
  /** Posts with a language, stated or found, and with a client. */
  readonly languageCount: number;
  readonly clientCount: number;
  /** Accounts of voices with a status that says that they were gone. */
  readonly goneVoiceCount: number;
  readonly eventCount: number;
  readonly accessCount: number;
}

/** One stored result: an analysis with its version, its parameters, the data it stood on, and its tables. */
export interface Finding {
  readonly findingId: number;
  readonly analysis: string;
  readonly version: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Hash of the sources (their hashes and options) that the result stands on. */
  readonly fingerprint: string;
  /** The result in sentences. */
  readonly summary: readonly string[];
  /** Named numbers behind the summary. */
  readonly figures: Readonly<Record<string, number | null>>;
  readonly tables: readonly { readonly name: string; readonly rowCount: number }[];
  readonly createdAt: string;
}

/** Two posts, one of each account, that put one object into the world within the window. */
export interface PostPair {
  /** What both shared; null where the pair rests on their texts or on time alone. */
  readonly object: string | null;
  readonly postA: string;
  readonly postedAtA: string;
  readonly textA: string | null;
  readonly postB: string;
  readonly postedAtB: string;
  readonly textB: string | null;
  /** Time of B minus time of A, in seconds: above 0, A was first. */
  readonly lagSeconds: number;
}

/** Where long work says how far it is. Every call is cheap and may be dropped. */
export interface ProgressSink {
  /** A new step begins, such as "reading shares.csv". */
  step(label: string): void;
  /** Done so far and in all, in any one unit; `unit` names it where a rate makes sense. */
  update(done: number, total: number, unit?: 'bytes' | 'rows'): void;
}

/** What long work gets beside its input: where to report, when to stop, what time it is. */
export interface WorkContext {
  readonly progress: ProgressSink;
  readonly signal: AbortSignal;
  /** The present, for judging times in the data. */
  readonly now: Date;
  /** Bytes that an analysis may keep; what would need more refuses before it begins. Absent: no bound. */
  readonly memoryBytes?: number;
}

/** One column of a finding's table. */
export interface FindingColumn {
  /** Name in outputs; in the database the same words in snake case. */
  readonly name: string;
  /** `account`, `post`, `object`: identities, shown as identifiers. `time`: microseconds since 1970, shown as ISO 8601, UTC. */
  readonly type: 'account' | 'post' | 'object' | 'integer' | 'number' | 'time' | 'text';
  /** Unit or range, such as "seconds" or "0–1". */
  readonly unit?: string;
  readonly meaning: string;
  /** True for a column that graph files show (as times) and tables leave out. */
  readonly graphOnly?: boolean;
  /** True for a text that may hold identifiers of accounts or posts: left blank where names are not shown. */
  readonly isPersonal?: boolean;
  /** For a text that stands in a post: the column of that post; shown where the text of the post may be. For one by which an account calls itself: the column of that account; shown where its name may be. */
  readonly verbatimOf?: string;
}

/** The declaration of a finding's table. */
export interface FindingTable {
  readonly name: string;
  readonly title: string;
  readonly columns: readonly FindingColumn[];
  /** The total order of its rows, in words. */
  readonly order: string;
  /** Columns whose identifiers put the rows in order, where the analysis cannot. */
  readonly sortedBy?: readonly string[];
}

/**
 * What a chart draws, each kind from the rows of one table of the finding, with columns by name:
 *
 * `line`: `y` over `x`, with a band from `low` to `high`; `step`: the same, holding each value until the next. `dots`: the same, unjoined.
 * `bars`: `y` from `x` to `xEnd`; without `xEnd` a bar for each text of `x`. `levels`: a value `y` that holds from `x` to `xEnd`, with its band.
 * `heat`: a field for each pair of `x` and `y`, as dark as `value`. `intervals`: a row for each `label` with `x` between `low` and `high`.
 * `lanes`: spans from `x` to `xEnd` in the lane `label`, blank ends open. `spans`: the same over the whole height of the field, as a highlight.
 */
export type ChartMarkKind = 'line' | 'step' | 'dots' | 'bars' | 'levels' | 'heat' | 'intervals' | 'lanes' | 'spans';

/** One layer of a chart. */
export interface ChartMark {
  readonly kind: ChartMarkKind;
  /** Name of the table in the finding. */
  readonly table: string;
  /** Column on the horizontal axis; of `intervals` the estimate. */
  readonly x: string;
  readonly xEnd?: string;
  readonly y?: string;
  readonly low?: string;
  readonly high?: string;
  /** Column that is shown by darkness, of `heat`. */
  readonly value?: string;
  /** Columns that name a row or lane; several are joined. */
  readonly label?: readonly string[];
  /** Column with a colour of its own for each value: one line, bar part or kind of span each. */
  readonly series?: string;
  /** Column with a field of its own for each value, under one another with a shared horizontal axis; fields of several marks with one value are one. */
  readonly facet?: string;
  /** What the mark is, for the legend, where there are several. */
  readonly name?: string;
}

/** A chart of a finding, as its analysis declares it; the report and the web view draw it alike. */
export interface FindingChart {
  readonly name: string;
  /** What is drawn, with the unit: "Posts a day, with changes of rate". */
  readonly title: string;
  /** How to read it. */
  readonly caption: string;
  readonly marks: readonly ChartMark[];
  /** Scale of values; `log` for positive ones that span powers of ten (default: linear). */
  readonly scale?: 'linear' | 'log';
  /** Fields that are shown at first, in the order of the table (default: 6). */
  readonly mostFacets?: number;
  /** What the chart cannot show. */
  readonly limits: readonly string[];
}
