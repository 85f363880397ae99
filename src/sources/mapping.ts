import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { AntiphonError, messageOf } from '../errors.js';
import type { LayerPlan } from '../store/load-plan.js';
import { statusNames } from '../store/observation-status.js';
import {
  countOf,
  type ForeignTable,
  identifierProblem,
  isBlank,
  isSoundIdentifier,
  isSoundObject,
  isSoundTime,
  objectProblem,
  sqlText,
  type TableFormat,
  timeProblem,
} from './format.js';
import { givenFrom, type LayerSupport } from './layer-support.js';
import {
  EPOCH_FORMATS,
  isTimeFormat,
  isZone,
  type MappedTime,
  mappedPreciseTime,
  mappedTime,
  timeColumns,
  timeExpression,
  timeText,
} from './mapping-times.js';
import { PLATFORMS, platformOf } from './platform-names.js';
import {
  hashtagLayers,
  hashtagLayersInText,
  jsonList,
  mediaLayer,
  mentionLayer,
  mentionLayerInText,
  pythonList,
  replyLayer,
  repostLayer,
  separatedList,
  textLayer,
  urlLayers,
  urlLayersInText,
} from './post-layers.js';

const column = Type.String({ minLength: 1 });
const listOfColumn = Type.Object(
  {
    column,
    separator: Type.Optional(Type.String({ minLength: 1 })),
    list: Type.Optional(Type.Union([Type.Literal('json'), Type.Literal('python')])),
  },
  { additionalProperties: false },
);
const listColumn = Type.Union([Type.Literal('in text'), listOfColumn]);
const columnsTogether = Type.Array(column, { minItems: 2 });

/** A mapping file: for each field of the model, the column that it comes from. */
export const mappingSchema = Type.Object(
  {
    account: Type.Union([
      column,
      columnsTogether,
      Type.Object({ constant: Type.String({ minLength: 1 }) }, { additionalProperties: false }),
    ]),
    handle: Type.Optional(column),
    accountCreatedAt: Type.Optional(mappedPreciseTime),
    displayName: Type.Optional(column),
    description: Type.Optional(column),
    location: Type.Optional(column),
    profileUrl: Type.Optional(column),
    accountLanguage: Type.Optional(column),
    platform: Type.Optional(Type.String({ minLength: 1 })),
    followerCount: Type.Optional(column),
    followingCount: Type.Optional(column),
    postCount: Type.Optional(column),
    observedAt: Type.Optional(mappedTime),
    status: Type.Optional(
      Type.Object({ column, values: Type.Record(Type.String(), Type.String(), { minProperties: 1 }) }, { additionalProperties: false }),
    ),
    post: Type.Optional(Type.Union([column, columnsTogether])),
    postedAt: Type.Optional(mappedPreciseTime),
    text: Type.Optional(column),
    language: Type.Optional(column),
    client: Type.Optional(column),
    isRepost: Type.Optional(column),
    repost: Type.Optional(column),
    reply: Type.Optional(column),
    quote: Type.Optional(column),
    urls: Type.Optional(listColumn),
    hashtags: Type.Optional(listColumn),
    mentions: Type.Optional(listColumn),
    media: Type.Optional(listOfColumn),
    likeCount: Type.Optional(column),
    repostCount: Type.Optional(column),
    replyCount: Type.Optional(column),
    quoteCount: Type.Optional(column),
    viewCount: Type.Optional(column),
    layers: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }), column, { additionalProperties: false })),
    blanks: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })),
  },
  { additionalProperties: false },
);

export type Mapping = Static<typeof mappingSchema>;

/** A mapping as a format, with what tells it from other mappings. */
export interface MappedFormat {
  readonly format: TableFormat;
  /** Becomes part of the source's options, so that the same file under another mapping is another source. */
  readonly options: string;
  /** What a source should say of it: the file's name and the zone of the posts' times. */
  readonly notes: readonly string[];
}

