import { AntiphonError } from '../../errors.js';
import { binsOf, readLanguagePosts, readTopics, TAKEDOWN_ACCOUNTS } from '../../store/account-histories.js';
import { type CaseFile, isoTime } from '../../store/case-file.js';
import { preparePublicSpans, shownTexts } from '../../store/case-names.js';
import { dataState } from '../../store/data-state.js';
import { statesLanguage } from '../../store/language-reads.js';
import type { Naming } from '../../store/naming.js';
import { readObservedThings } from '../../store/observation-summary.js';
import { type Look, prepareSameAccounts, readLooks } from '../../store/observations.js';
import { runsOf } from '../../store/profile-runs.js';
import { publicMarks, voiceAccounts } from '../../store/registry.js';
import { accountNames } from '../../store/shown-names.js';
import { SideTables } from '../../store/side-tables.js';
import { inExtent, readExtent } from '../report/read-timeline.js';
import { readAccountFindings } from './account-findings.js';
import type { ShownVoices } from './voices.js';

/** An account as it was asked for by a name that is shown. */
interface Asked {
  readonly id: number;
  readonly key: string;
  /** `private`: it stands under its pseudonym, of a public account for what lies outside of its dates. */
  readonly shownAs: 'public' | 'revealed' | 'private';
  readonly account: string;
  /** True if the account is public, under whichever of its names it was asked for. */
  readonly isPublic: boolean;
  /** True if it stands in a takedown archive, so that its history may be told under its pseudonym. */
  readonly isOfTakedown: boolean;
  readonly label: string | null;
}

interface Span {
  /** Milliseconds since 1970; null: open. */
  readonly since: number | null;
  readonly until: number | null;
}

/**
 * All that may be shown of one account.
 *
 * @param shown The account as it is shown: by its identifier if it may be named, else under its pseudonym. Whoever types an identifier that is
 *   not shown is not told whether there is such an account.
 * @throws AntiphonError `not-found`.
 */
export async function readAccountPage(file: CaseFile, naming: Naming, shown: string, voices: ShownVoices) {
  const asked = await findAccount(file, naming, shown);
  const spans = await spansOf(file, asked);
  await prepareOwnPosts(file, asked, spans);
  const posts = await postCounts(file, asked);
  if (asked.shownAs === 'private' && asked.isPublic && posts.postCount === 0) throw unknownAccount(shown);
  const head = {
    account: asked.account,
    shownAs: asked.shownAs,
    ...posts,
    isOfTakedown: asked.isOfTakedown,
    findings: await readAccountFindings(file, naming, asked.id, asked.account),
  };
  const page = asked.shownAs === 'private' && !isTold(asked) ? NOTHING_MORE : await readMore(file, naming, asked, spans, voices);
  await file.run(`DROP TABLE IF EXISTS own_post`);
  return { ...head, ...page };
}

/** True of an account that may not be named, but whose history may be told. */
function isTold({ isOfTakedown, isPublic }: Asked): boolean {
  return isOfTakedown && !isPublic;
}

const MOST_TOPICS = 5;

const NOTHING_MORE = {
  label: null,
  platform: null,
  createdAt: null,
  outsidePostCount: 0,
  handles: [],
  names: [],
  descriptions: [],
  followers: { observedAt: [], followerCount: [], followingCount: [], postCount: [] },
  posts: null,
  languages: [],
  languageCourse: [],
  topics: [],
  lives: [],
  entries: [],
  mark: null,
};

function unknownAccount(shown: string): AntiphonError {
  return new AntiphonError('not-found', `there is no account called ${JSON.stringify(shown.slice(0, 100))} here`);
}

async function findAccount(file: CaseFile, naming: Naming, shown: string): Promise<Asked> {
  const state = await dataState(file, naming);
  await SideTables.of(file).settle(file, state);
  const { accounts } = await accountNames(file, naming, state);
  type Row = { id: number; key: string; whole: string; label: string | null };
  const query = `SELECT account_id AS id, account.key, whole_name AS whole, label FROM ${accounts} JOIN account USING (account_id)`;
  const found = await file.rows<Row>(`${query} WHERE whole_name = ? OR apart_name = ? ORDER BY whole_name <> ?, account_id LIMIT 1`, [
    shown,
    shown,
    shown,
  ]);
  const row = found[0] ?? (naming.isRevealed ? await byPseudonym(file, naming, query, shown) : undefined);
  if (row === undefined) throw unknownAccount(shown);
  const isPublic = naming.isRevealed || naming.known.accounts.has(row.key);
  const { isOfTakedown } = await file.row<{ isOfTakedown: boolean }>(`SELECT ${row.id} IN (${TAKEDOWN_ACCOUNTS}) AS "isOfTakedown"`);
  const isNamed = isPublic && (naming.isRevealed || row.whole === shown);
  return {
    id: row.id,
    key: row.key,
    account: isNamed ? row.whole : shown,
    shownAs: naming.isRevealed ? 'revealed' : isNamed ? 'public' : 'private',
    isPublic,
    isOfTakedown,
    label: isNamed ? row.label : null,
  };
}

