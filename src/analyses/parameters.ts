import type { Static, TObject, TSchema } from 'typebox';
import Type from 'typebox';
import { Value } from 'typebox/value';
import { AntiphonError } from '../errors.js';
import type { Layer } from '../model.js';
import type { CaseReads } from '../store/reads.js';

export const YEAR_SECONDS = 31_536_000;

/** The layer that a network is made from. */
export const layerParameter = Type.Optional(
  Type.String({
    minLength: 1,
    description:
      'Kind of shared object that ties accounts together, such as `repost`, `url` or `hashtag`. Default: the only layer of the case; where there are several, one must be named.',
  }),
);

/** The longest gap that counts as together. */
export function windowParameter(
  defaultSeconds: number,
  of = 'Longest gap between two shares of one object that counts as together; both ends count.',
) {
  return Type.Number({ minimum: 1, maximum: YEAR_SECONDS, default: defaultSeconds, unit: 'seconds', description: of });
}

/** A parameter's schema, as documentation and command line see it. */
export interface ParameterSchema {
  readonly name: string;
  /** Name on the command line. */
  readonly flag: string;
  readonly kind: 'number' | 'integer' | 'string' | 'boolean' | 'choice';
  readonly choices: readonly string[];
  readonly description: string;
  readonly unit: string | null;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly default: unknown;
}

interface JsonSchema {
  readonly type?: string;
  readonly anyOf?: readonly { readonly const?: string }[];
  readonly enum?: readonly string[];
  readonly const?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
}

/** The parameters of an analysis in order, from its declaration. */
export function describeParameters(schema: TObject): ParameterSchema[] {
  return Object.entries(schema.properties as Record<string, TSchema & JsonSchema>).map(([name, property]) => {
    const choices = property.enum ?? (property.anyOf ?? []).flatMap((option) => (option.const === undefined ? [] : [option.const]));
    return {
      name,
      flag: `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      kind: choices.length > 0 ? 'choice' : (property.type as ParameterSchema['kind']),
      choices,
      description: property.description ?? '',
      unit: property.unit ?? null,
      minimum: property.minimum ?? null,
      maximum: property.maximum ?? null,
      default: property.default,
    };
  });
}

/**
 * Fills in defaults and checks the values of parameters; nothing is coerced, nothing unknown let through.
 *
 * @throws AntiphonError `parameter`, naming the parameter, the bound and the value.
 */
export function checkParameters<P extends TObject>(schema: P, values: Readonly<Record<string, unknown>>): Static<P> {
  const known = describeParameters(schema);
  const checked: Record<string, unknown> = {};
  for (const name of Object.keys(values)) {
    if (!known.some((parameter) => parameter.name === name)) {
      throw new AntiphonError('parameter', `there is no parameter ${name}; known: ${known.map((parameter) => parameter.name).join(', ')}`);
    }
  }
  for (const parameter of known) {
    const value = values[parameter.name] ?? parameter.default;
    if (value === undefined) continue;
    const problem = valueProblem(parameter, value);
    if (problem !== null)
      throw new AntiphonError('parameter', `${parameter.flag} (${parameter.name}) ${problem}, got ${JSON.stringify(value)}`);
    checked[parameter.name] = value;
  }
  const [error] = Value.Errors(schema, checked);
  if (error !== undefined) throw new AntiphonError('parameter', `${error.instancePath.slice(1) || 'the parameters'}: ${error.message}`);
  return checked as Static<P>;
}

function valueProblem(parameter: ParameterSchema, value: unknown): string | null {
  const { kind, minimum, maximum, choices } = parameter;
  if (kind === 'choice') return choices.includes(value as string) ? null : `must be one of ${choices.join(', ')}`;
  if (kind === 'boolean') return typeof value === 'boolean' ? null : 'must be true or false';
  if (kind === 'string') return typeof value === 'string' && value !== '' ? null : 'must be a text';
  const what = kind === 'integer' ? 'a whole number' : 'a number';
  if (typeof value !== 'number' || !Number.isFinite(value)) return `must be ${what}`;
  if (kind === 'integer' && !Number.isInteger(value)) return `must be ${what}`;
  if (minimum !== null && value < minimum) return `must be at least ${minimum}`;
  if (maximum !== null && value > maximum) return `must be at most ${maximum.toLocaleString('en')}`;
  return null;
}

/** A value as it stands on the command line, typed by its parameter; what is no number stays text, for the check to refuse. */
export function parseParameter(parameter: ParameterSchema, text: string): unknown {
  if (parameter.kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (parameter.kind !== 'number' && parameter.kind !== 'integer') return text;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : text;
}

/**
 * The layer to read: the one named, or the only one.
 *
 * @throws AntiphonError `parameter` or `no-data`, listing the layers that there are.
 */
export async function resolveLayer(reads: CaseReads, wanted: string | undefined): Promise<Layer> {
  const layers = await reads.layers();
  const listed = layers.map((layer) => `${layer.name} (${layer.shareCount.toLocaleString('en')} shares)`).join(', ');
  if (layers.length === 0)
    throw new AntiphonError('no-data', 'the case holds no shares: import a share table or posts with reposts, links or hashtags first');
  if (wanted === undefined) {
    if (layers.length === 1) return layers[0] as Layer;
    throw new AntiphonError('parameter', `the case has several layers, name one with --layer: ${listed}`);
  }
  const layer = layers.find((candidate) => candidate.name === wanted);
  if (layer === undefined) throw new AntiphonError('parameter', `the case has no layer "${wanted}"; it has ${listed}`);
  return layer;
}

/**
 * Refuses a window finer than the times of the data.
 *
 * @returns A sentence on the true span where times are coarser than a second, or null.
 * @throws AntiphonError `parameter`.
 */
export function checkPrecision(layer: Layer, windowSeconds: number): string | null {
  const { precisionSeconds } = layer;
  if (windowSeconds < precisionSeconds) {
    throw new AntiphonError(
      'parameter',
      `times in layer ${layer.name} are known to ${precisionSeconds} s only, so a window of ${windowSeconds} s cannot be told; use --window-seconds ${precisionSeconds} or more`,
    );
  }
  if (precisionSeconds <= 1) return null;
  return `Times are known to ${precisionSeconds} s, so a window of ${windowSeconds} s admits gaps of just under ${windowSeconds + precisionSeconds} s.`;
}