/**
 * Reads a mapping file, JSON or YAML.
 *
 * @throws AntiphonError `file` or `format`, naming the field.
 */
export function readMapping(path: string): MappedFormat {
  let content: unknown;
  try {
    content = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new AntiphonError('file', `the mapping ${path} cannot be read as JSON or YAML: ${messageOf(error)}`, { cause: error });
  }
  return mappedBy(path, content);
}

/**
 * A mapping as a format.
 *
 * @param path Where it stands, for messages.
 * @throws AntiphonError `format`, naming the field.
 */
export function mappedBy(path: string, content: unknown): MappedFormat {
  const [problem] = Value.Errors(mappingSchema, content);
  if (problem !== undefined) {
    const extra = (problem.params as { additionalProperties?: string[] }).additionalProperties;
    const field = problem.instancePath.slice(1).replaceAll('/', '.');
    const where = [field, extra?.join(', ') ?? ''].filter((part) => part !== '').join('.') || 'the whole';
    throw new AntiphonError('format', `the mapping ${path}: ${where} ${problem.message}; docs/mapping.md lists the fields`);
  }
  const mapping = content as Mapping;
  checkMeaning(path, mapping);
  const digest = createHash('sha256').update(JSON.stringify(mapping)).digest('hex').slice(0, 16);
  return { format: mappedFormat(path, mapping), options: JSON.stringify({ mapping: digest }), notes: [mappingNote(path, mapping)] };
}

function mappingNote(path: string, { postedAt }: Mapping): string {
  const name = `mapping ${basename(path)}`;
  if (postedAt === undefined) return name;
  return postedAt.format !== undefined && postedAt.format in EPOCH_FORMATS
    ? `${name}: times are seconds or parts of them since 1970, so UTC`
    : `${name}: times that name no zone are in ${postedAt.zone ?? 'UTC'}`;
}

/** Fields that give layers. */
export const MAPPING_LAYERS: LayerSupport = {
  repost: givenFrom('its field `repost`'),
  reply: givenFrom('its field `reply`'),
  url: givenFrom('its field `urls`'),
  hashtag: givenFrom('its field `hashtags`'),
  mention: givenFrom('its field `mentions`'),
  text: givenFrom('its field `text`'),
  media: givenFrom('its field `media`'),
};

const IN_TEXT = ['urls', 'hashtags', 'mentions'] as const;
/** Layers that fields of their own give. */
export const FIELD_LAYERS = ['repost', 'reply', 'url', 'url-raw', 'domain', 'hashtag', 'mention', 'text', 'near-text'];
/** Fields that say something about posts, which a mapping without `postedAt` has none of. */
const POST_FIELDS = [
  ...['post', 'text', 'language', 'client', 'isRepost', 'repost', 'reply', 'quote', 'media', 'layers', ...IN_TEXT],
  ...['likeCount', 'repostCount', 'replyCount', 'quoteCount', 'viewCount'],
] as (keyof Mapping)[];

