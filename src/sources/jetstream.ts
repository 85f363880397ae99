import { allChecks, identifierCheck, type TableFormat, timeCheck, zonedTime } from './format.js';
import type { JsonLayout, JsonRecord } from './json-layout.js';
import { isObject, type Json, listOf, objectAt, objects, text } from './json-values.js';
import { givenFrom } from './layer-support.js';
import { referenceLayers } from './post-layers.js';

/** Columns of a flattened event. */
const COLUMNS = [
  'event_did',
  'event_time',
  'what',
  'record_uri',
  'posted_at',
  'text',
  'language',
  'kind',
  'repost_of',
  'reply_to',
  'urls',
  'tags',
  'mentions',
  'media',
  'post_status',
  'handle',
  'display_name',
  'description',
  'account_status',
  'account_evidence',
] as const;

type Item = Readonly<Partial<Record<(typeof COLUMNS)[number], string | null>>>;

const [POST, REPOST, PROFILE] = ['app.bsky.feed.post', 'app.bsky.feed.repost', 'app.bsky.actor.profile'];
const DAY_MILLISECONDS = 86_400_000;
/** What the words of account events mean; any other one leaves open why the account is not active. */
const ACCOUNT_STATUSES: Readonly<Record<string, string>> = {
  takendown: 'suspended',
  suspended: 'suspended',
  deleted: 'deleted',
  deactivated: 'private',
};

/** Events as the stream sends them, of either version, one a line. */
export const jetstreamLayout: JsonLayout = {
  columns: COLUMNS,
  records(value) {
    const event = eventOf(value);
    if (event === null) return null;
    const raw = JSON.stringify(value);
    if (typeof event === 'string') return [{ values: null, problem: null, raw, remark: `${event} passed over` }];
    return [eventRecord(event, raw)];
  },
};

/** An event of either version in one shape. */
interface StreamEvent {
  readonly did: string | null;
  readonly time: string | null;
  /** `commit`, `identity` or `account`. */
  readonly kind: string;
  /** What is said of the repository's record, of the identity or of the account. */
  readonly body: Json;
}

