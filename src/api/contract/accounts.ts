import Type, { type Static } from 'typebox';
import { exact, Identity, Instant, oneOf, orNull } from './common.js';
import { TablePage } from './tables.js';
import { VoiceEntry } from './voices.js';

const Count = Type.Integer({ minimum: 0 });
const span = { firstAt: orNull(Instant), lastAt: orNull(Instant) };

/** What it was seen to be, in one country and with or without a login. */
export const Life = exact({
  seenFrom: orNull(Type.String()),
  hasLogin: orNull(Type.Boolean()),
  lookCount: Count,
  firstSeenAt: orNull(Instant),
  lastAliveAt: orNull(Instant),
  goneAt: orNull(Instant),
  goneStatus: orNull(Type.String({ description: 'Null: there at the last look.' })),
  isExact: Type.Boolean({ description: 'True if `goneAt` is the moment of the change itself, not of a look.' }),
  returnCount: Count,
});
export type Life = Static<typeof Life>;

/** One table of a finding that lists an account. */
export const AccountFinding = exact({
  findingId: Identity,
  title: Type.String(),
  analysis: Type.String(),
  question: Type.String(),
  isCurrent: Type.Boolean(),
  table: Type.String(),
  tableTitle: Type.String(),
  column: Type.String({ description: 'The column in which it stands; rows are of this column alone.' }),
  rowCount: Count,
  rows: TablePage,
});
export type AccountFinding = Static<typeof AccountFinding>;

/** An account as far as it may be shown. */
export const AccountPage = exact({
  account: Type.String(),
  shownAs: oneOf(['public', 'revealed', 'private'], {
    description:
      '`private`: no more is shown than posts in number and where it stands, but of an account of a takedown archive all that names it not.',
  }),
  isOfTakedown: Type.Boolean({ description: 'True if it stands in an imported takedown archive.' }),
  label: orNull(Type.String({ description: 'Actor and handle of an account that may be named.' })),
  platform: orNull(Type.String()),
  createdAt: orNull(Instant),
  postCount: Type.Integer({ minimum: 0, description: 'Posts that stand under this name.' }),
  firstPostAt: orNull(Instant),
  lastPostAt: orNull(Instant),
  outsidePostCount: Type.Integer({ minimum: 0, description: 'Posts outside of the dates for which the account is public.' }),
  handles: Type.Array(exact({ handle: Type.String(), ...span, lookCount: Count }), {
    description: 'One after the other; a null time is not stated.',
  }),
  names: Type.Array(exact({ name: Type.String(), ...span, lookCount: Count })),
  descriptions: Type.Array(exact({ description: Type.String(), ...span, lookCount: Count })),
  followers: exact({
    observedAt: Type.Array(Instant),
    followerCount: Type.Array(orNull(Count)),
    followingCount: Type.Array(orNull(Count)),
    postCount: Type.Array(orNull(Count)),
  }),
  posts: orNull(
    exact({
      bin: oneOf(['hour', 'day', 'week', 'month', 'year']),
      from: Instant,
      to: Instant,
      series: Type.Array(exact({ kind: orNull(Type.String()), starts: Type.Array(Instant), counts: Type.Array(Count) })),
    }),
  ),
  languages: Type.Array(exact({ language: orNull(Type.String()), postCount: Count })),
  languageCourse: Type.Array(exact({ from: Instant, to: Instant, language: orNull(Type.String()), postCount: Count }), {
    description: 'Posts by language in weeks, or in months where they span more than 400 days.',
  }),
  topics: Type.Array(exact({ from: Instant, to: Instant, hashtag: Type.String(), postCount: Count }), {
    description: 'Its five most frequent hashtags in each month, or in each quarter where its posts span more than 400 days.',
  }),
  lives: Type.Array(Life),
  entries: Type.Array(VoiceEntry, { description: 'Entries of the registry that name it.' }),
  mark: orNull(exact({ reason: Type.String(), markedAt: Instant })),
  findings: Type.Array(AccountFinding, { description: 'Every table that lists it, with its first rows.' }),
});
export type AccountPage = Static<typeof AccountPage>;

/** What the case holds of answers to public accounts, before any analysis. */
export const Answers = exact({
  replyCount: Type.Integer({ minimum: 0, description: 'Posts that are replies or comments.' }),
  quoteCount: Count,
  replyShareCount: Type.Integer({ minimum: 0, description: 'Replies that say which post they answer.' }),
  knownCount: Type.Integer({ minimum: 0, description: 'Of these, to posts that the case holds.' }),
  toPublicCount: Type.Integer({ minimum: 0, description: 'Of these, to posts of public accounts within their dates.' }),
  publicPostCount: Type.Integer({ minimum: 0, description: 'Posts of public accounts within their dates.' }),
  answeredPostCount: Type.Integer({ minimum: 0, description: 'Of these, with a reply in the case.' }),
  statedReplyCount: orNull(
    Type.Integer({ minimum: 0, description: 'Replies that platforms counted to them at the last look; null: none was counted.' }),
  ),
  accounts: Type.Array(exact({ account: Type.String(), label: orNull(Type.String()), replyCount: Count, answeredPostCount: Count }), {
    description: 'Public accounts that were answered, most first, at most 20.',
  }),
});
export type Answers = Static<typeof Answers>;