/** Who holds the key may ask by a pseudonym that stands in an output. */
async function byPseudonym<R extends { readonly key: string }>(
  file: CaseFile,
  naming: Naming,
  query: string,
  shown: string,
): Promise<R | undefined> {
  if (!/^acct-[a-z2-7]+$/.test(shown)) return undefined;
  return ((await file.rows(query)) as unknown as R[]).find(({ key }) => naming.pseudonym(key) === shown);
}

/** For which times the account may be named; none where it never may. */
async function spansOf(file: CaseFile, asked: Asked): Promise<Span[]> {
  const { id, shownAs, isPublic } = asked;
  if (shownAs === 'revealed' || isTold(asked)) return [{ since: null, until: null }];
  if (!isPublic) return [];
  await preparePublicSpans(file);
  return file.rows<Span>(
    `SELECT epoch_us(since) / 1000 AS since, epoch_us(until) / 1000 AS until FROM public_span WHERE account_id = ${id} ORDER BY since NULLS FIRST, until NULLS LAST`,
  );
}

const isWithin = (at: string | null, spans: readonly Span[]): boolean => {
  if (at === null) return spans.some(({ since, until }) => since === null && until === null);
  const time = Date.parse(at);
  return spans.some(({ since, until }) => (since === null || time >= since) && (until === null || time <= until));
};

/** Makes the temporary table `own_post` (post_id, posted_at, kind, language, is_within) of the account's posts. */
async function prepareOwnPosts(file: CaseFile, { id }: Asked, spans: readonly Span[]): Promise<void> {
  const ms = 'epoch_us(posted_at) / 1000';
  const condition =
    spans
      .map(({ since, until }) => `(${since === null ? 'true' : `${ms} >= ${since}`} AND ${until === null ? 'true' : `${ms} <= ${until}`})`)
      .join(' OR ') || 'false';
  await file.run(
    `CREATE OR REPLACE TEMP TABLE own_post AS SELECT post_id, posted_at, kind,
       CASE WHEN ${await statesLanguage(file)} THEN post.language ELSE post_language.language END AS language, (${condition}) AS is_within
     FROM post LEFT JOIN post_language USING (post_id) WHERE account_id = ${id}`,
  );
}

/** Posts that stand under the name that was asked for: of a public account those within its dates, under its pseudonym those outside. */
function postCounts(file: CaseFile, asked: Asked): Promise<{ postCount: number; firstPostAt: string | null; lastPostAt: string | null }> {
  return file.row(
    `SELECT count(*) AS "postCount", ${isoTime('min(posted_at)')} AS "firstPostAt", ${isoTime('max(posted_at)')} AS "lastPostAt" FROM own_post
     WHERE ${asked.shownAs === 'private' && !isTold(asked) ? 'NOT is_within' : 'is_within'}`,
  );
}

async function readMore(file: CaseFile, naming: Naming, asked: Asked, spans: readonly Span[], voices: ShownVoices) {
  const { platform, createdAt } = await file.row<{ platform: string | null; createdAt: string | null }>(
    `SELECT platform, ${isoTime('created_at')} AS "createdAt" FROM account WHERE account_id = ${asked.id}`,
  );
  const { outside } = await file.row<{ outside: number }>(`SELECT count(*) FILTER (NOT is_within) AS outside FROM own_post`);
  const subject = await observedAs(file, naming, asked);
  const all = subject === null ? [] : await readLooks(file, 'account', subject);
  const looks = all.filter(({ observedAt }) => asked.shownAs === 'revealed' || isWithin(observedAt, spans));
  const own = new Set((await voiceAccounts(file)).filter(({ accountId }) => accountId === asked.id).map(({ voiceId }) => voiceId));
  return {
    label: asked.label,
    platform,
    createdAt,
    outsidePostCount: outside,
    ...(await profileOf(file, naming, asked.shownAs === 'private' ? [] : looks)),
    followers: countsOf(looks),
    posts: await postsOverTime(file),
    languages: await languagesOf(file, naming),
    ...(await courseOf(file, naming)),
    lives:
      subject === null
        ? []
        : (await readObservedThings(file, 'account', `subject = ${subject}`)).map(({ subject: _subject, key: _key, ...life }) => life),
    entries: voices.entries.filter(({ voiceId, account }) => own.has(voiceId) && account !== null),
    mark: await markOf(file, naming, asked.id),
  };
}

