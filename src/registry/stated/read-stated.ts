import { join } from 'node:path';
import { AntiphonError } from '../../errors.js';
import { RejectWriter } from '../../sources/csv-preflight.js';
import { type StatedRows, statedKey } from '../../store/stated.js';
import type { Tally } from '../read-registry.js';
import type { SmallTable, TableRow } from '../read-table.js';
import type { ReadKind, StatedMapping } from './stated-mapping.js';
import { READERS } from './stated-tables.js';
import type { RawStatement, ReadStatement } from './statement.js';

/** What holds for rows that do not say it themselves. */
export interface StatedDefaults {
  readonly statedBy?: string;
  readonly url?: string;
}

/** A table of statements as it was read: rows = statements + rows set aside. */
export interface StatedFile {
  readonly kind: ReadKind;
  readonly mapping: StatedMapping;
  readonly rowCount: number;
  readonly rows: readonly { readonly row: StatedRows[ReadKind]; readonly record: number }[];
  readonly rejects: RejectWriter;
  readonly setAside: readonly Tally[];
  /** Values brought to their one form. */
  readonly said: readonly Tally[];
}

let number = 0;

/**
 * Reads the rows of a table as statements, each checked; what is none is set aside with its reason, and so is a row that repeats another.
 *
 * @param scratch Folder for the rows that are set aside.
 * @throws AntiphonError `format`: a column that the layout lacks; it may be a misspelt one.
 */
export function readStatedTable(table: SmallTable, mapping: StatedMapping, defaults: StatedDefaults, scratch: string): StatedFile {
  const strange = mapping.takes === null ? [] : table.columns.filter((name) => name !== '' && mapping.takes?.includes(name) === false);
  if (strange.length > 0)
    throw new AntiphonError(
      'format',
      `${table.path} has the column ${strange.join(', ')}, which a table of ${mapping.kind} has not; its columns are ${mapping.takes?.join(', ')}`,
    );
  const rejects = new RejectWriter(join(scratch, `rejects-stated-${number++}.csv`));
  const [setAside, said] = [new Tallies(), new Tallies()];
  const rows: { row: StatedRows[ReadKind]; record: number }[] = [];
  const lineOf = new Map<string, number>();
  for (const row of table.rows) {
    const read = readRow(row, mapping, defaults);
    const key = 'problem' in read ? '' : statedKey(mapping.kind, read.row);
    const before = lineOf.get(key);
    const problem = 'problem' in read ? read.problem : before === undefined ? null : 'repeats an earlier row';
    if (problem !== null || 'problem' in read) {
      const reason = problem ?? '';
      setAside.add(reason, row.line);
      rejects.write({ record: row.record, line: row.line, reason, raw: row.raw });
      continue;
    }
    lineOf.set(key, row.line);
    rows.push({ row: read.row, record: row.record });
    for (const what of new Set(read.said)) said.add(what, row.line);
  }
  rejects.end();
  return { kind: mapping.kind, mapping, rowCount: table.rows.length, rows, rejects, setAside: setAside.sorted(), said: said.sorted() };
}

function readRow(row: TableRow, mapping: StatedMapping, defaults: StatedDefaults): ReadStatement<StatedRows[ReadKind]> {
  if (row.problem !== null) return { problem: row.problem };
  const stated = mapping.statement((column) => row.values.get(column) ?? '');
  if (typeof stated === 'string') return { problem: stated };
  // An address belongs to the source that it came with.
  const isOwn = stated['stated_by'] !== undefined;
  const raw: RawStatement = {
    ...(isOwn || defaults.statedBy === undefined ? {} : { stated_by: defaults.statedBy }),
    ...(isOwn || defaults.url === undefined ? {} : { url: defaults.url }),
    ...stated,
  };
  return READERS[mapping.kind](raw);
}

/** Counts of what was said of rows. */
class Tallies {
  private readonly counts = new Map<string, { count: number; firstLine: number }>();

  add(what: string, line: number): void {
    const known = this.counts.get(what);
    if (known === undefined) this.counts.set(what, { count: 1, firstLine: line });
    else known.count++;
  }

  /** The commonest first. */
  sorted(): Tally[] {
    return [...this.counts]
      .map(([what, { count, firstLine }]) => ({ what, count, firstLine }))
      .sort((a, b) => b.count - a.count || a.firstLine - b.firstLine);
  }
}
