import type { CaseFile } from './case-file.js';

/**
 * When and how something was seen: the time and its precision, whether it is the time of the change itself (and not that of a look), the
 * country from which it was seen, whether with a login. They are no statement by themselves.
 */
const CIRCUMSTANCE_FIELDS = ['observed_at', 'observed_precision_seconds', 'is_event', 'seen_from', 'has_login'] as const;

/**
 * What became of it: one of `STATUSES`, the reason that someone states, and what the platform or the source answered. Without a time it
 * was found so at a moment that the source does not say.
 */
const STATUS_FIELDS = ['status', 'stated_reason', 'evidence'] as const;

/** What a record says about its account at a moment; SQL expressions over the file's columns. */
export const ACCOUNT_OBSERVATION_FIELDS = [
  ...CIRCUMSTANCE_FIELDS,
  'handle',
  'display_name',
  'description',
  'location',
  'url',
  'language',
  'follower_count',
  'following_count',
  'post_count',
  ...STATUS_FIELDS,
] as const;

/** What a record says about its post at a moment. */
export const POST_OBSERVATION_FIELDS = [
  ...CIRCUMSTANCE_FIELDS,
  'like_count',
  'repost_count',
  'reply_count',
  'quote_count',
  'view_count',
  ...STATUS_FIELDS,
] as const;

/** True for a field that says something of what was seen, and not only when and how. */
export function isStatement(field: string): boolean {
  return !(CIRCUMSTANCE_FIELDS as readonly string[]).includes(field);
}

export type ObservationFields<Names extends readonly string[]> = Readonly<Partial<Record<Names[number], string>>>;

/** How the records of one file become accounts, posts and shares: SQL expressions over the columns of `rows`. */
export interface LoadPlan {
  /** SQL relation with the file's records, such as a `read_csv(…)`. */
  readonly rows: string;
  /** Number of the record in its file; null where the relation keeps the file's order and lost nothing. */
  readonly record: string | null;
  /** A quick condition that no record with a problem meets; the others are looked at closely. */
  readonly isSound: string;
  /** Why a record cannot be kept, or SQL NULL. */
  readonly problem: string;
  /** What is said of records for which a condition (SQL) holds, after their number. */
  readonly remarks?: readonly { readonly when: string; readonly words: string }[];
  /** The account of a record; absent in a file of events. NULL only for observations of posts whose author the source does not say. */
  readonly account?: string;
  /** The platform of a record's account; NULL or absent where the source does not say. */
  readonly platform?: string;
  readonly handle?: string;
  readonly accountCreatedAt?: string;
  readonly accountCreatedPrecisionSeconds?: number;
  readonly accountObservation?: ObservationFields<typeof ACCOUNT_OBSERVATION_FIELDS>;
  /** What the record says of its account at other moments. */
  readonly moreAccountObservations?: readonly ObservationFields<typeof ACCOUNT_OBSERVATION_FIELDS>[];
  /** What each record says of its account as of a time that whoever imports the file states; nothing where nobody does. */
  readonly accountAtStatedTime?: ObservationFields<typeof ACCOUNT_OBSERVATION_FIELDS>;
  /**
   * Where records call accounts in several ways: SQL over a relation with the distinct values of `account` as `account_key`, giving each
   * of them with the account's identifier as `key`.
   */
  readonly accountNames?: (named: string) => string;
  /** The records are events, not posts. */
  readonly event?: Readonly<Record<'happenedAt' | 'precisionSeconds' | 'title' | 'kind' | 'source' | 'url', string>>;
  /** The records' posts; absent in a file of accounts. */
  readonly posts?: PostPlan;
}

/** How records become posts and what they shared. */
export interface PostPlan {
  /**
   * SQL that is true for records that are posts; absent where all are. Any other record is an observation alone: of its account, and of
   * the post `key` where that is not NULL, which may come with a later file; it needs no time of posting.
   */
  readonly isPost?: string;
  /** The post's identifier; where it is NULL, one is made from account, time, text and ordinal. */
  readonly key: string;
  readonly postedAt: string;
  /** SQL for the precision of the time in seconds. */
  readonly precisionSeconds: string;
  readonly text?: string;
  readonly language?: string;
  readonly client?: string;
  /** `original`, `repost`, `quote` or `reply`. */
  readonly kind?: string;
  readonly observation?: ObservationFields<typeof POST_OBSERVATION_FIELDS>;
  /** What the record says of its post at other moments, such as when it was last seen alive. */
  readonly moreObservations?: readonly ObservationFields<typeof POST_OBSERVATION_FIELDS>[];
  readonly layers: readonly LayerPlan[];
  /**
   * `every`: each row with an object is a share of its own, doubled rows too. `distinct`: rows repeat because a post has several
   * objects, so each (object, account, post, time) of the file is one share. `once`: each (object, post) is one share of the case,
   * however often the post is met again, and has the account and time that the case keeps of the post.
   */
  readonly shareRows: 'every' | 'distinct' | 'once';
}

