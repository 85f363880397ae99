import { createHash } from 'node:crypto';
import { AntiphonError } from '../errors.js';
import type { CooRTweetRows } from '../kernels/shares/coortweet.js';
import { groupPositions, type Shares } from '../kernels/shares/share-index.js';
import type { CaseContents, Layer, PostPair, Source, WorkContext } from '../model.js';
import {
  type AccountGroup,
  readToldAccounts,
  readToldHistories,
  readUntoldGroups,
  type ToldAccount,
  type ToldHistories,
  type ToldOptions,
} from './account-histories.js';
import { type AccountProfiles, readAccountHandles, readAccountProfiles } from './account-profiles.js';
import { type AccountTurns, readAccountTurns } from './account-turns.js';
import { countContents } from './case-contents.js';
import type { CaseFile } from './case-file.js';
import { type CaseQueries, isoTime } from './case-queries.js';
import { type StatePart, stateOf } from './case-state.js';
import { distinctCount } from './distinct-count.js';
import { type CaseEvent, readEvents } from './events.js';
import type { ColumnValues } from './findings.js';
import { type FollowerLooks, readFollowerLooks, readSayingPosts, type SayingPost } from './follower-looks.js';
import { countLanguages, type LanguageCount, type PostLanguages, readPostLanguages } from './language-reads.js';
import { clusterNearTexts, lacksNearText, NEAR_TEXT, NEAR_TEXT_FORM, type NearTexts } from './near-text-clusters.js';
import { type FollowerCurve, readFollowerCurve } from './observations.js';
import { type AccountTexts, type PostClients, readPostClients, textsByAccount, visitTexts } from './post-contents.js';
import { type PostHours, readPostHours } from './post-hours.js';
import {
  type PostingSpans,
  type RegistryAccount,
  readPostingSpans,
  readPublicAccounts,
  readRegistryAccounts,
} from './registry-accounts.js';
import { type RepliesReceived, readRepliesReceived } from './replies-received.js';
import { type RepostCounts, readGroupMembers, readMostReposted, readRepostCounts, type VoiceSpan } from './reposts.js';
import { gatherOrderedShares, gatherShares, oneAccountPerPost, postFaults } from './share-columns.js';
import { type RegisteredSpeaker, readSpeakerPosts, readSpeakers, type SpeakerPosts } from './speakers.js';
import { type Held, type StatedKind, type StatedRows, statedRows } from './stated.js';
import { readStatusIntervals, type StatusIntervals } from './status-intervals.js';
import { clusterPosts, type PostTexts, type TextClusterOptions } from './text-clusters.js';

/** What messages of the toolkit preset have in common. */
export type MessageGrouping =
  | {
      readonly by: 'layer';
      readonly layer: string;
      /** Only the object of a message's first row counts, not those of later rows. */
      readonly firstRowOnly: boolean;
      /** Reposts are left out. */
      readonly originalsOnly: boolean;
    }
  /** The text, after `normalise`; reposts are left out. */
  | { readonly by: 'text'; readonly normalise: (text: string) => string }
  /** Nothing: any two messages. */
  | { readonly by: 'all' };

/** Stores a layer `near-text` that was worked out. */
export type KeepNearText = (found: NearTexts) => Promise<void>;

function keepsIn(file: CaseFile): KeepNearText {
  return async (found) => (await import('./near-text.js')).storeNearText(file, found);
}

/** The layer `url` with each link as it stood. */
const URL_RAW = 'url-raw';

/** Stands for "no object" among object identities. */
const BLANK_OBJECT = 2_147_483_647;

/**
 * What analyses may ask of a case, as typed columns: the only way from an analysis to the data, so that another engine can
 * answer the same questions.
 */
export class CaseReads {
  private readonly file: CaseQueries;
  private readonly keepNearText: KeepNearText;
  private ranks: Promise<AccountRanks> | null = null;
  private knownLayers: Promise<Layer[]> | null = null;

