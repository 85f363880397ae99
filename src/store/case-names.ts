import { PART_PATTERN } from '../kernels/text/name-mask.js';
import type { CaseFile } from './case-file.js';
import { type KnownNames, type Naming, type NamingOptions, noNames, openNaming, type ShownName } from './naming.js';
import { publicNames } from './registry.js';

/** Beyond so many texts, all names of accounts are read rather than looked for in each. */
const FEW_TEXTS = 2000;
/** Shortest name of an account that is looked for inside other words. */
const LEAST_IN_FILE_NAME = 4;

/**
 * Names for the outputs of a case: registered accounts and those marked as public by name, all others under pseudonyms.
 *
 * @throws AntiphonError As `openNaming`.
 */
export async function openNames(file: CaseFile, options: NamingOptions): Promise<Naming> {
  return openNaming(file.path, options, await readPublic(file));
}

/**
 * As `openNames`, with who may be named as it was read before.
 *
 * @param known What `readPublic` gave; what is learnt for one output does not pass into another.
 */
export function openNamesAgain(file: CaseFile, options: NamingOptions, known: KnownNames): Naming {
  return openNaming(file.path, options, { ...noNames(), accounts: known.accounts, handles: known.handles, posts: known.posts });
}

/** Who may be named: accounts as `publicAccounts` says, their handles, and their posts within the dates. */
export async function readPublic(file: CaseFile): Promise<KnownNames> {
  const names = await publicNames(file);
  if (names.size === 0) return noNames();
  const accounts = new Map<string, ShownName>();
  for (const { accountKey, handle, actors } of names.values()) accounts.set(accountKey, { handle, actors });
  const ids = [...names.keys()].join(', ');
  const handles = await file.rows<{ handle: string }>(
    `WITH called AS (
       SELECT account_id, lower(ltrim(handle, '@')) AS handle FROM account UNION SELECT account_id, lower(key) FROM account
       UNION SELECT account_id, lower(ltrim(handle, '@')) FROM account_observation
       UNION SELECT account_id, lower(voice.handle) FROM voice_account JOIN voice USING (voice_id))
     SELECT handle FROM called WHERE handle <> '' GROUP BY handle HAVING bool_and(account_id IN (${ids}))`,
  );
  const posts = await file.rows<{ key: string }>(
    `SELECT DISTINCT post.key FROM post JOIN (${publicSpans(ids)}) span USING (account_id)
     WHERE (span.since IS NULL OR posted_at >= span.since) AND (span.until IS NULL OR posted_at <= span.until)`,
  );
  return { ...noNames(), accounts, handles: new Set(handles.map(({ handle }) => handle)), posts: new Set(posts.map(({ key }) => key)) };
}

/** SQL for when each of some accounts may be named: account_id, since, until; NULL is open. */
function publicSpans(accountIds: string): string {
  return `SELECT account_id, valid_from AS since, valid_to AS until FROM voice_account JOIN voice USING (voice_id) WHERE account_id IN (${accountIds})
    UNION SELECT account_id, NULL, NULL FROM public_account WHERE account_id IN (${accountIds})`;
}

/** Makes the temporary table `public_span` (account_id, since, until): when each account may be named. */
export async function preparePublicSpans(file: CaseFile): Promise<void> {
  const ids = [...(await publicNames(file)).keys()].join(', ') || 'NULL';
  await file.run(`CREATE OR REPLACE TEMP TABLE public_span AS ${publicSpans(ids)}`);
}

const LONE_SURROGATES = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
const WORD = '[\\p{L}\\p{M}\\p{N}_]+';

/**
 * Looks texts through for identifiers, handles and names of accounts and posts of the case, so that `naming` can take them out.
 *
 * @param texts SQL query with one column `key`.
 * @param kind `objects`: links and identifiers, in which names as they are shown do not stand.
 */
