import Type, { type Static } from 'typebox';
import type { CaseQuality } from '../../evidence/quality/quality-model.js';
import { exact, Identity, Instant, oneOf, orNull } from './common.js';

const Count = Type.Integer({ minimum: 0 });

/** What is in the case. */
export const CaseOverview = exact({
  caseName: Type.String(),
  fingerprint: Type.String(),
  accountCount: Count,
  postCount: Count,
  shareCount: Count,
  voiceCount: Count,
  publicAccountCount: Count,
  eventCount: Count,
  observationCount: Count,
  findingCount: Count,
  firstAt: orNull(Instant),
  lastAt: orNull(Instant),
  sources: Type.Array(
    exact({
      sourceId: Identity,
      name: Type.String(),
      format: Type.String(),
      recordCount: Count,
      keptCount: Count,
      rejectedCount: Count,
      importedAt: Instant,
      notes: Type.Array(Type.String()),
    }),
  ),
  languages: Type.Array(exact({ language: orNull(Type.String({ description: 'Null: none stated.' })), postCount: Count }), {
    description: 'Posts by language as sources state it, most first; the rest after the first twelve is in one row with the language "…".',
  }),
  layers: Type.Array(
    exact({
      name: Type.String(),
      shareCount: Count,
      objectCount: Count,
      accountCount: Type.Union([Count, Type.String()], {
        description: 'A number, or "<10" where the private accounts among them are few.',
      }),
      firstAt: Instant,
      lastAt: Instant,
      precisionSeconds: Type.Number(),
      variantOf: orNull(Type.String()),
    }),
  ),
});
export type CaseOverview = Static<typeof CaseOverview>;

export const CoverageQuery = exact({ by: Type.Optional(oneOf(['all', 'source', 'kind'], { default: 'all' })) });

/** Posts over time. */
export const Coverage = exact({
  bin: oneOf(['hour', 'day', 'week', 'month', 'year']),
  from: orNull(Instant),
  to: orNull(Instant),
  outsideCount: Type.Integer({ minimum: 0, description: 'Posts far before or after, which are not drawn.' }),
  series: Type.Array(exact({ name: Type.String(), starts: Type.Array(Instant), counts: Type.Array(Count) })),
});
export type Coverage = Static<typeof Coverage>;

/** Dated events, for every time axis. */
export const EventList = exact({
  events: Type.Array(exact({ happenedAt: Instant, title: Type.String(), kind: orNull(Type.String()), url: orNull(Type.String()) })),
});
export type EventList = Static<typeof EventList>;

/** What `antiphon sources --json` says: how good the imported files are. */
export const Quality = Type.Unsafe<CaseQuality>(Type.Object({}, { description: 'As `antiphon sources --json`; see docs/quality.md.' }));
export type Quality = CaseQuality;
