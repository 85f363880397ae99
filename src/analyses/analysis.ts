import type { Static, TObject } from 'typebox';
import type { EdgeEnds } from '../kernels/shares/pairs.js';
import type { CaseContents, FindingChart, FindingTable, WorkContext } from '../model.js';
import type { ColumnValues } from '../store/findings.js';
import type { CaseReads } from '../store/reads.js';

/** The five questions, in the order of the code. */
export type Question = 'voice' | 'message' | 'coordination' | 'reaction' | 'disappearance';

/** What an analysis gives back, before it is stored. */
export interface AnalysisResult {
  /** The result in sentences: numbers, never a verdict. */
  readonly summary: readonly string[];
  readonly figures: Readonly<Record<string, number | null>>;
  /** Rows by table name. */
  readonly tables: Readonly<Record<string, { readonly rowCount: number; readonly columns: Readonly<Record<string, ColumnValues>> }>>;
}

/** Pairs of posts behind the edges of a network: of one edge, or of all of them. */
export interface EdgeEvidence {
  readonly rowCount: number;
  readonly columns: Readonly<Record<string, ColumnValues>>;
}

/** The runs of an analysis that the data supports, and why others are left out. */
export interface SupportedRuns {
  readonly runs: readonly Readonly<Record<string, unknown>>[];
  /** What is skipped and which data it would need, in sentences. */
  readonly skipped: readonly string[];
}

/** Accounts that a file names: a parameter of the kind `accounts` as an analysis gets it. */
export interface AccountList {
  readonly path: string;
  /** Identifiers or handles, each once, in code-point order. */
  readonly names: readonly string[];
  /** The group of each, as a column of the file says; absent where it says none. */
  readonly groups?: readonly (string | null)[];
  /** Of the names, one a line, with their groups where there are any. */
  readonly sha256: string;
}

/** The lists that parameters name, by parameter. */
export type AccountLists = Readonly<Record<string, AccountList>>;

/** Who speaks for whom; languages found from texts; findings of other analyses. */
export type StandsOn = 'registry' | 'languages' | 'findings';

/** One analysis: the command, its help, the API, the report and the documentation page all derive from this. */
export interface Analysis<P extends TObject = TObject> {
  readonly id: string;
  /** Raised whenever the same data and parameters would give another result. */
  readonly version: number;
  readonly question: Question;
  readonly title: string;
  /** What it finds, in a sentence that a researcher would say. */
  readonly description: string;
  readonly parameters: P;
  readonly tables: readonly FindingTable[];
  /** The pictures of its tables, the most telling first (default: none). */
  readonly charts?: readonly FindingChart[];
  /** What the result depends on beside the imported files, so that another state of it makes another finding (default: nothing). */
  readonly standsOn?: readonly StandsOn[];
  readonly references: readonly string[];
  /** What it cannot show. */
  readonly limits: readonly string[];
  /** Which data must be there. */
  readonly needs: string;
  /** Other analyses that reproduce a published tool on the same question, by the name of `--preset`. */
  readonly presets?: readonly string[];
  /** What `run --all` runs on a case with these contents, and what it leaves out and why. */
  readonly runsOn: (contents: CaseContents) => SupportedRuns;
  /** @param lists What parameters of the kind `accounts` name; the parameters themselves hold a digest of it. */
  run(reads: CaseReads, parameters: Static<P>, context: WorkContext, lists: AccountLists): Promise<AnalysisResult>;
  /**
   * The pairs of posts behind some of the network's edges, as the columns of `PAIRS_TABLE`.
   *
   * @param edges Ends by account number, the lower first, each edge once.
   */
  pairs?(reads: CaseReads, parameters: Static<P>, edges: EdgeEnds, context: WorkContext): Promise<EdgeEvidence>;
}

/** The pairs of posts behind a network, in the columns that CooRTweet's `detect_groups` made known. */
export const PAIRS_TABLE: FindingTable = {
  name: 'pairs',
  title: 'Pairs of posts behind the edges',
  columns: [
    { name: 'object_id', type: 'object', meaning: 'What both posts shared; blank where the pair rests on something else than an object.' },
    { name: 'content_id', type: 'post', meaning: 'The older post.' },
    { name: 'content_id_y', type: 'post', meaning: 'The newer post.' },
    { name: 'time_delta', type: 'number', unit: 'seconds', meaning: 'Time from the older to the newer post.' },
    { name: 'account_id', type: 'account', meaning: 'Account of the older post.' },
    { name: 'account_id_y', type: 'account', meaning: 'Account of the newer post.' },
  ],
  order: 'object_id, content_id, content_id_y, in code-point order',
  sortedBy: ['object_id', 'content_id', 'content_id_y', 'account_id', 'account_id_y'],
};
