import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { AntiphonError, messageOf } from '../errors.js';
import type { LayerPlan } from '../store/load-plan.js';
import {
  countOf,
  type ForeignTable,
  identifierProblem,
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

/** A mapping file: for each field of the model, the column that it comes from. */
export const mappingSchema = Type.Object(
  {
    account: Type.Union([column, Type.Object({ constant: Type.String({ minLength: 1 }) }, { additionalProperties: false })]),
    handle: Type.Optional(column),
    accountCreatedAt: Type.Optional(
      Type.Object({ column, format: Type.Optional(Type.String()), zone: Type.Optional(Type.String()) }, { additionalProperties: false }),
    ),
    displayName: Type.Optional(column),
    followerCount: Type.Optional(column),
    followingCount: Type.Optional(column),
    post: Type.Optional(Type.Union([column, Type.Array(column, { minItems: 2 })])),
    postedAt: Type.Optional(
      Type.Object(
        {
          column,
          format: Type.Optional(Type.String()),
          zone: Type.Optional(Type.String()),
          precisionSeconds: Type.Optional(Type.Integer({ minimum: 1 })),
        },
        { additionalProperties: false },
      ),
    ),
    text: Type.Optional(column),
    language: Type.Optional(column),
    client: Type.Optional(column),
    isRepost: Type.Optional(column),
    repost: Type.Optional(column),
    reply: Type.Optional(column),
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
  },
  { additionalProperties: false },
);

type Mapping = Static<typeof mappingSchema>;

/** A mapping as a format, with what tells it from other mappings. */
export interface MappedFormat {
  readonly format: TableFormat;
  /** Becomes part of the source's options, so that the same file under another mapping is another source. */
  readonly options: string;
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
  return { format: mappedFormat(path, mapping), options: JSON.stringify({ mapping: digest }) };
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
const FIELD_LAYERS = ['repost', 'reply', 'url', 'url-raw', 'domain', 'hashtag', 'mention', 'text', 'near-text'];
/** Fields that say something about posts, which a mapping without `postedAt` has none of. */
const POST_FIELDS = [
  ...['post', 'text', 'language', 'client', 'isRepost', 'repost', 'reply', 'media', 'layers', ...IN_TEXT],
  ...['likeCount', 'repostCount', 'replyCount', 'quoteCount', 'viewCount'],
] as (keyof Mapping)[];

/** Checks what the schema cannot say. */
function checkMeaning(path: string, mapping: Mapping): void {
  const fail = (problem: string): never => {
    throw new AntiphonError('format', `the mapping ${path}: ${problem}; docs/mapping.md lists the fields`);
  };
  for (const field of ['postedAt', 'accountCreatedAt'] as const) {
    const { zone, format } = mapping[field] ?? {};
    if (zone !== undefined && !isZone(zone)) fail(`${field}.zone "${zone}" is no time zone; use a name such as Asia/Shanghai or UTC`);
    if (format !== undefined && !isTimeFormat(format))
      fail(
        `${field}.format "${format}" is no time format; use iso, epoch-seconds, epoch-milliseconds or a pattern such as %Y-%m-%d %H:%M:%S`,
      );
  }
  const post = POST_FIELDS.find((field) => mapping[field] !== undefined);
  if (mapping.postedAt === undefined && post !== undefined) fail(`${post} belongs to posts, and posts need postedAt`);
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

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return /^[A-Za-z]/.test(zone); // the database knows no offsets as zones
  } catch {
    return false;
  }
}

function isTimeFormat(format: string): boolean {
  if (['iso', 'epoch-seconds', 'epoch-milliseconds'].includes(format)) return true;
  return /%/.test(format) && /^(?:[^%]|%(?:-[dmyHIMSj]|[aAwdbBmyYHIpMSfgnzZjUWcxXGuV%]))*$/.test(format);
}

function mappedFormat(path: string, mapping: Mapping): TableFormat {
  const named = Object.entries(mapping).flatMap(([field, value]) => columnsOf(value).map((name) => ({ field, name })));
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

function columnsOf(value: Mapping[keyof Mapping]): string[] {
  if (value === undefined || value === 'in text') return [];
  if (typeof value === 'string') return [value];
  if ('constant' in value) return [];
  if ('column' in value && typeof value.column === 'string') return [value.column];
  return Object.values(value as Record<string, string>);
}

function planOf(mapping: Mapping, table: ForeignTable, now: Date): ReturnType<TableFormat['plan']> {
  const account = typeof mapping.account === 'string' ? table.column(mapping.account) : sqlText(mapping.account.constant);
  const accountName = typeof mapping.account === 'string' ? mapping.account : 'account';
  const optional = (name: string | undefined): string | undefined => (name === undefined ? undefined : `nullif(${table.column(name)}, '')`);
  const count = (name: string | undefined): string | undefined => (name === undefined ? undefined : countOf(table.column(name)));
  const given = <T extends Record<string, string | undefined>>(fields: T): Record<string, string> =>
    Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined));
  const observation = given({
    handle: optional(mapping.handle),
    display_name: optional(mapping.displayName),
    follower_count: count(mapping.followerCount),
    following_count: count(mapping.followingCount),
  });
  const time = mapping.postedAt === undefined ? null : timeExpression(table.column(mapping.postedAt.column), mapping.postedAt);
  const created =
    mapping.accountCreatedAt === undefined
      ? {}
      : { accountCreatedAt: timeExpression(table.column(mapping.accountCreatedAt.column), mapping.accountCreatedAt) };
  const postColumns = mapping.post === undefined ? [] : columnsOf(mapping.post);
  const timeColumn = mapping.postedAt === undefined ? '' : table.column(mapping.postedAt.column);
  const problems = [
    identifierProblem(account, accountName),
    ...(time === null ? [] : [timeProblem(time, timeColumn, mapping.postedAt?.column ?? '', now)]),
    ...postColumns.map((name) => objectProblem(table.column(name), name)),
  ];
  return {
    isSound: [
      isSoundIdentifier(account, table),
      ...(time === null ? [] : [isSoundTime(time, now)]),
      ...postColumns.map((name) => isSoundObject(table.column(name), table)),
    ].join(' AND '),
    problem: `coalesce(${problems.join(', ')})`,
    account,
    ...given({ handle: optional(mapping.handle) }),
    ...created,
    ...(Object.keys(observation).length > 0 ? { accountObservation: observation } : {}),
    ...(time === null ? {} : { posts: postPlan(mapping, table, time, given, optional, count) }),
  };
}

