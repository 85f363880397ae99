import { languageCode, plainLanguage } from '../kernels/text/language-names.js';
import type { FindingTable } from '../model.js';
import type { CaseQueries } from './case-queries.js';
import { type AccountListing, readFirstRows, readListedFindings, readListings } from './finding-listings.js';
import { statesLanguage } from './language-reads.js';
import { makeNumberTable } from './number-table.js';
import { type Look, readAccountLooks } from './observations.js';
import { publicNames } from './registry.js';
import { statusIntervalsSql } from './status-intervals.js';

/** Formats of files in which a platform published the accounts that it removed. */
const TAKEDOWN_FORMATS = ['takedown-users', 'takedown-tweets'] as const;

/** SQL query of the accounts (`account_id`) that stand in an imported takedown archive. */
export const TAKEDOWN_ACCOUNTS = `SELECT account_id FROM account JOIN source USING (source_id) WHERE format IN (${TAKEDOWN_FORMATS.map((name) => `'${name}'`).join(', ')})
  UNION SELECT account_id FROM account_observation JOIN source USING (source_id) WHERE format IN (${TAKEDOWN_FORMATS.map((name) => `'${name}'`).join(', ')})`;

/** Why a history may be told. */
export type HistoryGround = 'registered' | 'marked public' | 'takedown list';

/** An account whose history may be told, and the times for which it may. */
export interface ToldAccount {
  /** Number of the account in code-point order. */
  readonly account: number;
  readonly ground: HistoryGround;
  /** Microseconds since 1970, both ends within; one open span where all of it may be told. */
  readonly spans: readonly { readonly from: number; readonly to: number }[];
  readonly platform: string | null;
  /** Microseconds since 1970, NaN where it is not known. */
  readonly createdAt: number;
}

const OPEN = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY } as const;

/**
 * The accounts whose histories may be told one by one: registered ones within their dates, those marked as public, those of a takedown
 * archive; by number. @param rankOf Number of each account identity.
 */
export async function readToldAccounts(file: CaseQueries, rankOf: Int32Array): Promise<ToldAccount[]> {
  const named = await publicNames(file);
  const ids = [...named.keys()].join(', ') || 'NULL';
  type Row = {
    id: number;
    ground: HistoryGround;
    from: number | null;
    to: number | null;
    platform: string | null;
    createdAt: number | null;
  };
  const rows = await file.rows<Row>(
    `WITH ground AS (
       SELECT account_id, 'registered' AS ground, valid_from, valid_to FROM voice_account JOIN voice USING (voice_id) WHERE account_id IN (${ids})
       UNION ALL SELECT account_id, 'marked public', NULL, NULL FROM public_account
       UNION ALL SELECT account_id, 'takedown list', NULL, NULL FROM (${TAKEDOWN_ACCOUNTS}))
     SELECT account_id AS id, ground, epoch_us(valid_from)::DOUBLE AS "from", epoch_us(valid_to)::DOUBLE AS "to", account.platform, epoch_us(created_at)::DOUBLE AS "createdAt"
     FROM ground JOIN account USING (account_id)`,
  );
  const grounds: readonly HistoryGround[] = ['registered', 'marked public', 'takedown list'];
  const told = new Map<number, ToldAccount & { spans: { from: number; to: number }[] }>();
  for (const row of rows.sort((a, b) => grounds.indexOf(a.ground) - grounds.indexOf(b.ground))) {
    const account = rankOf[row.id] as number;
    const known = told.get(account);
    const span = row.ground === 'registered' ? { from: row.from ?? OPEN.from, to: row.to ?? OPEN.to } : OPEN;
    if (known === undefined)
      told.set(account, { account, ground: row.ground, spans: [span], platform: row.platform, createdAt: row.createdAt ?? Number.NaN });
    else known.spans.push(span);
  }
  return [...told.values()].sort((a, b) => a.account - b.account);
}

/** Makes the temporary table `told_post` (number, post_id, posted_at, language) of the posts of some accounts within their spans. */
async function prepareToldPosts(file: CaseQueries, idOf: Int32Array, told: readonly ToldAccount[]): Promise<void> {
  const spans = told.flatMap((one) => one.spans.map((span) => ({ ...span, account: one.account })));
  await makeNumberTable(file, 'told_span', {
    account_id: { type: 'INTEGER', values: spans.map(({ account }) => idOf[account]) },
    number: { type: 'INTEGER', values: spans.map(({ account }) => account) },
    since: { type: 'DOUBLE', values: spans.map(({ from }) => from) },
    until: { type: 'DOUBLE', values: spans.map(({ to }) => to) },
  });
  const isStated = await statesLanguage(file);
  await file.run(
    `CREATE OR REPLACE TEMP TABLE told_post AS SELECT DISTINCT number, post_id, posted_at, CASE WHEN ${isStated} THEN post.language ELSE found.language END AS language
     FROM post JOIN told_span USING (account_id) LEFT JOIN post_language found USING (post_id) WHERE epoch_us(posted_at) BETWEEN since AND until`,
  );
}