export interface LayerPlan {
  readonly name: string;
  /** What the staged table keeps for this layer, from the file's columns; absent where `value` needs the staged text alone. */
  readonly staged?: string;
  /** The object's identifier from what was staged (`staged.layer_N`, passed in) and `staged.text`; blank or NULL is no object. */
  readonly value: (staged: string) => string;
  /** True if `value` is a list of identifiers. */
  readonly isList: boolean;
  /** SQL that turns what `value` gave into the identifier, such as a digest of a long text. */
  readonly finish?: (value: string) => string;
  readonly canonical?: CanonicalForm;
  /**
   * A post has at most one object of this layer, the first that a record of it gave; absent where a post that is met again may add some.
   * Counts for `shareRows` `once` alone.
   */
  readonly isOnePerPost?: boolean;
  /** A layer whose identifier is SQL over the record's whole list, `staged` being that list. */
  readonly ofList?: DerivedLayer;
  /** A layer whose identifier is SQL over the compared form of each object of this one. */
  readonly ofObject?: DerivedLayer;
}

/** A layer that is worked out from another one. */
export type DerivedLayer = Pick<LayerPlan, 'name' | 'value' | 'canonical'>;

/** How the objects of a layer are compared; the string as it stood is kept beside the form. */
export interface CanonicalForm {
  /** Names the rules: objects of a case that was made under other ones are gone through again. */
  readonly id: string;
  /** SQL for the form of an identifier, '' for no object; NULL where it takes `closely` to say. */
  readonly quick: (key: string) => string;
  /** The form of an identifier; asked once for each distinct one that `quick` leaves open. */
  readonly closely?: (key: string) => string;
  /** Temporary table (`link`, `resolved`) of forms that stand for another one. */
  readonly replacements?: string;
}

/**
 * What stands in one column of a file, over all records that are rows of the table: those that are set aside for what they say count
 * too, those of another number of fields do not.
 */
export interface ColumnFacts {
  /** True if the file's format takes something from it. */
  readonly isUsed: boolean;
  readonly blankCount: number;
  /** The one value of a column whose values that are not blank are all equal, cut at 200 characters; null otherwise. */
  readonly constant: string | null;
  /** Values that are whole numbers of 15 digits or more, however written. */
  readonly longNumberCount: number;
  /** Of these, such as end in `00` or stand as `9.06E+17`: most are so where a spreadsheet took their last digits. */
  readonly roundedCount: number;
}

/** The records of one file as the model sees them, in a temporary table. */
export interface Staged {
  readonly table: string;
  /** The temporary table of the records that are no posts but observations; null where the file has none. */
  readonly observations: string | null;
  readonly recordCount: number;
  readonly problems: readonly { readonly record: number; readonly reason: string }[];
  /** What stands in each column of the file. */
  readonly columns: readonly ColumnFacts[];
}

/** One file on its way into the case. */
export interface Load {
  readonly file: CaseFile;
  readonly plan: LoadPlan;
  /** The temporary table with the staged records. */
  readonly from: string;
  /** SQL for a staged record's number. */
  readonly record: string;
  readonly sourceId: number;
}

/** How a keyed row finds its post: an SQL expression over `keys`, and the join that it needs. */
export interface PostIdentity {
  readonly expression: string;
  readonly join: string;
}

/** The next free identity of a table. */
export async function nextIdentity(file: CaseFile, table: 'account' | 'object' | 'post' | 'layer' | 'source' | 'event'): Promise<number> {
  return (await file.row<{ next: number }>(`SELECT coalesce(max(${table}_id) + 1, 0)::INTEGER AS next FROM ${table}`)).next;
}
