import Type, { type Static } from 'typebox';
import { TableDescription } from './analyses.js';
import { ChartDescription } from './charts.js';
import { exact, Identity, Instant, oneOf, orNull } from './common.js';

export const FindingSummary = exact({
  findingId: Identity,
  analysis: Type.String(),
  title: Type.String({ description: 'Of the analysis, with its layer where it has one.' }),
  question: Type.String(),
  version: Type.Integer(),
  parameters: Type.Record(Type.String(), Type.Unknown()),
  fingerprint: Type.String({ description: 'Hash of the data that it stands on.' }),
  isCurrent: Type.Boolean({ description: 'False if data came in since.' }),
  summary: Type.Array(Type.String(), { description: 'The result in sentences.' }),
  figures: Type.Record(Type.String(), orNull(Type.Number())),
  limits: Type.Array(Type.String(), { description: 'What it cannot show.' }),
  tables: Type.Array(exact({ ...TableDescription.properties, rowCount: Type.Integer({ minimum: 0 }), isNetwork: Type.Boolean() })),
  charts: Type.Array(ChartDescription, { description: 'Those that its tables can fill, the most telling first.' }),
  createdAt: Instant,
});
export type FindingSummary = Static<typeof FindingSummary>;
export const FindingList = exact({ findings: Type.Array(FindingSummary) });

const EdgePost = exact({
  post: Type.String(),
  postedAt: Instant,
  text: orNull(Type.String()),
  isHidden: Type.Boolean({ description: 'True if there is a text, which is not shown.' }),
});

/** The two accounts' posts behind an edge, side by side. */
export const Edge = exact({
  findingId: Identity,
  accountA: Type.String(),
  accountB: Type.String(),
  pairs: Type.Array(
    exact({
      object: orNull(Type.String()),
      a: EdgePost,
      b: EdgePost,
      lagSeconds: Type.Number({ description: 'B minus A: above 0, A was first.' }),
    }),
  ),
  pairCount: orNull(
    Type.Integer({ minimum: 0, description: 'Of all; `pairs` holds the first 1,000. Null: the analysis keeps no posts behind an edge.' }),
  ),
  measures: Type.Array(exact({ name: Type.String(), unit: orNull(Type.String()), meaning: Type.String(), value: orNull(Type.Number()) }), {
    description: 'The row of the edge, as far as it does not depend on which end is which.',
  }),
  hiddenTextCount: Type.Integer({ minimum: 0, description: 'Posts whose text is not shown.' }),
});
export type Edge = Static<typeof Edge>;

const where = Type.Optional(
  Type.String({ minLength: 1, maxLength: 2000, description: 'Conditions on the columns of the table, such as "objectCount >= 3".' }),
);
const from = Type.Optional(Type.String({ minLength: 10, maxLength: 40, description: 'Edges whose last pair is not before this instant.' }));
const to = Type.Optional(Type.String({ minLength: 10, maxLength: 40, description: 'Edges whose first pair is before this instant.' }));

export const NetworkQuery = exact({
  table: Type.Optional(Type.String({ minLength: 1, maxLength: 60, description: 'A table that is a network; default: the first.' })),
  where,
  minimumWeight: Type.Optional(Type.Number({ minimum: 0 })),
  maximumQ: Type.Optional(
    Type.Number({ minimum: 0, maximum: 1, description: 'Highest q; where there are two nulls, the smaller q counts.' }),
  ),
  publicOnly: Type.Optional(Type.Boolean({ default: false, description: 'Only edges with a public account at one end or both.' })),
  from,
  to,
  maximumEdgeCount: Type.Optional(Type.Integer({ minimum: 1, maximum: 200_000, default: 50_000 })),
});
export type NetworkQuery = Static<typeof NetworkQuery>;

/** A network for drawing: columns rather than rows, so that 50,000 edges are small. */
export const Network = exact({
  findingId: Identity,
  table: Type.String(),
  isDirected: Type.Boolean(),
  weightColumn: Type.String(),
  weightUnit: orNull(Type.String()),
  weightRange: orNull(
    Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description: 'Lowest and highest weight in the whole table.' }),
  ),
  qColumns: Type.Array(Type.String(), { description: 'What `q` is the smallest of; none where the finding has no test.' }),
  hasTimes: Type.Boolean({ description: 'False: edges have no times, so `from` and `to` are refused.' }),
  hasPosts: Type.Boolean({ description: 'False: the analysis keeps no posts behind an edge.' }),
  groupsAre: oneOf(['found', 'components'], {
    description: '`components`: the finding has no groups; these are its connected components.',
  }),
  nodes: exact({
    account: Type.Array(Type.String(), { description: 'As shown, in code-point order.' }),
    label: Type.Array(Type.String(), { description: 'Handle and actor of a public account, else as `account`.' }),
    group: Type.Array(orNull(Type.Integer())),
    isPublic: Type.Array(Type.Boolean()),
    edgeCount: Type.Array(Type.Integer({ description: 'Of all that the conditions let through, drawn or not.' })),
  }),
  edges: exact({
    source: Type.Array(Type.Integer(), { description: 'Place in `nodes`; without a direction the lower place.' }),
    target: Type.Array(Type.Integer()),
    weight: Type.Array(Type.Number()),
    q: Type.Array(orNull(Type.Number()), { description: 'Smallest q that the edge has in either null; null without.' }),
    firstAt: Type.Array(orNull(Type.Number({ description: 'Milliseconds since 1970.' }))),
    lastAt: Type.Array(orNull(Type.Number())),
  }),
  edgeCount: Type.Integer({ minimum: 0, description: 'Of all that the conditions let through.' }),
  accountCount: Type.Integer({ minimum: 0, description: 'Accounts at their ends.' }),
  totalEdgeCount: Type.Integer({ minimum: 0, description: 'Of the whole table.' }),
  leftOut: orNull(Type.String({ description: 'What was left out and by which rule, in a sentence.' })),
});
export type Network = Static<typeof Network>;

const account = Type.String({ minLength: 1, maxLength: 500, description: 'An account as it is shown.' });
export const EdgeQuery = exact({ accountA: account, accountB: account });

export const TimelineQuery = exact({
  table: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
  where,
  minimumWeight: Type.Optional(Type.Number({ minimum: 0 })),
  maximumQ: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  publicOnly: Type.Optional(Type.Boolean({ default: false })),
});

/** When what ties the accounts of a network was posted. */
export const Timeline = exact({
  bin: oneOf(['hour', 'day', 'week', 'month', 'year']),
  counted: oneOf(['pairs', 'posts'], {
    description:
      '`pairs`: pairs of posts behind the edges, by the older one. `posts`: all posts of the accounts, where the pairs are too many to list.',
  }),
  from: orNull(Instant),
  to: orNull(Instant),
  starts: Type.Array(Instant),
  counts: Type.Array(Type.Integer({ minimum: 0 })),
});
export type Timeline = Static<typeof Timeline>;
