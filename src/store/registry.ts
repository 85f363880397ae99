import { createHash } from 'node:crypto';
import { AntiphonError } from '../errors.js';
import type { CaseFile } from './case-file.js';
import type { CaseQueries } from './case-queries.js';
import type { Naming } from './naming.js';

/** One attribution of the registry: an actor, an account that speaks for it, and who says so. Instants are ISO 8601 in UTC with microseconds. */
export interface RegistryEntry {
  /** What tells actors apart: the file's own identifier, else polity and name. */
  readonly actorKey: string;
  readonly actor: string;
  readonly polity: string;
  /** ISO 3166-1 alpha-2. */
  readonly polityCode: string | null;
  readonly institution: string | null;
  /** Key or name of the actor above it. */
  readonly parent: string | null;
  /** The part of the polity for which it speaks, one of `LEVELS` (registry/levels.ts). */
  readonly level: string | null;
  readonly role: string;
  readonly host: string | null;
  readonly hostCode: string | null;
  readonly platform: string;
  /** Without the @. */
  readonly handle: string | null;
  /** The platform's own identifier of the account. */
  readonly accountKey: string | null;
  /** When the account was made, as the list says: a year, month, day, or an instant in UTC. */
  readonly opened: string | null;
  /** First instant for which the attribution holds; null: not stated. */
  readonly validFrom: string | null;
  /** Last instant for which it holds; null: not stated, or still so. */
  readonly validTo: string | null;
  /** What the dates are: of the office, or of the account's standing in the list. */
  readonly datesMean: 'office' | 'listing' | null;
  /** First look at the list in which it no longer stood. */
  readonly absentAt: string | null;
  readonly attributedBy: string;
  readonly attributionUrl: string | null;
  readonly note: string | null;
}

/** An entry as the case holds it. */
export interface Voice extends RegistryEntry {
  readonly voiceId: number;
  readonly actorId: number;
  readonly sourceId: number;
  readonly record: number;
}

/** An account that its user marked as public. */
export interface PublicMark {
  readonly accountId: number;
  readonly accountKey: string;
  readonly handle: string | null;
  readonly reason: string;
  readonly markedAt: string;
}

const ACTOR_COLUMNS = {
  actorKey: 'key',
  actor: 'name',
  polity: 'polity',
  polityCode: 'polity_code',
  institution: 'institution',
  parent: 'parent_key',
  level: 'level',
} as const;
const VOICE_COLUMNS = {
  role: 'role',
  host: 'host',
  hostCode: 'host_code',
  platform: 'platform',
  handle: 'handle',
  accountKey: 'account_key',
  opened: 'opened',
  validFrom: 'valid_from',
  validTo: 'valid_to',
  datesMean: 'dates_mean',
  absentAt: 'absent_at',
  attributedBy: 'attributed_by',
  attributionUrl: 'attribution_url',
  note: 'note',
} as const;
const INSTANTS: readonly string[] = ['valid_from', 'valid_to', 'absent_at'];
const BATCH = 4000;

/** SQL for an instant with microseconds. */
function instant(column: string): string {
  return `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%fZ')`;
}

/** Every entry of the registry, in order of their numbers. */
export async function voices(file: CaseQueries, where = 'true'): Promise<Voice[]> {
  const actor = Object.entries(ACTOR_COLUMNS).map(([name, column]) => `actor.${column} AS "${name}"`);
  const voice = Object.entries(VOICE_COLUMNS).map(
    ([name, column]) => `${INSTANTS.includes(column) ? instant(`voice.${column}`) : `voice.${column}`} AS "${name}"`,
  );
  return file.rows<Voice>(
    `SELECT ${actor.join(', ')}, ${voice.join(', ')}, voice_id AS "voiceId", actor_id AS "actorId", source_id AS "sourceId", record
     FROM voice JOIN actor USING (actor_id) WHERE ${where} ORDER BY voice_id`,
  );
}

/** The entries whose account is this one of the case, whatever their dates. */
export async function voicesOf(file: CaseQueries, accountId: number): Promise<Voice[]> {
  return voices(file, `voice_id IN (SELECT voice_id FROM voice_account WHERE account_id = ${Math.trunc(accountId)})`);
}

/** Which account of the case each entry that found one speaks through, and how it was found. */
export async function voiceAccounts(
  file: CaseQueries,
): Promise<{ voiceId: number; accountId: number; accountKey: string; matchedBy: string }[]> {
  return file.rows(
    `SELECT voice_id AS "voiceId", account_id AS "accountId", account.key AS "accountKey", matched_by AS "matchedBy"
     FROM voice_account JOIN account USING (account_id) ORDER BY voice_id, account_id`,
  );
}

/**
 * The accounts that may be shown by name: registered for a time in which the case saw them, or marked as public by its user.
 *
 * An entry with dates counts when a post or an observation of its account lies within them, or when the case holds nothing dated of it.
 */