/** Posts of one account, time and language. */
export interface LanguagePosts {
  readonly account: number;
  /** Begin of the month or week, microseconds since 1970, and of the next. */
  readonly from: number;
  readonly to: number;
  /** Code; null where no source or text tells it. */
  readonly language: string | null;
  readonly postCount: number;
}

/** @param posts SQL relation with number, posted_at and language. */
export async function readLanguagePosts(file: CaseQueries, posts: string, bin: 'week' | 'month'): Promise<LanguagePosts[]> {
  const start = `date_trunc('${bin}', posted_at)`;
  const rows = await file.rows<Omit<LanguagePosts, 'language'> & { language: string | null }>(
    `SELECT number AS account, epoch_us(${start})::DOUBLE AS "from", epoch_us(${start} + INTERVAL 1 ${bin})::DOUBLE AS "to", language, count(*) AS "postCount"
     FROM ${posts} GROUP BY number, ${start}, language`,
  );
  const merged = new Map<string, LanguagePosts>();
  for (const row of rows) {
    const code = row.language === null ? null : languageCode(row.language);
    const language = code === null ? null : plainLanguage(code);
    const key = `${row.account} ${row.from} ${language ?? ''}`;
    merged.set(key, { ...row, language, postCount: row.postCount + (merged.get(key)?.postCount ?? 0) });
  }
  const name = ({ language }: LanguagePosts): string => language ?? '';
  return [...merged.values()].sort((a, b) => a.account - b.account || a.from - b.from || (name(a) < name(b) ? -1 : 1));
}

/** A hashtag of one account and time. */
export interface TopicPosts {
  readonly account: number;
  readonly from: number;
  readonly to: number;
  /** Identity of the hashtag, and as it stands. */
  readonly object: number;
  readonly hashtag: string;
  readonly postCount: number;
}

/** The most frequent hashtags of each account and time. @param posts SQL relation with number, post_id and posted_at. */
export function readTopics(file: CaseQueries, posts: string, bin: 'month' | 'quarter', most: number): Promise<TopicPosts[]> {
  const start = `date_trunc('${bin}', own.posted_at)`;
  const step = bin === 'quarter' ? 'INTERVAL 3 month' : 'INTERVAL 1 month';
  return file.rows(
    `SELECT account, epoch_us(start)::DOUBLE AS "from", epoch_us(start + ${step})::DOUBLE AS "to", object_id AS object, key AS hashtag, count AS "postCount" FROM (
       SELECT own.number AS account, ${start} AS start, coalesce(object.canonical_id, object.object_id) AS object_id, count(DISTINCT own.post_id) AS count
       FROM ${posts} own JOIN share ON share.post_id = own.post_id JOIN layer USING (layer_id) JOIN object ON object.object_id = share.object_id
       WHERE layer.name = 'hashtag' GROUP BY ALL) JOIN (SELECT object_id, key FROM object) USING (object_id)
     QUALIFY row_number() OVER (PARTITION BY account, start ORDER BY count DESC, key) <= ${Math.trunc(most)} ORDER BY account, start, count DESC, key`,
  );
}

/** Numbers of posts of each account that is told of, with first and last, by account. */
function readToldSizes(file: CaseQueries): Promise<{ account: number; postCount: number; firstAt: number; lastAt: number }[]> {
  return file.rows(
    `SELECT number AS account, count(*) AS "postCount", min(epoch_us(posted_at))::DOUBLE AS "firstAt", max(epoch_us(posted_at))::DOUBLE AS "lastAt" FROM told_post GROUP BY number ORDER BY number`,
  );
}

/** The looks at accounts that are told of, by number of the account. `prepareToldPosts` went before. */
async function readToldLooks(file: CaseQueries, rankOf: Int32Array): Promise<Map<number, Look[]>> {
  const looks = await readAccountLooks(file, `SELECT DISTINCT account_id FROM told_span`);
  return new Map([...looks].map(([id, own]) => [rankOf[id] as number, own]));
}

/** How many accounts have a property, with their posts; accounts that are told of one by one are left out. */
export interface AccountGroup {
  readonly by: 'created' | 'language' | 'status';
  /** Month, language or status; null where it is not known. */
  readonly value: string | null;
  readonly accountCount: number;
  readonly postCount: number;
}

