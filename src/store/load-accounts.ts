import { appendRows } from './append-rows.js';
import type { CaseFile } from './case-file.js';
import { type Contradictions, canBeSameTime, statedTime } from './conflicts.js';
import {
  ACCOUNT_OBSERVATION_FIELDS,
  isStatement,
  type Load,
  type LoadPlan,
  nextIdentity,
  POST_OBSERVATION_FIELDS,
  type Staged,
} from './load-plan.js';

/**
 * Adds the accounts that the case does not have yet, fills in what it lacked of others, and gathers what contradicts it: another date of
 * creation, and another handle where the format does not make handles observations, which may change.
 *
 * @returns How many values were filled in.
 */
export async function addAccounts(load: Load, found: Contradictions): Promise<number> {
  const { file, plan, from, record, sourceId } = load;
  const next = await nextIdentity(file, 'account');
  await file.run(
    `INSERT INTO account (account_id, key, handle, source_id, created_at, created_precision_seconds)
     SELECT ${next} + row_number() OVER (ORDER BY first) - 1, account_key, handle, ${sourceId}, created_at,
       CASE WHEN created_at IS NOT NULL THEN ${createdPrecision(load)} END
     FROM (SELECT account_key, min(${record}) AS first, ${firstStatements(load)} FROM ${from} staged WHERE account_key IS NOT NULL GROUP BY account_key) seen
     WHERE NOT EXISTS (SELECT 1 FROM account WHERE account.key = seen.account_key)`,
  );
  if (plan.accountCreatedAt === undefined && plan.handle === undefined) return 0;
  const filledCount = next === 0 ? 0 : await fillAccounts(load);
  await gatherContradictions(load, found);
  return filledCount;
}

function createdPrecision({ plan }: Load): number {
  return plan.accountCreatedPrecisionSeconds ?? 1;
}

function firstStatements({ plan, record }: Load): string {
  const first = (column: string, type: string, isThere: boolean): string => (isThere ? `arg_min(${column}, ${record})` : `NULL::${type}`);
  return `${first('handle', 'VARCHAR', plan.handle !== undefined)} AS handle,
    ${first('account_created_at', 'TIMESTAMP', plan.accountCreatedAt !== undefined)} AS created_at`;
}

/** Gives accounts that the case had without a name or a date of creation these. */
async function fillAccounts(load: Load): Promise<number> {
  const { file, from } = load;
  await file.run(
    `CREATE OR REPLACE TEMP TABLE account_filling AS
     SELECT account.account_id, CASE WHEN account.handle IS NULL THEN seen.handle END AS handle,
       CASE WHEN account.created_at IS NULL THEN seen.created_at END AS created_at
     FROM (SELECT account_key, ${firstStatements(load)} FROM ${from} staged GROUP BY account_key) seen JOIN account ON account.key = seen.account_key
     WHERE account.handle IS NULL AND seen.handle IS NOT NULL OR account.created_at IS NULL AND seen.created_at IS NOT NULL`,
  );
  const { count } = await file.row<{ count: number }>(`SELECT count(handle) + count(created_at) AS count FROM account_filling`);
  if (count > 0)
    await file.run(
      `UPDATE account SET handle = coalesce(account.handle, filling.handle), created_at = coalesce(account.created_at, filling.created_at),
         created_precision_seconds = CASE WHEN filling.created_at IS NULL THEN account.created_precision_seconds ELSE ${createdPrecision(load)} END
       FROM account_filling filling WHERE account.account_id = filling.account_id`,
    );
  await file.run(`DROP TABLE account_filling`);
  return count;
}

async function gatherContradictions(load: Load, found: Contradictions): Promise<void> {
  const { plan, from, record } = load;
  const stated = (column: string): string =>
    `(SELECT account_key, ${column} AS stated, min(${record}) AS record FROM ${from} staged WHERE ${column} IS NOT NULL GROUP BY account_key, ${column}) seen
     JOIN account ON account.key = seen.account_key`;
  if (plan.accountCreatedAt !== undefined) {
    const [kept, precision] = ['coalesce(account.created_precision_seconds, 1)', String(createdPrecision(load))];
    await found.add(
      'account',
      'created_at',
      `SELECT account_id AS entity_id, ${statedTime('account.created_at', kept)} AS kept, ${statedTime('seen.stated', precision)} AS stated, record
       FROM ${stated('account_created_at')} WHERE NOT ${canBeSameTime('seen.stated', precision, 'account.created_at', kept)}`,
    );
  }
  if (plan.handle !== undefined && plan.accountObservation?.handle === undefined)
    await found.add(
      'account',
      'handle',
      `SELECT account_id AS entity_id, account.handle AS kept, seen.stated, record FROM ${stated('handle')}
       WHERE trim(seen.stated) <> '' AND lower(seen.stated) <> lower(account.handle)`,
    );
}

