import { createHash } from 'node:crypto';
import type { CaseFile } from './case-file.js';
import type { KnownNames, Naming } from './naming.js';

/** Tables whose rows come and go with imports, the registry and what is worked out of texts. */
const COUNTED = [
  'source',
  'account',
  'post',
  'object',
  'share',
  'reject',
  'post_observation',
  'account_observation',
  'post_language',
  'voice',
  'public_account',
];

/**
 * Stands for what a case holds and under which names it is shown: equal states show equal tables. Findings are no part of it, as each
 * is one for itself.
 *
 * Worked out once for each reading of who may be named, which is read anew whenever the case has changed.
 *
 * @returns 16 hexadecimal digits.
 */
export async function dataState(file: CaseFile, naming: Naming): Promise<string> {
  const kept = STATES.get(naming.known.accounts);
  const kind = `${naming.isRevealed} ${naming.showsTexts} ${file.path}`;
  const known = kept?.get(kind);
  if (known !== undefined) return known;
  const counts = COUNTED.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`).join(', ');
  const row = await file.row(`SELECT ${counts}, (SELECT max(source_id) FROM source) AS last_source`);
  const parts = [row, naming.isRevealed, naming.showsTexts, knownDigest(naming.known)];
  const state = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
  STATES.set(naming.known.accounts, new Map([...(kept ?? []), [kind, state]]));
  return state;
}

/** By the accounts that may be named, which are read anew when the case changes. */
const STATES = new WeakMap<KnownNames['accounts'], ReadonlyMap<string, string>>();
const DIGESTS = new WeakMap<KnownNames['accounts'], string>();

function knownDigest({ accounts, handles, posts }: KnownNames): string {
  const known = DIGESTS.get(accounts);
  if (known !== undefined) return known;
  const hash = createHash('sha256');
  hash.update(JSON.stringify([...accounts].sort(([a], [b]) => (a < b ? -1 : 1))));
  hash.update(JSON.stringify([...handles].sort()));
  for (const post of [...posts].sort()) hash.update(`${post}\n`);
  const digest = hash.digest('hex');
  DIGESTS.set(accounts, digest);
  return digest;
}