  constructor(file: CaseFile);
  /** @param keepNearText Writes to the case what nothing but a `CaseFile` can. */
  constructor(file: CaseQueries, keepNearText: KeepNearText);
  constructor(file: CaseQueries, keepNearText: KeepNearText = keepsIn(file as CaseFile)) {
    this.file = file;
    this.keepNearText = keepNearText;
  }

  /** The imported files, in order of import. */
  sources(): Promise<Source[]> {
    return this.file.rows<Source>(
      `SELECT source_id AS "sourceId", path, sha256, format, options, record_count AS "recordCount", kept_count AS "keptCount",
         rejected_count AS "rejectedCount", notes, ${isoTime('imported_at')} AS "importedAt" FROM source ORDER BY source_id`,
    );
  }

  /**
   * Hash of the sources that the case stands on: their contents, formats and options. Registry files are none of them: who speaks for
   * whom changes no post, and an analysis that asks for it says so (`standsOn`).
   */
  async fingerprint(): Promise<string> {
    const sources = (await this.sources()).filter((source) => source.format !== 'registry');
    const lines = sources.map((source) => `${source.sha256} ${source.format} ${source.options}`);
    return createHash('sha256').update(lines.join('\n')).digest('hex');
  }

  /** Hash of what an analysis may stand on beside the sources, as it is now. */
  async stateOf(part: StatePart, analysis: string): Promise<string> {
    return stateOf(this.file, part, analysis);
  }

  /** What the case holds, as far as it decides which analyses it supports. */
  async contents(): Promise<CaseContents> {
    return { layers: (await this.layers()).filter(({ variantOf }) => variantOf === null), ...(await countContents(this.file)) };
  }

  /** The accounts that speak for somebody by the registry, with the dates for which they do. */
  async registeredSpeakers(): Promise<RegisteredSpeaker[]> {
    return readSpeakers(this.file, await this.accountNumbers());
  }

  /** Posts of some accounts, all of one account together and by time. @param accounts By number; null: of all. */
  async speakerPosts(accounts: Int32Array | null): Promise<SpeakerPosts> {
    return readSpeakerPosts(this.file, await this.accountRanks(), accounts);
  }

  /** Every entry of the registry, with its account of the case where that may be named. */
  async registryAccounts(): Promise<RegistryAccount[]> {
    return readRegistryAccounts(this.file, await this.accountNumbers());
  }

  /** 1 for each account that may be named, by number. */
  async publicAccounts(): Promise<Uint8Array> {
    return readPublicAccounts(this.file, await this.accountNumbers());
  }

  /** When each account posted first and last, by number. */
  async postingSpans(): Promise<PostingSpans> {
    return readPostingSpans(this.file, await this.accountNumbers());
  }

  /** Followers of some accounts, one count a day. @param accounts By number; null: of all. */
  async followerLooks(accounts: Int32Array | null): Promise<FollowerLooks> {
    return readFollowerLooks(this.file, await this.accountIds(), accounts);
  }

  /** Posts of some accounts whose text, in lower case, holds a pattern of RE2. @param accounts By number; null: of all. */
  async postsSaying(accounts: Int32Array | null, pattern: string): Promise<SayingPost[]> {
    return readSayingPosts(this.file, await this.accountIds(), accounts, pattern);
  }

  /** What others stated: figures, who may use which platform, or events; in order of their numbers. */
  statements<Kind extends StatedKind>(kind: Kind): Promise<Held<StatedRows[Kind]>[]> {
    return statedRows(this.file, kind);
  }

  /** How many posts each account made in each hour, where times are precise enough. */
  async postHours(withReposts: boolean): Promise<PostHours> {
    return readPostHours(this.file, await this.accountNumbers(), withReposts);
  }

