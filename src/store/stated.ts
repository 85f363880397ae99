import type { CaseFile } from './case-file.js';
import type { CaseQueries } from './case-queries.js';

/** How a stated number is meant. `more-than` and `fewer-than` leave out the number itself, `at-least` and `at-most` do not. */
export const BOUNDS = ['exact', 'about', 'at-least', 'at-most', 'more-than', 'fewer-than'] as const;
export type Bound = (typeof BOUNDS)[number];

/** A number that somebody published. Instants are ISO 8601 in UTC with microseconds. */
export interface Figure {
  /** `twitter @handle`, `twitter id 123`, `@handle`, or an actor's key or name, or any other name. */
  readonly subject: string;
  readonly measure: string;
  readonly value: number;
  readonly bound: Bound;
  readonly unit: string | null;
  /** First instant of the time for which it is stated; null: not stated. */
  readonly statedAt: string | null;
  /** Length of that time in seconds: of a year, a month, a day, 60 or 1 of an instant, or of a period. */
  readonly statedPrecisionSeconds: number | null;
  readonly statedBy: string;
  readonly url: string | null;
  readonly note: string | null;
}

/** What somebody published on whether a voice can be used or seen on a platform. */
export interface AccessStatement {
  /** As the subject of a figure, or `any`. */
  readonly voice: string;
  readonly platform: string;
  /** ISO 3166-1 alpha-2; null: everywhere. */
  readonly country: string | null;
  readonly status: string;
  /** First instant for which it holds; null: not stated. */
  readonly since: string | null;
  /** Last instant for which it holds; null: not stated, or still so. */
  readonly until: string | null;
  readonly statedReason: string | null;
  readonly statedBy: string;
  readonly url: string | null;
  readonly note: string | null;
}

/** A dated event. */
export interface StatedEvent {
  readonly happenedAt: string;
  /** Length of the time that is stated, as of a figure; null: not kept by the version that imported it. */
  readonly precisionSeconds: number | null;
  readonly title: string;
  readonly kind: string | null;
  readonly source: string | null;
  readonly url: string | null;
}

/** The tables of what others stated, with the statement that each holds. */
export interface StatedRows {
  readonly figures: Figure;
  readonly access: AccessStatement;
  readonly events: StatedEvent;
}
export type StatedKind = keyof StatedRows;

/** A statement as the case holds it. */
export type Held<Row> = Row & { readonly id: number; readonly sourceId: number };

interface TableShape {
  readonly table: string;
  readonly id: string;
  /** Column by field. */
  readonly columns: Readonly<Record<string, string>>;
  readonly instants: readonly string[];
  readonly numbers: Readonly<Record<string, 'DOUBLE' | 'INTEGER'>>;
}

const SHAPES: Readonly<Record<StatedKind, TableShape>> = {
  figures: {
    table: 'figure',
    id: 'figure_id',
    columns: {
      ...{ subject: 'subject', measure: 'measure', value: 'value', bound: 'bound', unit: 'unit' },
      ...{ statedAt: 'stated_at', statedPrecisionSeconds: 'stated_precision_seconds', statedBy: 'stated_by', url: 'url', note: 'note' },
    },
    instants: ['statedAt'],
    numbers: { value: 'DOUBLE', statedPrecisionSeconds: 'INTEGER' },
  },
  access: {
    table: 'access',
    id: 'access_id',
    columns: {
      ...{ voice: 'voice', platform: 'platform', country: 'country', status: 'status', since: 'since', until: 'until' },
      ...{ statedReason: 'stated_reason', statedBy: 'stated_by', url: 'url', note: 'note' },
    },
    instants: ['since', 'until'],
    numbers: {},
  },
  events: {
    table: 'event',
    id: 'event_id',
    columns: {
      ...{ happenedAt: 'happened_at', precisionSeconds: 'precision_seconds', title: 'title', kind: 'kind', source: 'source', url: 'url' },
    },
    instants: ['happenedAt'],
    numbers: { precisionSeconds: 'INTEGER' },
  },
};

const BATCH = 4000;