/** All accounts but those that are told of, by month of creation, main language and last known status. */
export async function readUntoldGroups(file: CaseQueries, idOf: Int32Array, told: readonly ToldAccount[]): Promise<AccountGroup[]> {
  await makeNumberTable(file, 'told_account', { account_id: { type: 'INTEGER', values: told.map(({ account }) => idOf[account]) } });
  const statuses = `SELECT subject AS account_id, coalesce(max(gone_status), 'there at the last look') AS status FROM (${await statusIntervalsSql(file, 'account')}) GROUP BY subject`;
  const rows = await file.rows<AccountGroup>(
    `WITH rest AS (SELECT account_id, created_at FROM account WHERE account_id NOT IN (SELECT account_id FROM told_account)),
       spoken AS (SELECT account_id, coalesce(post.language, found.language) AS language, count(*) AS n FROM post JOIN rest USING (account_id) LEFT JOIN post_language found USING (post_id) GROUP BY ALL),
       main AS (SELECT account_id, arg_max(language, (n, language)) FILTER (language IS NOT NULL) AS language, sum(n) AS posts FROM spoken GROUP BY account_id),
       own AS (SELECT rest.account_id, strftime(created_at, '%Y-%m') AS created, language, status, coalesce(posts, 0) AS posts
         FROM rest LEFT JOIN main USING (account_id) LEFT JOIN (${statuses}) seen USING (account_id))
     SELECT kind AS "by", value, count(*) AS "accountCount", sum(posts)::DOUBLE AS "postCount" FROM (
       SELECT 'created' AS kind, created AS value, posts FROM own UNION ALL SELECT 'language', language, posts FROM own UNION ALL SELECT 'status', status, posts FROM own)
     GROUP BY ALL`,
  );
  await file.run(`DROP TABLE told_account`);
  return mergeLanguages(rows);
}

/** Forms of one language as one group; by kind, then value. */
function mergeLanguages(rows: readonly AccountGroup[]): AccountGroup[] {
  const merged = new Map<string, AccountGroup>();
  for (const row of rows) {
    const code = row.by === 'language' && row.value !== null ? languageCode(row.value) : row.value;
    const value = code === null || row.by !== 'language' ? code : plainLanguage(code);
    const key = `${row.by} ${value ?? ''}`;
    const known = merged.get(key);
    merged.set(key, {
      by: row.by,
      value,
      accountCount: row.accountCount + (known?.accountCount ?? 0),
      postCount: row.postCount + (known?.postCount ?? 0),
    });
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

export interface ToldOptions {
  /** Tables of each analysis, by its name. */
  readonly declared: ReadonlyMap<string, readonly FindingTable[]>;
  /** Analyses whose findings do not count. */
  readonly without: readonly string[];
  readonly mostTopics: number;
}

/** What the case holds of some accounts. Posts and looks lie within the spans for which an account may be told of. */
export interface ToldHistories {
  readonly sizes: ReadonlyMap<number, { readonly postCount: number; readonly firstAt: number; readonly lastAt: number }>;
  readonly looks: ReadonlyMap<number, readonly Look[]>;
  readonly languages: readonly LanguagePosts[];
  readonly topics: readonly TopicPosts[];
  /** By number of the account, finding, table, column. */
  readonly listings: readonly (AccountListing & { readonly account: number; readonly says: string | null })[];
}

/** Longest time over which weeks and months are told apart; beyond it months and quarters are, in microseconds. */
const FINE_SPAN = 400 * 86_400_000_000;
const MOST_SAID = 6;

/** Accounts beyond which weeks and months are not told apart: their courses would be longer than anybody reads. */
const FINE_ACCOUNTS = 5000;

/** Bins of posts and topics by the time that posts span, and the number of accounts. */
export function binsOf(firstAt: number, lastAt: number, accountCount = 1): { posts: 'week' | 'month'; topics: 'month' | 'quarter' } {
  return lastAt - firstAt <= FINE_SPAN && accountCount <= FINE_ACCOUNTS
    ? { posts: 'week', topics: 'month' }
    : { posts: 'month', topics: 'quarter' };
}

/** @param ranks Number of each account identity, and identity of each number. */
export async function readToldHistories(
  file: CaseQueries,
  { rankOf, idOf }: { readonly rankOf: Int32Array; readonly idOf: Int32Array },
  told: readonly ToldAccount[],
  { declared, without, mostTopics }: ToldOptions,
): Promise<ToldHistories> {
  await prepareToldPosts(file, idOf, told);
  const sizes = await readToldSizes(file);
  const bins = binsOf(
    sizes.reduce((least, { firstAt }) => Math.min(least, firstAt), Number.POSITIVE_INFINITY),
    sizes.reduce((most, { lastAt }) => Math.max(most, lastAt), Number.NEGATIVE_INFINITY),
    sizes.length,
  );
  const findings = (await readListedFindings(file, declared)).filter(({ analysis }) => !without.includes(analysis));
  const listings = await readListings(file, findings, `SELECT account_id FROM told_span`);
  const says = await readFirstRows(file, listings, MOST_SAID);
  const histories: ToldHistories = {
    sizes: new Map(sizes.map(({ account, ...size }) => [account, size])),
    looks: await readToldLooks(file, rankOf),
    languages: await readLanguagePosts(file, 'told_post', bins.posts),
    topics: await readTopics(file, 'told_post', bins.topics, mostTopics),
    listings: listings
      .map((listing, index) => ({ ...listing, account: rankOf[listing.accountId] as number, says: says[index] ?? null }))
      .sort((a, b) => a.account - b.account || a.findingId - b.findingId),
  };
  await file.run(`DROP TABLE told_post`);
  await file.run(`DROP TABLE told_span`);
  return histories;
}
