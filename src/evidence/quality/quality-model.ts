import type { ClockHours, LostDigits, RoundTimes } from '../../kernels/statistics/clock-times.js';
import type { Coverage } from '../../kernels/statistics/coverage.js';
import type { Source } from '../../model.js';

// What there is to say of the quality of a case's sources: plain values, every identifier under the name that may be shown.

/** Rows of a source that were set aside for one reason; values are taken out of the reason. */
export interface SetAside {
  readonly reason: string;
  readonly rowCount: number;
  /** Lines of the first few, and with names their text as it stands. */
  readonly examples: readonly { readonly line: number; readonly reason: string | null; readonly raw: string | null }[];
}

/** What rows of a source say against what the case holds already, in one field. */
export interface SourceConflicts {
  readonly entity: string;
  readonly field: string;
  readonly count: number;
  /** The first few; values are null where they are not for everybody's eyes. */
  readonly examples: readonly {
    readonly record: number;
    readonly name: string;
    readonly kept: string | null;
    readonly stated: string | null;
  }[];
}

/** How many posts have times of one precision. */
export interface PrecisionCount {
  /** Null: not stated. */
  readonly precisionSeconds: number | null;
  readonly postCount: number;
}

/** Posts whose times stand on round marks, of those that are stated to be more precise. */
export interface RoundTimeCount extends RoundTimes {
  readonly statedSeconds: number;
  /** How far the marks are apart: 60, 3600 or 86400. */
  readonly markSeconds: number;
  readonly postCount: number;
  readonly roundPostCount: number;
  /** Distinct times, which are what is tested. */
  readonly timeCount: number;
  readonly roundTimeCount: number;
}

export type CoverageBin = 'hour' | 'day' | 'week';

/** Posts of a source over time, with what is odd about them. */
export interface SourceCoverage extends Coverage {
  readonly bin: CoverageBin;
  /** Start of the first bin, milliseconds since 1970, UTC. Weeks begin on Monday. */
  readonly from: number;
  /** Posts in each bin, from the first post to the last. */
  readonly counts: readonly number[];
  /** Posts far outside of that time, which are left out of it. */
  readonly outsideCount: number;
}

/** Long numbers of one column, or the identifiers of a source, and whether they lost their last digits. */
export interface LongNumbers extends LostDigits {
  readonly where: string;
  /** `rows`: a number counts as often as it stands in the file; `identifiers`: once. */
  readonly unit: 'rows' | 'identifiers';
  readonly numberCount: number;
  readonly roundCount: number;
}

/** The columns of a file as the import met them. */
export interface SourceColumns {
  readonly count: number;
  readonly blank: readonly string[];
  /** Columns with one value throughout; null where it is not for everybody's eyes. */
  readonly constant: readonly { readonly name: string; readonly value: string | null; readonly blankCount: number }[];
  /** Columns of which nothing is taken. */
  readonly notTaken: readonly string[];
}

export interface LanguageCount {
  /** Null: none stated, or none found. */
  readonly language: string | null;
  readonly postCount: number;
}

/** Answers to posts that state how many they have. */
export interface AnswerCount {
  /** Posts that state a number. */
  readonly postCount: number;
  readonly statedCount: number;
  /** Answers to these posts that the case holds, whichever source brought them. */
  readonly heldCount: number;
}

export interface SourceQuality {
  readonly source: Omit<Source, 'path' | 'options'> & {
    /** Name of the file without its folder. */
    readonly name: string;
    /** Digest of the mapping by which it was read; null where it was of a known format. */
    readonly mapping: string | null;
  };
  /** Rows whose post stood in an earlier row of the file; null: not recorded by the version that imported it. */
  readonly repeatedCount: number | null;
  /** Rows whose post the case held before; null: not recorded by the version that imported it. */
  readonly knownCount: number | null;
  readonly setAside: readonly SetAside[];
  readonly conflicts: readonly SourceConflicts[];
  /** What came into the case with this file first. */
  readonly accountCount: number;
  readonly postCount: number;
  readonly textCount: number;
  readonly observedPostCount: number;
  readonly accountObservationCount: number;
  readonly postObservationCount: number;
  readonly eventCount: number;
  /** Posts whose identifier was made, as the file gives none, and those of them that equal an earlier one in account, time and text. */
  readonly madeCount: number;
  readonly doubledCount: number;
  /** Instants in ISO 8601, UTC; null without posts. */
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly zone: string;
  readonly precisions: readonly PrecisionCount[];
  readonly roundTimes: readonly RoundTimeCount[];
  /** Null where times are no finer than an hour, or there is none. */
  readonly hours: ClockHours | null;
  /** Null without posts. */
  readonly coverage: SourceCoverage | null;
  readonly longNumbers: readonly LongNumbers[];
  /** Null: not recorded by the version that imported it. */
  readonly columns: SourceColumns | null;
  readonly languages: readonly LanguageCount[];
  /** As found in the texts; null where that was not asked for. */
  readonly foundLanguages: readonly LanguageCount[] | null;
  readonly layers: readonly { readonly layer: string; readonly postCount: number }[];
  /** Null where no answer to such a post is held. */
  readonly answers: AnswerCount | null;
}

/** Posts that came with one source first, and that shares or observations of another one speak of. */
export interface SourceOverlap {
  readonly firstSourceId: number;
  readonly laterSourceId: number;
  readonly postCount: number;
}

export interface CaseQuality {
  readonly caseName: string;
  readonly namesAreShown: boolean;
  readonly sources: readonly SourceQuality[];
  readonly postCount: number;
  /** Rows of any source whose post the case held before; null where a source does not say. */
  readonly knownCount: number | null;
  readonly overlaps: readonly SourceOverlap[];
  readonly conflictCount: number;
}