export async function learnNames(file: CaseFile, naming: Naming, texts: string, kind: 'objects' | 'texts'): Promise<void> {
  if (naming.isRevealed) return;
  const { parts } = naming.known;
  const pieces = [PART_PATTERN, WORD, '\\w+', `${WORD}(?:[.:-]${WORD})*`].map((pattern) => `regexp_extract_all(key, '${pattern}')`);
  await file.run(`CREATE OR REPLACE TEMP TABLE looked_through AS SELECT DISTINCT key FROM (${texts}) WHERE key IS NOT NULL`);
  const rows = await file.rows<{ part: string; entity: 'account' | 'post'; key: string }>(
    `WITH given AS (SELECT key FROM looked_through UNION SELECT try(url_decode(key)) FROM looked_through WHERE regexp_matches(key, '%[0-9A-Fa-f]{2}')),
       part AS (SELECT DISTINCT unnest(list_concat([key], ${pieces.join(', ')})) AS part FROM given),
       handle AS (SELECT lower(ltrim(handle, '@')) AS name, account_id FROM account WHERE handle IS NOT NULL
         UNION SELECT lower(ltrim(handle, '@')), account_id FROM account_observation WHERE handle IS NOT NULL)
     SELECT part, 'post' AS entity, part AS key FROM part WHERE part IN (SELECT key FROM post)
     UNION ALL SELECT part, 'account', account.key FROM part JOIN account ON lower(account.key) = lower(part.part)
     UNION ALL SELECT part, 'account', account.key FROM part JOIN handle ON handle.name = lower(part.part) JOIN account USING (account_id)
     ORDER BY ALL`,
  );
  for (const { part, entity, key } of rows) {
    const isPublic = entity === 'account' ? naming.known.accounts.has(key) : naming.known.posts.has(key);
    if (!isPublic) parts.set(part, { entity, key });
  }
  if (kind === 'texts') await learnDisplayNames(file, naming);
  await file.run(`DROP TABLE looked_through`);
}

async function learnDisplayNames(file: CaseFile, naming: Naming): Promise<void> {
  const { count } = await file.row<{ count: number }>(`SELECT count(*) AS count FROM looked_through`);
  const inThem = `AND EXISTS (SELECT 1 FROM looked_through WHERE contains(lower(key), lower(trim(display_name))))`;
  const rows = await file.rows<{ key: string; name: string }>(
    `SELECT DISTINCT account.key, display_name AS name FROM account_observation JOIN account USING (account_id)
     WHERE length(trim(display_name)) > 1 ${count <= FEW_TEXTS ? inThem : ''} ORDER BY ALL`,
  );
  const shown = new Set(rows.filter(({ key }) => naming.known.accounts.has(key)).map(({ name }) => name));
  for (const { key, name } of rows) if (!naming.known.accounts.has(key) && !shown.has(name)) naming.known.displayNames.add(name);
}

/** Looks some texts through, as `learnNames`. */
export async function learnList(
  file: CaseFile,
  naming: Naming,
  texts: readonly (string | null)[],
  kind: 'objects' | 'texts',
): Promise<void> {
  const list = JSON.stringify([...new Set(texts.filter((text) => text !== null).map((text) => text.replace(LONE_SURROGATES, '\uFFFD')))]);
  if (naming.isRevealed || list === '[]') return;
  await file.run(`CREATE OR REPLACE TEMP TABLE shown_list AS SELECT unnest(from_json(?::JSON, '["VARCHAR"]')) AS key`, [list]);
  await learnNames(file, naming, `SELECT key FROM shown_list`, kind);
  await file.run(`DROP TABLE shown_list`);
}

/** Texts as they may be shown, in their order; null stays null. */
export async function shownTexts<T extends string | null>(file: CaseFile, naming: Naming, texts: readonly T[]): Promise<T[]> {
  if (naming.isRevealed) return [...texts];
  await learnList(file, naming, texts, 'texts');
  return texts.map((text) => (text === null ? null : naming.text(text)) as T);
}

/** Looks the names of the imported files through for names of accounts, be it within a word, so that `naming.fileName` can take them out. */
export async function learnFileNames(file: CaseFile, naming: Naming): Promise<void> {
  if (naming.isRevealed) return;
  const rows = await file.rows<{ name: string; key: string }>(
    `WITH file AS (SELECT DISTINCT lower(regexp_extract(path, '[^/\\\\]*$')) AS name FROM source),
       known AS (SELECT key, lower(key) AS name FROM account UNION SELECT key, lower(handle) FROM account
         UNION SELECT account.key, lower(o.handle) FROM account_observation o JOIN account USING (account_id)
         UNION SELECT account.key, lower(display_name) FROM account_observation JOIN account USING (account_id))
     SELECT DISTINCT known.name, known.key FROM known JOIN file ON contains(file.name, known.name)
     WHERE length(known.name) >= ${LEAST_IN_FILE_NAME} ORDER BY length(known.name) DESC, 1, 2`,
  );
  const names = rows.filter(({ key }) => !naming.known.accounts.has(key)).map(({ name }) => name);
  naming.known.inFileNames.splice(0, Number.POSITIVE_INFINITY, ...new Set(names));
}

/** The last part of a path, without names of accounts that may not be named. */
export function shownFileName(naming: Naming, path: string): string {
  return naming.fileName(path.split(/[\\/]/).at(-1) ?? '');
}