/** All statements of one table, in order of their numbers. */
export async function statedRows<Kind extends StatedKind>(file: CaseQueries, kind: Kind): Promise<Held<StatedRows[Kind]>[]> {
  const { table, id, columns, instants } = SHAPES[kind];
  const selected = Object.entries(columns).map(
    ([field, column]) => `${instants.includes(field) ? `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%fZ')` : column} AS "${field}"`,
  );
  return file.rows(`SELECT ${selected.join(', ')}, ${id} AS id, source_id AS "sourceId" FROM ${table} ORDER BY ${id}`);
}

/** What a statement says, as one text that is equal for equal statements. */
export function statedKey(kind: StatedKind, row: StatedRows[StatedKind]): string {
  return JSON.stringify(Object.keys(SHAPES[kind].columns).map((field) => (row as unknown as Record<string, unknown>)[field] ?? null));
}

/** Adds figures or statements of access behind those that are there. Inside the caller's transaction. */
export async function addStated<Kind extends 'figures' | 'access'>(
  file: CaseFile,
  kind: Kind,
  rows: readonly (StatedRows[Kind] & { readonly record: number })[],
  sourceId: number,
): Promise<void> {
  const { table, id, columns, instants, numbers } = SHAPES[kind];
  const fields = Object.keys(columns);
  const types = fields.map((field) => `"${field}":"${numbers[field] ?? 'VARCHAR'}"`);
  const values = fields.map((field) => (instants.includes(field) ? `try_cast("${field}" AS TIMESTAMPTZ)::TIMESTAMP` : `"${field}"`));
  let { next } = await file.row<{ next: number }>(`SELECT coalesce(max(${id}) + 1, 0) AS next FROM ${table}`);
  for (let from = 0; from < rows.length; from += BATCH) {
    const part = rows.slice(from, from + BATCH).map((row) => ({ ...row, id: next++ }));
    await file.run(
      `INSERT INTO ${table} (${id}, source_id, record, ${Object.values(columns).join(', ')})
       SELECT id, ${Math.trunc(sourceId)}, record, ${values.join(', ')} FROM (
         SELECT unnest(from_json(?::JSON, '[{"id":"INTEGER","record":"INTEGER",${types.join(',')}}]'), recursive := true)) ORDER BY id`,
      [JSON.stringify(part)],
    );
  }
}

/** Removes statements by their numbers. Inside the caller's transaction. */
export async function removeStated(file: CaseFile, kind: StatedKind, ids: readonly number[]): Promise<void> {
  const { table, id } = SHAPES[kind];
  await file.run(`DELETE FROM ${table} WHERE ${id} IN (${ids.map(Math.trunc).join(', ') || 'NULL'})`);
}

/** What accounts of the case showed, look by look: those with a time, in its order. */
export async function observedCounts(
  file: CaseFile,
  accountIds: readonly number[],
): Promise<{ accountId: number; at: string; followers: number | null; following: number | null; posts: number | null }[]> {
  return file.rows(
    `SELECT account_id AS "accountId", strftime(observed_at, '%Y-%m-%dT%H:%M:%S.%fZ') AS at, follower_count AS followers,
       following_count AS following, post_count AS posts
     FROM account_observation WHERE observed_at IS NOT NULL AND account_id IN (${accountIds.map(Math.trunc).join(', ') || 'NULL'})
       AND coalesce(follower_count, following_count, post_count) IS NOT NULL
     ORDER BY account_id, observed_at, followers, following, posts`,
  );
}

/** Every handle that an account of the case bore, lower case, with its platform where that is known. */
export async function knownHandles(file: CaseFile): Promise<{ accountId: number; key: string; platform: string | null; handle: string }[]> {
  return file.rows(
    `SELECT DISTINCT account_id AS "accountId", account.key, account.platform, lower(named.handle) AS handle FROM account JOIN (
       SELECT account_id, handle FROM account WHERE handle IS NOT NULL UNION SELECT account_id, handle FROM account_observation WHERE handle IS NOT NULL
     ) named USING (account_id) ORDER BY account_id, handle`,
  );
}
