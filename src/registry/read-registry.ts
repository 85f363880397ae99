import { join } from 'node:path';
import { AntiphonError } from '../errors.js';
import type { WorkContext } from '../model.js';
import { RejectWriter } from '../sources/csv-preflight.js';
import { encodingNamed } from '../sources/text-encoding.js';
import type { RegistryEntry } from '../store/registry.js';
import { COLUMN_NAMES, type RawEntry, readEntry } from './entry.js';
import type { ForeignRow, RegistryMapping } from './mapping.js';
import { readRegistryMapping } from './mapping-file.js';
import { mergeActors } from './merge-actors.js';
import { readSmallTable, type SmallTable, type TableRow } from './read-table.js';
import { sameAccount } from './same-entry.js';
import { REGISTRY_MAPPINGS, recogniseMapping, shippedMapping } from './shipped-mappings.js';

export interface RegistryOptions {
  /** Name of a shipped mapping, or a mapping file. */
  readonly mapping?: string;
  /** Who attributes, for entries that do not say. */
  readonly attributedBy?: string;
  /** Where that is published. */
  readonly attributionUrl?: string;
  /** Name of the file's encoding; by default it is recognised. */
  readonly encoding?: string;
}

/** An entry with where it stands in its file. */
export interface FoundEntry {
  readonly entry: RegistryEntry;
  readonly record: number;
  readonly line: number;
}

/** How many were set aside, or written otherwise, and for what; the commonest first. */
export interface Tally {
  readonly what: string;
  readonly count: number;
  readonly firstLine: number;
}

/** A registry file as it was read: rows = rows that gave entries + rows that repeat them + rows set aside. */
export interface RegistryFile {
  readonly path: string;
  readonly sha256: string;
  readonly mapping: RegistryMapping;
  /** What was asked for, as canonical JSON; part of what tells sources apart. */
  readonly options: string;
  readonly notes: readonly string[];
  readonly rowCount: number;
  /** Rows that gave at least one entry. */
  readonly entryRowCount: number;
  /** Rows of an entry that an earlier row of a long table gave. */
  readonly furtherRowCount: number;
  readonly rejectedCount: number;
  readonly entries: readonly FoundEntry[];
  readonly setAside: readonly Tally[];
  /** Links and entries set aside in rows that gave others. */
  readonly partsSetAside: readonly Tally[];
  /** Values brought to their one form. */
  readonly said: readonly Tally[];
  readonly rejects: RejectWriter;
}

/**
 * Reads a registry file: each row as the entries that its mapping makes of it, checked; what is no entry is set aside with its reason.
 *
 * @throws AntiphonError `file`, `format`: unreadable, of another layout; `usage`: no such mapping.
 */
export async function readRegistryFile(
  path: string,
  options: RegistryOptions,
  scratch: string,
  context: WorkContext,
): Promise<RegistryFile> {
  const wanted = options.mapping === undefined ? null : wantedMapping(options.mapping);
  const encoding = options.encoding === undefined ? undefined : encodingNamed(options.encoding);
  const table = await readSmallTable(path, scratch, context, encoding);
  const mapping = wanted ?? recogniseMapping(path, table.columns);
  const missing = mapping.needs.filter((name) => !table.columns.includes(name));
  if (missing.length > 0)
    throw new AntiphonError(
      'format',
      `${path} is not what ${mapping.id === 'mapping' ? mapping.title.toLowerCase() : `the mapping ${mapping.id}`} reads: the column ${missing.join(', ')} is missing (columns found: ${table.columns.slice(0, 12).join(', ')}${table.columns.length > 12 ? ', …' : ''})`,
    );
  return new Reading(table, mapping, options, new RejectWriter(join(scratch, 'rejects-registry.csv'))).result();
}

function wantedMapping(name: string): RegistryMapping {
  const shipped = shippedMapping(name);
  if (shipped !== null) return shipped;
  if (!/[./\\]/.test(name))
    throw new AntiphonError(
      'usage',
      `there is no mapping "${name}"; shipped are ${REGISTRY_MAPPINGS.map((mapping) => mapping.id).join(', ')}, and a mapping file is named with its ending`,
    );
  return readRegistryMapping(name);
}

interface Held extends FoundEntry {
  readonly raw: TableRow;
}

/** One pass over the rows. */
class Reading {
  private readonly held: Held[] = [];
  private readonly setAside = new Map<string, { count: number; firstLine: number }>();
  private readonly parts = new Map<string, { count: number; firstLine: number }>();
  private readonly said = new Map<string, { count: number; firstLine: number }>();
  private readonly wholes = new Set<string>();
  private readonly known = new Map<string, FoundEntry[]>();
  private furtherRowCount = 0;
  private rejectedCount = 0;

  constructor(
    private readonly table: SmallTable,
    private readonly mapping: RegistryMapping,
    private readonly options: RegistryOptions,
    private readonly rejects: RejectWriter,
  ) {}

