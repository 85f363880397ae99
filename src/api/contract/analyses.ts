import Type, { type Static } from 'typebox';
import { ChartDescription } from './charts.js';
import { exact, oneOf, orNull } from './common.js';

export const Question = oneOf(['voice', 'message', 'coordination', 'reaction', 'disappearance']);

/** One column of a table: what it holds, in which unit, what it means. */
export const Column = exact({
  name: Type.String(),
  type: oneOf(['account', 'post', 'object', 'integer', 'number', 'time', 'text']),
  unit: orNull(Type.String()),
  meaning: Type.String(),
});
export type Column = Static<typeof Column>;

export const TableDescription = exact({
  name: Type.String(),
  title: Type.String(),
  order: Type.String({ description: 'The total order of its rows, in words.' }),
  columns: Type.Array(Column),
});
export type TableDescription = Static<typeof TableDescription>;

/** A parameter as a form shows it; `parameters` of the analysis holds the same as JSON Schema. */
export const Parameter = exact({
  name: Type.String(),
  flag: Type.String(),
  kind: oneOf(['number', 'integer', 'string', 'boolean', 'choice', 'accounts'], {
    description: '`accounts`: a list of accounts, uploaded as a file.',
  }),
  isRequired: Type.Boolean(),
  isList: Type.Boolean({ description: 'A text of items separated by commas.' }),
  choices: Type.Array(Type.String()),
  description: Type.String(),
  unit: orNull(Type.String()),
  minimum: orNull(Type.Number()),
  maximum: orNull(Type.Number()),
  default: orNull(Type.Union([Type.Number(), Type.String(), Type.Boolean()])),
});
export type Parameter = Static<typeof Parameter>;

/** One analysis, from its declaration. */
export const AnalysisDescription = exact({
  id: Type.String(),
  version: Type.Integer(),
  question: Question,
  title: Type.String(),
  description: Type.String(),
  needs: Type.String({ description: 'Which data must be there.' }),
  limits: Type.Array(Type.String(), { description: 'What it cannot show.' }),
  references: Type.Array(Type.String()),
  presets: Type.Array(Type.String()),
  parameters: Type.Unsafe<Record<string, unknown>>(Type.Object({}, { description: 'JSON Schema of the parameters.' })),
  form: Type.Array(Parameter),
  tables: Type.Array(TableDescription),
  charts: Type.Array(ChartDescription, { description: 'The pictures of its tables, the most telling first.' }),
  hasPosts: Type.Boolean({ description: 'True if the posts behind an edge can be shown.' }),
  isSupported: Type.Boolean({ description: 'True if `run --all` would run it on this case.' }),
  skipped: Type.Array(Type.String(), { description: 'What the case would need, in sentences.' }),
});
export type AnalysisDescription = Static<typeof AnalysisDescription>;
export const AnalysisList = exact({ analyses: Type.Array(AnalysisDescription) });