/** The event in a value; what it is where it tells nothing of posts or accounts, in the plural; null where the value is no event. */
function eventOf(value: unknown): StreamEvent | string | null {
  if (!isObject(value)) return null;
  const payload = value['$type'] === 'message' ? objectAt(value, 'payload') : value;
  const [, kind] = text(payload['$type'])?.match(/^network\.bsky\.jetstream\.subscribeEvents#(\w+)$/) ?? [];
  if (kind !== undefined) {
    if (!['commit', 'identity', 'account'].includes(kind)) return `${kind} events`;
    return relevant({
      did: text(payload['did']),
      time: text(payload['time']),
      kind,
      body: kind === 'commit' ? payload : objectAt(payload, kind),
    });
  }
  const old = text(value['kind']);
  if (old === null || typeof value['did'] !== 'string' || !('time_us' in value)) return null;
  const microseconds = Number(text(value['time_us']) ?? Number.NaN);
  const time = microseconds > 0 && microseconds < 8.64e18 ? new Date(microseconds / 1000).toISOString() : text(value['time_us']);
  if (!['commit', 'identity', 'account'].includes(old)) return `${old} events`;
  return relevant({ did: value['did'], time, kind: old, body: objectAt(value, old) });
}

function relevant(event: StreamEvent): StreamEvent | string {
  const collection = text(event.body['collection']) ?? '';
  if (event.kind !== 'commit' || [POST, REPOST].includes(collection)) return event;
  if (collection === PROFILE && event.body['operation'] !== 'delete') return event;
  return `${collection || 'nameless'} events`;
}

function eventRecord(event: StreamEvent, raw: string): JsonRecord {
  const common: Item = { event_did: event.did, event_time: event.time };
  const record = (item: Item, remark?: string): JsonRecord => ({
    values: COLUMNS.map((column) => ({ ...common, ...item })[column] ?? null),
    problem: null,
    raw,
    ...(remark === undefined ? {} : { remark }),
  });
  const { body } = event;
  if (event.kind === 'identity') return record({ what: 'account', handle: text(body['handle']) });
  if (event.kind === 'account') {
    if (body['active'] === true) return record({ what: 'account', account_status: 'alive' });
    const said = text(body['status']) ?? 'inactive';
    return record({ what: 'account', account_status: ACCOUNT_STATUSES[said] ?? 'unknown', account_evidence: said });
  }
  const made = objectAt(body, 'record');
  if (body['collection'] === PROFILE)
    return record({ what: 'account', display_name: text(made['displayName']), description: text(made['description']) });
  const uri = `at://${event.did}/${text(body['collection'])}/${text(body['rkey']) ?? ''}`;
  if (text(body['rkey']) === null) return { values: null, problem: 'rkey is blank', raw };
  if (body['operation'] === 'delete') return record({ what: 'removal', record_uri: uri, post_status: 'deleted' });
  if (!isObject(body['record'])) return { values: null, problem: `${text(body['operation']) ?? 'the event'} carries no record`, raw };
  const { time, isDeclared } = timeOfPost(text(made['createdAt']), writtenAt(event), body['operation'] === 'update');
  const item = body['collection'] === POST ? postItem(made) : repostItem(made);
  const status = body['operation'] === 'update' ? 'edited' : null;
  return record(
    { what: 'post', record_uri: uri, posted_at: time, post_status: status, ...item },
    isDeclared
      ? undefined
      : 'posts have the time at which they were written or sent, as their createdAt is missing or more than a day from it',
  );
}

const TID_DIGITS = '234567abcdefghijklmnopqrstuvwxyz';

/**
 * When the record was written: what the server of the account says in the revision (13 digits in base 32, of which the first eleven are
 * microseconds since 1970) where that is earlier than the event. An event of old, sent again from an archive, is late; its revision is not.
 */
function writtenAt(event: StreamEvent): string | null {
  const revision = text(event.body['rev']) ?? '';
  if (!/^[2-7a-j][2-7a-z]{12}$/.test(revision)) return event.time;
  const microseconds = [...revision.slice(0, 11)].reduce((sum, digit) => sum * 32 + TID_DIGITS.indexOf(digit), 0);
  const seen = instant(event.time);
  const isEarlier = seen !== null && microseconds > 0 && microseconds / 1000 < seen;
  return isEarlier ? new Date(microseconds / 1000).toISOString() : event.time;
}

/** What the client declares, unless it is no time or more than a day from the event's own; a post may be edited long after it was made. */
function timeOfPost(
  declared: string | null,
  event: string | null,
  isEdited: boolean,
): { readonly time: string | null; readonly isDeclared: boolean } {
  const [said, seen] = [instant(declared), instant(event)];
  const isDeclared = said !== null && (seen === null || (isEdited && said <= seen) || Math.abs(said - seen) <= DAY_MILLISECONDS);
  if (isDeclared || seen === null) return { time: declared, isDeclared: true };
  return { time: event, isDeclared: false };
}

/** Milliseconds since 1970 of a time in ISO 8601; without a zone it is UTC. */
function instant(time: string | null): number | null {
  if (time === null || !/^\d{4}-\d\d-\d\dT/.test(time)) return null;
  const milliseconds = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(time) ? time : `${time}Z`);
  return Number.isNaN(milliseconds) ? null : milliseconds;
}

function repostItem(record: Json): Item {
  return { kind: 'repost', repost_of: text(objectAt(record, 'subject')['uri']) };
}

function postItem(record: Json): Item {
  const embed = objectAt(record, 'embed');
  const media = isObject(embed['media']) ? embed['media'] : embed;
  const features = objects(record['facets']).flatMap((facet) => objects(facet['features']));
  const featured = (type: string, field: string): (string | null)[] =>
    features.filter((feature) => feature['$type'] === `app.bsky.richtext.facet#${type}`).map((feature) => text(feature[field]));
  const quoted = text(objectAt(embed, 'record')['uri']) ?? text(objectAt(embed, 'record', 'record')['uri']);
  const parent = text(objectAt(record, 'reply', 'parent')['uri']);
  const languages = Array.isArray(record['langs']) ? record['langs'] : [];
  const tags = [...featured('tag', 'tag'), ...(Array.isArray(record['tags']) ? record['tags'].map(text) : [])];
  return {
    text: text(record['text']),
    language: text(languages[0]),
    kind: quoted !== null ? 'quote' : parent !== null ? 'reply' : 'original',
    reply_to: parent,
    urls: listOf([...featured('link', 'uri'), text(objectAt(media, 'external')['uri'])]),
    tags: JSON.stringify(tags.flatMap((tag) => tag ?? [])),
    mentions: listOf(featured('mention', 'did')),
    media: listOf([...objects(media['images']).map((image) => blobOf(image['image'])), blobOf(media['video'])]),
  };
}

