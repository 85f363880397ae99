import type { TObject, TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { AntiphonError } from '../errors.js';

interface Property {
  readonly type?: string;
  readonly default?: unknown;
  readonly anyOf?: readonly Property[];
}

/**
 * The values of a path or query by their schema. A number must be written as one, a truth value as true or false; nothing else is read
 * into it, nothing unknown let through.
 *
 * @throws AntiphonError `usage`, naming what is wrong.
 */
export function readValues(
  schema: TObject | undefined,
  given: Readonly<Record<string, string | string[] | undefined>>,
  where: string,
): Record<string, unknown> {
  const properties = (schema?.properties ?? {}) as Record<string, Property>;
  const values: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(given)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined)
      throw new AntiphonError('usage', `${where} has no "${name}"; known: ${Object.keys(properties).join(', ') || 'nothing'}`);
    if (typeof text !== 'string') throw new AntiphonError('usage', `"${name}" is given twice in the ${where}; give it once`);
    values[name] = readValue(property, text, name);
  }
  for (const [name, property] of Object.entries(properties))
    if (values[name] === undefined && property.default !== undefined) values[name] = property.default;
  if (schema !== undefined) checkValue(schema, values, where);
  return values;
}

function readValue({ type }: Property, text: string, name: string): unknown {
  if (type === 'integer' || type === 'number') {
    if (!/^-?\d{1,17}(\.\d{1,17})?$/.test(text))
      throw new AntiphonError('usage', `"${name}" must be a number, got ${JSON.stringify(text.slice(0, 80))}`);
    return Number(text);
  }
  if (type === 'boolean') {
    if (text !== 'true' && text !== 'false')
      throw new AntiphonError('usage', `"${name}" must be true or false, got ${JSON.stringify(text.slice(0, 80))}`);
    return text === 'true';
  }
  return text;
}

/**
 * Checks a value by its schema.
 *
 * @throws AntiphonError `usage`, naming the place and what must be there.
 */
export function checkValue(schema: TSchema, value: unknown, where: string): void {
  if (Value.Check(schema, value)) return;
  const [error] = deepest(Value.Errors(schema, value));
  const place = error?.instancePath.slice(1).replaceAll('/', '.') ?? '';
  throw new AntiphonError(
    'usage',
    `${place === '' ? `the ${where}` : `"${place}" in the ${where}`} ${error?.message ?? 'is not what is asked for'}`,
  );
}

interface SchemaError {
  readonly instancePath: string;
  readonly message: string;
}

/** Errors with the farthest place first: of a choice of shapes, the one that nearly fits. */
function deepest(errors: readonly SchemaError[]): SchemaError[] {
  return [...errors].sort((a, b) => b.instancePath.length - a.instancePath.length);
}