/** The temporary table that says which account each name in the records stands for, of the records that were staged under `name`. */
export function accountNamesTable(name: string): string {
  return `${name}_accounts`;
}

/**
 * Adds what the records say of their accounts. The file's account columns are read again, so that long descriptions are never staged once
 * a post; records that were set aside say nothing.
 */
export async function addAccountObservations(load: Load, staged: Staged, twins: readonly number[]): Promise<void> {
  const { plan } = load;
  const all = [...(plan.accountObservation === undefined ? [] : [plan.accountObservation]), ...(plan.moreAccountObservations ?? [])];
  if (all.length === 0) return;
  const rows = await keptRows(load.file, plan, staged);
  for (const fields of all) await addOneObservation(load, staged, rows, fields, twins);
}

async function addOneObservation(
  { file, plan, sourceId }: Load,
  { table }: Staged,
  keptRows: string,
  fields: NonNullable<LoadPlan['accountObservation']>,
  twins: readonly number[],
): Promise<void> {
  const columns = ACCOUNT_OBSERVATION_FIELDS.map((name) => `${fields[name] ?? 'NULL'} AS ${name}`);
  const stated = ACCOUNT_OBSERVATION_FIELDS.filter(isStatement).map((name) => `seen.${name} IS NOT NULL`);
  const named = plan.accountNames === undefined ? null : accountNamesTable(table);
  const [key, join] =
    named === null ? ['seen.account_key', ''] : ['coalesce(named.key, seen.account_key)', `LEFT JOIN ${named} named USING (account_key)`];
  await file.run(
    `INSERT INTO account_observation (account_id, ${ACCOUNT_OBSERVATION_FIELDS.join(', ')}, source_id)
     SELECT seen.account_id, ${ACCOUNT_OBSERVATION_FIELDS.map((name) => `seen.${name}`).join(', ')}, ${sourceId}
     FROM (SELECT ${named === null ? '' : 'DISTINCT'} account.account_id, seen.* EXCLUDE (account_key)
       FROM (SELECT DISTINCT ${plan.account} AS account_key, ${columns.join(', ')} FROM ${keptRows}) seen ${join}
       JOIN account ON account.key = ${key}) seen
     WHERE (${stated.join(' OR ')}) ${notYetObserved('account', 'seen.account_id', 'seen', ACCOUNT_OBSERVATION_FIELDS, twins)}
     ORDER BY seen.account_id, seen.observed_at, seen.follower_count, seen.post_count, seen.handle, seen.status`,
  );
}

/** SQL relation with the file's records but those that were set aside. */
async function keptRows(file: CaseFile, plan: LoadPlan, { problems }: Staged): Promise<string> {
  if (problems.length === 0) return plan.rows;
  await file.run(`CREATE OR REPLACE TEMP TABLE set_aside (record_number INTEGER)`);
  await appendRows(
    file,
    'set_aside',
    problems.map(({ record }) => [record]),
  );
  const number = plan.record === null ? 'row_number() OVER ()' : plan.record;
  return `(SELECT * FROM (SELECT (${number})::INTEGER AS record_number, * FROM ${plan.rows}) WHERE record_number NOT IN (SELECT record_number FROM set_aside))`;
}

/**
 * SQL that leaves out observations that the case has: the same ones at the same time, whatever source stated them; and where they have no
 * time, those that the same content gave already, read in another way.
 *
 * @param fields What the rows state; all else is NULL in them.
 * @param twins Sources of the same content.
 */
export function notYetObserved(
  entity: 'account' | 'post',
  identity: string,
  row: string,
  fields: readonly string[],
  twins: readonly number[],
): string {
  const all = entity === 'account' ? ACCOUNT_OBSERVATION_FIELDS : POST_OBSERVATION_FIELDS;
  const sameAs = (name: string): string => `known.${name} IS NOT DISTINCT FROM ${row}.${name}`;
  const same = fields.map(sameAs).join(' AND ');
  const exactly = all
    .filter((name) => name !== 'observed_at')
    .map((name) => (fields.includes(name) ? sameAs(name) : `known.${name} IS NULL`));
  const known = `NOT EXISTS (SELECT 1 FROM ${entity}_observation known WHERE known.${entity}_id = ${identity}`;
  const dated = fields.includes('observed_at')
    ? `AND ${known} AND known.observed_at = ${row}.observed_at AND ${exactly.join(' AND ')})`
    : '';
  return `${dated} ${twins.length === 0 ? '' : `AND ${known} AND known.source_id IN (${twins.join(', ')}) AND ${same})`}`;
}
