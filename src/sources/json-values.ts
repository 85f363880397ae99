/** An object of a JSON file. */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects in a list, or the one that stands in its place; none of anything else. */
export function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : [];
}

/** An object by its path, empty where there is none. */
export function objectAt(value: unknown, ...path: readonly string[]): Json {
  const found = path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
  return isObject(found) ? found : {};
}

/** A string or a number as text; null for anything else. */
export function text(value: unknown): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
}

/** Texts as a JSON array, each once; what is missing is left out. */
export function listOf(values: readonly (string | null)[]): string {
  return JSON.stringify([...new Set(values.filter((value) => value !== null && value !== ''))]);
}

/** Names of fields whose number is too long for JSON, so that its last digits are lost. */
export function inexactField(value: Json, fields: readonly string[]): string | undefined {
  return fields.find((field) => typeof value[field] === 'number' && !Number.isSafeInteger(value[field]));
}