  /** How often each account reposted posts of some voices. @param windowSeconds A lag of at most this is quick. */
  async repostCounts(spans: readonly VoiceSpan[], windowSeconds: number): Promise<RepostCounts> {
    return readRepostCounts(this.file, await this.accountRanks(), spans, windowSeconds);
  }

  /** The accounts whose posts others repost most, by number. */
  async mostReposted(most: number): Promise<Int32Array> {
    return readMostReposted(this.file, await this.accountNumbers(), most);
  }

  /** The accounts in the groups of a stored finding, by number. */
  async groupMembers(findingId: number): Promise<Int32Array> {
    return readGroupMembers(this.file, findingId, await this.accountNumbers());
  }

  /** Replies in the case to posts of some accounts, by number. */
  async repliesReceived(accounts: Int32Array): Promise<RepliesReceived> {
    return readRepliesReceived(this.file, await this.accountRanks(), accounts);
  }

  /** The dated events of the case, by time. */
  events(): Promise<CaseEvent[]> {
    return readEvents(this.file);
  }

  /** The layers of the case with their sizes, by name. */
  layers(): Promise<Layer[]> {
    this.knownLayers ??= this.readLayers();
    return this.knownLayers;
  }

  private async readLayers(): Promise<Layer[]> {
    const { account, object, formCount } = await this.file.row<{ account: number; object: number; formCount: number }>(
      `SELECT (SELECT coalesce(max(account_id), 0) FROM account) AS account, coalesce(max(object_id), 0) AS object, count(canonical_id) AS "formCount" FROM object`,
    );
    const spread = `${distinctCount('account_id', account)} AS "accountCount", ${isoTime('min(posted_at)')} AS "firstAt", ${isoTime('max(posted_at)')} AS "lastAt",
      max(precision_seconds) AS "precisionSeconds"`;
    const forms = `SELECT object_id, layer_id, canonical_id FROM object WHERE canonical_id IS NOT NULL`;
    const standing =
      formCount === 0
        ? 'share'
        : `(SELECT share.* REPLACE (coalesce(form.canonical_id, share.object_id) AS object_id) FROM share LEFT JOIN (${forms}) form USING (object_id))`;
    const sizes = `count(*) AS "shareCount", ${distinctCount('object_id', object)} AS "objectCount", ${spread}`;
    return this.file.rows<Layer>(
      `SELECT layer.name, sized.* EXCLUDE (layer_id), CASE WHEN layer.form = '${NEAR_TEXT_FORM}' THEN 'text' END AS "variantOf"
       FROM (SELECT layer_id, ${sizes} FROM ${standing} GROUP BY layer_id) sized JOIN layer USING (layer_id)
       UNION ALL
       SELECT '${URL_RAW}' AS name, sized.* EXCLUDE (layer_id), 'url' FROM (SELECT layer_id, ${sizes} FROM share GROUP BY layer_id) sized JOIN layer USING (layer_id)
       WHERE layer.name = 'url' AND layer_id IN (SELECT layer_id FROM (${forms})) AND NOT EXISTS (SELECT 1 FROM layer WHERE name = '${URL_RAW}')
       ORDER BY name`,
    );
  }

  /**
   * Makes a layer that is worked out only when an analysis asks for it, and keeps it in the case: `near-text`, where posts have texts.
   * For any other name, and where the layer is there, nothing happens.
   */
  async makeLayer(name: string, context: WorkContext): Promise<void> {
    if (name !== NEAR_TEXT || !(await lacksNearText(this.file))) return;
    const found = await clusterNearTexts(this.file, context);
    context.progress.step(`storing layer ${NEAR_TEXT}`);
    await this.keepNearText(found);
    this.knownLayers = null;
  }

  /** Number of posts with a text. */
  async textCount(): Promise<number> {
    return (await this.file.row<{ count: number }>(`SELECT count(text) AS count FROM post`)).count;
  }

  /** The posts with a text, and the clusters of near-duplicates that their texts form. */
  textClusters(options: TextClusterOptions, context: WorkContext): Promise<PostTexts> {
    return clusterPosts(this.file, options, context);
  }

