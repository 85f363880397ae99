import type { WorkContext } from '../model.js';
import type { CaseFile } from '../store/case-file.js';
import type { SourceCounts } from '../store/load.js';

/** A file that was read whole and decoded. */
export interface DecodedFile {
  readonly path: string;
  /** Where it came from, as the case keeps it. */
  readonly origin: string;
  /** Its plain text in UTF-8 on disk. */
  readonly textPath: string;
  readonly sha256: string;
  /** What the user calls its encoding, if anything. */
  readonly encoding?: string;
}

/** What a further format made of a file. */
export interface FurtherFile {
  readonly summary: SourceCounts & {
    readonly notes: readonly string[];
    readonly firstRejects: readonly { readonly record: number; readonly line: number; readonly reason: string }[];
  };
  /** Writes it into the case, inside the caller's transaction; null where the case holds the same content already. */
  readonly store: (() => Promise<unknown>) | null;
}

/** A format of small tables that is not mapped to posts by SQL, given to `importInputs` by a folder further down the flow. */
export interface FurtherFormat {
  readonly id: string;
  /** True for a table with these columns. */
  fits(columns: readonly string[]): boolean;
  prepare(file: CaseFile, decoded: DecodedFile, context: WorkContext): Promise<FurtherFile>;
}
