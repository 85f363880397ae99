import type { Static, TObject, TSchema } from 'typebox';
import Type from 'typebox';
import { Value } from 'typebox/value';
import { AntiphonError } from '../errors.js';
import type { Layer, WorkContext } from '../model.js';
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

/** A file that names accounts; an analysis gets the names, and its finding keeps their number and digest. */
export function accountsParameter(description: string) {
  return Type.String({ minLength: 1, accountsFile: true, description });
}

/** A parameter's schema, as documentation and command line see it. */
export interface ParameterSchema {
  readonly name: string;
  /** Name on the command line. */
  readonly flag: string;
  /** `accounts`: path of a file that names accounts. */
  readonly kind: 'number' | 'integer' | 'string' | 'boolean' | 'choice' | 'accounts';
  readonly isRequired: boolean;
  /** A text of items separated by commas. */
  readonly isList: boolean;
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
  readonly accountsFile?: boolean;
  readonly list?: boolean;
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
      kind: choices.length > 0 ? 'choice' : property.accountsFile === true ? 'accounts' : (property.type as ParameterSchema['kind']),
      isRequired: schema.required?.includes(name) === true && property.default === undefined,
      isList: property.list === true,
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
    if (value === undefined && parameter.isRequired)
      throw new AntiphonError('parameter', `${parameter.flag} (${parameter.name}) must be given: ${parameter.description}`);
    if (value === undefined) continue;
    const problem = valueProblem(parameter, value);
    if (problem !== null)
      throw new AntiphonError('parameter', `${parameter.flag} (${parameter.name}) ${problem}, got ${JSON.stringify(value)}`);
    checked[parameter.name] = parameter.isList ? listText(value as string) : value;
  }
  const [error] = Value.Errors(schema, checked);
  if (error !== undefined) throw new AntiphonError('parameter', `${error.instancePath.slice(1) || 'the parameters'}: ${error.message}`);
  return checked as Static<P>;
}

/** A list as it is kept: without blanks about its commas, so that both spellings are one finding. */
function listText(text: string): string {
  return text
    .split(',')
    .map((item) => item.trim())
    .join(',');
}

function valueProblem(parameter: ParameterSchema, value: unknown): string | null {
  const { kind, minimum, maximum, choices } = parameter;
  if (kind === 'choice') return choices.includes(value as string) ? null : `must be one of ${choices.join(', ')}`;
  if (kind === 'boolean') return typeof value === 'boolean' ? null : 'must be true or false';
  if (kind === 'string' || kind === 'accounts')
    return typeof value !== 'string' ? 'must be a text' : value === '' ? 'must not be blank' : null;
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

const SILENT: WorkContext = {
  progress: { step: () => undefined, update: () => undefined },
  signal: new AbortController().signal,
  now: new Date(0),
};

/**
 * The numbers of a list such as "10,60,300", ascending.
 *
 * @throws AntiphonError `parameter`, naming the item that is no such number or stands twice.
 */
export function parseNumbers(
  name: string,
  text: string,
  { minimum, maximum, isInteger = false }: { minimum: number; maximum: number; isInteger?: boolean },
): number[] {
  const flag = `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} (${name})`;
  const items = text.split(',').map((item) => item.trim());
  if (items.includes('')) throw new AntiphonError('parameter', `${flag} has a blank between its commas: "${text}"`);
  const kind = isInteger ? 'whole numbers' : 'numbers';
  const numbers = items.map((item) => {
    const number = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(item) ? Number(item) : Number.NaN;
    if (!(number >= minimum && number <= maximum) || (isInteger && !Number.isInteger(number)))
      throw new AntiphonError(
        'parameter',
        `${flag} must be ${kind} from ${minimum} to ${maximum.toLocaleString('en')}, separated by commas, got "${item}"`,
      );
    return number;
  });
  if (new Set(numbers).size < numbers.length) throw new AntiphonError('parameter', `${flag} names a number twice: "${text}"`);
  return numbers.sort((x, y) => x - y);
}

/**
 * The layer to read: the one named, or the only one. A layer that is worked out on demand (`near-text`) is made when it is named.
 *
 * @throws AntiphonError `parameter` or `no-data`, listing the layers that there are, and why the one named is missing.
 */
export async function resolveLayer(reads: CaseReads, wanted: string | undefined, context: WorkContext = SILENT): Promise<Layer> {
  if (wanted !== undefined) await reads.makeLayer(wanted, context);
  const layers = await reads.layers();
  const listed = layers.map((layer) => `${layer.name} (${layer.shareCount.toLocaleString('en')} shares)`).join(', ');
  if (layers.length === 0)
    throw new AntiphonError('no-data', 'the case holds no shares: import a share table or posts with reposts, links or hashtags first');
  if (wanted === undefined) {
    const own = layers.filter((layer) => layer.variantOf === null);
    if (own.length === 1) return own[0] as Layer;
    throw new AntiphonError('parameter', `the case has several layers, name one with --layer: ${listed}${await onDemand(reads, layers)}`);
  }
  const layer = layers.find((candidate) => candidate.name === wanted);
  if (layer !== undefined) return layer;
  if (wanted.includes(','))
    throw new AntiphonError(
      'parameter',
      `--layer (layer) takes one layer here, got "${wanted}"; run each by itself. The case has ${listed}`,
    );
  const { whyMissing } = await import('../sources/missing-layer.js');
  const formats = (await reads.sources()).map((source) => source.format);
  const names = layers.map((candidate) => candidate.name);
  throw new AntiphonError(
    'parameter',
    `the case has no layer "${wanted}"; it has ${listed}${await onDemand(reads, layers)}. Why: ${whyMissing(wanted, formats, names)}`,
  );
}

/** Says which layer the case would make when asked. */
async function onDemand(reads: CaseReads, layers: readonly Layer[]): Promise<string> {
  if (layers.some((layer) => layer.name === 'near-text') || (await reads.textCount()) === 0) return '';
  return ', and near-text is made of its texts when it is named';
}

/**
 * Refuses a window finer than the times of the data.
 *
 * @returns A sentence on the true span where times are coarser than a second, or null.
 * @throws AntiphonError `parameter`.
 */
export function checkPrecision(layer: Layer, windowSeconds: number, flag = '--window-seconds'): string | null {
  const { precisionSeconds } = layer;
  if (windowSeconds < precisionSeconds) {
    throw new AntiphonError(
      'parameter',
      `times in layer ${layer.name} are known to ${precisionSeconds} s only, so a window of ${windowSeconds} s cannot be told; use ${flag} ${precisionSeconds} or more`,
    );
  }
  if (precisionSeconds <= 1) return null;
  return `Times are known to ${precisionSeconds} s, so a window of ${windowSeconds} s admits gaps of just under ${windowSeconds + precisionSeconds} s.`;
}