  /** The language of every post: the source's where it states one, else the one that `enrich` found by its text. */
  postLanguages(): Promise<PostLanguages> {
    return readPostLanguages(this.file);
  }

  /** How many posts with a text have each language, and who says so. */
  languageCounts(): Promise<LanguageCount[]> {
    return countLanguages(this.file);
  }

  /** Number in code-point order of each account identity. */
  async accountNumbers(): Promise<Int32Array> {
    return (await this.accountRanks()).rankOf;
  }

  /** Texts of some posts as they stand, by identity; null where a post has none. */
  async postTexts(ids: Int32Array): Promise<Map<number, string | null>> {
    return new Map((await this.posts([...ids])).map((post) => [post.id, post.text]));
  }

  /** Number of accounts and posts in the case. */
  sizes(): Promise<{ accountCount: number; postCount: number }> {
    return this.file.row(`SELECT (SELECT count(*) FROM account) AS "accountCount", (SELECT count(*) FROM post) AS "postCount"`);
  }

  /** The shares of a layer for the kernels: sorted by object and time, each (object, post) once (the first in input order). */
  async shares(layer: string): Promise<Shares> {
    const shares = await this.canonicalShares(await this.layerIdentity(layer));
    const { rankOf, keys } = await this.accountRanks();
    // Imports store shares in this order; only what later imports added, or canonical forms, may break it.
    const asStored = this.file.chunks(`${SHARE_COLUMNS}, source_id, record FROM ${shares}`);
    const all =
      (await gatherOrderedShares(asStored, rankOf, keys.length)) ??
      (await this.readShares(`${SHARE_COLUMNS} FROM ${shares} ORDER BY object_id, posted_at, source_id, record`));
    const faults = postFaults(all);
    if (!faults.hasRepeats) return faults.hasSeveralAccounts ? oneAccountPerPost(all) : all;
    const once = `SELECT DISTINCT ON (object_id, post_id) * FROM ${shares} ORDER BY object_id, post_id, source_id, record`;
    return oneAccountPerPost(await this.readShares(`${SHARE_COLUMNS} FROM (${once}) ORDER BY object_id, posted_at, source_id, record`));
  }

  /** Every row of a layer in input order, repeats and all. */
  async shareRows(layer: string): Promise<CooRTweetRows> {
    const identity = await this.layerIdentity(layer);
    const layerId = identity.id;
    const shares = await this.readShares(
      `${SHARE_COLUMNS} FROM ${await this.canonicalShares(identity)} ORDER BY source_id, record, object_id`,
    );
    const ownPost = new Map<number, number>();
    for await (const chunk of this.file.chunks(
      `SELECT object.object_id, post.post_id FROM object JOIN post ON post.key = object.key WHERE object.layer_id = ${layerId}`,
    ))
      for (const [object, post] of chunk.getRows() as [number, number][]) ownPost.set(object, post);
    const isOwnObject = Uint8Array.from(shares.object, (object, row) => (ownPost.get(object) === shares.post[row] ? 1 : 0));
    return { ...shares, length: shares.object.length, isOwnObject };
  }