/** Checks what the schema cannot say. */
function checkMeaning(path: string, mapping: Mapping): void {
  const fail = (problem: string): never => {
    throw new AntiphonError('format', `the mapping ${path}: ${problem}; docs/mapping.md lists the fields`);
  };
  for (const field of ['postedAt', 'accountCreatedAt', 'observedAt'] as const) {
    const { zone, format } = mapping[field] ?? {};
    if (zone !== undefined && !isZone(zone)) fail(`${field}.zone "${zone}" is no time zone; use a name such as Asia/Shanghai or UTC`);
    if (format !== undefined && !isTimeFormat(format))
      fail(
        `${field}.format "${format}" is no time format; use iso, epoch-seconds, epoch-milliseconds, epoch-microseconds or a pattern such as %Y-%m-%d %H:%M:%S`,
      );
  }
  const post = POST_FIELDS.find((field) => mapping[field] !== undefined);
  if (mapping.postedAt === undefined && post !== undefined) fail(`${post} belongs to posts, and posts need postedAt`);
  const statuses = statusNames(mapping.postedAt === undefined ? 'accounts' : 'posts');
  const wrong = Object.values(mapping.status?.values ?? {}).find((word) => !statuses.includes(word));
  if (wrong !== undefined)
    fail(`status.values "${wrong}" is no status of ${mapping.postedAt === undefined ? 'accounts' : 'posts'}; use ${statuses.join(', ')}`);
  if (mapping.platform !== undefined && platformOf(mapping.platform) === null)
    fail(`platform "${mapping.platform}" is not known; use ${PLATFORMS.slice(0, 10).join(', ')} or another of docs/registry.md`);
  const inText = IN_TEXT.find((field) => mapping[field] === 'in text');
  if (mapping.text === undefined && inText !== undefined) fail(`${inText} is "in text", but the field text is missing`);
  const given = [
    ...FIELD_LAYERS,
    ...(mapping.hashtags === undefined ? [] : ['hashtag-sequence']),
    ...(mapping.media === undefined ? [] : ['media']),
  ];
  const taken = Object.keys(mapping.layers ?? {}).find((name) => given.includes(name));
  if (taken !== undefined) fail(`layers.${taken} has the name of a layer that a field of its own gives; name it otherwise`);
}

function mappedFormat(path: string, mapping: Mapping): TableFormat {
  const named = Object.entries(mapping).flatMap(([field, value]) => columnsOf(value, field).map((name) => ({ field, name })));
  return {
    id: 'mapping',
    title: 'Any table, by a mapping file',
    takes: 'Whatever the mapping names.',
    cannotKnow: 'Whatever the mapping does not name.',
    layers: MAPPING_LAYERS,
    required: named.map(({ name }) => [name]),
    optional: 'any',
    missing: (columns) => named.filter(({ name }) => !columns.includes(name)).map(({ field, name }) => `${name} (${field} in ${path})`),
    plan: (table, now) => planOf(mapping, table, now),
  };
}

function columnsOf(value: Mapping[keyof Mapping], field?: string): string[] {
  if (value === undefined || value === 'in text' || field === 'blanks' || field === 'platform') return [];
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value;
  if ('constant' in value) return [];
  if ('column' in value && (typeof value.column === 'string' || Array.isArray(value.column))) return timeColumns({ column: value.column });
  return Object.values(value as Record<string, string>);
}

/** SQL for what a table's columns hold, by the words of a mapping. */
interface Cells {
  /** A column that the mapping names; NULL where it holds one of the mapping's words for nothing. */
  readonly of: (name: string) => string;
  /** The same, blanks as NULL; undefined for no column. */
  readonly optional: (name: string | undefined) => string | undefined;
  readonly count: (name: string | undefined) => string | undefined;
  /** Columns that are unique together, joined; NULL where one is blank. */
  readonly together: (names: readonly string[]) => string;
}

function cellsOf(mapping: Mapping, table: ForeignTable): Cells {
  const blanks = (mapping.blanks ?? []).map(sqlText).join(', ');
  const of = (name: string): string => {
    const cell = table.column(name);
    return blanks === '' ? cell : `CASE WHEN trim(${cell}) IN (${blanks}) THEN NULL ELSE ${cell} END`;
  };
  const optional = (name: string | undefined): string | undefined => (name === undefined ? undefined : `nullif(${of(name)}, '')`);
  return {
    of,
    optional,
    count: (name) => (name === undefined ? undefined : countOf(of(name))),
    together: (names) => names.map(optional).join(` || '/' || `),
  };
}

