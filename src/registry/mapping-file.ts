import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { parse } from 'yaml';
import { AntiphonError, messageOf } from '../errors.js';
import { COLUMN_NAMES, type RawEntry } from './entry.js';
import type { ForeignRow, RegistryMapping } from './mapping.js';
import { accountOfLink } from './platforms.js';
import { ROLES, roleOf } from './roles.js';

const column = Type.String({ minLength: 1 });
const perColumn = Type.Partial(
  Type.Object(Object.fromEntries(COLUMN_NAMES.map((name) => [name, column])), { additionalProperties: false }),
  {
    additionalProperties: false,
  },
);

/** A mapping file: for each column of the registry's layout, the column that it comes from or the value that holds for all rows. */
const registryMappingSchema = Type.Object(
  {
    columns: Type.Optional(perColumn),
    constants: Type.Optional(perColumn),
    /** The list's words for roles. */
    roles: Type.Optional(Type.Record(Type.String(), Type.String({ minLength: 1 }))),
    /** Values that mean nothing. */
    blanks: Type.Optional(Type.Array(Type.String())),
    /** Columns with links to profiles, each an entry of its own. */
    links: Type.Optional(Type.Array(column, { minItems: 1 })),
    /** Column whose value stands in several rows of one entry. */
    onePer: Type.Optional(column),
  },
  { additionalProperties: false },
);

type MappingFile = Static<typeof registryMappingSchema>;
type Columns = Partial<Record<string, string>>;

/**
 * Reads a mapping of a registry list, JSON or YAML.
 *
 * @throws AntiphonError `file` or `format`, naming the field.
 */
export function readRegistryMapping(path: string): RegistryMapping {
  let content: unknown;
  try {
    content = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new AntiphonError('file', `the mapping ${path} cannot be read as JSON or YAML: ${messageOf(error)}`, { cause: error });
  }
  const [problem] = Value.Errors(registryMappingSchema, content);
  if (problem !== undefined) {
    const extra = (problem.params as { additionalProperties?: string[] }).additionalProperties;
    const where =
      [problem.instancePath.slice(1).replaceAll('/', '.'), extra?.join(', ') ?? ''].filter((part) => part !== '').join('.') || 'the whole';
    throw new AntiphonError('format', `the mapping ${path}: ${where} ${problem.message}; docs/registry.md lists the fields`);
  }
  const mapping = content as MappingFile;
  checkMeaning(path, mapping);
  const columns = (mapping.columns ?? {}) as Columns;
  return {
    id: 'mapping',
    title: `The mapping ${path}`,
    needs: [
      ...new Set([...Object.values(columns), ...(mapping.links ?? []), ...(mapping.onePer === undefined ? [] : [mapping.onePer])]),
    ] as string[],
    blanks: mapping.blanks ?? [],
    ...(mapping.onePer === undefined ? {} : { onePer: mapping.onePer }),
    caution: '',
    digest: createHash('sha256').update(JSON.stringify(mapping)).digest('hex').slice(0, 16),
    entries: (row) => entriesOf(mapping, row),
  };
}

function checkMeaning(path: string, mapping: MappingFile): void {
  const fail = (problem: string): never => {
    throw new AntiphonError('format', `the mapping ${path}: ${problem}; docs/registry.md lists the fields`);
  };
  const [columns, constants] = [(mapping.columns ?? {}) as Columns, (mapping.constants ?? {}) as Columns];
  const both = Object.keys(columns).find((name) => constants[name] !== undefined);
  if (both !== undefined) fail(`${both} is both a column and a constant; keep one`);
  const given = (name: string): boolean => columns[name] !== undefined || constants[name] !== undefined;
  for (const name of ['actor', 'polity', 'role'])
    if (!given(name)) fail(`${name} is missing: name its column under columns, or its value under constants`);
  const hasLinks = mapping.links !== undefined;
  if (!hasLinks && !given('platform')) fail('platform is missing: name its column, its value, or columns with links');
  if (!hasLinks && !given('handle') && !given('id')) fail('neither handle nor id nor links is there: an entry needs an account');
  const wrong = Object.values(mapping.roles ?? {}).find((role) => roleOf(role) === null);
  if (wrong !== undefined) fail(`roles: "${wrong}" is none of ${ROLES.join(', ')}`);
}

function entriesOf(mapping: MappingFile, row: ForeignRow): (RawEntry | string)[] {
  const raw: Record<string, string> = { ...((mapping.constants ?? {}) as Record<string, string>) };
  for (const [name, from] of Object.entries((mapping.columns ?? {}) as Columns)) raw[name] = row.of(from as string);
  raw['role'] = mapping.roles?.[raw['role'] ?? ''] ?? raw['role'] ?? '';
  if (mapping.links === undefined) return [raw];
  const links = mapping.links.map((name) => row.of(name)).filter((link) => link !== '');
  if (links.length === 0) return raw['handle'] || raw['id'] ? [raw] : ['no link to an account'];
  return links.map((link) => {
    const account = accountOfLink(link);
    if (account === null) return `"${link.slice(0, 100)}" leads to no profile`;
    return { ...raw, platform: account.platform, handle: account.handle ?? '', id: account.id ?? '' };
  });
}