/** The identity under which the account is observed; null where it is that of another account that may not be named. */
async function observedAs(file: CaseFile, naming: Naming, { id }: Asked): Promise<number | null> {
  await prepareSameAccounts(file);
  const [main] = await file.rows<{ id: number; key: string }>(
    `SELECT main_id AS id, account.key FROM same_account JOIN account ON account.account_id = main_id WHERE same_account.account_id = ${id}`,
  );
  if (main === undefined) return id;
  return naming.isRevealed || naming.known.accounts.has(main.key) ? main.id : null;
}

async function profileOf(file: CaseFile, naming: Naming, looks: readonly Look[]) {
  const [handles, names, descriptions] = [runsOf(looks, 'handle'), runsOf(looks, 'display_name'), runsOf(looks, 'description')];
  const texts = await shownTexts(
    file,
    naming,
    [...names, ...descriptions].map(({ value }) => value),
  );
  return {
    handles: handles.map(({ value, ...run }) => ({ handle: value, ...run })),
    names: names.map(({ value: _value, ...run }, index) => ({ name: texts[index] as string, ...run })),
    descriptions: descriptions.map(({ value: _value, ...run }, index) => ({ description: texts[names.length + index] as string, ...run })),
  };
}

function countsOf(looks: readonly Look[]) {
  const dated = looks.filter(
    ({ observedAt, counts }) =>
      observedAt !== null && ['follower_count', 'following_count', 'post_count'].some((name) => counts[name] !== null),
  );
  const column = (name: string): (number | null)[] => dated.map(({ counts }) => counts[name] ?? null);
  return {
    observedAt: dated.map(({ observedAt }) => observedAt as string),
    followerCount: column('follower_count'),
    followingCount: column('following_count'),
    postCount: column('post_count'),
  };
}

async function postsOverTime(file: CaseFile) {
  const extent = await readExtent(file);
  if (extent === null) return null;
  const rows = await file.rows<{ kind: string | null; start: string; count: number }>(
    `SELECT kind, ${isoTime(`date_trunc('${extent.bin}', posted_at)`)} AS start, count(*) AS count FROM own_post
     WHERE is_within AND ${inExtent('posted_at', extent)} GROUP BY 1, 2 ORDER BY 1 NULLS LAST, 2`,
  );
  if (rows.length === 0) return null;
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  return {
    bin: extent.bin,
    from: new Date(extent.from).toISOString(),
    to: new Date(extent.to).toISOString(),
    series: kinds.map((kind) => {
      const own = rows.filter((row) => row.kind === kind);
      return { kind, starts: own.map(({ start }) => start), counts: own.map(({ count }) => count) };
    }),
  };
}

/** Languages and hashtags over time, as the analysis `account-history` tells them. */
async function courseOf(file: CaseFile, naming: Naming) {
  const { firstAt, lastAt } = await file.row<{ firstAt: number; lastAt: number }>(
    `SELECT epoch_us(min(posted_at))::DOUBLE AS "firstAt", epoch_us(max(posted_at))::DOUBLE AS "lastAt" FROM own_post WHERE is_within`,
  );
  const bins = binsOf(firstAt, lastAt);
  const posts = `(SELECT 0 AS number, * FROM own_post WHERE is_within)`;
  const instant = (microseconds: number): string => `${new Date(microseconds / 1000).toISOString().slice(0, 19)}Z`;
  return {
    languageCourse: (await readLanguagePosts(file, posts, bins.posts)).map(({ from, to, language, postCount }) => ({
      ...{ from: instant(from), to: instant(to) },
      language,
      postCount,
    })),
    topics: (await readTopics(file, posts, bins.topics, MOST_TOPICS)).map(({ from, to, hashtag, postCount }) => ({
      ...{ from: instant(from), to: instant(to) },
      hashtag: naming.object('hashtag', hashtag),
      postCount,
    })),
  };
}

async function languagesOf(file: CaseFile, naming: Naming): Promise<{ language: string | null; postCount: number }[]> {
  const rows = await file.rows<{ language: string | null; postCount: number }>(
    `SELECT language, count(*) AS "postCount" FROM own_post WHERE is_within GROUP BY language ORDER BY 2 DESC, 1 LIMIT 50`,
  );
  const shown = await shownTexts(
    file,
    naming,
    rows.map(({ language }) => language),
  );
  return rows.map(({ postCount }, index) => ({ language: shown[index] ?? null, postCount }));
}

async function markOf(file: CaseFile, naming: Naming, id: number): Promise<{ reason: string; markedAt: string } | null> {
  const mark = (await publicMarks(file)).find(({ accountId }) => accountId === id);
  if (mark === undefined) return null;
  return { reason: (await shownTexts(file, naming, [mark.reason]))[0] as string, markedAt: mark.markedAt };
}
