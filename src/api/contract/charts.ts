import Type, { type Static } from 'typebox';
import { exact, Identity, Instant, oneOf, orNull } from './common.js';

const Name = Type.String({ description: 'Of a column.' });

/** One layer of a chart: what it draws from the rows of one table. */
export const ChartMark = exact({
  kind: oneOf(['line', 'step', 'dots', 'bars', 'levels', 'heat', 'intervals', 'lanes', 'spans']),
  table: Type.String(),
  x: Name,
  xEnd: Type.Optional(Name),
  y: Type.Optional(Name),
  low: Type.Optional(Name),
  high: Type.Optional(Name),
  value: Type.Optional(Name),
  label: Type.Optional(Type.Array(Name)),
  series: Type.Optional(Name),
  facet: Type.Optional(Name),
  name: Type.Optional(Type.String({ description: 'What the mark is, for the legend.' })),
});

/** A chart of a finding, as its analysis declares it. */
export const ChartDescription = exact({
  name: Type.String(),
  title: Type.String(),
  caption: Type.String({ description: 'How to read it.' }),
  marks: Type.Array(ChartMark),
  scale: Type.Optional(oneOf(['linear', 'log'])),
  mostFacets: Type.Optional(Type.Integer({ minimum: 1, description: 'Fields that are drawn at first.' })),
  limits: Type.Array(Type.String(), { description: 'What the chart cannot show.' }),
});
export type ChartDescription = Static<typeof ChartDescription>;

export const ChartPath = exact({ finding: Identity, chart: Type.String({ minLength: 1, maxLength: 60 }) });
export const ChartQuery = exact({
  facet: Type.Optional(
    Type.String({
      pattern: '^[0-9]{1,6}(,[0-9]{1,6}){0,23}$',
      maxLength: 180,
      description: 'Fields to draw, by their places from 0, such as "0,4"; default: the first.',
    }),
  ),
});

const ChartField = exact({
  place: Type.Integer({ minimum: 0 }),
  value: Type.String({ description: 'What stands in the column of fields.' }),
  label: Type.String(),
});

/** What a chart draws, every name as it may be shown. */
export const ChartRows = exact({
  findingId: Identity,
  chart: ChartDescription,
  tables: Type.Array(
    exact({
      name: Type.String(),
      title: Type.String(),
      columns: Type.Array(
        exact({
          name: Type.String(),
          type: oneOf(['account', 'post', 'object', 'integer', 'number', 'time', 'text']),
          unit: orNull(Type.String()),
        }),
      ),
      rows: Type.Array(Type.Array(orNull(Type.Union([Type.String(), Type.Number()])))),
      rowCount: Type.Integer({ minimum: 0, description: 'Of the fields that are drawn, before any were left out.' }),
    }),
  ),
  labels: Type.Record(Type.String(), Type.String(), { description: 'Actor and handle of accounts that have them, by name.' }),
  fields: Type.Array(ChartField, { description: 'Those that are drawn.' }),
  choices: Type.Array(ChartField, { description: 'Those that can be drawn, the first 500.' }),
  fieldCount: Type.Integer({ minimum: 0, description: 'Of all that can be drawn.' }),
  events: Type.Array(exact({ happenedAt: Instant, title: Type.String() })),
  access: Type.Array(
    exact({
      voice: Type.String(),
      platform: Type.String(),
      country: orNull(Type.String()),
      status: Type.String(),
      since: orNull(Instant),
      until: orNull(Instant),
    }),
  ),
});
export type ChartRows = Static<typeof ChartRows>;
