import type { Mapping } from '../mapping.js';
import type { ColumnProfile } from './column-profile.js';
import type { NameHint } from './name-hints.js';

/** How sure a guess is: `high` values alone say it; `medium` values and name; `low` the name alone, or one of several readings. */
export type Confidence = 'high' | 'medium' | 'low';

/** What became of a column, and why. */
export interface ColumnGuess {
  readonly column: string;
  /** Field of the mapping, or null where it was left out. */
  readonly field: string | null;
  readonly evidence: string;
  /** Null for what was left out. */
  readonly confidence: Confidence | null;
}

/** How many rows fill some columns, and how many different rows of these there are. */
export interface DistinctRows {
  readonly filled: number;
  readonly distinct: number;
}

export type Draft = { -readonly [Field in keyof Mapping]?: Mapping[Field] };

/** A mapping in the making: every column is taken for one field or left, once. */
export class Assignment {
  readonly columns: readonly ColumnProfile[];
  readonly draft: Draft = {};
  /** Remarks for the user, by the field that they stand beside. */
  readonly remarks = new Map<string, string[]>();
  private readonly guesses = new Map<ColumnProfile, ColumnGuess>();

  constructor(columns: readonly ColumnProfile[]) {
    this.columns = columns;
  }

  /** Columns that nothing was said of, among them those whose name hints at a field, if one is given. */
  free(hint?: NameHint): ColumnProfile[] {
    return this.columns.filter((column) => !this.guesses.has(column) && (hint === undefined || column.hints.has(hint)));
  }

  take(column: ColumnProfile, field: string, why: string, confidence: Confidence): void {
    const evidence = [factsOf(column), why].filter((part) => part !== '').join('; ');
    this.guesses.set(column, { column: column.name, field, evidence: `${evidence} → ${field}`, confidence });
  }

  leave(column: ColumnProfile, why: string): void {
    const evidence = [factsOf(column), why].filter((part) => part !== '').join('; ');
    this.guesses.set(column, { column: column.name, field: null, evidence: `${evidence}; left out`, confidence: null });
  }

  remark(field: string, words: string): void {
    this.remarks.set(field, [...(this.remarks.get(field) ?? []), words]);
  }

  /** All columns in the order of the file; what nobody took is left. */
  all(): ColumnGuess[] {
    for (const column of this.free()) this.leave(column, 'no field of the model');
    return this.columns.map((column) => this.guesses.get(column) as ColumnGuess);
  }
}

export function counted(n: number): string {
  return n.toLocaleString('en');
}

/** What the values of a column are, in words. */
function factsOf(column: ColumnProfile): string {
  const { counts, rowCount, constant } = column;
  if (counts.filled === 0) return 'no values';
  const blank = rowCount - counts.filled;
  const many = `${counted(counts.filled)} value${counts.filled === 1 ? '' : 's'}${blank > 0 ? ` (${counted(blank)} row${blank === 1 ? '' : 's'} blank)` : ''}`;
  if (constant !== null && counts.filled > 1) return `${many}, all "${shortened(constant)}"`;
  const different =
    counts.distinct < (counts.isExact ? 1 : 0.95) * counts.filled
      ? `, ${counts.isExact ? '' : 'about '}${counted(counts.distinct)} different`
      : '';
  return `${many}${different}${kindWords(column)}`;
}

function kindWords(column: ColumnProfile): string {
  if (column.time !== null && !column.isRowNumber) return `, ${column.time.words}`;
  if (column.isBoolean) return `: ${[...new Set(column.values)].sort().join(', ')}`;
  if (column.lostDigits !== null) return '';
  if (column.isInteger) return ', all numbers';
  if (column.isNumber) return ', all decimal numbers';
  if (column.isUrl) return ', all links';
  if (column.list !== null)
    return `, lists ${'list' in column.list ? `as ${column.list.list === 'json' ? 'JSON' : 'Python'} writes them` : `parted by "${column.list.separator}"`}`;
  if (column.isDigest) return ', digests';
  if (column.isLanguage) return ', language codes';
  if (column.distinct <= 6 && column.meanLength <= 24)
    return `: ${[...new Set(column.values)]
      .sort()
      .slice(0, 6)
      .map((value) => shortened(value))
      .join(', ')}`;
  if (column.meanLength >= 25 && column.wordyShare >= 0.4) return `, text of ${Math.round(column.meanLength)} characters on average`;
  return column.isWord ? ', words without blanks' : ', short texts';
}

function shortened(value: string): string {
  const line = value.replace(/\s+/g, ' ');
  return line.length > 24 ? `${line.slice(0, 23)}…` : line;
}