/** The entries that are there. */
function given(fields: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function timeOf(time: MappedTime, cells: Cells): { readonly said: string; readonly at: string } {
  const said = timeText(timeColumns(time).map(cells.of));
  return { said, at: timeExpression(said, time) };
}

function planOf(mapping: Mapping, table: ForeignTable, now: Date): ReturnType<TableFormat['plan']> {
  const cells = cellsOf(mapping, table);
  const accountColumns = columnsOf(mapping.account);
  const account =
    typeof mapping.account === 'object' && 'constant' in mapping.account
      ? sqlText(mapping.account.constant)
      : accountColumns.length === 1
        ? cells.of(accountColumns[0] as string)
        : cells.together(accountColumns);
  const posted = mapping.postedAt === undefined ? null : timeOf(mapping.postedAt, cells);
  const observed = mapping.observedAt === undefined ? null : timeOf(mapping.observedAt, cells);
  const postColumns = columnsOf(mapping.post);
  const name = (time: MappedTime | undefined): string => (time === undefined ? '' : timeColumns(time).join(' + '));
  // A moment of observation may be unknown; one that is stated must be one.
  const observedProblem =
    observed === null
      ? null
      : `CASE WHEN NOT ${isBlank(observed.said)} THEN ${timeProblem(observed.at, observed.said, name(mapping.observedAt), now)} END`;
  const identifiers =
    accountColumns.length === 0 ? [{ value: account, name: 'account' }] : accountColumns.map((of) => ({ value: cells.of(of), name: of }));
  return {
    isSound: [
      ...identifiers.map(({ value }) => isSoundIdentifier(value, table)),
      ...(posted === null ? [] : [isSoundTime(posted.at, now)]),
      ...(observed === null ? [] : [isSoundTime(observed.at, now)]),
      ...postColumns.map((of) => isSoundObject(table.column(of), table)),
    ].join(' AND '),
    problem: `coalesce(${[
      ...identifiers.map(({ value, name: of }) => identifierProblem(value, of)),
      ...(posted === null ? [] : [timeProblem(posted.at, posted.said, name(mapping.postedAt), now)]),
      ...(observedProblem === null ? [] : [observedProblem]),
      ...postColumns.map((of) => objectProblem(cells.of(of), of)),
    ].join(', ')})`,
    account,
    ...(mapping.platform === undefined ? {} : { platform: sqlText(platformOf(mapping.platform) ?? mapping.platform) }),
    ...accountPlan(mapping, cells, momentOf(observed)),
    ...(posted === null ? {} : { posts: postPlan(mapping, table, cells, posted.at, momentOf(observed)) }),
  };
}

/** What each row says of its account. */
function accountPlan(mapping: Mapping, cells: Cells, moment: Record<string, string>): Partial<ReturnType<TableFormat['plan']>> {
  const { optional, count } = cells;
  const observation = given({
    handle: optional(mapping.handle),
    display_name: optional(mapping.displayName),
    description: optional(mapping.description),
    location: optional(mapping.location),
    url: optional(mapping.profileUrl),
    language: optional(mapping.accountLanguage),
    follower_count: count(mapping.followerCount),
    following_count: count(mapping.followingCount),
    post_count: count(mapping.postCount),
    ...(mapping.postedAt === undefined ? statusOf(mapping, cells) : {}),
  });
  const created = mapping.accountCreatedAt;
  return {
    ...given({ handle: optional(mapping.handle) }),
    ...(created === undefined
      ? {}
      : { accountCreatedAt: timeOf(created, cells).at, accountCreatedPrecisionSeconds: created.precisionSeconds ?? 1 }),
    ...(Object.keys(observation).length > 0 ? { accountObservation: { ...moment, ...observation } } : {}),
  };
}

/** SQL for the status that a row states, none for values that the mapping does not name, and for the value as evidence. */
function statusOf({ status }: Mapping, cells: Cells): { status?: string; evidence?: string } {
  if (status === undefined) return {};
  const said = `trim(${cells.of(status.column)})`;
  const cases = Object.entries(status.values).map(([value, word]) => `WHEN ${sqlText(value)} THEN ${sqlText(word)}`);
  const isNamed = `${said} IN (${Object.keys(status.values).map(sqlText).join(', ')})`;
  return {
    status: `CASE ${said} ${cases.join(' ')} END`,
    evidence: `CASE WHEN ${isNamed} THEN ${sqlText(`${status.column}: `)} || ${said} END`,
  };
}

/** SQL for when a row was observed, to the day where it names but a date. */
function momentOf(observed: { readonly said: string; readonly at: string } | null): Record<string, string> {
  if (observed === null) return {};
  const precision = `CASE WHEN regexp_full_match(trim(${observed.said}), '\\d{4}-\\d\\d-\\d\\d') THEN 86400 END`;
  return { observed_at: observed.at, observed_precision_seconds: precision };
}

function postPlan(mapping: Mapping, table: ForeignTable, cells: Cells, time: string, moment: Record<string, string>) {
  const { optional, count } = cells;
  const [repost, reply, quote] = [optional(mapping.repost), optional(mapping.reply), optional(mapping.quote)];
  const flag =
    mapping.isRepost === undefined
      ? 'false'
      : `coalesce(lower(${table.column(mapping.isRepost)}) IN ('true', 't', 'yes', '1', '1.0'), false)`;
  const isRepost = repost === undefined ? flag : `(${repost} IS NOT NULL OR ${flag})`;
  const kind =
    repost === undefined && mapping.isRepost === undefined && reply === undefined && quote === undefined
      ? undefined
      : `CASE WHEN ${isRepost} THEN 'repost' WHEN ${quote ?? 'NULL'} IS NOT NULL THEN 'quote' WHEN ${reply ?? 'NULL'} IS NOT NULL THEN 'reply' ELSE 'original' END`;
  const observation = given({
    like_count: count(mapping.likeCount),
    repost_count: count(mapping.repostCount),
    reply_count: count(mapping.replyCount),
    quote_count: count(mapping.quoteCount),
    view_count: count(mapping.viewCount),
    ...statusOf(mapping, cells),
  });
  return {
    // Where one part is blank, one is made for the whole.
    key: mapping.post === undefined ? 'NULL::VARCHAR' : cells.together(columnsOf(mapping.post)),
    postedAt: time,
    precisionSeconds: String(mapping.postedAt?.precisionSeconds ?? 1),
    ...given({
      text: mapping.text === undefined ? undefined : table.column(mapping.text),
      language: optional(mapping.language),
      client: optional(mapping.client),
      kind,
    }),
    ...(Object.keys(observation).length > 0 ? { observation: { ...moment, ...observation } } : {}),
    layers: layersOf(mapping, cells, repost, reply, kind !== undefined),
    shareRows: 'once' as const,
  };
}

function layersOf(mapping: Mapping, cells: Cells, repost: string | undefined, reply: string | undefined, hasKind: boolean): LayerPlan[] {
  const list = (value: Exclude<Static<typeof listColumn>, 'in text'>): string => {
    const source = cells.of(value.column);
    if (value.list === 'json') return jsonList(source);
    if (value.list === 'python') return pythonList(source);
    return separatedList(source, value.separator ?? ' ');
  };
  const hasText = mapping.text !== undefined;
  const either = <T>(value: Static<typeof listColumn> | undefined, fromText: () => T[], fromList: (sql: string) => T[]): T[] => {
    if (value === undefined) return [];
    if (value === 'in text') return hasText ? fromText() : [];
    return fromList(list(value));
  };
  return [
    ...(repost === undefined ? [] : [repostLayer(repost)]),
    ...(reply === undefined ? [] : [replyLayer(reply)]),
    ...either(mapping.urls, urlLayersInText, urlLayers),
    ...either(mapping.hashtags, hashtagLayersInText, hashtagLayers),
    ...either(
      mapping.mentions,
      () => [mentionLayerInText()],
      (sql) => [mentionLayer(sql)],
    ),
    ...(mapping.media === undefined ? [] : [mediaLayer(list(mapping.media))]),
    ...(hasText ? [textLayer(hasKind)] : []),
    ...Object.entries(mapping.layers ?? {}).map(([name, from]) => ({
      name,
      staged: cells.of(from),
      value: (staged: string) => staged,
      isList: false,
    })),
  ];
}