  /**
   * The messages of the toolkit preset: sorted by what they have in common and time, each (group, message) once. A message's
   * first row gives its account and time.
   *
   * @param withBlanks Messages without an object, or with an empty text, form a group of their own.
   */
  async messages(grouping: MessageGrouping, withBlanks: boolean): Promise<Shares> {
    const reposts = `SELECT post_id FROM share JOIN layer USING (layer_id) WHERE layer.name = 'repost'`;
    const columns = `post.account_id, post.post_id, epoch_us(post.posted_at)::DOUBLE AS time`;
    if (grouping.by === 'all') return this.readMessages(`SELECT 0 AS object_id, ${columns} FROM post`);
    if (grouping.by === 'text')
      return this.messagesByText(
        `SELECT ${columns}, coalesce(text, '') FROM post WHERE post_id NOT IN (${reposts}) ORDER BY time, post_id`,
        grouping.normalise,
        withBlanks,
      );
    const { id: layerId } = await this.layerIdentity(grouping.layer);
    const originals = grouping.originalsOnly ? `AND post.post_id NOT IN (${reposts})` : '';
    const firstRow = grouping.firstRowOnly ? 'AND share.source_id = post.source_id AND share.record = post.record' : '';
    const shared = `SELECT DISTINCT share.object_id, ${columns} FROM share JOIN post USING (post_id) WHERE share.layer_id = ${layerId} ${firstRow} ${originals}`;
    const blank = `SELECT ${BLANK_OBJECT}, ${columns} FROM post WHERE post_id NOT IN (SELECT post_id FROM share WHERE layer_id = ${layerId}) ${originals}`;
    return this.readMessages(withBlanks ? `${shared} UNION ALL ${blank}` : shared);
  }

  /**
   * The posts of some pairs as a reader sees them, by time of A's post.
   *
   * @param evidence Columns `object_id`, `content_id`, `content_id_y`, `account_id` of identities.
   * @param a Number of the account that is to be A.
   */
  async postPairs(
    evidence: { readonly rowCount: number; readonly columns: Readonly<Record<string, ColumnValues>> },
    a: number,
  ): Promise<PostPair[]> {
    const column = (name: string): Int32Array => evidence.columns[name] as Int32Array;
    const [object, older, newer, olderAccount] = [
      column('object_id'),
      column('content_id'),
      column('content_id_y'),
      column('account_id'),
    ] as [Int32Array, Int32Array, Int32Array, Int32Array];
    const objects = await this.keysOf(
      'object',
      object.filter((id) => !Number.isNaN(id)),
    );
    const posts = new Map((await this.posts([...older, ...newer])).map((post) => [post.id, post]));
    const delta = evidence.columns['time_delta'] as Float64Array;
    return Array.from({ length: evidence.rowCount }, (_, row) => {
      const aIsOlder = olderAccount[row] === a;
      const postA = posts.get(aIsOlder ? older[row] : newer[row]) as PostRow;
      const postB = posts.get(aIsOlder ? newer[row] : older[row]) as PostRow;
      return {
        object: objects.get(object[row]) ?? null,
        postA: postA.key,
        postedAtA: postA.postedAt,
        textA: postA.text,
        postB: postB.key,
        postedAtB: postB.postedAt,
        textB: postB.text,
        lagSeconds: aIsOlder ? delta[row] : -delta[row],
      };
    }).sort((x, y) => (x.postedAtA < y.postedAtA ? -1 : x.postedAtA > y.postedAtA ? 1 : x.postA < y.postA ? -1 : 1));
  }

  private async posts(ids: readonly number[]): Promise<PostRow[]> {
    const wanted = [...new Set(ids)];
    const found: PostRow[] = [];
    for (let start = 0; start < wanted.length; start += 10_000) {
      const list = wanted.slice(start, start + 10_000).join(', ');
      found.push(
        ...(await this.file.rows<PostRow>(
          `SELECT post_id AS id, key, ${isoTime('posted_at')} AS "postedAt", text FROM post WHERE post_id IN (${list})`,
        )),
      );
    }
    return found;
  }

  /** Identifiers of some objects or posts, by identity. */
  async keysOf(entity: 'object' | 'post', ids: Int32Array): Promise<Map<number, string>> {
    const keys = new Map<number, string>();
    const wanted = [...new Set(ids)].sort((x, y) => x - y);
    for (let start = 0; start < wanted.length; start += 10_000) {
      const list = wanted.slice(start, start + 10_000).join(', ');
      for (const row of await this.file.rows<{ id: number; key: string }>(
        `SELECT ${entity}_id AS id, key FROM ${entity} WHERE ${entity}_id IN (${list})`,
      ))
        keys.set(row.id, row.key);
    }
    return keys;
  }