function postPlan(
  mapping: Mapping,
  table: ForeignTable,
  time: string,
  given: (fields: Record<string, string | undefined>) => Record<string, string>,
  optional: (name: string | undefined) => string | undefined,
  count: (name: string | undefined) => string | undefined,
) {
  const [repost, reply] = [optional(mapping.repost), optional(mapping.reply)];
  const flag =
    mapping.isRepost === undefined
      ? 'false'
      : `coalesce(lower(${table.column(mapping.isRepost)}) IN ('true', 't', 'yes', '1', '1.0'), false)`;
  const isRepost = repost === undefined ? flag : `(${repost} IS NOT NULL OR ${flag})`;
  const kind =
    repost === undefined && mapping.isRepost === undefined && reply === undefined
      ? undefined
      : `CASE WHEN ${isRepost} THEN 'repost' WHEN ${reply ?? 'NULL'} IS NOT NULL THEN 'reply' ELSE 'original' END`;
  const observation = given({
    like_count: count(mapping.likeCount),
    repost_count: count(mapping.repostCount),
    reply_count: count(mapping.replyCount),
    quote_count: count(mapping.quoteCount),
    view_count: count(mapping.viewCount),
  });
  return {
    // Where one part is blank, one is made for the whole.
    key: mapping.post === undefined ? 'NULL::VARCHAR' : columnsOf(mapping.post).map(optional).join(` || '/' || `),
    postedAt: time,
    precisionSeconds: String(mapping.postedAt?.precisionSeconds ?? 1),
    ...given({
      text: mapping.text === undefined ? undefined : table.column(mapping.text),
      language: optional(mapping.language),
      client: optional(mapping.client),
      kind,
    }),
    ...(Object.keys(observation).length > 0 ? { observation } : {}),
    layers: layersOf(mapping, table, repost, reply, kind !== undefined),
    shareRows: 'once' as const,
  };
}

function layersOf(
  mapping: Mapping,
  table: ForeignTable,
  repost: string | undefined,
  reply: string | undefined,
  hasKind: boolean,
): LayerPlan[] {
  const list = (value: Exclude<Static<typeof listColumn>, 'in text'>): string => {
    const source = table.column(value.column);
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
      staged: table.column(from),
      value: (staged: string) => staged,
      isList: false,
    })),
  ];
}

/**
 * SQL for a time by its declared format: `iso` (default; a zone in the value counts), `epoch-seconds`, `epoch-milliseconds`, or a
 * strptime pattern. Values without a zone are in `zone`, by default UTC.
 */
function timeExpression(value: string, { format, zone }: { format?: string; zone?: string }): string {
  if (format === 'epoch-seconds' || format === 'epoch-milliseconds') {
    const scale = format === 'epoch-seconds' ? 1_000_000 : 1000;
    return `CASE WHEN try_cast(${value} AS DOUBLE) BETWEEN 0 AND ${32_503_680_000_000_000 / scale} THEN make_timestamp(round(try_cast(${value} AS DOUBLE) * ${scale})::BIGINT) END`;
  }
  const isIso = format === undefined || format === 'iso';
  // A pattern that reads a zone gives an instant already.
  if (!isIso && /%[zZ]/.test(format)) return `try_strptime(${value}, ${sqlText(format)})::TIMESTAMP`;
  const local = isIso ? `try_cast(${value} AS TIMESTAMP)` : `try_strptime(${value}, ${sqlText(format)})`;
  const inZone = zone === undefined || zone === 'UTC' ? local : `timezone('UTC', timezone(${sqlText(zone)}, ${local}))`;
  if (!isIso) return inZone;
  const hasZone = `regexp_matches(${value}, ':\\d\\d(?:[.,]\\d+)?\\s?(?:Z|UTC|[+-]\\d\\d(?::?\\d\\d)?)$')`;
  return `CASE WHEN ${hasZone} THEN try_cast(${value} AS TIMESTAMPTZ)::TIMESTAMP ELSE ${inZone} END`;
}
