import type { RawEntry } from './entry.js';

/** A row of a foreign table; `of` gives a value, or '' where it is blank or one of the mapping's words for blank. */
export interface ForeignRow {
  of(column: string): string;
}

/** How the rows of a published list become entries of the registry. */
export interface RegistryMapping {
  readonly id: string;
  readonly title: string;
  /** Columns that must be there. */
  readonly needs: readonly string[];
  /** Who published the list, where it is always the same one. */
  readonly attribution?: { readonly by: string; readonly url: string };
  /** Values that mean nothing, such as `NA`. */
  readonly blanks?: readonly string[];
  /** A column whose value stands in several rows of one entry; those after the first add nothing. */
  readonly onePer?: string;
  /** Of several rows of one entry, that which gives it (default: the first). */
  prefers?(row: ForeignRow): boolean;
  /** What a reader must know of the entries that it gives. */
  readonly caution: string;
  /** Tells it from other mappings of the same name; part of a source's options. */
  readonly digest?: string;
  /** The entries of a row; a text says why one cannot be made. */
  entries(row: ForeignRow): readonly (RawEntry | string)[];
}
