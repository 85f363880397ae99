import type { Contradictions } from './conflicts.js';
import type { Load, LoadPlan } from './load-plan.js';

/** True if all accounts of a file are of the platform that the plan names in so many words. */
export function isOnePlatform(plan: LoadPlan): boolean {
  return plan.platform !== undefined && /^'[^']*'$/.test(plan.platform);
}

/**
 * Gives accounts the platform that a file states, where the case does not know it yet; another one than the case knows is a
 * contradiction, as two platforms never share an account. Inside the caller's transaction, once the file's accounts are there.
 */
export async function addPlatforms({ file, plan, from, record }: Load, found: Contradictions): Promise<void> {
  if (plan.platform === undefined) return;
  const platform = isOnePlatform(plan) ? plan.platform : 'account_platform';
  await file.run(
    `CREATE OR REPLACE TEMP TABLE stated_platform AS
     SELECT account.account_id, seen.platform, record
     FROM (SELECT account_key, ${platform} AS platform, min(${record}) AS record FROM ${from} staged WHERE account_key IS NOT NULL GROUP BY ALL) seen
     JOIN account ON account.key = seen.account_key WHERE account.platform IS DISTINCT FROM seen.platform AND seen.platform IS NOT NULL`,
  );
  await file.run(
    `UPDATE account SET platform = seen.platform
     FROM (SELECT account_id, arg_min(platform, record) AS platform FROM stated_platform GROUP BY account_id) seen
     WHERE account.account_id = seen.account_id AND account.platform IS NULL`,
  );
  await found.add(
    'account',
    'platform',
    `SELECT account_id AS entity_id, account.platform AS kept, seen.platform AS stated, record
     FROM stated_platform seen JOIN account USING (account_id) WHERE account.platform <> seen.platform`,
  );
  await file.run(`DROP TABLE stated_platform`);
}