export async function publicAccounts(file: CaseQueries): Promise<Set<number>> {
  const rows = await file.rows<{ id: number }>(
    `WITH spoken AS (SELECT DISTINCT account_id, valid_from, valid_to FROM voice_account JOIN voice USING (voice_id)),
       dated AS (SELECT account_id FROM spoken WHERE valid_from IS NOT NULL OR valid_to IS NOT NULL),
       seen AS (SELECT account_id, posted_at AS at FROM post WHERE account_id IN (SELECT account_id FROM dated)
         UNION ALL SELECT account_id, observed_at FROM account_observation WHERE observed_at IS NOT NULL AND account_id IN (SELECT account_id FROM dated))
     SELECT account_id AS id FROM spoken WHERE valid_from IS NULL AND valid_to IS NULL
     UNION SELECT spoken.account_id FROM spoken LEFT JOIN seen USING (account_id)
       WHERE seen.at IS NULL OR ((spoken.valid_from IS NULL OR seen.at >= spoken.valid_from) AND (spoken.valid_to IS NULL OR seen.at <= spoken.valid_to))
     UNION SELECT account_id FROM public_account ORDER BY id`,
  );
  return new Set(rows.map((row) => row.id));
}

/** How an account of the case that is in the registry, or marked, is shown. */
export interface PublicName {
  readonly accountId: number;
  readonly accountKey: string;
  readonly handle: string | null;
  /** The actors that it speaks for, in order of their entries; none for one that is only marked. */
  readonly actors: readonly string[];
}

/** Names of the accounts that may be shown by name, by account identity. */
export async function publicNames(file: CaseQueries): Promise<Map<number, PublicName>> {
  const shown = await publicAccounts(file);
  const rows = await file.rows<PublicName>(
    `SELECT account_id AS "accountId", account.key AS "accountKey", coalesce(first(voice.handle ORDER BY voice_id) FILTER (voice.handle IS NOT NULL), account.handle) AS handle,
       coalesce(list(DISTINCT actor.name ORDER BY actor.name) FILTER (actor.name IS NOT NULL), []) AS actors
     FROM account LEFT JOIN voice_account USING (account_id) LEFT JOIN voice USING (voice_id) LEFT JOIN actor USING (actor_id)
     WHERE account_id IN (SELECT account_id FROM voice_account UNION SELECT account_id FROM public_account)
     GROUP BY account_id, account.key, account.handle ORDER BY account_id`,
  );
  return new Map(rows.filter((row) => shown.has(row.accountId)).map((row) => [row.accountId, row]));
}

/**
 * Hash of who speaks for whom in a case: of actors, entries, their accounts, and marks.
 *
 * Equal registries have equal hashes, in whatever order they came; when and from which file is not part of it.
 */