  result(): RegistryFile {
    for (const row of this.rowsInTurn()) this.readRow(row);
    const { entries, problems } = mergeActors(this.held);
    const rowsWithEntries = new Set(entries.map((entry) => entry.record));
    const rejected = new Set<number>();
    for (const { entry, problem } of problems) {
      if (rowsWithEntries.has(entry.record) || rejected.has(entry.record)) count(this.parts, problem, entry.line);
      else this.reject(entry.raw, problem);
      rejected.add(entry.record);
    }
    this.rejects.end();
    const { mapping, options } = this;
    const asked = {
      mapping: mapping.digest ?? mapping.id,
      ...(options.attributedBy === undefined ? {} : { attributedBy: options.attributedBy }),
      ...(options.attributionUrl === undefined ? {} : { attributionUrl: options.attributionUrl }),
      ...(options.encoding === undefined ? {} : { encoding: options.encoding.toLowerCase() }),
    };
    return {
      path: this.table.path,
      sha256: this.table.sha256,
      mapping,
      options: JSON.stringify(asked),
      notes: this.table.notes,
      rowCount: this.table.rows.length,
      entryRowCount: rowsWithEntries.size,
      furtherRowCount: this.furtherRowCount,
      rejectedCount: this.rejectedCount,
      entries: entries.map(({ entry, record, line }) => ({ entry, record, line })),
      setAside: tallies(this.setAside),
      partsSetAside: tallies(this.parts),
      said: tallies(this.said),
      rejects: this.rejects,
    };
  }

  /** The rows in the order of the file, those that give entries first where the mapping prefers some. */
  private rowsInTurn(): readonly TableRow[] {
    const { rows } = this.table;
    const { prefers } = this.mapping;
    if (prefers === undefined) return rows;
    const isFirst = rows.map((row) => prefers({ of: (name) => row.values.get(name) ?? '' }));
    return [...rows.filter((_, index) => isFirst[index]), ...rows.filter((_, index) => !isFirst[index])];
  }

  private readRow(row: TableRow): void {
    if (row.problem !== null) {
      this.reject(row, row.problem);
      return;
    }
    const blanks = this.mapping.blanks ?? [];
    const of = (name: string): string => {
      const value = row.values.get(name) ?? '';
      return blanks.includes(value) ? '' : value;
    };
    const whole = this.mapping.onePer === undefined ? '' : of(this.mapping.onePer);
    if (whole !== '' && this.wholes.has(whole)) {
      this.furtherRowCount++;
      return;
    }
    this.wholes.add(whole);
    const results = this.mapping.entries({ of } satisfies ForeignRow).map((raw) => this.readOne(raw, row));
    const problems = results.filter((result) => result !== null);
    if (problems.length === results.length) this.reject(row, problems[0] ?? 'holds no entry');
    else for (const problem of problems) count(this.parts, problem, row.line);
  }

  /** Why something is no entry, or null where it is one. */
  private readOne(raw: RawEntry | string, row: TableRow): string | null {
    if (typeof raw === 'string') return raw;
    const read = readEntry(this.withAttribution(raw));
    if ('problem' in read) return read.problem;
    const { entry } = read;
    const before = this.known.get(entry.actorKey)?.find((other) => sameAccount(other.entry, entry));
    if (before !== undefined) {
      const isEqual = JSON.stringify(before.entry) === JSON.stringify(entry);
      return isEqual ? 'repeats an entry' : 'repeats an entry of the same actor, account and valid_from, and says otherwise';
    }
    const found: Held = { entry, record: row.record, line: row.line, raw: row };
    this.held.push(found);
    this.known.set(entry.actorKey, [...(this.known.get(entry.actorKey) ?? []), found]);
    for (const what of read.said) count(this.said, what, row.line);
    return null;
  }

  private withAttribution(raw: RawEntry): RawEntry {
    const { attribution } = this.mapping;
    if (attribution !== undefined)
      return {
        ...raw,
        attributed_by: this.options.attributedBy ?? attribution.by,
        attribution_url: this.options.attributionUrl ?? (this.options.attributedBy === undefined ? attribution.url : ''),
      };
    if (raw.attributed_by) return raw;
    return {
      ...raw,
      attributed_by: this.options.attributedBy ?? '',
      attribution_url: raw.attribution_url || this.options.attributionUrl || '',
    };
  }

  private reject(row: TableRow, reason: string): void {
    this.rejectedCount++;
    count(this.setAside, reason, row.line);
    this.rejects.write({ record: row.record, line: row.line, reason, raw: row.raw });
  }
}

function count(tally: Map<string, { count: number; firstLine: number }>, what: string, line: number): void {
  const known = tally.get(what);
  if (known === undefined) tally.set(what, { count: 1, firstLine: line });
  else known.count++;
}

function tallies(counts: ReadonlyMap<string, { count: number; firstLine: number }>): Tally[] {
  return [...counts]
    .map(([what, { count: times, firstLine }]) => ({ what, count: times, firstLine }))
    .sort((a, b) => b.count - a.count || a.firstLine - b.firstLine);
}

/** Columns of a registry file that none of the layout's names is, in words; empty where all are. */
export function unknownColumns(columns: readonly string[]): string[] {
  return columns.filter((name) => name !== '' && !(COLUMN_NAMES as readonly string[]).includes(name));
}