  /** Identifiers of accounts by their number in code-point order. */
  async accountKeys(): Promise<readonly string[]> {
    return (await this.accountRanks()).keys;
  }

  /** Identities of accounts by their number in code-point order. */
  async accountIds(): Promise<Int32Array> {
    return (await this.accountRanks()).idOf;
  }

  /** The account with this identifier, by number, or null. */
  async accountNumber(key: string): Promise<number | null> {
    const { keys } = await this.accountRanks();
    const number = keys.indexOf(key);
    return number === -1 ? null : number;
  }

  /** Creation and latest profile of every account, by number. */
  async accountProfiles(): Promise<AccountProfiles> {
    return readAccountProfiles(this.file, (await this.accountRanks()).rankOf);
  }

  /** The accounts, by number, that ever had each handle; handles in lower case. */
  async accountHandles(): Promise<Map<string, number[]>> {
    return readAccountHandles(this.file, (await this.accountRanks()).rankOf);
  }

  /** What dated observations counted of an account, by its number: followers, accounts that it follows, posts. */
  async followerCurve(account: number): Promise<FollowerCurve> {
    return readFollowerCurve(this.file, (await this.accountIds())[account] as number);
  }

  /** Falls of the number of posts and changes of handle that observations show, by number of the account. */
  async accountTurns(): Promise<AccountTurns> {
    return readAccountTurns(this.file, await this.accountNumbers());
  }

  /** The program with which every post was made. */
  postClients(): Promise<PostClients> {
    return readPostClients(this.file);
  }

  /** Visits every text once, in no stated order. @param visit Gets the identity of the post. */
  visitTexts(visit: (post: number, text: string) => void, context: WorkContext): Promise<void> {
    return visitTexts(this.file, visit, context);
  }

  /** The texts of some accounts, one account after the other. @param accounts By number, ascending. */
  async *textsByAccount(accounts: Int32Array): AsyncGenerator<AccountTexts> {
    yield* textsByAccount(this.file, await this.accountIds(), accounts);
  }

  /** The accounts whose histories may be told one by one. */
  async toldAccounts(): Promise<ToldAccount[]> {
    return readToldAccounts(this.file, await this.accountNumbers());
  }

  /** What the case holds of some of these accounts, and where findings list them. */
  async toldHistories(told: readonly ToldAccount[], options: ToldOptions): Promise<ToldHistories> {
    return readToldHistories(this.file, await this.accountRanks(), told, options);
  }

  /** All accounts but those that are told of one by one, by month of creation, main language and last status. */
  async untoldGroups(): Promise<AccountGroup[]> {
    return readUntoldGroups(this.file, await this.accountIds(), await this.toldAccounts());
  }

  /** When every account was seen there and gone, as intervals; subjects are numbers of accounts. */
  async accountStatusIntervals(): Promise<StatusIntervals> {
    return readStatusIntervals(this.file, 'account', await this.accountNumbers());
  }

  /** When every post was seen there and gone, as intervals; subjects are identities of posts. */
  postStatusIntervals(): Promise<StatusIntervals> {
    return readStatusIntervals(this.file, 'post', null);
  }

  private readMessages(sql: string): Promise<Shares> {
    return this.readShares(`SELECT object_id, account_id, post_id, time FROM (${sql}) ORDER BY object_id, time, post_id`);
  }