export async function registryRevision(file: CaseQueries): Promise<string> {
  const [entries, accounts, marks] = [await voices(file), await voiceAccounts(file), await publicMarks(file)];
  const accountsOf = new Map<number, string[]>();
  for (const { voiceId, accountKey, matchedBy } of accounts)
    accountsOf.set(voiceId, [...(accountsOf.get(voiceId) ?? []), `${accountKey} ${matchedBy}`]);
  const lines = [
    ...entries.map((entry) => JSON.stringify([...statedValues(entry), ...(accountsOf.get(entry.voiceId) ?? [])])),
    ...marks.map((mark) => JSON.stringify([mark.accountKey, mark.reason])),
  ];
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

/** What an entry says, so that one without what later versions added stands as it did in them. */
function statedValues(entry: RegistryEntry): (string | null)[] {
  const added = ADDED_FIELDS.flatMap((name) => (entry[name] === null ? [] : [`${name} ${entry[name]}`]));
  return [...ENTRY_FIELDS.filter((name) => !ADDED_FIELDS.includes(name)).map((name) => entry[name]), ...added];
}

/** Fields that entries of earlier schema versions lack. */
const ADDED_FIELDS: readonly (keyof RegistryEntry)[] = ['level', 'opened'];

/** What an entry says, in a fixed order. */
export function entryValues(entry: RegistryEntry): (string | null)[] {
  return ENTRY_FIELDS.map((name) => entry[name]);
}

export const ENTRY_FIELDS = [...Object.keys(ACTOR_COLUMNS), ...Object.keys(VOICE_COLUMNS)] as readonly (keyof RegistryEntry)[];
/** The fields of an entry that belong to its actor, and so to all entries of the actor. */
export const ACTOR_FIELDS = Object.keys(ACTOR_COLUMNS) as readonly (keyof RegistryEntry)[];

/**
 * Writes entries: those with the number of an entry that is there take its place, the others are new. Actors that no entry needs
 * any more go, and all take what the entries last written say of them. Inside the caller's transaction.
 */
export async function writeVoices(file: CaseFile, entries: readonly Voice[]): Promise<void> {
  for (let from = 0; from < entries.length; from += BATCH) {
    await stage(file, entries.slice(from, from + BATCH));
    await file.run(`DELETE FROM actor WHERE key IN (SELECT "actorKey" FROM staged_voice)`);
    await file.run(
      `INSERT INTO actor (actor_id, ${Object.values(ACTOR_COLUMNS).join(', ')})
       SELECT "actorId", ${Object.keys(ACTOR_COLUMNS)
         .map((name) => `last("${name}" ORDER BY "voiceId")`)
         .join(', ')} FROM staged_voice GROUP BY "actorId"`,
    );
    await file.run(`DELETE FROM voice WHERE voice_id IN (SELECT "voiceId" FROM staged_voice)`);
    const values = Object.entries(VOICE_COLUMNS).map(([name, column]) =>
      INSTANTS.includes(column) ? `try_cast("${name}" AS TIMESTAMPTZ)::TIMESTAMP` : `"${name}"`,
    );
    await file.run(
      `INSERT INTO voice (voice_id, actor_id, source_id, record, ${Object.values(VOICE_COLUMNS).join(', ')})
       SELECT "voiceId", "actorId", "sourceId", record, ${values.join(', ')} FROM staged_voice ORDER BY "voiceId"`,
    );
    await file.run(`DROP TABLE staged_voice`);
  }
}

async function stage(file: CaseFile, entries: readonly Voice[]): Promise<void> {
  const types = [
    ...ENTRY_FIELDS.map((name) => `"${name}":"VARCHAR"`),
    ...['voiceId', 'actorId', 'sourceId', 'record'].map((name) => `"${name}":"INTEGER"`),
  ];
  await file.run(
    `CREATE OR REPLACE TEMP TABLE staged_voice AS SELECT unnest(from_json(?::JSON, '[{${types.join(',')}}]'), recursive := true)`,
    [JSON.stringify(entries)],
  );
}

/** Removes entries, and the actors that are left with none. Inside the caller's transaction. */
export async function removeVoices(file: CaseFile, voiceIds: readonly number[]): Promise<void> {
  const list = voiceIds.map(Math.trunc).join(', ') || 'NULL';
  await file.run(`DELETE FROM voice_account WHERE voice_id IN (${list})`);
  await file.run(`DELETE FROM voice WHERE voice_id IN (${list})`);
  await file.run(`DELETE FROM actor WHERE actor_id NOT IN (SELECT actor_id FROM voice)`);
}

/** The accounts that the user marked as public, by identifier. */
export async function publicMarks(file: CaseQueries): Promise<PublicMark[]> {
  return file.rows<PublicMark>(
    `SELECT account_id AS "accountId", account.key AS "accountKey", account.handle, reason, ${instant('marked_at')} AS "markedAt"
     FROM public_account JOIN account USING (account_id) ORDER BY account.key`,
  );
}

/** Marks an account as public, for a reason that is kept; marking it again changes the reason. */
export async function markPublic(file: CaseFile, accountId: number, reason: string, now: Date): Promise<void> {
  if (reason.trim() === '') throw new AntiphonError('usage', 'marking an account as public needs a reason; give one with --reason');
  await file.transaction(async () => {
    await file.run(`DELETE FROM public_account WHERE account_id = ?`, [accountId]);
    await file.run(`INSERT INTO public_account VALUES (?, ?, ?::TIMESTAMP)`, [
      accountId,
      reason.trim(),
      now.toISOString().slice(0, 19).replace('T', ' '),
    ]);
  });
}

/** Takes the mark away again; false if there was none. */
export async function unmarkPublic(file: CaseFile, accountId: number): Promise<boolean> {
  const { count } = await file.row<{ count: number }>(`SELECT count(*) AS count FROM public_account WHERE account_id = ?`, [accountId]);
  await file.run(`DELETE FROM public_account WHERE account_id = ?`, [accountId]);
  return count > 0;
}

/** The accounts with this identifier, else those that bear this handle, with or without an @, whatever its case; with `naming`, those with this pseudonym. */
export async function accountsCalled(
  file: CaseFile,
  name: string,
  naming?: Pick<Naming, 'account'>,
): Promise<{ accountId: number; key: string; handle: string | null }[]> {
  type Row = { accountId: number; key: string; handle: string | null };
  const columns = `account_id AS "accountId", key, handle`;
  if (naming !== undefined) {
    const all = await file.rows<Row>(`SELECT ${columns} FROM account ORDER BY account_id`);
    return all.filter(({ key }) => naming.account(key) === name);
  }
  const byKey = await file.rows<Row>(`SELECT ${columns} FROM account WHERE key = ?`, [name]);
  if (byKey.length > 0) return byKey;
  return file.rows<Row>(`SELECT ${columns} FROM account WHERE lower(handle) = lower(ltrim(?, '@')) ORDER BY key`, [name]);
}
