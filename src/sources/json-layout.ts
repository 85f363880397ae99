/** One record of a JSON file, flattened, or what is wrong with it. */
export interface JsonRecord {
  /** Values in the order of the columns; null for a record that cannot be read. */
  readonly values: readonly (string | null)[] | null;
  readonly problem: string | null;
  readonly raw: string;
  /**
   * What is said of such records in the notes of the file, with their number before it: `likes are passed over`. A record with neither
   * values nor a problem is passed over and counts as none.
   */
  readonly remark?: string;
}

/** A way to make rows of what stands in a JSON file. */
export interface JsonLayout {
  readonly columns: readonly string[];
  /** The records in one top-level value (a line, or an item of an array); null if the value is not of this layout. */
  records(value: unknown): Iterable<JsonRecord> | null;
}
