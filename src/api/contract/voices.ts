import Type, { type Static } from 'typebox';
import { exact, Identity, Instant, oneOf, orNull } from './common.js';

const Count = Type.Integer({ minimum: 0 });
const name = Type.Optional(Type.String({ minLength: 1, maxLength: 200 }));

/** How an entry of the registry stands to the accounts of the case. */
export const Match = oneOf(['matched', 'outside-dates', 'ambiguous', 'another-id', 'another-platform', 'not-in-case'], {
  description:
    '`outside-dates`: an account bears the handle, but at no time for which the entry holds, so which one it is is not said. `ambiguous`: several may be meant, so none was chosen.',
});
export type Match = Static<typeof Match>;

/** Which entries are wanted: by a name, or by a key of `counts`. */
const filters = {
  polity: name,
  host: name,
  role: name,
  platform: name,
  match: Type.Optional(Match),
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'Words that actor, institution or handle must contain, whatever their case.',
    }),
  ),
};
export const VoiceQuery = exact({
  ...filters,
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_000_000_000, default: 0 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
});
export type VoiceQuery = Static<typeof VoiceQuery>;

/** One entry of the registry as published, and its account in the case where that may be named. */
export const VoiceEntry = exact({
  voiceId: Identity,
  actor: Type.String(),
  polity: Type.String({ description: 'The state for which it speaks.' }),
  polityCode: orNull(Type.String()),
  institution: orNull(Type.String()),
  parent: orNull(Type.String()),
  level: orNull(Type.String({ description: 'Its place in the hierarchy of the state, such as national or regional.' })),
  role: Type.String(),
  host: orNull(Type.String({ description: 'The country to whose public it speaks.' })),
  hostCode: orNull(Type.String()),
  platform: Type.String(),
  handle: orNull(Type.String({ description: 'Without the @.' })),
  accountKey: orNull(Type.String({ description: 'The identifier that the list gives.' })),
  opened: orNull(Type.String({ description: 'When the list says that the account was made, as precise as it says.' })),
  validFrom: orNull(Instant),
  validTo: orNull(Instant),
  datesMean: orNull(oneOf(['office', 'listing'])),
  absentAt: orNull(Instant),
  attributedBy: Type.String({ description: 'Who says so.' }),
  attributionUrl: orNull(Type.String()),
  note: orNull(Type.String()),
  match: Match,
  matchedBy: orNull(Type.String({ description: 'By what the account was found; null where none may be named.' })),
  account: orNull(Type.String({ description: 'Its account in the case; null where there is none that may be named.' })),
  postCount: orNull(Type.Integer({ minimum: 0, description: 'Posts of the account within the dates of the entry.' })),
  firstPostAt: orNull(Instant),
  lastPostAt: orNull(Instant),
  lookCount: orNull(Type.Integer({ minimum: 0, description: 'Dated looks within the dates of the entry that counted followers.' })),
  followerCount: orNull(Type.Integer({ minimum: 0, description: 'At the last of these.' })),
  followersAt: orNull(Instant),
});
export type VoiceEntry = Static<typeof VoiceEntry>;

const Facet = Type.Array(
  exact({
    key: Type.String({ description: 'What the condition takes: the code of a country, else the name; "-": not stated.' }),
    name: orNull(Type.String({ description: 'As most lists write it; null: not stated.' })),
    entryCount: Count,
    matchedCount: Type.Integer({ minimum: 0, description: 'Of these, with an account of the case that may be named.' }),
  }),
  {
    description: 'Entries by this property, most first, among those that meet all conditions but the one on it.',
  },
);

/** Who speaks for whom, by who says so. */
export const VoiceList = exact({
  entryCount: Type.Integer({ minimum: 0, description: 'Entries that meet the conditions.' }),
  totalCount: Type.Integer({ minimum: 0, description: 'Entries of the registry.' }),
  actorCount: Count,
  accountCount: Type.Integer({ minimum: 0, description: 'Accounts of the case that these entries name.' }),
  postCount: Type.Integer({ minimum: 0, description: 'Posts of these accounts within the dates of an entry.' }),
  offset: Count,
  entries: Type.Array(VoiceEntry, { description: 'In order of the registry.' }),
  counts: exact({ polity: Facet, host: Facet, role: Facet, platform: Facet, match: Facet }),
  marked: Type.Array(exact({ account: Type.String(), reason: Type.String(), markedAt: Instant }), {
    description: 'Accounts without an entry that the user marked as public.',
  }),
});
export type VoiceList = Static<typeof VoiceList>;

/** Entries for a chart: some by number, or those with most to show among all that meet the conditions. */
export const VoiceSeriesQuery = exact({
  ...filters,
  voices: Type.Optional(
    Type.String({ pattern: '^\\d{1,9}(,\\d{1,9}){0,7}$', description: 'Numbers of entries, at most eight, separated by commas.' }),
  ),
});
export type VoiceSeriesQuery = Static<typeof VoiceSeriesQuery>;

const seriesHead = {
  voiceId: Identity,
  account: Type.String(),
  label: Type.String({ description: 'Actor and handle.' }),
};
const Candidates = Type.Array(exact({ ...seriesHead, count: Count }), {
  description: 'Entries that can be drawn, those with most to show first, at most 300; `count`: looks or posts.',
});

/** How many followed some voices, look by look. */
export const FollowerCurves = exact({
  candidates: Candidates,
  series: Type.Array(
    exact({
      ...seriesHead,
      observedAt: Type.Array(Instant),
      followerCount: Type.Array(Count),
      precisionSeconds: Type.Array(orNull(Type.Number()), { description: 'Of the time; null where it is not stated.' }),
    }),
  ),
});
export type FollowerCurves = Static<typeof FollowerCurves>;

const TimeBin = oneOf(['hour', 'day', 'week', 'month', 'year']);

/** When some voices posted. */
export const VoicePosts = exact({
  candidates: Candidates,
  bin: TimeBin,
  from: orNull(Instant),
  to: orNull(Instant),
  series: Type.Array(
    exact({ ...seriesHead, starts: Type.Array(Instant), counts: Type.Array(Count, { description: 'Bins without posts are left out.' }) }),
  ),
});
export type VoicePosts = Static<typeof VoicePosts>;
