import Type, { type Static } from 'typebox';
import { exact, Instant, oneOf, orNull } from './common.js';

const Count = Type.Integer({ minimum: 0 });
/** A number of accounts as it may be told: `<10` where the private ones among them are few, `3 + <10` with public ones beside; null: it would tell the other one. */
const ToldCount = Type.Union([Count, Type.String()], {
  description: 'A number, or "<10" where the private accounts among them are few, or "3 + <10" with public ones beside.',
});
const Entity = oneOf(['account', 'post']);

export const ObservedSummary = exact({
  entity: Entity,
  thingCount: Count,
  observedCount: Type.Integer({ minimum: 0, description: 'Of these, with any observation.' }),
  datedCount: Type.Integer({ minimum: 0, description: 'With an observation at a time that is known.' }),
  observationCount: Count,
  firstAt: orNull(Instant),
  lastAt: orNull(Instant),
  thereCount: orNull(ToldCount),
  goneCount: orNull(ToldCount),
  returnedCount: ToldCount,
  lines: Type.Array(exact({ topic: Type.String(), text: Type.String() }), { description: 'What is known, in sentences.' }),
});
export type ObservedSummary = Static<typeof ObservedSummary>;

/** How many were last seen how, at the end of each bin of time. */
export const StatusOverTime = exact({
  entity: Entity,
  bin: oneOf(['hour', 'day', 'week', 'month', 'year']),
  from: Instant,
  to: Instant,
  starts: Type.Array(Instant, { description: 'Beginnings of the bins.' }),
  lookCounts: Type.Array(Count, { description: 'Looks within each bin.' }),
  series: Type.Array(
    exact({
      status: Type.String(),
      isThere: Type.Boolean(),
      counts: Type.Array(orNull(Count), { description: 'Null: not told, as it or another one would be of a few private people.' }),
    }),
  ),
});
export type StatusOverTime = Static<typeof StatusOverTime>;

export const Observations = exact({
  hasDated: Type.Boolean({ description: 'True if any observation has a time or a status.' }),
  accounts: ObservedSummary,
  posts: ObservedSummary,
  overTime: Type.Array(StatusOverTime, { description: 'Of accounts, of posts; none where no look has a time.' }),
  statuses: Type.Array(exact({ status: Type.String(), isThere: Type.Boolean(), meaning: Type.String() })),
  contradictions: Type.Array(
    exact({
      title: Type.String(),
      isNote: Type.Boolean({ description: 'True where both may be so.' }),
      count: Count,
      sentences: Type.Array(Type.String(), { description: 'The first 100.' }),
    }),
  ),
});
export type Observations = Static<typeof Observations>;
