import type { StatedKind } from '../../store/stated.js';
import type { RawStatement } from './statement.js';

/** The tables whose rows are read here; events are a format of `import` of their own. */
export type ReadKind = Exclude<StatedKind, 'events'>;

/** How the rows of a file become statements. */
export interface StatedMapping {
  readonly id: string;
  readonly kind: ReadKind;
  /** Columns that must be there. */
  readonly needs: readonly string[];
  /** Columns that may be there; null: any. */
  readonly takes: readonly string[] | null;
  readonly caution: string;
  /** What a row says; a text says why it is no statement. */
  statement(of: (column: string) => string): RawStatement | string;
}
