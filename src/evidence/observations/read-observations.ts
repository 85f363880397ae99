import { AntiphonError } from '../../errors.js';
import type { CaseFile } from '../../store/case-file.js';
import { openNames, shownTexts } from '../../store/case-names.js';
import type { Naming } from '../../store/naming.js';
import { type ObservedContradiction, readContradictions } from '../../store/observation-contradictions.js';
import { type ObservationSummary, type ObservedThing, readObservedThings, summariseObservations } from '../../store/observation-summary.js';
import { type Look, type Observed, prepareSameAccounts, readLooks } from '../../store/observations.js';
import { accountsCalled } from '../../store/registry.js';

/** A contradiction under names that may be shown. */
export type NamedContradiction = Omit<ObservedContradiction, 'subject'> & { readonly name: string };

/** What a case knows of what was seen when. */
export interface CaseObservations {
  readonly namesAreShown: boolean;
  readonly accounts: ObservationSummary;
  readonly posts: ObservationSummary;
  readonly contradictions: readonly NamedContradiction[];
}

/** Everything that was seen of the accounts and posts of a case, in numbers, and what contradicts itself. */
export async function readCaseObservations(file: CaseFile, naming: Naming): Promise<CaseObservations> {
  const contradictions = [...(await readContradictions(file, 'account')), ...(await readContradictions(file, 'post'))];
  const keys = await keysOf(file, contradictions);
  return {
    namesAreShown: naming.isRevealed,
    accounts: await summariseObservations(file, 'account'),
    posts: await summariseObservations(file, 'post'),
    contradictions: contradictions.map(({ subject, ...rest }) => ({
      ...rest,
      name: naming[rest.entity](keys.get(`${rest.entity} ${subject}`) ?? ''),
    })),
  };
}

async function keysOf(file: CaseFile, found: readonly ObservedContradiction[]): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  for (const entity of ['account', 'post'] as const) {
    const wanted = [...new Set(found.filter((one) => one.entity === entity).map(({ subject }) => subject))];
    for (let start = 0; start < wanted.length; start += 10_000) {
      const list = wanted.slice(start, start + 10_000).join(', ');
      for (const { id, key } of await file.rows<{ id: number; key: string }>(
        `SELECT ${entity}_id AS id, key FROM ${entity} WHERE ${entity}_id IN (${list})`,
      ))
        keys.set(`${entity} ${id}`, key);
    }
  }
  return keys;
}

/** One account or post: every look at it, what its life was in each view, and what contradicts itself. */
export interface ThingObservations {
  readonly entity: Observed;
  readonly name: string;
  readonly looks: readonly Look[];
  readonly lives: readonly Omit<ObservedThing, 'subject' | 'key'>[];
  readonly contradictions: readonly NamedContradiction[];
}

/**
 * What was seen of one account or post.
 *
 * @param called Identifier or pseudonym; for accounts a handle too.
 * @throws AntiphonError `not-found`: there is none, or several are called so.
 */
export async function readThingObservations(file: CaseFile, naming: Naming, entity: Observed, called: string): Promise<ThingObservations> {
  const { id, key } = entity === 'account' ? await accountOf(file, naming, called) : await postOf(file, naming, called);
  const name = naming[entity](key);
  const looks = await shownLooks(file, naming, await readLooks(file, entity, id));
  const contradictions = (await readContradictions(file, entity)).filter(({ subject }) => subject === id);
  return {
    entity,
    name,
    looks,
    lives: (await readObservedThings(file, entity, `subject = ${id}`)).map(({ subject: _subject, key: _key, ...life }) => life),
    contradictions: contradictions.map(({ subject: _subject, ...rest }) => ({ ...rest, name })),
  };
}

/** Looks without names that may not be shown; what the account called itself stands with `--reveal` alone, as dates of office may not hold for it. */
async function shownLooks(file: CaseFile, naming: Naming, looks: readonly Look[]): Promise<Look[]> {
  if (naming.isRevealed) return [...looks];
  const texts = await shownTexts(file, naming, [
    ...looks.map(({ statedReason }) => statedReason),
    ...looks.map(({ evidence }) => evidence),
  ]);
  return looks.map((look, index) => ({
    ...look,
    profile: {},
    statedReason: texts[index] ?? null,
    evidence: texts[looks.length + index] ?? null,
  }));
}

interface Found {
  readonly id: number;
  readonly key: string;
}

async function accountOf(file: CaseFile, naming: Naming, called: string): Promise<Found> {
  const known = await accountsCalled(file, called);
  const byPseudonym = { account: (key: string) => naming.pseudonym(key) };
  const found = known.length > 0 || !/^acct-[a-z2-7]+$/.test(called) ? known : await accountsCalled(file, called, byPseudonym);
  const mains = await Promise.all(found.map(async (one) => mainOf(file, one.accountId, one.key)));
  const distinct = [...new Map(mains.map((main) => [main.id, main])).values()];
  const [first, ...more] = distinct;
  if (first === undefined)
    throw new AntiphonError(
      'not-found',
      `there is no account "${called}" in ${file.path}; name it by its identifier, its handle or its pseudonym`,
    );
  if (more.length === 0) return first;
  throw new AntiphonError(
    'not-found',
    `${distinct.length} accounts of ${file.path} are called "${called}": ${distinct.map(({ key }) => naming.account(key)).join(', ')}; name one of these`,
  );
}

/** The account that this one is read as. */
async function mainOf(file: CaseFile, id: number, key: string): Promise<Found> {
  await prepareSameAccounts(file);
  const [main] = await file.rows<Found>(
    `SELECT account.account_id AS id, account.key FROM same_account JOIN account ON account.account_id = main_id WHERE same_account.account_id = ${id}`,
  );
  return main ?? { id, key };
}

async function postOf(file: CaseFile, naming: Naming, called: string): Promise<Found> {
  const [known] = await file.rows<Found>(`SELECT post_id AS id, key FROM post WHERE key = ?`, [called]);
  if (known !== undefined) return known;
  if (/^post-[a-z2-7]+$/.test(called)) {
    for await (const chunk of file.chunks(
      `SELECT post_id, key FROM post WHERE post_id IN (SELECT post_id FROM post_observation) ORDER BY post_id`,
    )) {
      const found = (chunk.getRows() as [number, string][]).find(([, key]) => naming.post(key) === called);
      if (found !== undefined) return { id: found[0], key: found[1] };
    }
  }
  throw new AntiphonError('not-found', `there is no post "${called}" in ${file.path}; name it by its identifier or its pseudonym`);
}

/** What an observed account or post is called and became, for a table. */
export type NamedThing = Omit<ObservedThing, 'subject' | 'key'> & { readonly entity: Observed; readonly name: string };

/** Every account, then every post, that was dated as there or gone or said to be gone; by the names that are shown. */
export async function readNamedThings(file: CaseFile, naming: Naming): Promise<NamedThing[]> {
  const things: NamedThing[] = [];
  for (const entity of ['account', 'post'] as const) {
    const named = (await readObservedThings(file, entity)).map(({ subject: _subject, key, ...life }) => ({
      entity,
      name: naming[entity](key),
      ...life,
    }));
    // By the name that is shown: the order of identifiers would tell of pseudonyms.
    const order = (thing: NamedThing): string => `${thing.name}\u0000${thing.seenFrom ?? ''}\u0000${thing.hasLogin ?? ''}`;
    for (const thing of named.map((one) => [order(one), one] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      things.push(thing[1]);
  }
  return things;
}

/** Names as the outputs of this command show them. */
export function observationNaming(file: CaseFile, reveal: boolean): Promise<Naming> {
  return openNames(file, { reveal });
}