/** The digest of an upload, which is the same for the same bytes. */
function blobOf(blob: unknown): string | null {
  return text(objectAt(blob, 'ref')['$link']) ?? text(objectAt(blob)['cid']);
}

/** Events of the AT Protocol as Bluesky's Jetstream sends them. */
export const jetstream: TableFormat = {
  id: 'jetstream',
  platform: 'bluesky',
  title: 'Bluesky and AT Protocol: Jetstream events, JSON Lines',
  takes:
    'Posts and reposts by their `at://` address with text and the first language; the layers `repost`, `reply`, `url`, `domain`, `hashtag`, `hashtag-sequence`, `mention` (as `did:…`), `media` (digests, the same for the same bytes) and `text`. ' +
    'A `delete` is an observation `deleted` of its post, an `update` an observation `edited`; a deletion whose post is not in the case waits for it. Account events are observations of the status of accounts: active is `alive`, takendown and suspended are `suspended`, deactivated is `private`, deleted is `deleted`, anything else that is not active is `unknown`; the word itself is kept as evidence. Identity events are observations of their handles, profiles of their names and descriptions. All of these times are those of the change itself. Both versions of the stream are read. ' +
    '`createdAt` is what the client declares: where it is more than a day from the time at which the record was written, or missing, the latter is the post’s time, and the import says how often. A record was written when the revision (`rev`) of the account’s server says, where that is earlier than the event, so that posts of an archive that are sent again years later keep their time; else at the time of the event. Likes, follows and all other events are passed over and counted.',
  cannotKnow:
    'Likes, followers and all other counts. When posts were really made that were moved from elsewhere with dates of old: they have the time at which they were written into the account. A server that its owner runs may write false revisions. Where an archive is sent with new revisions, `createdAt` is overruled by the time of the event.',
  layers: {
    repost: givenFrom('`subject.uri` of reposts'),
    reply: givenFrom('`reply.parent.uri`'),
    url: givenFrom('links of `facets` and of the card in `embed`'),
    hashtag: givenFrom('tags of `facets`, and `tags`'),
    mention: givenFrom('mentions of `facets`, as `did:…`'),
    text: givenFrom('`text`'),
    media: givenFrom('digests of the pictures and films in `embed`'),
  },
  recognisedBy: 'events with `did`, `time_us` and `kind`, or with the `$type` of version 2',
  required: [['event_did'], ['event_time'], ['record_uri'], ['posted_at']],
  optional: 'all other fields',

  plan(table, now) {
    const column = (name: (typeof COLUMNS)[number]): string => table.column(name);
    const given = (name: (typeof COLUMNS)[number]): string => table.given(name);
    const at = (name: (typeof COLUMNS)[number]): string => zonedTime(column(name));
    const did = column('event_did');
    const isPost = `${column('what')} = 'post'`;
    const posted = at('posted_at');
    const seen = at('event_time');
    const made = timeCheck(posted, column('posted_at'), 'createdAt', now);
    return {
      ...allChecks(identifierCheck(did, 'did', table), timeCheck(seen, column('event_time'), 'time of the event', now), {
        isSound: `(${column('what')} <> 'post' OR ${made.isSound})`,
        problem: `CASE WHEN ${isPost} THEN ${made.problem} END`,
      }),
      account: did,
      handle: given('handle'),
      accountObservation: {
        observed_at: seen,
        handle: given('handle'),
        display_name: given('display_name'),
        description: given('description'),
        status: given('account_status'),
        evidence: given('account_evidence'),
        is_event: 'true',
      },
      posts: {
        isPost,
        key: given('record_uri'),
        postedAt: posted,
        precisionSeconds: '1',
        text: given('text'),
        language: given('language'),
        kind: column('kind'),
        observation: { observed_at: seen, is_event: 'true', status: given('post_status') },
        layers: referenceLayers({
          repost: column('repost_of'),
          reply: column('reply_to'),
          urls: column('urls'),
          hashtags: column('tags'),
          mentions: column('mentions'),
          media: column('media'),
        }),
        shareRows: 'once',
      },
    };
  },
};