  private async messagesByText(sql: string, normalise: (text: string) => string, withBlanks: boolean): Promise<Shares> {
    const { rankOf, keys } = await this.accountRanks();
    const groups = new Map<string, number>();
    const group: number[] = [];
    const account: number[] = [];
    const post: number[] = [];
    const time: number[] = [];
    let highestPost = -1;
    for await (const chunk of this.file.chunks(sql)) {
      for (const [accountId, postId, at, text] of chunk.getRows() as [number, number, number, string][]) {
        const normal = normalise(text);
        if (normal === '' && !withBlanks) continue;
        if (!groups.has(normal)) groups.set(normal, groups.size);
        group.push(groups.get(normal) as number);
        account.push(rankOf[accountId]);
        post.push(postId);
        time.push(at);
        if (postId > highestPost) highestPost = postId;
      }
    }
    const { positions } = groupPositions(Int32Array.from(group), groups.size);
    const pick = (values: readonly number[]): Int32Array => Int32Array.from(positions, (position) => values[position] as number);
    return {
      accountCount: keys.length,
      postCount: highestPost + 1,
      object: pick(group),
      account: pick(account),
      post: pick(post),
      time: Float64Array.from(positions, (position) => time[position] as number),
    };
  }

  private async layerIdentity(name: string): Promise<LayerIdentity> {
    const [layer] = await this.file.rows<{ id: number }>(`SELECT layer_id AS id FROM layer WHERE name = ?`, [name]);
    if (layer !== undefined) return { id: layer.id, isRaw: false };
    if (name === URL_RAW) return { ...(await this.layerIdentity('url')), isRaw: true };
    throw new AntiphonError('no-data', `the case has no layer ${name}`);
  }

  private accountRanks(): Promise<AccountRanks> {
    this.ranks ??= readAccountRanks(this.file);
    return this.ranks;
  }

  /** SQL relation with the shares of a layer, each under the object that stands for its canonical form, or raw as it stood. */
  private async canonicalShares({ id: layerId, isRaw }: LayerIdentity): Promise<string> {
    if (isRaw) return `(SELECT * FROM share WHERE layer_id = ${layerId})`;
    const { count } = await this.file.row<{ count: number }>(
      `SELECT count(*) AS count FROM object WHERE layer_id = ? AND canonical_id IS NOT NULL`,
      [layerId],
    );
    if (count === 0) return `(SELECT * FROM share WHERE layer_id = ${layerId})`;
    return `(SELECT share.* REPLACE (coalesce(object.canonical_id, share.object_id) AS object_id)
      FROM share JOIN object ON object.object_id = share.object_id WHERE share.layer_id = ${layerId})`;
  }

  /** Reads a query with the columns object, account, post and time. */
  private async readShares(sql: string): Promise<Shares> {
    const { rankOf, keys } = await this.accountRanks();
    return gatherShares(this.file.chunks(sql), rankOf, keys.length);
  }
}

/** What kernels need of a share. */
const SHARE_COLUMNS = `SELECT object_id, account_id, post_id, epoch_us(posted_at)::DOUBLE`;

interface LayerIdentity {
  readonly id: number;
  /** True where objects are compared as they stood. */
  readonly isRaw: boolean;
}

interface PostRow {
  readonly id: number;
  readonly key: string;
  readonly postedAt: string;
  readonly text: string | null;
}

interface AccountRanks {
  readonly keys: readonly string[];
  /** Number in code-point order of each account identity. */
  readonly rankOf: Int32Array;
  /** Account identity of each number. */
  readonly idOf: Int32Array;
}

async function readAccountRanks(file: CaseQueries): Promise<AccountRanks> {
  const keys: string[] = [];
  const ids: number[] = [];
  for await (const chunk of file.chunks(`SELECT account_id, key FROM account ORDER BY key`)) {
    const idColumn = chunk.getColumnVector(0);
    const keyColumn = chunk.getColumnVector(1);
    for (let row = 0; row < chunk.rowCount; row++) {
      ids.push(idColumn.getItem(row) as number);
      keys.push(keyColumn.getItem(row) as string);
    }
  }
  const rankOf = new Int32Array(ids.length);
  for (const [rank, id] of ids.entries()) rankOf[id] = rank;
  return { keys, rankOf, idOf: Int32Array.from(ids) };
}
