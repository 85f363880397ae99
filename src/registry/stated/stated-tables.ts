import { AntiphonError } from '../../errors.js';
import type { StatedKind, StatedRows } from '../../store/stated.js';
import { ACCESS_COLUMNS, rawOfAccess, readAccess } from './access-entry.js';
import { EVENT_COLUMNS, rawOfEvent } from './event-entry.js';
import { FIGURE_COLUMNS, rawOfFigure, readFigure } from './figure-entry.js';
import { prcFigures } from './prc-figures.js';
import type { ReadKind, StatedMapping } from './stated-mapping.js';
import type { RawStatement, ReadStatement } from './statement.js';

/** One table of what others stated. */
export interface StatedTable<Kind extends StatedKind> {
  /** Its name among the formats of a case's sources. */
  readonly format: string;
  /** Columns in the order in which they are written. */
  readonly columns: readonly string[];
  readonly toRaw: (row: StatedRows[Kind]) => RawStatement;
}

export const STATED_TABLES: { readonly [Kind in StatedKind]: StatedTable<Kind> } = {
  figures: { format: 'figure-table', columns: FIGURE_COLUMNS, toRaw: rawOfFigure },
  access: { format: 'access-table', columns: ACCESS_COLUMNS, toRaw: rawOfAccess },
  events: { format: 'event-table', columns: EVENT_COLUMNS, toRaw: rawOfEvent },
};
export const STATED_KINDS = Object.keys(STATED_TABLES) as readonly StatedKind[];

export const READERS: { readonly [Kind in ReadKind]: (raw: RawStatement) => ReadStatement<StatedRows[Kind]> } = {
  figures: readFigure,
  access: readAccess,
};

/** The layout of `docs/stated.md`. */
function standard(kind: ReadKind, needs: readonly string[]): StatedMapping {
  const { columns } = STATED_TABLES[kind];
  return {
    ...{ id: kind, kind, needs, takes: columns, caution: '' },
    statement: (of) => Object.fromEntries(columns.map((column) => [column, of(column)]).filter(([, value]) => value !== '')),
  };
}

export const STATED_MAPPINGS: readonly StatedMapping[] = [
  standard('figures', ['subject', 'measure', 'value']),
  standard('access', ['voice', 'platform', 'status']),
  prcFigures,
];

/** The mapping that reads a table with these columns, or null. */
export function mappingOf(columns: readonly string[]): StatedMapping | null {
  return STATED_MAPPINGS.find((mapping) => mapping.needs.every((name) => columns.includes(name))) ?? null;
}

/** True for a table of events by its columns. */
export function isEventTable(columns: readonly string[]): boolean {
  return columns.includes('title') && (columns.includes('happened_at') || columns.includes('date'));
}

/**
 * The kind that a word of the command line names.
 *
 * @throws AntiphonError `usage`: none.
 */
export function kindNamed(word: string): StatedKind {
  const kind = STATED_KINDS.find((name) => name === word || name.replace(/s$/, '') === word);
  if (kind === undefined)
    throw new AntiphonError('usage', `there is no table "${word}" of what others stated; tables are ${STATED_KINDS.join(', ')}`);
  return kind;
}
